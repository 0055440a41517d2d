//! `--fix` and `--diff` on whole projects: what is mended stays mended, and nothing else changes.

use crate::expected::{copied, files_under, scratch};
use crate::projects::{folders, run};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Returns the texts of all files in `folder`.
fn texts(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    files_under(folder).into_iter().filter_map(|path| Some((path.clone(), fs::read(&path).ok()?))).collect()
}

/// Applies all fixes in `folder`, and asserts that none of them is a defect of its rule, and, if asked to look
/// `twice`, that a second run finds nothing left to fix.
fn fixed(folder: &Path, twice: bool) {
    let output = run(folder, &["--fix", "--unsafe-fixes", "--format", "concise", "."]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code().is_some_and(|code| code < 3), "{}: {said}", folder.display());
    assert!(!said.contains("defect of the rule"), "{}: {said}", folder.display());
    if !twice {
        return;
    }
    let once = texts(folder);
    let again = run(folder, &["--fix", "--unsafe-fixes", "--format", "concise", "."]);
    let said = String::from_utf8_lossy(&again.stderr).into_owned();
    assert_eq!(texts(folder), once, "{}: {said}", folder.display());
}

#[test]
fn every_project_is_mended_once() {
    use rayon::prelude::*;
    folders().par_iter().enumerate().for_each(|(number, project)| {
        let name = project.file_name().expect("a project has a name").to_string_lossy().into_owned();
        fixed(&copied(project, &format!("fixing_{name}")), number % 3 == 0);
    });
}

const STACK: &str = "\u{feff}# a stack\r\nname: t\r\nx-kafka: &kafka\r\n  image: apache/kafka:4.1.0\r\n  environment: &env\r\n    KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE: \"true\" # old\r\n\r\nservices:\r\n  kafka:\r\n    <<: *kafka\r\n    networks:\r\n      infra_net: {ipv4_address: 10.0.0.2, aliases: [k]}\r\nnetworks: {infra_net: }\r\n";

#[test]
fn an_edit_leaves_all_else_as_it_is() {
    let folder = scratch("fixing_bytes");
    let file = folder.join("compose.yml");
    fs::write(&file, STACK).expect("the file can be written");
    let select = "--select=static-ip,unclean-leader-election";
    let diff = run(&folder, &["--diff", "--unsafe-fixes", select, "."]);
    assert_eq!((diff.status.code(), fs::read_to_string(&file).expect("text")), (Some(1), STACK.to_owned()));
    assert_eq!(run(&folder, &["--fix", "--unsafe-fixes", select, "."]).status.code(), Some(0));
    let wanted = STACK.replace("\"true\"", "\"false\"").replace("ipv4_address: 10.0.0.2, ", "");
    assert_eq!(fs::read_to_string(&file).expect("text"), wanted);
    let diff = run(&folder, &["--diff", "--unsafe-fixes", select, "."]);
    assert_eq!((diff.status.code(), diff.stdout), (Some(0), Vec::new()));
}

#[test]
fn what_is_added_at_one_place_goes_where_it_belongs() {
    let folder = scratch("fixing_places");
    let file = folder.join("compose.yml");
    let text = "services:\n  a:\n    image: confluentinc/cp-kafka:8.1.1\n    environment:\n      KAFKA_NODE_ID: 1\n      # about the environment\n";
    fs::write(&file, text).expect("the file can be written");
    run(&folder, &["--fix", "--unsafe-fixes", "--select=auto-created-topics,missing-resource-limits", "."]);
    let added =
        "    deploy:\n      resources:\n        limits:\n          cpus: \"1\"\n          memory: 2G\n";
    let wanted =
        text.replace("NODE_ID: 1\n", "NODE_ID: 1\n      KAFKA_AUTO_CREATE_TOPICS_ENABLE: \"false\"\n");
    assert_eq!(fs::read_to_string(&file).expect("text"), wanted + added);
}

