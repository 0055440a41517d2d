//! Keeps build servers from taking a part of the output for a command to them: the output shows what files say, and files
//! may come from a stranger.
//!
//! GitHub takes a line that begins with `::` for a command, and `##[` anywhere in a line; Azure Pipelines `##[` and `##vso[`
//! (GitHub documentation, "Workflow commands"; Azure Pipelines documentation, "Logging commands").

use std::borrow::Cow;

/// What begins a command anywhere in a line, before its bracket.
const MARKS: &[&str] = &["##vso", "##"];

/// The notation of an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// Text for people.
    Text,
    /// Lines that are commands to GitHub.
    Commands,
    /// JSON.
    Json,
    /// XML.
    Xml,
}

/// Returns `output` without commands. JSON and XML mean the same as before; in text, the character that makes a command
/// is spelled out.
pub fn without_commands(output: &str, notation: Notation) -> Cow<'_, str> {
    let (bracket, colon) = match notation {
        Notation::Text => ("\\u{5b}", Some("\\u{3a}")),
        Notation::Commands => ("\\u{5b}", None),
        Notation::Json => ("\\u005b", None),
        Notation::Xml => ("&#91;", Some("&#58;")),
    };
    let begins = |line: &str| colon.is_some() && line.trim_start().starts_with("::");
    if !output.contains("##") && !output.lines().any(begins) {
        return Cow::Borrowed(output);
    }
    let mut clean = String::with_capacity(output.len() + 16);
    for line in output.split_inclusive('\n') {
        let (indent, text) = line.split_at(line.len() - line.trim_start().len());
        clean.push_str(indent);
        let text = match colon.filter(|_| begins(text)) {
            Some(colon) => {
                clean.push_str(colon);
                text.get(1..).unwrap_or_default()
            }
            None => text,
        };
        without_brackets(text, bracket, &mut clean);
    }
    Cow::Owned(clean)
}

/// Adds `text` to `clean`, with `bracket` in place of the one that makes a command.
fn without_brackets(text: &str, bracket: &str, clean: &mut String) {
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        let (before, behind) = rest.split_at(open);
        clean.push_str(before);
        let ends = |mark: &&str| {
            let start = before.len().checked_sub(mark.len());
            start.and_then(|start| before.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(mark))
        };
        clean.push_str(if MARKS.iter().any(ends) { bracket } else { "[" });
        rest = behind.get(1..).unwrap_or_default();
    }
    clean.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::Notation::{Commands, Json, Text, Xml};
    use super::without_commands;

    #[test]
    fn what_a_build_server_runs_is_spelled_out() {
        for (notation, output, wanted) in [
            (Text, "a: ##vso[task.setvariable]x\n", "a: ##vso\\u{5b}task.setvariable]x\n"),
            (Text, "a ##[error]x and ##VSO[y] [z]\n", "a ##\\u{5b}error]x and ##VSO\\u{5b}y] [z]\n"),
            (
                Text,
                "::set-output name=a::b.yml:1:1\n  ::error::x\na::b\n",
                "\\u{3a}:set-output name=a::b.yml:1:1\n  \\u{3a}:error::x\na::b\n",
            ),
            (Json, "{\"a\": \"##vso[x]\"}", "{\"a\": \"##vso\\u005bx]\"}"),
            (Xml, "<a>\n::error::##[x]</a>", "<a>\n&#58;:error::##&#91;x]</a>"),
            (Text, "plain [a] # b\n", "plain [a] # b\n"),
            (Text, "", ""),
            (Commands, "::error::a ##[b]\n", "::error::a ##\\u{5b}b]\n"),
        ] {
            assert_eq!(without_commands(output, notation), wanted, "{output}");
        }
    }
}
