//! Single values to their types.

use super::quantity::{bytes, duration, nanoseconds, truth};
use crate::attributes::{Cast, Type, Width};
use crate::edit::of_kind;
use crate::tree::{Node, Scalar, ScalarKind};

/// What a value is not, and how to write it.
pub(super) type Refusal = (&'static str, &'static str);

/// `node`, whose value is `scalar`, as a value of a type; None where it is one already.
///
/// What is of another kind than the type's values stays as it is: the vocabulary refuses it.
pub(super) fn typed(node: &Node, scalar: &Scalar, of: Type) -> Result<Option<Node>, Refusal> {
    let written = &*scalar.text;
    let (text, kind, refusal): (Option<String>, ScalarKind, Refusal) = match (of, scalar.kind) {
        (Type::Text, ScalarKind::Float) => return Err(("no text", "write it in quotes")),
        (Type::Text, _) => return Ok(as_text(node)),
        (Type::Truth, ScalarKind::Bool | ScalarKind::Text) => {
            let value = truth(written).map(|value| value.to_string());
            (value, ScalarKind::Bool, ("neither true nor false", "write `true` or `false`"))
        }
        (Type::Integer(width, cast), _) => {
            let number = integer(scalar, cast).and_then(|number| fitting(number, width));
            let what = if width == Width::Signed { "no whole number" } else { "no whole number from 0" };
            (number.map(|number| number.to_string()), ScalarKind::Int, (what, "write digits alone"))
        }
        (Type::Float, ScalarKind::Int | ScalarKind::Float | ScalarKind::Text) => {
            let number = written.parse::<f64>().ok().map(|number| {
                #[expect(clippy::cast_possible_truncation, reason = "Docker Compose has 32 bits for it")]
                let number = number as f32;
                number.to_string()
            });
            (number, ScalarKind::Float, ("no number", "write a number, such as `0.5`"))
        }
        (Type::Bytes, kind) => {
            let size = match kind {
                // Docker Compose reads a number with a fraction as none, and one of more than 64 bits too.
                ScalarKind::Int => Some(written.parse().unwrap_or(0)),
                ScalarKind::Float => Some(0),
                ScalarKind::Text => bytes(written),
                _ => return Ok(None),
            };
            let refusal = ("no size", "write a number and a unit, such as `512m`");
            (size.map(|size: i64| size.to_string()), ScalarKind::Text, refusal)
        }
        (Type::Duration, ScalarKind::Text) => {
            let span = nanoseconds(written).map(duration);
            (span, ScalarKind::Text, ("no duration", "write `30s` or `1m30s`"))
        }
        (Type::FileMode, kind) => {
            let mode = match kind {
                ScalarKind::Int => written.parse().ok(),
                ScalarKind::Text => i64::from_str_radix(written, 8).ok(),
                _ => None,
            };
            (mode.map(octal), ScalarKind::Text, ("no file mode", "write octal digits, such as `0440`"))
        }
        (Type::Count, ScalarKind::Text) if written.eq_ignore_ascii_case("all") => {
            (Some("-1".into()), ScalarKind::Int, ("", ""))
        }
        (Type::Count, _) => {
            let number = integer(scalar, Cast::Text).map(|number| number.to_string());
            (number, ScalarKind::Int, ("no number of devices", "write `all` or a number"))
        }
        _ => return Ok(None),
    };
    match text {
        Some(text) if text == written && kind == scalar.kind => Ok(None),
        Some(text) => Ok(Some(node.normalized(text, kind))),
        None => Err(refusal),
    }
}

/// A number or truth value as the text that it is written with.
pub(super) fn as_text(node: &Node) -> Option<Node> {
    let scalar = node.as_scalar()?;
    match scalar.kind {
        ScalarKind::Bool if truth(&scalar.text).is_some_and(|value| value.to_string() != *scalar.text) => {
            Some(node.normalized(truth(&scalar.text)?.to_string(), ScalarKind::Text))
        }
        ScalarKind::Int | ScalarKind::Float | ScalarKind::Bool => Some(of_kind(node, ScalarKind::Text)),
        ScalarKind::Null | ScalarKind::Text | ScalarKind::Unresolved => None,
    }
}

/// The whole number that `scalar` is to Go: in decimal digits, for other notations have been read by then (`scalars`). Unlike
/// [`Scalar::integer`], it takes the whole part of a number with a fraction, and no text with spaces around it.
fn integer(scalar: &Scalar, cast: Cast) -> Option<i64> {
    match scalar.kind {
        // A number that only an unsigned type holds comes out negative, as in Docker Compose.
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

/// `number` in as many bits as it may have; None for one below the least.
fn fitting(number: i64, width: Width) -> Option<i64> {
    match width {
        Width::Unsigned(_) if number < 0 => None,
        Width::Unsigned(bits) if bits < 64 => Some(number & ((1 << bits) - 1)),
        Width::Signed | Width::Unsigned(_) => Some(number),
    }
}

/// Permissions as Docker Compose writes them.
fn octal(mode: i64) -> String {
    let sign = if mode < 0 { "-" } else { "" };
    format!("0{sign}{:o}", mode.unsigned_abs())
}
