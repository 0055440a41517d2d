use super::*;
use crate::source::{SourceMap, Span};
use crate::syntax::properties;
use crate::tree::{Origin, Provenance};
use std::path::Path;

/// A combined node that starts.
const COMBINED: &str = "process.roles=broker,controller
node.id=1
listeners=INT://:19092,EXT://:9092,CONTROLLER://:9093
advertised.listeners=INT://kafka:19092,EXT://kafka:9092
listener.security.protocol.map=INT:PLAINTEXT,EXT:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=INT
controller.listener.names=CONTROLLER
controller.quorum.voters=1@kafka:9093
";

/// Returns `base` with lines in the place of those of the same setting; a line without `=` takes its setting away.
fn with(base: &str, lines: &str) -> String {
    let name = |line: &str| line.split('=').next().unwrap_or_default().to_owned();
    let changed: Vec<String> = lines.lines().map(name).collect();
    let kept = base.lines().filter(|line| !changed.contains(&name(line)));
    let added = lines.lines().filter(|line| line.contains('='));
    kept.chain(added).fold(String::new(), |text, line| text + line + "\n")
}

/// Returns the refusals of a properties file, each as its check and the characters at fault.
fn refused(text: &str, version: Option<&str>, worker: bool) -> String {
    let sources = SourceMap::default();
    let source = sources.add(Path::new("server.properties"), text.to_owned());
    let parsed = properties::parse(&source).unwrap();
    let written = crate::model::properties::with_references(&parsed, &|_| true);
    let settings = Settings {
        property: &|name| written.get(name),
        written: &written,
        set_elsewhere: Some(&[]),
        place: Origin { span: Span::new(source.id, 0, 0), via: Provenance::default() },
        version,
        sources: &sources,
    };
    let facts = NodeFacts { derives_listeners: false, jaas: Jaas::Nowhere, cluster_id: None };
    let found = if worker { super::worker(&settings, Jaas::Nowhere) } else { node(&settings, facts) };
    let show = |one: &Refusal| {
        let place = source.slice(one.value.origin.span);
        let bounds = [("from", &one.since), ("up to", &one.until)];
        let bounds =
            bounds.iter().filter_map(|(word, version)| Some(format!(" {word} {}", version.as_ref()?)));
        format!("{} {place}{}", one.check, bounds.collect::<String>()).trim().to_owned()
    };
    found.iter().map(show).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_fault_is_told_once_and_where_it_is() {
    for (lines, wanted) in [
        ("", ""),
        ("inter.broker.listener.name=CLIENT", "inter-broker-unknown CLIENT"),
        ("inter.broker.listener.name", "inter-broker-absent"),
        ("inter.broker.listener.name=", "inter-broker-unknown"),
        ("inter.broker.listener.name=int", ""),
        ("inter.broker.listener.name=CONTROLLER", "inter-broker-of-controllers CONTROLLER"),
        ("security.inter.broker.protocol=PLAINTEXT", "inter-broker-twice PLAINTEXT"),
        ("inter.broker.listener.name\nsecurity.inter.broker.protocol=SSL", "inter-broker-protocol SSL"),
        ("advertised.listeners=EXT://kafka:9092", "inter-broker-not-advertised INT"),
        ("advertised.listeners=INT://kafka:1,HOST://kafka:2", "advertised-unknown HOST"),
        ("advertised.listeners=INT://0.0.0.0:1,EXT://kafka:2", "wildcard-advertised 0.0.0.0"),
        ("advertised.listeners", ""),
        ("advertised.listeners=INT://kafka:1,CONTROLLER://kafka:9093", ""),
        (
            "advertised.listeners=CONTROLLER://kafka:9093",
            "nothing-advertised CONTROLLER://kafka:9093, inter-broker-not-advertised INT",
        ),
        ("controller.listener.names=CTRL", "controller-without-listener CTRL"),
        ("controller.listener.names=controller", "controller-without-listener controller"),
        ("controller.listener.names", "controller-names-absent"),
        ("controller.quorum.voters", "quorum-absent"),
        ("controller.quorum.voters=1@0.0.0.0:9093", "voter-unroutable 0.0.0.0"),
        ("controller.quorum.voters=x", ""),
        ("controller.quorum.voters\ncontroller.quorum.bootstrap.servers=kafka", "bootstrap-malformed kafka"),
        ("node.id", "node-id-absent"),
        ("node.id=-1", "below-minimum -1"),
        ("broker.id=2", "ids-differ 2"),
        ("node.id\nbroker.id=2", ""),
        ("process.roles=broker,controler", "not-one-of controler"),
        ("process.roles", "roles-absent"),
        ("listeners=INT:19092,EXT://:9092,CONTROLLER://:9093", "listener-malformed INT:19092"),
        ("listeners=INT://:9092,EXT://:9092,CONTROLLER://:9093", "port-twice 9092"),
        ("listeners=INT://127.0.0.1:9092,EXT://[::1]:9092,CONTROLLER://:9093", ""),
        ("listeners=INT://127.0.0.1:9092,EXT://h:9092,CONTROLLER://:9093", "port-twice 9092"),
        ("listeners=INT://:9092,INT://:9094,CONTROLLER://:9093", "listener-name-twice INT"),
        ("listeners=INT://:70000,EXT://:9092,CONTROLLER://:9093", "port-out-of-range 70000"),
        ("listeners=INT://:1,EXT://:2", "controller-without-listener CONTROLLER"),
        ("listeners=INT://:${A},EXT://${B}:2,CONTROLLER://${C}", ""),
        ("listeners=${A}\ninter.broker.listener.name=X", "inter-broker-unknown X"),
        ("listener.security.protocol.map=INT:PLAINTXT,EXT:SSL,CONTROLLER:SSL", "protocol-unknown PLAINTXT"),
        ("listener.security.protocol.map=INT,EXT:SSL,CONTROLLER:SSL", "map-entry-malformed INT"),
        ("offsets.topic.replication.factor=three", "not-a-number three"),
        ("log.cleanup.policy=compact,delet", "not-one-of delet"),
        ("num.io.threads=${N}", ""),
        ("listener.security.protocol.map=INT:PLAIN,INT:SSL,EXT:SSL,CONTROLLER:SSL", ""),
        ("log.cleaner.threads=0", "below-minimum 0"),
        ("socket.receive.buffer.bytes=-2", "below-minimum -2"),
        ("socket.receive.buffer.bytes=-1", ""),
        ("early.start.listeners=X", "early-listener-unknown X"),
        ("group.coordinator.rebalance.protocols=consumer", "classic-protocol-absent consumer"),
    ] {
        let text = with(COMBINED, lines);
        for version in ["3.9.1", "4.4.0"] {
            assert_eq!(refused(&text, Some(version), false), wanted, "{lines} in {version}");
        }
    }
}

#[test]
fn roles_decide_about_listeners() {
    let of = |roles: &str, listeners: &str| {
        let lines = format!("process.roles={roles}\nlisteners={listeners}\nadvertised.listeners");
        let voters = if roles == "broker" { "\ncontroller.quorum.voters=2@c:9093" } else { "" };
        refused(&with(COMBINED, &(lines + voters)), Some("4.1"), false)
    };
    assert_eq!(of("broker", "INT://:1,EXT://:2"), "");
    assert_eq!(of("broker", "INT://:1,CONTROLLER://:2"), "controller-listener-of-broker CONTROLLER");
    assert_eq!(of("controller", "CONTROLLER://0.0.0.0:9093"), "");
    assert_eq!(of("controller", "CONTROLLER://:1,EXT://:2"), "client-listener-of-controller EXT");
    assert_eq!(of("broker,controller", "INT://0.0.0.0:1,CONTROLLER://:2"), "wildcard-by-default 0.0.0.0");
}

#[test]
fn versions_differ() {
    let of = |lines: &str, version| refused(&with(COMBINED, lines), version, false);
    let segment = "log.segment.bytes=1024";
    assert_eq!(of(segment, Some("3.9")), "");
    assert_eq!(of(segment, Some("latest")), "below-minimum 1024");
    assert_eq!(of(segment, None), "below-minimum 1024 from 4.0");
    let controller = "advertised.listeners=INT://k:1,CONTROLLER://k:9093";
    assert_eq!(of(controller, Some("3.8")), "controller-advertised CONTROLLER://k:9093");
    assert_eq!(of("process.roles=broker,controller,broker", None), "role-twice broker up to 4.1");
    assert_eq!(of("offsets.commit.required.acks=4", None), "number-above 4 up to 3.9");
    assert_eq!(of("offsets.commit.required.acks=-2", None), "below-minimum -2 up to 3.9");
    assert_eq!(of("share.coordinator.state.topic.compression.codec=5", None), "above-maximum 5 from 4.0");
    let names = "controller.listener.names=,CONTROLLER";
    assert_eq!(of(names, Some("3.9")), "empty-item ,CONTROLLER");
    assert_eq!(of(names, Some("4.1")), "");
    assert_eq!(of("controller.listener.names=CONTROLLER,", None), "empty-item CONTROLLER, from 4.2");
    let flush = "log.flush.scheduler.interval.ms=-5";
    assert_eq!(of(flush, Some("4.1")), "below-minimum -5");
    let controller = "process.roles=controller\nlisteners=CONTROLLER://:1\nadvertised.listeners\n";
    assert_eq!(of(&(controller.to_owned() + flush), Some("4.1")), "");
    // Each version refuses it, for a reason of its own.
    assert_eq!(of("listeners=", None), "empty-list");
}

#[test]
fn a_broker_on_zookeeper() {
    let text = "broker.id=1\nlog.dirs=/data\nzookeeper.connect=zk:2181\n";
    let of = |lines: &str, version| refused(&with(text, lines), version, false);
    assert_eq!(of("", None), "");
    assert_eq!(of("", Some("3")), "");
    assert_eq!(of("", Some("4.0")), "zookeeper-only zk:2181");
    assert_eq!(of("zookeeper.connect", None), "roles-absent");
    assert_eq!(of("broker.id=1001", None), "broker-id-reserved 1001");
    assert_eq!(of("controller.listener.names=C", None), "controllers-without-roles C");
}

#[test]
fn logins() {
    let secure = "listener.security.protocol.map=INT:PLAINTEXT,EXT:SASL_SSL,CONTROLLER:PLAINTEXT";
    let of = |lines: &str| refused(&with(&with(COMBINED, secure), lines), Some("4.1"), false);
    assert_eq!(of(""), "jaas-absent EXT");
    assert_eq!(of("listener.name.ext.gssapi.sasl.jaas.config=a.B required;"), "");
    assert_eq!(of("listener.name.ext.gssapi.sasl.jaas.config=a.B"), "jaas-flag a.B");
    assert_eq!(
        of("listener.name.ext.gssapi.sasl.jaas.config=a.B required b;"),
        "jaas-option a.B required b;"
    );
    assert_eq!(
        of("sasl.enabled.mechanisms=PLAIN,\nlistener.name.ext.plain.sasl.jaas.config=a.B required;"),
        "empty-item PLAIN,"
    );
    assert_eq!(of("sasl.jaas.config=a.B required;"), "jaas-absent EXT");
    assert_eq!(
        of(
            "inter.broker.listener.name=EXT\nsasl.enabled.mechanisms=PLAIN\nlistener.name.ext.plain.sasl.jaas.config=a.B required;"
        ),
        "inter-broker-mechanism-absent"
    );
}

#[test]
fn workers() {
    let text = "bootstrap.servers=kafka:9092\ngroup.id=g\nkey.converter=K\nvalue.converter=V
config.storage.topic=c\noffset.storage.topic=o\nstatus.storage.topic=s\n";
    let of = |lines: &str| refused(&with(text, lines), Some("4.1"), true);
    assert_eq!(of(""), "");
    assert_eq!(of("value.converter\nstatus.storage.topic"), "required-absent, required-absent");
    assert_eq!(of("offset.flush.interval.ms=1.5"), "not-a-whole-number 1.5");
    assert_eq!(of("bootstrap.servers=kafka"), "server-malformed kafka");
    assert_eq!(of("bootstrap.servers=kafka:1 ,  , b:2,"), "");
    assert_eq!(of("listeners=:8083"), "rest-listener-malformed :8083");
    assert_eq!(of("connect.protocol=Eager"), "");
    assert_eq!(of("response.http.headers.config=set X:1, \"add Y:2,3\""), "");
    assert_eq!(of("response.http.headers.config=put X:1"), "headers-malformed put X:1");
    assert_eq!(of("security.protocol=sasl_ssl"), "client-jaas-absent sasl_ssl");
    let alone =
        with(text, "group.id\noffset.storage.topic\noffset.storage.file.filename=/o\nsession.timeout.ms=x");
    assert_eq!(refused(&alone, Some("4.1"), true), "");
}

#[test]
fn a_list_of_many_items_is_unknown() {
    let many = |count: usize| (0..count).map(|one| format!("L{one}:NONE")).collect::<Vec<_>>().join(",");
    let of = |count| {
        refused(
            &with(COMBINED, &format!("listener.security.protocol.map={}", many(count))),
            Some("4.1"),
            false,
        )
    };
    assert_eq!(of(3).matches("protocol-unknown").count(), 3);
    assert_eq!(of(501), "");
}
