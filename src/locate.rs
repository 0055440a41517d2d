//! Turns violations, which have a place in the input, into findings on the source text, with the provenance of the
//! value.

mod fingerprint_key;
mod quoted;
mod unknown;

pub use quoted::quoted;

use crate::finding::{Cause, Explains, Finding, Label, Subject};
use crate::model::{Resource, ResourceKind};
use crate::policy::{self, Judged, Rule, Segment, Violation, Where};
use crate::source::{SourceId, SourceMap, Span};
use crate::tree::{Map, Node, Replacement, Scalar, Step, StepKind, Substitution, Value};
use hy_msg_lint_tree::path::named;
use std::sync::Arc;

/// Returns the findings of `judged` on `resources`, in the same order. The texts are in `sources`.
pub fn findings(judged: &[Judged], resources: &[Resource], sources: &SourceMap) -> Vec<Finding> {
    let located = |one: &Judged| {
        let resource = resources.get(one.resource)?;
        Some(finding(&one.rule, resource, &one.violation, sources))
    };
    judged.iter().filter_map(located).collect()
}

/// Returns the unknown results of `judged`, as [`findings`] does. Their help says what to declare; the rule's own help is
/// for findings.
pub fn unknown(judged: &[Judged], resources: &[Resource], sources: &SourceMap) -> Vec<Finding> {
    let located = |one: &Judged| {
        let resource = resources.get(one.resource)?;
        let place = Place::find(resource, one.violation.at.pointer().unwrap_or_default());
        let scalar = place.hops.last().filter(|_| place.exists).and_then(|hop| hop.node.as_scalar());
        let own = one.violation.help.clone();
        let help = match scalar.and_then(|scalar| unknown::help(resource, scalar)) {
            // A rule knows more about a config provider's reference than that it is none of Compose's.
            Some(help) if own.is_none() || unknown::is_for_compose(resource, scalar) => Some(help),
            _ => own,
        };
        Some(Finding { help, ..finding(&one.rule, resource, &one.violation, sources) })
    };
    judged.iter().filter_map(located).collect()
}

/// Returns the finding for a `violation` of `rule` by `resource`.
pub fn finding(rule: &Rule, resource: &Resource, violation: &Violation, sources: &SourceMap) -> Finding {
    let place = Place::find(resource, violation.at.pointer().unwrap_or_default());
    let primary = match &violation.at {
        Where::At(_) => place.span(resource),
        Where::Key(_) => place.key(resource),
        Where::Line(file, number) => line(file.as_deref(), *number, resource, sources),
        Where::Quoted => quoted(&resource.fields, &violation.message).unwrap_or(resource.key),
    };
    let mut related: Vec<Label> = Vec::new();
    let mut add = |label: Label| {
        if label.span != primary && !related.contains(&label) {
            related.push(label);
        }
    };
    let explained: Vec<_> = violation.related.iter().map(|(at, _)| Place::find(resource, at)).collect();
    for ((_, message), place) in violation.related.iter().zip(&explained) {
        add(Label { span: place.span(resource), message: message.clone() });
    }
    for place in std::iter::once(&place).chain(&explained) {
        place.provenance(resource).for_each(&mut add);
    }
    let subject = Subject { kind: resource.kind.name(), name: resource.name.to_string() };
    let severity = violation.severity.unwrap_or(rule.severity);
    let at = violation.at.pointer().map(json_pointer).unwrap_or_default();
    Finding {
        cause: match &violation.cause {
            Some(other) => Cause::Characters(Place::find(resource, other).span(resource)),
            None => cause(&place, &at, primary, resource, sources),
        },
        declared: resource.key,
        at,
        fingerprint_key: fingerprint_key::fingerprint_key(resource, violation, &place),
        related,
        why: Some(Arc::clone(&rule.description)).filter(|why| !why.is_empty()),
        help: violation.help.clone().or_else(|| rule.help.clone()),
        label: violation.label.clone(),
        concern: rule.concern,
        url: rule.references.first().map(|reference| Arc::clone(&reference.url)),
        explains: violation.explains.as_ref().map(|explains| self::explains(explains, resource)),
        ..Finding::new(&rule.id, severity, violation.message.clone(), primary, subject)
    }
}

