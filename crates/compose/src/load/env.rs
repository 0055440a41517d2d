//! Variables for interpolation, and the files that set them (Docker documentation, "Environment variables: env file syntax").

use super::budget::Budget;
use super::dotenv::{self, EnvError};
use crate::source::{Source, Span};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The result of an expression with a variable that no file sets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Unset {
    /// Unknown: the shell that runs Compose may set it.
    #[default]
    Unknown,
    /// Empty, as in Compose.
    Empty,
}

/// Variables by name.
pub(crate) type Variables = HashMap<Arc<str>, Variable>;

/// The source of variables for interpolation.
pub(crate) trait Lookup {
    /// Returns the variable `name`.
    fn get(&self, name: &str) -> Option<&Variable>;

    /// Returns the treatment of a variable that is not found.
    fn unset(&self) -> Unset;

    /// Returns what values may still come to.
    fn budget(&self) -> &Budget;
}

/// The variables of a project, without those of the shell: the same files give the same findings everywhere.
#[derive(Debug, Clone, Default)]
pub(crate) struct Environment {
    variables: Variables,
    /// The treatment of a variable that is not among them.
    pub(crate) unset: Unset,
    budget: Budget,
}

/// A variable that a file sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Variable {
    /// Its value.
    pub(crate) value: Arc<str>,
    /// The span of the value.
    pub(crate) span: Span,
    /// A variable that the value needs and that nothing sets.
    pub(crate) missing: Option<Arc<str>>,
}

impl Lookup for Environment {
    fn get(&self, name: &str) -> Option<&Variable> {
        self.variables.get(name)
    }

    fn unset(&self) -> Unset {
        self.unset
    }

    fn budget(&self) -> &Budget {
        &self.budget
    }
}

impl Environment {
    /// Creates an environment without variables.
    pub(crate) fn new(unset: Unset) -> Self {
        Self { unset, ..Self::default() }
    }

    /// Returns the number of variables.
    pub(crate) fn len(&self) -> usize {
        self.variables.len()
    }

    /// Returns the variables that files set: the value of each, and where it is written.
    pub(crate) fn of_files(&self) -> BTreeMap<Arc<str>, (Arc<str>, Span)> {
        let written = self.variables.iter().filter(|(_, one)| one.span.end > one.span.start);
        written.map(|(name, one)| (Arc::clone(name), (Arc::clone(&one.value), one.span))).collect()
    }

    /// Sets a variable, replacing one with the same name.
    pub(crate) fn set(&mut self, name: &str, value: &str, span: Span) {
        let variable = Variable { value: value.into(), span, missing: None };
        self.variables.insert(name.into(), variable);
    }

    /// Returns the assignments of `source` alone, in order, as an `env_file` passes them to a service; `own` are the
    /// variables that the service sets itself, `earlier` those of its previous files.
    ///
    /// # Errors
    /// Returns an error for the first line that is no assignment.
    pub(crate) fn assignments(
        &self,
        source: &Source,
        own: &Variables,
        earlier: &mut Variables,
    ) -> Result<Vec<(Arc<str>, Variable)>, EnvError> {
        let found = dotenv::read(source, self, own, earlier)?;
        earlier.extend(found.iter().cloned());
        Ok(found)
    }

    /// Returns these variables and those of `sources` that they lack; a later source overrides an earlier one.
    ///
    /// # Errors
    /// Returns an error for the first line of a source that is no assignment.
    pub(crate) fn extended_by<'a>(
        &self,
        sources: impl IntoIterator<Item = &'a Source>,
    ) -> Result<Self, EnvError> {
        let mut variables = Variables::default();
        for source in sources {
            let found = dotenv::read(source, self, &Variables::default(), &variables)?;
            variables.extend(found);
        }
        variables.extend(self.variables.iter().map(|(name, one)| (Arc::clone(name), one.clone())));
        Ok(Self { variables, unset: self.unset, budget: self.budget.clone() })
    }

    #[cfg(test)]
    pub(crate) fn set_for_test(&mut self, name: &str, value: &str) {
        let sources = crate::source::SourceMap::default();
        let source = sources.add(std::path::Path::new(".env"), String::new());
        self.set(name, value, Span::new(source.id, 0, 0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_files_win_and_see_the_earlier_and_what_is_around_them() {
        let sources = crate::source::SourceMap::default();
        let file = |name: &str, text: &str| sources.add(std::path::Path::new(name), text.to_owned());
        let outer = Environment::default().extended_by([&*file("outer", "A=outer\nO=outer")]).unwrap();
        let files = [
            file("one", "A=one\nX=one\nP=${A}"),
            file("two", "X=two\nY=${X}\nZ=${P}-${O}"),
            file("three", "W=${Y}"),
        ];
        let all = outer.extended_by(files.iter().map(|source| &**source)).unwrap();
        for (name, value) in [
            ("A", "outer"),
            ("O", "outer"),
            ("X", "two"),
            ("Y", "two"),
            ("P", "outer"),
            ("Z", "outer-outer"),
            ("W", "two"),
        ] {
            assert_eq!(&*all.get(name).unwrap().value, value, "{name}");
        }
    }
}
