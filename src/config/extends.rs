//! `extends`: what a configuration starts from. What it sets itself comes after, and wins.

use super::presets::{PRESETS, Preset};
use super::reader::{Reader, text};
use super::{Config, root, sections};
use crate::finding::Problem;
use crate::source::{Source, SourceMap};
use crate::spelling::closest;
use crate::tree::Node;
use crate::workspace::identity;
use hy_msg_lint_tree::quote::quoted;
use hy_msg_lint_tree::schema::messages::listed;
use std::path::{Path, PathBuf};

/// The maximum number of files that a configuration extends, also through others.
const MAX_FILES: usize = 20;

/// What the configuration that extends others says of its own files, and no file that it extends.
const OF_ONE_PLACE: &[&str] = &["baseline", "clusters", "env_files", "exclude", "projects"];

/// Reads a configuration with what it extends.
pub(super) struct Extending<'a> {
    sources: &'a SourceMap,
    /// What the configuration extends in place of what it says.
    instead: Option<&'static Preset>,
    /// The files that are being read, each extended by the one before.
    open: Vec<PathBuf>,
    /// The files that were extended.
    files: Vec<PathBuf>,
    /// The errors so far.
    pub(super) problems: Vec<Problem>,
}

impl<'a> Extending<'a> {
    pub(super) fn new(sources: &'a SourceMap, instead: Option<&'static Preset>) -> Self {
        Self { sources, instead, open: Vec::new(), files: Vec::new(), problems: Vec::new() }
    }

    /// Reads the configuration `source`.
    pub(super) fn configuration(&mut self, source: &Source) -> Config {
        let mut config = self.read(source, self.instead);
        config.file = Some(source.path.clone());
        config.extends = std::mem::take(&mut self.files);
        config
    }

    /// Reads `source` over what it extends.
    fn read(&mut self, source: &Source, instead: Option<&'static Preset>) -> Config {
        let mut reader = Reader::new(source, self.sources);
        let root = root(source, &mut reader);
        let is_extended = !self.open.is_empty();
        self.open.push(identity(&source.path));
        let written: Vec<Node> = root
            .iter()
            .filter_map(|root| root.get("extends"))
            .flat_map(|list| list.items().collect::<Vec<_>>())
            .collect();
        let mut config = match instead {
            Some(preset) => of_preset(preset),
            None => written
                .iter()
                .fold(Config::default(), |config, item| config.under(self.extended(item, &mut reader))),
        };
        if let Some(root) = &root {
            for entry in root.entries().filter(|entry| is_extended && OF_ONE_PLACE.contains(&&*entry.key)) {
                let message = format!(
                    "a file that others extend must not have {}, which applies to the files of one folder",
                    quoted(&entry.key)
                );
                reader.mistake(entry.key_span, message);
            }
            config = config.under(sections(root, &mut reader));
        }
        self.open.pop();
        self.problems.append(&mut reader.problems);
        config
    }

    /// Reads what `item` of `extends` names.
    fn extended(&mut self, item: &Node, reader: &mut Reader) -> Config {
        let Some(written) = text(item) else { return Config::default() };
        if let Some(preset) = Preset::by_name(&written) {
            return of_preset(preset);
        }
        let mut refuse = |message: String| reader.mistake(item.origin.span, message);
        if !written.contains(['/', '.']) {
            refuse(no_preset(&written));
            return Config::default();
        }
        let Some(path) = reader.existing(item) else { return Config::default() };
        let mut refuse = |message: String| reader.mistake(item.origin.span, message);
        if self.open.contains(&identity(&path)) {
            refuse(format!("{} extends, also through others, the file that extends it", quoted(&written)));
        } else if self.files.len() == MAX_FILES {
            refuse(format!("a configuration extends at most {MAX_FILES} files, also through others"));
        } else if let Ok(source) = self.sources.load(&path) {
            self.files.push(path);
            return self.read(&source, None);
        }
        Config::default()
    }
}

/// Returns the message that there is no preset called `name`.
fn no_preset(name: &str) -> String {
    let there_is_none = format!("there is no preset {}", quoted(name));
    if let Some(meant) = closest(name, PRESETS.iter().map(|one| one.name)) {
        return format!("{there_is_none}; did you mean `{meant}`?");
    }
    let names: Vec<_> = PRESETS.iter().map(|one| one.name.to_owned()).collect();
    format!("{there_is_none}; there are {}, and files, as in `./{name}.yaml`", listed(&names, "and"))
}

/// Returns what `preset` sets. It has no errors, which a test holds.
pub(super) fn of_preset(preset: &Preset) -> Config {
    let sources = SourceMap::default();
    let name = format!("preset {}", preset.name);
    let source = sources.add(Path::new(&name), preset.text.to_owned());
    let mut reader = Reader::new(&source, &sources);
    reader.is_built_in = true;
    root(&source, &mut reader).map(|root| sections(&root, &mut reader)).unwrap_or_default()
}

impl Config {
    /// Returns what it and `own` set together, where `own` comes after it and wins.
    fn under(self, own: Self) -> Self {
        let chain = |mut before: Vec<_>, after: Vec<_>| {
            before.extend(after);
            before
        };
        let mut policies = self.policies;
        policies.paths.extend(own.policies.paths);
        policies.data.extend(own.policies.data);
        if !own.policies.namespaces.is_empty() {
            policies.namespaces = own.policies.namespaces;
        }
        let mut choice = self.choice;
        if !own.choice.select.is_empty() {
            choice.select = own.choice.select;
        }
        choice.ignore = chain(choice.ignore, own.choice.ignore);
        choice.layers.extend(own.choice.layers);
        choice.suppressions.extend(own.choice.suppressions);
        choice.require_reason = own.choice.require_reason.or(choice.require_reason);
        Self { policies, choice, fail_on: own.fail_on.or(self.fail_on), ..own }
    }
}
