//! The words of a shell command, with their ranges (POSIX.1-2017, Shell Command Language, sections 2.2 and 2.3).
//!
//! Parses enough of the language to find which program is called with which words. Expansions at run time (`$1`,
//! `$(…)`) are left in the text.

mod branches;
mod found;
mod functions;
mod text;

use super::comment::{Comment, has_own_line};
use found::Found;
pub use found::is_leading;
use std::ops::Range;
pub use text::{Heredoc, heredocs, is_shell};

/// A word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Word {
    /// Its text, quotes and escapes resolved.
    pub text: String,
    /// Its range, including quotes.
    pub range: Range<usize>,
    /// The range of its text, if the text differs only by surrounding quotes.
    pub plain: Option<Range<usize>>,
    /// The parts that the shell removes or replaces, in order: the range in the word, and the range of its
    /// replacement in the text.
    pub edits: Vec<(Range<usize>, Range<usize>)>,
    /// True if a part of it is known only at run time.
    pub expands: bool,
    /// The ranges of the scripts in it whose output replaces them: the insides of `$(…)`, and of backticks in quotes.
    pub substitutions: Vec<Range<usize>>,
    /// True for a here-string: what the command reads, and no argument of it.
    pub is_input: bool,
}

/// A simple command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Command {
    /// Its words, including preceding assignments, redirections, and keywords such as `if` or `do`.
    pub words: Vec<Word>,
    /// True if the script is meant to continue when it fails: `||` follows, or it is a condition, and what runs then
    /// does not end the script with a failure; also if it runs only because a command before `||` failed, such as a
    /// check for the thing it creates, or in a function that is called only where it may fail.
    pub tolerated: bool,
    /// True if the next command reads its output.
    pub pipes: bool,
}

/// Parses the simple commands of a script.
pub fn commands(script: &str) -> Vec<Command> {
    let mut reader = Reader::of(script);
    let mut found = Found::new(script.contains("pipefail"));
    let heredocs = heredocs(script);
    let texts = text::of_other_programs(&heredocs);
    let (mut redirects, mut is_input) = (false, false);
    while let Some(token) = reader.next() {
        match token {
            Token::Word(word) => match text::around(&texts, word.range.start) {
                // What a program other than a shell reads is no command.
                Some(text) => reader.at = text.end,
                // The number before a redirection, and the file behind it, are no words of the command.
                None if std::mem::take(&mut redirects) || reader.is_descriptor(&word) => {}
                None => found.word(Word { is_input: std::mem::take(&mut is_input), ..word }),
            },
            // The word of a here-string may be a script.
            Token::Redirect { operator } => {
                redirects = operator != "<<<";
                is_input = !redirects;
            }
            Token::Operator { operator, .. } => found.operator(operator),
        }
    }
    let mut commands = found.finish();
    text::tolerate(&heredocs, &mut commands);
    commands
}

/// Returns the comments of a makefile, like those of a script; the content of `define` is text.
pub fn makefile_comments(makefile: &str) -> Vec<Comment> {
    outside(comments(makefile), &text::defines(makefile))
}

fn outside(mut comments: Vec<Comment>, texts: &[Range<usize>]) -> Vec<Comment> {
    comments.retain(|comment| !texts.iter().any(|text| text.contains(&comment.range.start)));
    comments
}

