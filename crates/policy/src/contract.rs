//! What a policy gives back: each member of `deny` and `unknown`.

use crate::severity::Severity;
use regorus::Value;
use std::sync::Arc;

/// A place in a policy's input, from its root.
pub type Pointer = Vec<Segment>;

/// One step down.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Segment {
    /// Into a mapping.
    Key(Arc<str>),
    /// Into a list, from 0.
    Index(usize),
}

/// What a policy says about one place of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where.
    pub at: Where,
    /// What to do, instead of the rule's help.
    pub help: Option<String>,
    /// Other places that explain it.
    pub related: Vec<(Pointer, String)>,
    /// Its gravity, instead of the rule's.
    pub severity: Option<Severity>,
    /// What would mend it.
    pub fix: Option<Fix>,
}

/// Where a violation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// At a path of the input, which need not exist.
    At(Pointer),
    /// On a line, from 1, of a file: of the input's own where none is named.
    Line(Option<Arc<str>>, usize),
    /// At the value that the message quotes.
    Quoted,
}

/// What would mend a violation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in a few words.
    pub title: String,
    /// What to change.
    pub change: Change,
}

/// A change of one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Take it out.
    Remove(Pointer),
    /// Give it a value: text, a number or a truth value.
    Set(Pointer, serde_json::Value),
}

/// The policy author's: a result of another shape than the contract's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{wrong}: {wanted}; the policy gave {given}")]
pub struct ContractError {
    /// What is wrong.
    pub wrong: String,
    /// What the contract wants there.
    pub wanted: &'static str,
    /// The result, as JSON, shortened.
    pub given: String,
}

/// How much of a result an error shows.
const SHOWN: usize = 400;

const POINTER: &str = "expected a list of keys and indexes, as in [\"networks\", \"backend\", 0]";
const RELATED: &str = "expected a list of {\"at\": [...], \"msg\": \"...\"}";
const FIX: &str =
    "expected {\"title\": \"...\", \"remove\": [...]} or {\"title\": \"...\", \"set\": [...], \"to\": ...}";
const TEXT: &str = "expected text that is not empty";

/// The violations in a result `set`, in the set's order.
///
/// # Errors
/// When the result is not a set, or one of its members is not an object with `msg` and `at` and, at will, `help`, `related`,
/// `severity` and `fix`.
pub fn read(set: &Value) -> Result<Vec<Violation>, ContractError> {
    match set {
        Value::Undefined => Ok(Vec::new()),
        Value::Set(members) => members.iter_sorted().map(violation).collect(),
        other => Err(ContractError {
            wrong: "it is not a set".to_owned(),
            wanted: "expected `deny contains violation if { ... }`",
            given: shown(other),
        }),
    }
}

fn violation(value: &Value) -> Result<Violation, ContractError> {
    let refuse = |wrong: String, wanted| ContractError { wrong, wanted, given: shown(value) };
    let Value::Object(object) = value else {
        let wanted = "expected objects with `msg` and `at`";
        return Err(refuse("a member of the set is not an object".to_owned(), wanted));
    };
    let (mut message, mut at) = (None, None);
    let (mut help, mut related, mut severity, mut fix) = (None, Vec::new(), None, None);
    for (key, field) in object.iter_sorted() {
        let name = if let Value::String(name) = key { &**name } else { "" };
        let read = match name {
            "msg" => text(field).map(|text| message = Some(text)).ok_or(TEXT),
            "at" => pointer(field).map(|pointer| at = Some(pointer)).ok_or(POINTER),
            "help" => text(field).map(|text| help = Some(text)).ok_or(TEXT),
            "related" => labels(field).map(|labels| related = labels).ok_or(RELATED),
            "severity" => gravity(field)
                .map(|gravity| severity = Some(gravity))
                .ok_or("expected \"error\", \"warning\" or \"info\""),
            "fix" => mend(field).map(|mend| fix = Some(mend)).ok_or(FIX),
            _ => {
                let wanted = "expected `msg`, `at`, `help`, `related`, `severity` or `fix`";
                return Err(refuse(format!("there is no field {}", shown(key)), wanted));
            }
        };
        read.map_err(|wanted| refuse(format!("`{name}` has another shape"), wanted))?;
    }
    let message = message.ok_or_else(|| refuse("`msg` is missing".to_owned(), TEXT))?;
    let at = at.ok_or_else(|| refuse("`at` is missing".to_owned(), POINTER))?;
    Ok(Violation { message, at: Where::At(at), help, related, severity, fix })
}

