//! Names that refer to another part of the project.

use super::services::nothing_to_run;
use super::values::{at, items_at, section, services, text_at};
use crate::defect::Defect;
use crate::dependencies::implied;
use crate::problem::Label;
use crate::source::Span;
use crate::tree::{Entry, Node};
use hy_msg_lint_tree::quote::joined;
use hy_msg_lint_tree::spelling::{closest, distance};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A name and its span.
pub(super) struct Reference<'a> {
    pub(super) name: &'a str,
    pub(super) place: Span,
    /// The attribute that contains it.
    attribute: &'static str,
}

/// What the project does not declare: a name in a service, or what a service runs.
pub(crate) struct Undefined {
    /// The section that would declare it: `services`, `networks`.
    pub(crate) section: &'static str,
    pub(crate) name: String,
    /// The service that lacks it.
    service: Arc<str>,
    /// In a sentence: "the network `back`".
    what: String,
    /// True if it closely resembles a declared name: other files may declare the names that a part uses, but a
    /// misspelling is wrong anywhere.
    pub(super) is_misspelt: bool,
    pub(super) defect: Defect,
}

impl Undefined {
    /// Returns what `service` lacks if it has nothing to run.
    pub(super) fn image(service: &Entry) -> Option<Self> {
        Some(Self {
            section: "services",
            name: service.key.to_string(),
            service: Arc::clone(&service.key),
            what: format!("the image of service `{}`", service.key),
            is_misspelt: false,
            defect: nothing_to_run(service)?,
        })
    }
}

/// Returns true for `kafak` and `kafka`, but not for `kafka-2` and `kafka-1`: another file may declare either.
fn is_misspelling(name: &str, other: &str) -> bool {
    let word =
        |text: &str| -> String { text.chars().filter(|character| !character.is_ascii_digit()).collect() };
    let (one, two) = (word(name), word(other));
    let least = one.chars().count().min(two.chars().count());
    let trimmed = |text: &str| text.trim_matches(['-', '_', '.']).to_owned();
    least >= 4 && distance(&one, &two) <= least / 4 && trimmed(&one) != trimmed(&two)
}

/// The maximum number of name pairs compared in a project; a hundred misspelt names among a thousand are a tenth.
const MAX_COMPARED: usize = 1_000_000;

/// Returns the names in services that the project does not declare.
pub(crate) fn undefined(project: &Node) -> Vec<Undefined> {
    let names = |name| section(project, name).map(|entry| &*entry.key).collect::<BTreeSet<_>>();
    let services_known = names("services");
    let known = ["networks", "volumes", "secrets", "configs", "models"].map(names);
    let [networks, volumes, secrets, configs, models] = known;
    let mut found = Vec::new();
    let mut left = MAX_COMPARED;
    for service in services(project) {
        let mut told = BTreeSet::new();
        let mut tell = |reference: Reference, section: &'static str, known: &BTreeSet<&str>| {
            let name = reference.name;
            let kind = section.trim_end_matches('s');
            if known.contains(name) || !told.insert((kind, name.to_owned())) {
                return;
            }
            let compared = left.checked_sub(known.len());
            left = compared.unwrap_or_default();
            let alike = if compared.is_some() { known } else { &BTreeSet::new() };
            found.push(Undefined {
                section,
                name: name.to_owned(),
                service: Arc::clone(&service.key),
                what: format!("the {kind} `{name}`"),
                is_misspelt: alike.iter().any(|other| is_misspelling(name, other)),
                defect: name_of_nothing(service, &reference, kind, alike),
            });
        };
        for reference in dependencies(&service.node) {
            tell(reference, "services", &services_known);
        }
        for reference in contexts(&service.node) {
            tell(reference, "services", &services_known);
        }
        for reference in keys(&service.node, "networks") {
            tell(reference, "networks", &networks);
        }
        for mount in items_at(&service.node, &["volumes"]) {
            if text_at(mount, &["type"]) == Some("volume")
                && let Some(name) = text_at(mount, &["source"])
                && let Some(source) = at(mount, &["source"])
            {
                let reference = Reference { name, place: source.origin.span, attribute: "volumes" };
                tell(reference, "volumes", &volumes);
            }
        }
        for (path, attribute, section, known) in [
            (&["secrets"][..], "secrets", "secrets", &secrets),
            (&["configs"], "configs", "configs", &configs),
            (&["build", "secrets"], "build.secrets", "secrets", &secrets),
        ] {
            for reference in grants(&service.node, path, attribute) {
                tell(reference, section, known);
            }
        }
        for reference in keys(&service.node, "models") {
            tell(reference, "models", &models);
        }
    }
    found
}

