//! Formats mismatches as messages for the value's author.

use super::mismatch::{Mismatch, Segment, Type, Wrong, at};
use crate::defect::{Defect, Meant};
use crate::problem::Label;
use crate::quote::joined;
use crate::source::Span;
use crate::spelling::closest;
use crate::tree::Node;

/// The names that a form uses for its values, and its own messages.
pub trait Wording {
    /// Returns the name of the value at `path`: `` `spec.partitions` of a KafkaTopic ``.
    fn name(&self, path: &[Segment]) -> String;

    /// Returns the types that a value may have: `a whole number or a list`.
    fn types(&self, expected: &[Type]) -> String {
        types(expected)
    }

    /// Returns the form's own message for `mismatch`, instead of the general one.
    fn own(&self, _root: &Node, _mismatch: &Mismatch) -> Option<Explanation> {
        None
    }
}

/// The message for a mismatch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The span.
    pub at: Span,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The word that the author probably meant.
    pub meant: Option<String>,
    /// The same for whoever corrects the word; None where the right spelling is beside it.
    pub correction: Option<Meant>,
    /// How to fix it, in one sentence without a full stop.
    pub advice: Option<String>,
    /// Other places involved.
    pub related: Vec<Label>,
}

impl Explanation {
    /// Creates an explanation with `message` at `at`.
    pub fn new(at: Span, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), meant: None, correction: None, advice: None, related: Vec::new() }
    }

    /// Adds how to fix it.
    #[must_use]
    pub fn advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// Adds the entry of `known` that the author most likely meant by the value `word`, if there is one.
    #[must_use]
    pub fn meant(mut self, word: &str, known: &[String]) -> Self {
        self.meant = closest(word, known.iter().map(String::as_str)).map(str::to_owned);
        self.correction =
            self.meant.clone().map(|meant| Meant { written: word.to_owned(), word: meant, is_name: false });
        self
    }

    /// Adds the key of `known` that the author most likely meant by the key `word` of `parent`, if there is one.
    #[must_use]
    pub fn meant_key(self, word: &str, known: &[String], parent: Option<&Node>) -> Self {
        let mut explanation = self.meant(word, known);
        let has = |key: &str| parent.is_some_and(|parent| parent.get(key).is_some());
        explanation.correction = explanation
            .correction
            .filter(|meant| !has(&meant.word))
            .map(|meant| Meant { is_name: true, ..meant });
        explanation
    }

    /// Returns everything in one sentence: the message with the suggested word, or else the advice.
    pub fn sentence(&self) -> String {
        match (&self.meant, &self.advice) {
            (Some(meant), _) => format!("{}; did you mean `{meant}`?", self.message),
            (None, Some(advice)) => format!("{}; {advice}", self.message),
            (None, None) => self.message.clone(),
        }
    }
}

impl From<Explanation> for Defect {
    fn from(explanation: Explanation) -> Self {
        let Explanation { at, message, meant, correction, advice, related } = explanation;
        let question = meant.as_ref().map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
        let help = advice.or_else(|| meant.map(|meant| format!("write `{meant}`")));
        Self {
            at,
            message: message + &question,
            help,
            meant: correction,
            related,
            is_warning: false,
            is_limit: false,
        }
    }
}

/// Explains `mismatch` in `root`.
pub fn explain(root: &Node, mismatch: &Mismatch, wording: &dyn Wording) -> Explanation {
    if let Some(own) = wording.own(root, mismatch) {
        return own;
    }
    let name = wording.name(&mismatch.path);
    let say = |message: String| Explanation::new(mismatch.at, message);
    match &mismatch.wrong {
        Wrong::UnknownKey { key, known, .. } => {
            let explanation = say(format!("{name} has no `{key}`"));
            let explanation = explanation.meant_key(key, known, mismatch.value(root));
            if explanation.meant.is_some() {
                return explanation;
            }
            explanation.advice(format!("it has {}", listed(known, "and")))
        }
        Wrong::MissingKey { key } => say(format!("{name} has no `{key}`")).advice(format!("add `{key}`")),
        Wrong::Type { expected, found } => {
            let explanation = say(format!("{name} takes {}, and {}", wording.types(expected), is(*found)));
            let given = mismatch.value(root).and_then(Node::as_scalar).map(|one| &*one.text);
            match given.and_then(|given| in_other_quotes(given, expected, *found)) {
                Some(advice) => explanation.advice(advice),
                None => explanation,
            }
        }
        Wrong::NotOneOf { options, found } => {
            say(format!("{name} cannot be `{found}`")).advice(format!("use {}", listed(options, "or")))
        }
        Wrong::Empty => say(format!("{name} is empty")),
        Wrong::Pattern { found, .. } => say(format!("{name} cannot be `{found}`")),
        Wrong::OutOfRange { minimum, maximum, found } => {
            let limit = match (minimum, maximum) {
                (Some(least), _) => format!("the least is {least}"),
                (_, most) => format!("the most is {}", most.as_deref().unwrap_or_default()),
            };
            say(format!("{name} is {found}, and {limit}"))
        }
        Wrong::Duplicate { first } => {
            let list = wording.name(mismatch.path.split_last().map_or(&[], |(_, list)| list));
            let item = at(root, &mismatch.path).and_then(Node::as_text);
            let item = item.map_or_else(|| "the same item".to_owned(), |text| format!("`{text}`"));
            let related = vec![Label { span: *first, message: "the first one".to_owned() }];
            let explanation = say(format!("{list} has {item} twice")).advice("remove one of them");
            Explanation { related, ..explanation }
        }
        Wrong::Other { message } => say(format!("{name} is not valid: {message}")),
        Wrong::TooLarge => say(format!("{name} has more values than the limit allows")),
    }
}

/// Describes a value of the wrong type.
pub fn is(found: Type) -> String {
    if found == Type::Null { "there is nothing".to_owned() } else { format!("this is {found}") }
}

/// Returns how to quote `given` so that it has one of the `expected` types, if quotes decide the type.
pub fn in_other_quotes(given: &str, expected: &[Type], found: Type) -> Option<String> {
    let has = |kind| expected.contains(&kind);
    match found {
        Type::Text => {
            let is_plain = (has(Type::Integer) && given.parse::<i64>().is_ok())
                || (has(Type::Boolean) && matches!(given, "true" | "false"));
            is_plain.then(|| format!("write it without quotes: `{given}`"))
        }
        Type::Boolean | Type::Integer | Type::Number if has(Type::Text) => {
            Some(format!("write it in quotes: `\"{given}\"`"))
        }
        _ => None,
    }
}

/// Formats the types.
fn types(types: &[Type]) -> String {
    let singles = [Type::Boolean, Type::Number, Type::Text];
    if singles.iter().all(|single| types.contains(single)) {
        let end = if types.contains(&Type::List) { " or a list" } else { "" };
        return format!("a single value{end}");
    }
    let mut types: Vec<_> = types.iter().filter(|kind| **kind != Type::Null).collect();
    // For text beside an integer, quoting makes no difference.
    if types.contains(&&Type::Integer) {
        types.retain(|kind| **kind != Type::Text);
    }
    let names: Vec<String> = types.iter().map(ToString::to_string).collect();
    names.join(" or ")
}

/// Formats `a`, `b` and `c`, with `last` as the conjunction.
pub fn listed(words: &[String], last: &str) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    if quoted.is_empty() { "nothing".to_owned() } else { joined(&quoted, last) }
}
