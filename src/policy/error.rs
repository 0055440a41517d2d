//! What can be wrong with a policy, and where.

use crate::finding::Subject;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// What is wrong with a policy. All but [`PolicyError::Internal`] are the policy author's to mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// The author's: METADATA or a package that is missing or says what cannot be.
    #[error("{place}: {message}")]
    Text {
        /// Where.
        place: RegoPlace,
        /// Byte offsets in the Rego text, never empty unless the text is.
        span: Range<usize>,
        /// What is wrong and what is expected.
        message: String,
    },
    /// The author's: two rules of one id.
    #[error("{second}: the rule `{id}` is there already, in {first}")]
    Duplicate {
        /// The id.
        id: String,
        /// The file that has it first.
        first: String,
        /// The file that has it again.
        second: String,
    },
    /// The author's: Rego that cannot be parsed or compiled.
    #[error("{place}: {message}")]
    Rego {
        /// Where.
        place: RegoPlace,
        /// What the Rego compiler says.
        message: String,
    },
    /// The author's: a policy that fails while it judges a resource.
    #[error("{}: the rule `{}` fails on {}: {}{}", .0.place, .0.rule, named(&.0.subject), .0.message, others(.0.more))]
    Failed(Box<Failure>),
    /// The author's: a policy that does not come to an end. It judges no further resources.
    #[error("{}: the rule `{}` does not come to an end on {}: {}", .0.place, .0.rule, named(&.0.subject), .0.message)]
    Endless(Box<Failure>),
    /// Ours: the Rego engine refuses what it was given.
    #[error("the Rego engine: {0}")]
    Internal(String),
}

impl PolicyError {
    /// The policy file, as shown; empty where no single one is at fault.
    pub fn file(&self) -> &str {
        match self {
            Self::Text { place, .. } | Self::Rego { place, .. } => &place.path,
            Self::Duplicate { second, .. } => second,
            Self::Failed(failure) | Self::Endless(failure) => &failure.place.path,
            Self::Internal(_) => "",
        }
    }
}

/// How a policy failed while it judged a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Where in the Rego, as far as it is known.
    pub place: RegoPlace,
    /// The rule's id.
    pub rule: Arc<str>,
    /// The first resource on which it failed.
    pub subject: Subject,
    /// What went wrong.
    pub message: String,
    /// On how many other resources it failed as well.
    pub more: usize,
}

/// A place in a Rego file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegoPlace {
    /// The file, as shown.
    pub path: String,
    /// Line and column in characters, both from 1, where they are known.
    pub position: Option<(usize, usize)>,
}

impl RegoPlace {
    /// A file as a whole.
    pub fn file(path: &str) -> Self {
        Self { path: path.to_owned(), position: None }
    }

    /// The place of the byte `offset` of `text`.
    pub fn of(path: &str, text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Self { path: path.to_owned(), position: Some((line, column)) }
    }
}

impl fmt::Display for RegoPlace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some((line, column)) => write!(formatter, "{}:{line}:{column}", self.path),
            None => formatter.write_str(&self.path),
        }
    }
}

fn named(subject: &Subject) -> String {
    format!("{} `{}`", subject.kind, subject.name)
}

fn others(more: usize) -> String {
    match more {
        0 => String::new(),
        1 => " (and on one more)".to_owned(),
        more => format!(" (and on {more} more)"),
    }
}

/// The place and the message of an error text of regorus, which draws a picture: `--> file:line:column`, the line, a caret
/// and `error: message`. A text without the picture belongs to the file `fallback` as a whole.
pub(super) fn read_regorus(text: &str, fallback: &str) -> (RegoPlace, String) {
    // The last picture is the innermost: the place of the cause.
    let picture = text.rfind("--> ").and_then(|at| text.get(at + 4..));
    let place = picture.and_then(|picture| {
        let mut parts = picture.lines().next()?.rsplitn(3, ':');
        let column = parts.next()?.trim().parse().ok()?;
        let line = parts.next()?.parse().ok()?;
        Some(RegoPlace { path: parts.next()?.to_owned(), position: Some((line, column)) })
    });
    let message = picture.and_then(|picture| picture.split_once("error: ")).map_or(text, |(_, rest)| rest);
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    (place.unwrap_or_else(|| RegoPlace::file(fallback)), message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_place_and_the_message_of_regorus() {
        let text = "\n--> a/b.rego:3:7\n  |\n3 | x := \n  |      ^\nerror: expecting expression";
        let (place, message) = read_regorus(text, "other.rego");
        assert_eq!(place.to_string(), "a/b.rego:3:7");
        assert_eq!(message, "expecting expression");
        let (place, message) = read_regorus("no picture", "other.rego");
        assert_eq!((place.to_string(), message), ("other.rego".to_owned(), "no picture".to_owned()));
    }
}
