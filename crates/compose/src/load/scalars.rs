//! Reads scalars and keys as Compose's YAML reader, go-yaml, does: it accepts more number notations than YAML 1.2.

use crate::defect::Defect;
use crate::source::SourceMap;
use crate::tree::{Entry, Node, Scalar, ScalarKind};

/// The meaning of a plain scalar.
#[derive(Debug, PartialEq)]
enum Meaning {
    /// The scalar as it is.
    Same,
    /// A scalar of another kind or notation: a number as Go writes it, or text for a number that is too large.
    Number(String, ScalarKind),
    /// A date or timestamp, in RFC 3339; no attribute of Compose accepts one.
    Date(String),
}

/// How Compose reads a scalar.
pub(crate) enum Read {
    /// Unchanged.
    Same,
    /// As this node.
    As(Node),
    /// A date, which no attribute accepts; an extension field shows it in this form.
    Date {
        /// RFC 3339.
        shown: String,
    },
}

/// Reads `node`, a scalar, as Compose does.
pub(crate) fn read(node: &Node, scalar: &Scalar) -> Read {
    if !scalar.is_plain() {
        return Read::Same;
    }
    match meaning(&scalar.text, scalar.kind) {
        Meaning::Same => Read::Same,
        Meaning::Number(text, kind) => Read::As(node.normalized(text, kind)),
        Meaning::Date(shown) => Read::Date { shown },
    }
}

/// Returns the defect for a date.
pub(crate) fn refused_date(node: &Node) -> Defect {
    let text = node.as_text().unwrap_or_default();
    Defect::new(node.origin.span, format!("`{text}` is a date to Compose, which accepts no dates"))
        .help("put it in quotes")
}

/// Reports a key that is not text.
pub(crate) fn check_key(entry: &Entry, sources: &SourceMap, defects: &mut Vec<Defect>) {
    let Some(kind) = odd_key(&entry.key) else { return };
    let Some(source) = sources.get(entry.key_span.source) else { return };
    let written = source.slice(entry.key_span);
    // A key that is null has the empty text, in each of its unquoted spellings.
    if written == &*entry.key || (entry.key.is_empty() && !written.starts_with(['"', '\''])) {
        let message = format!("the key `{written}` is {kind} to Compose, which takes only text");
        defects.push(Defect::new(entry.key_span, message).help("put it in quotes"));
    }
}

/// Returns the kind of an unquoted key that is not text.
fn odd_key(key: &str) -> Option<&'static str> {
    let kind = match key.as_bytes().first() {
        None => return Some("nothing"),
        Some(b'[' | b'{') => return Some("a list or mapping"),
        Some(b'-') if key[1..].starts_with([' ', '\n']) => return Some("a list"),
        Some(first) if first.is_ascii_digit() || b"+-.~nNtTfF".contains(first) => {
            crate::syntax::yaml::kind_of(key)
        }
        _ => return None,
    };
    match (kind, meaning(key, kind)) {
        (_, Meaning::Date(_)) => Some("a date"),
        (_, Meaning::Number(..)) | (ScalarKind::Int | ScalarKind::Float, _) => Some("a number"),
        (ScalarKind::Bool, _) => Some("a boolean"),
        (ScalarKind::Null, _) => Some("nothing"),
        _ => None,
    }
}

fn meaning(text: &str, kind: ScalarKind) -> Meaning {
    match kind {
        ScalarKind::Bool => {
            let lower = text.to_ascii_lowercase();
            if lower == text { Meaning::Same } else { Meaning::Number(lower, ScalarKind::Bool) }
        }
        ScalarKind::Int | ScalarKind::Float => match number_or_date(text) {
            Meaning::Same if integer(text).is_none() && float(text).is_none() => {
                Meaning::Number(text.into(), ScalarKind::Text)
            }
            meaning => meaning,
        },
        ScalarKind::Text => number_or_date(text),
        ScalarKind::Null | ScalarKind::Unresolved => Meaning::Same,
    }
}

