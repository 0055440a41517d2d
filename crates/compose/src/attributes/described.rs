//! The canonical form for its readers: the types of values, without how they are computed.

use super::{Null, Record, SERVICE, Shown, Type};

/// The type of a value in the canonical form.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A text; sizes, durations and permissions are texts in their own formats.
    Text,
    /// A number.
    Number,
    /// A boolean.
    Boolean,
    /// A list of texts.
    Texts,
    /// Texts by name.
    TextsByName,
    /// Texts or nulls by name.
    TextsOrNullsByName,
    /// Lists of texts by name.
    ListsByName,
    /// By name, a number, or a soft and a hard limit.
    LimitsByName,
    /// Paths or nulls by id, or a list of both.
    Keys,
    /// A mapping with these attributes.
    Record(Fields),
    /// A list of mappings with these attributes.
    List(Fields),
    /// By name, mappings with these attributes.
    Map(Fields),
    /// A value exactly as written.
    Verbatim,
}

/// The attributes of a mapping.
#[derive(Debug, Clone, Copy)]
pub struct Fields(&'static Record);

impl Fields {
    /// Returns the attributes with the types of their values, in the order in which Docker Compose prints them.
    pub fn iter(self) -> impl Iterator<Item = (&'static str, Shape)> {
        let rows = self.0.rows().iter().filter(|row| row.shown != Shown::Followed);
        rows.map(|row| (row.key, Shape::of(row.of)))
    }

    /// Returns the type of the value of `key`.
    pub fn get(self, key: &str) -> Option<Shape> {
        self.0.row(key).filter(|row| row.shown != Shown::Followed).map(|row| Shape::of(row.of))
    }
}

impl Shape {
    fn of(of: Type) -> Self {
        match of {
            Type::Text | Type::Bytes | Type::Duration | Type::FileMode => Self::Text,
            Type::Integer(..) | Type::Float | Type::Count => Self::Number,
            Type::Truth => Self::Boolean,
            Type::Words | Type::Test | Type::Texts | Type::Hosts => Self::Texts,
            Type::Mapping(Null::Empty) | Type::Dictionary => Self::TextsByName,
            Type::Mapping(Null::Kept | Null::Dropped) => Self::TextsOrNullsByName,
            Type::Options => Self::ListsByName,
            Type::Ulimit(_) | Type::Ulimits(_) => Self::LimitsByName,
            Type::SshKeys => Self::Keys,
            Type::List(record) => Self::List(Fields(record)),
            Type::Map(record) => Self::Map(Fields(record)),
            Type::Record(record) => Self::Record(Fields(record)),
            Type::Verbatim => Self::Verbatim,
        }
    }
}

/// Returns the attributes of a service in canonical form.
pub fn canonical_service() -> Fields {
    Fields(&SERVICE)
}
