//! The nearest configuration above a file: for `inspect`, and where it cannot be read.

use crate::configuration::{LOW, lint, written};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Returns a repository with a configuration for all of it, and two folders with configurations of their own.
fn repository(name: &str) -> std::path::PathBuf {
    written(
        name,
        &[
            (".git/HEAD", ""),
            (
                "hy-msg-lint.yaml",
                "clusters: [{name: main, files: ['**/topics.yml']}]\nenv_files: [all.env]\n",
            ),
            ("all.env", "MEMORY=3g\n"),
            ("topics.yml", LOW),
            ("compose.yml", "services: {a: {image: 'x:1', mem_limit: '${MEMORY}'}}\n"),
            (
                "team/hy-msg-lint.yaml",
                "clusters: [{name: theirs, files: ['*.yml']}]\nexclude: [skipped.yml]\n",
            ),
            ("team/topics.yml", LOW),
            ("team/skipped.yml", LOW),
            (
                "stack/hy-msg-lint.yaml",
                "projects:\n- {files: [base.yml, prod.yml], env_files: [prod.env], name: shop}\n\
                 - {files: [tools.yml, more.yml], name: one}\n- {files: [tools.yml], name: two}\n",
            ),
            ("stack/base.yml", "services: {a: {image: 'x:1', mem_limit: '${MEMORY}'}}\n"),
            ("stack/prod.yml", "services: {a: {cpus: 1}}\n"),
            ("stack/prod.env", "MEMORY=1g\n"),
            ("stack/.env", "MEMORY=2g\n"),
            ("stack/tools.yml", "services: {a: {image: 'y:1'}}\n"),
            ("stack/more.yml", "services: {b: {image: 'z:1'}}\n"),
        ],
    )
}

/// Returns the JSON that a successful run prints.
fn printed(folder: &Path, arguments: &[&str]) -> Value {
    let output = crate::projects::run(folder, arguments);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), &*error), (Some(0), ""), "{arguments:?}");
    serde_json::from_slice(&output.stdout).expect("it is JSON")
}

#[test]
fn inspect_lists_each_file_with_its_nearest_configuration() {
    let folder = repository("nearest-inspect");
    let listed = |arguments: &[&str]| -> Vec<String> {
        let arguments = [&["inspect", "--format", "json"], arguments].concat();
        let list = printed(&folder, &arguments);
        let text = |one: &Value, key: &str| one[key].as_str().unwrap_or("-").to_owned();
        let line =
            |one: &Value| format!("{} {} {}", text(one, "file"), text(one, "name"), text(one, "cluster"));
        list.as_array().expect("a list").iter().map(line).collect()
    };
    let (own, theirs) = ("topics.yml orders main", "team/topics.yml orders theirs");
    for (arguments, wanted) in [
        (&["--kind", "topic"][..], &[own, theirs][..]),
        (&["--kind", "topic", "team", "topics.yml"], &[theirs, own]),
        (&["--kind", "topic", "team/topics.yml"], &[theirs]),
        // What is named is not excluded.
        (&["--kind", "topic", "team/skipped.yml"], &["team/skipped.yml orders theirs"]),
        (&["--kind", "cluster"], &["topics.yml main -", "team/topics.yml theirs -"]),
        (
            &["--kind", "topic", "--config", "hy-msg-lint.yaml", "team"],
            &["team/skipped.yml orders -", "team/topics.yml orders main"],
        ),
        (
            &["--kind", "project", "stack"],
            &["stack/more.yml one -", "stack/prod.yml shop -", "stack/tools.yml two -"],
        ),
    ] {
        let mut found = listed(arguments);
        let mut wanted: Vec<_> = wanted.iter().map(ToString::to_string).collect();
        if arguments.contains(&"--config") || arguments.contains(&"project") {
            found.sort();
            wanted.sort();
        }
        assert_eq!(found, wanted, "{arguments:?}");
    }
    let memory = |arguments: &[&str]| -> Vec<String> {
        let list = printed(
            &folder,
            &[&["inspect", "--format", "json", "--kind", "service", "--name", "a"], arguments].concat(),
        );
        let limit = |one: &Value| one["fields"]["mem_limit"].to_string().replace('"', "");
        list.as_array().expect("a list").iter().map(limit).collect()
    };
    assert_eq!(memory(&["compose.yml", "stack/prod.yml"]), ["3221225472", "1073741824"]);
    assert_eq!(memory(&["--config", "hy-msg-lint.yaml", "stack/base.yml"]), ["3221225472"]);
    assert_eq!(memory(&["--isolated", "stack/base.yml"]), ["2147483648"]);
}

