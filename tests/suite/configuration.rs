//! The configuration: its schema, the file that `init` writes, and its effect on a run.

use crate::expected::{files_under, root, scratch};
use crate::projects::run;
use hy_msg_lint::config::{self, Lookup, PRESETS, Preset, Selection, Setting};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Returns the exit code and the output of a run.
pub(crate) fn lint(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = run(folder, arguments);
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap_or(-1), String::from_utf8(text).expect("the output is UTF-8"))
}

#[test]
fn every_configuration_that_is_read_is_valid() {
    let validator = jsonschema::validator_for(&config::schema()).expect("the schema is one");
    let fixtures = ["fixtures", "policies"].iter().flat_map(|folder| files_under(&root().join(folder)));
    let mut read = 0;
    for path in fixtures.filter(|path| path.ends_with(config::FILE_NAME)) {
        let text = fs::read_to_string(&path).expect("configurations are text");
        let value: Value = serde_yaml::from_str(&text).expect("configurations are YAML");
        if config::read(&path).is_ok() {
            let errors: Vec<_> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{}: {errors:?}", path.display());
            read += 1;
        }
    }
    assert!(read >= 10, "only {read} configurations");
    for text in [
        "colour: red",
        "fail_on: off",
        "rules: {a: {severity: high}}",
        "suppressions: [{rule: a}]",
        "select: kafka",
    ] {
        let value: Value = serde_yaml::from_str(text).expect("it is YAML");
        assert!(!validator.is_valid(&value), "{text}");
    }
    let value: Value = serde_yaml::from_str(config::SAMPLE).expect("it is YAML");
    assert!(validator.is_valid(&value));
}

/// Returns what a preset sets of the built-in rules, which take all of it.
fn preset(name: &str) -> Selection {
    let lookup = Lookup::without().over(Preset::by_name(name));
    let choice = lookup.read_in(Path::new(".")).expect("presets have no mistakes").choice;
    let set = hy_msg_lint_policies::built_in().expect("the built-in rules are valid");
    let named = choice.layers.iter().flat_map(|layer| &layer.mentioned);
    let absent: Vec<_> = named.filter(|rule| set.rule(&rule.name).is_none()).map(|rule| &rule.name).collect();
    assert!(absent.is_empty(), "{name}: {absent:?}");
    let settings = choice.settings();
    let written: Vec<_> = settings.iter().cloned().map(|one| Setting { is_built_in: false, ..one }).collect();
    assert_eq!(set.mistakes_in(&written), [], "{name}");
    choice
}

#[test]
fn the_recommended_preset_is_what_holds_by_default() {
    let choice = preset("recommended");
    assert!(choice.layers.iter().all(|layer| layer.severities.is_empty() && layer.scope.is_none()));
    let settings = choice.settings();
    let set = hy_msg_lint_policies::built_in().expect("the built-in rules are valid");
    for rule in set.rules() {
        for (name, parameter) in &rule.parameters {
            let said = settings.iter().rfind(|one| one.is_for(&rule.id, name)).map(|one| &one.value);
            assert_eq!(said, Some(&parameter.default), "{}: {name}", rule.id);
        }
    }
    // The values that the platform is built for.
    let value = |rule: &str, name: &str| {
        settings.iter().rfind(|one| one.is_for(rule, name)).map(|one| one.value.clone())
    };
    for (rule, name, wanted) in [
        ("low-replication-factor", "factor", 3.into()),
        ("low-min-insync-replicas", "minimum", 2.into()),
        ("too-few-brokers", "minimum", 3.into()),
        ("exposed-plaintext-listener", "allowed_networks", serde_json::json!(["infra_net"])),
    ] {
        assert_eq!(value(rule, name), Some(wanted), "{rule}");
    }
}

#[test]
fn presets_set_what_rules_take() {
    for one in PRESETS {
        let choice = preset(one.name);
        // What never starts, or fails, is an error on every machine.
        for rule in [
            "replication-factor-above-brokers",
            "invalid-broker-config",
            "invalid-compose",
            "unresolved-bootstrap",
        ] {
            assert!(choice.layers.iter().all(|layer| layer.level(rule).is_none()), "{}: {rule}", one.name);
        }
    }
}

