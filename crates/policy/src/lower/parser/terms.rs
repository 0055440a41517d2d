//! Terms, from weak operators to strong ones: `in`, comparisons, `|`, `&`, `+` and `-`, `*` and `/` and `%`.

use super::{Parsed, Parser, Refusal};
use crate::lower::ast::{Body, Kind, Piece, Span, Term};
use crate::lower::lexer::{self, Part, Word};

/// The operators between two terms, the weakest first.
const LEVELS: &[&[&str]] =
    &[&["==", "!=", "<", "<=", ">", ">="], &["|"], &["&"], &["+", "-"], &["*", "/", "%"]];

impl Parser<'_> {
    /// Reads a term with operators.
    pub(super) fn infix(&mut self) -> Parsed<Term> {
        self.deeper(|parser| {
            let left = parser.level(0, None)?;
            parser.members(left)
        })
    }

    /// Reads a term with operators, where `key, value in collection` is one too.
    pub(super) fn infix_with_key(&mut self) -> Parsed<Term> {
        self.deeper(|parser| {
            let left = parser.level(0, None)?;
            if parser.is_sign(",") && parser.keywords.contains("in") {
                let start = parser.at;
                parser.next();
                if let Ok(value) = parser.level(0, None)
                    && parser.take_word("in")
                {
                    let collection = parser.level(0, None)?;
                    let span = left.span.start..parser.end();
                    let kind = Kind::Member(Some(Box::new(left)), Box::new(value), Box::new(collection));
                    return parser.members(Term::new(kind, span));
                }
                parser.at = start;
            }
            parser.members(left)
        })
    }

    /// Reads a term with operators, but without `in`.
    pub(super) fn relation_without_in(&mut self) -> Parsed<Term> {
        self.deeper(|parser| parser.level(0, None))
    }

    fn members(&mut self, mut left: Term) -> Parsed<Term> {
        while self.take_word("in") {
            let collection = self.level(0, None)?;
            let span = left.span.start..self.end();
            left = Term::new(Kind::Member(None, Box::new(left), Box::new(collection)), span);
        }
        Ok(left)
    }

    /// Reads a term with the operators of `level` and stronger ones; `first` is its beginning if that is read already.
    fn level(&mut self, level: usize, first: Option<Term>) -> Parsed<Term> {
        let Some(operators) = LEVELS.get(level) else {
            return first.map_or_else(|| self.term(), Ok);
        };
        let mut left = self.level(level + 1, first)?;
        let mut count = 0;
        while let Word::Sign(sign) = self.token().word
            && operators.contains(&sign)
        {
            count += 1;
            if count > super::DEEPEST {
                let message = format!("there are more than {} operators in a row", super::DEEPEST);
                return Err(Refusal::new(self.span(), message));
            }
            self.next();
            let right = self.level(level + 1, None)?;
            let span = left.span.start..self.end();
            left = Term::new(Kind::Infix(sign, Box::new(left), Box::new(right)), span);
        }
        Ok(left)
    }

    /// Reads a term without operators, with the keys and arguments behind it.
    fn term(&mut self) -> Parsed<Term> {
        let token = self.token().clone();
        let from = token.span.start;
        let first = match token.word {
            Word::Name(name) => match &*name {
                "null" | "true" | "false" => {
                    self.next();
                    Term::new(Kind::Scalar(name), token.span)
                }
                _ => {
                    let (name, span) = self.name()?;
                    Term::new(Kind::Var(name), span)
                }
            },
            Word::Number(number) => {
                self.next();
                Term::new(Kind::Scalar(number), token.span)
            }
            Word::Text(text) => {
                self.next();
                Term::new(Kind::Text(text), token.span)
            }
            Word::Template(parts) => {
                self.next();
                self.template(parts, token.span)?
            }
            Word::Sign("-") => {
                self.next();
                let Word::Number(number) = self.token().word.clone() else {
                    return Err(self.unexpected("a number"));
                };
                self.next();
                Term::new(Kind::Scalar(format!("-{number}").into()), from..self.end())
            }
            Word::Sign("[") => self.deeper(Self::array)?,
            Word::Sign("{") => self.deeper(Self::set_or_object)?,
            Word::Sign("(") => {
                self.next();
                let mut inner = self.infix_with_key()?;
                self.expect(")")?;
                inner.span = from..self.end();
                inner
            }
            _ => return Err(self.unexpected("an expression")),
        };
        self.behind(first, from)
    }

    /// Reads the keys and arguments behind a term.
    fn behind(&mut self, mut term: Term, from: usize) -> Parsed<Term> {
        while self.is_adjacent() {
            if self.is_sign("(") {
                let is_name = match &term.kind {
                    Kind::Var(name) => {
                        if &**name == "set" && self.is_empty_list() {
                            self.next();
                            self.next();
                            term = Term::new(Kind::Set(Vec::new()), from..self.end());
                            continue;
                        }
                        true
                    }
                    Kind::Ref(base, parts) => {
                        matches!(base.kind, Kind::Var(_))
                            && parts.iter().all(|part| matches!(part.kind, Kind::Text(_)))
                    }
                    _ => false,
                };
                if !is_name {
                    break;
                }
                self.next();
                let arguments = self.list(")")?;
                term = Term::new(Kind::Call(Box::new(term), arguments), from..self.end());
            } else if self.take_sign(".") {
                let Word::Name(name) = self.token().word.clone() else {
                    return Err(self.unexpected("a name"));
                };
                let key = Term::new(Kind::Text(name), self.span());
                self.next();
                term = extended(term, key, from..self.end());
            } else if self.take_sign("[") {
                let key = self.infix()?;
                self.expect("]")?;
                term = extended(term, key, from..self.end());
            } else {
                break;
            }
        }
        Ok(term)
    }

    fn is_empty_list(&self) -> bool {
        self.tokens.get(self.at + 1).is_some_and(|token| token.word == Word::Sign(")"))
    }

    /// Reads terms up to the sign `end`, and it.
    pub(super) fn list(&mut self, end: &str) -> Parsed<Vec<Term>> {
        let mut items = Vec::new();
        while !self.take_sign(end) {
            items.push(self.infix()?);
            if !self.take_sign(",") && !self.is_sign(end) {
                return Err(self.unexpected(&format!("`,` or `{end}`")));
            }
        }
        Ok(items)
    }

    /// Reads the body of a comprehension behind `|`, and the sign `end`. None if it is none: the sign is an operator.
    fn comprehension(&mut self, end: &str) -> Parsed<Option<Body>> {
        if !self.is_sign("|") {
            return Ok(None);
        }
        let start = self.at;
        self.next();
        match self.body(end) {
            Ok(body) => {
                self.expect(end)?;
                Ok(Some(body))
            }
            // `[a | b, c]` is an array whose first item is a union.
            Err(_) if self.is_sign(",") => {
                self.at = start;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn array(&mut self) -> Parsed<Term> {
        let from = self.span().start;
        self.next();
        if self.take_sign("]") {
            return Ok(Term::new(Kind::Array(Vec::new()), from..self.end()));
        }
        let first = self.term()?;
        if let Some(body) = self.comprehension("]")? {
            return Ok(Term::new(Kind::ArrayOf(Box::new(first), body), from..self.end()));
        }
        let first = self.level(0, Some(first))?;
        let mut items = vec![self.members(first)?];
        self.rest(&mut items, "]")?;
        Ok(Term::new(Kind::Array(items), from..self.end()))
    }

    /// Reads the items behind the first one, up to the sign `end`.
    fn rest(&mut self, items: &mut Vec<Term>, end: &str) -> Parsed<()> {
        if self.take_sign(",") {
            items.extend(self.list(end)?);
            Ok(())
        } else if self.take_sign(end) {
            Ok(())
        } else {
            Err(self.unexpected(&format!("`,` or `{end}`")))
        }
    }

    fn set_or_object(&mut self) -> Parsed<Term> {
        let from = self.span().start;
        self.next();
        if self.take_sign("}") {
            return Ok(Term::new(Kind::Object(Vec::new()), from..self.end()));
        }
        let first = self.term()?;
        if let Some(body) = self.comprehension("}")? {
            return Ok(Term::new(Kind::SetOf(Box::new(first), body), from..self.end()));
        }
        let first = self.level(0, Some(first))?;
        let first = self.members(first)?;
        if !self.take_sign(":") {
            let mut items = vec![first];
            self.rest(&mut items, "}")?;
            return Ok(Term::new(Kind::Set(items), from..self.end()));
        }
        let value = self.term()?;
        if let Some(body) = self.comprehension("}")? {
            let kind = Kind::ObjectOf(Box::new(first), Box::new(value), body);
            return Ok(Term::new(kind, from..self.end()));
        }
        let value = self.level(0, Some(value))?;
        let mut fields = vec![(first, self.members(value)?)];
        while !self.take_sign("}") {
            if !self.take_sign(",") {
                return Err(self.unexpected("`,` or `}`"));
            }
            if self.take_sign("}") {
                break;
            }
            let key = self.infix()?;
            self.expect(":")?;
            fields.push((key, self.infix()?));
        }
        Ok(Term::new(Kind::Object(fields), from..self.end()))
    }

    fn template(&mut self, parts: Vec<Part>, span: Span) -> Parsed<Term> {
        let mut pieces = Vec::new();
        for part in parts {
            match part {
                Part::Text(text) if text.is_empty() => {}
                Part::Text(text) => pieces.push(Piece::Text(text)),
                Part::Expression(range) => {
                    let tokens = lexer::tokens(self.text, range.clone())?;
                    let mut inner = Parser::new(self.text, tokens, self.is_v1);
                    inner.keywords.clone_from(&self.keywords);
                    inner.depth = self.depth;
                    pieces.push(Piece::Term(inner.infix()?));
                    if inner.token().word != Word::End {
                        return Err(inner.unexpected("the end of the expression"));
                    }
                }
            }
        }
        Ok(Term::new(Kind::Template(pieces), span))
    }
}

/// Returns `term` with one more key behind it.
fn extended(term: Term, key: Term, span: Span) -> Term {
    match term.kind {
        Kind::Ref(base, mut parts) => {
            parts.push(key);
            Term::new(Kind::Ref(base, parts), span)
        }
        _ => Term::new(Kind::Ref(Box::new(term), vec![key]), span),
    }
}
