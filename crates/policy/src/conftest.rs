//! Rules by Conftest's contract: rules of a named package, recognised by the names of their heads (Conftest
//! documentation, "Writing policies").

use crate::annotations::{Concern, FixSafety};
use crate::module::Module;
use crate::parse::ParsedModule;
use crate::rego;
use crate::resource::ResourceKind;
use crate::rule::{Contract, Rule};
use crate::severity::Severity;
use crate::wildcards;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Returns the severity of a rule's results: errors for `deny` and `violation`, warnings for `warn`, each also with a
/// suffix: `deny_root`.
pub(crate) fn severity(name: &str) -> Option<Severity> {
    let of = |word: &str, severity| {
        let parts = name.strip_prefix(word)?;
        let mut parts = parts.split('_');
        let suffix = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (parts.next() == Some("") && parts.all(suffix)).then_some(severity)
    };
    of("deny", Severity::Error)
        .or_else(|| of("violation", Severity::Error))
        .or_else(|| of("warn", Severity::Warning))
}

/// Collects the rules of the packages `namespaces`, which may be patterns, among `files`; if None, of all packages but ours.
pub(crate) fn rules(files: &[ParsedModule], namespaces: Option<&[Arc<str>]>, into: &mut Vec<Rule>) {
    let counts = |module: &Module| match namespaces {
        Some(namespaces) => namespaces.iter().any(|name| {
            **name == *module.package || !module.is_native() && wildcards::matches(name, &module.package)
        }),
        None => !module.is_native(),
    };
    let mut found: BTreeMap<(Arc<str>, Arc<str>), Rule> = BTreeMap::new();
    for ParsedModule { module, tree, .. } in files.iter().filter(|file| counts(&file.module)) {
        for name in rego::declared_names(tree) {
            let Some(severity) = severity(&name) else { continue };
            let key = (Arc::clone(&module.package), Arc::clone(&name));
            found.entry(key).or_insert_with(|| rule(module, &name, severity));
        }
    }
    for rule in found.into_values() {
        let has = |ParsedModule { module, tree, .. }: &ParsedModule| {
            module.package == rule.area && rego::declared_names(tree).any(|name| &*name == "exception")
        };
        into.push(Rule { contract: Contract::Conftest { exceptions: files.iter().any(has) }, ..rule });
    }
}

fn rule(module: &Arc<Module>, name: &Arc<str>, severity: Severity) -> Rule {
    Rule {
        id: format!("{}.{name}", module.package).into(),
        area: Arc::clone(&module.package),
        title: format!("`{name}` of the package `{}`", module.package),
        description: Arc::default(),
        help: None,
        severity,
        concern: Concern::default(),
        inputs: vec![ResourceKind::Document],
        fix: FixSafety::None,
        references: Vec::new(),
        general: false,
        parameters: BTreeMap::new(),
        document: String::new(),
        contract: Contract::Conftest { exceptions: false },
        sets: vec![Arc::clone(name)],
        replaces: false,
        module: Arc::clone(module),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_a_rule_gives() {
        for (name, wanted) in [
            ("deny", Some(Severity::Error)),
            ("deny_run_as_root", Some(Severity::Error)),
            ("violation_x1", Some(Severity::Error)),
            ("warn", Some(Severity::Warning)),
            ("denyX", None),
            ("deny_", None),
            ("deny__x", None),
            ("warning", None),
            ("allow", None),
        ] {
            assert_eq!(severity(name), wanted, "{name}");
        }
    }
}
