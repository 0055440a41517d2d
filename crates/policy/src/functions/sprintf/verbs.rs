//! The verbs for integers and texts.

use super::float;
use super::{Arg, Flags, Printer};
use crate::functions::print::{is_printed, quoted};
use num_bigint::BigInt;
use std::fmt::Write as _;

impl Printer<'_> {
    /// Prints an argument by a verb.
    pub(super) fn verb(&mut self, arg: &Arg, verb: char) {
        if verb == 'T' {
            return self.text(arg.kind(), 's', arg);
        }
        match arg {
            Arg::Int(int) => self.int(*int, verb, arg),
            Arg::Big(int) => self.big(int, verb),
            Arg::Float(value) => match float::formatted(*value, verb, &self.flags) {
                Some(number) => self.signed(&number),
                None => self.bad(arg, verb),
            },
            Arg::Text(text) => self.text(text, verb, arg),
        }
    }

    /// Prints that a verb is not one for the type of `arg`.
    fn bad(&mut self, arg: &Arg, verb: char) {
        self.out.push_str("%!");
        self.out.push(verb);
        self.out.push('(');
        self.out.push_str(arg.kind());
        self.out.push('=');
        self.verb(arg, 'v');
        self.out.push(')');
    }

    fn fill(&mut self, count: usize, zeros: bool) {
        let zeros = zeros && self.flags.zero && !self.flags.minus;
        self.out.extend(std::iter::repeat_n(if zeros { '0' } else { ' ' }, count));
    }

    /// Prints `text` as wide as wanted; what fills may be zeros.
    fn pad(&mut self, text: &str, zeros: bool) {
        let missing = self.flags.width.unwrap_or(0).saturating_sub(text.chars().count());
        if self.flags.minus {
            self.out.push_str(text);
            self.fill(missing, false);
        } else {
            self.fill(missing, zeros);
            self.out.push_str(text);
        }
    }

    /// Prints a number that begins with its sign; zeros stand behind the sign.
    fn signed(&mut self, number: &str) {
        let Flags { plus, minus, zero, width, .. } = self.flags;
        let (sign, digits) = number.split_at(1.min(number.len()));
        if !plus && sign == "+" {
            return self.pad(digits, true);
        }
        if zero && !minus && width.is_some_and(|width| width > number.len()) {
            self.out.push_str(sign);
            self.fill(width.unwrap_or(0) - number.len(), true);
            return self.out.push_str(digits);
        }
        self.pad(number, true);
    }

    fn text(&mut self, text: &str, verb: char, arg: &Arg) {
        let cut: String = match self.flags.precision {
            Some(precision) if matches!(verb, 'v' | 's' | 'q') => text.chars().take(precision).collect(),
            _ => text.to_owned(),
        };
        match verb {
            'v' if self.flags.sharp_v => self.quote(&cut),
            'v' | 's' => self.pad(&cut, true),
            'q' => self.quote(&cut),
            'x' | 'X' => self.hex(text.as_bytes(), verb == 'X'),
            _ => self.bad(arg, verb),
        }
    }

    fn quote(&mut self, text: &str) {
        let is_plain = |character: char| {
            !matches!(character, '`' | '\u{feff}' | '\u{7f}') && (character == '\t' || character >= ' ')
        };
        let mut out = String::new();
        if self.flags.sharp && text.chars().all(is_plain) {
            let _ = write!(out, "`{text}`");
        } else {
            quoted(text, &mut out, '"', self.flags.plus);
        }
        self.pad(&out, true);
    }

    fn hex(&mut self, bytes: &[u8], upper: bool) {
        let bytes = bytes.get(..self.flags.precision.unwrap_or(bytes.len())).unwrap_or(bytes);
        let mut out = String::new();
        let prefix = if upper { "0X" } else { "0x" };
        for (at, byte) in bytes.iter().enumerate() {
            out.push_str(if self.flags.space && at > 0 { " " } else { "" });
            out.push_str(if self.flags.sharp && (at == 0 || self.flags.space) { prefix } else { "" });
            let _ = if upper { write!(out, "{byte:02X}") } else { write!(out, "{byte:02x}") };
        }
        self.pad(&out, true);
    }

    fn int(&mut self, int: i64, verb: char, arg: &Arg) {
        let size = int.unsigned_abs();
        let character = || u32::try_from(int).ok().and_then(char::from_u32).unwrap_or('\u{fffd}');
        let digits = match verb {
            'v' | 'd' => size.to_string(),
            'b' => format!("{size:b}"),
            'o' | 'O' => format!("{size:o}"),
            'x' => format!("{size:x}"),
            'X' => format!("{size:X}"),
            'c' => return self.pad(&character().to_string(), true),
            'q' => {
                let mut out = String::new();
                quoted(&character().to_string(), &mut out, '\'', self.flags.plus);
                return self.pad(&out, true);
            }
            'U' => return self.code(int, character()),
            _ => return self.bad(arg, verb),
        };
        self.digits(int < 0, &digits, verb);
    }

    /// Prints the digits of an `int64`.
    fn digits(&mut self, negative: bool, digits: &str, verb: char) {
        let Flags { plus, minus, sharp, space, zero, width, precision, .. } = self.flags;
        if precision == Some(0) && digits == "0" {
            return self.fill(width.unwrap_or(0), false);
        }
        let least = match (precision, width) {
            (Some(precision), _) => precision,
            (None, Some(width)) if zero && !minus => {
                width - usize::from(negative || plus || space).min(width)
            }
            _ => 0,
        };
        let mut out = String::new();
        out.push_str(if negative {
            "-"
        } else if plus {
            "+"
        } else if space {
            " "
        } else {
            ""
        });
        let padded = format!("{}{digits}", "0".repeat(least.saturating_sub(digits.len())));
        out.push_str(match verb {
            'O' => "0o",
            'b' if sharp => "0b",
            'o' if sharp && !padded.starts_with('0') => "0",
            'x' if sharp => "0x",
            'X' if sharp => "0X",
            _ => "",
        });
        out.push_str(&padded);
        self.pad(&out, false);
    }

    /// `%U`: a code point.
    fn code(&mut self, int: i64, character: char) {
        let least = self.flags.precision.unwrap_or(4).max(4);
        let mut out = format!("U+{int:0least$X}");
        if self.flags.sharp
            && is_printed(character)
            && u32::try_from(int).is_ok_and(|code| code <= 0x0010_ffff)
        {
            let _ = write!(out, " '{character}'");
        }
        self.pad(&out, false);
    }

    /// Prints an integer beyond 64 bits, which formats itself in Go.
    fn big(&mut self, int: &BigInt, verb: char) {
        let base = match verb {
            'b' => 2,
            'o' | 'O' => 8,
            'd' | 's' | 'v' => 10,
            'x' | 'X' => 16,
            _ => {
                let _ = write!(self.out, "%!{verb}(big.Int={int})");
                return;
            }
        };
        let Flags { plus, minus, sharp, space, zero, width, precision, .. } = self.flags;
        let negative = int.sign() == num_bigint::Sign::Minus;
        let mut digits = int.magnitude().to_str_radix(base);
        if verb == 'X' {
            digits.make_ascii_uppercase();
        }
        let sign = match (negative, plus, space) {
            (true, ..) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        };
        let prefix = match verb {
            'O' => "0o",
            'b' if sharp => "0b",
            'o' if sharp => "0",
            'x' if sharp => "0x",
            'X' if sharp => "0X",
            _ => "",
        };
        let mut zeros = precision.unwrap_or(0).saturating_sub(digits.len());
        let length = sign.len() + prefix.len() + zeros + digits.len();
        let missing = width.unwrap_or(0).saturating_sub(length);
        if zero && !minus && precision.is_none() {
            zeros += missing;
        }
        let number = format!("{sign}{prefix}{}{digits}", "0".repeat(zeros));
        self.pad(&number, false);
    }
}
