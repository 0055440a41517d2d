//! Replays the console sessions of documents: runs every `$ command` and compares its output.
//!
//! A document is one session, from its first ```` ```console ```` block to its last. It starts in the repository's
//! root, or in an empty folder for documents in `docs/`. It supports `[NAME=VALUE] hy-msg-lint … [< FILE]`,
//! `cd FOLDER`, `cat FILE`, `echo $?`, and the cargo commands accepted by [`cargo`]; any other command is an error.
//! In `docs/`, a paragraph that is a path in backquotes followed by `:` writes the block below it to that file, relative
//! to that folder, and with `, at the end:` appends it. The escape character is shown as `␛`.
//!
//! `UPDATE_EXPECTED=1 cargo test --test suite console` rewrites the output; review the difference before committing it.

use crate::expected::{files_under, root, scratch};
use rayon::prelude::*;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const PROGRAM: &str = "hy-msg-lint";

#[test]
fn sessions_go_as_shown() {
    let mut documents: Vec<_> =
        ["README.md", "CONTRIBUTING.md"].iter().map(|name| root().join(name)).collect();
    let is_document = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "md");
    documents.extend(files_under(&root().join("tests/cmd")).into_iter().filter(is_document));
    documents.extend(files_under(&root().join("docs")).into_iter().filter(is_document));
    let difference = |document: &PathBuf| {
        let written = fs::read_to_string(document).expect("documents are text").replace("\r\n", "\n");
        let begins_empty = document.starts_with(root().join("docs"));
        let name = document.file_stem().unwrap_or_default().to_string_lossy();
        let folder = if begins_empty { scratch(&format!("console_{name}")) } else { root() };
        let played = play(&written, document, Session { folder, status: 0 }, begins_empty);
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::write(document, &played).expect("documents can be written");
            return None;
        }
        Some(format!("== {}{}", document.display(), difference(&written, &played)?))
    };
    let wrong = documents.par_iter().filter_map(difference).collect::<Vec<_>>().concat();
    assert!(wrong.is_empty(), "{wrong}");
}

/// Returns the document with the current output of its commands; `writes` says whether it writes files.
fn play(document: &str, path: &Path, mut session: Session, writes: bool) -> String {
    let home = session.folder.clone();
    let mut played = String::new();
    let mut fence: Option<&str> = None;
    let mut named: Option<(&str, bool)> = None;
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        if let Some((file, appends)) = named.take_if(|_| line.starts_with("```")) {
            let end = line.trim_end_matches(|character| character != '`');
            let text: String =
                lines.by_ref().take_while(|line| *line != end).flat_map(|line| [line, "\n"]).collect();
            write(&home.join(file), &text, appends);
            let _ = write!(played, "{line}\n{text}{end}\n");
            continue;
        }
        if fence.is_none() && !line.is_empty() {
            named = of_file(line).filter(|_| writes);
        }
        match (fence, line.strip_prefix("$ ")) {
            (Some(_), Some(command)) => {
                let output = session
                    .run(command)
                    .unwrap_or_else(|| panic!("{}: `{command}` cannot be run", path.display()));
                let _ = write!(played, "{line}\n{output}");
                continue;
            }
            (Some(end), None) if line != end => continue,
            (Some(_), None) => fence = None,
            (None, _) => fence = line.strip_suffix("console").filter(|fence| fence.starts_with("```")),
        }
        played += line;
        played.push('\n');
    }
    assert!(fence.is_none(), "{}: a block is not closed", path.display());
    played
}

fn write(path: &Path, text: &str, appends: bool) {
    fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
    let before =
        if appends { fs::read_to_string(path).expect("there is a file") + "\n" } else { String::new() };
    fs::write(path, before + text).expect("a file can be written");
}

/// Returns the file to which the block below `line` is written, and whether it is appended.
fn of_file(line: &str) -> Option<(&str, bool)> {
    let (path, rest) = line.strip_prefix('`')?.split_once('`')?;
    [(":", false), (", at the end:", true)]
        .iter()
        .find(|(end, _)| *end == rest)
        .map(|(_, appends)| (path, *appends))
}

