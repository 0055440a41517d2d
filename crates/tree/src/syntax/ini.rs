//! Parses INI files to the form that Conftest's parser `ini` gives: a mapping of sections, in which numbers and
//! booleans have their types. Keys before the first section are not in it.

use super::maker::{Maker, parsed};
use super::yaml::{Parsed, SyntaxError};
use crate::source::Source;
use crate::tree::{Map, Node, ScalarKind};
use indexmap::IndexMap;
use std::ops::Range;

/// The section of keys that stand before all others, which Conftest leaves out.
const DEFAULT: &str = "DEFAULT";

/// Parses `source`: returns one document, or the first error.
pub fn parse(source: &Source) -> Parsed {
    let maker = Maker::of(source);
    let mut reader = Reader { maker, text: &source.text, at: 0, sections: IndexMap::new(), unnamed: 0 };
    parsed(reader.file().map(|()| reader.document()))
}

struct Reader<'a> {
    maker: Maker<'a>,
    text: &'a str,
    /// The start of the next line.
    at: usize,
    sections: IndexMap<String, (Range<usize>, Map)>,
    /// The number of keys `-`, which are numbered.
    unnamed: usize,
}

impl Reader<'_> {
    fn document(self) -> Node {
        let maker = self.maker;
        let sections = self.sections.into_iter().filter(|(name, _)| name != DEFAULT);
        let entry = |(name, (range, map)): (String, (Range<usize>, Map))| {
            maker.entry(&name, range.clone(), maker.map(map, range))
        };
        maker.map(sections.map(entry).collect(), maker.whole())
    }

    /// Returns the next line without its line break.
    fn line(&mut self) -> Option<Range<usize>> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let length = rest.find('\n').unwrap_or(rest.len());
        let line = self.at..self.at + length;
        self.at = (line.end + 1).min(self.text.len());
        Some(line)
    }

    fn file(&mut self) -> Result<(), SyntaxError> {
        self.at = if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut section = DEFAULT.to_owned();
        self.sections.insert(section.clone(), (0..0, Map::default()));
        while let Some(line) = self.line() {
            let line = trimmed(self.text, line);
            let text = self.maker.raw(line.clone());
            if text.is_empty() || text.starts_with(['#', ';']) {
                continue;
            }
            if text.starts_with('[') {
                let Some(close) = text.rfind(']') else {
                    return Err(self.maker.refuse(line, "this is not valid INI: the section has no `]`"));
                };
                let name = line.start + 1..line.start + close;
                self.maker.raw(name.clone()).clone_into(&mut section);
                self.unnamed = 0;
                self.sections.entry(section.clone()).or_insert_with(|| (name, Map::default()));
                continue;
            }
            let (key, key_range, value) = self.key(line)?;
            let node = self.value(value)?;
            let entry = self.maker.entry(&key, key_range, node);
            if let Some((_, map)) = self.sections.get_mut(&section) {
                map.set(entry);
            }
        }
        Ok(())
    }

    /// Splits `line` into the key and the range of its value.
    fn key(&mut self, line: Range<usize>) -> Result<(String, Range<usize>, Range<usize>), SyntaxError> {
        let text = self.maker.raw(line.clone());
        let quote = ["\"\"\"", "\"", "`"].into_iter().find(|quote| text.starts_with(quote));
        let (from, to) = match quote {
            Some(quote) => {
                let Some(length) = text.get(quote.len()..).and_then(|rest| rest.find(quote)) else {
                    return Err(self
                        .maker
                        .refuse(line, "this is not valid INI: the quotes of the key do not end"));
                };
                (quote.len(), quote.len() + length)
            }
            None => (0, text.find(['=', ':']).unwrap_or(text.len())),
        };
        let Some(delimiter) = text.get(to..).and_then(|rest| rest.find(['=', ':'])) else {
            let message = "this is not valid INI: a line is `key = value`, a `[section]` or a comment";
            return Err(self.maker.refuse(line, message));
        };
        let key_range = trimmed(self.text, line.start + from..line.start + to);
        let mut key = self.maker.raw(key_range.clone()).to_owned();
        if key.is_empty() {
            return Err(self.maker.refuse(line, "this is not valid INI: the line has no key"));
        }
        if key == "-" {
            self.unnamed += 1;
            key = format!("#{}", self.unnamed);
        }
        Ok((key, key_range, line.start + to + delimiter + 1..line.end))
    }

    fn value(&mut self, range: Range<usize>) -> Result<Node, SyntaxError> {
        let range = trimmed(self.text, range);
        let text = self.maker.raw(range.clone());
        let quote =
            ["\"\"\"", "`"].into_iter().find(|quote| text.starts_with(quote) && text.len() > quote.len());
        if let Some(quote) = quote {
            return self.quoted(range, quote);
        }
        if let Some(first) = text.strip_suffix('\\') {
            return Ok(self.continued(range, first));
        }
        let end = text.find(['#', ';']).map_or(range.end, |length| range.start + length);
        let range = trimmed(self.text, range.start..end);
        let text = self.maker.raw(range.clone());
        let within = ['\'', '"'].into_iter().find_map(|quote| {
            (text.len() > 1).then(|| text.strip_prefix(quote)?.strip_suffix(quote)).flatten()
        });
        Ok(match within {
            Some(within) => self.typed(within, range.start + 1..range.end - 1),
            None => self.typed(text, range),
        })
    }

    /// Reads a value in quotes that may span lines.
    fn quoted(&mut self, range: Range<usize>, quote: &str) -> Result<Node, SyntaxError> {
        let start = range.start + quote.len();
        let line = self.text.get(start..range.end).unwrap_or_default();
        let length = line.rfind(quote).or_else(|| self.text.get(start..).and_then(|rest| rest.find(quote)));
        let Some(length) = length else {
            return Err(self
                .maker
                .refuse(range, "this is not valid INI: the quotes of the value do not end"));
        };
        let end = start + length;
        while self.at < end {
            self.line();
        }
        Ok(self.typed(self.maker.raw(start..end), start..end))
    }

    /// Reads a value whose lines end in a backslash.
    fn continued(&mut self, range: Range<usize>, first: &str) -> Node {
        let (mut text, mut end) = (first.to_owned(), range.end);
        while let Some(line) = self.line() {
            let line = trimmed(self.text, line);
            let more = self.maker.raw(line.clone());
            if more.is_empty() {
                break;
            }
            end = line.end;
            let Some(more) = more.strip_suffix('\\') else {
                text.push_str(more);
                break;
            };
            text.push_str(more);
        }
        self.typed(&text, range.start..end)
    }

    /// Creates a number, a boolean or a text, as Go's `strconv` tells them apart.
    fn typed(&self, text: &'_ str, range: Range<usize>) -> Node {
        let is_number = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() && is_number(text) => {
                let is_whole = text.bytes().all(|byte| byte.is_ascii_digit());
                let is_plain = is_whole && (text == "0" || !text.starts_with('0'));
                let kind = if number.fract() == 0.0 { ScalarKind::Int } else { ScalarKind::Float };
                let written = if is_plain { text.to_owned() } else { number.to_string() };
                self.maker.scalar(&written, kind, range)
            }
            _ => match text {
                "t" | "T" | "TRUE" | "true" | "True" => self.maker.scalar("true", ScalarKind::Bool, range),
                "f" | "F" | "FALSE" | "false" | "False" => {
                    self.maker.scalar("false", ScalarKind::Bool, range)
                }
                _ => self.maker.text(text, range),
            },
        }
    }
}

