//! A merged service in the form that `docker compose config --format json` prints.

use super::ports::long_ports;
use crate::source::SourceMap;
use crate::syntax::shell;
use crate::tree::{Entry, Kind, Map, Node, Origin, Via};

/// The canonical form of `service`: ports taken apart, commands as words, sizes in bytes, CPUs as numbers.
pub(super) fn canonical(service: &Node, sources: &SourceMap) -> Node {
    let mut map = Map::default();
    for entry in service.entries() {
        let node = match &*entry.key {
            "ports" => long_ports(&entry.node, sources),
            "command" | "entrypoint" => words(&entry.node, sources),
            "mem_limit" | "mem_reservation" | "memswap_limit" | "shm_size" => bytes(&entry.node),
            "cpus" => decimal(&entry.node),
            "environment" => environment(&entry.node),
            "extra_hosts" => extra_hosts(&entry.node, sources),
            "deploy" => edit(&entry.node, &["resources"], &|resources| {
                let limits = edit(resources, &["limits"], &quantities);
                edit(&limits, &["reservations"], &quantities)
            }),
            _ => entry.node.clone(),
        };
        map.set(Entry { node, ..entry });
    }
    if !["networks", "network_mode"].iter().any(|key| map.get(key).is_some_and(|node| !is_empty(node))) {
        map.remove("networks");
    }
    // The steps stand on the service as well as on its values: something absent came the same way.
    Node::map(map, service.origin.clone())
}

fn is_empty(node: &Node) -> bool {
    node.is_null() || node.as_map().is_some_and(Map::is_empty)
}

fn quantities(part: &Node) -> Node {
    let memory = edit(part, &["memory"], &bytes);
    edit(&memory, &["cpus"], &decimal)
}

/// `node` with `change` made at a path of keys, where there is one.
fn edit(node: &Node, path: &[&str], change: &dyn Fn(&Node) -> Node) -> Node {
    let Some((key, rest)) = path.split_first() else { return change(node) };
    let Some(mut map) = node.as_map().cloned() else { return node.clone() };
    let Some(entry) = map.entry(key).cloned() else { return node.clone() };
    map.set(Entry { node: edit(&entry.node, rest, change), ..entry });
    Node { value: crate::tree::Value::Map(map.into()), ..node.clone() }
}

/// A command as words: a list as it is, a text taken apart as a shell takes it apart.
fn words(node: &Node, sources: &SourceMap) -> Node {
    let Some(scalar) = node.as_scalar().filter(|scalar| scalar.kind != Kind::Null) else {
        return node.clone();
    };
    let words = shell::split(&scalar.text).into_iter().map(|word| {
        if let Some(range) = word.plain {
            node.slice(sources, range)
        } else {
            let place = node.slice(sources, word.range);
            place.reworded(word.text, Kind::Text)
        }
    });
    Node::list(words.collect(), node.origin.clone())
}

/// A size as a text of bytes, as Compose prints it (Compose Specification, "Specifying byte values").
fn bytes(node: &Node) -> Node {
    let size = node.as_text().and_then(parse_bytes);
    size.map_or_else(|| node.clone(), |size| node.reworded(size.to_string(), Kind::Text))
}

fn parse_bytes(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits =
        text.find(|character: char| !(character.is_ascii_digit() || character == '.')).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let power = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 1,
        "m" | "mb" | "mib" => 2,
        "g" | "gb" | "gib" => 3,
        "t" | "tb" | "tib" => 4,
        "p" | "pb" | "pib" => 5,
        _ => return None,
    };
    let bytes = number.parse::<f64>().ok()? * 1024_f64.powi(power);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked: not negative, below 2^63"
    )]
    (bytes.is_finite() && bytes < 9.2e18).then_some(bytes as u64)
}

fn decimal(node: &Node) -> Node {
    let number = node.as_text().filter(|text| text.trim().parse::<f64>().is_ok_and(f64::is_finite));
    number.map_or_else(|| node.clone(), |text| node.reworded(text.trim(), Kind::Float))
}

/// Every value as text: what a container gets.
fn environment(node: &Node) -> Node {
    if node.as_map().is_none() {
        return node.clone();
    }
    let text = |entry: Entry| match entry.node.as_scalar() {
        Some(scalar) if matches!(scalar.kind, Kind::Int | Kind::Float | Kind::Bool) => {
            let mut scalar = scalar.clone();
            scalar.kind = Kind::Text;
            let node = Node::new(crate::tree::Value::Scalar(scalar), entry.node.origin.clone());
            Entry { node, ..entry }
        }
        _ => entry,
    };
    Node::map(node.entries().map(text).collect(), Origin { span: node.origin.span, via: Via::default() })
}

/// `host=address`, from `host=address` or `host:address`.
fn extra_hosts(node: &Node, sources: &SourceMap) -> Node {
    let host = |item: Node| {
        let scalar = item.as_scalar()?;
        let Some(at) = scalar.text.find('=').or_else(|| scalar.text.find(':')) else {
            return Some(item.clone());
        };
        let (host, address) = (&scalar.text[..at], &scalar.text[at + 1..]);
        let text = format!("{host}={}", address.trim_start_matches('[').trim_end_matches(']'));
        // The characters of the address say more than the line.
        Some(item.slice(sources, at + 1..scalar.text.len()).reworded(text, Kind::Text))
    };
    Node::list(node.items().filter_map(host).collect(), node.origin.clone())
}

#[cfg(test)]
mod tests {
    use super::parse_bytes;

    #[test]
    fn reads_sizes() {
        for (text, size) in [
            ("1.5G", 1_610_612_736),
            ("256M", 268_435_456),
            ("1gb", 1 << 30),
            ("64kib", 65536),
            ("0", 0),
            ("12b", 12),
        ] {
            assert_eq!(parse_bytes(text), Some(size), "{text}");
        }
        assert_eq!(parse_bytes("1.5 parsecs"), None);
        assert_eq!(parse_bytes("-1"), None);
    }
}
