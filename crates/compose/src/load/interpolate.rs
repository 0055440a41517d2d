//! `$VARIABLE` in a Compose file (Compose Specification, "Interpolation").

use super::budget::MAX_VALUE;
use super::env::{Environment, Lookup, Unset};
use super::scalars::{self, Read};
use crate::defect::Defect;
use crate::edit::each;
use crate::source::{SourceMap, Span};
use crate::tree::{Entry, Map, Node, Replacement, Scalar, ScalarKind, Substitution, Tag, Value};
use std::ops::Range;
use std::sync::Arc;

/// A variable expression that cannot be replaced, an error of its author.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Invalid {
    /// A `${` that starts no valid expression.
    #[error("Compose does not accept this as a variable: write `$$` for a dollar sign")]
    Form(Range<usize>),
    /// A value that comes to more than is read.
    #[error(
        "with its variables replaced, this is larger than the limit of 1 MiB per value and 32 MiB per project"
    )]
    TooLong(Range<usize>),
    /// `${NAME:?why}` with a variable that no file sets.
    #[error("this requires the variable `{variable}`, which no file sets{}", because(.why))]
    Required {
        /// The whole expression.
        range: Range<usize>,
        /// The variable's name.
        variable: Arc<str>,
        /// The author's message; may be empty.
        why: String,
    },
}

fn because(why: &str) -> String {
    if why.is_empty() { String::new() } else { format!(": {why}") }
}

impl Invalid {
    fn range(&self) -> Range<usize> {
        match self {
            Self::Form(range) | Self::TooLong(range) | Self::Required { range, .. } => range.clone(),
        }
    }

    fn within(self, outer: &Range<usize>) -> Self {
        match self {
            Self::Form(_) => Self::Form(outer.clone()),
            Self::TooLong(_) => Self::TooLong(outer.clone()),
            Self::Required { variable, why, .. } => Self::Required { range: outer.clone(), variable, why },
        }
    }
}

/// Reads the values of a document as Compose does: normalizes numbers and replaces variables.
pub(crate) struct Reader<'a> {
    /// The variables.
    pub(crate) environment: &'a Environment,
    /// The sources of keys and values.
    pub(crate) sources: &'a SourceMap,
    /// The defects for which Compose refuses the document.
    pub(crate) defects: Vec<Defect>,
    /// Expressions that could not be replaced; their text stays as it was written.
    pub(crate) invalid: Vec<(Span, Invalid)>,
    /// The number of `x-` keys around the value; extension fields may have any value.
    extensions: usize,
}

impl<'a> Reader<'a> {
    /// Creates a reader without defects.
    pub(crate) fn new(environment: &'a Environment, sources: &'a SourceMap) -> Self {
        Self { environment, sources, defects: Vec::new(), invalid: Vec::new(), extensions: 0 }
    }

    fn is_spent(&self) -> bool {
        self.invalid.iter().any(|(_, invalid)| matches!(invalid, Invalid::TooLong(_)))
    }

    /// Returns `node` as Compose reads it. Variables in keys are not replaced, as in Compose.
    pub(crate) fn read(&mut self, node: &Node) -> Node {
        self.changed(node).unwrap_or_else(|| node.clone())
    }

    /// Returns `node` as Compose reads it; None if nothing in it changes.
    fn changed(&mut self, node: &Node) -> Option<Node> {
        if node.tag == Tag::Reset {
            // A removed value is not read.
            return None;
        }
        let value = match &node.value {
            Value::Scalar(scalar) if !scalar.text.contains('$') => {
                let read = scalars::read(node, scalar);
                let read = match read {
                    Read::Same => return None,
                    Read::As(read) => read,
                    Read::Date { .. } if self.extensions == 0 => {
                        self.defects.push(scalars::refused_date(node));
                        return None;
                    }
                    Read::Date { shown } => node.normalized(shown, ScalarKind::Text),
                };
                return Some(Node { tag: node.tag, ..read });
            }
            Value::Scalar(scalar) => match replace(&scalar.text, self.environment) {
                Ok(replaced) => Value::Scalar(replaced.into_scalar(scalar)),
                // Where the budget is spent, every other value is refused too.
                Err(Invalid::TooLong(_)) if self.is_spent() => return None,
                Err(invalid) => {
                    let span = node.slice(self.sources, invalid.range()).origin.span;
                    self.invalid.push((span, invalid));
                    return None;
                }
            },
            Value::List(_) => return each(node, |item| self.changed(item)),
            Value::Map(map) => {
                let mut changed: Option<Map> = None;
                for entry in map.entries() {
                    scalars::check_key(entry, self.sources, &mut self.defects);
                    let is_extension = entry.key.starts_with("x-");
                    self.extensions += usize::from(is_extension);
                    let new = self.changed(&entry.node);
                    self.extensions -= usize::from(is_extension);
                    if let Some(node) = new {
                        changed
                            .get_or_insert_with(|| map.as_ref().clone())
                            .set(Entry { node, ..entry.clone() });
                    }
                }
                Value::Map(Arc::new(changed?))
            }
        };
        Some(Node { value, origin: node.origin.clone(), tag: node.tag })
    }
}

