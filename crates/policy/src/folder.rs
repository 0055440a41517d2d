//! What the folder of a file says of it: which rule it is, whether a library is where its package says, and which page is a rule's.

use crate::bundle::BundleFile;
use crate::error::PolicyDiagnostic;
use crate::metadata::{Header, Metadata};
use crate::module::{Module, ROOT};
use crate::rule::{Contract, Rule};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Takes the pages of rules out of `files`, by their folders.
pub(crate) fn take_documents(files: &mut Vec<BundleFile>) -> BTreeMap<String, String> {
    let (pages, rest): (Vec<_>, Vec<_>) =
        std::mem::take(files).into_iter().partition(|file| file.name() == "README.md");
    *files = rest;
    pages.into_iter().map(|page| (page.folders().join("/"), page.text)).collect()
}

/// Checks that a library of our root is in the file that its package, which stands at `span`, names.
///
/// # Errors
/// The author's: another file, whose whole path is `full`.
pub(crate) fn check_library(
    module: &Module,
    full: &str,
    span: &Range<usize>,
) -> Result<(), PolicyDiagnostic> {
    let wanted = module.package.strip_prefix("hy_msg_lint.").unwrap_or_default().replace('.', "/");
    if format!("/{full}").ends_with(&format!("/{wanted}.rego")) {
        return Ok(());
    }
    let message = format!("the library `{}` belongs in a file `{wanted}.rego`", module.package);
    Err(module.diagnostic(span.clone(), message))
}

/// The rule by our contract in `module`, whose package, which stands at `span`, must be that of its folder. The METADATA is read
/// from the file where there is none at hand. It fills no sets yet.
///
/// # Errors
/// The author's: another package, and METADATA that is missing or refused.
pub(crate) fn native_rule(
    module: &Arc<Module>,
    folders: &[String],
    span: &Range<usize>,
    document: String,
    metadata: Option<Metadata>,
) -> Result<Rule, PolicyDiagnostic> {
    let refuse = |message: String| module.diagnostic(span.clone(), message);
    let (Some(name), Some(area)) =
        (folders.last(), folders.len().checked_sub(2).and_then(|at| folders.get(at)))
    else {
        return Err(refuse("a rule lies in a folder of its own: `<area>/<rule>/<rule>.rego`".to_owned()));
    };
    let wanted = format!("{ROOT}.{area}.{name}");
    if *module.package != *wanted {
        let package = &module.package;
        let of_package = package.strip_prefix("hy_msg_lint.").and_then(|rest| rest.split_once('.'));
        return Err(refuse(match of_package.filter(|(_, rule)| !rule.contains('.')) {
            Some((own_area, rule)) => format!(
                "the package `{package}` belongs in a folder `{own_area}/{rule}`, and this file is in `{area}/{name}`"
            ),
            None => format!(
                "a rule in the folder `{area}/{name}` has the package `{wanted}`, and this is `{package}`"
            ),
        }));
    }
    let read = || Header::read(&module.rego).and_then(|header| header.metadata());
    let metadata = metadata.map_or_else(read, Ok).map_err(|error| error.at(&module.path, &module.rego))?;
    Ok(Rule {
        id: name.replace('_', "-").into(),
        area: area.as_str().into(),
        title: metadata.title.trim().to_owned(),
        description: metadata.description.trim().into(),
        help: metadata.custom.help,
        severity: metadata.custom.severity,
        inputs: metadata.custom.input,
        fix: metadata.custom.fix,
        references: metadata.related_resources,
        parameters: metadata.custom.parameters,
        document,
        contract: Contract::Native,
        sets: Vec::new(),
        replaces: false,
        module: Arc::clone(module),
    })
}
