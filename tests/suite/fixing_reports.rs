//! What is reported of fixes: what is on the disk, what was done, and changes that other programs apply.

use crate::expected::scratch;
use crate::projects::run;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const PINNED: &str = "services:\n  a:\n    image: apache/kafka:4.1.0\n    networks:\n      n: {ipv4_address: 10.0.0.2}\nnetworks: {n: }\n";
const FIX: [&str; 3] = ["--fix", "--unsafe-fixes", "--select=static-ip"];

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
    fs::write(path, text).expect("the file can be written");
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

fn git(folder: &Path, arguments: &[&str]) -> Output {
    Command::new("git").args(arguments).current_dir(folder).output().expect("git runs")
}

#[test]
#[cfg(unix)]
fn what_cannot_be_written_is_still_found() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = scratch("fixing_locked");
    for name in ["free", "locked", "linked", "target"] {
        write(&folder.join(name).join("compose.yml"), PINNED);
    }
    let locked = folder.join("locked/compose.yml");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o444)).expect("a mode can be set");
    fs::hard_link(folder.join("linked/compose.yml"), folder.join("linked/other"))
        .expect("a link can be made");
    fs::remove_file(folder.join("target/compose.yml")).expect("a file can be removed");
    std::os::unix::fs::symlink("../locked/compose.yml", folder.join("target/compose.yml"))
        .expect("a link can be made");
    let paths = ["free", "locked", "linked", "target/compose.yml"];
    for format in ["json", "concise", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson", "human"] {
        write(&folder.join("free/compose.yml"), PINNED);
        let output = run(&folder, &[&FIX[..], &["--format", format], &paths].concat());
        assert_eq!(output.status.code(), Some(2), "{format}: {output:?}");
        let said = stdout(&output) + &stderr(&output);
        let count = |part: &str| said.matches(part).count();
        assert!(count("pins address 10.0.0.2") >= 3 && count("it is not changed") >= 3, "{format}: {said}");
        assert!(!said.contains("free/compose.yml") || format == "json", "{format}: {said}");
        assert_eq!(
            fs::read_to_string(folder.join("free/compose.yml")).expect("text"),
            PINNED.replace("ipv4_address: 10.0.0.2", "")
        );
        if format == "json" {
            let report = json(&output);
            let found: Vec<_> =
                report["findings"].as_array().expect("a list").iter().map(|one| &one["file"]).collect();
            assert_eq!(found, ["linked/compose.yml", "locked/compose.yml", "target/compose.yml"]);
            assert_eq!(report["fixed"].as_array().map(Vec::len), Some(1), "{report}");
            assert_eq!(
                (&report["fixed"][0]["file"], &report["fixed"][0]["rule"]),
                (&"free/compose.yml".into(), &"static-ip".into())
            );
            assert!(
                report["notes"][0]
                    .as_str()
                    .expect("a note")
                    .starts_with("fixed 1 finding in 1 file: static-ip (1)"),
                "{report}"
            );
        }
    }
    let output = run(&folder, &["--add-ignore", "--select=static-ip", "--format=concise", "locked"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("locked/compose.yml:5: static-ip: it is read-only"), "{output:?}");
    assert!(stdout(&output).contains("[static-ip]"), "{output:?}");
    assert_eq!(fs::read_to_string(&locked).expect("text"), PINNED);
}

#[test]
#[cfg(unix)]
fn a_fix_of_several_files_is_done_as_a_whole_or_not() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = scratch("fixing_together");
    let base = "services:\n  a:\n    image: apache/kafka:4.1.0\n    networks:\n      n: {ipv4_address: 10.0.0.2}\nnetworks: {n: }\n";
    let other = "services:\n  b:\n    extends: {file: base.yml, service: a}\n    networks: {n: {}}\n";
    write(&folder.join("base.yml"), base);
    write(&folder.join("compose.yml"), other);
    let file = folder.join("base.yml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).expect("a mode can be set");
    let output = run(&folder, &[&FIX[..], &["--format", "json", "."]].concat());
    let report = json(&output);
    assert!(report.get("fixed").is_none(), "{report}");
    assert!(!report["findings"].as_array().expect("a list").is_empty(), "{report}");
    assert_eq!((fs::read_to_string(&file).expect("text"), output.status.code()), (base.to_owned(), Some(2)));
}

