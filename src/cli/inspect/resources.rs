//! `hy-msg-lint inspect PATH…`: the resources that files declare.

use super::Format;
use crate::check::{Declarations, Request, Session};
use crate::cli::new::kinds;
use crate::cli::policies::Policies;
use crate::cli::terminal::Terminal;
use crate::cli::{CliError, Outcome, complain, explain, print, rules, say};
use crate::finding::Report;
use crate::model::{Resource, ResourceKind};
use crate::policy::{self, Rule};
use crate::render::{self, Options, json, resources};
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

/// Prints the resources; files that cannot be read are reported, and the list is then incomplete.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, CliError> {
    // The resources are those of one reading: the configuration of the first path holds for all.
    let territory = arguments.policies.territories(&arguments.paths, None).swap_remove(0);
    let (config, set) = arguments.policies.read_for(&territory, false)?;
    let rule = arguments
        .input
        .as_ref()
        .map(|id| set.rule(id).ok_or_else(|| explain::nothing(&set, id)))
        .transpose()?;
    let mut session = Session::new(config, Some(Arc::clone(&set)));
    let request = Request { paths: arguments.paths.clone(), named_must_be_known: true, ..Request::default() };
    let Declarations { resources, report, .. } = session.read(&request)?;
    let named = |one: &Resource| arguments.name.as_ref().is_none_or(|name| *one.name == **name);
    if let Some(rule) = rule {
        inputs(rule, &resources, &named)?;
        return Ok(incomplete(report, terminal));
    }
    let wanted = |one: &&Resource| {
        let of_kind = arguments.kind.is_empty() || arguments.kind.contains(&one.kind);
        one.kind != ResourceKind::Document && of_kind && named(one)
    };
    let shown: Vec<_> = resources.iter().filter(wanted).collect();
    let options = Options { width: terminal.width, ..Options::default() };
    print(|out| match arguments.format {
        Format::Json => resources::json(&shown, &report.sources, out),
        Format::Table if arguments.origins => resources::origins(&shown, &report.sources, &options, out),
        Format::Table => resources::table(&shown, &report.sources, out),
    })?;
    Ok(incomplete(report, terminal))
}

/// Prints the input of `rule`: one document for one resource, a line each for several, so that a program can split
/// them.
fn inputs(rule: &Rule, resources: &[Resource], wanted: &dyn Fn(&Resource) -> bool) -> Result<(), CliError> {
    let inputs: Vec<_> = policy::inputs_of(resources, &|one| rule.inputs.contains(&one.kind) && wanted(one));
    if inputs.is_empty() {
        let kinds = rules::kinds(&rule.inputs, " and ");
        return Err(CliError::NoInputs(rule.id.to_string(), kinds));
    }
    print(|out| match &inputs[..] {
        [(_, one)] => json::write(one, out),
        several => several.iter().try_for_each(|(_, one)| writeln!(out, "{one}")),
    })?;
    if inputs.len() > 1 {
        let names: Vec<_> =
            inputs.iter().take(MOST_NAMES).map(|(one, _)| format!("`{}`", one.name)).collect();
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
