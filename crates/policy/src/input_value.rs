//! Converts a resource to the `input` of a policy: see `docs/inputs.md`.

use crate::resource::{Resource, ResourceKind};
use crate::tree::{self, Node, Scalar};
use crate::violation::{Pointer, Segment};
use regorus::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// The largest text that rules get, in bytes: builtins take a whole text at once, and cannot be interrupted. The longest
/// in the corpus has a quarter of it.
pub(crate) const MAX_TEXT: usize = 64 << 10;

/// The largest sum of the texts in the fields of a resource, in bytes. A project and a cluster have those of all their
/// resources, and no such limit.
pub(crate) const MAX_TEXTS: usize = 4 << 20;

/// What is kept of the message of a defect that is longer than [`MAX_TEXT`], in bytes.
const KEPT: usize = 200;

/// What stands in the place of a longer text: it looks like a value that needs a variable, which is listed in
/// `unresolved`. Rules know that such a value may be anything.
const LONG: &str = "${TEXT_OVER_64_KIB}";
const LONG_VARIABLE: &str = "TEXT_OVER_64_KIB";

/// The fields that many resources share.
const SURROUNDINGS: &[&str] = &["project", "cluster"];

/// An input, and what of its resource is not in it.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    pub(crate) value: Value,
    /// The paths of texts longer than [`MAX_TEXT`].
    pub(crate) long: Vec<Pointer>,
    /// True if no rule may judge it: its texts are more than [`MAX_TEXTS`] together, a name or a key is longer than
    /// [`MAX_TEXT`], or it is a document, in which nothing can be marked as unresolved.
    pub(crate) is_too_large: bool,
}

impl Input {
    /// Returns true if both are of the same resource with the same fields in the same surroundings; those of a run are
    /// made from those of the run before.
    pub(crate) fn is_as(&self, other: &Self) -> bool {
        let (Value::Object(own), Value::Object(others)) = (&self.value, &other.value) else {
            return self.value == other.value;
        };
        let is_equal = |(key, value): (&Value, &Value)| {
            let shared = matches!(key, Value::String(key) if SURROUNDINGS.contains(&&**key));
            match (value, others.get(key)) {
                (Value::Object(value), Some(Value::Object(other))) if shared => Arc::ptr_eq(value, other),
                (value, Some(other)) => value == other,
                (_, None) => false,
            }
        };
        own.len() == others.len() && own.iter().all(is_equal)
    }
}

/// The projects and clusters of a run as values, each converted once however many resources share it.
#[derive(Debug, Default)]
pub(crate) struct Surroundings(HashMap<usize, (Arc<Node>, Value, Vec<Pointer>)>);

// The keys are node addresses; the stored node keeps its address from being reused.
impl Surroundings {
    /// Converts the projects and clusters of `resources`. One that is as in the previous run, whose surroundings are
    /// `before`, is the same value, so that what it surrounds is compared without it.
    pub(crate) fn after(before: Option<&Self>, resources: &[Resource]) -> Self {
        let place = |node: &Node| (node.origin.span.source, node.origin.span.start);
        let mut earlier: HashMap<_, Vec<&Value>> = HashMap::new();
        for (node, value, _) in before.into_iter().flat_map(|before| before.0.values()) {
            earlier.entry(place(node)).or_default().push(value);
        }
        let mut known = HashMap::new();
        let words = Words::default();
        for node in resources.iter().flat_map(|one| [&one.project, &one.cluster]).flatten() {
            known.entry(Arc::as_ptr(node).addr()).or_insert_with(|| {
                let (value, long) = shared(node, &words);
                let same = earlier.get(&place(node)).and_then(|all| all.iter().find(|one| ***one == value));
                let value = same.map_or(value, |same| (*same).clone());
                (Arc::clone(node), value, long)
            });
        }
        Self(known)
    }

    fn get(&self, node: Option<&Arc<Node>>, words: &Words) -> Value {
        node.map_or(Value::Null, |node| match self.0.get(&Arc::as_ptr(node).addr()) {
            Some((_, value, _)) => value.clone(),
            None => shared(node, words).0,
        })
    }