/// Returns the comments of a script; a heredoc for a program other than a shell has none. A comment at the end of a
/// line is about that line, including lines joined by a backslash or quotes, and what a program other than a shell reads from a
/// heredoc; a comment on its own line is about the next such line.
pub fn comments(script: &str) -> Vec<Comment> {
    let mut reader = Reader::of(script);
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut ended = true;
    while let Some(token) = reader.next() {
        match token {
            Token::Word(word) => {
                match lines.last_mut().filter(|_| !ended) {
                    Some(line) => line.end = word.range.end,
                    None => lines.push(word.range),
                }
                ended = false;
            }
            Token::Operator { line, .. } => ended |= line,
            Token::Redirect { .. } => {}
        }
    }
    let texts: Vec<Heredoc> = heredocs(script).into_iter().filter(|one| !one.is_script).collect();
    lines.retain(|line| !texts.iter().any(|text| text.body.contains(&line.start)));
    for text in &texts {
        let own = lines.partition_point(|line| line.start <= text.at);
        if let Some(line) = own.checked_sub(1).and_then(|own| lines.get_mut(own)) {
            line.end = line.end.max(text.body.end);
        }
    }
    let about = |comment: &Range<usize>| {
        // Behind the start of a command is what its heredoc says.
        if !has_own_line(script, comment.start) {
            let own = lines.partition_point(|line| line.start <= comment.start);
            return lines.get(own.checked_sub(1)?).cloned();
        }
        let next = lines.partition_point(|line| line.end <= comment.start);
        lines.get(next).cloned()
    };
    let comments = std::mem::take(&mut reader.comments);
    let comments = comments.into_iter().map(|range| Comment { about: about(&range), range }).collect();
    outside(comments, &text::for_other_programs(script))
}

/// The operators of redirections, longer ones before those that they begin with.
const REDIRECTS: &[&str] = &["&>>", "&>", "<<<", "<<-", "<<", "<>", "<&", "<", ">>", ">&", ">|", ">"];

enum Token<'a> {
    Word(Word),
    /// What ends a command; `line` is true for a line break.
    Operator {
        operator: &'a str,
        line: bool,
    },
    /// A redirection (section 2.7).
    Redirect {
        operator: &'static str,
    },
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    comments: Vec<Range<usize>>,
}

