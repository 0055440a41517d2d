use super::*;
use crate::canonical::normalise;
use crate::edit::{each, with_map};
use crate::source::SourceMap;
use crate::tree::{Entry, Map, Value};
use std::path::Path;

/// Returns `project` with the networks that services without `networks` join.
fn with_default_network(project: &Node) -> Node {
    let mut root = project.as_map().unwrap().clone();
    let services = root.entry("services").unwrap().clone();
    let joined = each(&services.node, |service| {
        let mut map = service.as_map()?.clone();
        normalise::network(service, &mut map);
        Some(with_map(service, map))
    });
    root.set(Entry { node: joined.unwrap_or(services.node), ..services });
    normalise::default_network(project, &mut root);
    with_map(project, root)
}

/// Returns the messages for a project in long form.
fn shown(text: &str) -> Vec<String> {
    let sources = SourceMap::default();
    let source = sources.add(Path::new("compose.yaml"), text.to_owned());
    let root = crate::syntax::yaml::parse(&source).documents.remove(0);
    let show = |defect: &Defect| {
        let related: Vec<_> =
            defect.related.iter().map(|one| format!("{}: {}", one.message, source.slice(one.span))).collect();
        format!("{}: {} ({})", source.slice(defect.at), defect.message, related.join(", "))
    };
    let canonical = with_default_network(&root);
    let limits = services(&canonical).flat_map(|service| {
        limits(&service.node).into_iter().map(|conflict| conflict.defect(&service.key)).collect::<Vec<_>>()
    });
    let mut refused = contradictions(&canonical, Reading::Open);
    refused.extend(limits);
    refused.extend(undefined(&canonical).into_iter().map(|one| one.defect));
    declarations(&root).iter().chain(&refused).map(show).collect()
}

/// Returns a project of one service with these attributes.
fn service(attributes: &str) -> String {
    format!(
        "{{services: {{a: {{{attributes}}}, b: {{image: y}}}}, networks: {{n: {{}}}}, volumes: {{v: {{}}}}}}"
    )
}

#[test]
fn takes_what_compose_takes() {
    for attributes in [
        "image: x",
        "build: {}",
        "provider: {type: p}",
        "image: x, networks: {n: , default: }, volumes: [{type: volume, source: v, target: /v}]",
        "image: x, networks: {}, network_mode: host",
        "image: x, network_mode: 'container:other', ipc: shareable, volumes_from: ['container:other']",
        "image: x, depends_on: {b: {condition: service_started}}, links: ['b:c'], pid: 'service:b'",
        "image: x, container_name: one, deploy: {replicas: 1}, scale: 1",
        "image: x, mem_limit: 1, deploy: {resources: {limits: {memory: '1'}}}",
        "image: x, mem_limit: 0, cpus: 0.5, deploy: {resources: {limits: {memory: 1, cpus: '0.50'}}}",
        "image: x, mem_limit: 1, deploy: {resources: {reservations: {memory: 2}}}",
        "image: x, mem_limit: 1, deploy: {resources: {limits: }}",
        "image: x, mem_limit: 1, deploy: {replicas: 1}",
        "image: x, deploy: {resources: {limits: {memory: 1}}}",
        "image: x, cpus: 0, deploy: {resources: {limits: {cpus: 1}}}",
        "image: x, cpus: 1.5, deploy: {resources: {limits: {cpus: '1.50'}}}",
        "image: x, cpus: 2, pids_limit: 100, deploy: {resources: {limits: {cpus: 2, pids: 100}}}",
        "image: x, healthcheck: {test: []}",
        "image: x, healthcheck: {test: [CMD-SHELL, x]}",
        "image: x, platform: linux/arm64, build: {context: ., platforms: [linux/amd64, linux/arm64]}",
        "image: x, build: {context: ., additional_contexts: {c: 'service:a'}}",
        "image: x, develop: {watch: [{path: ., action: rebuild}, {path: ., action: sync, target: /x}]}",
        "image: x, gpus: [{count: 1}, {device_ids: [a]}]",
        "image: x, tmpfs: [/t], volumes: [{type: bind, source: '', target: /v}, {type: tmpfs, target: /w}]",
    ] {
        assert_eq!(shown(&service(attributes)), [] as [&str; 0], "{attributes}");
    }
    for rest in [
        "volumes: {v: {external: true, name: w, x-y: 1}}",
        "secrets: {s: {file: f}, t: {environment: E, driver: d}, u: {external: true, file: f}}",
        "configs: {c: {content: ''}, d: {external: false}, e: {external: {name: f}, name: f}}",
        "networks: {n: {external: true, driver: d}}",
    ] {
        assert_eq!(shown(&format!("{{services: {{a: {{image: x}}}}, {rest}}}")), [] as [&str; 0], "{rest}");
    }
}

