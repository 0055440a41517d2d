//! Reads times by layouts, as Go's `time.Parse`.

use super::civil::{self, Civil, DAYS, MONTHS, days_in};
use super::exact;
use super::layout::{Part, next};
use crate::functions::{Outcome, Wrong, fails};

/// What is read so far.
struct Reader<'a> {
    rest: &'a str,
    time: Civil,
    month: Option<i64>,
    day: Option<i64>,
    day_of_year: Option<i64>,
    /// True for the second half of a day.
    half: Option<bool>,
    utc: bool,
    offset: Option<i64>,
}

/// Reads `text` by `layout`, in UTC if neither says another zone.
pub(super) fn parsed(layout: &str, text: &str) -> Outcome {
    let time = Civil { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0, nanosecond: 0 };
    let mut reader = Reader {
        rest: text,
        time,
        month: None,
        day: None,
        day_of_year: None,
        half: None,
        utc: false,
        offset: None,
    };
    let wrong = || Wrong::Fails(format!("{text:?} is not a time as {layout:?}"));
    let mut rest = layout;
    loop {
        let (before, part, after) = next(rest);
        reader.skip(before).ok_or_else(wrong)?;
        let Some(part) = part else { break };
        rest = after;
        reader.part(part, after).ok_or_else(wrong)?;
    }
    if !reader.rest.is_empty() {
        return Err(wrong());
    }
    reader.finish().ok_or_else(wrong)?;
    let offset = if reader.utc { 0 } else { reader.offset.unwrap_or(0) };
    if reader.time.day < 1 || reader.time.day > days_in(reader.time.year, reader.time.month) {
        return fails(format!("{text:?} is no day of the calendar"));
    }
    exact(reader.time.seconds() - offset, reader.time.nanosecond)
}

impl<'a> Reader<'a> {
    /// Goes beyond what a layout has between its parts; a space stands for any number of them.
    fn skip(&mut self, before: &str) -> Option<()> {
        let mut before = before;
        while let Some(next) = before.chars().next() {
            if next == ' ' {
                if !self.rest.is_empty() && !self.rest.starts_with(' ') {
                    return None;
                }
                before = before.trim_start_matches(' ');
                self.rest = self.rest.trim_start_matches(' ');
                continue;
            }
            self.rest = self.rest.strip_prefix(next)?;
            before = before.strip_prefix(next)?;
        }
        Some(())
    }

    /// Takes the next `count` bytes.
    fn take(&mut self, count: usize) -> Option<&'a str> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    /// Takes a number with `most` digits, or as many if `exactly`.
    fn number(&mut self, most: usize, exactly: bool) -> Option<i64> {
        let count = self.rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        if count == 0 || exactly && count != most {
            return None;
        }
        self.take(count)?.parse().ok()
    }

    /// Takes one of `names`, in any case, cut to `length`; gives its number.
    fn name(&mut self, names: &[&str], length: usize) -> Option<i64> {
        let fits = |name: &&str| {
            let name = name.get(..length.min(name.len())).unwrap_or(name);
            self.rest.get(..name.len()).is_some_and(|text| text.eq_ignore_ascii_case(name))
        };
        let at = names.iter().position(fits)?;
        self.take(length.min(names.get(at)?.len()))?;
        i64::try_from(at).ok()
    }

    fn part(&mut self, part: Part, after: &str) -> Option<()> {
        let within = |number: i64, least: i64, most: i64| (least..=most).contains(&number).then_some(number);
        match part {
            Part::Year => {
                let year: i64 = self.take(2).filter(|text| digits(text))?.parse().ok()?;
                self.time.year = year + if year >= 69 { 1900 } else { 2000 };
            }
            Part::LongYear => self.time.year = self.take(4).filter(|text| digits(text))?.parse().ok()?,
            Part::Month => self.month = Some(self.name(&MONTHS, 3)? + 1),
            Part::LongMonth => self.month = Some(self.name(&MONTHS, 9)? + 1),
            Part::NumMonth | Part::ZeroMonth => {
                self.month = Some(within(self.number(2, part == Part::ZeroMonth)?, 1, 12)?);
            }
            Part::Weekday => drop(self.name(&DAYS, 3)?),
            Part::LongWeekday => drop(self.name(&DAYS, 9)?),
            Part::Day | Part::UnderDay | Part::ZeroDay => {
                if part == Part::UnderDay {
                    self.rest = self.rest.strip_prefix(' ').unwrap_or(self.rest);
                }
                self.day = Some(self.number(2, part == Part::ZeroDay)?);
            }
            Part::UnderYearDay | Part::ZeroYearDay => {
                for _ in 0..if part == Part::UnderYearDay { 2 } else { 0 } {
                    self.rest = self.rest.strip_prefix(' ').unwrap_or(self.rest);
                }
                self.day_of_year = Some(self.number(3, part == Part::ZeroYearDay)?);
            }
            Part::Hour => self.time.hour = within(self.number(2, false)?, 0, 23)?,
            Part::Hour12 | Part::ZeroHour12 => {
                self.time.hour = within(self.number(2, part == Part::ZeroHour12)?, 0, 12)?;
            }
            Part::Minute | Part::ZeroMinute => {
                self.time.minute = within(self.number(2, part == Part::ZeroMinute)?, 0, 59)?;
            }
            Part::Second | Part::ZeroSecond => {
                self.time.second = within(self.number(2, part == Part::ZeroSecond)?, 0, 59)?;
                // A fraction that the layout does not have may follow.
                if !matches!(next(after).1, Some(Part::Fraction { .. })) && self.has_fraction() {
                    self.fraction()?;
                }
            }
            Part::UpperHalf | Part::LowerHalf => {
                let upper = part == Part::UpperHalf;
                self.half = Some(match (self.take(2)?, upper) {
                    ("PM", true) | ("pm", false) => true,
                    ("AM", true) | ("am", false) => false,
                    _ => return None,
                });
            }
            Part::Offset { z, colons, numbers } => return self.offset(z, colons, numbers),
            Part::Zone => return self.zone(),
            Part::Fraction { digits: count, zeros: true, .. } => {
                let text = self.take(count + 1)?;
                self.nanoseconds(text)?;
            }
            Part::Fraction { .. } if self.has_fraction() => self.fraction()?,
            Part::Fraction { .. } => {}
        }
        Some(())
    }

