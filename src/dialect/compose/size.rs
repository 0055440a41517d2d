//! How large a project may be to be judged: rules compare its services with each other, and the listeners of a node.

use super::container::BuiltImage;
use super::dockerfile::MAX_PROJECT_BYTES;
use super::product::Running;
use super::service::Service;
use crate::dialect::Declared;
use crate::dialect::node_listener::{MAX_LISTENERS, too_many};
use crate::finding::Problem;
use crate::source::{SourceMap, Span};
use crate::tree::{Node, Value};
use hy_msg_lint_compose::Project;
use hy_msg_lint_tree::problem;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The maximum number of services in a project: twenty-five times as many as in the largest of the corpus.
const MAX_SERVICES: usize = 500;

/// The maximum number of variables that the Dockerfiles of a project give to its services together; a hundred services with
/// two hundred each are a fifth.
const MAX_IMAGE_VARIABLES: usize = 100_000;

/// How much the projects of a run may come to: each value in a service counts one, and each service [`SERVICE`].
const MAX_RUN: usize = 1_000_000;

/// What a service counts beside its values: it has facts, and each rule is evaluated on it.
const SERVICE: usize = 100;

/// What is left for the projects of a run.
pub(super) struct Room(usize);

impl Default for Room {
    fn default() -> Self {
        Self(MAX_RUN)
    }
}

impl Room {
    /// Returns `project` if there is room for it, else the problem that it is not judged, and its files.
    pub(super) fn take(&mut self, project: Project, sources: &SourceMap) -> Result<Project, NotTaken> {
        let counts = project.services.iter().map(|service| SERVICE + values(&service.node));
        if let Some(left) = self.0.checked_sub(counts.sum()) {
            self.0 = left;
            return Ok(project);
        }
        let message = format!(
            "the Compose projects of this run come to more than is judged at once ({MAX_RUN} values, and a service counts \
             {SERVICE}), and `{}` is not: check it by itself",
            project.name
        );
        let problem = problem::within(sources, project.canonical.origin.span, message);
        Err(NotTaken { problem, files: project.files })
    }
}

/// A project that is not judged.
pub(super) struct NotTaken {
    problem: Option<Problem>,
    files: BTreeSet<PathBuf>,
}

impl From<NotTaken> for Declared {
    fn from(one: NotTaken) -> Self {
        let mut declared = Self::default();
        declared.problems.extend(one.problem);
        declared.files = one.files;
        declared
    }
}

fn values(node: &Node) -> usize {
    match &node.value {
        Value::Scalar(_) => 1,
        Value::List(items) => 1 + items.iter().map(values).sum::<usize>(),
        Value::Map(map) => 1 + map.entries().map(|entry| values(&entry.node)).sum::<usize>(),
    }
}

/// Returns why `project` is not judged, at the first service that is too much; None if there are few enough.
pub(super) fn too_many_services(project: &Project, sources: &SourceMap) -> Option<Problem> {
    let first = project.services.get(MAX_SERVICES)?;
    let count = project.services.len();
    let message = format!(
        "project `{}` has {count} services, and none of more than {MAX_SERVICES} is judged: split it",
        project.name
    );
    problem::within(sources, first.key, message)
}

/// Returns why a project is not judged, at the first node with too many listeners; None if they are few enough.
pub(super) fn too_many_listeners(
    services: &[Service],
    products: &[Option<Running>],
    sources: &SourceMap,
) -> Option<Problem> {
    services.iter().zip(products).find_map(|(service, product)| {
        let running = product.as_ref()?;
        let flags = running.flags.as_ref().map(|flags| flags.bound.len().max(flags.advertised.len()));
        let flags = flags.filter(|count| *count > MAX_LISTENERS);
        let count = too_many(&|name| running.property(name)).or(flags)?;
        let message = format!(
            "`{}` has {count} listeners, and no project with more than {MAX_LISTENERS} on one node is judged",
            service.name
        );
        problem::within(sources, service.key, message)
    })
}

/// Returns why a project is not judged, at the first service that is given too many variables by the Dockerfiles that are
/// `built`; None if they are few enough.
pub(super) fn too_many_image_variables(
    project: &Project,
    built: &[BuiltImage],
    sources: &SourceMap,
) -> Option<Problem> {
    let mut sum = 0;
    let service = project.services.iter().zip(built).find_map(|(service, built)| {
        sum += built.as_ref().map_or(0, |built| built.environment.len());
        (sum > MAX_IMAGE_VARIABLES).then_some(service)
    })?;
    let message = format!(
        "the Dockerfiles of project `{}` give its services more than {MAX_IMAGE_VARIABLES} variables, and no such project is judged",
        project.name
    );
    problem::within(sources, service.key, message)
}

/// Returns the problem that Dockerfiles of a project are not read, at the first service whose is not.
pub(super) fn unread_dockerfile(service: Span, sources: &SourceMap) -> Option<Problem> {
    let message = format!(
        "the Dockerfiles of this project come to more than {} MiB, and are not read from here on",
        MAX_PROJECT_BYTES >> 20
    );
    problem::within(sources, service, message)
}
