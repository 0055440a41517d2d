//! Gives every variable of a rule a name of its own, and replaces what is imported by what it stands for.
//!
//! In OPA a variable may have the name of a rule, of an import, or of a variable outside of its body (OPA documentation,
//! "Policy language", "Variables" and "Some keyword"); regorus takes such a name for the other thing.

use super::ast::{Act, Body, Branch, Kind, Name, Piece, Rule, Span, Statement, Term};
use super::{Known, Refusal};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The names that a file's rules can use.
pub(super) struct Globals<'a> {
    /// The rules and functions of the package.
    pub(super) rules: &'a BTreeSet<Name>,
    /// What is imported, by its name.
    pub(super) imports: BTreeMap<Name, Vec<Name>>,
    /// All packages.
    pub(super) known: &'a Known,
    /// The name of the package.
    pub(super) package: &'a str,
}

/// The variables of a rule.
pub(super) struct Names<'a> {
    globals: &'a Globals<'a>,
    /// The bodies around a place, outermost first.
    scopes: Vec<Scope>,
    /// The names that the rule has given, and those that it must not give.
    used: BTreeSet<Name>,
    /// The number of names that were made up.
    count: usize,
    /// True for the value of `with`, which may be a function.
    is_value: bool,
}

#[derive(Default)]
struct Scope {
    /// The names as written, with those given.
    names: BTreeMap<Name, Name>,
    /// Names that were used here before they might be declared here.
    seen: BTreeMap<Name, Span>,
    given: BTreeSet<Name>,
    /// Names behind `some` that only bodies in this one use: each of them has its own.
    unused: BTreeSet<Name>,
}

type Resolved = Result<(), Refusal>;

impl<'a> Names<'a> {
    pub(super) fn new(globals: &'a Globals<'a>) -> Self {
        Self { globals, scopes: Vec::new(), used: BTreeSet::new(), count: 0, is_value: false }
    }

    /// Resolves the names of `rule`.
    pub(super) fn rule(&mut self, rule: &mut Rule) -> Resolved {
        let name = match &mut rule.name.kind {
            Kind::Ref(base, _) => &mut base.kind,
            kind => kind,
        };
        if let Kind::Var(first) = name {
            *name = Kind::Global(Arc::clone(first));
        }
        // Each branch has variables of its own, but for arguments; the head is resolved for each, and they agree on it.
        let head = (rule.name.clone(), rule.args.clone(), rule.key.clone());
        for branch in &mut rule.branches {
            (rule.name, rule.args, rule.key) = head.clone();
            self.scopes.push(Scope::default());
            self.count = 0;
            self.used.clear();
            let result = self.branch(branch, &mut rule.name, &mut rule.args, &mut rule.key);
            let scope = self.scopes.pop().unwrap_or_default();
            branch.locals = scope.given;
            result?;
        }
        Ok(())
    }

    fn branch(
        &mut self,
        branch: &mut Branch,
        name: &mut Term,
        args: &mut Option<Vec<Term>>,
        key: &mut Option<Term>,
    ) -> Resolved {
        for arg in args.iter_mut().flatten() {
            self.declare_all(arg, false)?;
        }
        let mut implicit = BTreeSet::new();
        if let Kind::Ref(_, parts) = &name.kind {
            for part in parts {
                direct(part, &mut implicit);
            }
        }
        key.iter().chain(&branch.value).for_each(|term| direct(term, &mut implicit));
        if let Some(body) = &branch.body {
            let mut outside = BTreeSet::new();
            if let Kind::Ref(_, parts) = &name.kind {
                for part in parts {
                    all(part, &mut outside);
                }
            }
            key.iter().chain(&branch.value).for_each(|term| all(term, &mut outside));
            some_are_used(body, outside)?;
        }
        self.scopes.push(Scope::default());
        let result = (|| {
            if let Some(body) = &mut branch.body {
                self.statements(body, implicit)?;
            } else {
                self.declare_implicit(implicit);
            }
            if let Kind::Ref(_, parts) = &mut name.kind {
                for part in parts {
                    self.term(part)?;
                }
            }
            for term in key.iter_mut().chain(&mut branch.value) {
                self.term(term)?;
            }
            Ok(())
        })();
        let scope = self.scopes.pop().unwrap_or_default();
        branch.body.get_or_insert_default().locals = scope.given;
        result
    }

