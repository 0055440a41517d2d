//! The tests that policies bring along: their Rego unit tests, and the fixtures of their rules.

mod expectations;
mod fixtures;

pub use fixtures::{Fixture, Group};

use crate::check;
use crate::finding::Problem;
use crate::policy::{PolicyError, PolicySet, Units};
use crate::source::SourceMap;

/// What to try.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// Only tests whose names have this in them.
    pub filter: &'a str,
    /// Say which lines of the policies no unit test reaches.
    pub coverage: bool,
    /// Write what is found into the `expected.txt` of fixtures.
    pub update: bool,
}

/// How the tests of a set went.
#[derive(Debug, Default)]
pub struct Trial {
    /// The unit tests, by name.
    pub units: Units,
    /// The fixtures, by path.
    pub fixtures: Vec<Fixture>,
    /// Files of expectations that were written, as shown.
    pub written: Vec<String>,
    /// What kept tests from being run.
    pub problems: Vec<Problem>,
    /// The files that the places in it are of.
    pub sources: SourceMap,
}

impl Trial {
    /// True where every test holds.
    pub fn holds(&self) -> bool {
        self.units.tests.iter().all(|unit| unit.failure.is_none()) && self.fixtures.iter().all(Fixture::holds)
    }
}

/// Runs the tests of what `set` has beside the built-in policies.
///
/// # Errors
/// [`PolicyError::Refused`] for policies and tests that do not compile.
pub fn run(set: &PolicySet, wanted: Wanted) -> Result<Trial, PolicyError> {
    let units = set.unit_tests(&|name| name.contains(wanted.filter), wanted.coverage)?;
    let mut trial = Trial { units, ..Trial::default() };
    fixtures::run(set, wanted, &mut trial)?;
    Ok(trial)
}

/// What is wrong with policies, as problems over the sources of `trial`.
pub(crate) fn problems(error: &PolicyError, trial: &Trial) -> Vec<Problem> {
    check::problems(error, &trial.sources)
}