/// The violations in what a rule by Conftest's contract gives: a set or list of texts, or of objects with `msg` and, as
/// Conftest does not have it, `at`, a path in the input. `_loc`, with `file` and `line`, is taken for a place as well. What is
/// no set and no list says nothing, as with Conftest.
///
/// # Errors
/// When a member is neither.
pub fn read_conftest(value: &Value) -> Result<Vec<Violation>, ContractError> {
    let members: Vec<&Value> = match value {
        Value::Set(members) => members.iter_sorted().collect(),
        Value::Array(members) => members.iter().collect(),
        _ => Vec::new(),
    };
    let violations = members.into_iter().map(result);
    Ok(violations.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// A member; an empty text says that all is well.
fn result(value: &Value) -> Result<Option<Violation>, ContractError> {
    let refuse = |wrong: &str| ContractError {
        wrong: wrong.to_owned(),
        wanted: "expected a text, or an object with the text `msg`",
        given: shown(value),
    };
    let (message, at) = match value {
        Value::String(message) if message.is_empty() => return Ok(None),
        Value::String(message) => (message.to_string(), None),
        Value::Object(object) => {
            let get = |name: &str| object.get(&Value::from(name));
            let Some(Value::String(message)) = get("msg") else {
                return Err(refuse("an object of the result has no text `msg`"));
            };
            (
                message.to_string(),
                get("at").and_then(pointer).map(Where::At).or_else(|| get("_loc").and_then(line)),
            )
        }
        _ => return Err(refuse("a member of the result is neither a text nor an object")),
    };
    let at = at.unwrap_or(Where::Quoted);
    Ok(Some(Violation { message, at, help: None, related: Vec::new(), severity: None, fix: None }))
}

/// True where `exceptions`, a collection of collections of names, has that of the rule called `name`: without `deny_`,
/// `violation_` or `warn_`, so that nothing is left of plain `deny` (Conftest documentation, "Exceptions").
pub fn excepts(exceptions: &Value, name: &str) -> bool {
    let name = match name {
        "deny" | "violation" | "warn" => "",
        _ => ["violation_", "deny_", "warn_"]
            .iter()
            .fold(name, |name, prefix| name.strip_prefix(prefix).unwrap_or(name)),
    };
    let name = Value::from(name);
    members(exceptions).into_iter().any(|names| members(names).contains(&&name))
}

fn members(value: &Value) -> Vec<&Value> {
    match value {
        Value::Set(members) => members.iter_sorted().collect(),
        Value::Array(members) => members.iter().collect(),
        Value::Object(fields) => fields.iter_sorted().map(|(_, value)| value).collect(),
        _ => Vec::new(),
    }
}

/// `{"file": "…", "line": 1}`, either at will (Conftest documentation, "Output formats").
fn line(value: &Value) -> Option<Where> {
    let object = value.as_object().ok()?;
    let file = object.get(&Value::from("file")).and_then(|file| file.as_string().ok()).cloned();
    let line = object.get(&Value::from("line")).and_then(|line| line.as_u32().ok());
    (file.is_some() || line.is_some()).then(|| Where::Line(file, line.unwrap_or(1).max(1) as usize))
}

fn text(value: &Value) -> Option<String> {
    let text = value.as_string().ok()?;
    (!text.trim().is_empty()).then(|| text.to_string())
}

fn pointer(value: &Value) -> Option<Pointer> {
    let segment = |value: &Value| match value {
        Value::String(key) => Some(Segment::Key(Arc::clone(key))),
        Value::Number(_) => value.as_u32().ok().map(|index| Segment::Index(index as usize)),
        _ => None,
    };
    value.as_array().ok()?.iter().map(segment).collect()
}

fn gravity(value: &Value) -> Option<Severity> {
    match &**value.as_string().ok()? {
        "error" => Some(Severity::Error),
        "warning" => Some(Severity::Warning),
        "info" => Some(Severity::Info),
        _ => None,
    }
}

fn labels(value: &Value) -> Option<Vec<(Pointer, String)>> {
    let label = |value: &Value| Some((pointer(field(value, "at", 2)?)?, text(field(value, "msg", 2)?)?));
    value.as_array().ok()?.iter().map(label).collect()
}

fn mend(value: &Value) -> Option<Fix> {
    if let Some(place) = field(value, "remove", 2) {
        return Some(Fix {
            title: text(field(value, "title", 2)?)?,
            change: Change::Remove(pointer(place)?),
        });
    }
    let to =
        serde_json::to_value(field(value, "to", 3)?).ok().filter(|to| !to.is_object() && !to.is_array())?;
    let change = Change::Set(pointer(field(value, "set", 3)?)?, to);
    Some(Fix { title: text(field(value, "title", 3)?)?, change })
}

/// The field `name` of an object with exactly `count` fields.
fn field<'a>(value: &'a Value, name: &str, count: usize) -> Option<&'a Value> {
    let object = value.as_object().ok()?;
    (object.len() == count).then(|| object.get(&Value::from(name)))?
}

