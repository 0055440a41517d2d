//! Markdown for a terminal: headings, paragraphs, lists, code and tables, wrapped to its width.

use super::{Options, Style, change, text};
use miette::GraphicalTheme;
use pulldown_cmark::{CodeBlockKind, Event, Options as Extensions, Parser, Tag, TagEnd};
use std::io::{self, Write};

/// Spaces before code.
const CODE: &str = "    ";
/// Spaces between the columns of a table.
const GAP: usize = 2;
/// A column is not narrower than this, however narrow the terminal is.
const NARROWEST: usize = 16;

/// Writes `document`, with colours if `options` have some.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn render(document: &str, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let theme = (options.style != Style::Plain).then(GraphicalTheme::unicode);
    let mut page = Page {
        theme,
        width: options.width,
        out,
        inline: String::new(),
        lists: Vec::new(),
        begun: false,
        in_list: false,
        is_diff: false,
    };
    let mut table: Vec<Vec<String>> = Vec::new();
    let mut links: Vec<String> = Vec::new();
    for event in Parser::new_ext(document, Extensions::ENABLE_TABLES) {
        match event {
            Event::Text(words) | Event::Html(words) | Event::InlineHtml(words) => page.inline += &words,
            Event::Code(words) => page.inline.extend(["`", &words, "`"]),
            Event::SoftBreak => page.inline.push(' '),
            Event::HardBreak => page.inline.push('\n'),
            Event::Rule => page.paragraph("---")?,
            Event::Start(Tag::Link { dest_url, .. }) => links.push(dest_url.to_string()),
            Event::End(TagEnd::Link) => {
                // A link into the repository leads nowhere from a terminal.
                let address = links.pop().filter(|address| address.starts_with("http"));
                page.inline.extend(address.map(|address| format!(" <{address}>")));
            }
            // What stands before the items of an inner list ends with it.
            Event::Start(Tag::List(first)) => {
                page.block()?;
                page.lists.push(List { next: first, is_begun: false });
            }
            Event::End(TagEnd::List(_)) => {
                page.lists.pop();
                page.in_list &= !page.lists.is_empty();
            }
            Event::Start(Tag::Item) => {
                page.lists.last_mut().into_iter().for_each(|list| list.is_begun = false);
            }
            Event::End(TagEnd::Item | TagEnd::Paragraph | TagEnd::HtmlBlock) => page.block()?,
            Event::End(TagEnd::Heading(_)) => page.heading()?,
            Event::Start(Tag::CodeBlock(kind)) => {
                page.is_diff = matches!(&kind, CodeBlockKind::Fenced(language) if &**language == "diff");
            }
            Event::End(TagEnd::CodeBlock) => page.code()?,
            Event::End(TagEnd::TableCell) => {
                let cell = std::mem::take(&mut page.inline);
                table.last_mut().into_iter().for_each(|row| row.push(cell.clone()));
            }
            Event::Start(Tag::TableRow | Tag::TableHead) => table.push(Vec::new()),
            Event::End(TagEnd::Table) => page.table(&std::mem::take(&mut table))?,
            _ => {}
        }
    }
    page.block()
}

/// A list whose items are written.
struct List {
    /// The number of the next item; None for a list without numbers.
    next: Option<u64>,
    /// Whether the item has its sign.
    is_begun: bool,
}

impl List {
    /// Returns what stands before a paragraph: the item's sign, or blanks behind its first.
    fn sign(&mut self) -> String {
        if std::mem::replace(&mut self.is_begun, true) {
            return "  ".to_owned();
        }
        let Some(next) = &mut self.next else { return "- ".to_owned() };
        *next = next.saturating_add(1);
        format!("{}. ", next.saturating_sub(1))
    }
}

struct Page<'a> {
    theme: Option<GraphicalTheme>,
    width: usize,
    out: &'a mut dyn Write,
    /// What is not written yet.
    inline: String,
    lists: Vec<List>,
    /// Whether something is written, so that a blank line comes next.
    begun: bool,
    /// Whether the last block was an item of a list.
    in_list: bool,
    /// Whether the code is a change.
    is_diff: bool,
}

