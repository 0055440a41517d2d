//! The attributes of Compose files, in one table: a row is an attribute of a record.
//!
//! The rows of a record are in the order in which Docker Compose prints them. Passes ([`walk`], merging, typing,
//! printing) interpret the rows beside the tree and know no attribute by name. A new attribute needs a row here, a line
//! in `schema.json`, which defines what may be written, and a fixture.

mod build;
mod deploy;
mod described;
mod devices;
mod mounts;
mod networks;
mod project;
mod record;
mod row;
mod service;
mod types;
mod walk;

pub use described::{Fields, Shape, canonical_service};
pub(crate) use project::PROJECT;
pub(crate) use record::Record;
pub(crate) use row::{Attribute, Concern, Default, Identity, Merge, PathKind, Paths, Short, Shown, Unique};
pub(crate) use service::{DEPENDENCY, ENV_FILE, SERVICE};
pub(crate) use types::{Cast, Null, Type, Width};
pub(crate) use walk::{Pass, walk};

/// Returns the row of the attribute at `keys`, from the top of a file.
pub(crate) fn row<'k>(keys: impl IntoIterator<Item = &'k str>) -> Option<&'static Attribute> {
    let mut of = Type::Record(&PROJECT);
    let mut found = None;
    for key in keys {
        (found, of) = match of {
            Type::Record(record) => {
                let row = record.row(key)?;
                (Some(row), row.of)
            }
            Type::Map(record) => (None, Type::Record(record)),
            _ => return None,
        };
    }
    found
}

#[cfg(test)]
mod tests;
