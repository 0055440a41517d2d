//! Parses files to rules, as OPA's parser does: of OPA 1.0 and newer, or as before if they are valid only so.

mod terms;

use super::Refusal;
use super::ast::{Act, Body, Branch, Import, Kind, Name, Rule, Span, Statement, Syntax, Term, With};
use super::lexer::{self, Token, Word};
use std::collections::BTreeSet;

/// An expression nested in more is refused: parsing and evaluation are recursive. A bracket counts twice.
const DEEPEST: usize = 200;

/// Names that are never variables.
const RESERVED: &[&str] =
    &["as", "default", "else", "false", "import", "package", "not", "null", "some", "true", "with"];

/// Keywords that Rego before OPA 1.0 imports.
pub(super) const FUTURE: &[&str] = &["contains", "every", "if", "in"];

/// Parses a file. Unless it `must_be_new`, it may be Rego of before OPA 1.0.
///
/// # Errors
/// The error of parsing it as current Rego.
pub(super) fn parse(text: &str, must_be_new: bool) -> Result<Syntax, Refusal> {
    let tokens = lexer::tokens(text, 0..text.len())?;
    let mut new = Parser::new(text, tokens.clone(), true);
    let error = match new.file() {
        Ok(syntax) => return Ok(syntax),
        Err(error) => error,
    };
    if must_be_new {
        return Err(error);
    }
    let mut old = Parser::new(text, tokens, false);
    old.file().map_err(|old| if is_old(text, &error) { old } else { error })
}

/// True if the error of parsing a file as current Rego is only that its bodies have no `if`.
fn is_old(text: &str, error: &Refusal) -> bool {
    text.get(error.span.clone()).is_some_and(|word| word == "{")
}

/// The words of a file, and the one to parse next.
pub(super) struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    is_v1: bool,
    keywords: BTreeSet<&'static str>,
    depth: usize,
}

type Parsed<T> = Result<T, Refusal>;

impl<'a> Parser<'a> {
    fn new(text: &'a str, tokens: Vec<Token>, is_v1: bool) -> Self {
        let keywords = if is_v1 { FUTURE.iter().copied().collect() } else { BTreeSet::new() };
        Self { text, tokens, at: 0, is_v1, keywords, depth: 0 }
    }

    fn token(&self) -> &Token {
        static END: Token = Token { span: 0..0, word: Word::End, begins_line: true };
        self.tokens.get(self.at).or(self.tokens.last()).unwrap_or(&END)
    }

    fn span(&self) -> Span {
        self.token().span.clone()
    }

