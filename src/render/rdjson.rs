//! The Diagnostic Format of reviewdog, as one JSON document.

use super::entries::{Entry, Region, entries};
use super::{NAME, Options, home, json, text};
use crate::finding::{Report, Severity};
use crate::source::{Place, SourceMap, Span};
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};

/// The characters in the place of those of a secret.
const MASKS: [char; 4] = ['*', '·', '•', '🞄'];

/// `DiagnosticResult` of <https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>. Its reader rejects unknown
/// fields, so this has only those of all its versions.
#[derive(Serialize)]
struct Document<'a> {
    source: Source,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'static str>,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location<'a>,
    severity: &'static str,
    code: Code<'a>,
    /// What would fix it, if it is all in the same file: at most one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'a>>,
}

#[derive(Serialize)]
struct Suggestion<'a> {
    range: Range,
    text: Cow<'a, str>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    /// After the last character.
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    /// In bytes of UTF-8, from 1.
    column: usize,
}

#[derive(Serialize)]
struct Code<'a> {
    value: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

/// Writes `report` as one JSON document: findings and problems, with `verbose` also unknown and excepted findings as
/// `INFO`.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn render(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let entries = entries(report, options.verbose);
    let source = Source { name: NAME, url: home() };
    json::write(
        &Document {
            source,
            diagnostics: entries.iter().map(|one| diagnostic(one, &report.sources)).collect(),
        },
        out,
    )
}

fn diagnostic<'a>(entry: &'a Entry, sources: &SourceMap) -> Diagnostic<'a> {
    let help = entry.help.as_ref().map(|help| format!("\nhelp: {help}"));
    Diagnostic {
        message: format!("{}{}", entry.message, help.unwrap_or_default()),
        location: Location { path: &entry.file, range: entry.region.as_ref().map(range) },
        severity: match entry.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Info => "INFO",
        },
        code: Code { value: text::line(entry.rule.unwrap_or(NAME)), url: entry.url },
        suggestions: suggestions(entry, sources).unwrap_or_default(),
    }
}

/// Returns the fix as one suggestion: reviewdog offers each one alone, and shows only those on the lines of the first.
fn suggestions<'a>(entry: &'a Entry, sources: &SourceMap) -> Option<Vec<Suggestion<'a>>> {
    let edits = &entry.fix?.edits;
    let (first, last) = (edits.first()?, edits.last()?);
    let region =
        |span: Span| Region::of(sources, span).filter(|region| text::line(region.file()) == entry.file);
    if edits.iter().any(|edit| edit.span.source != first.span.source) {
        return None;
    }
    let whole = Span { end: last.span.end, ..first.span };
    let source = sources.get(whole.source)?;
    let mut text = String::new();
    let mut done = whole.start as usize;
    for edit in edits {
        let between = source.text.get(done..edit.span.start as usize)?;
        // A secret is shown as stars, and must not be written like that.
        if between.contains(MASKS) {
            return None;
        }
        text.push_str(between);
        text.push_str(&edit.text);
        done = edit.span.end as usize;
    }
    let text = if let [one] = edits.as_slice() { Cow::Borrowed(&*one.text) } else { text.into() };
    Some(vec![Suggestion { range: range(&region(whole)?), text }])
}

fn range(region: &Region) -> Range {
    let position = |place: Place| Position { line: place.line, column: region.bytes(place) };
    Range { start: position(region.start), end: position(region.end) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Edit, Fix};
    use crate::render::samples::{self, rendered};
    use serde_json::{Value, json};

    fn rdjson(report: &Report, verbose: bool) -> Value {
        serde_json::from_str(&rendered(render, report, &Options { verbose, ..Options::default() })).unwrap()
    }

    #[test]
    fn columns_are_bytes_and_the_end_is_behind() {
        let document = rdjson(&samples::everything(), false);
        assert_eq!(document["source"]["name"], "hy-msg-lint");
        let expected = json!({
            "message": "service `kafka` pins 172.20.0.5 on network `default`\nhelp: let Docker assign the address",
            "location": {"path": "compose.yaml", "range": {
                "start": {"line": 5, "column": 23}, "end": {"line": 5, "column": 33},
            }},
            "severity": "ERROR",
            "code": {"value": "static-ip", "url": "https://docs.docker.com/compose/how-tos/networking/"},
        });
        assert_eq!(document["diagnostics"][0], expected);
        let range = json!({"start": {"line": 1, "column": 15}, "end": {"line": 1, "column": 18}});
        assert_eq!(document["diagnostics"][1]["location"]["range"], range);
        assert_eq!(document["diagnostics"][1]["message"], "the name `漢字\\u{1b}[2J` is odd\nin two lines");
        assert_eq!(document["diagnostics"][4]["location"], json!({"path": "gone.yaml"}));
        assert_eq!(document["diagnostics"].as_array().unwrap().len(), 5);
        assert_eq!(rdjson(&samples::everything(), true)["diagnostics"].as_array().unwrap().len(), 7);
    }

    #[test]
    fn the_edits_of_a_fix_are_one_suggestion() {
        let mut report = samples::mixed();
        let finding = report.findings.first_mut().unwrap();
        let at = finding.primary;
        let edit =
            |start: u32, end: u32, text: &str| Edit { span: Span { start, end, ..at }, text: text.into() };
        let fix = |edits| Fix { title: "t".into(), is_wanted: true, edits, ..Fix::default() };
        let fixes = [
            (vec![edit(at.start, at.end, "a")], "a"),
            (vec![edit(at.start, at.start + 1, "x"), edit(at.end, at.end, "y")], "x72.20.0.5y"),
        ];
        for (edits, text) in fixes {
            report.findings.first_mut().unwrap().fix = Some(fix(edits));
            let range = json!({"start": {"line": 5, "column": 23}, "end": {"line": 5, "column": 33}});
            let wanted = json!([{"range": range, "text": text}]);
            assert_eq!(rdjson(&report, false)["diagnostics"][0]["suggestions"], wanted);
        }
    }

    #[test]
    fn nothing_is_diagnosed_in_a_clean_report() {
        assert_eq!(rdjson(&samples::clean(), true)["diagnostics"], json!([]));
    }
}
