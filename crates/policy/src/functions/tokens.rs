//! JSON web tokens, which are read and not verified (Open Policy Agent, "Policy Reference", "Tokens").

use super::args::text;
use super::encoding::{decode_url, hexadecimal, lossy};
use super::{Outcome, fails, json_text, room_for_depth};
use regorus::Value;

/// `io.jwt.decode`: the header, the payload, and the signature in hexadecimal digits.
pub(super) fn decode(args: &[Value]) -> Outcome {
    token(text(args, 0)?, 0)
}

fn token(token_text: &str, depth: usize) -> Outcome {
    room_for_depth(depth * 16)?;
    let parts: Vec<&str> = token_text.split('.').collect();
    let [header, payload, signature] = parts[..] else {
        return fails("a token has three parts, which are separated by points");
    };
    let object = |bytes: &[u8]| {
        let value = json_text::read(&String::from_utf8_lossy(bytes))?;
        if matches!(value, Value::Object(_)) {
            Ok(value)
        } else {
            fails("a part of the token is not an object")
        }
    };
    let header = object(&decode_url(header)?)?;
    let field = |name: &str| header.as_object().ok().and_then(|header| header.get(&Value::from(name)));
    if field("enc").is_some() {
        return fails("the token is encrypted");
    }
    let payload = decode_url(payload)?;
    if let Some(Value::String(kind)) = field("cty")
        && &**kind == "JWT"
        && let Value::String(inner) = lossy(&payload)
    {
        return token(inner.trim_matches(['"', '\'']), depth + 1);
    }
    let signature = hexadecimal(&decode_url(signature)?);
    Ok(Value::from(vec![header.clone(), object(&payload)?, Value::from(signature)]))
}