/// Returns `range` without white space at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let within = text.get(range.clone()).unwrap_or_default();
    let start = range.start + within.len() - within.trim_start().len();
    start..start + within.trim().len()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{json, places};
    use super::parse;

    #[test]
    fn the_form_is_conftest_s() {
        let text = "a=1\n; c\n[s.t]\nk: v ; c\nb = true\nf=1.50\nh=0x10\nyes=yes\ne=\nt = T\n\"q k\" = z\n[ sp ]\n\
                    x = a \\\n  b\n-=1\n-=2\nm=\"\"\"a\nb\"\"\"\nn=007\n[s.t]\nk=w\n[DEFAULT]\nz=1\n";
        let wanted = r##"{"s.t":{"k":"w","b":true,"f":1.5,"h":"0x10","yes":"yes","e":"","t":true,"q k":"z"}," sp ":{"x":"a b","#1":1,"#2":2,"m":"a\nb","n":7}}"##;
        assert_eq!(json(parse, text), Ok(wanted.to_owned()));
        for (text, wanted) in
            [("[a\nb=1", "no `]`"), ("novalue", "a line is"), ("= 1", "no key"), ("a=`b", "do not end")]
        {
            let error = json(parse, text).unwrap_err();
            assert!(error.contains(wanted), "{text}: {error}");
        }
    }

    #[test]
    fn values_have_places() {
        assert_eq!(places(parse, "[s]\nk = 'v' # c\nn : 12\n"), ["s", "k", "v", "n", "12"]);
    }
}
