//! `conftest.toml`, the configuration of Conftest, and the words that it has for what is called otherwise here.

use super::CliError;
use super::check::Threshold;
use super::output::Format;
use crate::source::SourceMap;
use crate::workspace;
use hy_msg_lint_tree::format::Format as FileFormat;
use hy_msg_lint_tree::syntax::toml;
use hy_msg_lint_tree::tree::{Node, ScalarKind};
use regex::Regex;
use std::path::{Path, PathBuf};

const FILE: &str = "conftest.toml";

/// What `conftest.toml` says.
#[derive(Debug, Default)]
pub(super) struct Conftest {
    pub(super) policy: Vec<PathBuf>,
    pub(super) namespace: Vec<String>,
    pub(super) data: Vec<PathBuf>,
    pub(super) all_namespaces: bool,
    pub(super) combine: bool,
    /// The lowest severity that fails, if it says one.
    pub(super) fails: Option<Threshold>,
    pub(super) output: Option<Format>,
    pub(super) ignore: Option<Regex>,
    pub(super) parser: Option<FileFormat>,
    /// Whether there is one.
    is_there: bool,
    /// The keys that have no effect.
    without_effect: Vec<String>,
}

impl Conftest {
    /// Reads the one in the working directory, if there is one.
    ///
    /// # Errors
    /// If it is not TOML, or a key has a value of another type.
    pub(super) fn read() -> Result<Self, CliError> {
        if !Path::new(FILE).is_file() {
            return Ok(Self::default());
        }
        let refuse = |why: &str| CliError::Conftest(why.to_owned());
        let sources = SourceMap::within(std::iter::once(Path::new(".")));
        let source = sources.load(Path::new(FILE)).map_err(|error| refuse(&error.to_string()))?;
        let parsed = toml::parse(&source);
        if let Some(error) = parsed.errors.first() {
            return Err(refuse(&error.message));
        }
        let mut all = Self { is_there: true, ..Self::default() };
        for entry in parsed.documents.iter().flat_map(Node::entries) {
            let wanted = |kind: &str| refuse(&format!("`{}` is not {kind}", entry.key));
            let value = Value(&entry.node);
            match &*entry.key {
                "policy" => all.policy = value.paths().ok_or_else(|| wanted("a path"))?,
                "data" => all.data = value.paths().ok_or_else(|| wanted("a path"))?,
                "namespace" => all.namespace = value.texts().ok_or_else(|| wanted("a name"))?,
                "all-namespaces" => {
                    all.all_namespaces = value.switch().ok_or_else(|| wanted("true or false"))?;
                }
                "combine" => all.combine = value.switch().ok_or_else(|| wanted("true or false"))?,
                "no-fail" if value.switch().ok_or_else(|| wanted("true or false"))? => {
                    all.fails = Some(Threshold::Never);
                }
                "fail-on-warn" if value.switch().ok_or_else(|| wanted("true or false"))? => {
                    all.fails = all.fails.or(Some(Threshold::Warning));
                }
                "output" => {
                    let name = value.text().ok_or_else(|| wanted("a format"))?;
                    all.output = Some(format(&name).map_err(|why| refuse(&why))?);
                }
                "ignore" => {
                    let pattern = value.text().ok_or_else(|| wanted("a regular expression"))?;
                    let pattern = Some(pattern).filter(|pattern| !pattern.is_empty());
                    all.ignore = pattern
                        .map(|pattern| Regex::new(&pattern).map_err(|_| wanted("a regular expression")))
                        .transpose()?;
                }
                "parser" => {
                    let name = value.text().ok_or_else(|| wanted("a parser"))?;
                    all.parser = Some(parser(&name).map_err(|why| refuse(&why))?);
                }
                "no-fail" | "fail-on-warn" => {}
                other => all.without_effect.push(other.to_owned()),
            }
        }
        Ok(all)
    }

    /// Returns notes that it was read, if the run is `verbose`, and of its keys without effect.
    pub(super) fn notes(&self, verbose: bool) -> Vec<String> {
        let read =
            (self.is_there && verbose).then(|| format!("`{FILE}` is read as the configuration of this run"));
        let idle = |key: &String| format!("`{key}` in `{FILE}` has no effect here");
        read.into_iter().chain(self.without_effect.iter().map(idle)).collect()
    }
}

/// A value of the file.
struct Value<'a>(&'a Node);

impl Value<'_> {
    fn text(&self) -> Option<String> {
        self.0.as_text().map(str::to_owned)
    }

    /// Returns the texts of a list, or a text by itself.
    fn texts(&self) -> Option<Vec<String>> {
        match self.0.as_list() {
            Some(items) => items.iter().map(|item| Value(item).text()).collect(),
            None => self.text().map(|text| text.split(',').map(str::to_owned).collect()),
        }
    }

    fn paths(&self) -> Option<Vec<PathBuf>> {
        Some(self.texts()?.into_iter().map(PathBuf::from).collect())
    }

    fn switch(&self) -> Option<bool> {
        let scalar = self.0.as_scalar().filter(|scalar| scalar.kind == ScalarKind::Bool)?;
        Some(&*scalar.text == "true")
    }
}

/// Returns the format of files that Conftest's option `--parser` calls `name`.
///
/// # Errors
/// With the reason why there is none.
pub(super) fn parser(name: &str) -> Result<FileFormat, String> {
    let known = FileFormat::PARSERS.join(", ");
    let reason = match FileFormat::unread(Path::new(&format!("x.{name}"))) {
        Some(format) => workspace::no_reader(format),
        None => format!("there is no parser `{name}`"),
    };
    FileFormat::by_parser(name).ok_or_else(|| format!("{reason}; there are {known}"))
}

/// Returns the format of a report that Conftest's option `--output`, or ours `--format`, calls `name`.
///
/// # Errors
/// With the reason why there is none.
pub(super) fn format(name: &str) -> Result<Format, String> {
    match name {
        "stdout" => Ok(Format::Human),
        "table" => Err("there is no format `table`; `human` and `concise` are for people".to_owned()),
        "tap" => Err("there is no format `tap`; `junit` has a test for each rule".to_owned()),
        "azuredevops" => Err("there is no format `azuredevops`; Azure DevOps shows `sarif`".to_owned()),
        _ => Format::of(name)
            .ok_or_else(|| format!("there is no format `{name}`; there are {}", Format::choice())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_conftest_s_where_the_meaning_is() {
        assert_eq!(format("stdout"), Ok(Format::Human));
        assert_eq!(format("github"), Ok(Format::Github));
        for name in ["table", "tap", "azuredevops", "xml"] {
            assert!(format(name).unwrap_err().contains(name), "{name}");
        }
        assert_eq!(parser("hcl2"), Ok(FileFormat::Hcl));
        assert!(parser("cue").unwrap_err().contains("no reader for CUE"));
        assert!(parser("nonsense").unwrap_err().contains("there is no parser `nonsense`; there are"));
    }
}
