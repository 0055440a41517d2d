//! Formats: one file each, all over one [`Report`](crate::finding::Report). The same report gives the same bytes on every
//! machine: what a format depends on besides the report stands in [`Options`].

pub mod concise;
pub mod human;
pub mod json;
pub mod summary;
pub mod text;

/// What a format depends on besides the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether colours may be used.
    pub color: bool,
    /// Whether a rule's id may be a link that a terminal opens.
    pub hyperlinks: bool,
    /// Columns at which prose is wrapped.
    pub width: usize,
    /// Whether to list unknowns and the files that were passed over.
    pub verbose: bool,
    /// Whether to leave out the summary.
    pub quiet: bool,
}

impl Default for Options {
    /// Plain text for a file or another program.
    fn default() -> Self {
        Self { color: false, hyperlinks: false, width: 100, verbose: false, quiet: false }
    }
}

#[cfg(test)]
mod samples;