#[test]
fn a_service_overrides_what_it_inherits() {
    let folder = scratch("fixing_inherited");
    let file = folder.join("compose.yml");
    let text = "services:\n  base:\n    restart: always\n  init:\n    extends: {service: base}\n    image: confluentinc/cp-kafka:8.1.1\n    command: kafka-topics --bootstrap-server k:9092 --create --if-not-exists --topic t\n";
    fs::write(&file, text).expect("the file can be written");
    run(&folder, &["--fix", "--unsafe-fixes", "--select=init-restarts", "."]);
    assert_eq!(fs::read_to_string(&file).expect("text"), format!("{text}    restart: on-failure\n"));
}

/// Returns the text of a project's only file after all fixes of the rules `select`.
fn mended(name: &str, text: &str, select: &str) -> String {
    let folder = scratch(name);
    let file = folder.join("compose.yml");
    fs::write(&file, text).expect("the file can be written");
    let output = run(&folder, &["--fix", "--unsafe-fixes", "--select", select, "."]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!said.contains("defect of the rule"), "{said}");
    fs::read_to_string(&file).expect("the file can be read")
}

const LIMITS: &str =
    "    deploy:\n      resources:\n        limits:\n          cpus: \"1\"\n          memory: 2G\n";

#[test]
fn what_all_have_in_common_is_changed_once_and_what_others_share_is_left_alone() {
    let common = "x-kafka: &kafka\n  image: confluentinc/cp-kafka:8.1.1\n  environment:\n    KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE: \"true\"\nservices:\n  a:\n    <<: *kafka\n  b:\n    <<: *kafka\n";
    let limits = LIMITS.replace("\n  ", "\n").replacen("  ", "", 1);
    assert_eq!(
        mended("fixing_common", common, "missing-resource-limits,unclean-leader-election"),
        common.replace("\"true\"\n", &format!("\"false\"\n{limits}")),
    );
    // One of them has limits: the others get their own.
    let limited = format!("{common}{LIMITS}");
    let wanted = common.replace("  b:\n", &format!("{LIMITS}  b:\n"));
    assert_eq!(mended("fixing_limited", &limited, "missing-resource-limits"), format!("{wanted}{LIMITS}"));
    // Only one of those that use the anchor is a job.
    let job = "x-r: &r always\nservices:\n  init:\n    image: confluentinc/cp-kafka:8.1.1\n    restart: *r # job\n    command: kafka-topics --bootstrap-server k:9092 --create --if-not-exists --topic t\n  k:\n    image: confluentinc/cp-kafka:8.1.1\n    restart: *r\n";
    assert_eq!(mended("fixing_alias", job, "init-restarts"), job.replace("*r # job", "on-failure # job"));
    let merged = job.replace("x-r: &r always", "x-r: &r\n  restart: always").replace("restart: *r", "<<: *r");
    assert_eq!(
        mended("fixing_merged", &merged, "init-restarts"),
        merged.replace("--topic t\n", "--topic t\n    restart: on-failure\n")
    );
}

#[test]
fn a_suppressed_finding_is_not_fixed_with_the_others() {
    let text = "x-kafka: &kafka\n  image: confluentinc/cp-kafka:8.1.1\nservices:\n  a:\n    <<: *kafka\n  b: # hy-msg-lint: ignore[missing-resource-limits] small\n    <<: *kafka\n";
    let wanted = text.replace("  b:", &format!("{LIMITS}  b:"));
    assert_eq!(mended("fixing_suppressed", text, "missing-resource-limits"), wanted);
}

#[test]
fn a_finding_is_fixed_for_those_for_which_it_can_be() {
    let broker = |name: &str, image: &str| {
        format!(
            "  {name}:\n    image: apache/{image}:4.1.0\n    environment:\n      KAFKA_NODE_ID: 1\n      KAFKA_PROCESS_ROLES: broker,controller\n      KAFKA_LISTENERS: PLAINTEXT://:9092,CONTROLLER://:9093\n      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://{name}:9092\n      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER\n      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@{name}:9093\n"
        )
    };
    // In the image of the first one there is no tool that asks it.
    let text = format!("services:\n{}{}", broker("a", "kafka-native"), broker("b", "kafka"));
    let mended = mended("fixing_some", &text, "missing-healthcheck");
    assert!(mended.starts_with(&text) && mended.contains("    healthcheck:\n"), "{mended}");
    let folder = scratch("fixing_some_told");
    fs::write(folder.join("compose.yml"), &text).expect("the file can be written");
    let output = run(&folder, &["--select=missing-healthcheck", "."]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("(also `b`)") && said.contains("(only for `b`)"), "{said}");
}

