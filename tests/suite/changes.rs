//! `--diff-base`: findings on changed lines in a git repository.

use crate::expected::scratch;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"])
        .args(["-c", "core.autocrlf=false"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

const TOPICS: &str = "\
topics:
  - name: orders
    partitions: 3
    replication_factor: 1
    config: {min.insync.replicas: 2}
";

/// Creates a repository with one commit, in which replicas are missing.
fn repository(name: &str) -> PathBuf {
    let folder = scratch(&format!("changes-{name}"));
    fs::create_dir_all(folder.join("below")).expect("a folder can be made");
    fs::write(folder.join("topics.yml"), TOPICS).expect("a file can be written");
    git(&folder, &["init", "--quiet", "."]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "--quiet", "--message", "all"]);
    folder
}

fn lint(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"));
    command.args(["--format", "concise", "--quiet", "--select", "low-replication-factor"]);
    command.args(arguments).current_dir(folder);
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    lint(folder, arguments).output().expect("the binary runs")
}

/// Returns the places of the shown findings.
fn places(output: &Output) -> Vec<String> {
    let text = String::from_utf8(output.stdout.clone()).expect("the output is text");
    text.lines().filter_map(|line| Some(line.split_once(": ")?.0.to_owned())).collect()
}

#[test]
fn only_what_is_new_is_shown() {
    let folder = repository("new");
    let before = run(&folder, &["--diff-base", "HEAD"]);
    assert_eq!((places(&before), before.status.code()), (vec![], Some(0)));

    let more = "  - name: payments\n    partitions: 3\n    replication_factor: 2\n";
    fs::write(folder.join("topics.yml"), format!("# Topics\n{TOPICS}{more}")).expect("a file can be written");
    fs::write(folder.join("below/new ä \"topics\".yml"), TOPICS)
        .or_else(|_| fs::write(folder.join("below/new ä topics.yml"), TOPICS))
        .expect("a file can be written");
    let now = run(&folder, &["--diff-base", "HEAD"]);
    let [new, changed] = &places(&now)[..] else { panic!("{now:?}") };
    assert!(new.starts_with("below/new ä ") && new.ends_with(":4:25"), "{new}");
    assert_eq!((changed.as_str(), now.status.code()), ("topics.yml:9:25", Some(1)));

    git(&folder, &["add", "."]);
    assert_eq!(places(&run(&folder, &["--diff-base", "HEAD"])).len(), 2);
    git(&folder, &["commit", "--quiet", "--message", "more"]);
    assert_eq!(places(&run(&folder, &["--diff-base", "HEAD"])).len(), 0);
    assert_eq!(places(&run(&folder, &["--diff-base", "HEAD~1"])).len(), 2);
    assert_eq!(places(&run(&folder.join("below"), &["--diff-base", "HEAD~1", ".."])).len(), 2);
    assert_eq!(places(&run(&folder, &[])).len(), 3);
}

#[test]
fn what_git_cannot_say_is_an_error() {
    let folder = repository("errors");
    let ceiling = folder.parent().expect("a folder above");
    let outside = scratch("changes-outside");
    for (command, said) in [
        (&mut lint(&folder, &["--diff-base", "nowhere"]), "git knows no revision `nowhere`"),
        (&mut lint(&folder, &["--diff-base=--output=x"]), "git knows no revision `--output=x`"),
        (
            lint(&outside, &["--diff-base", "HEAD"]).env("GIT_CEILING_DIRECTORIES", ceiling),
            "needs a repository of git: fatal: not a git repository",
        ),
        (lint(&folder, &["--diff-base", "HEAD"]).env("PATH", ""), "needs git, which cannot be run"),
    ] {
        let output = command.output().expect("the binary runs");
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(text.contains(said), "{text}");
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{said}");
    }
    assert!(!folder.join("x").exists());
}

#[test]
fn what_git_does_not_keep_or_show_is_new_where_it_changed() {
    let folder = repository("hidden");
    fs::write(folder.join(".gitattributes"), "*.yml -diff\n").expect("a file can be written");
    fs::write(folder.join("topics.yml"), TOPICS.replace("factor: 1", "factor: 2"))
        .expect("a file can be written");
    assert_eq!(places(&run(&folder, &["--diff-base", "HEAD"])), ["topics.yml:4:25"]);
    git(&folder, &["commit", "--quiet", "--all", "--message", "two"]);
    // A named file is read even if git ignores it; git tracks no files of a nested repository.
    fs::write(folder.join(".gitignore"), "local.yml\n").expect("a file can be written");
    fs::write(folder.join("local.yml"), TOPICS).expect("a file can be written");
    let inner = folder.join("below/inner");
    fs::create_dir_all(&inner).expect("a folder can be made");
    git(&inner, &["init", "--quiet", "."]);
    fs::write(inner.join("topics.yml"), TOPICS).expect("a file can be written");
    let named = run(&folder, &["--diff-base", "HEAD", "local.yml", "topics.yml", "below"]);
    assert_eq!(places(&named), ["below/inner/topics.yml:4:25", "local.yml:4:25"]);
}

#[test]
fn git_runs_nothing_that_a_change_brings() {
    let folder = repository("embedded");
    let bare = folder.join("below/bare");
    git(&folder, &["clone", "--quiet", "--bare", ".", "below/bare"]);
    git(&bare, &["read-tree", "HEAD"]);
    let mark = folder.join("ran");
    let command = format!("touch {}; cat", mark.display());
    let settings = format!(
        "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n\tfsmonitor = \"{command}\"\n[filter \"x\"]\n\tclean = \"{command}\"\n"
    );
    fs::write(bare.join("config"), settings).expect("a file can be written");
    fs::write(bare.join(".gitattributes"), "* filter=x\n").expect("a file can be written");
    fs::write(bare.join("topics.yml"), TOPICS.replace("factor: 1", "factor: 2"))
        .expect("a file can be written");
    let output = run(&bare, &["--diff-base", "HEAD", "."]);
    assert!(!mark.exists(), "{output:?}");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    // The repository's own filters do not run either.
    git(&folder, &["config", "filter.x.clean", &command]);
    fs::write(folder.join(".gitattributes"), "* filter=x\n").expect("a file can be written");
    fs::write(folder.join("topics.yml"), format!("# One more line.\n{TOPICS}"))
        .expect("a file can be written");
    assert_eq!(places(&run(&folder, &["--diff-base", "HEAD", "topics.yml"])), [] as [&str; 0]);
    assert!(!mark.exists());
}

#[test]
fn line_endings_are_no_change() {
    let folder = repository("endings");
    let crlf = TOPICS.replace("factor: 1", "factor: 2").replace('\n', "\r\n");
    fs::write(folder.join("topics.yml"), crlf).expect("a file can be written");
    assert_eq!(places(&run(&folder, &["--diff-base", "HEAD"])), ["topics.yml:4:25"]);
    fs::write(folder.join("topics.yml"), TOPICS.replace('\n', "\r\n")).expect("a file can be written");
    assert_eq!(places(&run(&folder, &["--diff-base", "HEAD"])), [] as [&str; 0]);
}
