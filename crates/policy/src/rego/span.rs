//! The spans of expressions and rules. Regorus omits some characters at their ends.

use regorus::unstable::{Expr, Rule, Span};
use std::ops::Range;

/// Returns the bytes of `span`, including the quotes of a string at its ends, which regorus omits.
pub(crate) fn range(span: &Span) -> Range<usize> {
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

/// Returns the bytes of an expression. Regorus starts an object at its last key.
pub(crate) fn extent(expression: &Expr) -> Range<usize> {
    let whole = range(expression.span());
    let Expr::Object { span, fields, .. } = expression else { return whole };
    let first = fields.iter().map(|(_, key, _)| range(key.span()).start).min().unwrap_or(whole.start);
    let brace = span.source.get_contents().get(..first).and_then(|before| before.rfind('{'));
    brace.unwrap_or(whole.start)..whole.end
}

/// Returns the bytes of a rule.
pub(crate) fn rule_range(rule: &Rule) -> Range<usize> {
    match rule {
        Rule::Spec { span, .. } | Rule::Default { span, .. } => range(span),
    }
}