#[test]
fn a_rule_in_the_place_of_a_built_in_one_need_not_take_what_presets_set() {
    let folder = scratch("configuration-preset-replaced");
    let rule = folder.join("policies/kafka/too_few_brokers");
    fs::create_dir_all(&rule).expect("folders can be made");
    let text = "# METADATA\n# title: a\n# description: b\n# custom:\n#   input: [topic]\n#   severity: info\npackage hy_msg_lint.kafka.too_few_brokers\n\ndeny contains {\"msg\": \"m\", \"at\": []} if input.name == \"a\"\n";
    fs::write(rule.join("too_few_brokers.rego"), text).expect("files can be written");
    fs::write(folder.join("topics.yml"), "topics: [{name: a, partitions: 1}]\n")
        .expect("files can be written");
    fs::write(folder.join("hy-msg-lint.yaml"), "policies: [policies]\n").expect("files can be written");
    let (code, said) =
        lint(&folder, &["--format", "concise", "--preset", "recommended", "--select", "too-few-brokers"]);
    assert!(code == 0 && said.contains("info[too-few-brokers] m"), "{code} {said}");
}

#[test]
fn init_writes_a_configuration_and_no_second() {
    let folder = scratch("configuration-init");
    fs::write(folder.join("topics.yml"), "topics: []\n").expect("files can be written");
    assert_eq!(lint(&folder, &["init"]), (0, "hy-msg-lint.yaml\n".to_owned()));
    let written = fs::read_to_string(folder.join("hy-msg-lint.yaml")).expect("it is there");
    let (code, said) = lint(&folder, &[]);
    assert_eq!(code, 0, "{said}");
    fs::write(folder.join("hy-msg-lint.yaml"), "fail_on: info\n").expect("files can be written");
    let (code, said) = lint(&folder, &["init"]);
    assert_eq!((code, &*said), (2, "error: the configuration `hy-msg-lint.yaml` exists already\n"));
    assert_eq!(fs::read_to_string(folder.join("hy-msg-lint.yaml")).expect("it is there"), "fail_on: info\n");
    assert!(written.contains("suppressions:"));
    let (code, said) = lint(&folder, &["init", "absent"]);
    assert!(code == 2 && said.contains("`absent/hy-msg-lint.yaml` cannot be written"), "{said}");
}

/// Creates services with an address each, in three folders.
fn folders(name: &str, config: &str) -> std::path::PathBuf {
    let folder = scratch(&format!("configuration-{name}"));
    for inner in ["a", "b", "c"] {
        fs::create_dir(folder.join(inner)).expect("folders can be made");
        let text = "services:\n  one:\n    image: kafka-ui\n    networks: {n: {ipv4_address: 10.1.1.1}}\nnetworks: {n: {}}\n";
        fs::write(folder.join(inner).join("compose.yml"), text).expect("files can be written");
    }
    fs::write(folder.join("hy-msg-lint.yaml"), config).expect("files can be written");
    folder
}

/// Returns `folder severity` of each finding of `static-ip`, and the exit code.
fn addresses(folder: &Path, arguments: &[&str]) -> (i32, Vec<String>) {
    let (code, said) = lint(folder, &[&["--format", "concise"], arguments].concat());
    let found = said.lines().filter_map(|line| {
        let (before, _) = line.split_once("[static-ip]")?;
        let (file, severity) = (before.split('/').next()?, before.rsplit(' ').next()?);
        Some(format!("{file} {severity}"))
    });
    (code, found.collect())
}

