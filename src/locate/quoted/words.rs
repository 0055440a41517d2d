//! The words of a message that may name a part of a document.

use std::collections::HashSet;

/// The maximum number of keys in a path.
const MAX_KEYS: usize = 32;

/// The maximum number of words to search for; a sentence names fewer things.
const MAX_WORDS: usize = 50;

/// A word that may name a part of a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) form: Form,
    /// Whether it is in quotes. A bare word is no place, but may tell which of several a quoted one means.
    pub(super) quoted: bool,
}

/// The form of a word.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Form {
    /// A value's text, or a key.
    Text(String),
    /// `key=value` or `key: value`.
    Pair(String, String),
    /// `a.b[0].c`, or `/a/b/0/c`, which starts at the root.
    Path { keys: Vec<String>, pointer: bool },
}

impl Form {
    /// Returns the text or key to look it up by.
    pub(super) fn first(&self) -> &str {
        match self {
            Form::Text(text) | Form::Pair(text, _) => text,
            Form::Path { keys, .. } => keys.first().map_or("", String::as_str),
        }
    }
}

/// Returns the words of `message`: quoted text, then bare words. Each form occurs once; a quoted one takes
/// precedence.
pub(super) fn in_message(message: &str) -> Vec<Word> {
    let (within, bare) = split(message);
    let text = |text: &str| Form::Text(text.to_owned());
    let within = within.into_iter().flat_map(|quote| forms(quote).into_iter().chain([text(quote)]));
    let bare = bare.into_iter().map(text);
    let mut seen = HashSet::new();
    let mut words = Vec::new();
    for (form, quoted) in within.map(|form| (form, true)).chain(bare.map(|form| (form, false))) {
        if words.len() < MAX_WORDS && seen.insert(form.clone()) {
            words.push(Word { form, quoted });
        }
    }
    words
}

/// Splits a message into the texts in quotes and the bare words.
fn split(message: &str) -> (Vec<&str>, Vec<&str>) {
    let (mut quotes, mut bare) = (Vec::new(), Vec::new());
    let mut from = 0;
    let mut at = 0;
    while let Some(next) = message.get(at..).and_then(|rest| rest.chars().next()) {
        let end = at + next.len_utf8();
        if matches!(next, '`' | '\'' | '"')
            && !ends_in_word(message.get(..at))
            && let Some(close) = closing(message, end, next)
        {
            bare.extend(message.get(from..at).into_iter().flat_map(bare_words));
            quotes.extend(message.get(end..close));
            at = close + next.len_utf8();
            from = at;
        } else {
            at = end;
        }
    }
    bare.extend(message.get(from..).into_iter().flat_map(bare_words));
    (quotes, bare)
}

/// Returns the place of the closing quote of the text at `start`: a quote that a word does not continue after, as it
/// does after an apostrophe.
fn closing(message: &str, start: usize, quote: char) -> Option<usize> {
    let rest = message.get(start..)?;
    let line = rest.split('\n').next()?;
    let ends = line.match_indices(quote).map(|(at, _)| at).find(|at| {
        let behind = rest.get(at + quote.len_utf8()..).and_then(|behind| behind.chars().next());
        !behind.is_some_and(char::is_alphanumeric)
    })?;
    (ends > 0).then_some(start + ends)
}

fn ends_in_word(text: Option<&str>) -> bool {
    text.and_then(|text| text.chars().next_back()).is_some_and(char::is_alphanumeric)
}

fn bare_words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split_whitespace().map(|word| {
        let word =
            word.trim_start_matches(|first: char| !first.is_alphanumeric() && !"/_-.$".contains(first));
        word.trim_end_matches(|last: char| !last.is_alphanumeric() && !"/_-$".contains(last))
    });
    words.filter(|word| !word.is_empty())
}

/// Returns the pairs and paths that `text` may be.
fn forms(text: &str) -> Vec<Form> {
    let mut forms = Vec::new();
    for (key, value) in [text.split_once('='), text.split_once(": ")].into_iter().flatten() {
        if !key.is_empty() && !value.is_empty() {
            forms.push(Form::Pair(key.trim().to_owned(), value.trim().to_owned()));
        }
    }
    if let Some(pointer) = text.strip_prefix('/') {
        // RFC 6901, section 4.
        let keys: Vec<_> = pointer
            .split('/')
            .take(MAX_KEYS + 1)
            .map(|key| key.replace("~1", "/").replace("~0", "~"))
            .collect();
        forms.push(Form::Path { keys, pointer: true });
    } else if text.contains(['.', '[']) && !text.contains(char::is_whitespace) {
        // A policy calls the document `input`.
        let path = text.strip_prefix("input.").unwrap_or(text);
        let parts = path.split(['.', '[']).map(|part| part.trim_end_matches(']').trim_matches(['"', '\'']));
        let keys: Vec<_> = parts.take(MAX_KEYS + 1).map(str::to_owned).collect();
        if keys.len() > 1 || path.len() < text.len() {
            forms.push(Form::Path { keys, pointer: false });
        }
    }
    let usable = |form: &Form| match form {
        Form::Path { keys, .. } => keys.len() <= MAX_KEYS && keys.iter().all(|key| !key.is_empty()),
        _ => true,
    };
    forms.retain(usable);
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(message: &str) -> Vec<String> {
        let shown = in_message(message).into_iter().map(|word| {
            let form = match word.form {
                Form::Text(text) => text,
                Form::Pair(key, value) => format!("{key}={value}"),
                Form::Path { keys, pointer } => {
                    format!("{}{}", if pointer { "/" } else { "." }, keys.join("|"))
                }
            };
            if word.quoted { format!("<{form}>") } else { form }
        });
        shown.collect()
    }

    #[test]
    fn takes_messages_apart() {
        for (message, wanted) in [
            ("image 'nginx:latest' is old", &["<nginx:latest>", "image", "is", "old"][..]),
            ("doesn't say `a` or \"b c\"", &["<a>", "<b c>", "doesn't", "say", "or"]),
            ("the authors' 'x'", &["<x>", "the", "authors"]),
            ("'it's'", &["<it's>"]),
            ("'", &[]),
            ("''", &[]),
            ("`a", &["a"]),
            ("`a=b` is", &["<a=b>", "<a=b>", "is"]),
            ("[22 8080], (port): {80}", &["22", "8080", "port", "80"]),
            ("`spec.containers[0].image`", &["<.spec|containers|0|image>", "<spec.containers[0].image>"]),
            ("`input.spec`", &["<.spec>", "<input.spec>"]),
            ("/spec/a~1b is", &["/spec/a~1b", "is"]),
            ("e.g. a=b", &["e.g", "a=b"]),
        ] {
            assert_eq!(show(message), wanted, "{message}");
        }
        let long = format!("`{}a`", "a.".repeat(MAX_KEYS));
        assert_eq!(in_message(&long).len(), 1);
    }
}
