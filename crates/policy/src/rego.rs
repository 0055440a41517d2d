//! Rego as regorus reads it: texts to syntax trees, and the errors of regorus to places.

use super::error::Mistake;
use super::module::Module;
use crate::source::Site;
use regorus::unstable::{
    AssignOp, Expr, Import, Literal, LiteralStmt, Query, Ref, Rule, RuleBody, RuleHead, Span,
};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// A parsed file.
pub(super) type Tree = Ref<regorus::unstable::Module>;

/// Adds a file to `engine` and gives back its syntax tree. A file that is no Rego of today and is Rego of before OPA 1.0 is
/// taken as that, unless it is of our root, which is younger.
///
/// # Errors
/// The author's: what today's Rego has against the file.
pub(super) fn parse(engine: &mut regorus::Engine, module: &Module) -> Result<Tree, Mistake> {
    let add =
        |engine: &mut regorus::Engine| engine.add_policy(module.path.to_string(), module.rego.to_string());
    let result = add(engine);
    if let Err(error) = result {
        if module.package.split('.').next() == Some(super::load::ROOT) {
            return Err(mistake(&error, &[module]));
        }
        engine.set_rego_v0(true);
        let old = add(engine);
        engine.set_rego_v0(false);
        if old.is_err() {
            return Err(mistake(&error, &[module]));
        }
    }
    let tree = engine.get_modules().last().cloned();
    tree.ok_or_else(|| module.mistake(0..0, "it cannot be parsed"))
}

/// The paths of the files in `engine`.
pub(super) fn paths(engine: &mut regorus::Engine) -> BTreeSet<String> {
    engine.get_modules().iter().map(|tree| tree.package.span.source.get_path().clone()).collect()
}

/// What an error of regorus says, at the place in one of `modules` that it names; else of the first as a whole.
pub(super) fn mistake<'a>(
    error: &impl std::fmt::Display,
    modules: impl IntoIterator<Item = &'a &'a Module>,
) -> Mistake {
    let (site, message) = read(&format!("{error:#}"), modules);
    Mistake::new(site, message)
}

/// The place and the message in an error text of regorus, which draws a picture: `--> file:line:column`, the line, a caret
/// and `error: message`.
pub(super) fn read<'a>(text: &str, modules: impl IntoIterator<Item = &'a &'a Module>) -> (Site, String) {
    let modules: Vec<&Module> = modules.into_iter().copied().collect();
    // The last picture is the innermost: the place of the cause.
    let picture = text.rfind("--> ").and_then(|at| text.get(at + 4..));
    let site = picture.and_then(|picture| {
        let mut parts = picture.lines().next()?.rsplitn(3, ':');
        let column = parts.next()?.trim().parse().ok()?;
        let line = parts.next()?.parse().ok()?;
        let path = parts.next()?;
        let module = modules.iter().find(|module| *module.path == *path)?;
        Some(module.site(word_at(&module.rego, line, column)))
    });
    let message = picture.and_then(|picture| picture.split_once("error: ")).map_or(text, |(_, rest)| rest);
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let message = message.strip_suffix('.').map(str::to_owned).unwrap_or(message);
    let nowhere = || Site { path: Arc::default(), text: Arc::default(), range: 0..0 };
    (site.unwrap_or_else(|| modules.first().map_or_else(nowhere, |module| module.whole())), message)
}

/// The word at a line and column, both from 1; at least one character where there is one.
fn word_at(text: &str, line: usize, column: usize) -> Range<usize> {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    let skip = rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
    let word = rest.get(skip..).unwrap_or_default();
    let is_word = |character: char| character.is_alphanumeric() || matches!(character, '_' | '.');
    let length = word.find(|character| !is_word(character)).unwrap_or(word.len());
    let length = if length == 0 { word.chars().next().map_or(0, char::len_utf8) } else { length };
    if length == 0 {
        // The end of a line, or of the file: what stands before it is what is left open.
        let before = text.get(..start + skip).unwrap_or_default().trim_end();
        let last = before.chars().next_back().map_or(0, char::len_utf8);
        return before.len() - last..before.len();
    }
    start + skip..start + skip + length
}

