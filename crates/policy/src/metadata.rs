//! METADATA: the YAML in the comments right above a policy's `package`.
//!
//! Regorus skips comments, so the host reads them. Nothing here parses Rego: a file is read line by line up to its `package`.

use super::annotations::{FixSafety, Parameter, Reference};
use crate::resource::Kind;
use crate::severity::Severity;
use crate::spelling::closest;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;
use std::ops::Range;

/// What a policy says of itself.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// Its name in plain words.
    pub title: String,
    /// Why it matters.
    pub description: String,
    /// Where its facts come from.
    #[serde(default)]
    pub related_resources: Vec<Reference>,
    /// What this program needs to know beside OPA's own annotations.
    pub custom: Custom,
    /// OPA's; the block always stands for the package.
    #[serde(default, rename = "scope")]
    _scope: IgnoredAny,
    #[serde(default, rename = "authors")]
    _authors: IgnoredAny,
    #[serde(default, rename = "organizations")]
    _organizations: IgnoredAny,
    #[serde(default, rename = "entrypoint")]
    _entrypoint: IgnoredAny,
    #[serde(default, rename = "schemas")]
    _schemas: IgnoredAny,
}

/// The part of METADATA that is this program's.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Custom {
    /// The kinds of resources that the policy judges.
    pub input: Vec<Kind>,
    /// The gravity of its findings, where a violation says nothing else.
    pub severity: Severity,
    /// Whether the program can fix its findings.
    #[serde(default)]
    pub fix: FixSafety,
    /// What to do, where a violation says nothing better.
    #[serde(default)]
    pub help: Option<String>,
    /// What can be set, by name.
    #[serde(default)]
    pub parameters: BTreeMap<String, Parameter>,
}

/// What is wrong with METADATA or the package, on which characters of the Rego text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct MetadataError {
    /// Byte offsets in the Rego text.
    pub span: Range<usize>,
    /// What is wrong and what is expected.
    pub message: String,
}

impl MetadataError {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into() }
    }
}

/// The comment lines and the package of a Rego file.
#[derive(Debug)]
pub struct Header<'a> {
    /// The package's name as written: `hy_msg_lint.compose.static_ip`.
    pub package: &'a str,
    /// Where the name stands.
    pub package_span: Range<usize>,
    comments: Vec<Line<'a>>,
    misplaced: Option<Range<usize>>,
}

/// A line with the offset of its first byte.
#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    start: usize,
    text: &'a str,
}

impl<'a> Line<'a> {
    fn span(self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// The line without `#` and one blank, with the offset of what is left.
    fn yaml(self) -> Line<'a> {
        let rest = self.text.trim_start().trim_start_matches('#');
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        Line { start: self.start + self.text.len() - rest.len(), text: rest.trim_end() }
    }
}

impl<'a> Header<'a> {
    /// The header of the Rego file `text`.
    ///
    /// # Errors
    /// When the file has no `package`, or something else before it.
    pub fn read(text: &'a str) -> Result<Self, MetadataError> {
        let mut comments = Vec::new();
        let mut misplaced = None;
        let mut start = 0;
        for raw in text.split_inclusive('\n') {
            let line = Line { start, text: raw.trim_end() };
            start += raw.len();
            let trimmed = line.text.trim_start();
            if trimmed.starts_with('#') {
                comments.push(line);
            } else if trimmed.is_empty() {
                misplaced = misplaced.or_else(|| heading(&comments).map(|(_, span)| span));
                comments.clear();
            } else if let Some(rest) =
                trimmed.strip_prefix("package").filter(|rest| rest.starts_with([' ', '\t']))
            {
                let name = rest.trim_start();
                let from = line.start + line.text.len() - name.len();
                let name = name.split([' ', '\t', '#', ';']).next().unwrap_or_default();
                return Ok(Self {
                    package: name,
                    package_span: from..from + name.len(),
                    comments,
                    misplaced,
                });
            } else {
                return Err(MetadataError::new(line.span(), "a policy begins with METADATA and `package`"));
            }
        }
        Err(MetadataError::new(0..text.len(), "there is no `package`"))
    }

    /// True where there is a METADATA block right above the package.
    pub fn has_metadata(&self) -> bool {
        heading(&self.comments).is_some()
    }