#[test]
fn other_programs_apply_a_diff() {
    let unbroken = PINNED.trim_end();
    let crlf = PINNED.replace('\n', "\r\n");
    let last = "services:\n  a:\n    image: apache/kafka:4.1.0\nnetworks: {n: }\nx: 1";
    let folder = scratch("fixing_diffs");
    for (name, text) in [
        ("plain/compose.yml", PINNED),
        ("with blanks/compose.yml", PINNED),
        ("größe/compose.yml", PINNED),
        ("quo\"te/compose.yml", PINNED),
        ("back\\slash/compose.yml", PINNED),
        ("tab\tname/compose.yml", PINNED),
        ("unbroken/compose.yml", unbroken),
        ("crlf/compose.yml", &crlf),
        ("last/compose.yml", last),
    ] {
        write(&folder.join(name), text);
    }
    assert!(git(&folder, &["init", "--quiet", "."]).status.success());
    for arguments in
        [&["--unsafe-fixes"][..], &["--add-ignore"], &["--add-ignore", "--fix", "--unsafe-fixes"]]
    {
        let output = run(&folder, &[arguments, &["--diff", "--color=auto", "."]].concat());
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        fs::write(folder.join("changes"), &output.stdout).expect("the file can be written");
        let checked = git(&folder, &["apply", "--check", "--whitespace=nowarn", "changes"]);
        assert!(checked.status.success(), "{}: {}", stderr(&checked), stdout(&output));
        let dry = Command::new("patch")
            .args(["-p1", "--dry-run", "--binary", "--input", "changes"])
            .current_dir(&folder)
            .output();
        if let Ok(dry) = dry {
            assert!(dry.status.success(), "{}: {}", stdout(&dry), stdout(&output));
        }
        // What git applies is what we write.
        assert!(git(&folder, &["apply", "--whitespace=nowarn", "changes"]).status.success());
        let again = run(&folder, &[arguments, &["--diff", "."]].concat());
        assert_eq!((again.status.code(), stdout(&again)), (Some(0), String::new()), "{arguments:?}");
        assert!(git(&folder, &["apply", "--reverse", "--whitespace=nowarn", "changes"]).status.success());
    }
}

#[test]
fn a_diff_ends_as_its_changes_do() {
    let folder = scratch("fixing_codes");
    let file = folder.join("compose.yml");
    write(&file, &PINNED.replace("services:", "services: # hy-msg-lint: ignore[unpinned-image] old"));
    let code =
        |arguments: &[&str]| run(&folder, &[arguments, &["--diff", "compose.yml"]].concat()).status.code();
    assert_eq!(code(&["--select=static-ip"]), Some(0));
    assert_eq!(code(&["--select=static-ip", "--unsafe-fixes"]), Some(1));
    assert_eq!(code(&["--select=static-ip", "--add-ignore"]), Some(1));
    assert_eq!(run(&folder, &["--prune", "--diff", "."]).status.code(), Some(1));
    assert_eq!(code(&["--select=no-such-rule"]), Some(2));
    // A report beside the diff is on the files as they are.
    run(
        &folder,
        &["--diff", "--unsafe-fixes", "--select=static-ip", "--output", "json=report.json", "compose.yml"],
    );
    let report: Value =
        serde_json::from_slice(&fs::read(folder.join("report.json")).expect("a file")).expect("JSON");
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(1), "{report}");
    assert!(report.get("fixed").is_none(), "{report}");
    write(&file, "services: [\n");
    assert_eq!(code(&[]), Some(2));
    let color = run(&folder, &["--color=always", "--diff", "."]);
    assert_eq!(color.status.code(), Some(2));
}

#[test]
fn a_diff_has_colours_where_they_are_asked_for() {
    let folder = scratch("fixing_colours");
    write(&folder.join("compose.yml"), &PINNED.replace("10.0.0.2}", "10.0.0.2} # \u{202e}x"));
    let arguments = ["--diff", "--unsafe-fixes", "--select=static-ip", "compose.yml"];
    let plain = stdout(&run(&folder, &arguments));
    assert!(plain.contains("\n-      n: {ipv4_address: 10.0.0.2} # \u{202e}x\n"), "{plain:?}");
    let colored = stdout(&run(&folder, &[&arguments[..], &["--color=always"]].concat()));
    assert!(colored.starts_with("\u{1b}[1m--- a/compose.yml\u{1b}[0m\n"), "{colored:?}");
    assert!(
        colored.contains("\n\u{1b}[31m-      n: {ipv4_address: 10.0.0.2} # \\u{202e}x\u{1b}[0m\n"),
        "{colored:?}"
    );
}

