//! Queries of addresses, as Go's `net/url` has them (Open Policy Agent, "Policy Reference", "Encoding").

use super::args::{object, text};
use super::encoding::lossy;
use super::{Outcome, Wrong, fails, json_text};
use regorus::Value;
use regorus::value::Object;
use std::fmt::Write as _;

/// Writes a text for a query: a space is `+`.
fn escape(text: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
}

/// Reads `%41`, and `+` as a space if wanted.
pub(super) fn unescape(text: &str, plus: bool) -> Result<Vec<u8>, Wrong> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match first {
            b'%' => {
                let digit = |at: usize| after.get(at).and_then(|byte| char::from(*byte).to_digit(16));
                let (Some(high), Some(low)) = (digit(0), digit(1)) else {
                    return fails("a `%` is not followed by two hexadecimal digits");
                };
                bytes.push(u8::try_from(high << 4 | low).unwrap_or_default());
                rest = after.get(2..).unwrap_or_default();
            }
            b'+' if plus => bytes.push(b' '),
            other => bytes.push(*other),
        }
    }
    Ok(bytes)
}

pub(super) fn encode(args: &[Value]) -> Outcome {
    let mut out = String::new();
    escape(text(args, 0)?, &mut out);
    Ok(Value::from(out))
}

pub(super) fn decode(args: &[Value]) -> Outcome {
    Ok(lossy(&unescape(text(args, 0)?, true)?))
}

/// `urlquery.encode_object`: in the order of the keys.
pub(super) fn encode_object(args: &[Value]) -> Outcome {
    let mut out = String::new();
    let mut add = |key: &str, value: &Value| match value {
        Value::String(value) => {
            out.push_str(if out.is_empty() { "" } else { "&" });
            escape(key, &mut out);
            out.push('=');
            escape(value, &mut out);
            Ok(())
        }
        _ => fails("a value must be a string, or an array or a set of strings"),
    };
    for (key, value) in json_text::named(object(args, 0)?)? {
        match super::args::members_of(value) {
            Some(members) => members.into_iter().try_for_each(|member| add(&key, member))?,
            None => add(&key, value)?,
        }
    }
    Ok(Value::from(out))
}

/// `urlquery.decode_object`: the values of a key are an array.
pub(super) fn decode_object(args: &[Value]) -> Outcome {
    let mut found = Object::new();
    for pair in text(args, 0)?.split('&').filter(|pair| !pair.is_empty()) {
        if pair.contains(';') {
            return fails("a query must not have `;`");
        }
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let key = lossy(&unescape(key, true)?);
        let mut values = match found.get(&key) {
            Some(Value::Array(values)) => values.to_vec(),
            _ => Vec::new(),
        };
        values.push(lossy(&unescape(value, true)?));
        found.insert(key, Value::from(values));
    }
    Ok(found.into_value())
}

/// `uri.is_valid`: not for an empty text.
pub(super) fn is_valid(args: &[Value]) -> Outcome {
    Ok(Value::from(text(args, 0).is_ok_and(|text| !text.is_empty() && read(text).is_ok())))
}

/// `uri.parse`: the parts that are there.
pub(super) fn parse(args: &[Value]) -> Outcome {
    let parts = read(text(args, 0)?)?;
    let mut object = Object::new();
    for (name, part) in parts {
        if !part.is_empty() {
            object.insert(Value::from(name), Value::from(part));
        }
    }
    Ok(object.into_value())
}

type Parts = Vec<(&'static str, String)>;

/// Reads an address as Go's `url.Parse`.
fn read(text: &str) -> Result<Parts, Wrong> {
    if text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
        return fails("the address has a control character");
    }
    let (rest, fragment) = text.split_once('#').unwrap_or((text, ""));
    let fragment = part(fragment)?;
    let mut parts: Parts = vec![("fragment", fragment)];
    if rest == "*" {
        parts.extend([("path", "*".to_owned()), ("raw_path", "*".to_owned())]);
        return Ok(parts);
    }
    let (scheme, rest) = scheme(rest)?;
    parts.push(("scheme", scheme.to_lowercase()));
    let (mut rest, query) = match rest.split_once('?') {
        Some((rest, query)) => (rest, query),
        None => (rest, ""),
    };
    parts.push(("raw_query", query.to_owned()));
    if !rest.starts_with('/') {
        if !scheme.is_empty() {
            // What follows has no meaning of its own, as in `mailto:a@b`.
            return Ok(parts);
        }
        if rest.split('/').next().is_some_and(|first| first.contains(':')) {
            return fails("the first part of a path must not have a colon");
        }
    }
    let has_host = !scheme.is_empty() || !rest.starts_with("///");
    if let Some(after) = rest.strip_prefix("//").filter(|_| has_host) {
        let end = after.find('/').unwrap_or(after.len());
        let (authority, path) = after.split_at(end);
        let (host, port) = host(authority)?;
        parts.extend([("hostname", host), ("port", port)]);
        rest = path;
    }
    let path = part(rest)?;
    parts.push(("raw_path", if escaped(&path) == rest { path.clone() } else { rest.to_owned() }));
    parts.push(("path", path));
    Ok(parts)
}

fn part(text: &str) -> Result<String, Wrong> {
    Ok(String::from_utf8_lossy(&unescape(text, false)?).into_owned())
}

/// How Go would write a path.
fn escaped(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => out.push(char::from(byte)),
            b'-' | b'_' | b'.' | b'~' | b'$' | b'&' | b'+' | b',' | b'/' | b':' | b';' | b'=' | b'@' => {
                out.push(char::from(byte));
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

fn scheme(text: &str) -> Result<(&str, &str), Wrong> {
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if at > 0 => {}
            b':' if at == 0 => return fails("the address has no scheme before its colon"),
            b':' => return Ok((text.get(..at).unwrap_or(""), text.get(at + 1..).unwrap_or(""))),
            _ => return Ok(("", text)),
        }
    }
    Ok(("", text))
}

/// Reads `user@host:port`.
fn host(authority: &str) -> Result<(String, String), Wrong> {
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let is_of_user = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte);
    if !user.bytes().all(is_of_user) {
        return fails("the user in the address has a character that is not allowed");
    }
    unescape(user, false)?;
    let is_port = |port: &str| port.is_empty() || port.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(inner) = host.strip_prefix('[') {
        let Some((name, port)) = inner.rsplit_once(']') else {
            return fails("the address has a `[` without `]`");
        };
        let digits = port.strip_prefix(':').unwrap_or("");
        if !port.is_empty() && !port.starts_with(':') || !is_port(digits) {
            return fails("the port is not a number");
        }
        let plain = String::from_utf8_lossy(&unescape(name, false)?).into_owned();
        if plain.parse::<std::net::Ipv6Addr>().is_err() && !plain.contains('%') {
            return fails("there is no IPv6 address between the brackets");
        }
        return Ok((plain, digits.to_owned()));
    }
    let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
    if !is_port(port) || name.contains(':') {
        return fails("the port is not a number");
    }
    let is_of_host = |byte: u8| {
        byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"-._~!$&'()*+,;=:[]<>\"%".contains(&byte)
    };
    if !name.bytes().all(is_of_host) {
        return fails("the host has a character that is not allowed");
    }
    // Only what is not ASCII may be escaped.
    let plain = unescape(name, false)?;
    if name.contains('%') && plain.is_ascii() {
        return fails("the host has an escape that is not allowed");
    }
    Ok((String::from_utf8_lossy(&plain).into_owned(), port.to_owned()))
}