/// Returns what an edit changes to fix what is at `place`, which is shown at `primary`: the variable, if the value is one
/// that a file sets or nothing defines; what is missing, if there is no value; else the characters.
fn cause(place: &Place<'_>, at: &str, primary: Span, resource: &Resource, sources: &SourceMap) -> Cause {
    let scalar = place.hops.last().filter(|_| place.exists).and_then(|hop| hop.node.as_scalar());
    let mut undefined = scalar.into_iter().flat_map(Scalar::missing_variables);
    if let Some(variable) = undefined.next().filter(|first| undefined.all(|other| other == *first)) {
        let folder = sources.get(primary.source).map(|source| source.folder().into()).unwrap_or_default();
        return Cause::Undefined { variable: Arc::clone(variable), folder };
    }
    if let Some([Substitution { from: Replacement::File(span), result, .. }]) =
        scalar.map(Scalar::substitutions)
        && span.end > 0
        && scalar.is_some_and(|scalar| scalar.text.len() == result.len())
    {
        return Cause::Characters(*span);
    }
    let is_missing = !place.exists || primary == resource.key;
    if is_missing && !at.is_empty() && resource.kind != ResourceKind::Defect {
        let parent = place.hops.last().map(|hop| hop.node).or(place.root);
        let file = parent.and_then(shared).unwrap_or(primary.source);
        return Cause::Missing { file, at: at.into() };
    }
    Cause::Characters(primary)
}

/// Returns the file from which `map` has entries by an anchor or by `extends`, the first by name: what is added there, all
/// get that have it.
fn shared(map: &Node) -> Option<SourceId> {
    let name = |step: &Step| match &step.how {
        StepKind::Alias { anchor } | StepKind::Merged { anchor: Some(anchor) } => Some(Arc::clone(anchor)),
        StepKind::Extended { base } => Some(Arc::clone(base)),
        _ => None,
    };
    let entries = map.as_map().into_iter().flat_map(Map::entries);
    let named = entries.flat_map(|entry| {
        let steps = entry.node.origin.via.steps().chain(map.origin.via.steps());
        steps.filter_map(name).map(|name| (name, entry.key_span.source))
    });
    named.min().map(|(_, file)| file)
}

/// Returns which findings are consequences of a violation by `resource`.
fn explains(violation: &policy::Explains, resource: &Resource) -> Explains {
    let mut explains = Explains { rules: violation.rules.iter().cloned().collect(), ..Explains::default() };
    for at in &violation.at {
        let place = Place::find(resource, at);
        if !place.exists && place.before == 0 {
            explains.absent.insert((resource.key, json_pointer(at)));
        }
        let Some(&Hop { key, node }) = place.hops.last().filter(|_| place.exists) else { continue };
        explains.declared.extend(key);
        let members: Vec<Node> =
            if let Value::List(_) = &node.value { node.items().collect() } else { vec![node.clone()] };
        for member in members {
            // Of a resource in the input, `name` has the place where it is declared.
            match member.get("kind").and_then(|_| member.get("name")) {
                Some(name) => explains.declared.insert(name.origin.span),
                None => explains.places.insert(member.origin.span),
            };
        }
        explains.places.insert(place.span(resource));
    }
    explains
}

/// Returns the characters that show the place `at` of `resource`.
pub fn place(resource: &Resource, at: &[Segment]) -> Span {
    let place = Place::find(resource, at);
    // A long value fills the screen; its key names it.
    if at.is_empty() { resource.key } else { place.key(resource) }
}

/// What is found on the way to a place of a resource.
pub struct Found<'a> {
    /// The last value on the way that exists; None if the resource has no such project or cluster.
    pub node: Option<&'a Node>,
    /// Its key; None for an item of a list and for the fields as a whole.
    pub key: Option<Span>,
    /// What is missing behind it.
    pub rest: Vec<Segment>,
}

