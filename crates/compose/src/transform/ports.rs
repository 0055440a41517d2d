//! Published ports: short form, long form, ranges (Compose Specification, `ports`).

use super::{Forms, text_of};
use crate::edit::{entry, inside, text, with_list};
use crate::syntax::brackets::rfind_outside;
use crate::tree::{Map, Node, ScalarKind, Value};
use std::net::IpAddr;
use std::ops::Range;

/// The default mode of a port.
pub(crate) const MODE: &str = "ingress";

/// The default protocol of a port.
pub(crate) const PROTOCOL: &str = "tcp";

/// Expands the entries of `ports` to long form, one for each port of a range.
pub(crate) fn ports(list: &Node, forms: &mut Forms) -> Option<Node> {
    let items = list.as_list()?;
    let mut long = Vec::with_capacity(items.len());
    for item in items {
        match &item.value {
            Value::Map(_) => {
                check_long(item, forms);
                long.push(item.clone());
            }
            Value::Scalar(scalar) => match scalar.kind {
                ScalarKind::Int | ScalarKind::Text => match short(item, forms) {
                    Ok(entries) => long.extend(entries),
                    Err(refusal) => {
                        forms.refuse(item, refusal.0, refusal.1);
                        long.push(item.clone());
                    }
                },
                ScalarKind::Unresolved => long.push(Parts::lenient(&scalar.text).entry(item, forms)),
                ScalarKind::Float => {
                    let help = "write `\"HOST:CONTAINER\"` in quotes, or whole numbers";
                    forms.refuse(item, "a port must be a whole number", help);
                    long.push(item.clone());
                }
                ScalarKind::Null | ScalarKind::Bool => long.push(item.clone()),
            },
            Value::List(_) => long.push(item.clone()),
        }
    }
    Some(with_list(list, long))
}

fn check_long(item: &Node, forms: &mut Forms) {
    let Some(map) = item.as_map() else { return };
    if let Some(address) = map.get("host_ip").filter(|node| !node.is_null())
        && address.as_text().is_some_and(|text| text.parse::<IpAddr>().is_err())
    {
        forms.refuse(
            address,
            "`host_ip` is not an IP address",
            "write an address of the host, such as `127.0.0.1`",
        );
    }
}

