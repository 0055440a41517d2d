//! Writes YAML, as Go's `yaml.v2` does.

use super::scalar::{self, Kind};
use crate::functions::args::Num;
use crate::functions::{Outcome, Wrong, json_text, room_for_depth, room_for_text};
use num_traits::ToPrimitive as _;
use regorus::Value;
use std::cmp::Ordering;
use std::fmt::Write as _;

/// Writes a value as a document.
pub(super) fn written(value: &Value) -> Outcome {
    let mut out = String::new();
    node(value, 0, false, &mut out, 0)?;
    Ok(Value::from(out))
}

/// Writes a value and the end of its line. What stands before it on its line is written, but for the space or the end
/// of the line behind a key.
fn node(value: &Value, indent: usize, after_key: bool, out: &mut String, depth: usize) -> Result<(), Wrong> {
    room_for_depth(depth)?;
    room_for_text(out.len())?;
    let members = crate::functions::args::members_of(value);
    match (value, members) {
        (_, Some(members)) if !members.is_empty() => {
            // A list in a mapping is not indented.
            let indent = if after_key { indent - 2 } else { indent };
            if after_key {
                out.push('\n');
            }
            for (at, member) in members.into_iter().enumerate() {
                if at > 0 || after_key {
                    out.extend(std::iter::repeat_n(' ', indent));
                }
                out.push_str("- ");
                node(member, indent + 2, false, out, depth + 1)?;
            }
        }
        (Value::Object(object), _) if !object.is_empty() => {
            if after_key {
                out.push('\n');
            }
            let named = json_text::named(object)?;
            let mut named: Vec<_> = named.iter().collect();
            named.sort_by(|a, b| by_name(a.0, b.0));
            for (at, (key, value)) in named.into_iter().enumerate() {
                if at > 0 || after_key {
                    out.extend(std::iter::repeat_n(' ', indent));
                }
                text(key, indent, true, out);
                out.push(':');
                node(value, indent + 2, true, out, depth + 1)?;
            }
        }
        _ => {
            out.push_str(if after_key { " " } else { "" });
            match value {
                Value::Null | Value::Undefined => out.push_str("null"),
                Value::Bool(bool) => out.push_str(if *bool { "true" } else { "false" }),
                Value::Number(_) => out.push_str(&number(value)),
                // A text in a list or a mapping is indented from it.
                Value::String(value) => {
                    text(value, if after_key || indent == 0 { indent } else { indent - 2 }, false, out);
                }
                Value::Array(_) | Value::Set(_) => out.push_str("[]"),
                Value::Object(_) => out.push_str("{}"),
            }
            if !out.ends_with('\n') || !matches!(value, Value::String(_)) {
                out.push('\n');
            }
        }
    }
    Ok(())
}

fn number(value: &Value) -> String {
    match Num::of(value) {
        Some(Num::Int(int)) if i64::try_from(&int).is_ok() || u64::try_from(&int).is_ok() => int.to_string(),
        Some(Num::Int(int)) => float(int.to_f64().unwrap_or(f64::INFINITY)),
        Some(Num::Float(value)) => float(value),
        None => String::new(),
    }
}

fn float(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e21).contains(&size) || size >= 1e6 {
        return crate::functions::print::exponent(&format!("{value:e}"), 'e');
    }
    format!("{value}")
}

/// What a text has that some styles cannot write.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "they are apart from each other")]
struct Traits {
    /// It means something else without quotes.
    plain: bool,
    single: bool,
    block: bool,
    lines: bool,
}

