use super::*;
use crate::dialect::{Dialect, yaml};
use crate::model::ResourceKind;
use crate::source::SourceMap;
use crate::tree::Node;
use crate::workspace::{Files, Layout};
use std::path::Path;

const DIALECT: Dialect = yaml::dialect::<Strimzi>();

/// Returns the resources of one file.
fn declared(text: &str) -> (Vec<Resource>, SourceMap) {
    let sources = SourceMap::default();
    sources.add(Path::new("resources.yml"), text.to_owned());
    let files = Files::over(&sources);
    let file = files.parse(Path::new("resources.yml")).unwrap();
    assert!((DIALECT.claims)(&file), "{text}");
    let found = (DIALECT.declares)(&[file], &files, &Layout::default()).resources;
    drop(files);
    (found, sources)
}

/// Returns a value in a JSON-like notation, without quotes around text.
fn shown(node: &Node) -> String {
    match &node.value {
        crate::tree::Value::Scalar(scalar) => scalar.text.to_string(),
        crate::tree::Value::List(items) => {
            format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        crate::tree::Value::Map(map) => {
            let entries = map.entries().map(|entry| format!("{}: {}", entry.key, shown(&entry.node)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

fn field(resource: &Resource, name: &str) -> String {
    resource.fields.get(name).as_ref().map_or_else(|| "-".to_owned(), shown)
}

#[test]
fn claims_what_declares_something_here() {
    for (text, wanted) in [
        ("{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: a}}", true),
        ("{apiVersion: v1, kind: List, items: [{apiVersion: kafka.strimzi.io/v1, kind: Kafka}]}", true),
        ("a: b\n---\napiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaConnector", true),
        ("apiVersion: kafka.strimzi.io/v1\nkind: [", true),
        ("{apiVersion: kafka.strimzi.io/v1, kind: KafkaUser, metadata: {name: a}}", false),
        ("{apiVersion: kafka.jikkou.io/v1, kind: KafkaTopic, metadata: {name: kafka.strimzi.io/}}", false),
        ("apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nname: {{ .Values.name }}-x", false),
        ("# kafka.strimzi.io/v1\nkind: [", false),
    ] {
        let sources = SourceMap::default();
        sources.add(Path::new("a.yml"), text.to_owned());
        let files = Files::over(&sources);
        assert_eq!((DIALECT.claims)(&files.parse(Path::new("a.yml")).unwrap()), wanted, "{text}");
    }
}

#[test]
fn a_cluster_is_one_broker_resource() {
    let (found, sources) = declared(
        "apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: {name: events, namespace: prod}
spec:
  kafka:
    listeners:
      - {name: plain, port: 9092, type: internal, tls: false}
      - {name: users, port: 9093, type: internal, tls: true, authentication: {type: scram-sha-512}}
      - {name: outside, port: 9094, type: nodeport, tls: true, authentication: {type: tls}}
      - {name: own, port: 9095, type: route, tls: false, authentication: {type: custom, sasl: true}}
    config: {min.insync.replicas: 2, auto.create.topics.enable: false, listeners: [a, b], gone: }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: {name: brokers, namespace: prod, labels: {strimzi.io/cluster: events}}
spec:
  replicas: 3
  roles: [controller, broker]
  resources: {limits: {memory: 2Gi, cpu: 500m}}
  jvmOptions: {-Xmx: 1g}
  storage: {type: jbod, volumes: [{id: 0, type: persistent-claim, size: 1Gi}, {id: 1, type: ephemeral}]}
",
    );
    let [broker, listeners @ ..] = &*found else { panic!("{found:?}") };
    assert!(listeners.iter().all(|one| one.kind == ResourceKind::Listener), "{listeners:?}");
    assert_eq!((broker.kind, &*broker.name), (ResourceKind::Broker, "events"));
    assert_eq!(sources.get(broker.key.source).unwrap().slice(broker.key), "events");
    assert_eq!(broker.cluster_ref, Some(cluster_ref::kafka("prod", "events")));
    for (name, wanted) in [
        ("family", "strimzi"),
        ("roles", "[broker, controller]"),
        ("count", "3"),
        ("partial", "false"),
        ("image_defaults", "{}"),
        ("image_defaults_known", "true"),
        ("properties", "{min.insync.replicas: 2, auto.create.topics.enable: false, listeners: a,b}"),
        ("limits", "{memory: 2147483648, cpus: 0.5}"),
        ("heap", "{max: 1073741824, from: environment}"),
        (
            "log_dirs",
            "[{path: /var/lib/kafka/data-0, mount: volume}, {path: /var/lib/kafka/data-1, mount: ephemeral}]",
        ),
    ] {
        assert_eq!(field(broker, name), wanted, "{name}");
    }
    let listeners = broker.fields.get("listeners").unwrap();
    let short =
        |one: &Node| ["name", "port", "protocol", "type"].map(|key| shown(&one.get(key).unwrap())).join(" ");
    let listeners: Vec<_> = listeners.items().map(|one| short(&one)).collect();
    assert_eq!(
        listeners,
        [
            "plain 9092 PLAINTEXT internal",
            "users 9093 SASL_SSL internal",
            "outside 9094 SSL nodeport",
            "own 9095 SASL_PLAINTEXT route",
        ]
    );
}

#[test]
fn machines_that_differ_between_pools_are_not_known() {
    let pool = |name: &str, memory: &str, more: &str| {
        format!(
            "---\n{{apiVersion: kafka.strimzi.io/v1, kind: KafkaNodePool,
            metadata: {{name: {name}, labels: {{strimzi.io/cluster: a}}}},
            spec: {{replicas: 1, roles: [broker], resources: {{limits: {{memory: {memory}, cpu: 1}}}}{more}}}}}\n"
        )
    };
    let kafka = "{apiVersion: kafka.strimzi.io/v1, kind: Kafka, metadata: {name: a},
        spec: {kafka: {listeners: [], jvmOptions: {-Xmx: 512m}}}}\n";
    let (found, _) = declared(&format!("{kafka}{}{}", pool("x", "1Gi", ""), pool("y", "2Gi", "")));
    assert_eq!(field(&found[0], "limits"), "{cpus: 1}");
    assert_eq!(field(&found[0], "heap"), "{max: 536870912, from: environment}");
    assert_eq!(field(&found[0], "count"), "2");
    let own = ", jvmOptions: {-Xmx: 1g}";
    let (found, _) = declared(&format!("{kafka}{}{}", pool("x", "1024Mi", own), pool("y", "1Gi", "")));
    assert_eq!(field(&found[0], "limits"), "{memory: 1073741824, cpus: 1}");
    assert_eq!(field(&found[0], "heap"), "-");
}

#[test]
fn workers_have_what_the_operator_sets() {
    let connect = |version: &str, more: &str| {
        declared(&format!(
            "{{apiVersion: kafka.strimzi.io/{version}, kind: KafkaConnect, metadata: {{name: c, namespace: n}},
            spec: {{bootstrapServers: 'a-kafka-bootstrap:9093, b:9092', {more}}}}}"
        ))
        .0
        .remove(0)
    };
    let new = connect(
        "v1",
        "groupId: g, configStorageTopic: x, offsetStorageTopic: y, statusStorageTopic: z,
        config: {config.storage.replication.factor: -1}",
    );
    assert_eq!(
        field(&new, "properties"),
        "{config.storage.replication.factor: -1, group.id: g, config.storage.topic: x, \
        offset.storage.topic: y, status.storage.topic: z, bootstrap.servers: a-kafka-bootstrap:9093, b:9092}"
    );
    assert_eq!(
        field(&new, "bootstrap_servers"),
        "[{host: a-kafka-bootstrap, port: 9093}, {host: b, port: 9092}]"
    );
    assert_eq!(field(&new, "connect_cluster"), "c");
    assert_eq!(new.cluster_ref, Some(cluster_ref::kafka("n", "a")));
    assert!(!field(&new, "image_defaults").contains("group.id"));
    let old = connect("v1beta2", "config: {group.id: g, key.converter: K}");
    let shipped = field(&old, "image_defaults");
    for (part, wanted) in [
        ("config.storage.topic: connect-cluster-configs", true),
        ("value.converter: org.apache.kafka.connect.json.JsonConverter", true),
        ("config.providers: strimzienv,", true),
        ("group.id", false),
        ("key.converter", false),
    ] {
        assert_eq!(shipped.contains(part), wanted, "{part} in {shipped}");
    }
}

#[test]
fn connectors_belong_to_the_cluster_of_their_worker() {
    let worker = |name: &str, servers: &str| {
        format!(
            "{{apiVersion: kafka.strimzi.io/v1, kind: KafkaConnect, metadata: {{name: {name}}}, spec: {{bootstrapServers: '{servers}'}}}}\n---\n"
        )
    };
    let text = [
        worker("one", "a-kafka-bootstrap.ns.svc:9093"),
        worker("two", "example.com:9093"),
        "{apiVersion: kafka.strimzi.io/v1, kind: KafkaConnector, metadata: {name: c, labels: {strimzi.io/cluster: one}},
        spec: {class: FileStreamSink, tasksMax: 1, config: {file: '${env:FILE}', topics: a}}}\n---\n"
            .to_owned(),
        "{apiVersion: kafka.strimzi.io/v1, kind: KafkaConnector, metadata: {name: d, labels: {strimzi.io/cluster: two}}, spec: {class: x}}\n---\n".to_owned(),
        "{apiVersion: kafka.strimzi.io/v1, kind: KafkaConnector, metadata: {name: e, labels: {strimzi.io/cluster: three}}, spec: {class: x}}\n".to_owned(),
    ]
    .concat();
    let (found, _) = declared(&text);
    let cluster_refs: Vec<_> = found.iter().map(|one| one.cluster_ref.clone()).collect();
    assert_eq!(
        cluster_refs,
        [Some(cluster_ref::kafka("ns", "a")), None, Some(cluster_ref::kafka("ns", "a")), None, None]
    );
    let connector = &found[2];
    for (name, wanted) in [
        ("class", "FileStreamSink"),
        ("type", "sink"),
        ("declared_by", "strimzi"),
        ("connect_cluster", "one"),
        ("config", "{file: ${env:FILE}, topics: a}"),
    ] {
        assert_eq!(field(connector, name), wanted, "{name}");
    }
    let file = connector.fields.at(&["config", "file"]).unwrap();
    let missing: Vec<_> = file.as_scalar().unwrap().missing_variables().cloned().collect();
    assert_eq!(missing, ["env:FILE".into()]);
}

