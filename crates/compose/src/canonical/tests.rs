//! Canonical services and projects, as Docker Compose prints them.

use super::*;
use crate::load::interpolate::Reader;
use crate::source::SourceMap;
use crate::transform::{long_form, with_outer_names};
use std::path::Path;

/// Converts `text`, in the folder `/work`, beside `files`, to the canonical form.
fn finished(text: &str, files: &[(&str, &str)]) -> (Node, Vec<Defect>) {
    let sources = SourceMap::default();
    for (path, text) in files {
        sources.add(Path::new(path), (*text).into());
    }
    let mut environment = Environment::default();
    environment.set_for_test("HOME", "/home");
    environment.set_for_test("GIVEN", "by the project");
    let source = sources.add(Path::new("/work/compose.yml"), text.into());
    let document = crate::syntax::yaml::parse(&source).documents.remove(0);
    let document = Reader::new(&environment, &sources).read(&document);
    let mut defects = Vec::new();
    let long = with_outer_names(&long_form(&document, &sources, &mut defects));
    let files = Files::over(&sources);
    let context = Context {
        name: "p".into(),
        directory: "/work".into(),
        environment: &environment,
        files: &files,
        as_compose: true,
    };
    let project = finish(&long, &context, &mut defects).project;
    (project, defects)
}

fn project_of(service: &str) -> String {
    let image =
        if service.starts_with("build") || service.starts_with("provider") { "" } else { "image: i, " };
    format!("{{services: {{a: {{{image}{service}}}, b: {{image: j}}}}, networks: {{n: {{}}}}}}")
}

fn printed_service(project: &Node) -> String {
    let service = project.at(&["services", "a"]).unwrap();
    let of = Type::Record(&crate::attributes::SERVICE);
    serde_json::to_string(&print::Typed { node: Some(&service), of }).unwrap()
}

#[test]
fn answers_as_docker_compose_does() {
    let answers = include_str!("answers.txt").split("\n\n").skip(1);
    for answer in answers {
        let (text, wanted) = answer.trim_end().split_once('\n').unwrap();
        let (printed, defects) = if text.starts_with("{services") {
            let (project, defects) = finished(text, &[]);
            (serde_json::to_string(&printed(&project)).unwrap(), defects)
        } else {
            let (project, defects) = finished(&project_of(text), &[]);
            (printed_service(&project), defects)
        };
        assert_eq!(printed, wanted, "{text}");
        assert!(defects.is_empty(), "{text}: {defects:?}");
    }
}

