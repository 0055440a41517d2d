//! Finds the expression of a test that fails, and the values of its parts.
//!
//! Regorus reports only that a test is undefined. So the expressions of its body are evaluated one after the other,
//! by rules built from the test's own text in an additional file.

use crate::lower;
use crate::parse::ParsedModule;
use crate::rego;
use crate::source::Site;
use hy_msg_lint_tree::budget::Budget;
use regorus::Value;
use regorus::unstable::{Expr, Literal, LiteralStmt, Rule};
use std::fmt::Write as _;
use std::ops::Range;

/// The maximum number of parts of an expression that are shown.
const MOST_PARTS: usize = 8;

/// Longer values are truncated.
const MOST_CHARACTERS: usize = 240;

/// The name of the generated rules.
const NAME: &str = "hy_msg_lint_probe";

/// The maximum number of expressions of a test: each is evaluated with all before it.
const MOST_EXPRESSIONS: usize = 200;

/// Returns the first expression of `rule` in `file` that fails, with the values of its parts; None if it is not found
/// before the time is over that `budget` has for tests.
pub(crate) fn first_that_fails(
    engine: &regorus::Engine,
    file: &ParsedModule,
    rule: &Rule,
    budget: &Budget,
) -> Option<(Site, Vec<(Site, String)>)> {
    let Rule::Spec { bodies, .. } = rule else { return None };
    let module = &file.module;
    let statements = &bodies.first()?.query.stmts;
    if statements.len() > MOST_EXPRESSIONS {
        return None;
    }
    let text = |range: Range<usize>| file.text().get(range).unwrap_or_default();
    let ranges: Vec<_> = statements.iter().map(range).collect();
    let mut before = String::new();
    let mut rules = String::new();
    for (number, range) in ranges.iter().enumerate() {
        let _ = writeln!(before, "\t{}", text(range.clone()));
        let _ = writeln!(rules, "{NAME}_{number} if {{\n{before}}}\n");
    }
    let mut with_rules = with(engine, file, &rules)?;
    let holds = |number: &usize| {
        matches!(
            with_rules.eval_rule(format!("data.{}.{NAME}_{number}", module.package)),
            Ok(Value::Bool(true))
        )
    };
    let mut holds = holds;
    let failing = (0..ranges.len()).find(|number| budget.is_over_for_tests() || !holds(number))?;
    if budget.is_over_for_tests() {
        return None;
    }
    let (statement, at) = (statements.get(failing)?, ranges.get(failing)?);
    let before: String = ranges.iter().take(failing).fold(String::new(), |mut before, range| {
        let _ = writeln!(before, "\t{}", text(range.clone()));
        before
    });
    let modifiers: String = statement.with_mods.iter().fold(String::new(), |mut modifiers, one| {
        let end = rego::range(one.r#as.span()).end;
        let _ = write!(modifiers, " {}", text(rego::range(&one.span).start..end));
        modifiers
    });
    let mut parts = Vec::new();
    of_statement(&statement.literal, &mut parts);
    parts.truncate(MOST_PARTS);
    let mut rules = String::new();
    for (number, part) in parts.iter().enumerate() {
        let expression = text(part.clone());
        let _ = writeln!(
            rules,
            "{NAME}_{number} contains {NAME} if {{\n{before}\t{NAME} := {expression}{modifiers}\n}}\n"
        );
    }
    let mut with_rules = with(engine, file, &rules)?;
    let value = |(number, part): (usize, Range<usize>)| {
        if budget.is_over_for_tests() {
            return None;
        }
        let result = with_rules.eval_rule(format!("data.{}.{NAME}_{number}", module.package));
        let shown = match &result {
            Ok(Value::Set(values)) if values.is_empty() => "undefined".to_owned(),
            Ok(Value::Set(values)) => {
                let all: Vec<_> = values.iter_sorted().take(3).map(shown).collect();
                all.join(", or ")
            }
            _ => return None,
        };
        Some((module.site(file.written(part)), shown))
    };
    let values = parts.into_iter().enumerate().filter_map(value).collect();
    Some((module.site(file.written(at.clone())), values))
}

/// Returns `engine` with `rules` added to the package of the file, with its imports.
fn with(engine: &regorus::Engine, file: &ParsedModule, rules: &str) -> Option<regorus::Engine> {
    let (module, tree) = (&file.module, &file.tree);
    let first = tree.policy.iter().map(|rule| rego::rule_range(rule).start).min()?;
    let head = file.text().get(..first)?;
    let mut engine = engine.clone();
    engine.set_enable_coverage(false);
    let mut text = format!("{head}\n{rules}");
    if let Some(lowered) = module.lowered.as_ref().filter(|_| !file.is_lowered) {
        text = lower::lower(&text, false, &lowered.known).ok()?.text;
    }
    engine.add_policy(NAME.to_owned(), text).ok()?;
    Some(engine)
}

/// Returns the bytes of a statement, including its `with`.
fn range(statement: &LiteralStmt) -> Range<usize> {
    let Range { start, end } = rego::range(&statement.span);
    let last = statement.with_mods.last().map_or(end, |last| rego::range(last.r#as.span()).end);
    start..end.max(last)
}

/// Collects the parts of a statement whose values are shown.
fn of_statement(literal: &Literal, into: &mut Vec<Range<usize>>) {
    match literal {
        Literal::SomeVars { .. } => {}
        Literal::SomeIn { collection, .. } => part(collection, into),
        Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => whole(expr, into),
        Literal::Every { domain, .. } => part(domain, into),
    }
}

/// Collects the sides of a comparison, or any other expression itself.
fn whole(expression: &Expr, into: &mut Vec<Range<usize>>) {
    match expression {
        Expr::BoolExpr { lhs, rhs, .. }
        | Expr::BinExpr { lhs, rhs, .. }
        | Expr::ArithExpr { lhs, rhs, .. } => {
            part(lhs, into);
            part(rhs, into);
        }
        // A variable that is assigned here has no earlier value.
        Expr::AssignExpr { rhs, .. } => part(rhs, into),
        Expr::Membership { key, value, collection, .. } => {
            for one in key.iter().chain([value, collection]) {
                part(one, into);
            }
        }
        other => part(other, into),
    }
}

/// Collects an expression that is not a literal, and its parts.
fn part(expression: &Expr, into: &mut Vec<Range<usize>>) {
    let mut keep = |expression: &Expr| {
        let range = rego::range(expression.span());
        if !into.contains(&range) {
            into.push(range);
        }
    };
    match expression {
        Expr::Var { .. }
        | Expr::RefDot { .. }
        | Expr::RefBrack { .. }
        | Expr::ArrayCompr { .. }
        | Expr::SetCompr { .. }
        | Expr::ObjectCompr { .. } => {
            keep(expression);
        }
        Expr::Call { params, .. } => {
            keep(expression);
            for one in params {
                part(one, into);
            }
        }
        Expr::BoolExpr { .. } | Expr::BinExpr { .. } | Expr::ArithExpr { .. } | Expr::Membership { .. } => {
            whole(expression, into);
        }
        Expr::UnaryExpr { expr, .. } => part(expr, into),
        _ => {}
    }
}

/// Formats a value for people.
pub(crate) fn shown(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    if let Some((end, _)) = text.char_indices().nth(MOST_CHARACTERS) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// Writes a value in Rego's notation, which has sets, unlike JSON.
fn write(value: &Value, into: &mut String) {
    if into.len() > MOST_CHARACTERS * 4 {
        return;
    }
    let mut list = |open: &str, items: &mut dyn Iterator<Item = &Value>, close: &str| {
        into.push_str(open);
        for (number, item) in items.enumerate() {
            if number > 0 {
                into.push_str(", ");
            }
            write(item, into);
        }
        into.push_str(close);
    };
    match value {
        Value::Set(members) if members.is_empty() => into.push_str("set()"),
        Value::Set(members) => list("{", &mut members.iter_sorted(), "}"),
        Value::Array(items) => list("[", &mut items.iter(), "]"),
        Value::Object(fields) => {
            into.push('{');
            for (number, (key, value)) in fields.iter_sorted().enumerate() {
                if number > 0 {
                    into.push_str(", ");
                }
                write(key, into);
                into.push_str(": ");
                write(value, into);
            }
            into.push('}');
        }
        Value::Undefined => into.push_str("undefined"),
        single => into.push_str(&serde_json::to_string(single).unwrap_or_default()),
    }
}
