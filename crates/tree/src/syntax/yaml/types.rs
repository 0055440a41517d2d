//! The kind of a plain scalar (YAML 1.2.2, section 10.3.2, the core schema).

use crate::tree::ScalarKind;

/// Returns the kind of a scalar written without quotes and without a tag.
pub fn kind_of(text: &str) -> ScalarKind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => ScalarKind::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => ScalarKind::Bool,
        _ if text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first)) => number(text),
        _ => ScalarKind::Text,
    }
}

fn number(text: &str) -> ScalarKind {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return ScalarKind::Float;
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = unsigned.strip_prefix(prefix) {
            return if u64::from_str_radix(digits, radix).is_ok() && !digits.starts_with('+') {
                ScalarKind::Int
            } else {
                ScalarKind::Text
            };
        }
    }
    if unsigned.bytes().all(|byte| byte.is_ascii_digit()) && !unsigned.is_empty() {
        // Some parsers read `0123` as a number, others as text; as text, nothing is lost.
        return if unsigned.len() > 1 && unsigned.starts_with('0') {
            ScalarKind::Text
        } else {
            ScalarKind::Int
        };
    }
    let float = unsigned.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
    if float && unsigned.bytes().any(|byte| byte.is_ascii_digit()) && unsigned.parse::<f64>().is_ok() {
        ScalarKind::Float
    } else {
        ScalarKind::Text
    }
}
