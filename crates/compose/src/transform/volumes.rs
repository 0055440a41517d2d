//! Mounts: short form to long (Compose Specification, `volumes`).

use super::{Forms, text_of};
use crate::canonical::defaults::clean_path;
use crate::edit::{boolean, entry, inside, text};
use crate::tree::{Map, Node, ScalarKind};
use std::ops::Range;

/// The propagation modes of mounts (Docker documentation, "Configure bind propagation").
const PROPAGATION: [&str; 6] = ["rprivate", "private", "rshared", "shared", "rslave", "slave"];

/// Expands `[SOURCE:]TARGET[:OPTIONS]`; an invalid mount is reported and stays as it is.
pub(crate) fn mount(item: &Node, forms: &mut Forms) -> Option<Node> {
    let whole = text_of(item)?;
    let bare = Node::new(item.value.clone(), inside(item));
    let sections = match sections(whole) {
        Ok(sections) => sections,
        Err(message) => {
            forms.refuse(item, message, "write `SOURCE:TARGET` or `SOURCE:TARGET:ro`");
            return None;
        }
    };
    let part = |range: Range<usize>| bare.slice(forms.sources, range);
    let (source, target, options) = match sections.as_slice() {
        [target] => (None, target, None),
        [source, target] => (Some(source), target, None),
        [source, target, options, ..] => (Some(source), target, Some(options)),
        [] => return None,
    };
    let mut map = Map::default();
    let is_bind = source.and_then(|range| whole.get(range.clone())).is_some_and(is_path);
    // A source that starts with a variable may be a path or a volume.
    let is_open = source.is_some_and(|range| whole[range.clone()].starts_with("${"));
    if !is_open {
        map.set(entry("type", text(if is_bind { "bind" } else { "volume" }, item)));
    }
    if let Some(source) = source {
        map.set(entry("source", part(source.clone())));
    }
    let target = part(target.clone());
    map.set(entry("target", clean_path(&target).unwrap_or(target)));
    let (mut bind, mut volume) = (Map::default(), Map::default());
    for range in options.into_iter().flat_map(|range| split(whole, range.clone())) {
        let option = part(range);
        match text_of(&option).unwrap_or_default() {
            "ro" => drop(map.set(entry("read_only", option.normalized("true", ScalarKind::Bool)))),
            "rw" => drop(map.remove("read_only")),
            "nocopy" => drop(volume.set(entry("nocopy", option.normalized("true", ScalarKind::Bool)))),
            "z" | "Z" => drop(bind.set(entry("selinux", option))),
            other if PROPAGATION.contains(&other) => drop(bind.set(entry("propagation", option))),
            // Docker Compose skips unknown options, such as `cached`.
            _ => {}
        }
    }
    if is_bind {
        bind.set(entry("create_host_path", boolean(true, item)));
    }
    if !bind.is_empty() {
        map.set(entry("bind", Node::map(bind, inside(item))));
    }
    // A text of one or two characters is not split.
    if !volume.is_empty() || (!is_bind && !is_open && whole.len() > 2) {
        map.set(entry("volume", Node::map(volume, inside(item))));
    }
    Some(Node::map(map, item.origin.clone()))
}

/// Returns the sections between separating colons; the colon of a Windows drive or of an unresolved variable does not
/// separate.
fn sections(text: &str) -> Result<Vec<Range<usize>>, String> {
    if text.is_empty() {
        return Err("a mount is empty".into());
    }
    if text.len() <= 2 {
        return Ok(std::iter::once(0..text.len()).collect());
    }
    let mut sections = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (at, character) in text.char_indices() {
        match character {
            '{' if text[..at].ends_with('$') => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 && !is_drive(&text[start..at]) => {
                sections.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    sections.push(start..text.len());
    if sections.iter().any(Range::is_empty) {
        return Err(format!("`{text}` has a colon without a path beside it"));
    }
    if sections.len() > 3 {
        return Err(format!("`{text}` has too many colons for a mount"));
    }
    Ok(sections)
}

fn split(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut start = range.start;
    let parts = text.get(range).unwrap_or_default().split(',');
    let part = |part: &str| {
        let range = start..start + part.len();
        start = range.end + 1;
        range
    };
    parts.map(part).collect()
}

fn is_drive(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(char::is_alphabetic) && characters.next().is_none()
}

/// Returns true for a source that is a path of the host, not the name of a volume.
fn is_path(source: &str) -> bool {
    source.starts_with(['.', '/', '~'])
        || source.starts_with("\\\\")
        || source.split_once(':').is_some_and(|(drive, _)| is_drive(drive))
}

#[cfg(test)]
mod tests {
    use crate::transform::tests::{long, refused};

    #[test]
    fn takes_every_spelling_apart() {
        let bind = |source: &str, target: &str, rest: &str| {
            format!("{{'type':'bind','source':'{source}','target':'{target}'{rest}}}")
        };
        let made = ",'bind':{'create_host_path':true}";
        for (short, wanted) in [
            ("/a/", "{'type':'volume','target':'/a','volume':{}}".into()),
            ("ab", "{'type':'volume','target':'ab'}".into()),
            ("/a/../c:/b/../d", bind("/a/../c", "/d", made)),
            ("./a:/b:ro", bind("./a", "/b", &format!(",'read_only':true{made}"))),
            (
                "..:/b:Z,rshared",
                bind("..", "/b", ",'bind':{'selinux':'Z','propagation':'rshared','create_host_path':true}"),
            ),
            ("~:/b:cached", bind("~", "/b", made)),
            ("C:/x:D:/y:rw", bind("C:/x", "D:/y", made)),
            (
                "data:/b:ro,nocopy",
                "{'type':'volume','source':'data','target':'/b','read_only':true,'volume':{'nocopy':true}}"
                    .into(),
            ),
            (
                "data:/b:z",
                "{'type':'volume','source':'data','target':'/b','bind':{'selinux':'z'},'volume':{}}".into(),
            ),
        ] {
            let wanted = format!("{{'services':{{'a':{{'volumes':[{wanted}]}}}}}}").replace('\'', "\"");
            assert_eq!(long(&format!("services: {{a: {{volumes: ['{short}']}}}}")), wanted, "{short}");
        }
    }

    #[test]
    fn refuses_what_is_no_mount() {
        for short in ["", "/a:/b:", "/a::/b", "/a:/b:ro:x"] {
            assert!(refused(&format!("services: {{a: {{volumes: ['{short}']}}}}")), "{short}");
        }
    }
}
