//! `hy-msg-lint explain`: documents a rule or an output format.

use super::output::Format;
use super::policies::Policies;
use super::terminal::{Color, Terminal};
use super::{CliError, Outcome, print, rules};
use crate::config::Setting;
use crate::policy::{PolicySet, Rule};
use crate::render::page::page;
use crate::render::{Options, markdown, text};
use crate::spelling::closest;
use crate::suppress::{META_RULES, MetaRule, exists};
use std::io::{self, Write};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The rule's id, as shown in brackets with each of its findings: static-ip; or a format: sarif
    #[arg(value_name = "RULE")]
    name: String,
    #[command(flatten)]
    policies: Policies,
}

/// Prints the documentation of a rule or format.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, CliError> {
    let (config, set) = arguments.policies.read(false)?;
    let name = &arguments.name;
    match (set.rule(name), MetaRule::of(name), Format::of(name)) {
        (Some(rule), ..) => {
            print(|out| explain(rule, &config.choice.settings(), &terminal.options(Color::Auto), out))?;
        }
        (None, Some(rule), _) => print(|out| explain_meta(rule, terminal.width, out))?,
        (None, None, Some(format)) => print(|out| explain_format(name, format, terminal.width, out))?,
        (None, None, None) => return Err(nothing(&set, name)),
    }
    Ok(Outcome::Clean)
}

/// Returns the error for an unknown rule `name`, with a suggestion.
pub(super) fn nothing(set: &PolicySet, name: &str) -> CliError {
    let known = set.rules().iter().map(|rule| &*rule.id).chain(META_RULES.iter().map(|rule| rule.id));
    let is_rule = META_RULES.iter().any(|rule| rule.id == name);
    if exists(set, name) && !is_rule {
        return CliError::RuleIsArea(name.to_owned());
    }
    let known: Vec<&str> = known.collect();
    match closest(name, known.iter().copied()).or_else(|| begun(name, &known)) {
        Some(meant) => CliError::MisspeltRule(name.to_owned(), meant.to_owned()),
        None => CliError::NoSuchRule(name.to_owned()),
    }
}

/// Returns the only one of `names` that begins as `word` does.
fn begun<'a>(word: &str, names: &[&'a str]) -> Option<&'a str> {
    let mut begun = names.iter().filter(|name| word.len() > 2 && name.starts_with(word));
    begun.next().filter(|_| begun.next().is_none()).copied()
}

/// Writes who reads a format, and how it reaches them.
fn explain_format(name: &str, format: Format, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let (readers, way) = format.purpose();
    writeln!(out, "{name}: a format, for `--format {name}` and `--output {name}=FILE`\n")?;
    section("for", readers, width, out)?;
    section("how", way, width, out)
}

/// Writes the documentation of a rule that is not a policy.
fn explain_meta(rule: &MetaRule, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}: {}\n", rule.id, rule.title)?;
    let rows = [
        ("severity", rule.severity.to_string()),
        ("judges", "comments and configuration that suppress findings".to_owned()),
        ("why", rule.description.to_owned()),
        ("help", rule.help.to_owned()),
    ];
    rows.iter().try_for_each(|(name, value)| section(name, value, width, out))
}

/// Writes the rule's METADATA and then its document.
fn explain(rule: &Rule, settings: &[Setting], options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let width = options.width;
    writeln!(out, "{}: {}\n", text::line(&rule.id), text::line(&rule.title))?;
    let mut row = |name: &str, value: &str| section(name, value, width, out);
    row("severity", &rule.severity.to_string())?;
    if let Some(origin) = rules::origin(rule) {
        row("from", &origin)?;
    }
    row("judges", &rules::kinds(&rule.inputs, ", "))?;
    if rule.general {
        row("scope", "Compose projects with a messaging service; all of them under `scope: all`")?;
    }
    if let Some(fix) = rules::fix_word(rule.fix) {
        row("fix", fix)?;
    }
    if !rule.description.is_empty() {
        row("why", &rule.description)?;
    }
    if let Some(help) = &rule.help {
        row("help", help)?;
    }
    for (name, parameter) in &rule.parameters {
        let default = serde_json::to_string(&parameter.default)?;
        let given = settings.iter().rfind(|one| one.is_for(&rule.id, name));
        let given = match given {
            Some(given) => format!(", here {}", serde_json::to_string(&given.value)?),
            None => String::new(),
        };
        let kind = parameter.kind.name();
        row("parameter", &format!("{name} ({kind}, default {default}{given}): {}", parameter.description))?;
    }
    for reference in &rule.references {
        row("see", &reference.url)?;
        if !reference.description.is_empty() {
            row("", &reference.description)?;
        }
    }
    let document = without_parameters(&page(&rule.document));
    if document.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    markdown::render(&document, options, out)
}

