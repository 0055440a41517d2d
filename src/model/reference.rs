//! Image references (Docker documentation, "docker image tag"): `[registry/]repository[:tag][@digest]`.

use super::Fields;
use crate::source::SourceMap;
use crate::syntax::brackets::rfind_outside;
use crate::tree::{Node, Replacement, Scalar, ScalarKind};
use std::ops::Range;

/// Returns the parts of `image`, each with its own span, or `None` if it is empty, or its tag depends on an undefined
/// variable.
///
/// Where the registry or the repository depends on one, both are the repository.
pub fn reference(image: &Node, sources: &SourceMap) -> Option<Node> {
    let scalar = image.as_scalar().filter(|scalar| scalar.kind != ScalarKind::Null)?;
    let text = Some(&*scalar.text).filter(|text| !text.is_empty())?;
    let part = |range: Range<usize>| image.slice(sources, range);
    let is_open = |range: Range<usize>| !part(range).as_scalar().is_some_and(Scalar::is_known);
    let (rest, digest) = match rfind_outside(text, '@') {
        Some(at) => (text.get(..at)?, Some(at + 1..text.len())),
        None => (text, None),
    };
    let slash = rfind_outside(rest, '/').map_or(0, |at| at + 1);
    let (path_end, tag) = match rfind_outside(rest, ':').filter(|colon| *colon >= slash) {
        Some(colon) => (colon, Some(colon + 1..rest.len())),
        None => (rest.len(), None),
    };
    // Without a tag of its own, a variable in the last part may have one.
    let deciding = tag.clone().unwrap_or(slash..rest.len());
    if digest.is_none() && is_open(deciding) {
        return None;
    }
    let first = rest.find('/').filter(|at| {
        let host = rest.get(..*at).unwrap_or_default();
        (host.contains(['.', ':']) || host == "localhost") && !is_open(0..path_end)
    });
    let start = first.map_or(0, |at| at + 1);
    let fields = Fields::at(image.origin.clone())
        .maybe("registry", first.map(|end| part(0..end)))
        .put("repository", part(start.min(path_end)..path_end))
        .maybe("tag", tag.map(part))
        .maybe("digest", digest.map(part));
    Some(fields.finish())
}

/// Returns the characters of `image` that need a variable that nothing defines, and may be its tag or a part of it.
pub fn open_tag(image: &Node, sources: &SourceMap) -> Option<Node> {
    let scalar = image.as_scalar().filter(|scalar| scalar.kind == ScalarKind::Unresolved)?;
    let slash = rfind_outside(&scalar.text, '/').map_or(0, |at| at + 1);
    let start = rfind_outside(&scalar.text, ':').filter(|colon| *colon >= slash).map_or(slash, |at| at + 1);
    let mut open = scalar.substitutions().iter().filter(|one| one.from == Replacement::Unset);
    let found = open.find(|one| one.result.start >= start)?;
    Some(image.slice(sources, found.result.clone()))
}

/// Returns the shortest spelling of `image`: without the engine's own registry, `library/` in it, and `latest`
/// (`distribution/reference`, `ParseNormalizedNamed`, `TagNameOnly`). References that mean one image have the same.
pub fn familiar_name(image: &str) -> String {
    let rest = ["docker.io/", "index.docker.io/"].iter().find_map(|registry| image.strip_prefix(registry));
    let rest = rest.unwrap_or(image);
    let short = rest.strip_prefix("library/").filter(|name| !name.contains('/')).unwrap_or(rest);
    short.strip_suffix(":latest").unwrap_or(short).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;
    use crate::syntax::yaml;
    use crate::tree::{Origin, Provenance, Style, Substitution, Value};
    use std::path::Path;

    #[test]
    fn names_of_one_image_are_the_same() {
        for (text, wanted) in [
            ("kafka", "kafka"),
            ("docker.io/library/kafka:latest", "kafka"),
            ("index.docker.io/apache/kafka", "apache/kafka"),
            ("library/kafka:1", "kafka:1"),
            ("library/a/b", "library/a/b"),
            ("quay.io/library/kafka:latest", "quay.io/library/kafka"),
            ("registry:5000/kafka:latest-1", "registry:5000/kafka:latest-1"),
        ] {
            assert_eq!(familiar_name(text), wanted, "{text}");
        }
    }

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

    #[test]
    fn a_variable_leaves_open_what_it_may_hold() {
        for (text, wanted) in [
            (
                "${R}confluentinc/cp-server:1",
                Some([None, Some("${R}confluentinc/cp-server"), Some("1"), None]),
            ),
            ("${R}/cp-server", Some([None, Some("${R}/cp-server"), None, None])),
            ("${R:?a/b:c}a/b:1", Some([None, Some("${R:?a/b:c}a/b"), Some("1"), None])),
            ("quay.io/${R}/b:1", Some([None, Some("quay.io/${R}/b"), Some("1"), None])),
            ("${IMAGE}:1", Some([None, Some("${IMAGE}"), Some("1"), None])),
            ("a/b:1@${DIGEST}", Some([None, Some("a/b"), Some("1"), Some("${DIGEST}")])),
            ("a/b:${TAG}", None),
            ("a/b:1-${SUFFIX}", None),
            ("${IMAGE}", None),
            ("${IMAGE}-alpine", None),
            ("a/${NAME}", None),
        ] {
            let sources = SourceMap::default();
            let source = sources.add(Path::new("a.yml"), text.to_owned());
            let node = open(text, Span::new(source.id, 0, text.len()));
            let shown = reference(&node, &sources).map(|parts| {
                ["registry", "repository", "tag", "digest"]
                    .map(|key| parts.get(key).map(|part| source.slice(part.origin.span)))
            });
            assert_eq!(shown, wanted, "{text}");
        }
    }

    #[test]
    fn a_tag_is_open_at_its_variable() {
        for (text, wanted) in [
            ("a/b:${TAG}", Some("${TAG}")),
            ("${R}/b:1-${SUFFIX}", Some("${SUFFIX}")),
            ("${R:-a:b/c}/b:${TAG}", Some("${TAG}")),
            ("a/${NAME}", Some("${NAME}")),
            ("${IMAGE}", Some("${IMAGE}")),
            ("${R}/b:1", None),
        ] {
            let sources = SourceMap::default();
            let source = sources.add(Path::new("a.yml"), text.to_owned());
            let node = open(text, Span::new(source.id, 0, text.len()));
            let found = open_tag(&node, &sources);
            assert_eq!(found.as_ref().map(|part| source.slice(part.origin.span)), wanted, "{text}");
        }
    }

    /// Returns `text`, in which each `${…}` is a variable that nothing defines.
    fn open(text: &str, span: Span) -> Node {
        let mut at = 0;
        let mut substitutions = Vec::new();
        while let Some(start) = text[at..].find("${").map(|start| at + start) {
            at = start + text[start..].find('}').unwrap() + 1;
            let from = Replacement::Unset;
            let (expression, result) = (start..at, start..at);
            substitutions.push(Substitution { expression, result, variable: "X".into(), from });
        }
        let scalar = Scalar::written(text.into(), ScalarKind::Text, Style::Plain, span);
        let scalar = scalar.substituted(text.into(), ScalarKind::Unresolved, substitutions);
        Node::new(Value::Scalar(scalar), Origin { span, via: Provenance::default() })
    }
}
