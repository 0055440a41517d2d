//! `sprintf`, as Go's package `fmt` formats (pkg.go.dev/fmt). An integer is an `int64` or a `*big.Int`, a number with a
//! fraction a `float64`; everything else is a text (Open Policy Agent, "Policy Reference", "Strings").

mod float;
mod verbs;

use super::args::{Num, array, text};
use super::{Outcome, Wrong, print, room_for_text};
use num_bigint::BigInt;
use regorus::Value;

pub(super) fn sprintf(args: &[Value]) -> Outcome {
    let args_of = array(args, 1)?.iter().map(Arg::of).collect::<Result<Vec<_>, _>>()?;
    let format: Vec<char> = text(args, 0)?.chars().collect();
    let mut printer = Printer { args: &args_of, format: &format, ..Printer::default() };
    printer.print()?;
    Ok(Value::from(printer.out))
}

/// An argument by its type in Go.
enum Arg {
    Int(i64),
    Big(BigInt),
    Float(f64),
    Text(String),
}

impl Arg {
    fn of(value: &Value) -> Result<Self, Wrong> {
        Ok(match (value, Num::of(value)) {
            (Value::String(text), _) => Self::Text(text.to_string()),
            (_, Some(Num::Int(int))) => i64::try_from(&int).map_or(Self::Big(int), Self::Int),
            (_, Some(Num::Float(float))) => {
                let text = print::float(float);
                if text.contains('.') { Self::Float(float) } else { Self::Text(text) }
            }
            _ => Self::Text(print::value(value)?),
        })
    }

    /// Its type, as `%T` prints it.
    fn kind(&self) -> &'static str {
        match self {
            Self::Int(_) => "int64",
            Self::Big(_) => "*big.Int",
            Self::Float(_) => "float64",
            Self::Text(_) => "string",
        }
    }
}

/// What stands between `%` and the verb.
#[derive(Default, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "Go has five flags")]
struct Flags {
    plus: bool,
    minus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    /// `%#v`.
    sharp_v: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

/// Widths and precisions above this are none.
const WIDEST: usize = 1_000_000;

#[derive(Default)]
struct Printer<'a> {
    args: &'a [Arg],
    format: &'a [char],
    out: String,
    /// The place in the format.
    at: usize,
    /// The next argument.
    next: usize,
    /// True if an index was right, or none was there.
    good: bool,
    reordered: bool,
    flags: Flags,
}

impl Printer<'_> {
    fn peek(&self) -> Option<char> {
        self.format.get(self.at).copied()
    }

    fn print(&mut self) -> Result<(), Wrong> {
        while let Some(character) = self.peek() {
            self.at += 1;
            if character == '%' {
                self.one();
                room_for_text(self.out.len())?;
            } else {
                self.out.push(character);
            }
        }
        if self.reordered || self.next >= self.args.len() {
            return Ok(());
        }
        self.flags = Flags::default();
        self.out.push_str("%!(EXTRA ");
        for (at, arg) in self.args.iter().enumerate().skip(self.next) {
            self.out.push_str(if at > self.next { ", " } else { "" });
            self.out.push_str(arg.kind());
            self.out.push('=');
            self.verb(arg, 'v');
        }
        self.out.push(')');
        room_for_text(self.out.len())
    }

    /// Prints what a `%` begins.
    fn one(&mut self) {
        self.good = true;
        self.flags = Flags::default();
        while let Some(character) = self.peek() {
            match character {
                '#' => self.flags.sharp = true,
                '0' => self.flags.zero = true,
                '+' => self.flags.plus = true,
                '-' => self.flags.minus = true,
                ' ' => self.flags.space = true,
                _ => break,
            }
            self.at += 1;
        }
        let mut after_index = self.index();
        if self.take('*') {
            self.star_width();
            after_index = false;
        } else {
            self.flags.width = self.number();
            self.good &= !(after_index && self.flags.width.is_some());
        }
        if self.take('.') {
            self.good &= !after_index;
            after_index = self.index();
            if self.take('*') {
                self.flags.precision = self.star().and_then(|int| usize::try_from(int).ok());
                self.out.push_str(if self.flags.precision.is_none() { "%!(BADPREC)" } else { "" });
                after_index = false;
            } else {
                self.flags.precision = Some(self.number().unwrap_or(0));
            }
        }
        if !after_index {
            self.index();
        }
        let Some(verb) = self.peek() else { return self.out.push_str("%!(NOVERB)") };
        self.at += 1;
        let args = self.args;
        match (verb, args.get(self.next)) {
            ('%', _) => self.out.push('%'),
            _ if !self.good => self.wrong(verb, "BADINDEX"),
            (_, None) => self.wrong(verb, "MISSING"),
            (_, Some(arg)) => {
                if verb == 'v' {
                    self.flags.sharp_v = std::mem::take(&mut self.flags.sharp);
                    self.flags.plus = self.flags.plus && matches!(arg, Arg::Big(_));
                }
                self.next += 1;
                self.verb(arg, verb);
            }
        }
    }

    fn wrong(&mut self, verb: char, why: &str) {
        self.out.push_str("%!");
        self.out.push(verb);
        self.out.push('(');
        self.out.push_str(why);
        self.out.push(')');
    }

    fn take(&mut self, wanted: char) -> bool {
        let is_there = self.peek() == Some(wanted);
        self.at += usize::from(is_there);
        is_there
    }

    /// Reads `[2]`. True if one was there and is a number of an argument.
    fn index(&mut self) -> bool {
        if self.peek() != Some('[') {
            return false;
        }
        self.reordered = true;
        let rest = self.format.get(self.at..).unwrap_or_default();
        let end = rest.iter().position(|character| *character == ']').filter(|_| rest.len() >= 3);
        let Some(end) = end else {
            self.good = false;
            self.at += 1;
            return false;
        };
        let inside: String = rest.get(1..end).unwrap_or_default().iter().collect();
        let is_number = !inside.is_empty() && inside.bytes().all(|byte| byte.is_ascii_digit());
        let index = inside.parse::<usize>().ok().filter(|index| is_number && *index <= WIDEST * 10);
        self.at += end + 1;
        match index {
            Some(index) if (1..=self.args.len()).contains(&index) => {
                self.next = index - 1;
                true
            }
            index => {
                self.good = false;
                index.is_some()
            }
        }
    }

    /// Reads digits. A number that is too large takes the rest of the format with it, as in Go.
    fn number(&mut self) -> Option<usize> {
        let mut number = None;
        while let Some(digit) = self.peek().and_then(|digit| digit.to_digit(10)) {
            let so_far: usize = number.unwrap_or(0);
            if so_far > WIDEST {
                self.at = self.format.len();
                return None;
            }
            number = Some(so_far * 10 + digit as usize);
            self.at += 1;
        }
        number
    }

    /// Takes the next argument for `*`; None if it is no small integer.
    fn star(&mut self) -> Option<i64> {
        let arg = self.args.get(self.next)?;
        self.next += 1;
        match arg {
            Arg::Int(int) if int.unsigned_abs() <= WIDEST as u64 => Some(*int),
            _ => None,
        }
    }

    fn star_width(&mut self) {
        let width = self.star();
        self.out.push_str(if width.is_none() { "%!(BADWIDTH)" } else { "" });
        if width.is_some_and(i64::is_negative) {
            self.flags.minus = true;
            self.flags.zero = false;
        }
        self.flags.width = width.and_then(|width| usize::try_from(width.unsigned_abs()).ok());
    }
}
