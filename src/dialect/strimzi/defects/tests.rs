use super::*;
use crate::dialect::strimzi::manifest::manifests;
use crate::source::SourceMap;
use std::path::Path;

/// Returns the defects of a resource of `kind`; `text` is everything after the kind.
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
    parsed.documents.iter().flat_map(manifests).flat_map(|one| manifest_defects(&one)).map(show).collect()
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

/// A resource, and its defects.
const CASES: &[(&str, &str, &str)] = &[
    (
        "KafkaTopic",
        "metadata: {name: a}\nspec: {replicas: three}",
        "topic three: `spec.replicas` of a KafkaTopic takes a whole number, and this is text",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a}\nspec: {replicas: 3.5}",
        "topic 3.5: `spec.replicas` of a KafkaTopic takes a whole number, and this is a number",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a}\nspec: {replicas: '3'}",
        "topic '3': `spec.replicas` of a KafkaTopic takes a whole number, and this is text [write it without quotes: `3`]",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a}\nspec: {replicas: 0}",
        "topic 0: topic `a` sets `replicas` to 0; it must be 1 or more [set `replicas` to 1 or more]",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a}\nspec: {replicas: 40000}",
        "topic 40000: `spec.replicas` of a KafkaTopic is 40000, and the most is 32767",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a}\nspec: {replica: 3}",
        "topic replica: `spec` of a KafkaTopic has no `replica`; did you mean `replicas`? [write `replicas`]",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a}\nspec: {replicationFactor: 3}",
        "topic replicationFactor: `spec` of a KafkaTopic has no `replicationFactor` [it has `config`, `partitions`, `replicas` and `topicName`]",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a}\nspecs: {replicas: 3}",
        "topic specs: a KafkaTopic has no `specs`; did you mean `spec`? [write `spec`]",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a}\nspec: {config: {retention: {ms: 1}}}",
        "topic retention: `spec.config.retention` of a KafkaTopic takes a single value or a list, and this is a mapping",
    ),
    (
        "KafkaTopic",
        "metadata: {name: a, annotations: {strimzi.io/managed: false}}",
        "topic false: `metadata.annotations.strimzi.io/managed` of a KafkaTopic takes text, and this is `true` or `false` [write it in quotes: `\"false\"`]",
    ),
    (
        "KafkaTopic",
        "metadata: {labels: {strimzi.io/cluster: x}}",
        "topic metadata: `metadata` of a KafkaTopic has no `name` [add `name`]",
    ),
    (
        "KafkaConnector",
        "metadata: {name: a, labels: {strimzi.io/cluster: x}}\nspec: {tasksMax: 1}",
        "connector spec: connector `a` has no `spec.class` [add `class`, the class of the connector]",
    ),
    (
        "KafkaConnector",
        "metadata: {name: a, labels: {strimzi.io/cluster: x}}",
        "connector a: connector `a` has no `spec.class` [add `class`, the class of the connector]",
    ),
    (
        "KafkaConnector",
        "metadata: {name: a}\nspec: {class: x, taskMax: 1}",
        "connector taskMax: `spec` of a KafkaConnector has no `taskMax`; did you mean `tasksMax`? [write `tasksMax`]",
    ),
    (
        "KafkaConnector",
        "metadata: {name: a}\nspec: {class: x, state: pause}",
        "connector pause: `spec.state` of a KafkaConnector cannot be `pause` [use `running`, `paused` or `stopped`]",
    ),
    (
        "KafkaConnector",
        "metadata: {name: a}\nspec: {class: x, pause: 'true'}",
        "connector 'true': `spec.pause` of a KafkaConnector takes `true` or `false`, and this is text [write it without quotes: `true`]",
    ),
    (
        "KafkaConnector",
        "metadata: {name: a}\nspec: {class: x, config: {tasks.max: 4}}",
        "connector tasks.max: `tasks.max` in `config` of connector `a` has no effect: Strimzi takes `spec.tasksMax` [remove it, and write `spec.tasksMax`]",
    ),
];

#[test]
fn says_what_is_wrong_in_the_words_of_the_file() {
    for (kind, text, wanted) in CASES {
        assert_eq!(said(kind, text), [*wanted], "{kind} {text}");
    }
}
