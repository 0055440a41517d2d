//! The output formats of `hy-msg-lint check`, and its output files.

use super::{CliError, conftest, say};
use crate::finding::Report;
use crate::policy::Rule;
use crate::render::guard::Notation;
use crate::render::{self, Options, text};
use crate::source::display_name;
use crate::spelling::closest;
use crate::workspace;
use clap::ValueEnum;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    // No documentation comments here: clap would show a longer help for them.
    #[default]
    Human,
    Concise,
    Json,
    Sarif,
    Github,
    Gitlab,
    Junit,
    Checkstyle,
    Rdjson,
}

impl Format {
    /// Writes `report` of the evaluated `rules`.
    pub(super) fn render(
        self,
        report: &Report,
        rules: &[Arc<Rule>],
        options: &Options,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self {
            Self::Human => render::human::render(report, options, out),
            Self::Concise => render::concise::render(report, options, out),
            Self::Json => render::json::render(report, out),
            Self::Sarif => render::sarif::render(report, rules, options, out),
            Self::Github => render::github::render(report, options, out),
            Self::Gitlab => render::gitlab::render(report, options, out),
            Self::Junit => render::junit::render(report, rules, out),
            Self::Checkstyle => render::checkstyle::render(report, options, out),
            Self::Rdjson => render::rdjson::render(report, options, out),
        }
    }

    /// Returns its notation.
    pub(super) fn notation(self) -> Notation {
        match self {
            Self::Human | Self::Concise => Notation::Text,
            Self::Github => Notation::Commands,
            Self::Json | Self::Sarif | Self::Gitlab | Self::Rdjson => Notation::Json,
            Self::Junit | Self::Checkstyle => Notation::Xml,
        }
    }

    /// Returns whether the format is lines that a person reads in a log, where empty output would leave open whether
    /// anything was checked.
    pub(super) fn is_lines(self) -> bool {
        matches!(self, Self::Concise | Self::Github)
    }

    /// Returns the format `name`.
    pub(super) fn of(name: &str) -> Option<Self> {
        <Self as ValueEnum>::from_str(name, false).ok()
    }

    /// Returns who reads the format, and how it reaches them.
    pub(super) fn purpose(self) -> (&'static str, &'static str) {
        match self {
            Self::Human => (
                "people: each finding at its characters, with why it matters and what to do",
                "it is the default",
            ),
            Self::Concise => (
                "`grep`, editors and logs: one line per finding",
                "docs/editors.md shows how to set up editors",
            ),
            Self::Json => {
                ("your own programs", "one document with `version`, which an incompatible change increases")
            }
            Self::Sarif => (
                "code scanning (GitHub, Azure DevOps) and viewers of SARIF 2.1.0, with the rules and their pages",
                "`--output sarif=hy-msg-lint.sarif` beside the format for the log, and an upload of the file, on GitHub by \
                 github/codeql-action/upload-sarif; this program's own action does both",
            ),
            Self::Github => (
                "annotations in a workflow of GitHub Actions, which shows ten errors and ten warnings per step",
                "`--format github` in the step that runs the check; it is not chosen automatically",
            ),
            Self::Gitlab => (
                "GitLab's Code Quality report, in merge requests",
                "`--output gitlab=gl-code-quality-report.json`, and that file under `artifacts: reports: codequality`",
            ),
            Self::Junit => (
                "build servers that show tests: a suite per rule, a failure per finding, independent of `--fail-on`",
                "`--output junit=hy-msg-lint.xml`, and that file among the server's test results",
            ),
            Self::Checkstyle => (
                "Jenkins, SonarQube, and most tools that comment on changes",
                "`--output checkstyle=hy-msg-lint.xml`, and in Jenkins `recordIssues tool: checkStyle(pattern: 'hy-msg-lint.xml')`",
            ),
            Self::Rdjson => (
                "reviewdog, with exact ranges",
                "`hy-msg-lint --format rdjson | reviewdog -f=rdjson -reporter=github-pr-review`",
            ),
        }
    }

    /// Returns the names of all formats, as a sentence lists them: `human, concise or json`.
    pub(super) fn choice() -> String {
        let names: Vec<_> = Self::value_variants().iter().map(|format| format.name()).collect();
        match names.split_last() {
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
            None => String::new(),
        }
    }

    pub(super) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// What `--output` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Output {
    /// `github`: the format of standard output, as Conftest has it.
    Standard(Format),
    /// `github=FILE`: a file.
    File(Target),
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.contains('=') {
            text.parse().map(Self::File)
        } else if text.contains(['.', '/']) {
            Err("expected FORMAT=FILE, as in sarif=report.sarif".into())
        } else {
            conftest::format(text).map(Self::Standard)
        }
    }
}

