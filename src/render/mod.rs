//! Output formats, one file each, all of one [`Report`](crate::finding::Report). The same report gives the same bytes
//! on every machine: everything else a format depends on is in [`Options`].

pub mod change;
pub mod checkstyle;
mod columns;
pub mod concise;
mod entries;
pub mod github;
pub mod gitlab;
pub mod guard;
pub mod human;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod origins;
pub mod overview;
pub mod page;
pub mod rdjson;
pub mod resources;
pub mod sarif;
pub mod settings;
pub mod statistics;
pub mod summary;
pub mod test_run;
pub mod text;
pub mod unified;

/// Everything a format depends on besides the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Colours and links allowed in the text.
    pub style: Style,
    /// Columns at which prose is wrapped.
    pub width: usize,
    /// Columns that lines of files are fitted into.
    pub columns: usize,
    /// The number of findings that people are shown in full.
    pub limit: Limit,
    /// Whether to list unknown, excepted and suppressed findings, and skipped files.
    pub verbose: bool,
    /// Whether to leave out the summary.
    pub quiet: bool,
    /// Whether a person reads it on a terminal.
    pub is_terminal: bool,
}

/// How many findings people are shown in full: the gravest and most pressing of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Limit {
    /// All.
    #[default]
    All,
    /// At most this many.
    Count(usize),
    /// As many as fit into this many lines, and at least one.
    Lines(usize),
}

/// Colours and links allowed in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Nothing: the text goes to a file or another program.
    Plain,
    /// Colours.
    Color,
    /// Colours, and links that a terminal opens.
    ColorAndLinks,
}

/// The program's repository, for formats with a field for it; empty if the package does not declare it.
const HOME: &str = env!("CARGO_PKG_REPOSITORY");
const NAME: &str = env!("CARGO_PKG_NAME");
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Returns [`HOME`] unless it is empty.
fn home() -> Option<&'static str> {
    Some(HOME).filter(|home| !home.is_empty())
}

impl Options {
    /// Plain text for a file or another program.
    pub const PLAIN: Self = Self {
        style: Style::Plain,
        width: 100,
        columns: 120,
        limit: Limit::All,
        verbose: false,
        quiet: false,
        is_terminal: false,
    };
}

impl Default for Options {
    fn default() -> Self {
        Self::PLAIN
    }
}

#[cfg(test)]
pub(crate) mod samples;
