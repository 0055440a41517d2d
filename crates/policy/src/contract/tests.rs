use super::*;
use crate::annotations::FixSafety;
use crate::severity::Severity;
use crate::violation::{Change, Explains, Fix, Violation, Where};
use std::collections::BTreeSet;

fn read_one(json: &str) -> Result<Violation, ContractError> {
    let set = Value::from(BTreeSet::from([Value::from_json_str(json).unwrap()]));
    native::violations(&set).map(|mut violations| violations.remove(0))
}

#[test]
fn reads_every_field() {
    let violation = read_one(
        r#"{"msg": "m", "at": ["a", 0], "help": "h", "severity": "info",
            "related": [{"at": [], "msg": "r"}], "fix": {"title": "t", "remove": ["a"]},
            "label": "l", "cause": ["c"], "explains": {"rules": ["r"], "at": [["b"]]}}"#,
    );
    let a = || Segment::Key("a".into());
    let expected = Violation {
        message: "m".to_owned(),
        at: Where::At(vec![a(), Segment::Index(0)]),
        help: Some("h".to_owned()),
        related: vec![(vec![], "r".to_owned())],
        severity: Some(Severity::Info),
        fix: Some(Fix { title: "t".to_owned(), safety: None, changes: vec![Change::Remove(vec![a()])] }),
        cause: Some(vec![Segment::Key("c".into())]),
        label: Some("l".to_owned()),
        explains: Some(Explains { rules: vec!["r".into()], at: vec![vec![Segment::Key("b".into())]] }),
    };
    assert_eq!(violation, Ok(expected));
    assert_eq!(native::violations(&Value::Undefined), Ok(vec![]));
}

#[test]
fn reads_the_operations_of_a_fix() {
    let fix =
        |fields: &str| read_one(&format!(r#"{{"msg": "m", "at": [], "fix": {{"title": "t", {fields}}}}}"#));
    let a = || vec![Segment::Key("a".into())];
    for (fields, safety, changes) in [
        (r#""set": ["a"], "to": 3"#, None, vec![Change::Set(a(), 3.into())]),
        (r#""remove": ["a"], "safety": "unsafe""#, Some(FixSafety::Unsafe), vec![Change::Remove(a())]),
        (
            r#""rename": ["a"], "to": "b", "safety": "safe""#,
            Some(FixSafety::Safe),
            vec![Change::Rename(a(), "b".to_owned())],
        ),
        (
            r#""insert": ["a"], "value": {"b": [1]}"#,
            None,
            vec![Change::Insert(a(), serde_json::json!({"b": [1]}))],
        ),
        (
            r#""edits": [{"after": ["a"], "word": "-x"}, {"remove": ["a"]}]"#,
            None,
            vec![Change::InsertWord(a(), "-x".to_owned()), Change::Remove(a())],
        ),
    ] {
        assert_eq!(
            fix(fields).unwrap().fix,
            Some(Fix { title: "t".to_owned(), safety, changes }),
            "{fields}"
        );
    }
    for wrong in [
        r#""edits": []"#,
        r#""edits": [{"remove": ["a"]}], "remove": ["a"]"#,
        r#""remove": []"#,
        r#""set": ["a"], "to": {}"#,
        r#""set": ["a"], "to": null"#,
        r#""rename": ["a"], "to": """#,
        r#""remove": ["a"], "safety": "sure""#,
    ] {
        assert!(fix(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn reads_what_conftest_takes() {
    let results =
        |json: &str| conftest::violations(&Value::from_json_str(json).unwrap()).map(|(found, _)| found);
    let at = |json: &str| {
        results(json).map(|found| found.into_iter().map(|one| (one.message, one.at)).collect::<Vec<_>>())
    };
    let m = || "m".to_owned();
    assert_eq!(at(r#"["m", ""]"#), Ok(vec![(m(), Where::Quoted)]));
    assert_eq!(at(r#"[{"msg": "m", "details": {"a": 1}}]"#), Ok(vec![(m(), Where::Quoted)]));
    let path = vec![Segment::Key("a".into())];
    assert_eq!(at(r#"[{"msg": "m", "at": ["a"], "_loc": {"line": 2}}]"#), Ok(vec![(m(), Where::At(path))]));
    let loc = r#"[{"msg": "m", "_loc": {"file": "f.yml", "line": 2}}]"#;
    assert_eq!(at(loc), Ok(vec![(m(), Where::Line(Some("f.yml".into()), 2))]));
    assert_eq!(at(r#"[{"msg": "m", "_loc": {}}]"#), Ok(vec![(m(), Where::Quoted)]));
    for passed in ["true", "\"m\"", "{\"msg\": \"m\"}", "[]"] {
        assert_eq!(results(passed), Ok(vec![]), "{passed}");
    }
    assert!(results("[{\"message\": \"m\"}]").is_err());
    let value = Value::from_json_str(r#"["m", 1, ["m"], null]"#).unwrap();
    let (found, ignored) = conftest::violations(&value).unwrap();
    assert_eq!((found.len(), ignored), (1, vec!["1".into(), "[\"m\"]".into(), "null".into()]));
}

#[test]
fn refuses_every_other_shape_and_shows_it() {
    for (json, wrong) in [
        (r#""text""#, "not an object"),
        (r#"{"at": []}"#, "`msg` is missing"),
        (r#"{"msg": "m"}"#, "`at` is missing"),
        (r#"{"msg": " ", "at": []}"#, "`msg` has another shape"),
        (r#"{"msg": "m", "at": "a.b"}"#, "`at` has another shape"),
        (r#"{"msg": "m", "at": [-1]}"#, "`at` has another shape"),
        (r#"{"msg": "m", "at": [0.5]}"#, "`at` has another shape"),
        (r#"{"msg": "m", "at": [["a"]]}"#, "`at` has another shape"),
        (r#"{"msg": "m", "at": [], "severity": "fatal"}"#, "`severity` has another shape"),
        (r#"{"msg": "m", "at": [], "related": [{"at": []}]}"#, "`related` has another shape"),
        (r#"{"msg": "m", "at": [], "fix": {"title": "t", "remove": [], "more": 1}}"#, "`fix` has another"),
        (r#"{"msg": "m", "at": [], "mesage": 1}"#, "there is no field \"mesage\""),
    ] {
        let message = read_one(json).unwrap_err().to_string();
        assert!(message.contains(wrong), "{json}: {message}");
        assert!(message.contains("expected "), "{message}");
    }
    let error = native::violations(&Value::from_json_str("[1]").unwrap()).unwrap_err();
    assert_eq!((error.wrong.as_str(), error.given.as_str()), ("it is not a set", "[1]"));
    let long = read_one(&format!("\"{}\"", "x".repeat(1000))).unwrap_err();
    assert!(long.given.chars().count() <= SHOWN + 1);
}
