//! Topics in the environment of a broker, which the start script of its image creates.
//!
//! `KAFKA_CREATE_TOPICS` of wurstmeister (`create-topics.sh`) and `CREATE_TOPICS` of Debezium
//! (`docker-entrypoint.sh`): `name:partitions:replicas[:cleanup.policy]`, separated by commas or line breaks.

use super::service::Service;
use crate::model::endpoint::parts;
use crate::model::image::{Family, recognise};
use crate::model::{Fields, Resource, ResourceKind};
use crate::source::SourceMap;
use crate::tree::{Entry, Map, Node, Origin, Provenance};
use std::ops::Range;

/// Returns the topics that the start script of the service's image creates.
pub(super) fn listed_topics(service: &Service, sources: &SourceMap) -> Vec<Resource> {
    let image = service.container.get("image").and_then(|image| Some(recognise(&image.as_scalar()?.text)));
    let variable = match image.map(|image| image.family) {
        Some(Family::Wurstmeister) => "KAFKA_CREATE_TOPICS",
        Some(Family::Debezium) => "CREATE_TOPICS",
        _ => return Vec::new(),
    };
    let value = service.container.at(&["environment", variable]);
    let Some((value, text)) = value.and_then(|value| Some((value.clone(), value.as_scalar()?.text.clone())))
    else {
        return Vec::new();
    };
    let separator = if text.contains('\n') && !text.contains(',') { '\n' } else { ',' };
    let topic = |range: Range<usize>| topic(service, variable, &value, &text, range, sources);
    parts(&text, separator).filter_map(topic).collect()
}

fn topic(
    service: &Service,
    variable: &str,
    value: &Node,
    text: &str,
    range: Range<usize>,
    sources: &SourceMap,
) -> Option<Resource> {
    let entry = text.get(range.clone())?;
    let fields: Vec<Node> = parts(entry, ':')
        .map(|part| value.slice(sources, range.start + part.start..range.start + part.end))
        .collect();
    let [name, rest @ ..] = fields.as_slice() else { return None };
    let origin = Origin { span: name.origin.span, via: name.origin.via.clone() };
    let policy = rest.get(2).map(|policy| Entry {
        key: "cleanup.policy".into(),
        key_span: policy.origin.span,
        node: policy.clone(),
    });
    let config: Map = policy.into_iter().collect();
    let fields = Fields::at(origin)
        .maybe("partitions", rest.first().map(Node::as_integer))
        .maybe("replication_factor", rest.get(1).map(Node::as_integer))
        .put("config", Node::map(config, Origin { span: name.origin.span, via: Provenance::default() }))
        .text("declared_by", variable)
        .text("service", &service.name);
    Some(Resource::new(
        ResourceKind::Topic,
        name.as_scalar()?.text.clone(),
        name.origin.span,
        fields.finish(),
    ))
}