/// Returns one defect for each name that is `lacking`, at the first service that needs it: one declaration mends all.
pub(super) fn once_each(lacking: Vec<Undefined>) -> Vec<Defect> {
    let mut defects: Vec<Defect> = Vec::new();
    let mut told: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for one in lacking {
        let known = told.entry((one.section, one.name)).or_insert(defects.len());
        if let Some(first) = defects.get_mut(*known) {
            let label = format!("service `{}` needs it too", one.service);
            first.related.push(Label { span: one.defect.at, message: label });
        } else {
            defects.push(one.defect);
        }
    }
    defects
}

/// Returns what is not known of a file that is a part of a project, or a whole one that Compose refuses: whether
/// another file has what is `lacking`; at the first of it.
pub(super) fn not_here(lacking: &[Undefined]) -> Option<Defect> {
    let names: BTreeSet<_> = lacking.iter().map(|one| &*one.what).collect();
    let names: Vec<_> = names.into_iter().collect();
    let first = lacking.first()?;
    let names = joined(&names, "and");
    let message = format!("{names} may be declared in another file, which is not known here");
    Some(Defect::new(first.defect.at, message))
}

fn name_of_nothing(service: &Entry, reference: &Reference, kind: &str, known: &BTreeSet<&str>) -> Defect {
    let Reference { name, place, attribute } = reference;
    if name.is_empty() {
        let message = format!("`{attribute}` of service `{}` names no {kind}", service.key);
        return Defect::new(*place, message).help(format!("name the {kind}"));
    }
    let message = format!(
        "`{attribute}` of service `{}` names the {kind} `{name}`, which is not declared",
        service.key
    );
    let defect = Defect::new(*place, message);
    match closest(name, known.iter().copied()) {
        Some(near) => {
            defect.help(format!("write `{near}`, or declare `{name}` under `{kind}s`")).meant(name, near)
        }
        None => defect.help(format!("declare `{name}` under `{kind}s`")),
    }
}

/// Returns the services that a service needs: those that it implies, and those under `depends_on`. In canonical form
/// the latter include the former, which are reported with the attribute that implies them.
pub(super) fn dependencies(service: &Node) -> Vec<Reference<'_>> {
    let implied = service.as_map().into_iter().flat_map(implied);
    let implied = implied.map(|one| Reference {
        name: one.name,
        place: one.value.origin.span,
        attribute: one.attribute,
    });
    implied.chain(keys(service, "depends_on")).collect()
}

/// Returns the services whose images a build uses as contexts.
pub(super) fn contexts(service: &Node) -> Vec<Reference<'_>> {
    let attribute = "build.additional_contexts";
    let contexts = at(service, &["build", "additional_contexts"]).and_then(Node::as_map);
    let named = contexts.into_iter().flat_map(crate::tree::Map::entries).filter_map(|entry| {
        let name = entry.node.as_text()?.strip_prefix("service:")?;
        Some(Reference { name, place: entry.node.origin.span, attribute })
    });
    named.collect()
}

/// Returns the keys of a mapping, or the items of a list.
fn keys<'a>(service: &'a Node, attribute: &'static str) -> Vec<Reference<'a>> {
    let Some(node) = at(service, &[attribute]) else { return Vec::new() };
    if let Some(map) = node.as_map() {
        let key = |entry: &'a Entry| Reference { name: &entry.key, place: entry.key_span, attribute };
        return map.entries().map(key).collect();
    }
    let item = |item: &'a Node| Some(Reference { name: item.as_text()?, place: item.origin.span, attribute });
    node.as_list().unwrap_or_default().iter().filter_map(item).collect()
}

/// Returns the sources of secrets or configs.
fn grants<'a>(service: &'a Node, path: &[&str], attribute: &'static str) -> Vec<Reference<'a>> {
    let grant = |item: &'a Node| {
        let node = if let Some(map) = item.as_map() { map.get("source") } else { Some(item) };
        if let Some(node) = node {
            return Some(Reference { name: node.as_text()?, place: node.origin.span, attribute });
        }
        let place = item.as_map()?.entries().next().map_or(item.origin.span, |first| first.key_span);
        Some(Reference { name: "", place, attribute })
    };
    items_at(service, path).iter().filter_map(grant).collect()
}

#[cfg(test)]
mod tests {
    use super::is_misspelling;

    #[test]
    fn tells_misspellings_from_other_names() {
        for (name, other) in
            [("kafak", "kafka"), ("infra-net", "infra_net"), ("schema-registy", "schema-registry")]
        {
            assert!(is_misspelling(name, other), "{name}");
        }
        for (name, other) in [
            ("kafka-2", "kafka-1"),
            ("kafka", "kafka1"),
            ("redis", "redis-1"),
            ("app", "api"),
            ("minio", "minio-init"),
            ("postgres", "postgis"),
            ("frontend", "backend"),
        ] {
            assert!(!is_misspelling(name, other), "{name}");
        }
    }
}