#[test]
fn reads_variables_and_labels_from_files() {
    let files = [
        ("/work/a.env", "A=1\nB=2\n"),
        ("/work/sub/b.env", "B=3\n"),
        ("/work/raw.env", "# c\n C='x' # y\nGIVEN\nGONE\n"),
        ("/work/v.env", "E=$O\nF=$GIVEN\n"),
        ("/work/l", "L=1\nM=2\n"),
    ];
    for (service, wanted) in [
        ("env_file: a.env", r#"{"A":"1","B":"2"}"#),
        ("env_file: v.env, environment: {O: own}", r#"{"E":"own","F":"by the project","O":"own"}"#),
        ("env_file: [a.env, sub/b.env], environment: {A: own, D: }", r#"{"A":"own","B":"3","D":null}"#),
        ("env_file: [{path: raw.env, format: raw}]", r#"{"C":"'x' # y","GIVEN":"by the project"}"#),
        (
            "env_file: [{path: missing, required: false}], environment: [GIVEN]",
            r#"{"GIVEN":"by the project"}"#,
        ),
        ("label_file: l, labels: [M=own]", r#"{"L":"1","M":"own"}"#),
    ] {
        let (project, defects) = finished(&project_of(service), &files);
        let printed = printed_service(&project);
        assert!(printed.contains(wanted), "{service}: {printed}");
        assert!(defects.is_empty(), "{service}: {defects:?}");
    }
}

#[test]
fn tells_what_has_no_meaning() {
    for (service, wanted) in [
        ("healthcheck: {interval: '5'}", "`interval` is not a duration: `5`"),
        ("mem_limit: 1x", "`mem_limit` is not a size: `1x`"),
        ("cpus: abc", "`cpus` is not a number: `abc`"),
        ("tty: x", "`tty` is neither true nor false: `x`"),
        ("healthcheck: {retries: -1}", "`retries` is not a whole number from 0: `-1`"),
        ("blkio_config: {weight: '300'}", "`weight` is not a whole number from 0: `300`"),
        ("secrets: [{source: q, mode: abc}]", "`mode` is not a file mode: `abc`"),
        ("extra_hosts: [a]", "`a` has no address"),
        ("extra_hosts: [':x']", "`` is not a host name"),
        ("command: \"a 'b\"", "`command` cannot be split into words: a quote or a bracket is not closed"),
        ("env_file: none", "this `env_file` cannot be used: there is no file `/work/none`"),
        ("env_file: [{path: none, format: json}]", "`format` is `json`, which Compose does not know"),
        ("group_add: [1.5]", "`group_add` is not text: `1.5`"),
        ("gpus: [{count: x}]", "`count` is not a number of devices: `x`"),
    ] {
        let (_, defects) = finished(&project_of(service), &[]);
        let messages: Vec<_> = defects.iter().map(|defect| &*defect.message).collect();
        assert!(messages.contains(&wanted), "{service}: {messages:?}");
    }
}

#[test]
fn stands_on_the_characters_that_gave_a_value() {
    let text = "services: {a: {image: i, command: 'x \"y z\"', ports: ['127.0.0.1:9-10:90-91'], volumes: ['./d:/e:ro']}}";
    let (project, _) = finished(text, &[]);
    let a = project.at(&["services", "a"]).unwrap();
    let item = |key: &str, at: usize| a.get(key).unwrap().items().nth(at).unwrap();
    for (node, wanted) in [
        (item("command", 1), "y z"),
        (item("ports", 1).get("target").unwrap(), "90-91"),
        (item("ports", 1).get("published").unwrap(), "9-10"),
        (item("ports", 1).get("host_ip").unwrap(), "127.0.0.1"),
        (item("volumes", 0).get("source").unwrap(), "./d"),
        (item("volumes", 0).get("read_only").unwrap(), "ro"),
    ] {
        assert_eq!(&text[node.origin.span.range()], wanted);
    }
}

#[test]
fn says_each_step_once() {
    let service = "{build: x, image: i, command: 'a b', ports: ['1:2'], environment: [A=1, GIVEN], links: [b], \
                   depends_on: [q], volumes: ['./a:/b:ro'], secrets: [s], labels: [l], gpus: all, dns: '1', \
                   extra_hosts: ['a:1'], healthcheck: {test: x}, devices: ['/a'], mem_limit: 1g, scale: 2, deploy: {}, \
                   env_file: e, networks: [n]}";
    let (project, _) = finished(
        &format!("x-s: &s {service}\nservices: {{a: *s}}\nnetworks: {{n: {{external: {{name: m}}}}}}"),
        &[("/work/e", "E=1\n")],
    );
    let mut leaves = Vec::new();
    walk(&project.at(&["services", "a"]).unwrap(), "a", &mut leaves);
    for (path, node) in leaves {
        let steps: Vec<_> = node.origin.via.steps().map(|step| &step.how).collect();
        let file = usize::from(path == "a.environment.E" || path == "a.environment.GIVEN");
        assert_eq!(steps.len(), 1 + file, "{path}: {steps:?}");
    }
}

fn walk(node: &Node, path: &str, leaves: &mut Vec<(String, Node)>) {
    for (at, item) in node.items().enumerate() {
        walk(&item, &format!("{path}.{at}"), leaves);
    }
    for entry in node.entries() {
        walk(&entry.node, &format!("{path}.{}", entry.key), leaves);
    }
    if node.as_scalar().is_some() {
        leaves.push((path.into(), node.clone()));
    }
}

#[test]
fn the_entries_of_a_port_have_the_order_that_baselines_hash() {
    let (project, _) = finished("services: {a: {image: i, ports: [{target: 80}, 81]}}", &[]);
    let ports = project.at(&["services", "a", "ports"]).unwrap();
    let keys = |port: Node| port.entries().map(|entry| entry.key.to_string()).collect::<Vec<_>>();
    let keys: Vec<_> = ports.items().map(keys).collect();
    assert_eq!(keys, [["target", "protocol", "mode"], ["mode", "target", "protocol"]]);
}