#[test]
fn refuses_what_compose_refuses_in_a_service() {
    let cases = [
        ("hostname: h", "a: service `a` has neither `image` nor `build` ()"),
        ("image: ''", "image: service `a` has neither `image` nor `build` ()"),
        (
            "build: {dockerfile: D, dockerfile_inline: FROM x}",
            "dockerfile_inline: `build` of service `a` has `dockerfile` and `dockerfile_inline` (`dockerfile` here: dockerfile)",
        ),
        (
            "platform: linux/arm64, build: {platforms: [linux/amd64]}",
            "linux/arm64: service `a` runs on `linux/arm64`, but is not built for it (it is built for these platforms: platforms)",
        ),
        (
            "image: x, network_mode: host, networks: {n: }",
            "network_mode: service `a` has `network_mode` and `networks`, which exclude each other (`networks` here: networks)",
        ),
        (
            "image: x, healthcheck: {test: [curl]}",
            "curl: `healthcheck.test` of service `a` begins with `curl` ()",
        ),
        ("image: x, scale: -2", "-2: `scale` of service `a` is -2 ()"),
        ("image: x, deploy: {replicas: -1}", "-1: `deploy.replicas` of service `a` is -1 ()"),
        (
            "image: x, scale: 2, deploy: {replicas: 0}",
            "2: service `a` has `scale: 2` and `deploy.replicas: 0` (the other number: 0)",
        ),
        (
            "image: x, container_name: one, deploy: {replicas: 2}",
            "2: `deploy.replicas` of service `a` sets 2 containers, but all would have the name `one` (`container_name` here: one)",
        ),
        (
            "image: x, develop: {watch: [{path: p, action: sync}]}",
            "sync: `develop.watch` of service `a` has `sync` without a `target` ()",
        ),
        (
            "image: x, develop: {watch: [{path: '', action: rebuild}]}",
            "'': `develop.watch` of service `a` has an empty `path` ()",
        ),
        (
            "image: x, tmpfs: ['/v:size=1'], volumes: [{type: volume, target: /v/}]",
            "/v/: service `a` has two mounts at `/v/` (the first one: '/v:size=1')",
        ),
        (
            "image: x, volumes: [{type: bind, target: /v}]",
            "type: a bind mount of service `a` has no `source` ()",
        ),
        ("image: x, volumes: [{type: bind, source: /v}]", "type: a mount of service `a` has no `target` ()"),
        ("image: x, ports: [{published: 80}]", "published: a port of service `a` has no `target` ()"),
        (
            "image: x, gpus: [{count: 0, device_ids: []}]",
            "device_ids: a device of service `a` has `count` and `device_ids` (`count` here: count)",
        ),
        (
            "image: x, mem_limit: 2, deploy: {resources: {limits: {memory: 1}}}",
            "2: service `a` sets `mem_limit` and `deploy.resources.limits.memory` differently (the other value: 1)",
        ),
        (
            "image: x, mem_reservation: 1, deploy: {resources: {reservations: {memory: 2}}}",
            "1: service `a` sets `mem_reservation` and `deploy.resources.reservations.memory` differently (the other value: 2)",
        ),
        (
            "image: x, cpus: 1, deploy: {resources: {limits: {cpus: '0.5'}}}",
            "1: service `a` sets `cpus` and `deploy.resources.limits.cpus` differently (the other value: '0.5')",
        ),
        (
            "image: x, pids_limit: 2, deploy: {resources: {limits: {}}}",
            "2: service `a` sets `pids_limit` and `deploy.resources.limits.pids` differently (the limit is missing here and counts as 0: limits)",
        ),
    ];
    for (attributes, wanted) in cases {
        assert_eq!(shown(&service(attributes)), [wanted], "{attributes}");
    }
}

#[test]
fn refuses_names_of_nothing() {
    let cases = [
        (
            "depends_on: {c: {condition: service_started, required: false}}",
            "c: `depends_on` of service `a` names the service `c`, which is not declared ()",
        ),
        (
            "links: ['c:d'], depends_on: {c: {condition: service_started}}",
            "'c:d': `links` of service `a` names the service `c`, which is not declared ()",
        ),
        (
            "network_mode: 'service:c'",
            "'service:c': `network_mode` of service `a` names the service `c`, which is not declared ()",
        ),
        (
            "cgroup: 'service:c'",
            "'service:c': `cgroup` of service `a` names the service `c`, which is not declared ()",
        ),
        ("network_mode: 'service:'", "'service:': `network_mode` of service `a` names no service ()"),
        (
            "volumes_from: ['c:ro']",
            "'c:ro': `volumes_from` of service `a` names the service `c`, which is not declared ()",
        ),
        (
            "build: {additional_contexts: {x: 'service:c'}}",
            "'service:c': `build.additional_contexts` of service `a` names the service `c`, which is not declared ()",
        ),
        ("networks: {m: }", "m: `networks` of service `a` names the network `m`, which is not declared ()"),
        (
            "volumes: [{type: volume, source: w, target: /w}]",
            "w: `volumes` of service `a` names the volume `w`, which is not declared ()",
        ),
        (
            "secrets: [{source: s}]",
            "s: `secrets` of service `a` names the secret `s`, which is not declared ()",
        ),
        ("configs: [{target: t}]", "target: `configs` of service `a` names no config ()"),
        (
            "build: {secrets: [{source: s}]}",
            "s: `build.secrets` of service `a` names the secret `s`, which is not declared ()",
        ),
        ("models: {m: }", "m: `models` of service `a` names the model `m`, which is not declared ()"),
    ];
    for (attributes, wanted) in cases {
        assert_eq!(shown(&service(&format!("image: x, {attributes}"))), [wanted], "{attributes}");
    }
}

