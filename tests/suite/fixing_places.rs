//! Fixes of values that serve in several places: each gets what it wants, and what others have stays as it is, or is told.

use crate::expected::scratch;
use crate::projects::run;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// Writes `files`, each a name and its text, into a new folder.
fn project(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = scratch(&format!("places_{name}"));
    for (name, text) in files {
        fs::write(folder.join(name), text).expect("the file can be written");
    }
    folder
}

/// Returns the text of `file` after the fixes of `rules`, and what is said of them.
fn fixed(folder: &Path, file: &str, rules: &str, options: &[&str]) -> (String, String) {
    let output = run(folder, &[&["--fix", "--select", rules], options, &["."]].concat());
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    (fs::read_to_string(folder.join(file)).expect("the file can be read"), said)
}

/// Asserts that the safe fixes of `rules` make `wanted` of a Compose file, and leave the variables of `.env` as they are.
fn is_fixed(name: &str, variables: &str, text: &str, rules: &str, wanted: &str) {
    let folder = project(name, &[(".env", variables), ("compose.yml", text)]);
    let (after, said) = fixed(&folder, "compose.yml", rules, &[]);
    assert_eq!(after, wanted, "{name}: {said}");
    assert_eq!(fs::read_to_string(folder.join(".env")).expect("text"), variables, "{name}: {said}");
    assert!(!said.contains("defect of the rule"), "{name}: {said}");
}

/// Asserts that there is no safe fix, and that the unsafe one is shown with what else it changes.
fn is_told(name: &str, files: &[(&str, &str)], rules: &str, also: &str) {
    let folder = project(name, files);
    let read = || files.iter().map(|(name, _)| fs::read_to_string(folder.join(name)).expect("text"));
    fixed(&folder, files[0].0, rules, &[]);
    assert!(read().eq(files.iter().map(|(_, text)| (*text).to_owned())), "{name}: it is not safe");
    let shown = run(&folder, &["--select", rules, "."]);
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(shown.contains(&format!("        also changes {also}\n")), "{name}: {shown}");
    let diff = run(&folder, &["--diff", "--unsafe-fixes", "--select", rules, "."]);
    let said = String::from_utf8_lossy(&diff.stderr).into_owned();
    assert!(said.contains(&format!(" also changes {also}\n")), "{name}: {said}");
    assert!(!String::from_utf8_lossy(&diff.stdout).contains("also changes"), "{name}: a diff can be applied");
}

const CONNECT: &str = "    image: confluentinc/cp-kafka-connect:7.9.0\n";
const KAFKA: &str = "    image: confluentinc/cp-kafka:7.9.0\n";

#[test]
fn a_variable_with_other_uses_gives_way_to_the_value() {
    let cpus = format!(
        "services:\n  c:\n{CONNECT}    cpus: ${{ONE}}\n    environment:\n      CONNECT_PRODUCER_ACKS: ${{ONE}}\n"
    );
    is_fixed("cpus", "ONE=1\n", &cpus, "weak-acks", &cpus.replace("ACKS: ${ONE}", "ACKS: all"));
    let settings = format!(
        "services:\n  k:\n{KAFKA}    environment:\n      - KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE=${{ON}}\n      - KAFKA_DELETE_TOPIC_ENABLE=${{ON:-true}}\n"
    );
    is_fixed(
        "settings",
        "ON=true\n",
        &settings,
        "unclean-leader-election",
        &settings.replace("=${ON}\n", "=false\n"),
    );
    let other = format!(
        "services:\n  c:\n{CONNECT}    environment:\n      CONNECT_PRODUCER_ACKS: \"${{ONE}}\" # all\n  web:\n    image: busybox:1.36\n    command: sleep $ONE\n"
    );
    is_fixed("other", "ONE=1\n", &other, "weak-acks", &other.replace("\"${ONE}\"", "\"all\""));
    // In another variable.
    let alone = other.replace("sleep $ONE", "sleep 1");
    is_fixed("chained", "ONE=1\nTWO=${ONE}\n", &alone, "weak-acks", &alone.replace("\"${ONE}\"", "\"all\""));
}

#[test]
fn a_variable_with_one_use_is_changed_where_it_is_set() {
    let text = format!(
        "services:\n  c: # ${{ONE}}\n{CONNECT}    environment:\n      # ${{ONE}}\n      CONNECT_PRODUCER_ACKS: ${{ONE}}\n"
    );
    let text = text.replace("c: # ${ONE}", "c:");
    let folder = project("alone", &[(".env", "ONE=1\n"), ("compose.yml", &text)]);
    let (after, said) = fixed(&folder, ".env", "weak-acks", &[]);
    assert_eq!(after, "ONE=all\n", "{said}");
    // All uses want the same.
    let service =
        |name: &str| format!("  {name}:\n{CONNECT}    environment:\n      CONNECT_PRODUCER_ACKS: ${{ONE}}\n");
    let text = format!("services:\n{}{}", service("a"), service("b"));
    let folder = project("common", &[(".env", "ONE=1\n"), ("compose.yml", &text)]);
    let (after, said) = fixed(&folder, ".env", "weak-acks", &[]);
    assert_eq!(after, "ONE=all\n", "{said}");
}

