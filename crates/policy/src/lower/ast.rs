//! The syntax tree of Rego as it is lowered: every node has the bytes that its author typed.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// A name of a variable, rule or function.
pub(super) type Name = Arc<str>;

/// The bytes of a node.
pub(super) type Span = Range<usize>;

/// A term: a value, a variable, a reference, a call or a comprehension.
#[derive(Debug, Clone)]
pub(super) struct Term {
    pub(super) span: Span,
    pub(super) kind: Kind,
}

/// The sorts of terms.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// `null`, `true`, `false` or a number, as it is written.
    Scalar(Name),
    /// A text, without escapes.
    Text(Name),
    /// A variable of the rule; `_` until names are resolved.
    Var(Name),
    /// A rule or function of the package, `input` or `data`; only after names are resolved.
    Global(Name),
    /// `base.name[index]`; a name after a dot is a text.
    Ref(Box<Term>, Vec<Term>),
    /// `function(arguments)`.
    Call(Box<Term>, Vec<Term>),
    /// `left operator right`.
    Infix(&'static str, Box<Term>, Box<Term>),
    /// `key, value in collection`.
    Member(Option<Box<Term>>, Box<Term>, Box<Term>),
    Array(Vec<Term>),
    Set(Vec<Term>),
    Object(Vec<(Term, Term)>),
    /// `[term | body]`.
    ArrayOf(Box<Term>, Body),
    /// `{term | body}`.
    SetOf(Box<Term>, Body),
    /// `{key: value | body}`.
    ObjectOf(Box<Term>, Box<Term>, Body),
    /// `$"text {term}"`.
    Template(Vec<Piece>),
}

/// A part of a template string.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Text(Name),
    Term(Term),
}

/// Statements that must hold together.
#[derive(Debug, Clone, Default)]
pub(super) struct Body {
    pub(super) statements: Vec<Statement>,
    /// The variables that belong to the body itself; only after names are resolved.
    pub(super) locals: BTreeSet<Name>,
}

/// One statement of a body.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    pub(super) span: Span,
    pub(super) kind: Act,
    pub(super) with: Vec<With>,
}

/// What a statement does.
#[derive(Debug, Clone)]
pub(super) enum Act {
    /// A term that must be defined and not `false`.
    Holds(Term),
    /// `not term`.
    Not(Term),
    /// `not left = right`.
    NotEqual(Term, Term),
    /// `left = right`.
    Unify(Term, Term),
    /// `left := right`.
    Assign(Term, Term),
    /// `some a, b`.
    Some(Vec<(Name, Span)>),
    /// `some key, value in collection`.
    SomeIn(Option<Term>, Term, Term),
    /// `every key, value in domain { body }`.
    Every(Option<(Name, Span)>, (Name, Span), Term, Body),
}

/// `with target as value`.
#[derive(Debug, Clone)]
pub(super) struct With {
    pub(super) target: Term,
    pub(super) value: Term,
}

/// A rule, with its chain of `else`. A rule with several bodies is as many rules.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) span: Span,
    pub(super) is_default: bool,
    /// The rule's name, with the keys behind it.
    pub(super) name: Term,
    pub(super) args: Option<Vec<Term>>,
    /// The member of a set: `name contains key`.
    pub(super) key: Option<Term>,
    pub(super) branches: Vec<Branch>,
}

/// A value with the body under which the rule has it; the first is the rule's own, the others follow `else`.
#[derive(Debug, Clone)]
pub(super) struct Branch {
    pub(super) span: Span,
    pub(super) value: Option<Term>,
    pub(super) body: Option<Body>,
    /// The variables of the head, if it has any.
    pub(super) locals: BTreeSet<Name>,
}

/// `import path as name`.
#[derive(Debug, Clone)]
pub(super) struct Import {
    pub(super) path: Vec<Name>,
    pub(super) name: Name,
}

/// A file.
#[derive(Debug, Clone)]
pub(crate) struct Syntax {
    /// The name of the package after `data`.
    pub(super) package: Vec<Name>,
    pub(super) package_span: Span,
    pub(super) imports: Vec<Import>,
    pub(super) rules: Vec<Rule>,
    /// True for Rego of OPA 1.0 and newer.
    pub(super) is_v1: bool,
}

impl Term {
    pub(super) fn new(kind: Kind, span: Span) -> Self {
        Self { span, kind }
    }

