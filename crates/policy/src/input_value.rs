//! Converts a resource to the `input` of a policy: see `docs/inputs.md`.

use crate::resource::{Resource, ResourceKind};
use crate::tree::{self, Node, Scalar};
use regorus::Value;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The projects and clusters of a run as values, each converted once however many resources share it.
#[derive(Debug, Default)]
pub(crate) struct Surroundings(HashMap<usize, (Arc<Node>, Value)>);

// The keys are node addresses; the stored node keeps its address from being reused.
impl Surroundings {
    /// Converts the projects and clusters of `resources`.
    pub(crate) fn of(resources: &[Resource]) -> Self {
        let mut known = HashMap::new();
        let words = Words::default();
        for node in resources.iter().flat_map(|one| [&one.project, &one.cluster]).flatten() {
            known.entry(Arc::as_ptr(node).addr()).or_insert_with(|| (Arc::clone(node), shared(node, &words)));
        }
        Self(known)
    }

    fn get(&self, node: Option<&Arc<Node>>, words: &Words) -> Value {
        node.map_or(Value::Null, |node| match self.0.get(&Arc::as_ptr(node).addr()) {
            Some((_, value)) => value.clone(),
            None => shared(node, words),
        })
    }
}

/// Strings that every input contains, allocated once.
#[derive(Debug)]
pub(crate) struct Words {
    kind: Value,
    name: Value,
    file: Value,
    unresolved: Value,
    project: Value,
    cluster: Value,
    at: Value,
    variables: Value,
}

impl Default for Words {
    fn default() -> Self {
        let word = |text: &str| Value::from(text);
        Self {
            kind: word("kind"),
            name: word("name"),
            file: word("file"),
            unresolved: word("unresolved"),
            project: word("project"),
            cluster: word("cluster"),
            at: word("at"),
            variables: word("variables"),
        }
    }
}

/// Returns the `input` for `resource`. Fields that are not a mapping are skipped: an input has no place for them.
pub(crate) fn input(resource: &Resource, around: &Surroundings, words: &Words) -> Value {
    let mut walk = Walk { words, path: Vec::new(), unresolved: Vec::new() };
    let mut fields = match &resource.fields.value {
        tree::Value::Map(map) => walk.object(map),
        _ => BTreeMap::new(),
    };
    fields.insert(words.kind.clone(), Value::from(resource.kind.name()));
    fields.insert(words.name.clone(), Value::String(Arc::clone(&resource.name)));
    fields.insert(words.file.clone(), Value::String(Arc::clone(&resource.file)));
    fields.insert(words.unresolved.clone(), Value::from(walk.unresolved));
    fields.insert(words.project.clone(), around.get(resource.project.as_ref(), words));
    fields.insert(words.cluster.clone(), around.get(resource.cluster.as_ref(), words));
    Value::from(fields)
}

/// Returns the resources that are `wanted`, each with the JSON that a policy gets as `input`.
pub fn inputs<'a>(
    resources: &'a [Resource],
    wanted: &dyn Fn(&Resource) -> bool,
) -> Vec<(&'a Resource, serde_json::Value)> {
    let (around, words) = (Surroundings::of(resources), Words::default());
    let value = |resource: &Resource| match resource.kind {
        ResourceKind::Document => document(resource, &words),
        _ => input(resource, &around, &words),
    };
    let json = |resource: &'a Resource| {
        (resource, serde_json::to_value(value(resource)).unwrap_or(serde_json::Value::Null))
    };
    resources.iter().filter(|one| wanted(one)).map(json).collect()
}

/// Returns the `input` of a rule by Conftest's contract: the document as it is.
pub(crate) fn document(resource: &Resource, words: &Words) -> Value {
    Walk { words, path: Vec::new(), unresolved: Vec::new() }.value(&resource.fields)
}

/// Converts a project or cluster: a tree with the paths of its unresolved values, from its own root.
fn shared(node: &Node, words: &Words) -> Value {
    let mut walk = Walk { words, path: Vec::new(), unresolved: Vec::new() };
    let mut fields = node.as_map().map(|map| walk.object(map)).unwrap_or_default();
    fields.insert(words.unresolved.clone(), Value::from(walk.unresolved));
    Value::from(fields)
}

/// Converts a tree and records the paths of unresolved values.
struct Walk<'a> {
    words: &'a Words,
    path: Vec<Value>,
    unresolved: Vec<Value>,
}