#[test]
fn an_alias_gives_way_to_the_value_and_an_anchor_is_told() {
    let alias = format!(
        "services:\n  c:\n{CONNECT}    environment:\n      CONNECT_PRODUCER_RETRIES: &one 1\n      CONNECT_PRODUCER_ACKS: *one\n"
    );
    is_fixed("alias", "", &alias, "weak-acks", &alias.replace("*one", "all"));
    let anchor = alias.replace("RETRIES: &one 1", "ACKS: &one 1").replace("ACKS: *one", "RETRIES: *one");
    is_told("anchor", &[("compose.yml", &anchor)], "weak-acks", "compose.yml:6");
    let topic = "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata:\n  name: a\nspec:\n  config:\n    unclean.leader.election.enable: &t true\n    preallocate: *t\n";
    is_told("topic", &[("topic.yml", topic)], "unclean-leader-election", "topic.yml:8");
    let topic = topic.replace("&t true", "*t").replacen("metadata:", "metadata:\n  labels: {a: &t true}", 1);
    let topic = topic.replace("{a: &t true}\n", "{a: &t \"true\"}\n");
    let folder = project("topic_alias", &[("topic.yml", &topic)]);
    let (after, said) = fixed(&folder, "topic.yml", "unclean-leader-election", &[]);
    assert_eq!(after, topic.replacen("enable: *t", "enable: \"false\"", 1), "{said}");
}

#[test]
fn what_one_can_only_change_in_common_is_changed_there_alone() {
    let text = format!(
        "x-env: &e {{CONNECT_PRODUCER_ACKS: 1}}\nservices:\n  c1:\n{CONNECT}    environment: {{<<: *e}}\n  old:\n{CONNECT}    environment: *e\n  app:\n    image: me/app:1.0\n    environment:\n      <<: *e\n"
    );
    is_told("in_common", &[("compose.yml", &text)], "weak-acks", "`app`");
    let folder = project("in_common_fixed", &[("compose.yml", &text)]);
    let (after, said) = fixed(&folder, "compose.yml", "weak-acks", &["--unsafe-fixes"]);
    assert_eq!(after, text.replace("ACKS: 1", "ACKS: all"), "{said}");
    // Without the one that has all of it, each gets its own.
    let apart = text.replace("    environment: *e\n", "    environment: {<<: *e}\n");
    is_fixed(
        "apart",
        "",
        &apart,
        "weak-acks",
        &apart.replace("{<<: *e}", "{<<: *e, CONNECT_PRODUCER_ACKS: all}"),
    );
}

#[test]
fn a_template_stays_as_it_is() {
    let limits = "    deploy:\n      resources:\n        limits:\n          memory: 2g\n";
    let heap = format!("{KAFKA}    environment:\n      KAFKA_HEAP_OPTS: -Xmx2g\n");
    let text = format!(
        "services:\n  small:\n    image: busybox:1.36\n{limits}  web:\n    extends: small\n    image: nginx:1.27\n  k:\n    extends: small\n{heap}"
    );
    let folder = project("template", &[("compose.yml", &text)]);
    let (after, said) = fixed(&folder, "compose.yml", "heap-above-limit", &["--unsafe-fixes"]);
    assert_eq!(after, format!("{text}{}", limits.replace("2g", "4g")), "{said}");
    // A part of the attribute is the service's own.
    let own = format!("{text}    deploy:\n      replicas: 1\n");
    let folder = project("template_part", &[("compose.yml", &own)]);
    let (after, said) = fixed(&folder, "compose.yml", "heap-above-limit", &["--unsafe-fixes"]);
    let added = limits.replace("2g", "4g").replace("    deploy:\n", "");
    assert_eq!(after, format!("{own}{added}"), "{said}");
    // A variable, from a file in which nothing is judged.
    let base = "services:\n  base:\n    environment:\n      - CONNECT_PRODUCER_ACKS=1\n";
    let text = format!(
        "services:\n  c:\n    extends: {{file: base.txt, service: base}}\n{CONNECT}    environment:\n      A: b\n"
    );
    let folder = project("template_file", &[("compose.yml", &text), ("base.txt", base)]);
    let (after, said) = fixed(&folder, "compose.yml", "weak-acks", &[]);
    assert_eq!(after, format!("{text}      CONNECT_PRODUCER_ACKS: all\n"), "{said}");
    assert_eq!(fs::read_to_string(folder.join("base.txt")).expect("text"), base);
}

