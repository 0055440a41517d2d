//! Suppression by comments and configuration, and the findings about suppressions.

use crate::expected::scratch;
use hy_msg_lint::check::{Request, Session};
use hy_msg_lint::config;
use hy_msg_lint::finding::{Report, Suppressor};
use std::fs;
use std::path::Path;

/// Returns the report on `files` with the configuration `config`.
fn judged(name: &str, config: &str, files: &[(&str, &str)]) -> Report {
    let folder = scratch(&format!("suppressions-{name}"));
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders can be made");
        fs::write(path, text).expect("files can be written");
    }
    fs::write(folder.join(config::FILE_NAME), config).expect("files can be written");
    report(&folder, Request::default())
}

fn report(folder: &Path, asked: Request) -> Report {
    let config = config::read(&folder.join(config::FILE_NAME)).expect("the configuration has no mistakes");
    let request = Request { paths: vec![folder.to_owned()], ..asked };
    Session::new(config, None).check(&request).expect("the run can be done")
}

/// Returns `line severity[rule] message` of each finding about addresses or suppressions, then `line by` of each
/// suppressed one.
fn said(report: &Report) -> Vec<String> {
    let line = |finding: &hy_msg_lint::finding::Finding| {
        let source = report.sources.get(finding.primary.source).expect("a finding has a file");
        source.place(finding.primary.start as usize).line
    };
    let about = |rule: &str| rule == "static-ip" || rule.ends_with("-suppression");
    let found = report.findings.iter().filter(|one| about(&one.rule)).map(|one| {
        let message = if one.rule.ends_with("-suppression") { one.message.as_str() } else { "" };
        format!("{} {}[{}] {message}", line(one), one.severity, one.rule).trim_end().to_owned()
    });
    let suppressed = report.suppressed.iter().filter(|one| about(&one.finding.rule)).map(|one| {
        let by = match one.by {
            Suppressor::Comment(_) => "comment",
            Suppressor::Configuration => "configuration",
            Suppressor::Baseline => "baseline",
        };
        format!("{} {by}: {}", line(&one.finding), one.reason.as_deref().unwrap_or("-"))
    });
    found.chain(suppressed).collect()
}

/// Returns three services with an address each, with comments in the places `A` to `E`.
fn stack(comments: &[(char, &str)]) -> String {
    let mut text = "\
services: A
  B
  one:
    image: kafka-ui
    networks: {n: {ipv4_address: 10.1.1.1}} C
  two:
    image: kafka-ui
    networks:
      D
      n:
        ipv4_address: 10.1.1.2 E
networks: {n: {}}
"
    .to_owned();
    for place in ['A', 'B', 'C', 'D', 'E'] {
        let comment = comments.iter().find(|(at, _)| *at == place).map_or("", |(_, comment)| comment);
        text = text.replace(&format!(" {place}\n"), &format!(" {comment}\n"));
    }
    text
}

