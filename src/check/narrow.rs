//! What concerns the files that somebody asked about, out of all that their repository declares.

use super::Declarations;
use crate::finding::{Finding, Label, Problem, Report};
use crate::model::Resource;
use crate::run_scope::RunScope;
use crate::source::{Source, SourceId, SourceMap, Span};
use crate::tree::{Node, Replacement, Scalar, Value};
use crate::workspace::FilePath;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

/// Leaves in `declarations` what concerns the files, before anything is judged.
pub(super) fn reading(declarations: &mut Declarations) {
    let Declarations { resources, report, judged, scope } = declarations;
    if !scope.is_narrow() {
        return;
    }
    let asked = Asked::of(scope, &report.sources);
    let by_name: HashMap<_, _> =
        report.sources.all().into_iter().map(|source| (source.name.clone(), source)).collect();
    report.problems.retain(|problem| asked.concerns(problem, &by_name));
    report.skipped.retain(|one| scope.asks_about(&FilePath::as_written(Path::new(&one.file))));
    report.files = judged.iter().filter(|file| scope.asks_about(file)).count();
    // Of what has nothing of the files in it no finding could be shown in them.
    let mut search = Search { asked, known: HashMap::default() };
    resources.retain(|resource| search.reaches_resource(resource));
}

/// Leaves in `report` what has its place, or a related one, in the files.
pub(super) fn findings(report: &mut Report, scope: &RunScope) {
    if !scope.is_narrow() {
        return;
    }
    let asked = Asked::of(scope, &report.sources);
    let shown = |finding: &Finding| asked.has_any(Some(finding.primary), &finding.related);
    for list in [&mut report.findings, &mut report.unknown, &mut report.excepted] {
        list.retain(shown);
    }
    report.suppressed.retain(|one| shown(&one.finding));
}

/// The files that somebody asked about.
struct Asked<'a> {
    scope: &'a RunScope,
    sources: HashSet<SourceId>,
}

impl<'a> Asked<'a> {
    fn of(scope: &'a RunScope, sources: &SourceMap) -> Self {
        let all = sources.all();
        let asked = all.iter().filter(|source| scope.asks_about(source.file()));
        Self { scope, sources: asked.map(|source| source.id).collect() }
    }

    fn has(&self, span: Span) -> bool {
        self.sources.contains(&span.source)
    }

    fn has_any(&self, place: Option<Span>, related: &[Label]) -> bool {
        let mut places = place.into_iter().chain(related.iter().map(|label| label.span));
        places.any(|span| self.has(span))
    }

    /// A file that cannot be read completely concerns those that it names: they may be why.
    fn concerns(&self, problem: &Problem, sources: &HashMap<String, Arc<Source>>) -> bool {
        let speaks_of = |source: &Arc<Source>| {
            let mut asked = self.scope.asked().iter();
            asked.any(|asked| source.text.contains(&asked.seen_from_file(source.file())))
        };
        self.scope.asks_about(&FilePath::as_written(Path::new(&problem.file)))
            || self.has_any(problem.place, &problem.related)
            || sources.get(&problem.file).is_some_and(speaks_of)
    }
}

/// Looks for values that were written in the files, or came through them.
struct Search<'a> {
    asked: Asked<'a>,
    /// What was found of a collection: collections are shared, and each is looked through once.
    known: HashMap<*const (), bool>,
}

impl Search<'_> {
    fn reaches_resource(&mut self, resource: &Resource) -> bool {
        let surroundings = [&resource.project, &resource.cluster];
        self.asked.has(resource.key)
            || self.reaches(&resource.fields)
            || surroundings.into_iter().flatten().any(|node| self.reaches(node))
    }

    fn reaches(&mut self, node: &Node) -> bool {
        self.asked.has(node.origin.span)
            || node.origin.via.steps().any(|step| self.asked.has(step.site))
            || match &node.value {
                Value::Scalar(scalar) => self.is_set_in(scalar),
                Value::List(items) => self
                    .once(Arc::as_ptr(items).cast(), |search| items.iter().any(|item| search.reaches(item))),
                Value::Map(map) => self.once(Arc::as_ptr(map).cast(), |search| {
                    map.entries().any(|entry| search.asked.has(entry.key_span) || search.reaches(&entry.node))
                }),
            }
    }

    fn is_set_in(&self, scalar: &Scalar) -> bool {
        let from = |one: &Replacement| matches!(one, Replacement::File(span) if self.asked.has(*span));
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
