//! Hand-written reports for the tests of the formats.

use super::Options;
use crate::finding::{Finding, Label, Problem, Report, Severity, Skipped, Subject, Suppressed, Suppressor};
use crate::policy::Rule;
use crate::source::{Source, Span};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

pub(crate) const COMPOSE: &str = "\
services:
  kafka:
    networks:
      default:
        ipv4_address: 172.20.0.5
  connect: {}
";

/// A report of one checked file without findings.
pub(crate) fn clean() -> Report {
    let report = Report { files: 1, ..Report::default() };
    report.sources.add(Path::new("./compose.yaml"), COMPOSE.into());
    report
}

/// Renders `report` in `format`.
pub(crate) fn rendered(
    format: fn(&Report, &Options, &mut dyn Write) -> io::Result<()>,
    report: &Report,
    options: &Options,
) -> String {
    let mut out = Vec::new();
    format(report, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Returns the span of the first `text` in `source`.
pub(crate) fn find(source: &Source, text: &str) -> Span {
    let start = source.text.find(text).unwrap();
    Span::new(source.id, start, start + text.len())
}

/// A finding in the file of [`clean`].
pub(crate) fn finding(report: &Report) -> Finding {
    let compose = report.sources.load(Path::new("compose.yaml")).unwrap();
    let message = "service `kafka` pins 172.20.0.5 on network `default`".to_owned();
    let subject = Subject { kind: "service", name: "kafka".into() };
    let primary = find(&compose, "172.20.0.5");
    Finding {
        at: "/networks/default/ipv4_address".into(),
        fingerprint_key: "/networks/default/ipv4_address".into(),
        why: Some(
            "Containers find each other by DNS name.\nA fixed address breaks as soon as two projects meet."
                .into(),
        ),
        help: Some("let Docker assign the address".into()),
        url: Some("https://docs.docker.com/compose/how-tos/networking/".into()),
        ..Finding::new("static-ip", Severity::Error, message, primary, subject)
    }
}

/// A report with every kind of content.
pub(crate) fn mixed() -> Report {
    let mut report = clean();
    let networks =
        report.sources.add(Path::new("net/networks.yaml"), "networks:\r\n  default:\r\n\tx: y\r\n".into());
    let wide = report.sources.add(Path::new("wide.yaml"), "\u{feff}a: \"漢字\u{1b}[2J\"\nb:\t".into());
    let broken = report.sources.add(Path::new("broken.yaml"), "a: b\n\tc d\n".into());
    let compose = report.sources.load(Path::new("compose.yaml")).unwrap();
    let one = finding(&report);
    let message = "the name `漢字\u{1b}[2J` is odd\nin two lines".to_owned();
    let subject = Subject { kind: "connect_worker", name: "\u{202e}x".into() };
    let odd = Finding::new("odd-name", Severity::Warning, message, find(&wide, "[2J"), subject);
    let end = Span::new(wide.id, wide.text.len(), wide.text.len());
    report.findings = vec![
        Finding {
            related: vec![
                Label { span: find(&compose, "default"), message: "attached here".into() },
                Label { span: find(&networks, "default"), message: "declared here".into() },
            ],
            ..one.clone()
        },
        odd.clone(),
        Finding { severity: Severity::Info, message: "no name".into(), primary: end, ..odd },
    ];
    report.unknown =
        vec![Finding { primary: find(&compose, "default"), message: "`${IP}` is not known".into(), ..one }];
    report.problems = vec![
        Problem {
            file: "broken.yaml".into(),
            place: Some(find(&broken, " d")),
            message: "expected `:`".into(),
            related: vec![Label { span: find(&broken, "a"), message: "in this mapping".into() }],
        },
        Problem {
            file: "gone.yaml".into(),
            place: None,
            message: "it cannot be read".into(),
            related: vec![],
        },
    ];
    report.skipped = vec![Skipped::file("x\u{7}.yaml".into(), "no services".into())];
    report.files = 3;
    report
}

/// [`mixed`] with an excepted finding, findings suppressed in every way, and a note.
pub(crate) fn everything() -> Report {
    let mut report = mixed();
    let compose = report.sources.load(Path::new("compose.yaml")).unwrap();
    let connect = Finding {
        message: "service `connect` is excepted".into(),
        primary: find(&compose, "connect"),
        subject: Subject { kind: "service", name: "connect".into() },
        at: String::new(),
        fingerprint_key: String::new(),
        ..finding(&report)
    };
    report.excepted = vec![connect.clone()];
    let suppressed = |by: Suppressor, reason: Option<&str>| Suppressed {
        finding: Finding { message: "service `connect` is suppressed".into(), ..connect.clone() },
        by,
        reason: reason.map(str::to_owned),
    };
    report.suppressed = vec![
        suppressed(Suppressor::Comment(find(&compose, "{}")), Some("a tool needs it\u{1b}")),
        suppressed(Suppressor::Configuration, None),
        suppressed(Suppressor::Baseline, None),
    ];
    report.notes = vec!["the rule `a` replaces a built-in one".into()];
    report
}

/// The built-in rule `static-ip`, to which some findings of [`mixed`] belong.
pub(crate) fn rules() -> Vec<Arc<Rule>> {
    hy_msg_lint_policies::built_in().unwrap().rule("static-ip").cloned().into_iter().collect()
}