    /// Resolves `body`, and `term` after it, in a scope of their own.
    fn closure(&mut self, body: &mut Body, terms: &mut [&mut Term]) -> Resolved {
        let mut implicit = BTreeSet::new();
        for term in &*terms {
            direct(term, &mut implicit);
        }
        let mut outside = BTreeSet::new();
        for term in &*terms {
            all(term, &mut outside);
        }
        some_are_used(body, outside)?;
        self.scopes.push(Scope::default());
        let mut result = self.statements(body, implicit);
        for term in terms {
            result = result.and_then(|()| self.term(term));
        }
        let scope = self.scopes.pop().unwrap_or_default();
        body.locals.extend(scope.given);
        result
    }

    /// Resolves the statements of a body in the innermost scope.
    fn statements(&mut self, body: &mut Body, mut implicit: BTreeSet<Name>) -> Resolved {
        let mut declared = BTreeSet::new();
        for statement in &body.statements {
            of_statement(statement, &mut implicit, &mut declared);
        }
        let some = body.statements.iter().filter_map(|statement| match &statement.kind {
            Act::Some(names) => Some(names),
            _ => None,
        });
        let unused = some.flatten().map(|(name, _)| name).filter(|name| !implicit.contains(*name)).cloned();
        let unused: BTreeSet<Name> = unused.collect();
        implicit.retain(|name| !declared.contains(name));
        self.declare_implicit(implicit);
        if let Some(scope) = self.scopes.last_mut() {
            scope.unused = unused;
        }
        body.statements.iter_mut().try_for_each(|statement| self.statement(statement))
    }

    /// Declares those of `names` that are nothing else.
    fn declare_implicit(&mut self, names: BTreeSet<Name>) {
        for name in names {
            let around = self.scopes.iter().rev().find(|scope| scope.names.contains_key(&name));
            let is_free = match around {
                Some(scope) => scope.unused.contains(&name),
                None => !self.is_global(&name),
            };
            if is_free {
                self.declare(&name);
            }
        }
    }

    fn statement(&mut self, statement: &mut Statement) -> Resolved {
        for with in &mut statement.with {
            self.target(&mut with.target)?;
            self.is_value = true;
            let result = self.term(&mut with.value);
            self.is_value = false;
            result?;
        }
        match &mut statement.kind {
            Act::Holds(term) | Act::Not(term) => self.term(term),
            Act::NotEqual(left, right) | Act::Unify(left, right) => {
                self.term(left)?;
                self.term(right)
            }
            Act::Assign(left, right) => {
                assignable(left)?;
                self.term(right)?;
                self.declare_all(left, true)
            }
            Act::Some(names) => {
                for (name, span) in names {
                    self.declare_here(name, span)?;
                    *name = self.find(name).unwrap_or_else(|| Arc::clone(name));
                }
                Ok(())
            }
            Act::SomeIn(key, value, collection) => {
                self.term(collection)?;
                let mut names = BTreeSet::new();
                for term in key.iter().chain([&*value]) {
                    patterns(term, &mut BTreeSet::new(), &mut names);
                }
                names.remove("_");
                let span = value.span.clone();
                names.iter().try_for_each(|name| self.declare_here(name, &span))?;
                key.iter_mut().chain([value]).try_for_each(|term| self.term(term))
            }
            Act::Every(key, value, domain, body) => {
                self.term(domain)?;
                let mut used = BTreeSet::new();
                all_of_body(body, &mut used);
                key.iter().chain([&*value]).try_for_each(|(name, span)| is_used(name, span, &used))?;
                self.scopes.push(Scope::default());
                for (name, _) in key.iter_mut().chain([value]) {
                    *name = self.declare(name);
                }
                // The body is in the scope of its key and value.
                let result = some_are_used(body, BTreeSet::new())
                    .and_then(|()| self.statements(body, BTreeSet::new()));
                let scope = self.scopes.pop().unwrap_or_default();
                body.locals.extend(scope.given);
                result
            }
        }
    }