#[test]
fn standard_input_has_a_diff_with_its_name() {
    use std::io::Write as _;
    use std::process::Stdio;
    let folder = scratch("fixing_input");
    let mut child = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"))
        .args([
            "--diff",
            "--unsafe-fixes",
            "--select=static-ip",
            "--stdin-filename",
            "deploy/compose.yml",
            "-",
        ])
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be run");
    child.stdin.take().expect("an input").write_all(PINNED.as_bytes()).expect("it is read");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(
        stdout(&output).starts_with("--- a/deploy/compose.yml\n+++ b/deploy/compose.yml\n"),
        "{output:?}"
    );
}

#[test]
fn only_unused_suppressions_are_pruned() {
    let folder = scratch("fixing_pruned");
    let file = folder.join("compose.yml");
    let text = "\
# hy-msg-lint: ignore-file[unpinned-image, static-ip] the whole file
# hy-msg-lint: ignore-file[hard-coded-port] gone
services:
  a: # hy-msg-lint: ignore[missing-resource-limits] needed
    image: apache/kafka:4.1.0 # hy-msg-lint: ignore[unpinned-image] gone
    # about the network
    # hy-msg-lint: ignore[missing-resource-limits] gone
    networks:
      n: {ipv4_address: 10.0.0.2} # a note # hy-msg-lint: ignore[static-ip, weak-acks] needed
  b:
    image: apache/kafka:4.1.0
    # hy-msg-lint: ignore[weak-acks, unpinned-image] both gone
    networks: [n] # hy-msg-lint: ignore[weak-acks]
# mine!  ## hy-msg-lint: ignore[weak-acks] gone
networks: {n: } # mine, too # hy-msg-lint: ignore[weak-acks] TODO: say why
";
    let text = text.replace("hard-coded-port", "weak-acks");
    let wanted = text
        .replace("unpinned-image, static-ip", "static-ip")
        .replace("# hy-msg-lint: ignore-file[weak-acks] gone\n", "")
        .replace(" # hy-msg-lint: ignore[unpinned-image] gone", "")
        .replace("    # hy-msg-lint: ignore[missing-resource-limits] gone\n", "")
        .replace("[static-ip, weak-acks]", "[static-ip]")
        .replace("    # hy-msg-lint: ignore[weak-acks, unpinned-image] both gone\n", "")
        .replace(" # hy-msg-lint: ignore[weak-acks]\n", "\n")
        .replace("# mine!  ## hy-msg-lint: ignore[weak-acks] gone", "# mine!")
        .replace(", too # hy-msg-lint: ignore[weak-acks] TODO: say why", ", too");
    write(&file, &text);
    let configuration = "suppressions:\n  - {rule: weak-acks, file: '*.yml', reason: old}\n";
    write(&folder.join("hy-msg-lint.yaml"), configuration);
    let output = run(&folder, &["--prune", "--format=concise", "."]);
    assert_eq!(fs::read_to_string(&file).expect("text"), wanted, "{output:?}");
    // The configuration is its author's.
    assert_eq!(fs::read_to_string(folder.join("hy-msg-lint.yaml")).expect("text"), configuration);
    assert!(stdout(&output).contains("hy-msg-lint.yaml:2:12: warning[unused-suppression]"), "{output:?}");
    let again = run(&folder, &["--prune", "--diff", "."]);
    assert_eq!((again.status.code(), stdout(&again)), (Some(0), String::new()));
}

#[test]
fn entries_of_a_baseline_are_pruned_by_what_is_gone() {
    let folder = scratch("fixing_baseline");
    let file = folder.join("compose.yml");
    write(&file, PINNED);
    assert_eq!(run(&folder, &["--write-baseline=known.json", "."]).status.code(), Some(0));
    let baseline = folder.join("known.json");
    let before = fs::read_to_string(&baseline).expect("text");
    assert!(before.contains("static-ip"));
    write(&file, &PINNED.replace("ipv4_address: 10.0.0.2", ""));
    let arguments = ["--baseline=known.json", "--format=concise", "."];
    let plain = run(&folder, &arguments);
    assert!(
        stderr(&plain).contains("entries in known.json no longer matches: --prune takes it away"),
        "{plain:?}"
    );
    let diff = run(&folder, &[&["--prune", "--diff"], &arguments[..]].concat());
    assert_eq!((diff.status.code(), fs::read_to_string(&baseline).expect("text")), (Some(1), before));
    assert!(stdout(&diff).starts_with("--- a/known.json\n"), "{diff:?}");
    assert!(stderr(&diff).contains("would leave "), "{diff:?}");
    let pruned = run(&folder, &[&["--prune"], &arguments[..]].concat());
    assert!(!stderr(&pruned).contains("--prune"), "{pruned:?}");
    assert!(!fs::read_to_string(&baseline).expect("text").contains("static-ip"));
    assert!(!stderr(&run(&folder, &arguments)).contains("--prune"));
}

