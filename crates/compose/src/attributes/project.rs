//! The attributes of a file (Compose Specification, "The Compose file").

use super::mounts::VOLUME;
use super::networks::NETWORK;
use super::row::{boolean, integer, map, mapping, text, texts, verbatim};
use super::{Attribute, Merge, PathKind, Record, SERVICE, Type};
use crate::transform::lists;

/// The project. Its `x-` attributes follow, unchanged.
pub(crate) static PROJECT: Record = Record::of(&[
    map("configs", &FILE_OBJECT),
    text("name").always(),
    map("networks", &NETWORK),
    map("secrets", &FILE_OBJECT),
    map("services", &SERVICE).always(),
    map("volumes", &VOLUME),
    // Docker Compose does not print the models.
    map("models", &MODEL).never(),
    verbatim("include").short_items(lists::include).followed(),
    // Compose ignores it.
    verbatim("version").never(),
]);

/// Labels of all resources but services. A file may repeat a label of a network, but not of another resource.
pub(super) const LABELS: Attribute = mapping("labels").short(lists::assignments).merge(Merge::ReplaceValues);

/// A config or a secret.
static FILE_OBJECT: Record = Record::of(&[
    text("name"),
    text("file").path(PathKind::Host),
    text("environment"),
    text("content"),
    boolean("external"),
    LABELS,
    text("driver"),
    Attribute::new("driver_opts", Type::Dictionary),
    text("template_driver"),
]);

static MODEL: Record =
    Record::of(&[text("name"), text("model"), integer("context_size"), texts("runtime_flags")]);
