//! The text of a Dockerfile, whose parts know where they were written.

use crate::source::{Source, SourceMap, Span};
use crate::tree::{Node, Origin, Provenance, Scalar, ScalarKind, Step, Style, Value};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The text of a Dockerfile.
pub(super) struct Text<'a> {
    whole: Node,
    /// The file that it is, where it does not stand in a Compose file.
    file: Option<PathBuf>,
    sources: &'a SourceMap,
}

impl<'a> Text<'a> {
    /// Returns the text of a file, to which `step` leads.
    pub(super) fn of_file(source: &Source, step: Step, sources: &'a SourceMap) -> Self {
        let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
        let span = Span::new(source.id, source.text.len() - text.len(), source.text.len());
        let scalar = Scalar::written(text.into(), ScalarKind::Text, Style::Plain, span);
        let whole = Node::new(Value::Scalar(scalar), Origin { span, via: Provenance::default().push(step) });
        Self { whole, file: Some(source.path.clone()), sources }
    }

    /// Returns the text of a `dockerfile_inline`; `None` if it needs a variable that nothing defines.
    pub(super) fn inline(whole: Node, sources: &'a SourceMap) -> Option<Self> {
        whole.as_text().is_some_and(|text| !text.starts_with('\u{feff}')).then_some(Self {
            whole,
            file: None,
            sources,
        })
    }

    pub(super) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    pub(super) fn as_str(&self) -> &str {
        self.whole.as_scalar().map(|scalar| &*scalar.text).unwrap_or_default()
    }

    /// Returns the characters `range`, at their place.
    pub(super) fn node(&self, range: Range<usize>) -> Node {
        self.whole.slice(self.sources, range)
    }

    /// Returns the number of a line, at its characters.
    pub(super) fn line(&self, number: usize) -> Node {
        let text = self.as_str();
        let before = text.split_inclusive('\n').take(number.saturating_sub(1)).map(str::len).sum::<usize>();
        let line = text.get(before..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let start = before + line.len() - line.trim_start().len();
        let origin = self.node(start..start + line.trim().len()).origin;
        Node::number(number, origin)
    }

    /// Returns `value`, which the characters `range` mean: `needs` is a variable that it needs.
    pub(super) fn value(&self, range: Range<usize>, value: &str, needs: Option<&str>) -> Node {
        let written = self.node(range.clone());
        match needs {
            Some(variable) => Node::unresolved(value, variable, written.origin),
            None if self.as_str().get(range) == Some(value) => written,
            None => written.normalized(value, ScalarKind::Text),
        }
    }
}
