//! JSON texts, as Go's `encoding/json` reads and writes them.

use super::order::sorted;
use super::{Outcome, Wrong, fails, print, room_for_depth, room_for_text};
use regorus::Value;
use regorus::value::Object;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How a text is laid out: None on one line, or each member on a line of its own, indented by the second text for each
/// level, after the first.
pub(super) type Layout<'a> = Option<(&'a str, &'a str)>;

/// Writes a value: sets as arrays, keys as strings in the order of their bytes.
pub(super) fn write(value: &Value, layout: Layout, out: &mut String, depth: usize) -> Result<(), Wrong> {
    room_for_depth(depth)?;
    room_for_text(out.len())?;
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(bool) => out.push_str(if *bool { "true" } else { "false" }),
        Value::Number(_) => out.push_str(&print::number(value)),
        Value::String(text) => quote(text, out),
        Value::Array(array) => list(&array.iter().collect::<Vec<_>>(), layout, out, depth)?,
        Value::Set(set) => list(&sorted(set.iter()), layout, out, depth)?,
        Value::Object(object) => fields(object, layout, out, depth)?,
        Value::Undefined => return fails("a value is undefined"),
    }
    Ok(())
}

fn line(layout: Layout, out: &mut String, depth: usize) {
    if let Some((prefix, indent)) = layout {
        out.push('\n');
        out.push_str(prefix);
        out.extend(std::iter::repeat_n(indent, depth));
    }
}

fn list(values: &[&Value], layout: Layout, out: &mut String, depth: usize) -> Result<(), Wrong> {
    out.push('[');
    for (at, value) in values.iter().enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        line(layout, out, depth + 1);
        write(value, layout, out, depth + 1)?;
    }
    if !values.is_empty() {
        line(layout, out, depth);
    }
    out.push(']');
    Ok(())
}

/// The fields of an object as JSON has them: a key that is no string becomes its text.
pub(super) fn named(object: &Object) -> Result<BTreeMap<String, &Value>, Wrong> {
    let mut named = BTreeMap::new();
    for (key, value) in super::order::fields(object) {
        let key = match key {
            Value::String(key) => key.to_string(),
            Value::Array(_) | Value::Object(_) | Value::Set(_) => {
                let mut text = String::new();
                write(key, None, &mut text, 0)?;
                text
            }
            other => print::value(other)?,
        };
        named.insert(key, value);
    }
    Ok(named)
}

fn fields(object: &Object, layout: Layout, out: &mut String, depth: usize) -> Result<(), Wrong> {
    let named = named(object)?;
    out.push('{');
    for (at, (key, value)) in named.iter().enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        line(layout, out, depth + 1);
        quote(key, out);
        out.push_str(if layout.is_some() { ": " } else { ":" });
        write(value, layout, out, depth + 1)?;
    }
    if !named.is_empty() {
        line(layout, out, depth);
    }
    out.push('}');
    Ok(())
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{0}'..='\u{1f}' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

/// Reads a text with one value.
pub(super) fn read(text: &str) -> Outcome {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.space();
    if reader.at < text.len() { reader.refuse() } else { Ok(value) }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn refuse<T>(&self) -> Result<T, Wrong> {
        fails(format!("the text is not JSON at its byte {}", self.at + 1))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Goes beyond `wanted` if it is next.
    fn take(&mut self, wanted: &str) -> bool {
        let is_there = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(wanted));
        self.at += if is_there { wanted.len() } else { 0 };
        is_there
    }

    fn value(&mut self, depth: usize) -> Outcome {
        room_for_depth(depth)?;
        self.space();
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string().map(Value::from),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ if self.take("true") => Ok(Value::from(true)),
            _ if self.take("false") => Ok(Value::from(false)),
            _ if self.take("null") => Ok(Value::Null),
            _ => self.refuse(),
        }
    }

    fn array(&mut self, depth: usize) -> Outcome {
        self.at += 1;
        let mut members = Vec::new();
        self.space();
        if self.take("]") {
            return Ok(Value::from(members));
        }
        loop {
            members.push(self.value(depth + 1)?);
            self.space();
            if self.take("]") {
                return Ok(Value::from(members));
            }
            if !self.take(",") {
                return self.refuse();
            }
        }
    }

    fn object(&mut self, depth: usize) -> Outcome {
        self.at += 1;
        let mut object = Object::new();
        self.space();
        if self.take("}") {
            return Ok(object.into_value());
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return self.refuse();
            }
            let key = self.string()?;
            self.space();
            if !self.take(":") {
                return self.refuse();
            }
            let value = self.value(depth + 1)?;
            object.insert(Value::from(key), value);
            self.space();
            if self.take("}") {
                return Ok(object.into_value());
            }
            if !self.take(",") {
                return self.refuse();
            }
        }
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at > start
    }

    fn number(&mut self) -> Outcome {
        let start = self.at;
        self.take("-");
        let mut is_right = self.take("0") || self.digits();
        if self.take(".") {
            is_right &= self.digits();
        }
        if self.take("e") || self.take("E") {
            let _ = self.take("+") || self.take("-");
            is_right &= self.digits();
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        if !is_right {
            return self.refuse();
        }
        super::types::number(text).map_or_else(|| fails(format!("the number {text} is too large")), Ok)
    }

    /// Reads a string; half a pair of UTF-16 becomes U+FFFD.
    fn string(&mut self) -> Result<String, Wrong> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let Some(character) = rest.chars().next() else { return self.refuse() };
            match character {
                '"' => {
                    self.at += 1;
                    return Ok(out);
                }
                '\\' => {
                    self.at += 1;
                    out.push(self.escape()?);
                }
                '\u{0}'..='\u{1f}' => return self.refuse(),
                _ => {
                    out.push(character);
                    self.at += character.len_utf8();
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Wrong> {
        let Some(letter) = self.peek() else { return self.refuse() };
        self.at += 1;
        Ok(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let Some(first) = self.unit() else { return self.refuse() };
                let after = self.at;
                if (0xd800..0xdc00).contains(&first)
                    && self.take("\\u")
                    && let Some(second) = self.unit()
                    && let Some(Ok(pair)) = char::decode_utf16([first, second]).next()
                {
                    return Ok(pair);
                }
                self.at = after;
                char::from_u32(u32::from(first)).unwrap_or('\u{fffd}')
            }
            _ => return self.refuse(),
        })
    }

    fn unit(&mut self) -> Option<u16> {
        let digits = self.text.get(self.at..self.at + 4)?;
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let unit = u16::from_str_radix(digits, 16).ok().filter(|_| is_hex)?;
        self.at += 4;
        Some(unit)
    }
}
