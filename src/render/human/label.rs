//! What stands under the marked characters: what is wrong there, in a few words.

use crate::causes::alone;
use crate::finding::Finding;
use crate::render::text;

/// Labels are cut at this many characters.
const LONGEST: usize = 76;
/// A part of a sentence with fewer characters says too little.
const SHORTEST: usize = 12;
/// Words before the name of what a message is about: `the image of Connect worker`.
const MOST_WORDS_BEFORE: usize = 6;
/// Where a sentence can end early, so that what is before it still says something.
const ENDS: [&str; 8] = ["; ", ": ", ", ", " and ", " because ", " which ", " whether ", " so that "];

/// Returns the label of `finding`: its own, else its message without what it is about. Empty where that would repeat the
/// message.
pub(super) fn label(finding: &Finding) -> String {
    let whole = match &finding.label {
        Some(label) => label,
        None => without_subject(alone(&finding.message), &finding.subject.name).unwrap_or_default(),
    };
    shortened(&text::line(whole), LONGEST)
}

/// Returns the first line of `message` behind the `name` that it begins with, and behind what that is a part of; None if
/// it begins otherwise.
fn without_subject<'a>(message: &'a str, name: &str) -> Option<&'a str> {
    let quoted = format!("`{name}`");
    let (before, rest) = message.lines().next()?.split_once(&quoted).filter(|_| !name.is_empty())?;
    let words = before.split_whitespace().count();
    // What is said of a part of the subject, or asked about it, says nothing without it.
    let is_part = before.contains(" of ") && !before.starts_with("the image of ");
    let is_lead = words <= MOST_WORDS_BEFORE
        && !is_part
        && !before.contains([',', ':', ';', '`'])
        && !["whether ", "how "].iter().any(|word| before.starts_with(word));
    let rest = whole_of(rest.strip_prefix(' ').filter(|_| is_lead)?);
    let goes_on = ["and ", "or ", "but ", "of "].iter().any(|word| rest.starts_with(word));
    (!goes_on && rest.split_whitespace().nth(1).is_some()).then_some(rest)
}

/// Returns `rest` behind ``of `name` ``, if it begins so, with or without a kind before the name.
fn whole_of(rest: &str) -> &str {
    let behind = || {
        let (kind, rest) = rest.strip_prefix("of ")?.split_once('`')?;
        let (_, rest) = rest.split_once("` ").filter(|_| kind.split_whitespace().count() <= 2)?;
        Some(rest)
    };
    behind().unwrap_or(rest)
}

/// Returns `label` in at most `limit` characters: its first clauses, else its first words.
pub(super) fn shortened(label: &str, limit: usize) -> String {
    let Some((end, _)) = label.char_indices().nth(limit) else { return label.to_owned() };
    let kept = label.get(..end).unwrap_or_default();
    let is_outside = |at: &usize| kept.get(..*at).is_some_and(|before| before.matches('`').count() % 2 == 0);
    let clause = |end: &&str| kept.rfind(*end).filter(is_outside).filter(|at| *at >= SHORTEST);
    if let Some(at) = ENDS.iter().filter_map(clause).max() {
        return kept.get(..at).unwrap_or_default().trim_end_matches([',', ';', ':']).to_owned();
    }
    let short = kept
        .char_indices()
        .nth(limit.saturating_sub(2))
        .map_or("", |(at, _)| kept.get(..at).unwrap_or_default());
    let word = short.rfind(' ').filter(|at| *at >= SHORTEST);
    format!("{} …", short.get(..word.unwrap_or(short.len())).unwrap_or_default().trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_the_message_without_its_subject() {
        for (message, name, label) in [
            (
                "broker `k` leaves `a` at its default of 1, below 3 (also `l` and `m`)",
                "k",
                Some("leaves `a` at its default of 1, below 3"),
            ),
            ("the image of Connect worker `c` sets `a` to 1\nin", "c", Some("sets `a` to 1")),
            ("listener `A` of `k` is PLAINTEXT", "A", Some("is PLAINTEXT")),
            ("listener `A` of broker `k` is PLAINTEXT", "A", Some("is PLAINTEXT")),
            ("whether service `a` has a health check is not known", "a", None),
            ("the replication of worker `a` is not known", "a", None),
            ("services `a` and `b` share a port", "a", None),
            ("no broker for `a`", "a", None),
            ("`a` names `k`", "k", None),
            ("it is not JSON", "", None),
        ] {
            assert_eq!(without_subject(alone(message), name), label, "{message}");
        }
    }

    #[test]
    fn a_label_ends_with_a_clause_or_a_word() {
        for (label, limit, short) in [
            ("has no health check", 20, "has no health check"),
            ("starts at once, whether or not it answers", 30, "starts at once"),
            ("sets `a and b` to one", 19, "sets `a and b` …"),
            ("is 3, below", 9, "is 3, b …"),
            ("unbreakablewordsarehere", 16, "unbreakablewor …"),
            ("漢字漢字", 2, " …"),
        ] {
            assert_eq!(shortened(label, limit), short, "{label}");
        }
    }
}
