//! The expected findings of a fixture: markers in its own comments, or lines of `expected.txt`.

use std::collections::BTreeMap;

/// The words that start a marker.
const WORDS: &[&str] = &["error", "warning", "info", "unknown"];

/// Returns the markers in `text` for `rule`, as `line word[rule]`: `# error[static-ip]` at the end of a line, or on a
/// comment line above it. Each marker is one finding.
pub(super) fn markers(text: &str, rule: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let Some((_, comment)) = line.rsplit_once('#') else { continue };
        // A comment on its own line refers to the next line.
        let number = number + 1 + usize::from(line.trim_start().starts_with('#'));
        let is_marker = |word: &&str| WORDS.iter().any(|start| **word == format!("{start}[{rule}]"));
        found.extend(comment.split_whitespace().filter(is_marker).map(|word| format!("{number} {word}")));
    }
    found.sort();
    found
}

/// Returns the lines of `expected.txt` for the fixture `name`, such as `bad/topics.yml` or `bad/two_files`.
pub(super) fn lines<'a>(expected: &'a str, name: &str) -> Vec<&'a str> {
    let about = |line: &&str| line.strip_prefix(name).is_some_and(|rest| rest.starts_with([':', '/']));
    let mut lines: Vec<_> = expected.lines().map(str::trim_end).filter(about).collect();
    lines.sort_unstable();
    lines
}

/// Returns the items missing from `given`, and those missing from `wanted`, each as often as it is missing.
pub(super) fn difference<T: Ord + Clone>(wanted: &[T], given: &[T]) -> (Vec<T>, Vec<T>) {
    let mut counts: BTreeMap<&T, i64> = BTreeMap::new();
    for one in wanted {
        *counts.entry(one).or_default() += 1;
    }
    for one in given {
        *counts.entry(one).or_default() -= 1;
    }
    let (mut missing, mut unexpected) = (Vec::new(), Vec::new());
    for (one, count) in counts {
        let into = if count > 0 { &mut missing } else { &mut unexpected };
        into.extend((0..count.abs()).map(|_| one.clone()));
    }
    (missing, unexpected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_stand_at_the_end_of_a_line_or_above_it() {
        let text =
            "a: 1 # error[x] error[x] error[y]\n# unknown[x]\nb: 2\nc: 3 # an error[x-y]\nd: error[x]\n";
        assert_eq!(markers(text, "x"), ["1 error[x]", "1 error[x]", "3 unknown[x]"]);
        assert_eq!(markers(text, "z"), [""; 0]);
    }

    #[test]
    fn lines_are_a_fixture_s_own() {
        let expected =
            "bad/a.yml:1:1: error[x] m\nbad/a.yml.bak:1:1: error[x] m\nbad/two/b.yml:2:1: error[x] m\n";
        assert_eq!(lines(expected, "bad/a.yml"), ["bad/a.yml:1:1: error[x] m"]);
        assert_eq!(lines(expected, "bad/two"), ["bad/two/b.yml:2:1: error[x] m"]);
    }

    #[test]
    fn a_difference_counts() {
        assert_eq!(difference(&["a", "a", "b"], &["a", "c"]), (vec!["a", "b"], vec!["c"]));
    }
}
