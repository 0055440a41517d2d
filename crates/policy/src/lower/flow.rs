//! The statements that a body becomes, and the variables that have a value after them.

use super::Refusal;
use super::ast::{Act, Body, Branch, Kind, Name, Rule, Span, Statement, Term, With};
use super::names::Globals;
use super::order::{self, Safe};
use super::{negated, operators, patterns, templates};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Composites nested in more than this many others get names: regorus' parser doubles its time with each bracket.
const DEEPEST_COMPOSITE: usize = 6;

/// Lowers the bodies of a rule.
pub(super) struct Lower<'a> {
    pub(super) globals: &'a Globals<'a>,
    /// True if operators on values of wrong types are undefined, as in OPA, and no errors.
    is_lenient: bool,
    /// The number of variables that were made up in the rule.
    count: usize,
}

/// The statements of one body so far.
pub(super) struct Flow {
    pub(super) out: Vec<Statement>,
    pub(super) safe: Safe,
    /// The variables that take every key of something.
    pub(super) taken: Vec<(Name, Span)>,
    /// The bytes of the statement that is lowered.
    pub(super) span: Span,
    /// Its modifiers, which hold for all that it becomes.
    pub(super) with: Vec<With>,
}

pub(super) type Done = Result<(), Refusal>;

impl Flow {
    pub(super) fn push(&mut self, kind: Act) {
        self.out.push(Statement { span: self.span.clone(), kind, with: self.with.clone() });
    }

    /// Assigns `term` to `name`, which then has a value.
    pub(super) fn assign(&mut self, name: &Name, span: &Span, term: Term) {
        self.push(Act::Assign(Term::var(name, span), term));
        self.safe.insert(Arc::clone(name));
    }
}

impl<'a> Lower<'a> {
    pub(super) fn new(globals: &'a Globals<'a>, is_lenient: bool) -> Self {
        Self { globals, is_lenient, count: 0 }
    }

    /// Makes up the name of a variable.
    pub(super) fn fresh(&mut self) -> Name {
        self.count += 1;
        format!("__lowered_{}", self.count).into()
    }

    /// Lowers the bodies of `rule`.
    pub(super) fn rule(&mut self, rule: &mut Rule) -> Done {
        if rule.is_default {
            rule.branches.iter_mut().for_each(|branch| branch.body = None);
            return Ok(());
        }
        let args = self.arguments(rule);
        let (mut name, mut key) = (rule.name.clone(), rule.key.clone());
        let count = self.count;
        for branch in &mut rule.branches {
            // Each branch begins with the same head.
            self.count = count;
            (name, key) = (rule.name.clone(), rule.key.clone());
            self.branch(branch, &args, &mut name, &mut key)?;
        }
        (rule.name, rule.key) = (name, key);
        Ok(())
    }

    /// Makes all arguments of `rule` different variables or values; returns those that must equal a pattern.
    fn arguments(&mut self, rule: &mut Rule) -> Vec<(Name, Term)> {
        let mut patterns = Vec::new();
        let mut known = BTreeSet::new();
        for arg in rule.args.iter_mut().flatten() {
            let is_plain = match &arg.kind {
                Kind::Scalar(_) | Kind::Text(_) => true,
                Kind::Var(name) => known.insert(Arc::clone(name)),
                _ => false,
            };
            if !is_plain {
                let name = self.fresh();
                let var = Term::var(&name, &arg.span);
                patterns.push((name, std::mem::replace(arg, var)));
            }
        }
        patterns
    }

    fn branch(
        &mut self,
        branch: &mut Branch,
        args: &[(Name, Term)],
        name: &mut Term,
        key: &mut Option<Term>,
    ) -> Done {
        let mut safe = branch.locals.clone();
        // Variables in patterns get their values from the arguments.
        let mut in_patterns = Safe::new();
        for (_, pattern) in args {
            super::names::all(pattern, &mut in_patterns);
        }
        let plain: Safe = args.iter().map(|(name, _)| Arc::clone(name)).collect();
        let repeated: Safe = args.iter().filter_map(|(_, pattern)| pattern.as_var().cloned()).collect();
        safe.retain(|name| !in_patterns.contains(name) || repeated.contains(name));
        safe.extend(plain);
        let mut body = branch.body.take().unwrap_or_default();
        let patterns = args.iter().map(|(name, pattern)| Statement {
            span: pattern.span.clone(),
            kind: Act::Unify(pattern.clone(), Term::var(name, &pattern.span)),
            with: Vec::new(),
        });
        body.statements.splice(0..0, patterns);
        let mut ends: Vec<&mut Term> = Vec::new();
        if let Kind::Ref(_, parts) = &mut name.kind {
            ends.extend(parts.iter_mut());
        }
        ends.extend(key.iter_mut().chain(&mut branch.value));
        self.body(&mut body, &safe, &mut ends)?;
        branch.body = (!body.statements.is_empty()).then_some(body);
        Ok(())
    }

