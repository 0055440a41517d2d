//! Forms with a JSON Schema, and how messages name their values.

use super::Defect;
use crate::tree::Node;
use hy_msg_lint_tree::schema::messages::{Explanation, Wording, explain};
use hy_msg_lint_tree::schema::{Embedded, Mismatch, Segment, Wrong};

/// The schemas' patterns for whole numbers, which may be quoted.
const DIGITS: &[&str] = &["^(-1|[1-9][0-9]*)$", "^[1-9][0-9]*$"];

/// A form with a JSON Schema.
#[derive(Debug)]
pub(super) struct Form {
    /// Its name in messages: `a KafkaTopic`.
    name: &'static str,
    schema: Embedded,
}

impl Form {
    /// Creates a form called `name` with the JSON Schema `text`.
    pub(super) const fn new(name: &'static str, text: &'static str) -> Self {
        Self { name, schema: Embedded::new(text) }
    }

    /// Returns the schema mismatches of `node` as defects.
    pub(super) fn refused(&self, node: &Node) -> Vec<Defect> {
        let mismatches = self.schema.mismatches(node);
        mismatches.iter().map(|mismatch| explain(node, mismatch, self).into()).collect()
    }
}

impl Wording for Form {
    /// Returns `spec.partitions` of the form, or the form's name for the root.
    fn name(&self, path: &[Segment]) -> String {
        if path.is_empty() {
            return self.name.to_owned();
        }
        let mut text = String::new();
        for segment in path {
            match segment {
                Segment::Key(key) if text.is_empty() => text.push_str(key),
                Segment::Key(key) => text.extend([".", key]),
                Segment::Index(index) => text.extend(["[", &index.to_string(), "]"]),
            }
        }
        format!("`{text}` of {}", self.name)
    }

    fn own(&self, _root: &Node, mismatch: &Mismatch) -> Option<Explanation> {
        let Wrong::Pattern { pattern, found } = &mismatch.wrong else { return None };
        let name = self.name(&mismatch.path);
        let message = format!("{name} must be a whole number above 0, and this is `{found}`");
        DIGITS.contains(&&**pattern).then(|| Explanation::new(mismatch.at, message))
    }
}
