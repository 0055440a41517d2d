//! Replacements, as Go's `strings.Replacer` makes them.

use crate::functions::args::{object, text};
use crate::functions::{Outcome, fails, order, room_for_text};
use regorus::Value;

pub(in crate::functions) fn replace(args: &[Value]) -> Outcome {
    let (text_of, old, new) = (text(args, 0)?, text(args, 1)?, text(args, 2)?);
    replaced(text_of, &[(old, new)])
}

/// `strings.replace_n(patterns, text)`: at each place, the first pattern by its name that is there.
pub(in crate::functions) fn replace_n(args: &[Value]) -> Outcome {
    let mut pairs = Vec::new();
    for (old, new) in order::fields(object(args, 0)?) {
        let (Value::String(old), Value::String(new)) = (old, new) else {
            return fails("its argument 1 must have strings only");
        };
        pairs.push((&**old, &**new));
    }
    replaced(text(args, 1)?, &pairs)
}

/// Replaces from left to right. The empty pattern is at each place once.
fn replaced(text: &str, pairs: &[(&str, &str)]) -> Outcome {
    let mut out = String::new();
    let mut rest = text;
    let mut was_empty = false;
    loop {
        let found = pairs.iter().find(|(old, _)| rest.starts_with(old) && !(was_empty && old.is_empty()));
        was_empty = found.is_some_and(|(old, _)| old.is_empty());
        if let Some((old, new)) = found {
            out.push_str(new);
            rest = rest.get(old.len()..).unwrap_or_default();
        } else {
            let Some(next) = rest.chars().next() else { break };
            out.push(next);
            rest = rest.get(next.len_utf8()..).unwrap_or_default();
        }
        room_for_text(out.len())?;
        if rest.is_empty() && !pairs.iter().any(|(old, _)| old.is_empty()) {
            break;
        }
    }
    Ok(Value::from(out))
}
