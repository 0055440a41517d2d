use super::*;
use crate::workspace::Project;
use std::fs;

/// Creates a fresh folder with a configuration and other files.
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
        ..Project::default()
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
    let cases: Cases = &[
        ("project: []", &[("project", "a configuration has no `project`; did you mean `projects`?")]),
        (
            "colour: red",
            &[(
                "colour",
                "a configuration has no `colour`; it has `baseline`, `clusters`, `data`, `env_files`, `exclude`, `extends`, `fail_on`, `ignore`, `namespaces`, `overrides`, `parameters`, `policies`, `projects`, `require_reason`, `rules`, `scope`, `select` and `suppressions`",
            )],
        ),
        (
            "[1]",
            &[(
                "[1]",
                "a configuration must be a mapping with `baseline`, `clusters`, `data`, `env_files`, `exclude`, `extends`, `fail_on`, `ignore`, `namespaces`, `overrides`, `parameters`, `policies`, `projects`, `require_reason`, `rules`, `scope`, `select` and `suppressions`, not a list",
            )],
        ),
        ("projects: {a: 1}", &[("{a: 1}", "`projects` must be a list, not a mapping")]),
        ("policies: [depoly]", &[("depoly", "there is no file or folder `depoly`; did you mean `deploy`?")]),
        ("data: deploy", &[("deploy", "`data` must be a list: write `[deploy]`")]),
        ("namespaces: [1]", &[("1", "a package's name must be a string, not a number: write `'1'`")]),
        ("rules: [a]", &[("[a]", "`rules` must be a mapping, not a list")]),
        (
            "rules: {static-ip: {parameter: {}}}",
            &[("parameter", "the rule `static-ip` has no `parameter`; did you mean `parameters`?")],
        ),
        ("clusters: {a: 1}", &[("{a: 1}", "`clusters` must be a list, not a mapping")]),
        ("clusters: [{nam: a}]", &[("nam", "a cluster has no `nam`; did you mean `name`?")]),
        (
            "clusters: [{name: a}]",
            &[("{name: a}", "a cluster has a `name`, and `files`: patterns such as `topics/**/*.yml`")],
        ),
        (
            "clusters: [{name: a, files: ['[']}]",
            &[("'['", "`[` is not a valid file pattern: unclosed character class; missing ']'")],
        ),
        (
            "clusters: [{name: a, files: [b]}, {name: a, files: [c]}]",
            &[("{name: a, files: [c]}", "`clusters` has two clusters `a`")],
        ),
        (
            "projects: [base.yml]",
            &[("base.yml", "a project must be a mapping with `files`, `env_files` and `name`, not a string")],
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
            &[("base.yml", "`files` must be a list: write `[base.yml]`")],
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
                ("7", "a file's name must be a string, not a number: write `'7'`"),
                ("null", "a file's name must be a string, not nothing"),
            ],
        ),
        (
            "projects: [{files: [base.yml], name: Shop}]",
            &[(
                "Shop",
                "`Shop` is not a valid project name: use lower-case letters, digits, `-` and `_`, and begin with a letter or digit",
            )],
        ),
        (
            "projects: [{files: [base.yml], name: 1}]",
            &[("1", "a project's name must be a string, not a number: write `'1'`")],
        ),
        (
            "projects: []\n---\na: b",
            &[("a: b", "a configuration must be one document, and this begins a second")],
        ),
        ("projects: [{files: [base.yml]}]\nprojects: []", &[("projects", "")]),
        ("projects: [", &[("", "")]),
    ];
    mistakes("mistakes", cases);
}