    fn has_fraction(&self) -> bool {
        let mut bytes = self.rest.bytes();
        matches!(bytes.next(), Some(b'.' | b',')) && bytes.next().is_some_and(|digit| digit.is_ascii_digit())
    }

    fn fraction(&mut self) -> Option<()> {
        let count = self.rest.bytes().skip(1).take_while(u8::is_ascii_digit).count();
        let text = self.take(count + 1)?;
        self.nanoseconds(text)
    }

    /// Reads a point or comma and digits, of which nine count.
    fn nanoseconds(&mut self, text: &str) -> Option<()> {
        let shown = text.strip_prefix(['.', ','])?;
        let shown = shown.get(..9).unwrap_or(shown);
        if !digits(shown) {
            return None;
        }
        self.time.nanosecond = format!("{shown:0<9}").parse().ok()?;
        Some(())
    }

    fn offset(&mut self, z: bool, colons: bool, numbers: u8) -> Option<()> {
        if z && self.rest.starts_with('Z') {
            self.take(1);
            self.utc = true;
            return Some(());
        }
        let sign = match self.take(1)? {
            "+" => 1,
            "-" => -1,
            _ => return None,
        };
        let mut parts = [0; 3];
        for (at, part) in parts.iter_mut().enumerate().take(usize::from(numbers)) {
            if colons && at > 0 {
                self.rest = self.rest.strip_prefix(':')?;
            }
            *part = self.number(2, true)?;
        }
        let [hours, minutes, seconds] = parts;
        if hours > 24 || minutes > 60 || seconds > 60 {
            return None;
        }
        self.offset = Some(sign * ((hours * 60 + minutes) * 60 + seconds));
        Some(())
    }

    /// Reads the name of a zone, whose offset is only known for `UTC` and `GMT+3`.
    fn zone(&mut self) -> Option<()> {
        if let Some(rest) = self.rest.strip_prefix("UTC") {
            self.rest = rest;
            self.utc = true;
            return Some(());
        }
        let signed = |text: &str| {
            let digits =
                text.strip_prefix(['+', '-']).map(|text| text.bytes().take_while(u8::is_ascii_digit).count());
            let hours = digits.filter(|digits| *digits > 0).and_then(|digits| text.get(..digits + 1));
            hours.and_then(|hours| {
                hours.parse::<i64>().ok().filter(|one| one.abs() <= 23).map(|one| (one, hours.len()))
            })
        };
        if let Some(rest) = self.rest.strip_prefix("GMT") {
            let (hours, length) = signed(rest).unwrap_or((0, 0));
            self.take(3 + length)?;
            self.offset = self.offset.or(Some(hours * 3600));
            return Some(());
        }
        if self.rest.starts_with(['+', '-']) {
            let (_, length) = signed(self.rest)?;
            self.take(length)?;
            return Some(());
        }
        let upper = self.rest.bytes().take(6).take_while(u8::is_ascii_uppercase).count();
        let length = if self.rest.starts_with("ChST") || self.rest.starts_with("MeST") {
            4
        } else {
            let ends_in_t = self.rest.as_bytes().get(upper.max(1) - 1) == Some(&b'T');
            match upper {
                3 => 3,
                4 if ends_in_t || self.rest.starts_with("WITA") => 4,
                5 if ends_in_t => 5,
                _ => return None,
            }
        };
        self.take(length).map(drop)
    }

    /// Puts together what is read.
    fn finish(&mut self) -> Option<()> {
        match self.half {
            Some(true) if self.time.hour < 12 => self.time.hour += 12,
            Some(false) if self.time.hour == 12 => self.time.hour = 0,
            _ => {}
        }
        let Some(day_of_year) = self.day_of_year else {
            self.time.month = self.month.unwrap_or(1);
            self.time.day = self.day.unwrap_or(1);
            return Some(());
        };
        if !(1..=365 + i64::from(civil::is_leap(self.time.year))).contains(&day_of_year) {
            return None;
        }
        let (mut month, mut day) = (1, day_of_year);
        while day > days_in(self.time.year, month) {
            day -= days_in(self.time.year, month);
            month += 1;
        }
        (self.time.month, self.time.day) = (month, day);
        let same = |given: Option<i64>, found: i64| given.is_none_or(|given| given == found);
        (same(self.month, month) && same(self.day, day)).then_some(())
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
