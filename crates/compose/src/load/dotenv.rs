//! The syntax of `.env` files (Docker documentation, "Environment variables: env file syntax").

use super::budget::Budget;
use super::env::{Environment, Lookup, Unset, Variable, Variables};
use super::interpolate::{self, Invalid};
use crate::source::{Source, Span};
use std::sync::Arc;

/// The maximum number of variables in a file: the environment of a program has room for fewer (`execve(2)`, "Limits on
/// size of arguments and environment").
const MAX_VARIABLES: usize = 50_000;

/// A syntax error in a file of variables, made by its author.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct EnvError {
    /// The error, in one sentence without a full stop.
    pub(crate) message: String,
    /// The span of the error.
    pub(crate) span: Span,
    /// True where the file exceeds a limit of this program.
    pub(crate) is_limit: bool,
}

/// Reads the assignments of `source`, in order. A variable in a value is looked up in `outer`, then `around`, the
/// previous lines and the `earlier` files; a name without `=` takes its value from `outer`.
pub(crate) fn read(
    source: &Source,
    outer: &Environment,
    around: &Variables,
    earlier: &Variables,
) -> Result<Vec<(Arc<str>, Variable)>, EnvError> {
    let start = source.text.len() - source.text.trim_start_matches('\u{feff}').len();
    let mut reader = Reader {
        source,
        at: start,
        scope: Scope { outer, around, own: Variables::default(), earlier },
        found: Vec::new(),
    };
    while reader.statement()? {}
    Ok(reader.found)
}

/// The variables that a value can use.
struct Scope<'a> {
    outer: &'a Environment,
    around: &'a Variables,
    own: Variables,
    earlier: &'a Variables,
}

impl Lookup for Scope<'_> {
    fn get(&self, name: &str) -> Option<&Variable> {
        let layers = [self.around, &self.own, self.earlier];
        self.outer.get(name).or_else(|| layers.iter().find_map(|layer| layer.get(name)))
    }

    fn unset(&self) -> Unset {
        self.outer.unset
    }

    fn budget(&self) -> &Budget {
        self.outer.budget()
    }
}

struct Reader<'a> {
    source: &'a Source,
    at: usize,
    scope: Scope<'a>,
    found: Vec<(Arc<str>, Variable)>,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.source.text.get(self.at..).unwrap_or_default()
    }

    fn error(&self, start: usize, end: usize, message: String) -> EnvError {
        EnvError { message, span: Span::new(self.source.id, start, end), is_limit: false }
    }

    /// Reads the next assignment; returns false at the end.
    fn statement(&mut self) -> Result<bool, EnvError> {
        loop {
            self.at += self.rest().len() - self.rest().trim_start().len();
            if !self.rest().starts_with('#') {
                break;
            }
            self.at += self.rest().find('\n').unwrap_or(self.rest().len());
        }
        if self.rest().is_empty() {
            return Ok(false);
        }
        if self.found.len() == MAX_VARIABLES {
            let message = format!("this file sets more than {MAX_VARIABLES} variables, which is not read");
            return Err(EnvError { is_limit: true, ..self.error(self.at, self.at + 1, message) });
        }
        if let Some(behind) = self.rest().strip_prefix("export").filter(|text| text.starts_with([' ', '\t']))
        {
            self.at += "export".len() + behind.len() - behind.trim_start_matches([' ', '\t']).len();
        }
        let start = self.at;
        let length = self.rest().find(['=', ':', '\n']).unwrap_or(self.rest().len());
        let name = self.rest()[..length].trim_end().to_owned();
        self.check_name(start, &name)?;
        let separator = self.rest()[length..].chars().next();
        self.at += length + separator.map_or(0, char::len_utf8);
        if matches!(separator, None | Some('\n')) {
            if let Some(variable) = self.scope.outer.get(&name).cloned() {
                self.keep(&name, variable);
            }
            return Ok(true);
        }
        let blank = |character: char| character.is_whitespace() && character != '\n';
        self.at += self.rest().len() - self.rest().trim_start_matches(blank).len();
        let variable = match self.rest().chars().next() {
            Some(quote @ ('"' | '\'')) => self.quoted(quote)?,
            _ => self.unquoted()?,
        };
        self.keep(&name, variable);
        Ok(true)
    }

    fn keep(&mut self, name: &str, variable: Variable) {
        self.scope.own.insert(name.into(), variable.clone());
        self.found.push((name.into(), variable));
    }

    fn check_name(&self, start: usize, name: &str) -> Result<(), EnvError> {
        let fits = |character: char| character.is_alphanumeric() || "_.-[]".contains(character);
        let Some((at, odd)) = name.char_indices().find(|(_, character)| !fits(*character)) else {
            return Ok(());
        };
        let message = if odd.is_whitespace() {
            format!("the name of a variable has no space in it: `{name}`")
        } else {
            format!(
                "`{odd}` is no part of a variable's name: each line is `NAME=value`, or a comment behind `#`"
            )
        };
        Err(self.error(start + at, start + at + odd.len_utf8(), message))
    }

    /// Reads a value up to the end of the line, or to ` #`.
    fn unquoted(&mut self) -> Result<Variable, EnvError> {
        let line = self.rest().split('\n').next().unwrap_or_default();
        let whole = line.len();
        let value = line.split(" #").next().unwrap_or_default().trim_end().to_owned();
        let start = self.at;
        self.at += whole;
        self.expand(&value, start, start + value.len())
    }

    /// Reads a value in quotes, which may span lines.
    fn quoted(&mut self, quote: char) -> Result<Variable, EnvError> {
        let start = self.at;
        let body = &self.rest()[1..];
        let mut escaped = false;
        let end = body.char_indices().find(|(_, character)| {
            let closes = *character == quote && !escaped;
            escaped = *character == '\\' && !escaped;
            closes
        });
        let Some((end, _)) = end else {
            let line = start + self.rest().find('\n').unwrap_or(self.rest().len());
            return Err(self.error(start, line, "this quote is not closed".into()));
        };
        let raw = body[..end].to_owned();
        self.at += end + 2;
        if quote == '"' {
            return self.expand(&unescape(&raw), start, self.at);
        }
        let span = Span::new(self.source.id, start, self.at);
        Ok(Variable { value: raw.replace("\\'", "'").into(), span, missing: None })
    }

    fn expand(&self, text: &str, start: usize, end: usize) -> Result<Variable, EnvError> {
        let replaced = interpolate::replace(text, &self.scope).map_err(|invalid| {
            let is_limit = matches!(invalid, Invalid::TooLong(_));
            let message = match &invalid {
                Invalid::Form(_) => "this is no variable: put it in single quotes, or write `\\$`".into(),
                Invalid::Required { .. } | Invalid::TooLong(_) => invalid.to_string(),
            };
            EnvError { is_limit, ..self.error(start, end, message) }
        })?;
        let missing = replaced.missing().cloned();
        Ok(Variable { value: replaced.text.into(), span: Span::new(self.source.id, start, end), missing })
    }
}

