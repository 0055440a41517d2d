//! Attributes of a service that exclude each other.

use super::mounts;
use super::references;
use super::values::{at, items_at, key_at, number_at, says_something, services, text_at};
use crate::defect::Defect;
use crate::request::Reading;
use crate::source::Span;
use crate::tree::{Entry, Node};
use std::collections::BTreeMap;

/// Returns the contradictions within `service`.
pub(super) fn contradictions(service: &Entry) -> Vec<Defect> {
    let mut defects: Vec<_> =
        [nothing_to_run, two_dockerfiles, platforms, networks, healthcheck, replicas, one_container]
            .iter()
            .filter_map(|judge| judge(service))
            .collect();
    defects.extend(watches(service));
    defects.extend(mounts::mounts(service));
    defects
}

/// Returns the defect of a service that has nothing to run (Compose Specification, "image").
pub(super) fn nothing_to_run(service: &Entry) -> Option<Defect> {
    let node = &service.node;
    let image = at(node, &["image"]).filter(|image| !image.is_null());
    let has = |key| at(node, &[key]).is_some_and(|node| !node.is_null());
    if has("build") || has("provider") || image.is_some_and(|image| image.as_text() != Some("")) {
        return None;
    }
    let place = key_at(node, &["image"]).unwrap_or(service.key_span);
    let message = format!("service `{}` has neither `image` nor `build`", service.key);
    Some(Defect::new(place, message).help("set `image` to the image that it runs"))
}

/// Compose Build Specification, `dockerfile_inline`.
fn two_dockerfiles(service: &Entry) -> Option<Defect> {
    text_at(&service.node, &["build", "dockerfile"])?;
    text_at(&service.node, &["build", "dockerfile_inline"])?;
    let message = format!("`build` of service `{}` has `dockerfile` and `dockerfile_inline`", service.key);
    let defect = Defect::new(key_at(&service.node, &["build", "dockerfile_inline"])?, message);
    let first = key_at(&service.node, &["build", "dockerfile"])?;
    Some(defect.help("keep one of them").related(first, "`dockerfile` here"))
}

/// Compose Build Specification, "platforms".
fn platforms(service: &Entry) -> Option<Defect> {
    let platform = text_at(&service.node, &["platform"])?;
    let built = items_at(&service.node, &["build", "platforms"]);
    if built.is_empty() || built.iter().any(|one| one.as_text().is_none_or(|one| one == platform)) {
        return None;
    }
    let message = format!("service `{}` runs on `{platform}`, but is not built for it", service.key);
    let place = at(&service.node, &["platform"])?.origin.span;
    let list = key_at(&service.node, &["build", "platforms"])?;
    let help = format!("add `{platform}` to `build.platforms`");
    Some(Defect::new(place, message).help(help).related(list, "it is built for these platforms"))
}

/// Compose Specification, `network_mode`.
fn networks(service: &Entry) -> Option<Defect> {
    text_at(&service.node, &["network_mode"])?;
    at(&service.node, &["networks"]).filter(|networks| says_something(networks))?;
    let message =
        format!("service `{}` has `network_mode` and `networks`, which exclude each other", service.key);
    let networks = key_at(&service.node, &["networks"])?;
    let mode = key_at(&service.node, &["network_mode"])?;
    Some(Defect::new(mode, message).help("keep one of them").related(networks, "`networks` here"))
}

/// Compose Specification, "healthcheck".
fn healthcheck(service: &Entry) -> Option<Defect> {
    let first = items_at(&service.node, &["healthcheck", "test"]).first()?;
    let text = first.as_text()?;
    if matches!(text, "CMD" | "CMD-SHELL" | "NONE") {
        return None;
    }
    let message = format!("`healthcheck.test` of service `{}` begins with `{text}`", service.key);
    let help = "a list begins with `CMD`, for a program and its arguments, with `CMD-SHELL`, or is `NONE`";
    Some(Defect::new(first.origin.span, message).help(help))
}

/// Returns the number of containers of a service, with the value and the key that set it.
fn count(service: &Entry) -> Option<(f64, &Node, &'static str)> {
    let replicas = ["deploy", "replicas"];
    let scale = number_at(&service.node, &["scale"])
        .and_then(|number| Some((number, at(&service.node, &["scale"])?, "scale")));
    scale.or_else(|| {
        let number = number_at(&service.node, &replicas)?;
        Some((number, at(&service.node, &replicas)?, "deploy.replicas"))
    })
}

/// Compose Specification, "scale".
fn replicas(service: &Entry) -> Option<Defect> {
    let (number, place, key) = count(service)?;
    if number < 0.0 {
        let message = format!("`{key}` of service `{}` is {number}", service.key);
        return Some(Defect::new(place.origin.span, message).help("use 0 or a larger number"));
    }
    let replicas = number_at(&service.node, &["deploy", "replicas"])?;
    if key != "scale" || (number - replicas).abs() < 0.5 {
        return None;
    }
    let message =
        format!("service `{}` has `scale: {number}` and `deploy.replicas: {replicas}`", service.key);
    let other = at(&service.node, &["deploy", "replicas"])?;
    let defect = Defect::new(place.origin.span, message).help("keep `deploy.replicas`");
    Some(defect.related(other.origin.span, "the other number"))
}

