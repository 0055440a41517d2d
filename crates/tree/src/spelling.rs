//! The one measure of similar spelling, and its threshold.
//!
//! The distance counts missing, added, wrong and transposed characters (Damerau-Levenshtein). Up to a third of a word
//! may be wrong; in a short word one character, if more than half of the word is right.

/// The maximum number of wrong characters in a name, however long it is.
const MAX_WRONG: usize = 4;

/// The minimum number of characters for a part of a name to match the name.
const MIN_PART: usize = 4;

/// Returns the name of `names` that the author of `word` most likely meant: one with nearly the same spelling,
/// ignoring case and separators; else the only name that starts or ends with `word`, or with which `word` starts or
/// ends, up to a separator.
///
/// For advice only. Findings may depend only on [`misspelling`].
pub fn closest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let names: Vec<&str> = names.into_iter().collect();
    misspelling(word, names.iter().copied()).or_else(|| {
        let (word, folded): (String, Vec<String>) =
            (fold(word), names.iter().map(|name| fold(name)).collect());
        let near = misspelling(&word, folded.iter().map(String::as_str));
        let at =
            near.map_or_else(|| only_part(&word, &folded), |near| folded.iter().position(|one| one == near));
        at.and_then(|at| names.get(at).copied())
    })
}

/// Returns the name of `names` that `word` is a misspelling of, character for character; of equally close names, the
/// first.
pub fn misspelling<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    let limit = (length / 3).clamp(1, MAX_WRONG);
    // Computing the distance of two long texts is slow; a character has up to four bytes.
    let near = names.into_iter().filter(|name| name.len().abs_diff(word.len()) <= 4 * limit);
    let distances = near.map(|name| (distance(word, name), name));
    distances
        .filter(|(distance, name)| *distance <= limit && 2 * distance < name.chars().count().max(length))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Returns how many characters of `one` must change to get `other`.
pub fn distance(one: &str, other: &str) -> usize {
    strsim::damerau_levenshtein(one, other)
}

/// Returns `text` in lower case with normalized separators.
fn fold(text: &str) -> String {
    text.to_lowercase().replace(['-', '.', ' '], "_")
}

/// Returns the index of the only name of `names` that has `word` as its beginning or end, or is the beginning or end
/// of `word`.
fn only_part(word: &str, names: &[String]) -> Option<usize> {
    let is_part = |part: &str, whole: &str| {
        let ends = [
            whole.strip_prefix(part).is_some_and(|rest| rest.starts_with('_')),
            whole.strip_suffix(part).is_some_and(|rest| rest.ends_with('_')),
        ];
        part.chars().count() >= MIN_PART && ends.contains(&true)
    };
    let mut parts = names.iter().enumerate().filter(|(_, name)| is_part(word, name) || is_part(name, word));
    let (at, _) = parts.next()?;
    parts.next().is_none().then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &[&str] = &[
        "command",
        "container_name",
        "depends_on",
        "env_file",
        "environment",
        "healthcheck",
        "image",
        "mem_limit",
        "mem_reservation",
        "memswap_limit",
        "networks",
        "ports",
        "replicationFactor",
        "restart",
        "retention.ms",
        "service_completed_successfully",
        "service_healthy",
        "service_started",
        "static-ip",
        "volumes",
    ];

    #[test]
    fn finds_the_name_that_was_meant() {
        for (word, meant) in [
            // Transposed, missing, doubled and wrong characters.
            ("netwroks", "networks"),
            ("comand", "command"),
            ("healthhcheck", "healthcheck"),
            ("restert", "restart"),
            ("enviroment", "environment"),
            ("replicationfaktor", "replicationFactor"),
            // Two wrong characters in a longer word.
            ("netwrok", "networks"),
            ("enviromnent", "environment"),
            // A wrong number.
            ("port", "ports"),
            ("images", "image"),
            ("env_files", "env_file"),
            // Other separators, and another case.
            ("env-file", "env_file"),
            ("dependsOn", "depends_on"),
            ("static_ip", "static-ip"),
            ("STATIC_IP", "static-ip"),
            ("retention_ms", "retention.ms"),
            ("Container-Name", "container_name"),
            // A part of a name, and a name as part of the word.
            ("healthy", "service_healthy"),
            ("container", "container_name"),
            ("depends", "depends_on"),
            ("docker_image", "image"),
        ] {
            assert_eq!(closest(word, NAMES.iter().copied()), Some(meant), "{word}");
        }
    }

    #[test]
    fn says_nothing_of_other_words() {
        for word in ["zzz", "kafka", "service", "limit", "env", "colour", "age", ""] {
            assert_eq!(closest(word, NAMES.iter().copied()), None, "{word}");
        }
        let words = ["high", "sometimes", "important"];
        assert_eq!(closest("of", ["error", "off"]), Some("off"));
        for (word, other) in [("a", "b"), ("s1", "s2"), ("a", "ab")] {
            assert_eq!(closest(word, [other]), None, "{word}");
        }
        for word in words {
            assert_eq!(closest(word, ["error", "warning", "info", "off"]), None, "{word}");
        }
    }

    #[test]
    fn a_misspelling_is_one_character_for_character() {
        assert_eq!(misspelling("partitons", ["partitions", "name"]), Some("partitions"));
        for word in ["PARTITIONS", "topic_name", "replication"] {
            assert_eq!(misspelling(word, ["partitions", "name", "replication_factor"]), None, "{word}");
        }
    }
}
