//! A Compose project: its canonical form and the results of its analysis.

use crate::canonical::normalise::own_name;
use crate::canonical::{self, Finished, Printed};
use crate::consistency::{self, Checked, LimitConflict};
use crate::defect::Defect;
use crate::files::Files;
use crate::load::{self, Merged};
use crate::overlay;
use crate::problem::Problem;
use crate::request::{ProjectRequest, Reading};
use crate::source::{Span, display_name, normalise};
use crate::tree::{Entry, Node, Origin, Provenance, ScalarKind};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// A project as loaded by [`load`].
#[derive(Debug)]
pub struct Project {
    /// Its name.
    pub name: Arc<str>,
    /// Its canonical form; every value has the span that it was written at.
    pub canonical: Node,
    /// Its services, without those that could not be resolved and without templates.
    pub services: Vec<Service>,
    /// Whether the files make a complete project.
    pub completeness: Completeness,
    /// The names of services that others refer to and that the files do not declare, in order.
    pub undeclared: BTreeSet<Arc<str>>,
    /// The defects for which Compose refuses it, as far as the [`Reading`] is certain; conflicting limits are in
    /// [`Project::refusals`].
    pub defects: Vec<Defect>,
    /// What is not known: files that Compose fetches when it runs, and names that another file may declare;
    /// [`Reading::Open`] alone leaves them open.
    pub unread: Vec<Defect>,
    /// Why parts could not be read.
    pub problems: Vec<Problem>,
    /// Every file that the project was read from.
    pub files: BTreeSet<PathBuf>,
    /// The variables that its files of variables set, `.env` among them: the value of each, and where it is written.
    pub variables: BTreeMap<Arc<str>, (Arc<str>, Span)>,
    /// The number of values and variables that were read, each as often as it was read.
    pub read: usize,
}

/// A service of a project.
#[derive(Debug, Clone)]
pub struct Service {
    /// Its name.
    pub name: Arc<str>,
    /// Where the name is written.
    pub key: Span,
    /// Its attributes in canonical form.
    pub node: Node,
    /// False where a required `env_file` could not be read, so that variables may be missing from the environment.
    pub is_environment_known: bool,
    /// True where its file is meant to go over another one, which describes the service.
    pub is_laid_over: bool,
    /// The limits that it sets twice with different values.
    pub limit_conflicts: Vec<LimitConflict>,
}

impl Service {
    /// Returns true without `image`, `build` and `provider`, and for a service that goes over another one: what it lacks stands in
    /// another file.
    pub fn is_partial(&self) -> bool {
        self.is_laid_over || is_partial(&self.node)
    }
}

pub(crate) fn is_partial(service: &Node) -> bool {
    ["image", "build", "provider"].iter().all(|key| service.get(key).is_none())
}

/// Whether the files make a complete project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// A project that can run: every service has something to run, and every name in it leads somewhere.
    Complete,
    /// A fragment, which another file completes, or a project that Compose refuses.
    Fragment,
}

/// Loads the project of `request`: merges its files, brings them into canonical form and checks them.
pub fn load(files: &Files, request: &ProjectRequest) -> Project {
    let mut merged = load::merged(files, request);
    let Finished { project: canonical, missing_variables } = canonical(&mut merged, files, request.reading);
    let mut services = services(&canonical, &missing_variables, &merged.broken, request);
    let laid_over = overlay::laid_over(request, files);
    for service in services.iter_mut().filter(|service| laid_over.contains(&service.name)) {
        service.is_laid_over = true;
    }
    let undefined = consistency::undefined(&canonical);
    let is_complete = merged.broken.is_empty()
        && merged.unread.is_empty()
        && undefined.is_empty()
        && !services.iter().any(Service::is_partial);
    let completeness = if is_complete { Completeness::Complete } else { Completeness::Fragment };
    let undeclared = undeclared(&undefined, &services);
    let Checked { defects, unknown } = consistency::check(&mut merged, &canonical, undefined, files, request);
    let Merged { name, problems, files, mut unread, read, environment, .. } = merged;
    unread.extend(unknown);
    Project {
        name,
        canonical,
        services,
        completeness,
        undeclared,
        defects,
        unread,
        problems,
        files,
        variables: environment.of_files(),
        read,
    }
}

