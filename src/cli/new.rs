//! `hy-msg-lint new`: creates the folder of a rule with passing tests.

mod files;
mod samples;

use super::{CliError, Outcome, print};
use crate::model::ResourceKind;
use crate::source::display_name;
use crate::workspace;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The rule's id, in lower-case words: owner-label
    #[arg(value_parser = rule_id)]
    rule: String,
    /// What it is about, in one word, as in `hy-msg-lint rules --format json`: topic
    #[arg(long, value_parser = area)]
    area: String,
    /// What it judges
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    input: ResourceKind,
    /// The folder of policies
    #[arg(long, value_name = "FOLDER", default_value = "policies")]
    into: PathBuf,
}

/// Parses resource kinds, for every command that takes them.
pub(super) fn kinds() -> impl TypedValueParser<Value = ResourceKind> {
    PossibleValuesParser::new(ResourceKind::ALL.iter().map(|kind| kind.name()))
        .try_map(|name| ResourceKind::by_name(&name).ok_or_else(|| format!("there is no kind `{name}`")))
}

fn rule_id(text: &str) -> Result<String, String> {
    words(text, '-')
        .ok_or_else(|| "an id has lower-case words separated by `-`, as in `owner-label`".to_owned())
}

fn area(text: &str) -> Result<String, String> {
    let area = words(text, '_').filter(|area| area != "lib");
    area.ok_or_else(|| {
        "an area has lower-case words separated by `_`, as in `topic`, and is not `lib`".to_owned()
    })
}

/// Returns `text` if it consists of words of lower-case letters and digits that begin with a letter, separated by
/// `between`.
fn words(text: &str, between: char) -> Option<String> {
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let good = text.starts_with(|first: char| first.is_ascii_lowercase()) && text.split(between).all(is_word);
    good.then(|| text.to_owned())
}

/// Writes the folder and prints the next steps.
pub(super) fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let Arguments { rule, area, input, into } = arguments;
    let name = rule.replace('-', "_");
    let folder = into.join(area).join(&name);
    if folder.exists() {
        return Err(CliError::RuleExists(display_name(&folder)));
    }
    let replaces = hy_msg_lint_policies::built_in()?.rule(rule).is_some();
    let files = files::scaffold_files(rule, area, *input);
    for (path, text) in &files {
        let path = folder.join(path);
        let written = path
            .parent()
            .map_or(Ok(()), workspace::create_folder)
            .and_then(|()| workspace::write(&path, text.as_bytes()));
        written.map_err(|error| CliError::NotWritten(display_name(&path), error))?;
    }
    print(|out| {
        for (path, _) in &files {
            writeln!(out, "{}", display_name(&folder.join(path)))?;
        }
        writeln!(out)?;
        if replaces {
            writeln!(out, "it replaces the built-in rule `{rule}`")?;
        }
        let policies = display_name(into);
        let whole = into != Path::new("policies");
        let argument = if whole { format!(" {policies}") } else { String::new() };
        writeln!(out, "try it:          hy-msg-lint test{argument}")?;
        writeln!(out, "see its inputs:  hy-msg-lint inspect --policy {policies} --input {rule} PATH")?;
        writeln!(
            out,
            "use it:          hy-msg-lint --policy {policies}, or `policies: [{policies}]` in hy-msg-lint.yaml"
        )
    })?;
    Ok(Outcome::Clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words() {
        for good in ["owner-label", "a", "rule-2"] {
            assert!(rule_id(good).is_ok(), "{good}");
        }
        for bad in ["", "Owner", "owner_label", "-a", "a--b", "2a", "a/b"] {
            assert!(rule_id(bad).is_err(), "{bad}");
        }
        assert!(area("topic").is_ok() && area("my_area").is_ok());
        assert!(area("lib").is_err() && area("a-b").is_err());
    }
}