fn shown(value: &Value) -> String {
    let mut text = serde_json::to_string(value).unwrap_or_else(|_| "something that is not JSON".to_owned());
    if let Some((end, _)) = text.char_indices().nth(SHOWN) {
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn read_one(json: &str) -> Result<Violation, ContractError> {
        let set = Value::from(BTreeSet::from([Value::from_json_str(json).unwrap()]));
        read(&set).map(|mut violations| violations.remove(0))
    }

    #[test]
    fn reads_every_field() {
        let violation = read_one(
            r#"{"msg": "m", "at": ["a", 0], "help": "h", "severity": "info",
                "related": [{"at": [], "msg": "r"}], "fix": {"title": "t", "remove": ["a"]}}"#,
        );
        let a = || Segment::Key("a".into());
        let expected = Violation {
            message: "m".to_owned(),
            at: Where::At(vec![a(), Segment::Index(0)]),
            help: Some("h".to_owned()),
            related: vec![(vec![], "r".to_owned())],
            severity: Some(Severity::Info),
            fix: Some(Fix { title: "t".to_owned(), change: Change::Remove(vec![a()]) }),
        };
        assert_eq!(violation, Ok(expected));
        let fix = read_one(r#"{"msg": "m", "at": [], "fix": {"title": "t", "set": ["a"], "to": 3}}"#);
        let change = Change::Set(vec![a()], 3.into());
        assert_eq!(fix.unwrap().fix, Some(Fix { title: "t".to_owned(), change }));
        assert_eq!(read(&Value::Undefined), Ok(vec![]));
    }

    #[test]
    fn reads_what_conftest_takes() {
        let results = |json: &str| read_conftest(&Value::from_json_str(json).unwrap());
        let at = |json: &str| {
            results(json).map(|found| found.into_iter().map(|one| (one.message, one.at)).collect::<Vec<_>>())
        };
        let m = || "m".to_owned();
        assert_eq!(at(r#"["m", ""]"#), Ok(vec![(m(), Where::Quoted)]));
        assert_eq!(at(r#"[{"msg": "m", "details": {"a": 1}}]"#), Ok(vec![(m(), Where::Quoted)]));
        let path = vec![Segment::Key("a".into())];
        assert_eq!(
            at(r#"[{"msg": "m", "at": ["a"], "_loc": {"line": 2}}]"#),
            Ok(vec![(m(), Where::At(path))])
        );
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
            (
                r#"{"msg": "m", "at": [], "fix": {"title": "t", "remove": [], "more": 1}}"#,
                "`fix` has another",
            ),
            (r#"{"msg": "m", "at": [], "mesage": 1}"#, "there is no field \"mesage\""),
        ] {
            let message = read_one(json).unwrap_err().to_string();
            assert!(message.contains(wrong), "{json}: {message}");
            assert!(message.contains("expected "), "{message}");
        }
        let error = read(&Value::from_json_str("[1]").unwrap()).unwrap_err();
        assert_eq!((error.wrong.as_str(), error.given.as_str()), ("it is not a set", "[1]"));
        let long = read_one(&format!("\"{}\"", "x".repeat(1000))).unwrap_err();
        assert!(long.given.chars().count() <= SHOWN + 1);
    }
}
