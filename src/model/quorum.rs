//! The controllers of a `KRaft` cluster in `controller.quorum.voters` (Kafka documentation): comma-separated
//! `id@host:port`.

use super::Fields;
use super::endpoint::parts;
use crate::source::SourceMap;
use crate::tree::Node;

/// Returns the voters in `value`, each `{"id", "host", "port"}`, and whether any entry is malformed.
pub fn voters(value: &Node, sources: &SourceMap) -> (Vec<Node>, bool) {
    let Some(scalar) = value.as_scalar() else { return (Vec::new(), false) };
    let text = &*scalar.text;
    let mut voters = Vec::new();
    let mut malformed = false;
    for range in parts(text, ',') {
        let entry = text.get(range.clone()).unwrap_or_default();
        let whole = value.slice(sources, range.clone());
        if entry.contains('$') {
            continue;
        }
        let split = entry.split_once('@').and_then(|(id, rest)| Some((id, rest.rsplit_once(':')?)));
        match split
            .filter(|(id, (host, port))| !id.is_empty() && is_host(host) && port.parse::<u16>().is_ok())
        {
            Some((id, (host, port))) => {
                let at = |start: usize, len: usize| value.slice(sources, start..start + len);
                let host_start = range.start + id.len() + 1;
                let voter = Fields::at(whole.origin.clone())
                    .put("id", at(range.start, id.len()).as_integer())
                    .put("host", at(host_start, host.len()))
                    .put("port", at(host_start + host.len() + 1, port.len()).as_integer());
                voters.push(voter.finish());
            }
            None => malformed = true,
        }
    }
    (voters, malformed)
}

/// Returns true for what may be a host: several entries behind another separator than a comma are none.
fn is_host(text: &str) -> bool {
    let is_bracketed = text.starts_with('[') && text.ends_with(']');
    let separates =
        |one: char| one.is_whitespace() || matches!(one, ';' | '@' | '/') || (one == ':' && !is_bracketed);
    !text.is_empty() && !text.contains(separates)
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
            ("1@[::1]:9093", &["1 [::1] 9093"], false),
            ("1@kafka-1", &[], true),
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