/// Returns `document` without the table of parameters, and without its heading if nothing else is below it: they are shown
/// above.
fn without_parameters(document: &str) -> String {
    let mut lines: Vec<&str> = document.lines().collect();
    let Some(start) = lines.iter().position(|line| *line == "## Parameters") else { return document.to_owned() };
    let length = lines.iter().skip(start + 1).take_while(|line| !line.starts_with("## ")).count();
    let end = start + 1 + length;
    let prose: Vec<&str> =
        lines[start + 1..end].iter().filter(|line| !line.starts_with('|')).copied().collect();
    let kept = if prose.iter().all(|line| line.is_empty()) { Vec::new() } else { [vec![lines[start]], prose].concat() };
    lines.splice(start..end, kept);
    lines.join("\n").trim().to_owned()
}

/// Writes `name` with `value` wrapped beside it.
fn section(name: &str, value: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    const COLUMN: usize = 11;
    for (number, line) in text::wrap(value, width.saturating_sub(COLUMN).max(20)).iter().enumerate() {
        let name = if number == 0 { name } else { "" };
        writeln!(out, "{}", format!("{name:COLUMN$}{line}").trim_end())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::rules::tests::rule;
    use super::*;

    fn explained(rule: &Rule, width: usize) -> String {
        let mut out = Vec::new();
        explain(rule, &[], &Options { width, ..Options::PLAIN }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn everything_the_author_said() {
        let expected = "\
min-isr: Minimum in-sync replicas

severity   warning
judges     topic, broker
fix        unsafe
why        With one replica in sync a write
           is lost when its broker dies.
help       set `min.insync.replicas` to 2
parameter  minimum (integer, default 2): the
           least number
see        https://kafka.apache.org/documentation/
           min.insync.replicas
see        https://example.org/

Text with `code` and \\u{1b}[31m.
";
        assert_eq!(explained(&rule(), 45), expected);
    }

    #[test]
    fn parameters_are_shown_once() {
        let shown = |below: &str| without_parameters(&format!("Why.\n\n## Parameters\n{below}\n## Source\n\n- a"));
        assert_eq!(shown("\n| name |\n|---|\n| `minimum` |\n"), "Why.\n\n## Source\n\n- a");
        let told = shown("\nSet both.\n\n| name |\n|---|\n");
        assert!(told.contains("## Parameters\n\nSet both.\n") && !told.contains('|'), "{told}");
        assert_eq!(without_parameters("Why."), "Why.");
    }

    #[test]
    fn what_is_not_there_is_not_mentioned() {
        let bare = Rule {
            help: None,
            references: vec![],
            parameters: std::collections::BTreeMap::new(),
            document: String::new(),
            fix: crate::policy::FixSafety::None,
            ..rule()
        };
        let text = explained(&bare, 100);
        assert_eq!(text.lines().count(), 5, "{text}");
    }

    #[test]
    fn an_unknown_rule_is_the_callers_mistake() {
        let set = hy_msg_lint_policies::built_in().unwrap();
        let error = |id| nothing(&set, id).to_string();
        assert_eq!(error("static-pi"), "there is no rule `static-pi`; did you mean `static-ip`?");
        assert_eq!(
            error("unused-supression"),
            "there is no rule `unused-supression`; did you mean `unused-suppression`?"
        );
        assert_eq!(error("stat"), "there is no rule `stat`; did you mean `static-ip`?");
        assert_eq!(error("un"), "there is no rule `un`; `hy-msg-lint rules` lists them");
        assert_eq!(error("kafka"), "`kafka` is an area: `hy-msg-lint rules` lists the rules of each");
        assert_eq!(error("zebra"), "there is no rule `zebra`; `hy-msg-lint rules` lists them");
    }
}
