//! `hy-msg-lint inspect PATH…`: the resources that files declare.

use super::Format;
use crate::check::{Declarations, Request, Session};
use crate::cli::new::kinds;
use crate::cli::policies::{Loaded, Policies};
use crate::cli::terminal::Terminal;
use crate::cli::{CliError, Outcome, complain, explain, print_as, rules, say};
use crate::finding::Report;
use crate::model::{Resource, ResourceKind};
use crate::policy::{self, PolicySet};
use crate::render::guard::Notation;
use crate::render::{self, Options, json, resources, text};
use crate::spelling::closest;
use hy_msg_lint_tree::quote::quoted;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// Names above this number are not listed.
const MOST_NAMES: usize = 10;

#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Arguments {
    /// Files and folders
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// Show resources of this kind alone
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kinds())]
    kind: Vec<ResourceKind>,
    /// Show what this rule gets as `input`: JSON, a line each where it gets several
    #[arg(long, value_name = "RULE", conflicts_with_all = ["kind", "format", "origins"])]
    input: Option<String>,
    /// Show resources of this name alone
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// How to show them
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// In the table, show each value with where it was written and how it came there
    #[arg(long)]
    origins: bool,
    #[command(flatten)]
    policies: Policies,
}

/// What the files in one territory declare, and the policies that judge them.
struct Part {
    policies: Arc<PolicySet>,
    declarations: Declarations,
}

/// Prints the resources; files and configurations that cannot be read are reported, and the list is then incomplete.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, CliError> {
    let (parts, mut report) = read(arguments)?;
    if parts.is_empty() {
        let options = Options { width: terminal.width, ..Options::default() };
        complain(|out| render::human::refused(&report, &[], &options, out));
        return Ok(Outcome::Incomplete);
    }
    let shown = show(arguments, &parts, terminal);
    for part in parts {
        report.absorb(part.declarations.report);
    }
    let outcome = incomplete(report, terminal);
    shown.map(|()| outcome)
}

/// Prints what the arguments ask for.
fn show(arguments: &Arguments, parts: &[Part], terminal: &Terminal) -> Result<(), CliError> {
    let named = |one: &Resource| arguments.name.as_ref().is_none_or(|name| *one.name == **name);
    if let Some(rule) = &arguments.input {
        return inputs(rule, parts, &named);
    }
    let wanted = |one: &Resource| {
        let of_kind = arguments.kind.is_empty() || arguments.kind.contains(&one.kind);
        one.kind != ResourceKind::Document && of_kind && named(one)
    };
    let all = parts.iter().flat_map(|part| {
        let resources = part.declarations.resources.iter();
        resources.map(|one| (one, &part.declarations.report.sources))
    });
    let all: Vec<_> = all.collect();
    let shown: Vec<_> = all.iter().filter(|(one, _)| wanted(one)).copied().collect();
    if let Some(name) = arguments.name.as_deref().filter(|_| shown.is_empty()) {
        return Err(nameless(name, all.iter().map(|(one, _)| &*one.name)));
    }
    let options = Options { width: terminal.width, ..Options::default() };
    let notation = if arguments.format == Format::Json { Notation::Json } else { Notation::Text };
    print_as(notation, |out| match arguments.format {
        Format::Json => resources::json(&shown, out),
        Format::Table if arguments.origins => resources::origins(&shown, &options, out),
        Format::Table => resources::table(&shown, out),
    })
}

/// Returns the error that nothing is called `name`, with the one of `names` that is meant.
fn nameless<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> CliError {
    let advice = match closest(name, names.collect::<BTreeSet<_>>()) {
        Some(meant) => format!("did you mean {}?", quoted(meant)),
        None => "`hy-msg-lint inspect` lists what there is".to_owned(),
    };
    CliError::NothingNamed(quoted(name), advice)
}

/// Reads what the files declare, each territory with its configuration, and returns a report of the errors in
/// configurations and policies.
fn read(arguments: &Arguments) -> Result<(Vec<Part>, Report), CliError> {
    let request = Request { named_must_be_known: true, ..Request::default() };
    let (mut parts, mut report) = (Vec::new(), Report::default());
    for territory in arguments.policies.territories(&arguments.paths, None, &request.ignore_files) {
        let loaded = arguments.policies.read_for(&territory, false);
        match loaded.and_then(Loaded::complete) {
            Ok((config, policies)) => {
                let mut session = Session::new(config, Some(Arc::clone(&policies)));
                let declarations = session.read(&request.on(territory.paths, territory.without, None))?;
                parts.push(Part { policies, declarations });
            }
            Err(error) => report.absorb(error.into_report()?),
        }
    }
    Ok((parts, report))
}

/// Prints the input of the rule `id` in each of `parts` that has it: one document for one resource, a line each for
/// several, so that a program can split them.
fn inputs(id: &str, parts: &[Part], wanted: &dyn Fn(&Resource) -> bool) -> Result<(), CliError> {
    let mut inputs = Vec::new();
    let mut known = None;
    for Part { policies, declarations } in parts {
        let Some(rule) = policies.rule(id) else { continue };
        let is_input = |one: &Resource| rule.inputs.contains(&one.kind) && wanted(one);
        inputs.extend(policy::inputs_of(&declarations.resources, &is_input));
        known = Some(rule);
    }
    match (known, parts.first()) {
        (None, Some(Part { policies, .. })) => return Err(explain::nothing(policies, id)),
        (Some(rule), _) if inputs.is_empty() => {
            let kinds = rules::kinds(&rule.inputs, " and ");
            return Err(CliError::NoInputs(rule.id.to_string(), kinds));
        }
        _ => {}
    }
    print_as(Notation::Json, |out| match &inputs[..] {
        [(_, one)] => json::write(one, out),
        several => several.iter().try_for_each(|(_, one)| json::write_line(one, out)),
    })?;
    if inputs.len() > 1 {
        let names: Vec<_> =
            inputs.iter().take(MOST_NAMES).map(|(one, _)| quoted(&text::line(&one.name))).collect();
        let more = if inputs.len() > MOST_NAMES { ", …" } else { "" };
        say(&format!("{} inputs, a line each; `--name` shows one: {}{more}", inputs.len(), names.join(", ")));
    }
    Ok(())
}

/// Reports the files that could not be read.
fn incomplete(report: Report, terminal: &Terminal) -> Outcome {
    if report.problems.is_empty() {
        return Outcome::Clean;
    }
    let options = Options { width: terminal.width, ..Options::default() };
    let Report { sources, problems, .. } = report;
    let mut report = Report { sources, problems, ..Report::default() };
    report.sort();
    let options = Options { quiet: true, ..options };
    complain(|out| render::concise::render(&report, &options, out));
    Outcome::Incomplete
}