impl<'a> Reader<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, at: 0, comments: Vec::new() }
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at..).and_then(|rest| rest.chars().next())
    }

    fn bump(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += character.len_utf8();
        Some(character)
    }

    fn is_operator(character: char) -> bool {
        matches!(character, '\n' | ';' | '&' | '|' | '(' | ')' | '<' | '>' | '`')
    }

    /// True if `word`, which was just read, is the number of a descriptor that is redirected, as in `2>&1`.
    fn is_descriptor(&self, word: &Word) -> bool {
        let is_number =
            word.plain.as_ref() == Some(&word.range) && word.text.bytes().all(|byte| byte.is_ascii_digit());
        is_number && word.range.end == self.at && matches!(self.peek(), Some('<' | '>'))
    }

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let character = self.peek()?;
            let rest = self.text.get(self.at..).unwrap_or_default();
            let may_redirect = matches!(character, '<' | '>' | '&');
            let redirect = REDIRECTS.iter().find(|redirect| may_redirect && rest.starts_with(**redirect));
            if let Some(redirect) = redirect {
                self.at += redirect.len();
                // A process substitution runs a command of its own.
                if self.peek() == Some('(') {
                    continue;
                }
                return Some(Token::Redirect { operator: redirect });
            }
            if Self::is_operator(character) {
                let double = ["||", "&&", ";;", "|&"].into_iter().find(|double| rest.starts_with(double));
                let operator = &rest[..double.map_or(character.len_utf8(), str::len)];
                self.at += operator.len();
                return Some(Token::Operator { operator, line: character == '\n' });
            }
            if character.is_whitespace() {
                self.bump();
            } else if character == '#' {
                let rest = &self.text[self.at..];
                let length = rest.find('\n').unwrap_or(rest.len());
                self.comments.push(self.at..self.at + rest[..length].trim_end().len());
                self.at += length;
            } else if character == '\\' && self.continued() {
                self.bump();
                self.line_break();
            } else {
                return Some(Token::Word(self.word()));
            }
        }
    }

    /// True before a backslash that is followed by a line break.
    fn continued(&self) -> bool {
        self.text[self.at + 1..].starts_with(['\n', '\r'])
    }

    fn line_break(&mut self) {
        if self.peek() == Some('\r') {
            self.bump();
        }
        if self.peek() == Some('\n') {
            self.bump();
        }
    }

    fn word(&mut self) -> Word {
        let start = self.at;
        let mut word = Unquoted { start, ..Unquoted::default() };
        let mut expands = false;
        let mut quoted = None;
        let mut pieces = 0;
        while let Some(character) = self.peek() {
            match character {
                _ if character.is_whitespace() || Self::is_operator(character) => break,
                '\'' | '"' => {
                    pieces += 1;
                    let opening = self.at;
                    self.bump();
                    word.without(opening, self.at);
                    let inner = self.at;
                    expands |= self.quoted(character, &mut word);
                    let closed = self.text[..self.at].ends_with(character) && self.at > inner;
                    quoted = Some(inner..if closed { self.at - 1 } else { self.at });
                }
                '\\' => {
                    pieces += 2;
                    let escape = self.at;
                    let continued = self.continued();
                    self.bump();
                    if continued {
                        self.line_break();
                        word.without(escape, self.at);
                    } else {
                        let from = self.at;
                        self.bump();
                        word.instead(escape, self.at, self.text.get(from..self.at).unwrap_or_default());
                    }
                }
                '$' if self.text[self.at..].starts_with("$(") => {
                    pieces += 2;
                    expands = true;
                    self.substitution(&mut word);
                }
                _ => {
                    expands |= character == '$';
                    word.text.push(character);
                    self.bump();
                }
            }
        }
        let Unquoted { text, edits, substitutions, .. } = word;
        let range = start..self.at;
        let plain = match quoted {
            Some(inner) if pieces == 1 && self.text.get(inner.clone()) == Some(&*text) => Some(inner),
            _ if self.text.get(range.clone()) == Some(&*text) => Some(range.clone()),
            _ => None,
        };
        Word { text, range, plain, edits, expands, substitutions, is_input: false }
    }

    /// Reads the rest of a quoted part, including its closing quote; returns true if something in it expands.
    fn quoted(&mut self, quote: char, word: &mut Unquoted) -> bool {
        let mut expands = false;
        loop {
            let at = self.at;
            let Some(character) = self.bump() else { break };
            match character {
                _ if character == quote => {
                    word.without(at, self.at);
                    break;
                }
                '\\' if quote == '"' => match self.peek() {
                    Some('\n') => {
                        self.bump();
                        word.without(at, self.at);
                    }
                    Some('"' | '\\' | '$' | '`') => {
                        let from = self.at;
                        self.bump();
                        word.instead(at, self.at, self.text.get(from..self.at).unwrap_or_default());
                    }
                    _ => word.text.push('\\'),
                },
                '$' if quote == '"' && self.peek() == Some('(') => {
                    self.at = at;
                    expands = true;
                    self.substitution(word);
                }
                '`' if quote == '"' => {
                    expands = true;
                    self.backticks(at, word);
                }
                _ => {
                    expands |= quote == '"' && character == '$';
                    word.text.push(character);
                }
            }
        }
        expands
    }

    /// Reads `$(…)` unchanged; quotes in it are its own.
    fn substitution(&mut self, word: &mut Unquoted) {
        let start = self.at;
        let (mut depth, mut quote) = (0_usize, None);
        while let Some(character) = self.bump() {
            match (quote, character) {
                (None | Some('"'), '\\') => drop(self.bump()),
                (None, '\'' | '"') => quote = Some(character),
                (Some(open), _) if open == character => quote = None,
                (None, '(') => depth += 1,
                (None, ')') if depth <= 1 => break,
                (None, ')') => depth -= 1,
                _ => {}
            }
        }
        let whole = self.text.get(start..self.at).unwrap_or_default();
        word.text.push_str(whole);
        let end = if whole.ends_with(')') { self.at - 1 } else { self.at };
        word.substitutions.push(start + 2..end.max(start + 2));
    }

    /// Reads the rest of a script in backticks that begins at `start`, as `$(…)`.
    fn backticks(&mut self, start: usize, word: &mut Unquoted) {
        let inner = self.at;
        while let Some(character) = self.peek().filter(|character| *character != '`') {
            self.bump();
            if character == '\\' {
                self.bump();
            }
        }
        let end = self.at;
        self.bump();
        word.instead(start, inner, "$(");
        word.text.push_str(self.text.get(inner..end).unwrap_or_default());
        word.instead(end, self.at, ")");
        word.substitutions.push(inner..end);
    }
}

