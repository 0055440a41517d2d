//! Parses suppression comments: `hy-msg-lint: ignore[static-ip, kafka] reason`.

use crate::spelling::closest;
use hy_msg_lint_tree::quote::quoted;
use std::ops::Range;

/// The word that starts a suppression.
pub(super) const WORD: &str = "hy-msg-lint";

/// The maximum number of rules and areas in a comment; there are not as many rules.
const MAX_NAMES: usize = 200;

const IGNORE: &str = "ignore";
const IGNORE_FILE: &str = "ignore-file";

/// A parsed suppression comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directive<'a> {
    /// Where it begins in the comment, with its own comment sign: what is before that is not ours.
    pub(super) start: usize,
    /// Applies to the whole file.
    pub(super) whole_file: bool,
    /// The rules and areas, each with its place in the comment; at least one.
    pub(super) names: Vec<(&'a str, Range<usize>)>,
    /// The reason.
    pub(super) reason: Option<&'a str>,
}

/// An error in a comment: its place in the comment, and a message without a full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Malformed {
    pub(super) at: Range<usize>,
    pub(super) message: String,
    /// Whether the message has [`EXAMPLE`] in the place of a rule, because the comment names none.
    pub(super) names_none: bool,
}

/// A rule, where a comment names none.
pub(super) const EXAMPLE: &str = "static-ip";

/// What other tools say for `ignore`, perhaps with `-line`, `-next-line` or `-file` behind it.
const ELSEWHERE: [&str; 5] = ["ignore", "disable", "suppress", "nolint", "noqa"];

/// Parses the comment `text`, including its comment sign; `None` if it contains no suppression. A suppression may
/// follow other words after a comment sign of its own: `# the address is licensed # hy-msg-lint: ignore[static-ip]`.
pub(super) fn read(text: &str) -> Option<Result<Directive<'_>, Malformed>> {
    let begins = |(at, _): &(usize, &str)| text[..*at].trim_end().ends_with(['#', '!']);
    let (start, _) = text.match_indices(WORD).find(begins)?;
    let mut reader = Reader { text, at: start + WORD.len() };
    reader.blanks();
    let colon = reader.takes(':');
    reader.blanks();
    let begin = reader.at;
    let word = reader.word();
    let at = begin..reader.at;
    let rest = reader.rest();
    if !colon {
        // A comment may mention this program without being a suppression.
        if word.starts_with(IGNORE) && rest.trim_start().starts_with('[') {
            let message = format!("a colon is missing: write `{WORD}: {}`", text[begin..].trim_end());
            return Some(Err(malformed(start..start + WORD.len(), &message)));
        }
        return of_other_tools(word.trim_start_matches('-'), rest, start..reader.at).map(Err);
    }
    let whole_file = match word {
        IGNORE => false,
        IGNORE_FILE => true,
        "" => {
            return Some(Err(malformed(
                start..text.len(),
                "the comment has no directive: write `hy-msg-lint: ignore[static-ip] reason`",
            )));
        }
        other => {
            if let Some(malformed) = of_other_tools(other, rest, at.clone()) {
                return Some(Err(malformed));
            }
            let meant = closest(other, [IGNORE, IGNORE_FILE]);
            let advice = meant.map_or_else(
                || "use `ignore[…]` or `ignore-file[…]`".to_owned(),
                |meant| format!("did you mean `{meant}`?"),
            );
            return Some(Err(malformed(at, &format!("there is no directive {}; {advice}", quoted(other)))));
        }
    };
    reader.blanks();
    let note = text[..start].trim_end().trim_end_matches(['#', '!']);
    let says_more = note.contains(|one: char| !one.is_whitespace() && !['#', '!'].contains(&one));
    let begin = if says_more { note.len() } else { 0 };
    Some(list(&mut reader, word, at).map(|names| {
        let reason = reader.rest().trim().trim_start_matches(['-', '–', '—', ':']).trim();
        Directive {
            start: begin,
            whole_file,
            names,
            reason: Some(reason).filter(|reason| !reason.is_empty()),
        }
    }))
}

