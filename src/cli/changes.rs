//! `--diff-base`: finds the new lines with git.

use super::CliError;
use crate::finding::{Finding, Report};
use crate::workspace::FilePath;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::ops::Range;
use std::path::PathBuf;
use std::process::Command;

/// The new or changed lines, from 1.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    lines: BTreeMap<FilePath, Vec<Range<usize>>>,
    /// The files that git tracks; in all others every line is new.
    known: BTreeSet<FilePath>,
}

impl Changes {
    /// Returns the lines changed since `revision` in the repository of the working directory; all lines of files that
    /// git does not track.
    pub(super) fn since(revision: &str) -> Result<Self, CliError> {
        let up = git(["rev-parse", "--show-cdup"])?;
        let root = PathBuf::from(up.trim_end_matches(['\n', '\r']));
        let commit = format!("{revision}^{{commit}}");
        git(["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])
            .map_err(|_| CliError::NoRevision(revision.to_owned()))?;
        let diff = git([
            "diff",
            // Compare as text, whatever the file's attributes say.
            "--text",
            "--unified=0",
            "--no-color",
            "--no-ext-diff",
            "--no-textconv",
            "--no-renames",
            "--src-prefix=a/",
            "--dst-prefix=b/",
            "--end-of-options",
            revision,
            "--",
        ])?;
        let known = git(["ls-files", "--cached", "--full-name", "-z", ":/"])?;
        let place = |path: &str| FilePath::in_repository(&root.join(path));
        Ok(Self {
            lines: parse(&diff).into_iter().map(|(path, lines)| (place(&path), lines)).collect(),
            known: known.split_terminator('\0').map(place).collect(),
        })
    }

    /// Keeps only the findings of `report` on these lines.
    pub(super) fn narrow(&self, report: &mut Report) {
        let sources = &report.sources;
        let is_new = |finding: &Finding| {
            let Some(source) = sources.get(finding.primary.source) else { return false };
            let line = source.line_of(finding.primary.start as usize) + 1;
            let file = FilePath::in_repository(&source.path);
            let lines = self.lines.get(&file);
            !self.known.contains(&file)
                || lines.is_some_and(|lines| lines.iter().any(|range| range.contains(&line)))
        };
        for list in [&mut report.findings, &mut report.unknown, &mut report.excepted] {
            list.retain(is_new);
        }
        report.suppressed.retain(|one| is_new(&one.finding));
    }
}

/// Runs git and returns its output. No setting of the repository can make it run another program.
fn git<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Result<String, CliError> {
    let output = Command::new("git")
        .args(["-c", "core.quotePath=false", "-c", "core.fsmonitor=false"])
        .args(arguments)
        .output()
        .map_err(CliError::NoGit)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(CliError::Git(said.lines().next().unwrap_or("it says nothing").to_owned()))
}

/// Returns the new lines of each file in `diff`, a git diff without context.
fn parse(diff: &str) -> BTreeMap<String, Vec<Range<usize>>> {
    let mut files: BTreeMap<String, Vec<Range<usize>>> = BTreeMap::new();
    let mut file = None;
    let mut lines = diff.split_terminator('\n');
    while let Some(line) = lines.next() {
        if let Some(path) = line.strip_prefix("+++ ") {
            let path = unquoted(path.trim_end_matches(['\t', '\r']));
            file = path.strip_prefix("b/").map(str::to_owned);
        } else if let Some((old, new)) = hunk(line) {
            // The lines that follow are text and may look like a header.
            for _ in 0..old.len() + new.len() {
                lines.next();
            }
            if let Some(file) = &file {
                files.entry(file.clone()).or_default().push(new);
            }
        }
    }
    files
}

/// Parses the old and new line ranges of `@@ -12,0 +13,2 @@`.
fn hunk(line: &str) -> Option<(Range<usize>, Range<usize>)> {
    let (ranges, _) = line.strip_prefix("@@ -")?.split_once(" @@")?;
    let (old, new) = ranges.split_once(" +")?;
    let range = |text: &str| {
        let (start, count) = text.split_once(',').unwrap_or((text, "1"));
        let start: usize = start.parse().ok()?;
        Some(start..start.checked_add(count.parse().ok()?)?)
    };
    Some((range(old)?, range(new)?))
}

/// Unquotes a path as git writes it: in quotes, with C escapes, if it has special characters.
fn unquoted(path: &str) -> String {
    let Some(inner) = path.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return path.to_owned();
    };
    let mut bytes = Vec::new();
    let mut rest = inner.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        bytes.push(match rest.next() {
            Some(b'a') => 7,
            Some(b'b') => 8,
            Some(b't') => b'\t',
            Some(b'n') => b'\n',
            Some(b'v') => 11,
            Some(b'f') => 12,
            Some(b'r') => b'\r',
            Some(digit @ b'0'..=b'3') => {
                let digits = [Some(digit), rest.next(), rest.next()];
                digits
                    .into_iter()
                    .flatten()
                    .fold(0u8, |sum, one| sum.wrapping_mul(8).wrapping_add(one.wrapping_sub(b'0')))
            }
            Some(other) => other,
            None => b'\\',
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hunks_are_counted_and_their_text_is_not_read() {
        let diff = "\
diff --git a/compose.yml b/compose.yml
--- a/compose.yml
+++ b/compose.yml
@@ -2 +2,2 @@ services:
-old
+++ b/looks-like-a-file.yml
+@@ -1 +1 @@
@@ -9,2 +10,0 @@
--- a/deleted
-gone
@@ -20,0 +19 @@
+last
\\ No newline at end of file
diff --git \"a/a \\\"b\\\" \\303\\244.yml\" \"b/a \\\"b\\\" \\303\\244.yml\"
new file mode 100644
--- /dev/null
+++ \"b/a \\\"b\\\" \\303\\244.yml\"
@@ -0,0 +1,3 @@
+1
+2
+3
diff --git a/gone.yml b/gone.yml
--- a/gone.yml
+++ /dev/null
@@ -1 +0,0 @@
-gone
";
        let wanted = [("a \"b\" ä.yml", &[(1, 4)][..]), ("compose.yml", &[(2, 4), (10, 10), (19, 20)])];
        let wanted = wanted.map(|(file, lines)| {
            (file.to_owned(), lines.iter().map(|(start, end)| *start..*end).collect::<Vec<_>>())
        });
        assert_eq!(parse(diff), wanted.into_iter().collect());
    }
}
