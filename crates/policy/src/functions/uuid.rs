//! `uuid.parse` (Open Policy Agent, "Policy Reference", "UUID"; RFC 4122).

use super::Outcome;
use super::args::text;
use regorus::Value;
use regorus::value::Object;
use std::fmt::Write as _;

/// From the beginning of the Gregorian calendar to that of Unix, in tenths of microseconds.
const GREGORIAN: i64 = 122_192_928_000_000_000;

/// Reads a UUID in any of its forms.
fn read(text: &str) -> Option<[u8; 16]> {
    let digits = match text.len() {
        45 => {
            let (prefix, rest) = text.split_at_checked(9)?;
            prefix.eq_ignore_ascii_case("urn:uuid:").then_some(rest)?
        }
        38 => text.get(1..37)?,
        32 | 36 => text,
        _ => return None,
    };
    let plain = if digits.len() == 36 {
        let is_dash = |at: usize| digits.as_bytes().get(at) == Some(&b'-');
        [8, 13, 18, 23].into_iter().all(is_dash).then(|| digits.replace('-', ""))?
    } else {
        digits.to_owned()
    };
    if plain.len() != 32 || !plain.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    Some(u128::from_str_radix(&plain, 16).ok()?.to_be_bytes())
}

/// `uuid.parse`: nothing for a text that is no UUID.
pub(super) fn parse(args: &[Value]) -> Outcome {
    let Some(bytes) = read(text(args, 0)?) else { return Ok(Value::Undefined) };
    let [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, node @ ..] = bytes;
    let mut object = Object::new();
    let mut put = |name: &str, value: Value| {
        object.insert(Value::from(name), value);
    };
    let version = b6 >> 4;
    put("version", Value::from(u64::from(version)));
    put(
        "variant",
        Value::from(match b8 >> 5 {
            4 | 5 => "RFC4122",
            6 => "Microsoft",
            7 => "Future",
            _ => "Reserved",
        }),
    );
    if matches!(version, 1 | 2) {
        let low = u32::from_be_bytes([b0, b1, b2, b3]);
        let time = i64::from(low)
            | i64::from(u16::from_be_bytes([b4, b5])) << 32
            | i64::from(u16::from_be_bytes([b6, b7]) & 0xfff) << 48;
        put("time", Value::from((time - GREGORIAN).wrapping_mul(100)));
        put("clocksequence", Value::from(u64::from(u16::from_be_bytes([b8, b9]) & 0x3fff)));
        let mut shown = String::new();
        for (at, byte) in node.iter().enumerate() {
            let _ = write!(shown, "{}{byte:02x}", if at > 0 { "-" } else { "" });
        }
        put("nodeid", Value::from(shown));
        put(
            "macvariables",
            Value::from(match node.first().map_or(0, |first| first & 3) {
                3 => "local:multicast",
                1 => "global:multicast",
                2 => "local:unicast",
                _ => "global:unicast",
            }),
        );
        if version == 2 {
            put("id", Value::from(u64::from(low)));
            put(
                "domain",
                Value::from(match b9 {
                    0 => "Person".to_owned(),
                    1 => "Group".to_owned(),
                    2 => "Org".to_owned(),
                    other => format!("Domain{other}"),
                }),
            );
        }
    }
    Ok(object.into_value())
}
