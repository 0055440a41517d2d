//! The program on the projects under `fixtures/compose/`. How each is resolved is tested next to the reader, in
//! `crates/compose/tests/`.

use crate::expected::{built_in, folders_in, root};
use hy_msg_lint::check::{Request, read};
use hy_msg_lint::finding::Finding;
use hy_msg_lint::model::ResourceKind;
use hy_msg_lint::policy::{Engine, Mode};
use rayon::prelude::*;
use regex::Regex;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Returns the fixtures, each in the folder of its stage.
fn folders() -> Vec<PathBuf> {
    folders_in("fixtures/compose").iter().flat_map(folders_in).collect()
}

/// A fixture of each stage, and those with command-line errors.
const BY_COMMAND: &[&str] = &[
    "canonical/byte_sizes_of_every_attribute",
    "consistency/networks_undefined",
    "env_files/environment_file_by_argument",
    "env_files/environment_file_missing",
    "env_files/environment_files_by_argument",
    "extends/extends_chain",
    "include/include_nested",
    "interpolation/interpolation_required_unset",
    "merge/merge_three_files",
    "project/Project.Name-From_Folder",
    "project/file_missing",
    "project/first_file_in_a_folder",
    "project/override_file_missing",
    "project/platform_of_included_parts",
    "project/project_name_by_argument",
    "project/project_name_invalid_argument",
    "read/yaml_unclosed_quote",
    "schema/unknown_nested_attribute",
    "transform/volumes_short",
];

/// Those of [`BY_COMMAND`] rejected because of the command line; these errors have no place in a file.
const NOT_IN_A_FILE: &[&str] = &[
    "env_files/environment_file_missing",
    "project/file_missing",
    "project/override_file_missing",
    "project/project_name_invalid_argument",
];

#[test]
fn the_command_says_what_the_library_does() {
    let place = Regex::new(r"\S:[0-9]+:[0-9]+").expect("the expression is right");
    BY_COMMAND.par_iter().for_each(|name| {
        let folder = root().join("fixtures/compose").join(name).canonicalize().expect("the fixture is there");
        let output = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"))
            .args(arguments(&folder))
            .current_dir(&folder)
            // Docker Compose ran with this home directory for `~`.
            .env("HOME", "/home/user")
            .output()
            .expect("the binary runs");
        let [said, errors] =
            [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        if let Ok(expected) = fs::read_to_string(folder.join("canonical.json")) {
            assert_eq!(output.status.code(), Some(0), "{name}: {said}{errors}");
            let parse = |text: &str| serde_json::from_str::<Value>(text).expect("a project is JSON");
            assert_eq!(parse(&without_folder(&said, &folder)), parse(&expected), "{name}");
        } else {
            assert_eq!(output.status.code(), Some(2), "{name}: {said}{errors}");
            let placed = place.is_match(&said) || place.is_match(&errors);
            assert_eq!(placed, !NOT_IN_A_FILE.contains(name), "{name}: {said}{errors}");
        }
    });
}

/// Returns `inspect project` and the words of the file `arguments`, without a leading `-f`.
fn arguments(folder: &Path) -> Vec<String> {
    let line = fs::read_to_string(folder.join("arguments")).unwrap_or_else(|_| "-f compose.yml".into());
    let words = line.split_whitespace().skip_while(|word| *word == "-f");
    ["inspect", "project"].into_iter().chain(words).chain(["--format", "json"]).map(str::to_owned).collect()
}

/// Replaces the project's folder in `text` by `/project`; `scripts/compose` does the same.
fn without_folder(text: &str, folder: &Path) -> String {
    let parent = folder.parent().unwrap_or(folder).display().to_string();
    let text = text.replace(&folder.display().to_string(), "/project");
    text.replace(&format!("{parent}/"), "/").replace(&parent, "/")
}

/// Rejected by a check but accepted by Docker Compose: unused words in `extends` and `include`, an error in a file of
/// which Docker Compose reads only one service, cases explained in `scripts/compose.known`, and what is accepted only
/// with `--no-consistency`.
const MORE_THAN_COMPOSE: &[&str] = &[
    "consistency/unchecked_contradictions",
    "consistency/unchecked_undefined_names",
    "extends/extends_a_file_with_an_invalid_neighbour",
    "extends/extends_unknown_attribute",
    "include/include_unknown_attribute",
    "include/include_without_path",
    "merge/merge_a_date_under_extends",
    "merge/mount_without_a_type_that_another_replaces",
    "merge/mounts_at_one_path_with_a_slash",
    "read/number_that_is_none",
];

#[test]
fn what_docker_compose_takes_is_not_refused() {
    let kinds = ResourceKind::ALL.iter().copied().collect();
    let engine =
        Engine::compile(&built_in(), &kinds, &|_| true, Mode::Machine).expect("the policies compile");
    let folders = folders();
    let taken = folders.par_iter().filter(|folder| folder.join("canonical.json").is_file());
    let looked = taken.map(|folder| {
        let stage = folder.parent().expect("a fixture lies in a stage");
        let name =
            folder.strip_prefix(stage.parent().expect("a stage lies in a folder")).expect("it lies below");
        let request = Request { paths: vec![folder.clone()], ..Request::default() };
        let mut declarations = read(&request).expect("the folder exists");
        declarations.judge(&engine, &|_| true);
        let report = &declarations.report;
        // Docker Compose's own output is in the same folder.
        let is_answer = |file: &str| file.ends_with("canonical.json");
        let file =
            |finding: &Finding| report.sources.get(finding.primary.source).expect("a finding has a file");
        let findings = report.findings.iter().filter(|one| &*one.rule == "invalid-compose");
        let findings = findings.filter(|one| !is_answer(&file(one).name)).map(|one| one.message.clone());
        let problems =
            report.problems.iter().filter(|one| !is_answer(&one.file)).map(|one| one.message.clone());
        let refused: Vec<_> = findings.chain(problems).collect();
        let is_more = MORE_THAN_COMPOSE.iter().any(|more| name == Path::new(more));
        assert_eq!(refused.is_empty(), !is_more, "{}: {refused:?}", name.display());
        is_more
    });
    let (more, agreed): (Vec<_>, Vec<_>) = looked.partition(|is_more| *is_more);
    assert_eq!(more.len(), MORE_THAN_COMPOSE.len(), "a fixture in MORE_THAN_COMPOSE is gone");
    assert!(agreed.len() >= 360, "only {} fixtures that Docker Compose takes", agreed.len());
}
