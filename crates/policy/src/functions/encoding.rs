//! Base64 and hexadecimal (Open Policy Agent, "Policy Reference", "Encoding"). Bytes that are no UTF-8 become U+FFFD:
//! strings hold no others here.

use super::args::text;
use super::{Outcome, Wrong, fails};
use regorus::Value;
use std::fmt::Write as _;

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Writes bytes as base64.
fn encode(bytes: &[u8], alphabet: &[u8; 64], pads: bool) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .chain([0; 3].iter())
            .take(3)
            .fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        for place in 0..4 {
            let sextet = bits >> (18 - 6 * place) & 63;
            if place <= chunk.len() {
                out.extend(alphabet.get(sextet).map(|letter| char::from(*letter)));
            } else if pads {
                out.push('=');
            }
        }
    }
    out
}

/// Reads base64 with its padding; the ends of lines do not count.
pub(super) fn decode(text: &str, url: bool) -> Result<Vec<u8>, Wrong> {
    let alphabet = if url { URL } else { STANDARD };
    let letters: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    let padding = letters.iter().rev().take_while(|byte| **byte == b'=').count();
    let wrong = || Wrong::Fails("the text is not base64".to_owned());
    if !letters.len().is_multiple_of(4) || padding > 2 {
        return Err(wrong());
    }
    let mut bytes = Vec::new();
    for chunk in letters.get(..letters.len() - padding).unwrap_or_default().chunks(4) {
        let mut bits = 0_u32;
        for letter in chunk {
            let sextet = alphabet.iter().position(|known| known == letter).ok_or_else(wrong)?;
            bits = bits << 6 | u32::try_from(sextet).unwrap_or(0);
        }
        bits <<= 6 * (4 - chunk.len());
        bytes.extend(bits.to_be_bytes().iter().skip(1).take(chunk.len() - 1));
    }
    Ok(bytes)
}

/// The text of bytes.
pub(super) fn lossy(bytes: &[u8]) -> Value {
    Value::from(&*String::from_utf8_lossy(bytes))
}

pub(super) fn base64_encode(args: &[Value]) -> Outcome {
    Ok(Value::from(encode(text(args, 0)?.as_bytes(), STANDARD, true)))
}

pub(super) fn base64_decode(args: &[Value]) -> Outcome {
    Ok(lossy(&decode(text(args, 0)?, false)?))
}

pub(super) fn base64_is_valid(args: &[Value]) -> Outcome {
    Ok(Value::from(text(args, 0).is_ok_and(|text| decode(text, false).is_ok())))
}

pub(super) fn base64url_encode(args: &[Value]) -> Outcome {
    Ok(Value::from(encode(text(args, 0)?.as_bytes(), URL, true)))
}

pub(super) fn base64url_encode_no_pad(args: &[Value]) -> Outcome {
    Ok(Value::from(encode(text(args, 0)?.as_bytes(), URL, false)))
}

/// Reads base64 of addresses, with or without its padding.
pub(super) fn decode_url(text: &str) -> Result<Vec<u8>, Wrong> {
    if text.ends_with('=') {
        return decode(text, true);
    }
    match text.len() % 4 {
        0 => decode(text, true),
        2 => decode(&format!("{text}=="), true),
        3 => decode(&format!("{text}="), true),
        _ => fails("the text is not base64"),
    }
}

pub(super) fn base64url_decode(args: &[Value]) -> Outcome {
    Ok(lossy(&decode_url(text(args, 0)?)?))
}

/// Writes bytes in hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

pub(super) fn hex_encode(args: &[Value]) -> Outcome {
    Ok(Value::from(hexadecimal(text(args, 0)?.as_bytes())))
}

pub(super) fn hex_decode(args: &[Value]) -> Outcome {
    let digits = text(args, 0)?.as_bytes();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let byte = |pair: &[u8]| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    };
    let bytes: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
    bytes.map_or_else(|| fails("the text is not hexadecimal"), |bytes| Ok(lossy(&bytes)))
}