    /// Returns the paths of long texts, each with the first of `resources` that has them around it.
    pub(crate) fn long(&self, resources: &[Resource]) -> Vec<(usize, Pointer)> {
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        if self.0.values().all(|(_, _, long)| long.is_empty()) {
            return found;
        }
        for (index, resource) in resources.iter().enumerate() {
            for (key, node) in [("project", &resource.project), ("cluster", &resource.cluster)] {
                let address = node.as_ref().map(|node| Arc::as_ptr(node).addr());
                let Some(address) = address.filter(|address| seen.insert(*address)) else { continue };
                for path in self.0.get(&address).into_iter().flat_map(|(_, _, long)| long) {
                    let start = Segment::Key(key.into());
                    found.push((index, std::iter::once(start).chain(path.iter().cloned()).collect()));
                }
            }
        }
        found
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
pub(crate) fn input(resource: &Resource, around: &Surroundings, words: &Words) -> Input {
    let mut walk = Walk { shortens: resource.kind == ResourceKind::Defect, ..Walk::of(words) };
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
    let is_whole = matches!(resource.kind, ResourceKind::Project | ResourceKind::Cluster);
    let has_much = walk.texts > MAX_TEXTS && !is_whole;
    let is_too_large = walk.has_long_key && !is_whole || has_much || resource.name.len() > MAX_TEXT;
    Input { value: Value::from(fields), long: walk.long, is_too_large }
}

/// Returns the resources that are `wanted`, each with the JSON that a policy gets as `input`.
pub fn inputs<'a>(
    resources: &'a [Resource],
    wanted: &dyn Fn(&Resource) -> bool,
) -> Vec<(&'a Resource, serde_json::Value)> {
    let (around, words) = (Surroundings::after(None, resources), Words::default());
    let value = |resource: &Resource| match resource.kind {
        ResourceKind::Document => document(resource, &words).value,
        _ => input(resource, &around, &words).value,
    };
    let json = |resource: &'a Resource| {
        (resource, serde_json::to_value(value(resource)).unwrap_or(serde_json::Value::Null))
    };
    resources.iter().filter(|one| wanted(one)).map(json).collect()
}

/// Returns the `input` of a rule by Conftest's contract: the document as it is.
pub(crate) fn document(resource: &Resource, words: &Words) -> Input {
    let mut walk = Walk::of(words);
    let value = walk.value(&resource.fields);
    let is_too_large = walk.has_long_key || walk.texts > MAX_TEXTS || !walk.long.is_empty();
    Input { value, long: walk.long, is_too_large }
}

/// Converts a project or cluster: a tree with the paths of its unresolved values, from its own root.
fn shared(node: &Node, words: &Words) -> (Value, Vec<Pointer>) {
    let mut walk = Walk::of(words);
    let mut fields = node.as_map().map(|map| walk.object(map)).unwrap_or_default();
    fields.insert(words.unresolved.clone(), Value::from(walk.unresolved));
    (Value::from(fields), walk.long)
}

/// Converts a tree and records the paths of unresolved values.
struct Walk<'a> {
    words: &'a Words,
    path: Vec<Value>,
    unresolved: Vec<Value>,
    /// The paths of long texts.
    long: Vec<Pointer>,
    /// The sum of the texts, in bytes.
    texts: usize,
    has_long_key: bool,
    /// True if a long text may be shortened: it is a message.
    shortens: bool,
}

impl<'a> Walk<'a> {
    fn of(words: &'a Words) -> Self {
        Walk {
            words,
            path: Vec::new(),
            unresolved: Vec::new(),
            long: Vec::new(),
            texts: 0,
            has_long_key: false,
            shortens: false,
        }
    }

    fn object(&mut self, map: &tree::Map) -> BTreeMap<Value, Value> {
        let mut object = BTreeMap::new();
        for entry in map.entries() {
            self.texts += entry.key.len();
            if entry.key.len() > MAX_TEXT {
                self.has_long_key = true;
                self.skip();
                continue;
            }
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
                if one.text.len() > MAX_TEXT {
                    return self.long(&one.text);
                }
                self.texts += one.text.len();
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
        self.mark(variables);
    }

    /// Returns what stands in the place of a long text.
    fn long(&mut self, text: &str) -> Value {
        if self.shortens {
            return Value::from(format!("{}…", &text[..text.floor_char_boundary(KEPT)]));
        }
        self.skip();
        Value::from(LONG)
    }

    /// Notes that what is at the path is not in the input.
    fn skip(&mut self) {
        let segment = |value: &Value| match value {
            Value::String(key) => Segment::Key(Arc::clone(key)),
            other => Segment::Index(
                other.as_u64().ok().and_then(|at| usize::try_from(at).ok()).unwrap_or_default(),
            ),
        };
        self.long.push(self.path.iter().map(segment).collect());
        self.mark(vec![Value::from(LONG_VARIABLE)]);
    }

    fn mark(&mut self, variables: Vec<Value>) {
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
        let input = input(&service, &Surroundings::default(), &Words::default()).value;
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
        let around = Surroundings::after(None, &[service.clone(), service]);
        assert_eq!(around.0.len(), 1);
        assert_eq!(around.get(Some(&project), &Words::default())["x"], Value::from("x"));
    }
}