    /// True where the block has a line that begins with `key:`.
    pub fn names(&self, key: &str) -> bool {
        let begins = |line: &Line<'_>| {
            let text = line.yaml().text;
            text.trim_start().strip_prefix(key).is_some_and(|rest| rest.starts_with(':'))
        };
        self.has_metadata() && self.comments.iter().any(begins)
    }

    /// The METADATA right above the package.
    ///
    /// # Errors
    /// When there is none, or it is not what [`Metadata`] describes.
    pub fn metadata(&self) -> Result<Metadata, MetadataError> {
        let Some((first, span)) = heading(&self.comments) else {
            return Err(match &self.misplaced {
                Some(span) => MetadataError::new(
                    span.clone(),
                    "METADATA must stand right above `package`, without an empty line between",
                ),
                None => MetadataError::new(
                    self.package_span.clone(),
                    "there is no METADATA: expected a comment block right above `package` that begins with `# METADATA`",
                ),
            });
        };
        let block = Block {
            heading: span,
            lines: self.comments.iter().skip(first + 1).map(|line| line.yaml()).collect(),
        };
        let yaml = block.lines.iter().flat_map(|line| [line.text, "\n"]).collect::<String>();
        let metadata: Metadata = serde_yaml::from_str(&yaml).map_err(|error| block.explain(&error, &yaml))?;
        block.check(&metadata)?;
        Ok(metadata)
    }
}

/// The line `# METADATA` among `lines`: its index and span.
fn heading(lines: &[Line<'_>]) -> Option<(usize, Range<usize>)> {
    let at = lines.iter().position(|line| line.yaml().text.trim() == "METADATA")?;
    lines.get(at).map(|line| (at, line.span()))
}

/// The YAML of METADATA, line by line, with the place of each line in the Rego text.
struct Block<'a> {
    heading: Range<usize>,
    lines: Vec<Line<'a>>,
}

impl Block<'_> {
    /// What serde says of `yaml`, on the characters of the Rego text that it is about.
    fn explain(&self, error: &serde_yaml::Error, yaml: &str) -> MetadataError {
        let place = error.location();
        let line = place.as_ref().and_then(|place| self.lines.get(place.line().checked_sub(1)?));
        let span = match (line, &place) {
            (Some(line), Some(place)) => {
                let skip = place.column().saturating_sub(1);
                let from = line.text.char_indices().nth(skip).map_or(0, |(offset, _)| offset);
                line.start + from..line.span().end
            }
            _ => self.heading.clone(),
        };
        // An empty line, or a place behind the last, has no characters to show.
        let span = if span.is_empty() { self.heading.clone() } else { span };
        let mut message = error.to_string();
        // The place in the message counts from the first line of the YAML, which is nowhere to be seen.
        if let Some(at) = message.rfind(" at line ") {
            message.truncate(at);
        }
        if serde_yaml::from_str::<serde_yaml::Value>(yaml).is_err() {
            let hint = "; a text with `: ` in it is to be in quotes";
            let hint = if message.starts_with("mapping values") { hint } else { "" };
            return MetadataError::new(span, format!("METADATA is no YAML: {message}{hint}"));
        }
        let (place, message) = place_in(&message);
        if let Some(field) = between(message, "missing field `", "`") {
            let owner = place.rsplit('.').next().filter(|owner| !owner.is_empty());
            let span = owner.map_or_else(|| self.heading.clone(), |owner| self.key(owner));
            return MetadataError::new(span, format!("{} has no `{field}`{}", owned(place), purpose(field)));
        }
        MetadataError::new(span, format!("{} {}", owned(place), advised(message)))
    }

    fn check(&self, metadata: &Metadata) -> Result<(), MetadataError> {
        for (key, text) in [("title", &metadata.title), ("description", &metadata.description)] {
            if text.trim().is_empty() {
                return Err(MetadataError::new(self.key(key), format!("METADATA: `{key}` is empty")));
            }
        }
        if metadata.custom.input.is_empty() {
            let message = "METADATA: `input` is empty: expected at least one kind of resource";
            return Err(MetadataError::new(self.key("input"), message));
        }
        for (name, parameter) in &metadata.custom.parameters {
            if !parameter.kind.takes(&parameter.default) {
                let message = format!(
                    "METADATA: the default of parameter `{name}` is not of type `{}`",
                    parameter.kind.name()
                );
                return Err(MetadataError::new(self.key(name), message));
            }
        }
        Ok(())
    }

    /// The line that begins with `key:`, without its indentation.
    fn key(&self, key: &str) -> Range<usize> {
        let found = self.lines.iter().find_map(|line| {
            let text = line.text.trim_start();
            let rest = text.strip_prefix(key)?;
            rest.starts_with(':').then(|| line.span().end - text.len()..line.span().end)
        });
        found.unwrap_or_else(|| self.heading.clone())
    }
}

/// The path in METADATA that a message of serde begins with, such as `custom.input`, and the rest of the message.
fn place_in(message: &str) -> (&str, &str) {
    let is_path =
        |path: &str| path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-[]".contains(&byte));
    match message.split_once(": ").filter(|(path, _)| is_path(path)) {
        Some((path, rest)) => (path.split('[').next().unwrap_or_default(), rest),
        None => ("", message),
    }
}

fn owned(place: &str) -> String {
    if place.is_empty() { "METADATA".to_owned() } else { format!("METADATA: `{place}`") }
}

