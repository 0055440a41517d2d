//! Values of variables that stand elsewhere in a project, too: a secret that is changed in one place is to be changed in all.

use super::service::Service;
use crate::model::Fields;
use crate::tree::{Entry, Map, Node, Origin, Provenance, Replacement, Scalar, ScalarKind};
use aho_corasick::AhoCorasick;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// The number of values that are looked for in a project, and of the copies that are told of each.
const MOST_VALUES: usize = 1_000;
const MOST_COPIES: usize = 10;

/// The length of a value that is looked for.
const LENGTH: Range<usize> = 4..257;

/// What the name of a secret has; the name of something else may have it as well.
const OF_SECRETS: [&str; 7] = ["pass", "secret", "token", "key", "credential", "pwd", "info"];

/// A text of a project: where it stands, and what stands before it.
struct Text {
    service: Arc<str>,
    /// The place, as keys with dots.
    at: String,
    node: Node,
    /// The name of a variable, or the word of a command before this one, with what joins the two.
    before: String,
}

/// For each of `services`, the values of variables with names of secrets that the project has elsewhere: `{"KEY": [{"service",
/// "at"}]}`.
pub(super) fn of_services(services: &[Service]) -> Vec<Option<Node>> {
    let none = || services.iter().map(|_| None).collect();
    let texts: Vec<Text> = services.iter().flat_map(texts).collect();
    let values: BTreeSet<Arc<str>> = services
        .iter()
        .flat_map(environment)
        .filter(|entry| is_of_secret(&entry.key))
        .filter_map(|entry| Some(Arc::clone(&entry.node.as_scalar()?.text)))
        .filter(|value| LENGTH.contains(&value.len()) && !value.contains(['$', '\n']))
        .take(MOST_VALUES)
        .collect();
    let values: Vec<Arc<str>> = values.into_iter().collect();
    let Ok(finder) = AhoCorasick::new(values.iter().map(|value| &**value)) else { return none() };
    let mut copies: BTreeMap<&str, Vec<&Text>> = BTreeMap::new();
    for text in &texts {
        let Some(scalar) = text.node.as_scalar() else { continue };
        let whole = format!("{}{}", text.before, scalar.text);
        for found in finder.find_overlapping_iter(&*whole) {
            let Some(value) = values.get(found.pattern().as_usize()) else { continue };
            let is_own = found.start() >= text.before.len()
                && !is_from_variable(scalar, found.start() - text.before.len());
            let list = copies.entry(value).or_default();
            if is_own && is_copy(&whole, found.range()) && !list.iter().any(|one| std::ptr::eq(*one, text)) {
                list.push(text);
            }
        }
    }
    services.iter().map(|service| of_service(service, &copies)).collect()
}

fn of_service(service: &Service, copies: &BTreeMap<&str, Vec<&Text>>) -> Option<Node> {
    let of_entry = |entry: Entry| {
        let value = &entry.node.as_scalar()?.text;
        let others = copies.get(&**value).filter(|_| is_of_secret(&entry.key))?;
        let own = format!("environment.{}", entry.key);
        let others = others.iter().filter(|one| one.service != service.name || one.at != own);
        let told = |one: &&Text| {
            let text = |text: &str| Node::derived(text, ScalarKind::Text, one.node.origin.clone());
            let fields = Fields::at(one.node.origin.clone());
            fields.put("service", text(&one.service)).put("at", text(&one.at)).finish()
        };
        let told: Vec<Node> = others.take(MOST_COPIES).map(told).collect();
        let origin = Origin { span: entry.node.origin.span, via: Provenance::default() };
        (!told.is_empty()).then(|| Entry { node: Node::list(told, origin), ..entry })
    };
    let entries: Map = environment(service).into_iter().filter_map(of_entry).collect();
    (!entries.is_empty()).then(|| Node::map(entries, service.node.origin.clone()))
}

/// Returns the variables whose value is the default of a variable, each with that variable: `${PASSWORD:-changeme}`.
pub(super) fn defaults(service: &Service) -> Option<Node> {
    let of_entry = |entry: Entry| {
        let scalar = entry.node.as_scalar()?;
        let [one] = scalar.substitutions() else { return None };
        let is_whole = matches!(one.from, Replacement::Default) && one.result.len() == scalar.text.len();
        let origin = entry.node.origin.clone();
        let node = is_whole.then(|| Node::derived(Arc::clone(&one.variable), ScalarKind::Text, origin))?;
        Some(Entry { node, ..entry })
    };
    let entries: Map = environment(service).into_iter().filter_map(of_entry).collect();
    (!entries.is_empty()).then(|| Node::map(entries, service.node.origin.clone()))
}

