//! `JUnit` XML, with rules as test suites, for build servers that show tests.

use super::entries::{Entry, Verdict, entries};
use super::{NAME, text};
use crate::finding::Report;
use crate::policy::Rule;
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

/// Writes `report` as XML, a suite for each of the evaluated `rules`. Each finding is a failure of any severity, which
/// is the failure's `type`; an unknown or excepted finding is skipped; a rule with neither is a passing test. Problems
/// are errors, in a suite with the program's name. There are no times: the same files give the same bytes.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn render(report: &Report, rules: &[Arc<Rule>], out: &mut dyn Write) -> io::Result<()> {
    let mut suites: Vec<TestSuite> =
        rules.iter().map(|rule| TestSuite::new(&*text::line(&rule.id))).collect();
    let mut places: HashMap<String, usize> =
        suites.iter().enumerate().map(|(at, suite)| (suite.name.as_str().to_owned(), at)).collect();
    let mut names: HashMap<String, usize> = HashMap::new();
    for entry in entries(report, true) {
        let name = text::line(entry.rule.unwrap_or(NAME)).into_owned();
        let at = *places.entry(name).or_insert_with_key(|name| {
            suites.push(TestSuite::new(name));
            suites.len() - 1
        });
        if let Some(suite) = suites.get_mut(at) {
            suite.add_test_case(case(&entry, &mut names));
        }
    }
    for (rule, suite) in rules.iter().zip(&mut suites) {
        if suite.test_cases.is_empty() {
            let mut case = TestCase::new(&*text::line(&rule.title), TestCaseStatus::success());
            case.set_classname(class(Some(&rule.id)));
            suite.add_test_case(case);
        }
    }
    let mut xml = quick_junit::Report::new(NAME);
    xml.add_test_suites(suites);
    write(&xml, out)
}

/// Writes `xml` so that it is valid by the schema of Jenkins' xUnit plugin (`junit-10.xsd`), which that plugin
/// enforces: the schema has no `skipped` on `testsuites`, which the crate writes.
///
/// # Errors
/// Fails if writing to `out` fails.
pub(super) fn write(xml: &quick_junit::Report, out: &mut dyn Write) -> io::Result<()> {
    let text = xml.to_string().map_err(io::Error::other)?;
    let around =
        text.split_once(" skipped=\"").and_then(|(head, rest)| Some((head, rest.split_once('"')?.1)));
    match around.filter(|(head, _)| !head.contains("<testsuite ")) {
        Some((head, rest)) => write!(out, "{head}{rest}"),
        None => out.write_all(text.as_bytes()),
    }
}

/// Returns `entry` as a test case. Readers identify tests by name, so a name that is already in `names` gets a number.
fn case(entry: &Entry, names: &mut HashMap<String, usize>) -> TestCase {
    let message = text::line(&entry.message);
    let mut name = format!("{}: {message}", entry.file);
    let count = names.entry(format!("{}\n{name}", entry.rule.unwrap_or_default())).or_default();
    *count += 1;
    if *count > 1 {
        name = format!("{name} ({count})");
    }
    let mut status = match entry.verdict {
        Some(Verdict::Unknown | Verdict::Excepted | Verdict::Explained) => TestCaseStatus::skipped(),
        Some(Verdict::Found | Verdict::Suppressed(_)) => TestCaseStatus::non_success(NonSuccessKind::Failure),
        None => TestCaseStatus::non_success(NonSuccessKind::Error),
    };
    status.set_message(&*message).set_type(entry.severity.to_string()).set_description(told(entry));
    let mut case = TestCase::new(name, status);
    case.set_classname(class(entry.rule));
    case
}

fn class(rule: Option<&str>) -> String {
    rule.map_or_else(|| NAME.to_owned(), |rule| format!("{NAME}.{}", text::line(rule)))
}

fn told(entry: &Entry) -> String {
    let place = entry.region.as_ref().map(|region| format!(":{}:{}", region.start.line, region.start.column));
    let mut lines = vec![format!("{}{}: {}", entry.file, place.unwrap_or_default(), entry.message)];
    lines.extend(entry.help.as_ref().map(|help| format!("help: {help}")));
    lines.extend(entry.url.map(|url| format!("see {}", text::line(url))));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Finding;
    use crate::render::samples;

    fn junit(report: &Report) -> quick_junit::Report {
        let mut out = Vec::new();
        render(report, &samples::rules(), &mut out).unwrap();
        quick_junit::Report::deserialize_from_str(&String::from_utf8(out).unwrap()).unwrap()
    }

    /// Returns the number of tests, failures, errors and skipped tests of each suite, by name.
    fn counts(report: &Report) -> Vec<(String, [usize; 4])> {
        let suites = junit(report).test_suites;
        suites
            .iter()
            .map(|suite| {
                let skipped = |case: &&TestCase| matches!(case.status, TestCaseStatus::Skipped { .. });
                let skipped = suite.test_cases.iter().filter(skipped).count();
                (suite.name.to_string(), [suite.tests, suite.failures, suite.errors, skipped])
            })
            .collect()
    }

    #[test]
    fn failures_skips_and_errors() {
        let expected =
            [("static-ip", [3, 1, 0, 2]), ("odd-name", [2, 2, 0, 0]), ("hy-msg-lint", [2, 0, 2, 0])];
        assert_eq!(counts(&samples::everything()), expected.map(|(name, counts)| (name.to_owned(), counts)));
        let case = &junit(&samples::everything()).test_suites[0].test_cases[0];
        assert_eq!(case.name.as_str(), "compose.yaml: service `kafka` pins 172.20.0.5 on network `default`");
        assert_eq!(case.classname.as_deref(), Some("hy-msg-lint.static-ip"));
        let TestCaseStatus::NonSuccess { message, ty, description, .. } = &case.status else {
            panic!("{case:?}")
        };
        assert_eq!(message.as_deref(), Some("service `kafka` pins 172.20.0.5 on network `default`"));
        assert_eq!(ty.as_deref(), Some("error"));
        let told = "compose.yaml:5:23: service `kafka` pins 172.20.0.5 on network `default`\n\
            help: let Docker assign the address\n\
            see https://docs.docker.com/compose/how-tos/networking/";
        assert_eq!(description.as_deref(), Some(told));
    }

    #[test]
    fn a_clean_report_is_a_test_that_passes() {
        assert_eq!(counts(&samples::clean()), [("static-ip".to_owned(), [1, 0, 0, 0])]);
    }

    #[test]
    fn names_tell_tests_apart() {
        let mut report = samples::clean();
        let one = samples::finding(&report);
        let message = "a <b> & \u{1b}[31m \"c\"".to_owned();
        report.findings = vec![Finding { message, ..one }; 3];
        let suite = &junit(&report).test_suites[0];
        let names: Vec<_> = suite.test_cases.iter().map(|case| case.name.as_str()).collect();
        let name = "compose.yaml: a <b> & \\u{1b}[31m \"c\"";
        assert_eq!(names, [name.to_owned(), format!("{name} (2)"), format!("{name} (3)")]);
    }
}
