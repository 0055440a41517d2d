//! Formats: one file each, all over one [`Report`](crate::finding::Report). The same report gives the same bytes on every
//! machine: what a format depends on besides the report stands in [`Options`].

mod columns;
pub mod concise;
pub mod human;
pub mod json;
pub mod origins;
pub mod overview;
pub mod resources;
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
    /// Whether to list unknowns and the files that were passed over.
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

impl Default for Options {
    /// Plain text for a file or another program.
    fn default() -> Self {
        Self { style: Style::Plain, width: 100, verbose: false, quiet: false }
    }
}

#[cfg(test)]
pub(crate) mod samples;
