//! Where else a value serves that is written once: the places with a variable, and those with an alias.

use super::outline::{Outline, slots};
use crate::source::{SourceId, SourceMap, Span};
use crate::tree::{Node, Step, StepKind};
use std::collections::HashMap;
use std::path::Path;

/// What the name of a mapping begins with that Compose does not read (Compose Specification, "Extensions").
const EXTENSION: &str = "x-";

/// Every place where a file of a run has a variable, `$NAME`, `${NAME}` or `$(NAME)`, by name; those of comments are left out.
pub(super) struct Variables(HashMap<String, Vec<Span>>);

impl Variables {
    pub(super) fn of(sources: &SourceMap) -> Self {
        let mut all: HashMap<String, Vec<Span>> = HashMap::new();
        for source in sources.all() {
            let mut line_start = 0;
            for line in source.text.split_inclusive('\n') {
                if !line.trim_start().starts_with('#') {
                    for (name, at) in in_line(line) {
                        let span = Span::new(source.id, line_start + at, line_start + at + 1 + name.len());
                        all.entry(name.to_owned()).or_default().push(span);
                    }
                }
                line_start += line.len();
            }
        }
        Self(all)
    }

    /// Returns the places of the variable `name` in the files of the folder in which the file `home` is, and below.
    pub(super) fn near(&self, name: &str, home: SourceId, sources: &SourceMap) -> Vec<Span> {
        let folder =
            |id: SourceId| sources.get(id).and_then(|one| one.file().absolute().parent().map(Path::to_owned));
        let Some(folder_of_home) = folder(home) else { return Vec::new() };
        let is_near = |span: &&Span| {
            span.source == home || folder(span.source).is_some_and(|own| own.starts_with(&folder_of_home))
        };
        self.0.get(name).into_iter().flatten().filter(is_near).copied().collect()
    }

    /// Returns the places of the variable `name` in the file `home`.
    pub(super) fn within(&self, name: &str, home: SourceId) -> Vec<Span> {
        self.0.get(name).into_iter().flatten().filter(|span| span.source == home).copied().collect()
    }
}

/// Returns the variables in a line, each with the offset of its sign.
fn in_line(line: &str) -> impl Iterator<Item = (&str, usize)> {
    line.match_indices('$').filter_map(move |(at, _)| {
        let rest = line.get(at + 1..)?;
        let rest = rest.strip_prefix(['{', '(']).unwrap_or(rest);
        let end = rest.find(|one: char| !is_of_name(one)).unwrap_or(rest.len());
        let name = rest.get(..end)?;
        let is_name = name.starts_with(|one: char| is_of_name(one) && !one.is_ascii_digit());
        is_name.then_some((name, at))
    })
}

fn is_of_name(one: char) -> bool {
    one.is_ascii_alphanumeric() || one == '_'
}

/// Returns the name of the shell variable whose value is at `value`: what is before it on its line is `NAME=`.
pub(super) fn assigned(value: Span, sources: &SourceMap) -> Option<String> {
    let source = sources.get(value.source)?;
    let before = source.text.get(..value.start as usize)?;
    let before = before.trim_end_matches(['"', '\'']).strip_suffix('=')?;
    let start = before.rfind(|one: char| !is_of_name(one)).map_or(0, |at| at + 1);
    // Behind another sign it is an option or a part of an address.
    let is_word =
        before.get(..start)?.chars().next_back().is_none_or(|one| one.is_whitespace() || one == ';');
    let name = before.get(start..).filter(|name| name.starts_with(|one: char| !one.is_ascii_digit()))?;
    is_word.then(|| name.to_owned())
}

/// Returns true if the characters at `one` and `other` are in one command of a script.
pub(super) fn is_one_command(one: Span, other: Span, sources: &SourceMap) -> bool {
    let (first, last) = if one.start < other.start { (one, other) } else { (other, one) };
    let Some(source) = sources.get(one.source).filter(|_| one.source == other.source) else { return false };
    let between = source.text.get(first.start as usize..last.start as usize).unwrap_or_default();
    let between = between.replace("\\\r\n", " ").replace("\\\n", " ");
    !between.contains([';', '|', '&', '\n'])
}

/// Where the scalars of a file serve: at their own place and at the aliases of their anchors.
#[derive(Default)]
pub(super) struct Aliases(HashMap<Span, Vec<Span>>);

impl Aliases {
    pub(super) fn of(outline: &Outline<'_>) -> Self {
        let mut all = Self::default();
        for document in outline.documents() {
            for slot in slots(document) {
                let is_extension = slot.key.is_some_and(|key| outline.text(key).starts_with(EXTENSION));
                // What an extension field defines takes effect at its aliases alone.
                all.add(slot.value, is_extension);
            }
        }
        all.0.retain(|scalar, places| places.iter().any(|place| place != scalar));
        all
    }

    /// Returns the places of the scalar at `span`; none if it has no alias.
    pub(super) fn places(&self, span: Span) -> &[Span] {
        self.0.get(&span).map(Vec::as_slice).unwrap_or_default()
    }

    fn add(&mut self, node: &Node, is_definition: bool) {
        let alias = alias(node);
        if node.as_scalar().is_some() {
            let own = (!is_definition).then_some(node.origin.span);
            if let Some(place) = alias.or(own) {
                self.0.entry(node.origin.span).or_default().push(place);
            }
        } else if alias.is_none() {
            slots(node).for_each(|slot| self.add(slot.value, is_definition));
        }
    }
}

/// Returns the alias that stands where `node` is, if it is one.
pub(super) fn alias(node: &Node) -> Option<Span> {
    let is_alias = |step: &&Step| matches!(step.how, StepKind::Alias { .. });
    node.origin.via.steps().next().filter(is_alias).map(|step| step.site)
}

#[cfg(test)]
mod tests {
    use super::{assigned, in_line};
    use crate::source::{SourceMap, Span};
    use std::path::Path;

    #[test]
    fn a_variable_is_found_in_each_of_its_forms() {
        let found: Vec<_> = in_line("a $A ${B:-$C} $(D) $$E $1 ${} $ éF$é").map(|(name, _)| name).collect();
        assert_eq!(found, ["A", "B", "C", "D", "E"]);
    }

    #[test]
    fn an_assignment_names_its_variable() {
        let sources = SourceMap::default();
        for (text, wanted) in [
            ("RF=1", Some("RF")),
            ("export RF=\"1\"", Some("RF")),
            ("a; RF=1", Some("RF")),
            ("--rf=1", None),
            ("a --x 1", None),
            ("1F=1", None),
        ] {
            let source = sources.add(Path::new(&format!("{text}.sh")), text.to_owned());
            let at = text.rfind('1').unwrap();
            assert_eq!(assigned(Span::new(source.id, at, at + 1), &sources).as_deref(), wanted, "{text}");
        }
    }
}
