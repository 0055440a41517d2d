//! What lowered policies mean: the answers are Open Policy Agent's.

use super::*;
use regorus::Value;

/// Random modules with OPA's answers, by `scripts/opa-random --keep`.
const CASES: &str = include_str!("cases.json");

/// Returns the value of `rule` of the package `a`, without that of `{"package": …}` around it.
fn value(rego: &str, path: &str, input: &str) -> Result<Value, String> {
    let lowered = lower(rego, false, &Arc::default()).map_err(|refusal| refusal.message)?;
    let mut engine = regorus::Engine::new();
    engine.add_policy("a.rego".to_owned(), lowered.text).map_err(|error| error.to_string())?;
    engine.set_strict_builtin_errors(false);
    engine.set_input(Value::from_json_str(input).unwrap());
    engine.eval_rule(path.to_owned()).map_err(|error| error.to_string())
}

fn holds(body: &str) -> Result<bool, String> {
    let rego = format!("package a\n\nf(x) if x > 3\n\ng(x) := x\n\nk(1) := \"one\"\n\np if {{ {body} }}\n");
    let input = r#"{"b": 1, "list": [1, 5], "o": {"a": 1, "b": 2}, "f": false, "s": "text"}"#;
    value(&rego, "data.a.p", input).map(|value| value == Value::from(true))
}

#[test]
fn random_modules_mean_what_opa_says() {
    let cases: serde_json::Value = serde_json::from_str(CASES).unwrap();
    let input = cases["input"].to_string();
    for case in cases["cases"].as_array().unwrap() {
        let rego = case["rego"].as_str().unwrap();
        let package = rego.lines().next().unwrap().trim_start_matches("package ");
        let found = value(rego, &format!("data.{package}.shown"), &input);
        if let Some(reason) = case.get("refused").and_then(serde_json::Value::as_str) {
            // Recursion is found where all files are read.
            if reason.contains("recursive") {
                continue;
            }
            assert!(found.is_err(), "{rego}");
            continue;
        }
        let wanted = match case["value"].as_str() {
            Some(text) => Value::from(text),
            None => Value::Undefined,
        };
        assert_eq!(found, Ok(wanted), "{rego}");
    }
}

#[test]
fn what_a_negated_statement_computes_with_is_defined() {
    for body in [
        "not input.a",
        "not input.f",
        "not input.b > 3",
        "not input.a == 1",
        "not object.get(input, \"a\", 0) > 3",
        "not count([x | x := input.zzz[_]]) > 0",
        "not input.a with input as {\"b\": 1}",
        "not f(input.b)",
    ] {
        assert_eq!(holds(body), Ok(true), "{body}");
    }
    for body in [
        "not input.a > 3",
        "not count(input.a) > 3",
        "not f(input.a)",
        "not f(g(input.a))",
        "not input.o[input.zz]",
        "not input.a in [1]",
        "not [input.a] == [1]",
        "not input.a + 1 == 2",
        "not input.a > 3 with input as {\"b\": 1}",
    ] {
        assert_eq!(holds(body), Ok(false), "{body}");
    }
    assert!(holds("not input.list[_] > 3").is_err());
}

#[test]
fn patterns_are_exact() {
    assert_eq!(holds(r#"{"a": x, "b": y} := input.o; x + y == 3"#), Ok(true));
    for body in [
        r#"{"a": x} := input.o; x == 1"#,
        r#"{"a": x} = input.o; x == 1"#,
        r#"some {"a": x} in [input.o]; x == 1"#,
        "[x] := input.list; x == 1",
    ] {
        assert_eq!(holds(body), Ok(false), "{body}");
    }
}

#[test]
fn names_may_be_those_of_other_things() {
    for body in [
        "x := 1; y := [x | some x in [1, 2]]; y == [1, 2]; x == 1",
        "some k, v in input.o; k == \"a\"; v == 1",
        "some count in input.list; count == 5",
        "input.o[x] == 1; x = {\"a\": \"a\"}[x]",
        "some f in input.list; f == 5",
    ] {
        assert_eq!(holds(body), Ok(true), "{body}");
    }
}

#[test]
fn what_regorus_does_not_parse_is_written_in_other_words() {
    let deep = format!("{}1{} != 1", "[".repeat(24), "]".repeat(24));
    for body in [
        "$\"a {1 + 1} {input.zz}\" == \"a 2 <undefined>\"",
        "$`a\\{{input.b}` == `a{1`",
        "print(input.zz); input.b == 1\n(input.b + 1) == 2",
        &deep,
    ] {
        let found = holds(body);
        assert!(found == Ok(true), "{body}: {found:?}");
    }
}

#[test]
fn older_rego_is_as_new_rego() {
    let rego = "package a\n\nf(x) = 1 { x == 1 } { x == 2 } else = 3 { x == 3 }\n\nfact(1, _)\n\nno_arguments() = 2\n\np[x] { x := [f(1), f(2)][_]; fact(1, 2); contains := no_arguments; contains == 2 }\n";
    assert!(value(rego, "data.a.p", "{}").is_err());
    let rego = rego.replace(" else = 3 { x == 3 }", "");
    assert_eq!(
        value(&rego, "data.a.p", "{}"),
        Ok(Value::from_json_str("1")
            .map(|one| Value::from(std::collections::BTreeSet::from([one])))
            .unwrap())
    );
}

#[test]
fn places_are_those_of_the_author() {
    let rego = "package a\n\np if {\n\tnot count(\n\t\tinput.a,\n\t) > 3\n\tx := `é`; y := input.b.c[x]\n}\n";
    let lowered = lower(rego, false, &Arc::default()).unwrap();
    for part in ["input.a", "count(\n\t\tinput.a,\n\t)", "input.b.c[x]"] {
        let word = part.split(['(', '[']).next().unwrap();
        let at = lowered.text.find(word).unwrap();
        assert_eq!(&rego[lowered.place(at)], part);
        let line = lowered.text[..at].matches('\n').count() + 1;
        let written = rego[..rego.find(part).unwrap()].matches('\n').count() + 1;
        assert_eq!(lowered.line(u32::try_from(line).unwrap()), u32::try_from(written).unwrap(), "{part}");
    }
    let refusal = lower("package a\n\np if {\n\tx == 1\n}\n", false, &Arc::default()).unwrap_err();
    assert_eq!((refusal.span, refusal.message.contains("`x`")), (19..20, true));
}
