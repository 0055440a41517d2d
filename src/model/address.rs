//! IP addresses where a host name is expected.

use super::Fields;
use crate::source::SourceMap;
use crate::tree::{Node, ScalarKind};
use std::net::{IpAddr, Ipv4Addr};
use std::ops::Range;
use std::sync::Arc;

/// An address literal in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The address.
    pub ip: IpAddr,
    /// The byte range of its characters, without brackets.
    pub range: Range<usize>,
    /// The context in which it is written.
    pub form: Form,
}

/// The context in which an address is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Behind `scheme://`.
    Url,
    /// Before `:port`.
    HostPort,
    /// Alone.
    Host,
}

impl Form {
    /// Returns its name in `input.addresses[].form`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::HostPort => "host:port",
            Self::Host => "host",
        }
    }
}

/// Returns the addresses in `text`, without networks (`10.0.0.0/8`), netmasks and text that only resembles an
/// address.
pub fn addresses(text: &str) -> Vec<Address> {
    if !text.contains(['.', '[']) {
        return Vec::new();
    }
    let separates = |character: char| character.is_whitespace() || ",;\"'`<>()|&=".contains(character);
    let mut found = Vec::new();
    let mut start = 0;
    for (at, width) in
        text.match_indices(separates).map(|(at, part)| (at, part.len())).chain([(text.len(), 0)])
    {
        found.extend(in_token(&text[start..at], start));
        start = at + width;
    }
    found
}

fn in_token(token: &str, offset: usize) -> Option<Address> {
    let scheme = token.rfind("://").map(|at| at + 3);
    let authority = scheme.unwrap_or(0);
    let end = token[authority..].find(['/', '?', '#']).map_or(token.len(), |at| authority + at);
    let host = token[authority..end].rfind('@').map_or(authority, |at| authority + at + 1);
    let rest = &token[host..end];
    let (range, port) = if let Some(inner) = rest.strip_prefix('[') {
        let close = inner.find(']')?;
        (host + 1..host + 1 + close, &inner[close + 1..])
    } else {
        let colon = rest.find(':').unwrap_or(rest.len());
        (host..host + colon, &rest[colon..])
    };
    let text = &token[range.clone()];
    let ip =
        if rest.starts_with('[') { text.parse().ok()? } else { IpAddr::V4(text.parse::<Ipv4Addr>().ok()?) };
    let is_network = scheme.is_none() && port.is_empty() && token[end..].starts_with('/');
    let is_mask = matches!(ip, IpAddr::V4(ip) if ip.octets()[0] == 255);
    let has_port = port.len() > 1 && port.starts_with(':');
    if is_network || is_mask || (!port.is_empty() && !has_port) {
        return None;
    }
    let form = match (scheme, has_port) {
        (Some(_), _) => Form::Url,
        (None, true) => Form::HostPort,
        (None, false) => Form::Host,
    };
    Some(Address { ip, range: offset + range.start..offset + range.end, form })
}

/// Returns the addresses in a value as entries of `input.addresses`, each with its own span.
pub fn address_fields(
    node: &Node,
    place: &str,
    key: Option<&Arc<str>>,
    keep: &dyn Fn(Form) -> bool,
    sources: &SourceMap,
) -> Vec<Node> {
    let Some(scalar) = node.as_scalar() else { return Vec::new() };
    let fields = |Address { ip, range, form }| {
        let literal = node.slice(sources, range);
        let origin = literal.origin.clone();
        let number = Node::derived(if ip.is_ipv4() { "4" } else { "6" }, ScalarKind::Int, origin.clone());
        let name = key.map(|key| Node::derived(Arc::clone(key), ScalarKind::Text, origin.clone()));
        Fields::at(origin)
            .put("address", literal)
            .put("family", number)
            .flag("loopback", ip.is_loopback())
            .flag("unspecified", ip.is_unspecified())
            .text("form", form.name())
            .text("where", place)
            .maybe("key", name)
            .finish()
    };
    let counts = |one: &Address| keep(one.form) || is_host_of_option(&scalar.text, one.range.start);
    addresses(&scalar.text).into_iter().filter(counts).map(fields).collect()
}

