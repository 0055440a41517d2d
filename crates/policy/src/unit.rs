//! Runs the Rego unit tests of a policy set: rules whose names begin with `test_`, as in OPA.

mod coverage;
mod probe;

pub use coverage::{Coverage, Covered};

use crate::deadline::{self, Activity};
use crate::engine::{analyse, interpreter, stopped};
use crate::error::PolicyError;
use crate::functions;
use crate::module::Module;
use crate::parse::{self, ParsedModule};
use crate::rego::{self, Tree};
use crate::set::PolicySet;
use crate::settings::Settings;
use crate::source::Site;
use hy_msg_lint_tree::budget::Budget;
use rayon::prelude::*;
use regorus::{LimitError, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The results of the unit tests of a set.
#[derive(Debug, Default)]
pub struct Units {
    /// The results by test name.
    pub tests: Vec<Unit>,
    /// The tests that were not run because the time of all tests was over, by name.
    pub left: Vec<(String, Site)>,
    /// The lines of the policies that the tests covered, if requested.
    pub coverage: Option<Coverage>,
}

/// The result of a unit test.
#[derive(Debug)]
pub struct Unit {
    /// Its package and name: `hy_msg_lint.compose.static_ip_test.test_pin`.
    pub name: String,
    /// The place of the test.
    pub site: Site,
    /// Why it failed; None if it passed.
    pub failure: Option<UnitFailure>,
}

/// Why a unit test failed.
#[derive(Debug)]
pub struct UnitFailure {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The expression that failed, or the rule if the expression is unknown.
    pub site: Site,
    /// The values of the expression's parts.
    pub values: Vec<(Site, String)>,
    /// What the test printed.
    pub prints: Vec<String>,
}

/// A rule `test_…`.
struct Test {
    name: String,
    file: ParsedModule,
    /// Its index among the rules of the file.
    index: usize,
}

impl PolicySet {
    /// Runs the unit tests whose names are `wanted`, each from the same state, in the interpreter and in parallel, until
    /// the time is over that `budget` has for tests. Parameters have their defaults.
    ///
    /// # Errors
    /// [`PolicyError::Refused`] for files that do not parse or compile.
    pub fn unit_tests(
        &self,
        wanted: &(dyn Fn(&str) -> bool + Sync),
        with_coverage: bool,
        budget: &Budget,
    ) -> Result<Units, PolicyError> {
        let compiled = self.user.as_ref().and_then(|user| user.compiled.as_ref());
        let mut engine = interpreter(compiled, self.data(&Settings::default(), |_| true)?)?;
        let tests = self.add_tests(&mut engine)?;
        engine.set_enable_coverage(with_coverage);
        analyse(&mut engine);
        let is_users = |test: &Test| !test.file.module.built_in;
        let is_lenient = |test: &Test| is_users(test) && !test.file.module.is_native();
        // As where the rules run: built-in ones have regorus' functions, and those for Conftest do not fail in one.
        let lenient = tests.iter().any(is_lenient).then(|| {
            let mut engine = engine.clone();
            engine.set_strict_builtin_errors(false);
            functions::add_to(&mut engine, true);
            engine
        });
        if tests.iter().any(is_users) {
            functions::add_to(&mut engine, false);
        }
        let modules: Vec<&Module> = self.catalog.modules().map(AsRef::as_ref).collect();
        let tests: Vec<_> = tests.into_iter().filter(|test| wanted(&test.name)).collect();
        let site = |test: &Test| {
            let rule = test.file.tree.policy.get(test.index);
            test.file.module.site(test.file.written(rule.map_or(0..0, |rule| rego::rule_range(rule))))
        };
        let run = |test: &Test| {
            if budget.is_over_for_tests() {
                return None;
            }
            let _guard = deadline::during(Activity::Testing(test.name.clone()));
            let mut engine = lenient.as_ref().filter(|_| is_lenient(test)).unwrap_or(&engine).clone();
            let failure = failure(&mut engine, test, &modules, budget);
            let reached = with_coverage.then(|| engine.get_coverage_report().ok()).flatten();
            Some((Unit { name: test.name.clone(), site: site(test), failure }, reached))
        };
        let done: Vec<_> = tests.par_iter().map(run).collect();
        let left = tests.iter().zip(&done).filter(|(_, done)| done.is_none());
        let mut left: Vec<_> = left.map(|(test, _)| (test.name.clone(), site(test))).collect();
        left.sort_by(|a, b| a.0.cmp(&b.0));
        let (mut tests, reached): (Vec<_>, Vec<_>) = done.into_iter().flatten().unzip();
        tests.sort_by(|a, b| (&a.name, a.site.range.start).cmp(&(&b.name, b.site.range.start)));
        let coverage = with_coverage.then(|| Coverage::of(&self.catalog, reached.into_iter().flatten()));
        Ok(Units { tests, left, coverage })
    }

    /// Adds the test files to `engine`, and the built-in files that the user's files refer to; all built-in files if
    /// the set has no user files.
    fn add_tests(&self, engine: &mut regorus::Engine) -> Result<Vec<Test>, PolicyError> {
        let catalog = &self.catalog;
        let own: Vec<&Arc<Module>> = catalog.modules().filter(|module| !module.built_in).collect();
        let all = own.is_empty();
        let refers = |module: &Module| all || own.iter().any(|own| own.rego.contains(&module.reference()));
        let libraries = if all {
            catalog.libraries.iter().collect()
        } else {
            catalog.imported(own.iter().map(|module| &*module.rego))
        };
        let rules = catalog.rules.iter().map(|rule| &rule.module).filter(|module| refers(module));
        let known: BTreeSet<String> = parse::paths(engine);
        for module in libraries.into_iter().chain(rules).filter(|module| module.built_in) {
            if !known.contains(&*module.path) {
                parse::parse(engine, module)?;
            }
        }
        // As in OPA, tests may be in the same file as the tested rules.
        let mut known: BTreeMap<String, Tree> = BTreeMap::new();
        for tree in engine.get_modules() {
            known.insert(tree.package.span.source.get_path().clone(), tree.clone());
        }
        let beside = own.iter().filter(|module| module.rego.contains("test_")).filter_map(|module| {
            let tree = known.get(&*module.path)?.clone();
            let is_lowered = module.lowered.is_some();
            Some(ParsedModule { module: Arc::clone(module), tree, is_lowered })
        });
        let mut files: Vec<ParsedModule> = beside.collect();
        for module in &catalog.tests {
            files.push(parse::parse(engine, module)?);
        }
        let mut tests = Vec::new();
        for file in files {
            for (index, rule) in file.tree.policy.iter().enumerate() {
                let name = rego::declared(rule).map(|(name, _)| name);
                let Some(name) = name.filter(|name| name.starts_with("test_")) else { continue };
                let name = format!("{}.{name}", file.module.package);
                tests.push(Test { name, file: file.clone(), index });
            }
        }
        Ok(tests)
    }
}

/// Returns why `test` failed.
fn failure(
    engine: &mut regorus::Engine,
    test: &Test,
    modules: &[&Module],
    budget: &Budget,
) -> Option<UnitFailure> {
    let fresh = engine.clone();
    let result = engine.eval_rule(format!("data.{}", test.name));
    let prints = engine.take_prints().unwrap_or_default();
    let ParsedModule { module, tree, .. } = &test.file;
    let rule = tree.policy.get(test.index)?;
    let head = || module.site(test.file.written(rego::rule_range(rule)));
    let failed = |message: String, site: Site| {
        Some(UnitFailure { message, site, values: Vec::new(), prints: prints.clone() })
    };
    match result {
        Ok(Value::Bool(true)) => None,
        Ok(Value::Undefined | Value::Bool(false)) => {
            let found = probe::first_that_fails(&fresh, &test.file, rule, budget);
            let (site, values) = found.unwrap_or_else(|| (head(), Vec::new()));
            Some(UnitFailure { message: "this is not true".to_owned(), site, values, prints })
        }
        Ok(other) => failed(
            format!("a test must be `true` or undefined, and this is {}", probe::shown(&other)),
            head(),
        ),
        Err(error) => {
            if let Some(LimitError::TimeLimitExceeded { limit, .. }) = error.downcast_ref() {
                return failed(stopped(*limit), head());
            }
            let own = [&**module];
            let modules: Vec<&Module> = own.into_iter().chain(modules.iter().copied()).collect();
            let (site, message) = parse::locate_error(&format!("{error:#}"), &modules);
            failed(message, site)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{rule, set};
    use hy_msg_lint_tree::budget::Limits;
    use std::time::Duration;

    const TESTS: &str = r#"package hy_msg_lint.compose.named_test

import data.hy_msg_lint.compose.named

test_denies if count(named.deny) == 1 with input as {"name": "a"}

test_fails if {
	wanted := 2
	count(named.deny) == wanted with input as {"name": "a"}
}

test_errs if count(7) == 1

test_negates if not named.deny with input as {"name": "a"}
"#;

    fn named() -> PolicySet {
        let body = "deny contains {\"msg\": input.name, \"at\": []} if input.name\n\ndeny contains {\"msg\": \"never\", \"at\": []} if {\n\tinput.other\n}\n";
        let tests = ("compose/named/named_test.rego".to_owned(), TESTS.to_owned());
        set(vec![rule("compose", "named", body), tests])
    }

    #[test]
    fn every_test_is_run_and_failures_show_values() {
        let units = named().unit_tests(&|_| true, false, &Budget::default()).unwrap();
        let short: Vec<_> = units
            .tests
            .iter()
            .map(|one| (one.name.rsplit('.').next().unwrap(), one.failure.is_none()))
            .collect();
        assert_eq!(
            short,
            [("test_denies", true), ("test_errs", false), ("test_fails", false), ("test_negates", false)]
        );
        let failure = |at: usize| units.tests[at].failure.as_ref().unwrap();
        assert!(failure(1).message.contains("count"), "{:?}", failure(1));
        let shown = |at: usize| -> Vec<_> {
            let text =
                |(site, value): &(Site, String)| (site.text[site.range.clone()].to_owned(), value.clone());
            failure(at).values.iter().map(text).collect()
        };
        let text = |site: &Site| site.text[site.range.clone()].to_owned();
        assert_eq!(text(&failure(2).site), "count(named.deny) == wanted with input as {\"name\": \"a\"}");
        let deny = r#"{{"at": [], "msg": "a"}}"#;
        let pair = |text: &str, value: &str| (text.to_owned(), value.to_owned());
        assert_eq!(shown(2), [pair("count(named.deny)", "1"), pair("named.deny", deny), pair("wanted", "2")]);
        assert_eq!(shown(3), [pair("named.deny", deny)]);
    }

    #[test]
    fn tests_are_chosen_by_name_and_lines_that_none_reaches_are_known() {
        let units = named().unit_tests(&|name| name.ends_with("denies"), true, &Budget::default()).unwrap();
        assert_eq!(units.tests.len(), 1);
        let coverage = units.coverage.unwrap();
        let [file] = &coverage.files[..] else { panic!("{coverage:?}") };
        assert_eq!(&*file.module.path, "policies/compose/named/named.rego");
        assert_eq!(file.never.iter().copied().collect::<Vec<_>>(), [11]);
    }

    #[test]
    fn tests_are_left_when_their_time_is_over() {
        let budget = Budget::of(Limits { tests: Duration::ZERO, ..Limits::default() });
        let units = named().unit_tests(&|_| true, false, &budget).unwrap();
        let left: Vec<_> = units.left.iter().map(|(name, _)| name.rsplit('.').next().unwrap()).collect();
        assert_eq!(left, ["test_denies", "test_errs", "test_fails", "test_negates"]);
        assert_eq!(units.tests.len(), 0);
    }
}