#[test]
fn every_mistake_in_the_choice_of_rules_has_its_place_and_an_advice() {
    let cases: Cases = &[
        ("rules: {a: {severity: of}}", &[("of", "there is no severity `of`; did you mean `off`?")]),
        (
            "rules: {a: {severity: high}}",
            &[("high", "there is no severity `high`; there are `error`, `warning`, `info` and `off`")],
        ),
        ("extends: local", &[("local", "`extends` must be a list: write `[local]`")]),
        ("extends: [locl]", &[("locl", "there is no preset `locl`; did you mean `local`?")]),
        (
            "extends: [zebra]",
            &[(
                "zebra",
                "there is no preset `zebra`; there are `recommended`, `local` and `strict`, and files, as in `./zebra.yaml`",
            )],
        ),
        ("extends: [1]", &[("1", "a preset's name must be a string, not a number: write `'1'`")]),
        (
            "extends: [./bsae.yml]",
            &[("./bsae.yml", "there is no file `./bsae.yml`; did you mean `./base.yml`?")],
        ),
        (
            "extends: [hy-msg-lint.yaml]",
            &[(
                "hy-msg-lint.yaml",
                "`hy-msg-lint.yaml` extends, also through others, the file that extends it",
            )],
        ),
        ("scope: al", &[("al", "there is no scope `al`; did you mean `all`?")]),
        ("parameters: [a]", &[("[a]", "`parameters` must be a mapping, not a list")]),
        (
            "overrides: [{files: [a], scope: none}]",
            &[("none", "there is no scope `none`; there are `messaging` and `all`")],
        ),
        ("fail_on: off", &[("off", "there is no severity `off`; there are `error`, `warning`, `info` and `never`")]),
        ("rules: {a: of}", &[("of", "there is no severity `of`; did you mean `off`?")]),
        (
            "rules: {a: 1}",
            &[("1", "the rule `a` must be a mapping with `parameters` and `severity`, or a severity, not a number")],
        ),
        ("select: kafka", &[("kafka", "`select` must be a list: write `[kafka]`")]),
        ("ignore: [1]", &[("1", "a rule or area must be a string, not a number: write `'1'`")]),
        (
            "exclude: ['[']",
            &[("'['", "`[` is not a valid file pattern: unclosed character class; missing ']'")],
        ),
        ("env_files: [.evn]", &[(".evn", "there is no file `.evn`")]),
        ("baseline: [a]", &[("[a]", "`baseline` must be a string, not a list")]),
        ("require_reason: 1", &[("1", "`require_reason` must be `true` or `false`, not a number")]),
        ("overrides: [{file: [a]}]", &[("file", "an override has no `file`; did you mean `files`?")]),
        (
            "overrides: [{ignore: [a]}]",
            &[("{ignore: [a]}", "an override has `files`: patterns such as `legacy/**/*.yml`")],
        ),
        (
            "overrides: [{files: [a], rules: {b: {parameter: {}}}}]",
            &[("parameter", "the rule `b` has no `parameter`; did you mean `parameters`?")],
        ),
        (
            "suppressions: [{rule: a}]",
            &[("{rule: a}", "a suppression has a `rule`, and a `file`: a pattern such as `legacy/**/*.yml`")],
        ),
        (
            "suppressions: [{rule: a, files: [b]}]",
            &[("files", "a suppression has no `files`; did you mean `file`?")],
        ),
    ];
    mistakes("choices", cases);
}

/// Texts, each with the places and messages of its errors.
type Cases<'a> = &'a [(&'a str, &'a [(&'a str, &'a str)])];

