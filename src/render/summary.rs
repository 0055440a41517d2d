//! The last line: a summary of the run in numbers.

use super::text::counted;
use crate::finding::{Report, Severity, SkippedKind};
use std::collections::HashSet;

/// Returns the line, without a line break: `3 errors, 1 warning in 2 of 12 files`. Unless the run is `verbose`, what it lists
/// then is counted at the end, with one hint.
pub fn summary(report: &Report, verbose: bool) -> String {
    let files = counted(report.files, "file");
    let found = by_severity(|severity| report.count(severity));
    let with_findings: HashSet<_> = report.findings.iter().map(|finding| finding.primary.source).collect();
    let with_findings = with_findings.len();
    let mut parts = vec![match (found.is_empty(), report.files) {
        (false, all) if with_findings < all => format!("{} in {with_findings} of {files}", found.join(", ")),
        (false, _) => format!("{} in {files}", found.join(", ")),
        (true, 0) if !report.problems.is_empty() => "nothing was checked".to_owned(),
        (true, 0) => "nothing to check".to_owned(),
        (true, _) => format!("{files}, no findings"),
    }];
    parts.extend(fixable(report));
    let problems = report.problems.len();
    if problems > 0 {
        let problems = counted(problems, "problem");
        match report.files {
            0 if parts.len() == 1 && report.findings.is_empty() => {
                parts = vec![format!("nothing was checked: {problems}")];
            }
            _ => parts.push(format!("not complete: {problems}")),
        }
    }
    let unknown = report.unknown.len();
    if unknown > 0 {
        parts.push(format!("{unknown} could not be judged (--strict counts them)"));
    }
    let mut listed = listed(report);
    if let Some(last) = listed.last_mut().filter(|_| !verbose) {
        last.push_str(" (--verbose lists them)");
    } else if let Some(last) = parts.last_mut().filter(|_| unknown > 0 && !verbose) {
        *last = format!("{unknown} could not be judged (--verbose lists them, --strict counts them)");
    }
    parts.extend(listed);
    parts.join("; ")
}

/// Returns what `--verbose` lists, but for unknown results, as far as there is any.
fn listed(report: &Report) -> Vec<String> {
    let mut parts = Vec::new();
    let explained = report.explained().count();
    if explained > 0 {
        parts.push(counted(explained, "consequence"));
    }
    let suppressed = report.suppressed.len();
    if suppressed > 0 {
        parts.push(format!("{suppressed} suppressed"));
    }
    let excepted = report.excepted.len();
    if excepted > 0 {
        parts.push(format!("{excepted} excepted by the policies"));
    }
    let skipped = report.count_skipped(SkippedKind::File);
    if report.files == 0 && skipped > 0 {
        parts.push(format!("{} skipped", counted(skipped, "file")));
    }
    let unread = report.count_skipped(SkippedKind::NotRead);
    if unread > 0 {
        parts.push(format!("{} not judged", counted(unread, "file")));
    }
    let ignored = [(SkippedKind::IgnoredFile, "file"), (SkippedKind::IgnoredFolder, "folder")];
    let ignored = ignored.map(|(kind, noun)| (report.count_skipped(kind), noun));
    let ignored: Vec<_> = ignored.into_iter().filter(|(count, _)| *count > 0).collect();
    if !ignored.is_empty() {
        let ignored: Vec<_> = ignored.into_iter().map(|(count, noun)| counted(count, noun)).collect();
        parts.push(format!("{} ignored", ignored.join(" and ")));
    }
    let out_of_scope = report.count_skipped(SkippedKind::OutOfScope);
    if out_of_scope > 0 {
        let have = if out_of_scope == 1 { "has" } else { "have" };
        parts.push(format!("{} {have} no messaging service", counted(out_of_scope, "file")));
    }
    parts
}

