//! Forms with a JSON Schema, and how messages name their values.

use super::Defect;
use crate::tree::Node;
use hy_msg_lint_tree::quote::quoted;
use hy_msg_lint_tree::schema::messages::{Explanation, Wording, explain};
use hy_msg_lint_tree::schema::{Embedded, Mismatch, Segment, Wrong, at};

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
        self.refused_in(node, None)
    }

    /// Returns the schema mismatches of `node`, which declares `subject`, such as `` connector `orders` ``.
    pub(super) fn refused_in(&self, node: &Node, subject: Option<&str>) -> Vec<Defect> {
        let defect = |mismatch: &Mismatch| {
            let subject = subject.map(str::to_owned).or_else(|| self.subject(node, &mismatch.path));
            let own = subject.and_then(|subject| out_of_range(&subject, mismatch));
            own.unwrap_or_else(|| explain(node, mismatch, self)).into()
        };
        self.schema.mismatches(node).iter().map(defect).collect()
    }

    /// Returns the topic or connector around `path`, by the name that is written there.
    fn subject(&self, root: &Node, path: &[Segment]) -> Option<String> {
        let kind = ["topic", "connector"].into_iter().find(|kind| self.name.to_lowercase().contains(kind))?;
        let named = |node: &Node| {
            let name = node.get("metadata").and_then(|metadata| metadata.get("name")).or_else(|| node.get("name"))?;
            name.as_text().map(str::to_owned)
        };
        let around = (0..path.len()).rev().filter_map(|length| at(root, path.get(..length)?));
        let name = around.into_iter().find_map(named)?;
        Some(format!("{kind} {}", quoted(&name)))
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

/// Explains a number of `subject` that is too small, or no number at all.
fn out_of_range(subject: &str, mismatch: &Mismatch) -> Option<Explanation> {
    let (least, found) = match &mismatch.wrong {
        Wrong::OutOfRange { minimum: Some(least), found, .. } => (&**least, found),
        Wrong::Pattern { pattern, found } if DIGITS.contains(&&**pattern) => ("1", found),
        _ => return None,
    };
    let Some(Segment::Key(key)) = mismatch.path.last() else { return None };
    let message = if &**key == "partitions" {
        format!("{subject} has {found} partitions; it needs at least {least}")
    } else {
        format!("{subject} sets `{key}` to {found}; it must be {least} or more")
    };
    Some(Explanation::new(mismatch.at, message).advice(format!("set `{key}` to {least} or more")))
}