#[test]
fn comments_suppress_lines_blocks_and_files() {
    let ignore = "# hy-msg-lint: ignore[static-ip] licensed";
    let both = ["5 error[static-ip]", "11 error[static-ip]"];
    for (number, (comments, wanted)) in [
        (&[][..], &both[..]),
        (&[('C', ignore)], &["11 error[static-ip]", "5 comment: licensed"]),
        (&[('E', "# hy-msg-lint: ignore[static-ip]")], &["5 error[static-ip]", "11 comment: -"]),
        (&[('B', "# hy-msg-lint: ignore[compose] x")], &["11 error[static-ip]", "5 comment: x"]),
        (&[('D', ignore)], &["5 error[static-ip]", "11 comment: licensed"]),
        (
            &[('E', "# hy-msg-lint: ignore-file[missing-resource-limits, static-ip] old")],
            &["5 comment: old", "11 comment: old"],
        ),
        (
            &[('A', ignore)],
            &["1 warning[unused-suppression] `static-ip` finds nothing here to suppress", both[0], both[1]],
        ),
        (
            &[('C', "# hy-msg-lint: ignore[static-pi]")],
            &["5 error[static-ip]", "5 warning[unknown-suppression] there is no rule or area `static-pi`; did you mean `static-ip`?", both[1]],
        ),
        (
            &[('C', "# hy-msg-lint: ignore static-ip")],
            &["5 error[static-ip]", "5 warning[malformed-suppression] `ignore` names rules in brackets: write `ignore[static-ip]`", both[1]],
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let report = judged(&format!("comments-{number}"), "", &[("compose.yml", &stack(comments))]);
        assert_eq!(said(&report), wanted, "{comments:?}");
    }
}

#[test]
fn comments_in_properties_and_scripts_suppress() {
    let properties = "\
node.id=1
process.roles=broker
log.dirs=/var/lib/kafka
# hy-msg-lint: ignore[low-replication-factor] one broker
! no other line
offsets.topic.replication.factor=\\
  1
default.replication.factor=1
";
    let count = |report: &Report, rule: &str| {
        let found = report.findings.iter().filter(|one| &*one.rule == rule).count();
        (found, report.suppressed.iter().filter(|one| &*one.finding.rule == rule).count())
    };
    let without = properties.replace("# hy-msg-lint", "# no");
    let (all, _) =
        count(&judged("properties", "", &[("server.properties", &without)]), "low-replication-factor");
    let report = judged("properties", "", &[("server.properties", properties)]);
    assert_eq!(count(&report, "low-replication-factor"), (all - 1, 1));
    assert_eq!(report.suppressed[0].reason.as_deref(), Some("one broker"));
    assert_eq!(count(&report, "unused-suppression"), (0, 0));
    let script = "\
#!/bin/sh
kafka-topics --bootstrap-server kafka:9092 --create \\
  --topic a.b --partitions 1 --replication-factor 1 # hy-msg-lint: ignore[low-replication-factor] one broker
kafka-topics --bootstrap-server kafka:9092 --create \\
  --topic c.d --partitions 1 --replication-factor 1
";
    let report = judged("script", "", &[("topics.sh", script)]);
    assert_eq!(count(&report, "low-replication-factor"), (1, 1));
    assert_eq!(count(&report, "unused-suppression"), (0, 0));
}

#[test]
fn text_is_no_comment_and_passed_over_files_have_none() {
    let text = stack(&[]).replace(
        "  two:\n",
        "  two:\n    command: |\n      # hy-msg-lint: ignore[static-pi]\n      run\n    labels: {a: '# hy-msg-lint: ignore x'}\n",
    );
    let other = "a: 1 # hy-msg-lint: ignore[nothing]\n";
    let report = judged("text", "", &[("compose.yml", &text), ("other.yml", other)]);
    assert_eq!(said(&report), ["5 error[static-ip]", "15 error[static-ip]"]);
}

#[test]
fn the_configuration_suppresses_what_a_file_cannot() {
    let connector = "{\"name\": \"orders\", \"config\": {\"connector.class\": \"io.debezium.connector.postgresql.PostgresConnector\", \"database.hostname\": \"10.1.1.1\"}}";
    let files = [("connect/orders.json", connector)];
    let config = |entry: &str| format!("suppressions:\n- {entry}\n");
    for (name, entry, wanted) in [
        (
            "a",
            "{rule: static-ip, file: 'connect/*.json', reason: no name yet}",
            &["1 configuration: no name yet"][..],
        ),
        ("b", "{rule: connector, file: connect, subject: orders}", &["1 error[static-ip]"]),
        ("c", "{rule: compose, file: connect, subject: orders}", &["1 configuration: -"]),
        (
            "d",
            "{rule: static-ip, file: '**/*.json', subject: payments}",
            &[
                "1 error[static-ip]",
                "2 warning[unused-suppression] `static-ip` finds nothing about `payments` in these files to suppress",
            ],
        ),
    ] {
        let report = judged(&format!("configured-{name}"), &config(entry), &files);
        let mut said = said(&report);
        said.retain(|line| name != "b" || !line.contains("unused"));
        assert_eq!(said, wanted, "{entry}");
    }
}

#[test]
fn a_reason_can_be_required() {
    let text = stack(&[
        ('C', "# hy-msg-lint: ignore[static-ip]"),
        ('E', "# hy-msg-lint: ignore[static-ip] licensed"),
    ]);
    let report = judged("reasons", "require_reason: true\n", &[("compose.yml", &text)]);
    let wanted = [
        "5 error[unexplained-suppression] the suppression of `static-ip` has no reason",
        "5 comment: -",
        "11 comment: licensed",
    ];
    assert_eq!(said(&report), wanted);
}

#[test]
fn what_was_not_judged_is_not_in_vain() {
    let folder = scratch("suppressions-partial");
    let text = stack(&[('A', "# hy-msg-lint: ignore[static-ip]")]);
    fs::write(folder.join("compose.yml"), text).expect("files can be written");
    for (select, config, unused) in [
        (&[][..], "", 1),
        (&["suppressions", "static-ip"][..], "", 1),
        (&["suppressions", "kafka"], "", 0),
        (&["static-ip"], "", 0),
        (&[], "ignore: [static-ip]", 0),
        (&[], "rules: {static-ip: {severity: off}}", 0),
        (&[], "rules: {unused-suppression: {severity: off}}", 0),
        (&[], "ignore: [suppressions]", 0),
    ] {
        fs::write(folder.join(config::FILE_NAME), config).expect("files can be written");
        let select = select.iter().map(ToString::to_string).collect();
        let report = report(&folder, Request { select, ..Request::default() });
        let found = report.findings.iter().filter(|one| &*one.rule == "unused-suppression").count();
        assert_eq!(found, unused, "{config}");
    }
}

#[test]
fn an_unknown_that_is_suppressed_is_neither_shown_nor_in_vain() {
    let text = "topics:\n  # hy-msg-lint: ignore[low-min-insync-replicas] the brokers set it\n  - name: a.b\n    partitions: 1\n    replication_factor: 3\n";
    for strict in [false, true] {
        let folder = scratch(&format!("suppressions-unknown-{strict}"));
        fs::write(folder.join("topics.yml"), text).expect("files can be written");
        fs::write(folder.join(config::FILE_NAME), "").expect("files can be written");
        let report = report(&folder, Request { strict, ..Request::default() });
        assert!(report.unknown.iter().all(|one| &*one.rule != "low-min-insync-replicas"));
        assert!(report.findings.is_empty(), "{:?}", report.findings);
        assert_eq!(report.suppressed.len(), usize::from(strict));
    }
}

#[test]
fn what_was_not_asked_about_is_not_in_vain() {
    let folder = scratch("suppressions-asked");
    let files = [
        (
            "base.yml",
            "services:\n  base:\n    image: kafka-ui\n    mem_limit: 1g # hy-msg-lint: ignore[static-ip]\n    cpus: 1\n",
        ),
        ("compose.yml", "services:\n  one:\n    extends: {file: base.yml, service: base}\n"),
        (config::FILE_NAME, "suppressions: [{rule: static-ip, file: '*.yml'}]\n"),
    ];
    for (name, text) in files {
        fs::write(folder.join(name), text).expect("files can be written");
    }
    let unused = |names: &[&str]| {
        let config =
            config::read(&folder.join(config::FILE_NAME)).expect("the configuration has no mistakes");
        let paths = names.iter().map(|name| folder.join(name)).collect();
        let request = Request { paths, ..Request::default() };
        let report = Session::new(config, None).check(&request).expect("the run can be done");
        report.findings.iter().filter(|one| &*one.rule == "unused-suppression").count()
    };
    assert_eq!(unused(&["compose.yml"]), 0);
    // Another file, which was not named, may extend it.
    assert_eq!(unused(&["base.yml", "compose.yml"]), 0);
    assert_eq!(unused(&["."]), 2);
}

#[test]
fn a_file_of_variables_has_comments_too() {
    let compose = "services:\n  one:\n    image: kafka-ui:1.29\n    mem_limit: 1g\n    cpus: 1\n    networks: {n: {ipv4_address: \"${ADDRESS}\"}}\nnetworks: {n: {}}\n";
    for (number, (env, wanted)) in [
        ("ADDRESS=10.1.1.1 # hy-msg-lint: ignore[static-ip] bound", "6 comment: bound"),
        ("# hy-msg-lint: ignore[static-ip]\nADDRESS=10.1.1.1", "6 comment: -"),
        ("ADDRESS=10.1.1.1\nOTHER=1 # hy-msg-lint: ignore[static-ip]", "6 error[static-ip]"),
        ("ADDRESS='10.1.1.1' # hy-msg-lint: ignore[compose]", "6 comment: -"),
    ]
    .into_iter()
    .enumerate()
    {
        let report = judged(&format!("env-{number}"), "", &[("compose.yml", compose), (".env", env)]);
        assert_eq!(said(&report), [wanted], "{env}");
    }
}

#[test]
fn what_judges_suppressions_is_not_suppressed_by_one() {
    let compose = "services:\n  one:\n    image: kafka-ui:1.29 # hy-msg-lint: ignore[unused-suppression]\n";
    let config = "suppressions: [{rule: suppressions, file: '*.yml', reason: ' '}]\nrequire_reason: true\n";
    let report = judged("of-suppressions", config, &[("compose.yml", compose)]);
    let mut found: Vec<_> = report.findings.iter().filter(|one| one.rule.ends_with("-suppression")).collect();
    found.sort_by_key(|one| (&*one.rule, &one.message));
    let told: Vec<_> =
        found.iter().map(|one| (&*one.rule, one.message.split(':').next().unwrap_or_default())).collect();
    let speaks = "checks suppressions and cannot be suppressed by one";
    assert_eq!(
        told,
        [
            ("unexplained-suppression", "the suppression of `suppressions` has no reason"),
            ("unexplained-suppression", "the suppression of `unused-suppression` has no reason"),
            ("unknown-suppression", &*format!("`suppressions` {speaks}")),
            ("unknown-suppression", &*format!("`unused-suppression` {speaks}")),
        ]
    );
    assert_eq!(found[0].help.as_deref(), Some("add `reason:` to it"));
}

#[test]
fn comments_with_too_many_rules_are_one_mistake() {
    let comments = "# hy-msg-lint: ignore-file[static-ip, kafka]\n".repeat(2_501);
    let text = format!("{comments}topics: [{{name: a, partitions: 1, replication_factor: 1}}]\n");
    let report = judged("many", "", &[("topics.yml", &text)]);
    let malformed: Vec<_> = said(&report).into_iter().filter(|one| one.contains("malformed")).collect();
    let message = "the comments of this file name more than 5000 rules, and suppress nothing from here on";
    assert_eq!(malformed, [format!("2501 warning[malformed-suppression] {message}")]);
}