    /// Returns the end of the word before the next one.
    fn end(&self) -> usize {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |token| token.span.end)
    }

    fn next(&mut self) {
        self.at += usize::from(self.token().word != Word::End);
    }

    fn is_sign(&self, sign: &str) -> bool {
        matches!(&self.token().word, Word::Sign(found) if *found == sign)
    }

    /// True if the next word is `name`, as a keyword if that has to be imported.
    fn is_word(&self, name: &str) -> bool {
        let is_keyword = !FUTURE.contains(&name) || self.keywords.contains(name);
        is_keyword && matches!(&self.token().word, Word::Name(found) if &**found == name)
    }

    /// True if the next word follows the one before without a space.
    fn is_adjacent(&self) -> bool {
        self.token().span.start == self.end()
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let is_next = self.is_sign(sign);
        if is_next {
            self.next();
        }
        is_next
    }

    fn take_word(&mut self, name: &str) -> bool {
        let is_next = self.is_word(name);
        if is_next {
            self.next();
        }
        is_next
    }

    fn expect(&mut self, sign: &str) -> Parsed<()> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    /// Creates the refusal of the next word where `wanted` should be.
    fn unexpected(&self, wanted: &str) -> Refusal {
        let span = self.span();
        if self.token().word == Word::End {
            let end = self.end();
            let last =
                self.text.get(..end).and_then(|text| text.chars().next_back()).map_or(0, char::len_utf8);
            return Refusal::new(end - last..end, format!("expected {wanted}, and the file ends here"));
        }
        let found = self.text.get(span.clone()).unwrap_or_default();
        let found = found.lines().next().unwrap_or_default().to_owned();
        Refusal::new(span, format!("expected {wanted}, and this is `{found}`"))
    }

    fn is_keyword(&self, name: &str) -> bool {
        RESERVED.contains(&name) || self.keywords.contains(name)
    }

    /// Reads a name that may be a variable's. `contains` is a builtin function too.
    fn name(&mut self) -> Parsed<(Name, Span)> {
        let token = self.token();
        match &token.word {
            Word::Name(name) if !self.is_keyword(name) || &**name == "contains" => {
                let found = (name.clone(), token.span.clone());
                self.next();
                Ok(found)
            }
            _ => Err(self.unexpected("a name")),
        }
    }

    /// Runs `parse` one level deeper.
    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= DEEPEST {
            let message =
                format!("this expression is nested in more than {DEEPEST} others: give parts of them names");
            return Err(Refusal::new(self.span(), message));
        }
        self.depth += 1;
        let result = parse(self);
        self.depth -= 1;
        result
    }

    fn file(&mut self) -> Parsed<Syntax> {
        if !self.take_word("package") {
            return Err(self.unexpected("`package`"));
        }
        let from = self.span().start;
        let package = self.path()?;
        let package_span = from..self.end();
        let (mut imports, mut rules) = (Vec::new(), Vec::new());
        while self.token().word != Word::End {
            if self.take_sign(";") {
                continue;
            }
            if self.is_word("import") {
                self.import(&mut imports)?;
                continue;
            }
            self.rule(&mut rules)?;
        }
        Ok(Syntax { package, package_span, imports, rules, is_v1: self.is_v1 })
    }

    /// Reads `a.b["c"]`.
    fn path(&mut self) -> Parsed<Vec<Name>> {
        let mut names = vec![self.name()?.0];
        while self.is_adjacent() {
            if self.take_sign(".") {
                let Word::Name(name) = self.token().word.clone() else {
                    return Err(self.unexpected("a name"));
                };
                names.push(name);
                self.next();
            } else if self.take_sign("[") {
                let Word::Text(name) = self.token().word.clone() else {
                    return Err(self.unexpected("a text"));
                };
                names.push(name);
                self.next();
                self.expect("]")?;
            } else {
                break;
            }
        }
        Ok(names)
    }

    fn import(&mut self, imports: &mut Vec<Import>) -> Parsed<()> {
        self.next();
        let from = self.span().start;
        let path = self.path()?;
        let span = from..self.end();
        let parts: Vec<&str> = path.iter().map(|name| &**name).collect();
        match parts.as_slice() {
            ["rego", "v1"] => {
                self.is_v1 = true;
                self.keywords.extend(FUTURE);
                return Ok(());
            }
            ["future", "keywords"] => {
                self.keywords.extend(FUTURE);
                return Ok(());
            }
            ["future", "keywords", name] => {
                let known = FUTURE.iter().find(|known| *known == name);
                let Some(known) = known else {
                    return Err(Refusal::new(span, format!("there is no keyword `{name}`")));
                };
                self.keywords.insert(known);
                if *known == "every" {
                    self.keywords.insert("in");
                }
                return Ok(());
            }
            ["data" | "input", ..] => {}
            _ => {
                let message = "a path that is imported begins with `data`, `input`, `rego` or `future`";
                return Err(Refusal::new(span, message));
            }
        }
        let name = if self.take_word("as") { Some(self.name()?.0) } else { path.last().cloned() };
        imports.push(Import { name: name.unwrap_or_default(), path });
        Ok(())
    }

    fn rule(&mut self, rules: &mut Vec<Rule>) -> Parsed<()> {
        let from = self.span().start;
        let is_default = matches!(&self.token().word, Word::Name(name) if &**name == "default");
        if is_default {
            self.next();
        }
        let (name, span) = match self.name() {
            Ok(found) => found,
            Err(_) if !is_default => return Err(self.unexpected("a rule")),
            Err(error) => return Err(error),
        };
        let name = self.head_name(Term::new(Kind::Var(name), span))?;
        let args = if self.is_adjacent() && self.take_sign("(") { Some(self.list(")")?) } else { None };
        // Without arguments it is no function.
        let args = args.filter(|args| !args.is_empty());
        let mut rule = Rule { span: from..from, is_default, name, args, key: None, branches: Vec::new() };
        if self.take_word("contains") {
            rule.key = Some(self.infix()?);
        }
        let value = self.assigned()?;
        let has_value = value.is_some();
        if is_default && !has_value {
            return Err(self.unexpected("`:=` and a value"));
        }
        let has_if = self.is_word("if");
        let is_short = rule.args.is_none() && rule.key.is_none() && !has_value && !has_if;
        if is_short
            && let Kind::Ref(base, parts) = &mut rule.name.kind
            && parts.len() == 1
        {
            // Before OPA 1.0, `set[member]` was written for `set contains member`.
            if self.is_v1 {
                let message =
                    "expected `contains`, `:=` or `if`: a set is written `name contains member if { … }`";
                let shown = rule.name.span.clone();
                return Err(if self.is_sign("{") {
                    self.unexpected("`if`")
                } else {
                    Refusal::new(shown, message)
                });
            }
            rule.key = parts.pop();
            rule.name = Term::clone(base);
        }
        let body_from = self.span().start;
        let body = if is_default { None } else { self.rule_body()? };
        let is_fact = !self.is_v1 && rule.args.is_some();
        if body.is_none() && !has_value && rule.key.is_none() && !is_fact {
            return Err(self.unexpected("`:=`, `contains` or `if`"));
        }
        let branch = |value, body, span| Branch { span, value, body, locals: BTreeSet::new() };
        let has_body = body.is_some();
        rule.branches.push(branch(value, body, body_from..self.end()));
        rule.span.end = self.end();
        while has_body && self.is_word("else") {
            let from = self.span().start;
            self.next();
            let value = self.assigned()?;
            let body = self.rule_body()?;
            if value.is_none() && body.is_none() {
                return Err(self.unexpected("`:=` or `if` after `else`"));
            }
            rule.branches.push(branch(value, body, from..self.end()));
            rule.span.end = self.end();
        }
        let chained = rule.clone();
        rules.push(rule);
        while has_body && self.is_sign("{") && chained.branches.len() == 1 {
            let from = self.span().start;
            let body = self.braced()?;
            let mut next = chained.clone();
            next.span.end = self.end();
            if let Some(branch) = next.branches.first_mut() {
                *branch = Branch { span: from..self.end(), body: Some(body), ..branch.clone() };
            }
            rules.push(next);
        }
        Ok(())
    }

    /// Reads the keys behind the name of a rule.
    fn head_name(&mut self, first: Term) -> Parsed<Term> {
        let mut parts = Vec::new();
        let from = first.span.start;
        while self.is_adjacent() {
            if self.take_sign(".") {
                let Word::Name(name) = self.token().word.clone() else {
                    return Err(self.unexpected("a name"));
                };
                parts.push(Term::new(Kind::Text(name), self.span()));
                self.next();
            } else if self.take_sign("[") {
                parts.push(self.infix()?);
                self.expect("]")?;
            } else {
                break;
            }
        }
        if parts.is_empty() {
            return Ok(first);
        }
        Ok(Term::new(Kind::Ref(Box::new(first), parts), from..self.end()))
    }

    /// Reads `:= value` or `= value`, if it is there.
    fn assigned(&mut self) -> Parsed<Option<Term>> {
        if self.take_sign(":=") || self.take_sign("=") { self.infix().map(Some) } else { Ok(None) }
    }

    fn rule_body(&mut self) -> Parsed<Option<Body>> {
        if !self.take_word("if") {
            if !self.is_sign("{") {
                return Ok(None);
            }
            if self.is_v1 {
                return Err(self.unexpected("`if`"));
            }
            return self.braced().map(Some);
        }
        let start = self.at;
        if !self.is_sign("{") {
            return self.statement().map(|one| Some(Body { statements: vec![one], ..Body::default() }));
        }
        // A brace begins a body, or else a set, an object or a comprehension.
        let error = match self.braced() {
            Ok(body) => return Ok(Some(body)),
            Err(error) => error,
        };
        let reached = self.at;
        self.at = start;
        if let Ok(one) = self.statement() {
            Ok(Some(Body { statements: vec![one], ..Body::default() }))
        } else {
            self.at = reached;
            Err(error)
        }
    }

    /// Reads `{ statements }`.
    fn braced(&mut self) -> Parsed<Body> {
        self.expect("{")?;
        let body = self.body("}")?;
        self.expect("}")?;
        Ok(body)
    }

    /// Reads statements up to the sign `end`.
    fn body(&mut self, end: &str) -> Parsed<Body> {
        let mut statements = Vec::new();
        loop {
            statements.push(self.deeper(Self::statement)?);
            let has_sign = self.take_sign(";");
            if self.is_sign(end) {
                return Ok(Body { statements, ..Body::default() });
            }
            if self.token().word == Word::End {
                return Err(self.unexpected(&format!("`{end}`")));
            }
            if !has_sign && !self.token().begins_line {
                return Err(self.unexpected(&format!("`;`, `{end}` or a new line")));
            }
        }
    }

    fn statement(&mut self) -> Parsed<Statement> {
        let from = self.span().start;
        let kind = if self.is_word("some") {
            self.some()?
        } else if self.is_word("every") {
            self.every()?
        } else {
            let is_negated = self.take_word("not");
            let left = self.infix_with_key()?;
            let is_assigned = self.is_sign(":=");
            if is_assigned || self.is_sign("=") {
                self.next();
                let right = self.infix_with_key()?;
                match (is_negated, is_assigned) {
                    (true, true) => {
                        let message = "a variable cannot be assigned behind `not`";
                        return Err(Refusal::new(from..self.end(), message));
                    }
                    (true, false) => Act::NotEqual(left, right),
                    (false, true) => Act::Assign(left, right),
                    (false, false) => Act::Unify(left, right),
                }
            } else if is_negated {
                Act::Not(left)
            } else {
                Act::Holds(left)
            }
        };
        let mut with = Vec::new();
        while self.take_word("with") {
            let (name, span) = self.name()?;
            let target = self.head_name(Term::new(Kind::Var(name), span))?;
            if !self.take_word("as") {
                return Err(self.unexpected("`as`"));
            }
            with.push(With { target, value: self.infix()? });
        }
        Ok(Statement { span: from..self.end(), kind, with })
    }

    fn some(&mut self) -> Parsed<Act> {
        self.next();
        let first = self.relation_without_in()?;
        let mut terms = vec![first];
        while self.take_sign(",") {
            terms.push(self.relation_without_in()?);
        }
        if self.take_word("in") {
            let collection = self.relation_without_in()?;
            let value = terms.pop();
            let key = terms.pop();
            return match value {
                Some(value) if terms.is_empty() => Ok(Act::SomeIn(key, value, collection)),
                _ => Err(self.unexpected("at most a key and a value before `in`")),
            };
        }
        let mut names = Vec::new();
        for term in terms {
            match term.kind {
                Kind::Var(name) => names.push((name, term.span)),
                _ => return Err(Refusal::new(term.span, "expected the name of a variable behind `some`")),
            }
        }
        Ok(Act::Some(names))
    }

    fn every(&mut self) -> Parsed<Act> {
        self.next();
        let first = self.name()?;
        let (key, value) = if self.take_sign(",") { (Some(first), self.name()?) } else { (None, first) };
        if !self.take_word("in") {
            return Err(self.unexpected("`in`"));
        }
        let domain = self.relation_without_in()?;
        let body = self.braced()?;
        Ok(Act::Every(key, value, domain, body))
    }
}