/// The bytes of `span`, with the quotes of a text at its ends, which regorus leaves out.
pub(super) fn range(span: &Span) -> Range<usize> {
    let (start, end) = (span.start as usize, span.end.max(span.start) as usize);
    let text = span.source.get_contents();
    let quote = |at: Option<usize>| {
        let byte = at.and_then(|at| text.as_bytes().get(at)).copied();
        byte.filter(|byte| matches!(byte, b'"' | b'`'))
    };
    let (before, behind) = (quote(start.checked_sub(1)), quote(Some(end)));
    let inside = text.get(start..end).unwrap_or_default();
    let open = |quote: u8| {
        let mut bytes = inside.bytes().scan(0, |last, byte| Some((std::mem::replace(last, byte), byte)));
        let count = bytes.by_ref().filter(|(last, byte)| *byte == quote && *last != b'\\').count();
        count % 2 == 1
    };
    if before.is_some() && before == behind {
        start - 1..end + 1
    } else if behind.is_some_and(open) {
        start..end + 1
    } else if before.is_some_and(open) {
        start - 1..end
    } else {
        start..end
    }
}

/// The bytes of an expression. Regorus has an object begin at its last key.
pub(super) fn extent(expression: &Expr) -> Range<usize> {
    let whole = range(expression.span());
    let Expr::Object { span, fields, .. } = expression else { return whole };
    let first = fields.iter().map(|(_, key, _)| range(key.span()).start).min().unwrap_or(whole.start);
    let brace = span.source.get_contents().get(..first).and_then(|before| before.rfind('{'));
    brace.unwrap_or(whole.start)..whole.end
}

/// The names of a reference as far as they are written out: `input.image.name` and `data.lib["x"]`. None for anything else.
pub(super) fn path(expression: &Expr) -> Option<Vec<Arc<str>>> {
    let mut names = Vec::new();
    let mut next = expression;
    loop {
        match next {
            Expr::Var { span, .. } => {
                names.push(span.text().into());
                names.reverse();
                return Some(names);
            }
            Expr::RefDot { refr, field, .. } => {
                names.push(field.0.text().into());
                next = refr;
            }
            Expr::RefBrack { refr, index, .. } => {
                match index.as_ref() {
                    Expr::String { value, .. } | Expr::RawString { value, .. } => {
                        names.push(value.as_string().ok()?.clone());
                    }
                    // From here on it depends.
                    _ => names.clear(),
                }
                next = refr;
            }
            _ => return None,
        }
    }
}

/// The name that a rule is declared by, its first part: `deny` for `deny contains x`; and the characters of its head.
pub(super) fn declared(rule: &Rule) -> Option<(Arc<str>, Range<usize>)> {
    let (refr, span) = match rule {
        Rule::Spec { head, .. } => match head {
            RuleHead::Compr { refr, span, .. }
            | RuleHead::Set { refr, span, .. }
            | RuleHead::Func { refr, span, .. } => (refr, span),
        },
        Rule::Default { refr, span, .. } => (refr, span),
    };
    Some((path(refr)?.first()?.clone(), range(span)))
}

/// The characters of a rule.
pub(super) fn rule_range(rule: &Rule) -> Range<usize> {
    match rule {
        Rule::Spec { span, .. } | Rule::Default { span, .. } => range(span),
    }
}

/// The name by which an import is known, and the path that it stands for.
pub(super) fn import(import: &Import) -> Option<(Arc<str>, Vec<Arc<str>>)> {
    let path = path(&import.refr)?;
    let name = import.r#as.as_ref().map(|name| name.text().into()).or_else(|| path.last().cloned())?;
    Some((name, path))
}

/// Shows every expression of `rule` to `look`, each before those in it, with how deep it lies.
pub(super) fn expressions(rule: &Rule, look: &mut dyn FnMut(&Expr, usize)) {
    walk(rule, look, &mut |_| {});
}