/// Why a short form is refused, and what to write.
type Refusal = (String, &'static str);

/// Expands `[HOST:]CONTAINER[/PROTOCOL]`, where HOST is `[ADDRESS:][PORT]` and a port may be a range.
fn short(item: &Node, forms: &mut Forms) -> Result<Vec<Node>, Refusal> {
    const FORM: &str = "write `\"HOST:CONTAINER\"`, `\"ADDRESS:HOST:CONTAINER\"` or `\"CONTAINER\"`";
    let whole = item.as_text().unwrap_or_default();
    let parts = Parts::strict(whole);
    let at =
        |range: &Option<Range<usize>>| range.clone().and_then(|range| whole.get(range)).unwrap_or_default();
    let address = at(&parts.address);
    let bracketed = parts.address.as_ref().is_some_and(|range| whole[..range.start].ends_with('['));
    if !address.is_empty() && (address.parse::<IpAddr>().is_err() || (address.contains(':') && !bracketed)) {
        return Err((
            format!("`{address}` is not an IP address"),
            "write IPv6 addresses in brackets: `[::1]:80:80`",
        ));
    }
    let target = whole.get(parts.target.clone()).unwrap_or_default();
    if target.is_empty() {
        return Err((format!("`{whole}` names no port of the container"), FORM));
    }
    let Some((first, last)) = range(target) else {
        return Err((format!("`{target}` is not a port or a range of ports"), FORM));
    };
    let published = at(&parts.published);
    let host = if published.is_empty() { None } else { Some(range(published)) };
    let Some(host) = host.map_or(Some(None), |range| range.map(Some)) else {
        return Err((format!("`{published}` is not a port or a range of ports"), FORM));
    };
    if let Some((from, to)) = host
        && to - from != last - first
        && first != last
    {
        let message = format!("{published} and {target} are ranges of different length");
        return Err((message, "publish as many ports as the container has, or one port of it"));
    }
    let protocol = at(&parts.protocol);
    if !["", "tcp", "udp", "sctp"].contains(&protocol.to_ascii_lowercase().as_str()) {
        return Err((format!("`{protocol}` is not a protocol of ports"), "write `tcp`, `udp` or `sctp`"));
    }
    let steps = usize::from(last - first);
    if first == 0 {
        return Err((format!("`{whole}` names no port of the container"), FORM));
    }
    if steps == 0 {
        let plain = target.len() == first.to_string().len();
        return Ok(vec![parts.entry_of(item, forms, (!plain).then(|| first.to_string()), None)]);
    }
    if forms.room < steps {
        forms.spend_all(item, whole);
        return Ok(vec![item.clone()]);
    }
    forms.room -= steps;
    let mut numbers: Vec<u16> = (first..=last).collect();
    // Docker Compose sorts the ports of a range as texts.
    numbers.sort_by_cached_key(|port| format!("{port}/"));
    let one = |port: u16| {
        let host = host.map(|(from, _)| (from + (port - first)).to_string());
        parts.entry_of(item, forms, Some(port.to_string()), host)
    };
    Ok(numbers.into_iter().map(one).collect())
}

/// The ranges of the parts of a short form.
struct Parts {
    address: Option<Range<usize>>,
    published: Option<Range<usize>>,
    target: Range<usize>,
    protocol: Option<Range<usize>>,
}

impl Parts {
    /// Splits a resolved text as Docker Compose does.
    fn strict(text: &str) -> Self {
        let colon = text.rfind(':');
        let behind = colon.map_or(0, |at| at + 1);
        let (target, protocol) = match text[behind..].find('/') {
            Some(slash) => {
                let rest = behind + slash + 1;
                let end = text[rest..].find('/').map_or(text.len(), |next| rest + next);
                (behind..behind + slash, Some(rest..end))
            }
            None => (behind..text.len(), None),
        };
        Self::host(text, colon, target, protocol, |text| text.rfind(':'))
    }

    /// Splits a text with unresolved variables; colons and slashes inside of them do not separate.
    fn lenient(text: &str) -> Self {
        let slash = rfind_outside(text, '/');
        let ports = 0..slash.unwrap_or(text.len());
        let colon = rfind_outside(&text[ports.clone()], ':');
        let target = colon.map_or(0, |at| at + 1)..ports.end;
        let protocol = slash.map(|at| at + 1..text.len());
        Self::host(text, colon, target, protocol, |text| rfind_outside(text, ':'))
    }

    fn host(
        text: &str,
        colon: Option<usize>,
        target: Range<usize>,
        protocol: Option<Range<usize>>,
        rfind: impl Fn(&str) -> Option<usize>,
    ) -> Self {
        let (address, published) = match colon.map(|end| (rfind(&text[..end]), end)) {
            None => (None, None),
            Some((None, end)) => (None, Some(0..end)),
            Some((Some(at), end)) => (Some(0..at), Some(at + 1..end)),
        };
        let bare = |range: Range<usize>| {
            let part = &text[range.clone()];
            let bracketed = part.len() > 1 && part.starts_with('[') && part.ends_with(']');
            if bracketed { range.start + 1..range.end - 1 } else { range }
        };
        Self { address: address.map(bare), published, target, protocol }
    }

    fn entry(&self, item: &Node, forms: &Forms) -> Node {
        self.entry_of(item, forms, None, None)
    }

    /// Returns the entry, with the given ports in place of those in the text.
    fn entry_of(
        &self,
        item: &Node,
        forms: &Forms,
        target: Option<String>,
        published: Option<String>,
    ) -> Node {
        let bare = Node::new(item.value.clone(), inside(item));
        let part = |range: &Option<Range<usize>>| {
            let node = bare.slice(forms.sources, range.clone()?);
            Some(node).filter(|node| text_of(node) != Some(""))
        };
        let numbered = |node: Node, number: Option<String>| match number {
            Some(number) => node.normalized(number, ScalarKind::Text),
            None => node,
        };
        let mut map = Map::default();
        map.set(entry("mode", text(MODE, item)));
        if let Some(address) = part(&self.address) {
            map.set(entry("host_ip", address));
        }
        let slice = numbered(bare.slice(forms.sources, self.target.clone()), target);
        map.set(entry("target", slice.as_integer()));
        if let Some(node) = part(&self.published) {
            // A host port is a text: `8000-8010` leaves the choice to the engine.
            let node = match (published, text_of(&node).and_then(range)) {
                (Some(number), _) => numbered(node, Some(number)),
                (None, Some((from, to))) if from == to => numbered(node, Some(from.to_string())),
                (None, Some((from, to))) => numbered(node, Some(format!("{from}-{to}"))),
                (None, None) => node,
            };
            map.set(entry("published", node));
        }
        let protocol = part(&self.protocol).map(|node| match text_of(&node).map(str::to_ascii_lowercase) {
            Some(lower) if text_of(&node) != Some(&lower) => node.normalized(lower, ScalarKind::Text),
            _ => node,
        });
        map.set(entry("protocol", protocol.unwrap_or_else(|| text(PROTOCOL, item))));
        Node::map(map, item.origin.clone())
    }
}

/// Parses `PORT` or `FIRST-LAST`.
fn range(text: &str) -> Option<(u16, u16)> {
    let port = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse().ok()).flatten()
    };
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    let (from, to) = (port(from)?, port(to)?);
    (from <= to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use crate::transform::tests::{long, refused};

    #[test]
    fn takes_every_spelling_apart() {
        let port = |text: &str| text.replace('\'', "\"");
        for (short, wanted) in [
            ("80", "{'mode':'ingress','target':80,'protocol':'tcp'}"),
            ("'80-80'", "{'mode':'ingress','target':80,'protocol':'tcp'}"),
            ("'80'", "{'mode':'ingress','target':80,'protocol':'tcp'}"),
            ("'8080:80/UDP'", "{'mode':'ingress','target':80,'published':'8080','protocol':'udp'}"),
            ("'127.0.0.1::80'", "{'mode':'ingress','host_ip':'127.0.0.1','target':80,'protocol':'tcp'}"),
            (
                "'[::1]:08080:080'",
                "{'mode':'ingress','host_ip':'::1','target':80,'published':'8080','protocol':'tcp'}",
            ),
            ("'8000-8002:80'", "{'mode':'ingress','target':80,'published':'8000-8002','protocol':'tcp'}"),
            (
                "'9-10:99-100'",
                "{'mode':'ingress','target':100,'published':'10','protocol':'tcp'},\
                 {'mode':'ingress','target':99,'published':'9','protocol':'tcp'}",
            ),
            ("'1:2/tcp/udp'", "{'mode':'ingress','target':2,'published':'1','protocol':'tcp'}"),
            ("':80/'", "{'mode':'ingress','target':80,'protocol':'tcp'}"),
            ("{target: 80}", "{'target':80}"),
        ] {
            let wanted = format!("{{'services':{{'a':{{'ports':[{wanted}]}}}}}}");
            assert_eq!(long(&format!("services: {{a: {{ports: [{short}]}}}}")), port(&wanted), "{short}");
        }
    }

    #[test]
    fn refuses_what_is_no_port() {
        for short in [
            "'::1:8080:80'",
            "'a:80'",
            "'80:a'",
            "'80/foo'",
            "'99999'",
            "'8080:0'",
            "'8080:'",
            "''",
            "'82-80'",
            "'localhost:80:80'",
            "'8000-8001:80-82'",
            "'[::1]:80'",
            "' 80:80 '",
            "'+80'",
            "0",
            "70000",
            "80.0",
            "{target: 80, host_ip: ''}",
        ] {
            assert!(refused(&format!("services: {{a: {{ports: [{short}]}}}}")), "{short}");
        }
    }
}
