//! Ranges of addresses (Open Policy Agent, "Policy Reference", "Net").

mod merge;

pub(super) use merge::merge;

use super::args::{any, members, text};
use super::{Outcome, Wrong, fails, room_for_members};
use regorus::Value;
use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A range: the bits of its first address, and how many of them it fixes.
#[derive(Clone, Copy)]
pub(super) struct Range {
    first: u128,
    fixed: u32,
    /// 32 or 128.
    width: u32,
}

impl Range {
    /// Reads `10.0.0.0/8`.
    fn read(text: &str) -> Result<Self, Wrong> {
        let wrong = || Wrong::Fails(format!("{text:?} is not a range of addresses"));
        let (address, fixed) = text.split_once('/').ok_or_else(wrong)?;
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        if fixed.is_empty() || !fixed.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        let fixed: u32 = fixed.parse().map_err(|_| wrong())?;
        if fixed > if address.is_ipv4() { 32 } else { 128 } {
            return Err(wrong());
        }
        let (bits, width) = bits(address);
        // An IPv4 address within IPv6 is one of IPv4.
        let fixed = if width == 32 && !address.is_ipv4() { fixed.saturating_sub(96) } else { fixed };
        Ok(Self { first: bits & mask(width, fixed), fixed, width })
    }

    fn last(self) -> u128 {
        self.first | (!mask(self.width, self.fixed) & mask(self.width, self.width))
    }

    fn has(self, address: u128, width: u32) -> bool {
        self.width == width && address & mask(width, self.fixed) == self.first
    }
}

/// The bits of an address, and how many it has.
fn bits(address: IpAddr) -> (u128, u32) {
    match address.to_canonical() {
        IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
        IpAddr::V6(address) => (u128::from(address), 128),
    }
}

/// The first `fixed` of `width` bits.
fn mask(width: u32, fixed: u32) -> u128 {
    let all = if width == 128 { u128::MAX } else { (1 << width) - 1 };
    if fixed == 0 { 0 } else { all >> (width - fixed) << (width - fixed) }
}

/// Writes an address.
fn shown(bits: u128, width: u32) -> String {
    if width == 32 {
        return Ipv4Addr::from(u32::try_from(bits).unwrap_or_default()).to_string();
    }
    Ipv6Addr::from(bits).to_string()
}

fn contained(range: &str, other: &str) -> Result<bool, Wrong> {
    let range = Range::read(range)?;
    if let Ok(address) = other.parse::<IpAddr>() {
        let (bits, width) = bits(address);
        return Ok(range.has(bits, width));
    }
    let other = Range::read(other)?;
    Ok(range.has(other.first, other.width) && range.has(other.last(), other.width))
}

/// `net.cidr_contains(range, address or range)`; `net.cidr_overlap` is its older name.
pub(super) fn contains(args: &[Value]) -> Outcome {
    Ok(Value::from(contained(text(args, 0)?, text(args, 1)?)?))
}

pub(super) fn intersects(args: &[Value]) -> Outcome {
    let (a, b) = (Range::read(text(args, 0)?)?, Range::read(text(args, 1)?)?);
    Ok(Value::from(a.has(b.first, b.width) || b.has(a.first, a.width)))
}

pub(super) fn is_valid(args: &[Value]) -> Outcome {
    Ok(Value::from(text(args, 0).is_ok_and(|text| Range::read(text).is_ok())))
}

/// `net.cidr_expand`: all addresses.
pub(super) fn expand(args: &[Value]) -> Outcome {
    let range = Range::read(text(args, 0)?)?;
    let count = usize::try_from(range.last() - range.first).unwrap_or(usize::MAX - 1) + 1;
    room_for_members(count)?;
    let mut all = BTreeSet::new();
    for address in range.first..=range.last() {
        all.insert(Value::from(shown(address, range.width)));
        room_for_members(all.len())?;
    }
    Ok(Value::from(all))
}

/// The range that a member names: itself, or the first of an array.
fn range_of(value: &Value) -> Result<&Value, Wrong> {
    let found = match value {
        Value::Array(array) => array.first(),
        Value::String(_) => Some(value),
        _ => None,
    };
    found.map_or_else(|| fails("a range must be a string, or an array that begins with one"), Ok)
}

/// The ranges of an argument, each with what names it: itself, its index, or its key.
fn named(args: &[Value], at: usize) -> Result<Vec<(&Value, Value)>, Wrong> {
    match any(args, at) {
        value @ Value::String(_) => Ok(vec![(value, value.clone())]),
        Value::Array(array) => {
            let indexed = array.iter().enumerate();
            indexed.map(|(at, value)| Ok((range_of(value)?, Value::from(at as u64)))).collect()
        }
        Value::Set(_) => {
            members(args, at)?.into_iter().map(|value| Ok((range_of(value)?, value.clone()))).collect()
        }
        Value::Object(object) => {
            object.iter().map(|(key, value)| Ok((range_of(value)?, key.clone()))).collect()
        }
        _ => Ok(Vec::new()),
    }
}

/// `net.cidr_contains_matches`: the pairs of which the first contains the second.
pub(super) fn contains_matches(args: &[Value]) -> Outcome {
    let mut pairs = BTreeSet::new();
    let (ranges, others) = (named(args, 0)?, named(args, 1));
    if ranges.is_empty() {
        return Ok(Value::new_set());
    }
    let others = others?;
    for (range, name) in &ranges {
        for (other, other_name) in &others {
            let (Value::String(range), Value::String(other)) = (range, other) else {
                return fails("a range must be a string");
            };
            if contained(range, other)? {
                pairs.insert(Value::from(vec![name.clone(), other_name.clone()]));
                room_for_members(pairs.len())?;
            }
        }
    }
    Ok(Value::from(pairs))
}
