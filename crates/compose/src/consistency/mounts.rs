//! Two mounts at the same path of a container.

use super::values::{at, items_at};
use crate::defect::Defect;
use crate::source::{Span, normalise};
use crate::tree::Entry;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Checks for mounts of `service` that hide each other or have no source.
pub(super) fn mounts(service: &Entry) -> Vec<Defect> {
    let mut defects = Vec::new();
    let mut mounted: BTreeMap<PathBuf, Span> = BTreeMap::new();
    for item in items_at(&service.node, &["tmpfs"]) {
        if let Some(text) = item.as_text() {
            let path = text.split(':').next().unwrap_or_default();
            mounted.entry(path.into()).or_insert(item.origin.span);
        }
    }
    for mount in items_at(&service.node, &["volumes"]) {
        let Some(map) = mount.as_map() else { continue };
        if at(mount, &["type"]).and_then(|kind| kind.as_text()) == Some("bind") && map.get("source").is_none()
        {
            let place = map.entries().next().map_or(mount.origin.span, |first| first.key_span);
            let message = format!("a bind mount of service `{}` has no `source`", service.key);
            defects.push(Defect::new(place, message).help("`source` is the path on the host"));
        }
        let Some(target) = map.get("target") else { continue };
        let Some(text) = target.as_text() else { continue };
        let path = normalise(Path::new(text));
        if let Some(first) = mounted.get(&path) {
            let message = format!("service `{}` has two mounts at `{text}`", service.key);
            let defect = Defect::new(target.origin.span, message).help("give one of them another path");
            defects.push(defect.related(*first, "the first one"));
        } else {
            mounted.insert(path, target.origin.span);
        }
    }
    defects
}
