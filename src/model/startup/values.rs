//! Values of the wrong type, and outside of what a property may have (`ConfigDef`).

use super::checks::Checks;
use super::java;
use super::kafka::{Kafka, STRICT_LISTS};
use super::meant;
use super::refusal::Refusal;
use super::settings::{is_open, items, text};
use super::table::{Definition, Valid};
use crate::source::SourceMap;
use crate::tree::{Entry, Node};

/// Properties with checks of their own.
const ELSEWHERE: &[&str] = &["controller.quorum.voters", "controller.quorum.bootstrap.servers"];

/// Settings of the format of messages and of protocols, which Kafka 3 checks against the versions it knows.
const VERSIONS: &[&str] = &["inter.broker.protocol.version", "log.message.format.version"];

/// Judges the value of every property that the user writes and that `is_read`.
pub(super) fn check(checks: &mut Checks<'_>, is_read: &dyn Fn(&str) -> bool) {
    let written: Vec<Entry> = checks.settings.written.entries().collect();
    for entry in written.iter().filter(|entry| is_read(&entry.key)) {
        let Some(definition) = checks.table.get(&entry.key, checks.kafka) else { continue };
        if ELSEWHERE.contains(&&*entry.key) {
            continue;
        }
        let found = refusals(entry, &definition, checks.kafka, checks.settings.sources);
        for one in found {
            checks.refuse(one);
        }
    }
}

/// Returns what is wrong with the value of one property.
pub(super) fn refusals(
    entry: &Entry,
    definition: &Definition<'_>,
    kafka: Kafka,
    sources: &SourceMap,
) -> Vec<Refusal> {
    let (name, node) = (&*entry.key, &entry.node);
    if definition.kind == "list" {
        return list(name, node, definition.valid, kafka, sources);
    }
    let Some(value) = node.as_text() else { return Vec::new() };
    let one = |check: &'static str| Refusal::new(check, name, node.clone());
    let found = match definition.kind {
        "boolean" => java::boolean(value).is_none().then(|| one("not-a-boolean")),
        "int" => number(one, value, i64::from(i32::MIN)..=i64::from(i32::MAX), definition.valid),
        "short" => number(one, value, i64::from(i16::MIN)..=i64::from(i16::MAX), definition.valid),
        "long" => number(one, value, i64::MIN..=i64::MAX, definition.valid),
        "double" => match java::double(value) {
            Some(number) => out_of_range(one, number, definition.valid),
            None => Some(one("not-a-number")),
        },
        "class" => java::trim(value).is_empty().then(|| one("empty-value")),
        "string" if VERSIONS.contains(&name) => {
            (!is_version(java::trim(value), kafka)).then(|| one("not-a-version").expecting([kafka.name()]))
        }
        "string" => string(one, java::trim(value), definition.valid),
        _ => None,
    };
    let not_whole = |one: &Refusal| matches!(one.check, "not-a-number" | "not-a-whole-number");
    let with_number = |one: Refusal| match meant::number(name, value).filter(|_| not_whole(&one)) {
        Some(number) => one.meaning(Some(&number)),
        None => one,
    };
    found.map(with_number).into_iter().collect()
}

