//! What METADATA says of a rule beside texts: how safe its fixes are, where its facts come from, what can be set.

use std::sync::Arc;

/// Whether a rule's fixes keep what the project does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FixSafety {
    /// Yes.
    Safe,
    /// They change behaviour or need a choice.
    Unsafe,
    /// It offers none.
    #[default]
    None,
}

/// Where a rule's facts come from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// An address.
    #[serde(rename = "ref")]
    pub url: Arc<str>,
    /// What is to be found there.
    #[serde(default)]
    pub description: String,
}

/// Something that a rule's user can set.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// What values it takes.
    #[serde(rename = "type")]
    pub kind: ParameterKind,
    /// Its value where nothing is set.
    pub default: serde_json::Value,
    /// What it decides.
    pub description: String,
}

/// What values a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ParameterKind {
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A text.
    String,
    /// A text that is a regular expression (RE2 syntax, as Rego has it), or empty.
    Pattern,
    /// A list of anything.
    List,
    /// A mapping with text for keys.
    Object,
}

impl ParameterKind {
    /// Its name in METADATA.
    pub fn name(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::String => "string",
            Self::Pattern => "pattern",
            Self::List => "list",
            Self::Object => "object",
        }
    }

    /// True for a value that it takes.
    pub fn takes(self, value: &serde_json::Value) -> bool {
        match self {
            Self::Integer => value.is_i64() || value.is_u64(),
            Self::Number => value.is_number(),
            Self::Boolean => value.is_boolean(),
            Self::String => value.is_string(),
            Self::Pattern => value.as_str().is_some_and(|text| regex::Regex::new(text).is_ok()),
            Self::List => value.is_array(),
            Self::Object => value.is_object(),
        }
    }
}