    /// Resolves the target of `with`, which may be imported.
    fn target(&mut self, target: &mut Term) -> Resolved {
        if let Kind::Ref(_, parts) = &mut target.kind {
            parts.iter_mut().try_for_each(|part| self.term(part))?;
        }
        let name = match &target.kind {
            Kind::Ref(base, _) => base.as_var(),
            _ => target.as_var(),
        };
        let Some(name) = name.cloned() else { return Ok(()) };
        if let Some(path) = self.globals.imports.get(&name).filter(|_| !self.globals.rules.contains(&name)) {
            imported(target, path);
        } else if self.is_rule(&name) {
            // Regorus replaces a rule only by its whole path.
            let package = self.globals.package.split('.').map(Name::from);
            let path: Vec<Name> = std::iter::once("data".into()).chain(package).chain([name]).collect();
            imported(target, &path);
        } else if let Kind::Ref(base, _) = &mut target.kind {
            base.kind = Kind::Global(name);
        } else {
            target.kind = Kind::Global(name);
        }
        Ok(())
    }

    /// Declares the variables of a pattern and resolves what else is in it.
    fn declare_all(&mut self, pattern: &mut Term, here: bool) -> Resolved {
        match &mut pattern.kind {
            Kind::Var(name) if &**name != "_" => {
                if here {
                    self.declare_here(name, &pattern.span)?;
                } else if self.scopes.last().is_none_or(|scope| !scope.names.contains_key(name)) {
                    self.declare(name);
                }
                *name = self.find(name).unwrap_or_else(|| Arc::clone(name));
                Ok(())
            }
            Kind::Array(items) => items.iter_mut().try_for_each(|item| self.declare_all(item, here)),
            Kind::Object(fields) => fields.iter_mut().try_for_each(|(key, value)| {
                self.term(key)?;
                self.declare_all(value, here)
            }),
            _ => self.term(pattern),
        }
    }

    fn declare_here(&mut self, name: &Name, span: &Span) -> Resolved {
        if self.scopes.len() == 2 && self.scopes.first().is_some_and(|args| args.names.contains_key(name)) {
            let message = format!("the variable `{name}` is an argument already");
            return Err(Refusal::new(span.clone(), message));
        }
        if let Some(scope) = self.scopes.last() {
            if scope.names.contains_key(name) {
                return Err(Refusal::new(
                    span.clone(),
                    format!("the variable `{name}` is declared above already"),
                ));
            }
            if scope.seen.contains_key(name) {
                let message = format!("the variable `{name}` is declared here, and used above");
                return Err(Refusal::new(span.clone(), message));
            }
        }
        self.declare(name);
        Ok(())
    }

    /// Gives the variable `name` a name of its own in the innermost scope.
    fn declare(&mut self, name: &Name) -> Name {
        let given = if self.is_free(name) { Arc::clone(name) } else { self.fresh(name) };
        self.used.insert(Arc::clone(&given));
        if let Some(scope) = self.scopes.last_mut() {
            scope.names.insert(Arc::clone(name), Arc::clone(&given));
            scope.given.insert(Arc::clone(&given));
        }
        given
    }

    fn is_free(&self, name: &str) -> bool {
        let is_keyword = super::parser::FUTURE.contains(&name);
        !is_keyword
            && !self.used.contains(name)
            && !self.is_global(name)
            && !super::emit::is_builtin_root(name)
    }

    fn fresh(&mut self, name: &str) -> Name {
        loop {
            self.count += 1;
            let given = format!("{name}__{}", self.count);
            if self.is_free(&given) {
                return given.into();
            }
        }
    }

    fn is_global(&self, name: &str) -> bool {
        matches!(name, "input" | "data")
            || self.globals.imports.contains_key(name)
            || self.globals.rules.contains(name)
    }

    /// True for a rule of the package that is no function.
    fn is_rule(&self, name: &str) -> bool {
        let own = self.globals.known.packages.get(self.globals.package);
        own.and_then(|rules| rules.get(name)).is_some_and(Option::is_none)
    }

    fn find(&self, name: &str) -> Option<Name> {
        self.scopes.iter().rev().find_map(|scope| scope.names.get(name)).cloned()
    }

