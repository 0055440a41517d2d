//! Describes a value and its origin.

use crate::policy::Segment;
use crate::source::{SourceMap, Span};
use crate::tree::{Node, Replacement, Scalar, ScalarKind, StepKind, Value};
use std::fmt::Write as _;
use std::path::Path;

/// Texts longer than this are cut.
const LONGEST: usize = 120;

/// Names of settings that are sizes in bytes, beside those that end in `bytes`.
const SIZES: &[&str] =
    &["mem_limit", "memory", "mem_reservation", "memswap_limit", "shm_size", "size", "memory_bytes"];

/// Returns a path from the root of a resource: `deploy.resources.limits.memory`.
pub(super) fn path(at: &[Segment]) -> String {
    let mut text = String::new();
    for segment in at {
        let _ = match segment {
            Segment::Index(index) => write!(text, "[{index}]"),
            Segment::Key(key) if text.is_empty() => write!(text, "{key}"),
            Segment::Key(key) => write!(text, ".{key}"),
        };
    }
    text
}

/// Describes the value of `node` at the path `at`.
pub(super) fn value(node: &Node, at: &[Segment]) -> String {
    let scalar = match &node.value {
        Value::Scalar(scalar) => scalar,
        Value::List(items) if items.is_empty() => return "none".to_owned(),
        Value::Map(map) if map.is_empty() => return "none".to_owned(),
        Value::List(items) => return items.iter().map(|item| value(item, at)).collect::<Vec<_>>().join(", "),
        Value::Map(map) => {
            let entry = |entry: &crate::tree::Entry| {
                format!("{} {}", entry.key, value(&entry.node, &[Segment::Key(entry.key.clone())]))
            };
            return map.entries().map(entry).collect::<Vec<_>>().join(", ");
        }
    };
    let name = at.iter().rev().find_map(|segment| match segment {
        Segment::Key(key) => Some(&**key),
        Segment::Index(_) => None,
    });
    let name = name.unwrap_or_default();
    let measured = scalar.integer().and_then(|number| {
        let number = u64::try_from(number).ok()?;
        let is_size = SIZES.contains(&name) || name.to_ascii_lowercase().ends_with("bytes");
        let is_time = name.to_ascii_lowercase().ends_with(".ms") || name.ends_with("_MS");
        if is_size {
            size(number)
        } else if is_time {
            time(number)
        } else {
            None
        }
    });
    match (scalar.kind, measured) {
        (ScalarKind::Null, _) => "no value".to_owned(),
        (ScalarKind::Unresolved, _) => format!("`{}`, with an undefined variable", cut(&scalar.text)),
        (_, Some(measured)) => measured,
        _ if scalar.text.is_empty() => "empty".to_owned(),
        _ => format!("`{}`", cut(&scalar.text)),
    }
}

fn cut(text: &str) -> String {
    crate::render::text::short(text, LONGEST).replace('`', "'")
}

/// Returns a number of bytes in a larger unit, if it is a whole number of it.
fn size(bytes: u64) -> Option<String> {
    whole(bytes, &[("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)])
}

/// Returns a number of milliseconds in a larger unit, if it is a whole number of it.
fn time(milliseconds: u64) -> Option<String> {
    whole(milliseconds, &[("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1000)])
}

fn whole(number: u64, units: &[(&str, u64)]) -> Option<String> {
    let (unit, each) = units.iter().find(|(_, each)| number >= *each && number.is_multiple_of(*each))?;
    Some(format!("{} {unit}", number / each))
}

/// Describes the origin of the value of `node`, with paths relative to `root`; `None` if it is written at `here`.
pub(super) fn origin(node: &Node, sources: &SourceMap, root: &Path, here: Option<Span>) -> Option<String> {
    let mut parts = Vec::new();
    let mut names: Vec<_> = node.origin.via.steps().filter_map(|step| name(&step.how)).collect();
    names.dedup();
    let is_default = node.origin.via.steps().any(|step| step.how == StepKind::ImageDefault);
    let is_derived = node.as_scalar().is_some_and(Scalar::is_derived);
    let is_here = here.is_some_and(|here| here == node.origin.span);
    match (names.split_first(), is_default) {
        (_, true) => parts.push("the default of the image".to_owned()),
        (None, _) if is_derived => parts.push("not written".to_owned()),
        (None, _) if is_here => {}
        (None, _) => {
            parts.extend(place(node.origin.span, sources, root).map(|place| format!("from {place}")));
        }
        (Some((first, others)), _) => {
            let place = place(node.origin.span, sources, root).filter(|_| !is_here);
            let place = place.map(|place| format!(" in {place}")).unwrap_or_default();
            parts.push(format!("from {first}{place}"));
            parts.extend(others.iter().map(|other| format!("through {other}")));
        }
    }
    for one in node.as_scalar().into_iter().flat_map(Scalar::substitutions) {
        let variable = &one.variable;
        match one.from {
            Replacement::File(span) if span.end > 0 => {
                let place = place(span, sources, root).unwrap_or_default();
                parts.push(format!("`{variable}` from {place}"));
            }
            Replacement::Default => parts.push(format!("the default of `{variable}`")),
            Replacement::Unset | Replacement::Empty => parts.push(format!("`{variable}` is not set")),
            Replacement::File(_) | Replacement::Escape | Replacement::Removed => {}
        }
    }
    parts.dedup();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Names the step that contributed a value, as its author wrote it.
fn name(how: &StepKind) -> Option<String> {
    match how {
        StepKind::Merged { anchor: None } => Some("a merge".to_owned()),
        StepKind::EnvFile => Some("an `env_file`".to_owned()),
        StepKind::Built => Some("the Dockerfile".to_owned()),
        _ => how.reference().map(|reference| format!("`{reference}`")),
    }
}

/// Returns `infra/common.yml:37`, relative to `root`.
pub(super) fn place(span: Span, sources: &SourceMap, root: &Path) -> Option<String> {
    let file = sources.get(span.source)?;
    let path = file.file().absolute();
    let name = crate::source::display_name(path.strip_prefix(root).unwrap_or(path));
    Some(format!("{name}:{}", file.line_of(span.start as usize) + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_are_in_the_largest_unit_that_fits() {
        assert_eq!(size(2 << 30).as_deref(), Some("2 GiB"));
        assert_eq!(size(1536 << 20).as_deref(), Some("1536 MiB"));
        assert_eq!(size(1_000_000), None);
        assert_eq!(size(0), None);
        assert_eq!(time(604_800_000).as_deref(), Some("7 d"));
        assert_eq!(time(90_000).as_deref(), Some("90 s"));
        assert_eq!(time(1500), None);
    }
}