/// Returns true if a variable or option of this name holds no host, even if its value resembles an address.
pub fn holds_no_host(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let mut words = name.split(['_', '.', '-']);
    words.any(|word| {
        ["VERSION", "TAG", "SUBNET", "CIDR", "MASK", "NETMASK", "DNS", "PROXY", "ALLOW", "ALLOWED", "TRUSTED"]
            .contains(&word)
            // The subnets and peers of a virtual private network are nobody's place in this project.
            || ["WIREGUARD", "WG"].contains(&word)
            || ["RANGE", "RANGES", "RESOLVER", "RESOLVERS", "WHITELIST", "ALLOWLIST", "PATTERN", "REGEX"]
                .contains(&word)
    })
}

/// Returns true if a variable or property of this name holds a host.
pub fn holds_host(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let mut words = name.rsplit(['_', '.', '-']);
    let last = words.next().unwrap_or_default();
    // `KAFKA_ADVERTISED_HOST_NAME`, `rest.advertised.host.name`.
    (last == "NAME" && words.next() == Some("HOST"))
        || [
            "HOST",
            "HOSTS",
            "HOSTNAME",
            "HOSTNAMES",
            "ADDRESS",
            "ADDRESSES",
            "ADDR",
            "IP",
            "SERVER",
            "SERVERS",
            "BROKER",
            "BROKERS",
        ]
        .contains(&last)
}

/// Returns true if what begins at `at` in `text` is the value of an option that holds a host:
/// `-Djava.rmi.server.hostname=`, `--host=`.
fn is_host_of_option(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let Some(before) = before.trim_end_matches(['"', '\'']).strip_suffix('=') else { return false };
    let name = before
        .rsplit(|one: char| one.is_whitespace() || one == '"' || one == '\'')
        .next()
        .unwrap_or_default();
    let option =
        name.strip_prefix("-D").or_else(|| name.strip_prefix("--")).or_else(|| name.strip_prefix('-'));
    option.is_some_and(|option| holds_host(option) && !holds_no_host(option))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_hold_hosts() {
        for (text, wanted) in [
            ("-Djava.rmi.server.hostname=10.0.0.1", true),
            ("-Dx=y -Dapp.host.name=\"10.0.0.1\"", true),
            ("--host=10.0.0.1", true),
            ("-Dhost=10.0.0.1", true),
            ("-Dapp.version=10.0.0.1", false),
            ("-Dapp.name=10.0.0.1", false),
            ("-Dallowed.hosts=10.0.0.1", false),
            ("host=10.0.0.1", false),
            ("-Dhost 10.0.0.1", false),
        ] {
            assert_eq!(is_host_of_option(text, text.find("10.").unwrap()), wanted, "{text}");
        }
    }

    #[test]
    fn finds_addresses_where_hosts_stand() {
        let cases = [
            ("PLAINTEXT://172.19.0.5:9092,X://kafka:1", "172.19.0.5 url"),
            ("1@10.0.0.1:9093,2@10.0.0.2:9093", "10.0.0.1 host:port;10.0.0.2 host:port"),
            ("10.0.0.7", "10.0.0.7 host"),
            ("jdbc:postgresql://u:p@10.1.2.3:5432/db?x=1", "10.1.2.3 url"),
            ("http://[fd00::1]:8083/x", "fd00::1 url"),
            ("10.0.0.0/8 255.255.0.0", ""),
            ("postgres:17.6.1.150", ""),
            ("v1.2.3.4 1.2.3 a.b", ""),
            ("http://10.0.0.9/24", "10.0.0.9 url"),
            ("0.0.0.0:9092", "0.0.0.0 host:port"),
        ];
        for (text, wanted) in cases {
            let show = |one: Address| {
                assert_eq!(text[one.range.clone()].parse::<IpAddr>().unwrap(), one.ip);
                format!("{} {}", one.ip, one.form.name())
            };
            assert_eq!(addresses(text).into_iter().map(show).collect::<Vec<_>>().join(";"), wanted, "{text}");
        }
    }
}