#[test]
fn an_input_has_what_the_nearest_configuration_says() {
    let folder = repository("nearest-input");
    let output = crate::projects::run(&folder, &["inspect", "--input", "low-replication-factor"]);
    let text = String::from_utf8(output.stdout).expect("the output is UTF-8");
    let inputs: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect();
    let clusters: Vec<_> = inputs.iter().map(|one| (&one["file"], &one["cluster"]["name"])).collect();
    assert_eq!(
        clusters,
        [(&"topics.yml".into(), &"main".into()), (&"team/topics.yml".into(), &"theirs".into())]
    );
    // A rule that only one of the folders has.
    let policy = "# METADATA\n# title: Ours\n# description: why\n# custom:\n#   input: [topic]\n#   severity: error\n\
                  package hy_msg_lint.team.ours\n\nimport rego.v1\n\ndeny contains {\"msg\": \"m\", \"at\": []} if input.name == \"none\"\n";
    fs::create_dir_all(folder.join("team/rules/team/ours")).expect("folders can be made");
    fs::write(folder.join("team/rules/team/ours/ours.rego"), policy).expect("files can be written");
    fs::write(folder.join("team/hy-msg-lint.yaml"), "policies: [rules]\nexclude: [skipped.yml]\n")
        .expect("files can be written");
    assert_eq!(printed(&folder, &["inspect", "--input", "ours"])["file"], "team/topics.yml");
    let (code, said) = lint(&folder, &["inspect", "--input", "ours", "topics.yml"]);
    assert!(code == 2 && said.contains("there is no rule `ours`"), "{said}");
}

#[test]
fn a_project_is_that_of_the_nearest_configuration() {
    let folder = repository("nearest-project");
    let project = |arguments: &[&str]| {
        let project = printed(&folder, &[&["inspect", "project"], arguments].concat());
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let services = project["services"].as_object().expect("services").keys().cloned().collect::<String>();
        let limit = text(&project["services"]["a"]["mem_limit"]);
        format!("{} {services} {limit} {}", text(&project["name"]), project["services"]["a"]["cpus"])
    };
    let here = "nearest-project";
    for (arguments, wanted) in [
        (&["stack/base.yml"][..], "shop a 1073741824 1".to_owned()),
        (&["stack/prod.yml"], "shop a 1073741824 1".to_owned()),
        (&["-f", "stack/base.yml", "-f", "stack/prod.yml"], "shop a 1073741824 1".to_owned()),
        (&["stack/base.yml", "-p", "other", "--env-file", "all.env"], "other a 3221225472 1".to_owned()),
        (&["stack/base.yml", "--isolated"], "stack a 2147483648 null".to_owned()),
        (&["stack/base.yml", "--config", "hy-msg-lint.yaml"], "stack a 3221225472 null".to_owned()),
        // A file of several projects is the one that it is alone.
        (&["stack/tools.yml"], "two a - null".to_owned()),
        (&["stack/more.yml"], "one ab - null".to_owned()),
        (&[], format!("{here} a 3221225472 null")),
        (&["compose.yml"], format!("{here} a 3221225472 null")),
    ] {
        assert_eq!(project(arguments), wanted, "{arguments:?}");
    }
    fs::write(folder.join("stack/hy-msg-lint.yaml"), "colour: red\n").expect("files can be written");
    let (code, said) = lint(&folder, &["inspect", "project", "stack/base.yml"]);
    assert!(code == 2 && said.contains("no `colour`"), "{said}");
    assert_eq!(project(&["compose.yml"]), format!("{here} a 3221225472 null"));
}