#[test]
fn rules_are_chosen_and_weighed_by_file() {
    let all = ["a error", "b error", "c error"];
    for (number, (config, arguments, code, wanted)) in [
        ("select: [static-ip]", &[][..], 1, &all[..]),
        ("select: [kafka]", &[], 0, &[]),
        ("select: [kafka]", &["--select", "compose"], 1, &all),
        ("ignore: [compose]", &[], 0, &[]),
        ("ignore: [compose]", &["--select", "static-ip"], 0, &[]),
        ("select: [static-ip]", &["--ignore", "static-ip"], 0, &[]),
        ("{select: [static-ip], rules: {static-ip: {severity: warning}}}", &[], 0, &["a warning", "b warning", "c warning"]),
        ("{select: [static-ip], fail_on: warning, rules: {static-ip: {severity: warning}}}", &[], 1, &["a warning", "b warning", "c warning"]),
        ("{select: [static-ip], fail_on: warning, rules: {static-ip: {severity: warning}}}", &["--fail-on", "error"], 0, &["a warning", "b warning", "c warning"]),
        ("{select: [static-ip], rules: {static-ip: {severity: off}}}", &[], 0, &[]),
        ("{select: [static-ip], exclude: [a, '**/c/*.yml']}", &[], 1, &["b error"]),
        ("{select: [static-ip], exclude: [a]}", &["a/compose.yml", "b"], 1, &["a error", "b error"]),
        ("{select: [static-ip], exclude: [a]}", &["--force-exclude", "a/compose.yml", "b"], 1, &["b error"]),
        ("{select: [static-ip], overrides: [{files: [a], ignore: [static-ip]}, {files: ['[ab]/*'], rules: {static-ip: {severity: info}}}, {files: [b], rules: {static-ip: {severity: warning}}}]}", &[], 1, &["a info", "b warning", "c error"]),
        ("{select: [static-ip], overrides: [{files: ['[ab]/*'], rules: {static-ip: {severity: info}}}, {files: [a], ignore: [compose]}]}", &[], 1, &["b info", "c error"]),
        ("{select: [static-ip], rules: {static-ip: {severity: off}}, overrides: [{files: [c], rules: {static-ip: {severity: info}}}]}", &[], 0, &["c info"]),
        ("{select: [static-ip], overrides: [{files: [c], rules: {static-ip: {severity: off}}}]}", &[], 1, &["a error", "b error"]),
    ]
    .into_iter()
    .enumerate()
    {
        let folder = folders(&number.to_string(), config);
        let wanted: Vec<_> = wanted.iter().map(ToString::to_string).collect();
        assert_eq!(addresses(&folder, arguments), (code, wanted), "{config} {arguments:?}");
    }
}

