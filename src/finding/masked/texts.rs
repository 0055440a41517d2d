//! The texts of secrets that are masked wherever they stand.

use aho_corasick::{AhoCorasick, Match, MatchKind};
use std::ops::Range;

/// A secret of fewer characters is masked where it stands, and not elsewhere: it may be a part of any word.
pub(super) const SHORTEST: usize = 6;

/// Words that many use as a password and everybody uses as a word: masked elsewhere, they would hide what a report is
/// about, and nothing that is not known.
const WORDS: &[&str] = &[
    "administrator",
    "airflow",
    "broker",
    "cassandra",
    "changeit",
    "changeme",
    "clickhouse",
    "client",
    "confluent",
    "connect",
    "consumer",
    "debezium",
    "default",
    "docker",
    "elastic",
    "example",
    "grafana",
    "keycloak",
    "localhost",
    "metabase",
    "minioadmin",
    "mongodb",
    "neo4j",
    "oracle",
    "password",
    "postgres",
    "postgresql",
    "private",
    "producer",
    "public",
    "rabbitmq",
    "registry",
    "replication",
    "replicator",
    "schema-registry",
    "schemaregistry",
    "secret",
    "server",
    "service",
    "superset",
    "superuser",
    "system",
    "zookeeper",
];

/// Texts, and where they stand in another.
pub(super) struct Texts {
    /// None where there are none.
    search: Option<AhoCorasick>,
}

impl Texts {
    /// Returns those of `texts` that are long enough, and no word.
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let is_word = |text: &str| WORDS.iter().any(|word| word.eq_ignore_ascii_case(text));
        let texts: Vec<_> = texts.filter(|text| text.chars().count() >= SHORTEST && !is_word(text)).collect();
        let search = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&texts);
        Self { search: search.ok().filter(|_| !texts.is_empty()) }
    }

    /// Returns where one of them stands in `text`.
    pub(super) fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let found = self.search.iter().flat_map(move |search| search.find_iter(text));
        found.filter(move |one| stands_alone(text, one)).map(|one| one.range())
    }

    /// Masks them in `text`.
    pub(super) fn mask(&self, text: &mut String) {
        let found: Vec<_> = self.find(text).collect();
        for at in found.into_iter().rev() {
            text.replace_range(at, "***");
        }
    }
}

/// Returns true unless letters or digits make a longer word, or a longer number, of what was found in `text`. What has
/// letters and others is neither.
fn stands_alone(text: &str, found: &Match) -> bool {
    let (before, behind) = (text.get(..found.start()), text.get(found.end()..));
    let own = text.get(found.range()).unwrap_or_default();
    if own.contains(char::is_alphabetic) && !own.chars().all(char::is_alphabetic) {
        return true;
    }
    let goes_on = |one: Option<char>, next: Option<char>| {
        one.zip(next).is_some_and(|(one, next)| one.is_alphanumeric() && next.is_alphanumeric())
    };
    !goes_on(own.chars().next(), before.and_then(|before| before.chars().next_back()))
        && !goes_on(own.chars().next_back(), behind.and_then(|behind| behind.chars().next()))
}

/// Returns the text of a secret without its quotes.
pub(super) fn bare(written: &str) -> &str {
    let quoted = |quote: char| written.strip_prefix(quote)?.strip_suffix(quote);
    quoted('"').or_else(|| quoted('\'')).unwrap_or(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_a_secret_is_masked_wherever_it_stands() {
        let texts = Texts::of(
            ["geheim-8472", "geheim-8472-neu", "abc12", "Postgres", "hunter22", "correcthorse", "8472847284"]
                .into_iter(),
        );
        for (text, masked) in [
            ("geheim-8472", "***"),
            ("a geheim-8472, and `hunter22`: x", "a ***, and `***`: x"),
            ("-phunter22-x", "-p***-x"),
            ("--password=hunter22;", "--password=***;"),
            ("geheim-8472-neu geheim-84720", "*** ***0"),
            ("correcthorse correcthorses 8472847284 84728472840", "*** correcthorses *** 84728472840"),
            ("user:geheim-8472@host", "user:***@host"),
            ("abc12 postgres", "abc12 postgres"),
            ("", ""),
        ] {
            let mut text = text.to_owned();
            texts.mask(&mut text);
            assert_eq!(text, masked);
        }
        assert_eq!(["\"a\"", "'a'", "a\"", "\"", "'a\""].map(bare), ["a", "a", "a\"", "\"", "'a\""]);
    }
}