#[test]
fn refuses_what_compose_refuses_in_a_project() {
    let cases = [
        (
            "{services: {a: {image: x, container_name: n1}, b: {image: x, container_name: n1}}}",
            "n1: services `a` and `b` have the same container name, `n1` (`a` here: n1)",
        ),
        (
            "{services: {a: {build: {additional_contexts: {c: 'service:b'}}}, b: {image: x}}}",
            "'service:b': `build.additional_contexts` of service `a` names the service `b`, which has no `build` (`b` is not built: b)",
        ),
        (
            "{services: {a: {provider: {type: p}, networks: {default: }}}}",
            "default: `networks` of service `a` names the network `default`, which is not declared ()",
        ),
        ("{services: {a: {image: x, depends_on: {a: }}}}", "a: service `a` depends on itself ()"),
        (
            "{services: {c: {image: x, links: [a]}, a: {image: x, depends_on: {b: }}, b: {image: x, pid: 'service:c'}}}",
            "a: services depend on each other in a cycle: `c` -> `a` -> `b` -> `c` (`a` depends on the next one here: b, `b` depends on the next one here: 'service:c')",
        ),
        ("{services: {}, secrets: {s: {}}}", "s: secret `s` has no source ()"),
        ("{services: {}, secrets: {s: {driver: d}}}", "s: secret `s` has no source ()"),
        ("{services: {}, secrets: {s: {external: false}}}", "s: secret `s` has no source ()"),
        ("{services: {}, configs: {c: {name: d}}}", "c: config `c` has no source ()"),
        (
            "{services: {}, configs: {c: {content: d, file: f}}}",
            "content: config `c` has `file` and `content`, which exclude each other (`file` here: file)",
        ),
        (
            "{services: {}, volumes: {v: {external: true, driver: d}}}",
            "driver: volume `v` is external, and has `driver` (external here: external)",
        ),
        (
            "{services: {}, networks: {n: {external: {name: m}, name: l}}}",
            "l: network `n` has two names (the other one: m)",
        ),
    ];
    for (text, wanted) in cases {
        assert_eq!(shown(text), [wanted], "{text}");
    }
}

#[test]
fn a_long_chain_and_a_dense_graph_are_bounded() {
    let chain = (0..3000).map(|at| format!("s{at}: {{image: x, depends_on: {{s{}: }}}}", (at + 1) % 3000));
    let text = format!("{{services: {{{}}}}}", chain.collect::<Vec<_>>().join(", "));
    let defects = shown(&text);
    assert_eq!(defects.len(), 1);
    assert!(defects[0].contains("…") && defects[0].len() < 1500, "{}", defects[0]);
    let all = (0..60).map(|at| format!("s{at}: ")).collect::<Vec<_>>().join(", ");
    let dense = (0..60).map(|at| format!("s{at}: {{image: x, depends_on: {{{all}}}}}"));
    assert!(shown(&format!("{{services: {{{}}}}}", dense.collect::<Vec<_>>().join(", "))).len() <= 20);
}

#[test]
fn what_needs_a_variable_is_not_judged() {
    let text = service(
        "image: x, network_mode: M, networks: {n: }, scale: S, depends_on: {b: }, mem_limit: 1, deploy: {resources: {limits: {memory: M}}}",
    );
    let sources = SourceMap::default();
    let source = sources.add(Path::new("compose.yaml"), text);
    let root = crate::syntax::yaml::parse(&source).documents.remove(0);
    let unresolved = with_default_network(&unresolved(&root));
    assert_eq!(contradictions(&unresolved, Reading::AsCompose), []);
    assert!(undefined(&unresolved).is_empty());
    assert!(services(&unresolved).all(|service| limits(&service.node).is_empty()));
}

/// Returns `node` with every upper-case text unresolved.
fn unresolved(node: &Node) -> Node {
    let value = match &node.value {
        Value::Scalar(scalar) if scalar.text.chars().all(char::is_uppercase) && !scalar.text.is_empty() => {
            return Node::unresolved("${X}", "X", node.origin.clone());
        }
        Value::Map(map) => {
            let entries = map.entries().map(|entry| Entry { node: unresolved(&entry.node), ..entry.clone() });
            Value::Map(entries.collect::<Map>().into())
        }
        Value::List(items) => Value::List(items.iter().map(unresolved).collect::<Vec<_>>().into()),
        Value::Scalar(_) => return node.clone(),
    };
    Node { value, ..node.clone() }
}