#[test]
fn names_that_do_not_exist_are_shown_where_they_stand() {
    for (number, (config, place, message)) in [
        ("select: [kafak]\n", "1:10", "there is no rule or area `kafak`; did you mean `kafka`?"),
        ("ignore: [static_ip]\n", "1:10", "there is no rule or area `static_ip`; did you mean `static-ip`?"),
        (
            "rules:\n  static-pi: {severity: off}\n",
            "2:3",
            "there is no rule `static-pi`; did you mean `static-ip`?",
        ),
        (
            "rules: {compose: {severity: off}}\n",
            "1:9",
            "`compose` is an area: set severities of single rules, which `hy-msg-lint rules` lists",
        ),
        (
            "parameters: {allowed_network: [a]}\n",
            "1:14",
            "no rule has a parameter `allowed_network`; did you mean `allowed_networks`?",
        ),
        (
            "parameters: {zebra: 1}\n",
            "1:14",
            "no rule has a parameter `zebra`; `hy-msg-lint rules --format json` lists them",
        ),
        (
            "overrides: [{files: [a], parameters: {minimun: 1}}]\n",
            "1:39",
            "no rule has a parameter `minimun`; did you mean `minimum`?",
        ),
        (
            "overrides: [{files: [a], parameters: {allow_loopback: [a]}}]\n",
            "1:55",
            "`allow_loopback` of `exposed-plaintext-listener` is of type boolean, as in false: allow a port that is published on a loopback address of the host",
        ),
        (
            "overrides: [{files: [a], rules: {low-replication-factor: {parameters: {factor: two}}}}]\n",
            "1:80",
            "`factor` of `low-replication-factor` is of type integer, as in 3: the replication factor that every topic should have; a larger one is reported as info, but where it is 1",
        ),
        (
            "overrides: [{files: [a], rules: {low-replication-facto: {parameters: {factor: 2}}}}]\n",
            "1:34",
            "there is no rule `low-replication-facto`; did you mean `low-replication-factor`?",
        ),
        (
            "overrides: [{files: [a], ignore: [nothing]}]\n",
            "1:35",
            "there is no rule or area `nothing`; `hy-msg-lint rules` lists them",
        ),
        (
            "suppressions: [{rule: unused-supression, file: a}]\n",
            "1:23",
            "there is no rule or area `unused-supression`; did you mean `unused-suppression`?",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let folder = folders(&format!("unknown-{number}"), config);
        let (code, said) = lint(&folder, &["--format", "concise"]);
        let wanted = format!("hy-msg-lint.yaml:{place}: error: {message}\n");
        assert!(code == 2 && said.contains(&wanted), "{config}: {code} {said}");
        let told = said.matches("hy-msg-lint.yaml:").count();
        assert_eq!(told, 1, "{config}: {said}");
    }
    let folder = folders("unknown-option", "");
    let (code, said) = lint(&folder, &["--ignore", "kafka,static-pi"]);
    assert_eq!((code, &*said), (2, "error: there is no rule `static-pi`; did you mean `static-ip`?\n"));
}

#[test]
fn files_of_variables_hold_for_projects_without_their_own() {
    let folder = scratch("configuration-variables");
    let text = "services:\n  one:\n    image: kafka-ui\n    extra_hosts: ['db:${ADDRESS}']\n";
    fs::write(folder.join("compose.yml"), text).expect("files can be written");
    fs::write(folder.join(".env"), "ADDRESS=127.0.0.1\n").expect("files can be written");
    fs::write(folder.join("prod.env"), "ADDRESS=10.1.1.1\n").expect("files can be written");
    for (config, found) in [
        ("", 0),
        ("env_files: [prod.env]", 1),
        ("{env_files: [prod.env], projects: [{files: [compose.yml]}]}", 1),
        ("{env_files: [prod.env], projects: [{files: [compose.yml], env_files: [.env]}]}", 0),
    ] {
        fs::write(folder.join("hy-msg-lint.yaml"), config).expect("files can be written");
        let (_, said) = lint(&folder, &["--format", "concise", "--select", "static-ip"]);
        assert_eq!(said.matches("[static-ip]").count(), found, "{config}: {said}");
    }
}

#[test]
fn what_no_rule_can_use_is_told_before_anything_is_judged() {
    let wrong = [
        ("{static-pi: {}}", "there is no rule `static-pi`; did you mean `static-ip`?"),
        (
            "{topic-name-convention: {parameters: {pattern: '['}}}",
            "`pattern` of `topic-name-convention` must be a regular expression, and `[` is not valid",
        ),
    ];
    for (number, (rules, wanted)) in wrong.into_iter().enumerate() {
        let folder = folders(&format!("wrong-{number}"), &format!("rules: {rules}\n"));
        let (code, said) = lint(&folder, &["--format", "concise", "-q"]);
        assert!(code == 2 && said.contains(wanted), "{rules}: {said}");
    }
    let folder = folders("two-clusters", "clusters: [{name: x, files: ['*/*']}, {name: y, files: [a/*]}]\n");
    let (_, said) = lint(&folder, &["--format", "concise"]);
    assert!(
        said.contains("a/compose.yml is in more than one of `clusters`, so it belongs to none: `x`, `y`"),
        "{said}"
    );
    fs::rename(folder.join("hy-msg-lint.yaml"), folder.join("hy-msg-lint.yml")).expect("it is there");
    fs::write(folder.join("hy-msg-lint.yml"), "ignore: [compose]\n").expect("files can be written");
    let (code, said) = lint(&folder, &["--format", "concise"]);
    assert_eq!(code, 0, "{said}");
}

/// Writes `files` to a new folder.
pub(crate) fn written(name: &str, files: &[(&str, &str)]) -> std::path::PathBuf {
    let folder = scratch(name);
    for (file, text) in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders can be made");
        fs::write(path, text).expect("files can be written");
    }
    folder
}

