//! JSON, for programs. The types in this file define the shape, which is a contract versioned by its first field; no
//! internal type is serialised.

use super::entries::{Judgement as Judged, Verdict, judgements};
use super::text::characters;
use super::{NAME, VERSION as PROGRAM};
use crate::finding::{Label, Report, Severity, Suppressed as Decided, Suppressor};
use crate::source::{SourceMap, Span};
use serde::Serialize;
use std::io::{self, Write};

/// The version of the shape: raised when a field changes its meaning or is removed, not when one is added.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    tool: Tool,
    findings: Vec<Judgement<'a>>,
    unknown: Vec<Judgement<'a>>,
    excepted: Vec<Judgement<'a>>,
    suppressed: Vec<Judgement<'a>>,
    /// The consequences of findings, each with the one that explains it.
    explained: Vec<Judgement<'a>>,
    /// What `--fix` fixed; the files are as they are after that.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixed: Vec<Fixed<'a>>,
    notes: &'a [String],
    /// What policies printed.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    prints: &'a [String],
    errors: Vec<Failure<'a>>,
    skipped: Vec<Unjudged<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Judgement<'a> {
    rule: &'a str,
    severity: &'static str,
    message: &'a str,
    file: String,
    start: Position,
    end: Position,
    subject: Subject<'a>,
    /// The path in the subject, as a JSON pointer.
    at: &'a str,
    /// What else has the same cause, if anything does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    others: Vec<Other<'a>>,
    related: Vec<Related<'a>>,
    help: Option<&'a str>,
    url: Option<&'a str>,
    /// What would fix it and the others, if the program can.
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Fix<'a>>,
    /// Unique among the judgements, and stable between runs although lines move and messages change.
    identity: String,
    /// Only for suppressed findings.
    #[serde(skip_serializing_if = "Option::is_none")]
    suppression: Option<Suppression<'a>>,
    /// Only for explained findings: the identity of the finding that explains it.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
}

#[derive(Serialize)]
struct Other<'a> {
    subject: Subject<'a>,
    at: &'a str,
    message: &'a str,
    file: String,
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Fix<'a> {
    title: &'a str,
    /// `safe`, which `--fix` applies, or `unsafe`.
    safety: &'static str,
    /// None overlaps another.
    edits: Vec<Edit<'a>>,
    /// What else gets another value by it: other resources, and places in files, `file:line`, of the kind `place`.
    touches: Vec<Subject<'a>>,
}

/// A finding that is fixed.
#[derive(Serialize)]
struct Fixed<'a> {
    rule: &'a str,
    severity: &'static str,
    message: &'a str,
    file: &'a str,
    /// In the text before.
    line: usize,
    subject: Subject<'a>,
    /// What the fix did.
    title: &'a str,
}

#[derive(Serialize)]
struct Edit<'a> {
    file: String,
    start: Position,
    end: Position,
    /// What takes the place of these characters.
    text: &'a str,
}

#[derive(Serialize)]
struct Suppression<'a> {
    /// `comment`, `configuration` or `baseline`.
    by: &'static str,
    reason: Option<&'a str>,
    /// The place of the comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<Position>,
}

#[derive(Serialize)]
struct Subject<'a> {
    kind: &'static str,
    name: &'a str,
}

#[derive(Serialize)]
struct Related<'a> {
    file: String,
    start: Position,
    end: Position,
    message: &'a str,
}

#[derive(Serialize)]
struct Failure<'a> {
    file: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<Position>,
}

/// A file that was not judged.
#[derive(Serialize)]
struct Unjudged<'a> {
    file: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
    offset: usize,
}

#[derive(Serialize)]
struct Summary {
    files: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    unknown: usize,
    excepted: usize,
    suppressed: usize,
    explained: usize,
}

/// Writes `report` as one JSON document.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let sources = &report.sources;
    let mut document = Document {
        version: VERSION,
        tool: Tool { name: NAME, version: PROGRAM },
        findings: Vec::new(),
        unknown: Vec::new(),
        excepted: Vec::new(),
        suppressed: Vec::new(),
        explained: Vec::new(),
        fixed: report.fixed.iter().map(fixed).collect(),
        notes: &report.notes,
        prints: &report.prints,
        errors: (report.problems.iter())
            .map(|problem| Failure {
                file: &problem.file,
                message: &problem.message,
                start: problem.place.map(|span| place(sources, span).1),
            })
            .collect(),
        skipped: (report.skipped.iter())
            .map(|one| Unjudged { file: &one.file, reason: &one.reason })
            .collect(),
        summary: Summary {
            files: report.files,
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            infos: report.count(Severity::Info),
            unknown: report.unknown.len(),
            excepted: report.excepted.len(),
            suppressed: report.suppressed.len(),
            explained: report.explained().count(),
        },
    };
    for one in judgements(report) {
        let list = match one.verdict {
            Verdict::Found => &mut document.findings,
            Verdict::Unknown => &mut document.unknown,
            Verdict::Excepted => &mut document.excepted,
            Verdict::Suppressed(_) => &mut document.suppressed,
            Verdict::Explained => &mut document.explained,
        };
        list.push(judgement(sources, one));
    }
    write(&document, out)
}

