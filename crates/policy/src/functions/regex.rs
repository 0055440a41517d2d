//! Regular expressions, as Go has them (Open Policy Agent, "Policy Reference", "Regex"; github.com/google/re2, "Syntax").

mod class;
mod expand;
mod globs;
mod translate;

pub(super) use globs::globs_match;

use super::args::{from_texts, int, text};
use super::{Outcome, Wrong, fails, room_for_members, room_for_text};
use regorus::Value;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// A compiled expression, with the names of its groups.
pub(super) struct Compiled {
    regex: regex::Regex,
    names: Vec<Option<String>>,
}

/// The most bytes of a compiled expression.
const LARGEST: usize = 16 << 20;

/// The most expressions that a thread keeps.
const MOST_KEPT: usize = 128;

thread_local! {
    static KEPT: RefCell<HashMap<String, Rc<Compiled>>> = RefCell::new(HashMap::new());
}

/// Compiles an expression of Go.
pub(super) fn compile(pattern: &str) -> Result<Rc<Compiled>, Wrong> {
    if let Some(known) = KEPT.with_borrow(|kept| kept.get(pattern).cloned()) {
        return Ok(known);
    }
    let translated = translate::translate(pattern).map_err(Wrong::Fails)?;
    let compiled = Rc::new(Compiled { regex: build(&translated.pattern)?, names: translated.names });
    KEPT.with_borrow_mut(|kept| {
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(pattern.to_owned(), Rc::clone(&compiled));
    });
    Ok(compiled)
}

/// Compiles what is translated.
pub(super) fn build(pattern: &str) -> Result<regex::Regex, Wrong> {
    let regex = regex::RegexBuilder::new(pattern).size_limit(LARGEST).nest_limit(2000).build();
    regex.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => {
            Wrong::Exceeds("the compiled regular expression is too large".to_owned())
        }
        other => Wrong::Fails(format!("the regular expression is not valid: {other}")),
    })
}

pub(super) fn is_valid(args: &[Value]) -> Outcome {
    Ok(Value::from(text(args, 0).is_ok_and(|text| translate::translate(text).is_ok())))
}

/// `regex.match(pattern, text)`; `re_match` is its older name.
pub(super) fn matches(args: &[Value]) -> Outcome {
    let (pattern, text) = (text(args, 0)?, text(args, 1)?);
    Ok(Value::from(compile(pattern)?.regex.is_match(text)))
}

/// How many matches `n` wants; a negative number wants all.
fn wanted(args: &[Value], at: usize) -> Result<usize, Wrong> {
    Ok(usize::try_from(int(args, at)?).unwrap_or(usize::MAX))
}

/// `regex.find_n(pattern, text, n)`.
pub(super) fn find_n(args: &[Value]) -> Outcome {
    let (pattern, text, wanted) = (text(args, 0)?, text(args, 1)?, wanted(args, 2)?);
    let compiled = compile(pattern)?;
    Ok(from_texts(compiled.regex.find_iter(text).take(wanted).map(|found| found.as_str())))
}

/// `regex.find_all_string_submatch_n(pattern, text, n)`.
pub(super) fn find_all(args: &[Value]) -> Outcome {
    let (pattern, text, wanted) = (text(args, 0)?, text(args, 1)?, wanted(args, 2)?);
    let compiled = compile(pattern)?;
    let mut all = Vec::new();
    for found in compiled.regex.captures_iter(text).take(wanted) {
        let groups = found.iter().map(|group| group.map_or("", |group| group.as_str()));
        all.push(from_texts(groups));
        room_for_members(all.len() * found.len())?;
    }
    Ok(Value::from(all))
}

/// `regex.split(pattern, text)`.
pub(super) fn split(args: &[Value]) -> Outcome {
    let (pattern, text) = (text(args, 0)?, text(args, 1)?);
    let compiled = compile(pattern)?;
    if !pattern.is_empty() && text.is_empty() {
        return Ok(from_texts([""]));
    }
    let (mut parts, mut begin, mut end) = (Vec::new(), 0, 0);
    for found in compiled.regex.find_iter(text) {
        end = found.start();
        if found.end() != 0 {
            parts.push(text.get(begin..end).unwrap_or_default());
        }
        begin = found.end();
    }
    if end != text.len() {
        parts.push(text.get(begin..).unwrap_or_default());
    }
    Ok(from_texts(parts))
}

/// `regex.replace(text, pattern, value)`; `$1` and `${name}` in the value are groups.
pub(super) fn replace(args: &[Value]) -> Outcome {
    let (text, pattern, with) = (text(args, 0)?, text(args, 1)?, text(args, 2)?);
    let compiled = compile(pattern)?;
    let (mut out, mut last) = (String::new(), 0);
    for found in compiled.regex.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        out.push_str(text.get(last..whole.start()).unwrap_or_default());
        expand::expand(with, &found, &compiled.names, &mut out);
        last = whole.end();
        room_for_text(out.len())?;
    }
    out.push_str(text.get(last..).unwrap_or_default());
    Ok(Value::from(out))
}

/// `regex.template_match(template, text, begin, end)`: what stands between the delimiters is an expression.
pub(super) fn template_match(args: &[Value]) -> Outcome {
    let (template, subject) = (text(args, 0)?, text(args, 1)?);
    let (begin, end) = (text(args, 2)?, text(args, 3)?);
    if begin.len() != 1 || end.len() != 1 {
        return fails("a delimiter must be one ASCII character");
    }
    let (mut pattern, mut level, mut from) = (String::from("^"), 0_usize, 0);
    for (at, character) in template.char_indices() {
        if begin.starts_with(character) {
            level += 1;
            if level == 1 {
                pattern.push_str(&translate::quote(template.get(from..at).unwrap_or_default()));
                from = at + 1;
            }
        } else if end.starts_with(character) {
            let Some(left) = level.checked_sub(1) else { return fails("its delimiters are not in pairs") };
            level = left;
            if level == 0 {
                let part = template.get(from..at).unwrap_or_default();
                compile(&format!("^{part}$"))?;
                pattern.push('(');
                pattern.push_str(part);
                pattern.push(')');
                from = at + 1;
            }
        }
    }
    if level != 0 {
        return fails("its delimiters are not in pairs");
    }
    pattern.push_str(&translate::quote(template.get(from..).unwrap_or_default()));
    pattern.push('$');
    Ok(Value::from(compile(&pattern)?.regex.is_match(subject)))
}
