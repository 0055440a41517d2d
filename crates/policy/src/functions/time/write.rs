//! Writes times by layouts.

use super::layout::{Part, next};
use super::{Moment, civil};
use std::fmt::Write as _;

/// Writes a time.
pub(super) fn written(moment: &Moment, layout: &str) -> String {
    let (offset, zone) = moment.offset();
    let time = moment.civil();
    let mut out = String::new();
    let mut rest = layout;
    loop {
        let (before, part, after) = next(rest);
        out.push_str(before);
        let Some(part) = part else { return out };
        rest = after;
        let month = usize::try_from(time.month - 1).ok().and_then(|month| civil::MONTHS.get(month));
        let month = month.copied().unwrap_or_default();
        let hour = if time.hour % 12 == 0 { 12 } else { time.hour % 12 };
        let half = if time.hour >= 12 { "PM" } else { "AM" };
        let _ = match part {
            Part::LongMonth => write!(out, "{month}"),
            Part::Month => write!(out, "{month:.3}"),
            Part::NumMonth => write!(out, "{}", time.month),
            Part::ZeroMonth => write!(out, "{:02}", time.month),
            Part::LongWeekday => write!(out, "{}", time.weekday()),
            Part::Weekday => write!(out, "{:.3}", time.weekday()),
            Part::Day => write!(out, "{}", time.day),
            Part::UnderDay => write!(out, "{:2}", time.day),
            Part::ZeroDay => write!(out, "{:02}", time.day),
            Part::UnderYearDay => write!(out, "{:3}", time.day_of_year()),
            Part::ZeroYearDay => write!(out, "{:03}", time.day_of_year()),
            Part::Hour => write!(out, "{:02}", time.hour),
            Part::Hour12 => write!(out, "{hour}"),
            Part::ZeroHour12 => write!(out, "{hour:02}"),
            Part::Minute => write!(out, "{}", time.minute),
            Part::ZeroMinute => write!(out, "{:02}", time.minute),
            Part::Second => write!(out, "{}", time.second),
            Part::ZeroSecond => write!(out, "{:02}", time.second),
            Part::LongYear => write!(out, "{:04}", time.year),
            Part::Year => write!(out, "{:02}", time.year.abs() % 100),
            Part::UpperHalf => write!(out, "{half}"),
            Part::LowerHalf => write!(out, "{}", half.to_lowercase()),
            // A zone without a name of letters is written as its offset.
            Part::Zone => write!(out, "{zone}"),
            Part::Offset { z: true, .. } if offset == 0 => write!(out, "Z"),
            Part::Offset { colons, numbers, .. } => {
                offset_to(offset, colons, numbers, &mut out);
                Ok(())
            }
            Part::Fraction { digits, zeros, mark } => {
                fraction_to(time.nanosecond, digits, zeros, mark, &mut out);
                Ok(())
            }
        };
    }
}

fn offset_to(offset: i64, colons: bool, numbers: u8, out: &mut String) {
    out.push(if offset <= -60 { '-' } else { '+' });
    let (size, colon) = (offset.abs(), if colons { ":" } else { "" });
    let _ = write!(out, "{:02}", size / 3600);
    if numbers > 1 {
        let _ = write!(out, "{colon}{:02}", size / 60 % 60);
    }
    if numbers > 2 {
        let _ = write!(out, "{colon}{:02}", size % 60);
    }
}

fn fraction_to(nanosecond: i64, digits: usize, zeros: bool, mark: char, out: &mut String) {
    let all = format!("{nanosecond:09}");
    let mut shown = all.get(..digits.min(9)).unwrap_or(&all);
    if !zeros {
        shown = shown.trim_end_matches('0');
        if shown.is_empty() {
            return;
        }
    }
    out.push(mark);
    out.push_str(shown);
}
