//! What the Compose Specification's vocabulary refuses.

mod messages;

use crate::attributes::{self, Unique};
use crate::defect::Defect;
use crate::tree::{Entry, Node, ScalarKind};
use hy_msg_lint_tree::schema::messages::explain;
use hy_msg_lint_tree::schema::{Embedded, Segment, Type, Wrong};
use messages::Compose;

/// The vocabulary: every attribute with the types that it takes, in short and in long form.
static VOCABULARY: Embedded = Embedded::new(include_str!("schema.json"));

/// How much of a project a tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// All that there is: what is absent is missing.
    Whole,
    /// Something over other files or services, which have what it leaves out.
    Part,
}

/// Where `root`, one file or several merged, in short form or long, leaves the vocabulary. What several services have from
/// one place is told once.
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

/// True for a mapping with a value that needs a variable.
fn needs_variable(node: &Node) -> bool {
    let unresolved =
        |entry: &Entry| entry.node.as_scalar().is_some_and(|scalar| scalar.kind == ScalarKind::Unresolved);
    node.as_map().is_some_and(|map| map.entries().any(unresolved))
}

/// True for an item of a list in which it may be repeated: Compose drops what is repeated there before it looks.
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
