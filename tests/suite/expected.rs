//! Findings as lines of text, and the fixture markers that declare the expected ones.

use hy_msg_lint::check::{Request, Session};
use hy_msg_lint::config::{self, Chosen, Layer, Scope};
use hy_msg_lint::finding::{Finding, Report};
use hy_msg_lint::policy::PolicySet;
use hy_msg_lint::source::Site;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

/// Rules that are off until one of their parameters is set. Their Rego tests set it.
pub(crate) const OFF: &[&str] = &["topic-name-convention"];

/// Returns a session with the configuration in `path`, and a request for everything under `path`. General rules judge
/// every Compose project, as a fixture of a rule need not have a messaging service.
pub(crate) fn session(path: &Path) -> (Session, Request) {
    // Fixtures with an invalid configuration are tested by their console sessions.
    let mut config = config::read(&path.join(config::FILE_NAME)).unwrap_or_default();
    let site = Site { path: Arc::default(), text: Arc::default(), range: 0..0 };
    let scope = Some(Chosen { value: Scope::All, site });
    config.choice.layers.insert(0, Layer { scope, ..Layer::default() });
    (Session::new(config, Some(built_in())), Request { paths: vec![path.to_owned()], ..Request::default() })
}

/// Returns the report on everything under `path`, with its own configuration.
pub(crate) fn report(path: &Path) -> Report {
    let (mut session, request) = session(path);
    session.check(&request).expect("the path exists")
}

/// `line severity[rule]` of each finding and unknown result whose rule passes `keep`, by file.
pub(crate) type Lines = BTreeMap<String, Vec<String>>;

/// Formats a report on the files under `folder` like markers.
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

/// Returns the expectations in the markers of the files under `folder`: `# error[rule]` at the end of a line or on the
/// line above, repeated for several findings.
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
    // A comment on a line of its own refers to the next line.
    let number = number + usize::from(line.trim_start().starts_with('#'));
    words.filter(is_marker).map(|word| format!("{number} {word}")).collect()
}

/// Returns all files under `folder`, sorted.
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

/// Returns the built-in policies, read once.
pub(crate) fn built_in() -> Arc<PolicySet> {
    static SET: LazyLock<Arc<PolicySet>> =
        LazyLock::new(|| hy_msg_lint_policies::built_in().expect("the policies can be read"));
    Arc::clone(&SET)
}

/// Returns the folders in `folder`, a path relative to the repository's root, sorted.
pub(crate) fn folders_in(folder: impl AsRef<Path>) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).expect("there are fixtures").flatten();
    let mut folders: Vec<_> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// Returns the repository's root.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Copies the contents of the folder `from` to a fresh folder for `name`.
pub(crate) fn copied(from: &Path, name: &str) -> PathBuf {
    let folder = scratch(name);
    for file in files_under(from) {
        let copy = folder.join(file.strip_prefix(from).expect("below the folder"));
        fs::create_dir_all(copy.parent().expect("a folder")).expect("folders can be made");
        fs::copy(&file, copy).expect("files can be copied");
    }
    folder
}

/// Creates a fresh empty folder for `name`, below cargo's folder for test output.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the folder for test output can be written");
    folder
}
