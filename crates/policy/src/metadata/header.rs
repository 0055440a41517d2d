//! The comments and the package at the start of a Rego file, read line by line without parsing Rego.

use super::MetadataError;
use std::ops::Range;

/// The comment lines and the package of a Rego file.
#[derive(Debug)]
pub(crate) struct Header<'a> {
    /// The package's name as written: `hy_msg_lint.compose.static_ip`.
    pub(crate) package: &'a str,
    /// The span of the name.
    pub(crate) package_span: Range<usize>,
    pub(super) comments: Vec<Line<'a>>,
    /// A METADATA block that is separated from the package by an empty line.
    pub(super) misplaced: Option<Range<usize>>,
}

/// A line with the offset of its first byte.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) start: usize,
    pub(super) text: &'a str,
}

impl<'a> Line<'a> {
    pub(super) fn span(self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// Returns the line without `#` and one space, with the offset of the rest.
    pub(super) fn yaml(self) -> Line<'a> {
        let rest = self.text.trim_start().trim_start_matches('#');
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        Line { start: self.start + self.text.len() - rest.len(), text: rest.trim_end() }
    }
}

impl<'a> Header<'a> {
    /// Reads the header of the Rego file `text`.
    ///
    /// # Errors
    /// If the file has no `package`, or has other code before it.
    pub(crate) fn read(text: &'a str) -> Result<Self, MetadataError> {
        let mut comments = Vec::new();
        let mut misplaced = None;
        let mut start = 0;
        for raw in text.split_inclusive('\n') {
            let line = Line { start, text: raw.trim_end() };
            start += raw.len();
            let trimmed = line.text.trim_start();
            if trimmed.starts_with('#') {
                comments.push(line);
            } else if trimmed.is_empty() {
                misplaced = misplaced.or_else(|| heading(&comments).map(|(_, span)| span));
                comments.clear();
            } else if let Some(rest) =
                trimmed.strip_prefix("package").filter(|rest| rest.starts_with([' ', '\t']))
            {
                let name = rest.trim_start();
                let from = line.start + line.text.len() - name.len();
                let name = name.split([' ', '\t', '#', ';']).next().unwrap_or_default();
                return Ok(Self {
                    package: name,
                    package_span: from..from + name.len(),
                    comments,
                    misplaced,
                });
            } else {
                return Err(MetadataError::new(line.span(), "a policy begins with METADATA and `package`"));
            }
        }
        Err(MetadataError::new(0..text.len(), "there is no `package`"))
    }

    /// True if there is a METADATA block right above the package.
    pub(crate) fn has_metadata(&self) -> bool {
        heading(&self.comments).is_some()
    }

    /// True if the block has a line that begins with `key:`.
    pub(crate) fn names(&self, key: &str) -> bool {
        let begins = |line: &Line<'_>| {
            let text = line.yaml().text;
            text.trim_start().strip_prefix(key).is_some_and(|rest| rest.starts_with(':'))
        };
        self.has_metadata() && self.comments.iter().any(begins)
    }
}

/// Finds the line `# METADATA` among `lines`: its index and span.
pub(super) fn heading(lines: &[Line<'_>]) -> Option<(usize, Range<usize>)> {
    let at = lines.iter().position(|line| line.yaml().text.trim() == "METADATA")?;
    lines.get(at).map(|line| (at, line.span()))
}