/// A text after replacement.
#[derive(Debug, Default)]
pub(crate) struct Replaced {
    /// The text.
    pub(crate) text: String,
    substitutions: Vec<Substitution>,
}

impl Replaced {
    fn into_scalar(self, scalar: &Scalar) -> Scalar {
        let kind = if self.missing().is_some() { ScalarKind::Unresolved } else { ScalarKind::Text };
        scalar.substituted(self.text.into(), kind, self.substitutions)
    }

    /// Returns the first variable that nothing sets and whose expression is still in the text.
    pub(crate) fn missing(&self) -> Option<&Arc<str>> {
        let missing = self.substitutions.iter().find(|one| one.from == Replacement::Unset);
        missing.map(|one| &one.variable)
    }

    fn push(&mut self, expression: Range<usize>, text: &str, variable: Arc<str>, from: Replacement) {
        let start = self.text.len();
        self.text.push_str(text);
        self.substitutions.push(Substitution { expression, result: start..self.text.len(), variable, from });
    }
}

/// The maximum nesting of defaults; real files have two levels.
const MAX_NESTING: usize = 32;

/// Replaces the variables of `text`.
///
/// # Errors
/// Returns an error for an invalid expression, or one that requires a variable that nothing sets, with its range in
/// `text`.
pub(crate) fn replace(text: &str, environment: &dyn Lookup) -> Result<Replaced, Invalid> {
    replace_nested(text, environment, 0)
}

fn replace_nested(text: &str, environment: &dyn Lookup, depth: usize) -> Result<Replaced, Invalid> {
    let mut replaced = Replaced::default();
    let mut rest = 0;
    while let Some(dollar) = text[rest..].find('$').map(|at| rest + at) {
        replaced.text.push_str(&text[rest..dollar]);
        let after = &text[dollar + 1..];
        if after.starts_with('$') {
            rest = dollar + 2;
            replaced.push(dollar..rest, "$", "$".into(), Replacement::Escape);
            continue;
        }
        let braced = after.strip_prefix('{');
        let name = name_at(braced.unwrap_or(after));
        if braced.is_none() && name.is_empty() {
            // A dollar sign without a name after it is literal.
            replaced.text.push('$');
            rest = dollar + 1;
            continue;
        }
        if name.is_empty() {
            return Err(Invalid::Form(dollar..text.len()));
        }
        let (end, operator) = if let Some(body) = braced {
            let close = closing_brace(body).filter(|close| !body[..*close].contains('\n'));
            let Some(close) = close else { return Err(Invalid::Form(dollar..text.len())) };
            (dollar + 2 + close + 1, &body[name.len()..close])
        } else {
            (dollar + 1 + name.len(), "")
        };
        rest = end;
        let expression = dollar..end;
        match evaluate(name, operator, environment, depth).map_err(|error| error.within(&expression))? {
            Outcome::Known(value, from) => {
                let is_read =
                    replaced.text.len() + value.len() <= MAX_VALUE && environment.budget().take(value.len());
                if !is_read {
                    return Err(Invalid::TooLong(expression));
                }
                replaced.push(expression, &value, name.into(), from);
            }
            Outcome::Unset(variable) if environment.unset() == Unset::Empty => {
                replaced.push(expression, "", variable, Replacement::Empty);
            }
            Outcome::Unset(variable) => {
                let written = &text[expression.clone()];
                replaced.push(expression, written, variable, Replacement::Unset);
            }
        }
    }
    replaced.text.push_str(&text[rest..]);
    Ok(replaced)
}

enum Outcome {
    Known(String, Replacement),
    Unset(Arc<str>),
}

