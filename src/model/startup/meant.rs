//! What the author of a value that Kafka refuses most likely meant.

use super::java;
use super::settings::closest;

/// Values of other settings, and what they are called here: a producer's codec `none`.
const OTHER_NAMES: &[(&str, &str)] = &[("none", "uncompressed")];

/// Words for a time or size without a limit.
const UNLIMITED: &[&str] = &["unlimited", "infinite", "infinity", "forever"];

/// The last part of settings that are times, with the milliseconds of their unit.
const TIMES: &[(&str, i64)] = &[(".ms", 1), (".seconds", 1000), (".minutes", 60_000), (".hours", 3_600_000)];

/// The maximum length of a value that is looked at.
const MAX_LENGTH: usize = 64;

/// Returns the one of `values` that was meant by `value`, or several of them if it is the item of a list and joins them by
/// something else than a comma.
pub(super) fn word(value: &str, values: &[String], is_list: bool) -> Option<String> {
    if value.len() > MAX_LENGTH {
        return None;
    }
    let lower = value.to_lowercase();
    let known = |name: &str| values.iter().find(|one| one.eq_ignore_ascii_case(name));
    let parts: Vec<&str> = lower.split(|one: char| !one.is_ascii_alphanumeric()).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty() && *part != "and").collect();
    let all: Option<Vec<&str>> = parts.iter().map(|part| known(part).map(String::as_str)).collect();
    if let Some(all) = all.filter(|all| !all.is_empty() && (is_list || all.len() == 1)) {
        return Some(all.join(","));
    }
    let other = OTHER_NAMES.iter().find(|(name, _)| *name == lower).and_then(|(_, name)| known(name));
    let mut longer = values.iter().filter(|one| is_longer(&lower, one));
    let longer = longer.next().filter(|_| longer.next().is_none());
    let meant = other.or(longer).map(String::as_str);
    meant.or_else(|| closest(value, values.iter().map(String::as_str))).map(str::to_owned)
}

/// Returns true for another form of the word `name`: `compacted`, `compaction`.
fn is_longer(word: &str, name: &str) -> bool {
    let rest = word.strip_prefix(&*name.to_lowercase());
    rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(char::is_alphabetic))
}

/// Returns the whole number that `value` says in another way for `setting`: with a unit, with separators, with a fraction of
/// zeros.
pub(super) fn number(setting: &str, value: &str) -> Option<String> {
    let value = java::trim(value).to_lowercase();
    if value.len() > MAX_LENGTH {
        return None;
    }
    if UNLIMITED.contains(&&*value) && setting.contains("retention") {
        return Some("-1".to_owned());
    }
    let plain: String = value.chars().filter(|one| !matches!(one, '_' | ',' | ' ' | '\'')).collect();
    let end = plain.find(|one: char| !(one.is_ascii_digit() || ".+-".contains(one)));
    let (digits, unit) = plain.split_at(end.unwrap_or(plain.len()));
    if plain.contains(',') && plain.contains('.') {
        return None;
    }
    let factor = match unit {
        "" => 1.0,
        "l" if !setting.ends_with(".bytes") => 1.0,
        _ if setting.ends_with(".bytes") => bytes(unit)?,
        _ => {
            let (_, own) = TIMES.iter().find(|(end, _)| setting.ends_with(end))?;
            milliseconds(unit)? / small(*own)
        }
    };
    let whole = digits.parse::<f64>().ok().map(|number| number * factor)?;
    // Above this, not every whole number is one of the type.
    let is_whole = whole.fract() == 0.0 && whole.abs() < 9e15;
    is_whole.then(|| format!("{whole:.0}"))
}

#[expect(clippy::cast_precision_loss, reason = "the units are small")]
fn small(number: i64) -> f64 {
    number as f64
}

fn milliseconds(unit: &str) -> Option<f64> {
    Some(match unit {
        "ms" | "msec" | "millis" | "milliseconds" => 1.0,
        "s" | "sec" | "secs" | "second" | "seconds" => 1000.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 60_000.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600_000.0,
        "d" | "day" | "days" => 86_400_000.0,
        "w" | "week" | "weeks" => 604_800_000.0,
        _ => return None,
    })
}

fn bytes(unit: &str) -> Option<f64> {
    Some(match unit {
        "b" | "byte" | "bytes" => 1.0,
        "k" | "kb" | "kib" | "ki" => 1024.0,
        "m" | "mb" | "mib" | "mi" => 1_048_576.0,
        "g" | "gb" | "gib" | "gi" => 1_073_741_824.0,
        "t" | "tb" | "tib" | "ti" => 1_099_511_627_776.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_other_words() {
        for (setting, value, wanted) in [
            ("retention.ms", "7d", Some("604800000")),
            ("retention.ms", "7days", Some("604800000")),
            ("retention.ms", "1.5 h", Some("5400000")),
            ("retention.ms", "604_800_000", Some("604800000")),
            ("retention.ms", "604800000.0", Some("604800000")),
            ("retention.ms", "604800000L", Some("604800000")),
            ("retention.ms", "forever", Some("-1")),
            ("retention.ms", "-1ms", Some("-1")),
            ("log.retention.hours", "7d", Some("168")),
            ("log.retention.hours", "30m", None),
            ("max.message.bytes", "10MB", Some("10485760")),
            ("max.message.bytes", "10d", None),
            ("min.insync.replicas", "two", None),
            ("min.insync.replicas", "2d", None),
            ("retention.ms", "7 fortnights", None),
            ("retention.ms", "", None),
            ("retention.ms", "1.2.3", None),
        ] {
            assert_eq!(number(setting, value).as_deref(), wanted, "{setting}={value}");
        }
    }

    #[test]
    fn words_that_are_near() {
        let values = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let (policies, codecs) =
            (values("compact delete"), values("uncompressed zstd lz4 snappy gzip producer"));
        for (value, values, is_list, wanted) in [
            ("compacted", &policies, true, Some("compact")),
            ("compaction", &policies, true, Some("compact")),
            ("Delete", &policies, true, Some("delete")),
            ("compact+delete", &policies, true, Some("compact,delete")),
            ("delete_and_compact", &policies, true, Some("delete,compact")),
            ("[compact", &policies, true, Some("compact")),
            ("keep", &policies, true, None),
            ("gzipp", &codecs, false, Some("gzip")),
            ("GZIP", &codecs, false, Some("gzip")),
            ("none", &codecs, false, Some("uncompressed")),
            ("gzip zstd", &codecs, false, None),
            ("brotli", &codecs, false, None),
        ] {
            assert_eq!(word(value, values, is_list).as_deref(), wanted, "{value}");
        }
    }
}
