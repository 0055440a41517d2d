//! The built-in policies of a program.

use crate::bundle::{BundleFile, is_data, is_rego};
use crate::catalog::Catalog;
use crate::data::Data;
use crate::embedded::{Embedded, Programs};
use crate::error::PolicyError;
use crate::folder;
use crate::metadata::Metadata;
use crate::module::Module;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The built-in policies of a program, and what its build compiled of them.
#[derive(Debug, Clone)]
pub struct BuiltIn {
    pub(crate) catalog: Catalog,
    /// The compiled programs of the rules; None if they are compiled in each run.
    pub(crate) programs: Option<Arc<Programs>>,
}

impl BuiltIn {
    /// Reads the policies of `embedded`.
    ///
    /// # Errors
    /// If a policy is refused; see [`BuiltIn::from_sources`].
    pub fn embedded(embedded: &'static Embedded) -> Result<Self, PolicyError> {
        let files = embedded.files.iter().map(|(path, text)| file("policies", path, (*text).to_owned()));
        let catalog = read(files.collect(), embedded.metadata()?)?;
        Ok(Self { catalog, programs: Some(Arc::new(Programs::of(embedded))) })
    }

    /// Reads the policies among `files`, pairs of a path relative to their root (with `/`) and the text. Shown paths
    /// are prefixed with `root`.
    ///
    /// `**/data.json` is data, `lib/**/<name>.rego` is a library, `*_test.rego` a test, `<area>/<rule>/*.rego` a rule
    /// and `<area>/<rule>/README.md` its documentation. Other files are skipped. Of the Rego, only `package` is
    /// parsed.
    ///
    /// # Errors
    /// [`PolicyError::Refused`] for rules whose METADATA is missing or refused, for rules and libraries whose package
    /// does not match their folder, and for two rules with the same id.
    pub fn from_sources(
        root: &str,
        files: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, PolicyError> {
        let files = files.into_iter().map(|(path, text)| file(root, &path, text)).collect();
        Ok(Self { catalog: read(files, BTreeMap::new())?, programs: None })
    }
}

fn file(root: &str, path: &str, text: String) -> BundleFile {
    let full = if root.is_empty() { path.to_owned() } else { format!("{root}/{path}") };
    let below = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let below = below.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    BundleFile { shown: full.clone(), full, below, text }
}

/// Reads the policies in `files`. METADATA in `known`, by file path, is not read again.
///
/// # Errors
/// The first diagnostic. The Rego is not parsed: parsing costs more than everything else, and the tests do it.
fn read(mut files: Vec<BundleFile>, mut known: BTreeMap<String, Metadata>) -> Result<Catalog, PolicyError> {
    files.sort_by(|a, b| a.full.cmp(&b.full));
    let mut documents = folder::take_documents(&mut files);
    let mut catalog = Catalog::default();
    for file in files {
        if is_data(file.name()) {
            catalog.data.push(Data::new(&file.shown, file.below, &file.text, true));
            continue;
        }
        if !is_rego(file.name()) {
            continue;
        }
        let folders: Vec<String> = file.folders().into_iter().map(str::to_owned).collect();
        let (module, span) = Module::read(&file.shown, file.text, true)?;
        if file.full.ends_with("_test.rego") {
            catalog.tests.push(Arc::new(module));
        } else if module.is_library() {
            folder::check_library(&module, &file.full, &span)?;
            catalog.libraries.push(Arc::new(module));
        } else {
            let document = documents.remove(&folders.join("/")).unwrap_or_default();
            let metadata = known.remove(&*module.path);
            let mut rule = folder::native_rule(&Arc::new(module), &folders, &span, document, metadata)?;
            rule.sets = sets(&rule.module.rego);
            catalog.rules.push(Arc::new(rule));
        }
    }
    catalog.sort_rules()?;
    Ok(catalog)
}

/// Returns the names of the sets that the lines of `rego` fill.
fn sets(rego: &str) -> Vec<Arc<str>> {
    let filled = |set: &&str| {
        let start = format!("{set} contains ");
        rego.lines().any(|line| line.starts_with(&start))
    };
    ["deny", "unknown"].into_iter().filter(filled).map(Arc::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rule;

    #[test]
    fn sorts_rules_by_area_and_id_and_gives_them_their_documents() {
        let mut files = vec![
            rule("kafka", "beta", "deny contains 1 if false"),
            rule("compose", "static_ip", "deny contains 1 if false"),
            rule("kafka", "alpha", "deny contains 1 if false"),
        ];
        files.push(("kafka/beta/README.md".to_owned(), "# Beta".to_owned()));
        files.push(("kafka/beta/fixtures/bad/compose.yaml".to_owned(), "services: {}".to_owned()));
        let catalog = BuiltIn::from_sources("policies", files).unwrap().catalog;
        let ids: Vec<_> = catalog.rules.iter().map(|rule| &*rule.id).collect();
        assert_eq!(ids, ["static-ip", "alpha", "beta"]);
        assert_eq!(catalog.rule("beta").unwrap().document, "# Beta");
        assert_eq!(catalog.suggest("static_pi").unwrap().id, "static-ip".into());
        assert!(catalog.suggest("something-else").is_none());
    }

    #[test]
    fn refuses_what_disagrees_with_its_folder() {
        let (_, text) = rule("kafka", "beta", "");
        let error =
            BuiltIn::from_sources("policies", [("kafka/gamma/gamma.rego".to_owned(), text)]).unwrap_err();
        let message = error.to_string();
        assert!(message.starts_with("policies/kafka/gamma/gamma.rego:7:9: "), "{message}");
        assert!(
            message.ends_with("belongs in a folder `kafka/beta`, and this file is in `kafka/gamma`"),
            "{message}"
        );
        let library = ("lib/one.rego".to_owned(), "package hy_msg_lint.lib.two".to_owned());
        assert!(BuiltIn::from_sources("", [library]).is_err());
        let loose = ("loose.rego".to_owned(), "package hy_msg_lint.a.b".to_owned());
        assert!(BuiltIn::from_sources("", [loose]).unwrap_err().to_string().contains("its own folder"));
        let twice = [rule("kafka", "beta", ""), rule("topic", "beta", "")];
        let error = BuiltIn::from_sources("", twice).unwrap_err();
        assert!(error.to_string().contains("two rules have the id `beta`"), "{error}");
    }
}
