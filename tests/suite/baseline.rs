//! The baseline: known findings are suppressed, and new ones are reported.

use crate::expected::{copied, root, scratch};
use crate::projects::run;
use std::fs;
use std::path::{Path, PathBuf};

/// Copies the fixture `name` and adds a configuration that names a baseline.
fn copy(name: &str, to: &str) -> PathBuf {
    let folder = copied(&root().join("fixtures/projects").join(name), to);
    fs::write(folder.join("hy-msg-lint.yaml"), "baseline: known.json\n").expect("files can be written");
    folder
}

/// Returns the exit code and the output of a run.
fn lint(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = run(folder, &[&["--format", "concise"], arguments].concat());
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap_or(-1), String::from_utf8(text).expect("the output is UTF-8"))
}

/// Edits the file `name`.
fn edit(folder: &Path, name: &str, change: impl Fn(&str) -> String) {
    let path = folder.join(name);
    let text = fs::read_to_string(&path).expect("files are text");
    let changed = change(&text);
    assert_ne!(text, changed, "the edit changes nothing");
    fs::write(path, changed).expect("files can be written");
}

#[test]
fn only_what_is_new_is_heard_of() {
    let folder = copy("quickstart", "baseline-new");
    let (code, before) = lint(&folder, &["--isolated"]);
    assert_eq!(code, 1, "{before}");
    let (code, said) = lint(&folder, &["--write-baseline"]);
    assert_eq!(code, 0, "{said}");
    let written = fs::read_to_string(folder.join("known.json")).expect("the baseline is there");
    let count = before
        .lines()
        .filter(|line| [": error[", ": warning[", ": info["].iter().any(|one| line.contains(one)))
        .count();
    assert_eq!(written.matches("\"identity\"").count(), count, "{written}");
    let clean = |what: &str| {
        let (code, said) = lint(&folder, &["--fail-on", "info"]);
        assert_eq!(code, 0, "{what}: {said}");
        assert!(
            said.contains(&format!("no findings; {}", "")) && said.contains(&format!("{count} suppressed")),
            "{what}: {said}"
        );
    };
    clean("as it was");
    let address = "    extra_hosts: ['registry:10.9.8.7']\n    image: quay.io/debezium/connect:3.3\n";
    edit(&folder, "docker-compose.yml", |text| {
        text.replacen("    image: quay.io/debezium/connect:3.3\n", address, 1)
    });
    let (code, said) = lint(&folder, &[]);
    let found: Vec<_> = said.lines().filter(|line| line.contains("error[")).collect();
    assert!(code == 1 && found.len() == 1 && found[0].contains("error[static-ip]"), "{said}");
    edit(&folder, "docker-compose.yml", |text| {
        text.replacen(address, "    image: quay.io/debezium/connect:3.3\n", 1)
    });
    clean("taken away");
    edit(&folder, "docker-compose.yml", |text| format!("{}{text}", "# moved\n".repeat(20)));
    clean("twenty lines above");
    // The same findings give the same bytes, regardless of where they are written.
    edit(&folder, "docker-compose.yml", |text| text.replace("# moved\n", ""));
    let (code, said) = lint(&folder.join("connectors"), &["--write-baseline", ".."]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(fs::read_to_string(folder.join("known.json")).expect("it is there"), written);
}

#[test]
fn what_is_mended_is_noted_and_dropped() {
    let folder = copy("quickstart", "baseline-mended");
    lint(&folder, &["--write-baseline"]);
    let count = || {
        fs::read_to_string(folder.join("known.json")).expect("it is there").matches("\"identity\"").count()
    };
    let before = count();
    edit(&folder, "connectors/orders.json", |text| text.replace("10.20.0.5", "postgres"));
    let human = || String::from_utf8(run(&folder, &["."]).stdout).expect("the output is UTF-8");
    let note = format!("1 of {before} entries in known.json no longer matches: --prune takes it away");
    assert!(human().contains(&note), "{}", human());
    // A run that does not check the file cannot tell whether the finding is fixed.
    for arguments in [&["topics.yml"][..], &["--select", "kafka", "."]] {
        let output = run(&folder, arguments);
        assert!(!String::from_utf8_lossy(&output.stdout).contains("no longer matches"), "{arguments:?}");
        lint(&folder, &[&["--write-baseline"], arguments].concat());
        assert_eq!(count(), before, "{arguments:?}");
    }
    // Files read only as dependencies are not judged.
    fs::create_dir(folder.join(".git")).expect("folders can be made");
    let output = run(&folder, &["--with-dependents", "common.yml"]);
    assert!(!String::from_utf8_lossy(&output.stdout).contains("no longer match"), "{output:?}");
    lint(&folder, &["--write-baseline", "--with-dependents", "common.yml"]);
    assert_eq!(count(), before);
    let output = run(&folder, &["--with-dependents", "connectors/orders.json"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains(&note), "{output:?}");
    lint(&folder, &["--write-baseline"]);
    assert_eq!(count(), before - 1);
    assert!(!human().contains("no longer match"), "{}", human());
    fs::remove_file(folder.join("topics.yml")).expect("files can be taken away");
    assert!(human().contains("no longer match"), "{}", human());
}

#[test]
fn what_is_no_baseline_is_refused_and_not_written_over() {
    let folder = copy("quickstart", "baseline-refused");
    for (text, message) in [
        ("{}", "`known.json` is not a baseline: missing field `version` at line 1 column 2"),
        ("{\"version\": 1, \"findings\": [{}]}", "`known.json` is not a baseline: missing field `file`"),
        (
            "{\"version\": 7, \"entries\": 1}",
            "`known.json` is a baseline of version 7, and this program reads version 1",
        ),
        ("text", "`known.json` is not a baseline: "),
    ] {
        fs::write(folder.join("known.json"), text).expect("files can be written");
        for arguments in [&[][..], &["--write-baseline"]] {
            let (code, said) = lint(&folder, arguments);
            assert!(code == 2 && said.contains(message), "{text}: {code} {said}");
        }
        assert_eq!(fs::read_to_string(folder.join("known.json")).expect("it is there"), text);
    }
    fs::remove_file(folder.join("known.json")).expect("files can be taken away");
    let (code, said) = lint(&folder, &[]);
    assert!(
        code == 2 && said.contains("there is no baseline `known.json`: --write-baseline writes one"),
        "{said}"
    );
    // An old repository has broken files. The findings they hide are not in the new baseline, and its existing entries
    // stay.
    let (code, said) = lint(&folder, &["--write-baseline"]);
    assert_eq!(code, 0, "{said}");
    let written = fs::read_to_string(folder.join("known.json")).expect("it is there");
    edit(&folder, "docker-compose.yml", |text| format!("services: [\n{text}"));
    let (code, said) = lint(&folder, &["--write-baseline"]);
    assert!(
        code == 2 && said.contains("written to known.json, without files that could not be read"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(folder.join("known.json")).expect("it is there"), written);
    fs::remove_file(folder.join("known.json")).expect("files can be taken away");
    lint(&folder, &["--write-baseline"]);
    let (code, said) = lint(&folder, &[]);
    assert!(code == 2 && !said.contains("error["), "{said}");
}

/// Creates a folder with `files`, and a baseline of their findings.
fn known(name: &str, files: &[(&str, &str)], arguments: &[&str]) -> PathBuf {
    let folder = scratch(&format!("baseline-{name}"));
    for (name, text) in files {
        fs::write(folder.join(name), text).expect("files can be written");
    }
    fs::write(folder.join("hy-msg-lint.yaml"), "baseline: known.json\n").expect("files can be written");
    let (code, said) = lint(&folder, &[&["--write-baseline"], arguments].concat());
    assert_eq!(code, 0, "{said}");
    folder
}

/// Returns the new findings, as `rule line`, after `change` of the file `name`.
fn anew(folder: &Path, name: &str, change: impl Fn(&str) -> String) -> Vec<String> {
    edit(folder, name, change);
    let (_, said) = lint(folder, &["--fail-on", "info"]);
    let line = |line: &str| {
        let (place, rest) = line.split_once('[')?;
        Some(format!("{} {}", rest.split_once(']')?.0, place.split(':').nth(1)?))
    };
    said.lines().filter_map(line).collect()
}

#[test]
fn another_mistake_of_the_same_rule_is_new() {
    let compose = "services:\n  a:\n    image: kafka-ui:1.29.1\n    mem_limit: 1g\n    cpus: 1\n    foo: 1\n";
    let folder = known("defects", &[("compose.yml", compose)], &[]);
    assert_eq!(anew(&folder, "compose.yml", |text| text.replace("foo", "bar")), ["invalid-compose 6"]);
    let topics =
        "topics:\n  - {name: a, partitions: 1, replication_factor: 5, config: {min.insync.replicas: 2}}\n";
    let folder = known("graver", &[("topics.yml", topics)], &[]);
    assert_eq!(anew(&folder, "topics.yml", |text| text.replace("factor: 5", "factor: 6")), [""; 0]);
    let rules = anew(&folder, "topics.yml", |text| text.replace("factor: 6", "factor: 1"));
    assert!(rules.contains(&"low-replication-factor 2".to_owned()), "{rules:?}");
    let hosts = "services:\n  a:\n    image: kafka-ui:1.29.1\n    mem_limit: 1g\n    cpus: 1\n    extra_hosts:\n      - one:10.1.1.1\n      - two:10.1.1.2\n";
    let folder = known("items", &[("compose.yml", hosts)], &[]);
    let added = |text: &str| text.replace("      - one", "      - nil:10.1.1.9\n      - one");
    assert_eq!(anew(&folder, "compose.yml", added), ["static-ip 7"]);
    let (_, said) = lint(&folder, &[]);
    assert!(!said.contains("no longer match"), "{said}");
}

#[test]
fn what_was_not_decided_or_not_looked_at_is_not_fixed() {
    let topics = "topics:\n  - {name: a, partitions: 1, replication_factor: 3}\n";
    let files = [("topics.yml", topics)];
    let folder = known("strict", &files, &["--strict"]);
    let written = fs::read_to_string(folder.join("known.json")).expect("it is there");
    assert!(written.contains("low-min-insync-replicas"), "{written}");
    let (_, said) = lint(&folder, &[]);
    assert!(!said.contains("no longer match"), "{said}");
    lint(&folder, &["--write-baseline"]);
    assert_eq!(fs::read_to_string(folder.join("known.json")).expect("it is there"), written);
    fs::write(folder.join("hy-msg-lint.yaml"), "baseline: known.json\nexclude: [topics.yml]\n")
        .expect("files can be written");
    let (_, said) = lint(&folder, &[]);
    assert!(!said.contains("no longer match"), "{said}");
}

#[test]
fn a_part_of_what_was_recorded_finds_nothing_anew_and_calls_nothing_fixed() {
    let folder = scratch("baseline-part");
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders can be made");
        fs::write(path, text).expect("files can be written");
    };
    let create = "kafka-topics --bootstrap-server kafka:9092 --create --topic orders --replication-factor 3";
    file("hy-msg-lint.yaml", "# ours\nfail_on: info # all\n");
    file("compose.yml", "include: [sub/compose.yml]\nservices: {web: {image: 'nginx:1'}}\n");
    let sub = format!(
        "services:\n  init:\n    image: confluentinc/cp-kafka:8.1.1\n    entrypoint: [sh, -c]\n    command:\n      - |\n        {create} --partitions 3\n        {create} --partitions 6\n"
    );
    file("sub/compose.yml", &sub);
    let (_, said) = lint(&folder, &["--write-baseline"]);
    assert!(
        said.contains(
            "no configuration names it: set `baseline: hy-msg-lint-baseline.json` in hy-msg-lint.yaml"
        ),
        "{said}"
    );
    let (_, said) = lint(&folder, &["--write-baseline", "--config", "hy-msg-lint.yaml"]);
    assert!(said.contains("`baseline` is set in hy-msg-lint.yaml"), "{said}");
    let config = fs::read_to_string(folder.join("hy-msg-lint.yaml")).expect("it is there");
    assert_eq!(config, "# ours\nfail_on: info # all\nbaseline: hy-msg-lint-baseline.json\n");
    let recorded = fs::read_to_string(folder.join("hy-msg-lint-baseline.json")).expect("it is there");
    // The cluster is called by the project, which is another one where nothing includes the file.
    assert!(recorded.contains("duplicate-topic"), "{recorded}");
    for arguments in [&[][..], &["sub"], &["sub/compose.yml"]] {
        let (code, said) = lint(&folder, arguments);
        assert!(code == 0 && !said.contains("no longer match"), "{arguments:?}: {said}");
    }
    assert_eq!(lint(&folder.join("sub"), &[]).0, 0);
    file("sub/compose.yml", &sub.replace("--partitions 6", "--partitions 3"));
    for (arguments, is_told) in [(&["sub"][..], false), (&["sub/compose.yml"], false), (&[], true)] {
        let (code, said) = lint(&folder, arguments);
        assert!(code == 0 && said.contains("no longer matches") == is_told, "{arguments:?}: {said}");
    }
    let before = recorded.matches("\"identity\"").count();
    let count = || {
        let text = fs::read_to_string(folder.join("hy-msg-lint-baseline.json")).expect("it is there");
        text.matches("\"identity\"").count()
    };
    lint(&folder, &["--write-baseline", "sub"]);
    assert_eq!(count(), before);
    lint(&folder, &["--write-baseline"]);
    assert!(count() < before);
}

/// Creates a folder with `files`, and a baseline of what is found in the whole folder.
fn known_below(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = scratch(&format!("baseline-{name}"));
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders can be made");
        fs::write(path, text).expect("files can be written");
    }
    fs::write(folder.join("hy-msg-lint.yaml"), "fail_on: info\nbaseline: known.json\n")
        .expect("files can be written");
    let (code, said) = lint(&folder, &["--write-baseline"]);
    assert_eq!(code, 0, "{said}");
    folder
}

#[test]
fn what_another_file_uses_is_known_where_that_file_is_not_seen() {
    let extends =
        "services: {z: {extends: {file: b/common.yml, service: base}, healthcheck: {test: [CMD, x]}}}\n";
    let common = "services:\n  base:\n    image: kafka-ui\n    mem_limit: 1g\n    cpus: 1\n";
    let folder = known_below("used", &[("docker-compose.yml", extends), ("b/common.yml", common)]);
    let recorded = || fs::read_to_string(folder.join("known.json")).expect("it is there");
    assert!(recorded().contains("\"name\":\"z\""), "{}", recorded());
    let parts: [&[&str]; 2] = [&["b"], &["b/common.yml"]];
    for arguments in parts {
        let (code, said) = lint(&folder, arguments);
        assert!(code == 0 && said.contains("1 suppressed"), "{arguments:?}: {said}");
    }
    assert_eq!(lint(&folder.join("b"), &[]).0, 0);
    // Its entry stays as it is.
    let before = recorded();
    lint(&folder, &["--write-baseline", "b"]);
    assert_eq!(recorded(), before);
    // Lines may move, and what is written elsewhere is new.
    let other = "  other:\n    image: kafka-ui\n    mem_limit: 1g\n    cpus: 1\n";
    edit(&folder, "b/common.yml", |text| {
        format!("# moved\n{}", text.replace("services:\n", &format!("services:\n{other}")))
    });
    for arguments in parts {
        let (code, said) = lint(&folder, arguments);
        assert!(
            code == 1 && said.contains("common.yml:4:12: warning[unpinned-image]"),
            "{arguments:?}: {said}"
        );
        assert!(said.contains("1 warning in 1 file; 1 suppressed"), "{arguments:?}: {said}");
    }
    // A run on the whole folder sees what uses the file, and that nothing does any more.
    fs::remove_file(folder.join("docker-compose.yml")).expect("it can be removed");
    let (_, said) = lint(&folder, &[]);
    assert!(said.contains("2 warnings") && said.contains("no longer matches"), "{said}");
}
