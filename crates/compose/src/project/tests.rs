//! Results of loading a project in each of the two readings.

use super::*;
use crate::request::FileSet;
use crate::source::SourceMap;
use std::path::Path;

/// Loads `compose.yml` with `text`, beside `.env` with `variables`.
fn loaded(text: &str, variables: &str, reading: Reading) -> Project {
    let sources = SourceMap::default();
    sources.add(Path::new("compose.yml"), text.into());
    sources.add(Path::new(".env"), variables.into());
    let request = ProjectRequest { reading, ..ProjectRequest::of(["compose.yml".into()]) };
    load(&Files::over(&sources), &request)
}

fn messages(defects: &[Defect]) -> Vec<&str> {
    defects.iter().map(|defect| &*defect.message).collect()
}

#[test]
fn an_open_reading_tells_of_a_name_of_nothing_where_it_is_misspelt_or_no_other_file_may_have_it() {
    let text = "services: {kafka: {image: k}, a: {image: a, depends_on: [kafak, other]}}";
    let misspelt = "`depends_on` of service `a` names the service `kafak`, which is not declared";
    let other = "`depends_on` of service `a` names the service `other`, which is not declared";
    for reading in [Reading::Open, Reading::AsCompose] {
        assert_eq!(messages(&loaded(text, "", reading).defects), [misspelt, other], "{reading:?}");
    }
    let read = |file_set, path: &str| {
        let sources = SourceMap::default();
        sources.add(Path::new(path), text.into());
        let project =
            load(&Files::over(&sources), &ProjectRequest { file_set, ..ProjectRequest::of([path.into()]) });
        (messages(&project.defects).len(), project.unread.len())
    };
    for (file_set, path, told) in [
        (FileSet::Found, "compose.yml", (2, 0)),
        (FileSet::Found, "kafka.yml", (1, 1)),
        (FileSet::Listed, "kafka.yml", (2, 0)),
        (FileSet::Shared, "compose.yml", (1, 0)),
    ] {
        assert_eq!(read(file_set, path), told, "{file_set:?} {path}");
    }
}

#[test]
fn a_project_is_complete_where_services_are_whole_and_networks_declared() {
    for (text, wanted) in [
        ("services: {a: {image: a}}", Completeness::Complete),
        ("services: {a: {image: a, networks: [default]}}", Completeness::Complete),
        ("services: {a: {image: a, networks: [n]}}\nnetworks: {n: }", Completeness::Complete),
        ("services: {a: {image: a, networks: [n]}}", Completeness::Fragment),
        ("services: {a: {mem_limit: 1g}}", Completeness::Fragment),
        ("services: {a: {image: a, extends: b}}", Completeness::Fragment),
    ] {
        assert_eq!(loaded(text, "", Reading::Open).completeness, wanted, "{text}");
    }
}

#[test]
fn limits_that_are_set_twice_are_facts_of_a_service_and_refused() {
    let text = "services: {a: {image: a, mem_limit: 1g, deploy: {resources: {limits: {memory: 2g}}}}}";
    for reading in [Reading::Open, Reading::AsCompose] {
        let project = loaded(text, "", reading);
        let [conflict] = &*project.services[0].limit_conflicts else { panic!("{reading:?}") };
        assert_eq!((conflict.attribute, conflict.block, conflict.field), ("mem_limit", "limits", "memory"));
        assert_eq!(messages(&project.defects), [] as [&str; 0]);
        let refused = "service `a` sets `mem_limit` and `deploy.resources.limits.memory` differently";
        assert_eq!(messages(&project.refusals()), [refused]);
    }
}

#[test]
fn an_environment_is_not_known_where_a_file_of_it_is_missing() {
    for (env_file, is_known) in [
        (".env", true),
        ("absent.env", false),
        ("[.env, absent.env]", false),
        ("[{path: absent.env, required: false}]", true),
        ("[{path: '${NAME}', required: false}]", false),
    ] {
        let text = format!("services: {{a: {{image: a, env_file: {env_file}}}, b: {{image: b}}}}");
        let project = loaded(&text, "A=1", Reading::Open);
        let known: Vec<_> = project.services.iter().map(|service| service.is_environment_known).collect();
        assert_eq!(known, [is_known, true], "{env_file}");
    }
}

#[test]
fn networks_have_the_names_that_the_engine_gives_them() {
    let text = "name: shop\nservices: {a: {image: a, networks: [back]}}\n\
                networks: {back: , front: {name: edge}, out: {external: true}, old: {external: {name: older}}}";
    let project = loaded(text, "", Reading::Open);
    let name = |key| project.network_name(key).and_then(|name| name.as_text().map(str::to_owned));
    for (key, wanted) in [
        ("back", Some("shop_back")),
        ("front", Some("edge")),
        ("out", Some("out")),
        ("old", Some("older")),
        ("default", Some("shop_default")),
        ("none", None),
    ] {
        assert_eq!(name(key).as_deref(), wanted, "{key}");
    }
    let joined = loaded("services: {a: {image: a}}\nnetworks: {back: }", "", Reading::Open);
    let declared: Vec<_> = joined.declared_networks().map(|network| network.key.to_string()).collect();
    assert_eq!(declared, ["back"]);
    assert!(joined.canonical.at(&["networks", "default"]).is_some());
}

#[test]
fn a_provider_joins_no_network_of_its_own() {
    let text = "services: {a: {provider: {type: p}, networks: [default]}}";
    let refused = "`networks` of service `a` names the network `default`, which is not declared";
    assert_eq!(messages(&loaded(text, "", Reading::AsCompose).defects), [refused]);
}

#[test]
fn templates_are_no_services_and_excuse_what_a_project_lacks() {
    let sources = SourceMap::default();
    sources.add(Path::new("base.yml"), "services: {t: {mem_limit: 1g}, a: {image: a}}".into());
    let templates = ["t".into()].into();
    let request = ProjectRequest { templates, ..ProjectRequest::of(["base.yml".into()]) };
    let project = load(&Files::over(&sources), &request);
    assert_eq!(project.services.iter().map(|service| &*service.name).collect::<Vec<_>>(), ["a"]);
    assert_eq!((project.completeness, messages(&project.defects)), (Completeness::Complete, Vec::new()));
}
