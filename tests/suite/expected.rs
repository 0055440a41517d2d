//! Findings as lines of text, and the markers in fixtures that say which are expected.

use hy_msg_lint::check::{Request, Session};
use hy_msg_lint::config;
use hy_msg_lint::finding::{Finding, Report};
use hy_msg_lint::policy::PolicySet;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

/// Rules that judge nothing until one of their parameters is set. Their Rego tests set it.
pub(crate) const OFF: &[&str] = &["topic-name-convention"];

/// A session by the configuration in `path`, and what asks it for everything under `path`.
pub(crate) fn session(path: &Path) -> (Session, Request) {
    // Fixtures about mistakes in a configuration are the matter of the sessions that show them.
    let config = config::read(&path.join(config::FILE_NAME)).unwrap_or_default();
    (Session::new(config, Some(built_in())), Request { paths: vec![path.to_owned()], ..Request::default() })
}

/// The report of everything under `path`, as its own configuration has it.
pub(crate) fn report(path: &Path) -> Report {
    let (mut session, request) = session(path);
    session.check(&request).expect("the path exists")
}

/// `line severity[rule]`, how often, of the findings and unknowns of a report whose rule passes `keep`; by file.
pub(crate) type Lines = BTreeMap<String, Vec<String>>;

/// What a report of the files under `folder` says, in the form that markers have.
pub(crate) fn said(report: &Report, folder: &Path, keep: impl Fn(&str) -> bool) -> Lines {
    let mut lines = Lines::new();
    let mut add = |finding: &Finding, severity: String| {
        let source = report.sources.get(finding.primary.source).expect("a finding has a file");
        let line = source.place(finding.primary.start as usize).line;
        let path = std::path::absolute(&source.path).expect("a path");
        lines
            .entry(name_below(folder, &path))
            .or_default()
            .push(format!("{line} {severity}[{}]", finding.rule));
    };
    for finding in report.findings.iter().filter(|finding| keep(&finding.rule)) {
        add(finding, finding.severity.to_string());
    }
    for finding in report.unknown.iter().filter(|finding| keep(&finding.rule)) {
        add(finding, "unknown".into());
    }
    for lines in lines.values_mut() {
        lines.sort();
    }
    lines
}

/// What the markers of the files under `folder` ask for: `# error[rule]` at the end of a line or on the line above, several for
/// several findings.
pub(crate) fn marked(folder: &Path) -> Lines {
    let mut lines = Lines::new();
    for path in files_under(folder) {
        let text = fs::read_to_string(&path).unwrap_or_default();
        let found: Vec<_> = text.lines().enumerate().flat_map(|(at, line)| markers(at + 1, line)).collect();
        if !found.is_empty() {
            let mut found = found;
            found.sort();
            lines.insert(name_below(folder, &path), found);
        }
    }
    lines
}

fn name_below(folder: &Path, path: &Path) -> String {
    path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

fn markers(number: usize, line: &str) -> Vec<String> {
    let Some(comment) = line.rfind('#').map(|at| &line[at + 1..]) else { return Vec::new() };
    let words = comment.split_whitespace();
    let is_marker = |word: &&str| {
        ["error[", "warning[", "info[", "unknown["].iter().any(|start| word.starts_with(start))
            && word.ends_with(']')
    };
    // A comment that is a line of its own speaks of the next line.
    let number = number + usize::from(line.trim_start().starts_with('#'));
    words.filter(is_marker).map(|word| format!("{number} {word}")).collect()
}

/// All files under `folder`, sorted.
pub(crate) fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

/// The built-in policies, read once.
pub(crate) fn built_in() -> Arc<PolicySet> {
    static SET: LazyLock<Arc<PolicySet>> =
        LazyLock::new(|| hy_msg_lint_policies::built_in().expect("the policies can be read"));
    Arc::clone(&SET)
}

/// The folders in `folder`, which is named as from the repository's root, sorted.
pub(crate) fn folders_in(folder: impl AsRef<Path>) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).expect("there are fixtures").flatten();
    let mut folders: Vec<_> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A copy of what is in the folder `from`, in a fresh folder for `name`.
pub(crate) fn copied(from: &Path, name: &str) -> PathBuf {
    let folder = scratch(name);
    for file in files_under(from) {
        let copy = folder.join(file.strip_prefix(from).expect("below the folder"));
        fs::create_dir_all(copy.parent().expect("a folder")).expect("folders can be made");
        fs::copy(&file, copy).expect("files can be copied");
    }
    folder
}

/// A fresh empty folder for `name`, below cargo's folder for test output.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the folder for test output can be written");
    folder
}
