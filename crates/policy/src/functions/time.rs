//! Times: nanoseconds since 1970 (Open Policy Agent, "Policy Reference", "Time"). Zones are those of the IANA database
//! that is compiled in, so that they are the same everywhere.

mod civil;
mod duration;
mod layout;
mod read;
mod write;

pub(super) use duration::parse_duration_ns;

use super::args::{any, int, refused, text};
use super::{Outcome, Wrong, fails};
use civil::Civil;
use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use regorus::Value;
use std::cell::RefCell;
use std::collections::HashMap;

thread_local! {
    static ZONES: RefCell<HashMap<String, Option<TimeZone>>> = RefCell::new(HashMap::new());
}

/// Returns the zone `name`.
fn zone(name: &str) -> Result<TimeZone, Wrong> {
    if matches!(name, "" | "UTC") {
        return Ok(TimeZone::UTC);
    }
    let known = ZONES.with_borrow(|zones| zones.get(name).cloned());
    let found = known.unwrap_or_else(|| {
        let zone = TimeZoneDatabase::bundled().get(name).ok();
        let zone = zone.filter(|zone| zone.iana_name() == Some(name));
        ZONES.with_borrow_mut(|zones| zones.insert(name.to_owned(), zone.clone()));
        zone
    });
    found.map_or_else(|| fails(format!("there is no time zone {name:?}")), Ok)
}

/// A time in a zone.
pub(super) struct Moment {
    nanoseconds: i64,
    zone: TimeZone,
}

impl Moment {
    /// The seconds that the zone is ahead of UTC at a second, and what it is called then.
    fn offset_at(zone: &TimeZone, second: i64) -> (i64, String) {
        let Ok(at) = Timestamp::from_second(second) else { return (0, "UTC".to_owned()) };
        let info = zone.to_offset_info(at);
        (i64::from(info.offset().seconds()), info.abbreviation().to_owned())
    }

    fn offset(&self) -> (i64, String) {
        Self::offset_at(&self.zone, self.nanoseconds.div_euclid(1_000_000_000))
    }

    fn civil(&self) -> Civil {
        let nanosecond = self.nanoseconds.rem_euclid(1_000_000_000);
        Civil::of(self.nanoseconds.div_euclid(1_000_000_000) + self.offset().0, nanosecond)
    }
}

/// Reads a time: nanoseconds, or an array of them, a zone, and a layout.
fn moment(args: &[Value], at: usize) -> Result<(Moment, String), Wrong> {
    match any(args, at) {
        Value::Number(_) => Ok((Moment { nanoseconds: int(args, at)?, zone: TimeZone::UTC }, String::new())),
        Value::Array(array) => {
            let parts = array.as_slice();
            let nanoseconds = int(parts, 0)?;
            let zone = if parts.len() > 1 { zone(text(parts, 1)?)? } else { TimeZone::UTC };
            let layout = if parts.len() > 2 { text(parts, 2)? } else { "" };
            Ok((Moment { nanoseconds, zone }, layout.to_owned()))
        }
        _ => refused(args, at, "a number or an array"),
    }
}

fn numbers(numbers: impl IntoIterator<Item = i64>) -> Outcome {
    Ok(Value::from(numbers.into_iter().map(Value::from).collect::<Vec<_>>()))
}

pub(super) fn date(args: &[Value]) -> Outcome {
    let civil = moment(args, 0)?.0.civil();
    numbers([civil.year, civil.month, civil.day])
}

pub(super) fn clock(args: &[Value]) -> Outcome {
    let civil = moment(args, 0)?.0.civil();
    numbers([civil.hour, civil.minute, civil.second])
}

pub(super) fn weekday(args: &[Value]) -> Outcome {
    Ok(Value::from(moment(args, 0)?.0.civil().weekday()))
}

/// The nanoseconds of a civil time in a zone, as Go's `time.Date` takes it where clocks change.
fn nanoseconds(civil: &Civil, zone: &TimeZone) -> Outcome {
    let second = civil.seconds();
    let (offset, _) = Moment::offset_at(zone, second);
    let offset = if offset == 0 { 0 } else { Moment::offset_at(zone, second - offset).0 };
    exact(second - offset, civil.nanosecond)
}

/// The nanoseconds of a second and a part of it.
fn exact(second: i64, nanosecond: i64) -> Outcome {
    let nanoseconds = i128::from(second) * 1_000_000_000 + i128::from(nanosecond);
    match i64::try_from(nanoseconds) {
        Ok(nanoseconds) => Ok(Value::from(nanoseconds)),
        Err(_) => fails("the time is not between the years 1677 and 2262"),
    }
}

/// `time.add_date(time, years, months, days)`: days beyond the end of a month are of the next.
pub(super) fn add_date(args: &[Value]) -> Outcome {
    let (moment, _) = moment(args, 0)?;
    let (years, months, days) = (int(args, 1)?, int(args, 2)?, int(args, 3)?);
    if [years, months, days].iter().any(|number| number.unsigned_abs() > 1_000_000_000) {
        return fails("the time is not between the years 1677 and 2262");
    }
    let civil = moment.civil();
    let later =
        Civil { year: civil.year + years, month: civil.month + months, day: civil.day + days, ..civil };
    nanoseconds(&later, &moment.zone)
}

/// `time.diff`: years, months, days, hours, minutes and seconds between two times.
pub(super) fn diff(args: &[Value]) -> Outcome {
    let (mut first, mut second) = (moment(args, 0)?.0, moment(args, 1)?.0);
    second.zone = first.zone.clone();
    if first.nanoseconds > second.nanoseconds {
        (first, second) = (second, first);
    }
    let (a, b) = (first.civil(), second.civil());
    let mut second = b.second - a.second;
    let mut minute = b.minute - a.minute;
    let mut hour = b.hour - a.hour;
    let mut day = b.day - a.day;
    let mut month = b.month - a.month;
    let mut year = b.year - a.year;
    let borrow = |part: &mut i64, from: &mut i64, size: i64| {
        if *part < 0 {
            *part += size;
            *from -= 1;
        }
    };
    borrow(&mut second, &mut minute, 60);
    borrow(&mut minute, &mut hour, 60);
    borrow(&mut hour, &mut day, 24);
    borrow(&mut day, &mut month, civil::days_in(a.year, a.month));
    borrow(&mut month, &mut year, 12);
    numbers([year, month, day, hour, minute, second])
}

/// `time.format(time)`: by default with nanoseconds.
pub(super) fn format(args: &[Value]) -> Outcome {
    let (moment, layout) = moment(args, 0)?;
    let layout = if layout.is_empty() { "RFC3339Nano" } else { &layout };
    Ok(Value::from(write::written(&moment, layout::named(layout))))
}

/// `time.parse_ns(layout, text)`.
pub(super) fn parse_ns(args: &[Value]) -> Outcome {
    let (layout, text) = (text(args, 0)?, text(args, 1)?);
    read::parsed(layout::named(layout), text)
}

/// `time.parse_rfc3339_ns(text)`.
pub(super) fn parse_rfc3339_ns(args: &[Value]) -> Outcome {
    read::parsed(layout::named("RFC3339"), text(args, 0)?)
}

/// True if `text` is a time as `layout`.
pub(super) fn reads(layout: &str, text: &str) -> bool {
    read::parsed(layout, text).is_ok()
}
