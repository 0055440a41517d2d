//! Checks that references in a file exist: functions, imported packages, data and parameters.

use super::functions;
use crate::catalog::Catalog;
use crate::error::PolicyDiagnostic;
use crate::module::Module;
use crate::parse::ParsedModule;
use crate::rego;
use crate::rule::Rule;
use crate::spelling::closest;
use regorus::unstable::Expr;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Checks that everything `files` refer to is in `catalog` or in `files`. `referenced` are the built-in policies they
/// refer to. Where a policy that is none of ours refers to data that nobody gives, it is undefined, as in OPA; `notes` say so.
pub(crate) fn references(
    catalog: &Catalog,
    files: &[ParsedModule],
    referenced: &[ParsedModule],
    diagnostics: &mut Vec<PolicyDiagnostic>,
    notes: &mut Vec<String>,
) {
    let mut absent = BTreeSet::new();
    let known = Known::of(catalog, files, referenced);
    for ParsedModule { module, tree } in files {
        let mut scope = Scope {
            module,
            known: &known,
            imports: BTreeMap::new(),
            locals: BTreeSet::new(),
            diagnostics,
            absent: &mut absent,
        };
        for import in &tree.imports {
            let Some((name, path)) = rego::import(import) else { continue };
            if path.first().is_some_and(|root| &**root == "data") {
                scope.data(&path, &import.refr);
            }
            scope.imports.insert(name, path);
        }
        for rule in &tree.policy {
            scope.locals = rego::locals(rule);
            rego::expressions(rule, &mut |expression, _| scope.expression(expression));
        }
    }
    notes.extend(absent.into_iter().map(|name| {
        format!(
            "nothing gives `data.{name}`, so what the policies ask of it has no result; `--data` gives data"
        )
    }));
}

/// The names that can be referred to.
struct Known<'a> {
    /// The rules of each package.
    packages: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
    /// The keys below `data` that data files fill.
    data: BTreeSet<String>,
    rules: BTreeMap<&'a str, &'a Rule>,
}

impl<'a> Known<'a> {
    fn of(catalog: &'a Catalog, files: &[ParsedModule], referenced: &[ParsedModule]) -> Self {
        let mut packages: BTreeMap<Arc<str>, BTreeSet<Arc<str>>> = BTreeMap::new();
        for module in catalog.modules().filter(|module| module.built_in) {
            packages.entry(Arc::clone(&module.package)).or_default();
        }
        for ParsedModule { module, tree } in files.iter().chain(referenced) {
            packages.entry(Arc::clone(&module.package)).or_default().extend(rego::declared_names(tree));
        }
        let mut data = BTreeSet::from(["conftest", "parameters"].map(str::to_owned));
        for file in &catalog.data {
            match file.at.first() {
                Some(first) => drop(data.insert(first.clone())),
                None => data.extend(
                    file.value()
                        .ok()
                        .and_then(|value| value.as_object())
                        .into_iter()
                        .flat_map(|map| map.keys().cloned()),
                ),
            }
        }
        let rules = catalog.rules.iter().map(|rule| (&*rule.id, rule.as_ref())).collect();
        Self { packages, data, rules }
    }
}

struct Scope<'a, 'b> {
    module: &'a Module,
    known: &'a Known<'a>,
    imports: BTreeMap<Arc<str>, Vec<Arc<str>>>,
    /// Names that the current rule declares itself; they may equal the name of an import.
    locals: BTreeSet<Arc<str>>,
    diagnostics: &'b mut Vec<PolicyDiagnostic>,
    /// The names below `data` that nobody gives, and that need not be given.
    absent: &'b mut BTreeSet<String>,
}

