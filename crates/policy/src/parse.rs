//! Parses files to syntax trees, and maps regorus' errors to places in files.

use crate::error::PolicyDiagnostic;
use crate::module::Module;
use crate::rego::{self, Tree};
use crate::source::Site;
use regorus::PolicyLengthConfig;
use std::collections::BTreeSet;
use std::num::{NonZeroU32, NonZeroUsize};
use std::ops::Range;
use std::sync::Arc;

/// What regorus takes: a line may be as long as a file, and the room for policies is bounded before.
const LENGTHS: PolicyLengthConfig = PolicyLengthConfig {
    max_col: NonZeroU32::MAX,
    max_file_bytes: NonZeroUsize::MAX,
    max_lines: NonZeroUsize::MAX,
};

/// A file and its syntax tree.
#[derive(Clone)]
pub(crate) struct ParsedModule {
    /// The file.
    pub(crate) module: Arc<Module>,
    /// Its syntax tree.
    pub(crate) tree: Tree,
    /// True if the tree is that of the lowered text: other trees are of what the author typed.
    pub(crate) is_lowered: bool,
}

impl ParsedModule {
    /// Returns the bytes of the author's text for `range` of the text that the tree is of.
    pub(crate) fn written(&self, range: Range<usize>) -> Range<usize> {
        match &self.module.lowered {
            Some(lowered) if self.is_lowered => lowered.place(range.start),
            _ => range,
        }
    }

    /// Returns the text that the tree is of.
    pub(crate) fn text(&self) -> &str {
        match &self.module.lowered {
            Some(lowered) if self.is_lowered => &lowered.text,
            _ => &self.module.rego,
        }
    }

    /// Creates a diagnostic about `range` of the text that the tree is of.
    pub(crate) fn diagnostic(&self, range: Range<usize>, message: impl Into<String>) -> PolicyDiagnostic {
        self.module.diagnostic(self.written(range), message)
    }
}

/// Adds a file to `engine` and returns it with its syntax tree.
///
/// # Errors
/// The error of parsing the file; the author must fix it.
pub(crate) fn parse(
    engine: &mut regorus::Engine,
    module: &Arc<Module>,
) -> Result<ParsedModule, PolicyDiagnostic> {
    engine.set_policy_length_config(LENGTHS);
    let text = module.lowered.as_ref().map_or(&*module.rego, |lowered| &lowered.text);
    let added = engine.add_policy(module.path.to_string(), text.to_owned());
    added.map_err(|error| diagnostic(&error, &[&**module]))?;
    let written = as_written(module);
    let is_lowered = written.is_none();
    let tree = written.or_else(|| engine.get_modules().last().cloned());
    let tree = tree.ok_or_else(|| module.diagnostic(0..0, "it cannot be parsed"))?;
    Ok(ParsedModule { module: Arc::clone(module), tree, is_lowered })
}

/// Returns the syntax tree of a lowered file of our root as its author wrote it, which the checks of our contract look at;
/// None if regorus cannot parse that.
fn as_written(module: &Module) -> Option<Tree> {
    if !module.is_native() || rego::too_deep(&module.rego).is_some() {
        return None;
    }
    let mut engine = regorus::Engine::new();
    engine.set_policy_length_config(LENGTHS);
    engine.add_policy(module.path.to_string(), module.rego.to_string()).ok()?;
    engine.get_modules().last().cloned()
}

/// Returns the paths of the files in `engine`.
pub(crate) fn paths(engine: &mut regorus::Engine) -> BTreeSet<String> {
    engine.get_modules().iter().map(|tree| tree.package.span.source.get_path().clone()).collect()
}

/// Converts an error of regorus to a diagnostic at its place in one of `modules`, or else of the whole first module.
pub(crate) fn diagnostic<'a>(
    error: &impl std::fmt::Display,
    modules: impl IntoIterator<Item = &'a &'a Module>,
) -> PolicyDiagnostic {
    let (site, message) = locate_error(&format!("{error:#}"), modules);
    PolicyDiagnostic::new(site, message)
}

