//! From places of a policy's input to what was written there.

use crate::locate::{Found, found};
use crate::model::Resource;
use crate::policy::{self, Change, Segment};
use crate::source::Span;
use crate::tree::{Node, Scalar, StepKind};
use serde_json::Value;
use std::sync::Arc;

/// An operation on what its author wrote.
#[derive(Debug, Clone)]
pub(super) enum Operation {
    /// Gives a written value another one.
    Set {
        /// The value.
        node: Node,
        /// Its key; None for an item of a list.
        key: Option<Span>,
        /// A string, number or boolean.
        to: Value,
    },
    /// Removes a value, with its key.
    Remove {
        /// The key, or the item of a list.
        at: Span,
    },
    /// Gives a key another name.
    Rename {
        /// The key.
        key: Span,
        /// Its new name.
        to: String,
    },
    /// Adds a value.
    Insert {
        /// The mapping or list that gets it, or the key of that.
        within: Span,
        /// The keys from there to the value; without any, it is a new item of the list.
        path: Vec<Arc<str>>,
        /// The value.
        value: Value,
    },
    /// Gives the place of a variable a value of its own.
    Literal {
        /// The variable.
        node: Node,
        /// Its key; None for an item of a list.
        key: Option<Span>,
        /// A string, number or boolean.
        to: Value,
    },
    /// Gives the place of an alias a value of its own.
    Replace {
        /// The alias.
        alias: Span,
        /// The scalar that it stands for.
        node: Node,
        /// A string, number or boolean.
        to: Value,
    },
    /// Adds a word behind a word of a command.
    InsertWord {
        /// The word that is there.
        after: Span,
        /// The new word.
        word: String,
    },
}

/// Returns the operations of `fix` on what `resource` is written with, one for each change, and behind these what else has to be
/// done; None if one of them has no place.
pub(super) fn operations(fix: &policy::Fix, resource: &Resource) -> Option<Vec<Operation>> {
    let mut all: Vec<Operation> =
        fix.changes.iter().map(|change| operation(change, resource)).collect::<Option<_>>()?;
    // What an earlier file says holds again without the value that replaced it.
    let removed = fix.changes.iter().filter_map(|change| match change {
        Change::Remove(at) => Some(written(at, resource)?.0),
        _ => None,
    });
    let replaced = removed
        .flat_map(|node| node.origin.via.steps())
        .filter(|step| matches!(step.how, StepKind::Overridden))
        .map(|step| Operation::Remove { at: step.site });
    all.extend(replaced);
    Some(all)
}

fn operation(change: &Change, resource: &Resource) -> Option<Operation> {
    match change {
        Change::Set(at, to) => match written(at, resource) {
            Some((node, key)) => Some(Operation::Set { node: node.clone(), key, to: to.clone() }),
            None => insertion(at, to, resource),
        },
        Change::Remove(at) => {
            let (node, key) = written(at, resource)?;
            Some(Operation::Remove { at: key.unwrap_or(node.origin.span) })
        }
        Change::Rename(at, to) => {
            let key = written(at, resource)?.1?;
            Some(Operation::Rename { key, to: to.clone() })
        }
        Change::Insert(at, value) => insertion(at, value, resource),
        Change::InsertWord(at, word) => {
            let (node, _) = written(at, resource)?;
            Some(Operation::InsertWord { after: node.origin.span, word: word.clone() })
        }
    }
}

/// Returns the value at `at` with its key, if its author wrote it: no default, and nothing that follows from something else.
pub(super) fn written<'a>(at: &[Segment], resource: &'a Resource) -> Option<(&'a Node, Option<Span>)> {
    let Found { node, key, rest } = found(resource, at);
    let node = node.filter(|_| rest.is_empty())?;
    let is_default =
        node.origin.via.steps().any(|step| matches!(step.how, StepKind::ImageDefault | StepKind::Built));
    let is_derived = node.as_scalar().is_some_and(Scalar::is_derived);
    (!is_default && !is_derived).then_some((node, key))
}

