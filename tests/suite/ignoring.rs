//! Ignore files: what they leave out, what they cost, and what is judged all the same.
#![cfg(unix)]

use crate::expected::scratch;
use crate::projects::run;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufReader, Write as _};
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A topic file with a finding.
const TOPICS: &str = "topics: [{name: a, partitions: 1, replication_factor: 1}]\n";

/// The rule that finds it.
const RULE: &str = "low-replication-factor";

/// No run takes this long on any machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// The address space of a child, in KiB: a program that reads without an end soon has more.
const SPACE: &str = "4194304";

fn write(file: &Path, text: impl AsRef<[u8]>) {
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder can be made");
    fs::write(file, text).expect("a file can be written");
}

fn pipe(at: &Path) {
    assert!(Command::new("mkfifo").arg(at).status().expect("mkfifo runs").success());
}

/// Creates the folder of a repository that git does not know.
fn repository(name: &str) -> PathBuf {
    let folder = scratch(&format!("ignoring-{name}")).join("repository");
    fs::create_dir_all(folder.join(".git")).expect("a folder can be made");
    folder
}

fn git(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]);
    command.args(["-c", "core.excludesFile=", "-c", "protocol.file.allow=always"]);
    command.args(arguments).current_dir(folder).output().expect("git runs")
}

/// Creates a repository of git.
fn tracked(name: &str) -> PathBuf {
    let folder = scratch(&format!("ignoring-{name}")).join("repository");
    fs::create_dir_all(&folder).expect("a folder can be made");
    assert!(git(&folder, &["init", "--quiet", "."]).status.success());
    folder
}

/// Starts the program with little memory.
fn start(folder: &Path, arguments: &[&str]) -> Child {
    let mut command = Command::new("sh");
    command.args([
        "-c",
        &format!("ulimit -v {SPACE}; exec \"$0\" \"$@\""),
        env!("CARGO_BIN_EXE_hy-msg-lint"),
    ]);
    command.args(arguments).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the binary runs")
}