/// Returns the text of a value in double quotes; a dollar sign after a backslash stays doubled, for interpolation.
fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        let Some(next) = behind.chars().next() else {
            rest = &rest[at..];
            break;
        };
        let plain = match next {
            'a' => Some("\u{7}"),
            'b' => Some("\u{8}"),
            'f' => Some("\u{c}"),
            'n' => Some("\n"),
            'r' => Some("\r"),
            't' => Some("\t"),
            'v' => Some("\u{b}"),
            '\\' => Some("\\"),
            '"' => Some("\""),
            '$' => Some("$$"),
            _ => None,
        };
        match plain {
            Some(plain) => text.push_str(plain),
            None => text.extend(['\\', next]),
        }
        rest = &behind[next.len_utf8()..];
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;
    use std::path::Path;

    fn shown(text: &str) -> String {
        let sources = SourceMap::default();
        let source = sources.add(Path::new(".env"), text.into());
        match read(&source, &Environment::new(Unset::Empty), &Variables::default(), &Variables::default()) {
            Ok(found) => {
                let one = |(name, variable): &(Arc<str>, Variable)| {
                    format!("{name}={} <{}>", variable.value, source.slice(variable.span))
                };
                found.iter().map(one).collect::<Vec<_>>().join("; ")
            }
            Err(error) => format!("{} <{}>", error.message, source.slice(error.span)),
        }
    }

    /// Values as `docker compose config` passes them to a service with such an `env_file`.
    #[test]
    fn reads_assignments_and_where_they_stand() {
        let cases = [
            (
                "# c\nA=1 # one\n\texport B=\"x ${A}\"\nC='$A'\nD=\nE=a#b",
                "A=1 <1>; B=x 1 <\"x ${A}\">; C=$A <'$A'>; D= <>; E=a#b <a#b>",
            ),
            ("A = 1\nB: 2\nexportC=3", "A=1 <1>; B=2 <2>; exportC=3 <3>"),
            ("A\nB=2", "B=2 <2>"),
            ("A= #c", "A=#c <#c>"),
            ("A=x #y#z", "A=x <x>"),
            ("A=\"x\"y\nB=2", "A=x <\"x\">; B=2 <2>"),
            ("A='it\\'s' # c\nB=\"b\"# c", "A=it's <'it\\'s'>; B=b <\"b\">"),
            ("A=\"one\ntwo # no\"\r\nB=2\r\n", "A=one\ntwo # no <\"one\ntwo # no\">; B=2 <2>"),
            (r#"A="a\tb\\c\"d\$e\x""#, "A=a\tb\\c\"d$e\\x <\"a\\tb\\\\c\\\"d\\$e\\x\">"),
            ("A=a\\nb\nB=\\$A", "A=a\\nb <a\\nb>; B=\\a\\nb <\\$A>"),
            ("A=${A:-self}\nA=2$A", "A=self <${A:-self}>; A=2self <2$A>"),
            ("A.B=1\n1-A=2\nA[0]=3\n=4", "A.B=1 <1>; 1-A=2 <2>; A[0]=3 <3>; =4 <4>"),
            ("A B=1", "the name of a variable has no space in it: `A B` < >"),
            (
                "A='it''s'",
                "`'` is no part of a variable's name: each line is `NAME=value`, or a comment behind `#` <'>",
            ),
            ("A=\"x\nB=2", "this quote is not closed <\"x>"),
            ("A=${B", "this is no variable: put it in single quotes, or write `\\$` <${B>"),
            ("A=${B:?no}", "this requires the variable `B`, which no file sets: no <${B:?no}>"),
        ];
        for (text, wanted) in cases {
            assert_eq!(shown(text), wanted, "{text}");
        }
    }
}