/// Evaluates `${NAME…}`.
fn evaluate(name: &str, operator: &str, environment: &dyn Lookup, depth: usize) -> Result<Outcome, Invalid> {
    let set = environment.get(name);
    if let Some(missing) = set.and_then(|variable| variable.missing.clone()) {
        return Ok(Outcome::Unset(missing));
    }
    let given =
        set.map(|variable| Outcome::Known(variable.value.to_string(), Replacement::File(variable.span)));
    let unset = || Outcome::Unset(name.into());
    if operator.is_empty() {
        return Ok(given.unwrap_or_else(unset));
    }
    let (empty_counts, operator) = match operator.strip_prefix(':') {
        Some(operator) => (false, operator),
        None => (true, operator),
    };
    let present = set.is_some_and(|variable| empty_counts || !variable.value.is_empty());
    let Some((kind, word)) = operator.split_at_checked(1) else { return Err(Invalid::Form(0..0)) };
    match (kind, given) {
        ("-" | "?", Some(given)) if present => Ok(given),
        ("+", _) if !present => Ok(Outcome::Known(String::new(), Replacement::Default)),
        ("-" | "+", _) => nested(word, environment, depth + 1),
        ("?", _) if environment.unset() == Unset::Empty => {
            let why = replace_nested(word, environment, depth + 1)?.text;
            Err(Invalid::Required { range: 0..0, variable: name.into(), why })
        }
        ("?", _) => Ok(unset()),
        _ => Err(Invalid::Form(0..0)),
    }
}

fn nested(word: &str, environment: &dyn Lookup, depth: usize) -> Result<Outcome, Invalid> {
    if depth > MAX_NESTING {
        return Err(Invalid::Form(0..0));
    }
    let replaced = replace_nested(word, environment, depth)?;
    if let Some(variable) = replaced.missing() {
        return Ok(Outcome::Unset(Arc::clone(variable)));
    }
    // A default that is a variable comes from where that one is set.
    let from = match &*replaced.substitutions {
        [only] if only.result == (0..replaced.text.len()) => only.from,
        _ => Replacement::Default,
    };
    Ok(Outcome::Known(replaced.text, from))
}

fn name_at(text: &str) -> &str {
    let end = text.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'_'));
    let name = &text[..end.unwrap_or(text.len())];
    if name.starts_with(|first: char| first.is_ascii_digit()) { "" } else { name }
}

/// Returns the offset of the brace that closes `body`, skipping nested expressions.
fn closing_brace(body: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let bytes = body.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'{' if at > 0 && bytes[at - 1] == b'$' => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(text: &str, environment: &Environment) -> String {
        match replace(text, environment) {
            Ok(replaced) => replaced.text,
            Err(invalid) => format!("{:?} {invalid}", invalid.range()),
        }
    }

    #[test]
    fn replaces_as_compose_does() {
        let mut environment = Environment::default();
        environment.set_for_test("SET", "s");
        environment.set_for_test("EMPTY", "");
        let form = |range: Range<usize>| format!("{range:?} {}", Invalid::Form(0..0));
        let cases = [
            ("$SET/${SET}", "s/s".into()),
            ("${NO:-d} ${NO-d} ${SET:-d}", "d d s".into()),
            ("${EMPTY:-d} [${EMPTY-d}]", "d []".into()),
            ("${SET:+alt} [${NO:+alt}] ${EMPTY+alt}", "alt [] alt".into()),
            ("${NO:-${SET:-x}y}", "sy".into()),
            ("${NO:-a:b/c}", "a:b/c".into()),
            ("${NO:-a}b} ${NO:-{a}}", "ab} {a}".into()),
            ("$$HOME $${HOME}", "$HOME ${HOME}".into()),
            ("${NO} $NO ${NO:?why} ${A:-${NO}}", "${NO} $NO ${NO:?why} ${A:-${NO}}".into()),
            ("echo $1 $(ls) 5$", "echo $1 $(ls) 5$".into()),
            ("${SET", form(0..5)),
            ("${SET!x}", form(0..8)),
            ("x ${SET:y}", form(2..10)),
            ("${1} ${}", form(0..8)),
            ("${NO:-a\nb}", form(0..10)),
        ];
        for (text, wanted) in cases {
            assert_eq!(replaced(text, &environment), wanted, "{text}");
        }
    }

    #[test]
    fn what_nothing_sets_is_empty_where_compose_is_followed() {
        let environment = Environment::new(Unset::Empty);
        let cases = [
            ("[$NO] [${NO}] ${A:-${NO}}", "[] [] "),
            ("a ${NO:?set it}", "2..15 this requires the variable `NO`, which no file sets: set it"),
            ("${NO?}", "0..6 this requires the variable `NO`, which no file sets"),
            ("${A:-${NO:?no}}", "0..15 this requires the variable `NO`, which no file sets: no"),
        ];
        for (text, wanted) in cases {
            assert_eq!(replaced(text, &environment), wanted, "{text}");
        }
    }
}
