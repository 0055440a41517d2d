//! The comments of YAML, and what they are about. A `#` in a block scalar or in quotes is text.

use crate::source::Source;
use crate::syntax::comment::{Comment, has_own_line, line_start};
use granit_parser::{Event, Parser, ScalarStyle, StructureStyle};
use std::ops::Range;

/// Returns the comments of `source`, in order; after an error, those of the documents that can be parsed.
pub fn comments(source: &Source) -> Vec<Comment> {
    let text = source.text.as_str();
    let mut options =
        granit_parser::options! { emit_unresolved_aliases: true, max_buffered_comment_events: usize::MAX };
    options.set_emit_comments(true);
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut outline = Outline { text, ..Outline::default() };
    while let Some(next) = parser.next_event() {
        match next {
            Ok((Event::StreamEnd, _)) => break,
            Ok((event, span)) => outline.take(&event, span.byte_range().unwrap_or_default()),
            Err(_) => {
                outline.end_document();
                if !matches!(parser.proceed_next_document(), Ok(true)) {
                    break;
                }
            }
        }
    }
    outline.end_document();
    outline.comments.sort_by_key(|range| range.start);
    outline.comments.dedup();
    // Orders blocks by their start, the outermost first.
    outline.blocks.sort_by_key(|block| (block.start, std::cmp::Reverse(block.end)));
    let about = |range: &Range<usize>| {
        if has_own_line(text, range.start) { outline.below(range.end) } else { Some(outline.line(range)) }
    };
    outline.comments.iter().map(|range| Comment { range: range.clone(), about: about(range) }).collect()
}

/// The ranges of the parts of a text.
#[derive(Default)]
struct Outline<'a> {
    text: &'a str,
    comments: Vec<Range<usize>>,
    /// Entries of mappings, items of lists, scalars, and documents that begin with `---`.
    blocks: Vec<Range<usize>>,
    /// Scalars of several lines, from the start of their text.
    tall: Vec<Range<usize>>,
    open: Vec<Open>,
    document: Option<usize>,
    /// The end of the last node.
    end: usize,
}

/// A collection whose end has not been reached.
struct Open {
    start: usize,
    block: bool,
    map: bool,
    /// The start of the key whose value comes next.
    key: Option<usize>,
}

