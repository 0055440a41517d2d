//! `$VARIABLE` in a Compose file (Compose Specification, "Interpolation").

use super::env::Environment;
use crate::source::Span;
use crate::tree::{Entry, Kind, Map, Node, Replacement, Scalar, Substitution, Value};
use std::ops::Range;
use std::sync::Arc;

/// The author's: a `${` that begins no variable.
pub(super) struct Invalid {
    /// The characters.
    pub(super) span: Span,
}

/// `node` with its variables replaced; None where it has none. Keys are left alone, as Compose does.
pub(super) fn interpolate(
    node: &Node,
    environment: &Environment,
    sources: &crate::source::SourceMap,
) -> Result<Option<Node>, Invalid> {
    let value = match &node.value {
        Value::Scalar(scalar) if !scalar.text.contains('$') => return Ok(None),
        Value::Scalar(scalar) => match replace(&scalar.text, environment) {
            Ok(replaced) => Value::Scalar(replaced.into_scalar(scalar)),
            Err(range) => return Err(Invalid { span: node.slice(sources, range).origin.span }),
        },
        Value::List(items) => {
            let mut changed = None;
            for (at, item) in items.iter().enumerate() {
                if let Some(new) = interpolate(item, environment, sources)? {
                    changed.get_or_insert_with(|| items.as_ref().clone())[at] = new;
                }
            }
            let Some(items) = changed else { return Ok(None) };
            Value::List(Arc::new(items))
        }
        Value::Map(map) => {
            let mut changed: Option<Map> = None;
            for entry in map.entries() {
                if let Some(node) = interpolate(&entry.node, environment, sources)? {
                    changed.get_or_insert_with(|| map.as_ref().clone()).set(Entry { node, ..entry.clone() });
                }
            }
            let Some(map) = changed else { return Ok(None) };
            Value::Map(Arc::new(map))
        }
    };
    Ok(Some(Node { value, origin: node.origin.clone(), tag: node.tag }))
}

/// A text after replacement.
#[derive(Default)]
pub(super) struct Replaced {
    pub(super) text: String,
    substitutions: Vec<Substitution>,
}

impl Replaced {
    fn into_scalar(self, scalar: &Scalar) -> Scalar {
        let unset = self.substitutions.iter().any(|one| one.from == Replacement::Unset);
        let kind = if unset { Kind::Unresolved } else { Kind::Text };
        scalar.substituted(self.text.into(), kind, self.substitutions)
    }

    fn push(&mut self, expression: Range<usize>, text: &str, variable: Arc<str>, from: Replacement) {
        let start = self.text.len();
        self.text.push_str(text);
        self.substitutions.push(Substitution { expression, result: start..self.text.len(), variable, from });
    }
}

/// Defaults nest this deep at most; what people write has two levels.
const MAX_NESTING: usize = 32;

/// Replaces the variables of `text`; the error is the range of a `${` that begins none.
pub(super) fn replace(text: &str, environment: &Environment) -> Result<Replaced, Range<usize>> {
    replace_nested(text, environment, 0)
}

fn replace_nested(text: &str, environment: &Environment, depth: usize) -> Result<Replaced, Range<usize>> {
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
            // A dollar sign that begins no name stands for itself.
            replaced.text.push('$');
            rest = dollar + 1;
            continue;
        }
        if name.is_empty() {
            return Err(dollar..text.len());
        }
        let (end, operator) = if let Some(body) = braced {
            let Some(close) = closing_brace(body) else { return Err(dollar..text.len()) };
            (dollar + 2 + close + 1, &body[name.len()..close])
        } else {
            (dollar + 1 + name.len(), "")
        };
        rest = end;
        let expression = dollar..end;
        let outcome = evaluate(name, operator, environment, depth).ok_or_else(|| expression.clone())?;
        match outcome {
            Outcome::Known(value, from) => replaced.push(expression, &value, name.into(), from),
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

/// The value of `${NAME…}`; None for an operator that Compose does not know.
fn evaluate(name: &str, operator: &str, environment: &Environment, depth: usize) -> Option<Outcome> {
    let set = environment.get(name);
    let given =
        set.map(|variable| Outcome::Known(variable.value.to_string(), Replacement::File(variable.span)));
    let unset = || Some(Outcome::Unset(name.into()));
    if operator.is_empty() {
        return given.or_else(|| Outcome::Unset(name.into()).into());
    }
    let (empty_counts, operator) = match operator.strip_prefix(':') {
        Some(operator) => (false, operator),
        None => (true, operator),
    };
    let present = set.is_some_and(|variable| empty_counts || !variable.value.is_empty());
    let (kind, word) = operator.split_at_checked(1)?;
    match kind {
        "-" | "?" if present => given,
        "+" if !present => Some(Outcome::Known(String::new(), Replacement::Default)),
        "-" | "+" => nested(word, environment, depth + 1),
        "?" => unset(),
        _ => None,
    }
}

fn nested(word: &str, environment: &Environment, depth: usize) -> Option<Outcome> {
    if depth > MAX_NESTING {
        return None;
    }
    let replaced = replace_nested(word, environment, depth).ok()?;
    let missing = replaced.substitutions.iter().find(|one| one.from == Replacement::Unset);
    Some(match missing {
        Some(one) => Outcome::Unset(Arc::clone(&one.variable)),
        None => Outcome::Known(replaced.text, Replacement::Default),
    })
}

fn name_at(text: &str) -> &str {
    let end = text.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'_'));
    let name = &text[..end.unwrap_or(text.len())];
    if name.starts_with(|first: char| first.is_ascii_digit()) { "" } else { name }
}

/// Offset of the brace that closes `body`, nested expressions passed.
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

    #[test]
    fn replaces_as_compose_does() {
        let mut environment = Environment::default();
        environment.set_for_test("SET", "s");
        environment.set_for_test("EMPTY", "");
        let cases = [
            ("$SET/${SET}", Ok("s/s")),
            ("${NO:-d} ${NO-d} ${SET:-d}", Ok("d d s")),
            ("${EMPTY:-d} [${EMPTY-d}]", Ok("d []")),
            ("${SET:+alt} [${NO:+alt}] ${EMPTY+alt}", Ok("alt [] alt")),
            ("${NO:-${SET:-x}y}", Ok("sy")),
            ("${NO:-a:b/c}", Ok("a:b/c")),
            ("$$HOME $${HOME}", Ok("$HOME ${HOME}")),
            ("${NO} $NO ${NO:?why} ${A:-${NO}}", Ok("${NO} $NO ${NO:?why} ${A:-${NO}}")),
            ("echo $1 $(ls) 5$", Ok("echo $1 $(ls) 5$")),
            ("${SET", Err(0..5)),
            ("${SET!x}", Err(0..8)),
            ("${1} ${}", Err(0..8)),
        ];
        for (text, wanted) in cases {
            let replaced = replace(text, &environment).map(|replaced| replaced.text);
            assert_eq!(replaced, wanted.map(str::to_owned), "{text}");
        }
    }
}
