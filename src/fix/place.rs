//! Operations become edits.

use super::operations::{Operation, operations};
use super::outline::Outline;
use super::set::Target;
use super::touched::Shares;
use super::uses::{Aliases, Variables};
use super::{insert, local, remove, rename, set, uses, words};
use crate::finding::{Edit, Fix, PLACE, Subject, Touched, overlap};
use crate::model::{Resource, ResourceKind};
use crate::policy::{Change, FixSafety, Rule, Violation};
use crate::source::{SourceId, Span};
use crate::tree::Map;
use crate::workspace::{File, Files};
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// Makes another operation of one, of a change of a resource; None if it leaves it as it is.
type Variant = fn(&Operation, &Change, &Resource, &Placer<'_>) -> Option<Operation>;

/// How many places at which a value serves are told one by one.
const MOST_PLACES: usize = 100;

/// Places fixes in the files of a run.
pub(super) struct Placer<'a> {
    files: &'a Files<'a>,
    resources: &'a [Resource],
    shares: OnceCell<Shares<'a>>,
    variables: OnceCell<Variables>,
    aliases: RefCell<HashMap<SourceId, Rc<Aliases>>>,
}

/// Edits, sorted, with what they change.
struct Placed {
    edits: Vec<Edit>,
    /// The values that they change where these are written.
    changed: Vec<Span>,
    /// The other places at which these serve.
    places: Vec<Span>,
    /// Those that the edits are for.
    serves: Vec<Span>,
    /// True if there are more places than are told.
    has_more: bool,
}

impl<'a> Placer<'a> {
    /// Returns a placer of fixes for `resources` in `files`.
    pub(super) fn over(files: &'a Files<'a>, resources: &'a [Resource]) -> Self {
        Self {
            files,
            resources,
            shares: OnceCell::new(),
            variables: OnceCell::new(),
            aliases: RefCell::default(),
        }
    }

