//! Projects under `fixtures/compose/<stage>/<name>/`, each with its canonical form from Docker Compose, or its refusal.
//!
//! Each project is a separate test, `<stage>::<name>`, so `cargo test --test compose extends::` runs those about
//! `extends`. `scripts/compose expect` writes the expected outputs; the tests do not need Docker Compose.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test reads what it needs, and fails by panicking, in its helpers too"
)]

mod difference;
mod fixture;

use fixture::{Fixture, fixtures, root, stages};
use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::BTreeSet;
use std::process::ExitCode;

/// The stages of reading a project, in order; the last is about whole projects.
const STAGES: &[&str] = &[
    "read",
    "env_files",
    "interpolation",
    "schema",
    "transform",
    "extends",
    "include",
    "merge",
    "canonical",
    "consistency",
    "project",
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let fixtures = fixtures();
    let known = known();
    every_stage_has_some(&fixtures);
    known_differences_are_about_one(&fixtures, &known);
    let trial = |fixture: Fixture| {
        let differs = known.contains(&fixture.path);
        Trial::test(fixture.name(), move || holds(&fixture, differs))
    };
    let trials = fixtures.into_iter().map(trial).collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Passes if the fixture agrees with Docker Compose, or disagrees and is a known difference.
fn holds(fixture: &Fixture, differs: bool) -> Result<(), Failed> {
    match (fixture.check(), differs) {
        (Err(difference), false) => Err(difference.into()),
        (Ok(()), true) => Err("it agrees: take it out of scripts/compose.known".into()),
        (Ok(()), false) | (Err(_), true) => fixture.has_one_answer().map_err(Failed::from),
    }
}

fn every_stage_has_some(fixtures: &[Fixture]) {
    let folders = stages();
    let folders: BTreeSet<_> = folders.iter().filter_map(|stage| stage.file_name()?.to_str()).collect();
    assert_eq!(folders, STAGES.iter().copied().collect(), "the folders of fixtures/compose/ are the stages");
    let with_fixtures: BTreeSet<_> = fixtures.iter().map(Fixture::stage).collect();
    assert_eq!(with_fixtures, folders, "a stage has no fixture");
    let (accepted, refused): (Vec<_>, Vec<_>) = fixtures.iter().partition(|fixture| fixture.is_accepted());
    assert!(accepted.len() >= 370, "only {} fixtures that Docker Compose takes", accepted.len());
    assert!(refused.len() >= 270, "only {} fixtures that Docker Compose refuses", refused.len());
}

fn known_differences_are_about_one(fixtures: &[Fixture], known: &BTreeSet<String>) {
    let there: BTreeSet<_> = fixtures.iter().map(|fixture| fixture.path.clone()).collect();
    let gone: Vec<_> = known.difference(&there).collect();
    assert!(
        gone.is_empty() && !known.is_empty(),
        "of {} in scripts/compose.known are gone: {gone:?}",
        known.len()
    );
}

/// Returns the fixtures with an intended difference, `<stage>/<name>`.
fn known() -> BTreeSet<String> {
    let list = std::fs::read_to_string(root().join("scripts/compose.known")).expect("there is a list");
    let names = list.lines().filter_map(|line| line.strip_prefix("compose/")?.split(" |").next());
    names.map(str::to_owned).collect()
}