#[test]
fn the_words_before_a_suppression_stay_in_every_format() {
    let folder = scratch("fixing_words");
    let comment = "hy-msg-lint: ignore[weak-acks] gone\n";
    for (name, before, after) in [
        ("Makefile", "topics: # all # ", "topics: # all\n"),
        ("Makefile", "# all\n\t# x # ", "# all\n\t# x\n"),
        ("topics.sh", "echo a # b # ", "echo a # b\n"),
        ("server.properties", "! old # ", "! old\n"),
        ("server.properties", "# old ! ", "# old\n"),
        ("x.env", "A=1 # one # ", "A=1 # one\n"),
    ] {
        let rest = "node.id=1\nprocess.roles=broker\n".repeat(usize::from(name == "server.properties"));
        let create =
            "\tkafka-topics --create --topic a --partitions 1\n".repeat(usize::from(name != "x.env"));
        let rest = if rest.is_empty() { create } else { rest };
        write(&folder.join("compose.yml"), &PINNED.replace("services:", "x-a: 1\nservices:"));
        let file = folder.join(name);
        let text = format!("{before}{comment}{rest}");
        write(&file, &text);
        run(&folder, &["--prune", "."]);
        let now = fs::read_to_string(&file).expect("text");
        assert!(now == text || now == format!("{after}{rest}"), "{name}: {now}");
        fs::remove_file(&file).expect("it can be removed");
    }
}

#[test]
fn what_makes_a_run_incomplete_is_said_beside_a_diff() {
    let folder = scratch("fixing_incomplete");
    write(&folder.join("a.yml"), PINNED);
    write(&folder.join("b.yml"), "services:\n  k:\n    image: apache/kafka:4.1.0\n    environment: *nope\n");
    for arguments in [&["--diff", "--quiet"][..], &["--diff", "--unsafe-fixes"], &["--statistics", "--quiet"]]
    {
        let output = run(&folder, &[arguments, &["--select=static-ip", "."]].concat());
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        let said = stderr(&output);
        assert!(said.starts_with("b.yml:4:18: error: the alias `*nope`"), "{arguments:?}: {said}");
    }
}

#[test]
fn a_diff_takes_the_place_of_a_report_for_people_alone() {
    let folder = scratch("fixing_formats");
    write(&folder.join("compose.yml"), PINNED);
    let arguments = ["--diff", "--unsafe-fixes", "--select=static-ip", "compose.yml"];
    for format in ["--format=json", "--format=github"] {
        let output = run(&folder, &[&arguments[..], &[format]].concat());
        assert_eq!((output.status.code(), stdout(&output)), (Some(2), String::new()));
        assert!(stderr(&output).contains("--diff prints a diff and no report"), "{output:?}");
    }
    for format in ["--format=human", "--format=concise"] {
        assert_eq!(run(&folder, &[&arguments[..], &[format]].concat()).status.code(), Some(1));
    }
}

#[test]
fn a_file_that_is_named_alone_is_not_pruned_and_that_is_said() {
    let folder = scratch("fixing_named");
    fs::create_dir_all(folder.join(".git")).expect("a folder can be made");
    write(
        &folder.join("compose.yml"),
        &PINNED.replace("services:", "services: # hy-msg-lint: ignore[weak-acks] a"),
    );
    write(&folder.join("plain.yml"), PINNED);
    let diff = |arguments: &[&str]| run(&folder, &[&["--prune", "--diff"], arguments].concat());
    let alone = diff(&["compose.yml"]);
    assert_eq!((alone.status.code(), stdout(&alone)), (Some(0), String::new()));
    assert!(stderr(&alone).contains("--prune leaves the comments in `compose.yml`"), "{alone:?}");
    for arguments in [&["--with-dependents", "compose.yml"][..], &[".", "compose.yml"]] {
        let all = diff(arguments);
        assert_eq!((all.status.code(), stderr(&all).contains("--prune leaves")), (Some(1), false), "{all:?}");
    }
    assert!(!stderr(&diff(&["plain.yml"])).contains("--prune leaves"));
}