    /// Returns where the values of the resources are written.
    pub(super) fn shares(&self) -> &Shares<'a> {
        self.shares.get_or_init(|| Shares::of(self.resources))
    }

    /// Returns the fix of a `violation` of `rule` by `resource` in its variants, each of which touches less than the one before.
    /// There is none if what it changes is written in no file, or is a part of something that only its author can change.
    pub(super) fn fixes(&self, rule: &Rule, resource: &'a Resource, violation: &Violation) -> Vec<Fix> {
        let Some(fix) = &violation.fix else { return Vec::new() };
        let Some(own) = operations(fix, resource) else { return Vec::new() };
        let given = |operations: &[Operation]| {
            let Placed { edits, changed, places, serves, has_more } = self.placed(operations, resource)?;
            let is_wanted = fix.safety.unwrap_or(rule.fix) == FixSafety::Safe && !has_more;
            let mut touches = self.shares().others(resource, &changed);
            touches.extend(places.iter().filter_map(|place| self.touched(*place)));
            let reveals = fix.changes.iter().any(|change| matches!(change, Change::Rename(..)));
            Some(Fix {
                title: fix.title.clone(),
                is_wanted,
                reveals,
                edits,
                touches,
                serves,
                ..Fix::default()
            })
        };
        let in_common = variant(&own, |one| local::in_common(one, self)).and_then(|all| given(&all));
        // What only this resource has in common with nobody is its own.
        let mut variants: Vec<Fix> =
            in_common.into_iter().filter(|common| !common.touches.is_empty()).collect();
        let other = |how: Variant| {
            let mut changes = fix.changes.iter();
            variant(&own, |one| how(one, changes.next()?, resource, self)).and_then(|all| given(&all))
        };
        let at_its_place = given(&own);
        if let Some(template) = &at_its_place
            && template.touches.is_empty()
            && fix.changes.iter().any(|change| local::is_inherited(change, resource))
        {
            // The template is declared where nothing is judged: nobody knows who else extends it.
            let itself = other(local::apart).filter(|itself| itself.touches.is_empty());
            variants.push(itself.unwrap_or_else(|| Fix { is_wanted: false, ..template.clone() }));
            return variants;
        }
        variants.extend(at_its_place);
        for how in [local::literal as Variant, local::replaced, local::apart] {
            let least = variants.last().map_or(usize::MAX, |last| last.touches.len());
            if least == 0 {
                break;
            }
            variants.extend(other(how).filter(|other| other.touches.len() < least));
        }
        variants
    }

    /// Returns the `place` as something that is touched.
    fn touched(&self, place: Span) -> Option<Touched> {
        let source = self.files.sources.get(place.source)?;
        let line = source.place(place.start as usize).line;
        let name = format!("{}:{line}", source.name);
        let within = self.shares().around(place);
        Some(Touched { subject: Subject { kind: PLACE, name }, declared: place, within })
    }

    /// Returns the edits of `operations`, for `resource`; None if one of them has no place, or they get in each other's way.
    fn placed(&self, operations: &[Operation], resource: &Resource) -> Option<Placed> {
        let mut placed = Placed {
            edits: Vec::new(),
            changed: Vec::new(),
            places: Vec::new(),
            serves: Vec::new(),
            has_more: false,
        };
        for operation in operations {
            placed.edits.push(self.edit(operation)?);
            placed.changed.extend(self.changed(operation));
            let (own, others) = self.uses(operation, resource).into_iter().partition(|(_, is_own)| *is_own);
            let spans = |all: Vec<(Span, bool)>| all.into_iter().map(|(place, _)| place);
            placed.serves.extend(spans(own));
            placed.places.extend(spans(others));
        }
        let Placed { edits, places, serves, has_more, .. } = &mut placed;
        edits.sort();
        edits.dedup();
        places.retain(|place| !serves.contains(place));
        places.sort_unstable();
        places.dedup();
        *has_more = places.len() > MOST_PLACES;
        places.truncate(MOST_PLACES);
        (!edits.is_empty() && !overlap(edits)).then_some(placed)
    }

    /// Returns the places at which serves what `operation` changes, each with true if it is for that.
    fn uses(&self, operation: &Operation, resource: &Resource) -> Vec<(Span, bool)> {
        let sources = self.files.sources;
        let (Operation::Set { node, .. } | Operation::Literal { node, .. }) = operation else {
            return Vec::new();
        };
        let own = node.origin.span;
        let mut uses: Vec<(Span, bool)> = Vec::new();
        let of_file = Target::variable_of(node).filter(|_| matches!(operation, Operation::Set { .. }));
        if let Some((name, home)) = of_file {
            let near = self.variables().near(name, home.source, sources);
            uses.extend(near.into_iter().map(|place| (place, own.contains(place))));
        } else if matches!(resource.kind, ResourceKind::Topic | ResourceKind::Connector)
            && resource.fields.as_map().is_some_and(|fields| self.is_in_script(own, fields))
            && let Some(name) = uses::assigned(own, sources)
        {
            let within = self.variables().within(&name, own.source);
            let is_own = |place: Span| uses::is_one_command(place, resource.key, sources);
            uses.extend(within.into_iter().map(|place| (place, is_own(place))));
        }
        let whole = self.in_file(own.source, |outline| outline.text_around(own)).unwrap_or(own);
        let aliases = self.aliases(own.source);
        let places = aliases.places(whole);
        let alias = uses::alias(node).filter(|alias| places.contains(alias)).unwrap_or(whole);
        uses.extend(places.iter().map(|place| (*place, *place == alias)));
        uses
    }

    /// Returns true if the characters at `span` are a word of a script, or a part of a text.
    fn is_in_script(&self, span: Span, fields: &Map) -> bool {
        let is_part = |outline: &Outline<'_>| {
            let text = outline.text_around(span);
            Some(text.map_or_else(|| outline.is_without_values(), |whole| whole != span))
        };
        let is_of_service = fields.get("service").is_some();
        self.in_file(span.source, is_part).unwrap_or(is_of_service)
    }

    fn variables(&self) -> &Variables {
        self.variables.get_or_init(|| Variables::of(self.files.sources))
    }

    fn aliases(&self, id: SourceId) -> Rc<Aliases> {
        if let Some(known) = self.aliases.borrow().get(&id) {
            return Rc::clone(known);
        }
        let aliases = self.in_file(id, |outline| Some(Aliases::of(outline))).unwrap_or_default();
        let aliases = Rc::new(aliases);
        self.aliases.borrow_mut().insert(id, Rc::clone(&aliases));
        aliases
    }

    /// Returns where the values begin that change: whoever has one of them is touched.
    fn changed(&self, operation: &Operation) -> Vec<Span> {
        let part = |span: Span| {
            let whole = self.in_file(span.source, |outline| outline.text_around(span));
            // Of a text, other parts stay: what has all of it begins where it begins.
            [Some(span), whole.map(|whole| Span { end: whole.start + 1, ..whole })]
                .into_iter()
                .flatten()
                .collect()
        };
        match operation {
            Operation::Set { node, .. } => match Target::of(node, self.files.sources) {
                Some(Target::Variable(span)) => vec![span, node.origin.span],
                _ => part(node.origin.span),
            },
            Operation::Literal { node, .. } => part(node.origin.span),
            Operation::Remove { at } => {
                vec![self.in_file(at.source, |outline| outline.value_around(*at)).unwrap_or(*at)]
            }
            Operation::Rename { key, .. } => vec![*key],
            Operation::Insert { within, .. } => {
                let having = self.in_file(within.source, |outline| Some(insert::having(*within, outline)));
                having.unwrap_or_else(|| vec![*within])
            }
            Operation::InsertWord { after, .. } => part(*after),
            // Who has the alias by a merge is touched.
            Operation::Replace { alias, .. } => vec![*alias],
        }
    }

    fn edit(&self, operation: &Operation) -> Option<Edit> {
        match operation {
            Operation::Set { node, key, to } => match Target::of(node, self.files.sources)? {
                Target::Own if set::is_of_variables(node) => set::set_word(node, to),
                Target::Own => {
                    self.in_file(node.origin.span.source, |outline| set::set(node, *key, to, outline))
                }
                Target::Variable(span) => set::set_variable(span, to, self.files.sources),
            },
            Operation::Literal { node, key, to } => {
                self.in_file(node.origin.span.source, |outline| set::set(node, *key, to, outline))
            }
            Operation::Remove { at } => self.in_file(at.source, |outline| remove::remove(*at, outline)),
            Operation::Rename { key, to } => {
                self.in_file(key.source, |outline| rename::rename(*key, to, outline))
            }
            Operation::Insert { within, path, value } => {
                self.in_file(within.source, |outline| insert::insert(*within, path, value, outline))
            }
            Operation::Replace { alias, node, to } => {
                self.in_file(alias.source, |outline| set::in_place_of(*alias, node, to, outline))
            }
            Operation::InsertWord { after, word } => {
                self.in_file(after.source, |outline| words::add(*after, word, outline))
            }
        }
    }

    /// Returns what `edit` makes of the file `id`; None if that has a syntax error.
    pub(super) fn in_file<T>(&self, id: SourceId, edit: impl FnOnce(&Outline<'_>) -> Option<T>) -> Option<T> {
        let source = self.files.sources.get(id)?;
        let file: Arc<File> = self.files.parse(&source.path).ok()?;
        if file.source.id != id {
            return None;
        }
        edit(&Outline::of(&file)?)
    }
}

/// Returns `operations` with what `other` makes of them; None if it leaves all as they are.
fn variant(
    operations: &[Operation],
    other: impl FnMut(&Operation) -> Option<Operation>,
) -> Option<Vec<Operation>> {
    let others: Vec<Option<Operation>> = operations.iter().map(other).collect();
    let is_other = others.iter().any(Option::is_some);
    let all = others.into_iter().zip(operations).map(|(other, own)| other.unwrap_or_else(|| own.clone()));
    is_other.then(|| all.collect())
}
