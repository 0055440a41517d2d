//! Which files below a folder are read.

use crate::expected::{root, scratch};
use hy_msg_lint::check::{Request, check};
use hy_msg_lint::workspace::{HIDDEN_FOLDERS, Search, Workspace, discover};
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

/// Files with a part of their text, and whether they are found below a folder, where they are on disk and where an
/// editor has them.
#[test]
fn scripts_are_found_by_their_first_line_and_hidden_folders_by_their_names() {
    let shell = "#!/usr/bin/env bash\nkafka-topics --list\n";
    let archive = format!("{shell}{}", "\0".repeat(1000));
    let cases = [
        ("create-topics", shell, true),
        ("bin/register", "#!/bin/sh", true),
        ("archive", &*archive, true),
        ("bin/describe", "#!/usr/bin/python3", false),
        ("notes", "kafka-topics --list", false),
        ("empty", "", false),
        ("create-topics.in", shell, false),
        (".profile", shell, false),
        ("ignored/create-topics", shell, false),
        (".git/docker-compose.yml", "", false),
        (".git/hooks/pre-commit", shell, false),
        (".cache/docker-compose.yml", "", false),
        (".docker-compose.yml", "", false),
        (".devcontainer/docker-compose.yml", "", true),
        (".devcontainer/post-create", shell, true),
        (".devcontainer/.cache/docker-compose.yml", "", false),
        ("app/.ci/docker-compose.yml", "", true),
        (".docker/docker-compose.yml", "", false),
    ];
    let folder = scratch("discovery-first-line");
    fs::write(folder.join(".gitignore"), "/.docker\n!.cache\nignored/\n").expect("a file can be written");
    for (name, text, _) in cases {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("folders can be made");
        fs::write(&file, text).expect("a file can be written");
    }
    let paths = [folder.clone()];
    let workspace = discover(&Search { paths: &paths, ..Search::default() }).expect("the folder exists");
    for (name, _, wanted) in cases {
        let is_found = workspace.candidates.iter().any(|one| one.file.shown().ends_with(name));
        assert_eq!(is_found, wanted, "{name}");
    }
    let named = [folder.join(".cache")];
    let workspace = discover(&Search { paths: &named, ..Search::default() }).expect("the folder exists");
    assert_eq!(workspace.candidates.len(), 1);
}

