//! Checkstyle XML, which most build servers and review tools read.

use super::entries::{Entry, entries};
use super::{NAME, Options, text};
use crate::finding::Report;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, Event};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The Checkstyle version of the format; readers use it to recognize the format.
const FORM: &str = "4.3";

/// Writes `report` as XML, grouped by file: findings and problems, with `verbose` also unknown and excepted findings as
/// `info`. The `source` is `hy-msg-lint.RULE`, as Checkstyle names a check by its package.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn render(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let entries = entries(report, options.verbose);
    let mut files: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in &entries {
        files.entry(&entry.file).or_default().push(entry);
    }
    let mut writer = Writer::new_with_indent(&mut *out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = BytesStart::new("checkstyle").with_attributes([("version", FORM)]);
    if files.is_empty() {
        writer.write_event(Event::Empty(root))?;
    } else {
        writer.write_event(Event::Start(root))?;
        for (name, entries) in files {
            writer.write_event(Event::Start(BytesStart::new("file").with_attributes([("name", name)])))?;
            for entry in entries {
                writer.write_event(Event::Empty(error(entry)))?;
            }
            writer.write_event(Event::End(BytesEnd::new("file")))?;
        }
        writer.write_event(Event::End(BytesEnd::new("checkstyle")))?;
    }
    writeln!(out)
}

fn error(entry: &Entry) -> BytesStart<'static> {
    let mut error = BytesStart::new("error");
    if let Some(region) = &entry.region {
        error.push_attribute(("line", region.start.line.to_string().as_str()));
        error.push_attribute(("column", region.start.column.to_string().as_str()));
    }
    let severity = entry.severity.to_string();
    error.push_attribute(("severity", severity.as_str()));
    // XML readers turn a line break in an attribute into a space.
    let help = entry.help.as_ref().map(|help| format!("; help: {}", text::line(help)));
    let message = format!("{}{}", text::line(&entry.message), help.unwrap_or_default());
    error.push_attribute(("message", message.as_str()));
    let source = entry.rule.map_or_else(|| NAME.to_owned(), |rule| format!("{NAME}.{}", text::line(rule)));
    error.push_attribute(("source", source.as_str()));
    error
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Finding;
    use crate::render::samples::{self, rendered};
    use quick_xml::XmlVersion;

    #[test]
    fn errors_by_file() {
        let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<checkstyle version="4.3">
  <file name="broken.yaml">
    <error line="2" column="3" severity="error" message="expected `:`" source="hy-msg-lint"/>
  </file>
  <file name="compose.yaml">
    <error line="5" column="23" severity="error" message="service `kafka` pins 172.20.0.5 on network `default`; help: let Docker assign the address" source="hy-msg-lint.static-ip"/>
    <error line="4" column="7" severity="info" message="not decided: `${IP}` is not known; help: let Docker assign the address" source="hy-msg-lint.static-ip"/>
    <error line="6" column="3" severity="info" message="excepted by the policies: service `connect` is excepted; help: let Docker assign the address" source="hy-msg-lint.static-ip"/>
  </file>
  <file name="gone.yaml">
    <error severity="error" message="it cannot be read" source="hy-msg-lint"/>
  </file>
  <file name="wide.yaml">
    <error line="1" column="8" severity="warning" message="the name `漢字\u{1b}[2J` is odd\nin two lines" source="hy-msg-lint.odd-name"/>
    <error line="2" column="4" severity="info" message="no name" source="hy-msg-lint.odd-name"/>
  </file>
</checkstyle>
"#;
        let options = Options { verbose: true, ..Options::default() };
        assert_eq!(rendered(render, &samples::everything(), &options), expected);
    }

    #[test]
    fn what_means_something_in_xml_is_written_otherwise() {
        let mut report = samples::clean();
        let odd = report.sources.add("a\"&<b>'.yaml".as_ref(), "x".into());
        let message = "`<a href=\"x\">` & ]]> '".to_owned();
        let finding = samples::finding(&report);
        report.findings =
            vec![Finding { message: message.clone(), help: None, primary: samples::find(&odd, "x"), ..finding }];
        let text = rendered(render, &report, &Options::default());
        let mut reader = quick_xml::Reader::from_str(&text);
        let mut values = Vec::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) => {
                    for attribute in tag.attributes() {
                        values.push(
                            attribute
                                .unwrap()
                                .normalized_value(XmlVersion::Explicit1_0)
                                .unwrap()
                                .into_owned(),
                        );
                    }
                }
                _ => {}
            }
        }
        assert!(values.contains(&message) && values.contains(&odd.name), "{values:?}");
    }

    #[test]
    fn no_file_in_a_clean_report() {
        let text = rendered(render, &samples::clean(), &Options::default());
        assert_eq!(text.lines().last(), Some("<checkstyle version=\"4.3\"/>"));
    }
}
