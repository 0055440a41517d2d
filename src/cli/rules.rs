//! `hy-msg-lint rules`: lists the rules.

use super::policies::Policies;
use super::terminal::Terminal;
use super::{CliError, Outcome, print_as};
use crate::model::ResourceKind;
use crate::policy::{FixSafety, Parameter, Rule};
use crate::render::guard::Notation;
use crate::render::{json, text};
use crate::suppress::{AREA, META_RULES, MetaRule};
use hy_msg_lint_tree::quote::quoted;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::Arc;

/// Before the descriptions.
const INDENT: &str = "    ";

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// List only the rules of this area, with descriptions
    #[arg(long)]
    area: Option<String>,
    /// How to show them
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    policies: Policies,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum, PartialEq, Eq)]
enum Format {
    #[default]
    Human,
    Json,
}

/// Prints the rules in their order: those of policies, then those that judge suppressions.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, CliError> {
    let (_, set) = arguments.policies.read(false)?;
    let area = arguments.area.as_deref();
    let is_in = |name: &str| area.is_none_or(|area| area == name);
    let rules: Vec<_> = set.rules().iter().filter(|rule| is_in(&rule.area)).cloned().collect();
    let own: &[&MetaRule] = if is_in(AREA) { META_RULES } else { &[] };
    if let Some(area) = area.filter(|_| rules.is_empty() && own.is_empty()) {
        let mut areas: BTreeSet<&str> = set.rules().iter().map(|rule| &*rule.area).collect();
        areas.insert(AREA);
        return Err(CliError::NoSuchArea(quoted(area), areas.into_iter().collect::<Vec<_>>().join(", ")));
    }
    let notation = if arguments.format == Format::Json { Notation::Json } else { Notation::Text };
    print_as(notation, |out| match arguments.format {
        Format::Human if area.is_some() => described(&rules, own, terminal.width, out),
        Format::Human => table(&rules, own, out),
        Format::Json => document(&rules, own, out),
    })?;
    Ok(Outcome::Clean)
}

/// Writes a line per rule: id, area, severity, title, and the file of rules that are not built in.
fn table(rules: &[Arc<Rule>], own: &[&MetaRule], out: &mut dyn Write) -> io::Result<()> {
    let header = ["rule", "area", "severity", "title"].map(str::to_owned);
    let rules = rules.iter().map(|rule| row(rule));
    let own =
        own.iter().map(|rule| [rule.id.into(), AREA.into(), rule.severity.to_string(), rule.title.into()]);
    let rows: Vec<[String; 4]> = std::iter::once(header).chain(rules).chain(own).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let [first, second, third] = [width(0), width(1), width(2)];
    for [id, area, severity, title] in &rows {
        writeln!(out, "{id:first$}  {area:second$}  {severity:third$}  {title}")?;
    }
    Ok(())
}

/// Writes each rule with the first sentence of its description.
fn described(rules: &[Arc<Rule>], own: &[&MetaRule], width: usize, out: &mut dyn Write) -> io::Result<()> {
    let rules = rules.iter().map(|rule| (&*rule.id, rule.severity, &*rule.title, &*rule.description));
    let own = own.iter().map(|rule| (rule.id, rule.severity, rule.title, rule.description));
    for (id, severity, title, description) in rules.chain(own) {
        writeln!(out, "{} ({severity}): {}", text::line(id), text::line(title))?;
        let description = description.split_whitespace().collect::<Vec<_>>().join(" ");
        let sentence = description.split_inclusive(". ").next().unwrap_or_default();
        for line in text::wrap(sentence, width.saturating_sub(INDENT.len())) {
            writeln!(out, "{INDENT}{line}")?;
        }
    }
    Ok(())
}

fn row(rule: &Rule) -> [String; 4] {
    let title = match origin(rule) {
        Some(origin) => format!("{} ({origin})", rule.title),
        None => rule.title.clone(),
    };
    let line = |text: &str| text::line(text).into_owned();
    [line(&rule.id), line(&rule.area), rule.severity.to_string(), line(&title)]
}

/// Returns the file of a rule that is not built in.
pub(super) fn origin(rule: &Rule) -> Option<String> {
    let instead = if rule.replaces { ", replaces the built-in rule" } else { "" };
    (!rule.module.built_in).then(|| format!("{}{instead}", rule.module.path))
}

/// Returns the names of `kinds`, as policies call them.
pub(super) fn kinds(kinds: &[ResourceKind], separator: &str) -> String {
    kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(separator)
}