#[test]
fn what_others_need_is_not_removed_unasked() {
    let text = "services:\n  base:\n    environment:\n      CONNECT_INTERNAL_KEY_CONVERTER: a\n      CONNECT_GROUP_ID: a\n  new:\n    extends: base\n    image: confluentinc/cp-kafka-connect:7.9.0\n  old:\n    extends: base\n    image: confluentinc/cp-kafka-connect:5.0.0\n";
    is_told("removed", &[("compose.yml", text)], "removed-converter", "`base` and `old`");
}

#[test]
fn the_other_uses_of_a_shell_variable_are_told() {
    let text = "RF=1\nkafka-topics --bootstrap-server k:9092 --create --if-not-exists --topic orders \\\n  --replication-factor $RF\ndocker compose up --scale worker=$RF\nsleep ${RF}\n";
    let also = "create.sh:4 and create.sh:5";
    is_told("shell", &[("create.sh", text)], "low-replication-factor", also);
}

#[test]
fn a_key_is_removed_with_all_that_it_hides_and_no_empty_attribute_is_left() {
    let only = "    environment:\n      CONNECT_INTERNAL_KEY_CONVERTER: a\n";
    let text = format!(
        "services:\n  a:\n{CONNECT}{only}  b:\n{CONNECT}    environment: &b # here\n      - CONNECT_INTERNAL_KEY_CONVERTER=a\n"
    );
    let wanted = format!("services:\n  a:\n{CONNECT}  b:\n{CONNECT}    environment: &b [] # here\n");
    is_fixed("emptied", "", &text, "removed-converter", &wanted);
    let base = format!("services:\n  a:\n{CONNECT}{only}");
    let over = "services:\n  a:\n    environment:\n      - CONNECT_INTERNAL_KEY_CONVERTER=b\n      - CONNECT_GROUP_ID=d\n";
    let folder = project("hidden", &[("compose.yml", &base), ("compose.override.yml", over)]);
    let (after, said) = fixed(&folder, "compose.yml", "removed-converter", &[]);
    assert_eq!(after, format!("services:\n  a:\n{CONNECT}"), "{said}");
    let over = over.replace("      - CONNECT_INTERNAL_KEY_CONVERTER=b\n", "");
    assert_eq!(fs::read_to_string(folder.join("compose.override.yml")).expect("text"), over);
}

#[test]
fn one_fix_may_add_twice_at_the_end() {
    let text = format!("name: x\n\nservices:\n  k:\n{KAFKA}");
    let added = "    volumes:\n      - k-data:/var/lib/kafka/data\n\nvolumes:\n  k-data: {}\n";
    for (name, text, wanted) in [
        ("end", text.clone(), format!("{text}{added}")),
        ("cut", text.trim_end().to_owned(), format!("{text}{}", added.trim_end())),
    ] {
        let folder = project(name, &[("compose.yml", &text)]);
        let (after, said) = fixed(&folder, "compose.yml", "ephemeral-log-dirs", &["--unsafe-fixes"]);
        assert_eq!(after, wanted, "{said}");
    }
}

/// Sets `cpus` to a text, which Compose refuses.
const HARMFUL: &str = r#"# METADATA
# title: Harmful
# description: Its fix is wrong.
# custom:
#   input: [service]
#   severity: error
#   fix: safe
package hy_msg_lint.own.harmful

deny contains {"msg": "no", "at": ["cpus"], "fix": {"title": "harm", "set": ["cpus"], "to": "all"}} if {
	input.cpus != "all"
}
"#;

#[test]
fn a_fix_is_proven_with_all_rules_whatever_is_selected() {
    let text = "services:\n  a:\n    image: busybox:1.36\n    cpus: 1\n";
    let configuration = "policies: [rules]\nscope: all\nselect: [harmful]\n";
    let folder = project("proven", &[("compose.yml", text), ("hy-msg-lint.yaml", configuration)]);
    fs::create_dir_all(folder.join("rules/own/harmful")).expect("a folder can be made");
    fs::write(folder.join("rules/own/harmful/harmful.rego"), HARMFUL).expect("the file can be written");
    for options in [&["--select", "harmful"][..], &["--ignore", "invalid-compose"], &[]] {
        let output = run(&folder, &[&["--fix", "--format", "json"], options, &["."]].concat());
        let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(fs::read_to_string(folder.join("compose.yml")).expect("text"), text, "{report}");
        assert!(report["notes"].to_string().contains("it brings invalid-compose"), "{report}");
        assert_eq!(report["findings"].as_array().map(Vec::len), Some(1), "{report}");
    }
}