/// Follows `at` into `resource`, as far as there are values.
pub fn found<'a>(resource: &'a Resource, at: &[Segment]) -> Found<'a> {
    let place = Place::find(resource, at);
    let last = place.hops.last();
    Found {
        node: last.map_or(place.root, |hop| Some(hop.node)),
        key: last.and_then(|hop| hop.key),
        rest: at.get(place.before + place.hops.len()..).unwrap_or_default().to_vec(),
    }
}

/// Writes a JSON pointer: RFC 6901, section 3.
fn json_pointer(pointer: &[Segment]) -> String {
    let part = |segment: &Segment| match segment {
        Segment::Key(key) => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        Segment::Index(index) => format!("/{index}"),
    };
    pointer.iter().map(part).collect()
}

/// Returns the content of line `number` (from 1) of `file`, or of the file of `resource` if none is named. A line or a file
/// that does not exist is no place: then the resource is.
fn line(file: Option<&str>, number: usize, resource: &Resource, sources: &SourceMap) -> Span {
    let source = match file {
        Some(file) => sources.load(&named(file)).ok(),
        None => sources.get(resource.key.source),
    };
    let Some(source) = source else { return resource.key };
    let Some(start) = source.line_starts().get(number.saturating_sub(1)) else { return resource.key };
    let start = *start as usize;
    let text = source.text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    let indent = text.len() - text.trim_start().len();
    Span::new(source.id, start + indent, start + text.trim_end().len().max(indent))
}

/// The nodes on a path, from the root of a tree down to the last node that exists.
struct Place<'a> {
    root: Option<&'a Node>,
    /// The number of path segments that select the root: `project` or `cluster`, which are not among the fields.
    before: usize,
    hops: Vec<Hop<'a>>,
    /// Whether the whole path exists.
    exists: bool,
}

/// A node below the root.
struct Hop<'a> {
    /// The key; `None` for a list item.
    key: Option<Span>,
    node: &'a Node,
}

impl<'a> Place<'a> {
    fn find(resource: &'a Resource, at: &[Segment]) -> Self {
        let (root, path) = match at.split_first() {
            _ if resource.kind == ResourceKind::Document => (Some(&resource.fields), at),
            // `project` and `cluster` are not among the fields, and take precedence over fields with these names.
            Some((Segment::Key(key), rest)) if &**key == "project" => (resource.project.as_deref(), rest),
            Some((Segment::Key(key), rest)) if &**key == "cluster" => (resource.cluster.as_deref(), rest),
            _ => (Some(&resource.fields), at),
        };
        let before = at.len() - path.len();
        let mut hops: Vec<Hop<'a>> = Vec::new();
        let mut node = root;
        for segment in path {
            let next = node.and_then(|node| match (segment, &node.value) {
                (Segment::Key(key), Value::Map(map)) => {
                    map.entry(key).map(|entry| Hop { key: Some(entry.key_span), node: &entry.node })
                }
                (Segment::Index(index), Value::List(items)) => {
                    items.get(*index).map(|node| Hop { key: None, node })
                }
                _ => None,
            });
            let Some(hop) = next else { return Self { root, before, hops, exists: false } };
            node = Some(hop.node);
            hops.push(hop);
        }
        Self { root, before, hops, exists: true }
    }

    /// Returns the characters of the last key, or those to show if there is none.
    fn key(&self, resource: &Resource) -> Span {
        let key = self.hops.last().filter(|_| self.exists).and_then(|last| last.key);
        key.filter(|key| !key.range().is_empty()).unwrap_or_else(|| self.span(resource))
    }

    /// Returns the characters to show: the value or, if it is empty or does not exist, the key it belongs under.
    fn span(&self, resource: &Resource) -> Span {
        let Some(last) = self.hops.last() else { return resource.key };
        let value = last.node.origin.span;
        if self.exists && !value.range().is_empty() {
            return value;
        }
        if let Some(key) = last.key {
            return key;
        }
        if !value.range().is_empty() {
            return value;
        }
        self.hops.iter().rev().find_map(|hop| hop.key).unwrap_or(resource.key)
    }

