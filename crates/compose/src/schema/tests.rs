use super::*;
use crate::source::SourceMap;
use std::path::Path;

fn shown(text: &str) -> Vec<String> {
    let sources = SourceMap::default();
    let source = sources.add(Path::new("compose.yaml"), text.to_owned());
    let root = crate::syntax::yaml::parse(&source).documents.remove(0);
    let show = |defect: &Defect| {
        let help = defect.help.as_ref().map(|help| format!(" [{help}]")).unwrap_or_default();
        format!("{}: {}{help}", source.slice(defect.at), defect.message)
    };
    check(&root, Extent::Whole).iter().map(show).collect()
}

#[test]
fn the_vocabulary_is_a_schema() {
    assert!(VOCABULARY.get().is_some());
}

#[test]
fn takes_short_and_long_forms() {
    for text in [
        "{version: '3.8', name: x, services: {a: {image: x, x-y: 1}}, networks: {n: , 'a b': {}}, x-z: [1]}",
        "services: {a: {build: ., command: [sleep, '1'], ports: [80, '80:80', {target: 80, published: 80}]}}",
        "services: {a: {build: {context: .}, environment: [A, B=c], labels: {a: , b: 1, c: true}, deploy: }}",
        "services: {a: {image: x, depends_on: [b], networks: {n: {aliases: [c]}}, env_file: [a, {path: b}]}}",
        "services: {a: {image: x, cap_add: [a, a], ports: [80, 80], build: {args: [A, A]}}}",
        "services: {a: {image: x, gpus: all, cpus: 0.5, scale: 1.0, command: , ulimits: {nofile: 3}}}",
    ] {
        assert_eq!(shown(text), [] as [&str; 0], "{text}");
    }
}

/// A file, and the expected messages.
const CASES: &[(&str, &str)] = &[
    (
        "services: {a: {image: x, healthcheck: {interval: 10}}}",
        "10: `healthcheck.interval` of service `a` takes text, and this is a whole number [write the unit, such as `10s`]",
    ),
    (
        "services: {a: {image: x, port: [80]}}",
        "port: `port` is not a service attribute; did you mean `ports`? [write `ports`]",
    ),
    (
        "services: {a: {image: x, zzz: 1}}",
        "zzz: `zzz` is not a service attribute [begin your own key with `x-`]",
    ),
    (
        "service: {a: {image: x}}",
        "service: `service` is not a top-level key of a Compose file; did you mean `services`? [write `services`]",
    ),
    (
        "web: {image: x}",
        "web: `web` is not a top-level key of a Compose file [declare services under `services`]",
    ),
    (
        "services: {a: {image: x, build: {contxt: .}}}",
        "contxt: `contxt` is not an attribute of `build`; did you mean `context`? [write `context`]",
    ),
    (
        "services: {a: {image: x, depends_on: {b: {condition: service_started, when: x}}}}",
        "when: `when` is not an attribute of `depends_on.b` [use `condition`, `required` and `restart`, and keys that begin with `x-`]",
    ),
    (
        "services: {a b: {image: x}}",
        "a b: `a b` cannot be the name of a service [use letters, digits, `.`, `_` and `-`]",
    ),
    (
        "services: {a: {image: x, restart: 3}}",
        "3: `restart` of service `a` takes text, and this is a whole number [write it in quotes: `\"3\"`]",
    ),
    (
        "services: {a: {image: x, hostname: true}}",
        "true: `hostname` of service `a` takes text, and this is `true` or `false` [write it in quotes: `\"true\"`]",
    ),
    (
        "services: {a: {image: x, command: [sleep, 10]}}",
        "10: an item of `command` of service `a` takes text, and this is a whole number [write it in quotes: `\"10\"`]",
    ),
    (
        "services: {a: {image: x, tty: [a]}}",
        "tty: `tty` of service `a` takes `true` or `false`, and this is a list",
    ),
    (
        "services: {a: {image: x, ports: }}",
        "ports: `ports` of service `a` takes a list, and there is nothing [remove `ports`, or give it a list]",
    ),
    (
        "services: {a: {image: x, ports: '80:80'}}",
        "'80:80': `ports` of service `a` takes a list, and this is text [write each item on a line of its own, after `- `]",
    ),
    (
        "services: [a]",
        "services: `services` takes a mapping of names to services, and this is a list [write `name: …` for each of them]",
    ),
    ("services: {a: }", "a: service `a` takes a mapping, and there is nothing [give it a mapping]"),
    (
        "{services: {a: {image: x}}, version: 3.8}",
        "3.8: `version` takes text, and this is a number [remove `version`: Compose ignores it]",
    ),
    (
        "services: {a: {image: x, depends_on: {b: {condition: healthy}}}}",
        "healthy: `depends_on.b.condition` of service `a` is `healthy`, which Compose does not accept; did you mean `service_healthy`? [use `service_started`, `service_healthy` or `service_completed_successfully`]",
    ),
    (
        "services: {a: {image: x, depends_on: {b: {restart: true}}}}",
        "b: `depends_on.b` of service `a` has no `condition` [add `condition`]",
    ),
    (
        "services: {a: {image: x, container_name: n}}",
        "n: `container_name` of service `a` cannot be `n` [use at least two characters: letters, digits, `_`, `.` and `-`, the first a letter or digit]",
    ),
    (
        "services: {a: {image: x, pull_policy: sometimes}}",
        "sometimes: `pull_policy` of service `a` cannot be `sometimes` [use `always`, `never`, `missing`, `build`, `daily`, `weekly` or `every_<time>`]",
    ),
    (
        "services: {a: {image: x, gpus: some}}",
        "some: `gpus` of service `a` cannot be `some` [use `all`, or a list of devices]",
    ),
    (
        "services: {a: {image: x, oom_score_adj: -5000}}",
        "-5000: `oom_score_adj` of service `a` is -5000, and the least is -1000",
    ),
    (
        "services: {a: {image: x, group_add: [g, h, g]}}",
        "g: `group_add` of service `a` has `g` twice [remove one of them]",
    ),
    (
        "services: {a: {image: x, environment: {'': b}}}",
        "'': a key of `environment` of service `a` is empty [give it a name]",
    ),
    (
        "include: [{paths: a}]",
        "paths: `paths` is not an attribute of an item of `include`; did you mean `path`? [write `path`]",
    ),
    (
        "{services: {a: {image: x}}, networks: {n: {ipam: {driver: 1}}}}",
        "1: `ipam.driver` of network `n` takes text, and this is a whole number [write it in quotes: `\"1\"`]",
    ),
];

#[test]
fn says_it_in_plain_words() {
    for (text, wanted) in CASES {
        assert_eq!(shown(text), [*wanted], "{text}");
    }
}

#[test]
fn tells_once_what_several_services_share() {
    let text = "x-c: &c {restart: 3}\nservices: {a: {image: x, <<: *c}, b: {image: x, <<: *c}}";
    assert_eq!(shown(text).len(), 1);
}
