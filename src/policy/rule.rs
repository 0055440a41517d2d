//! A rule: one policy with what its METADATA says of it.

use crate::finding::Severity;
use crate::model::Kind;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One policy.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The last part of its package, in kebab case: `static-ip`.
    pub id: Arc<str>,
    /// The part of the package before it: `compose`.
    pub area: Arc<str>,
    /// Its package, without `data.`: `hy_msg_lint.compose.static_ip`.
    pub package: Arc<str>,
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
    /// Where its text came from, as shown: `policies/compose/static_ip/static_ip.rego`.
    pub path: String,
    /// Its text.
    pub rego: String,
}

impl Rule {
    /// Whether `name` is its id or its area.
    pub fn goes_by(&self, name: &str) -> bool {
        *self.id == *name || *self.area == *name
    }
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
    /// Its type: `integer`, `boolean`, `string` or `list`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its value where nothing is set.
    pub default: serde_json::Value,
    /// What it decides.
    pub description: String,
}
