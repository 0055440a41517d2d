//! The schemas of policy inputs: they describe exactly what policies get. Also the page that documents them.

mod compose;
mod coverage;
mod page;

use crate::expected::{root, session};
use crate::projects::run;
use coverage::Coverage;
use hy_msg_lint::check::{Declarations, Request, read};
use hy_msg_lint::model::{Resource, ResourceKind, inputs};
use hy_msg_lint::policy;
use rayon::prelude::*;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Returns the policy inputs of `resources`.
pub(crate) fn inputs_of(resources: &[Resource]) -> Vec<Value> {
    policy::inputs_of(resources, &|_| true).into_iter().map(|(_, input)| input).collect()
}

/// Returns the resources of every fixture.
fn declarations() -> Vec<(PathBuf, Vec<Resource>)> {
    let folders = ["fixtures/projects", "fixtures/inputs"].map(|name| root().join(name));
    let stages = below(&root().join("fixtures/compose"));
    let rules = below(&root().join("policies")).into_iter().flat_map(|area| below(&area));
    let rules = rules.flat_map(|rule| ["bad", "good"].map(|kind| rule.join("fixtures").join(kind)));
    let fixtures: Vec<_> =
        folders.into_iter().chain(stages).chain(rules).flat_map(|folder| below(&folder)).collect();
    let resources = |fixture: PathBuf| {
        let (mut session, mut request) = session(&fixture);
        // Docker Compose's own output is in the same folder.
        if fixture.starts_with(root().join("fixtures/compose")) {
            request.paths = below(&fixture);
            request.paths.retain(|path| path.extension().is_some_and(|extension| extension == "yml"));
        }
        let Declarations { resources, .. } = session.read(&request).expect("the fixture exists");
        (fixture, resources)
    };
    fixtures.into_par_iter().map(resources).collect()
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

#[test]
fn inputs_are_as_described_and_all_of_it_is_seen() {
    let schemas: BTreeMap<_, _> =
        ResourceKind::ALL.iter().map(|kind| (*kind, inputs::schema(*kind))).collect();
    let validator = |schema| jsonschema::validator_for(schema).expect("a schema");
    let validators: BTreeMap<_, _> =
        schemas.iter().map(|(kind, schema)| (*kind, validator(schema))).collect();
    let mut coverage = Coverage::of(schemas.values());
    let (mut wrong, mut checked) = (String::new(), 0);
    for (fixture, resources) in declarations() {
        // Projects that Compose rejects contain values as they were written.
        let is_refused =
            resources.iter().any(|one| one.kind == ResourceKind::Defect && &*one.name == "compose");
        let shows_files = |kind| {
            matches!(
                kind,
                ResourceKind::Project
                    | ResourceKind::Service
                    | ResourceKind::Network
                    | ResourceKind::Listener
            )
        };
        for (resource, input) in resources.iter().zip(inputs_of(&resources)) {
            if is_refused && shows_files(resource.kind) {
                continue;
            }
            checked += 1;
            let fields = input.as_object().expect("an input is an object").keys();
            for field in fields.filter(|field| !inputs::fields(resource.kind).has(field)) {
                let _ = writeln!(wrong, "{}: no field `{field}`", fixture.display());
            }
            for error in validators[&resource.kind].iter_errors(&input) {
                let (kind, at) = (resource.kind.name(), error.instance_path());
                let _ = writeln!(wrong, "{}: {kind} `{}`{at}: {error}", fixture.display(), resource.name);
            }
            coverage.see(&schemas[&resource.kind], &input);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(checked > 4000, "only {checked} inputs");
    let missing: Vec<_> = coverage.missing().collect();
    assert!(missing.is_empty(), "described, and in no fixture: {missing:#?}");
}

#[test]
fn what_is_said_of_fields_holds() {
    for kind in ResourceKind::ALL {
        let schema = inputs::schema(*kind);
        each(&schema, &mut |part| {
            for (name, field) in part["properties"].as_object().into_iter().flatten() {
                let description = field["description"].as_str().unwrap_or_default();
                let is_phrase = !description.is_empty() && !description.ends_with('.');
                assert!(is_phrase, "{}: `{name}`: {description:?}", kind.name());
                let required = part["required"].as_array().into_iter().flatten();
                let is_always_there = required.into_iter().any(|one| one == name);
                let may_be_absent = description.contains("absent if") || description.contains("absent for");
                assert!(!is_always_there || !may_be_absent, "{}: `{name}` is always there", kind.name());
            }
            let Some(examples) = part["examples"].as_array() else { return };
            let mut alone = part.as_object().cloned().unwrap_or_default();
            alone.insert("$defs".to_owned(), schema["$defs"].clone());
            let validator = jsonschema::validator_for(&alone.into()).expect("a schema");
            for example in examples {
                assert!(validator.is_valid(example), "{}: {example} is no example", kind.name());
            }
        });
    }
}

/// Calls `act` on `schema` and on every schema in it.
fn each(schema: &Value, act: &mut impl FnMut(&Value)) {
    if !schema.is_object() {
        return;
    }
    act(schema);
    for keyword in ["properties", "patternProperties", "$defs"] {
        schema[keyword].as_object().into_iter().flat_map(Map::values).for_each(|one| each(one, act));
    }
    for keyword in ["items", "additionalProperties"] {
        each(&schema[keyword], act);
    }
    schema["anyOf"].as_array().into_iter().flatten().for_each(|one| each(one, act));
}

#[test]
fn the_program_prints_the_schemas() {
    let printed = |arguments: &[&str]| -> Value {
        let output = run(&root(), &[&["schema", "input"], arguments].concat());
        assert_eq!(output.status.code(), Some(0));
        serde_json::from_slice(&output.stdout).expect("a schema is JSON")
    };
    let all = printed(&[]);
    for kind in ResourceKind::ALL {
        assert_eq!(all[kind.name()], inputs::schema(*kind));
    }
    assert_eq!(all.as_object().map(Map::len), Some(ResourceKind::ALL.len()));
    assert_eq!(printed(&["topic"]), inputs::schema(ResourceKind::Topic));
}

/// `docs/inputs.md`: the text above the first generated line is written by hand.
///
/// `UPDATE_EXPECTED=1 cargo test --test suite inputs` rewrites the rest.
#[test]
fn the_page_shows_the_schemas() {
    let request = Request { paths: vec![PathBuf::from("fixtures/inputs/shop")], ..Request::default() };
    let Declarations { resources, .. } = read(&request).expect("the fixture exists");
    let examples: Vec<_> = inputs_of(&resources);
    let path = root().join("docs/inputs.md");
    let written = fs::read_to_string(&path).expect("the page is there").replace("\r\n", "\n");
    let page = page::page(&written, &examples);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&path, &page).expect("the page can be written");
    } else {
        let differs = written.lines().zip(page.lines()).enumerate().find(|(_, (old, new))| old != new);
        assert!(written == page, "docs/inputs.md is not what it should be: {differs:?}");
    }
    for link in page.split("](#").skip(1).filter_map(|rest| rest.split(')').next()) {
        let leads = |line: &str| line.starts_with("##") && line.ends_with(&format!(" `{link}`"));
        assert!(page.lines().any(leads), "#{link} leads nowhere");
    }
}
