//! Number of findings per rule, instead of the findings.

use super::json;
use crate::finding::{Finding, Report, Severity};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The number of one rule's findings of one severity.
#[derive(Debug, Serialize)]
pub(super) struct Row<'a> {
    pub(super) rule: &'a str,
    pub(super) severity: Severity,
    pub(super) count: usize,
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    statistics: Vec<Row<'a>>,
    unknown: Vec<Unknown<'a>>,
}

#[derive(Debug, Serialize)]
struct Unknown<'a> {
    rule: &'a str,
    count: usize,
}

/// Writes a line for each rule and severity, the most frequent first, followed by the unknown results.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let counts = counts(report).into_iter().map(|one| (one.count, one.severity.to_string(), one.rule));
    let unknown = unknown(report).into_iter().map(|one| (one.count, "unknown".to_owned(), one.rule));
    let row = |(count, word, rule): (usize, String, &str)| [count.to_string(), word, rule.to_owned()];
    let header = ["count", "severity", "rule"].map(str::to_owned);
    let mut rows: Vec<_> = std::iter::once(header).chain(counts.chain(unknown).map(row)).collect();
    if rows.len() == 1 {
        return Ok(());
    }
    // Aligns the numbers.
    let width = rows.iter().map(|[count, ..]| count.len()).max().unwrap_or(0);
    for [count, ..] in &mut rows {
        *count = format!("{count:>width$}");
    }
    super::columns::write(&rows, out)
}

/// Writes the same as JSON; the shape is versioned.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn render_json(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    json::write(&Document { version: 1, statistics: counts(report), unknown: unknown(report) }, out)
}

/// Returns the findings of each rule and severity in numbers, the most frequent first.
pub(super) fn counts(report: &Report) -> Vec<Row<'_>> {
    let counted = count(report.findings.iter().map(|finding: &Finding| (&*finding.rule, finding.severity)));
    counted.into_iter().map(|((rule, severity), count)| Row { rule, severity, count }).collect()
}

fn unknown(report: &Report) -> Vec<Unknown<'_>> {
    let counted = count(report.unknown.iter().map(|finding: &Finding| &*finding.rule));
    counted.into_iter().map(|(rule, count)| Unknown { rule, count }).collect()
}

/// Counts equal items, the most frequent first; equally frequent items keep their natural order.
fn count<T: Ord>(all: impl Iterator<Item = T>) -> Vec<(T, usize)> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for one in all {
        *counts.entry(one).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples;

    fn report() -> Report {
        let mut report = samples::clean();
        let one = samples::finding(&report);
        let of = |rule: &str, severity| Finding { rule: rule.into(), severity, ..one.clone() };
        report.findings = vec![
            of("static-ip", Severity::Error),
            of("static-ip", Severity::Warning),
            of("acks", Severity::Warning),
            of("static-ip", Severity::Error),
        ];
        report.unknown = vec![of("acks", Severity::Error)];
        report
    }

    #[test]
    fn the_most_frequent_comes_first() {
        let mut out = Vec::new();
        render(&report(), &mut out).unwrap();
        let expected = "\
count  severity  rule
    2  error     static-ip
    1  warning   acks
    1  warning   static-ip
    1  unknown   acks
";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
        let mut nothing = Vec::new();
        render(&samples::clean(), &mut nothing).unwrap();
        assert!(nothing.is_empty());
    }

    #[test]
    fn json_has_the_same() {
        let mut out = Vec::new();
        render_json(&report(), &mut out).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(value["version"], 1);
        let first = serde_json::json!({"rule": "static-ip", "severity": "error", "count": 2});
        assert_eq!((&value["statistics"][0], value["statistics"].as_array().unwrap().len()), (&first, 3));
        assert_eq!(value["unknown"], serde_json::json!([{"rule": "acks", "count": 1}]));
    }
}
