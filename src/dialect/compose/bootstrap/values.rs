//! Addresses of brokers as clients are told them: their schemes, their ports where they have none, and lists of them.

use crate::model::endpoint::{HostPort, host_ports};
use crate::source::SourceMap;
use crate::tree::{Entry, Node, ScalarKind};
use std::sync::Arc;

/// What the names of variables end in whose addresses need no port: Spring Cloud Stream's binder for Kafka (its reference
/// documentation, `spring.cloud.stream.kafka.binder.brokers` and `defaultBrokerPort`).
const WITH_DEFAULT_PORT: &[&str] = &["KAFKABINDERBROKERS", "KAFKASTREAMSBINDERBROKERS"];

/// What the names of variables end in that set the port of these addresses.
const DEFAULT_BROKER_PORT: &str = "BINDERDEFAULTBROKERPORT";

/// The port of the binder's addresses and of librdkafka's (`rd_kafka_brokers_add`) that have none.
pub(super) const DEFAULT_PORT: &str = "9092";

/// Schemes that clients of Kafka take, in lower case: security protocols, and those of libraries that take URLs.
const SCHEMES: &[&str] =
    &["plaintext", "ssl", "sasl_plaintext", "sasl_ssl", "kafka", "kafka+ssl", "aiokafka", "confluent", "tcp"];

/// Returns the brokers in a list of addresses, where those without a port have `default_port`.
pub(super) fn brokers(list: &Node, default_port: Option<&str>, sources: &SourceMap) -> Vec<HostPort> {
    let with_port = |one: HostPort| {
        let node = |port| Node::derived(port, ScalarKind::Text, one.host.origin.clone()).as_integer();
        let port = one.port.clone().or_else(|| default_port.map(node));
        HostPort { port, ..one }
    };
    let is_broker = |one: &HostPort| one.scheme.as_deref().is_none_or(is_of_kafka);
    host_ports(list, sources).into_iter().filter(is_broker).map(with_port).collect()
}

/// Returns true for a scheme before which no other server than a broker stands. Java's clients pass over it
/// (`org.apache.kafka.common.utils.Utils`, `HOST_PORT_PATTERN`), so a listener's name is often written there.
fn is_of_kafka(scheme: &str) -> bool {
    let lower = scheme.to_ascii_lowercase();
    let is_listener = !scheme.bytes().any(|byte| byte.is_ascii_lowercase()) && !lower.starts_with("http");
    is_listener || SCHEMES.contains(&&*lower)
}

/// Returns true for a variable whose addresses need no port.
pub(super) fn needs_no_port(key: &str) -> bool {
    let plain = plain(key);
    WITH_DEFAULT_PORT.iter().any(|end| plain.ends_with(end))
}

/// Returns the port of such addresses without one, as `variables` set it.
pub(super) fn default_port(variables: &[Entry]) -> Arc<str> {
    let set = variables.iter().find(|one| plain(&one.key).ends_with(DEFAULT_BROKER_PORT));
    let text = set.and_then(|one| Some(Arc::clone(&one.node.as_scalar()?.text)));
    text.unwrap_or_else(|| DEFAULT_PORT.into())
}

/// Returns the lists of brokers in a value: itself, or the items of a list in JSON, `["a:9092","b:9092"]`.
pub(super) fn of_value(value: &Node, sources: &SourceMap) -> Vec<Node> {
    let Some(scalar) = value.as_scalar() else { return Vec::new() };
    let text = &*scalar.text;
    let is_list = text.trim_start().starts_with('[') && text.trim_end().ends_with(']');
    let Some(quote) = text.chars().find(|one| matches!(one, '"' | '\'')).filter(|_| is_list) else {
        return vec![value.clone()];
    };
    let mut start = 0;
    let mut parts = text.split(quote).map(|part| {
        let range = start..start + part.len();
        start = range.end + quote.len_utf8();
        range
    });
    let mut found = Vec::new();
    while let (Some(_), Some(item)) = (parts.next(), parts.next()) {
        found.push(value.slice(sources, item));
    }
    found
}

/// Returns the letters and digits of the name of a variable, in upper case.
pub(super) fn plain(key: &str) -> String {
    key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
}