fn environment(service: &Service) -> Vec<Entry> {
    service.node.get("environment").map(|node| node.entries().collect()).unwrap_or_default()
}

/// Returns the values of the environment of `service`, and the words of its commands.
fn texts(service: &Service) -> Vec<Text> {
    let text = |at: String, node: Node, before: String| Text {
        service: Arc::clone(&service.name),
        at,
        node,
        before,
    };
    let of_entry = |entry: Entry| {
        text(format!("environment.{}", entry.key), entry.node.clone(), format!("{}=", entry.key))
    };
    let mut texts: Vec<Text> = environment(service).into_iter().map(of_entry).collect();
    for path in [&["command"][..], &["entrypoint"], &["healthcheck", "test"]] {
        let mut before = String::new();
        for word in service.node.at(path).iter().flat_map(|list| list.items().collect::<Vec<_>>()) {
            let next = word.as_text().map(|word| format!("{word} ")).unwrap_or_default();
            texts.push(text(path.join("."), word, std::mem::replace(&mut before, next)));
        }
    }
    texts
}

/// Returns true if the character at `at` comes from a variable.
fn is_from_variable(scalar: &Scalar, at: usize) -> bool {
    let is_of_variable = |from: Replacement| !matches!(from, Replacement::Escape | Replacement::Removed);
    scalar.substitutions().iter().any(|one| is_of_variable(one.from) && one.result.contains(&at))
}

/// Returns true if what stands at `range` in `text` is a secret there: behind the name of one, in an address, or behind an option.
fn is_copy(text: &str, range: Range<usize>) -> bool {
    let (Some(before), Some(behind)) = (text.get(..range.start), text.get(range.end..)) else { return false };
    let next = behind.chars().next();
    if next.is_some_and(|next| next.is_alphanumeric() || matches!(next, '_' | '-')) {
        return false;
    }
    let before = before.trim_end_matches(['"', '\'', '\\']);
    let named = |before: &str| {
        let is_of_name = |one: char| one.is_ascii_alphanumeric() || matches!(one, '_' | '.' | '-');
        let start = before.trim_end_matches(is_of_name).len();
        before.get(start..).is_some_and(is_of_secret)
    };
    if let Some(before) = before.strip_suffix(':') {
        return next == Some('@') || is_login(before) || named(before);
    }
    match before.strip_suffix('=').or_else(|| before.strip_suffix(' ')) {
        Some(before) => named(before) || ["-p", "-a"].iter().any(|option| before.ends_with(option)),
        None => [" -p", " -a"].iter().any(|option| before.ends_with(option)),
    }
}

/// Returns true if the last word of `before` is the user of a login: `-u admin`.
fn is_login(before: &str) -> bool {
    let mut words = before.rsplit([' ', '=']);
    let _ = words.next();
    words.next().is_some_and(|option| matches!(option, "-u" | "-U" | "--user" | "--proxy-user"))
}

fn is_of_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    OF_SECRETS.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_stands_where_a_secret_does() {
        for (text, is_one) in [
            ("POSTGRES_PASSWORD=geheim", true),
            ("POSTGRES_USER=geheim", false),
            ("URL=postgresql://postgres:geheim@db:5432/app", true),
            ("URL=postgresql://geheim:x@db", false),
            ("CMD-SHELL PGPASSWORD=geheim psql", true),
            ("CMD-SHELL PGPASSWORD='geheim' psql", true),
            ("URL=jdbc:postgresql://db?user=geheim&ssl=1", false),
            ("URL=jdbc:postgresql://db?password=geheim&ssl=1", true),
            ("mysqladmin ping -pgeheim", true),
            ("redis-cli -a geheim", true),
            ("--password geheim", true),
            ("curl -u admin:geheim http://a", true),
            ("KAFKA_JAAS=PlainLoginModule required password=\"geheim\";", true),
            ("psql -U geheim", false),
            ("PASSWORD=geheimer", false),
            ("PASSWORD=geheim-2", false),
        ] {
            let start = text.find("geheim").unwrap();
            assert_eq!(is_copy(text, start..start + 6), is_one, "{text}");
        }
    }
}