/// Compose Specification, `container_name`.
fn one_container(service: &Entry) -> Option<Defect> {
    let name = text_at(&service.node, &["container_name"])?;
    let (number, place, key) = count(service).filter(|(number, ..)| *number > 1.0)?;
    let message = format!(
        "`{key}` of service `{}` sets {number} containers, but all would have the name `{name}`",
        service.key
    );
    let named = at(&service.node, &["container_name"])?;
    let defect =
        Defect::new(place.origin.span, message).help("remove `container_name`, or run one container");
    Some(defect.related(named.origin.span, "`container_name` here"))
}

/// Compose Develop Specification, "target".
fn watches(service: &Entry) -> Vec<Defect> {
    let without_target = |watch: &Node| {
        let action = at(watch, &["action"])?;
        let text = action.as_text()?;
        let syncs = !matches!(text, "rebuild" | "restart");
        let target = at(watch, &["target"]);
        if !syncs || target.is_some_and(|target| target.as_text() != Some("")) {
            return None;
        }
        let message = format!("`develop.watch` of service `{}` has `{text}` without a `target`", service.key);
        Some(
            Defect::new(action.origin.span, message).help("`target` is the path in the container to copy to"),
        )
    };
    items_at(&service.node, &["develop", "watch"]).iter().filter_map(without_target).collect()
}

/// Finds services that build from the image of a service that is not built (Compose Build Specification,
/// `additional_contexts`).
pub(super) fn contexts(project: &Node) -> Vec<Defect> {
    let entries: BTreeMap<&str, &Entry> = services(project).map(|service| (&*service.key, service)).collect();
    let mut defects = Vec::new();
    for service in services(project) {
        for context in references::contexts(&service.node) {
            let Some(other) = entries.get(context.name) else { continue };
            if at(&other.node, &["build"]).is_some_and(|build| !build.is_null()) {
                continue;
            }
            let message = format!(
                "`build.additional_contexts` of service `{}` names the service `{}`, which has no `build`",
                service.key, other.key
            );
            let defect =
                Defect::new(context.place, message).help("name the image itself: `docker-image://…`");
            defects.push(defect.related(other.key_span, format!("`{}` is not built", other.key)));
        }
    }
    defects
}

/// The services that have a container name, by the profiles that start them (Compose Specification, "profiles").
#[derive(Default)]
struct Taken<'a> {
    services: Vec<(&'a Entry, Span)>,
    /// The first service that every choice of profiles starts.
    always: Option<usize>,
    by_profile: BTreeMap<String, usize>,
}

impl<'a> Taken<'a> {
    /// Returns the first service that one choice of a profile, or of none, starts together with one of `profiles`; None
    /// after adding `service`, if there is no such service.
    fn clash(&mut self, service: &'a Entry, place: Span, profiles: Vec<String>) -> Option<(&'a Entry, Span)> {
        let shared = profiles.iter().filter_map(|profile| self.by_profile.get(profile));
        let first = if profiles.is_empty() {
            (!self.services.is_empty()).then_some(0)
        } else {
            shared.chain(&self.always).min().copied()
        };
        if let Some(first) = first {
            return self.services.get(first).copied();
        }
        let number = self.services.len();
        self.services.push((service, place));
        if profiles.is_empty() {
            self.always = Some(number);
        }
        self.by_profile.extend(profiles.into_iter().map(|profile| (profile, number)));
        None
    }
}

/// Finds services with the same container name as another service that may run beside it. Compose is asked with every
/// profile active ([`Reading::AsCompose`]); otherwise one profile, or none, is.
pub(super) fn container_names(project: &Node, reading: Reading) -> Vec<Defect> {
    let mut taken: BTreeMap<&str, Taken> = BTreeMap::new();
    let mut defects = Vec::new();
    for service in services(project) {
        let Some(name) = text_at(&service.node, &["container_name"]) else { continue };
        let Some(place) = at(&service.node, &["container_name"]).map(|node| node.origin.span) else {
            continue;
        };
        let profiles = service.node.get("profiles").filter(|_| reading == Reading::Open);
        let profiles =
            profiles.iter().flat_map(Node::items).filter_map(|name| Some(name.as_text()?.to_owned()));
        let Some((other, first)) = taken.entry(name).or_default().clash(service, place, profiles.collect())
        else {
            continue;
        };
        // Both may have the name from the same place; the keys of the services then show which two they are.
        let (place, first) = if place == first { (service.key_span, other.key_span) } else { (place, first) };
        let message =
            format!("services `{}` and `{}` have the same container name, `{name}`", other.key, service.key);
        let defect = Defect::new(place, message).help("give each its own `container_name`, or remove it");
        defects.push(defect.related(first, format!("`{}` here", other.key)));
    }
    defects
}