#[test]
fn the_hidden_folders_are_documented() {
    let page = fs::read_to_string(root().join("docs/dialects.md")).expect("the page is there");
    let named: Vec<_> = HIDDEN_FOLDERS.iter().map(|folder| format!("`{folder}`")).collect();
    assert!(page.contains(&named.join(", ")), "{named:?}");
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

#[test]
fn what_is_named_is_one_of_the_forms() {
    let folder = scratch("discovery-named");
    let file = |name: &str, text: &str| fs::write(folder.join(name), text).expect("a file can be written");
    file("workflow.yml", "jobs: {a: {services: {k: {image: x}}}}");
    file("topcs.yml", "topcs: [{name: a}]");
    file("notes.txt", "hello");
    file(".env", "A=1");
    let named = |name: &str, named_must_be_known: bool| -> Vec<String> {
        let paths = vec![folder.join(name)];
        let report = check(&Request { paths, named_must_be_known, ..Request::default() });
        let problems = report.expect("the file exists").problems;
        problems.into_iter().map(|problem| problem.message).collect()
    };
    for (name, part) in [
        ("workflow.yml", "the nearest is Compose file: it has `services`"),
        ("topcs.yml", "it has `topcs`; did you mean `topics`?"),
        ("notes.txt", "the known formats are: Compose file, Strimzi resource"),
    ] {
        let told = named(name, true);
        assert!(told.len() == 1 && told[0].contains(part), "{name}: {told:?}");
        assert_eq!(named(name, false), [""; 0], "{name}");
    }
    assert_eq!(named(".env", true), [""; 0]);
    let paths = vec![folder.clone()];
    let report = check(&Request { paths, named_must_be_known: true, ..Request::default() });
    assert_eq!(report.expect("the folder exists").problems, []);
}

#[test]
fn the_usual_names_of_compose_are_compose_files() {
    for (number, (text, problem, finding)) in [
        ("service: {a: {image: 'x:1'}}", "", "did you mean `services`?"),
        ("- a", "a Compose file must be a mapping", ""),
        ("text", "a Compose file must be a mapping", ""),
        ("# nothing yet", "this declares nothing", ""),
        ("volumes: {a: {}}", "", ""),
        ("{{ if .Values.compose }}\na: [\n{{ end }}", "", ""),
    ]
    .into_iter()
    .enumerate()
    {
        for name in ["docker-compose.yml", "compose.yaml", "other.yml"] {
            let folder = scratch(&format!("discovery-usual-{number}-{name}"));
            fs::write(folder.join(name), text).expect("a file can be written");
            let request = Request { paths: vec![folder], ..Request::default() };
            let report = check(&request).expect("the folder exists");
            let problems: Vec<_> = report.problems.iter().map(|one| one.message.clone()).collect();
            let findings: Vec<_> = report.findings.iter().map(|one| one.message.clone()).collect();
            for (told, part) in [(problems, problem), (findings, finding)] {
                let is_right = match (name, part) {
                    ("other.yml", _) | (_, "") => told.is_empty(),
                    _ => told.len() == 1 && told[0].contains(part),
                };
                assert!(is_right, "{name} {text}: {told:?}");
            }
        }
    }
}

/// Texts of files with a usual name of Compose, each with a part of why it is skipped, or of what is told.
#[test]
fn what_is_called_like_a_compose_file_and_is_another_is_passed_over() {
    use Told::{Finding, Nothing, PassedOver, Problem};
    enum Told {
        PassedOver(&'static str),
        Finding(&'static str),
        Problem(&'static str),
        Nothing,
    }
    let mut wrong = Vec::new();
    let service = "{web: {image: 'kafka:1', ports: ['80:80']}}";
    for (number, (text, told)) in [
        // An issue form, a workflow, a reusable one, an action and a configuration of GitHub.
        ("name: A\ndescription: b\nlabels: [c]\nbody: [{type: textarea, id: d}]", PassedOver("`description`")),
        ("name: A\non: [push]\njobs: {a: {runs-on: b, services: {k: {image: c}}}}", PassedOver("`on`")),
        ("on: {workflow_call: {secrets: {A: {required: true}}}}\njobs: {a: {uses: ./b}}", PassedOver("`on`")),
        ("name: A\nruns: {using: composite, steps: []}", PassedOver("`runs`")),
        ("version: 2\nupdates: [{package-ecosystem: docker, directory: /}]", PassedOver("`updates`")),
        // Values of Helm.
        (
            "replicaCount: 1\nimage: {repository: a, tag: b}\nservice: {type: ClusterIP, port: 80}\nvolumes: []",
            PassedOver("`replicaCount`"),
        ),
        ("nameOverride: ''\nimage: {repository: a}\nsecrets: {a: {b: c}}", PassedOver("`nameOverride`")),
        ("image: {tag: a}\nservice: {http: {port: 80}, annotations: {}}\nconfig: {a: b}", PassedOver("`image`")),
        // Docker Bake, GitLab, Kubernetes, Taskfile, CircleCI, Kong.
        ("group: {default: {targets: [a]}}\ntarget: {a: {dockerfile: D}}", PassedOver("`group`")),
        ("include: [{local: /a.yml}]\nbuild: {stage: b, script: [make], extends: .c}", PassedOver("`build`")),
        ("services: ['docker:dind']\nstages: [a]\ntest: {script: [make]}", PassedOver("`stages`")),
        ("apiVersion: v1\nkind: Secret\nmetadata: {name: a}", PassedOver("`apiVersion`")),
        ("version: '3'\nincludes: {a: ./b}\ntasks: {a: {cmds: [b]}}", PassedOver("`tasks`")),
        ("version: 2.1\njobs: {a: {docker: [{image: b}]}}\nworkflows: {a: {jobs: [a]}}", PassedOver("`jobs`")),
        ("_format_version: '3.0'\nservices: [{name: a, url: 'http://b'}]", PassedOver("`_format_version`")),
        // Compose files, some of them wrong.
        (&*format!("servces: {service}"), Finding("did you mean `services`?")),
        (&format!("service: {service}"), Finding("did you mean `services`?")),
        (&format!("Services: {service}"), Finding("did you mean `services`?")),
        (&format!("name: a\nsevrices: {service}\nfoo: 1"), Finding("did you mean `services`?")),
        (&format!("services: {service}\nbody: 1"), Finding("`body` is not a top-level key")),
        ("services:", Finding("`services`")),
        ("services: [{web: {image: 'kafka:1'}}]", Finding("`services`")),
        ("volumes: {a: {}}\nnetwroks: {a: {}}", Finding("did you mean `networks`?")),
        ("volume: {a: {}}", Finding("did you mean `volumes`?")),
        ("include: [absent.yml]\nfoo: 1", Finding("`foo`")),
        ("volumes: {a: {}}", Nothing),
        ("", Problem("this declares nothing")),
        ("x-a: {b: c}", Nothing),
        ("version: '3.8'", Nothing),
        ("name: a", Nothing),
        ("include: [other.yaml]", Nothing),
    ]
    .into_iter()
    .enumerate()
    {
        for name in ["compose.yml", "docker-compose.override.yaml"] {
            let folder = scratch(&format!("discovery-another-{number}"));
            fs::write(folder.join(name), text).expect("a file can be written");
            fs::write(folder.join("other.yaml"), "services: {a: {image: 'kafka:1'}}").expect("a file can be written");
            let select = vec!["invalid-compose".to_owned()];
            let request = Request { paths: vec![folder], select, ..Request::default() };
            let report = check(&request).expect("the folder exists");
            let problems: Vec<_> = report.problems.iter().map(|one| &*one.message).collect();
            let findings: Vec<_> = report.findings.iter().map(|one| &*one.message).collect();
            let is_it = |one: &&hy_msg_lint::finding::Skipped| one.file.ends_with(name);
            let skipped: Vec<_> = report.skipped.iter().filter(is_it).map(|one| &*one.reason).collect();
            let has = |messages: &[&str], part: &str| messages.iter().any(|one| one.contains(part));
            let is_right = match told {
                PassedOver(part) => has(&skipped, part) && problems.is_empty() && findings.is_empty(),
                Finding(part) => has(&findings, part),
                Problem(part) => has(&problems, part),
                Nothing => findings.is_empty() && skipped.is_empty(),
            };
            if !is_right {
                wrong.push(format!("{name}: {text}: {skipped:?} {problems:?} {findings:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
