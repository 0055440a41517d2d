//! A row of the table: an attribute, and how each pass treats its value.

use super::{Cast, Null, Record, Type, Width};
use crate::transform::Form;
use crate::tree::{Map, Node};

/// An attribute of a record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attribute {
    /// Its key.
    pub(crate) key: &'static str,
    /// Its type.
    pub(crate) of: Type,
    /// How its short form is expanded.
    pub(crate) short: Short,
    /// How a later value is merged over an earlier one.
    pub(crate) merge: Merge,
    /// What identifies the items of its list.
    pub(crate) unique: Unique,
    /// Normalizes a value with the same meaning; None if the value stays as it is.
    pub(crate) normalized: Option<fn(&Node) -> Option<Node>>,
    /// The value that Compose assumes if a record does not set it.
    pub(crate) default: Default,
    /// Which of its texts are paths.
    pub(crate) paths: Paths,
    /// Its key in Docker Compose's output.
    pub(crate) printed: &'static str,
    /// When it is printed.
    pub(crate) shown: Shown,
    /// True if it distinguishes a Compose service from the services of other formats.
    pub(crate) distinctive: bool,
    pub(super) concerns: u8,
}

/// A pass that visits only the rows that it concerns.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Concern {
    /// Rows with a short form.
    Short = 1,
    /// Rows with unique items.
    Unique = 2,
    /// Rows with a default or a normalization.
    Default = 4,
    /// Rows with paths.
    Paths = 8,
}

/// How a value is expanded to its long form.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Short {
    /// The value has one form.
    No,
    /// From the whole value.
    Value(Form),
    /// From each item of the list.
    Items(Form),
}

/// How two values of an attribute are merged (Compose Specification, "Merge and override").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Merge {
    /// Merges mappings by key and appends lists; null does not replace an earlier value.
    Join,
    /// The later value replaces the earlier one, even if it is null.
    Replace,
    /// Merges mappings by key, and the later of two values wins, even if it is null: a variable or label without a
    /// value is valid.
    ReplaceValues,
    /// Merges by key if both use the same logging driver.
    SameDriver,
    /// Merges address pools by their subnet.
    BySubnet,
}

/// Returns the identity of a list item: items with the same identity are duplicates. None for an item that cannot have
/// duplicates.
pub(crate) type Identity = fn(&Node) -> Option<String>;

/// Lists in which Compose keeps one item per identity (Compose Specification, "Merge and override", "Unique
/// resources").
#[derive(Debug, Clone, Copy)]
pub(crate) enum Unique {
    /// Every item is kept.
    No,
    /// The later of two items replaces the earlier one in its place. A list may repeat an item.
    By(Identity),
    /// Like `By`, but Compose refuses a list that repeats an item before it compares the items of several files.
    AcrossFiles(Identity),
    /// A list of `NAME=value`, which is a mapping in long form. A name may be repeated.
    ByName,
}

/// The value that Compose assumes if a record does not have an attribute.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Default {
    /// Nothing.
    No,
    /// True.
    True,
    /// This text.
    Text(&'static str),
    /// A value computed from the record; None if it needs no default.
    From(fn(&Node) -> Option<Node>),
}

/// How a path of a kind is distinguished from other texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathKind {
    /// A path on the machine that runs Docker Compose.
    Local,
    /// A path on the host of the engine, which may be a Windows path.
    Host,
    /// A folder to build from, or a remote context that the builder fetches.
    Context,
}

/// Which texts of an attribute are paths.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Paths {
    /// None.
    No,
    /// Its text, or each of its texts.
    All(PathKind),
    /// Its text, if the record satisfies this condition.
    If(PathKind, fn(&Map) -> bool),
    /// The text under this key, if the record satisfies this condition.
    At(&'static str, PathKind, fn(&Map) -> bool),
}

/// When an attribute is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// If it is not zero, false or empty.
    Filled,
    /// If it is present, even if it is zero.
    Present,
    /// Always.
    Always,
    /// Never: its content is printed under another attribute.
    Never,
    /// Never: the reference is resolved, and no canonical form has it.
    Followed,
}

impl Attribute {
    /// Creates an attribute that is printed unless it is zero, false or empty, with no other properties.
    pub(super) const fn new(key: &'static str, of: Type) -> Self {
        let concerns = match of {
            Type::List(record) | Type::Map(record) | Type::Record(record) => record.concerns(),
            _ => 0,
        };
        Self {
            key,
            of,
            short: Short::No,
            merge: Merge::Join,
            unique: Unique::No,
            normalized: None,
            default: Default::No,
            paths: Paths::No,
            printed: key,
            shown: Shown::Filled,
            distinctive: false,
            concerns,
        }
    }

    const fn concerning(self, concern: Concern) -> Self {
        Self { concerns: self.concerns | concern as u8, ..self }
    }