/// Returns what the program says with little memory and in little time, and its exit code.
fn bounded(folder: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let mut child = start(folder, arguments);
    let end = Instant::now() + PATIENCE;
    while child.try_wait().expect("a child").is_none() {
        if Instant::now() > end {
            child.kill().expect("a child ends");
            panic!("{arguments:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().expect("a child");
    (text(&output), output.status.code())
}

fn text(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat()
}

/// Returns the files with a finding, and what is skipped, each with the reason.
fn told(text: &str) -> (BTreeSet<&str>, Vec<&str>) {
    let found = text.lines().filter(|line| line.contains(&format!("[{RULE}]")));
    let found = found.filter_map(|line| line.split_once(':').map(|(file, _)| file)).collect();
    (found, text.lines().filter_map(|line| line.strip_prefix("skipped: ")).collect())
}

const CONCISE: &[&str] = &["--verbose", "--format", "concise", "--isolated"];

fn concise(folder: &Path, arguments: &[&str]) -> String {
    text(&run(folder, &[CONCISE, arguments].concat()))
}

#[test]
#[cfg(target_os = "linux")]
fn an_ignore_file_is_read_like_other_files() {
    use Kind::{Link, Pipe, Text};
    enum Kind {
        Text(Vec<u8>),
        Link(&'static str),
        Pipe,
    }
    let large = "/ignored-for-no-reason\n".repeat(100_000);
    let wildcards = "*.a*\n".repeat(501);
    let long = format!("*.yml\n{}", "?".repeat(1000));
    for (number, (kind, part)) in [
        (Link("/dev/zero"), "lies outside the workspace"),
        (Link("outside"), "lies outside the workspace"),
        (Link("absent"), "there is no file"),
        (Pipe, "it is not a file"),
        (Text(vec![b'#'; 17 << 20]), "is larger than 4 MiB"),
        (Text(large.into_bytes()), "is larger than 64 KiB"),
        (Text(wildcards.into_bytes()), "has more than 1000 wildcards"),
        (Text(long.into_bytes()), "has more than 1000 wildcards"),
        (Text(b"*.yml\n\xff".to_vec()), "is not UTF-8"),
    ]
    .into_iter()
    .enumerate()
    {
        for (name, arguments) in [
            (".gitignore", &["."][..]),
            (".ignore", &["."]),
            ("below/.gitignore", &["."]),
            (".gitignore", &["below"]),
            ("below/.gitignore", &["compose.yml"]),
        ] {
            let folder = repository(&format!("read-{number}"));
            let outside = folder.with_file_name("outside");
            write(&outside, "*.yml\n");
            write(&folder.join("topics.yml"), TOPICS);
            write(&folder.join("below/topics.yml"), TOPICS);
            write(&folder.join("below/x.env"), "DB_PASSWORD=geheim\n");
            write(&folder.join("compose.yml"), "services: {a: {image: kafka-ui, env_file: below/x.env}}\n");
            let file = folder.join(name);
            match &kind {
                Text(text) => write(&file, text),
                Link("outside") => symlink(&outside, &file).expect("links can be made"),
                Link(target) => symlink(target, &file).expect("links can be made"),
                Pipe => pipe(&file),
            }
            let started = Instant::now();
            let (said, code) = bounded(&folder, &[&["--format", "concise"], arguments].concat());
            assert!(started.elapsed() < Duration::from_secs(10), "{name}: {part}");
            let problems: Vec<_> = said.lines().filter(|line| line.starts_with(name)).collect();
            assert!(problems.len() == 1 && problems[0].contains(part), "{name}: {part}: {said}");
            assert!(said.contains("not complete: 1 problem"), "{name}: {part}: {said}");
            assert_eq!(code, Some(2), "{name}: {part}");
            // All else is judged.
            let found = told(&said).0;
            let wanted = match arguments {
                ["."] => &["below/topics.yml", "topics.yml"][..],
                ["below"] => &["below/topics.yml"],
                _ => &[],
            };
            assert_eq!(found.into_iter().collect::<Vec<_>>(), wanted, "{name}: {part}: {said}");
            if *arguments == ["compose.yml"] {
                assert!(said.contains("literal-secret"), "{said}");
            }
        }
    }
}

#[test]
fn an_ignore_file_at_the_limits_is_used_and_costs_little() {
    let folder = repository("largest");
    let most = format!("{}*.properties\n/ignored.yml\n{}", "[a-z]?*".repeat(333), "x\n".repeat(31_500));
    let most = format!("{most}{}", "#".repeat((64 << 10) - most.len()));
    for number in 0..500 {
        write(&folder.join(format!("{}{number}.yml", "a".repeat(100))), TOPICS);
    }
    write(&folder.join("ignored.yml"), TOPICS);
    for (patterns, part) in [
        (most.clone(), "; 1 file ignored"),
        (format!("{most}#"), "is larger than 64 KiB"),
        (most.replace("/ignored.yml", "ignored*.yml"), "has more than 1000 wildcards"),
    ] {
        write(&folder.join(".gitignore"), &patterns);
        let started = Instant::now();
        let said = concise(&folder, &["."]);
        assert!(started.elapsed() < Duration::from_secs(10), "{part}: {:?}", started.elapsed());
        assert!(said.contains(part), "{part}: {said}");
        assert_eq!(said.contains("not complete"), !part.contains("ignored"), "{part}: {said}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn the_language_server_reads_ignore_files_like_other_files() {
    let folder = repository("server");
    write(&folder.join("topics.yml"), TOPICS);
    symlink("/dev/zero", folder.join(".gitignore")).expect("links can be made");
    pipe(&folder.join(".ignore"));
    pipe(&folder.join("other.yml"));
    let mut child = start(&folder, &["lsp", "--stdio"]);
    let uri = |path: &Path| url::Url::from_file_path(path).expect("an absolute path").to_string();
    let params = json!({
        "processId": null, "rootUri": null, "capabilities": {},
        "workspaceFolders": [{"uri": uri(&folder), "name": "folder"}],
    });
    let mut input = child.stdin.take().expect("a pipe");
    for message in [
        json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}),
        json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}),
    ] {
        let message = message.to_string();
        write!(input, "Content-Length: {}\r\n\r\n{message}", message.len()).expect("the program reads");
    }
    let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
    // A server that does not end is ended, which ends its output.
    let (done, is_done) = std::sync::mpsc::channel::<()>();
    let guard = std::thread::spawn(move || {
        let _ = is_done.recv_timeout(PATIENCE);
        child.kill().expect("a child ends");
        child.wait().expect("a child ends");
    });
    let mut missing: BTreeSet<_> =
        [".gitignore", ".ignore", "topics.yml"].map(|name| uri(&folder.join(name))).into();
    while !missing.is_empty() {
        let message = lsp_server::Message::read(&mut output).expect("messages");
        let message = message.unwrap_or_else(|| panic!("the server ended without {missing:?}"));
        let message: Value = serde_json::to_value(message).expect("JSON");
        if message["method"] == "textDocument/publishDiagnostics" {
            missing.remove(message["params"]["uri"].as_str().expect("an address"));
        }
    }
    drop(done);
    guard.join().expect("the server ends");
}

#[test]
fn what_git_tracks_is_judged_whatever_ignores_it() {
    let folder = tracked("tracked");
    let script = "#!/bin/sh\nkafka-topics --create --topic a --partitions 1 --replication-factor 1\n";
    for name in ["topics.yml", "deploy/topics.yml", "vendor/kept/topics.yml", "re pö.yml"] {
        write(&folder.join(name), TOPICS);
    }
    write(&folder.join("bin/create"), script);
    write(&folder.join("compose.yml"), "services: {a: {image: kafka-ui, env_file: x.env}}\n");
    write(&folder.join("x.env"), "DB_PASSWORD=geheim\n");
    write(&folder.join("vendor/.hidden/topics.yml"), TOPICS);
    let inner = folder.join("inner");
    write(&inner.join("topics.yml"), TOPICS);
    for arguments in [&["init", "--quiet", "."][..], &["add", "."], &["commit", "--quiet", "--message", "a"]]
    {
        assert!(git(&inner, arguments).status.success());
    }
    assert!(git(&folder, &["add", "."]).status.success());
    // What comes now is not tracked.
    write(&folder.join(".gitignore"), "*.yml\n/deploy/\nvendor\nbin/\ninner\n*.env\n.hidden\n");
    for name in ["local.yml", "deploy/local.yml", "vendor/other/topics.yml", "build/topics.yml"] {
        write(&folder.join(name), TOPICS);
    }
    write(&folder.join("bin/other"), script);
    write(&folder.join("inner/local.yml"), TOPICS);
    write(&inner.join(".gitignore"), "local.yml\n");
    let judged = [
        "bin/create",
        "deploy/topics.yml",
        "inner/topics.yml",
        "re pö.yml",
        "topics.yml",
        "vendor/.hidden/topics.yml",
        "vendor/kept/topics.yml",
    ];
    let passed_over = [
        "build/topics.yml: `*.yml` in .gitignore ignores it",
        "deploy/local.yml: `/deploy/` in .gitignore ignores it",
        "inner/local.yml: `local.yml` in inner/.gitignore ignores it",
        "local.yml: `*.yml` in .gitignore ignores it",
        "vendor/other: `vendor` in .gitignore ignores it",
    ];
    let said = concise(&folder, &["."]);
    let (found, skipped) = told(&said);
    assert_eq!(found.into_iter().collect::<Vec<_>>(), judged, "{said}");
    assert_eq!(skipped, passed_over, "{said}");
    assert!(said.contains("; 4 files and 1 folder ignored"), "{said}");
    assert!(said.contains("x.env:1:13: error[literal-secret]"), "{said}");
    let below: Vec<_> = concise(&folder.join("deploy"), &["."]).lines().map(str::to_owned).collect();
    assert!(below.iter().any(|line| line.starts_with("topics.yml:")), "{below:?}");

    // Nothing of the repository starts a program. Whether git is there, and what it makes of the owner, is no matter.
    let mark = folder.join("ran");
    for key in ["core.fsmonitor", "core.pager", "pager.ls-files", "core.sshCommand"] {
        git(&folder, &["config", key, &format!("touch {}", mark.display())]);
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"));
    command.args(CONCISE).arg(".").current_dir(&folder).env("PATH", "");
    command.env("GIT_INDEX_FILE", folder.join("other")).env("GIT_DIR", "/nowhere");
    assert_eq!(text(&command.output().expect("the binary runs")), said);
    assert!(!mark.exists());
}

#[test]
fn every_form_of_an_index_is_read() {
    let long = format!("{0}/{0}/{0}/{1}/{1}/topics.yml", "long".repeat(50), "x".repeat(200));
    let names = ["a/b/topics.yml", "a/topics.yml", "ab.yml", "abc.yml", "b.yml", "empty.yml", &*long];
    for (form, arguments) in [
        ("version 2", &[&["update-index", "--index-version", "2"][..]][..]),
        (
            "version 3",
            &[&["add", "--intent-to-add", "later.yml"], &["update-index", "--skip-worktree", "b.yml"]],
        ),
        ("version 4", &[&["update-index", "--index-version", "4"]]),
        (
            "split",
            &[&["update-index", "--split-index"], &["add", "later.yml"], &["rm", "--cached", "ab.yml"]],
        ),
        ("SHA-256", &[]),
        ("without a checksum", &[&["-c", "index.skipHash=true", "add", "later.yml"]]),
        (
            "a work tree of its own",
            &[&["commit", "--quiet", "--message", "a"], &["worktree", "add", "--quiet", "../tree"]],
        ),
    ] {
        let top = scratch("ignoring-index");
        let folder = top.join("repository");
        let hash = if form == "SHA-256" { "sha256" } else { "sha1" };
        let made = git(&top, &["init", "--quiet", "--object-format", hash, "repository"]);
        assert!(made.status.success(), "{form}: {made:?}");
        for name in names {
            write(&folder.join(name), TOPICS);
        }
        assert!(git(&folder, &["add", "."]).status.success(), "{form}");
        write(&folder.join("later.yml"), TOPICS);
        for arguments in arguments {
            let output = git(&folder, arguments);
            assert!(output.status.success(), "{form}: {output:?}");
        }
        let folder = if form.contains("tree") { top.join("tree") } else { folder };
        write(&folder.join("other.yml"), TOPICS);
        write(&folder.join("a/b/other.yml"), TOPICS);
        write(&folder.join(".gitignore"), "*\n");
        let listed = git(&folder, &["ls-files"]);
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        let said = concise(&folder, &["."]);
        let mut wanted: BTreeSet<_> = listed.lines().collect();
        assert!(wanted.len() >= names.len() - 1, "{form}: {wanted:?}");
        if form == "split" {
            // What was taken out of the other index is judged as long as git keeps that index.
            wanted.insert("ab.yml");
        }
        assert_eq!(told(&said).0, wanted, "{form}: {said}");
    }
}

#[test]
fn an_index_that_cannot_be_read_is_a_problem() {
    for part in ["its format is not known", "it is not a file"] {
        let folder = tracked("broken-index");
        write(&folder.join("topics.yml"), TOPICS);
        assert!(git(&folder, &["add", "."]).status.success());
        write(&folder.join(".gitignore"), "*.yml\n");
        let index = folder.join(".git/index");
        let whole = fs::read(&index).expect("there is an index");
        fs::remove_file(&index).expect("a file can be removed");
        let broken: Vec<&[u8]> = match part {
            "it is not a file" => vec![&[]],
            _ => (0..whole.len()).step_by(7).map(|length| &whole[..length]).collect(),
        };
        for bytes in broken {
            let _ = fs::remove_file(&index);
            if part == "it is not a file" {
                pipe(&index);
            } else {
                write(&index, bytes);
            }
            let (said, code) = bounded(&folder, &[CONCISE, &["."]].concat());
            assert!(said.contains(".git/index: error: the index of git: "), "{said}");
            assert!(said.contains(part) && code == Some(2), "{code:?}: {said}");
        }
        // Where nothing is ignored, nobody asks.
        fs::remove_file(folder.join(".gitignore")).expect("a file can be removed");
        assert_eq!(told(&concise(&folder, &["."])).0.len(), 1);
    }
}

#[test]
fn what_git_tracks_is_judged_in_hidden_folders() {
    let folder = tracked("hidden");
    let tracked =
        [".hidden.yml", ".topics/.deeper/topics.yml", ".topics/topics.yml", "a/.b/topics.yml", "topics.yml"];
    for name in tracked.iter().chain(&[".git-of-another/topics.yml"]) {
        write(&folder.join(name), TOPICS);
    }
    // What other programs keep in hidden files is none of our forms.
    write(
        &folder.join(".gitlab-ci.yml"),
        "stages: [a]\nservices: ['docker:dind']\ninclude: [{local: /a.yml}]\n",
    );
    write(&folder.join(".travis.yml"), "language: java\nservices: [docker]\n");
    write(&folder.join(".github/workflows/a.yml"), "on: [push]\njobs: {a: {services: {k: {image: c}}}}\n");
    write(&folder.join(".vscode/settings.json"), "{\"a\": 1}\n");
    write(&folder.join(".pre-commit-config.yaml"), "repos: []\n");
    assert!(git(&folder, &["add", "."]).status.success());
    assert!(git(&folder, &["rm", "-r", "--cached", ".git-of-another"]).status.success());
    for name in [".topics/local.yml", ".venv/topics.yml", ".idea/.x/topics.yml", ".local.yml", ".local.txt"] {
        write(&folder.join(name), TOPICS);
    }
    write(&folder.join(".gitignore"), ".venv/\n");
    let said = concise(&folder, &["."]);
    let (found, skipped) = told(&said);
    assert_eq!(found.into_iter().collect::<Vec<_>>(), tracked, "{said}");
    let hidden = "a name in its path begins with a dot, and git does not track it";
    let skipped: Vec<_> = skipped
        .into_iter()
        .filter(|one| !one.contains("not recognised") && !one.contains("declares"))
        .collect();
    let wanted = [
        format!(".git-of-another: {hidden}"),
        format!(".idea: {hidden}"),
        format!(".local.yml: {hidden}"),
        format!(".topics/local.yml: {hidden}"),
        ".venv: `.venv/` in .gitignore ignores it".to_owned(),
    ];
    assert_eq!(skipped, wanted, "{said}");
    assert!(said.contains("; 2 files and 3 folders ignored"), "{said}");
    assert!(!said.contains("invalid-compose"), "{said}");
}

#[test]
fn a_repository_with_commits_has_an_index() {
    let other = ["init", "--quiet", "--ref-format=reftable", "."];
    for form in ["unborn", "branch", "packed", "detached", "work tree", "reftable"] {
        let top = scratch("ignoring-no-index");
        let mut folder = top.join("repository");
        fs::create_dir_all(&folder).expect("a folder can be made");
        let made = git(&folder, if form == "reftable" { &other } else { &["init", "--quiet", "."] });
        if form == "reftable" && !made.status.success() {
            // An older git.
            continue;
        }
        write(&folder.join("topics.yml"), TOPICS);
        if form != "unborn" {
            for arguments in [&["add", "."][..], &["commit", "--quiet", "--message", "a"]] {
                assert!(git(&folder, arguments).status.success(), "{form}");
            }
        }
        let arguments: &[&str] = match form {
            "packed" => &["pack-refs", "--all"],
            "detached" => &["checkout", "--quiet", "--detach"],
            "work tree" => &["worktree", "add", "--quiet", "../tree"],
            _ => &["status"],
        };
        assert!(git(&folder, arguments).status.success(), "{form}");
        let mut index = folder.join(".git/index");
        if form == "work tree" {
            index = folder.join(".git/worktrees/tree/index");
            folder = top.join("tree");
        }
        if form != "unborn" {
            fs::remove_file(&index).expect("there is an index");
        }
        write(&folder.join(".gitignore"), "*\n");
        let output = run(&folder, &["."]);
        let said = text(&output);
        let is_problem = said.contains("it is absent, though the repository has commits");
        assert_eq!(
            (is_problem, output.status.code()),
            (form != "unborn", Some(if is_problem { 2 } else { 0 })),
            "{form}: {said}"
        );
        assert!(said.contains("1 file ignored"), "{form}: {said}");
    }
}

#[test]
fn the_summary_counts_what_is_ignored() {
    let folder = repository("summary");
    for name in ["topics.yml", "a/local.yml", "local.yml", "target/topics.yml", "target/other/topics.yml"] {
        write(&folder.join(name), TOPICS);
    }
    write(&folder.join("image.png"), "");
    write(&folder.join("hy-msg-lint.yaml"), "exclude: [nothing-here]\nignore: [topic]\n");
    let summary = |arguments: &[&str]| {
        let said = text(&run(&folder, arguments));
        said.lines().last().unwrap_or_default().to_owned()
    };
    assert!(!summary(&["."]).contains("ignored"));
    write(&folder.join(".gitignore"), "target\n*.png\n");
    assert!(summary(&["."]).contains("; 1 folder ignored (--verbose lists them)"), "{}", summary(&["."]));
    write(&folder.join(".gitignore"), "target/\n*.png\nlocal.yml\n");
    let both = "; 2 files and 1 folder ignored (--verbose lists them)";
    assert!(summary(&["."]).contains(both), "{}", summary(&["."]));
    assert!(summary(&["--verbose", "."]).contains("; 2 files and 1 folder ignored"));
    assert!(summary(&["--format", "concise", "."]).contains(both));
    // What is named is not ignored.
    assert!(summary(&[".", "local.yml"]).contains("; 1 file and 1 folder ignored"));
    assert!(!summary(&["local.yml", "target"]).contains("ignored"));
    assert!(summary(&[".", "target"]).contains("; 2 files ignored"));
    let output = run(&folder, &["--format", "json", "."]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let skipped: Vec<_> =
        report["skipped"].as_array().expect("a list").iter().map(|one| &one["file"]).collect();
    assert_eq!(skipped, ["a/local.yml", "local.yml", "target"]);
    let human = text(&run(&folder, &["--verbose", "."]));
    assert!(human.contains("\n  target: `target/` in .gitignore ignores it\n"), "{human}");
}

#[test]
fn settings_of_the_user_and_of_a_clone_change_nothing() {
    let folder = tracked("settings");
    for name in ["topics.yml", "kept/topics.yml"] {
        write(&folder.join(name), TOPICS);
    }
    let plain = concise(&folder, &["."]);
    assert_eq!(told(&plain).0.len(), 2, "{plain}");
    let home = folder.join("../home");
    write(&home.join(".config/git/ignore"), "topics.yml\n");
    write(&home.join("excludes"), "topics.yml\n");
    write(
        &home.join(".gitconfig"),
        format!("[core]\n\texcludesFile = {}\n", home.join("excludes").display()),
    );
    write(&folder.join(".git/info/exclude"), "topics.yml\n");
    // What is around the repository has no say either.
    write(&folder.join("../.gitignore"), "topics.yml\n");
    write(&folder.join("../.ignore"), "topics.yml\n");
    git(&folder, &["config", "core.excludesFile", &home.join("excludes").display().to_string()]);
    for variable in ["HOME", "XDG_CONFIG_HOME"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"));
        let value = if variable == "HOME" { home.clone() } else { home.join(".config") };
        command.args(CONCISE).arg(".").current_dir(&folder).env(variable, value);
        command.env("GIT_CONFIG_GLOBAL", home.join(".gitconfig"));
        assert_eq!(text(&command.output().expect("the binary runs")), plain, "{variable}");
    }
}

#[test]
fn what_is_no_file_is_listed_and_not_opened() {
    let folder = repository("pipes");
    pipe(&folder.join("pipe.yml"));
    pipe(&folder.join("pipe"));
    symlink("pipe.yml", folder.join("to-pipe.yml")).expect("links can be made");
    symlink("pipe", folder.join("to-pipe")).expect("links can be made");
    let _socket = UnixListener::bind(folder.join("s.yml")).expect("a socket can be made");
    symlink("circle.yml", folder.join("circle.yml")).expect("links can be made");
    symlink("b.yml", folder.join("a.yml")).expect("links can be made");
    symlink("a.yml", folder.join("b.yml")).expect("links can be made");
    fs::create_dir_all(folder.join("below")).expect("a folder can be made");
    symlink("..", folder.join("below/up")).expect("links can be made");
    symlink(".", folder.join("here")).expect("links can be made");
    symlink("/dev/zero", folder.join("zero.yml")).expect("links can be made");
    symlink("/nowhere/at/all.yml", folder.join("outer.yml")).expect("links can be made");
    write(&folder.join("topics.yml"), TOPICS);
    let (said, _) = bounded(&folder, &[CONCISE, &["."]].concat());
    let (found, skipped) = told(&said);
    assert_eq!(found, BTreeSet::from(["topics.yml"]), "{said}");
    let wanted = [
        "a.yml: it is a link that leads back to itself",
        "b.yml: it is a link that leads back to itself",
        "below/up: it is a link to a folder that contains it",
        "circle.yml: it is a link that leads back to itself",
        "here: it is a link to a folder that contains it",
        "outer.yml: it is a link that leads outside the workspace",
        "pipe.yml: it is a named pipe, not a file",
        "s.yml: it is a socket, not a file",
        "to-pipe.yml: it is a link to a named pipe, not a file",
        "zero.yml: it is a link that leads outside the workspace",
    ];
    assert_eq!(skipped, wanted, "{said}");
}

#[test]
fn what_is_no_file_and_named_is_refused_and_not_opened() {
    let folder = repository("named-pipes");
    for name in ["pipe.yml", "pipe.env", "pipe", "below/.env", "below/Dockerfile", "policies/a.rego"] {
        fs::create_dir_all(folder.join(name).parent().expect("a folder")).expect("a folder can be made");
        pipe(&folder.join(name));
    }
    write(&folder.join("topics.yml"), TOPICS);
    let service = |rest: &str| format!("services: {{a: {{image: kafka-ui, {rest}}}}}\n");
    for (name, text) in [
        ("env.yml", service("env_file: pipe.env")),
        ("include.yml", format!("include: [pipe.yml]\n{}", service("init: true"))),
        ("extends.yml", service("extends: {file: pipe.yml, service: a}")),
        ("below/env.yml", service("environment: [A=$A]")),
        ("below/build.yml", "services: {a: {build: .}}\n".to_owned()),
        ("hy-msg-lint.yaml", "env_files: [pipe.env]\n".to_owned()),
    ] {
        write(&folder.join(name), text);
    }
    let zero = "/dev/zero";
    for (arguments, code) in [
        (&["--isolated", "pipe.yml"][..], Some(2)),
        (&["--isolated", "pipe"], Some(2)),
        (&["--isolated", zero], Some(2)),
        (&["--isolated", "env.yml"], Some(1)),
        (&["--isolated", "include.yml"], Some(2)),
        (&["--isolated", "extends.yml"], Some(2)),
        (&["--isolated", "below/env.yml"], None),
        (&["--isolated", "below/build.yml"], None),
        (&["--isolated", "--with-dependents", "pipe.yml"], Some(2)),
        (&["topics.yml", "env.yml"], Some(2)),
        (&["--config", "pipe.yml", "topics.yml"], Some(2)),
        (&["--config", zero, "topics.yml"], Some(2)),
        (&["--isolated", "--baseline", "pipe.yml", "topics.yml"], Some(2)),
        (&["--isolated", "--baseline", zero, "topics.yml"], Some(2)),
        (&["--isolated", "--policy", "pipe.yml", "topics.yml"], Some(2)),
        (&["--isolated", "--policy", "policies", "topics.yml"], None),
        (&["--isolated", "--data", "pipe.yml", "topics.yml"], Some(2)),
        (&["inspect", "--isolated", "pipe.yml"], Some(2)),
        (&["inspect", "project", "--isolated", "pipe.yml"], Some(2)),
        (&["inspect", "project", "--isolated", "env.yml"], Some(2)),
    ] {
        let (said, ended) = bounded(&folder, arguments);
        assert!(ended.is_some(), "{arguments:?}: {said}");
        assert!(code.is_none() || ended == code, "{arguments:?}: {ended:?}: {said}");
    }
}

/// The oracle is git itself.
#[test]
fn patterns_mean_what_they_mean_in_git() {
    let names = [
        "a.yml",
        "b.yml",
        "ab.yml",
        "#a.yml",
        "!a.yml",
        "a b.yml",
        "{a,b}.yml",
        "[a].yml",
        "é.yml",
        "A.yml",
        "d/a.yml",
        "d/b.yml",
        "d/e/a.yml",
        "d/e/b.yml",
        "e/a.yml",
        "e/d/a.yml",
        "e/d/e/a.yml",
        "d.yml/a.yml",
        "a/b/c/d.yml",
        "a\\b.yml",
        "x^y.yml",
        "x]y.yml",
    ];
    let mut wrong = Vec::new();
    for (outer, inner) in [
        ("a.yml", ""),
        ("/a.yml", ""),
        ("d", ""),
        ("d/", ""),
        ("/d/", ""),
        ("d/e", ""),
        ("d/*.yml", ""),
        ("*.yml\n!a.yml", ""),
        ("d\n!d/a.yml", ""),
        ("d/*\n!d/a.yml", ""),
        ("*.yml\n!/d/**", ""),
        ("**/a.yml", ""),
        ("d/**", ""),
        ("d/**/a.yml", ""),
        ("**/e/a.yml", ""),
        ("a/**/d.yml", ""),
        ("*.yml", "!a.yml"),
        ("!a.yml", "a.yml"),
        ("a.yml", "!/e/a.yml"),
        ("e", "!e"),
        ("", "/a.yml"),
        ("", "e/"),
        ("{a,b}.yml", ""),
        ("*.{yml,json}", ""),
        ("[ab].yml", ""),
        ("[!a].yml", ""),
        ("[^a].yml", ""),
        ("\\[a\\].yml", ""),
        ("[{}]a,b}.yml", ""),
        ("\\{a,b\\}.yml", ""),
        ("[a-]*.yml", ""),
        ("#a.yml", ""),
        ("\\#a.yml", ""),
        ("\\!a.yml", ""),
        ("a.yml   ", ""),
        ("a b.yml", ""),
        ("a\\ b.yml", ""),
        ("?.yml", ""),
        ("??yml", ""),
        ("*", ""),
        ("*\n!*.yml", ""),
        ("*\n!*/\n!a.yml", ""),
        ("\u{feff}a.yml", ""),
        ("a.yml\r\nb.yml\r", ""),
        ("/*\n!/d/", ""),
        ("d.yml/", ""),
        ("d.yml", ""),
        ("/", ""),
        ("!", ""),
        ("[z-a].yml\nb.yml", ""),
        ("*a*", ""),
        ("é.yml", ""),
        ("a\\\\b.yml", ""),
        ("x[]]y.yml", ""),
        ("x[^]]y.yml", ""),
        ("**", ""),
        ("***.yml", ""),
        ("./a.yml", ""),
        ("../a.yml", ""),
        ("d//a.yml", ""),
    ] {
        let folder = tracked("oracle");
        for name in names {
            write(&folder.join(name), TOPICS);
        }
        write(&folder.join(".gitignore"), format!("{outer}\n"));
        write(&folder.join("d/.gitignore"), format!("{inner}\n"));
        let said = concise(&folder, &["."]);
        let ours = told(&said).0;
        let listed = git(&folder, &["ls-files", "-z", "--others", "--exclude-standard"]);
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        let gits: BTreeSet<_> =
            listed.split_terminator('\0').filter(|name| !name.ends_with(".gitignore")).collect();
        if ours != gits {
            let differs: Vec<_> = ours.symmetric_difference(&gits).copied().collect();
            wrong.push(format!("{outer:?} with {inner:?}: {differs:?}"));
        }
    }
    assert_eq!(wrong, [""; 0]);
}
