//! `regex.globs_match`: whether a text fits both of two patterns, which know `.`, `[a-z]`, `*`, `+` and `\`.

use crate::functions::args::text;
use crate::functions::{Outcome, Wrong, fails};
use regorus::Value;

/// What one character may be, and how often.
struct Token {
    /// None for any character.
    set: Option<Vec<(char, char)>>,
    /// True if it may be left out.
    skips: bool,
    /// True if it may come again.
    repeats: bool,
}

/// The longest pattern, in characters.
const LONGEST: usize = 2000;

pub(in crate::functions) fn globs_match(args: &[Value]) -> Outcome {
    let (first, second) = (tokens(text(args, 0)?)?, tokens(text(args, 1)?)?);
    // The places that a text leads to in both.
    let width = second.len() + 1;
    let mut seen = vec![false; (first.len() + 1) * width];
    let mut open = vec![(0, 0)];
    while let Some((a, b)) = open.pop() {
        match seen.get_mut(a * width + b) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        let (one, other) = (first.get(a), second.get(b));
        if one.is_none() && other.is_none() {
            return Ok(Value::from(true));
        }
        open.extend(one.filter(|one| one.skips).map(|_| (a + 1, b)));
        open.extend(other.filter(|other| other.skips).map(|_| (a, b + 1)));
        if let (Some(one), Some(other)) = (one, other)
            && one.meets(other)
        {
            open.push((a + 1, b + 1));
            open.extend(one.repeats.then_some((a, b + 1)));
            open.extend(other.repeats.then_some((a + 1, b)));
            open.extend((one.repeats && other.repeats).then_some((a, b)));
        }
    }
    Ok(Value::from(false))
}

impl Token {
    fn meets(&self, other: &Self) -> bool {
        let (Some(a), Some(b)) = (&self.set, &other.set) else { return true };
        a.iter().any(|(low, high)| b.iter().any(|(from, to)| low <= to && from <= high))
    }
}

fn tokens(pattern: &str) -> Result<Vec<Token>, Wrong> {
    let characters: Vec<char> = pattern.chars().collect();
    if characters.len() > LONGEST {
        return Err(Wrong::Exceeds(format!("a pattern is longer than {LONGEST} characters")));
    }
    let wrong = || Wrong::Fails(format!("{pattern:?} is not a pattern"));
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some((character, escaped)) = next(&characters, &mut at).map_err(|()| wrong())? {
        let set = match character {
            '.' if !escaped => None,
            '[' if !escaped => Some(class(&characters, &mut at).ok_or_else(wrong)?),
            ']' | '*' | '+' if !escaped => return fails(format!("{pattern:?} is not a pattern")),
            other => Some(vec![(other, other)]),
        };
        let flag = characters.get(at).copied().filter(|flag| matches!(flag, '*' | '+'));
        at += usize::from(flag.is_some());
        tokens.push(Token { set, skips: flag == Some('*'), repeats: flag.is_some() });
    }
    Ok(tokens)
}

/// The next character, and whether it is escaped.
fn next(characters: &[char], at: &mut usize) -> Result<Option<(char, bool)>, ()> {
    let Some(character) = characters.get(*at) else { return Ok(None) };
    if *character != '\\' {
        *at += 1;
        return Ok(Some((*character, false)));
    }
    let escaped = characters.get(*at + 1).ok_or(())?;
    *at += 2;
    Ok(Some((*escaped, true)))
}

fn class(characters: &[char], at: &mut usize) -> Option<Vec<(char, char)>> {
    let mut ranges = Vec::new();
    let mut previous = None;
    loop {
        match next(characters, at).ok()?? {
            (']', false) => return Some(ranges),
            ('-', false) => {
                let low = previous.take()?;
                if *at + 1 >= characters.len() {
                    return None;
                }
                let (high, escaped) = next(characters, at).ok()??;
                if !escaped && matches!(high, ']' | '-') || high < low {
                    return None;
                }
                ranges.push((low, high));
            }
            (one, _) => {
                ranges.push((one, one));
                previous = Some(one);
            }
        }
    }
}
