//! Writes lowered rules for regorus, with the place in the author's text that each part comes from.

use super::ast::{Act, Body, Branch, Kind, Name, Piece, Rule, Span, Statement, Syntax, Term};
use regorus::unstable::BUILTINS;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The first names of all builtin functions.
static ROOTS: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| BUILTINS.keys().filter_map(|name| name.split('.').next()).chain(["print"]).collect());

/// True if a builtin function is called `name`, or begins with it.
pub(super) fn is_builtin_root(name: &str) -> bool {
    ROOTS.contains(name)
}

/// True if a builtin function is called `name`.
pub(super) fn is_builtin(name: &str) -> bool {
    BUILTINS.contains_key(name)
}

/// A text under construction.
#[derive(Debug, Default)]
pub(super) struct Writer {
    pub(super) text: String,
    /// Where each part begins, and the bytes that it comes from.
    pub(super) places: Vec<(usize, Span)>,
    /// The line in the author's text of each line, both from 1.
    pub(super) lines: Vec<u32>,
    /// The starts of the lines of the author's text.
    starts: Vec<usize>,
}

impl Writer {
    /// Creates a writer for a file with the text `source`.
    pub(super) fn new(source: &str) -> Self {
        let starts = std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { starts, lines: vec![1], ..Self::default() }
    }

    fn line_of(&self, at: usize) -> u32 {
        u32::try_from(self.starts.partition_point(|start| *start <= at)).unwrap_or(u32::MAX)
    }

    /// Writes `text`, which comes from `span`. Each line has only what comes from one line.
    fn put(&mut self, text: &str, span: &Span) {
        let line = self.line_of(span.start);
        if self.lines.last() != Some(&line) {
            self.text.push('\n');
            self.lines.push(line);
        }
        self.join(text, span);
    }

    /// Writes `text` directly behind what is written.
    fn join(&mut self, text: &str, span: &Span) {
        self.places.push((self.text.len(), span.clone()));
        self.text.push_str(text);
    }

    pub(super) fn file(&mut self, syntax: &Syntax) {
        let span = &syntax.package_span;
        self.put("package ", span);
        for (number, name) in syntax.package.iter().enumerate() {
            if number == 0 { self.join(name, span) } else { self.key(&Term::text(name, span), span) }
        }
        for rule in &syntax.rules {
            self.text.push('\n');
            self.lines.push(self.line_of(rule.span.start));
            self.rule(rule);
        }
        self.text.push('\n');
    }

    fn rule(&mut self, rule: &Rule) {
        if rule.is_default {
            self.put("default ", &rule.span);
        }
        let name = &rule.name;
        match &name.kind {
            Kind::Ref(base, parts) => {
                self.term(base);
                for part in parts {
                    self.key(part, &name.span);
                }
            }
            _ => self.term(name),
        }
        if let Some(args) = &rule.args {
            self.join("(", &name.span);
            self.list(args);
            self.text.push(')');
        }
        if let Some(key) = &rule.key {
            self.text.push_str(" contains ");
            self.nested(key);
        }
        for (number, branch) in rule.branches.iter().enumerate() {
            if number > 0 {
                self.put(" else", &branch.span);
            }
            self.branch(branch, rule);
        }
    }

    fn branch(&mut self, branch: &Branch, rule: &Rule) {
        match &branch.value {
            Some(value) => {
                self.text.push_str(" := ");
                self.nested(value);
            }
            // A map of keys, or a function without a body.
            None if rule.key.is_none()
                && (branch.body.is_none() || matches!(rule.name.kind, Kind::Ref(..))) =>
            {
                self.text.push_str(" := true");
            }
            None => {}
        }
        if let Some(body) = &branch.body {
            self.put(" if {", &body.statements.first().map_or(branch.span.clone(), |one| one.span.clone()));
            self.body(body);
            self.text.push_str(" }");
        }
    }

