//! A check of Kafka that fails.

use crate::tree::{Node, Origin, ScalarKind};

/// The maximum number of names and values that a message offers, and their maximum length.
const MAX_EXPECTED: usize = 12;
const MAX_EXPECTED_LENGTH: usize = 64;

/// A check of Kafka that fails, at the characters at fault.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// The check, such as `listener-malformed`.
    pub check: &'static str,
    /// The setting at fault.
    pub setting: String,
    /// The characters at fault; those under which it is missed, for a setting that is absent.
    pub value: Node,
    /// Another setting that takes part in it.
    pub other: Option<String>,
    /// The characters that the value contradicts.
    pub against: Option<Node>,
    /// What would be right: names, values, a limit.
    pub expected: Vec<String>,
    /// What was most likely meant.
    pub meant: Option<String>,
    /// The first version that refuses it, where the version is not known and an older one does not.
    pub since: Option<String>,
    /// The last version that refuses it, likewise.
    pub until: Option<String>,
}

impl Refusal {
    /// Creates a refusal of `value` in `setting`.
    pub(super) fn new(check: &'static str, setting: &str, value: Node) -> Self {
        Self {
            check,
            setting: setting.to_owned(),
            value,
            other: None,
            against: None,
            expected: Vec::new(),
            meant: None,
            since: None,
            until: None,
        }
    }

    /// Names another setting that takes part.
    pub(super) fn with(mut self, other: &str) -> Self {
        self.other = Some(other.to_owned());
        self
    }

    /// Shows the characters that the value contradicts.
    pub(super) fn against(mut self, node: &Node) -> Self {
        self.against = Some(node.clone());
        self
    }

    /// Says what would be right.
    pub(super) fn expecting<T: ToString>(mut self, expected: impl IntoIterator<Item = T>) -> Self {
        let short =
            expected.into_iter().map(|one| one.to_string()).filter(|one| one.len() <= MAX_EXPECTED_LENGTH);
        self.expected = short.take(MAX_EXPECTED).collect();
        self
    }

    /// Says what was most likely meant.
    pub(super) fn meaning(mut self, meant: Option<&str>) -> Self {
        self.meant = meant.map(str::to_owned);
        self
    }

    /// Returns true if Kafka refuses it only where no file has the login.
    pub(super) fn is_doubt(&self) -> bool {
        matches!(self.check, "jaas-unknown" | "client-jaas-unknown")
    }

    /// Returns true if both are the same check of the same characters.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.check == other.check
            && self.setting == other.setting
            && self.value.origin.span == other.value.origin.span
    }
}

/// Returns the place of something that is absent.
pub(super) fn absent(place: &Origin) -> Node {
    Node::derived("", ScalarKind::Text, place.clone())
}
