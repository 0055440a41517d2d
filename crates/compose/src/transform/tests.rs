//! Long forms, as JSON.

use super::*;
use crate::tree::Value;
use std::path::Path;

fn forms(text: &str) -> (String, Vec<Defect>) {
    let sources = SourceMap::default();
    let source = sources.add(Path::new("compose.yml"), text.into());
    let root = crate::syntax::yaml::parse(&source).documents.remove(0);
    let mut defects = Vec::new();
    let once = long_form(&root, &sources, &mut defects);
    let twice = long_form(&once, &sources, &mut Vec::new());
    assert_eq!(as_json(&once), as_json(&twice), "{text}");
    (as_json(&with_outer_names(&once)), defects)
}

pub(super) fn long(text: &str) -> String {
    forms(text).0
}

pub(super) fn refused(text: &str) -> bool {
    !forms(text).1.is_empty()
}

fn as_json(node: &Node) -> String {
    match &node.value {
        Value::Scalar(scalar) => match scalar.kind {
            ScalarKind::Null => "null".into(),
            ScalarKind::Bool | ScalarKind::Int | ScalarKind::Float => scalar.text.to_string(),
            ScalarKind::Text | ScalarKind::Unresolved => serde_json::to_string(&*scalar.text).unwrap(),
        },
        Value::List(items) => format!("[{}]", items.iter().map(as_json).collect::<Vec<_>>().join(",")),
        Value::Map(map) => {
            let entry = |entry: &Entry| format!("\"{}\":{}", entry.key, as_json(&entry.node));
            format!("{{{}}}", map.entries().map(entry).collect::<Vec<_>>().join(","))
        }
    }
}

#[test]
fn brings_attributes_into_long_form() {
    for (short, wanted) in [
        ("environment: [A=1, B, C=, D=a=b, A=2]", "'environment':{'A':'2','B':null,'C':'','D':'a=b'}"),
        ("build: ./x", "'build':{'context':'./x'}"),
        (
            "build: {args: [A], ssh: [default, k=/x]}",
            "'build':{'args':{'A':null},'ssh':{'default':null,'k':'/x'}}",
        ),
        ("depends_on: [b]", "'depends_on':{'b':{'condition':'service_started','required':true}}"),
        ("depends_on: {b: {condition: x}}", "'depends_on':{'b':{'condition':'x'}}"),
        ("env_file: a", "'env_file':[{'path':'a','required':true}]"),
        (
            "env_file: [a, {path: b}]",
            "'env_file':[{'path':'a','required':true},{'path':'b','required':true}]",
        ),
        ("extends: a", "'extends':{'service':'a'}"),
        ("dns: 1.1.1.1", "'dns':['1.1.1.1']"),
        ("gpus: all", "'gpus':[{'count':'all'}]"),
        ("devices: ['/a:/b']", "'devices':[{'source':'/a','target':'/b','permissions':'rwm'}]"),
        ("devices: ['a:']", "'devices':[{'source':'a','target':'a','permissions':'rwm'}]"),
        ("secrets: [s]", "'secrets':[{'source':'s'}]"),
        ("networks: [n]", "'networks':{'n':null}"),
    ] {
        let wanted = format!("{{'services':{{'a':{{{wanted}}}}}}}").replace('\'', "\"");
        assert_eq!(long(&format!("services: {{a: {{{short}}}}}")), wanted, "{short}");
    }
    for (short, wanted) in [
        ("{external: {name: x}}", "{'external':true,'name':'x'}"),
        ("{external: {}, name: x}", "{'external':true,'name':'x'}"),
        ("{external: {name: x}, name: x}", "{'external':true,'name':'x'}"),
    ] {
        let wanted = format!("{{'networks':{{'n':{wanted}}}}}").replace('\'', "\"");
        assert_eq!(long(&format!("networks: {{n: {short}}}")), wanted, "{short}");
    }
    assert_eq!(long("include: [a, {path: b}]"), r#"{"include":[{"path":["a"]},{"path":"b"}]}"#);
}

#[test]
fn refuses_what_has_no_long_form() {
    for text in [
        "services: {a: {devices: ['a:b:c:d']}}",
        "services: {a: {build: {ssh: [k]}}}",
        "services: {a: {build: {additional_contexts: [k]}}}",
        "services: {a: {devices: [{source: /dev/a}]}}",
    ] {
        assert!(refused(text), "{text}");
    }
}