#[test]
fn a_broken_configuration_leaves_what_other_folders_declare() {
    let folder = repository("nearest-inspect-broken");
    fs::write(folder.join("team/hy-msg-lint.yaml"), "colour: red\n").expect("files can be written");
    for arguments in [&["inspect", "--kind", "topic"][..], &["inspect", "--input", "low-replication-factor"]]
    {
        let (code, said) = lint(&folder, arguments);
        assert!(
            code == 2 && said.contains("orders") && said.contains("team/hy-msg-lint.yaml:1:1: error:"),
            "{said}"
        );
    }
    let (code, said) = lint(&folder, &["inspect", "team"]);
    assert!(code == 2 && said.contains("no `colour`") && !said.contains("orders"), "{said}");
}

#[test]
fn a_configuration_that_cannot_be_read_is_told_above_and_below() {
    for what in ["folder", "link"] {
        let folder = repository(&format!("nearest-unreadable-{what}"));
        let file = folder.join("team/hy-msg-lint.yaml");
        fs::remove_file(&file).expect("it is there");
        let reason = match what {
            "folder" => {
                fs::create_dir(&file).map(|()| "`team/hy-msg-lint.yaml` cannot be read: it is not a file")
            }
            #[cfg(unix)]
            _ => std::os::unix::fs::symlink("nowhere", &file)
                .map(|()| "there is no file `team/hy-msg-lint.yaml`"),
            #[cfg(not(unix))]
            _ => continue,
        };
        let reason = reason.expect("it can be made");
        let wanted = format!("team/hy-msg-lint.yaml: error: the configuration cannot be used: {reason}\n");
        let run = |paths: &[&str]| {
            lint(
                &folder,
                &[&["--format", "concise", "--quiet", "--select", "low-replication-factor"], paths].concat(),
            )
        };
        let own = "topics.yml:1:60: error[low-replication-factor] topic `orders` has replication factor 1, below 3\n";
        assert_eq!(run(&["team/topics.yml"]), (2, wanted.clone()), "{what}");
        assert_eq!(run(&["team"]), (2, wanted.clone()), "{what}");
        assert_eq!(run(&[]), (2, format!("{own}{wanted}")), "{what}");
        assert_eq!(run(&["topics.yml"]), (1, own.to_owned()), "{what}");
        // What the configuration above excludes has none that counts.
        fs::write(folder.join("hy-msg-lint.yaml"), "exclude: [team]\n").expect("files can be written");
        assert_eq!(run(&[]), (1, own.to_owned()), "{what}");
    }
}

#[test]
fn what_lies_in_a_folder_with_its_own_configuration_is_judged_by_no_other() {
    let folder = written(
        "nearest-comments",
        &[
            (".git/HEAD", ""),
            ("hy-msg-lint.yaml", "select: [suppressions]\nrequire_reason: true\n"),
            ("compose.yml", "include: [team/compose.yml]\n"),
            ("team/hy-msg-lint.yaml", ""),
            (
                "team/compose.yml",
                "services: {a: {image: 'x:1'}} # hy-msg-lint: ignore[missing-resource-limits]\n",
            ),
        ],
    );
    let (_, said) = lint(&folder, &["--format", "concise"]);
    assert!(!said.contains("unexplained-suppression"), "{said}");
    fs::write(folder.join("team/hy-msg-lint.yaml"), "require_reason: true\n").expect("files can be written");
    let (_, said) = lint(&folder, &["--format", "concise"]);
    assert_eq!(said.matches("[unexplained-suppression]").count(), 1, "{said}");
}
