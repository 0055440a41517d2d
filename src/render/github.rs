//! Workflow commands of GitHub Actions, which GitHub shows as annotations on the lines of a change.

use super::entries::{Entry, entries};
use super::{NAME, Options, text};
use crate::finding::{Report, Severity};
use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes `::error file=…,line=…,endLine=…,col=…,endColumn=…,title=RULE::message` for each finding and each problem,
/// with `verbose` also a `::notice` for unknown and excepted findings. Infos are notices.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn render(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    for entry in entries(report, options.verbose) {
        writeln!(out, "{}", command(&entry))?;
    }
    Ok(())
}

fn command(entry: &Entry) -> String {
    let word = match entry.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut command = format!("::{word} file={}", property(&entry.file));
    if let Some(region) = &entry.region {
        let (start, last) = (region.start, region.last());
        let _ = write!(command, ",line={},endLine={}", start.line, last.line);
        // The runner accepts columns only within one line, and the end column is inclusive.
        if start.line == last.line {
            let _ = write!(command, ",col={},endColumn={}", start.column, last.column);
        }
    }
    let _ = write!(
        command,
        ",title={}::{}",
        property(&text::line(entry.rule.unwrap_or(NAME))),
        data(&entry.message)
    );
    if let Some(help) = &entry.help {
        let _ = write!(command, "%0Ahelp: {}", data(help));
    }
    command
}

/// Escapes `text` as the message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes `text` as a property value, where commas and colons are separators, too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Finding;
    use crate::render::samples::{self, rendered};

    #[test]
    fn a_command_each() {
        let report = samples::everything();
        let plain = "\
::error file=compose.yaml,line=5,endLine=5,col=23,endColumn=32,title=static-ip::service `kafka` pins 172.20.0.5 on network `default`%0Ahelp: let Docker assign the address
::warning file=wide.yaml,line=1,endLine=1,col=8,endColumn=10,title=odd-name::the name `漢字\\u{1b}[2J` is odd%0Ain two lines
::notice file=wide.yaml,line=2,endLine=2,col=4,endColumn=4,title=odd-name::no name
::error file=broken.yaml,line=2,endLine=2,col=3,endColumn=4,title=hy-msg-lint::expected `:`
::error file=gone.yaml,title=hy-msg-lint::it cannot be read
";
        assert_eq!(rendered(render, &report, &Options::default()), plain);
        let verbose = rendered(render, &report, &Options { verbose: true, ..Options::default() });
        let notice = "\n::notice file=compose.yaml,line=4,endLine=4,col=7,endColumn=13,title=static-ip::not decided: `${IP}`";
        assert!(verbose.contains(notice), "{verbose}");
        assert_eq!(verbose.lines().count(), plain.lines().count() + 2);
    }

    #[test]
    fn nothing_in_a_text_is_taken_for_a_part_of_a_command() {
        let mut report = samples::clean();
        let odd = report.sources.add("a,b:100%.yaml".as_ref(), "x\ny\n".into());
        let finding = samples::finding(&report);
        report.findings = vec![Finding {
            rule: "main.deny::x".into(),
            message: "50% of\n::error::it\r".into(),
            primary: samples::find(&odd, "x\ny"),
            help: None,
            ..finding
        }];
        let expected = "::error file=a%2Cb%3A100%25.yaml,line=1,endLine=2,title=main.deny%3A%3Ax::50%25 of%0A::error::it\\r\n";
        assert_eq!(rendered(render, &report, &Options::default()), expected);
    }

    #[test]
    fn nothing_for_a_clean_report() {
        assert_eq!(rendered(render, &samples::clean(), &Options::default()), "");
    }
}