fn number(
    refusal: impl Fn(&'static str) -> Refusal,
    value: &str,
    range: std::ops::RangeInclusive<i64>,
    valid: &Valid,
) -> Option<Refusal> {
    match java::integer(value) {
        Some(number) if range.contains(&number) =>
        {
            #[expect(clippy::cast_precision_loss, reason = "Kafka compares with bounds as doubles, too")]
            out_of_range(refusal, number as f64, valid)
        }
        Some(_) => Some(refusal("number-too-large").expecting([range.start(), range.end()])),
        None if java::is_digits(value) => {
            Some(refusal("number-too-large").expecting([range.start(), range.end()]))
        }
        // `7d` is a double to Java, and to its author seven days.
        None if java::double(value).is_some() && !value.trim_end().ends_with(char::is_alphabetic) => {
            Some(refusal("not-a-whole-number"))
        }
        None => Some(refusal("not-a-number")),
    }
}

fn out_of_range(refusal: impl Fn(&'static str) -> Refusal, number: f64, valid: &Valid) -> Option<Refusal> {
    let bound = |text: &Option<String>| text.as_deref().and_then(java::double);
    #[expect(clippy::float_cmp, reason = "a whole number that is allowed beside the range")]
    if bound(&valid.or).is_some_and(|or| or == number) {
        return None;
    }
    if bound(&valid.min).is_some_and(|min| number < min) {
        return Some(refusal("below-minimum").expecting(&valid.min));
    }
    bound(&valid.max).is_some_and(|max| number > max).then(|| refusal("above-maximum").expecting(&valid.max))
}

fn string(refusal: impl Fn(&'static str) -> Refusal, value: &str, valid: &Valid) -> Option<Refusal> {
    if valid.empty == Some(false) && value.is_empty() {
        return Some(refusal("empty-value"));
    }
    if valid.values.is_empty() || is_among(value, valid) {
        return None;
    }
    Some(none_of(refusal("not-one-of"), value, valid, false))
}

fn none_of(refusal: Refusal, value: &str, valid: &Valid, is_list: bool) -> Refusal {
    let meant = meant::word(value, &valid.values, is_list);
    refusal.expecting(&valid.values).meaning(meant.as_deref())
}

fn is_among(value: &str, valid: &Valid) -> bool {
    let is_equal = |one: &String| if valid.any_case { one.eq_ignore_ascii_case(value) } else { one == value };
    valid.values.iter().any(is_equal)
}

fn list(name: &str, node: &Node, valid: &Valid, kafka: Kafka, sources: &SourceMap) -> Vec<Refusal> {
    let is_strict = kafka >= STRICT_LISTS;
    let items = items(node, sources);
    if items.is_empty() {
        let is_refused = valid.empty == Some(false) && is_strict && node.as_text().is_some();
        return is_refused.then(|| Refusal::new("empty-list", name, node.clone())).into_iter().collect();
    }
    if let Some(inner) = bracketed(node).filter(|_| !valid.values.is_empty()) {
        let is_right = inner.split(',').all(|item| is_among(item.trim(), valid));
        let refusal = Refusal::new("not-one-of", name, node.clone()).expecting(&valid.values);
        return vec![refusal.meaning(Some(inner).filter(|_| is_right))];
    }
    let item = |item: &Node| {
        let value = text(item);
        if is_open(item) || value.contains('$') {
            return None;
        }
        let refusal = |check| Refusal::new(check, name, item.clone());
        if value.is_empty() {
            let is_refused = is_strict && valid.empty.is_some() || !valid.values.is_empty();
            return is_refused.then(|| Refusal::new("empty-item", name, node.clone()));
        }
        let is_wrong = !valid.values.is_empty() && !is_among(value, valid);
        is_wrong.then(|| none_of(refusal("not-one-of"), value, valid, true))
    };
    let mut found: Vec<Refusal> = items.iter().filter_map(item).collect();
    found.dedup_by(|one, other| one.is_same(other));
    found
}

/// Returns what stands in brackets, which are no part of a list.
fn bracketed(node: &Node) -> Option<&str> {
    node.as_text()?.trim().strip_prefix('[')?.strip_suffix(']')
}

/// Returns true for a version that `kafka` knows: `3.9`, `3.9-IV0`, `3.9.1`.
fn is_version(value: &str, kafka: Kafka) -> bool {
    let number = value.split_once("-IV").map_or(value, |(number, _)| number);
    let is_number = !number.is_empty() && number.chars().all(|one| one.is_ascii_digit() || one == '.');
    is_number && number.contains('.') && Kafka::parse(number).is_some_and(|version| version <= kafka)
}