impl Scope<'_, '_> {
    fn expression(&mut self, expression: &Expr) {
        match expression {
            Expr::Call { fcn, .. } => self.call(fcn),
            Expr::RefDot { .. } | Expr::RefBrack { .. } => {
                // The outermost part of a reference comes first and has all of its names.
                let Some(path) = rego::path(expression) else { return };
                let Some((first, rest)) = path.split_first() else { return };
                match self.imports.get(first) {
                    _ if &**first == "data" => self.data(&path, expression),
                    Some(import)
                        if &**import.first().unwrap_or(first) == "data" && !self.locals.contains(first) =>
                    {
                        let whole: Vec<_> = import.iter().chain(rest).cloned().collect();
                        self.data(&whole, expression);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn diagnostic(&mut self, at: &Expr, message: String) {
        let range = rego::range(at.span());
        // A reference is visited once for each of its parts, all of which start at the same place.
        if !self
            .diagnostics
            .iter()
            .any(|known| known.site.path == self.module.path && known.site.range.start == range.start)
        {
            self.diagnostics.push(self.module.diagnostic(range, message));
        }
    }

    /// Checks that a path below `data` refers to a package, data, or a parameter.
    fn data(&mut self, path: &[Arc<str>], at: &Expr) {
        let names: Vec<&str> = path.iter().skip(1).map(|name| &**name).collect();
        let Some(first) = names.first() else { return };
        if *first == "parameters" {
            self.parameter(names.get(1).copied(), names.get(2).copied(), at);
            return;
        }
        let joined = names.join(".");
        let leads_to = |package: &str| {
            joined == package
                || package.starts_with(&format!("{joined}."))
                || joined.starts_with(&format!("{package}."))
        };
        if self.known.data.contains(*first) {
            return;
        }
        if self.known.packages.keys().any(|package| leads_to(package)) {
            self.part_of_package(&names, "rule", at);
            return;
        }
        let known = self.known.packages.keys().map(|package| &**package);
        let known: Vec<&str> = known.chain(self.known.data.iter().map(String::as_str)).collect();
        // The name after a package's name is a rule's and is ignored here.
        let meant = (1..=names.len())
            .rev()
            .find_map(|count| closest(&names.get(..count)?.join("."), known.iter().copied()));
        let advice = match meant {
            None if !self.module.is_native() => {
                self.absent.insert((*first).to_owned());
                return;
            }
            Some(meant) => format!("did you mean `data.{meant}`?"),
            None => "there is neither such a package nor such data, which `--data` gives".to_owned(),
        };
        self.diagnostic(at, format!("there is no `data.{joined}`; {advice}"));
    }

    /// Checks that `names` refer to a rule or function, as `word` says, of the package that they start with.
    fn part_of_package(&mut self, names: &[&str], word: &str, at: &Expr) {
        let packages = self.known.packages.iter().filter_map(|(package, rules)| {
            let rest = package.split('.').try_fold(names, |left, part| {
                left.split_first().filter(|(name, _)| **name == part).map(|(_, rest)| rest)
            })?;
            Some((package, rules, *rest.first()?))
        });
        let Some((package, rules, name)) = packages.max_by_key(|(package, ..)| package.len()) else { return };
        let leads_on = format!("{package}.{name}");
        let leads_on = |other: &str| {
            other.strip_prefix(&*leads_on).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        // Only the rules of packages that the user's files refer to are known.
        if rules.is_empty() || rules.contains(name) || self.known.packages.keys().any(|other| leads_on(other))
        {
            return;
        }
        let advice =
            closest(name, rules.iter().map(|rule| &**rule)).map(|meant| format!("; did you mean `{meant}`?"));
        self.diagnostic(
            at,
            format!("the package `{package}` has no {word} `{name}`{}", advice.unwrap_or_default()),
        );
    }

    fn parameter(&mut self, rule: Option<&str>, name: Option<&str>, at: &Expr) {
        let Some(id) = rule else { return };
        let Some(rule) = self.known.rules.get(id) else {
            let advice = closest(id, self.known.rules.keys().copied())
                .map(|meant| format!("; did you mean `{meant}`?"));
            self.diagnostic(
                at,
                format!("there is no rule `{id}`, and so it has no parameters{}", advice.unwrap_or_default()),
            );
            return;
        };
        let Some(name) = name.filter(|name| !rule.parameters.contains_key(*name)) else { return };
        let advice = match closest(name, rule.parameters.keys().map(String::as_str)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "`parameters` in METADATA declares them".to_owned(),
        };
        self.diagnostic(at, format!("the rule `{id}` has no parameter `{name}`; {advice}"));
    }

    fn call(&mut self, function: &Expr) {
        let Some(path) = rego::path(function) else { return };
        let [first, rest @ ..] = path.as_slice() else { return };
        let own = self.known.packages.get(&self.module.package);
        if &**first == "data" {
            self.data(&path, function);
        } else if let Some(import) = self.imports.get(first).cloned() {
            // An imported function was already checked at its import.
            if !rest.is_empty() {
                let names: Vec<&str> = import.iter().skip(1).chain(rest).map(|name| &**name).collect();
                self.part_of_package(&names, "function", function);
            }
        } else if !own.is_some_and(|names| names.contains(first)) {
            let name = path.join(".");
            if let Some(reason) = functions::refusal(&name, own.into_iter().flatten().map(|name| &**name)) {
                self.diagnostic(function, reason);
            }
        }
    }
}
