//! Sizes, durations and booleans as texts (Compose Specification, "Specifying durations" and "Specifying byte values").

use std::fmt::Write as _;

/// Parses a boolean, in the spellings of YAML 1.1 that Docker Compose reads.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "on" => Some(true),
        "false" | "no" | "n" | "off" => Some(false),
        _ => None,
    }
}

/// Parses a number of bytes: a number, an optional space and an optional unit, `b` or one of the letters alone or
/// followed by `b` or `ib`.
pub(super) fn bytes(text: &str) -> Option<i64> {
    let last =
        text.rfind(|character: char| character.is_ascii_digit() || character == '.' || character == ' ')?;
    let (number, unit) = text.split_at(last + 1);
    let number = decimal(number.strip_suffix(' ').unwrap_or(number))?;
    let unit = unit.to_ascii_lowercase();
    let power = match unit.strip_suffix("ib").or_else(|| unit.strip_suffix('b')).unwrap_or(&unit) {
        "" if unit != "ib" => 0,
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        "p" => 5,
        _ => return None,
    };
    let bytes = number * 1024_f64.powi(power);
    // A size that does not fit in 64 bits results in the lowest 64-bit number, as in Docker Compose.
    #[expect(clippy::cast_possible_truncation, reason = "checked: below 2^63")]
    (number >= 0.0).then_some(if bytes < 9_223_372_036_854_775_808.0 { bytes as i64 } else { i64::MIN })
}

/// Parses a number as Go does: an underscore may separate two digits.
fn decimal(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let between = |at: usize| digit(at.checked_sub(1)) && digit(Some(at + 1));
    let well = text.match_indices('_').all(|(at, _)| between(at));
    let number = if text.contains('_') { text.replace('_', "").parse() } else { text.parse() };
    number.ok().filter(|number: &f64| well && number.is_finite())
}

const UNITS: [(&str, u64); 10] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
    ("d", 86_400_000_000_000),
    ("w", 604_800_000_000_000),
];

/// Parses a duration to nanoseconds: an optional sign, and numbers with their units (`1h30m`, `1.5s`), or `0`.
pub(super) fn nanoseconds(text: &str) -> Option<i64> {
    let negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut sum: u64 = 0;
    while !rest.is_empty() {
        let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (whole, behind) = rest.split_at(digits(rest));
        let (fraction, behind) = match behind.strip_prefix('.') {
            Some(behind) => behind.split_at(digits(behind)),
            None => ("", behind),
        };
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let end = behind.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(behind.len());
        let (unit, behind) = behind.split_at(end);
        let (_, unit) = UNITS.iter().find(|(name, _)| *name == unit)?;
        let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        // Digits after the eighteenth are far below a nanosecond.
        let digits = fraction.get(..fraction.len().min(18)).unwrap_or_default();
        let scale = 10_u128.pow(u32::try_from(digits.len()).ok()?);
        let part = digits.parse::<u128>().unwrap_or(0) * u128::from(*unit) / scale;
        let part = u64::try_from(part).ok()?;
        sum = sum.checked_add(whole.checked_mul(*unit)?.checked_add(part)?)?;
        rest = behind;
    }
    let sum = i64::try_from(sum).ok()?;
    Some(if negative { -sum } else { sum })
}

/// Formats a duration as Docker Compose does: `1m30s`, `1h0m0s`, `1.5s`, `500ms`.
pub(super) fn duration(nanoseconds: i64) -> String {
    let mut text = String::new();
    if nanoseconds < 0 {
        text.push('-');
    }
    let whole = nanoseconds.unsigned_abs();
    let in_units = |unit: u64, width: usize| {
        let (number, fraction) = (whole_of(whole, unit), whole % unit);
        let fraction = format!("{fraction:0width$}");
        let fraction = fraction.trim_end_matches('0');
        if fraction.is_empty() { number.to_string() } else { format!("{number}.{fraction}") }
    };
    let _ = match whole {
        0 => write!(text, "0s"),
        1..1_000 => write!(text, "{whole}ns"),
        1_000..1_000_000 => write!(text, "{}µs", in_units(1_000, 3)),
        1_000_000..1_000_000_000 => write!(text, "{}ms", in_units(1_000_000, 6)),
        _ => {
            let (hours, minutes) = (whole / 3_600_000_000_000, whole / 60_000_000_000 % 60);
            let seconds = in_units(1_000_000_000, 9);
            match (hours, minutes) {
                (0, 0) => write!(text, "{seconds}s"),
                (0, _) => write!(text, "{minutes}m{seconds}s"),
                _ => write!(text, "{hours}h{minutes}m{seconds}s"),
            }
        }
    };
    text
}

/// Returns the whole units in `nanoseconds`; for seconds, only those beyond whole minutes.
fn whole_of(nanoseconds: u64, unit: u64) -> u64 {
    let units = nanoseconds / unit;
    if unit == 1_000_000_000 { units % 60 } else { units }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_sizes() {
        for (text, size) in [
            ("1g", Some(1 << 30)),
            ("1GiB", Some(1 << 30)),
            ("1 gb", Some(1 << 30)),
            ("1.5m", Some(1_572_864)),
            (".5k", Some(512)),
            ("0.3k", Some(307)),
            ("1b", Some(1)),
            ("10 b", Some(10)),
            ("1024", Some(1024)),
            ("1pb", Some(1 << 50)),
            ("99999999999g", Some(i64::MIN)),
            ("1_0.5_0k", Some(10752)),
            ("1__0", None),
            ("1e400", None),
            ("1ki", None),
            ("1ib", None),
            ("1bb", None),
            ("1eb", None),
            ("1x", None),
            ("-1", None),
            ("", None),
            ("abc", None),
            (" 10", None),
        ] {
            assert_eq!(bytes(text), size, "{text}");
        }
    }

    #[test]
    fn writes_durations_anew() {
        for (text, wanted) in [
            ("90s", Some("1m30s")),
            ("1h", Some("1h0m0s")),
            ("1.5h", Some("1h30m0s")),
            ("1s500ms", Some("1.5s")),
            (".5s", Some("500ms")),
            ("100us", Some("100µs")),
            ("1ns", Some("1ns")),
            ("1.9ns", Some("1ns")),
            ("0.123456789123s", Some("123.456789ms")),
            ("1w2d3h4m5s", Some("219h4m5s")),
            ("2562047h47m16.854775807s", Some("2562047h47m16.854775807s")),
            ("-5s", Some("-5s")),
            ("+5s", Some("5s")),
            ("0", Some("0s")),
            ("2562048h", None),
            ("", None),
            ("5", None),
            ("5S", None),
            ("1m 30s", None),
            ("abc", None),
        ] {
            assert_eq!(nanoseconds(text).map(duration).as_deref(), wanted, "{text}");
        }
    }
}
