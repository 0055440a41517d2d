//! Lines of a script that are not commands, where `#` starts no comment: heredocs for other programs, and the content
//! of a makefile's `define`.

use super::{Reader, Token};
use std::ops::Range;

/// Programs that read commands from their input.
const SHELLS: &[&str] = &["sh", "bash", "dash", "ash", "ksh", "zsh", "ssh"];

/// Returns the bodies of the heredocs in `script` (POSIX, Shell Command Language, section 2.7.4), except on lines
/// that name a shell.
pub(super) fn heredocs(script: &str) -> Vec<Range<usize>> {
    if !script.contains("<<") {
        return Vec::new();
    }
    let mut reader = Reader::of(script);
    let (mut found, mut open) = (Vec::new(), Vec::new());
    let mut for_shell = false;
    while let Some(token) = reader.next() {
        match token {
            Token::Word(word) => {
                let name = word.text.rsplit('/').next().unwrap_or_default();
                for_shell |= SHELLS.contains(&name);
            }
            Token::Redirect { operator } if operator == "<<" || operator == "<<-" => {
                if let Some(Token::Word(word)) = reader.next() {
                    open.push((word.text, operator == "<<-"));
                }
            }
            Token::Redirect { .. } | Token::Operator { line: false, .. } => {}
            Token::Operator { line: true, .. } => {
                for (end, tabs) in open.drain(..) {
                    let Some(body) = body(script, reader.at, &end, tabs) else { continue };
                    reader.at = body.end;
                    if !for_shell {
                        found.push(body);
                    }
                }
                for_shell = false;
            }
        }
    }
    found
}

/// Returns the one of `texts`, which are in order, that contains `at`.
pub(super) fn around(texts: &[Range<usize>], at: usize) -> Option<&Range<usize>> {
    texts.get(texts.partition_point(|text| text.end <= at)).filter(|text| text.contains(&at))
}

/// Returns the lines from `start` to the delimiter line `end`; None if it is missing.
fn body(script: &str, start: usize, end: &str, tabs: bool) -> Option<Range<usize>> {
    let mut at = start;
    for line in script.get(start..)?.split_inclusive('\n') {
        let text = line.trim_end_matches(['\n', '\r']);
        let text = if tabs { text.trim_start_matches('\t') } else { text };
        if text == end {
            return Some(start..at);
        }
        at += line.len();
    }
    None
}

/// Returns the bodies of `define` in `makefile` (GNU make manual, section 6.8).
pub(super) fn defines(makefile: &str) -> Vec<Range<usize>> {
    let (mut found, mut open, mut at) = (Vec::new(), None, 0);
    for line in makefile.split_inclusive('\n') {
        match line.split_whitespace().next() {
            Some("define") if open.is_none() => open = Some(at + line.len()),
            Some("endef") => found.extend(open.take().map(|start| start..at)),
            _ => {}
        }
        at += line.len();
    }
    found
}