/// Returns the word for `fix`; `None` if a rule offers none.
pub(super) fn fix_word(fix: FixSafety) -> Option<&'static str> {
    match fix {
        FixSafety::Safe => Some("safe"),
        FixSafety::Unsafe => Some("unsafe"),
        FixSafety::None => None,
    }
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    rules: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    area: &'a str,
    severity: String,
    kinds: Vec<&'static str>,
    title: &'a str,
    fix: Option<&'static str>,
    /// True for a rule that judges Compose projects without a messaging service only under `scope: all`.
    general: bool,
    /// The file of its policy; null for a built-in rule.
    file: Option<&'a str>,
    replaces: bool,
    parameters: BTreeMap<&'a str, Setting<'a>>,
}

#[derive(Serialize)]
struct Setting<'a> {
    r#type: &'static str,
    default: &'a serde_json::Value,
    description: &'a str,
}

/// Writes the same as JSON; the shape is versioned.
fn document(rules: &[Arc<Rule>], own: &[&MetaRule], out: &mut dyn Write) -> io::Result<()> {
    let rules = rules.iter().map(|rule| {
        let Rule { id, area, severity, inputs, title, fix, general, module, replaces, .. } = rule.as_ref();
        let kinds = inputs.iter().map(|kind| kind.name()).collect();
        let file = (!module.built_in).then_some(&*module.path);
        let (severity, fix) = (severity.to_string(), fix_word(*fix));
        let (general, replaces) = (*general, *replaces);
        let parameters = rule.parameters.iter().map(|(name, one)| {
            let Parameter { kind, default, description } = one;
            (name.as_str(), Setting { r#type: kind.name(), default, description })
        });
        let parameters = parameters.collect();
        Row { id, area, severity, kinds, title, fix, general, file, replaces, parameters }
    });
    let own = own.iter().map(|rule| Row {
        id: rule.id,
        area: AREA,
        severity: rule.severity.to_string(),
        kinds: vec!["suppression"],
        title: rule.title,
        fix: None,
        general: false,
        file: None,
        replaces: false,
        parameters: BTreeMap::new(),
    });
    json::write(&Document { version: 1, rules: rules.chain(own).collect() }, out)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::finding::Severity;
    use crate::policy::{Contract, Module, ParameterKind, Reference};

    pub(in crate::cli) fn rule() -> Rule {
        Rule {
            id: "min-isr".into(),
            area: "topic".into(),
            general: false,
            title: "Minimum in-sync replicas".into(),
            description: "With one replica in sync a write is lost\nwhen its broker dies.".into(),
            help: Some("set `min.insync.replicas` to 2".into()),
            severity: Severity::Warning,
            concern: crate::policy::Concern::Durability,
            inputs: vec![ResourceKind::Topic, ResourceKind::Broker],
            fix: FixSafety::Unsafe,
            references: vec![
                Reference {
                    url: "https://kafka.apache.org/documentation/".into(),
                    description: "min.insync.replicas".into(),
                },
                Reference { url: "https://example.org/".into(), description: String::new() },
            ],
            parameters: std::iter::once((
                "minimum".to_owned(),
                Parameter {
                    kind: ParameterKind::Integer,
                    default: 2.into(),
                    description: "the least number".into(),
                },
            ))
            .collect(),
            document: "# min-isr\n\nText with `code` and \u{1b}[31m.\n".into(),
            module: Arc::new(Module::built_in(
                "policies/topic/min_isr/min_isr.rego",
                "",
                "hy_msg_lint.topic.min_isr",
            )),
            contract: Contract::Native,
            sets: vec!["deny".into()],
            replaces: false,
        }
    }

    #[test]
    fn the_table_lines_up() {
        let other = Rule {
            id: "x".into(),
            severity: Severity::Error,
            inputs: vec![ResourceKind::Service],
            title: "X".into(),
            ..rule()
        };
        let mut out = Vec::new();
        table(&[Arc::new(rule()), Arc::new(other)], &META_RULES[4..], &mut out).unwrap();
        let expected = "\
rule                area          severity  title
min-isr             topic         warning   Minimum in-sync replicas
x                   topic         error     X
unused-suppression  suppressions  warning   Suppression that suppresses nothing
";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn json_has_the_same() {
        let mut out = Vec::new();
        document(
            &[Arc::new(rule()), Arc::new(Rule { fix: FixSafety::None, ..rule() })],
            META_RULES,
            &mut out,
        )
        .unwrap();
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(value["version"], 1);
        let row = serde_json::json!({
            "id": "min-isr", "area": "topic", "severity": "warning", "kinds": ["topic", "broker"],
            "title": "Minimum in-sync replicas", "fix": "unsafe", "general": false, "file": null, "replaces": false,
            "parameters": {"minimum": {"type": "integer", "default": 2, "description": "the least number"}},
        });
        assert_eq!(value["rules"][0], row);
        assert!(value["rules"][1]["fix"].is_null());
        assert_eq!(value["rules"][5]["kinds"], serde_json::json!(["suppression"]));
    }
}
