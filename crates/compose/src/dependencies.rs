//! The services that a service needs without naming them under `depends_on` (Compose Specification, `links`,
//! `network_mode`, `ipc`, `pid`, `uts`, `cgroup`, `volumes_from`).

use crate::tree::{Map, Node};

/// A service that another service needs.
pub(crate) struct Implied<'a> {
    pub(crate) name: &'a str,
    /// The attribute that implies the dependency.
    pub(crate) attribute: &'static str,
    /// The value that names the service.
    pub(crate) value: &'a Node,
    /// The list that holds the value, if any.
    list: Option<&'a Node>,
    /// True if Compose restarts the dependent service after the other one.
    pub(crate) restart: bool,
}

impl Implied<'_> {
    /// Returns the value that names the service, with the steps of the list around it.
    pub(crate) fn reason(&self) -> Node {
        match self.list {
            Some(list) => self.value.below(&list.origin.via),
            None => self.value.clone(),
        }
    }
}

/// Returns the services that `service` implies, in the order in which Compose adds them to `depends_on`.
pub(crate) fn implied(service: &Map) -> impl Iterator<Item = Implied<'_>> {
    let links = texts(service, "links").map(|(list, value, text)| Implied {
        name: linked(text),
        attribute: "links",
        value,
        list: Some(list),
        restart: true,
    });
    let namespaces = ["network_mode", "ipc", "pid", "uts", "cgroup"].into_iter().filter_map(|attribute| {
        let value = service.get(attribute)?;
        let name = value.as_text()?.strip_prefix("service:")?;
        Some(Implied { name, attribute, value, list: None, restart: true })
    });
    let volumes = texts(service, "volumes_from").filter(|(.., text)| !text.starts_with("container:"));
    let volumes = volumes.map(|(list, value, text)| Implied {
        name: text.split(':').next().unwrap_or_default(),
        attribute: "volumes_from",
        value,
        list: Some(list),
        restart: false,
    });
    links.chain(namespaces).chain(volumes)
}

/// Returns the service of a link: `SERVICE:ALIAS`, or the whole text.
fn linked(link: &str) -> &str {
    match link.split_once(':') {
        Some((service, alias)) if !alias.contains(':') => service,
        _ => link,
    }
}

/// Returns the texts of the list `attribute`, each with the list.
fn texts<'a>(service: &'a Map, attribute: &str) -> impl Iterator<Item = (&'a Node, &'a Node, &'a str)> {
    let list = service.get(attribute).into_iter();
    list.flat_map(|list| {
        let items = list.as_list().unwrap_or_default().iter();
        items.filter_map(move |item| Some((list, item, item.as_text()?)))
    })
}
