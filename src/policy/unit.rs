//! The Rego unit tests of a policy set.

use super::engine::{add, data, interpreter, rego_error};
use super::error::PolicyError;
use super::set::PolicySet;
use regorus::Value;
use std::time::Duration;

/// Time that one test may take.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// A test rule's name and, where it does not hold, why.
pub type Outcome = (String, Result<(), String>);

impl PolicySet {
    /// Evaluates every rule `test_*` of the set's `*_test.rego` files, in the interpreter. Sorted by name.
    ///
    /// # Errors
    /// [`PolicyError::Rego`] for a file that does not parse or compile.
    pub fn run_unit_tests(&self) -> Result<Vec<Outcome>, PolicyError> {
        let mut engine = interpreter(data(self, |_| true)?, TIME_LIMIT)?;
        for module in self.libraries().iter().chain(self.tests()) {
            add(&mut engine, &module.path, &module.rego)?;
        }
        for rule in self.rules() {
            add(&mut engine, &rule.path, &rule.rego)?;
        }
        let names = names(engine.clone())?;
        let run = |name: String| {
            // Every test starts from the same state.
            let outcome = match engine.clone().eval_rule(name.clone()) {
                Ok(Value::Bool(true)) => Ok(()),
                Ok(Value::Undefined) => Err("it is undefined".to_owned()),
                Ok(other) => Err(format!("it is {other}")),
                Err(error) => Err(format!("{error:#}")),
            };
            (name, outcome)
        };
        Ok(names.into_iter().map(run).collect())
    }
}

/// The paths of all test rules of `engine`.
fn names(mut engine: regorus::Engine) -> Result<Vec<String>, PolicyError> {
    // The table of all rules comes with a compiled rule, whichever.
    add(&mut engine, PROBE.0, PROBE.1)?;
    let policy =
        engine.compile_with_entrypoint(&PROBE.2.into()).map_err(|error| rego_error(&error, PROBE.0))?;
    let is_test = |path: &&String| path.rsplit('.').next().is_some_and(|name| name.starts_with("test_"));
    let mut names: Vec<_> = policy.get_rules().keys().filter(is_test).cloned().collect();
    names.sort();
    Ok(names)
}

/// A file of our own: its name, its text and the path of its rule.
const PROBE: (&str, &str, &str) =
    ("probe", "package hy_msg_lint_probe\n\nrule := true", "data.hy_msg_lint_probe.rule");

#[cfg(test)]
mod tests {
    use crate::policy::testing::{rule, set};

    #[test]
    fn runs_every_test_rule() {
        let mut files =
            vec![rule("compose", "named", "deny contains {\"msg\": input.name, \"at\": []} if input.name")];
        let tests = r#"package hy_msg_lint.compose.named_test

import data.hy_msg_lint.compose.named

test_denies if count(named.deny) == 1 with input as {"name": "a"}

test_fails if count(named.deny) == 2 with input as {"name": "a"}

test_errs if count(7) == 1
"#;
        files.push(("compose/named/named_test.rego".to_owned(), tests.to_owned()));
        let outcomes = set(files).run_unit_tests().unwrap();
        let short: Vec<_> = outcomes
            .iter()
            .map(|(name, outcome)| (name.rsplit('.').next().unwrap(), outcome.is_ok()))
            .collect();
        assert_eq!(short, [("test_denies", true), ("test_errs", false), ("test_fails", false)]);
        assert_eq!(outcomes[2].1, Err("it is undefined".to_owned()));
        assert!(outcomes[1].1.as_ref().unwrap_err().contains("count"), "{outcomes:?}");
    }
}