/// Parses the list in brackets after `word`, which is at `at`.
fn list<'a>(
    reader: &mut Reader<'a>,
    word: &str,
    at: Range<usize>,
) -> Result<Vec<(&'a str, Range<usize>)>, Malformed> {
    let open = reader.at;
    if !reader.takes('[') {
        let next = named(reader.rest());
        let message =
            format!("`{word}` names rules in brackets: write `{word}[{}]`", next.unwrap_or(EXAMPLE));
        return Err(Malformed { at, message, names_none: next.is_none() });
    }
    let rest = reader.rest();
    let Some(close) = rest.find(']') else {
        let name = rest.split([',', ' ']).next().unwrap_or_default();
        let message = format!("the bracket is not closed: write `{word}[{name}]`");
        return Err(malformed(open..reader.text.len(), &message));
    };
    let mut names = Vec::new();
    let mut from = reader.at;
    for part in rest[..close].split(',') {
        let name = part.trim();
        let start = from + (part.len() - part.trim_start().len());
        if !name.is_empty() {
            names.push((name, start..start + name.len()));
        }
        from += part.len() + 1;
    }
    reader.at += close + 1;
    if names.is_empty() {
        let message = format!("no rule is named: write `{word}[{EXAMPLE}]`, with the ids of rules or areas");
        return Err(Malformed { at: open..reader.at, message, names_none: true });
    }
    if names.len() > MAX_NAMES {
        let message =
            format!("it names more than {MAX_NAMES} rules, and none of them is suppressed: name areas");
        return Err(malformed(at, &message));
    }
    if let Some((name, at)) = names.iter().find(|(name, _)| name.contains(char::is_whitespace)) {
        let parts = name.split_whitespace().collect::<Vec<_>>().join(", ");
        return Err(malformed(
            at.clone(),
            &format!("rules are separated by commas: write `{word}[{parts}]`"),
        ));
    }
    Ok(names)
}

fn malformed(at: Range<usize>, message: &str) -> Malformed {
    Malformed { at, message: message.to_owned(), names_none: false }
}

/// Returns what to write in place of a comment in the manner of other tools: `word` and the `rest` behind it.
fn of_other_tools(word: &str, rest: &str, at: Range<usize>) -> Option<Malformed> {
    let behind = ELSEWHERE.iter().find_map(|verb| word.strip_prefix(verb))?;
    let directive = match behind {
        "" | "-line" | "-next-line" | "-next" => IGNORE,
        "-file" | "-all" => IGNORE_FILE,
        _ => return None,
    };
    let name = named(rest);
    let message = format!(
        "the comment cannot be parsed: write `{WORD}: {directive}[{}] reason`{}",
        name.unwrap_or(EXAMPLE),
        if directive == IGNORE { ", on the line or above it" } else { "" }
    );
    Some(Malformed { at, message, names_none: name.is_none() })
}

