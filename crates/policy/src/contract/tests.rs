use super::*;
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
        fix: Some(Fix { title: "t".to_owned(), change: Change::Remove(vec![a()]) }),
        cause: Some(vec![Segment::Key("c".into())]),
        label: Some("l".to_owned()),
        explains: Some(Explains { rules: vec!["r".into()], at: vec![vec![Segment::Key("b".into())]] }),
    };
    assert_eq!(violation, Ok(expected));
    let fix = read_one(r#"{"msg": "m", "at": [], "fix": {"title": "t", "set": ["a"], "to": 3}}"#);
    let change = Change::Set(vec![a()], 3.into());
    assert_eq!(fix.unwrap().fix, Some(Fix { title: "t".to_owned(), change }));
    assert_eq!(native::violations(&Value::Undefined), Ok(vec![]));
}

#[test]
fn reads_what_conftest_takes() {
    let results = |json: &str| conftest::violations(&Value::from_json_str(json).unwrap());
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
    for wrong in ["[1]", "[[\"m\"]]", "[{\"message\": \"m\"}]"] {
        assert!(results(wrong).is_err(), "{wrong}");
    }
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