impl Page<'_> {
    /// Writes a blank line between two blocks.
    fn gap(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.begun, true) { writeln!(self.out) } else { Ok(()) }
    }

    /// Writes what is open as a paragraph, or an item of a list.
    fn block(&mut self) -> io::Result<()> {
        let words = std::mem::take(&mut self.inline);
        if words.trim().is_empty() {
            return Ok(());
        }
        self.paragraph(&words)
    }

    fn paragraph(&mut self, words: &str) -> io::Result<()> {
        let depth = self.lists.len().saturating_sub(1) * 2;
        let sign = match self.lists.last_mut() {
            None => String::new(),
            Some(list) => list.sign(),
        };
        // The items of a list are together.
        if self.in_list && !self.lists.is_empty() {
            self.begun = true;
        } else {
            self.gap()?;
        }
        self.in_list = !self.lists.is_empty();
        let indent = depth + sign.len();
        let mut is_code = false;
        for (number, line) in wrapped(words, self.width.saturating_sub(indent)).iter().enumerate() {
            let before = if number == 0 { format!("{:depth$}{sign}", "") } else { " ".repeat(indent) };
            let line = self.colored(line, &mut is_code);
            writeln!(self.out, "{before}{line}")?;
        }
        Ok(())
    }

    fn heading(&mut self) -> io::Result<()> {
        let words = std::mem::take(&mut self.inline);
        let words = text::line(&words);
        self.gap()?;
        match &self.theme {
            Some(theme) => writeln!(self.out, "{}", theme.styles.link.style(words)),
            None => writeln!(self.out, "{words}\n{}", "-".repeat(words.chars().count())),
        }
    }

    fn code(&mut self) -> io::Result<()> {
        let code = std::mem::take(&mut self.inline);
        self.gap()?;
        for line in code.lines() {
            if self.is_diff && self.theme.is_some() {
                writeln!(self.out, "{CODE}{}", change::colored(line))?;
                continue;
            }
            let line = text::line(line);
            match &self.theme {
                _ if line.is_empty() => writeln!(self.out)?,
                Some(theme) => writeln!(self.out, "{CODE}{}", theme.styles.help.style(line))?,
                None => writeln!(self.out, "{CODE}{line}")?,
            }
        }
        Ok(())
    }

    /// Writes `rows`, the first of which is the head. The last column takes what the others leave.
    fn table(&mut self, rows: &[Vec<String>]) -> io::Result<()> {
        self.gap()?;
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let widest = |column: usize| {
            rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max().unwrap_or(0)
        };
        let mut left = self.width;
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                let others = (columns - column - 1) * (NARROWEST.min(self.width / columns.max(1)) + GAP);
                let wide = widest(column).min(left.saturating_sub(others)).max(1);
                left = left.saturating_sub(wide + GAP);
                wide
            })
            .collect();
        for (number, row) in rows.iter().enumerate() {
            let cells: Vec<Vec<String>> =
                row.iter().zip(&widths).map(|(cell, wide)| wrapped(cell, *wide)).collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or(0);
            let mut is_code = vec![false; cells.len()];
            for line in 0..height {
                let mut shown = String::new();
                for ((cell, wide), is_code) in cells.iter().zip(&widths).zip(&mut is_code) {
                    let part = cell.get(line).map_or("", String::as_str);
                    let padding = wide.saturating_sub(width(part)) + GAP;
                    shown += &self.colored(part, is_code);
                    shown += &" ".repeat(padding);
                }
                writeln!(self.out, "{}", shown.trim_end())?;
            }
            if number == 0 {
                let rules: Vec<_> = widths.iter().map(|wide| "-".repeat(*wide)).collect();
                writeln!(self.out, "{}", rules.join(&" ".repeat(GAP)))?;
            }
        }
        Ok(())
    }

    /// Returns `line` with its code in colour; `is_code` says whether the line before ended within code.
    fn colored(&self, line: &str, is_code: &mut bool) -> String {
        let Some(theme) = &self.theme else { return line.to_owned() };
        let mut colored = String::new();
        for (number, part) in line.split('`').enumerate() {
            *is_code ^= number > 0;
            if *is_code && !part.is_empty() {
                colored += &theme.styles.help.style(part).to_string();
            } else {
                colored += part;
            }
        }
        colored
    }
}

/// Returns `words` in lines of at most `width` columns where spaces are; its line breaks stay.
fn wrapped(words: &str, width: usize) -> Vec<String> {
    words.lines().flat_map(|line| text::wrap(line, width)).collect()
}

fn width(text: &str) -> usize {
    text.chars().map(text::columns).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
Why it *matters*, with `code` and a [source](https://example.org/) and a [page](../x.md).

## Bad

```yaml
a:

  b: 1
```

- one item that is long enough to be wrapped
- two
  - inner

1. first
2. second

| name | meaning |
|---|---|
| `factor` | the number of copies that every topic should have |
";

    fn rendered(document: &str, style: Style, width: usize) -> String {
        let mut out = Vec::new();
        render(document, &Options { style, width, ..Options::PLAIN }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_page_is_laid_out() {
        let expected = "\
Why it matters, with `code` and a source
<https://example.org/> and a page.

Bad
---

    a:

      b: 1

- one item that is long enough to be
  wrapped
- two
  - inner

1. first
2. second

name      meaning
--------  ------------------------------
`factor`  the number of copies that
          every topic should have
";
        assert_eq!(rendered(PAGE, Style::Plain, 40), expected);
    }

    #[test]
    fn colours_only_on_request_and_nothing_of_the_page_plays_with_the_terminal() {
        let rich = rendered(PAGE, Style::Color, 40);
        assert!(rich.contains("\u{1b}[36mcode\u{1b}") && !rich.contains('`'), "{rich}");
        let change = rendered("```diff\n a: 1\n-b: 2\n+b: 3\n```\n", Style::Color, 40);
        assert_eq!(change, "     a: 1\n    \u{1b}[31m-b: 2\u{1b}[0m\n    \u{1b}[32m+b: 3\u{1b}[0m\n");
        let plain = rendered("a\u{1b}[2Jb\n\n    c\u{7}\n\n## d\u{1b}", Style::Plain, 40);
        assert!(!plain.contains(['\u{1b}', '\u{7}']), "{plain}");
        assert_eq!(rendered("", Style::Plain, 40), "");
    }
}
