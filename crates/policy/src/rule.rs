//! A rule: what one policy says of itself, and where it is evaluated.

use super::module::Module;
use crate::resource::Kind;
use crate::severity::Severity;
use crate::source::Site;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One policy.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The last part of its package, in kebab case: `static-ip`; of Conftest's, namespace and rule: `main.deny_root`.
    pub id: Arc<str>,
    /// The part of the package before it: `compose`; of Conftest's, the namespace.
    pub area: Arc<str>,
    /// Its name in plain words.
    pub title: String,
    /// Why it matters.
    pub description: Arc<str>,
    /// What to do, where a violation says nothing better.
    pub help: Option<String>,
    /// The gravity of its findings, where a violation says nothing else.
    pub severity: Severity,
    /// The kinds of resources that it judges.
    pub inputs: Vec<Kind>,
    /// Whether its findings can be fixed by the program.
    pub fix: FixSafety,
    /// Where its facts come from.
    pub references: Vec<Reference>,
    /// What can be set, by name.
    pub parameters: BTreeMap<String, Parameter>,
    /// Its document, in Markdown; empty if it has none.
    pub document: String,
    /// The file that it stands in.
    pub module: Arc<Module>,
    /// The shape of what it gives back.
    pub contract: Contract,
    /// The sets that it fills: `deny`, `unknown`.
    pub sets: Vec<Arc<str>>,
    /// It stands in the place of a built-in rule.
    pub replaces: bool,
}

impl Rule {
    /// Where it begins to fill `set`, as far as its text shows.
    pub(super) fn site_of(&self, set: &str) -> Site {
        let begins = |line: &&str| {
            line.strip_prefix(set)
                .is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
        };
        let rego = &*self.module.rego;
        let line = rego.lines().find(begins);
        let start = line.map_or(0, |line| line.as_ptr().addr() - rego.as_ptr().addr());
        self.module.site(start..start + line.map_or(0, str::len))
    }

    /// Whether `name` is its id or its area.
    pub fn goes_by(&self, name: &str) -> bool {
        *self.id == *name || *self.area == *name
    }
}

/// What a policy gets, and what it gives back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contract {
    /// Ours: a resource in, sets `deny` and `unknown` of objects out.
    Own,
    /// Conftest's: a document in, texts or objects with `msg` out.
    Conftest {
        /// Its package has a rule `exception`.
        exceptions: bool,
    },
}

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
