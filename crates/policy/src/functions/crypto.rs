//! Digests (Open Policy Agent, "Policy Reference", "Crypto").

use super::args::text;
use super::encoding::hexadecimal;
use super::{Outcome, Wrong};
use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use regorus::Value;
use sha1::Sha1;
use sha2::{Sha256, Sha512};

fn digest<D: Digest>(args: &[Value]) -> Outcome {
    Ok(Value::from(hexadecimal(&D::digest(text(args, 0)?.as_bytes()))))
}

pub(super) fn md5(args: &[Value]) -> Outcome {
    digest::<Md5>(args)
}

pub(super) fn sha1(args: &[Value]) -> Outcome {
    digest::<Sha1>(args)
}

pub(super) fn sha256(args: &[Value]) -> Outcome {
    digest::<Sha256>(args)
}

/// `crypto.hmac.*(message, key)`.
fn code<M: Mac + KeyInit>(args: &[Value]) -> Outcome {
    let (message, key) = (text(args, 0)?, text(args, 1)?);
    let mut code = <M as KeyInit>::new_from_slice(key.as_bytes())
        .map_err(|_| Wrong::Fails("the key has a wrong length".to_owned()))?;
    code.update(message.as_bytes());
    Ok(Value::from(hexadecimal(&code.finalize().into_bytes())))
}

pub(super) fn hmac_md5(args: &[Value]) -> Outcome {
    code::<Hmac<Md5>>(args)
}

pub(super) fn hmac_sha1(args: &[Value]) -> Outcome {
    code::<Hmac<Sha1>>(args)
}

pub(super) fn hmac_sha256(args: &[Value]) -> Outcome {
    code::<Hmac<Sha256>>(args)
}

pub(super) fn hmac_sha512(args: &[Value]) -> Outcome {
    code::<Hmac<Sha512>>(args)
}

/// `crypto.hmac.equal`.
pub(super) fn hmac_equal(args: &[Value]) -> Outcome {
    Ok(Value::from(text(args, 0)? == text(args, 1)?))
}