impl Outline<'_> {
    fn take(&mut self, event: &Event<'_>, bytes: Range<usize>) {
        match event {
            Event::Comment(..) => self.comments.push(bytes),
            Event::DocumentStart(true, _) => self.document = Some(bytes.start),
            Event::DocumentEnd => self.end_document(),
            Event::Scalar(_, style, ..) => {
                let raw = self.text.get(bytes.clone()).unwrap_or_default();
                let end = bytes.start + raw.trim_end().len();
                if end > bytes.start {
                    self.end = self.end.max(end);
                }
                let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                if block || raw.trim_end().contains('\n') {
                    self.tall.push(bytes.start..end);
                }
                self.node(bytes.start..end, false);
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.end = self.end.max(bytes.end);
                self.node(bytes, false);
            }
            Event::SequenceStart(style, ..) => self.begin(*style, false, bytes.start),
            Event::MappingStart(style, ..) => self.begin(*style, true, bytes.start),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return };
                if !open.block {
                    self.end = self.end.max(bytes.end);
                }
                self.node(open.start..self.end.max(open.start), open.block);
            }
            _ => {}
        }
    }

    fn begin(&mut self, style: StructureStyle, map: bool, start: usize) {
        let block = matches!(style, StructureStyle::Block);
        self.open.push(Open { start, block, map, key: None });
    }

    /// Records a finished node. A collection in block style is not a block itself: its first entry begins at the same
    /// place.
    fn node(&mut self, range: Range<usize>, block: bool) {
        let alone = !block && !range.is_empty();
        match self.open.last_mut() {
            Some(Open { map: true, key, .. }) => match key.take() {
                None => {
                    *key = Some(range.start);
                    return;
                }
                Some(start) => self.blocks.push(start..range.end.max(self.end)),
            },
            Some(_) => self.blocks.push(range.clone()),
            None => {}
        }
        if alone {
            self.blocks.push(range);
        }
    }

    fn end_document(&mut self) {
        self.open.clear();
        if let Some(start) = self.document.take() {
            self.blocks.push(start..self.end.max(start));
        }
    }

    /// Returns the first block that begins at or after `at`.
    fn below(&self, at: usize) -> Option<Range<usize>> {
        self.blocks.get(self.blocks.partition_point(|block| block.start < at)).cloned()
    }

    /// Returns the line that ends in the comment `range`.
    fn line(&self, range: &Range<usize>) -> Range<usize> {
        let mut line = line_start(self.text, range.start)..range.start;
        let header = self.text.get(line.clone()).is_some_and(|written| {
            let mark =
                written.trim_end().trim_end_matches(['+', '-', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
            mark.ends_with(['|', '>'])
        });
        for scalar in &self.tall {
            let overlaps = scalar.start < line.end && scalar.end > line.start;
            let follows = header
                && scalar.start >= line.end
                && self.text.get(range.end..scalar.start).is_some_and(|between| between.trim().is_empty());
            if overlaps || follows {
                line = line.start.min(line_start(self.text, scalar.start))..line.end.max(scalar.end);
            }
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;
    use std::path::Path;

    /// Shows each comment with the text it is about.
    fn show(text: &str) -> Vec<(String, Option<String>)> {
        let source = SourceMap::default().add(Path::new("a.yml"), text.to_owned());
        let slice = |range: &Range<usize>| text[range.clone()].to_owned();
        comments(&source).iter().map(|one| (slice(&one.range), one.about.as_ref().map(slice))).collect()
    }

    fn about(text: &str) -> Option<String> {
        let found = show(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].0.starts_with("# c"), "{found:?}");
        found[0].1.clone()
    }

    #[test]
    fn a_comment_at_the_end_of_a_line_is_about_the_line() {
        for (text, wanted) in [
            ("a: 1\nb: 2 # c\nd: 3\n", "b: 2 "),
            ("a:\n- b # c\n- d\n", "- b "),
            ("a: # c\n  b: 1\n", "a: "),
            ("a: {b: 1, # c\n  d: 2}\n", "a: {b: 1, "),
            ("a: 'b\n  c' # c\n", "a: 'b\n  c' "),
            ("- - x # c\n", "- - x "),
        ] {
            assert_eq!(about(text).as_deref(), Some(wanted), "{text}");
        }
        let block = about("a: 1\nb: | # c\n  one\n  # two\nd: 3\n").unwrap();
        assert!(block.starts_with("b: |") && block.ends_with("# two"), "{block:?}");
    }

    #[test]
    fn a_comment_of_its_own_is_about_what_begins_next() {
        for (text, wanted) in [
            ("# c\na: 1\nb: 2\n", "a: 1"),
            ("a: 1\n# c\n\nb:\n  d: 2\n  e: 3\nf: 4\n", "b:\n  d: 2\n  e: 3"),
            ("a:\n  b:\n    # c\n    d: 1\n    e: 2\n", "d: 1"),
            ("a:\n  b: 1\n    # c\nd: 2\n", "d: 2"),
            ("a:\n  # c\n  - b: 1\n    d: 2\n  - e: 3\n", "b: 1\n    d: 2"),
            ("a:\n  # c\n  -\n    b: 1\n    d: 2\n", "b: 1\n    d: 2"),
            ("a: [\n  # c\n  b, d,\n]\n", "b"),
            ("a:\n  # c\n  b\nd: 1\n", "b"),
            ("# c\na: &x {b: 1}\nd: *x\n", "a: &x {b: 1}"),
            ("a: 1\n# c\n---\nb: 1\nd: 2\n", "---\nb: 1\nd: 2"),
            ("\u{feff}# c\na: |\n  b\n  d\n\ne: 1\n", "a: |\n  b\n  d"),
        ] {
            assert_eq!(about(text).as_deref(), Some(wanted), "{text}");
        }
        assert_eq!(about("a: 1\n# c\n"), None);
    }

    #[test]
    fn what_only_looks_like_a_comment_is_text() {
        for text in ["a: |\n  # c\n  b\n", "a: '# c'\n", "a: \"b\n  # c\"\n", "a: b#c\n", "a: >\n  x # c\n"] {
            assert_eq!(show(text), [], "{text}");
        }
    }

    #[test]
    fn an_error_does_not_hide_the_documents_behind_it() {
        let found = show("a: [ # c\n---\nb: 1 # d\n");
        assert!(found.iter().any(|(comment, _)| comment == "# d"), "{found:?}");
    }

    #[test]
    fn many_comments_are_no_error() {
        let text = format!("{}a: 1\n", "# c\n".repeat(300));
        let found = show(&text);
        assert_eq!(found.len(), 300);
        assert!(found.iter().all(|(_, about)| about.as_deref() == Some("a: 1")));
    }
}
