//! How Kafka reads values: Java's numbers and booleans (`ConfigDef.parseType`).

/// Returns `text` without the characters at its ends that Java's `trim` takes away.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(|one: char| one <= ' ')
}

/// Returns the integer that `Long.parseLong` reads; it takes a sign, and nothing else but digits.
pub(super) fn integer(text: &str) -> Option<i64> {
    trim(text).parse().ok()
}

/// Returns true for an integer of whatever size.
pub(super) fn is_digits(text: &str) -> bool {
    let text = trim(text);
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    !digits.is_empty() && digits.chars().all(|one| one.is_ascii_digit())
}

/// Returns the number that `Double.parseDouble` reads.
pub(super) fn double(text: &str) -> Option<f64> {
    let text = trim(text);
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    match unsigned {
        "NaN" => return Some(f64::NAN),
        "Infinity" if text.starts_with('-') => return Some(f64::NEG_INFINITY),
        "Infinity" => return Some(f64::INFINITY),
        _ => {}
    }
    let hexadecimal = unsigned.strip_prefix("0x").or_else(|| unsigned.strip_prefix("0X"));
    if let Some(digits) = hexadecimal {
        let number = hexadecimal_double(digits.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(digits))?;
        return Some(if text.starts_with('-') { -number } else { number });
    }
    let number = text.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(text);
    let is_number = number.chars().all(|one| one.is_ascii_digit() || "+-.eE".contains(one));
    number.parse().ok().filter(|_| is_number)
}

/// Returns the number with the hexadecimal digits and the binary exponent in `digits`: `1.8p3`.
fn hexadecimal_double(digits: &str) -> Option<f64> {
    let (significand, exponent) = digits.split_once(['p', 'P'])?;
    let exponent: i32 = exponent.parse().ok()?;
    let (whole, fraction) = significand.split_once('.').unwrap_or((significand, ""));
    let is_digit = |one: char| one.is_ascii_hexdigit();
    if whole.len() + fraction.len() == 0 || !whole.chars().chain(fraction.chars()).all(is_digit) {
        return None;
    }
    let value = |digits: &str| {
        digits.chars().fold(0.0, |sum: f64, one| sum * 16.0 + f64::from(one.to_digit(16).unwrap_or(0)))
    };
    let places = i32::try_from(fraction.len()).ok()?;
    let number = value(whole) + value(fraction) * 16f64.powi(-places);
    Some(number * 2f64.powi(exponent))
}

/// Returns the boolean in `text`, `None` if it is neither.
pub(super) fn boolean(text: &str) -> Option<bool> {
    let text = trim(text);
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else {
        text.eq_ignore_ascii_case("false").then_some(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers() {
        for (text, wanted) in [
            (" 12 ", Some(12)),
            ("+3", Some(3)),
            ("-1", Some(-1)),
            ("", None),
            ("1_000", None),
            ("1L", None),
            ("1.0", None),
            ("1 0", None),
            ("9223372036854775808", None),
        ] {
            assert_eq!(integer(text), wanted, "{text}");
        }
    }

    #[test]
    fn doubles() {
        for (text, wanted) in [
            ("1e3", Some(1000.0)),
            (" .5d ", Some(0.5)),
            ("1.", Some(1.0)),
            ("-Infinity", Some(f64::NEG_INFINITY)),
            ("0x1p3", Some(8.0)),
            ("-0x.8p1", Some(-1.0)),
            ("0x1", None),
            ("inf", None),
            ("nan", None),
            ("", None),
            ("d", None),
            ("half", None),
        ] {
            assert_eq!(double(text), wanted, "{text}");
        }
        assert!(double("NaN").is_some_and(f64::is_nan));
    }

    #[test]
    fn booleans() {
        assert_eq!(["True", " false ", "yes", ""].map(boolean), [Some(true), Some(false), None, None]);
    }
}
