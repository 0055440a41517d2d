//! Which files below a folder are read.

use crate::expected::scratch;
use hy_msg_lint::check::{Request, check};
use hy_msg_lint::workspace::{Search, Workspace, discover};
use std::fs;

#[test]
fn toml_is_looked_at_only_where_it_is_wanted() {
    let folder = scratch("discovery");
    for name in ["compose.yml", "traefik.toml", "notes.txt"] {
        fs::write(folder.join(name), "").expect("a file can be written");
    }
    let names = |workspace: &Workspace| -> Vec<String> {
        let files = workspace.candidates.iter().filter_map(|one| one.file.shown().file_name());
        files.map(|name| name.to_string_lossy().into_owned()).collect()
    };
    let paths = [folder];
    let search = Search { paths: &paths, ..Search::default() };
    assert_eq!(names(&discover(&search).expect("the folder exists")), ["compose.yml"]);
    let all = discover(&Search { wanted: |_| true, ..search }).expect("the folder exists");
    assert_eq!(names(&all), ["compose.yml", "traefik.toml"]);
}

/// Files as bytes, each with a part of its message unless it is silently skipped.
#[test]
fn what_cannot_be_read_and_is_ours_is_told() {
    let cases: &[(&str, &[u8], Option<&str>)] = &[
        ("stack.yml", b"services:\n  a: {image: nginx} # \xe9t\xe9\n", Some("is not UTF-8 text")),
        ("other.yml", b"messages:\n  a: \xe9t\xe9\n", None),
        (
            "a.json",
            b"{\"name\": \"\xe9\", \"config\": {\"connector.class\": \"X\"}}",
            Some("is not UTF-8 text"),
        ),
        ("b.json", b"{\"name\": \"\xe9\"}", None),
        ("wide.yml", b"s\0e\0r\0v\0i\0c\0e\0s\0:\0\n\0", Some("has zero bytes")),
        ("broken.yml", b"services:\n  b: [\n", Some("unclosed bracket")),
        ("prose.yml", b"services: are what we offer\n  - [\n", None),
        ("topics/a.yml", b"topics:\n  - name: a\n   partitions: 3\n", Some("not valid YAML")),
        ("chart.yml", b"services:\n{{ range .all }}\n  - [\n", None),
    ];
    for (number, (name, bytes, wanted)) in cases.iter().enumerate() {
        let folder = scratch(&format!("unread-{number}"));
        let file = folder.join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("folders can be made");
        fs::write(&file, bytes).expect("a file can be written");
        let report =
            check(&Request { paths: vec![folder], ..Request::default() }).expect("the folder exists");
        let said: Vec<_> = report.problems.iter().map(|problem| problem.message.clone()).collect();
        assert_eq!(said.len(), usize::from(wanted.is_some()), "{name}: {said:?}");
        assert!(wanted.is_none_or(|wanted| said[0].contains(wanted)), "{name}: {said:?}");
        assert_eq!(report.skipped.len(), usize::from(wanted.is_none()), "{name}");
    }
}