impl Walk<'_> {
    fn object(&mut self, map: &tree::Map) -> BTreeMap<Value, Value> {
        let mut object = BTreeMap::new();
        for entry in map.entries() {
            let key = Value::String(Arc::clone(&entry.key));
            self.path.push(key.clone());
            object.insert(key, self.value(&entry.node));
            self.path.pop();
        }
        object
    }

    fn value(&mut self, node: &Node) -> Value {
        match &node.value {
            tree::Value::Map(map) => self.object(map).into(),
            tree::Value::List(items) => {
                let mut list = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    self.path.push(Value::from(index));
                    list.push(self.value(item));
                    self.path.pop();
                }
                list.into()
            }
            tree::Value::Scalar(one) => {
                if one.kind == tree::ScalarKind::Unresolved {
                    self.note(one);
                }
                scalar(one)
            }
        }
    }

    fn note(&mut self, scalar: &Scalar) {
        let mut variables: Vec<_> =
            scalar.missing_variables().map(|name| Value::String(Arc::clone(name))).collect();
        variables.sort();
        variables.dedup();
        self.unresolved.push(Value::from(BTreeMap::from([
            (self.words.at.clone(), self.path.clone().into()),
            (self.words.variables.clone(), variables.into()),
        ])));
    }
}

fn scalar(scalar: &Scalar) -> Value {
    let text = || Value::String(Arc::clone(&scalar.text));
    match scalar.kind {
        tree::ScalarKind::Null => Value::Null,
        tree::ScalarKind::Bool => Value::Bool(scalar.text.eq_ignore_ascii_case("true")),
        tree::ScalarKind::Int => integer(&scalar.text).map_or_else(text, Value::from),
        tree::ScalarKind::Float => float(&scalar.text).map_or_else(text, Value::from),
        tree::ScalarKind::Text | tree::ScalarKind::Unresolved => text(),
    }
}

/// Parses an integer in the notations of YAML 1.2's core schema. Integers larger than 128 bits stay strings: regorus
/// would accept any number of digits, and a crafted file has them.
fn integer(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let radix = digits.strip_prefix("0x").map(|digits| (digits, 16));
    let (digits, radix) =
        radix.or_else(|| digits.strip_prefix("0o").map(|digits| (digits, 8))).unwrap_or((digits, 10));
    // A second sign is not a number, but the parser below would accept it.
    let value = digits.starts_with(|first: char| first.is_ascii_hexdigit());
    let value = value.then(|| i128::from_str_radix(digits, radix).ok())??;
    Some(if negative { -value } else { value })
}

/// Parses a number with a fraction; None for `.inf` and `.nan`, which JSON does not have.
fn float(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Text;
    use crate::tree::{Replacement, Substitution};

    #[test]
    fn converts_single_values_by_their_kind() {
        let number = |text: &str| integer(text).map(|number| number.to_string());
        assert_eq!(number("12").as_deref(), Some("12"));
        assert_eq!(number("0123").as_deref(), Some("123"));
        assert_eq!(number("-0x1F").as_deref(), Some("-31"));
        assert_eq!(number("0o17").as_deref(), Some("15"));
        for text in ["1_000", "", "--1", "0x", "-0x+1", &"9".repeat(50)] {
            assert_eq!(number(text), None, "{text}");
        }
        assert_eq!(float(".5"), Some(0.5));
        assert_eq!(float(".inf"), None);
        assert_eq!(float("1e999999999"), None);
    }

    #[test]
    fn lists_what_is_unresolved_beside_the_fields() {
        let text = Text::new("a ${B}${A}${B} x");
        let unset = |variable: &str, at: usize| Substitution {
            expression: at..at + 4,
            result: at..at + 4,
            variable: variable.into(),
            from: Replacement::Unset,
        };
        let node = text.scalar("${B}${A}${B}", tree::ScalarKind::Text);
        let scalar = node.as_scalar().unwrap();
        let scalar = scalar.substituted(
            Arc::clone(&scalar.text),
            tree::ScalarKind::Unresolved,
            vec![unset("B", 0), unset("A", 4), unset("B", 8)],
        );
        let node = Node::new(tree::Value::Scalar(scalar), node.origin);
        let list = Node::list(vec![text.scalar("x", tree::ScalarKind::Null), node], text.origin("x"));
        let service = text.service("a", text.map("a", vec![("x", list)]));
        let input = input(&service, &Surroundings::default(), &Words::default());
        let expected = r#"{"kind": "service", "name": "a", "file": "", "project": null, "cluster": null, "x": [null, "${B}${A}${B}"],
            "unresolved": [{"at": ["x", 1], "variables": ["A", "B"]}]}"#;
        assert_eq!(input, Value::from_json_str(expected).unwrap());
    }

    #[test]
    fn converts_a_shared_project_once() {
        let text = Text::new("a x");
        let project = Arc::new(text.map("a", vec![("x", text.scalar("x", tree::ScalarKind::Text))]));
        let mut service = text.service("a", text.map("a", vec![]));
        service.project = Some(Arc::clone(&project));
        let around = Surroundings::of(&[service.clone(), service]);
        assert_eq!(around.0.len(), 1);
        assert_eq!(around.get(Some(&project), &Words::default())["x"], Value::from("x"));
    }
}