/// A topic that is copied too rarely.
pub(crate) const LOW: &str = "topics: [{name: orders, partitions: 6, replication_factor: 1}]\n";

#[test]
fn the_nearest_configuration_applies() {
    let folder = written(
        "configuration-nearest",
        &[
            (".git/HEAD", ""),
            ("hy-msg-lint.yaml", "rules: {low-replication-factor: {severity: warning}}\nexclude: [old]\n"),
            ("topics.yml", LOW),
            ("old/hy-msg-lint.yaml", "select: [kafka]\n"),
            ("old/topics.yml", LOW),
            ("team/hy-msg-lint.yaml", "rules: {low-replication-factor: {severity: info}}\nfail_on: info\n"),
            ("team/topics.yml", LOW),
            ("team/sub/topics.yml", LOW),
        ],
    );
    let line = |file: &str, severity: &str| {
        format!(
            "{file}: {severity}[low-replication-factor] topic `orders` has replication factor 1, below 3\n"
        )
    };
    let arguments = ["--format", "concise", "--quiet"];
    let run = |paths: &[&str]| lint(&folder, &[&arguments, paths].concat());
    let team = line("team/sub/topics.yml:1:60", "info") + &line("team/topics.yml:1:60", "info");
    assert_eq!(run(&[]), (1, team.clone() + &line("topics.yml:1:60", "warning")));
    assert_eq!(run(&["team"]), (1, team.clone()));
    assert_eq!(run(&["topics.yml"]), (0, line("topics.yml:1:60", "warning")));
    assert_eq!(run(&["team/topics.yml"]), (1, line("team/topics.yml:1:60", "info")));
    assert_eq!(run(&["--config", "hy-msg-lint.yaml", "team/topics.yml"]).0, 0);
    assert_eq!(run(&["--isolated", "team/topics.yml"]), (1, line("team/topics.yml:1:60", "error")));
    // A mistake in one of them leaves the others.
    fs::write(folder.join("team/hy-msg-lint.yaml"), "colour: red\n").expect("files can be written");
    let (code, said) = run(&[]);
    assert!(code == 2 && said.contains("no `colour`") && said.contains("topics.yml:1:60: warning"), "{said}");
}

#[test]
fn what_matches_nothing_is_found_by_a_run_on_the_whole_folder() {
    let folder = written(
        "configuration-unmatched",
        &[
            (
                "hy-msg-lint.yaml",
                "select: [suppressions]\nclusters: [{name: shop, files: ['a/*.yml', 'c/*.yml']}]\n\
                 exclude: [gone, a/old.yml]\noverrides: [{files: [b], ignore: [kafka]}, {files: [d], ignore: [kafka]}]\n",
            ),
            ("a/topics.yml", LOW),
            ("a/old.yml", LOW),
            ("b/topics.yml", LOW),
        ],
    );
    let (code, said) = lint(&folder, &["--format", "concise", "--quiet"]);
    let found: Vec<_> = said.lines().map(|line| line.split('`').nth(1).unwrap_or_default()).collect();
    assert_eq!((code, found), (0, vec!["c/*.yml", "gone", "d"]), "{said}");
    for part in ["a", "a/topics.yml"] {
        assert_eq!(lint(&folder, &["--format", "concise", "--quiet", part]), (0, String::new()), "{part}");
    }
    fs::create_dir(folder.join("empty")).expect("folders can be made");
    fs::write(folder.join("hy-msg-lint.yaml"), "policies: [empty]\n").expect("files can be written");
    let (code, said) = lint(&folder, &[]);
    assert!(code == 2 && said.contains("there are no policies in `empty`"), "{said}");
}
