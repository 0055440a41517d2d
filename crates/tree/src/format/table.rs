//! The table of formats.

use crate::source::Source;
use crate::syntax::yaml::Parsed;
use crate::syntax::{Comment, dockerfile, dotenv, hcl, ini, json, properties, shell, toml, xml, yaml};

/// The properties of a format.
#[derive(Debug)]
pub(super) struct Row {
    /// File name endings, in lower case; they match in any case.
    pub(super) extensions: &'static [&'static str],
    /// Whole file names.
    pub(super) names: &'static [&'static str],
    /// Programs in a first line `#!…`, by which a file without an extension is known.
    pub(super) programs: &'static [&'static str],
    /// The parser.
    pub(super) parse: fn(&Source) -> Parsed,
    /// How comments work, if the format has comments.
    pub(super) comments: Option<Comments>,
    /// True if a dialect may find declarations in it.
    pub(super) declares: bool,
    /// How Conftest splits a file into inputs.
    pub(super) division: Division,
}

/// How comments work in a format.
#[derive(Debug)]
pub struct Comments {
    /// Finds the comments of a file, in order.
    pub find: fn(&Source) -> Vec<Comment>,
    /// Where to insert a new comment about a line.
    pub place: CommentPlace,
}

/// Where a comment about a line is inserted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommentPlace {
    /// Above the line: at its end, it would be part of the value.
    Above,
    /// At the end of the line, or above the first line of a command that a backslash continues.
    EndOfCommand,
    /// At the end of the line, or above the key of a value that continues on further lines.
    EndOfValue,
}

/// How Conftest splits a file into inputs (Conftest's `Engine.Check` and its parsers).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Division {
    /// Conftest does not read such files.
    None,
    /// Each document is an input.
    Documents,
    /// Each document is an input, but each item if the only document is a list; null if there is no document.
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

pub(super) const JSON: Row = Row { extensions: &["json"], parse: yaml::parse_json, comments: None, ..YAML };

pub(super) const PROPERTIES: Row = Row {
    extensions: &["properties"],
    names: &[],
    programs: &[],
    parse: |source| match properties::parse(source) {
        Ok(document) => Parsed { documents: vec![document], ..Parsed::default() },
        Err(error) => Parsed { errors: vec![error], ..Parsed::default() },
    },
    comments: Some(Comments {
        find: |source| properties::comments(&source.text),
        place: CommentPlace::Above,
    }),
    declares: true,
    division: Division::Documents,
};

pub(super) const SCRIPT: Row = Row {
    extensions: &["sh", "bash", "ksh", "zsh"],
    names: &[],
    programs: &["sh", "bash", "dash", "ash", "ksh", "zsh"],
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
    // The format has comments, but none of them are read.
    comments: Some(Comments { find: |_| Vec::new(), place: CommentPlace::EndOfValue }),
    declares: false,
    division: Division::Documents,
};

pub(super) const DOCKERFILE: Row = Row {
    extensions: &["dockerfile"],
    names: &["Dockerfile", "Containerfile"],
    programs: &[],
    parse: dockerfile::parse,
    // A line of its own, as in properties: `#` behind an instruction is a part of it.
    comments: Some(Comments {
        find: |source| properties::comments(&source.text),
        place: CommentPlace::Above,
    }),
    declares: false,
    division: Division::DocumentsOrItems,
};

/// A format of documents for policies, which declares nothing.
const fn document(extensions: &'static [&'static str], parse: fn(&Source) -> Parsed) -> Row {
    Row { extensions, parse, ..TOML }
}

pub(super) const JSONC: Row =
    Row { division: Division::DocumentsOrItems, ..document(&["jsonc"], json::parse_with_comments) };
pub(super) const HCL: Row = document(&["tf", "hcl", "tfvars"], hcl::parse);
pub(super) const INI: Row = document(&["ini"], ini::parse);
pub(super) const XML: Row = document(&["xml"], xml::parse);
/// Its files are told by [`super::Format::is_variables`].
pub(super) const DOTENV: Row = document(&["env"], dotenv::parse);

/// Returns no documents: a script is parsed where it is used.
fn where_it_is_used(_source: &Source) -> Parsed {
    Parsed::default()
}
