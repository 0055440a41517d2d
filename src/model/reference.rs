//! Image references (Docker documentation, "docker image tag"): `[registry/]repository[:tag][@digest]`.

use super::Fields;
use crate::source::SourceMap;
use crate::tree::{Node, ScalarKind};

/// Returns the parts of `image`, each with its own span, or `None` if a part depends on an undefined variable.
pub fn reference(image: &Node, sources: &SourceMap) -> Option<Node> {
    let scalar = image
        .as_scalar()
        .filter(|scalar| !matches!(scalar.kind, ScalarKind::Unresolved | ScalarKind::Null))?;
    let text = &*scalar.text;
    let (rest, digest) = match text.find('@') {
        Some(at) => (text.get(..at)?, Some(at + 1..text.len())),
        None => (text, None),
    };
    let slash = rest.rfind('/').map_or(0, |at| at + 1);
    let (path_end, tag) = match rest.get(slash..)?.find(':') {
        Some(colon) => (slash + colon, Some(slash + colon + 1..rest.len())),
        None => (rest.len(), None),
    };
    let first = rest.find('/').filter(|at| {
        let host = rest.get(..*at).unwrap_or_default();
        host.contains(['.', ':']) || host == "localhost"
    });
    let start = first.map_or(0, |at| at + 1);
    let fields = Fields::at(image.origin.clone())
        .maybe("registry", first.map(|end| image.slice(sources, 0..end)))
        .put("repository", image.slice(sources, start.min(path_end)..path_end))
        .maybe("tag", tag.map(|range| image.slice(sources, range)))
        .maybe("digest", digest.map(|range| image.slice(sources, range)));
    Some(fields.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::yaml;
    use std::path::Path;

    #[test]
    fn parts_of_a_reference() {
        for (text, wanted) in [
            ("kafka", [None, Some("kafka"), None, None]),
            ("apache/kafka:4.1.0", [None, Some("apache/kafka"), Some("4.1.0"), None]),
            ("quay.io/debezium/kafka", [Some("quay.io"), Some("debezium/kafka"), None, None]),
            (
                "registry:5000/cp-kafka@sha256:00",
                [Some("registry:5000"), Some("cp-kafka"), None, Some("sha256:00")],
            ),
            ("localhost/a/b:1@sha256:00", [Some("localhost"), Some("a/b"), Some("1"), Some("sha256:00")]),
        ] {
            let sources = SourceMap::default();
            let source = sources.add(Path::new("a.yml"), format!("a: '{text}'"));
            let node = yaml::parse(&source).documents[0].get("a").unwrap();
            let parts = reference(&node, &sources).unwrap();
            let shown = ["registry", "repository", "tag", "digest"]
                .map(|key| parts.get(key).map(|part| source.slice(part.origin.span)));
            assert_eq!(shown, wanted, "{text}");
        }
    }
}
