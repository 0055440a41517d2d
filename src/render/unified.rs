//! The hunks of a unified diff, as `git apply` and `patch` read them.

use imara_diff::{Algorithm, Diff, Hunk, InternedInput};
use std::fmt::Write as _;
use std::ops::Range;

/// How many lines around a change are shown.
const CONTEXT: u32 = 3;

/// What follows a last line without a line break.
const NO_LINE_BREAK: &str = "\n\\ No newline at end of file\n";

/// Returns the hunks between two texts; empty if they are the same.
pub fn hunks(before: &str, after: &str) -> String {
    let input = InternedInput::new(before, after);
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let (old, new) = (lines(before), lines(after));
    let mut groups: Vec<Vec<Hunk>> = Vec::new();
    for hunk in diff.hunks() {
        let last = groups.last_mut().filter(|group| {
            group.last().is_some_and(|last| hunk.before.start - last.before.end <= 2 * CONTEXT)
        });
        match last {
            Some(group) => group.push(hunk),
            None => groups.push(vec![hunk]),
        }
    }
    let mut text = String::new();
    for group in &groups {
        write_group(group, &old, &new, &mut text);
    }
    text
}

/// Writes changes that are shown together, with the lines around them.
fn write_group(group: &[Hunk], old: &[&str], new: &[&str], text: &mut String) {
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return };
    let above = first.before.start.min(CONTEXT);
    let below = (count(old) - last.before.end).min(CONTEXT);
    let before = first.before.start - above..last.before.end + below;
    let after = first.after.start - above..last.after.end + below;
    // Writing to a text does not fail.
    let _ = writeln!(text, "@@ -{} +{} @@", range(&before), range(&after));
    let mut at = before.start;
    for hunk in group {
        write_lines(' ', old, at..hunk.before.start, text);
        write_lines('-', old, hunk.before.clone(), text);
        write_lines('+', new, hunk.after.clone(), text);
        at = hunk.before.end;
    }
    write_lines(' ', old, at..before.end, text);
}

/// Returns lines as the head of a hunk has them: the number of the first, and how many. Of none, it is the number of the line
/// before.
fn range(lines: &Range<u32>) -> String {
    let count = lines.end - lines.start;
    format!("{},{count}", lines.start + u32::from(count > 0))
}

fn write_lines(sign: char, lines: &[&str], range: Range<u32>, text: &mut String) {
    for line in lines.get(range.start as usize..range.end as usize).unwrap_or_default() {
        text.push(sign);
        text.push_str(line);
        if !line.ends_with('\n') {
            text.push_str(NO_LINE_BREAK);
        }
    }
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn count(lines: &[&str]) -> u32 {
    u32::try_from(lines.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::hunks;
    use proptest::prelude::*;

    /// Returns the two numbers of a side in the head of a hunk.
    fn side(text: &str) -> (usize, usize) {
        let (start, count) = text[1..].split_once(',').unwrap();
        (start.parse().unwrap(), count.parse().unwrap())
    }

    /// Returns `before` with `diff`, each hunk exactly where its head says that it is.
    fn applied(before: &str, diff: &str) -> String {
        let old: Vec<&str> = before.split_inclusive('\n').collect();
        let mut result: Vec<String> = Vec::new();
        let mut done = 0;
        let mut lines = diff.split_inclusive('\n').peekable();
        while let Some(head) = lines.next() {
            let parts: Vec<&str> = head.split(' ').collect();
            let [(start, count), (new_start, new_count)] = [side(parts[1]), side(parts[2])];
            let first = if count == 0 { start } else { start - 1 };
            result.extend(old[done..first].iter().map(|line| (*line).to_owned()));
            assert_eq!(result.len() + usize::from(new_count > 0), new_start, "{diff}");
            let (from, mut at) = (result.len(), first);
            while lines.peek().is_some_and(|line| !line.starts_with("@@")) {
                let line = lines.next().unwrap();
                let is_last = lines.next_if(|next| next.starts_with('\\')).is_some();
                let text = if is_last { line[1..].trim_end_matches('\n') } else { &line[1..] };
                if !line.starts_with('+') {
                    assert_eq!(old[at], text, "{diff}");
                    at += 1;
                }
                if !line.starts_with('-') {
                    result.push(text.to_owned());
                }
            }
            assert_eq!((at - first, result.len() - from), (count, new_count), "{diff}");
            done = at;
        }
        result.extend(old[done..].iter().map(|line| (*line).to_owned()));
        result.concat()
    }

    #[test]
    fn a_head_says_where_its_lines_are() {
        let before = "a\nb\nc\nd\ne\n";
        assert_eq!(hunks(before, "a\nb\nc\nd\nx\n"), "@@ -2,4 +2,4 @@\n b\n c\n d\n-e\n+x\n");
        assert_eq!(hunks("", "a\n"), "@@ -0,0 +1,1 @@\n+a\n");
        assert_eq!(hunks("a", "a\n"), "@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n");
        assert_eq!(hunks(before, before), "");
    }

    fn text() -> impl Strategy<Value = String> {
        let line = proptest::sample::select(vec!["a", "b", "c", "", "d e", "f\r"]);
        (proptest::collection::vec(line, 0..24), any::<bool>()).prop_map(|(lines, ends)| {
            let text = lines.join("\n");
            if ends && !text.is_empty() { text + "\n" } else { text }
        })
    }

    proptest! {
        #[test]
        fn a_diff_leads_from_one_text_to_the_other(before in text(), after in text()) {
            prop_assert_eq!(applied(&before, &hunks(&before, &after)), after);
        }

        #[test]
        fn a_small_change_has_as_many_lines_around_it(before in text(), at in any::<prop::sample::Index>()) {
            let mut lines: Vec<&str> = before.split_inclusive('\n').collect();
            if !lines.is_empty() {
                let at = at.index(lines.len());
                lines[at] = "new\n";
                let diff = hunks(&before, &lines.concat());
                prop_assert_eq!(applied(&before, &diff), lines.concat());
                prop_assert!(diff.lines().filter(|line| line.starts_with(' ')).count() <= 6);
            }
        }
    }
}