/// Returns those of the `undefined` names that are names of services.
fn undeclared(undefined: &[consistency::Undefined], services: &[Service]) -> BTreeSet<Arc<str>> {
    let names = undefined.iter().filter(|one| one.section == "services").map(|one| Arc::from(&*one.name));
    names.filter(|name| !services.iter().any(|service| service.name == *name)).collect()
}

impl Project {
    /// Returns every reason for which Compose refuses the project, without duplicates, ordered by place. Conflicting
    /// limits are not among the [`defects`](Self::defects), because rules read them from [`Service::limit_conflicts`].
    pub fn refusals(&self) -> Vec<Defect> {
        let mut refusals = self.defects.clone();
        // A part that could not be read may make two limits equal.
        if self.problems.is_empty() {
            let conflicts = |service: &Service| {
                let defect = |conflict: &LimitConflict| conflict.defect(&service.name);
                service.limit_conflicts.iter().map(defect).collect::<Vec<_>>()
            };
            refusals.extend(self.services.iter().flat_map(conflicts));
        }
        let mut seen = BTreeSet::new();
        refusals.retain(|defect| seen.insert((defect.at, defect.message.clone())));
        refusals.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.message.cmp(&b.message)));
        refusals
    }

    /// Returns the project as `docker compose config --format json` prints it: keys in the same order, empty values
    /// left out.
    pub fn json(&self) -> Printed<'_> {
        canonical::printed(&self.canonical)
    }

    /// Returns the networks that its files declare, in canonical form: without the `default` that Compose adds, which
    /// has the span of the project.
    pub fn declared_networks(&self) -> impl Iterator<Item = Entry> {
        let networks: Vec<_> = self.canonical.get("networks").iter().flat_map(Node::entries).collect();
        networks.into_iter().filter(|network| network.key_span != self.canonical.origin.span)
    }

    /// Returns the name that the engine gives to the network `key`; None for a network that the project does not have.
    /// Every project has `default`, but the canonical form has it only where a service joins it.
    pub fn network_name(&self, key: &str) -> Option<Node> {
        let networks = self.canonical.get("networks");
        let network = networks.as_ref().and_then(|networks| networks.as_map()?.entry(key));
        let own = |span| {
            let origin = Origin { span, via: Provenance::default() };
            Node::derived(own_name(&self.name, key), ScalarKind::Text, origin)
        };
        match network {
            Some(network) => Some(network.node.get("name").unwrap_or_else(|| own(network.key_span))),
            None => (key == "default").then(|| own(self.canonical.origin.span)),
        }
    }
}

fn canonical(merged: &mut Merged, files: &Files, reading: Reading) -> Finished {
    let directory = match reading {
        Reading::AsCompose => normalise(&std::env::current_dir().unwrap_or_default().join(&merged.directory)),
        Reading::Open => merged.directory.clone(),
    };
    let context = canonical::Context {
        name: Arc::clone(&merged.name),
        directory: display_name(&directory),
        as_compose: reading == Reading::AsCompose,
        environment: &merged.environment,
        files,
    };
    canonical::finish(&merged.root, &context, &mut merged.defects)
}

fn services(
    canonical: &Node,
    missing_variables: &BTreeSet<Arc<str>>,
    broken: &BTreeSet<Arc<str>>,
    request: &ProjectRequest,
) -> Vec<Service> {
    let entries = canonical.get("services").map(|services| services.entries().collect::<Vec<_>>());
    let known = |entry: &Entry| {
        entry.node.as_map().is_some()
            && !broken.contains(&entry.key)
            && !request.templates.contains(&entry.key)
    };
    let service = |Entry { key: name, key_span: key, node }: Entry| Service {
        is_laid_over: false,
        is_environment_known: !missing_variables.contains(&name),
        limit_conflicts: if request.skip_consistency { Vec::new() } else { consistency::limits(&node) },
        name,
        key,
        node,
    };
    entries.into_iter().flatten().filter(known).map(service).collect()
}

#[cfg(test)]
mod tests;