    /// Returns the provenance of the value, from the value outward.
    fn provenance<'b>(&'b self, resource: &'b Resource) -> impl Iterator<Item = Label> + use<'a, 'b> {
        let value = self.hops.last().filter(|_| self.exists).and_then(|hop| hop.node.as_scalar());
        let variables = value.into_iter().flat_map(Scalar::substitutions).filter_map(|one| {
            let Replacement::File(span) = one.from else { return None };
            // A project name that comes from the folder is not written in a file.
            if span.end == 0 {
                return None;
            }
            Some(Label { span, message: format!("`{}` is set here", one.variable) })
        });
        let nodes = self.hops.iter().rev().map(|hop| hop.node).chain(self.root);
        let mut steps: Vec<&Step> = Vec::new();
        for step in nodes.flat_map(|node| node.origin.via.steps()) {
            if !steps.iter().any(|known| known.site == step.site && known.how == step.how) {
                steps.push(step);
            }
        }
        let name = |at: usize| {
            let behind = steps.iter().skip(at + 1).find_map(|next| referred(&next.how));
            behind.unwrap_or_else(|| self.owner(resource).to_string())
        };
        let labels: Vec<_> = steps.iter().enumerate().map(|(at, step)| label(step, &name(at))).collect();
        variables.chain(labels)
    }

    /// Returns the service that contains the value: of a node or a client, those of the member of the cluster.
    fn owner(&self, resource: &Resource) -> Arc<str> {
        let member = |hop: &Hop<'_>| {
            let fields = hop.node.as_map().filter(|fields| fields.get("kind").is_some())?;
            let text = |key: &str| fields.get(key)?.as_text().map(Arc::from);
            text("service").or_else(|| text("name"))
        };
        self.hops.iter().rev().find_map(member).unwrap_or_else(|| owner(resource))
    }
}

/// Returns the service that contains the value, if any; else the resource itself.
fn owner(resource: &Resource) -> Arc<str> {
    let service = resource.fields.as_map().and_then(|fields| fields.get("service")?.as_text());
    service.map_or_else(|| Arc::clone(&resource.name), Arc::from)
}

/// Returns the name of what a step refers to: the steps before it stand there, and not in the resource.
fn referred(step: &StepKind) -> Option<String> {
    match step {
        StepKind::Alias { anchor } | StepKind::Merged { anchor: Some(anchor) } => Some(format!("&{anchor}")),
        StepKind::Extended { base } => Some(base.to_string()),
        _ => None,
    }
}