/// Returns the rule at the beginning of `rest`, behind a sign that some tools have there: `=static-ip`.
fn named(rest: &str) -> Option<&str> {
    let rest = rest.trim_start_matches([' ', ':', '=', '(', '[']);
    let end = rest.find(|next: char| !next.is_alphanumeric() && !['-', '_', '.'].contains(&next));
    rest.get(..end.unwrap_or(rest.len())).filter(|name| !name.is_empty())
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn takes(&mut self, wanted: char) -> bool {
        let takes = self.rest().starts_with(wanted);
        self.at += if takes { wanted.len_utf8() } else { 0 };
        takes
    }

    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest
            .find(|next: char| !next.is_alphanumeric() && next != '-' && next != '_')
            .unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_with_too_many_rules_is_one_mistake() {
        let names = |count: usize| vec!["a"; count].join(",");
        let text = format!("# hy-msg-lint: ignore[{}]", names(MAX_NAMES + 1));
        let Some(Err(Malformed { at, message, .. })) = read(&text) else { panic!("{text}") };
        assert_eq!((&text[at], message.contains("more than 200 rules")), ("ignore", true));
        assert!(
            read(&format!("# hy-msg-lint: ignore[{}]", names(MAX_NAMES))).is_some_and(|read| read.is_ok())
        );
    }

    #[test]
    fn reads_rules_and_reasons() {
        for (text, whole_file, names, reason) in [
            ("# hy-msg-lint: ignore[static-ip]", false, &["static-ip"][..], None),
            ("#hy-msg-lint:ignore[a,b ] why it is", false, &["a", "b"], Some("why it is")),
            ("! hy-msg-lint: ignore-file[kafka] -- old stack", true, &["kafka"], Some("old stack")),
            ("## hy-msg-lint: ignore [main.deny_root]: for now", false, &["main.deny_root"], Some("for now")),
            ("# note # hy-msg-lint: ignore[a]", false, &["a"], None),
            ("# # ! hy-msg-lint: ignore[a]", false, &["a"], None),
        ] {
            let directive = read(text).unwrap().unwrap();
            assert_eq!((directive.whole_file, directive.reason), (whole_file, reason), "{text}");
            assert_eq!(directive.start, if text.starts_with("# note ") { 7 } else { 0 }, "{text}");
            let found: Vec<_> = directive.names.iter().map(|(name, at)| (*name, &text[at.clone()])).collect();
            assert_eq!(found, names.iter().map(|name| (*name, *name)).collect::<Vec<_>>(), "{text}");
        }
        for text in [
            "# nothing",
            "# hy-msg-lint finds this",
            "# see hy-msg-lint: ignore[a]",
            "# hy-msg-lint",
            "# hy-msg-lint ignores this",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn says_what_to_write_in_place_of_what_has_no_meaning() {
        for (text, at, message) in [
            (
                "# hy-msg-lint: ignore static-ip, x",
                "ignore",
                "`ignore` names rules in brackets: write `ignore[static-ip]`",
            ),
            (
                "# hy-msg-lint: ignore",
                "ignore",
                "`ignore` names rules in brackets: write `ignore[static-ip]`",
            ),
            ("# hy-msg-lint: ignore[a, b", "[a, b", "the bracket is not closed: write `ignore[a]`"),
            (
                "# hy-msg-lint: ignore-file[ ]",
                "[ ]",
                "no rule is named: write `ignore-file[static-ip]`, with the ids of rules or areas",
            ),
            ("# hy-msg-lint: ignore[a b]", "a b", "rules are separated by commas: write `ignore[a, b]`"),
            ("# hy-msg-lint: ingore[a]", "ingore", "there is no directive `ingore`; did you mean `ignore`?"),
            (
                "# hy-msg-lint-disable static-ip",
                "hy-msg-lint-disable",
                "the comment cannot be parsed: write `hy-msg-lint: ignore[static-ip] reason`, on the line or above it",
            ),
            (
                "# hy-msg-lint disable-next-line weak-acks -- why",
                "hy-msg-lint disable-next-line",
                "the comment cannot be parsed: write `hy-msg-lint: ignore[weak-acks] reason`, on the line or above it",
            ),
            (
                "# hy-msg-lint: disable=weak-acks,x",
                "disable",
                "the comment cannot be parsed: write `hy-msg-lint: ignore[weak-acks] reason`, on the line or above it",
            ),
            (
                "# hy-msg-lint-ignore-file",
                "hy-msg-lint-ignore-file",
                "the comment cannot be parsed: write `hy-msg-lint: ignore-file[static-ip] reason`",
            ),
            ("# hy-msg-lint: off", "off", "there is no directive `off`; use `ignore[…]` or `ignore-file[…]`"),
            (
                "# hy-msg-lint:",
                "hy-msg-lint:",
                "the comment has no directive: write `hy-msg-lint: ignore[static-ip] reason`",
            ),
            (
                "# hy-msg-lint ignore[a] why",
                "hy-msg-lint",
                "a colon is missing: write `hy-msg-lint: ignore[a] why`",
            ),
        ] {
            let malformed = read(text).unwrap().unwrap_err();
            assert_eq!((&text[malformed.at.clone()], &*malformed.message), (at, message), "{text}");
        }
    }
}
