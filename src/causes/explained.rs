//! Findings that are consequences of others.

use crate::finding::{Finding, Report};
use std::collections::HashMap;

/// Moves each finding of `report` that another explains into that one: into the first that is at least as grave, or what
/// explains that. What is suppressed explains nothing, so what follows from it is found.
pub(super) fn nest(report: &mut Report) {
    let all: Vec<&Finding> = report.findings.iter().collect();
    let mut by_rule: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, cause) in all.iter().enumerate() {
        for rule in cause.explains.iter().flat_map(|explains| &explains.rules) {
            by_rule.entry(rule).or_default().push(index);
        }
    }
    if by_rule.is_empty() {
        return;
    }
    let mut causes: Vec<Option<usize>> = vec![None; all.len()];
    for (index, finding) in all.iter().enumerate() {
        let possible = by_rule.get(&*finding.rule).into_iter().flatten().copied();
        let is_cause = |cause: &usize| {
            let explains = |cause: &&Finding| {
                cause.severity >= finding.severity
                    && cause.explains.as_ref().is_some_and(|one| one.covers(finding))
            };
            all.get(*cause).is_some_and(explains) && root(&causes, *cause) != index
        };
        let cause = possible.into_iter().find(is_cause);
        if let Some(slot) = causes.get_mut(index) {
            *slot = cause;
        }
    }
    let roots: Vec<usize> = (0..all.len()).map(|index| root(&causes, index)).collect();
    let mut explained: HashMap<usize, Vec<Finding>> = HashMap::new();
    let mut kept = Vec::new();
    for (index, finding) in std::mem::take(&mut report.findings).into_iter().enumerate() {
        match roots.get(index).filter(|root| **root != index) {
            Some(root) => explained.entry(*root).or_default().push(finding),
            None => kept.push((index, finding)),
        }
    }
    let with_consequences = |(index, finding): (usize, Finding)| Finding {
        explained: explained.remove(&index).unwrap_or_default(),
        ..finding
    };
    report.findings = kept.into_iter().map(with_consequences).collect();
}

/// Returns what nothing explains, from `index` upwards in `causes`.
fn root(causes: &[Option<usize>], index: usize) -> usize {
    let mut at = index;
    while let Some(cause) = causes.get(at).copied().flatten() {
        at = cause;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Explains, Severity, Subject, Suppressed, Suppressor};
    use crate::source::{SourceMap, Span};
    use std::path::Path;

    fn finding(rule: &str, severity: Severity, at: usize) -> Finding {
        let sources = SourceMap::default();
        let source = sources.add(Path::new("a.yml"), "text text text".to_owned());
        let subject = Subject { kind: "broker", name: "kafka".to_owned() };
        Finding::new(rule, severity, rule.to_owned(), Span::new(source.id, at, at + 1), subject)
    }

    fn explaining(severity: Severity, rules: &[&str]) -> Finding {
        let one = finding("few", severity, 0);
        let explains = Explains {
            rules: rules.iter().map(|rule| (*rule).into()).collect(),
            declared: [finding("x", severity, 1).declared].into(),
            ..Explains::default()
        };
        Finding { explains: Some(explains), ..one }
    }

    fn nested(findings: Vec<Finding>) -> Vec<(String, Vec<String>)> {
        let mut report = Report { findings, ..Report::default() };
        nest(&mut report);
        let name = |finding: &Finding| finding.rule.to_string();
        report.findings.iter().map(|one| (name(one), one.explained.iter().map(name).collect())).collect()
    }

    #[test]
    fn a_consequence_is_told_with_its_cause() {
        let low = finding("low", Severity::Error, 1);
        let elsewhere = finding("low", Severity::Error, 2);
        let other = finding("other", Severity::Error, 1);
        let few = explaining(Severity::Error, &["low"]);
        assert_eq!(
            nested(vec![low, few, elsewhere, other]),
            [
                ("few".to_owned(), vec!["low".to_owned()]),
                ("low".to_owned(), vec![]),
                ("other".to_owned(), vec![]),
            ]
        );
    }

    #[test]
    fn what_is_not_written_is_told_with_its_cause_by_resource_and_path() {
        let lacking = |at: &str| Finding { at: at.to_owned(), ..finding("low", Severity::Error, 1) };
        let declared = finding("x", Severity::Error, 1).declared;
        let absent = [(declared, "/properties/a".to_owned())].into();
        let explains = Explains { rules: ["low".into()].into(), absent, ..Explains::default() };
        let slip = Finding { explains: Some(explains), ..finding("slip", Severity::Error, 0) };
        assert_eq!(
            nested(vec![slip, lacking("/properties/a"), lacking("/properties/b")]),
            [("slip".to_owned(), vec!["low".to_owned()]), ("low".to_owned(), vec![])]
        );
    }

    #[test]
    fn what_is_suppressed_explains_nothing() {
        let few = explaining(Severity::Error, &["low"]);
        let mut report = Report { findings: vec![finding("low", Severity::Error, 1)], ..Report::default() };
        report.suppressed.push(Suppressed { finding: few, by: Suppressor::Baseline, reason: None });
        nest(&mut report);
        assert_eq!((report.findings.len(), report.explained().count()), (1, 0));
    }

    #[test]
    fn nothing_graver_is_hidden_and_no_circle_hides_all() {
        let low = finding("low", Severity::Error, 1);
        assert_eq!(nested(vec![explaining(Severity::Info, &["low"]), low]).len(), 2);
        let own = |findings: Vec<Finding>| {
            findings
                .into_iter()
                .map(|one| Finding { declared: finding("x", Severity::Info, 1).declared, ..one })
                .collect()
        };
        let few = || explaining(Severity::Error, &["few"]);
        assert_eq!(nested(own(vec![few(), few(), few()])).len(), 1);
    }
}