fn number_or_date(text: &str) -> Meaning {
    let Some(first) = text.bytes().next() else { return Meaning::Same };
    if !(first.is_ascii_digit() || b"+-.".contains(&first)) {
        return Meaning::Same;
    }
    if let Some(date) = date(text) {
        return Meaning::Date(date);
    }
    let in_words = match text {
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some("+Inf"),
        "-.inf" | "-.Inf" | "-.INF" => Some("-Inf"),
        ".nan" | ".NaN" | ".NAN" => Some("NaN"),
        _ => None,
    };
    if let Some(words) = in_words {
        return Meaning::Number(words.into(), ScalarKind::Float);
    }
    let plain = text.replace('_', "");
    if let Some(digits) = integer(&plain) {
        return if digits == text { Meaning::Same } else { Meaning::Number(digits, ScalarKind::Int) };
    }
    match float(&plain) {
        Some(number) => {
            let shown = go_float(number);
            if shown == text { Meaning::Same } else { Meaning::Number(shown, ScalarKind::Float) }
        }
        None => Meaning::Same,
    }
}

/// Returns the decimal digits of an integer of up to 64 bits: decimal, `0x`, `0o`, `0b`, and octal with a leading `0`,
/// as in go-yaml. YAML 1.2, which `syntax::schema` and policies' inputs use, has no octal numbers with a leading `0`.
fn integer(plain: &str) -> Option<String> {
    let (negative, digits) = match plain.as_bytes().first()? {
        b'-' => (true, &plain[1..]),
        b'+' => (false, &plain[1..]),
        _ => (false, plain),
    };
    let radix_of = |digits: &str| match digits.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => Some((16, 2)),
        Some("0o") => Some((8, 2)),
        Some("0b") => Some((2, 2)),
        _ if digits.len() > 1 && digits.starts_with('0') => Some((8, 1)),
        _ => Some((10, 0)),
    };
    let (radix, skip) = radix_of(digits)?;
    let digits = digits.get(skip..).filter(|rest| !rest.is_empty() && !rest.starts_with(['+', '-']))?;
    let size = u64::from_str_radix(digits, radix).ok()?;
    match negative {
        true if size == 0 => Some("0".into()),
        true => (size <= 1 << 63).then(|| format!("-{size}")),
        false => Some(size.to_string()),
    }
}

