use super::*;
use crate::dialect::strimzi::manifest::manifests;
use crate::source::SourceMap;
use std::path::Path;

/// What is said of one resource of `kind`, of which `text` is everything behind `metadata.name`.
fn said(kind: &str, text: &str) -> Vec<String> {
    let sources = SourceMap::default();
    let text = format!("apiVersion: kafka.strimzi.io/v1\nkind: {kind}\n{text}");
    let source = sources.add(Path::new("a.yml"), text);
    let parsed = crate::syntax::yaml::parse(&source);
    assert_eq!(parsed.errors, []);
    let show = |(form, defect): (&str, Defect)| {
        let help = defect.help.map(|help| format!(" [{help}]")).unwrap_or_default();
        format!("{form} {}: {}{help}", source.slice(defect.at), defect.message)
    };
    parsed.documents.iter().flat_map(manifests).flat_map(|one| of(&one)).map(show).collect()
}

#[test]
fn the_schemas_are_schemas() {
    for text in [TOPIC, CONNECTOR] {
        Schema::compile(text).unwrap();
    }
}

#[test]
fn takes_what_the_operator_takes() {
    for (kind, text) in [
        (
            "KafkaTopic",
            "metadata: {name: a}\nspec: {partitions: 1, replicas: 3, topicName: b, config: {a: 1, b: [x], c: , d: 1.5}}",
        ),
        ("KafkaTopic", "metadata: {generateName: a-}\nspec:\nstatus: {x: 1}"),
        ("KafkaTopic", "metadata: {name: a}\nspec: {partitions: , replicas: '${REPLICAS}', config: }"),
        (
            "KafkaTopic",
            "metadata: {name: a, labels: {x: 'true'}, annotations: {y: '{{ z }}'}, ownerReferences: []}",
        ),
        (
            "KafkaConnector",
            "metadata: {name: a}\nspec: {class: x, tasksMax: 2, autoRestart: {enabled: true, maxRestarts: 3}, state: paused, version: '1', pause: false, config: {a: true}, listOffsets: {toConfigMap: {name: x}}}",
        ),
        ("KafkaConnector", "metadata: {name: a}\nspec: {tasksMax: 2}"),
        (
            "KafkaConnector",
            "metadata: {name: a}\nspec: {class: x, tasksMax: 2, config: {name: a, connector.class: x, tasks.max: '2'}}",
        ),
        ("Kafka", "metadata: {name: a}\nspec: {anything: 1}"),
    ] {
        assert_eq!(said(kind, text), [] as [&str; 0], "{kind} {text}");
    }
}

/// A resource, and what is said of it.
const CASES: &[(&str, &str, &str)] = &[
    (
        "KafkaTopic",
        "metadata: {name: a}\nspec: {replicas: three}",
        "topic three: `spec.replicas` of topic `a` takes a whole number, and `three` is text",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a}\nspec: {replicas: 3.5}",
        "topic 3.5: `spec.replicas` of topic `a` takes a whole number, and 3.5 is none",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a}\nspec: {replicas: '3'}",
        "topic '3': `spec.replicas` of topic `a` takes a whole number, and `3` is text [write it without quotes: `3`]",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a}\nspec: {replicas: 0}",
        "topic 0: `spec.replicas` of topic `a` is 0, and the least is 1 [take `replicas` away if the brokers' default is meant]",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a}\nspec: {partitions: -1}",
        "topic -1: `spec.partitions` of topic `a` is -1, and the least is 1 [take `partitions` away if the brokers' default is meant]",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a}\nspec: {replicas: 40000}",
        "topic 40000: `spec.replicas` of topic `a` is 40000, and the most is 32767",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a}\nspec: {replica: 3}",
        "topic replica: `spec` of topic `a` has no field `replica`; did you mean `replicas`? [write `replicas`]",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a}\nspec: {replicationFactor: 3}",
        "topic replicationFactor: `spec` of topic `a` has no field `replicationFactor`; did you mean `replicas`? [write `replicas`]",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a}\nspec: {retention.ms: 3}",
        "topic retention.ms: `spec` of topic `a` has no field `retention.ms` [write `retention.ms` below `config`]",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a}\nspec: {owner: orders}",
        "topic owner: `spec` of topic `a` has no field `owner` [take `owner` away]",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a}\nspecs: {replicas: 3}",
        "topic specs: topic `a` has no field `specs`; did you mean `spec`? [write `spec`]",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a}\nspec: {config: {retention: {ms: 1}}}",
        "topic retention: `spec.config.retention` of topic `a` takes a single value, and this is a mapping [write the name of the setting in one word, with dots: `cleanup.policy`]",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a}\nspec: {config: [retention.ms=1]}",
        "topic config: `spec.config` of topic `a` takes a mapping, and this is a list",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a, annotations: {strimzi.io/managed: false}}",
        "topic false: `metadata.annotations.strimzi.io/managed` of topic `a` takes text, and false is a truth value [write it in quotes: `\"false\"`]",
    ),
    (
        "KafkaTopic",
        "metadata: {labels: {strimzi.io/cluster: x}}",
        "topic metadata: a KafkaTopic has no `metadata.name` [add `metadata.name`]",
    ),
    (
        "KafkaTopic",
        "spec: {replicas: 3}",
        "topic KafkaTopic: a KafkaTopic has no `metadata` [add `metadata`]",
    ),
    (
        "KafkaConnector",
        "metadata: {name: a, labels: {strimzi.io/cluster: x}}\nspec: {tasksMax: 1}",
        "connector spec: connector `a` has no `spec.class` [add `spec.class`]",
    ),
    (
        "KafkaConnector",
        "metadata: {name: a, labels: {strimzi.io/cluster: x}}",
        "connector a: connector `a` has no `spec` [add `spec`]",
    ),
    (
        "KafkaConnector",
        "metadata: {name: a}\nspec: {class: x, tasks.max: 1}",
        "connector tasks.max: `spec` of connector `a` has no field `tasks.max`; did you mean `tasksMax`? [write `tasksMax`]",
    ),
    (
        "KafkaConnector",
        "metadata: {name: a}\nspec: {class: x, state: pause}",
        "connector pause: `spec.state` of connector `a` cannot be `pause` [it is one of `running`, `paused`, `stopped`]",
    ),
    (
        "KafkaConnector",
        "metadata: {name: a}\nspec: {class: x, pause: 'true'}",
        "connector 'true': `spec.pause` of connector `a` takes `true` or `false`, and `true` is text [write it without quotes: `true`]",
    ),
    (
        "KafkaConnector",
        "metadata: {name: a}\nspec: {class: x, config: {tasks.max: 4}}",
        "connector tasks.max: `tasks.max` in `config` of connector `a` has no effect: Strimzi takes `spec.tasksMax` [take it away, and write `spec.tasksMax`]",
    ),
];

#[test]
fn says_what_is_wrong_in_the_words_of_the_file() {
    for (kind, text, wanted) in CASES {
        assert_eq!(said(kind, text), [*wanted], "{kind} {text}");
    }
}
