//! What Kafka refuses before it starts or before it creates a topic, lowered to a field.

use crate::model::startup::{self, Refusal, Settings};
use crate::model::{Fields, Resource, ResourceKind};
use crate::source::SourceMap;
use crate::tree::{Entry, Node, Origin, ScalarKind};

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

/// Adds the field `refusals` to each topic of `resources`, of whatever form, whose settings Kafka refuses.
pub fn refuse_topics(resources: &mut [Resource], sources: &SourceMap) {
    for topic in resources.iter_mut().filter(|one| one.kind == ResourceKind::Topic) {
        let Some(config) = topic.fields.get("config") else { continue };
        let settings = Settings {
            property: &|name| config.get(name),
            written: &config,
            set_elsewhere: None,
            place: config.origin.clone(),
            version: None,
            sources,
        };
        let found = startup::topic(&settings);
        if found.is_empty() {
            continue;
        }
        let refusals = node(&found, &|name| name.to_owned(), &config.origin);
        let mut map = topic.fields.as_map().cloned().unwrap_or_default();
        map.set(Entry { key: "refusals".into(), key_span: config.origin.span, node: refusals });
        topic.fields = Node::map(map, topic.fields.origin.clone());
    }
}
