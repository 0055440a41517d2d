//! What concerns chosen files, out of all that their repository declares.

use super::Request;
use crate::finding::{Finding, Label, Problem, Report};
use crate::model::Resource;
use crate::source::{Source, SourceId, SourceMap, Span, display_name};
use crate::tree::{Node, Replacement, Scalar, Value};
use crate::workspace::{as_in_repository, identity, root_of, seen_from};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The files and folders that somebody asked about; what else is read is there to judge them by.
#[derive(Debug)]
pub(super) struct Scope(Vec<PathBuf>);

impl Scope {
    /// What `request` asks about; none where it asks about all that it reads. A policy, data and the configuration concern all
    /// of their repository.
    pub(super) fn of(request: &Request) -> Option<Self> {
        if !request.with_dependents {
            return None;
        }
        let policies = &request.config.policies;
        let place = |path: &PathBuf| identity(&as_in_repository(path));
        let of_all: Vec<_> =
            policies.paths.iter().chain(&policies.data).chain(&request.config.file).map(place).collect();
        let paths = request.paths.iter().chain(request.stdin.iter().map(|(path, _)| path));
        let asked = paths.map(|path| {
            let asked = place(path);
            let is_of_all = of_all.iter().any(|one| asked.starts_with(one));
            if is_of_all { place(&root_of(path, path.is_dir())) } else { asked }
        });
        Some(Self(asked.collect()))
    }

    /// True for a file that was asked about, or lies in a folder that was.
    pub(super) fn covers(&self, path: &Path) -> bool {
        let path = identity(path);
        self.0.iter().any(|asked| path.starts_with(asked))
    }

    fn covered(&self, sources: &SourceMap) -> HashSet<SourceId> {
        sources.all().iter().filter(|source| self.covers(&source.path)).map(|source| source.id).collect()
    }

    /// Takes out of `resources` what has nothing of the files in it: no finding on it could be shown in them.
    pub(super) fn narrow_resources(&self, resources: &mut Vec<Resource>, sources: &SourceMap) {
        let mut search = Search { covered: self.covered(sources), known: HashMap::default() };
        resources.retain(|resource| {
            let surroundings = [&resource.project, &resource.cluster];
            search.is_covered(resource.key)
                || search.reaches(&resource.fields)
                || surroundings.into_iter().flatten().any(|node| search.reaches(node))
        });
    }

    /// Leaves in `report`, of which `judged` were judged, what concerns the files before anything is judged.
    pub(super) fn narrow_reading(
        &self,
        report: &mut Report,
        judged: &BTreeSet<PathBuf>,
        sources: &SourceMap,
    ) {
        let covered = self.covered(sources);
        let by_name: HashMap<_, _> =
            sources.all().into_iter().map(|source| (source.name.clone(), source)).collect();
        report.problems.retain(|problem| self.concerns(problem, &covered, &by_name));
        report.skipped.retain(|one| self.covers(Path::new(&one.file)));
        report.files = judged.iter().filter(|path| self.covers(path)).count();
    }

    /// A file that cannot be read completely concerns those that it names: they may be why.
    fn concerns(
        &self,
        problem: &Problem,
        covered: &HashSet<SourceId>,
        sources: &HashMap<String, Arc<Source>>,
    ) -> bool {
        let speaks_of = |source: &Arc<Source>| {
            let path = identity(&source.path);
            let folder = path.parent().unwrap_or(&path);
            self.0.iter().any(|asked| source.text.contains(&display_name(&seen_from(folder, asked))))
        };
        self.covers(Path::new(&problem.file))
            || is_in(covered, problem.place, &problem.related)
            || sources.get(&problem.file).is_some_and(speaks_of)
    }

    /// Leaves in `report` what has its place, or a related one, in the files.
    pub(super) fn narrow_findings(&self, report: &mut Report) {
        let covered = self.covered(&report.sources);
        let shown = |finding: &Finding| is_in(&covered, Some(finding.primary), &finding.related);
        for list in [&mut report.findings, &mut report.unknown, &mut report.excepted] {
            list.retain(shown);
        }
        report.suppressed.retain(|one| shown(&one.finding));
    }
}

fn is_in(covered: &HashSet<SourceId>, place: Option<Span>, related: &[Label]) -> bool {
    let places = place.into_iter().chain(related.iter().map(|label| label.span));
    places.into_iter().any(|span| covered.contains(&span.source))
}

/// Looks for values that were written in chosen files, or came through them.
struct Search {
    covered: HashSet<SourceId>,
    /// What was found of a collection: collections are shared, and each is looked through once.
    known: HashMap<*const (), bool>,
}

impl Search {
    fn is_covered(&self, span: Span) -> bool {
        self.covered.contains(&span.source)
    }

    fn reaches(&mut self, node: &Node) -> bool {
        self.is_covered(node.origin.span)
            || node.origin.via.steps().any(|step| self.is_covered(step.site))
            || match &node.value {
                Value::Scalar(scalar) => self.is_set_in(scalar),
                Value::List(items) => self
                    .once(Arc::as_ptr(items).cast(), |search| items.iter().any(|item| search.reaches(item))),
                Value::Map(map) => self.once(Arc::as_ptr(map).cast(), |search| {
                    map.entries()
                        .any(|entry| search.is_covered(entry.key_span) || search.reaches(&entry.node))
                }),
            }
    }

    fn is_set_in(&self, scalar: &Scalar) -> bool {
        let from = |one: &Replacement| matches!(one, Replacement::File(span) if self.is_covered(*span));
        scalar.substitutions().iter().any(|one| from(&one.from))
    }

    fn once(&mut self, collection: *const (), look: impl FnOnce(&mut Self) -> bool) -> bool {
        if let Some(known) = self.known.get(&collection) {
            return *known;
        }
        let found = look(self);
        self.known.insert(collection, found);
        found
    }
}
