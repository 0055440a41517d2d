//! The types of attributes: how a value is converted to the canonical form.

use super::Record;

/// The type of a value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Type {
    /// Any value, unchanged.
    Verbatim,
    /// A text.
    Text,
    /// A whole number, or a text with one where Docker Compose casts it.
    Integer(Width, Cast),
    /// A number, in 32 bits.
    Float,
    /// A size, as a text with the number of bytes.
    Bytes,
    /// A duration, in Go's notation.
    Duration,
    /// A boolean.
    Truth,
    /// Permissions, in octal digits.
    FileMode,
    /// A number of devices; -1 for all of them.
    Count,
    /// The words of a command; a text is split.
    Words,
    /// The test of a health check; a text is run by a shell.
    Test,
    /// A list of texts; a single text is a list with one item.
    Texts,
    /// Hosts and their addresses, as a sorted list of `HOST=ADDRESS`.
    Hosts,
    /// Texts by name, or a list of `NAME=value`.
    Mapping(Null),
    /// Texts and whole numbers by name.
    Dictionary,
    /// Lists of texts by name; a single text is a list with one item.
    Options,
    /// One limit for both, or a soft and a hard limit.
    Ulimit(Cast),
    /// Limits by name.
    Ulimits(Cast),
    /// SSH keys: ids with or without a path.
    SshKeys,
    /// A list of records.
    List(&'static Record),
    /// Records by name.
    Map(&'static Record),
    /// Named attributes, each with its type.
    Record(&'static Record),
}

/// The range of a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Width {
    /// Any signed 64-bit number.
    Signed,
    /// From 0, in this many bits; higher bits are cut off, as in Docker Compose.
    Unsigned(u32),
}

/// Whether a text is accepted as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cast {
    /// A text with a number is accepted.
    Text,
    /// No text is accepted.
    Never,
}

/// The meaning of a name without a value in a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Null {
    /// The empty text.
    Empty,
    /// Null, which is kept.
    Kept,
    /// Null, which is dropped silently.
    Dropped,
}
