//! What Kafka refuses before it starts, lowered to a field.

use crate::model::Fields;
use crate::model::startup::Refusal;
use crate::tree::{Node, Origin, ScalarKind};

/// Returns the `refusals` of a node or a worker; `spelled` returns what its author writes for a property.
pub(super) fn node(refusals: &[Refusal], spelled: &dyn Fn(&str) -> String, place: &Origin) -> Node {
    let one = |refusal: &Refusal| {
        let text = |text: &str| Node::derived(text, ScalarKind::Text, refusal.value.origin.clone());
        let expected = refusal.expected.iter().map(|one| text(one)).collect();
        Fields::at(refusal.value.origin.clone())
            .text("check", refusal.check)
            .text("setting", &spelled(&refusal.setting))
            .put("value", refusal.value.clone())
            .maybe("other", refusal.other.as_ref().map(|other| text(&spelled(other))))
            .maybe("against", refusal.against.clone())
            .put("expected", Node::list(expected, refusal.value.origin.clone()))
            .maybe("meant", refusal.meant.as_deref().map(text))
            .maybe("since", refusal.since.as_deref().map(text))
            .maybe("until", refusal.until.as_deref().map(text))
            .finish()
    };
    Node::list(refusals.iter().map(one).collect(), place.clone())
}
