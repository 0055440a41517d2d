//! Versions of Kafka and Debezium, as images, plug-ins and resources name them.

use super::image::{Family, recognise};

/// The version of an image without a tag, or with one that moves on with each release.
pub const LATEST: &str = "latest";

/// Tags that move on with each release.
const MOVING: &[&str] = &[LATEST, "main", "master", "nightly", "edge"];

/// The version of Kafka in Confluent Platform (Confluent documentation, "Supported Versions and Interoperability"):
/// from 7.0 on it has the minor version of Kafka 3, from 8.0 on that of Kafka 4.
const CONFLUENT: &[(&str, &str)] = &[
    ("3.3", "0.11"),
    ("4.0", "1.0"),
    ("4.1", "1.1"),
    ("5.0", "2.0"),
    ("5.1", "2.1"),
    ("5.2", "2.2"),
    ("5.3", "2.3"),
    ("5.4", "2.4"),
    ("5.5", "2.5"),
    ("6.0", "2.6"),
    ("6.1", "2.7"),
    ("6.2", "2.8"),
];

/// The version in the last of wurstmeister's images (`wurstmeister/kafka-docker`, `Dockerfile`).
const LAST_OF_WURSTMEISTER: &str = "2.8.1";

/// Returns the version of Kafka in an image, such as `3.7.0`, or [`LATEST`]; None where it is not known.
pub fn kafka(image: &str) -> Option<String> {
    let tag = tag(image)?;
    let is_moving = MOVING.contains(&tag);
    match recognise(image).family {
        Family::Confluent | Family::Apache | Family::Bitnami if is_moving => Some(LATEST.to_owned()),
        // Images with a plug-in put its version before Confluent's: `0.6.4-7.6.0`.
        Family::Confluent => {
            of_confluent(tag.rsplit('-').filter_map(number).find(|number| number.contains('.'))?)
        }
        Family::Apache | Family::Bitnami => number(tag).map(str::to_owned),
        Family::Wurstmeister if is_moving => Some(LAST_OF_WURSTMEISTER.to_owned()),
        // The version of Scala comes first: `2.13-2.8.1`.
        Family::Wurstmeister => number(tag.rsplit('-').next()?).map(str::to_owned),
        // `0.45.0-kafka-3.9.0`.
        Family::Strimzi => number(tag.rsplit_once("kafka-")?.1).map(str::to_owned),
        // Its images have had Kafka 3 or later since 1.8 (Debezium documentation, `debezium-kafka-version`).
        Family::Debezium => match debezium(image)?.as_str() {
            LATEST => Some(LATEST.to_owned()),
            "1" => None,
            version if is_below(version, "1.8") => Some("2".to_owned()),
            _ => Some("3".to_owned()),
        },
        Family::Redpanda | Family::Other => None,
    }
}

/// Returns the version that the tag of `image` begins with, such as `8.1.1` of `8.1.1-1-ubi9`, and for images that put the version
/// of Scala before it, the one behind. None where the tag names none, moves on, or needs a variable.
pub fn of_image(image: &str) -> Option<String> {
    let tag = tag(image)?;
    let tag = match recognise(image).family {
        Family::Wurstmeister => tag.rsplit('-').next()?,
        _ => tag,
    };
    number(tag).map(str::to_owned)
}

/// Returns the version of Debezium in one of its own images, or [`LATEST`].
pub fn debezium(image: &str) -> Option<String> {
    let tag = tag(image).filter(|_| recognise(image).family == Family::Debezium)?;
    if MOVING.contains(&tag) { Some(LATEST.to_owned()) } else { number(tag).map(str::to_owned) }
}

/// Returns the version of Debezium's plug-in that `text` names: `debezium-connector-mysql:1.9.3` as `confluent-hub`
/// takes it, `debezium-connector-mysql-1.9.7.Final-plugin.tar.gz` in a URL.
pub fn debezium_plugin(text: &str) -> Option<String> {
    const NAME: &str = "debezium-connector-";
    let mut rest = text.match_indices(NAME).map(|(at, _)| text.get(at + NAME.len()..).unwrap_or_default());
    rest.find_map(|rest| {
        let name = rest.find(|one: char| !(one.is_ascii_lowercase() || one == '-'))?;
        let version = rest.get(name..)?.trim_start_matches([':', '/', '=']);
        number(version).filter(|version| version.contains('.')).map(str::to_owned)
    })
}

/// Returns true if `version` is below `bound`, both numbers with dots.
pub fn is_below(version: &str, bound: &str) -> bool {
    let parts = |text: &str| text.split('.').map(|part| part.parse().unwrap_or(0)).collect::<Vec<u64>>();
    parts(version) < parts(bound)
}