/// A word under construction, with its differences from the source.
#[derive(Default)]
struct Unquoted {
    start: usize,
    text: String,
    edits: Vec<(Range<usize>, Range<usize>)>,
    substitutions: Vec<Range<usize>>,
}

impl Unquoted {
    /// Records that the shell removes the characters `from..to` of the script.
    fn without(&mut self, from: usize, to: usize) {
        self.edits.push((from - self.start..to - self.start, self.text.len()..self.text.len()));
    }

    /// Records that the shell replaces the characters `from..to` of the script by `text`.
    fn instead(&mut self, from: usize, to: usize, text: &str) {
        let before = self.text.len();
        self.text.push_str(text);
        self.edits.push((from - self.start..to - self.start, before..self.text.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(script: &str) -> String {
        let line = |command: &Command| {
            command.words.iter().flat_map(|word| ["<", &word.text, ">"]).collect::<String>()
        };
        commands(script).iter().map(line).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_are_about_lines_with_all_that_is_joined_to_them() {
        let script = "#!/bin/sh\n# own\n\na b \\\n  c # end\nd '# text' # e\n  # last\n";
        let show = |range: &Range<usize>| &script[range.clone()];
        let found = comments(script);
        let found: Vec<_> =
            found.iter().map(|one| (show(&one.range), one.about.as_ref().map(show))).collect();
        let wanted = [
            ("#!/bin/sh", Some("a b \\\n  c")),
            ("# own", Some("a b \\\n  c")),
            ("# end", Some("a b \\\n  c")),
            ("# e", Some("d '# text'")),
            ("# last", None),
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn text_has_no_comments() {
        let script = "cat > a <<'EOF' # one\n# no\nEOF\nbash <<-end\n\t# two\n\tend\ncat <<A <<B\n# no\nA\n# no\nB\n# three\ncat <<< EOF\n# four\nx=$((1 << 2))\n# five\n";
        let found = comments(script);
        let found: Vec<_> = found.iter().map(|one| &script[one.range.clone()]).collect();
        assert_eq!(found, ["# one", "# two", "# three", "# four", "# five"]);
        let makefile = "define text\n# no\nendef\n# one\nall:\n\techo # two\n";
        let found = makefile_comments(makefile);
        let found: Vec<_> = found.iter().map(|one| &makefile[one.range.clone()]).collect();
        assert_eq!(found, ["# one", "# two"]);
    }

    #[test]
    fn reads_what_a_shell_reads() {
        let cases = [
            ("a b && c; d | e\nf", "<a><b> <c> <d> <e> <f>"),
            ("a \\\n  b \\\r\n  c", "<a><b><c>"),
            ("a 'b c' \"d \\\"e\" f\\ g h''i", "<a><b c><d \"e><f g><hi>"),
            ("# note\na b # note\nc#d", "<a><b> <c#d>"),
            ("a > /dev/null 2>&1 || b", "<a> <b>"),
            ("2>log a 3 >>b &>c <d; e 2 > f", "<a><3> <e><2>"),
            ("a <<E | b\nc\nE\nd <<< 'e f'", "<a> <b> <E> <d><e f>"),
            ("bash <<-E\n\ta\n\tE\nb", "<bash> <a> <E> <b>"),
            ("a <(b c)", "<a> <b><c>"),
            ("x=$(cat f; echo) y", "<x=$(cat f; echo)><y>"),
            ("if a; then b 'unclosed", "<if><a> <then><b><unclosed>"),
        ];
        for (script, wanted) in cases {
            assert_eq!(show(script), wanted, "{script}");
        }
        let words = commands("bash -c 'kafka-topics --create'");
        assert_eq!(words[0].words[2].plain, Some(9..30));
    }

    #[test]
    fn scripts_in_words_are_found_whatever_quotes_them() {
        for (script, wanted) in [
            ("a $(b c) $(d \")\" $(e))", &["b c", "d \")\" $(e)"][..]),
            ("a \"$(b \"c d\")\" '$(e)'", &["b \"c d\""]),
            ("x=\"`b c` $(d)\" e", &["b c", "d"]),
            ("a \"\\$(b) \\`c\\`\" $d ${e}", &[]),
            ("a \"$(b", &["b"]),
            ("a \"`b", &["b"]),
            ("a $(", &[""]),
        ] {
            let commands = commands(script);
            let found =
                commands.iter().flat_map(|command| &command.words).flat_map(|word| &word.substitutions);
            assert_eq!(found.map(|range| &script[range.clone()]).collect::<Vec<_>>(), wanted, "{script}");
        }
    }

    #[test]
    fn a_heredoc_is_read_as_its_delimiter_says() {
        let script = "cat <<A; cat <<'B' | sh <<-C\n\\$a \\`b\\` \\\\ \\c \\\nd $e\nA\n\\$a\nB\n\tf\n\tC\n";
        let heredocs = heredocs(script);
        let words: Vec<_> = heredocs.iter().map(|one| one.word(script)).collect();
        let texts: Vec<_> = words.iter().map(|word| (&*word.text, word.expands)).collect();
        assert_eq!(texts, [("$a `b` \\ \\c d $e\n", true), ("\\$a\n", false), ("\tf\n", false)]);
        assert_eq!(heredocs.iter().map(|one| &script[one.at..one.at + 2]).collect::<Vec<_>>(), ["<<"; 3]);
        assert!(heredocs.iter().all(|one| one.is_script));
        assert_eq!(&script[words[0].range.start..][words[0].edits[0].0.clone()], "\\$");
    }

    #[test]
    fn knows_which_commands_may_fail() {
        for (script, wanted) in [
            ("a || true; b && c; if d; then e | f; fi; ! g", "a true if then !"),
            ("a 2>&1 | b", "a"),
            ("set -o pipefail; a | b", ""),
            ("set -o pipefail; a | b || c; d", "a b c"),
            ("{ a; b; } || c; d", "{ b c"),
            ("(a; b) || c; d", "a b c"),
            ("{ a; }; b || c", "b c"),
            ("a && b || c", "a b c"),
            ("set +e; a; set -e; b", "set a"),
            ("set +e; a; set -euo pipefail; b", "set a"),
            ("( set +e; a; b ); c", "set a"),
            ("set +e; (a); b", "set a b"),
            ("a || exit 1; b || exit 0; c || { d; exit 1; }; e || (f; return 1)", "exit b exit { f"),
            ("f() { x; exit 3; }; a || f; b || die no; g() { y; }; c || g", "{ exit f die { c g"),
            ("a || { if b; then exit 1; fi; }", "a {"),
            ("if a; then b; else exit 1; fi; if ! c; then exit 1; fi; if ! d; then e; fi", "if"),
            ("if a && b; then c; elif d; then e; else exit 2; fi", "if b"),
            ("if a; then b; else c; fi || true", "if then else fi true"),
            ("for x in a; do b; done || c; d", "for do done c"),
            ("while a; do if b; then exit 1; fi; done", "while do"),
            ("case x in y) a;; *) exit 1;; esac; b", ""),
            ("{ a; } | b; c |& d", "{ c"),
            ("f() { a; }; f || true; b", "{ f true"),
            ("f() { a; }; f || true; f", "f true"),
            ("function f { a; }; g() { f; }; if g; then b; fi", "function { if"),
            ("bash <<E || true\na\nE\nb", "bash true a"),
            ("bash <<E\na\nE\nb", ""),
        ] {
            let commands = commands(script);
            let tolerated = commands.iter().filter(|one| one.tolerated).map(|one| &*one.words[0].text);
            assert_eq!(tolerated.collect::<Vec<_>>().join(" "), wanted, "{script}");
        }
    }
}
