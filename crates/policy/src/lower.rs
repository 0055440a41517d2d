//! Lowers Rego to what regorus evaluates as OPA would.
//!
//! The files of users are parsed here, by OPA's grammar. Every variable gets a name of its own (`names`), statements are put
//! into an order in which they can be evaluated (`order`), and what regorus takes otherwise than OPA is written in other
//! words: `not` (`negated`), patterns (`patterns`), template strings (`templates`). What is written for regorus (`emit`) has
//! a place in the author's text for each of its parts, so that errors and coverage point at what was typed.
//!
//! Built-in policies are not lowered: their tests hold either way, which a test checks.

mod ast;
mod emit;
mod flow;
mod lexer;
mod names;
mod negated;
mod operators;
mod order;
mod parser;
mod patterns;
mod templates;

use ast::{Kind, Name, Syntax, Term};
use regorus::unstable::BUILTINS;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Why a file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The bytes that are wrong.
    pub(crate) span: Range<usize>,
    /// What is wrong, in one sentence without a full stop.
    pub(crate) message: String,
}

impl Refusal {
    fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into() }
    }
}

/// The rules of all packages: a name that a file does not declare may be a rule of another file of its package.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    /// The rules of each package, with the number of arguments of functions.
    packages: BTreeMap<String, BTreeMap<Name, Option<usize>>>,
    /// The names of the rules of each package.
    names: BTreeMap<String, BTreeSet<Name>>,
}

impl Known {
    /// Adds the rules of the file with the text `rego`, if it can be parsed.
    pub(crate) fn add(&mut self, rego: &str) {
        if let Ok(syntax) = parser::parse(rego, false) {
            self.declare(&syntax);
        }
    }

    fn declare(&mut self, syntax: &Syntax) {
        let package = syntax.package.join(".");
        let rules = self.packages.entry(package.clone()).or_default();
        let names = self.names.entry(package).or_default();
        for rule in &syntax.rules {
            let name = match &rule.name.kind {
                Kind::Ref(base, _) => base.as_var(),
                _ => rule.name.as_var(),
            };
            let Some(name) = name else { continue };
            let arity = rule.args.as_ref().filter(|_| rule.name.as_var().is_some()).map(Vec::len);
            rules.insert(Arc::clone(name), arity);
            names.insert(Arc::clone(name));
        }
    }

    /// Returns the number of arguments of `function`, if it is known.
    fn arity(&self, function: &Term, globals: &names::Globals<'_>) -> Option<usize> {
        let (first, rest) = match &function.kind {
            Kind::Global(name) => (name, &[][..]),
            Kind::Ref(base, parts) => match &base.kind {
                Kind::Global(name) => (name, parts.as_slice()),
                _ => return None,
            },
            _ => return None,
        };
        let mut path = vec![&**first];
        for part in rest {
            let Kind::Text(name) = &part.kind else { return None };
            path.push(name);
        }
        if path.first() == Some(&"data") {
            let (name, package) = path.split_last()?;
            return *self.packages.get(&package.get(1..)?.join("."))?.get(*name)?;
        }
        if rest.is_empty() && globals.rules.contains(first) {
            return *self.packages.get(globals.package)?.get(first)?;
        }
        BUILTINS.get(path.join(".").as_str()).map(|(_, count)| usize::from(*count))
    }
}

/// True for the name of a builtin function.
fn is_builtin_path(function: &Term) -> bool {
    let (first, rest) = match &function.kind {
        Kind::Global(name) => (name, &[][..]),
        Kind::Ref(base, parts) => match &base.kind {
            Kind::Global(name) => (name, parts.as_slice()),
            _ => return false,
        },
        _ => return false,
    };
    **first != *"data" && (!rest.is_empty() || emit::is_builtin(first))
}

/// A file as regorus gets it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Lowered {
    /// Its text, in current Rego.
    pub(crate) text: String,
    /// Where each part of the text begins, and the bytes of the author's text that it comes from.
    places: Vec<(usize, Range<usize>)>,
    /// The author's line of each line, both from 1.
    lines: Vec<u32>,
    /// True if the author wrote Rego of OPA 1.0 or newer.
    pub(crate) is_v1: bool,
    /// The rules that it can refer to.
    pub(crate) known: Arc<Known>,
}

impl fmt::Debug for Lowered {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl Lowered {
    /// Returns the bytes of the author's text from which the byte `at` comes.
    pub(crate) fn place(&self, at: usize) -> Range<usize> {
        let next = self.places.partition_point(|(start, _)| *start <= at);
        next.checked_sub(1).and_then(|index| self.places.get(index)).map_or(0..0, |(_, span)| span.clone())
    }

    /// Returns the author's line of the line `line`, both from 1.
    pub(crate) fn line(&self, line: u32) -> u32 {
        let index = usize::try_from(line).ok().and_then(|line| line.checked_sub(1));
        index.and_then(|index| self.lines.get(index)).copied().unwrap_or(line)
    }
}

/// Lowers the file with the text `rego`. If it `must_be_new`, it is Rego of OPA 1.0 or newer.
///
/// # Errors
/// The author's: what cannot be parsed, and variables that nothing gives a value.
pub(crate) fn lower(rego: &str, must_be_new: bool, known: &Arc<Known>) -> Result<Lowered, Refusal> {
    let mut syntax = parser::parse(rego, must_be_new)?;
    let mut with_own;
    let package = syntax.package.join(".");
    let known_here = if known.names.contains_key(&package) {
        known
    } else {
        with_own = Known::clone(known);
        with_own.declare(&syntax);
        &Arc::new(with_own)
    };
    let none = BTreeSet::new();
    let rules = known_here.names.get(&package).unwrap_or(&none);
    let imports = syntax.imports.iter().map(|import| (Arc::clone(&import.name), import.path.clone()));
    let globals = names::Globals { rules, imports: imports.collect(), known: known_here, package: &package };
    for rule in &mut syntax.rules {
        names::Names::new(&globals).rule(rule)?;
        flow::Lower::new(&globals, !must_be_new).rule(rule)?;
    }
    let mut writer = emit::Writer::new(rego);
    writer.file(&syntax);
    let emit::Writer { text, places, lines, .. } = writer;
    Ok(Lowered { text, places, lines, is_v1: syntax.is_v1, known: Arc::clone(known) })
}

#[cfg(test)]
mod tests;
