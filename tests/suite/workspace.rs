//! What is read and written: nothing outside of the workspace, whatever the files, the configuration and links in it say.
#![cfg(unix)]

use crate::expected::scratch;
use crate::projects::run;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Output;

const SECRET: &str = "geheim-8472";

const BASELINE: &str = r#"{"version": 1, "findings": []}"#;

/// Creates a repository beside a folder with secrets, and returns both.
fn repository(name: &str) -> (PathBuf, PathBuf) {
    let root = scratch(&format!("workspace-{name}"));
    let (folder, outside) = (root.join("repository"), root.join("outside"));
    for folder in [folder.join(".git"), folder.join("below"), outside.clone()] {
        fs::create_dir_all(folder).expect("a folder can be made");
    }
    write(&outside.join("x.env"), &format!("TOKEN={SECRET}\n"));
    write(&folder.join(".git/config"), &format!("[http]\n\textraheader = {SECRET}\n"));
    (folder, outside)
}

fn write(file: &Path, text: &str) {
    fs::write(file, text).expect("a file can be written");
}

fn link(target: impl AsRef<Path>, at: &Path) {
    symlink(target, at).expect("links can be made");
}

/// Returns what a run says, after a look that it says nothing of the secret.
fn said(output: &Output) -> String {
    let text =
        [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat();
    assert!(!text.contains(SECRET), "{text}");
    text
}

#[test]
fn a_link_does_not_widen_the_workspace() {
    let (folder, outside) = repository("links");
    let env_file = format!("services: {{a: {{image: a, env_file: {}}}}}\n", outside.join("x.env").display());
    write(&folder.join("compose.yml"), &env_file);
    write(&outside.join("hy-msg-lint.yaml"), "select: [literal-secret]\n");
    write(&outside.join("compose.yml"), "services: {a: {image: a, env_file: x.env}}\n");
    link(outside.join("hy-msg-lint.yaml"), &folder.join("hy-msg-lint.yaml"));
    link(outside.join("compose.yml"), &folder.join("linked.compose.yml"));
    for arguments in [&["."][..], &["compose.yml"], &["linked.compose.yml"], &["--isolated", "."]] {
        let output = run(&folder, arguments);
        let text = said(&output);
        assert!(text.contains("outside the workspace"), "{arguments:?}: {text}");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn what_git_keeps_for_itself_is_no_part_of_the_workspace() {
    let (folder, _) = repository("git");
    write(&folder.join(".git/x.env"), &format!("TOKEN={SECRET}\n"));
    for name in [".git/x.env", ".git/config", "below/../.GIT/x.env"] {
        let service = format!("services: {{a: {{image: a, env_file: {name}}}}}\n");
        write(&folder.join("compose.yml"), &service);
        assert!(!said(&run(&folder, &["."])).contains("TOKEN"), "{name}");
        write(&folder.join("compose.yml"), &format!("include: [{{path: other.yml, env_file: {name}}}]\n"));
        said(&run(&folder, &["."]));
    }
    write(&folder.join("hy-msg-lint.yaml"), "baseline: .git/known.json\nenv_files: [.git/config]\n");
    assert_eq!(said(&run(&folder, &["."])).matches("lies outside the workspace").count(), 2);
    let output = run(&folder, &["--isolated", "--write-baseline=.git/known.json", "."]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

#[test]
fn a_configuration_names_nothing_outside_and_learns_nothing_of_it() {
    let (folder, outside) = repository("configuration");
    write(&outside.join("known.json"), BASELINE);
    let there = outside.display();
    let mut told = Vec::new();
    for name in ["known.json", "x.env", "absent.json"] {
        for key in [
            "baseline: PATH",
            "env_files: [PATH]",
            "policies: [PATH]",
            "data: [PATH]",
            "projects: [{files: [PATH]}]",
        ] {
            let path = format!("{there}/{name}");
            write(&folder.join("hy-msg-lint.yaml"), &format!("{}\n", key.replace("PATH", &path)));
            let output = run(&folder, &["--format", "concise", "."]);
            let text = said(&output);
            assert!(text.contains("lies outside the workspace"), "{key}: {text}");
            assert_eq!(output.status.code(), Some(2), "{key}");
            told.push((key, text.replace(name, "")));
        }
    }
    told.dedup();
    told.sort();
    told.dedup();
    assert_eq!(told.len(), 5, "what is there and what is not is told alike: {told:#?}");
}

#[test]
fn nothing_outside_is_written() {
    let (folder, outside) = repository("writing");
    write(&folder.join("topics.yml"), "topics: [{name: a, partitions: 1, replication_factor: 1}]\n");
    write(&outside.join("out.json"), "kept");
    link(outside.join("out.json"), &folder.join("out.json"));
    link(outside.join("new.json"), &folder.join("new.json"));
    link(&outside, &folder.join("linked"));
    let absolute = folder.join("linked/absolute.json").display().to_string();
    for file in ["out.json", "new.json", "linked/new.json", "../outside/new.json", ".git/new.json", &absolute]
    {
        for arguments in [&["--output", &format!("json={file}")][..], &[&*format!("--write-baseline={file}")]]
        {
            let output = run(&folder, &[arguments, &["."]].concat());
            assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        }
    }
    assert_eq!(fs::read_to_string(outside.join("out.json")).expect("it is there"), "kept");
    let left: Vec<_> =
        fs::read_dir(&outside).expect("it is there").flatten().map(|one| one.file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
    // What the caller names elsewhere, and what lies within, is written.
    let elsewhere = format!("json={}", outside.join("report.json").display());
    for target in [&*elsewhere, "json=below/report.json"] {
        assert_eq!(run(&folder, &["--output", target, "topics.yml"]).status.code(), Some(1), "{target}");
    }
    assert!(outside.join("report.json").exists() && folder.join("below/report.json").exists());
}

#[test]
fn nothing_is_written_through_a_link() {
    let (folder, outside) = repository("links-written");
    write(&folder.join("topics.yml"), "topics: [{name: a, partitions: 1, replication_factor: 1}]\n");
    link(".", &folder.join("self"));
    link(&outside, &folder.join("out"));
    link("kept.json", &folder.join("inner.json"));
    write(&folder.join("kept.json"), BASELINE);
    let absolute = folder.join("self/new.json").display().to_string();
    let before = |folder: &Path| {
        let mut names: Vec<_> =
            fs::read_dir(folder).expect("it is there").flatten().map(|one| one.file_name()).collect();
        names.sort();
        names
    };
    let names = [before(&folder), before(&outside)];
    for file in [
        "self/new.json",
        "self/self/new.json",
        "below/../self/new.json",
        "inner.json",
        "out/../new.json",
        &absolute,
    ] {
        for arguments in [&["--output", &format!("json={file}")][..], &[&*format!("--write-baseline={file}")]]
        {
            let output = run(&folder, &[arguments, &["--format", "concise", "topics.yml"]].concat());
            let text = said(&output);
            assert!(
                text.contains("is a link, and links in the workspace are not followed for writing"),
                "{file}: {text}"
            );
            assert_eq!(output.status.code(), Some(2), "{file}");
        }
    }
    for arguments in [
        &["new", "a-b", "--area", "topic", "--input", "topic", "--into", "out/policies"][..],
        &["new", "a-b", "--area", "topic", "--input", "topic", "--into", "self/policies"],
        &["init", "out"],
        &["init", "self"],
    ] {
        assert_eq!(run(&folder, arguments).status.code(), Some(2), "{arguments:?}");
    }
    assert_eq!([before(&folder), before(&outside)], names);
    assert_eq!(fs::read_to_string(folder.join("kept.json")).expect("it is there"), BASELINE);
    // A link around the workspace is the caller's own.
    let around = folder.with_file_name("around");
    link(&folder, &around);
    let target = format!("json={}", around.join("new.json").display());
    assert_eq!(run(&folder, &["--output", &target, "topics.yml"]).status.code(), Some(1));
    assert!(folder.join("new.json").exists());
}

#[test]
fn nothing_but_ours_is_printed_of_a_policy() {
    let (folder, _) = repository("rego");
    let policies = folder.join("::error::policies");
    fs::create_dir_all(&policies).expect("a folder can be made");
    write(&folder.join("compose.yml"), "services: {a: {image: a}}\n");
    for rule in [
        "allow if {\n  input.kind == \"\u{1b}[2Jx\"\n}\nwarn[msg] {\n  msg := \"a\"\n}\n",
        "warn[msg] {\n  some x in [1]\n  msg := \"\u{1b}[2J\"\n}\n",
        "warn[msg] {\n  every x in [1] { true }\n  msg := \"\u{1b}[2J\"\n}\n",
        "warn contains msg { msg := \"\u{1b}[2J\" }\n",
    ] {
        write(&policies.join("a.rego"), &format!("package old\n\n{rule}"));
        for arguments in [
            &["--policy", "::error::policies", "--namespace", "old", "."][..],
            &["test", "::error::policies"],
        ] {
            let output = run(&folder, arguments);
            let text = said(&output);
            assert!(
                !text.contains('\u{1b}') && !text.lines().any(|line| line.starts_with("::")),
                "{rule}: {text}"
            );
            assert_eq!(output.status.code(), Some(2), "{rule}: {text}");
        }
    }
}

#[test]
fn no_file_gives_a_build_server_a_command() {
    let (folder, _) = repository("commands");
    let name = "::set-output name=a::b.yml";
    let topics = "topics: [{name: '##vso[task.complete]x', partitions: 1, replication_factor: 1}]\n";
    write(&folder.join(name), topics);
    write(&folder.join("{.yml"), "topics: [\n::error::no,\n");
    for format in ["human", "concise", "json", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson"] {
        let output = run(&folder, &["--verbose", "--format", format, "."]);
        let text = said(&output);
        assert!(!text.contains("##vso[") && text.contains("task.complete"), "{format}: {text}");
        let is_command = |line: &str| line.trim_start().starts_with("::") && format != "github";
        assert!(!text.lines().any(is_command), "{format}: {text}");
    }
}

#[test]
fn what_is_secret_is_not_repeated() {
    let (folder, _) = repository("secrets");
    let service = "services:\n  a:\n    image: a:1\n    environment:\n      DB_PASSWORD: geheim-8472\n      URL: http://ü:${TOKEN}@host/\n";
    write(&folder.join("compose.yml"), service);
    write(&folder.join(".env"), &format!("OTHER={SECRET}\nTOKEN={SECRET}\nMORE={SECRET}\n"));
    write(
        &folder.join("connector.json"),
        &format!("{{\"connector.class\": \"x.y\", \"database.password\": \"{SECRET}\"}}\n"),
    );
    for format in ["human", "concise", "json", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson"] {
        let output = run(&folder, &["--verbose", "--format", format, "."]);
        assert!(said(&output).contains("literal-secret"), "{format}: {output:?}");
    }
    let output = run(&folder, &["--write-baseline=known.json", "."]);
    said(&output);
    let baseline = fs::read_to_string(folder.join("known.json")).expect("it is written");
    assert!(baseline.contains("literal-secret") && !baseline.contains(SECRET), "{baseline}");
    said(&run(&folder, &["--verbose", "--baseline", "known.json", "."]));
}

#[test]
fn a_secret_is_masked_wherever_it_stands() {
    let (folder, _) = repository("secrets-elsewhere");
    let file = format!(
        "services:
  web: # not {SECRET}
    image: a:1
    environment:
      - DB_PASSWORD={SECRET}
      - OTHER={SECRET}
    command: [run, '-p{SECRET}']
    depends_on: [{SECRET}]
  zookeeper:
    image: b:1
    environment: {{DB_PASSWORD: zookeeper, WEB_PASSWORD: web}}
    depends_on: [absent]
"
    );
    write(&folder.join("compose.yml"), &file);
    for format in ["human", "concise", "json", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson"] {
        let text = said(&run(&folder, &["--verbose", "--format", format, "."]));
        assert!(
            text.contains("service `zookeeper`") && text.contains("names the service `***`"),
            "{format}: {text}"
        );
    }
    let human = said(&run(&folder, &["."]));
    assert!(human.contains("  zookeeper:") && human.contains("- OTHER=***********"), "{human}");
}

#[test]
fn inspect_prints_files_like_other_commands() {
    let (folder, _) = repository("inspected");
    let hostile = "a\\n::error::x\\e[2Jy##vso[z]\\U000E0041";
    let compose = format!(
        "services:
  a:
    image: \"{hostile}\"
    env_file: [absent.env, \"{hostile}.env\"]
    depends_on: [\"{hostile}\"]
    environment: {{\"{hostile}\": \"{hostile}\"}}
"
    );
    write(&folder.join("compose.yml"), &compose);
    write(&folder.join("good.yml"), &compose.replace("env_file", "x-a").replace("depends_on", "x-b"));
    write(
        &folder.join("below/policy.rego"),
        "package main\n\n# \u{1b}[2J\ndeny contains \"a\" if { input.a == \"::error::\" \n",
    );
    let here = folder.display().to_string();
    for arguments in [
        &["inspect", "project", "compose.yml"][..],
        &["inspect", "project", "good.yml"],
        &["inspect", "project", "--format", "table", "good.yml"],
        &["inspect", "project", "--origins", "good.yml"],
        &["inspect", "project", "--origins", "--format", "json", "good.yml"],
        &["inspect", "."],
        &["inspect", "--origins", "."],
        &["inspect", "--format", "json", "."],
        &["inspect", "--input", "literal-secret", "."],
        &["inspect", "--input", "invalid-compose", "."],
        &["test", "below"],
    ] {
        let text = said(&run(&folder, arguments));
        assert!(!text.contains(&here), "{arguments:?}: {text}");
        let bad = text.chars().find(|one| (one.is_control() && *one != '\n') || *one == '\u{e0041}');
        assert_eq!(bad, None, "{arguments:?}: {text}");
        let begins = |line: &str| line.trim_start_matches([' ', '│']).starts_with("::");
        assert!(!text.contains("##vso[") && !text.lines().any(begins), "{arguments:?}: {text}");
    }
}

#[test]
fn variables_come_to_no_more_than_is_read() {
    let (folder, _) = repository("budget");
    let doubled = format!("A=xxxxxxxxxx\n{}", "A=$A$A\n".repeat(33));
    let tenfold: Vec<_> =
        (1..40).map(|at| format!("V{at}={}\n", format!("$V{}", at - 1).repeat(10))).collect();
    let long = format!("A={}\n", "x".repeat(1_000_000));
    let many: Vec<_> = (0..100).map(|at| format!("      V{at}: ${{A}}\n")).collect();
    let service =
        |value: &str| format!("services:\n  a:\n    image: kafka-ui:1\n    environment:\n      V: {value}\n");
    for (what, variables, compose, kept) in [
        ("a variable doubled", doubled, service("${A}"), true),
        ("variables of ten", format!("V0=xxxxxxxxxx\n{}", tenfold.concat()), service("${V39}"), true),
        ("one value named often", long.clone(), service(&"${A}".repeat(10_000)), false),
        ("many values", long, service("1") + &many.concat(), false),
    ] {
        write(&folder.join(".env"), &variables);
        write(&folder.join("compose.yml"), &compose);
        let output = run(&folder, &["--format", "concise", "."]);
        let text = said(&output);
        assert_eq!(
            (text.matches("is larger than the limit").count(), output.status.code()),
            (1, Some(2)),
            "{what}: {text}"
        );
        assert_eq!(text.contains("missing-resource-limits"), kept, "{what}: {text}");
    }
}

#[test]
fn what_is_not_read_is_listed_with_the_reason() {
    let (folder, outside) = repository("listed");
    write(&outside.join("data.yml"), &format!("a: {SECRET}\n"));
    write(&folder.join("kept.yml"), "a: 1\n");
    link("nowhere.yml", &folder.join("gone.yml"));
    link("nowhere", &folder.join("gone.png"));
    link(outside.join("data.yml"), &folder.join("outer.yml"));
    link(&outside, &folder.join("outer"));
    link("kept.yml", &folder.join("inner.yml"));
    link("below", &folder.join("inner"));
    write(&folder.join("bad.json"), "{bad");
    write(&folder.join("lines.json"), "{\"a\": 1}\n{\"a\": 2}\n");
    let text = said(&run(&folder, &["--verbose", "--format", "concise", "."]));
    let skipped: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("skipped: ")).collect();
    let nothing = "it declares no services, topics or connectors";
    let wanted = [
        "bad.json: it is not JSON",
        "gone.yml: it is a link that leads nowhere",
        &format!("inner.yml: {nothing}"),
        &format!("kept.yml: {nothing}"),
        &format!("lines.json: {nothing}"),
        "outer: it is a link that leads outside the workspace",
        "outer.yml: `outer.yml` lies outside the workspace and is not read",
    ];
    assert_eq!(skipped, wanted, "{text}");
}

#[test]
#[cfg(unix)]
fn an_output_is_no_named_pipe() {
    let folder = scratch("workspace_pipe");
    fs::write(folder.join("topics.yml"), "topics: [{name: a, partitions: 1}]\n")
        .expect("a file can be written");
    let made = std::process::Command::new("mkfifo").arg(folder.join("p.json")).status();
    assert!(made.expect("there is mkfifo").success());
    let output = run(&folder, &["--isolated", "--output", "json=p.json", "topics.yml"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("it is a named pipe"), "{said}");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn the_patterns_of_a_configuration_have_a_limit() {
    let folder = scratch("workspace_wildcards");
    fs::write(folder.join("topics.yml"), "topics: [{name: a, partitions: 1}]\n")
        .expect("a file can be written");
    let pattern = |number: usize| {
        format!("  - files: ['*a*b*c*{number}*']\n    rules: {{missing-healthcheck: {{severity: info}}}}\n")
    };
    let overrides = |count: usize| format!("overrides:\n{}", (0..count).map(pattern).collect::<String>());
    for (count, code) in [(200, Some(0)), (201, Some(2))] {
        fs::write(folder.join("hy-msg-lint.yaml"), overrides(count)).expect("a file can be written");
        let output = run(&folder, &["--select", "missing-healthcheck", "."]);
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), code, "{count}: {}", said.chars().take(500).collect::<String>());
        assert_eq!(said.contains("more than 1000 wildcards together"), count == 201, "{said}");
    }
}
