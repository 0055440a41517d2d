//! Strings (Open Policy Agent, "Policy Reference", "Strings"). Places and lengths count characters.

mod case;
mod replace;

pub(super) use case::{lower, upper};
pub(super) use replace::{replace, replace_n};

use super::args::{any, from_count, from_texts, int, text, texts};
use super::{Outcome, Wrong, fails, room_for_members, room_for_text};
use regorus::Value;

pub(super) fn concat(args: &[Value]) -> Outcome {
    let (between, parts) = (text(args, 0)?, texts(args, 1)?);
    let length: usize = parts.iter().map(|part| part.len() + between.len()).sum();
    room_for_text(length)?;
    Ok(Value::from(parts.join(between)))
}

pub(super) fn contains(args: &[Value]) -> Outcome {
    Ok(Value::from(text(args, 0)?.contains(text(args, 1)?)))
}

pub(super) fn startswith(args: &[Value]) -> Outcome {
    Ok(Value::from(text(args, 0)?.starts_with(text(args, 1)?)))
}

pub(super) fn endswith(args: &[Value]) -> Outcome {
    Ok(Value::from(text(args, 0)?.ends_with(text(args, 1)?)))
}

/// A string, or an array or a set of strings.
fn one_or_many(args: &[Value], at: usize) -> Result<Vec<&str>, Wrong> {
    match any(args, at) {
        Value::String(text) => Ok(vec![text]),
        _ => texts(args, at),
    }
}

pub(super) fn any_prefix_match(args: &[Value]) -> Outcome {
    let (texts, parts) = (one_or_many(args, 0)?, one_or_many(args, 1)?);
    Ok(Value::from(texts.iter().any(|text| parts.iter().any(|part| text.starts_with(part)))))
}

pub(super) fn any_suffix_match(args: &[Value]) -> Outcome {
    let (texts, parts) = (one_or_many(args, 0)?, one_or_many(args, 1)?);
    Ok(Value::from(texts.iter().any(|text| parts.iter().any(|part| text.ends_with(part)))))
}

/// `strings.count`: of the empty string, one more than the characters.
pub(super) fn count(args: &[Value]) -> Outcome {
    let (text, part) = (text(args, 0)?, text(args, 1)?);
    let count = if part.is_empty() { text.chars().count() + 1 } else { text.matches(part).count() };
    Ok(from_count(count))
}

/// The places of a part, also where two overlap.
fn places(args: &[Value]) -> Result<impl Iterator<Item = usize> + '_, Wrong> {
    let (text, part) = (text(args, 0)?, text(args, 1)?);
    if part.is_empty() {
        return fails("its argument 2 must not be empty");
    }
    let starts = text.char_indices().enumerate();
    Ok(starts
        .filter(move |(_, (at, _))| text.get(*at..).is_some_and(|rest| rest.starts_with(part)))
        .map(|(place, _)| place))
}

pub(super) fn indexof(args: &[Value]) -> Outcome {
    Ok(places(args)?.next().map_or_else(|| Value::from(-1_i64), from_count))
}

pub(super) fn indexof_n(args: &[Value]) -> Outcome {
    Ok(Value::from(places(args)?.map(from_count).collect::<Vec<_>>()))
}

/// `substring(text, offset, length)`: a negative length takes the rest.
pub(super) fn substring(args: &[Value]) -> Outcome {
    let (text, offset, length) = (text(args, 0)?, int(args, 1)?, int(args, 2)?);
    let Ok(offset) = usize::try_from(offset) else { return fails("its argument 2 must not be negative") };
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    Ok(Value::from(text.chars().skip(offset).take(length).collect::<String>()))
}

/// Splits a text; by the empty string, into its characters.
fn parts<'a>(text: &'a str, by: &str) -> Vec<&'a str> {
    if by.is_empty() {
        return text.char_indices().filter_map(|(at, one)| text.get(at..at + one.len_utf8())).collect();
    }
    text.split(by).collect()
}

pub(super) fn split(args: &[Value]) -> Outcome {
    let parts = parts(text(args, 0)?, text(args, 1)?);
    room_for_members(parts.len())?;
    Ok(from_texts(parts))
}

/// `strings.split_n`: the first parts, or the last if the number is negative.
pub(super) fn split_n(args: &[Value]) -> Outcome {
    let (text, by, count) = (text(args, 0)?, text(args, 1)?, int(args, 2)?);
    let parts = parts(text, by);
    let wanted = usize::try_from(count.unsigned_abs()).unwrap_or(usize::MAX).min(parts.len());
    let skipped = if count < 0 { parts.len() - wanted } else { 0 };
    Ok(from_texts(parts.into_iter().skip(skipped).take(wanted)))
}

pub(super) fn reverse(args: &[Value]) -> Outcome {
    Ok(Value::from(text(args, 0)?.chars().rev().collect::<String>()))
}

pub(super) fn trim(args: &[Value]) -> Outcome {
    let (text, of) = (text(args, 0)?, text(args, 1)?);
    Ok(Value::from(text.trim_matches(|one| of.contains(one))))
}

pub(super) fn trim_left(args: &[Value]) -> Outcome {
    let (text, of) = (text(args, 0)?, text(args, 1)?);
    Ok(Value::from(text.trim_start_matches(|one| of.contains(one))))
}

pub(super) fn trim_right(args: &[Value]) -> Outcome {
    let (text, of) = (text(args, 0)?, text(args, 1)?);
    Ok(Value::from(text.trim_end_matches(|one| of.contains(one))))
}

pub(super) fn trim_prefix(args: &[Value]) -> Outcome {
    let (text, part) = (text(args, 0)?, text(args, 1)?);
    Ok(Value::from(text.strip_prefix(part).unwrap_or(text)))
}

pub(super) fn trim_suffix(args: &[Value]) -> Outcome {
    let (text, part) = (text(args, 0)?, text(args, 1)?);
    Ok(Value::from(text.strip_suffix(part).unwrap_or(text)))
}

pub(super) fn trim_space(args: &[Value]) -> Outcome {
    Ok(Value::from(text(args, 0)?.trim()))
}
