//! The `fix` of a violation: a title, and one operation or the list `edits`.

use super::pointer;
use crate::annotations::FixSafety;
use crate::violation::{Change, Fix};
use regorus::Value;

/// What `fix` takes.
pub(super) const WANTED: &str = "expected {\"title\": \"...\"} with `set` and `to`, `remove`, `rename` and `to`, `insert` and `value`, \
                                 `after` and `word`, or the list `edits` of these, and optionally `safety`";

/// The most operations of a fix.
const MOST_EDITS: usize = 100;

/// Parses a fix; None if it has another shape.
pub(super) fn fix(value: &Value) -> Option<Fix> {
    let object = value.as_object().ok()?;
    let mut operation = Vec::new();
    let (mut title, mut safety, mut edits) = (None, None, None);
    for (key, field) in object.iter_sorted() {
        match &**key.as_string().ok()? {
            "title" => {
                title = Some(field.as_string().ok().filter(|text| !text.trim().is_empty())?.to_string());
            }
            "safety" => safety = Some(safety_of(field)?),
            "edits" => edits = Some(field.as_array().ok()?),
            name => operation.push((name, field)),
        }
    }
    let changes = match edits {
        Some(edits) if operation.is_empty() && edits.len() <= MOST_EDITS => {
            edits.iter().map(|edit| change(&fields(edit)?)).collect::<Option<Vec<_>>>()?
        }
        Some(_) => return None,
        None => vec![change(&operation)?],
    };
    (!changes.is_empty()).then_some(Fix { title: title?, safety, changes })
}

fn safety_of(value: &Value) -> Option<FixSafety> {
    match &**value.as_string().ok()? {
        "safe" => Some(FixSafety::Safe),
        "unsafe" => Some(FixSafety::Unsafe),
        _ => None,
    }
}

fn fields(value: &Value) -> Option<Vec<(&str, &Value)>> {
    let object = value.as_object().ok()?;
    object.iter_sorted().map(|(key, field)| Some((&**key.as_string().ok()?, field))).collect()
}

/// Parses one operation from its fields, sorted by name.
fn change(fields: &[(&str, &Value)]) -> Option<Change> {
    let text =
        |value: &Value| value.as_string().ok().filter(|text| !text.is_empty()).map(ToString::to_string);
    match fields {
        [("remove", place)] => Some(Change::Remove(place_of(place)?)),
        [("set", place), ("to", to)] => {
            let to = serde_json::to_value(to).ok().filter(is_scalar)?;
            Some(Change::Set(place_of(place)?, to))
        }
        [("rename", place), ("to", to)] => Some(Change::Rename(place_of(place)?, text(to)?)),
        [("insert", place), ("value", value)] => {
            Some(Change::Insert(place_of(place)?, serde_json::to_value(value).ok()?))
        }
        [("after", place), ("word", word)] => Some(Change::InsertWord(place_of(place)?, text(word)?)),
        _ => None,
    }
}

/// Parses a path that leads somewhere: the input itself cannot be changed.
fn place_of(value: &Value) -> Option<crate::violation::Pointer> {
    pointer(value).filter(|path| !path.is_empty())
}

fn is_scalar(value: &serde_json::Value) -> bool {
    !value.is_object() && !value.is_array() && !value.is_null()
}