/// The variables that `rule` declares itself: arguments, and those of `some`, `every` and `:=`.
pub(super) fn locals(rule: &Rule) -> BTreeSet<Arc<str>> {
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

/// The variables in a pattern such as `[first, rest]`.
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

/// Shows the expressions and the statements of `rule`. Not by recursion: a crafted expression is deeper than a stack.
fn walk(rule: &Rule, look: &mut dyn FnMut(&Expr, usize), statement: &mut dyn FnMut(&Literal)) {
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
        // What comes first is to be taken first.
        if let Some(added) = left.get_mut(before..) {
            added.reverse();
        }
    }
}

/// Shows the path of every reference of `rule` to something outside of it, also to functions, to `look`; parts of one come behind
/// it.
pub(super) fn names(rule: &Rule, look: &mut dyn FnMut(&[Arc<str>])) {
    let locals = locals(rule);
    expressions(rule, &mut |one, _| {
        let named = if let Expr::Call { fcn, .. } = one { path(fcn) } else { path(one) };
        if let Some(path) = named.filter(|path| path.first().is_some_and(|first| !locals.contains(first))) {
            look(&path);
        }
    });
}

/// What is left to be looked at, with its depth.
enum Part<'a> {
    Expression(&'a Expr, usize),
    Query(&'a Query, usize),
}

/// The expressions in brackets of a head's name, and not the name.
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

    fn module(rego: &str) -> Module {
        Module::read("a/b.rego", rego.to_owned(), false).unwrap().0
    }

    #[test]
    fn an_error_has_the_place_and_the_message_of_regorus() {
        let module = module("package a\n\nx := \n");
        let text = "\n--> a/b.rego:3:1\n  |\n3 | x := \n  |      ^\nerror: expecting\n expression";
        let (site, message) = read(text, &[&module]);
        assert_eq!((site.to_string().as_str(), message.as_str()), ("a/b.rego:3:1", "expecting expression"));
        assert_eq!(&module.rego[site.range], "x");
        let (site, _) = read(&text.replace(":3:1", ":3:6"), &[&module]);
        assert_eq!(&module.rego[site.range], "=");
        let (site, message) = read("no picture", &[&module]);
        assert_eq!((site.to_string().as_str(), message.as_str()), ("a/b.rego", "no picture"));
    }

    #[test]
    fn rego_of_before_1_0_is_taken_as_that() {
        let mut engine = regorus::Engine::new();
        assert!(parse(&mut engine, &module("package a\n\ndeny[msg] { msg = \"x\" }\n")).is_ok());
        let own = "package hy_msg_lint.a.b\n\ndeny[msg] { msg = \"x\" }\n";
        let error = parse(&mut engine, &module(own)).unwrap_err();
        assert!(error.to_string().starts_with("a/b.rego:3:"), "{error}");
        assert!(parse(&mut engine, &module("package b\n\ndeny contains msg if msg := \"x\"\n")).is_ok());
    }

    #[test]
    fn what_a_rule_declares_itself_is_no_reference() {
        let text = "package a\n\nf(image) := x if {\n\tsome i, y in image\n\tevery k, v in y { k == v }\n\t[x, _] := [i, other]\n}\n";
        let tree = parse(&mut regorus::Engine::new(), &module(text)).unwrap();
        let mut found = BTreeSet::new();
        names(&tree.policy[0], &mut |path| found.extend([path.join(".")]));
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["other"]);
    }

    #[test]
    fn every_expression_is_seen() {
        let text = "package a\n\nr contains {\"k\": f(x)} if {\n\tsome y in input.list\n\tevery z in y { z > count([q | some q in data.d[\"e\"]]) }\n\tnot g with input as {\"w\": 1}\n}\n";
        let tree = parse(&mut regorus::Engine::new(), &module(text)).unwrap();
        let mut paths = Vec::new();
        for rule in &tree.policy {
            expressions(rule, &mut |one, _| paths.extend(path(one).map(|names| names.join("."))));
        }
        for wanted in ["x", "input.list", "data.d.e", "q", "g", "z"] {
            assert!(paths.iter().any(|path| path == wanted), "{wanted}: {paths:?}");
        }
    }
}
