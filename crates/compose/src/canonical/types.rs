//! The types of attributes: what a value becomes, and when Docker Compose prints it.

/// The type of a value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Type {
    /// A text.
    Text,
    /// A whole number. A text that is one counts where Docker Compose casts it.
    Integer(Width, Cast),
    /// A number, in 32 bits.
    Float,
    /// A size, as a text of bytes.
    Bytes,
    /// A duration, as Go writes it.
    Duration,
    /// A truth value.
    Truth,
    /// Permissions, in octal digits.
    FileMode,
    /// A number of devices; all of them are -1.
    Count,
    /// The words of a command; a text is taken apart.
    Words,
    /// The test of a health check; a text is for a shell.
    Test,
    /// A list of texts; a text is a list of it.
    Texts,
    /// Hosts and their addresses, as a sorted list of `HOST=ADDRESS`.
    Hosts,
    /// Texts by name, or a list of `NAME=value`.
    Mapping(Null),
    /// Texts and whole numbers by name.
    Dictionary,
    /// Lists of texts by name; a text is a list of it.
    Options,
    /// A limit for both, or a soft and a hard one.
    Ulimit(Cast),
    /// SSH keys: ids with paths, or without.
    SshKeys,
    /// Items of a type.
    List(&'static Type),
    /// Values of a type by name.
    Map(&'static Type),
    /// Named attributes, each with its type.
    Record(&'static [Attribute]),
}

/// What a whole number may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    /// Any number of 64 bits.
    Signed,
    /// From 0, in this many bits; what is beyond is cut off, as in Docker Compose.
    Unsigned(u32),
}

/// Whether a text counts as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cast {
    /// It does where it is one.
    Text,
    /// It does not.
    Never,
}

/// What a name without a value means in a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Null {
    /// The empty text.
    Empty,
    /// No value, and it is said.
    Kept,
    /// No value, and nothing is said of it.
    Dropped,
}

/// An attribute of a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribute {
    /// Its key.
    pub(super) key: &'static str,
    /// Its key in what Docker Compose prints.
    pub(super) printed: &'static str,
    /// Its type.
    pub(super) of: Type,
    /// When it is printed.
    pub(super) shown: Shown,
}

/// When an attribute is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// Unless it is zero, false or empty.
    Filled,
    /// Where it is there, also when it is zero.
    Present,
    /// Always.
    Always,
    /// Never: what it says has gone elsewhere.
    Never,
}

impl Attribute {
    /// An attribute that is printed unless it is zero, false or empty.
    pub(super) const fn new(key: &'static str, of: Type) -> Self {
        Self { key, printed: key, of, shown: Shown::Filled }
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

    pub(super) const fn printed(self, printed: &'static str) -> Self {
        Self { printed, ..self }
    }
}
