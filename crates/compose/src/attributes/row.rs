//! A row of the table: an attribute, and what each pass makes of its value.

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
    /// How a short form becomes the long one.
    pub(crate) short: Short,
    /// How a later value joins an earlier one.
    pub(crate) merge: Merge,
    /// What tells the items of its list.
    pub(crate) unique: Unique,
    /// What Compose takes for a value that says the same in other words; None where that is the value itself.
    pub(crate) normalized: Option<fn(&Node) -> Option<Node>>,
    /// What Compose takes where a record has none.
    pub(crate) default: Default,
    /// Which paths it has.
    pub(crate) paths: Paths,
    /// Its key in what Docker Compose prints.
    pub(crate) printed: &'static str,
    /// When it is printed.
    pub(crate) shown: Shown,
    /// True where it tells a service of Compose from what others call a service.
    pub(crate) distinctive: bool,
    pub(super) concerns: u8,
}

/// A pass that walks only to the rows that have something for it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Concern {
    /// Rows with a short form.
    Short = 1,
    /// Rows with unique items.
    Unique = 2,
    /// Rows with a default, or with another wording.
    Default = 4,
    /// Rows with paths.
    Paths = 8,
}

/// How the long form of a value is made.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Short {
    /// The value has one form.
    No,
    /// From the whole value.
    Value(Form),
    /// From each item of the list.
    Items(Form),
}

/// How two values of an attribute become one (Compose Specification, "Merge and override").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Merge {
    /// Mappings by key, lists one after the other; nothing leaves what was before.
    Join,
    /// The later one, also where it is nothing.
    Replace,
    /// Mappings by key, and of two values the later one, also where it is nothing: a variable or label without a value is one.
    ReplaceValues,
    /// By key where both use the same logging driver.
    SameDriver,
    /// Address pools by their subnet.
    BySubnet,
}

/// What two items of a list have in common that are one; None for an item that is like no other.
pub(crate) type Identity = fn(&Node) -> Option<String>;

/// In which lists Compose keeps one item of a kind (Compose Specification, "Merge and override", "Unique resources").
#[derive(Debug, Clone, Copy)]
pub(crate) enum Unique {
    /// It keeps every item.
    No,
    /// The later of two items stands in the place of the earlier. A list may repeat an item.
    By(Identity),
    /// Likewise, but Compose refuses a list that repeats an item before it looks for those of another file.
    AcrossFiles(Identity),
    /// A list of `NAME=value`, which is a mapping in long form. It may repeat a name.
    ByName,
}

/// What Compose takes where a record does not have an attribute.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Default {
    /// Nothing.
    No,
    /// True.
    True,
    /// This text.
    Text(&'static str),
    /// What follows from the record; None where it needs none.
    From(fn(&Node) -> Option<Node>),
}

/// How a path of a kind is told from what is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathKind {
    /// A path on the machine that runs Docker Compose.
    Local,
    /// A path on the host of the engine, which may be a Windows path.
    Host,
    /// A folder to build from, or what the builder fetches from elsewhere.
    Context,
}

/// Which paths an attribute has.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Paths {
    /// None.
    No,
    /// Its text, or each text that it holds.
    All(PathKind),
    /// Its text, in a record of which this is true.
    If(PathKind, fn(&Map) -> bool),
    /// The text that it holds under this key, in a record of which this is true.
    At(&'static str, PathKind, fn(&Map) -> bool),
}

/// When an attribute is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Unless it is zero, false or empty.
    Filled,
    /// Where it is there, also when it is zero.
    Present,
    /// Always.
    Always,
    /// Never: what it says has gone elsewhere.
    Never,
    /// Never: it is followed, and no canonical form has it.
    Followed,
}

impl Attribute {
    /// An attribute that is printed unless it is zero, false or empty, and of which nothing else is to be said.
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

    /// `form` makes the long form of the whole value.
    pub(super) const fn short(self, form: Form) -> Self {
        Self { short: Short::Value(form), ..self }.concerning(Concern::Short)
    }

    /// `form` makes the long form of an item.
    pub(super) const fn short_items(self, form: Form) -> Self {
        Self { short: Short::Items(form), ..self }.concerning(Concern::Short)
    }

    pub(super) const fn merge(self, merge: Merge) -> Self {
        Self { merge, ..self }
    }

    /// Items of one identity are one, also in one list.
    pub(super) const fn unique(self, identity: Identity) -> Self {
        Self { unique: Unique::By(identity), ..self }.concerning(Concern::Unique)
    }

    /// Items of one identity are one, where they come from several files.
    pub(super) const fn unique_across_files(self, identity: Identity) -> Self {
        Self { unique: Unique::AcrossFiles(identity), ..self }.concerning(Concern::Unique)
    }

    /// A list of `NAME=value` may repeat a name.
    pub(super) const fn unique_by_name(self) -> Self {
        Self { unique: Unique::ByName, ..self }
    }

    pub(super) const fn normalized(self, normalized: fn(&Node) -> Option<Node>) -> Self {
        Self { normalized: Some(normalized), ..self }.concerning(Concern::Default)
    }

    pub(super) const fn default(self, default: Default) -> Self {
        Self { default, ..self }.concerning(Concern::Default)
    }

    /// Its text, or each text that it holds, is a path.
    pub(super) const fn path(self, kind: PathKind) -> Self {
        Self { paths: Paths::All(kind), ..self }.concerning(Concern::Paths)
    }

    /// Its text is a path where `applies` to the record that has it.
    pub(super) const fn path_if(self, kind: PathKind, applies: fn(&Map) -> bool) -> Self {
        Self { paths: Paths::If(kind, applies), ..self }.concerning(Concern::Paths)
    }

    /// The text under `key` is a path where `applies` to the record that has the attribute.
    pub(super) const fn path_at(self, key: &'static str, kind: PathKind, applies: fn(&Map) -> bool) -> Self {
        Self { paths: Paths::At(key, kind, applies), ..self }.concerning(Concern::Paths)
    }

    /// Docker Compose prints it under another key.
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

    /// True where a pass has to do with it or with what is in it.
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
pub(super) const fn truth(key: &'static str) -> Attribute {
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
/// Texts by name, in which a name without a value has the empty text.
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
