//! Translates a regular expression of Go into one of the crate `regex`, and refuses what Go refuses.
//!
//! Both are alike; but in Go, `\d`, `\s`, `\w` and `\b` are about ASCII, `\Q…\E` quotes, and other texts are refused. So
//! the expression is read as Go reads it, and written anew.

use super::class;
use std::fmt::Write as _;

/// What a translation gives.
pub(super) struct Translated {
    pub(super) pattern: String,
    /// The names of all groups, of the whole match first.
    pub(super) names: Vec<Option<String>>,
}

/// The largest count in a repetition, also of nested ones.
const MOST: u32 = 1000;

/// The most groups in each other.
const DEEPEST: usize = 200;

/// Translates `pattern`.
///
/// # Errors
/// What is wrong with it, as a sentence without a full stop.
pub(super) fn translate(pattern: &str) -> Result<Translated, String> {
    let mut reader = Reader {
        text: pattern.chars().collect(),
        at: 0,
        out: String::new(),
        names: vec![None],
        ignores_case: false,
    };
    reader.alternatives(0)?;
    if reader.at < reader.text.len() {
        return Err("the regular expression has a `)` without `(`".to_owned());
    }
    Ok(Translated { pattern: reader.out, names: reader.names })
}

/// Quotes a text, as Go's `QuoteMeta`.
pub(super) fn quote(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if "\\.+*?()|[]{}^$".contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// Writes a character so that it means itself, in a class as well.
pub(super) fn literal(character: char, out: &mut String) {
    if character.is_alphanumeric() || character == '_' || character == ' ' {
        out.push(character);
    } else {
        let _ = write!(out, "\\x{{{:X}}}", u32::from(character));
    }
}

pub(super) struct Reader {
    pub(super) text: Vec<char>,
    pub(super) at: usize,
    pub(super) out: String,
    names: Vec<Option<String>>,
    ignores_case: bool,
}

/// What stands before a repetition.
#[derive(PartialEq)]
enum Before {
    /// Nothing that can be repeated.
    Nothing,
    /// A part, with the product of the counts in it.
    Part(u32),
    /// A repetition, which cannot be repeated.
    Repetition(u32),
}

impl Reader {
    pub(super) fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    pub(super) fn take(&mut self, wanted: &str) -> bool {
        let is_there = wanted.chars().enumerate().all(|(by, one)| self.text.get(self.at + by) == Some(&one));
        self.at += if is_there { wanted.chars().count() } else { 0 };
        is_there
    }

    /// Reads until the end or a `)`, and gives the largest product of counts.
    fn alternatives(&mut self, depth: usize) -> Result<u32, String> {
        if depth > DEEPEST {
            return Err("the regular expression is nested too deeply".to_owned());
        }
        let flags = self.ignores_case;
        let mut largest = 1;
        let mut before = Before::Nothing;
        while let Some(character) = self.peek() {
            if character == ')' {
                break;
            }
            if character == '|' {
                self.at += 1;
                self.out.push('|');
                before = Before::Nothing;
                continue;
            }
            before = self.part(before, depth)?;
            if let Before::Part(count) | Before::Repetition(count) = before {
                largest = largest.max(count);
            }
        }
        self.ignores_case = flags;
        Ok(largest)
    }

    /// Reads the next part or repetition.
    fn part(&mut self, before: Before, depth: usize) -> Result<Before, String> {
        let start = self.at;
        let Some(character) = self.peek() else { return Ok(before) };
        if let Some((least, most)) = self.repetition(character)? {
            let shown: String = self.text.get(start..self.at).unwrap_or_default().iter().collect();
            let count = match before {
                Before::Nothing => return Err(format!("there is nothing that `{shown}` could repeat")),
                Before::Repetition(_) => return Err(format!("`{shown}` cannot repeat a repetition")),
                Before::Part(count) => count,
            };
            let times = most.unwrap_or(least).max(least);
            let product = if times > 1 { count.saturating_mul(times) } else { count };
            let counts = times > 1 && character == '{';
            if counts && product > MOST {
                return Err(format!("`{shown}` repeats more than {MOST} times"));
            }
            self.out.push_str(&shown);
            return Ok(Before::Repetition(if counts { product } else { count }));
        }
        self.at += 1;
        match character {
            '(' => return self.group(before, depth),
            '[' => class::bracket(self)?,
            '\\' => return self.escape(before),
            '.' | '^' | '$' => self.out.push(character),
            other => literal(other, &mut self.out),
        }
        Ok(Before::Part(1))
    }

    /// Reads `*`, `+`, `?` or `{2,3}`, with the `?` behind it. None if it is none; then nothing is read.
    fn repetition(&mut self, character: char) -> Result<Option<(u32, Option<u32>)>, String> {
        let counts = match character {
            '*' | '+' | '?' => {
                self.at += 1;
                (0, None)
            }
            '{' => match self.counts() {
                Some(counts) => counts,
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        let (least, most) = counts;
        if least > MOST || most.is_some_and(|most| most > MOST || most < least) {
            return Err("a repetition has wrong counts".to_owned());
        }
        self.take("?");
        Ok(Some(counts))
    }

    fn counts(&mut self) -> Option<(u32, Option<u32>)> {
        let start = self.at;
        self.at += 1;
        let counts = self.number().and_then(|least| {
            let most = if self.take(",") {
                if self.peek() == Some('}') { None } else { Some(self.number()?) }
            } else {
                Some(least)
            };
            self.take("}").then_some((least, most))
        });
        if counts.is_none() {
            self.at = start;
        }
        counts
    }

    fn number(&mut self) -> Option<u32> {
        let start = self.at;
        while self.peek().is_some_and(|digit| digit.is_ascii_digit()) {
            self.at += 1;
        }
        let digits: String = self.text.get(start..self.at)?.iter().collect();
        if digits.is_empty() || digits.len() > 1 && digits.starts_with('0') {
            return None;
        }
        Some(digits.parse().unwrap_or(u32::MAX))
    }

    /// Reads what follows a `(`.
    fn group(&mut self, before: Before, depth: usize) -> Result<Before, String> {
        let flags = self.ignores_case;
        if self.take("?") {
            if self.take("P<") || self.take("<") {
                let name = self.name()?;
                self.names.push(Some(name));
                self.out.push('(');
            } else if !self.flags()? {
                return Ok(before);
            }
        } else {
            self.names.push(None);
            self.out.push('(');
        }
        let count = self.alternatives(depth + 1)?;
        self.ignores_case = flags;
        if !self.take(")") {
            return Err("a `(` has no `)`".to_owned());
        }
        self.out.push(')');
        Ok(Before::Part(count))
    }

    fn name(&mut self) -> Result<String, String> {
        let mut name = String::new();
        while let Some(character) = self.peek().filter(|one| one.is_ascii_alphanumeric() || *one == '_') {
            name.push(character);
            self.at += 1;
        }
        if name.is_empty() || !self.take(">") {
            return Err("the name of a group is wrong".to_owned());
        }
        Ok(name)
    }

    /// Reads `i-s)` or `i-s:`; true if a group follows.
    fn flags(&mut self) -> Result<bool, String> {
        let (mut sets, mut sees_flag) = (true, false);
        self.out.push_str("(?");
        loop {
            let Some(character) = self.peek() else { return Err("a `(` has no `)`".to_owned()) };
            self.at += 1;
            match character {
                'i' | 'm' | 's' | 'U' => {
                    sees_flag = true;
                    if character == 'i' {
                        self.ignores_case = sets;
                    }
                }
                '-' if sets => (sets, sees_flag) = (false, false),
                ')' | ':' if sees_flag || sets => {
                    self.out.push(character);
                    return Ok(character == ':');
                }
                _ => return Err("a group has a flag that does not exist".to_owned()),
            }
            self.out.push(character);
        }
    }

    /// Reads what follows a `\` outside of a class.
    fn escape(&mut self, before: Before) -> Result<Before, String> {
        let Some(character) = self.peek() else { return Err("it ends in `\\`".to_owned()) };
        match character {
            'A' | 'z' => {
                self.at += 1;
                self.out.push('\\');
                self.out.push(character);
            }
            'b' | 'B' => {
                self.at += 1;
                let _ = write!(self.out, "(?-u:\\{character})");
            }
            'Q' => {
                self.at += 1;
                let mut is_empty = true;
                while self.at < self.text.len() && !self.take("\\E") {
                    let Some(character) = self.peek() else { break };
                    literal(character, &mut self.out);
                    self.at += 1;
                    is_empty = false;
                }
                if is_empty {
                    return Ok(before);
                }
            }
            _ => {
                if let Some(class) = class::named(self)? {
                    let _ = write!(self.out, "(?-i:[{class}])");
                } else {
                    let character = class::escaped(self)?;
                    literal(character, &mut self.out);
                }
            }
        }
        Ok(Before::Part(1))
    }
}
