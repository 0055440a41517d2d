//! Expressions of HCL as values: literals, lists and objects as such, everything else as a template.

use super::super::maker::Maker;
use super::super::yaml::{MAX_DEPTH, SyntaxError};
use crate::tree::{Map, Node, ScalarKind};
use hcl_edit::Span;
use hcl_edit::expr::{Expression, Object, ObjectKey, UnaryOperator};
use hcl_edit::template::{Directive, Element, Strip, Template};
use std::ops::Range;

/// Converts the expressions of one file.
pub(super) struct Expressions<'a> {
    pub(super) maker: Maker<'a>,
    /// The bytes before what the parser saw.
    pub(super) skipped: usize,
}

impl Expressions<'_> {
    fn range(&self, of: &impl Span) -> Range<usize> {
        of.span().map_or(0..0, |span| span.start + self.skipped..span.end + self.skipped)
    }

    fn source(&self, of: &Expression) -> &str {
        self.maker.raw(self.range(of))
    }

    /// Converts `expression`, which is nested `depth` deep.
    pub(super) fn value(&self, expression: &Expression, depth: usize) -> Result<Node, SyntaxError> {
        self.value_at(expression, self.range(expression), depth)
    }

    /// Converts `expression`, which is shown at `range`.
    fn value_at(
        &self,
        expression: &Expression,
        range: Range<usize>,
        depth: usize,
    ) -> Result<Node, SyntaxError> {
        let maker = self.maker;
        if depth > MAX_DEPTH {
            return Err(maker.refuse(range, format!("values are nested more than {MAX_DEPTH} deep here")));
        }
        Ok(match expression {
            Expression::Null(_) => maker.null(range),
            Expression::Bool(value) => {
                maker.scalar(if *value.value() { "true" } else { "false" }, ScalarKind::Bool, range)
            }
            Expression::Number(number) => {
                let text = number.value().to_string();
                let kind = if text.contains(['.', 'e', 'E']) { ScalarKind::Float } else { ScalarKind::Int };
                maker.scalar(&text, kind, range)
            }
            Expression::String(text) => maker.text(text.value(), range),
            Expression::Array(items) => {
                let items: Result<_, _> = items.iter().map(|item| self.value(item, depth + 1)).collect();
                maker.list(items?, range)
            }
            Expression::Object(object) => maker.map(self.object(object, depth)?, range),
            Expression::StringTemplate(template) => {
                let elements: Vec<&Element> = template.iter().collect();
                // A text that is one interpolation is the value of its expression.
                if let [Element::Interpolation(only)] = elements.as_slice() {
                    return self.value_at(&only.expr, range, depth + 1);
                }
                maker.text(&self.elements(&elements), range)
            }
            Expression::HeredocTemplate(heredoc) => maker.text(&self.template(&heredoc.template), range),
            Expression::UnaryOp(operation) => match (*operation.operator.value(), &operation.expr) {
                (UnaryOperator::Neg, Expression::Number(number)) => {
                    let text = format!("-{}", number.value());
                    let kind =
                        if text.contains(['.', 'e', 'E']) { ScalarKind::Float } else { ScalarKind::Int };
                    maker.scalar(&text, kind, range)
                }
                (UnaryOperator::Not, Expression::Bool(value)) => {
                    maker.scalar(if *value.value() { "false" } else { "true" }, ScalarKind::Bool, range)
                }
                _ => self.wrapped(expression, range),
            },
            _ => self.wrapped(expression, range),
        })
    }

    fn object(&self, object: &Object, depth: usize) -> Result<Map, SyntaxError> {
        let mut map = Map::default();
        for (key, value) in object {
            let (text, range) = match key {
                ObjectKey::Ident(ident) => (ident.to_string(), self.range(ident)),
                // A traversal without parentheses is its own text.
                ObjectKey::Expression(Expression::Traversal(traversal)) => {
                    let range = self.range(&**traversal);
                    (self.maker.raw(range.clone()).to_owned(), range)
                }
                ObjectKey::Expression(expression) => (self.part(expression), self.range(expression)),
            };
            map.set(self.maker.entry(&text, range, self.value(value.expr(), depth + 1)?));
        }
        Ok(map)
    }

    fn wrapped(&self, expression: &Expression, range: Range<usize>) -> Node {
        self.maker.text(&format!("${{{}}}", self.source(expression)), range)
    }

    fn template(&self, template: &Template) -> String {
        self.elements(&template.iter().collect::<Vec<_>>())
    }

    /// Writes the elements of a template; `~` takes the white space beside it away.
    fn elements(&self, elements: &[&Element]) -> String {
        let mut text = String::new();
        for (at, element) in elements.iter().enumerate() {
            match element {
                Element::Literal(literal) => {
                    let mut part = literal.value().as_str();
                    if at
                        .checked_sub(1)
                        .and_then(|at| elements.get(at))
                        .is_some_and(|before| strips(before).1)
                    {
                        part = part.trim_start();
                    }
                    if elements.get(at + 1).is_some_and(|behind| strips(behind).0) {
                        part = part.trim_end();
                    }
                    text.push_str(part);
                }
                Element::Interpolation(interpolation) => text.push_str(&self.part(&interpolation.expr)),
                Element::Directive(directive) => self.directive(directive, &mut text),
            }
        }
        text
    }

    fn directive(&self, directive: &Directive, text: &mut String) {
        match directive {
            Directive::If(condition) => {
                let or = condition.else_expr.as_ref().map(|or| self.template(&or.template));
                let then = self.template(&condition.if_expr.template);
                text.push_str(&conditional(
                    self.source(&condition.if_expr.cond_expr),
                    &then,
                    &or.unwrap_or_default(),
                ));
            }
            Directive::For(each) => {
                let head = &each.for_expr;
                text.push_str("%{for ");
                if let Some(key) = &head.key_var {
                    text.push_str(key);
                    text.push_str(", ");
                }
                text.push_str(&head.value_var);
                text.push_str(" in ");
                text.push_str(self.source(&head.collection_expr));
                text.push('}');
                text.push_str(&self.template(&head.template));
                text.push_str("%{endfor}");
            }
        }
    }

    /// Writes `expression` as a part of a template.
    fn part(&self, expression: &Expression) -> String {
        match expression {
            Expression::Null(_) => String::new(),
            Expression::Bool(value) => value.value().to_string(),
            Expression::Number(number) => number.value().to_string(),
            Expression::String(text) => text.value().clone(),
            Expression::StringTemplate(template) => self.elements(&template.iter().collect::<Vec<_>>()),
            Expression::HeredocTemplate(heredoc) => self.template(&heredoc.template),
            Expression::Conditional(choice) => {
                let (then, or) = (self.part(&choice.true_expr), self.part(&choice.false_expr));
                conditional(self.source(&choice.cond_expr), &then, &or)
            }
            other => format!("${{{}}}", self.source(other)),
        }
    }
}

fn conditional(condition: &str, then: &str, or: &str) -> String {
    let or = if or.is_empty() { String::new() } else { format!("%{{else}}{or}") };
    format!("%{{if {condition}}}{then}{or}%{{endif}}")
}

/// Returns whether `element` takes white space away before and behind it.
fn strips(element: &Element) -> (bool, bool) {
    let of = |strip: Strip| (strip.strip_start(), strip.strip_end());
    match element {
        Element::Literal(_) => (false, false),
        Element::Interpolation(one) => of(one.strip),
        Element::Directive(directive) => match &**directive {
            Directive::If(one) => (one.if_expr.strip.strip_start(), one.endif_expr.strip.strip_end()),
            Directive::For(one) => (one.for_expr.strip.strip_start(), one.endfor_expr.strip.strip_end()),
        },
    }
}
