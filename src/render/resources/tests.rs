use super::*;
use crate::check::{Declarations, Request, read};
use std::path::PathBuf;

fn declared(fixture: &str) -> Declarations {
    let paths = vec![PathBuf::from("fixtures/projects").join(fixture)];
    read(&Request { paths, ..Request::default() }).unwrap()
}

fn written(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_line_for_each_resource() {
    let Declarations { resources, report, .. } = declared("topic_forms");
    let all: Vec<_> = resources.iter().map(|one| (one, &report.sources)).collect();
    let table = written(|out| table(&all, out));
    let lines: Vec<_> = table.lines().collect();
    assert_eq!(lines.len(), resources.len() + 1);
    assert!(lines[0].starts_with("kind     name"), "{table}");
    assert!(lines.iter().all(|line| !line.ends_with(' ')), "{table}");
}

#[test]
fn values_know_where_they_stand() {
    let Declarations { resources, report, .. } = declared("kafka_init_script");
    let topics = resources.iter().filter(|one| one.kind == crate::model::ResourceKind::Topic);
    let topics: Vec<_> = topics.map(|one| (one, &report.sources)).collect();
    let json = written(|out| json(&topics, out));
    let documents: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert_eq!(documents.len(), topics.len());
    for document in &documents {
        let origins = document["origins"].as_array().unwrap();
        assert!(origins.iter().all(|one| one["line"].as_u64() > Some(0)), "{document}");
        assert_eq!(document["fields"]["declared_by"], "kafka-topics");
    }
    let options = Options::default();
    let text = written(|out| origins(&topics, &options, out));
    assert!(text.starts_with("topic "), "{text}");
    assert!(!text.contains("added by Compose"), "{text}");
}
