//! `env_file` under `environment`.

use crate::dialect::compose::env::{Environment, Variables};
use crate::source::{Source, normalise};
use crate::tree::{Entry, How, Kind, Map, Node, Origin, Scalar, Step, Style, Value, Via};
use crate::workspace::Files;
use std::path::Path;
use std::sync::Arc;

/// `service` with the variables of its `env_file`s, which its own `environment` overrides; false where a file that Compose
/// would need cannot be read, so that what the environment lacks is not known.
pub(super) fn with_env_files(service: &Node, environment: &Environment, files: &Files) -> (Node, bool) {
    let Some(list) = service.get("env_file").filter(|node| !node.is_null()) else {
        return (service.clone(), true);
    };
    let items = if list.as_list().is_some() { list.items().collect() } else { vec![list.clone()] };
    let mut known = true;
    let mut earlier = Variables::default();
    let mut merged = Map::default();
    for item in items {
        let path = item.get("path").unwrap_or_else(|| item.clone());
        let required = item.get("required").is_none_or(|node| node.as_text() != Some("false"));
        match read(&path, files) {
            Some(source) => {
                for (name, variable) in
                    environment.assignments(&source, &Variables::default(), &mut earlier).unwrap_or_default()
                {
                    let scalar = Scalar::written(variable.value, Kind::Text, Style::Plain, variable.span);
                    let step = Step { how: How::EnvFile, site: path.origin.span };
                    let via = Via::default().push(step).then(&path.origin.via);
                    let origin = Origin { span: variable.span, via };
                    let node = Node::new(Value::Scalar(scalar), origin);
                    merged.set(Entry { key: name, key_span: variable.span, node });
                }
            }
            None => known &= !required,
        }
    }
    if merged.is_empty() {
        return (service.clone(), known);
    }
    let own = service.get("environment");
    for entry in own.iter().flat_map(Node::entries) {
        merged.set(entry);
    }
    let mut map = service.as_map().cloned().unwrap_or_default();
    let key_span = map.entry("environment").map_or(list.origin.span, |entry| entry.key_span);
    let node = Node::map(merged, own.map_or(list.origin, |own| own.origin));
    map.set(Entry { key: "environment".into(), key_span, node });
    (Node::map(map, service.origin.clone()), known)
}

/// The file that `path` names, relative to the file that says so.
fn read(path: &Node, files: &Files) -> Option<Arc<Source>> {
    let said_in = files.sources.get(path.origin.span.source)?;
    let folder = said_in.path.parent().unwrap_or(Path::new(""));
    files.sources.load(&normalise(&folder.join(path.as_text()?))).ok()
}
