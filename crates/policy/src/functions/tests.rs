//! What functions give, as Open Policy Agent gives it.

use super::{ALL, add_to, find};
use super::{json_text, print};
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
    engine.set_input(json_text::read(&input).unwrap());
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
    let number = regex::Regex::new(r"[0-9]+\.[0-9]+").unwrap();
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
    let report: BTreeMap<_, _> =
        different.iter().map(|(one, wanted, given)| (one, (wanted, given))).collect();
    if named.is_some() {
        std::fs::write(path.with_extension("different"), serde_json::to_string(&report).unwrap()).unwrap();
    } else {
        assert!(report.is_empty(), "{}", serde_json::to_string_pretty(&report).unwrap());
    }
}

/// What a strict interpreter says to an expression.
fn strict(expression: &str) -> Result<String, String> {
    let mut engine = regorus::Engine::new();
    engine.set_strict_builtin_errors(true);
    add_to(&mut engine, false);
    engine.add_policy("cases.rego".to_owned(), format!("package cases\n\nc := {expression}\n")).unwrap();
    let value = engine.eval_rule("data.cases.c".to_owned()).map_err(|error| error.to_string())?;
    Ok(print::value(&value).unwrap())
}

#[test]
fn a_function_that_fails_is_an_error_for_a_policy_of_ours() {
    for (expression, wanted) in [
        (
            "count(7)",
            "`count` fails: its argument 1 must be an array, an object, a set or a string, and is `7`",
        ),
        ("regex.match(\"(\", \"a\")", "`regex.match` fails: a `(` has no `)`"),
        ("to_number(\"x\")", "`to_number` fails: \"x\" is not a number"),
    ] {
        let error = strict(expression).unwrap_err();
        assert!(error.contains(wanted), "{expression}: {error}");
    }
    assert_eq!(strict("object.subset([\"a\"], [])").as_deref(), Ok("true"));
    assert_eq!(strict("strings.count(\"añb\", \"\")").as_deref(), Ok("4"));
    assert_eq!(strict("regex.template_match(\"日{.+}\", \"日本\", \"{\", \"}\")").as_deref(), Ok("true"));
    assert_eq!(strict("regex.match(`^[\\w.-]{1,249}$`, \"a.b-c\")").as_deref(), Ok("true"));
}

#[test]
fn what_would_take_too_much_is_an_error_in_every_contract() {
    for expression in [
        "numbers.range(0, 1000000000000)",
        "bits.lsh(1, 9223372036854775807)",
        "net.cidr_expand(\"::/0\")",
        "product([x | x := numbers.range(1, 100000)[_]])",
        "replace(concat(\"\", [\"a\" | numbers.range(1, 100000)[_]]), \"a\", concat(\"\", [\"b\" | numbers.range(1, 1000)[_]]))",
        "regex.match(`(\\pL{1000})(\\pL{1000})(\\pL{1000})`, \"a\")",
    ] {
        let given = answer(&mut engine(&[expression]), 0);
        assert!(
            given.as_deref().is_some_and(|given| given.starts_with("error: ")),
            "{expression}: {given:?}"
        );
    }
}