fn label(step: &Step, name: &str) -> Label {
    let reference = step.how.reference().unwrap_or_default();
    let message = match &step.how {
        StepKind::Alias { .. } | StepKind::Merged { anchor: Some(_) } => {
            format!("`{name}` gets this through `{reference}`")
        }
        StepKind::Merged { anchor: None } => format!("`{name}` gets this through a merge"),
        StepKind::Extended { .. } => format!("`{name}` gets this by extending `{reference}`"),
        StepKind::EnvFile => format!("`{name}` reads its environment from this file"),
        StepKind::Built => "from the Dockerfile of this `build`".to_owned(),
        StepKind::Plan { .. } => format!("`{name}` takes `{reference}`"),
        StepKind::Included => "this file is included here".to_owned(),
        StepKind::Overridden => "this replaces the value here".to_owned(),
        StepKind::ImageDefault => "image default: the shipped configuration of this image sets it".to_owned(),
    };
    Label { span: step.site, message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Text, rule, set};
    use crate::tree::ScalarKind;

    const TEXT: &str = "web image busybox env list one empty: base anchor merge extends file .env";

    fn at(path: &[&str]) -> Vec<Segment> {
        path.iter()
            .map(|part| part.parse().map_or_else(|_| Segment::Key((*part).into()), Segment::Index))
            .collect()
    }

    fn violation(path: &[&str]) -> Violation {
        let message = "m".to_owned();
        Violation {
            message,
            at: Where::At(at(path)),
            help: None,
            related: vec![],
            severity: None,
            fix: None,
            cause: None,
            explains: None,
            label: None,
        }
    }

    fn locate(resource: &Resource, violation: &Violation) -> Finding {
        let set = set(vec![rule("compose", "one", "")]);
        finding(set.rule("one").unwrap(), resource, violation, &SourceMap::default())
    }

    fn step(text: &Text, how: StepKind, site: &str) -> Step {
        Step { how, site: text.span(site) }
    }

    fn service(text: &Text) -> Resource {
        let mut empty = text.scalar("empty", ScalarKind::Null);
        empty.origin.span.end = empty.origin.span.start;
        let items = vec![text.scalar("one", ScalarKind::Text), empty.clone()];
        let env = text.map("env", vec![("list", Node::list(items, text.origin("list")))]);
        let image = text.scalar("busybox", ScalarKind::Text);
        text.service("web", text.map("web", vec![("image", image), ("env", env), ("empty", empty)]))
    }

    #[test]
    fn shows_the_value_or_the_key_of_the_nearest_ancestor() {
        let text = Text::new(TEXT);
        let service = service(&text);
        for (path, shown) in [
            (&["image"][..], "busybox"),
            (&["image", "tag"], "image"),
            (&["absent", "deeper"], "web"),
            (&[], "web"),
            (&["env", "list", "0"], "one"),
            (&["env", "list", "0", "absent"], "one"),
            (&["env", "list", "7"], "list"),
            (&["env", "absent"], "env"),
            (&["empty"], "empty"),
            (&["env", "list", "1"], "list"),
            (&["project", "brokers"], "web"),
        ] {
            assert_eq!(text.0.slice(locate(&service, &violation(path)).primary), shown, "{path:?}");
        }
    }

    #[test]
    fn points_into_the_project() {
        let text = Text::new(TEXT);
        let mut service = service(&text);
        let one = text.scalar("one", ScalarKind::Text);
        service.project = Some(Arc::new(text.map("web", vec![("base", one)])));
        assert_eq!(text.0.slice(locate(&service, &violation(&["project", "base"])).primary), "one");
        assert_eq!(text.0.slice(locate(&service, &violation(&["project", "base", "x"])).primary), "base");
    }

    #[test]
    fn tells_the_way_from_the_value_outward() {
        let text = Text::new(TEXT);
        let anchor = |name: &str| Some(Arc::from(name));
        let image = text
            .scalar("busybox", ScalarKind::Text)
            .after(step(&text, StepKind::Alias { anchor: "a".into() }, "anchor"))
            .after(step(&text, StepKind::Merged { anchor: anchor("common") }, "merge"));
        let fields = text
            .map("web", vec![("image", image)])
            .after(step(&text, StepKind::Merged { anchor: anchor("common") }, "merge"))
            .after(step(&text, StepKind::Extended { base: "base".into() }, "extends"))
            .after(step(&text, StepKind::Included, "busybox"))
            .after(step(&text, StepKind::Included, "file"));
        let service = text.service("web", fields);
        let mut violation = violation(&["image"]);
        violation.related = vec![(at(&["absent"]), "first".to_owned())];
        let finding = locate(&service, &violation);
        let labels: Vec<_> =
            finding.related.iter().map(|one| (text.0.slice(one.span), &*one.message)).collect();
        assert_eq!(
            labels,
            [
                ("web", "first"),
                ("anchor", "`&common` gets this through `*a`"),
                ("merge", "`base` gets this through `<<: *common`"),
                ("extends", "`web` gets this by extending `base`"),
                ("file", "this file is included here"),
            ]
        );
        assert_eq!((&*finding.rule, finding.why.as_deref()), ("one", Some("why")));
    }
}