    pub(super) fn var(name: &Name, span: &Span) -> Self {
        Self::new(Kind::Var(Arc::clone(name)), span.clone())
    }

    /// Creates a call of the builtin `name`.
    pub(super) fn call(name: &str, arguments: Vec<Self>, span: &Span) -> Self {
        let parts: Vec<_> = name.split('.').collect();
        let (first, rest) = parts.split_first().map_or((name, &[][..]), |(first, rest)| (*first, rest));
        let mut function = Self::new(Kind::Global(first.into()), span.clone());
        if !rest.is_empty() {
            let rest = rest.iter().map(|part| Self::text(part, span)).collect();
            function = Self::new(Kind::Ref(Box::new(function), rest), span.clone());
        }
        Self::new(Kind::Call(Box::new(function), arguments), span.clone())
    }

    pub(super) fn text(text: &str, span: &Span) -> Self {
        Self::new(Kind::Text(text.into()), span.clone())
    }

    pub(super) fn scalar(text: &str, span: &Span) -> Self {
        Self::new(Kind::Scalar(text.into()), span.clone())
    }

    pub(super) fn infix(operator: &'static str, left: Self, right: Self) -> Self {
        let span = left.span.start.min(right.span.start)..left.span.end.max(right.span.end);
        Self::new(Kind::Infix(operator, Box::new(left), Box::new(right)), span)
    }

    pub(super) fn at(self, index: Self) -> Self {
        let span = self.span.clone();
        match self.kind {
            Kind::Ref(base, mut parts) => {
                parts.push(index);
                Self::new(Kind::Ref(base, parts), span)
            }
            _ => Self::new(Kind::Ref(Box::new(self), vec![index]), span),
        }
    }

    /// Returns the name if the term is a variable of the rule.
    pub(super) fn as_var(&self) -> Option<&Name> {
        if let Kind::Var(name) = &self.kind { Some(name) } else { None }
    }

    /// True for a literal array, set or object.
    pub(super) fn is_composite(&self) -> bool {
        matches!(self.kind, Kind::Array(_) | Kind::Set(_) | Kind::Object(_))
    }

    /// Calls `look` with the terms directly in this one, but for those in bodies.
    pub(super) fn children<'a>(&'a self, look: &mut dyn FnMut(&'a Self)) {
        match &self.kind {
            Kind::Scalar(_)
            | Kind::Text(_)
            | Kind::Var(_)
            | Kind::Global(_)
            | Kind::ArrayOf(..)
            | Kind::SetOf(..)
            | Kind::ObjectOf(..) => {}
            Kind::Ref(base, parts) | Kind::Call(base, parts) => {
                look(base);
                parts.iter().for_each(look);
            }
            Kind::Infix(_, left, right) => {
                look(left);
                look(right);
            }
            Kind::Member(key, value, collection) => {
                if let Some(key) = key {
                    look(key);
                }
                look(value);
                look(collection);
            }
            Kind::Array(items) | Kind::Set(items) => items.iter().for_each(look),
            Kind::Object(fields) => {
                for (key, value) in fields {
                    look(key);
                    look(value);
                }
            }
            Kind::Template(pieces) => {
                for piece in pieces {
                    if let Piece::Term(term) = piece {
                        look(term);
                    }
                }
            }
        }
    }

    /// Calls `change` with the terms directly in this one, but for those in bodies.
    pub(super) fn children_mut(&mut self, change: &mut dyn FnMut(&mut Self)) {
        match &mut self.kind {
            Kind::Scalar(_)
            | Kind::Text(_)
            | Kind::Var(_)
            | Kind::Global(_)
            | Kind::ArrayOf(..)
            | Kind::SetOf(..)
            | Kind::ObjectOf(..) => {}
            Kind::Ref(base, parts) | Kind::Call(base, parts) => {
                change(base);
                parts.iter_mut().for_each(change);
            }
            Kind::Infix(_, left, right) => {
                change(left);
                change(right);
            }
            Kind::Member(key, value, collection) => {
                if let Some(key) = key {
                    change(key);
                }
                change(value);
                change(collection);
            }
            Kind::Array(items) | Kind::Set(items) => items.iter_mut().for_each(change),
            Kind::Object(fields) => {
                for (key, value) in fields {
                    change(key);
                    change(value);
                }
            }
            Kind::Template(pieces) => {
                for piece in pieces {
                    if let Piece::Term(term) = piece {
                        change(term);
                    }
                }
            }
        }
    }
}
