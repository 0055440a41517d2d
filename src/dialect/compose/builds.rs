//! The images that the services of a project build, by their names (Compose Specification, `build.tags`, `pull_policy`).

use super::container::is_built;
use crate::model::reference::familiar_name;
use crate::tree::{Entry, Map, Node, Origin, ScalarKind};
use hy_msg_lint_compose::Service;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The images that the services of a project build.
pub(super) struct Builds {
    by_name: BTreeMap<String, Build>,
}

/// A name of an image that is built.
struct Build {
    /// The index of the first service that builds it.
    index: usize,
    /// That service.
    service: Arc<str>,
    /// Where the name is written.
    place: Origin,
}

impl Builds {
    /// Returns what `services`, in canonical form, of `project` build.
    pub(super) fn of(project: &str, services: &[Service]) -> Self {
        let mut by_name = BTreeMap::new();
        for (index, service) in services.iter().enumerate().filter(|(_, service)| is_built(&service.node)) {
            for (name, place) in names(project, &service.name, &service.node) {
                let service = Arc::clone(&service.name);
                by_name.entry(name).or_insert(Build { index, service, place });
            }
        }
        Self { by_name }
    }

    /// Returns the index of the service that builds the image that `service` runs and does not build itself.
    pub(super) fn builder(&self, service: &Node) -> Option<usize> {
        self.of_image(service).map(|build| build.index)
    }

    /// Returns the name of that service.
    pub(super) fn built_by(&self, service: &Node) -> Option<Node> {
        let build = self.of_image(service)?;
        let place = service.get("image")?.origin;
        Some(Node::derived(Arc::clone(&build.service), ScalarKind::Text, place))
    }

    fn of_image(&self, service: &Node) -> Option<&Build> {
        let is_without = service.get("build").is_none_or(|build| build.is_null());
        let image = service.get("image").filter(|_| is_without)?;
        self.by_name.get(&familiar_name(text(&image)?))
    }

    /// Returns the services that build by the names of their images; `origin` is that of the project.
    pub(super) fn node(&self, origin: Origin) -> Node {
        let entry = |(name, build): (&String, &Build)| {
            let node = Node::derived(Arc::clone(&build.service), ScalarKind::Text, build.place.clone());
            Entry { key: name.as_str().into(), key_span: build.place.span, node }
        };
        Node::map(self.by_name.iter().map(entry).collect::<Map>(), origin)
    }
}

/// Returns the names of the image that `service` builds: its `image`, else the one that Compose gives, and its tags.
fn names(project: &str, service: &Arc<str>, node: &Node) -> Vec<(String, Origin)> {
    let image = node.get("image").filter(|image| text(image).is_some());
    let tags = node.at(&["build", "tags"]);
    let tags = tags.iter().flat_map(Node::items);
    let own = image.is_none().then(|| {
        let place = node.get("build").map_or_else(|| node.origin.clone(), |build| build.origin);
        (format!("{project}-{service}"), place)
    });
    let written = image.into_iter().chain(tags);
    let written = written.filter_map(|one| Some((familiar_name(text(&one)?), one.origin.clone())));
    own.into_iter().chain(written).collect()
}

fn text(node: &Node) -> Option<&str> {
    let scalar = node.as_scalar().filter(|scalar| scalar.kind != ScalarKind::Null)?;
    Some(&*scalar.text).filter(|text| !text.is_empty())
}