    fn term(&mut self, term: &mut Term) -> Resolved {
        match &mut term.kind {
            Kind::Var(name) => {
                let name = Arc::clone(name);
                self.variable(term, &name)
            }
            Kind::ArrayOf(inner, body) | Kind::SetOf(inner, body) => self.closure(body, &mut [inner]),
            Kind::ObjectOf(key, value, body) => self.closure(body, &mut [key, value]),
            Kind::Call(function, arguments) => {
                self.function(function)?;
                arguments.iter_mut().try_for_each(|argument| self.term(argument))?;
                // A rule without arguments may be written as a function.
                if arguments.is_empty() && !super::is_builtin_path(function) {
                    term.kind = function.kind.clone();
                }
                Ok(())
            }
            Kind::Ref(base, parts) => {
                for part in parts.iter_mut() {
                    self.term(part)?;
                }
                self.term(base)?;
                if let Kind::Ref(inner, first) = &mut base.kind {
                    let mut all = std::mem::take(first);
                    all.append(parts);
                    *parts = all;
                    **base = std::mem::replace(&mut **inner, Term::scalar("null", &(0..0)));
                }
                Ok(())
            }
            _ => {
                let mut result = Ok(());
                term.children_mut(&mut |child| {
                    if result.is_ok() {
                        result = self.term(child);
                    }
                });
                result
            }
        }
    }

    fn variable(&mut self, term: &mut Term, name: &Name) -> Resolved {
        if &**name == "_" {
            // Every `_` is another variable.
            let given = self.fresh("_");
            self.used.insert(Arc::clone(&given));
            if let Some(scope) = self.scopes.last_mut() {
                scope.given.insert(Arc::clone(&given));
            }
            term.kind = Kind::Var(given);
        } else if let Some(given) = self.find(name) {
            term.kind = Kind::Var(given);
        } else if let Some(path) = self.globals.imports.get(name) {
            imported(term, path);
        } else if self.is_global(name) {
            if self.globals.rules.contains(name) && !self.is_rule(name) && !self.is_value {
                let message = format!("`{name}` is a function, and is not called");
                return Err(Refusal::new(term.span.clone(), message));
            }
            if let Some(scope) = self.scopes.last_mut() {
                scope.seen.insert(Arc::clone(name), term.span.clone());
            }
            term.kind = Kind::Global(Arc::clone(name));
        } else if super::emit::is_builtin(name) {
            // A function as a value of `with`.
            term.kind = Kind::Global(Arc::clone(name));
        } else {
            let given = self.declare(name);
            term.kind = Kind::Var(given);
        }
        Ok(())
    }

    /// Resolves the name of a function, which no variable can be.
    fn function(&mut self, function: &mut Term) -> Resolved {
        let base = match &mut function.kind {
            Kind::Ref(base, _) => &mut **base,
            _ => function,
        };
        let Kind::Var(name) = &base.kind else { return self.term(function) };
        let name = Arc::clone(name);
        if self.find(&name).is_some() {
            let message = format!("`{name}` is a variable here, and not a function");
            return Err(Refusal::new(base.span.clone(), message));
        }
        if let Some(scope) = self.scopes.last_mut() {
            scope.seen.insert(Arc::clone(&name), base.span.clone());
        }
        match self.globals.imports.get(&name) {
            Some(path) if !self.globals.rules.contains(&name) || path.len() > 1 => {
                let path = path.clone();
                imported(function, &path);
            }
            _ => base.kind = Kind::Global(name),
        }
        Ok(())
    }
}

/// Refuses what stands to the left of `:=` and is no variable, or pattern of them.
fn assignable(pattern: &Term) -> Resolved {
    match &pattern.kind {
        Kind::Var(_) => Ok(()),
        Kind::Array(items) => items.iter().try_for_each(assignable),
        Kind::Object(fields) => fields.iter().try_for_each(|(_, value)| assignable(value)),
        _ => {
            let message = "only variables, and patterns of them, can be assigned";
            Err(Refusal::new(pattern.span.clone(), message))
        }
    }
}

/// Refuses variables that `some` declares in `body` and that neither it nor `used` uses.
fn some_are_used(body: &Body, mut used: BTreeSet<Name>) -> Resolved {
    let mut names = body.statements.iter().filter_map(|statement| match &statement.kind {
        Act::Some(names) => Some(names),
        _ => None,
    });
    let Some(first) = names.next() else { return Ok(()) };
    all_of_body(body, &mut used);
    first.iter().chain(names.flatten()).try_for_each(|(name, span)| is_used(name, span, &used))
}

fn is_used(name: &Name, span: &Span, used: &BTreeSet<Name>) -> Resolved {
    if used.contains(name) || &**name == "_" {
        return Ok(());
    }
    Err(Refusal::new(span.clone(), format!("the variable `{name}` is declared, and nothing uses it")))
}