/// Returns the place and the message in an error text of regorus, which shows `--> file:line:column`, the line, a
/// caret and `error: message`.
pub(crate) fn locate_error<'a>(
    text: &str,
    modules: impl IntoIterator<Item = &'a &'a Module>,
) -> (Site, String) {
    let modules: Vec<&Module> = modules.into_iter().copied().collect();
    // The last place is the innermost: the cause.
    let picture = text.rfind("--> ").and_then(|at| text.get(at + 4..));
    let site = picture.and_then(|picture| {
        let mut parts = picture.lines().next()?.rsplitn(3, ':');
        let column = parts.next()?.trim().parse().ok()?;
        let line = parts.next()?.parse().ok()?;
        let path = parts.next()?;
        let module = modules.iter().find(|module| *module.path == *path)?;
        Some(match &module.lowered {
            Some(lowered) => module.site(lowered.place(word_at(&lowered.text, line, column).start)),
            None => module.site(word_at(&module.rego, line, column)),
        })
    });
    let message = picture.and_then(|picture| picture.split_once("error: ")).map_or(text, |(_, rest)| rest);
    let message = if text.contains("error: recursion detected when evaluating rule") {
        "it needs its own value, by a name that is computed".to_owned()
    } else {
        message.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let message = message.strip_suffix('.').map(str::to_owned).unwrap_or(message);
    let nowhere = || Site { path: Arc::default(), text: Arc::default(), range: 0..0 };
    (site.unwrap_or_else(|| modules.first().map_or_else(nowhere, |module| module.whole())), message)
}

/// Returns the word at a line and column, both from 1; at least one character if possible.
fn word_at(text: &str, line: usize, column: usize) -> Range<usize> {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    // For regorus, a tab takes four columns.
    let starts = rest.char_indices().scan(1, |next, (at, character)| {
        let here = *next;
        *next += if character == '\t' { 4 } else { 1 };
        Some((here, at))
    });
    let skip = starts.into_iter().find(|(here, _)| *here >= column).map_or(rest.len(), |(_, at)| at);
    let is_word = |character: char| character.is_alphanumeric() || matches!(character, '_' | '.');
    // A call is placed at its bracket, and a reference at its point.
    let is_inside = rest.get(skip..).is_some_and(|rest| rest.starts_with(['(', '.']));
    let before = rest.get(..skip).filter(|_| is_inside).unwrap_or_default();
    let skip = skip - before.len() + before.trim_end_matches(is_word).len();
    let word = rest.get(skip..).unwrap_or_default();
    let length = word.find(|character| !is_word(character)).unwrap_or(word.len());
    let length = if length == 0 { word.chars().next().map_or(0, char::len_utf8) } else { length };
    if length == 0 {
        // At the end of a line or the file, the construct before it is incomplete.
        let before = text.get(..start + skip).unwrap_or_default().trim_end();
        let last = before.chars().next_back().map_or(0, char::len_utf8);
        return before.len() - last..before.len();
    }
    start + skip..start + skip + length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(rego: &str) -> Arc<Module> {
        Arc::new(Module::read("a/b.rego", rego.to_owned(), false).unwrap().0)
    }

    fn lowered(rego: &str) -> Result<Arc<Module>, PolicyDiagnostic> {
        let mut module = Module::read("a/b.rego", rego.to_owned(), false).unwrap().0;
        module.lower(&Arc::default()).map(|()| Arc::new(module))
    }

    #[test]
    fn an_error_has_the_place_and_the_message_of_regorus() {
        let module = module("package a\n\nx := \n");
        let text = "\n--> a/b.rego:3:1\n  |\n3 | x := \n  |      ^\nerror: expecting\n expression";
        let (site, message) = locate_error(text, &[&*module]);
        assert_eq!((site.to_string().as_str(), message.as_str()), ("a/b.rego:3:1", "expecting expression"));
        assert_eq!(&module.rego[site.range], "x");
        let (site, _) = locate_error(&text.replace(":3:1", ":3:6"), &[&*module]);
        assert_eq!(&module.rego[site.range], "=");
        let call = self::module("package a\n\nx if {\n\tcount(input.name) > 1\n}\n");
        for (column, word) in [(10, "count"), (16, "input.name"), (11, "input.name")] {
            let text =
                format!("\n--> a/b.rego:4:{column}\n  |\n4 |     count(input.name) > 1\n  | ^\nerror: no");
            let (site, _) = locate_error(&text, &[&*call]);
            assert_eq!(&call.rego[site.range], word, "{column}");
        }
        let (site, message) = locate_error("no picture", &[&*module]);
        assert_eq!((site.to_string().as_str(), message.as_str()), ("a/b.rego", "no picture"));
    }

    #[test]
    fn rego_of_before_1_0_is_taken_as_that() {
        let mut engine = regorus::Engine::new();
        let old = lowered("package a\n\ndeny[msg] { msg = \"x\" }\n").unwrap();
        assert!(parse(&mut engine, &old).is_ok());
        let own = "package hy_msg_lint.a.b\n\ndeny[msg] { msg = \"x\" }\n";
        let error = lowered(own).unwrap_err();
        assert!(error.to_string().starts_with("a/b.rego:3:"), "{error}");
        let new = lowered("package b\n\ndeny contains msg if msg := \"x\"\n").unwrap();
        assert!(parse(&mut engine, &new).is_ok());
    }
}
