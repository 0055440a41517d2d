//! Projects under `fixtures/compose/<stage>/<name>/`, each with the canonical form that Docker Compose gives it, or its refusal.
//!
//! Each is a test of its own, `<stage>::<name>`, so that `cargo test --test compose extends::` runs those about `extends`.
//! `scripts/compose expect` writes the answers; here, Docker Compose is not needed.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test reads what it needs, and fails by panicking, in its helpers too"
)]

mod difference;
mod fixture;

use fixture::{Fixture, fixtures, root};
use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::Arc;

/// What reading a project goes through, in this order; the last is about projects as a whole.
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
    let known = Arc::new(known());
    let mut trials = vec![
        Trial::test("fixtures::every_stage_has_some", {
            let fixtures = fixtures.clone();
            move || every_stage_has_some(&fixtures)
        }),
        Trial::test("fixtures::known_differences_are_about_one", {
            let (fixtures, known) = (fixtures.clone(), Arc::clone(&known));
            move || known_differences_are_about_one(&fixtures, &known)
        }),
    ];
    trials.extend(fixtures.into_iter().map(|fixture| {
        let known = Arc::clone(&known);
        Trial::test(fixture.name(), move || holds(&fixture, known.contains(&fixture.path)))
    }));
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// The fixture agrees with Docker Compose, unless it is known not to; then it must not agree.
fn holds(fixture: &Fixture, differs: bool) -> Result<(), Failed> {
    match (fixture.check(), differs) {
        (Err(difference), false) => Err(difference.into()),
        (Ok(()), true) => Err("it agrees: take it out of scripts/compose.known".into()),
        (Ok(()), false) | (Err(_), true) => fixture.has_one_answer().map_err(Failed::from),
    }
}

fn every_stage_has_some(fixtures: &[Fixture]) -> Result<(), Failed> {
    let found: BTreeSet<_> = fixtures.iter().map(|fixture| fixture.stage()).collect();
    let stages: BTreeSet<_> = STAGES.iter().copied().collect();
    if found != stages {
        return Err(format!("fixtures/compose/ has {found:?}, and STAGES {stages:?}").into());
    }
    let accepted = fixtures.iter().filter(|fixture| fixture.is_accepted()).count();
    let refused = fixtures.len() - accepted;
    if accepted < 370 || refused < 270 {
        return Err(format!(
            "only {accepted} fixtures that Docker Compose takes, and {refused} that it refuses"
        )
        .into());
    }
    Ok(())
}

fn known_differences_are_about_one(fixtures: &[Fixture], known: &BTreeSet<String>) -> Result<(), Failed> {
    let there: BTreeSet<_> = fixtures.iter().map(|fixture| fixture.path.clone()).collect();
    let gone: Vec<_> = known.difference(&there).collect();
    if gone.is_empty() && !known.is_empty() {
        return Ok(());
    }
    Err(format!("scripts/compose.known has {} fixtures, and these are not there: {gone:?}", known.len())
        .into())
}

/// The fixtures on which the two differ on purpose, `<stage>/<name>`.
fn known() -> BTreeSet<String> {
    let list = std::fs::read_to_string(root().join("scripts/compose.known")).expect("there is a list");
    let names = list.lines().filter_map(|line| line.strip_prefix("compose/")?.split(" |").next());
    names.map(str::to_owned).collect()
}
