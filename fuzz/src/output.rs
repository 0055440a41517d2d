//! A report in every format, and what has to hold of each.

use hy_msg_lint::finding::{Finding, Report};
use hy_msg_lint::policy::Rule;
use hy_msg_lint::render::guard::{Notation, without_commands};
use hy_msg_lint::render::text::{characters, line};
use hy_msg_lint::render::{self, Options, Style};
use quick_xml::events::Event;
use serde_json::Value;
use std::io::{self, Write};
use std::sync::Arc;

/// The formats of `hy-msg-lint check`.
pub const FORMATS: &[&str] =
    &["human", "concise", "json", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson"];

/// Writes `report` in every format, and checks what has to hold of each; `rules` are those that were judged by. Returns
/// the formats that have everything in them, to compare with another run.
pub fn outputs(mut report: Report, rules: &[Arc<Rule>]) -> String {
    places(&report);
    // A format may have pages of all rules in it, which are the same every time and take most of the time.
    let is_found = |rule: &&Arc<Rule>| report.findings.iter().any(|one| one.rule == rule.id);
    let rules: Vec<_> = rules.iter().filter(is_found).map(Arc::clone).collect();
    let rules = &*rules;
    report.mask_secrets();
    places(&report);
    let plain = VERBOSE;
    for format in FORMATS {
        let notation = notation(format);
        let output = written(format, &report, rules, &plain);
        let output = without_commands(&output, notation);
        tame(format, &output);
        match notation {
            Notation::Json => drop(serde_json::from_str::<Value>(&output).expect("the output is JSON")),
            Notation::Xml => well_formed(&output),
            Notation::Text | Notation::Commands => {}
        }
    }
    let human = written("human", &report, rules, &plain);
    let colored = written("human", &report, rules, &Options { style: Style::Color, ..plain });
    assert_eq!(human, without_codes(&colored), "colours are all that is different");
    let linked = written("human", &report, rules, &Options { style: Style::ColorAndLinks, ..plain });
    let linked = without_commands(&linked, Notation::Text);
    no_commands("human with links", &linked);
    no_controls("human with links", &without_codes(&linked));
    written("json", &report, rules, &plain) + &human
}

/// Returns what [`outputs`] returns.
pub fn compared(mut report: Report) -> String {
    report.mask_secrets();
    written("json", &report, &[], &VERBOSE) + &written("human", &report, &[], &VERBOSE)
}

const VERBOSE: Options = Options { verbose: true, ..Options::PLAIN };

fn notation(format: &str) -> Notation {
    match format {
        "human" | "concise" => Notation::Text,
        "github" => Notation::Commands,
        "junit" | "checkstyle" => Notation::Xml,
        _ => Notation::Json,
    }
}

fn written(format: &str, report: &Report, rules: &[Arc<Rule>], options: &Options) -> String {
    let mut bytes = Vec::new();
    rendered(format, report, rules, options, &mut bytes).expect("memory can be written");
    String::from_utf8(bytes).expect("the output is UTF-8")
}

fn rendered(
    format: &str,
    report: &Report,
    rules: &[Arc<Rule>],
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        "human" => render::human::render(report, options, out),
        "concise" => render::concise::render(report, options, out),
        "json" => render::json::render(report, out),
        "sarif" => render::sarif::render(report, rules, options, out),
        "github" => render::github::render(report, options, out),
        "gitlab" => render::gitlab::render(report, options, out),
        "junit" => render::junit::render(report, rules, out),
        "checkstyle" => render::checkstyle::render(report, options, out),
        _ => render::rdjson::render(report, options, out),
    }
}

/// Fails on a character that plays with a terminal, and on a command to a build server.
pub fn tame(what: &str, output: &str) {
    no_controls(what, output);
    no_commands(what, output);
}

/// Fails if `error`, as the command line shows it, is not tame.
pub fn error(error: &dyn std::error::Error) {
    let line = line(&error.to_string()).into_owned();
    tame("an error", &without_commands(&format!("error: {line}"), Notation::Text));
}

fn no_controls(what: &str, output: &str) {
    let bad = characters(output).find(|(_, character, is_hostile)| *is_hostile && *character != '\n');
    if let Some((at, character, _)) = bad {
        panic!("{what}: {character:?} in {:?}", output[..at].lines().last());
    }
}

fn no_commands(what: &str, output: &str) {
    let small = output.to_ascii_lowercase();
    assert!(!small.contains("##[") && !small.contains("##vso["), "{what}: a command to Azure Pipelines");
    let is_command = |line: &str| what != "github" && line.trim_start().starts_with("::");
    assert!(!output.lines().any(is_command), "{what}: a command to GitHub");
}

fn well_formed(output: &str) {
    let mut reader = quick_xml::Reader::from_str(output);
    loop {
        match reader.read_event().expect("the output is XML") {
            Event::Eof => return,
            Event::Start(tag) | Event::Empty(tag) => {
                let mut attributes = tag.attributes();
                assert!(attributes.all(|one| one.is_ok()), "an attribute is XML");
            }
            _ => {}
        }
    }
}

/// Returns `text` without the program's own codes for colours and links.
fn without_codes(text: &str) -> String {
    let mut pieces = text.split('\u{1b}');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let is_number = |character: char| character.is_ascii_digit() || character == ';';
        let color = piece.strip_prefix('[').map(|rest| rest.trim_start_matches(is_number));
        if let Some(rest) = color.and_then(|rest| rest.strip_prefix('m')) {
            plain.push_str(rest);
        } else if let Some(rest) = piece.strip_prefix('\\') {
            // The end of a link's address.
            plain.push_str(rest);
        } else if piece.starts_with("]8;;") {
            // The address, up to the next code.
        } else {
            plain.extend(["\u{1b}", piece]);
        }
    }
    plain
}

/// Fails if a finding or a problem is not on whole characters of a file.
fn places(report: &Report) {
    let suppressed = report.suppressed.iter().map(|one| &one.finding);
    let findings =
        [&report.findings, &report.unknown, &report.excepted].into_iter().flatten().chain(suppressed);
    let of_finding = |one: &Finding| {
        [one.primary].into_iter().chain(one.related.iter().map(|label| label.span)).collect::<Vec<_>>()
    };
    let of_problems = report.problems.iter().filter_map(|one| one.place);
    for span in findings.flat_map(of_finding).chain(of_problems) {
        let source = report.sources.get(span.source).expect("a place is in a file of the report");
        assert!(source.text.get(span.range()).is_some(), "{}: {span:?} is no text", source.name);
    }
}