fn between<'a>(text: &'a str, before: &str, behind: &str) -> Option<&'a str> {
    text.strip_prefix(before)?.split(behind).next()
}

/// What a field is for that has to be there.
fn purpose(field: &str) -> &'static str {
    match field {
        "title" => ": a name in plain words",
        "description" => ": why it matters",
        "custom" => ", which has `input` and `severity`",
        "input" => ": the kinds that it judges, as in `[topic]`",
        "severity" => ": `error`, `warning` or `info`",
        "type" => ": `integer`, `number`, `boolean`, `string`, `pattern`, `list` or `object`",
        "default" => ": its value where nothing is set",
        "ref" => ": an address",
        _ => "",
    }
}

/// What serde says of a word that it does not know, with the one that was probably meant, else those that there are.
fn advised(message: &str) -> String {
    let known = [("unknown field `", "has no", "it has"), ("unknown variant `", "takes no", "it takes")];
    let advice = known.iter().find_map(|(start, lacks, has)| {
        let (word, expected) = message.strip_prefix(start)?.split_once("`, expected ")?;
        let names: Vec<_> = expected.split('`').skip(1).step_by(2).collect();
        if let Some(meant) = closest(word, names.iter().copied()) {
            return Some(format!("{lacks} `{word}`; did you mean `{meant}`?"));
        }
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        Some(format!("{lacks} `{word}`; {has} {}", names.join(", ")))
    });
    advice.unwrap_or_else(|| format!("is not as it should be: {message}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "\
# A licence.
# METADATA
# title: Static IP
# description: |
#   One.
#   Two.
# authors: [somebody]
# custom:
#   input: [service]
#   severity: error
#   parameters:
#     limit: {type: integer, default: 3, description: how many}
package hy_msg_lint.compose.static_ip # the package
";

    fn refused(text: &str) -> (String, String) {
        let error = Header::read(text).and_then(|header| header.metadata().map(drop)).unwrap_err();
        (text[error.span].to_owned(), error.message)
    }

    #[test]
    fn reads_the_block_above_the_package() {
        let header = Header::read(GOOD).unwrap();
        assert_eq!(header.package, "hy_msg_lint.compose.static_ip");
        assert_eq!(&GOOD[header.package_span.clone()], header.package);
        let metadata = header.metadata().unwrap();
        assert_eq!(metadata.title, "Static IP");
        assert_eq!(metadata.description, "One.\nTwo.\n");
        assert_eq!(metadata.custom.input, [Kind::Service]);
        assert_eq!(metadata.custom.parameters["limit"].default, 3);
    }

    #[test]
    fn names_the_characters_that_are_wrong() {
        let (at, message) = refused(&GOOD.replace("[service]", "[servce]"));
        assert_eq!(at, "servce]");
        assert_eq!(message, "METADATA: `custom.input` takes no `servce`; did you mean `service`?");
        let (at, message) = refused(&GOOD.replace("severity", "severty"));
        assert_eq!(at, "severty: error");
        assert_eq!(message, "METADATA: `custom` has no `severty`; did you mean `severity`?");
        let (at, message) = refused(&GOOD.replace("type: integer", "type: int"));
        assert!(at.starts_with("int, "), "{at}");
        let start = "METADATA: `custom.parameters.limit.type` takes no `int`; it takes `integer`, `number`";
        assert!(message.starts_with(start), "{message}");
        let (at, message) = refused(&GOOD.replace("# title: Static IP\n", ""));
        assert_eq!((&*at, &*message), ("# METADATA", "METADATA has no `title`: a name in plain words"));
        let (at, message) = refused(&GOOD.replace("type: integer, ", ""));
        assert!(at.starts_with("limit: {default"), "{at}");
        assert!(
            message.starts_with("METADATA: `custom.parameters.limit` has no `type`: `integer`"),
            "{message}"
        );
        let (_, message) = refused(&GOOD.replace("[somebody]", "[somebody]\n# title: 1"));
        assert!(message.starts_with("METADATA is"), "{message}");
        let (at, _) = refused(&GOOD.replace("Static IP", "[unclosed"));
        assert!(!at.is_empty());
        let (at, message) = refused(&GOOD.replace("Static IP", "Static: IP"));
        assert_eq!(at, ": IP");
        assert!(message.ends_with("a text with `: ` in it is to be in quotes"), "{message}");
    }

    #[test]
    fn wants_metadata_right_above_the_package() {
        let (at, message) = refused("# A comment.\npackage a.b\n");
        assert_eq!(at, "a.b");
        assert!(message.contains("there is no METADATA"), "{message}");
        let (at, message) = refused(&GOOD.replace("package", "\npackage"));
        assert_eq!(at, "# METADATA");
        assert!(message.contains("right above `package`"), "{message}");
        assert_eq!(refused("").1, "there is no `package`");
        assert_eq!(refused("import rego.v1\npackage a").0, "import rego.v1");
    }
}