/// Puts the imported `path` in the place of the name that `term` begins with.
fn imported(term: &mut Term, path: &[Name]) {
    let Some((first, rest)) = path.split_first() else { return };
    let span = term.span.clone();
    let mut parts: Vec<Term> = rest.iter().map(|name| Term::text(name, &span)).collect();
    if let Kind::Ref(_, own) = &mut term.kind {
        parts.append(own);
    }
    let base = Term::new(Kind::Global(Arc::clone(first)), span);
    term.kind = if parts.is_empty() { base.kind } else { Kind::Ref(Box::new(base), parts) };
}

/// Collects the variables of `term` that are not in the bodies in it.
fn direct(term: &Term, into: &mut BTreeSet<Name>) {
    match &term.kind {
        Kind::Var(name) if &**name != "_" => {
            into.insert(Arc::clone(name));
        }
        Kind::Call(function, arguments) => {
            // The name of a function is no variable.
            if let Kind::Ref(_, parts) = &function.kind {
                for part in parts {
                    direct(part, into);
                }
            }
            for argument in arguments {
                direct(argument, into);
            }
        }
        _ => term.children(&mut |child| direct(child, into)),
    }
}

/// Collects the variables that a statement uses, and those that it declares.
fn of_statement(statement: &Statement, used: &mut BTreeSet<Name>, declared: &mut BTreeSet<Name>) {
    for with in &statement.with {
        // The name of a function may stand for another.
        if !with.value.as_var().is_some_and(|name| super::emit::is_builtin(name)) {
            direct(&with.value, used);
        }
    }
    match &statement.kind {
        Act::Holds(term) | Act::Not(term) => direct(term, used),
        Act::NotEqual(left, right) | Act::Unify(left, right) => {
            direct(left, used);
            direct(right, used);
        }
        Act::Assign(left, right) => {
            patterns(left, used, declared);
            direct(right, used);
        }
        Act::Some(names) => declared.extend(names.iter().map(|(name, _)| Arc::clone(name))),
        Act::SomeIn(key, value, collection) => {
            for term in key.iter().chain([value]) {
                patterns(term, used, declared);
            }
            direct(collection, used);
        }
        Act::Every(_, _, domain, _) => direct(domain, used),
    }
}

/// Collects the variables that a pattern declares, and those that it uses.
fn patterns(pattern: &Term, used: &mut BTreeSet<Name>, declared: &mut BTreeSet<Name>) {
    match &pattern.kind {
        Kind::Var(name) => {
            declared.insert(Arc::clone(name));
        }
        Kind::Array(items) => items.iter().for_each(|item| patterns(item, used, declared)),
        Kind::Object(fields) => {
            for (key, value) in fields {
                direct(key, used);
                patterns(value, used, declared);
            }
        }
        _ => direct(pattern, used),
    }
}

/// Collects all variables of `term`, with those in the bodies in it.
pub(super) fn all(term: &Term, into: &mut BTreeSet<Name>) {
    match &term.kind {
        Kind::Var(name) => {
            into.insert(Arc::clone(name));
        }
        Kind::ArrayOf(inner, body) | Kind::SetOf(inner, body) => {
            all(inner, into);
            all_of_body(body, into);
        }
        Kind::ObjectOf(key, value, body) => {
            all(key, into);
            all(value, into);
            all_of_body(body, into);
        }
        Kind::Template(pieces) => {
            for piece in pieces {
                if let Piece::Term(term) = piece {
                    all(term, into);
                }
            }
        }
        _ => term.children(&mut |child| all(child, into)),
    }
}

/// Collects all variables of `body`, with those of the bodies in it.
pub(super) fn all_of_body(body: &Body, into: &mut BTreeSet<Name>) {
    for statement in &body.statements {
        for with in &statement.with {
            all(&with.value, into);
        }
        match &statement.kind {
            Act::Holds(term) | Act::Not(term) => all(term, into),
            Act::NotEqual(left, right) | Act::Unify(left, right) | Act::Assign(left, right) => {
                all(left, into);
                all(right, into);
            }
            Act::Some(_) => {}
            Act::SomeIn(key, value, collection) => {
                key.iter().chain([value, collection]).for_each(|term| all(term, into));
            }
            Act::Every(key, value, domain, inner) => {
                into.extend(key.iter().chain([value]).map(|(name, _)| Arc::clone(name)));
                all(domain, into);
                all_of_body(inner, into);
            }
        }
    }
}