#[test]
fn mirrors_are_called_as_the_operator_calls_them() {
    let (found, _) = declared(
        "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaMirrorMaker2
metadata: {name: m}
spec:
  connectCluster: b
  clusters: [{alias: a, bootstrapServers: 'a:9092'}, {alias: b, bootstrapServers: 'west-kafka-bootstrap:9092', config: {x: 1}}]
  mirrors: [{sourceCluster: a, targetCluster: b, sourceConnector: {}, heartbeatConnector: {config: {y: 2}}}]
",
    );
    let names: Vec<_> = found.iter().map(|one| (one.kind, &*one.name, one.cluster_ref.clone())).collect();
    let home = Some(cluster_ref::kafka("", "west"));
    assert_eq!(
        names,
        [
            (ResourceKind::ConnectWorker, "m", home.clone()),
            (ResourceKind::Connector, "a->b.MirrorSourceConnector", home.clone()),
            (ResourceKind::Connector, "a->b.MirrorHeartbeatConnector", home),
        ]
    );
    assert_eq!(field(&found[0], "properties"), "{x: 1, bootstrap.servers: west-kafka-bootstrap:9092}");
    assert_eq!(field(&found[2], "class"), "org.apache.kafka.connect.mirror.MirrorHeartbeatConnector");
    assert_eq!((field(&found[2], "config"), field(&found[2], "type")), ("{y: 2}".into(), "source".into()));
    assert_eq!(
        (field(&found[2], "declared_by"), field(&found[2], "connect_cluster")),
        ("mirror".into(), "m".into())
    );
}

