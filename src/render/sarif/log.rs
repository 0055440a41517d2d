//! The objects of a SARIF log that we write, named as in its specification,
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>. Empty optional fields are omitted.

use super::uri::uri;
use crate::finding::Severity;
use crate::render::{NAME, VERSION, entries, home};
use serde::Serialize;
use std::borrow::Cow;

/// §3.13.
#[derive(Serialize)]
pub(super) struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

impl<'a> Log<'a> {
    pub(super) fn of(run: Run<'a>) -> Self {
        Self {
            schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            version: "2.1.0",
            runs: [run],
        }
    }
}

/// §3.14.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run<'a> {
    pub(super) tool: Tool<'a>,
    pub(super) invocations: [Invocation<'a>; 1],
    pub(super) column_kind: &'static str,
    pub(super) results: Vec<Result<'a>>,
}

/// §3.18.
#[derive(Serialize)]
pub(super) struct Tool<'a> {
    pub(super) driver: Driver<'a>,
}

/// §3.19.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver<'a> {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    information_uri: Option<&'static str>,
    rules: Vec<Descriptor<'a>>,
}

impl<'a> Driver<'a> {
    pub(super) fn of(rules: Vec<Descriptor<'a>>) -> Self {
        Self { name: NAME, version: VERSION, semantic_version: VERSION, information_uri: home(), rules }
    }
}

/// §3.49.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor<'a> {
    pub(super) id: Cow<'a, str>,
    pub(super) name: String,
    pub(super) short_description: Multiformat<'a>,
    pub(super) full_description: Multiformat<'a>,
    pub(super) help: Multiformat<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help_uri: Option<Cow<'a, str>>,
    pub(super) default_configuration: Configuration,
    pub(super) properties: RuleProperties<'a>,
}

/// §3.12.
#[derive(Serialize)]
pub(super) struct Multiformat<'a> {
    pub(super) text: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) markdown: Option<String>,
}

/// §3.50.
#[derive(Serialize)]
pub(super) struct Configuration {
    pub(super) level: Level,
}

/// §3.8; tags are §3.8.2.
#[derive(Serialize)]
pub(super) struct RuleProperties<'a> {
    pub(super) tags: Vec<Cow<'a, str>>,
}

/// §3.27.10.
#[derive(Serialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    None,
    Note,
    Warning,
    Error,
}

impl From<Severity> for Level {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Info => Self::Note,
            Severity::Warning => Self::Warning,
            Severity::Error => Self::Error,
        }
    }
}

/// §3.20.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation<'a> {
    pub(super) execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tool_execution_notifications: Vec<Notification<'a>>,
}

/// §3.58.
#[derive(Serialize)]
pub(super) struct Notification<'a> {
    pub(super) level: Level,
    pub(super) message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) locations: Vec<Location<'a>>,
}

/// §3.11.
#[derive(Serialize)]
pub(super) struct Message {
    pub(super) text: String,
}

impl Message {
    pub(super) fn text(text: Cow<str>) -> Self {
        Self { text: literal(text).into_owned() }
    }
}

/// Escapes the placeholders of `text` (§3.11.5): `{0}` becomes `{{0}}`. Other braces stay as they are: no reader takes
/// them for a placeholder, and many would show them doubled.
pub(super) fn literal(text: Cow<str>) -> Cow<str> {
    let digits =
        |rest: &str| rest.len() - rest.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
    let placeholder = |at: usize| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let length = digits(rest);
        (length > 0 && rest.get(length..).is_some_and(|rest| rest.starts_with('}')))
            .then_some(at..at + length + 2)
    };
    let found: Vec<_> = text.match_indices('{').filter_map(|(at, _)| placeholder(at)).collect();
    if found.is_empty() {
        return text;
    }
    let mut doubled = text.to_string();
    for range in found.into_iter().rev() {
        let brackets = format!("{{{}}}", text.get(range.clone()).unwrap_or_default());
        doubled.replace_range(range, &brackets);
    }
    doubled.into()
}

/// §3.27.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Result<'a> {
    pub(super) rule_id: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rule_index: Option<usize>,
    /// `fail` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<&'static str>,
    pub(super) level: Level,
    pub(super) message: Message,
    pub(super) locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_locations: Vec<Location<'a>>,
    pub(super) partial_fingerprints: Fingerprints,
    /// Present in all results of a run or in none (§3.27.23).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) suppressions: Option<Vec<Suppression<'a>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) fixes: Vec<Fix<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) properties: Option<ResultProperties<'a>>,
}

/// §3.55.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Fix<'a> {
    pub(super) description: Message,
    pub(super) artifact_changes: Vec<ArtifactChange<'a>>,
}

/// §3.56.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArtifactChange<'a> {
    pub(super) artifact_location: ArtifactLocation,
    pub(super) replacements: Vec<Replacement<'a>>,
}

/// §3.57.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Replacement<'a> {
    pub(super) deleted_region: Region,
    pub(super) inserted_content: Content<'a>,
}

/// §3.3.
#[derive(Serialize)]
pub(super) struct Content<'a> {
    pub(super) text: &'a str,
}

/// §3.27.17, with a version in the name.
#[derive(Serialize)]
pub(super) struct Fingerprints {
    #[serde(rename = "hyMsgLintIdentity/v1")]
    pub(super) identity: String,
}

#[derive(Serialize)]
pub(super) struct ResultProperties<'a> {
    /// The path in the resource, as a JSON pointer.
    pub(super) at: Cow<'a, str>,
}

/// §3.35.
#[derive(Serialize)]
pub(super) struct Suppression<'a> {
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) justification: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) location: Option<Location<'a>>,
}

/// §3.28.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are the specification's")]
pub(super) struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) physical_location: Option<PhysicalLocation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) logical_locations: Vec<LogicalLocation<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<Message>,
}

/// §3.29.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhysicalLocation {
    pub(super) artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<Region>,
}

/// §3.4.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArtifactLocation {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

impl ArtifactLocation {
    /// Returns the location of the file with the display name `name`.
    pub(super) fn of(name: &str) -> Self {
        let (uri, relative) = uri(name);
        Self { uri, uri_base_id: relative.then_some("%SRCROOT%") }
    }
}

/// §3.30: the same range by line and column, by characters, and by bytes. Only the bytes count a byte order mark.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    /// After the last character.
    end_column: usize,
    char_offset: usize,
    char_length: usize,
    byte_offset: usize,
    byte_length: usize,
}

impl Region {
    pub(super) fn of(region: &entries::Region) -> Self {
        let (first, behind) = region.characters();
        Self {
            start_line: region.start.line,
            start_column: region.start.column,
            end_line: region.end.line,
            end_column: region.end.column,
            char_offset: first,
            char_length: behind - first,
            byte_offset: region.start.offset,
            byte_length: region.end.offset - region.start.offset,
        }
    }
}

/// §3.33.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogicalLocation<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) fully_qualified_name: String,
    /// The kind of a resource, named as in policies.
    pub(super) kind: &'static str,
}
