//! The text of a login (`JaasConfig`): a class, a flag, options, and a semicolon.

/// What tells how a login module counts.
pub(super) const FLAGS: [&str; 4] = ["required", "requisite", "sufficient", "optional"];

/// The login modules that Kafka has, the only ones in its packages.
pub(super) const MODULES: [&str; 3] = [
    "org.apache.kafka.common.security.plain.PlainLoginModule",
    "org.apache.kafka.common.security.scram.ScramLoginModule",
    "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule",
];
const PACKAGE: &str = "org.apache.kafka.";

/// What is wrong with a login.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It has no class, or none of the flags behind it.
    Flag,
    /// An option has no value.
    Option,
    /// It does not end in a semicolon.
    Unterminated,
    /// It has more than one login module.
    Modules,
    /// Its class is not among Kafka's.
    Class,
}

/// Returns what is wrong with `text`. The class is looked for last, when Kafka logs in.
pub(super) fn fault(text: &str) -> Option<Fault> {
    let mut tokens = Tokens(text).peekable();
    let class = tokens.next();
    let flag = tokens.next().and_then(Token::word);
    if !flag.is_some_and(|flag| FLAGS.iter().any(|one| one.eq_ignore_ascii_case(flag))) {
        return Some(Fault::Flag);
    }
    loop {
        match tokens.next() {
            None => return Some(Fault::Unterminated),
            Some(Token::Mark(';')) => break,
            Some(_) => {}
        }
        let is_assigned = tokens.next() == Some(Token::Mark('='));
        if !is_assigned || tokens.next().and_then(Token::word).is_none() {
            return Some(Fault::Option);
        }
    }
    if tokens.peek().is_some() {
        return Some(Fault::Modules);
    }
    let class = class.and_then(Token::word).unwrap_or_default();
    let is_own = class.get(..PACKAGE.len()).is_some_and(|start| start.eq_ignore_ascii_case(PACKAGE));
    let is_near = || hy_msg_lint_tree::spelling::closest(class, MODULES).is_some();
    (!MODULES.contains(&class) && (is_own || is_near())).then_some(Fault::Class)
}

/// A token of Java's `StreamTokenizer`, as Kafka sets it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    /// A word, or a text in quotes.
    Word(&'a str),
    /// A number, which is no text.
    Number,
    Mark(char),
}

impl<'a> Token<'a> {
    fn word(self) -> Option<&'a str> {
        if let Self::Word(word) = self { Some(word) } else { None }
    }
}

struct Tokens<'a>(&'a str);

impl<'a> Tokens<'a> {
    /// Takes the characters of the rest that `is_part`.
    fn take(&mut self, is_part: impl Fn(char) -> bool) -> &'a str {
        let end = self.0.find(|one| !is_part(one)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken
    }

    /// Skips blanks and comments: `/* … */`, and the rest of a line behind `//` or a single `/`.
    fn skip(&mut self) {
        loop {
            self.take(|one| one <= ' ');
            if let Some(comment) = self.0.strip_prefix("/*") {
                self.0 = comment.split_once("*/").map_or("", |(_, rest)| rest);
            } else if self.0.starts_with('/') {
                self.take(|one| one != '\n' && one != '\r');
            } else {
                return;
            }
        }
    }

    /// Takes a text in quotes; one without an end ends with its line.
    fn quoted(&mut self, quote: char) -> &'a str {
        let text = self.0;
        let mut is_escaped = false;
        let end = text.char_indices().find(|(_, one)| {
            let is_end = (*one == quote && !is_escaped) || *one == '\n' || *one == '\r';
            is_escaped = *one == '\\' && !is_escaped;
            is_end
        });
        let (end, behind) = end.map_or((text.len(), text.len()), |(at, one)| {
            (at, if one == quote { at + one.len_utf8() } else { at })
        });
        self.0 = text.get(behind..).unwrap_or_default();
        text.get(..end).unwrap_or_default()
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip();
        let first = self.0.chars().next()?;
        if first.is_ascii_digit() || first == '.' || first == '-' {
            let sign = usize::from(first == '-');
            let digits = self.0.get(sign..).unwrap_or_default();
            if digits.trim_start_matches('.').starts_with(|one: char| one.is_ascii_digit()) {
                self.0 = digits;
                self.take(|one| one.is_ascii_digit() || one == '.');
                return Some(Token::Number);
            }
        }
        if is_of_word(first) {
            return Some(Token::Word(self.take(|one| is_of_word(one) || one.is_ascii_digit() || one == '.')));
        }
        self.0 = self.0.get(first.len_utf8()..).unwrap_or_default();
        let is_quote = first == '"' || first == '\'';
        Some(if is_quote { Token::Word(self.quoted(first)) } else { Token::Mark(first) })
    }
}

fn is_of_word(one: char) -> bool {
    one.is_ascii_alphabetic() || "-_$".contains(one) || one >= '\u{a0}'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults() {
        let plain = format!("{} required", MODULES[0]);
        for (text, wanted) in [
            (format!("{plain} username=\"a;b\" password='c' x=true;"), None),
            (format!("\n {plain}\n a=\"\\\"\" // a comment;\n /* another */ ;"), None),
            ("com.example.Login OPTIONAL;".to_owned(), None),
            (String::new(), Some(Fault::Flag)),
            (format!(",{plain};"), Some(Fault::Flag)),
            ("com.example.Login".to_owned(), Some(Fault::Flag)),
            ("com.example.Login needed;".to_owned(), Some(Fault::Flag)),
            (plain.clone(), Some(Fault::Unterminated)),
            (format!("{plain} a=\"b\""), Some(Fault::Unterminated)),
            (format!("{plain} a=\"b; c=d;"), Some(Fault::Unterminated)),
            (format!("{plain} a;"), Some(Fault::Option)),
            (format!("{plain} a=;"), Some(Fault::Option)),
            (format!("{plain} a=5;"), Some(Fault::Option)),
            (format!("{plain}; {plain};"), Some(Fault::Modules)),
            (format!("{};", plain.to_lowercase()), Some(Fault::Class)),
            (format!("{};", plain.replace("plain.", "plan.")), Some(Fault::Class)),
            (
                "org.apache.kafka.comon.security.plain.PlainLoginModule required;".to_owned(),
                Some(Fault::Class),
            ),
        ] {
            assert_eq!(fault(&text), wanted, "{text}");
        }
    }
}
