//! How large a project may be to be judged: rules compare its services with each other, and the listeners of a node.

use super::bootstrap;
use super::container::BuiltImage;
use super::dockerfile::MAX_PROJECT_BYTES;
use super::product::Running;
use super::service::Service;
use crate::dialect::node_listener::{MAX_LISTENERS, too_many};
use crate::finding::Problem;
use crate::source::{SourceMap, Span, display_name};
use crate::workspace::Files;
use hy_msg_lint_compose::Project;
use hy_msg_lint_tree::budget::SERVICE;
use hy_msg_lint_tree::problem;
use std::path::Path;

/// The maximum number of services in a project: twenty-five times as many as in the largest of the corpus.
const MAX_SERVICES: usize = 500;

/// The maximum number of variables that the Dockerfiles of a project give to its services together; a hundred services with
/// two hundred each are a fifth.
const MAX_IMAGE_VARIABLES: usize = 100_000;

/// The maximum number of addresses of brokers that the services of a project are given: ten for each of the services that it
/// may have.
const MAX_ADDRESSES: usize = 5000;

/// How many values an address counts: what answers there, and what that advertises, is worked out and kept.
const ADDRESS: usize = 40;

/// Returns what `project` comes to, for [`Limits::projects`](hy_msg_lint_tree::budget::Limits::projects).
pub(super) fn of(project: &Project) -> usize {
    let service = |service: &hy_msg_lint_compose::Service| {
        SERVICE + service.node.size() + ADDRESS * bootstrap::most_addresses(&service.node)
    };
    project.read + project.services.iter().map(service).sum::<usize>()
}

/// The projects of a run for which there is no room.
#[derive(Default)]
pub(super) struct Refused {
    first: Option<Span>,
    count: usize,
}

impl Refused {
    /// Adds the project at `at`.
    pub(super) fn add(&mut self, at: Span) {
        self.first.get_or_insert(at);
        self.count += 1;
    }

    /// True if there is room for all projects.
    pub(super) fn is_none(&self) -> bool {
        self.count == 0
    }

    /// Returns the problem that they are not judged, at the first of them.
    pub(super) fn problem(&self, files: &Files) -> Option<Problem> {
        let others = match self.count.checked_sub(1)? {
            0 => String::new(),
            1 => ", nor is one more".to_owned(),
            others => format!(", nor are {others} more"),
        };
        let message = format!(
            "the Compose projects of this run have more than {} values, where a service counts {SERVICE}, and the \
             project that begins here is not judged{others}: check it by itself",
            files.budget.limits().projects
        );
        problem::within(files.sources, self.first?, message)
    }
}

/// Returns the problem that the variables of the file at `path` are not read.
pub(super) fn without_variables(path: &Path, files: &Files) -> Problem {
    let message = format!(
        "the files of this run have more than {} MiB, and what this one includes and extends is read without its \
         variables",
        files.budget.limits().text >> 20
    );
    Problem { file: display_name(path), place: None, message, related: Vec::new() }
}

/// Returns why `project` is not judged, at the first service that is too much; None if it is small enough.
pub(super) fn too_large(project: &Project, sources: &SourceMap) -> Option<Problem> {
    too_many_services(project, sources).or_else(|| too_many_addresses(project, sources))
}

/// Returns why `project` has too many services, at the first that is too much; None if there are few enough.
fn too_many_services(project: &Project, sources: &SourceMap) -> Option<Problem> {
    let first = project.services.get(MAX_SERVICES)?;
    let count = project.services.len();
    let message = format!(
        "project `{}` has {count} services, and none of more than {MAX_SERVICES} is judged: split it",
        project.name
    );
    problem::within(sources, first.key, message)
}

/// Returns why `project` is not judged, at the first service that is given too many addresses of brokers; None if they are
/// few enough.
fn too_many_addresses(project: &Project, sources: &SourceMap) -> Option<Problem> {
    let mut sum = 0;
    let service = project.services.iter().find(|service| {
        sum += bootstrap::most_addresses(&service.node);
        sum > MAX_ADDRESSES
    })?;
    let message = format!(
        "the services of project `{}` are given more than {MAX_ADDRESSES} addresses of brokers, and no such project is judged",
        project.name
    );
    problem::within(sources, service.key, message)
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
        "the Dockerfiles of this project have more than {} MiB, and are not read from here on",
        MAX_PROJECT_BYTES >> 20
    );
    problem::within(sources, service, message)
}
