//! The types of attributes: what a value becomes in canonical form.

use super::Record;

/// The type of a value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Type {
    /// Whatever was written; nothing is made of it.
    Verbatim,
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
    /// Limits by name.
    Ulimits(Cast),
    /// SSH keys: ids with paths, or without.
    SshKeys,
    /// A list of records.
    List(&'static Record),
    /// Records by name.
    Map(&'static Record),
    /// Named attributes, each with its type.
    Record(&'static Record),
}

/// What a whole number may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Width {
    /// Any number of 64 bits.
    Signed,
    /// From 0, in this many bits; what is beyond is cut off, as in Docker Compose.
    Unsigned(u32),
}

/// Whether a text counts as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cast {
    /// It does where it is one.
    Text,
    /// It does not.
    Never,
}

/// What a name without a value means in a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Null {
    /// The empty text.
    Empty,
    /// No value, and it is said.
    Kept,
    /// No value, and nothing is said of it.
    Dropped,
}
