//! The lines of a Dockerfile: joined where a backslash, or the character that `# escape=` names, ends one; without the
//! texts of here-documents; each with the comments above it.

use super::super::maker::Maker;
use super::super::yaml::SyntaxError;
use std::ops::Range;

/// An instruction with its arguments.
pub(super) struct Line {
    pub(super) text: String,
    /// Offsets in the text with those in the file, in order.
    pieces: Vec<(usize, usize)>,
    /// The comments above it.
    pub(super) comments: Vec<Range<usize>>,
    /// The character that escapes another one.
    pub(super) escape: char,
}

impl Line {
    /// Returns the characters of the file that gave the part `range` of the text.
    pub(super) fn place(&self, range: Range<usize>) -> Range<usize> {
        let of = |at: usize| {
            let piece = self.pieces.partition_point(|(start, _)| *start <= at).saturating_sub(1);
            self.pieces.get(piece).map_or(0, |(start, place)| place + at.saturating_sub(*start))
        };
        let start = of(range.start);
        start..if range.is_empty() { start } else { of(range.end - 1) + 1 }
    }
}

pub(super) struct Lines<'a> {
    maker: Maker<'a>,
    text: &'a str,
    at: usize,
    escape: char,
}

impl<'a> Lines<'a> {
    pub(super) fn of(maker: Maker<'a>) -> Self {
        let text = maker.raw(maker.whole());
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut lines = Self { maker, text, at, escape: '\\' };
        lines.directives();
        lines
    }

    /// Returns the next line of the file without its line break.
    fn raw(&mut self) -> Option<Range<usize>> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let length = rest.find('\n').unwrap_or(rest.len());
        let end = self.at + length - usize::from(rest.get(..length).is_some_and(|line| line.ends_with('\r')));
        let line = self.at..end;
        self.at = (self.at + length + 1).min(self.text.len());
        Some(line)
    }

    /// Skips the directives at the beginning: `# syntax=…`, `# escape=…`, `# check=…`.
    fn directives(&mut self) {
        loop {
            let before = self.at;
            let Some(line) = self.raw() else { return };
            let directive =
                self.maker.raw(line).trim_start().strip_prefix('#').and_then(|rest| rest.split_once('='));
            match directive.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim())) {
                Some((name, value)) if name == "escape" => {
                    self.escape = if value == "`" { '`' } else { '\\' };
                }
                Some((name, _)) if name == "syntax" || name == "check" => {}
                _ => {
                    self.at = before;
                    return;
                }
            }
        }
    }

    /// Returns the next instruction.
    pub(super) fn next(&mut self) -> Result<Option<Line>, SyntaxError> {
        let mut comments = Vec::new();
        while let Some(range) = self.raw() {
            let raw = self.maker.raw(range.clone());
            let body = raw.trim_start();
            if body.is_empty() {
                continue;
            }
            let start = range.end - body.len();
            if let Some(comment) = body.strip_prefix('#') {
                let text = comment.trim();
                let from = range.end - comment.trim_start().len();
                if text.is_empty() {
                    comments.clear();
                } else {
                    comments.push(from..from + text.len());
                }
                continue;
            }
            let mut line = Line { text: String::new(), pieces: Vec::new(), comments, escape: self.escape };
            self.join(&mut line, start..range.end);
            self.skip_documents(&line)?;
            return Ok(Some(line));
        }
        Ok(None)
    }

    /// Adds the piece `range` of a line and the lines that continue it; comments and empty lines between them do not count.
    fn join(&mut self, line: &mut Line, range: Range<usize>) {
        let mut goes_on = self.piece(line, range);
        while goes_on {
            let Some(next) = self.raw() else { break };
            let body = self.maker.raw(next.clone()).trim_start();
            if !body.is_empty() && !body.starts_with('#') {
                goes_on = self.piece(line, next);
            }
        }
    }

    /// Adds a piece, and returns true if the next line continues it.
    fn piece(&self, line: &mut Line, range: Range<usize>) -> bool {
        let raw = self.maker.raw(range.clone());
        line.pieces.push((line.text.len(), range.start));
        let continued = raw.trim_end_matches([' ', '\t']).strip_suffix(self.escape);
        line.text.push_str(continued.unwrap_or(raw));
        continued.is_some()
    }

    /// Skips the texts that `<<NAME` in an instruction announces.
    fn skip_documents(&mut self, line: &Line) -> Result<(), SyntaxError> {
        let mut words = line.text.split_whitespace();
        let command = words.next().unwrap_or_default().to_ascii_lowercase();
        if !matches!(&*command, "run" | "copy" | "add") {
            return Ok(());
        }
        for word in words {
            let Some((name, strips_tabs)) = document(word) else { continue };
            loop {
                let Some(range) = self.raw() else {
                    let place = line.place(0..command.len());
                    let message = format!(
                        "the text `{word}` of this instruction has no end: `{name}` on a line by itself"
                    );
                    return Err(self.maker.refuse(place, message));
                };
                let raw = self.maker.raw(range);
                if (if strips_tabs { raw.trim_start_matches('\t') } else { raw }) == name {
                    break;
                }
            }
        }
        Ok(())
    }
}

/// Returns the name that ends the here-document `word`, and whether tabs before it do not count: `<<EOF`, `3<<-'EOF'`.
fn document(word: &str) -> Option<(&str, bool)> {
    let word = word.trim_start_matches(|character: char| character.is_ascii_digit()).strip_prefix("<<")?;
    let (word, strips_tabs) = word.strip_prefix('-').map_or((word, false), |word| (word, true));
    let name = word.trim_matches(['"', '\'']);
    (!name.is_empty() && !name.contains('<')).then_some((name, strips_tabs))
}