impl Output {
    /// Divides `outputs` into the format of standard output, the last one, and files.
    pub(super) fn divide(outputs: &[Self]) -> (Option<Format>, Vec<Target>) {
        let format = outputs.iter().rev().find_map(|one| match one {
            Self::Standard(format) => Some(*format),
            Self::File(_) => None,
        });
        let files = outputs.iter().filter_map(|one| match one {
            Self::Standard(_) => None,
            Self::File(target) => Some(target.clone()),
        });
        (format, files.collect())
    }
}

/// A file to write, and its format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    format: Format,
    file: PathBuf,
}

impl FromStr for Target {
    type Err = String;

    /// Parses `sarif=report.sarif`.
    fn from_str(text: &str) -> Result<Self, String> {
        let names: Vec<_> = Format::value_variants().iter().map(|format| format.name()).collect();
        let Some((name, file)) = text.split_once('=') else {
            return Err("expected FORMAT=FILE, as in sarif=report.sarif".into());
        };
        let Some(format) = Format::of(name) else {
            return Err(match closest(name, names.iter().map(String::as_str)) {
                Some(meant) => format!("there is no format `{name}`; did you mean `{meant}`?"),
                None => format!("there is no format `{name}`; there are {}", names.join(", ")),
            });
        };
        match file {
            "" => Err("there is no file after the `=`".into()),
            "-" => Err(format!("`-` is standard output: use --format {name}")),
            file => Ok(Self { format, file: file.into() }),
        }
    }
}

/// Checks that all of `targets` can be written, as far as this is known before.
pub(super) fn check(targets: &[Target]) -> Result<(), CliError> {
    let mut seen = BTreeSet::new();
    for target in targets {
        let shown = || display_name(&target.file);
        let folder = target.file.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let Ok(real) = std::fs::canonicalize(folder)
            .and_then(|real| if real.is_dir() { Ok(real) } else { Err(io::ErrorKind::NotADirectory.into()) })
        else {
            return Err(CliError::NoPlace(shown(), "there is no such folder"));
        };
        if target.file.is_dir() {
            return Err(CliError::NoPlace(shown(), "it is a folder"));
        }
        let Some(name) = target.file.file_name() else {
            return Err(CliError::NoPlace(shown(), "it is a folder"));
        };
        if !seen.insert(real.join(name)) {
            return Err(CliError::TwoOutputs(shown()));
        }
    }
    Ok(())
}

/// Writes `report` to all of `targets`, whichever of them fail. Returns why the first one failed, after telling why the
/// others did.
pub(super) fn write(
    targets: &[Target],
    report: &Report,
    rules: &[Arc<Rule>],
    options: &Options,
) -> Result<(), CliError> {
    let mut first = Ok(());
    for Target { format, file } in targets {
        let mut bytes = Vec::new();
        let written = format.render(report, rules, options, &mut bytes);
        if let Err(error) = written.and_then(|()| workspace::write(file, &bytes)) {
            let error = CliError::NotWritten(display_name(file), error);
            if first.is_ok() {
                first = Err(error);
            } else {
                say(&format!("error: {}", text::line(&error.to_string())));
            }
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_a_format_and_a_file() {
        let target = Target::from_str("sarif=out/a=b.sarif").unwrap();
        assert_eq!(target, Target { format: Format::Sarif, file: "out/a=b.sarif".into() });
        for (text, error) in [
            ("report.sarif", "expected FORMAT=FILE, as in sarif=report.sarif"),
            ("sraif=a", "there is no format `sraif`; did you mean `sarif`?"),
            (
                "xml=a",
                "there is no format `xml`; there are human, concise, json, sarif, github, gitlab, junit, checkstyle, rdjson",
            ),
            ("json=", "there is no file after the `=`"),
            ("json=-", "`-` is standard output: use --format json"),
        ] {
            assert_eq!(Target::from_str(text).unwrap_err(), error);
        }
    }

    #[test]
    fn what_cannot_be_written_is_said_before_the_work() {
        let refused = |files: &[&str]| {
            let target = |file: &&str| Target { format: Format::Json, file: file.into() };
            check(&files.iter().map(target).collect::<Vec<_>>()).err().map(|error| error.to_string())
        };
        assert_eq!(refused(&["a.json", "src/a.json", "./b.json"]), None);
        for (files, error) in [
            (&["gone/a.json"][..], "`gone/a.json` cannot be written: there is no such folder"),
            (&["Cargo.toml/a.json"], "`Cargo.toml/a.json` cannot be written: there is no such folder"),
            (&["src"], "`src` cannot be written: it is a folder"),
            (&["src/.."], "`src/..` cannot be written: it is a folder"),
            (
                &["a.json", "src/../a.json"],
                "`src/../a.json` is the file of two outputs: give each its own file",
            ),
        ] {
            assert_eq!(refused(files).as_deref(), Some(error));
        }
    }
}
