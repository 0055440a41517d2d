//! Tests of policies: Rego unit tests, and fixtures of rules.

mod expectations;
mod fixtures;

pub use fixtures::{Fixture, Group};

use crate::check;
use crate::finding::Problem;
use crate::policy::{Budget, PolicyError, PolicySet, Units};
use crate::source::SourceMap;

/// The tests to run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// Run only tests whose names contain this text.
    pub filter: &'a str,
    /// Report the policy lines that no unit test covers.
    pub coverage: bool,
    /// Write the findings into the `expected.txt` of fixtures.
    pub update: bool,
}

/// The results of the tests of a set.
#[derive(Debug, Default)]
pub struct TestRun {
    /// The unit tests, by name.
    pub units: Units,
    /// The fixtures, by path.
    pub fixtures: Vec<Fixture>,
    /// The `expected.txt` files that were written, as shown.
    pub written: Vec<String>,
    /// The problems that kept tests from running.
    pub problems: Vec<Problem>,
    /// The files that its places refer to.
    pub sources: SourceMap,
}

impl TestRun {
    /// True if no test was run, and nothing kept one from running.
    pub fn is_empty(&self) -> bool {
        self.units.tests.is_empty() && self.fixtures.is_empty() && self.problems.is_empty()
    }

    /// True if every test passes.
    pub fn holds(&self) -> bool {
        self.units.tests.iter().all(|unit| unit.failure.is_none()) && self.fixtures.iter().all(Fixture::holds)
    }
}

/// Runs the tests of the policies in `set` that are not built in, until the time is over that `budget` has for them.
///
/// # Errors
/// [`PolicyError::Refused`] for policies and tests that do not compile.
pub fn run(set: &PolicySet, wanted: Wanted, budget: &Budget) -> Result<TestRun, PolicyError> {
    let units = set.unit_tests(&|name| name.contains(wanted.filter), wanted.coverage, budget)?;
    let mut run = TestRun { units, ..TestRun::default() };
    let left = fixtures::run(set, wanted, budget, &mut run)?;
    let places = run.units.left.iter().map(|(_, site)| (site.path.to_string(), run.sources.place(site)));
    let places: Vec<_> = places.chain(left.into_iter().map(|path| (path, None))).collect();
    if let Some((file, place)) = places.first().cloned() {
        let others = match places.len() - 1 {
            0 => String::new(),
            1 => ", nor is one more".to_owned(),
            others => format!(", nor are {others} more"),
        };
        let message = format!(
            "the tests of a run have {} s together, and this one is not run{others}: use `--filter`",
            budget.limits().tests.as_secs()
        );
        run.problems.push(Problem { file, place, message, related: Vec::new() });
    }
    Ok(run)
}

/// Returns a policy error as problems over the sources of `run`.
pub(crate) fn problems(error: &PolicyError, run: &TestRun) -> Vec<Problem> {
    check::problems(error, &run.sources)
}