/// Returns how many findings can be fixed, and how; None if none can.
fn fixable(report: &Report) -> Option<String> {
    let fixes = || report.findings.iter().filter_map(|finding| finding.fix.as_ref());
    let safe = fixes().filter(|fix| fix.is_safe()).count();
    match (safe, fixes().count() - safe) {
        (0, 0) => None,
        (0, more) => Some(format!("{more} can be fixed (--fix --unsafe-fixes)")),
        (safe, 0) => Some(format!("{safe} can be fixed (--fix)")),
        (safe, more) => Some(format!("{safe} can be fixed (--fix), {more} more with --unsafe-fixes")),
    }
}

/// Returns `3 errors`, `1 warning` as far as `count` is not zero.
pub(super) fn by_severity(count: impl Fn(Severity) -> usize) -> Vec<String> {
    let counts =
        [Severity::Error, Severity::Warning, Severity::Info].map(|severity| (count(severity), severity));
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    counts.map(|(count, severity)| counted(count, &severity.to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Finding, Problem, Skipped, Suppressed, Suppressor};
    use crate::render::samples;

    #[test]
    fn every_number_that_matters_is_said() {
        use Severity::{Error, Info, Warning};
        let found = |severities: &[Severity], unknown: usize, problems: usize, files: usize| {
            let mut report = samples::clean();
            let one = samples::finding(&report);
            report
                .findings
                .extend(severities.iter().map(|severity| Finding { severity: *severity, ..one.clone() }));
            report.unknown.extend(std::iter::repeat_n(one, unknown));
            let problem = Problem { file: "a".into(), place: None, message: "m".into(), related: vec![] };
            report.problems.extend(std::iter::repeat_n(problem, problems));
            report.files = files;
            report
        };
        for (report, line) in [
            (found(&[], 0, 0, 12), "12 files, no findings"),
            (found(&[], 0, 0, 1), "1 file, no findings"),
            (found(&[], 0, 0, 0), "nothing to check"),
            (found(&[Error, Error, Warning], 0, 0, 2), "2 errors, 1 warning in 1 of 2 files"),
            (found(&[Info, Info], 0, 0, 1), "2 infos in 1 file"),
            (
                found(&[Error], 2, 0, 1),
                "1 error in 1 file; 2 could not be judged (--verbose lists them, --strict counts them)",
            ),
            (found(&[], 0, 1, 3), "3 files, no findings; not complete: 1 problem"),
            (found(&[], 0, 1, 0), "nothing was checked: 1 problem"),
        ] {
            assert_eq!(summary(&report, false), line);
        }
        assert_eq!(
            summary(&found(&[], 1, 2, 1), true),
            "1 file, no findings; not complete: 2 problems; 1 could not be judged (--strict counts them)"
        );
        let mut report = found(&[], 0, 0, 1);
        let finding = samples::finding(&report);
        report.suppressed.push(Suppressed { finding, by: Suppressor::Baseline, reason: None });
        assert_eq!(summary(&report, false), "1 file, no findings; 1 suppressed (--verbose lists them)");
        assert_eq!(summary(&report, true), "1 file, no findings; 1 suppressed");
        let mut report = found(&[], 0, 0, 0);
        report.skipped.push(Skipped::file("a".into(), "r".into()));
        assert_eq!(summary(&report, false), "nothing to check; 1 file skipped (--verbose lists them)");
        for (kind, line) in [
            (SkippedKind::IgnoredFolder, "1 folder ignored (--verbose lists them)"),
            (SkippedKind::IgnoredFile, "1 file and 1 folder ignored (--verbose lists them)"),
        ] {
            report.skipped.push(Skipped { file: "b".into(), reason: "r".into(), kind });
            let line = format!("nothing to check; 1 file skipped; {line}");
            assert_eq!(summary(&report, false), line);
        }
        let kind = SkippedKind::OutOfScope;
        let mut other = found(&[], 0, 0, 3);
        other.skipped.push(Skipped { file: "b".into(), reason: "r".into(), kind });
        let line = "3 files, no findings; 1 file has no messaging service (--verbose lists them)";
        assert_eq!(summary(&other, false), line);
        report.files = 2;
        assert_eq!(summary(&report, true), "2 files, no findings; 1 file and 1 folder ignored");
    }
}
