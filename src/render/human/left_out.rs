//! What follows the findings: which of them are not shown, and how many each rule has.

use crate::finding::{Finding, Report};
use crate::render::summary::by_severity;
use crate::render::text::{self, counted};
use crate::render::{columns, statistics};
use std::io::{self, Write};

/// Up to this number of findings are seen without counting.
const FEW: usize = 5;
/// Rules above this number are counted together.
const MOST_RULES: usize = 8;

/// Returns a sentence about the findings that are not shown, none if all are; `shown` counts those that are, by
/// severity.
pub(super) fn left_out(report: &Report, shown: &[&Finding]) -> Option<String> {
    let counts = by_severity(|severity| {
        let shown = shown.iter().filter(|finding| finding.severity == severity).count();
        report.count(severity).saturating_sub(shown)
    });
    (!counts.is_empty()).then(|| {
        format!("not shown: {} (see --limit all, --format concise or --statistics)", counts.join(", "))
    })
}

/// Writes how many findings each rule has, those with the most first, if there are more than a few.
///
/// # Errors
/// Fails if writing to `out` fails.
pub(super) fn rules(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let counts = statistics::counts(report);
    if report.findings.len() <= FEW || counts.len() < 2 {
        return Ok(());
    }
    let width = counts.first().map_or(0, |first| first.count.to_string().len());
    let row = |one: &statistics::Row| {
        [format!("  {:>width$}", one.count), one.severity.to_string(), text::line(one.rule).into_owned()]
    };
    writeln!(out, "by rule:")?;
    // One more would take the line that counts it.
    let shown = if counts.len() <= MOST_RULES + 1 { counts.len() } else { MOST_RULES };
    columns::write(&counts.iter().take(shown).map(row).collect::<Vec<_>>(), out)?;
    let others: usize = counts.iter().skip(shown).map(|one| one.count).sum();
    if others > 0 {
        writeln!(out, "  and {} of other rules (--statistics counts them)", counted(others, "finding"))?;
    }
    writeln!(out)
}