    /// Orders and lowers a body, and `terms`, which are evaluated after it.
    pub(super) fn body(&mut self, body: &mut Body, safe: &Safe, terms: &mut [&mut Term]) -> Done {
        let globals = self.globals;
        let arity = |function: &Term| globals.known.arity(function, globals);
        let statements = order::ordered(std::mem::take(&mut body.statements), safe, &arity)?;
        let mut flow =
            Flow { out: Vec::new(), safe: safe.clone(), taken: Vec::new(), span: 0..0, with: Vec::new() };
        for statement in statements {
            self.statement(statement, &mut flow)?;
        }
        for term in terms {
            flow.span = term.span.clone();
            order::check(term, &flow.safe)?;
            self.ready(term, &mut flow)?;
        }
        body.statements = flow.out;
        // Regorus declares a variable anew for each value of another that is taken before it.
        if let Some((_, span)) = flow.taken.first() {
            let some = Statement { span: span.clone(), kind: Act::Some(flow.taken), with: Vec::new() };
            body.statements.insert(0, some);
        }
        Ok(())
    }

    fn statement(&mut self, statement: Statement, flow: &mut Flow) -> Done {
        let Statement { span, kind, mut with } = statement;
        flow.span = span;
        // The values of modifiers are evaluated outside of them.
        for with in &mut with {
            self.ready(&mut with.value, flow)?;
            if !is_ground(&with.value) && with.value.as_var().is_none() && !is_function(&with.value) {
                let name = self.fresh();
                let span = with.value.span.clone();
                let value = std::mem::replace(&mut with.value, Term::var(&name, &span));
                flow.assign(&name, &span, value);
            }
        }
        flow.with = with;
        let result = self.act(kind, flow);
        flow.with = Vec::new();
        result
    }

    fn act(&mut self, kind: Act, flow: &mut Flow) -> Done {
        match kind {
            Act::Holds(term) => self.holds(term, flow),
            Act::Not(term) => negated::not(self, term, flow),
            Act::NotEqual(left, right) => negated::not(self, Term::infix("=", left, right), flow),
            Act::Unify(left, right) | Act::Assign(left, right) => patterns::unify(self, left, right, flow),
            Act::Some(_) => Ok(()),
            Act::SomeIn(key, value, collection) => patterns::some_in(self, key, value, collection, flow),
            Act::Every(key, value, mut domain, mut body) => {
                self.ready(&mut domain, flow)?;
                if matches!(domain.kind, Kind::Ref(..) | Kind::Call(..) | Kind::Global(_) | Kind::Infix(..)) {
                    // Nothing holds for every item of what is undefined.
                    let name = self.fresh();
                    let span = domain.span.clone();
                    let whole = std::mem::replace(&mut domain, Term::var(&name, &span));
                    flow.assign(&name, &span, whole);
                }
                let mut safe = flow.safe.clone();
                safe.extend(key.iter().chain([&value]).map(|(name, _)| Arc::clone(name)));
                self.body(&mut body, &safe, &mut [])?;
                flow.push(Act::Every(key, value, domain, body));
                Ok(())
            }
        }
    }

    fn holds(&mut self, mut term: Term, flow: &mut Flow) -> Done {
        if let Kind::Call(function, arguments) = &mut term.kind
            && self.globals.known.arity(function, self.globals) == arguments.len().checked_sub(1)
            && let Some(result) = arguments.pop()
        {
            // `split("a b", " ", words)` is `words = split("a b", " ")`.
            return patterns::unify(self, result, term, flow);
        }
        self.ready(&mut term, flow)?;
        flow.push(Act::Holds(term));
        Ok(())
    }

    /// Prepares `term` for evaluation behind the statements of `flow`: what takes several values in it is evaluated
    /// before it, one statement for each.
    pub(super) fn ready(&mut self, term: &mut Term, flow: &mut Flow) -> Done {
        self.ready_to(term, flow, false)
    }