    fn body(&mut self, body: &Body) {
        if body.statements.is_empty() {
            self.text.push_str(" true");
        }
        for (number, statement) in body.statements.iter().enumerate() {
            self.text.push_str(if number == 0 { " " } else { "; " });
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Statement) {
        match &statement.kind {
            Act::Holds(term) => self.top(term),
            Act::Not(term) => {
                self.put("not ", &statement.span);
                self.top(term);
            }
            Act::Assign(left, right) => {
                self.nested(left);
                self.text.push_str(" := ");
                self.nested(right);
            }
            Act::Unify(left, right) | Act::NotEqual(left, right) => {
                self.nested(left);
                self.text.push_str(" = ");
                self.nested(right);
            }
            Act::Some(names) => {
                let names: Vec<&str> = names.iter().map(|(name, _)| &**name).collect();
                self.put(&format!("some {}", names.join(", ")), &statement.span);
            }
            Act::SomeIn(key, value, collection) => {
                self.put("some ", &statement.span);
                if let Some(key) = key {
                    self.nested(key);
                    self.text.push_str(", ");
                }
                self.nested(value);
                self.text.push_str(" in ");
                self.nested(collection);
            }
            Act::Every(key, value, domain, body) => {
                self.put("every ", &statement.span);
                if let Some((key, span)) = key {
                    self.put(key, span);
                    self.text.push_str(", ");
                }
                self.put(&value.0, &value.1);
                self.text.push_str(" in ");
                self.nested(domain);
                self.text.push_str(" {");
                self.body(body);
                self.text.push_str(" }");
            }
        }
        for with in &statement.with {
            self.text.push_str(" with ");
            self.nested(&with.target);
            self.text.push_str(" as ");
            self.nested(&with.value);
        }
    }

    /// Writes a term that is a statement.
    fn top(&mut self, term: &Term) {
        match &term.kind {
            Kind::Infix(operator, left, right) => {
                self.nested(left);
                self.join(" ", &term.span);
                self.text.push_str(operator);
                self.text.push(' ');
                self.nested(right);
            }
            Kind::Member(key, value, collection) => {
                if let Some(key) = key {
                    self.nested(key);
                    self.text.push_str(", ");
                }
                self.nested(value);
                self.join(" in ", &term.span);
                self.nested(collection);
            }
            _ => self.term(term),
        }
    }

    /// Writes a term within another; operators are in parentheses, so that none is weaker than what is around it.
    fn nested(&mut self, term: &Term) {
        if matches!(term.kind, Kind::Infix(..) | Kind::Member(..)) {
            self.put("(", &term.span);
            self.top(term);
            self.text.push(')');
        } else {
            self.term(term);
        }
    }

    fn list(&mut self, terms: &[Term]) {
        for (number, term) in terms.iter().enumerate() {
            if number > 0 {
                self.text.push_str(", ");
            }
            self.nested(term);
        }
    }

    fn term(&mut self, term: &Term) {
        let span = &term.span;
        match &term.kind {
            Kind::Scalar(text) | Kind::Var(text) | Kind::Global(text) => self.put(text, span),
            Kind::Text(text) => self.put(&quoted(text), span),
            Kind::Ref(base, parts) => {
                self.base(base, span);
                for part in parts {
                    self.key(part, span);
                }
            }
            Kind::Call(function, arguments) => {
                self.base(function, span);
                self.join("(", span);
                self.list(arguments);
                self.text.push(')');
            }
            Kind::Array(items) => {
                self.put("[", span);
                self.list(items);
                self.text.push(']');
            }
            Kind::Set(items) if items.is_empty() => self.put("set()", span),
            Kind::Set(items) => {
                self.put("{", span);
                self.list(items);
                self.text.push('}');
            }
            Kind::Object(fields) => {
                self.put("{", span);
                for (number, (key, value)) in fields.iter().enumerate() {
                    if number > 0 {
                        self.text.push_str(", ");
                    }
                    self.nested(key);
                    self.text.push_str(": ");
                    self.nested(value);
                }
                self.text.push('}');
            }
            Kind::ArrayOf(inner, body) => self.comprehension(["[", "]"], span, &[inner], body),
            Kind::SetOf(inner, body) => self.comprehension(["{", "}"], span, &[inner], body),
            Kind::ObjectOf(key, value, body) => self.comprehension(["{", "}"], span, &[key, value], body),
            Kind::Infix(..) | Kind::Member(..) => self.nested(term),
            // Template strings are lowered to calls.
            Kind::Template(pieces) => {
                for piece in pieces {
                    if let Piece::Term(term) = piece {
                        self.nested(term);
                    }
                }
            }
        }
    }

    /// Writes what a reference or call begins with, which stands for all of it.
    fn base(&mut self, base: &Term, span: &Span) {
        match &base.kind {
            Kind::Scalar(text) | Kind::Var(text) | Kind::Global(text) => self.put(text, span),
            Kind::Ref(first, parts) => {
                self.base(first, span);
                for part in parts {
                    self.key(part, span);
                }
            }
            _ => self.nested(base),
        }
    }

    fn comprehension(&mut self, [open, close]: [&str; 2], span: &Span, terms: &[&Term], body: &Body) {
        self.put(open, span);
        for (number, term) in terms.iter().enumerate() {
            if number > 0 {
                self.text.push_str(": ");
            }
            self.nested(term);
        }
        self.text.push_str(" |");
        self.body(body);
        self.text.push_str(close);
    }

    /// Writes a key behind a reference.
    fn key(&mut self, key: &Term, span: &Span) {
        if let Kind::Text(name) = &key.kind
            && is_name(name)
        {
            self.join(".", span);
            self.text.push_str(name);
            return;
        }
        self.join("[", span);
        self.nested(key);
        self.text.push(']');
    }
}

fn is_name(text: &Name) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    text.bytes().next().is_some_and(is_letter)
        && text.bytes().all(|byte| is_letter(byte) || byte.is_ascii_digit())
        && &**text != "_"
}

/// Returns `text` in quotes.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
