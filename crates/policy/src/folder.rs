//! Checks of a file against its folder: a rule's id, a library's package and a rule's page.

use crate::bundle::BundleFile;
use crate::error::PolicyDiagnostic;
use crate::metadata::{Header, Metadata};
use crate::module::{Module, ROOT};
use crate::rule::{Contract, Rule};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Removes the pages of rules from `files` and returns them by folder.
pub(crate) fn take_documents(files: &mut Vec<BundleFile>) -> BTreeMap<String, String> {
    let (pages, rest): (Vec<_>, Vec<_>) =
        std::mem::take(files).into_iter().partition(|file| file.name() == "README.md");
    *files = rest;
    pages.into_iter().map(|page| (page.folders().join("/"), page.text)).collect()
}

/// Checks that a library of our root is in the file that its package, at `span`, names.
///
/// # Errors
/// If it is in another file; `full` is the file's whole path. The author must fix it.
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

/// Creates the rule by our contract in `module`, whose package, at `span`, must match its folder. Reads METADATA from
/// the file if none is given. The rule's sets are still empty.
///
/// # Errors
/// If the package differs, or METADATA is missing or refused; the author must fix it.
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
        return Err(refuse("a rule must be in its own folder: `<area>/<rule>/<rule>.rego`".to_owned()));
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
        concern: metadata.custom.concern,
        inputs: metadata.custom.input,
        fix: metadata.custom.fix,
        references: metadata.related_resources,
        general: metadata.custom.general,
        parameters: metadata.custom.parameters,
        document,
        contract: Contract::Native,
        sets: Vec::new(),
        replaces: false,
        module: Arc::clone(module),
    })
}