/// Returns the first lines that differ.
fn difference(written: &str, played: &str) -> Option<String> {
    let (mut shown, mut said) = (written.lines().enumerate(), played.lines());
    let (number, line, other) = loop {
        match (shown.next(), said.next()) {
            (None, None) => return None,
            (Some((_, line)), Some(other)) if line == other => {}
            (line, other) => {
                break (line.map_or(0, |(number, _)| number + 1), line.map(|(_, line)| line), other);
            }
        }
    };
    let rest = |first: Option<&str>, rest: Vec<&str>| {
        first
            .into_iter()
            .chain(rest.into_iter().take(8))
            .map(|line| format!("   {line}\n"))
            .collect::<Vec<_>>()
            .concat()
    };
    let shown = rest(line, shown.map(|(_, line)| line).collect());
    let said = rest(other, said.collect());
    Some(format!(":{number}\n-- shown\n{shown}-- said\n{said}"))
}

/// The state of a shell.
pub(crate) struct Session {
    pub(crate) folder: PathBuf,
    pub(crate) status: i32,
}

impl Session {
    /// Runs `command` and returns its output; `None` for an unsupported command.
    pub(crate) fn run(&mut self, command: &str) -> Option<String> {
        assert!(!command.contains(['"', '\'', '|', '&', '\\']), "`{command}` needs a shell");
        let words: Vec<_> = command.split_whitespace().collect();
        match &words[..] {
            ["echo", "$?"] => return Some(format!("{}\n", self.status)),
            ["cat", file] => {
                let text = fs::read_to_string(self.folder.join(file));
                return Some(text.unwrap_or_else(|error| panic!("`{command}`: {error}")));
            }
            ["cd", folder] => {
                self.folder.push(folder);
                assert!(self.folder.is_dir(), "`{command}`: there is no such folder");
            }
            ["cargo", "run", "--release", "--", arguments @ ..] => return Some(self.program(arguments)),
            ["cargo" | "bash", ..] => assert!(cargo(command), "`{command}` is not what it should be"),
            words => {
                let at = words.iter().position(|word| *word == PROGRAM)?;
                return words[..at].iter().all(|word| word.contains('=')).then(|| self.program(words));
            }
        }
        self.status = 0;
        Some(String::new())
    }

    fn program(&mut self, words: &[&str]) -> String {
        let mut words = words.iter().peekable();
        let mut program = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"));
        // Variables that a terminal or a build server sets.
        for name in ["COLUMNS", "NO_COLOR", "CLICOLOR_FORCE"] {
            program.env_remove(name);
        }
        while let Some((name, value)) = words.peek().and_then(|word| word.split_once('=')) {
            program.env(name, value);
            words.next();
        }
        words.next_if(|word| **word == PROGRAM);
        program.current_dir(&self.folder).stdin(Stdio::null());
        while let Some(word) = words.next() {
            if *word == "<" {
                let file = self.folder.join(words.next().expect("a file after `<`"));
                program.stdin(fs::File::open(file).expect("the file exists"));
            } else {
                program.arg(word);
            }
        }
        let output = program.output().expect("the binary runs");
        self.status = output.status.code().expect("the binary ends by itself");
        let text = [output.stdout, output.stderr].concat();
        String::from_utf8(text)
            .expect("the output is text")
            .replace("hy-msg-lint.exe", PROGRAM)
            .replace('\u{1b}', "␛")
    }
}

/// Returns whether documents may name the command although it is not run here, inside cargo: the commands that
/// `.ci/run` runs, `.ci/run` itself, and the installation.
fn cargo(command: &str) -> bool {
    let ci = fs::read_to_string(root().join(".ci/run")).expect("there is a .ci/run");
    let has_program = root().join("src/main.rs").is_file() && env!("CARGO_PKG_NAME") == PROGRAM;
    match command {
        "bash .ci/run" => true,
        "cargo install --path ." => has_program,
        // The last command of the checks, so that its summary is theirs.
        "cargo test" => ci.trim_end().lines().last() == Some(command),
        _ => ci.lines().any(|line| line == command),
    }
}