#[test]
fn a_service_with_a_file_of_variables_gets_one_of_its_own() {
    let folder = scratch("fixing_env_file");
    let text = "services:\n  a:\n    image: confluentinc/cp-kafka:8.1.1\n    env_file: kafka.env\n  b:\n    image: confluentinc/cp-kafka:8.1.1\n    env_file:\n      - kafka.env\n";
    let variables = "KAFKA_PROCESS_ROLES=broker,controller\nKAFKA_UNCLEAN_LEADER_ELECTION_ENABLE=true\n";
    for (name, text) in [("compose.yml", text), ("kafka.env", variables)] {
        fs::write(folder.join(name), text).expect("the file can be written");
    }
    let select = "--select=auto-created-topics,unclean-leader-election";
    run(&folder, &["--fix", "--unsafe-fixes", select, "."]);
    let added = "    environment:\n      KAFKA_AUTO_CREATE_TOPICS_ENABLE: \"false\"\n";
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("the file can be read");
    assert_eq!(read("compose.yml"), format!("{}{added}", text.replace("  b:", &format!("{added}  b:"))));
    assert_eq!(read("kafka.env"), variables.replace("=true", "=false"));
}

#[test]
fn a_misspelt_key_is_renamed_whatever_it_hides() {
    let folder = scratch("fixing_misspelt");
    let file = folder.join("compose.yml");
    let text = "services:\n  db:\n    image: confluentinc/cp-kafka:8.1.1\n    enviroment:\n      A_PASSWORD: geheim\n";
    fs::write(&file, text).expect("the file can be written");
    run(&folder, &["--fix", "--unsafe-fixes", "--select=invalid-compose,static-ip", "."]);
    assert_eq!(fs::read_to_string(&file).expect("text"), text.replace("enviroment", "environment"));
}

#[test]
#[cfg(unix)]
fn a_file_keeps_its_mode_and_links_are_not_followed() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = scratch("fixing_modes");
    let text = "services:\n  a:\n    image: apache/kafka:4.1.0\n    networks:\n      n: {ipv4_address: 10.0.0.2}\nnetworks: {n: }\n";
    let outside = scratch("fixing_modes_outside").join("real.yml");
    fs::write(&outside, text).expect("the file can be written");
    for (name, mode) in [("a", 0o640), ("b", 0o755), ("c", 0o444)] {
        fs::create_dir(folder.join(name)).expect("a folder can be made");
        let file = folder.join(name).join("compose.yml");
        fs::write(&file, text).expect("the file can be written");
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("a mode can be set");
    }
    fs::create_dir(folder.join("d")).expect("a folder can be made");
    std::os::unix::fs::symlink(folder.join("a/compose.yml"), folder.join("d/compose.yml")).expect("a link");
    let output = run(
        &folder,
        &["--fix", "--unsafe-fixes", "--select=static-ip", "--format", "concise", "a", "b", "c"],
    );
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("c/compose.yml") && said.contains("read-only"), "{output:?}");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    for (name, mode, is_fixed) in [("a", 0o640, true), ("b", 0o755, true), ("c", 0o444, false)] {
        let file = folder.join(name).join("compose.yml");
        let about = fs::metadata(&file).expect("it is there");
        assert_eq!(about.permissions().mode() & 0o777, mode, "{name}");
        assert_eq!(fs::read_to_string(&file).expect("text") != text, is_fixed, "{name}");
        assert_eq!(
            fs::read_dir(folder.join(name)).expect("a folder").count(),
            1,
            "nothing is left beside it"
        );
    }
    assert_eq!(fs::read_to_string(&outside).expect("text"), text);
}

