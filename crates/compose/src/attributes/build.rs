//! `build` and `develop` (Compose Build Specification, Compose Develop Specification).

use super::mounts::GRANT;
use super::row::{boolean, bytes, list, mapping, text, texts};
use super::service::{HOOK, LABELS};
use super::{Attribute, Cast, Default, Merge, Null, PathKind, Record, Type};
use crate::canonical::{defaults, hosts};
use crate::transform::{build, lists};

pub(super) static BUILD: Record = Record::of(&[
    text("context").path(PathKind::Context).default(Default::Text(".")),
    text("dockerfile").default(Default::From(defaults::dockerfile)),
    text("dockerfile_inline"),
    texts("entitlements"),
    Attribute::new("args", Type::Mapping(Null::Dropped))
        .short(lists::variables)
        .merge(Merge::ReplaceValues)
        .unique_by_name(),
    text("provenance"),
    text("sbom"),
    Attribute::new("ssh", Type::SshKeys).short(build::ssh).path(PathKind::Host),
    LABELS,
    texts("cache_from"),
    texts("cache_to"),
    boolean("no_cache"),
    mapping("additional_contexts")
        .short(build::contexts)
        .merge(Merge::ReplaceValues)
        .unique_by_name()
        .path(PathKind::Context),
    boolean("pull"),
    Attribute::new("extra_hosts", Type::Hosts).short(hosts::listed),
    text("isolation"),
    text("network"),
    text("target"),
    list("secrets", &GRANT).short_items(lists::grant),
    bytes("shm_size"),
    texts("tags"),
    Attribute::new("ulimits", Type::Ulimits(Cast::Never)),
    texts("platforms"),
    boolean("privileged"),
]);

pub(super) static DEVELOP: Record = Record::of(&[list("watch", &TRIGGER)]);

static TRIGGER: Record = Record::of(&[
    text("path").path(PathKind::Local).always(),
    text("action").always(),
    text("target"),
    super::row::record("exec", &HOOK).always(),
    texts("include"),
    texts("ignore"),
    boolean("initial_sync"),
]);
