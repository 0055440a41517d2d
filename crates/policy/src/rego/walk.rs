//! Traverses the rules of a syntax tree, and collects the names that they declare and refer to.

use super::path;
use regorus::unstable::{AssignOp, Expr, Literal, LiteralStmt, Query, Ref, Rule, RuleBody, RuleHead};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Calls `look` with every expression of `rule`, before its subexpressions, and its depth.
pub(crate) fn expressions(rule: &Rule, look: &mut dyn FnMut(&Expr, usize)) {
    walk(rule, look, &mut |_| {});
}

/// Returns the variables that `rule` declares: arguments, and those of `some`, `every` and `:=`.
pub(crate) fn locals(rule: &Rule) -> BTreeSet<Arc<str>> {
    let (mut patterns, mut names) = (BTreeSet::new(), BTreeSet::new());
    let mut keep = |one: &Expr| variables(one, &mut patterns);
    if let Rule::Spec { head: RuleHead::Func { args, .. }, .. } = rule {
        for argument in args {
            keep(argument);
        }
    }
    walk(
        rule,
        &mut |one, _| {
            if let Expr::AssignExpr { op: AssignOp::ColEq, lhs, .. } = one {
                keep(lhs);
            }
        },
        &mut |literal| match literal {
            Literal::SomeVars { vars, .. } => names.extend(vars.iter().map(|name| name.text().into())),
            Literal::SomeIn { key, value, .. } => {
                for one in key.iter().chain([value]) {
                    variables(one, &mut names);
                }
            }
            Literal::Every { key, value, .. } => {
                names.extend(key.iter().chain([value]).map(|name| name.text().into()));
            }
            Literal::Expr { .. } | Literal::NotExpr { .. } => {}
        },
    );
    names.append(&mut patterns);
    names
}

/// Where a variable has its value from, as far as that is one expression.
pub(crate) enum From<'a> {
    /// The value of the expression.
    Value(&'a Expr),
    /// The items of the expression, one after the other.
    Items(&'a Expr),
    /// Anything else.
    Unknown,
}

/// Calls `look` with each variable that `rule` declares, and where it has its value from.
pub(crate) fn bindings<'a>(rule: &'a Rule, look: &mut dyn FnMut(Arc<str>, From<'a>)) {
    let mut simple = |pattern: &'a Expr, from: From<'a>| {
        if let Expr::Var { span, .. } = pattern {
            look(span.text().into(), from);
            return;
        }
        let mut names = BTreeSet::new();
        variables(pattern, &mut names);
        for name in names {
            look(name, From::Unknown);
        }
    };
    if let Rule::Spec { head: RuleHead::Func { args, .. }, .. } = rule {
        for argument in args {
            simple(argument, From::Unknown);
        }
    }
    let mut patterns = Vec::new();
    let mut literals = Vec::new();
    walk(
        rule,
        &mut |one, _| {
            if let Expr::AssignExpr { lhs, rhs, .. } = one {
                patterns.push((lhs.as_ref(), rhs.as_ref()));
            }
        },
        &mut |literal| literals.push(literal),
    );
    for (left, right) in patterns {
        simple(left, From::Value(right));
    }
    for literal in &literals {
        match literal {
            Literal::SomeIn { key, value, collection, .. } => {
                if let Some(key) = key {
                    simple(key, From::Unknown);
                }
                simple(value, From::Items(collection));
            }
            Literal::Every { .. }
            | Literal::SomeVars { .. }
            | Literal::Expr { .. }
            | Literal::NotExpr { .. } => {}
        }
    }
    for literal in literals {
        match literal {
            Literal::Every { key, value, domain, .. } => {
                if let Some(key) = key {
                    look(key.text().into(), From::Unknown);
                }
                look(value.text().into(), From::Items(domain));
            }
            Literal::SomeVars { vars, .. } => {
                for name in vars {
                    look(name.text().into(), From::Unknown);
                }
            }
            Literal::SomeIn { .. } | Literal::Expr { .. } | Literal::NotExpr { .. } => {}
        }
    }
}

/// Calls `look` with the path of every reference of `rule` to something outside it, including functions. The parts of
/// a reference come after it.
pub(crate) fn names(rule: &Rule, look: &mut dyn FnMut(&[Arc<str>])) {
    let locals = locals(rule);
    expressions(rule, &mut |one, _| {
        let named = if let Expr::Call { fcn, .. } = one { path(fcn) } else { path(one) };
        if let Some(path) = named.filter(|path| path.first().is_some_and(|first| !locals.contains(first))) {
            look(&path);
        }
    });
}

/// Collects the variables in a pattern such as `[first, rest]`.
fn variables(pattern: &Expr, into: &mut BTreeSet<Arc<str>>) {
    let mut left = vec![Part::Expression(pattern, 0)];
    while let Some(part) = left.pop() {
        let Part::Expression(one, _) = part else { continue };
        if let Expr::Var { span, .. } = one {
            into.insert(span.text().into());
        }
        children(one, 0, &mut left);
    }
}

/// Visits the expressions and statements of `rule`. Iterative: a crafted expression is deeper than the stack.
fn walk<'a>(rule: &'a Rule, look: &mut dyn FnMut(&'a Expr, usize), statement: &mut dyn FnMut(&'a Literal)) {
    let mut left: Vec<Part<'_>> = Vec::new();
    match rule {
        Rule::Spec { head, bodies, .. } => {
            match head {
                RuleHead::Compr { refr, assign, .. } => {
                    inside(refr, &mut left);
                    left.extend(assign.iter().map(|assign| Part::Expression(&assign.value, 0)));
                }
                RuleHead::Set { refr, key, .. } => {
                    inside(refr, &mut left);
                    left.extend(key.iter().map(|key| Part::Expression(key, 0)));
                }
                RuleHead::Func { args, assign, .. } => {
                    left.extend(args.iter().map(|argument| Part::Expression(argument, 0)));
                    left.extend(assign.iter().map(|assign| Part::Expression(&assign.value, 0)));
                }
            }
            for RuleBody { assign, query, .. } in bodies {
                left.extend(assign.iter().map(|assign| Part::Expression(&assign.value, 0)));
                left.push(Part::Query(query, 0));
            }
        }
        Rule::Default { value, .. } => left.push(Part::Expression(value, 0)),
    }
    left.reverse();
    while let Some(part) = left.pop() {
        let before = left.len();
        match part {
            Part::Expression(one, depth) => {
                look(one, depth);
                children(one, depth + 1, &mut left);
            }
            Part::Query(query, depth) => {
                for one in &query.stmts {
                    statement(&one.literal);
                }
                statements(query, depth + 1, &mut left);
            }
        }
        // The first part must be popped first.
        if let Some(added) = left.get_mut(before..) {
            added.reverse();
        }
    }
}