/// Reads each of `cases` and compares the errors.
fn mistakes(name: &str, cases: Cases) {
    let folder = folder(name, "", &["base.yml", "deploy/prod.yml"]);
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
fn what_is_set_later_holds() {
    let text = "\
scope: all
parameters: {a: 1}
rules: {r: {parameters: {a: 2}}}
overrides:
- {files: [deploy], scope: messaging, parameters: {a: 3}, rules: {r: {parameters: {a: 4}}}}
- {files: [deploy/x], scope: all, rules: {r: {parameters: {a: 5}}}}
";
    let folder = folder("later", text, &[]);
    let choice = read(&folder.join(FILE_NAME)).unwrap().choice;
    for (path, scope, of_all, of_rule) in [
        ("b.yml", Scope::All, 1, 2),
        ("deploy/b.yml", Scope::Messaging, 3, 4),
        ("deploy/x/b.yml", Scope::All, 3, 5),
    ] {
        let settings = choice.settings_of(&folder.join(path));
        let value = |rule| settings.iter().rfind(|one| one.is_for(rule, "a")).map(|one| one.value.clone());
        assert_eq!((value("q"), value("r")), (Some(of_all.into()), Some(of_rule.into())), "{path}");
        assert_eq!(choice.scope_of(&folder.join(path)), scope, "{path}");
    }
    assert_eq!(choice.settings().len(), 2);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_a_configuration_extends_comes_before_what_it_sets() {
    let text = "\
extends: [strict, ./a.yaml]
parameters: {minimum: 4}
rules: {x: {severity: info}}
select: [kafka]
overrides: [{files: [deploy], rules: {y: {severity: info}}}]
";
    let folder = folder("extends", text, &[]);
    let a = "\
extends: [deploy/b.yaml]
fail_on: info
parameters: {minimum: 2}
rules: {x: {parameters: {minimum: 3}}, y: {severity: warning}}
overrides: [{files: [deploy], ignore: [x], scope: messaging}]
ignore: [q]
select: [topic]
";
    let b = "ignore: [p]\nrules: {y: {severity: error}}\noverrides: [{files: ['*.yml'], rules: {y: {severity: off}}}]\n";
    fs::write(folder.join("a.yaml"), a).unwrap();
    fs::write(folder.join("deploy/b.yaml"), b).unwrap();
    let config = read(&folder.join(FILE_NAME)).unwrap();
    let choice = &config.choice;
    let level = |path: &str, rule: &str| {
        choice.layers_of(&folder.join(path)).filter_map(|one| one.level(rule)).next_back()
    };
    // Patterns start from the folder of the file that they are in, and any top-level rule comes after what is extended.
    for (path, x, y) in [
        ("c.yml", Level::At(Severity::Info), Level::At(Severity::Warning)),
        ("deploy/c.yml", Level::At(Severity::Info), Level::At(Severity::Info)),
    ] {
        assert_eq!((level(path, "x"), level(path, "y")), (Some(x), Some(y)), "{path}");
    }
    let settings = choice.settings();
    assert_eq!(settings.iter().rfind(|one| one.is_for("x", "minimum")).unwrap().value, 4);
    let names = |names: &[Named]| names.iter().map(|name| name.name.to_string()).collect::<Vec<_>>();
    assert_eq!(
        (names(&choice.select), names(&choice.ignore)),
        (vec!["kafka".to_owned()], vec!["p".into(), "q".into()])
    );
    assert_eq!(
        (choice.scope_of(&folder.join("c.yml")), choice.scope_of(&folder.join("deploy/c.yml"))),
        (Scope::All, Scope::Messaging)
    );
    assert_eq!(
        (config.fail_on.map(|one| one.value), choice.require_reason),
        (Some(Some(Severity::Info)), Some(true))
    );
    assert_eq!(config.extends, [folder.join("a.yaml"), folder.join("deploy/b.yaml")]);
    // An option stands in the place of what the configuration extends.
    let local = Lookup::named(folder.clone()).over(Preset::by_name("local"));
    let config = local.read_in(Path::new(".")).unwrap();
    assert_eq!(
        (config.choice.scope_of(&folder.join("c.yml")), &*config.extends),
        (Scope::Messaging, &[][..])
    );
    assert_eq!(names(&config.choice.select), ["kafka"]);
    let alone = Lookup::without().over(Preset::by_name("local")).read_in(Path::new(".")).unwrap();
    assert_eq!((alone.file, alone.choice.layers.len()), (None, 1));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_cannot_be_extended_is_refused_where_it_is_written() {
    let folder = folder("extended", "extends: [./a.yaml]\n", &[]);
    let mistakes = |a: &str| -> Vec<String> {
        fs::write(folder.join("a.yaml"), a).unwrap();
        let Err(ConfigError::Mistakes(mistakes)) = read(&folder.join(FILE_NAME)) else { panic!("{a}") };
        let told = |one: &Problem| {
            let source = mistakes.sources.get(one.place.unwrap().source).unwrap();
            format!("{}: {}", source.path.file_name().unwrap().display(), one.message)
        };
        mistakes.problems.iter().map(told).collect()
    };
    assert_eq!(
        mistakes("extends: [./hy-msg-lint.yaml]\nfail_on: of"),
        [
            "a.yaml: `./hy-msg-lint.yaml` extends, also through others, the file that extends it",
            "a.yaml: there is no severity `of`; there are `error`, `warning`, `info` and `never`",
        ]
    );
    for key in ["baseline: b", "clusters: []", "env_files: []", "exclude: [a]", "projects: []"] {
        let name = key.split(':').next().unwrap();
        let wanted = format!(
            "a.yaml: a file that others extend must not have `{name}`, which applies to the files of one folder"
        );
        assert_eq!(mistakes(key), [wanted]);
    }
    // A chain, and a file that is named often, come to an end.
    for number in 0..30 {
        fs::write(folder.join(format!("c{number}.yaml")), format!("extends: [./c{}.yaml]", number + 1))
            .unwrap();
    }
    fs::write(folder.join("c30.yaml"), "").unwrap();
    let most = "a configuration extends at most 20 files, also through others";
    assert_eq!(mistakes("extends: [./c0.yaml]"), [format!("c18.yaml: {most}")]);
    let often = format!("extends: [{}]", vec!["./c30.yaml"; 21].join(", "));
    assert_eq!(mistakes(&often), vec![format!("a.yaml: {most}"); 2]);
    fs::create_dir(folder.join("deploy/.git")).unwrap();
    fs::write(folder.join("deploy").join(FILE_NAME), "extends: [../a.yaml]").unwrap();
    let Err(ConfigError::Mistakes(mistakes)) = read(&folder.join("deploy").join(FILE_NAME)) else {
        panic!("it was read")
    };
    assert!(mistakes.problems[0].message.contains("outside the workspace"), "{:?}", mistakes.problems);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn presets_are_configurations_without_mistakes() {
    for preset in PRESETS {
        let folder = folder(&format!("preset-{}", preset.name), preset.text, &[]);
        let config = read(&folder.join(FILE_NAME)).unwrap_or_else(|error| panic!("{}: {error}", preset.name));
        let embedded = extends::of_preset(preset);
        assert_eq!((embedded.choice.layers.len(), config.choice.layers.len()), (1, 1), "{}", preset.name);
        let same = |one: &Config| {
            let layer = &one.choice.layers[0];
            let settings: Vec<_> =
                layer.settings.iter().map(|one| (one.name.clone(), one.value.clone())).collect();
            let levels: Vec<_> =
                layer.severities.iter().map(|(rule, level)| (rule.name.clone(), *level)).collect();
            (settings, levels, one.fail_on.as_ref().map(|one| one.value), one.choice.require_reason)
        };
        assert_eq!(same(&config), same(&embedded), "{}", preset.name);
        assert!(preset.title().ends_with('.') && preset.text.starts_with("# "), "{}", preset.name);
        fs::remove_dir_all(folder).unwrap();
    }
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

#[test]
fn says_which_rules_judge_what() {
    let text = "\
select: [kafka, static-ip]
ignore: [low-replication-factor]
rules: {static-ip: {severity: info}, a: {severity: off}}
overrides:
- files: [deploy, '*.yml']
  ignore: [compose]
  rules: {b: {severity: error}}
suppressions:
- {rule: c, file: 'deploy/*', subject: web, reason: old}
exclude: [vendor/]
env_files: [base.yml]
fail_on: warning
require_reason: true
baseline: deploy/known.json
";
    let folder = folder("selection", text, &["base.yml"]);
    let config = read(&folder.join(FILE_NAME)).unwrap();
    let names = |names: &[Named]| names.iter().map(|name| name.name.to_string()).collect::<Vec<_>>();
    let levels = |of: &[(Named, Level)]| {
        of.iter().map(|(rule, level)| (rule.name.to_string(), *level)).collect::<Vec<_>>()
    };
    let choice = &config.choice;
    assert_eq!(names(&choice.select), ["kafka", "static-ip"]);
    assert_eq!(names(&choice.ignore), ["low-replication-factor"]);
    let set = [("static-ip".to_owned(), Level::At(Severity::Info)), ("a".to_owned(), Level::Off)];
    let [of_all, one] = &*choice.layers else { panic!("{:?}", choice.layers) };
    assert_eq!((levels(&of_all.severities), &of_all.files), (set.to_vec(), &None));
    assert_eq!(names(&one.ignore), ["compose"]);
    assert_eq!(levels(&one.severities), [("b".to_owned(), Level::At(Severity::Error))]);
    for (path, matches) in
        [("deploy/a/b.json", true), ("a.yml", true), ("a/b.yml", false), ("deploy.yml2", false)]
    {
        assert_eq!(one.files.as_ref().unwrap().matches(&folder.join(path)), matches, "{path}");
    }
    let [one] = &*choice.suppressions else { panic!("{:?}", choice.suppressions) };
    assert_eq!(
        (&*one.rule.name, one.subject.as_deref(), one.reason.as_deref()),
        ("c", Some("web"), Some("old"))
    );
    assert!(config.exclude.matches(&folder.join("vendor/x/compose.yml")));
    assert_eq!(config.layout.env_files, [folder.join("base.yml")]);
    assert_eq!(config.fail_on.map(|one| one.value), Some(Some(Severity::Warning)));
    assert_eq!(choice.require_reason, Some(true));
    assert_eq!(config.baseline, Some(folder.join("deploy/known.json")));
    fs::remove_dir_all(folder).unwrap();
}

/// Returns the sections of the schema.
fn sections() -> Vec<String> {
    schema()["properties"].as_object().unwrap().keys().cloned().collect()
}

#[test]
fn the_schema_knows_what_is_read() {
    let schema = schema();
    for (pointer, keys) in [
        ("/properties/clusters/items", &["files", "name"] as &[&str]),
        ("/properties/projects/items", &["env_files", "files", "name"]),
        ("/$defs/settings/additionalProperties", &["parameters", "severity"]),
        ("/properties/overrides/items", &["files", "ignore", "parameters", "rules", "scope"]),
        ("/properties/suppressions/items", &["file", "reason", "rule", "subject"]),
    ] {
        let part = schema.pointer(pointer).unwrap_or_else(|| panic!("{pointer}"));
        let known: Vec<_> = part["properties"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(known, keys, "{pointer}");
        assert_eq!(part["additionalProperties"], false, "{pointer}");
    }
    assert_eq!(schema["additionalProperties"], false);
    let words =
        |part: &serde_json::Value| -> Vec<String> { serde_json::from_value(part["enum"].clone()).unwrap() };
    assert_eq!(words(&schema["$defs"]["severity"]), ["error", "warning", "info", "off"]);
    assert_eq!(words(&schema["properties"]["fail_on"]), ["error", "warning", "info", "never"]);
    assert!(SCHEMA.get().is_some());
    assert!(!schema.to_string().contains("\"x-"), "notes are nobody else's");
}

#[test]
fn a_severity_is_enough_for_a_rule() {
    let folder = folder("short", "rules: {a: off, b: info, c: {severity: error}}\nfail_on: never", &[]);
    let config = read(&folder.join(FILE_NAME)).unwrap();
    let layer = &config.choice.layers[0];
    let levels = ["a", "b", "c", "d"].map(|rule| layer.level(rule));
    let at = |severity| Some(Level::At(severity));
    assert_eq!(levels, [Some(Level::Off), at(Severity::Info), at(Severity::Error), None]);
    assert_eq!(config.fail_on.map(|one| one.value), Some(None));
}

#[test]
fn the_sample_is_read_and_its_examples_too() {
    let folder = folder("sample", SAMPLE, &["base.yml", "prod.yml", "prod.env", ".env", "local.env"]);
    let config = read(&folder.join(FILE_NAME)).unwrap();
    let nothing = Config { file: config.file.clone(), ..Config::default() };
    assert_eq!(config, nothing);
    // With the examples instead of the empty values.
    for name in ["policies", "data"] {
        fs::create_dir(folder.join(name)).unwrap();
    }
    fs::write(folder.join("policies/rule.rego"), "").unwrap();
    let mut text = String::new();
    for line in SAMPLE.lines() {
        let example = line.strip_prefix("#  ").map(|rest| format!("  {rest}"));
        let key = line
            .strip_prefix("# ")
            .filter(|rest| sections().iter().any(|name| rest.starts_with(&format!("{name}: "))));
        let line = example
            .or(key.map(str::to_owned))
            .unwrap_or_else(|| line.trim_end_matches(" []").trim_end_matches(" {}").to_owned());
        text.push_str(&line);
        text.push('\n');
    }
    let text = text.replace("ignore:\n", "ignore: [kafka]\n");
    fs::write(folder.join(FILE_NAME), &text).unwrap();
    let config = read(&folder.join(FILE_NAME)).unwrap_or_else(|error| panic!("{error}: {text}"));
    for name in &sections() {
        assert!(text.contains(&format!("\n{name}:")), "the sample is silent about `{name}`");
    }
    assert_eq!(config.choice.suppressions.len(), 1);
    assert_eq!((config.layout.projects.len(), config.layout.clusters.len()), (1, 1));
    // Each section sets something.
    for name in &sections() {
        let is_other = |line: &&str| !line.starts_with(&format!("{name}:"));
        let mut lines = text.lines().skip_while(is_other);
        let mut section = lines.next().unwrap_or_default().to_owned() + "\n";
        lines.take_while(|line| line.starts_with(' ')).for_each(|line| section.extend([line, "\n"]));
        fs::write(folder.join(FILE_NAME), &section).unwrap();
        let config = read(&folder.join(FILE_NAME)).unwrap_or_else(|error| panic!("{error}: {section}"));
        let nothing = Config { file: config.file.clone(), ..Config::default() };
        assert_ne!(config, nothing, "nothing is read of {section}");
    }
    fs::remove_dir_all(folder).unwrap();
}
