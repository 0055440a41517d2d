//! The verbs for numbers with a fraction, as Go's `strconv.FormatFloat` writes them.

use super::Flags;
use crate::functions::print::exponent;

/// Formats a number by a verb, with its sign in front: `+1.5`. None if the verb is none for such numbers.
pub(super) fn formatted(value: f64, verb: char, flags: &Flags) -> Option<String> {
    let size = value.abs();
    let precision = flags.precision;
    let mut digits = match verb {
        'v' | 'g' => general(size, precision, 'e'),
        'G' => general(size, precision, 'E'),
        'e' | 'E' => exponent(&format!("{size:.*e}", precision.unwrap_or(6)), verb),
        'f' | 'F' => format!("{size:.*}", precision.unwrap_or(6)),
        'b' => binary(size),
        'x' | 'X' => hexadecimal(size, precision, verb == 'X'),
        _ => return None,
    };
    if flags.sharp && verb != 'b' {
        digits = sharp(&digits, verb, precision);
    }
    let sign = match (value.is_sign_negative(), flags.space && !flags.plus) {
        (true, _) => '-',
        (_, true) => ' ',
        _ => '+',
    };
    Some(format!("{sign}{digits}"))
}

/// `%g`: with an exponent if it is below -4, or not below the precision, which is 6 for the shortest form.
fn general(size: f64, precision: Option<usize>, letter: char) -> String {
    let scientific = match precision {
        Some(precision) => format!("{size:.*e}", precision.max(1) - 1),
        None => format!("{size:e}"),
    };
    let (mantissa, power) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let power: i64 = power.parse().unwrap_or(0);
    let digits = mantissa.replace('.', "");
    let digits = digits.trim_end_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    let count = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    let limit = match precision {
        None => 6,
        Some(precision) => {
            let precision = i64::try_from(precision.max(1)).unwrap_or(i64::MAX);
            if precision > count && count > power { count } else { precision }
        }
    };
    if power < -4 || power >= limit {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        return exponent(&format!("{first}{point}{rest}e{power}"), letter);
    }
    let places = usize::try_from((count - power - 1).max(0)).unwrap_or(0);
    match precision {
        None => format!("{size}"),
        Some(_) => format!("{:.places$}", scientific.parse::<f64>().unwrap_or(size)),
    }
}

/// `%b`: an integer and a power of two.
fn binary(size: f64) -> String {
    let (mantissa, power) = parts(size);
    let sign = if power < 0 { "" } else { "+" };
    format!("{mantissa}p{sign}{power}")
}

/// The integer and the power of two that make a number.
fn parts(size: f64) -> (u64, i64) {
    let bits = size.to_bits();
    let power = i64::try_from((bits >> 52) & 0x7ff).unwrap_or(0);
    let mantissa = bits & ((1 << 52) - 1);
    if power == 0 { (mantissa, -1074) } else { (mantissa | 1 << 52, power - 1075) }
}

/// `%x`: a hexadecimal fraction and a power of two.
fn hexadecimal(size: f64, precision: Option<usize>, upper: bool) -> String {
    let (mut mantissa, mut power) = parts(size);
    while mantissa != 0 && mantissa < 1 << 52 {
        mantissa <<= 1;
        power -= 1;
    }
    if let Some(precision) = precision.filter(|precision| *precision < 13) {
        let cut = 52 - 4 * precision;
        let (half, rest) = (1_u64 << (cut - 1), mantissa & ((1 << cut) - 1));
        mantissa >>= cut;
        mantissa += u64::from(rest > half || rest == half && mantissa & 1 == 1);
        mantissa <<= cut;
        if mantissa >= 1 << 53 {
            mantissa >>= 1;
            power += 1;
        }
    }
    let digits = format!("{:013x}", mantissa & ((1 << 52) - 1));
    let digits = match precision {
        None => digits.trim_end_matches('0').to_owned(),
        Some(precision) => format!("{digits:0<precision$}").get(..precision).unwrap_or_default().to_owned(),
    };
    let point = if digits.is_empty() { "" } else { "." };
    let power = if mantissa == 0 { 0 } else { power + 52 };
    let sign = if power < 0 { '-' } else { '+' };
    let text = format!("0x{}{point}{digits}p{sign}{:02}", mantissa >> 52, power.abs());
    if upper { text.to_uppercase() } else { text }
}

/// `%#g` and the like: always with a point, and as many digits as the precision says.
fn sharp(digits: &str, verb: char, precision: Option<usize>) -> String {
    let end = digits.find(['e', 'E', 'p', 'P']).filter(|_| !matches!(verb, 'x' | 'X'));
    let end = end.or_else(|| digits.find(['p', 'P'])).unwrap_or(digits.len());
    let (number, tail) = digits.split_at(end);
    let wanted = match verb {
        'g' | 'G' | 'v' | 'x' => precision.unwrap_or(6),
        _ => 0,
    };
    let counted = number.chars().filter(|character| *character != '.').skip_while(|digit| *digit == '0');
    let mut missing = wanted.saturating_sub(counted.count());
    let mut out = number.to_owned();
    if !out.contains('.') {
        missing = missing.saturating_sub(usize::from(out == "0"));
        out.push('.');
    }
    out.extend(std::iter::repeat_n('0', missing));
    out + tail
}
