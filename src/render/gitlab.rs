//! GitLab's Code Quality report, which GitLab shows in merge requests.

use super::entries::{Entry, entries};
use super::{NAME, Options, json, text};
use crate::finding::{Report, Severity};
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};

/// The fields that GitLab reads (<https://docs.gitlab.com/ci/testing/code_quality/>). It reads no columns.
#[derive(Serialize)]
struct Violation<'a> {
    description: Cow<'a, str>,
    /// What to do, as Code Climate has it; GitLab keeps it, and shows the description.
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<Content<'a>>,
    check_name: Cow<'a, str>,
    /// GitLab compares two runs by it.
    fingerprint: &'a str,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Content<'a> {
    body: &'a str,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// Writes `report` as a JSON array: findings as `major` (errors), `minor` (warnings) and `info`, problems as
/// `critical`, with `verbose` also unknown and excepted findings as `info`.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn render(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let entries = entries(report, options.verbose);
    let violations: Vec<_> = entries.iter().map(violation).collect();
    json::write(&violations, out)
}

fn violation<'a>(entry: &'a Entry) -> Violation<'a> {
    let lines = match &entry.region {
        Some(region) => Lines { begin: region.start.line, end: region.last().line },
        None => Lines { begin: 1, end: 1 },
    };
    Violation {
        // GitLab shows one line.
        description: text::line(&entry.message),
        content: entry.help.as_deref().map(|body| Content { body }),
        check_name: text::line(entry.rule.unwrap_or(NAME)),
        fingerprint: &entry.identity,
        severity: match (entry.rule, entry.severity) {
            (None, _) => "critical",
            (_, Severity::Error) => "major",
            (_, Severity::Warning) => "minor",
            (_, Severity::Info) => "info",
        },
        location: Location { path: &entry.file, lines },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::{self, rendered};
    use serde_json::{Value, json};

    fn gitlab(report: &Report, verbose: bool) -> Vec<Value> {
        let text = rendered(render, report, &Options { verbose, ..Options::default() });
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn the_fields_that_gitlab_reads() {
        let violations = gitlab(&samples::everything(), false);
        let fields = |one: &Value| {
            let lines = &one["location"]["lines"];
            json!([one["severity"], one["check_name"], one["location"]["path"], lines["begin"], lines["end"]])
        };
        let all: Vec<_> = violations.iter().map(fields).collect();
        assert_eq!(
            all,
            [
                json!(["major", "static-ip", "compose.yaml", 5, 5]),
                json!(["minor", "odd-name", "wide.yaml", 1, 1]),
                json!(["info", "odd-name", "wide.yaml", 2, 2]),
                json!(["critical", "hy-msg-lint", "broken.yaml", 2, 2]),
                json!(["critical", "hy-msg-lint", "gone.yaml", 1, 1]),
            ]
        );
        assert_eq!(violations[0]["content"], json!({"body": "let Docker assign the address"}));
        assert!(violations[4].get("content").is_none());
        assert_eq!(violations[1]["description"], "the name `漢字\\u{1b}[2J` is odd\\nin two lines");
    }

    #[test]
    fn fingerprints_tell_all_apart_and_do_not_depend_on_what_else_is_listed() {
        let report = samples::everything();
        let prints = |verbose| {
            gitlab(&report, verbose).iter().map(|one| one["fingerprint"].clone()).collect::<Vec<_>>()
        };
        let (brief, verbose) = (prints(false), prints(true));
        assert!(brief.iter().all(|print| verbose.contains(print)));
        let mut different = verbose.clone();
        different.sort_by_key(ToString::to_string);
        different.dedup();
        assert_eq!(different.len(), verbose.len());
        assert_eq!(verbose.len(), 7);
    }

    #[test]
    fn an_empty_list_for_a_clean_report() {
        assert_eq!(rendered(render, &samples::clean(), &Options::default()), "[]\n");
    }
}
