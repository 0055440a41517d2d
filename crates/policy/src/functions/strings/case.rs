//! Letters in upper and lower case. As in Go, one character becomes one: `ß` stays `ß`.

use crate::functions::Outcome;
use crate::functions::args::text;
use regorus::Value;

pub(in crate::functions) fn lower(args: &[Value]) -> Outcome {
    let lower = |one: char| match one {
        'İ' => 'i',
        _ => only(one, one.to_lowercase()),
    };
    Ok(Value::from(text(args, 0)?.chars().map(lower).collect::<String>()))
}

pub(in crate::functions) fn upper(args: &[Value]) -> Outcome {
    let upper = |one: char| match one {
        // Greek letters with a iota below have a form of their own.
        '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => later(one, 8),
        '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => later(one, 9),
        _ => only(one, one.to_uppercase()),
    };
    Ok(Value::from(text(args, 0)?.chars().map(upper).collect::<String>()))
}

fn later(one: char, by: u32) -> char {
    char::from_u32(u32::from(one) + by).unwrap_or(one)
}

/// The only character of `mapped`; `one` if it has several.
fn only(one: char, mut mapped: impl Iterator<Item = char>) -> char {
    match (mapped.next(), mapped.next()) {
        (Some(mapped), None) => mapped,
        _ => one,
    }
}
