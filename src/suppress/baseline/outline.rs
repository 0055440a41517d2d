//! A place in a file, by what is written around it.

use crate::finding::write_part;
use siphasher::sip128::{Hasher128 as _, SipHasher13};
use std::ops::Range;

/// Returns a hash of the `place` in `text`: what is written before it on its line, and the lines above that
/// it is indented below. It stays the same when lines move and when a value behind a key changes.
pub(super) fn outline(text: &str, place: Range<usize>) -> String {
    let Range { start, end } = place;
    let mut hasher = SipHasher13::new();
    let begins = |at: usize| text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let line_start = begins(start);
    let before = text.get(line_start..start).unwrap_or_default();
    // A key, and an item of a list, are told by their own text, a value by its key.
    let is_own = before.trim_matches(|letter: char| letter.is_whitespace() || letter == '-').is_empty();
    let own = if is_own { text.get(start..end).unwrap_or_default() } else { "" };
    let own = own.lines().next().unwrap_or_default();
    write_part(&mut hasher, before.trim_start());
    write_part(&mut hasher, own);
    let indent_of = |line: &str| line.len() - line.trim_start().len();
    let mut indent =
        indent_of(text.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or_default());
    for line in text.get(..line_start).unwrap_or_default().lines().rev() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') || indent_of(line) >= indent {
            continue;
        }
        indent = indent_of(line);
        write_part(&mut hasher, trimmed);
    }
    format!("{:016x}", hasher.finish128().h1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, what: &str) -> String {
        let start = text.find(what).unwrap();
        outline(text, start..start + what.len())
    }

    #[test]
    fn a_place_is_known_by_the_keys_around_it() {
        let first = of("services:\n  base:\n    image: redis\n", "redis");
        let moved =
            "# moved\nservices:\n  web:\n    image: web\n  base:\n    cpus: 1\n\n    image: redis:7\n";
        assert_eq!(of(moved, "redis:7"), first);
        assert_ne!(of("services:\n  other:\n    image: redis\n", "redis"), first);
        assert_ne!(of("services:\n  base:\n    x-image: redis\n", "redis"), first);
        assert_ne!(of("a:\n  - redis\n", "redis"), of("a:\n  - nginx\n", "nginx"));
    }
}
