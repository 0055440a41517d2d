//! Layouts of times: how Go would write the second of January 2006, 15:04:05 (pkg.go.dev/time, "Layout").

/// A part of a layout.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Part {
    LongMonth,
    Month,
    NumMonth,
    ZeroMonth,
    LongWeekday,
    Weekday,
    Day,
    UnderDay,
    ZeroDay,
    UnderYearDay,
    ZeroYearDay,
    Hour,
    Hour12,
    ZeroHour12,
    Minute,
    ZeroMinute,
    Second,
    ZeroSecond,
    LongYear,
    Year,
    UpperHalf,
    LowerHalf,
    Zone,
    /// An offset, `Z` for UTC if so; with colons; with so many numbers.
    Offset {
        z: bool,
        colons: bool,
        numbers: u8,
    },
    /// Digits of a second behind a point or comma; true if zeros at the end are written.
    Fraction {
        digits: usize,
        zeros: bool,
        mark: char,
    },
}

/// Returns the layout that a name stands for, or itself.
pub(super) fn named(name: &str) -> &str {
    match name {
        "ANSIC" => "Mon Jan _2 15:04:05 2006",
        "UnixDate" => "Mon Jan _2 15:04:05 MST 2006",
        "RubyDate" => "Mon Jan 02 15:04:05 -0700 2006",
        "RFC822" => "02 Jan 06 15:04 MST",
        "RFC822Z" => "02 Jan 06 15:04 -0700",
        "RFC850" => "Monday, 02-Jan-06 15:04:05 MST",
        "RFC1123" => "Mon, 02 Jan 2006 15:04:05 MST",
        "RFC1123Z" => "Mon, 02 Jan 2006 15:04:05 -0700",
        "RFC3339" => "2006-01-02T15:04:05Z07:00",
        "RFC3339Nano" => "2006-01-02T15:04:05.999999999Z07:00",
        other => other,
    }
}

/// The parts by their texts, longer ones first.
const PARTS: [(&str, Part); 33] = [
    ("January", Part::LongMonth),
    ("Jan", Part::Month),
    ("Monday", Part::LongWeekday),
    ("Mon", Part::Weekday),
    ("MST", Part::Zone),
    ("01", Part::ZeroMonth),
    ("02", Part::ZeroDay),
    ("03", Part::ZeroHour12),
    ("04", Part::ZeroMinute),
    ("05", Part::ZeroSecond),
    ("06", Part::Year),
    ("002", Part::ZeroYearDay),
    ("15", Part::Hour),
    ("1", Part::NumMonth),
    ("2006", Part::LongYear),
    ("2", Part::Day),
    ("_2", Part::UnderDay),
    ("__2", Part::UnderYearDay),
    ("3", Part::Hour12),
    ("4", Part::Minute),
    ("5", Part::Second),
    ("PM", Part::UpperHalf),
    ("pm", Part::LowerHalf),
    ("-070000", Part::Offset { z: false, colons: false, numbers: 3 }),
    ("-07:00:00", Part::Offset { z: false, colons: true, numbers: 3 }),
    ("-0700", Part::Offset { z: false, colons: false, numbers: 2 }),
    ("-07:00", Part::Offset { z: false, colons: true, numbers: 2 }),
    ("-07", Part::Offset { z: false, colons: false, numbers: 1 }),
    ("Z070000", Part::Offset { z: true, colons: false, numbers: 3 }),
    ("Z07:00:00", Part::Offset { z: true, colons: true, numbers: 3 }),
    ("Z0700", Part::Offset { z: true, colons: false, numbers: 2 }),
    ("Z07:00", Part::Offset { z: true, colons: true, numbers: 2 }),
    ("Z07", Part::Offset { z: true, colons: false, numbers: 1 }),
];

/// Returns the part at the beginning of `text`, and its length.
fn part(text: &str) -> Option<(Part, usize)> {
    let (text_part, found) = PARTS.iter().find(|(known, _)| text.starts_with(known))?;
    let rest = text.get(text_part.len()..).unwrap_or_default();
    let is_in_word = rest.starts_with(|next: char| next.is_ascii_lowercase());
    if matches!(found, Part::Month | Part::Weekday) && is_in_word {
        return None;
    }
    if *found == Part::UnderDay && rest.starts_with("006") {
        return None;
    }
    Some((*found, text_part.len()))
}

fn fraction(text: &str) -> Option<(Part, usize)> {
    let mark = text.chars().next().filter(|mark| matches!(mark, '.' | ','))?;
    let digit = text.chars().nth(1).filter(|digit| matches!(digit, '0' | '9'))?;
    let digits = text.chars().skip(1).take_while(|one| *one == digit).count();
    if text.chars().nth(digits + 1).is_some_and(|next| next.is_ascii_digit()) {
        return None;
    }
    Some((Part::Fraction { digits, zeros: digit == '0', mark }, digits + 1))
}

/// Splits a layout at its first part: what stands before it, the part, what follows.
pub(super) fn next(layout: &str) -> (&str, Option<Part>, &str) {
    for (at, _) in layout.char_indices() {
        let rest = layout.get(at..).unwrap_or_default();
        if let Some((found, length)) = fraction(rest).or_else(|| part(rest)) {
            return (layout.get(..at).unwrap_or(""), Some(found), rest.get(length..).unwrap_or(""));
        }
    }
    (layout, None, "")
}
