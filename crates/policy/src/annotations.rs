//! Rule annotations in METADATA besides texts: fix safety, references, parameters.

use std::sync::Arc;

/// Whether a rule's fixes preserve the behaviour of the project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FixSafety {
    /// They preserve it.
    Safe,
    /// They change behaviour or need a choice.
    Unsafe,
    /// The rule offers no fixes.
    #[default]
    None,
}

/// What comes to harm by what a rule finds, the most pressing first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Concern {
    /// Something does not start, or is refused.
    Start,
    /// Who should meet does not: a client, a broker, a listener.
    Reach,
    /// Others reach what they should not: a listener, a secret.
    Exposure,
    /// Data is lost, or cannot be written.
    Durability,
    /// Anything else.
    #[default]
    Hygiene,
}

/// A source for a rule's claims.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(from = "Source")]
pub struct Reference {
    /// A URL.
    pub url: Arc<str>,
    /// A description of the source.
    pub description: String,
}

/// A reference as it is written (OPA documentation, "Policy language", "Annotations").
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Source {
    Plain(Arc<str>),
    Described {
        #[serde(rename = "ref")]
        url: Arc<str>,
        #[serde(default)]
        description: String,
    },
}

impl From<Source> for Reference {
    fn from(source: Source) -> Self {
        match source {
            Source::Plain(url) => Self { url, description: String::new() },
            Source::Described { url, description } => Self { url, description },
        }
    }
}

/// A parameter of a rule that the user can set.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// The type of its values.
    #[serde(rename = "type")]
    pub kind: ParameterKind,
    /// The value used if none is set.
    pub default: serde_json::Value,
    /// What the parameter controls.
    pub description: String,
}

/// The types of parameter values.
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
    /// A string that is a regular expression (RE2 syntax, as in Rego), or empty.
    Pattern,
    /// A list of any values.
    List,
    /// A mapping with string keys.
    Object,
}

impl ParameterKind {
    /// Returns its name in METADATA.
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

    /// True for a value of this type.
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