    /// As [`Self::ready`]; if `is_last`, a reference may end with a variable that takes every key.
    pub(super) fn ready_to(&mut self, term: &mut Term, flow: &mut Flow, is_last: bool) -> Done {
        match &mut term.kind {
            Kind::ArrayOf(inner, body) | Kind::SetOf(inner, body) => {
                return self.body(body, &flow.safe, &mut [inner]);
            }
            Kind::ObjectOf(key, value, body) => return self.body(body, &flow.safe, &mut [key, value]),
            Kind::Template(pieces) => {
                let pieces = std::mem::take(pieces);
                *term = templates::lowered(self, pieces, &term.span);
                return self.ready(term, flow);
            }
            Kind::Ref(..) => return self.reference(term, flow, is_last),
            Kind::Call(function, arguments) if templates::is_print(function) => {
                templates::printed(self, arguments);
            }
            _ => {}
        }
        let mut result = Ok(());
        term.children_mut(&mut |child| {
            if result.is_ok() {
                result = self.ready(child, flow);
            }
        });
        result?;
        if self.is_lenient {
            operators::guarded(self, term, flow);
        }
        if let Kind::Call(function, arguments) = &mut term.kind
            && matches!(&function.kind, Kind::Global(name) if &**name == "walk")
            && arguments.len() == 1
        {
            // It has many results, which regorus gives only to a last argument.
            let name = self.fresh();
            let span = term.span.clone();
            arguments.push(Term::var(&name, &span));
            let whole = std::mem::replace(term, Term::var(&name, &span));
            flow.push(Act::Holds(whole));
            flow.safe.insert(name);
            return Ok(());
        }
        if term.is_composite() && depth(term) > DEEPEST_COMPOSITE {
            term.children_mut(&mut |child| {
                if child.is_composite() {
                    let name = self.fresh();
                    let span = child.span.clone();
                    let inner = std::mem::replace(child, Term::var(&name, &span));
                    flow.assign(&name, &span, inner);
                }
            });
        }
        Ok(())
    }

    /// Prepares a reference: it is divided behind each bracket that takes every key.
    fn reference(&mut self, term: &mut Term, flow: &mut Flow, is_last: bool) -> Done {
        let span = term.span.clone();
        let Kind::Ref(base, parts) = &mut term.kind else { return Ok(()) };
        if !matches!(base.kind, Kind::Global(_)) {
            self.ready(base, flow)?;
            if matches!(base.kind, Kind::Infix(..) | Kind::Member(..)) {
                let name = self.fresh();
                let inner = std::mem::replace(&mut **base, Term::var(&name, &span));
                flow.assign(&name, &span, inner);
            }
        }
        let mut whole = Term::clone(base);
        whole.span = span.clone();
        let parts = std::mem::take(parts);
        let count = parts.len();
        for (number, mut part) in parts.into_iter().enumerate() {
            let mut pattern = None;
            let mut takes_all = None;
            let mut free = Safe::new();
            if part.is_composite() {
                super::names::all(&part, &mut free);
                free.retain(|name| !flow.safe.contains(name));
            }
            if let Some(name) = part.as_var().filter(|name| !flow.safe.contains(*name)) {
                takes_all = Some(Arc::clone(name));
            } else if free.is_empty() {
                self.ready(&mut part, flow)?;
            } else {
                let name = self.fresh();
                let key = Term::var(&name, &part.span);
                pattern = Some(std::mem::replace(&mut part, key));
                takes_all = Some(name);
            }
            whole = whole.at(part);
            let Some(name) = takes_all else { continue };
            flow.taken.push((Arc::clone(&name), span.clone()));
            if pattern.is_none() && is_last && number + 1 == count {
                flow.safe.insert(name);
                break;
            }
            let taken = self.fresh();
            flow.assign(&taken, &span, whole);
            flow.safe.insert(Arc::clone(&name));
            whole = Term::var(&taken, &span);
            if let Some(pattern) = pattern {
                patterns::unify(self, pattern, Term::var(&name, &span), flow)?;
            }
        }
        *term = whole;
        Ok(())
    }
}

/// True for a value that is written out.
fn is_ground(term: &Term) -> bool {
    match &term.kind {
        Kind::Scalar(_) | Kind::Text(_) => true,
        Kind::Array(_) | Kind::Set(_) | Kind::Object(_) => {
            let mut all = true;
            term.children(&mut |child| all &= is_ground(child) || child.as_var().is_some());
            all
        }
        _ => false,
    }
}

/// True for what may be the name of a function, which `with` puts in the place of another.
fn is_function(term: &Term) -> bool {
    match &term.kind {
        Kind::Global(name) => !matches!(&**name, "input" | "data"),
        Kind::Ref(base, parts) => {
            matches!(&base.kind, Kind::Global(name) if &**name != "input")
                && parts.iter().all(|part| matches!(part.kind, Kind::Text(_)))
        }
        _ => false,
    }
}

/// Returns how many composites `term` is nested in itself, at most.
fn depth(term: &Term) -> usize {
    let mut deepest = 0;
    term.children(&mut |child| deepest = deepest.max(depth(child)));
    deepest + usize::from(term.is_composite() || matches!(term.kind, Kind::Call(..)))
}