/// Returns the operation that adds `value` at `at`, which does not exist, or as the last item of the list at `at`.
fn insertion(at: &[Segment], value: &Value, resource: &Resource) -> Option<Operation> {
    let Found { node, rest, .. } = found(resource, at);
    let node = node?;
    if rest.is_empty()
        && let [before @ .., Segment::Key(name), Segment::Key(last)] = at
        && &**last == "condition"
    {
        // A dependency in a list has no condition of its own.
        let list = found(resource, before).node?.origin.span;
        let path = vec![Arc::clone(name), Arc::clone(last)];
        return Some(Operation::Insert { within: list, path, value: value.clone() });
    }
    if rest.is_empty() {
        let within = node.as_list().map(|_| node.origin.span)?;
        return Some(Operation::Insert { within, path: Vec::new(), value: value.clone() });
    }
    let path: Vec<Arc<str>> = rest.iter().map(key_of).collect::<Option<_>>()?;
    let owner = Owner::of(at, resource);
    match &*path {
        [property] if owner.is_of_service() && owner.has_properties => {
            variable(property, value, node.origin.span, &owner)
        }
        // What follows from the declarations has no place of its own.
        _ if owner.is_of_service() && owner.key == node.origin.span => None,
        _ => Some(Operation::Insert { within: node.origin.span, path, value: value.clone() }),
    }
}

/// Returns the key that `segment` is; None for an item of a list.
pub(super) fn key_of(segment: &Segment) -> Option<Arc<str>> {
    match segment {
        Segment::Key(key) => Some(Arc::clone(key)),
        Segment::Index(_) => None,
    }
}

/// What a place belongs to: the resource, or a member of its cluster.
struct Owner {
    fields: Node,
    /// Where it is declared.
    key: Span,
    /// True if the place is one of its properties.
    has_properties: bool,
}

impl Owner {
    fn of(at: &[Segment], resource: &Resource) -> Self {
        let is_properties =
            |segment: &Segment| matches!(segment, Segment::Key(key) if &**key == "properties");
        let number = at.iter().position(is_properties);
        let member = number.filter(|number| *number > 0).and_then(|number| {
            let fields = found(resource, at.get(..number)?).node?.clone();
            // Of a member, `name` has the place where it is declared.
            let key = fields.get("name")?.origin.span;
            Some(Self { fields, key, has_properties: true })
        });
        member.unwrap_or_else(|| Self {
            fields: resource.fields.clone(),
            key: resource.key,
            has_properties: number == Some(0),
        })
    }

    fn is_of_service(&self) -> bool {
        self.fields.get("service").is_some()
    }
}

/// Returns the operation that adds the variable that sets `property` to the environment of the service that `owner` is.
/// `environment` is where that is written, or the service's key if it has none.
fn variable(property: &str, value: &Value, environment: Span, owner: &Owner) -> Option<Operation> {
    // With its first variable, Apache's image leaves the file that it ships for one that has nothing but what variables say.
    let family = owner.fields.get("family");
    let has_others = owner.fields.get("properties").is_some_and(|all| all.entries().next().is_some());
    if !has_others && family.as_ref().and_then(Node::as_text) == Some("apache") {
        return None;
    }
    let own = owner.fields.get("variables").and_then(|names| names.get(property));
    let own = own.and_then(|name| name.as_text().map(Arc::from));
    let regular = || {
        let prefix = owner.fields.get("variable_prefix")?;
        let is_regular = !property.contains(['-', '_']);
        is_regular.then(|| {
            format!("{}{}", prefix.as_text().unwrap_or_default(), property.replace('.', "_").to_uppercase())
        })
    };
    let name: Arc<str> = own.or_else(|| regular().map(Arc::from))?;
    let path = if environment == owner.key { vec!["environment".into(), name] } else { vec![name] };
    // In a container, every value is a text.
    let value = if let Value::Bool(is) = value { Value::String(is.to_string()) } else { value.clone() };
    Some(Operation::Insert { within: environment, path, value })
}
