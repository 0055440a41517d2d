//! Checks single declarations of a project. Compose checks which keys are present, even with an empty value, so these
//! checks run before defaults are added and empty values are dropped.

use super::values::{at, items_at, key_at, section, services};
use crate::defect::Defect;
use crate::tree::{Entry, Node};

/// Returns contradictions within the declarations of `root`, in long form.
pub(super) fn declarations(root: &Node) -> Vec<Defect> {
    let mut defects: Vec<_> = section(root, "volumes").filter_map(external_volume).collect();
    for (name, kind, sources) in [
        ("secrets", "secret", &["file", "environment"][..]),
        ("configs", "config", &["file", "environment", "content"][..]),
    ] {
        defects.extend(section(root, name).filter_map(|entry| source(entry, kind, sources)));
    }
    for (section_name, kind) in
        [("networks", "network"), ("volumes", "volume"), ("secrets", "secret"), ("configs", "config")]
    {
        defects.extend(section(root, section_name).filter_map(|entry| two_names(entry, kind)));
    }
    defects.extend(services(root).flat_map(attributes));
    defects
}

fn is_external(node: &Node) -> bool {
    at(node, &["external"]).is_some_and(|external| match external.as_map() {
        Some(_) => true,
        None => external.as_text().is_some_and(|text| text.eq_ignore_ascii_case("true")),
    })
}

/// An external volume is created elsewhere: attributes that configure it are not allowed (Compose Specification,
/// "external").
fn external_volume(entry: &Entry) -> Option<Defect> {
    if !is_external(&entry.node) {
        return None;
    }
    let own = |known: &&Entry| !matches!(&*known.key, "name" | "external") && !known.key.starts_with("x-");
    let extra = entry.node.as_map()?.entries().find(own)?;
    let message = format!("volume `{}` is external, and has `{}`", entry.key, extra.key);
    let help = format!("remove `{}`: an external volume has no settings of its own", extra.key);
    Some(
        Defect::new(extra.key_span, message)
            .help(help)
            .related(key_at(&entry.node, &["external"]).unwrap_or(entry.key_span), "external here"),
    )
}

/// A secret or config has exactly one source (Compose Specification, "secrets", "configs").
fn source(entry: &Entry, kind: &str, sources: &[&str]) -> Option<Defect> {
    let map = entry.node.as_map()?;
    if is_external(&entry.node) {
        return None;
    }
    let words: Vec<_> = sources.iter().map(|source| format!("`{source}`")).collect();
    let any = words.join(" or ");
    let given: Vec<_> = sources.iter().filter_map(|source| map.entry(source)).collect();
    let is_empty = |entry: &Entry| entry.node.as_text() == Some("");
    match &*given {
        // Compose requires no source for a config with `external: false`.
        [] if kind == "config" && map.get("external").is_some() => None,
        [] => Some(from_nowhere(entry, kind, &any)),
        [only] if kind == "secret" && &*only.key == "environment" && is_empty(only) => {
            Some(from_nowhere(entry, kind, &any))
        }
        [_] => None,
        [first, rest @ ..] => {
            let message = format!(
                "{kind} `{}` has `{}` and `{}`, which exclude each other",
                entry.key,
                first.key,
                rest.first()?.key
            );
            let defect = Defect::new(rest.first()?.key_span, message).help("keep one of them");
            Some(defect.related(first.key_span, format!("`{}` here", first.key)))
        }
    }
}

fn from_nowhere(entry: &Entry, kind: &str, any: &str) -> Defect {
    Defect::new(entry.key_span, format!("{kind} `{}` has no source", entry.key))
        .help(format!("give it {any}, or set `external: true`"))
}

/// `external: {name: …}` is the older spelling of `name` (Compose Specification, "external").
fn two_names(entry: &Entry, kind: &str) -> Option<Defect> {
    let old = at(&entry.node, &["external", "name"])?;
    let new = at(&entry.node, &["name"])?;
    if old.as_text()? == new.as_text()? {
        return None;
    }
    let message = format!("{kind} `{}` has two names", entry.key);
    let defect = Defect::new(new.origin.span, message).help("keep `name`, and set `external: true`");
    Some(defect.related(old.origin.span, "the other one"))
}

/// Checks single attributes of a service.
fn attributes(service: &Entry) -> Vec<Defect> {
    let name = &service.key;
    let mut defects = Vec::new();
    for path in [&["gpus"][..], &["deploy", "resources", "reservations", "devices"]] {
        for device in items_at(&service.node, path) {
            let (Some(count), Some(ids)) = (key_at(device, &["count"]), key_at(device, &["device_ids"]))
            else {
                continue;
            };
            let message = format!("a device of service `{name}` has `count` and `device_ids`");
            let defect = Defect::new(ids, message).help("set either `count` or `device_ids`");
            defects.push(defect.related(count, "`count` here"));
        }
    }
    for watch in items_at(&service.node, &["develop", "watch"]) {
        if let Some(path) = at(watch, &["path"]).filter(|path| path.as_text() == Some("")) {
            let message = format!("`develop.watch` of service `{name}` has an empty `path`");
            defects.push(Defect::new(path.origin.span, message).help("set `path` to the folder to watch"));
        }
    }
    for (list, what, help) in [
        ("ports", "a port", "`target` is the port in the container"),
        ("volumes", "a mount", "`target` is the path in the container"),
    ] {
        for item in items_at(&service.node, &[list]) {
            let Some(map) = item.as_map().filter(|map| map.get("target").is_none()) else { continue };
            let place = map.entries().next().map_or(item.origin.span, |first| first.key_span);
            let message = format!("{what} of service `{name}` has no `target`");
            defects.push(Defect::new(place, message).help(help));
        }
    }
    defects
}
