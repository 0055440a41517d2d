use super::*;
use crate::workspace::Project;
use std::fs;

/// A folder of its own with a configuration and files beside it.
fn folder(name: &str, configuration: &str, files: &[&str]) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("hy-msg-lint-config-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("deploy")).unwrap();
    fs::write(folder.join(FILE_NAME), configuration).unwrap();
    for file in files {
        fs::write(folder.join(file), "services: {}\n").unwrap();
    }
    folder
}

#[test]
fn projects_start_from_the_folder_of_the_configuration() {
    let text = "projects:\n- files: [base.yml, deploy/prod.yml]\n  env_files: [.env]\n  name: shop\n- {files: [base.yml]}\n";
    let folder = folder("projects", text, &["base.yml", "deploy/prod.yml", ".env"]);
    let config = read(&folder.join(FILE_NAME)).unwrap();
    let first = Project {
        files: vec![folder.join("base.yml"), folder.join("deploy/prod.yml")],
        env_files: vec![folder.join(".env")],
        name: Some("shop".into()),
    };
    let second = Project { files: vec![folder.join("base.yml")], ..Project::default() };
    assert_eq!(config.layout.projects, [first, second]);
    for empty in ["", "---\n", "# nothing\n", "{}"] {
        fs::write(folder.join(FILE_NAME), empty).unwrap();
        assert_eq!(read(&folder.join(FILE_NAME)).unwrap().layout, Layout::default(), "{empty:?}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn every_mistake_has_its_place_and_an_advice() {
    let cases: &[(&str, &[(&str, &str)])] = &[
        ("project: []", &[("project", "a configuration has no `project`; did you mean `projects`?")]),
        (
            "colour: red",
            &[(
                "colour",
                "a configuration has no `colour`; it has `clusters`, `data`, `namespaces`, `policies`, `projects` and `rules`",
            )],
        ),
        (
            "[1]",
            &[(
                "[1]",
                "a configuration is a mapping with `clusters`, `data`, `namespaces`, `policies`, `projects` and `rules`, not a list",
            )],
        ),
        ("projects: {a: 1}", &[("{a: 1}", "`projects` is a list, not a mapping")]),
        ("policies: [depoly]", &[("depoly", "there is no file or folder `depoly`; did you mean `deploy`?")]),
        ("data: deploy", &[("deploy", "`data` is a list, also of one: write `[deploy]`")]),
        ("namespaces: [1]", &[("1", "a package's name is text, not a number: write `'1'`")]),
        ("rules: [a]", &[("[a]", "`rules` is a mapping, not a list")]),
        (
            "rules: {static-ip: {parameter: {}}}",
            &[("parameter", "the rule `static-ip` has no `parameter`; did you mean `parameters`?")],
        ),
        ("clusters: {a: 1}", &[("{a: 1}", "`clusters` is a list, not a mapping")]),
        ("clusters: [{nam: a}]", &[("nam", "a cluster has no `nam`; did you mean `name`?")]),
        (
            "clusters: [{name: a}]",
            &[("{name: a}", "a cluster has a `name`, and `files`: patterns such as `topics/**/*.yml`")],
        ),
        (
            "clusters: [{name: a, files: ['[']}]",
            &[("'['", "`[` is no pattern of files: unclosed character class; missing ']'")],
        ),
        (
            "clusters: [{name: a, files: [b]}, {name: a, files: [c]}]",
            &[("{name: a, files: [c]}", "there is a cluster `a` already")],
        ),
        (
            "projects: [base.yml]",
            &[("base.yml", "a project is a mapping with `files`, `env_files` and `name`, not a text")],
        ),
        ("projects: [{file: [base.yml]}]", &[("file", "a project has no `file`; did you mean `files`?")]),
        (
            "projects: [{name: shop}]",
            &[("{name: shop}", "a project has `files`: its Compose files, each over the one before")],
        ),
        (
            "projects: [{files: []}]",
            &[("{files: []}", "a project has `files`: its Compose files, each over the one before")],
        ),
        (
            "projects: [{files: base.yml}]",
            &[("base.yml", "`files` is a list, also of one: write `[base.yml]`")],
        ),
        (
            "projects: [{files: [bsae.yml, deploy/prd.yml, other.json]}]",
            &[
                ("bsae.yml", "there is no file `bsae.yml`; did you mean `base.yml`?"),
                ("deploy/prd.yml", "there is no file `deploy/prd.yml`; did you mean `deploy/prod.yml`?"),
                ("other.json", "there is no file `other.json`"),
            ],
        ),
        (
            "projects: [{files: [7, null]}]",
            &[
                ("7", "a file's name is text, not a number: write `'7'`"),
                ("null", "a file's name is text, not nothing"),
            ],
        ),
        (
            "projects: [{files: [base.yml], name: Shop}]",
            &[(
                "Shop",
                "`Shop` is no project's name: one is of lower-case letters, digits, `-` and `_`, and begins with a letter or digit",
            )],
        ),
        (
            "projects: [{files: [base.yml], name: 1}]",
            &[("1", "a project's name is text, not a number: write `'1'`")],
        ),
        ("projects: []\n---\na: b", &[("a: b", "a configuration is one document, and this begins a second")]),
        ("projects: [{files: [base.yml]}]\nprojects: []", &[("projects", "")]),
        ("projects: [", &[("", "")]),
    ];
    let folder = folder("mistakes", "", &["base.yml", "deploy/prod.yml"]);
    for (text, wanted) in cases {
        fs::write(folder.join(FILE_NAME), text).unwrap();
        let Err(ConfigError::Mistakes(mistakes)) = read(&folder.join(FILE_NAME)) else { panic!("{text}") };
        assert_eq!(mistakes.problems.len(), wanted.len(), "{text}: {:?}", mistakes.problems);
        for (problem, (at, message)) in mistakes.problems.iter().zip(*wanted) {
            let place = problem.place.unwrap();
            let source = mistakes.sources.get(place.source).unwrap();
            assert!(source.slice(place).starts_with(at), "{text}: {:?}", source.slice(place));
            assert!(message.is_empty() || problem.message == *message, "{text}: {}", problem.message);
        }
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_file_outside_the_workspace_is_not_read() {
    let folder = folder("outside", "", &["base.yml"]);
    let inner = folder.join("deploy").join(FILE_NAME);
    fs::write(&inner, "projects: [{files: [../base.yml]}]").unwrap();
    let Err(ConfigError::Mistakes(mistakes)) = read(&inner) else { panic!("it was read") };
    assert!(mistakes.problems[0].message.contains("outside the workspace"), "{:?}", mistakes.problems);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_nearest_configuration_in_the_repository_is_found() {
    let folder = folder("find", "", &[]);
    let inner = folder.join("deploy");
    assert_eq!(find(&inner), Some(PathBuf::from("..").join(FILE_NAME)));
    assert_eq!(find(&folder), Some(PathBuf::from(FILE_NAME)));
    fs::create_dir(inner.join(".git")).unwrap();
    assert_eq!(find(&inner), None);
    fs::write(inner.join(FILE_NAME), "").unwrap();
    assert_eq!(find(&inner), Some(PathBuf::from(FILE_NAME)));
    fs::remove_dir_all(folder).unwrap();
    assert!(matches!(read(Path::new("absent.yaml")), Err(ConfigError::Source(SourceError::Missing(_)))));
}