    /// Sets the `form` that expands the whole value.
    pub(super) const fn short(self, form: Form) -> Self {
        Self { short: Short::Value(form), ..self }.concerning(Concern::Short)
    }

    /// Sets the `form` that expands each item.
    pub(super) const fn short_items(self, form: Form) -> Self {
        Self { short: Short::Items(form), ..self }.concerning(Concern::Short)
    }

    pub(super) const fn merge(self, merge: Merge) -> Self {
        Self { merge, ..self }
    }

    /// Removes items with the same identity, also within one list.
    pub(super) const fn unique(self, identity: Identity) -> Self {
        Self { unique: Unique::By(identity), ..self }.concerning(Concern::Unique)
    }

    /// Removes items with the same identity from several files.
    pub(super) const fn unique_across_files(self, identity: Identity) -> Self {
        Self { unique: Unique::AcrossFiles(identity), ..self }.concerning(Concern::Unique)
    }

    /// Allows a list of `NAME=value` to repeat a name.
    pub(super) const fn unique_by_name(self) -> Self {
        Self { unique: Unique::ByName, ..self }
    }

    pub(super) const fn normalized(self, normalized: fn(&Node) -> Option<Node>) -> Self {
        Self { normalized: Some(normalized), ..self }.concerning(Concern::Default)
    }

    pub(super) const fn default(self, default: Default) -> Self {
        Self { default, ..self }.concerning(Concern::Default)
    }

    /// Declares its text, or each of its texts, to be a path.
    pub(super) const fn path(self, kind: PathKind) -> Self {
        Self { paths: Paths::All(kind), ..self }.concerning(Concern::Paths)
    }

    /// Declares its text to be a path if `applies` is true for its record.
    pub(super) const fn path_if(self, kind: PathKind, applies: fn(&Map) -> bool) -> Self {
        Self { paths: Paths::If(kind, applies), ..self }.concerning(Concern::Paths)
    }

    /// Declares the text under `key` to be a path if `applies` is true for the record of the attribute.
    pub(super) const fn path_at(self, key: &'static str, kind: PathKind, applies: fn(&Map) -> bool) -> Self {
        Self { paths: Paths::At(key, kind, applies), ..self }.concerning(Concern::Paths)
    }

    /// Sets the key under which Docker Compose prints it.
    pub(super) const fn printed(self, printed: &'static str) -> Self {
        Self { printed, ..self }
    }

    pub(super) const fn present(self) -> Self {
        Self { shown: Shown::Present, ..self }
    }

    pub(super) const fn always(self) -> Self {
        Self { shown: Shown::Always, ..self }
    }

    pub(super) const fn never(self) -> Self {
        Self { shown: Shown::Never, ..self }
    }

    pub(super) const fn followed(self) -> Self {
        Self { shown: Shown::Followed, ..self }
    }

    pub(super) const fn distinctive(self) -> Self {
        Self { distinctive: true, ..self }
    }

    /// Returns true if a pass concerns this attribute or its value.
    pub(super) fn concern(&self, concern: Concern) -> bool {
        self.concerns & concern as u8 != 0
    }
}

pub(super) const fn verbatim(key: &'static str) -> Attribute {
    Attribute::new(key, Type::Verbatim)
}
pub(super) const fn text(key: &'static str) -> Attribute {
    Attribute::new(key, Type::Text)
}
pub(super) const fn texts(key: &'static str) -> Attribute {
    Attribute::new(key, Type::Texts)
}
pub(super) const fn boolean(key: &'static str) -> Attribute {
    Attribute::new(key, Type::Truth)
}
pub(super) const fn integer(key: &'static str) -> Attribute {
    Attribute::new(key, Type::Integer(Width::Signed, Cast::Text))
}
pub(super) const fn natural(key: &'static str) -> Attribute {
    Attribute::new(key, Type::Integer(Width::Unsigned(64), Cast::Text))
}
pub(super) const fn float(key: &'static str) -> Attribute {
    Attribute::new(key, Type::Float)
}
pub(super) const fn bytes(key: &'static str) -> Attribute {
    Attribute::new(key, Type::Bytes)
}
pub(super) const fn duration(key: &'static str) -> Attribute {
    Attribute::new(key, Type::Duration)
}
pub(super) const fn words(key: &'static str) -> Attribute {
    Attribute::new(key, Type::Words)
}
/// Creates an attribute of texts by name, in which a name without a value has the empty text.
pub(super) const fn mapping(key: &'static str) -> Attribute {
    Attribute::new(key, Type::Mapping(Null::Empty))
}
pub(super) const fn record(key: &'static str, record: &'static Record) -> Attribute {
    Attribute::new(key, Type::Record(record))
}
pub(super) const fn list(key: &'static str, of: &'static Record) -> Attribute {
    Attribute::new(key, Type::List(of))
}
pub(super) const fn map(key: &'static str, of: &'static Record) -> Attribute {
    Attribute::new(key, Type::Map(of))
}
