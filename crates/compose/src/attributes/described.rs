//! The canonical form as somebody sees it who reads it: what values are, and not how they came to be.

use super::{Null, Record, SERVICE, Shown, Type};

/// What a value of the canonical form is.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A text; sizes, durations and permissions are texts of their own form.
    Text,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// A list of texts.
    Texts,
    /// Texts by name.
    TextsByName,
    /// Texts by name, of which some may be null.
    TextsOrNullsByName,
    /// Lists of texts by name.
    ListsByName,
    /// By name, a number, or a soft and a hard one.
    LimitsByName,
    /// Paths by id, or null; or a list of both.
    Keys,
    /// A mapping with these attributes.
    Record(Fields),
    /// A list of mappings with these attributes.
    List(Fields),
    /// By name, mappings with these attributes.
    Map(Fields),
    /// Whatever was written.
    Verbatim,
}

/// The attributes of a mapping.
#[derive(Debug, Clone, Copy)]
pub struct Fields(&'static Record);

impl Fields {
    /// The attributes with what their values are, in the order in which Docker Compose prints them.
    pub fn iter(self) -> impl Iterator<Item = (&'static str, Shape)> {
        let rows = self.0.rows().iter().filter(|row| row.shown != Shown::Followed);
        rows.map(|row| (row.key, Shape::of(row.of)))
    }

    /// What the value of `key` is.
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

/// The attributes of a service in canonical form.
pub fn canonical_service() -> Fields {
    Fields(&SERVICE)
}
