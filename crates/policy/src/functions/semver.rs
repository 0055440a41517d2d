//! Semantic versions (Open Policy Agent, "Policy Reference", "Semver").

use super::args::text;
use super::{Outcome, fails};
use regorus::Value;
use std::cmp::Ordering;

struct Version<'a> {
    numbers: [i64; 3],
    before: &'a str,
}

/// Reads a version, which may begin with `v`.
fn read(text: &str) -> Option<Version<'_>> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let (text, build) = text.split_once('+').unwrap_or((text, ""));
    let (text, before) = text.split_once('-').unwrap_or((text, ""));
    let is_identifier = |text: &str| {
        let is_part = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        text.is_empty() || text.split('.').all(is_part)
    };
    let parts: Vec<&str> = text.split('.').collect();
    let [major, minor, patch] = parts[..] else { return None };
    let numbers = [major.parse().ok()?, minor.parse().ok()?, patch.parse().ok()?];
    (is_identifier(build) && is_identifier(before)).then_some(Version { numbers, before })
}

pub(super) fn is_valid(args: &[Value]) -> Outcome {
    Ok(Value::from(text(args, 0).is_ok_and(|text| read(text).is_some())))
}

pub(super) fn compare(args: &[Value]) -> Outcome {
    let (a, b) = (text(args, 0)?, text(args, 1)?);
    let (Some(a), Some(b)) = (read(a), read(b)) else {
        return fails(format!("{a:?} or {b:?} is not a semantic version"));
    };
    let order = a.numbers.cmp(&b.numbers).then_with(|| match (a.before, b.before) {
        (a, b) if a == b => Ordering::Equal,
        ("", _) => Ordering::Greater,
        (_, "") => Ordering::Less,
        (a, b) => identifiers(a, b),
    });
    Ok(Value::from(order as i64))
}

/// Compares what stands before a release: numbers come before words, and less before more.
fn identifiers(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(a), Some(b)) => match (is_number(a), is_number(b)) {
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                (true, true) => {
                    let number = |text: &str| text.parse().unwrap_or(i64::MAX);
                    number(a).cmp(&number(b))
                }
                (false, false) => a.cmp(b),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
}
