//! The same as `JUnit` XML, which build servers show.

use crate::policy::UnitFailure;
use crate::test_run::{Fixture, TestRun};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use std::io;

/// Writes `run` as XML: a suite per package of unit tests, and a suite of fixtures per rule. There are no times: the
/// same tests give the same bytes.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn render(run: &TestRun, out: &mut dyn io::Write) -> io::Result<()> {
    let mut report = Report::new("hy-msg-lint test");
    let mut suites: Vec<TestSuite> = Vec::new();
    let mut add = |suite: String, case: TestCase| {
        let known = suites.iter().position(|one| one.name.as_str() == suite);
        let at = known.unwrap_or_else(|| {
            suites.push(TestSuite::new(suite));
            suites.len() - 1
        });
        if let Some(suite) = suites.get_mut(at) {
            suite.add_test_case(case);
        }
    };
    for unit in &run.units.tests {
        let (package, name) = unit.name.rsplit_once('.').unwrap_or(("", &unit.name));
        let status = unit.failure.as_ref().map(|failure| (failure.message.clone(), told(failure)));
        add(package.to_owned(), case(name, package, status));
    }
    for fixture in &run.fixtures {
        let status = (!fixture.holds()).then(|| (super::verdict(fixture), lines(fixture)));
        add(format!("fixtures of {}", fixture.rule), case(&fixture.path, &fixture.rule, status));
    }
    for problem in &run.problems {
        let status = Some((problem.message.clone(), problem.file.clone()));
        add("policies".to_owned(), case(&problem.file, "policies", status));
    }
    report.add_test_suites(suites);
    crate::render::junit::write(&report, out)
}

fn case(name: &str, class: &str, failure: Option<(String, String)>) -> TestCase {
    let status = match failure {
        None => TestCaseStatus::success(),
        Some((message, description)) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(message).set_description(description);
            status
        }
    };
    let mut case = TestCase::new(name, status);
    case.set_classname(class);
    case
}

fn told(failure: &UnitFailure) -> String {
    let text = |site: &crate::source::Site| site.text.get(site.range.clone()).unwrap_or_default().to_owned();
    let mut lines = vec![format!("{}: {}", failure.site, text(&failure.site))];
    lines.extend(failure.values.iter().map(|(site, value)| format!("{} is {value}", text(site))));
    lines.extend(failure.prints.iter().map(|print| format!("printed: {print}")));
    lines.join("\n")
}

fn lines(fixture: &Fixture) -> String {
    let of =
        |what: &str, lines: &[String]| lines.iter().map(|line| format!("{what}: {line}")).collect::<Vec<_>>();
    let lists = [
        of("expected, and not found", &fixture.missing),
        of("found, and not expected", &fixture.unexpected),
        of("prevented by", &fixture.trouble),
    ];
    lists.concat().join("\n")
}
