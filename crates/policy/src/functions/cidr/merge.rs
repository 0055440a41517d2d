//! `net.cidr_merge`: the fewest ranges that have the same addresses.

use super::{Range, bits, shown};
use crate::functions::args::texts;
use crate::functions::{Outcome, Wrong, fails};
use regorus::Value;
use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};

/// From the first to the last address, all in the space of IPv6.
struct Span {
    first: u128,
    last: u128,
    /// How it is written, if it was not merged with another.
    text: Option<String>,
}

/// Where IPv4 is in IPv6.
const V4: u128 = 0xffff << 32;

fn span(text: &str) -> Result<Span, Wrong> {
    let (range, first) = match text.parse::<IpAddr>().map(bits) {
        // An address alone stands for its class, as in Go's `DefaultMask`.
        Ok((address, 32)) => {
            let fixed = match address >> 24 {
                0..0x80 => 8,
                0x80..0xc0 => 16,
                _ => 24,
            };
            let network =
                Ipv4Addr::from(u32::try_from(address).unwrap_or_default() & (u32::MAX << (32 - fixed)));
            (Range::read(&format!("{network}/{fixed}"))?, address)
        }
        Ok(_) => return fails("an address of IPv6 needs the length of its prefix"),
        Err(_) => {
            let range = Range::read(text)?;
            (range, range.first)
        }
    };
    let base = if range.width == 32 { V4 } else { 0 };
    let text = format!("{}/{}", shown(first, range.width), range.fixed);
    Ok(Span { first: base + range.first, last: base + range.last(), text: Some(text) })
}

pub(in crate::functions) fn merge(args: &[Value]) -> Outcome {
    let mut spans = texts(args, 0)?.into_iter().map(span).collect::<Result<Vec<_>, _>>()?;
    spans.sort_by_key(|span| (span.last, span.first));
    let mut merged: Vec<Span> = Vec::new();
    while let Some(span) = spans.pop() {
        let Some(next) = spans.last_mut() else {
            merged.push(span);
            break;
        };
        let before = if span.first == V4 { V4 } else { span.first.saturating_sub(1) };
        if before <= next.last {
            *next = Span { first: next.first.min(span.first), last: span.last, text: None };
        } else {
            merged.push(span);
        }
    }
    let mut texts = BTreeSet::new();
    for span in merged {
        match span.text {
            Some(text) => {
                texts.insert(Value::from(text));
            }
            None => split(span.first, span.last, &mut texts),
        }
    }
    Ok(Value::from(texts))
}

/// Adds the ranges that make a span.
fn split(first: u128, last: u128, texts: &mut BTreeSet<Value>) {
    let is_v4 = first >> 32 == V4 >> 32;
    let (width, base) = if is_v4 { (32, V4) } else { (128, 0) };
    let (mut next, last) = (first - base, last - base);
    loop {
        let mut free = next.trailing_zeros().min(width);
        let end = |free: u32| if free == 128 { u128::MAX } else { next + ((1 << free) - 1) };
        while end(free) > last {
            free -= 1;
        }
        texts.insert(Value::from(format!("{}/{}", shown(next, width), width - free)));
        if end(free) >= last {
            return;
        }
        next = end(free) + 1;
    }
}
