//! Checks against the vocabulary of the Compose Specification.

mod messages;

use crate::attributes::{self, Unique};
use crate::defect::Defect;
use crate::tree::{Entry, Node, ScalarKind};
use hy_msg_lint_tree::schema::messages::explain;
use hy_msg_lint_tree::schema::{Embedded, Segment, Type, Wrong};
use messages::Compose;

/// The vocabulary: every attribute with the types that it accepts, in short and in long form.
static VOCABULARY: Embedded = Embedded::new(include_str!("schema.json"));

/// Whether a tree is a complete project or a part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// A complete project: absent attributes are missing.
    Whole,
    /// A part that is merged over other files or services, which provide absent attributes.
    Part,
}

/// Checks `root`, one file or several merged, in short or long form, against the vocabulary. A mismatch that several
/// services share from one place is reported once.
pub(super) fn check(root: &Node, extent: Extent) -> Vec<Defect> {
    let mut mismatches = VOCABULARY.mismatches(root);
    mismatches.retain(|mismatch| match &mismatch.wrong {
        Wrong::Duplicate { .. } => !drops_repeated(&mismatch.path),
        // The `type` of a mount follows from its source.
        Wrong::MissingKey { .. } if mismatch.value(root).is_some_and(needs_variable) => false,
        Wrong::MissingKey { .. } | Wrong::Type { found: Type::Null, .. } => {
            extent == Extent::Whole
                || matches!(&*mismatch.path, [Segment::Key(section)] if **section == *"services")
        }
        _ => true,
    });
    mismatches.dedup_by(|later, earlier| later.at == earlier.at && later.wrong == earlier.wrong);
    mismatches.iter().map(|mismatch| explain(root, mismatch, &Compose).into()).collect()
}

/// Returns true for a mapping with a value that needs a variable.
fn needs_variable(node: &Node) -> bool {
    let unresolved =
        |entry: &Entry| entry.node.as_scalar().is_some_and(|scalar| scalar.kind == ScalarKind::Unresolved);
    node.as_map().is_some_and(|map| map.entries().any(unresolved))
}

/// Returns true for an item of a list that allows duplicates: Compose removes them before it checks.
fn drops_repeated(item: &[Segment]) -> bool {
    let key = |segment: &Segment| if let Segment::Key(key) = segment { Some(key.to_string()) } else { None };
    let Some(keys) = item.split_last().and_then(|(_, list)| list.iter().map(key).collect::<Option<Vec<_>>>())
    else {
        return false;
    };
    let row = attributes::row(keys.iter().map(String::as_str));
    row.is_some_and(|row| matches!(row.unique, Unique::By(_) | Unique::ByName))
}

#[cfg(test)]
mod tests;
