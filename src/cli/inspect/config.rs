//! `hy-msg-lint inspect config FILE`: what the configuration says for a file, and where it says it.

use super::Format;
use crate::cli::policies::{Loaded, Policies};
use crate::cli::{CliError, Outcome, print_as};
use crate::config::{Config, Layer, Level, Named};
use crate::finding::Severity;
use crate::policy::PolicySet;
use crate::render::guard::Notation;
use crate::render::settings::{Held, HeldRule, Settings, json, table};
use crate::source::display_name;
use crate::suppress::{META_RULES, RuleSelection};
use crate::workspace::{FilePath, IgnoreFiles, NoSuchPath};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Arguments {
    /// The file
    file: PathBuf,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    policies: Policies,
}

/// Prints what holds for the file.
pub(super) fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    if !arguments.file.exists() {
        return Err(crate::check::CheckError::from(NoSuchPath::at(&arguments.file)).into());
    }
    let paths = std::slice::from_ref(&arguments.file);
    let territory = arguments.policies.territories(paths, None, &IgnoreFiles::default()).swap_remove(0);
    let (config, policies) = arguments.policies.read_for(&territory, false).and_then(Loaded::complete)?;
    let selection = RuleSelection::new(&policies, &config, &[], &[])?;
    let settings = settings(&FilePath::as_written(&arguments.file), &config, &selection);
    let notation = if arguments.format == Format::Json { Notation::Json } else { Notation::Text };
    print_as(notation, |out| match arguments.format {
        Format::Json => json(&settings, out),
        Format::Table => table(&settings, out),
    })?;
    Ok(Outcome::Clean)
}

/// Returns what `config` says for `file`.
fn settings(file: &FilePath, config: &Config, selection: &RuleSelection) -> Settings {
    let choice = &config.choice;
    let layers: Vec<&Layer> = choice.layers_of(file.absolute()).collect();
    let scope = layers.iter().filter_map(|one| one.scope.as_ref()).next_back();
    let fail_on = config.fail_on.as_ref();
    let set = selection.set();
    let rules = set.rules().iter().map(|rule| (&*rule.id, &*rule.area));
    let rules = rules.chain(META_RULES.iter().map(|rule| (rule.id, crate::suppress::AREA)));
    let rules = rules.filter_map(|(id, area)| rule(id, area, config, &layers, set));
    Settings {
        file: file.name(),
        configuration: config.file.as_deref().map(display_name),
        extends: config.extends.iter().map(|path| display_name(path)).collect(),
        scope: Held::of(choice.scope_of(file.absolute()).name(), scope.map(|one| &one.site)),
        fail_on: Held::of(
            fail_on.map_or(Some(Severity::Error), |one| one.value).map_or("never".to_owned(), |one| one.to_string()),
            fail_on.map(|one| &one.site),
        ),
        select: choice.select.iter().map(|one| Held::of(&*one.name, Some(&one.site))).collect(),
        rules: rules.collect(),
    }
}

/// Returns what `layers` say of the rule `id`; `None` if nothing.
fn rule(id: &str, area: &str, config: &Config, layers: &[&Layer], set: &PolicySet) -> Option<HeldRule> {
    let names = |one: &&Named| *one.name == *id || *one.name == *area;
    // What is ignored for all files is not judged, whatever else is said.
    let of_all = config.choice.ignore.iter().find(names).map(|one| Held::of("ignored", Some(&one.site)));
    let severity = layers.iter().rev().find_map(|layer| {
        let ignored = layer.ignore.iter().find(names).map(|one| Held::of("ignored", Some(&one.site)));
        let set = layer.severities.iter().rfind(|(rule, _)| *rule.name == *id);
        ignored.or_else(|| set.map(|(rule, level)| Held::of(word(*level), Some(&rule.site))))
    });
    let settings = || layers.iter().flat_map(|layer| &layer.settings);
    let parameters = set.rule(id).into_iter().flat_map(|rule| rule.parameters.keys());
    let parameters = parameters.filter_map(|name| {
        let set = settings().rfind(|one| one.is_for(id, name))?;
        Some((name.clone(), Held::of(set.value.clone(), Some(&set.name_site))))
    });
    let parameters: Vec<_> = parameters.collect();
    let severity = of_all.or(severity);
    (severity.is_some() || !parameters.is_empty()).then(|| HeldRule {
        id: id.to_owned(),
        severity,
        parameters,
    })
}

fn word(level: Level) -> String {
    match level {
        Level::Off => "off".to_owned(),
        Level::At(severity) => severity.to_string(),
    }
}
