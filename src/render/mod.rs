//! Formats: one file each, all over one [`Report`](crate::finding::Report). The same report gives the same bytes on every
//! machine: what a format depends on besides the report stands in [`Options`].

pub mod checkstyle;
mod columns;
pub mod concise;
mod entries;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
pub mod junit;
pub mod origins;
pub mod overview;
pub mod page;
pub mod rdjson;
pub mod resources;
pub mod sarif;
pub mod statistics;
pub mod summary;
pub mod text;
pub mod trial;

/// What a format depends on besides the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// What may be in the text besides characters.
    pub style: Style,
    /// Columns at which prose is wrapped.
    pub width: usize,
    /// Whether to list what could not be decided, what is excepted or suppressed, and the files that were passed over.
    pub verbose: bool,
    /// Whether to leave out the summary.
    pub quiet: bool,
}

/// What may be in a text besides characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Nothing: it goes to a file or another program.
    Plain,
    /// Colours.
    Color,
    /// Colours, and links that a terminal opens.
    ColorAndLinks,
}

/// Where the program comes from, for formats that have a place for it; empty as long as the package does not say.
const HOME: &str = env!("CARGO_PKG_REPOSITORY");
const NAME: &str = env!("CARGO_PKG_NAME");
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// [`HOME`], if there is one.
fn home() -> Option<&'static str> {
    Some(HOME).filter(|home| !home.is_empty())
}

impl Default for Options {
    /// Plain text for a file or another program.
    fn default() -> Self {
        Self { style: Style::Plain, width: 100, verbose: false, quiet: false }
    }
}

#[cfg(test)]
pub(crate) mod samples;
