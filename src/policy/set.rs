//! A set of policies: the embedded one, or one of a user's.

use super::error::{PolicyError, RegoPlace};
use super::metadata::{Header, MetadataError};
use super::rule::Rule;
use crate::finding::closest;
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/policies");

/// The package that all policies and libraries are below.
const ROOT: &str = "hy_msg_lint";

/// Policies with the libraries that they import and their tests.
#[derive(Debug, Default)]
pub struct PolicySet {
    rules: Vec<Arc<Rule>>,
    libraries: Vec<Module>,
    tests: Vec<Module>,
    data: Vec<Data>,
}

/// A file of data.
#[derive(Debug)]
pub struct Data {
    /// Where its text came from, as shown.
    pub path: String,
    /// The keys under `data` at which it stands, as OPA places it: those of its folder.
    pub at: Vec<String>,
    /// Its text, JSON.
    pub json: String,
}

impl Data {
    /// What a text that uses this file has in it: `data.lib.properties.broker`.
    pub(super) fn reference(&self) -> String {
        format!("data.{}", self.at.join("."))
    }
}

/// A Rego file that is not a rule.
#[derive(Debug)]
pub struct Module {
    /// Where its text came from, as shown.
    pub path: String,
    /// Its text.
    pub rego: String,
}

impl Module {
    /// What a text that imports this library has in it: `data.hy_msg_lint.lib.kafka`.
    fn reference(&self) -> String {
        let package = Header::read(&self.rego).map(|header| header.package.to_owned()).unwrap_or_default();
        format!("data.{package}")
    }
}

impl PolicySet {
    /// The policies that this program carries, read once.
    ///
    /// # Errors
    /// When one of them is refused; see [`PolicySet::from_sources`].
    pub fn embedded() -> Result<&'static Self, PolicyError> {
        static SET: OnceLock<Result<PolicySet, PolicyError>> = OnceLock::new();
        let load = || {
            let mut files = Vec::new();
            collect(&EMBEDDED, &mut files);
            PolicySet::from_sources("policies", files)
        };
        SET.get_or_init(load).as_ref().map_err(Clone::clone)
    }

    /// The policies among `files`, pairs of a path relative to the set's root (with `/`) and the text. `root` is put before
    /// the paths that are shown.
    ///
    /// `**/data.json` is data, `lib/**/<name>.rego` is a library, `*_test.rego` a test, `<area>/<rule>/*.rego` a rule and `<area>/<rule>/README.md` its
    /// document. Other files are passed over. No Rego is parsed beyond `package`.
    ///
    /// # Errors
    /// [`PolicyError::Text`] for a rule whose METADATA is missing or refused, and for a rule or library whose package
    /// disagrees with its folder; [`PolicyError::Duplicate`] for two rules of one id.
    pub fn from_sources(
        root: &str,
        files: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, PolicyError> {
        let mut files: BTreeMap<String, String> = files.into_iter().collect();
        let mut documents = BTreeMap::new();
        while let Some(path) = files.keys().find(|path| path.ends_with("README.md")).cloned() {
            let folder = path.trim_end_matches("README.md").trim_end_matches('/').to_owned();
            documents.insert(folder, files.remove(&path).unwrap_or_default());
        }
        let mut set = Self::default();
        for (path, rego) in files {
            let shown = if root.is_empty() { path.clone() } else { format!("{root}/{path}") };
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            if path.rsplit('/').next() == Some("data.json") {
                let at = folder.split('/').map(str::to_owned).collect();
                set.data.push(Data { path: shown, at, json: rego });
                continue;
            }
            let Some(stem) = path.strip_suffix(".rego") else { continue };
            if stem.ends_with("_test") {
                set.tests.push(Module { path: shown, rego });
            } else if stem.starts_with("lib/") {
                check_package(&shown, &rego, stem)?;
                set.libraries.push(Module { path: shown, rego });
            } else {
                let document = documents.remove(folder).unwrap_or_default();
                set.rules.push(Arc::new(read_rule(folder, shown, rego, document)?));
            }
        }
        set.rules.sort_by(|a, b| (&a.area, &a.id).cmp(&(&b.area, &b.id)));
        let mut known: BTreeMap<&str, &str> = BTreeMap::new();
        for rule in &set.rules {
            if let Some(first) = known.insert(&rule.id, &rule.path) {
                let (id, first, second) = (rule.id.to_string(), first.to_owned(), rule.path.clone());
                return Err(PolicyError::Duplicate { id, first, second });
            }
        }
        Ok(set)
    }

    /// The rules, by area and id.
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }

    /// The files that rules import, by path.
    pub fn libraries(&self) -> &[Module] {
        &self.libraries
    }

    /// The files with unit tests, by path.
    pub fn tests(&self) -> &[Module] {
        &self.tests
    }

    /// The data files, by path.
    pub fn data(&self) -> &[Data] {
        &self.data
    }

    /// The libraries that `rules` import, and those that these import, by path.
    pub fn imported(&self, rules: &[Arc<Rule>]) -> Vec<&Module> {
        let mut texts: Vec<&str> = rules.iter().map(|rule| rule.rego.as_str()).collect();
        let mut left: Vec<&Module> = self.libraries.iter().collect();
        let mut found = Vec::new();
        loop {
            let (used, rest): (Vec<_>, Vec<_>) = left
                .into_iter()
                .partition(|library| texts.iter().any(|text| text.contains(&library.reference())));
            if used.is_empty() {
                break;
            }
            left = rest;
            texts = used.iter().map(|library| library.rego.as_str()).collect();
            found.extend(used);
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        found
    }

    /// The rule `id`.
    pub fn rule(&self, id: &str) -> Option<&Arc<Rule>> {
        self.rules.iter().find(|rule| &*rule.id == id)
    }

    /// The rule that somebody who wrote `id` most likely meant.
    pub fn suggest(&self, id: &str) -> Option<&Arc<Rule>> {
        let wanted = id.to_lowercase().replace('_', "-");
        self.rule(closest(&wanted, self.rules.iter().map(|rule| &*rule.id))?)
    }
}

