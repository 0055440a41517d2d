//! Services, before they are lowered to resources.

use super::container::BuiltImage;
use super::dockerfile::{Built, NotKnown};
use super::{container, entrypoint, quoted};
use crate::source::{SourceMap, Span};
use crate::tree::{Map, Node};
use hy_msg_lint_compose::{self as compose, LimitConflict};
use std::sync::Arc;

/// A service, before it is lowered to resources.
pub(super) struct Service {
    pub(super) name: Arc<str>,
    pub(super) key: Span,
    /// The service in canonical form.
    pub(super) node: Node,
    /// The service in canonical form over the Dockerfile of its image, with variables as they are meant; as `node` where no Dockerfile
    /// is read and no value is in quotation marks.
    pub(super) container: Node,
    /// The variables that have quotation marks in their value, which is in `container` without them.
    pub(super) quoted: Map,
    /// What the Dockerfile of its image says, where it is read.
    pub(super) built: Option<Arc<Built>>,
    /// The number of the line in which that Dockerfile cannot be parsed, at the line.
    pub(super) broken: Option<Node>,
    /// True without `image`, or with an empty one, and without `build`: the rest may be declared elsewhere.
    pub(super) partial: bool,
    /// False where an `env_file` could not be read.
    pub(super) environment_known: bool,
    /// The limits that it sets twice with different values.
    pub(super) limit_conflicts: Vec<LimitConflict>,
    /// The job that it runs, if it runs tools and no server.
    pub(super) job: Option<Node>,
}

impl Service {
    /// Returns `service`, whose image is built as a Dockerfile says, where one is read.
    pub(super) fn of(service: compose::Service, image: &BuiltImage, sources: &SourceMap) -> Self {
        let built = image.as_ref().ok();
        let container =
            built.map_or_else(|| service.node.clone(), |built| container::over_image(&service.node, built));
        let (container, quoted) =
            quoted::as_meant(&container, sources).unwrap_or((container, Map::default()));
        Self {
            partial: service.is_partial() || runs_nothing(&service.node),
            job: entrypoint::job(&container),
            built: built.cloned(),
            broken: match image {
                Err(NotKnown::Broken(line)) => Some(line.clone()),
                _ => None,
            },
            container,
            quoted,
            name: service.name,
            key: service.key,
            node: service.node,
            environment_known: service.is_environment_known,
            limit_conflicts: service.limit_conflicts,
        }
    }

    /// Returns its `network_mode`, if set and known.
    pub(super) fn network_mode(&self) -> Option<String> {
        self.node.get("network_mode").and_then(|mode| mode.as_text().map(str::to_owned))
    }

    /// Returns true if its image is known by the one that its Dockerfile starts from, and not by its own name.
    pub(super) fn is_on_base(&self) -> bool {
        self.built.as_ref().is_some_and(|built| container::known_base(&self.node, built).is_some())
    }

    /// Returns true if its Dockerfile may change the files that the image's server reads.
    pub(super) fn changes_settings(&self) -> bool {
        self.built.as_ref().is_some_and(|built| built.changes_settings)
    }
}

/// Returns true for an empty `image` without a `build`, which Compose refuses.
fn runs_nothing(service: &Node) -> bool {
    let has = |key: &str| service.get(key).is_some_and(|node| !node.is_null());
    service.get("image").is_some_and(|image| image.as_text() == Some("")) && !has("build") && !has("provider")
}