#[test]
fn kafka_gets_text_whatever_was_written() {
    let (found, sources) = declared(
        "{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: a}, spec: {replicas: '3', config: {retention.ms: 1000, cleanup.policy: [compact, delete], preallocate: true}}}",
    );
    let [topic, defect] = &*found else { panic!("{found:?}") };
    assert_eq!(
        field(topic, "config"),
        "{retention.ms: 1000, cleanup.policy: compact,delete, preallocate: true}"
    );
    let policy = topic.fields.at(&["config", "cleanup.policy"]).unwrap().origin.span;
    assert!(sources.get(policy.source).unwrap().slice(policy).starts_with("[compact"), "{policy:?}");
    assert_eq!((field(topic, "replication_factor"), field(topic, "partitions")), ("3".into(), "-".into()));
    assert_eq!(defect.kind, ResourceKind::Defect);
}

#[test]
fn a_listener_says_who_reaches_it() {
    let (found, sources) = declared(
        "apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: {name: events, namespace: prod}
spec:
  kafka:
    listeners:
      - {name: plain, port: 9092, type: internal, tls: false}
      - {name: each, port: 9093, type: cluster-ip, tls: true}
      - {name: nodes, port: 9094, type: nodeport}
      - {name: balanced, port: 9095, type: loadbalancer, tls: false, authentication: {type: scram-sha-512}}
      - {name: bare, port: 9096, type: route}
      - {name: entered, port: 9097, type: ingress, tls: 'true', authentication: {type: oauth}}
      - {name: open, port: 9098, type: '${TYPE}', tls: '${TLS}'}
      - {name: users, port: 9099, type: nodeport, tls: false, authentication: '${USERS}'}
      - {name: custom, port: 9100, type: nodeport, tls: true, authentication: {type: custom, sasl: '${SASL}'}}
      - {name: slip, port: 9101, type: nodePort, tls: false}
      - {name: wrong, port: 9102, type: nodeport, tls: maybe}
",
    );
    let [_, listeners @ ..] = &*found else { panic!("{found:?}") };
    let short =
        |one: &Resource| ["name", "broker", "protocol", "reach", "tls"].map(|key| field(one, key)).join(" ");
    assert_eq!(
        listeners.iter().map(short).collect::<Vec<_>>(),
        [
            "plain events PLAINTEXT kubernetes false",
            "each events SSL kubernetes true",
            "nodes events PLAINTEXT outside -",
            "balanced events SASL_PLAINTEXT outside false",
            "bare events SSL outside -",
            "entered events SASL_SSL outside true",
            "open events ${TLS} unknown ${TLS}",
            "users events ${USERS} outside false",
            "custom events ${SASL} outside true",
            "slip events PLAINTEXT unknown false",
        ]
    );
    for one in listeners {
        let place = |key: &str| {
            let span = one.fields.get(key).unwrap().origin.span;
            sources.get(span.source).unwrap().slice(span).to_owned()
        };
        assert_eq!(one.cluster_ref, Some(cluster_ref::kafka("prod", "events")));
        assert_eq!(place("name"), field(one, "name"));
        assert_eq!(place("port"), field(one, "port"));
        assert_eq!(place("type").trim_matches('\''), field(one, "type"));
    }
}
