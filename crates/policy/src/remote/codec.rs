//! Rego values as bytes, and back.
//!
//! JSON would not do: a number above 64 bits would lose digits, a set would become a list, and a project that a
//! thousand services share would be written a thousand times.

use regorus::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// The maximum depth of a value: a program that reads a deeper one would run out of its stack.
const MAX_DEPTH: usize = 200;

const NULL: u8 = b'0';
const FALSE: u8 = b'f';
const TRUE: u8 = b't';
const NUMBER: u8 = b'n';
const TEXT: u8 = b's';
const LIST: u8 = b'l';
const SET: u8 = b'e';
const OBJECT: u8 = b'o';
const UNDEFINED: u8 = b'u';
const SHARED: u8 = b'r';

/// Values that several inputs share, by number.
pub(crate) type Shared = HashMap<u64, Value>;

/// Appends a length and `bytes` to `out`.
pub(crate) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend((bytes.len() as u64).to_le_bytes());
    out.extend(bytes);
}

/// Appends the shared value number `number` to `out`.
pub(crate) fn put_shared(out: &mut Vec<u8>, number: u64) {
    out.push(SHARED);
    out.extend(number.to_le_bytes());
}

/// Appends the start of an object with `count` fields, which follow as keys and values.
pub(crate) fn put_object(out: &mut Vec<u8>, count: usize) {
    out.push(OBJECT);
    out.extend((count as u64).to_le_bytes());
}

/// Appends `value` to `out`.
pub(crate) fn put(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => out.push(NULL),
        Value::Bool(value) => out.push(if *value { TRUE } else { FALSE }),
        Value::Number(number) => {
            out.push(NUMBER);
            put_bytes(out, format!("{number:?}").as_bytes());
        }
        Value::String(text) => {
            out.push(TEXT);
            put_bytes(out, text.as_bytes());
        }
        Value::Array(items) => {
            out.push(LIST);
            out.extend((items.len() as u64).to_le_bytes());
            items.iter().for_each(|item| put(out, item));
        }
        Value::Set(items) => {
            out.push(SET);
            out.extend((items.len() as u64).to_le_bytes());
            items.iter_sorted().for_each(|item| put(out, item));
        }
        Value::Object(fields) => {
            put_object(out, fields.len());
            for (key, field) in fields.iter_sorted() {
                put(out, key);
                put(out, field);
            }
        }
        Value::Undefined => out.push(UNDEFINED),
    }
}

/// Reads what the functions above wrote.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    shared: &'a Shared,
}

impl<'a> Reader<'a> {
    /// Creates a reader of `bytes`, in which references are to `shared`.
    pub(crate) fn of(bytes: &'a [u8], shared: &'a Shared) -> Self {
        Self { bytes, shared }
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    /// Reads a number of eight bytes.
    pub(crate) fn number(&mut self) -> Option<u64> {
        self.take(8)?.try_into().ok().map(u64::from_le_bytes)
    }

    /// Reads text.
    pub(crate) fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    /// Reads a value; None if the bytes are none, or the value is too deep.
    pub(crate) fn value(&mut self) -> Option<Value> {
        self.value_at(0)
    }

    fn value_at(&mut self, depth: usize) -> Option<Value> {
        if depth > MAX_DEPTH {
            return None;
        }
        Some(match *self.take(1)?.first()? {
            NULL => Value::Null,
            FALSE => Value::Bool(false),
            TRUE => Value::Bool(true),
            NUMBER => {
                let digits = self.text()?;
                match digits.parse::<i128>() {
                    Ok(number) => Value::from(number),
                    Err(_) => Value::from(digits.parse::<f64>().ok()?),
                }
            }
            TEXT => Value::String(Arc::from(self.text()?)),
            LIST => {
                let mut items = Vec::new();
                for _ in 0..self.number()? {
                    items.push(self.value_at(depth + 1)?);
                }
                Value::from(items)
            }
            SET => {
                let mut items = std::collections::BTreeSet::new();
                for _ in 0..self.number()? {
                    items.insert(self.value_at(depth + 1)?);
                }
                Value::from(items)
            }
            OBJECT => {
                let mut fields = std::collections::BTreeMap::new();
                for _ in 0..self.number()? {
                    let key = self.value_at(depth + 1)?;
                    fields.insert(key, self.value_at(depth + 1)?);
                }
                Value::from(fields)
            }
            UNDEFINED => Value::Undefined,
            SHARED => {
                let number = self.number()?;
                self.shared.get(&number)?.clone()
            }
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_comes_back_as_it_was() {
        let text = r#"{"a": [1, -2, 1.5, 1e300, true, false, null, "x\u0000é"], "b": {"c": {}}}"#;
        let set = std::collections::BTreeSet::from([Value::from("a"), Value::from(3_u64)]);
        let values = [
            Value::from_json_str(text).unwrap(),
            Value::from(i128::MIN),
            Value::from(u128::from(u64::MAX)),
            Value::from(1.0),
            Value::from(set),
            Value::Undefined,
        ];
        for value in values {
            let mut bytes = Vec::new();
            put(&mut bytes, &value);
            let back = Reader::of(&bytes, &Shared::new()).value().unwrap();
            assert_eq!((&back, back.to_string()), (&value, value.to_string()));
        }
    }

    #[test]
    fn a_deep_value_is_refused() {
        let deep = |depth: usize| {
            let value = (0..depth).fold(Value::Null, |inner, _| Value::from(vec![inner]));
            let mut bytes = Vec::new();
            put(&mut bytes, &value);
            Reader::of(&bytes, &Shared::new()).value().is_some()
        };
        assert!(deep(MAX_DEPTH) && !deep(MAX_DEPTH + 1));
    }

    #[test]
    fn damaged_bytes_are_refused() {
        for bytes in [&b""[..], b"s\xff\xff\xff\xff\xff\xff\xff\xffx", b"r\0\0\0\0\0\0\0\0", b"q"] {
            assert!(Reader::of(bytes, &Shared::new()).value().is_none(), "{bytes:?}");
        }
    }
}
