//! Every rule: its Rego tests, its fixtures, and the examples of its page, which have findings exactly where they are
//! marked.

use crate::expected::{OFF, copied, files_under, marked, report, root, said, scratch};
use rayon::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Returns the folders of rules, with their ids. All of them are embedded.
pub(crate) fn rules() -> Vec<(String, PathBuf)> {
    let set = hy_msg_lint_policies::built_in().expect("the policies can be read");
    let mut rules: Vec<_> = files_under(&root().join("policies"))
        .into_iter()
        .filter(|path| path.file_name().is_some_and(|name| name == "README.md"))
        .filter_map(|path| path.parent().map(Path::to_owned))
        .map(|folder| (folder.file_name().unwrap_or_default().to_string_lossy().replace('_', "-"), folder))
        .collect();
    rules.sort();
    for (id, folder) in &rules {
        let folder = folder.display();
        let advice = "Cargo does not notice a new folder: run `touch policies/build.rs`";
        assert!(set.rule(id).is_some(), "{folder} is not compiled into the program. {advice}");
    }
    rules
}

#[test]
fn fixtures_fire_exactly_where_they_say() {
    let checked = AtomicUsize::new(0);
    rules().par_iter().filter(|(id, _)| !OFF.contains(&&**id)).for_each(|(id, folder)| {
        for kind in ["bad", "good"] {
            let fixtures = fixtures(&folder.join("fixtures").join(kind));
            assert!(!fixtures.is_empty(), "{id} has no {kind} fixture");
            for fixture in fixtures {
                let expected = marked(&in_its_own_folder(&fixture, id, kind));
                let marks = !expected.is_empty();
                assert_eq!(marks, kind == "bad", "{}: a {kind} fixture", fixture.display());
                checked.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    let checked = checked.into_inner();
    assert!(checked >= 200, "only {checked} fixtures");
}

/// Returns the fixtures in a folder: each file is one, and each folder is one of several files.
fn fixtures(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|one| one.path()).collect();
    found.sort();
    found
}

/// Checks a fixture as a project of its own and returns its folder.
fn in_its_own_folder(fixture: &Path, id: &str, kind: &str) -> PathBuf {
    let name = fixture.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = copied(fixture, &format!("policies/{id}/{kind}/{name}"));
    if fixture.is_file() {
        fs::copy(fixture, folder.join(&name)).expect("fixtures can be copied");
    }
    compare(&folder, id, &fixture.display().to_string());
    folder
}

fn compare(folder: &Path, id: &str, what: &str) {
    let report = report(folder);
    assert!(report.problems.is_empty(), "{what}: {:?}", report.problems);
    assert!(report.files > 0, "{what}: nothing was judged: {:?}", report.skipped);
    assert_eq!(said(&report, folder, |rule| rule == id), marked(folder), "{what}");
}

#[test]
fn pages_say_what_happens() {
    rules().par_iter().for_each(|(id, folder)| {
        let page = fs::read_to_string(folder.join("README.md")).expect("the page can be read");
        for heading in [&format!("# {id}"), "## Bad", "## Good", "## Source"] {
            assert!(page.lines().any(|line| line == heading), "{id}: its page has no `{heading}`");
        }
        let examples = examples(&page);
        // An example of one file cannot show a relation between several.
        let needs_several = fixtures(&folder.join("fixtures/bad")).iter().all(|fixture| fixture.is_dir());
        assert!(needs_several || examples.len() >= 2, "{id}: its page has {} examples", examples.len());
        let mut fired = 0;
        for (number, example) in examples.iter().enumerate() {
            let folder = scratch(&format!("policies/{id}/page/{number}"));
            fs::write(folder.join(name_of(example)), &example.text).expect("the example can be written");
            compare(&folder, id, &format!("{id}, example {}", number + 1));
            fired += usize::from(!marked(&folder).is_empty());
        }
        assert!(needs_several || fired > 0, "{id}: no example of its page fires");
    });
}

/// A fenced block of a page.
pub(crate) struct Example {
    language: String,
    pub(crate) text: String,
}

/// Returns a file name that fits the text of an example.
pub(crate) fn name_of(example: &Example) -> &'static str {
    let has = |start: &str| example.text.lines().any(|line| line.trim_start().starts_with(start));
    match example.language.as_str() {
        "json" => "connector.json",
        "sh" => "topics.sh",
        "properties" => "server.properties",
        _ if has("apiVersion:") => "resources.yml",
        _ if has("services:") => "compose.yml",
        _ if has("topics:") => "topics.yml",
        _ if has("connector.class:") => "connector.yml",
        _ => "compose.yml",
    }
}

/// Returns the fenced blocks of declarations in a page.
pub(crate) fn examples(page: &str) -> Vec<Example> {
    let mut examples = Vec::new();
    let mut open: Option<Example> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) if ["yaml", "json", "sh", "properties"].contains(&language) => {
                open = Some(Example { language: language.to_owned(), text: String::new() });
            }
            (Some(_), Some("")) => examples.extend(open.take()),
            (Some(example), _) => {
                example.text.push_str(line);
                example.text.push('\n');
            }
            _ => {}
        }
    }
    examples
}