/// Returns the findings of a plain run in `folder`: file, line and rule.
fn found(folder: &Path) -> BTreeSet<(String, u64, String)> {
    let output = run(folder, &["--format", "json", "."]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let findings = report["findings"].as_array().expect("a list").iter();
    let places = findings.flat_map(|one| {
        let others = one["others"].as_array().cloned().unwrap_or_default();
        let all = std::iter::once(one.clone()).chain(others);
        let rule = text(&one["rule"]);
        all.map(move |one| (text(&one["file"]), one["start"]["line"].as_u64().expect("a line"), rule.clone()))
    });
    places.collect()
}

/// Adds comments to all that is found in `folder`, and asserts that only that is found then of which it is said why, and, if
/// asked to look `twice`, that a second run adds nothing.
fn suppressed(folder: &Path, twice: bool) {
    let before = texts(folder);
    let output = run(folder, &["--add-ignore", "--format", "json", "."]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let notes: Vec<String> = report["notes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|note| note.as_str().expect("a text").to_owned())
        .collect();
    for (file, line, rule) in found(folder) {
        let start = format!("{file}:{line}: {rule}: ");
        assert!(
            notes.iter().any(|note| note.starts_with(&start)),
            "{}: {start}: {notes:#?}",
            folder.display()
        );
    }
    for (path, text) in texts(folder) {
        let old = before.get(&path).expect("no file is added");
        assert_eq!(
            String::from_utf8_lossy(&without_comments(&text)),
            String::from_utf8_lossy(&without_comments(old)),
            "{}",
            path.display()
        );
    }
    if !twice {
        return;
    }
    let once = texts(folder);
    run(folder, &["--add-ignore", "."]);
    assert!(texts(folder) == once, "{}: a second time changes something", folder.display());
}

/// Returns `text` without suppression comments, and without lines that have nothing else.
fn without_comments(text: &[u8]) -> Vec<u8> {
    let mut left = Vec::new();
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let sign = b"# hy-msg-lint: ignore[";
        let Some(at) = line.windows(sign.len()).position(|part| part == sign) else {
            left.extend_from_slice(line);
            continue;
        };
        let before = line.get(..at).unwrap_or_default().trim_ascii_end();
        if !before.is_empty() {
            left.extend_from_slice(before);
            left.extend_from_slice(if line.ends_with(b"\r\n") {
                b"\r\n"
            } else if line.ends_with(b"\n") {
                b"\n"
            } else {
                b""
            });
        }
    }
    left
}

#[test]
fn every_project_is_suppressed_and_says_what_is_not() {
    use rayon::prelude::*;
    folders().par_iter().enumerate().for_each(|(number, project)| {
        let name = project.file_name().expect("a project has a name").to_string_lossy().into_owned();
        suppressed(&copied(project, &format!("ignoring_{name}")), number % 3 == 0);
    });
}

#[test]
fn a_comment_stands_above_a_value_that_has_no_place_for_it() {
    let folder = scratch("fixing_comments");
    let compose = "services:\n  a:\n    image: apache/kafka:4.1.0\n    environment:\n      DB_PASSWORD: |\n        hunter22\n      X_PASSWORD: hunter23 # old # hy-msg-lint: ignore[static-ip] r\n      Y_PASSWORD: \"hunter\n        24\"\n    command:\n      - bash\n      - -c\n      - |\n        kafka-topics --create --topic t --bootstrap-server k:9092 --replication-factor 1\n        kafka-topics --create --topic u --bootstrap-server k:9092 --replication-factor 1\n  b:\n    image: apache/kafka:4.1.0\n    environment: {A_PASSWORD: hunter25,\n      B_PASSWORD: \"hun\n      ter26\"}";
    let heredoc = "set -e\ncurl -X PUT http://connect:8083/connectors/a/config -d @- <<'EOF'\n{\"connector.class\": \"a.B\", \"topics\": \"a\",\n\"errors.tolerance\": \"all\"\n}\nEOF\n";
    let properties = "\u{feff}unclean.leader.election.enable=\\\r\n  true\r\nnode.id=1\r\nprocess.roles=broker\r\nlog.dirs=/data\r\nlisteners=SSL://:9093\r\n";
    let ignore = |rules: &str| format!("# hy-msg-lint: ignore[{rules}] TODO: say why");
    let secret = ignore("literal-secret");
    let commented = compose
        .replace("      DB_", &format!("      {secret}\n      DB_"))
        .replace("ignore[static-ip]", "ignore[static-ip, literal-secret]")
        .replace("      Y_", &format!("      {secret}\n      Y_"))
        .replace(
            "      - |",
            &format!("      {}\n      - |", ignore("init-not-idempotent, unresolved-bootstrap")),
        )
        .replace("hunter25,", &format!("hunter25, {secret}"))
        .replace("      B_", &format!("      {secret}\n      B_"));
    let files = [
        ("compose.yml", compose, commented),
        (
            "create.sh",
            heredoc,
            heredoc.replace("curl", &format!("{}\ncurl", ignore("silent-connector-errors"))),
        ),
        (
            "server.properties",
            properties,
            properties.replace("unclean", &format!("{}\r\nunclean", ignore("unclean-leader-election"))),
        ),
    ];
    for (name, text, _) in &files {
        fs::write(folder.join(name), text).expect("the file can be written");
    }
    for _ in 0..2 {
        let select = "--select=literal-secret,silent-connector-errors,unclean-leader-election,init-not-idempotent,unresolved-bootstrap";
        run(&folder, &["--add-ignore", select, "."]);
        for (name, _, wanted) in &files {
            assert_eq!(fs::read_to_string(folder.join(name)).expect("text"), *wanted, "{name}");
        }
    }
}

#[test]
fn a_comment_that_does_harm_keeps_no_other_one_away() {
    let folder = scratch("suppressing_makefile");
    let file = folder.join("Makefile");
    let create = "kafka-topics --bootstrap-server k:9092 --create --topic";
    let text = format!(
        "RF ?= 1\ntopics:\n\t{create} a --replication-factor $(RF)\n\t@{create} b --replication-factor 1 \\\n\t  --partitions 3\n"
    );
    fs::write(&file, text).expect("the file can be written");
    suppressed(&folder, true);
    let once = fs::read_to_string(&file).expect("text");
    assert_eq!(once.matches("hy-msg-lint: ignore[").count(), 3, "{once}");
    assert!(
        once.contains("# hy-msg-lint: ignore[low-replication-factor] TODO: say why\nRF ?= 1\n"),
        "{once}"
    );
    let left = run(&folder, &["--format=concise", "."]);
    assert_eq!(String::from_utf8_lossy(&left.stdout), "", "{once}");
}

#[test]
fn one_entry_that_is_left_to_its_author_keeps_no_other_one_as_it_is() {
    let quoted = "\
services:
  connect:
    image: confluentinc/cp-kafka-connect:8.1.1
    environment:
      - CONNECT_BOOTSTRAP_SERVERS=\"kafka-1:9092,kafka-2:9092\"
      - CONNECT_CLIENT_ID=\"x\"
      - CONNECT_PRODUCER_ACKS=\"all\"
      - \"CONNECT_PRODUCER_LINGER_MS=\\\"1\\\"\"
";
    let wanted = quoted
        .replace("\"kafka-1:9092,kafka-2:9092\"", "kafka-1:9092,kafka-2:9092")
        .replace("\"all\"", "all")
        .replace("\\\"1\\\"", "1");
    assert_eq!(mended("quoted", quoted, "quoted-variable"), wanted);
}

#[test]
fn a_file_of_variables_may_have_any_name_and_comments() {
    let folder = scratch("fixing_variables");
    let compose =
        "services:\n  connect:\n    image: confluentinc/cp-kafka-connect:8.1.1\n    env_file: vars.conf\n";
    fs::write(folder.join("compose.yml"), compose).expect("the file can be written");
    let file = folder.join("vars.conf");
    fs::write(&file, "A=\"gzip\" # c\nCONNECT_PRODUCER_ACKS='0' # d\n").expect("the file can be written");
    run(&folder, &["--fix", "--select=weak-acks", "."]);
    let now = fs::read_to_string(&file).expect("text");
    assert_eq!(now, "A=\"gzip\" # c\nCONNECT_PRODUCER_ACKS=all # d\n");
}

#[test]
fn a_secret_is_read_from_a_variable_only_where_no_copy_of_it_stays() {
    let text = "\
services:
  kafka:
    image: apache/kafka:4.1.0
  db:
    image: postgres:17
    environment:
      POSTGRES_PASSWORD: hunter8x
    healthcheck:
      test: PGPASSWORD=hunter8x psql -U postgres
  app:
    image: ours/app:1
    environment:
      - MAIL_PASSWORD=tralala
      - \"OTHER_PASSWORD=lalala\" # quoted
      - THIRD_PASSWORD=${THIRD:-third} # a default
      - FOURTH_PASSWORD=papapa ${A}
    command: ['--user', tralala]
  web:
    image: ours/web:1
    environment: {MAIL_PASSWORD: tralala, PIN_TOKEN: \"${PIN-1234}\"}
";
    let required = |name: &str| format!("${{{name}:?set {name} in .env}}");
    let wanted = text
        .replace("=tralala", &format!("={}", required("MAIL_PASSWORD")))
        .replace("=lalala\" #", &format!("={}\" #", required("OTHER_PASSWORD")))
        .replace("${THIRD:-third}", &required("THIRD"))
        .replace("MAIL_PASSWORD: tralala", &format!("MAIL_PASSWORD: \"{}\"", required("MAIL_PASSWORD")))
        .replace("${PIN-1234}", &required("PIN"));
    assert_eq!(mended("secrets", text, "literal-secret"), wanted);
}

#[test]
fn standard_input_is_shown_and_not_written() {
    let folder = scratch("fixing_stdin");
    let output = run(&folder, &["--fix", "-"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("--diff"), "{output:?}");
}

#[test]
fn what_a_server_refuses_next_is_no_fault_of_a_fix() {
    let text = "services:\n  a:\n    image: apache/kafka:4.1.0\n    environment:\n      KAFKA_PROCESS_ROLES: broker,con? troller\n      KAFKA_LISTENERS: PLAINTEXT://:9092,CONTROLLER://:9093\n      KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER\n      KAFKA_NODE_ID: 1\n";
    let wanted = text.replace("con? troller", "controller");
    assert_eq!(mended("fixing_next", text, "invalid-broker-config"), wanted);
}

/// One change of a text that a person may have made.
#[derive(Debug, Clone)]
enum Damage {
    Mutation(crate::mutated::Mutation),
    /// Something before what a line begins with, at a part of the text in thousandths.
    Mark(usize, &'static str),
    LineBreaks,
    NoEnd,
}

fn damage() -> impl Strategy<Value = Damage> {
    let mark = proptest::sample::select(vec!["!x ", "!x  ", "&q ", "!x &q ", "? ", "!reset "]);
    prop_oneof![
        5 => crate::mutated::mutation().prop_map(Damage::Mutation),
        3 => (0..1000_usize, mark).prop_map(|(at, mark)| Damage::Mark(at, mark)),
        1 => Just(Damage::LineBreaks),
        1 => Just(Damage::NoEnd),
    ]
}

impl Damage {
    fn of(&self, text: &str) -> String {
        match self {
            Self::Mutation(mutation) => mutation.of(text),
            Self::LineBreaks => text.replace('\r', "").replace('\n', "\r\n"),
            Self::NoEnd => text.trim_end().to_owned(),
            Self::Mark(at, mark) => {
                let mut lines: Vec<_> = text.split_inclusive('\n').map(str::to_owned).collect();
                let number = lines.len() * at / 1000;
                if let Some(line) = lines.get_mut(number) {
                    line.insert_str(line.len() - line.trim_start_matches([' ', '-']).len(), mark);
                }
                lines.concat()
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_project_is_mended_as_far_as_it_can_be_read(
        project in any::<prop::sample::Index>(),
        file in any::<prop::sample::Index>(),
        damage in damage(),
    ) {
        let projects = folders();
        let project = project.get(&projects);
        let folder = copied(project, "fixing_mutated");
        let texts: Vec<_> = files_under(&folder)
            .into_iter()
            .filter(|path| path.file_stem().is_some_and(|stem| stem != "hy-msg-lint"))
            .filter_map(|path| Some((fs::read_to_string(&path).ok()?, path)))
            .collect();
        let (text, path) = file.get(&texts);
        fs::write(path, damage.of(text)).expect("the file can be written");
        fixed(&folder, true);
    }
}