fn of_confluent(version: &str) -> Option<String> {
    let mut parts = version.split('.');
    let (major, minor) = (parts.next()?, parts.next()?);
    match major {
        "7" => Some(format!("3.{minor}")),
        "8" => Some(format!("4.{minor}")),
        _ => {
            let known = CONFLUENT.iter().find(|(confluent, _)| *confluent == format!("{major}.{minor}"));
            known.map(|(_, kafka)| (*kafka).to_owned())
        }
    }
}

/// Returns the tag of an image, [`LATEST`] without one; None for a digest alone, or a variable.
fn tag(image: &str) -> Option<&str> {
    let (name, digest) = image.split_once('@').map_or((image, None), |(name, digest)| (name, Some(digest)));
    let name = name.rsplit('/').next()?;
    match name.split_once(':') {
        Some((_, tag)) => Some(tag).filter(|tag| !tag.contains('$')),
        None => (digest.is_none() && !name.contains('$')).then_some(LATEST),
    }
}

/// Returns the number with dots that `text` begins with.
fn number(text: &str) -> Option<&str> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let end = text.find(|one: char| !(one.is_ascii_digit() || one == '.')).unwrap_or(text.len());
    text.get(..end).map(|number| number.trim_end_matches('.')).filter(|number| !number.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_have_the_versions_that_their_tags_say() {
        for (image, kafka_version, debezium_version) in [
            ("confluentinc/cp-kafka-connect:6.2.0", Some("2.8"), None),
            ("confluentinc/cp-kafka-connect:7.9.1-1-ubi8", Some("3.9"), None),
            ("cnfldemos/cp-server-connect-datagen:0.6.4-7.6.0", Some("3.6"), None),
            ("registry:5000/cp-kafka:8.1.1", Some("4.1"), None),
            ("confluentinc/cp-kafka", Some("latest"), None),
            ("confluentinc/cp-kafka:2.0.0", None, None),
            ("confluentinc/cp-kafka:${TAG}", None, None),
            ("apache/kafka:3.9.1", Some("3.9.1"), None),
            ("apache/kafka@sha256:00", None, None),
            ("bitnami/kafka:3.6.0-debian-11-r0", Some("3.6.0"), None),
            ("wurstmeister/kafka:2.13-2.8.1", Some("2.8.1"), None),
            ("wurstmeister/kafka", Some("2.8.1"), None),
            ("quay.io/strimzi/kafka:0.45.0-kafka-3.9.0", Some("3.9.0"), None),
            ("debezium/connect:1.7", Some("2"), Some("1.7")),
            ("debezium/connect:1", None, Some("1")),
            ("debezium/connect:2", Some("3"), Some("2")),
            ("debezium/connect:1.9.7.Final", Some("3"), Some("1.9.7")),
            ("quay.io/debezium/connect:2.10", Some("3"), Some("2.10")),
            ("quay.io/debezium/connect:3.1.0.Final", Some("3"), Some("3.1.0")),
            ("debezium/connect:nightly", Some("latest"), Some("latest")),
            ("debezium/connect:${DEBEZIUM_VERSION}", None, None),
            ("mycorp/connect:1.9", None, None),
        ] {
            assert_eq!(kafka(image).as_deref(), kafka_version, "{image}");
            assert_eq!(debezium(image).as_deref(), debezium_version, "{image}");
        }
    }

    #[test]
    fn images_have_versions_of_their_own() {
        for (image, wanted) in [
            ("confluentinc/cp-kafka:7.4.0-1-ubi8", Some("7.4.0")),
            ("confluentinc/cp-kafka:8", Some("8")),
            ("confluentinc/cp-zookeeper:7.4.0.arm64", Some("7.4.0")),
            ("bitnami/kafka:3.5.1-debian-11-r0", Some("3.5.1")),
            ("wurstmeister/kafka:2.13-2.8.1", Some("2.8.1")),
            ("quay.io/debezium/connect:3.3", Some("3.3")),
            ("confluentinc/cp-kafka:latest", None),
            ("confluentinc/cp-kafka", None),
            ("confluentinc/cp-kafka@sha256:00", None),
            ("confluentinc/cp-kafka:${TAG}", None),
        ] {
            assert_eq!(of_image(image).as_deref(), wanted, "{image}");
        }
    }

    #[test]
    fn plug_ins_have_the_version_in_their_names() {
        for (text, version) in [
            ("confluent-hub install --no-prompt debezium/debezium-connector-mysql:1.9.3", Some("1.9.3")),
            (
                "https://repo1.maven.org/maven2/io/debezium/debezium-connector-postgres/2.6.0.Final/debezium-connector-postgres-2.6.0.Final-plugin.tar.gz",
                Some("2.6.0"),
            ),
            ("confluent-hub install debezium/debezium-connector-sqlserver:latest", None),
            ("debezium-connector-mysql", None),
            ("debezium-connector-mysql-${V}.tar.gz", None),
        ] {
            assert_eq!(debezium_plugin(text).as_deref(), version, "{text}");
        }
    }
}
