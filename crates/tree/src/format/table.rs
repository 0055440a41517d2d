//! The table of formats.

use crate::source::Source;
use crate::syntax::yaml::Parsed;
use crate::syntax::{Comment, properties, shell, toml, yaml};

/// All that is to be known of a format.
#[derive(Debug)]
pub(super) struct Row {
    /// What names of its files end in, in lower case; in a name they may be in any.
    pub(super) extensions: &'static [&'static str],
    /// Names that its files have as a whole.
    pub(super) names: &'static [&'static str],
    /// Programs that a first line `#!…` of its files names.
    pub(super) programs: &'static [&'static str],
    /// The parser.
    pub(super) parse: fn(&Source) -> Parsed,
    /// What its comments are, if it has some.
    pub(super) comments: Option<Comments>,
    /// True where a dialect may find something declared.
    pub(super) declares: bool,
    /// How Conftest divides a file into inputs.
    pub(super) division: Division,
}

/// What the comments of a format are.
#[derive(Debug)]
pub struct Comments {
    /// Those of a file, in order.
    pub find: fn(&Source) -> Vec<Comment>,
    /// Where a new one about a line goes.
    pub place: CommentPlace,
}

/// Where a comment about a line goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommentPlace {
    /// Above the line: at its end it would be a part of the value.
    Above,
    /// At the end of the line, and above the first line of a command that a backslash continues.
    EndOfCommand,
    /// At the end of the line, and above the key of a value that goes on behind that end.
    EndOfValue,
}

/// How Conftest divides a file into inputs (Conftest's `Engine.Check` and its parsers).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Division {
    /// It reads no such file.
    None,
    /// Each document is an input.
    Documents,
    /// Each document is an input, but of an only one that is a list each item; where there is no document, null is.
    DocumentsOrItems,
}

pub(super) const YAML: Row = Row {
    extensions: &["yml", "yaml"],
    names: &[],
    programs: &[],
    parse: yaml::parse,
    comments: Some(Comments { find: yaml::comments, place: CommentPlace::EndOfValue }),
    declares: true,
    division: Division::DocumentsOrItems,
};

pub(super) const JSON: Row = Row { extensions: &["json"], comments: None, ..YAML };

pub(super) const PROPERTIES: Row = Row {
    extensions: &["properties"],
    names: &[],
    programs: &[],
    parse: |source| Parsed { documents: vec![properties::parse(source)], errors: Vec::new() },
    comments: Some(Comments {
        find: |source| properties::comments(&source.text),
        place: CommentPlace::Above,
    }),
    declares: true,
    division: Division::Documents,
};

pub(super) const SCRIPT: Row = Row {
    extensions: &["sh", "bash"],
    names: &[],
    programs: &["sh", "bash", "dash", "ash", "ksh"],
    parse: where_it_is_used,
    comments: Some(Comments {
        find: |source| shell::comments(&source.text),
        place: CommentPlace::EndOfCommand,
    }),
    declares: true,
    division: Division::None,
};

pub(super) const MAKEFILE: Row = Row {
    extensions: &["mk"],
    names: &["Makefile", "makefile", "GNUmakefile"],
    programs: &[],
    parse: where_it_is_used,
    comments: Some(Comments {
        find: |source| shell::makefile_comments(&source.text),
        place: CommentPlace::EndOfCommand,
    }),
    declares: true,
    division: Division::None,
};

pub(super) const TOML: Row = Row {
    extensions: &["toml"],
    names: &[],
    programs: &[],
    parse: toml::parse,
    // It has some, but none of them is read.
    comments: Some(Comments { find: |_| Vec::new(), place: CommentPlace::EndOfValue }),
    declares: false,
    division: Division::Documents,
};

/// What has no documents: a script is read where it is used.
fn where_it_is_used(_source: &Source) -> Parsed {
    Parsed { documents: Vec::new(), errors: Vec::new() }
}