/// Writes `document` with line breaks, and escapes every character that could control a terminal. Outside of strings,
/// JSON contains no such character but line breaks, so the finished text can be searched for them.
pub(crate) fn write(document: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    escaped(&serde_json::to_string_pretty(document)?, out)
}

/// Writes `document` on one line, like [`write`].
pub(crate) fn write_line(document: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    escaped(&serde_json::to_string(document)?, out)
}

fn escaped(json: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut written = 0;
    for (at, character, _) in characters(json).filter(|(_, one, is_hostile)| *is_hostile && *one != '\n') {
        write!(out, "{}", json.get(written..at).unwrap_or_default())?;
        for unit in character.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}")?;
        }
        written = at + character.len_utf8();
    }
    writeln!(out, "{}", json.get(written..).unwrap_or_default())
}

fn judgement<'a>(sources: &SourceMap, judged: Judged<'a>) -> Judgement<'a> {
    let Judged { finding, verdict, identity, by } = judged;
    let (file, start, end) = place(sources, finding.primary);
    Judgement {
        rule: &finding.rule,
        severity: severity(finding.severity),
        message: &finding.message,
        file,
        start,
        end,
        subject: Subject { kind: finding.subject.kind, name: &finding.subject.name },
        at: &finding.at,
        others: finding.others.iter().map(|one| other(sources, one)).collect(),
        related: finding.related.iter().map(|label| related(sources, label)).collect(),
        help: finding.help.as_deref(),
        fix: finding.fix.as_ref().map(|fix| self::fix(sources, fix)),
        url: finding.url.as_deref(),
        identity,
        suppression: match verdict {
            Verdict::Suppressed(decided) => Some(suppression(sources, decided)),
            _ => None,
        },
        by,
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn fixed(one: &crate::finding::Fixed) -> Fixed<'_> {
    Fixed {
        rule: &one.rule,
        severity: severity(one.severity),
        message: &one.message,
        file: &one.file,
        line: one.line,
        subject: Subject { kind: one.subject.kind, name: &one.subject.name },
        title: &one.title,
    }
}

fn fix<'a>(sources: &SourceMap, fix: &'a crate::finding::Fix) -> Fix<'a> {
    let edit = |edit: &'a crate::finding::Edit| {
        let (file, start, end) = place(sources, edit.span);
        Edit { file, start, end, text: &edit.text }
    };
    Fix {
        title: &fix.title,
        safety: if fix.is_safe() { "safe" } else { "unsafe" },
        edits: fix.edits.iter().map(edit).collect(),
        touches: fix
            .touches
            .iter()
            .map(|one| Subject { kind: one.subject.kind, name: &one.subject.name })
            .collect(),
    }
}

fn other<'a>(sources: &SourceMap, other: &'a crate::finding::Other) -> Other<'a> {
    let (file, start, end) = place(sources, other.primary);
    let subject = Subject { kind: other.subject.kind, name: &other.subject.name };
    Other { subject, at: &other.at, message: &other.message, file, start, end }
}

fn suppression<'a>(sources: &SourceMap, decided: &'a Decided) -> Suppression<'a> {
    let by = match decided.by {
        Suppressor::Comment(_) => "comment",
        Suppressor::Configuration => "configuration",
        Suppressor::Baseline => "baseline",
    };
    let (file, start) = match decided.by {
        Suppressor::Comment(span) => {
            let (file, start, _) = place(sources, span);
            (Some(file), Some(start))
        }
        Suppressor::Configuration | Suppressor::Baseline => (None, None),
    };
    Suppression { by, reason: decided.reason.as_deref(), file, start }
}

fn related<'a>(sources: &SourceMap, label: &'a Label) -> Related<'a> {
    let (file, start, end) = place(sources, label.span);
    Related { file, start, end, message: &label.message }
}

