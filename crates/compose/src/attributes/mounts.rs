//! Volumes and mounts (Compose Specification, "volumes", `configs`, `secrets`).

use super::project::LABELS;
use super::row::{boolean, bytes, mapping, record, text};
use super::{Attribute, Cast, Default, PathKind, Record, Type, Width};
use crate::canonical::{defaults, paths};

pub(super) static VOLUME: Record = Record::of(&[
    text("name"),
    text("driver"),
    mapping("driver_opts").path_at("device", PathKind::Host, paths::is_bind_volume),
    boolean("external"),
    LABELS,
]);

/// A mount of a service.
pub(super) static MOUNT: Record = Record::of(&[
    text("type"),
    text("source").path_if(PathKind::Host, paths::is_bind_mount),
    text("target").normalized(defaults::clean_path),
    boolean("read_only"),
    text("consistency"),
    record(
        "bind",
        &Record::of(&[text("selinux"), text("propagation"), boolean("create_host_path"), text("recursive")]),
    ),
    record("volume", &Record::of(&[mapping("labels"), boolean("nocopy"), text("subpath")])),
    record(
        "tmpfs",
        &Record::of(&[
            bytes("size"),
            Attribute::new("mode", Type::Integer(Width::Unsigned(32), Cast::Never)),
        ]),
    ),
    record("image", &Record::of(&[text("subpath")])),
]);

/// A config of a service, or a secret of a build.
pub(super) static GRANT: Record = Record::of(&grant(text("target")));

/// A secret of a service.
pub(super) static SECRET: Record =
    Record::of(&grant(text("target").default(Default::From(defaults::secret_target))));

const fn grant(target: Attribute) -> [Attribute; 5] {
    [text("source"), target, text("uid"), text("gid"), Attribute::new("mode", Type::FileMode).present()]
}
