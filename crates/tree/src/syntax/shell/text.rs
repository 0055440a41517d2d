//! Lines of a script that are not commands, where `#` starts no comment: heredocs for other programs, and the content
//! of a makefile's `define`.

use super::{Command, Reader, Token, Unquoted, Word};
use std::ops::Range;

/// Programs that read commands from their input.
const SHELLS: &[&str] = &["sh", "bash", "dash", "ash", "ksh", "zsh", "ssh"];

/// A here-document (POSIX, Shell Command Language, section 2.7.4).
#[derive(Debug, Clone)]
pub struct Heredoc {
    /// The offset of its operator, `<<` or `<<-`, on the line of the command that reads it.
    pub at: usize,
    /// The range of its lines.
    pub body: Range<usize>,
    /// True for a delimiter in quotes: the lines are taken as they are written.
    pub is_quoted: bool,
    /// True on a line that names a shell, which runs the lines.
    pub is_script: bool,
}

impl Heredoc {
    /// Returns what the program reads, as a word of `script`: without a quoted delimiter, a backslash before `$`, a
    /// backtick, a backslash or a line break is removed.
    pub fn word(&self, script: &str) -> Word {
        let range = self.body.clone();
        let body = script.get(range.clone()).unwrap_or_default();
        if self.is_quoted {
            let plain = Some(range.clone());
            return Word { text: body.to_owned(), range, plain, ..Word::default() };
        }
        let mut read = Unquoted { start: range.start, ..Unquoted::default() };
        let mut characters = body.char_indices().peekable();
        let mut expands = false;
        while let Some((at, character)) = characters.next() {
            let at = range.start + at;
            match (character, characters.peek()) {
                ('\\', Some((_, '\n'))) => {
                    characters.next();
                    read.without(at, at + 2);
                }
                ('\\', Some((_, escaped @ ('$' | '`' | '\\')))) => {
                    let escaped = escaped.to_string();
                    characters.next();
                    read.instead(at, at + 2, &escaped);
                }
                _ => {
                    expands |= matches!(character, '$' | '`');
                    read.text.push(character);
                }
            }
        }
        let plain = read.edits.is_empty().then(|| range.clone());
        Word { text: read.text, range, plain, edits: read.edits, expands, ..Word::default() }
    }
}

/// Returns the bodies of the heredocs in `script`, except on lines that name a shell.
pub(super) fn for_other_programs(script: &str) -> Vec<Range<usize>> {
    of_other_programs(&heredocs(script))
}

/// Returns the bodies of those of `heredocs` that no shell reads.
pub(super) fn of_other_programs(heredocs: &[Heredoc]) -> Vec<Range<usize>> {
    heredocs.iter().filter(|one| !one.is_script).map(|one| one.body.clone()).collect()
}

/// Marks the commands in a heredoc that a shell reads where that shell may fail.
pub(super) fn tolerate(heredocs: &[Heredoc], commands: &mut [Command]) {
    let start = |command: &Command| command.words.first().map_or(0, |word| word.range.start);
    for heredoc in heredocs.iter().filter(|one| one.is_script) {
        let behind = commands.partition_point(|command| start(command) < heredoc.body.start);
        let (before, rest) = commands.split_at_mut(behind);
        let runs = |command: &&Command| command.words.iter().any(|word| is_shell(&word.text));
        if !before.iter().rev().find(runs).is_some_and(|shell| shell.tolerated) {
            continue;
        }
        for command in rest.iter_mut().take_while(|command| start(command) < heredoc.body.end) {
            command.tolerated = true;
        }
    }
}

/// Returns true for a program that reads commands from its input.
pub fn is_shell(word: &str) -> bool {
    SHELLS.contains(&word.rsplit('/').next().unwrap_or_default())
}

/// Returns the heredocs in `script`, in order.
pub fn heredocs(script: &str) -> Vec<Heredoc> {
    if !script.contains("<<") {
        return Vec::new();
    }
    let mut reader = Reader::of(script);
    let (mut found, mut open) = (Vec::new(), Vec::new());
    let mut is_script = false;
    while let Some(token) = reader.next() {
        match token {
            Token::Word(word) => {
                is_script |= is_shell(&word.text);
            }
            Token::Redirect { operator } if operator == "<<" || operator == "<<-" => {
                let at = reader.at - operator.len();
                if let Some(Token::Word(word)) = reader.next() {
                    let is_quoted = script.get(word.range) != Some(&*word.text);
                    open.push((word.text, operator == "<<-", is_quoted, at));
                }
            }
            Token::Redirect { .. } | Token::Operator { line: false, .. } => {}
            Token::Operator { line: true, .. } => {
                let mut start = reader.at;
                for (end, tabs, is_quoted, at) in open.drain(..) {
                    let Some(body) = body(script, start, &end, tabs) else { continue };
                    reader.at = body.end;
                    // The next one begins below the delimiter.
                    let behind = script.get(body.end..).unwrap_or_default();
                    start = body.end + behind.find('\n').map_or(behind.len(), |line| line + 1);
                    found.push(Heredoc { at, body, is_quoted, is_script });
                }
                is_script = false;
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