fn collect(folder: &Dir<'_>, into: &mut Vec<(String, String)>) {
    for file in folder.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        // Fixtures are the tests' and nothing reads them here.
        if path.strip_suffix(".rego").is_some() || path.ends_with("README.md") || path.ends_with("/data.json")
        {
            into.extend(file.contents_utf8().map(|text| (path, text.to_owned())));
        }
    }
    for inner in folder.dirs().filter(|inner| !inner.path().ends_with("fixtures")) {
        collect(inner, into);
    }
}

/// The header of a file whose package must be that of `folder`, a path relative to the set's root.
fn check_package<'a>(shown: &str, rego: &'a str, folder: &str) -> Result<Header<'a>, PolicyError> {
    let header = Header::read(rego).map_err(|error| place(shown, rego, error))?;
    let wanted = format!("{ROOT}.{}", folder.replace('/', "."));
    if header.package == wanted {
        return Ok(header);
    }
    let message = format!("the package is `{}`, but its folder asks for `{wanted}`", header.package);
    Err(place(shown, rego, MetadataError::new(header.package_span, message)))
}

fn read_rule(folder: &str, shown: String, rego: String, document: String) -> Result<Rule, PolicyError> {
    let header = check_package(&shown, &rego, folder)?;
    let Some((area, name)) = folder.split_once('/').filter(|(_, name)| !name.contains('/')) else {
        let message = "a rule lies in a folder of its own: `<area>/<rule>/<rule>.rego`";
        return Err(place(&shown, &rego, MetadataError::new(header.package_span, message)));
    };
    let metadata = header.metadata().map_err(|error| place(&shown, &rego, error))?;
    Ok(Rule {
        id: name.replace('_', "-").into(),
        area: area.into(),
        package: header.package.into(),
        title: metadata.title.trim().to_owned(),
        description: metadata.description.trim().into(),
        help: metadata.custom.help,
        severity: metadata.custom.severity,
        inputs: metadata.custom.input,
        fix: metadata.custom.fix,
        references: metadata.related_resources,
        parameters: metadata.custom.parameters,
        document,
        path: shown,
        rego,
    })
}

fn place(shown: &str, rego: &str, error: MetadataError) -> PolicyError {
    let place = RegoPlace::of(shown, rego, error.span.start);
    PolicyError::Text { place, span: error.span, message: error.message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{rule, set};

    #[test]
    fn sorts_rules_by_area_and_id_and_gives_them_their_documents() {
        let mut files = vec![
            rule("kafka", "beta", "deny contains 1 if false"),
            rule("compose", "static_ip", "deny contains 1 if false"),
            rule("kafka", "alpha", "deny contains 1 if false"),
        ];
        files.push(("kafka/beta/README.md".to_owned(), "# Beta".to_owned()));
        files.push(("kafka/beta/fixtures/bad/compose.yaml".to_owned(), "services: {}".to_owned()));
        let set = set(files);
        let ids: Vec<_> = set.rules().iter().map(|rule| &*rule.id).collect();
        assert_eq!(ids, ["static-ip", "alpha", "beta"]);
        assert_eq!(set.rule("beta").unwrap().document, "# Beta");
        assert_eq!(set.suggest("static_pi").unwrap().id, "static-ip".into());
        assert!(set.suggest("something-else").is_none());
    }

    #[test]
    fn refuses_what_disagrees_with_its_folder() {
        let (_, text) = rule("kafka", "beta", "");
        let error =
            PolicySet::from_sources("policies", [("kafka/gamma/gamma.rego".to_owned(), text)]).unwrap_err();
        let message = error.to_string();
        assert!(message.starts_with("policies/kafka/gamma/gamma.rego:7:9: "), "{message}");
        assert!(message.contains("asks for `hy_msg_lint.kafka.gamma`"), "{message}");
        let library = ("lib/one.rego".to_owned(), "package hy_msg_lint.lib.two".to_owned());
        assert!(PolicySet::from_sources("", [library]).is_err());
        let loose = ("loose.rego".to_owned(), "package hy_msg_lint.".to_owned());
        assert!(
            PolicySet::from_sources("", [loose]).unwrap_err().to_string().contains("a folder of its own")
        );
        let twice = [rule("kafka", "beta", ""), rule("topic", "beta", "")];
        let error = PolicySet::from_sources("", twice).unwrap_err();
        assert!(matches!(error, PolicyError::Duplicate { .. }), "{error}");
    }
}