/// Parses a number by go-yaml's pattern for floats: digits with a point or an exponent, or too many digits for an
/// integer.
fn float(plain: &str) -> Option<f64> {
    let unsigned = plain.strip_prefix(['+', '-']).unwrap_or(plain);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_is_one = match mantissa.split_once('.') {
        Some(("", fraction)) => all_digits(fraction),
        Some((whole, fraction)) => all_digits(whole) && (fraction.is_empty() || all_digits(fraction)),
        None => all_digits(mantissa),
    };
    let exponent_is_one =
        exponent.is_none_or(|text| all_digits(text.strip_prefix(['+', '-']).unwrap_or(text)));
    if !(mantissa_is_one && exponent_is_one) {
        return None;
    }
    plain.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// Returns the shortest digits that identify `number`, as Go prints them with `%v`: with an exponent below 1e-4 and
/// from 1e6 on.
pub(crate) fn go_float(number: f64) -> String {
    let scientific = format!("{number:e}");
    let Some((digits, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if number != 0.0 && !(-4..6).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    format!("{number}")
}

/// Returns a YAML timestamp in RFC 3339: `2006-1-2`, alone, with ` 15:4:5.9`, or with `T15:4:5.9` and a zone.
fn date(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    if bytes.len() < 8 || bytes[4] != b'-' || !bytes[..4].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let (day, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (text.get(5..at)?, Some((&text[at..=at], &text[at + 1..]))),
        None => (&text[5..], None),
    };
    let (month, day) = day.split_once('-')?;
    let (month, day) = (two_digits(month, 1..=12)?, two_digits(day, 1..=31)?);
    let year: u32 = text[..4].parse().ok()?;
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if day > days {
        return None;
    }
    let time = match time {
        None => "00:00:00Z".into(),
        Some((" ", time)) => clock(time)? + "Z",
        Some((_, time)) => {
            let zone = time.find(['Z', '+', '-'])?;
            clock(&time[..zone])? + zone_of(&time[zone..])?
        }
    };
    Some(format!("{year:04}-{month:02}-{day:02}T{time}"))
}

fn two_digits(text: &str, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
    let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_number && range.contains(number))
}

fn clock(time: &str) -> Option<String> {
    let mut parts = time.splitn(3, ':');
    let (hours, minutes) = (two_digits(parts.next()?, 0..=23)?, two_digits(parts.next()?, 0..=59)?);
    let seconds = parts.next()?;
    let (seconds, fraction) = match seconds.split_once('.') {
        Some((seconds, fraction)) => (seconds, Some(fraction)),
        None => (seconds, None),
    };
    let seconds = two_digits(seconds, 0..=59)?;
    let fraction = match fraction {
        None => String::new(),
        Some(digits) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            let digits = digits.get(..9).unwrap_or(digits).trim_end_matches('0');
            if digits.is_empty() { String::new() } else { format!(".{digits}") }
        }
        Some(_) => return None,
    };
    Some(format!("{hours:02}:{minutes:02}:{seconds:02}{fraction}"))
}

fn zone_of(zone: &str) -> Option<&str> {
    let is_offset = || {
        let (hours, minutes) = zone[1..].split_once(':')?;
        (hours.len() == 2 && minutes.len() == 2).then_some(())?;
        two_digits(hours, 0..=24).and(two_digits(minutes, 0..=59))
    };
    (zone == "Z" || is_offset().is_some()).then_some(zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values are from `docker compose config` for `environment: {K: …}`.
    #[test]
    fn reads_scalars_as_compose_does() {
        let cases = [
            ("010", "8"),
            ("08", "8"),
            ("-010", "-8"),
            ("1_000", "1000"),
            ("0_8", "8"),
            ("0o17", "15"),
            ("0o1_7", "15"),
            ("0x1F", "31"),
            ("-0x1F", "-31"),
            ("0b11", "3"),
            ("+5", "5"),
            ("-0", "0"),
            ("1e3", "1000"),
            ("12e03", "12000"),
            ("1.50", "1.5"),
            ("1.0", "1"),
            ("1.", "1"),
            (".5", "0.5"),
            ("1_0.5", "10.5"),
            ("5e-7", "5e-07"),
            ("1e21", "1e+21"),
            ("0.00001", "1e-05"),
            ("100000.0", "100000"),
            ("1234567.0", "1.234567e+06"),
            ("123456789.5", "1.234567895e+08"),
            ("123456789012345678901", "1.2345678901234568e+20"),
            ("9223372036854775808", "9223372036854775808"),
            ("18446744073709551616", "1.8446744073709552e+19"),
            (".inf", "+Inf"),
            ("-.inf", "-Inf"),
            (".nan", "NaN"),
            ("True", "true"),
            ("0b12", "0b12"),
            ("0o8", "0o8"),
            ("0x", "0x"),
            ("_1", "_1"),
            ("22:22", "22:22"),
            ("1e400", "1e400"),
            ("yes", "yes"),
            ("190:20:30", "190:20:30"),
            ("1.2.3", "1.2.3"),
            ("-", "-"),
            ("12-34", "12-34"),
        ];
        for (text, wanted) in cases {
            let shown = match meaning(text, crate::syntax::yaml::kind_of(text)) {
                Meaning::Number(number, _) => number,
                other => {
                    assert_eq!(other, Meaning::Same, "{text}");
                    text.into()
                }
            };
            assert_eq!(shown, wanted, "{text}");
        }
        for (date, shown) in [
            ("2024-01-01", "2024-01-01T00:00:00Z"),
            ("2024-2-29", "2024-02-29T00:00:00Z"),
            ("2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z"),
            ("2024-01-01t1:2:3.450+02:00", "2024-01-01T01:02:03.45+02:00"),
            ("2024-01-01 10:20:30.5", "2024-01-01T10:20:30.5Z"),
        ] {
            assert_eq!(meaning(date, ScalarKind::Text), Meaning::Date(shown.into()), "{date}");
        }
        for text in [
            "2024-13-01",
            "2023-02-29",
            "2024-01",
            "20240-1-1",
            "2024-01-01x",
            "2024-01-01Tx",
            "2024-01-01T00:00:00",
        ] {
            assert_eq!(meaning(text, ScalarKind::Text), Meaning::Same, "{text}");
        }
    }
}
