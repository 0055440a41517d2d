//! What functions give, as Open Policy Agent gives it.

use super::print;
use super::{ALL, add_to, find};
use regorus::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[test]
fn every_function_is_there_once() {
    assert!(ALL.windows(2).all(|pair| pair[0].0 < pair[1].0), "they are in the order of their names");
    assert!(find("sprintf").is_some());
}

/// The expressions of a file, each with what Open Policy Agent gives, as text; None for nothing.
fn cases(path: &Path) -> Vec<(String, Option<String>)> {
    #[expect(clippy::disallowed_methods, reason = "a fixture")]
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/functions")
}

/// An interpreter as policies for Conftest have it, with rules `c0`, `c1`, … for the expressions.
fn engine(expressions: &[&str]) -> regorus::Engine {
    #[expect(clippy::disallowed_methods, reason = "a fixture")]
    let input = std::fs::read_to_string(fixtures().join("input.json")).unwrap();
    let mut engine = regorus::Engine::new();
    engine.set_strict_builtin_errors(false);
    add_to(&mut engine, true);
    let rules = expressions.iter().enumerate().map(|(at, one)| format!("c{at} := [{one}]\n\n"));
    let text = format!("package cases\n\n{}", rules.collect::<String>());
    engine.add_policy("cases.rego".to_owned(), text).unwrap();
    engine.set_input(Value::from_json_str(&input).unwrap());
    engine
}

/// What the interpreter gives for the rule number `at`.
fn answer(engine: &mut regorus::Engine, at: usize) -> Option<String> {
    match engine.eval_rule(format!("data.cases.c{at}")) {
        Ok(Value::Undefined) => None,
        Ok(value) => Some(print::value(&value).unwrap()),
        Err(error) => Some(format!("error: {}", error.to_string().lines().last().unwrap_or_default())),
    }
}

/// Rounds the numbers in a text to thirteen digits: ours have fewer than those of Open Policy Agent.
fn rounded(text: &str) -> String {
    let number = regex::Regex::new(r"[0-9]+\.[0-9]{10,}").unwrap();
    let round = |found: &regex::Captures| format!("{:.10e}", found[0].parse::<f64>().unwrap());
    number.replace_all(text, round).into_owned()
}

/// The cases of which the answers differ: the expression, what Open Policy Agent gives, what we give.
fn differences(cases: &[(String, Option<String>)]) -> Vec<(String, String, String)> {
    let mut different = Vec::new();
    for chunk in cases.chunks(200) {
        let expressions: Vec<&str> = chunk.iter().map(|(expression, _)| expression.as_str()).collect();
        let mut engine = engine(&expressions);
        for (at, (expression, wanted)) in chunk.iter().enumerate() {
            let given = answer(&mut engine, at);
            if given.as_deref().map(rounded) != wanted.as_deref().map(rounded) {
                let shown = |one: Option<String>| one.unwrap_or_else(|| "undefined".to_owned());
                different.push((expression.clone(), shown(wanted.clone()), shown(given)));
            }
        }
    }
    different
}

#[test]
fn functions_give_what_open_policy_agent_gives() {
    #[expect(clippy::disallowed_methods, reason = "`scripts/rego` names other cases")]
    let named = std::env::var_os("REGO_CASES");
    let path = named.clone().map_or_else(|| fixtures().join("cases.jsonl"), PathBuf::from);
    let different = differences(&cases(&path));
    let report: BTreeMap<_, _> = different.iter().map(|(one, wanted, given)| (one, (wanted, given))).collect();
    if named.is_some() {
        std::fs::write(path.with_extension("different"), serde_json::to_string(&report).unwrap()).unwrap();
    } else {
        assert!(report.is_empty(), "{}", serde_json::to_string_pretty(&report).unwrap());
    }
}