/// A part still to visit, with its depth.
enum Part<'a> {
    Expression(&'a Expr, usize),
    Query(&'a Query, usize),
}

/// Collects the expressions in brackets of a head's name, without the name.
fn inside<'a>(mut refr: &'a Expr, into: &mut Vec<Part<'a>>) {
    while let Expr::RefBrack { refr: before, index, .. } = refr {
        into.push(Part::Expression(index, 0));
        refr = before;
    }
}

fn statements<'a>(query: &'a Query, depth: usize, into: &mut Vec<Part<'a>>) {
    let at = |one: &'a Ref<Expr>| Part::Expression(one, depth);
    for LiteralStmt { literal, with_mods, .. } in &query.stmts {
        match literal {
            Literal::SomeVars { .. } => {}
            Literal::SomeIn { key, value, collection, .. } => {
                into.extend(key.iter().chain([value, collection]).map(at));
            }
            Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => into.push(at(expr)),
            Literal::Every { domain, query, .. } => into.extend([at(domain), Part::Query(query, depth)]),
        }
        into.extend(with_mods.iter().map(|modifier| at(&modifier.r#as)));
    }
}

fn children<'a>(one: &'a Expr, depth: usize, into: &mut Vec<Part<'a>>) {
    let at = |one: &'a Ref<Expr>| Part::Expression(one, depth);
    match one {
        Expr::String { .. }
        | Expr::RawString { .. }
        | Expr::Number { .. }
        | Expr::Bool { .. }
        | Expr::Null { .. }
        | Expr::Var { .. } => {}
        Expr::Array { items, .. } | Expr::Set { items, .. } => into.extend(items.iter().map(at)),
        Expr::Object { fields, .. } => {
            into.extend(fields.iter().flat_map(|(_, key, value)| [at(key), at(value)]));
        }
        Expr::ArrayCompr { term, query, .. } | Expr::SetCompr { term, query, .. } => {
            into.extend([at(term), Part::Query(query, depth)]);
        }
        Expr::ObjectCompr { key, value, query, .. } => {
            into.extend([at(key), at(value), Part::Query(query, depth)]);
        }
        Expr::Call { params, .. } => into.extend(params.iter().map(at)),
        Expr::UnaryExpr { expr, .. } => into.push(at(expr)),
        Expr::RefDot { refr, .. } => into.push(at(refr)),
        Expr::RefBrack { refr, index, .. } => into.extend([at(refr), at(index)]),
        Expr::BinExpr { lhs, rhs, .. }
        | Expr::BoolExpr { lhs, rhs, .. }
        | Expr::ArithExpr { lhs, rhs, .. }
        | Expr::AssignExpr { lhs, rhs, .. } => into.extend([at(lhs), at(rhs)]),
        Expr::Membership { key, value, collection, .. } => {
            into.extend(key.iter().chain([value, collection]).map(at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rego::Tree;

    fn tree(text: &str) -> Tree {
        let mut engine = regorus::Engine::new();
        engine.add_policy("a/b.rego".to_owned(), text.to_owned()).unwrap();
        engine.get_modules().last().cloned().unwrap()
    }

    #[test]
    fn what_a_rule_declares_itself_is_no_reference() {
        let text = "package a\n\nf(image) := x if {\n\tsome i, y in image\n\tevery k, v in y { k == v }\n\t[x, _] := [i, other]\n}\n";
        let tree = tree(text);
        let mut found = BTreeSet::new();
        names(&tree.policy[0], &mut |path| found.extend([path.join(".")]));
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["other"]);
    }

    #[test]
    fn every_expression_is_seen() {
        let text = "package a\n\nr contains {\"k\": f(x)} if {\n\tsome y in input.list\n\tevery z in y { z > count([q | some q in data.d[\"e\"]]) }\n\tnot g with input as {\"w\": 1}\n}\n";
        let tree = tree(text);
        let mut paths = Vec::new();
        for rule in &tree.policy {
            expressions(rule, &mut |one, _| paths.extend(path(one).map(|names| names.join("."))));
        }
        for wanted in ["x", "input.list", "data.d.e", "q", "g", "z"] {
            assert!(paths.iter().any(|path| path == wanted), "{wanted}: {paths:?}");
        }
    }
}
