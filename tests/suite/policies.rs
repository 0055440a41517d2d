//! Every rule: its Rego tests, its fixtures, and the examples of its page, which fire exactly where they say.

use crate::expected::{files_under, marked, report, root, said, scratch};
use std::fs;
use std::path::{Path, PathBuf};

/// The folders of rules, with their ids.
fn rules() -> Vec<(String, PathBuf)> {
    let mut rules: Vec<_> = files_under(&root().join("policies"))
        .into_iter()
        .filter(|path| path.file_name().is_some_and(|name| name == "README.md"))
        .filter_map(|path| path.parent().map(Path::to_owned))
        .map(|folder| (folder.file_name().unwrap_or_default().to_string_lossy().replace('_', "-"), folder))
        .collect();
    rules.sort();
    rules
}

#[test]
fn fixtures_fire_exactly_where_they_say() {
    let mut checked = 0;
    for (id, folder) in rules() {
        for kind in ["bad", "good"] {
            let files = files_under(&folder.join("fixtures").join(kind));
            assert!(!files.is_empty(), "{id} has no {kind} fixture");
            for file in files {
                let expected = marked(&file_in_its_own_folder(&file, &id, kind));
                let marks = !expected.is_empty();
                assert_eq!(marks, kind == "bad", "{}: a {kind} fixture", file.display());
                checked += 1;
            }
        }
    }
    assert!(checked >= 20, "only {checked} fixtures");
}

/// Checks a fixture as a project of its own and gives back its folder.
fn file_in_its_own_folder(file: &Path, id: &str, kind: &str) -> PathBuf {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = scratch(&format!("policies/{id}/{kind}/{name}"));
    fs::copy(file, folder.join(&name)).expect("fixtures can be copied");
    compare(&folder, id, &file.display().to_string());
    folder
}

fn compare(folder: &Path, id: &str, what: &str) {
    let report = report(folder);
    assert!(report.problems.is_empty(), "{what}: {:?}", report.problems);
    assert!(report.files > 0, "{what}: nothing was judged: {:?}", report.passed_over);
    assert_eq!(said(&report, folder, |rule| rule == id), marked(folder), "{what}");
}

#[test]
fn pages_say_what_happens() {
    for (id, folder) in rules() {
        let page = fs::read_to_string(folder.join("README.md")).expect("the page can be read");
        for heading in [&format!("# {id}"), "## Bad", "## Good", "## Source"] {
            assert!(page.lines().any(|line| line == heading), "{id}: its page has no `{heading}`");
        }
        let examples = examples(&page);
        assert!(examples.len() >= 2, "{id}: its page has {} examples", examples.len());
        let mut fired = 0;
        for (number, example) in examples.iter().enumerate() {
            let name =
                if example.lines().any(|line| line == "topics:") { "topics.yml" } else { "compose.yml" };
            let folder = scratch(&format!("policies/{id}/page/{number}"));
            fs::write(folder.join(name), example).expect("the example can be written");
            compare(&folder, &id, &format!("{id}, example {}", number + 1));
            fired += usize::from(!marked(&folder).is_empty());
        }
        assert!(fired > 0, "{id}: no example of its page fires");
    }
}

/// The fenced blocks of YAML in a page.
fn examples(page: &str) -> Vec<String> {
    let mut examples = Vec::new();
    let mut open: Option<String> = None;
    for line in page.lines() {
        match (&mut open, line) {
            (None, "```yaml") => open = Some(String::new()),
            (Some(_), "```") => examples.extend(open.take()),
            (Some(example), line) => {
                example.push_str(line);
                example.push('\n');
            }
            _ => {}
        }
    }
    examples
}
