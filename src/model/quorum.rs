//! The controllers of a `KRaft` cluster in `controller.quorum.voters` (Kafka documentation): comma-separated
//! `id@host:port`.

use super::Fields;
use super::endpoint::parts;
use crate::source::SourceMap;
use crate::tree::Node;
use std::ops::Range;

/// Returns the voters in `value`, each `{"id", "host", "port"}`, and whether any entry is malformed.
pub fn voters(value: &Node, sources: &SourceMap) -> (Vec<Node>, bool) {
    let Some(scalar) = value.as_scalar() else { return (Vec::new(), false) };
    let text = &*scalar.text;
    let mut voters = Vec::new();
    let is_item_missing = !text.trim().is_empty() && text.split(',').any(|part| part.trim().is_empty());
    let mut malformed = is_item_missing;
    for range in parts(text, ',') {
        let entry = text.get(range.clone()).unwrap_or_default();
        let whole = value.slice(sources, range.clone());
        if entry.contains('$') {
            continue;
        }
        let split = entry.split_once('@').filter(|(id, _)| id.parse::<i32>().is_ok());
        match split.and_then(|(id, rest)| Some((id, address(rest)?))) {
            Some((id, (host, port))) => {
                let at = |range: Range<usize>| value.slice(sources, range);
                let rest = range.start + id.len() + 1;
                let voter = Fields::at(whole.origin.clone())
                    .put("id", at(range.start..range.start + id.len()).as_integer())
                    .put("host", at(rest + host.start..rest + host.end))
                    .put("port", at(rest + port.start..rest + port.end).as_integer());
                voters.push(voter.finish());
            }
            None => malformed = true,
        }
    }
    (voters, malformed)
}

/// Returns the ranges of host and port in `text`, `None` if Kafka refuses it (`Utils.getHost`, `Utils.getPort`).
pub fn address(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let is_host = |host: &str| host.bytes().all(|one| one.is_ascii_alphanumeric() || b"-%._:".contains(&one));
    let start = text.find("://").map_or(0, |at| at + 3);
    let colon = start + text.get(start..)?.rfind(':')?;
    let port = text.get(colon + 1..)?;
    let bracketed = text.get(start..colon)?;
    let opened = usize::from(bracketed.starts_with('['));
    let closed = usize::from(bracketed.len() > opened && bracketed.ends_with(']'));
    let host = start + opened..colon - closed;
    let is_port = port.bytes().all(|one| one.is_ascii_digit()) && port.parse::<u16>().is_ok();
    let is_address =
        is_port && is_host(text.get(host.clone())?) && is_host(text.get(..start.saturating_sub(3))?);
    is_address.then_some((host, colon + 1..text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::yaml;
    use std::path::Path;

    #[test]
    fn voters_have_three_parts() {
        for (text, wanted, malformed) in [
            ("1@kafka-1:9093,2@kafka-2:9093", &["1 kafka-1 9093", "2 kafka-2 9093"][..], false),
            ("1@kafka-1:9093, kafka-2:9093", &["1 kafka-1 9093"], true),
            ("1@kafka-1:9093;2@kafka-2:9093", &[], true),
            ("1@kafka-1:9093 2@kafka-2:9093", &[], true),
            ("1@kafka-1", &[], true),
            ("1@kafka-1:9093,", &["1 kafka-1 9093"], true),
            ("one@kafka-1:9093", &[], true),
            ("1@kafka-1:70000", &[], true),
            ("1@kafka_1:9093", &["1 kafka_1 9093"], false),
            ("1@kafka 1:9093", &[], true),
            ("1@[::1]:9093", &["1 ::1 9093"], false),
            ("1@a@b:9093", &[], true),
            ("1@kafka-1:port", &[], true),
            ("${VOTERS}", &[], false),
            ("", &[], false),
        ] {
            let sources = SourceMap::default();
            let source = sources.add(Path::new("a.yml"), format!("a: '{text}'"));
            let node = yaml::parse(&source).documents[0].get("a").unwrap();
            let (voters, wrong) = voters(&node, &sources);
            let shown: Vec<_> = voters
                .iter()
                .map(|one| {
                    let part = |key: &str| source.slice(one.get(key).unwrap().origin.span).to_owned();
                    format!("{} {} {}", part("id"), part("host"), part("port"))
                })
                .collect();
            assert_eq!(
                (shown, wrong),
                (wanted.iter().map(ToString::to_string).collect(), malformed),
                "{text}"
            );
        }
    }
}
