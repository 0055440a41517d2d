//! Narrows declarations and findings to those that touch the requested files.

use super::Declarations;
use crate::finding::{Finding, Label, Problem, Report};
use crate::model::Resource;
use crate::run_scope::RunScope;
use crate::source::{Source, SourceId, SourceMap, Span};
use crate::tree::{Node, Replacement, Scalar, Value};
use crate::workspace::FilePath;
use hy_msg_lint_tree::path::named;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Keeps only the `declarations` that touch the requested files. Runs before policies are evaluated.
pub(super) fn reading(declarations: &mut Declarations) {
    let Declarations { resources, report, judged, scope, .. } = declarations;
    if !scope.is_narrow() {
        return;
    }
    let asked = Asked::of(scope, &report.sources);
    let by_name: HashMap<_, _> =
        report.sources.all().into_iter().map(|source| (source.name.clone(), source)).collect();
    report.problems.retain(|problem| asked.concerns(problem, &by_name));
    report.skipped.retain(|one| scope.asks_about(&FilePath::as_written(&named(&one.file))));
    report.files = judged.iter().filter(|file| scope.asks_about(file)).count();
    // A resource that contains nothing from these files cannot have a finding in them.
    let mut search = Search { asked, known: HashMap::default() };
    resources.retain(|resource| search.reaches_resource(resource));
}

/// Keeps only the findings in `report` whose place, or a related one, is in the requested files.
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

/// The requested files.
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

    /// A problem in a file also concerns the requested files that its text names: they may be the cause.
    fn concerns(&self, problem: &Problem, sources: &HashMap<String, Arc<Source>>) -> bool {
        let speaks_of = |source: &Arc<Source>| {
            let mut asked = self.scope.asked().iter();
            asked.any(|asked| source.text.contains(&asked.seen_from_file(source.file())))
        };
        self.scope.asks_about(&FilePath::as_written(&named(&problem.file)))
            || self.has_any(problem.place, &problem.related)
            || sources.get(&problem.file).is_some_and(speaks_of)
    }
}

/// Searches for values that were written in the requested files or passed through them.
struct Search<'a> {
    asked: Asked<'a>,
    /// Results by collection. Collections are shared, and each is searched once.
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
