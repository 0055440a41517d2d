//! Converts scalars to their types.

use super::quantity::{boolean, bytes, duration, nanoseconds};
use crate::attributes::{Cast, Type, Width};
use crate::edit::of_kind;
use crate::tree::{Node, Scalar, ScalarKind};

/// The type that a value does not have, and how to write it.
pub(super) type Refusal = (&'static str, &'static str);

/// Converts `node`, whose value is `scalar`, to a type; None if it has the type already.
///
/// A value of another kind than the type's values stays as it is: the vocabulary refuses it.
pub(super) fn typed(node: &Node, scalar: &Scalar, of: Type) -> Result<Option<Node>, Refusal> {
    let written = &*scalar.text;
    let (text, kind, refusal): (Option<String>, ScalarKind, Refusal) = match (of, scalar.kind) {
        (Type::Text, ScalarKind::Float) => return Err(("not text", "write it in quotes")),
        (Type::Text, _) => return Ok(as_text(node)),
        (Type::Truth, ScalarKind::Bool | ScalarKind::Text) => {
            let value = boolean(written).map(|value| value.to_string());
            (value, ScalarKind::Bool, ("neither true nor false", "write `true` or `false`"))
        }
        (Type::Integer(width, cast), _) => {
            let number = integer(scalar, cast).and_then(|number| fitting(number, width));
            let what =
                if width == Width::Signed { "not a whole number" } else { "not a whole number from 0" };
            (number.map(|number| number.to_string()), ScalarKind::Int, (what, "write digits alone"))
        }
        (Type::Float, ScalarKind::Int | ScalarKind::Float | ScalarKind::Text) => {
            let number = written.parse::<f64>().ok().map(|number| {
                #[expect(clippy::cast_possible_truncation, reason = "use a number that fits 32 bits")]
                let number = number as f32;
                number.to_string()
            });
            (number, ScalarKind::Float, ("not a number", "write a number, such as `0.5`"))
        }
        (Type::Bytes, kind) => {
            let size = match kind {
                // Docker Compose reads a number with a fraction, or with more than 64 bits, as 0.
                ScalarKind::Int => Some(written.parse().unwrap_or(0)),
                ScalarKind::Float => Some(0),
                ScalarKind::Text => bytes(written),
                _ => return Ok(None),
            };
            let refusal = ("not a size", "write a number and a unit, such as `512m`");
            (size.map(|size: i64| size.to_string()), ScalarKind::Text, refusal)
        }
        (Type::Duration, ScalarKind::Text) => {
            let span = nanoseconds(written).map(duration);
            (span, ScalarKind::Text, ("not a duration", "write `30s` or `1m30s`"))
        }
        (Type::FileMode, kind) => {
            let mode = match kind {
                ScalarKind::Int => written.parse().ok(),
                ScalarKind::Text => i64::from_str_radix(written, 8).ok(),
                _ => None,
            };
            (mode.map(octal), ScalarKind::Text, ("not a file mode", "write octal digits, such as `0440`"))
        }
        (Type::Count, ScalarKind::Text) if written.eq_ignore_ascii_case("all") => {
            (Some("-1".into()), ScalarKind::Int, ("", ""))
        }
        (Type::Count, _) => {
            let number = integer(scalar, Cast::Text).map(|number| number.to_string());
            (number, ScalarKind::Int, ("not a number of devices", "write `all` or a number"))
        }
        _ => return Ok(None),
    };
    match text {
        Some(text) if text == written && kind == scalar.kind => Ok(None),
        Some(text) => Ok(Some(node.normalized(text, kind))),
        None => Err(refusal),
    }
}

/// Returns a number or boolean as the text that it was written as.
pub(super) fn as_text(node: &Node) -> Option<Node> {
    let scalar = node.as_scalar()?;
    match scalar.kind {
        ScalarKind::Bool if boolean(&scalar.text).is_some_and(|value| value.to_string() != *scalar.text) => {
            Some(node.normalized(boolean(&scalar.text)?.to_string(), ScalarKind::Text))
        }
        ScalarKind::Int | ScalarKind::Float | ScalarKind::Bool => Some(of_kind(node, ScalarKind::Text)),
        ScalarKind::Null | ScalarKind::Text | ScalarKind::Unresolved => None,
    }
}

/// Returns the whole number that Go reads from `scalar`, in decimal digits: `scalars` has already converted other
/// notations. Unlike [`Scalar::integer`], it truncates a number with a fraction and refuses a text with surrounding
/// spaces.
fn integer(scalar: &Scalar, cast: Cast) -> Option<i64> {
    match scalar.kind {
        // A number that only fits an unsigned type becomes negative, as in Docker Compose.
        ScalarKind::Int => {
            scalar.text.parse().ok().or_else(|| scalar.text.parse().ok().map(u64::cast_signed))
        }
        ScalarKind::Text if cast == Cast::Text => scalar.text.parse().ok(),
        ScalarKind::Float => {
            let number = scalar.text.parse::<f64>().ok()?;
            #[expect(clippy::cast_possible_truncation, reason = "checked: below 2^53")]
            (number.abs() < 9_007_199_254_740_992.0).then_some(number as i64)
        }
        _ => None,
    }
}

/// Truncates `number` to its width; None if it is negative and the width is unsigned.
fn fitting(number: i64, width: Width) -> Option<i64> {
    match width {
        Width::Unsigned(_) if number < 0 => None,
        Width::Unsigned(bits) if bits < 64 => Some(number & ((1 << bits) - 1)),
        Width::Signed | Width::Unsigned(_) => Some(number),
    }
}

/// Formats permissions as Docker Compose does.
fn octal(mode: i64) -> String {
    let sign = if mode < 0 { "-" } else { "" };
    format!("0{sign}{:o}", mode.unsigned_abs())
}
