//! How large a project may be to be judged: rules compare its services with each other, and the listeners of a node.

use super::product::Running;
use super::service::Service;
use crate::finding::Problem;
use crate::model::endpoint::parts;
use crate::source::{SourceMap, Span};
use hy_msg_lint_compose::Project;

/// The maximum number of services in a project: fifteen times as many as in the largest one seen in the wild.
const MAX_SERVICES: usize = 1_000;

/// The maximum number of listeners of a node: each takes threads of its own, and the most seen in the wild are nine.
const MAX_LISTENERS: usize = 300;

/// Returns why `project` is not judged, at the first service that is too much; None if there are few enough.
pub(super) fn too_many_services(project: &Project, sources: &SourceMap) -> Option<Problem> {
    let first = project.services.get(MAX_SERVICES)?;
    let count = project.services.len();
    let message = format!(
        "project `{}` has {count} services, and none of more than {MAX_SERVICES} is judged: split it",
        project.name
    );
    problem(first.key, message, sources)
}

/// Returns why a project is not judged, at the first node with too many listeners; None if they are few enough.
pub(super) fn too_many_listeners(
    services: &[Service],
    products: &[Option<Running>],
    sources: &SourceMap,
) -> Option<Problem> {
    services.iter().zip(products).find_map(|(service, product)| {
        let running = product.as_ref()?;
        let of_property = |name: &str| {
            let value = running.property(name)?;
            Some(parts(&value.as_scalar()?.text, ',').count())
        };
        let of_flags = running.flags.as_ref().map(|flags| flags.bound.len().max(flags.advertised.len()));
        let counts = [of_property("listeners"), of_property("advertised.listeners"), of_flags];
        let count = counts.into_iter().flatten().max().filter(|count| *count > MAX_LISTENERS)?;
        let message = format!(
            "`{}` has {count} listeners, and no project with more than {MAX_LISTENERS} on one node is judged",
            service.name
        );
        problem(service.key, message, sources)
    })
}

fn problem(at: Span, message: String, sources: &SourceMap) -> Option<Problem> {
    let file = sources.get(at.source)?.name.clone();
    Some(Problem { file, place: Some(at), message, related: Vec::new() })
}