fn is_printed(character: char) -> bool {
    matches!(character, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}

fn is_break(character: char) -> bool {
    matches!(character, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Returns which styles can write `text` outside of brackets.
fn traits(text: &str) -> Traits {
    let mut allowed = Traits { plain: true, single: true, block: !text.is_empty(), lines: false };
    if text.starts_with("---") || text.starts_with("...") {
        allowed.plain = false;
    }
    let characters: Vec<char> = text.chars().collect();
    let is_blank = |at: usize| characters.get(at).is_none_or(|one| matches!(one, ' ' | '\t'));
    let (mut after_space, mut after_break, mut after_blank) = (false, false, true);
    for (at, character) in characters.iter().enumerate() {
        let before_blank = is_blank(at + 1);
        let indicates = match character {
            '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@'
            | '`'
                if at == 0 =>
            {
                true
            }
            '?' | ':' | '-' if at == 0 => before_blank,
            ':' => before_blank,
            '#' => after_blank,
            _ => false,
        };
        allowed.plain &= !indicates;
        if !is_printed(*character) {
            (allowed.plain, allowed.single, allowed.block) = (false, false, false);
        }
        let at_edge = at == 0 || at + 1 == characters.len();
        if *character == ' ' {
            allowed.plain &= !at_edge && !after_break;
            allowed.single &= !after_break;
            allowed.block &= at + 1 != characters.len();
            (after_space, after_break) = (true, false);
        } else if is_break(*character) {
            allowed.lines = true;
            allowed.plain = false;
            if after_space {
                (allowed.single, allowed.block) = (false, false);
            }
            (after_space, after_break) = (false, true);
        } else {
            (after_space, after_break) = (false, false);
        }
        after_blank = matches!(character, ' ' | '\t') || is_break(*character);
    }
    allowed
}

/// True for `1:20`, a number to the base 60 for other readers.
fn is_base_60(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (digits, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut parts = digits.split(':');
    let first = parts.next().unwrap_or_default();
    let is_first = first.starts_with(|digit: char| digit.is_ascii_digit())
        && first.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let is_next = |part: &str| match part.as_bytes() {
        [digit] | [b'0'..=b'5', digit] => digit.is_ascii_digit(),
        _ => false,
    };
    digits.contains(':')
        && is_first
        && parts.all(is_next)
        && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
}

/// True for what Go reads as a time.
fn is_time(text: &str) -> bool {
    let layouts = [
        "2006-1-2T15:4:5.999999999Z07:00",
        "2006-1-2t15:4:5.999999999Z07:00",
        "2006-1-2 15:4:5.999999999",
        "2006-1-2",
    ];
    text.as_bytes().get(4) == Some(&b'-')
        && text.bytes().take(4).all(|byte| byte.is_ascii_digit())
        && layouts.iter().any(|layout| crate::functions::time::reads(layout, text))
}

fn text(text: &str, indent: usize, is_key: bool, out: &mut String) {
    let can_be_plain = scalar::kind(text) == Kind::Text && !is_base_60(text) && !is_time(text);
    let allowed = traits(text);
    if allowed.lines && text.contains('\n') && !is_key && allowed.block {
        return literal(text, indent, out);
    }
    if can_be_plain && !text.contains('\n') {
        if allowed.plain {
            return out.push_str(text);
        }
        if allowed.single && !(is_key && allowed.lines) {
            let _ = write!(out, "'{}'", text.replace('\'', "''"));
            return;
        }
    }
    double_quoted(text, out);
}

fn literal(text: &str, indent: usize, out: &mut String) {
    out.push('|');
    if text.starts_with([' ', '\n']) {
        out.push('2');
    }
    let body = text.trim_end_matches('\n');
    let ends = text.len() - body.len();
    if ends == 0 {
        out.push('-');
    } else if ends > 1 || body.is_empty() {
        out.push('+');
    }
    out.push('\n');
    let indent = if indent == 0 { 2 } else { indent };
    for line in text.split_inclusive('\n') {
        if line != "\n" {
            out.extend(std::iter::repeat_n(' ', indent));
        }
        out.push_str(line);
    }
}

fn double_quoted(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        let short = match character {
            '\0' => '0',
            '\u{7}' => 'a',
            '\u{8}' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\u{b}' => 'v',
            '\u{c}' => 'f',
            '\r' => 'r',
            '\u{1b}' => 'e',
            '"' => '"',
            '\\' => '\\',
            '\u{85}' => 'N',
            '\u{a0}' => '_',
            '\u{2028}' => 'L',
            '\u{2029}' => 'P',
            _ if is_printed(character) => {
                out.push(character);
                continue;
            }
            _ => {
                let code = u32::from(character);
                let _ = match code {
                    0..=0xff => write!(out, "\\x{code:02X}"),
                    0x100..=0xffff => write!(out, "\\u{code:04X}"),
                    _ => write!(out, "\\U{code:08X}"),
                };
                continue;
            }
        };
        if character == '\u{a0}' {
            out.push(character);
            continue;
        }
        out.push('\\');
        out.push(short);
    }
    out.push('"');
}

/// The order of keys: numbers in them count, and letters come last.
fn by_name(a: &str, b: &str) -> Ordering {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut after_digit = false;
    for (at, (one, other)) in a.iter().zip(&b).enumerate() {
        if one == other {
            after_digit = one.is_numeric();
            continue;
        }
        return match (one.is_alphabetic(), other.is_alphabetic()) {
            (true, true) => one.cmp(other),
            (true, false) => {
                if after_digit {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
            (false, true) => {
                if after_digit {
                    Ordering::Greater
                } else {
                    Ordering::Less
                }
            }
            (false, false) => numbers(&a, &b, at),
        };
    }
    a.len().cmp(&b.len())
}

/// Compares the numbers that begin at a place.
fn numbers(a: &[char], b: &[char], at: usize) -> Ordering {
    let has_zero = a.get(at) == Some(&'0') || b.get(at) == Some(&'0');
    let before = a.get(..at).unwrap_or_default();
    let leads = has_zero && before.iter().rev().take_while(|one| one.is_ascii_digit()).any(|one| *one != '0');
    let number = |text: &[char]| {
        let digits = text.iter().skip(at).map_while(|digit| digit.to_digit(10));
        digits.fold((i64::from(leads), 0_usize), |(number, count), digit| {
            (number.wrapping_mul(10).wrapping_add(i64::from(digit)), count + 1)
        })
    };
    number(a).cmp(&number(b)).then_with(|| a.get(at).cmp(&b.get(at)))
}