fn place(sources: &SourceMap, span: Span) -> (String, Position, Position) {
    let range = span.range();
    let Some(source) = sources.get(span.source) else {
        let nowhere = || Position { line: 1, column: 1, offset: 0 };
        return (String::new(), nowhere(), nowhere());
    };
    let position = |offset| {
        let place = source.place(offset);
        Position { line: place.line, column: place.column, offset: place.offset }
    };
    (source.name.clone(), position(range.start), position(range.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::{self, rendered};

    fn json(report: &Report) -> String {
        rendered(|report, _, out| render(report, out), report, &crate::render::Options::default())
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "it is the whole of a document")]
    fn the_shape_is_a_contract() {
        let mut report = samples::mixed();
        report.findings.truncate(1);
        report.unknown.clear();
        let text = json(&report);
        let version = env!("CARGO_PKG_VERSION");
        let expected = r#"{
  "version": 1,
  "tool": {
    "name": "hy-msg-lint",
    "version": "VERSION"
  },
  "findings": [
    {
      "rule": "static-ip",
      "severity": "error",
      "message": "service `kafka` pins 172.20.0.5 on network `default`",
      "file": "compose.yaml",
      "start": {
        "line": 5,
        "column": 23,
        "offset": 70
      },
      "end": {
        "line": 5,
        "column": 33,
        "offset": 80
      },
      "subject": {
        "kind": "service",
        "name": "kafka"
      },
      "at": "/networks/default/ipv4_address",
      "related": [
        {
          "file": "compose.yaml",
          "start": {
            "line": 4,
            "column": 7,
            "offset": 39
          },
          "end": {
            "line": 4,
            "column": 14,
            "offset": 46
          },
          "message": "attached here"
        },
        {
          "file": "net/networks.yaml",
          "start": {
            "line": 2,
            "column": 3,
            "offset": 13
          },
          "end": {
            "line": 2,
            "column": 10,
            "offset": 20
          },
          "message": "declared here"
        }
      ],
      "help": "let Docker assign the address",
      "url": "https://docs.docker.com/compose/how-tos/networking/",
      "identity": "e36dd375c1c0f4aac57957a2d19639f7"
    }
  ],
  "unknown": [],
  "excepted": [],
  "suppressed": [],
  "explained": [],
  "notes": [],
  "errors": [
    {
      "file": "broken.yaml",
      "message": "expected `:`",
      "start": {
        "line": 2,
        "column": 3,
        "offset": 7
      }
    },
    {
      "file": "gone.yaml",
      "message": "it cannot be read"
    }
  ],
  "skipped": [
    {
      "file": "x\u0007.yaml",
      "reason": "no services"
    }
  ],
  "summary": {
    "files": 3,
    "errors": 1,
    "warnings": 0,
    "infos": 0,
    "unknown": 0,
    "excepted": 0,
    "suppressed": 0,
    "explained": 0
  }
}
"#;
        assert_eq!(text, expected.replace("VERSION", version));
    }

    #[test]
    fn columns_are_characters_and_nothing_is_lost() {
        let report = samples::mixed();
        let text = json(&report);
        assert!(!characters(&text).any(|(_, one, is_hostile)| is_hostile && one != '\n'));
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let odd = &value["findings"][1];
        assert_eq!(odd["message"], "the name `漢字\u{1b}[2J` is odd\nin two lines");
        assert_eq!(odd["subject"]["name"], "\u{202e}x");
        assert_eq!(odd["start"], serde_json::json!({"line": 1, "column": 8, "offset": 14}));
        assert_eq!([&odd["help"], &odd["url"]], [&serde_json::Value::Null; 2]);
        let end = &value["findings"][2];
        assert_eq!(end["start"], serde_json::json!({"line": 2, "column": 4, "offset": 22}));
        assert_eq!(end["start"], end["end"]);
        assert_eq!(value["unknown"][0]["rule"], "static-ip");
    }

    #[test]
    fn what_is_beyond_sixteen_bits_is_escaped_as_two() {
        let mut out = Vec::new();
        write(&"a\u{e0041}\u{2060}b🎉", &mut out).unwrap();
        assert_eq!(String::from_utf8(out.clone()).unwrap(), "\"a\\udb40\\udc41\\u2060b🎉\"\n");
        assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), "a\u{e0041}\u{2060}b🎉");
    }

    #[test]
    fn what_is_suppressed_says_by_whom_and_why() {
        let value: serde_json::Value = serde_json::from_str(&json(&samples::everything())).unwrap();
        let by = |number: usize| value["suppressed"][number]["suppression"].clone();
        let comment = serde_json::json!({
            "by": "comment", "reason": "a tool needs it\u{1b}", "file": "compose.yaml",
            "start": {"line": 6, "column": 12, "offset": 92},
        });
        assert_eq!(by(0), comment);
        assert_eq!(by(1), serde_json::json!({"by": "configuration", "reason": null}));
        assert_eq!(by(2)["by"], "baseline");
        assert!(value["findings"][0].get("suppression").is_none());
        assert_eq!(value["skipped"][0]["reason"], "no services");
        assert_eq!(value["notes"], serde_json::json!(["the rule `a` replaces a built-in one"]));
        let lists =
            ["findings", "unknown", "excepted", "suppressed"].map(|list| value[list].as_array().unwrap());
        let identities: std::collections::BTreeSet<_> =
            lists.iter().copied().flatten().map(|one| one["identity"].as_str().unwrap()).collect();
        assert_eq!(identities.len(), lists.iter().map(|list| list.len()).sum::<usize>());
    }
}
