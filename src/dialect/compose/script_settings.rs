//! The properties that the start script of an image sets beside those of the variables.

use super::product::Running;
use super::server;
use super::service::Service;
use crate::dialect::kafka_topics::words_of;
use crate::model::image::{Family, Product};
use crate::model::version::is_below;
use crate::tree::Node;

/// What Bitnami's script sets (`bitnami/containers`, `libkafka.sh`: `kafka_initialize`, `kafka-env.sh`), whose `log.dirs` is
/// known. Only from 4.1 on, the first of them.
const BITNAMI: &[&str] =
    &["controller.quorum.bootstrap.servers", "listener.name.", "sasl.", "ssl.", "zookeeper."];

/// The first version of Bitnami's image whose script has no listeners of its own: in every revision, other than in 3.5.1.
const BITNAMI_FROM: &str = "3.5.2";

/// What wurstmeister's script sets where there are listeners (`wurstmeister/kafka-docker`, `start-kafka.sh`), beside what
/// Kafka's file has.
const WURSTMEISTER: &[&str] = &["broker.id", "broker.rack", "log.dirs", "port"];

/// The first tag of wurstmeister's image with that script.
const WURSTMEISTER_FROM: &str = "1.1";

/// Returns the beginnings of the properties that `running` may have although nothing here sets them: the start script of its image
/// does. `None` where that may be any, as for a command of the service.
pub(super) fn set_elsewhere(running: &Running, service: &Service) -> Option<&'static [&'static str]> {
    let words = words_of(&service.container);
    let is_plain = |word: &Node| word.as_text().is_some_and(|word| !word.contains(char::is_whitespace));
    let is_known =
        running.fields.get("image_defaults_known").is_some_and(|known| known.as_text() == Some("true"));
    if !is_known || words.len() > 1 || !words.iter().all(is_plain) {
        return None;
    }
    let is_before = |bound: &str| running.script().version.is_some_and(|version| is_below(version, bound));
    match (running.family, running.product) {
        (Family::Confluent | Family::Apache, _) => Some(&[]),
        (Family::Bitnami, Product::Broker) if !is_before(BITNAMI_FROM) && !has_other_sources(service) => {
            if is_before("4.1") {
                BITNAMI.get(1..)
            } else {
                Some(BITNAMI)
            }
        }
        (Family::Wurstmeister, Product::Broker)
            if !is_before(WURSTMEISTER_FROM) && is_plain_wurstmeister(running, service) =>
        {
            Some(WURSTMEISTER)
        }
        _ => None,
    }
}

/// Returns true if Bitnami's script may get properties from commands, files or scripts of the user.
fn has_other_sources(service: &Service) -> bool {
    let is_source = |name: &str| {
        name.ends_with("_COMMAND") || name.ends_with("_FILE") || name == "KAFKA_MOUNTED_CONF_DIR"
    };
    variables(service).any(|name| is_source(&name)) || server::runs_scripts_before(&service.container)
}

/// Returns true for a broker on `ZooKeeper` with listeners, without what Kafka 2 reads in place of `advertised.listeners` and
/// without a script of the user.
fn is_plain_wurstmeister(running: &Running, service: &Service) -> bool {
    let is_set = |name: &str| running.properties.get(name).is_some();
    let legacy = ["host.name", "advertised.host.name", "advertised.port", "process.roles"];
    is_set("zookeeper.connect")
        && is_set("listeners")
        && !legacy.into_iter().any(is_set)
        && !variables(service).any(|name| name == "CUSTOM_INIT_SCRIPT")
        && !server::replaces_scripts(&service.container)
}

fn variables(service: &Service) -> impl Iterator<Item = String> {
    let environment = service.container.get("environment");
    let names: Vec<String> =
        environment.iter().flat_map(Node::entries).map(|entry| entry.key.to_string()).collect();
    names.into_iter()
}
