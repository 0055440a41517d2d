//! The same as JSON, for programs. The shape is a contract, versioned by its first field.

use crate::render::json::write;
use crate::source::Site;
use crate::test_run::TestRun;
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    holds: bool,
    units: Vec<Unit<'a>>,
    fixtures: Vec<Fixture<'a>>,
    errors: Vec<Error<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<Vec<File<'a>>>,
}

#[derive(Serialize)]
struct Unit<'a> {
    name: &'a str,
    file: &'a str,
    line: usize,
    holds: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Failure<'a>>,
}

#[derive(Serialize)]
struct Failure<'a> {
    message: &'a str,
    file: &'a str,
    line: usize,
    expression: &'a str,
    values: Vec<Value<'a>>,
    prints: &'a [String],
}

#[derive(Serialize)]
struct Value<'a> {
    expression: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct Fixture<'a> {
    path: &'a str,
    rule: &'a str,
    group: &'static str,
    holds: bool,
    found: &'a [String],
    missing: &'a [String],
    unexpected: &'a [String],
    trouble: &'a [String],
}

#[derive(Serialize)]
struct Error<'a> {
    file: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    reached: Vec<u32>,
    never: Vec<u32>,
}

/// Writes `run` as one JSON document.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn render(run: &TestRun, out: &mut dyn io::Write) -> io::Result<()> {
    let units = run.units.tests.iter().map(|unit| Unit {
        name: &unit.name,
        file: &unit.site.path,
        line: line(&unit.site),
        holds: unit.failure.is_none(),
        failure: unit.failure.as_ref().map(|failure| Failure {
            message: &failure.message,
            file: &failure.site.path,
            line: line(&failure.site),
            expression: text(&failure.site),
            values: failure
                .values
                .iter()
                .map(|(site, value)| Value { expression: text(site), value })
                .collect(),
            prints: &failure.prints,
        }),
    });
    let fixtures = run.fixtures.iter().map(|fixture| Fixture {
        path: &fixture.path,
        rule: &fixture.rule,
        group: fixture.group.name(),
        holds: fixture.holds(),
        found: &fixture.found,
        missing: &fixture.missing,
        unexpected: &fixture.unexpected,
        trouble: &fixture.trouble,
    });
    let files = run.units.coverage.as_ref().map(|coverage| {
        let files = coverage.files.iter().map(|file| File {
            path: &file.module.path,
            reached: file.reached.iter().copied().collect(),
            never: file.never.iter().copied().collect(),
        });
        files.collect()
    });
    let document = Document {
        version: 1,
        holds: run.holds(),
        units: units.collect(),
        fixtures: fixtures.collect(),
        errors: run.problems.iter().map(|one| Error { file: &one.file, message: &one.message }).collect(),
        coverage: files,
    };
    write(&document, out)
}

fn line(site: &Site) -> usize {
    site.position().map_or(1, |(line, _)| line)
}

fn text(site: &Site) -> &str {
    site.text.get(site.range.clone()).unwrap_or_default()
}
