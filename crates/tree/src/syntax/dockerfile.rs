//! Parses Dockerfiles to the form that Conftest's parser `dockerfile` gives: a list of the list of instructions, each with
//! `Cmd`, `Flags`, `JSON`, `Stage`, `SubCmd` and `Value`; comments above an instruction are instructions `comment`.
//!
//! Variables are not replaced, and quotes stay in the words of `ENV`, `ARG` and `LABEL`.

mod arguments;
mod lines;

use super::maker::{Maker, parsed};
use super::yaml::{Parsed, SyntaxError};
use crate::source::Source;
use crate::tree::{Map, Node, ScalarKind};
use arguments::{Word, values};
use lines::{Line, Lines};
use std::ops::Range;

/// Instructions that need an argument (Dockerfile reference).
const WITH_ARGUMENTS: &[&str] = &[
    "add",
    "arg",
    "copy",
    "env",
    "expose",
    "from",
    "healthcheck",
    "label",
    "maintainer",
    "onbuild",
    "shell",
    "stopsignal",
    "user",
    "volume",
    "workdir",
];

/// Instructions that may have none.
const OTHERS: &[&str] = &["cmd", "entrypoint", "run"];

/// Parses `source`: returns one document, or the first error.
pub fn parse(source: &Source) -> Parsed {
    let maker = Maker::of(source);
    parsed(read(maker))
}

fn read(maker: Maker<'_>) -> Result<Node, SyntaxError> {
    let mut lines = Lines::of(maker);
    let mut instructions = Vec::new();
    let mut stage = None;
    while let Some(line) = lines.next()? {
        let (name, flags, arguments) = split(&line, 0);
        let command = line.text.get(name.clone()).unwrap_or_default().to_ascii_lowercase();
        let at = line.place(name.clone());
        if command == "from" {
            stage = Some(stage.map_or(0, |stage: usize| stage + 1));
        }
        for comment in &line.comments {
            let value = vec![maker.text(maker.raw(comment.clone()), comment.clone())];
            let fields = Fields { flags: None, sub: "", is_json: false, stage, value };
            instructions.push(instruction(maker, "comment", comment.clone(), fields));
        }
        let mut sub = "";
        let mut body = (command.clone(), arguments);
        if command == "onbuild" {
            let (name, _, rest) = split(&line, body.1.start);
            sub = line.text.get(name).unwrap_or_default();
            body = (sub.to_ascii_lowercase(), rest);
        }
        check(maker, &line, &body.0, &body.1, &at)?;
        let (words, is_json) = values(&line, &body.0, body.1).map_err(|why| maker.refuse(at.clone(), why))?;
        check_count(maker, &body.0, words.len(), &at)?;
        let node = |word: Word| maker.text(&word.text, word.place.unwrap_or(at.end..at.end));
        let flags = flags.map(|flags| flags.into_iter().map(node).collect());
        let value = words.into_iter().map(node).collect();
        instructions.push(instruction(
            maker,
            &command,
            at.clone(),
            Fields { flags, sub, is_json, stage, value },
        ));
    }
    let whole = maker.whole();
    if instructions.is_empty() {
        return Err(maker.refuse(whole, "this Dockerfile has no instructions"));
    }
    Ok(maker.list(vec![maker.list(instructions, whole.clone())], whole))
}

struct Fields<'a> {
    flags: Option<Vec<Node>>,
    sub: &'a str,
    is_json: bool,
    stage: Option<usize>,
    value: Vec<Node>,
}

/// Creates the instruction `command`, whose name is at `at`.
fn instruction(maker: Maker<'_>, command: &str, at: Range<usize>, fields: Fields<'_>) -> Node {
    let Fields { flags, sub, is_json, stage, value } = fields;
    let list = |items: Vec<Node>| {
        if items.is_empty() { maker.null(at.clone()) } else { maker.list(items, at.clone()) }
    };
    let flags = flags.map_or_else(|| maker.null(at.clone()), |flags| maker.list(flags, at.clone()));
    let of = |text: &str, kind| maker.derived(text, kind, at.clone());
    let fields = [
        // The name as written, so that it has a place of its own.
        (
            "Cmd",
            if maker.raw(at.clone()) == command {
                maker.text(command, at.clone())
            } else {
                of(command, ScalarKind::Text)
            },
        ),
        ("Flags", flags),
        ("JSON", of(if is_json { "true" } else { "false" }, ScalarKind::Bool)),
        ("Stage", of(&stage.unwrap_or(0).to_string(), ScalarKind::Int)),
        ("SubCmd", of(sub, ScalarKind::Text)),
        ("Value", list(value)),
    ];
    let entries = fields.into_iter().map(|(key, node)| maker.entry(key, at.clone(), node));
    maker.map(entries.collect::<Map>(), at.clone())
}

/// Splits what begins at `start` of a line into the name of the instruction, its flags and its arguments. The flags are
/// None if nothing follows the name.
fn split(line: &Line, start: usize) -> (Range<usize>, Option<Vec<Word>>, Range<usize>) {
    let rest = line.text.get(start..).unwrap_or_default();
    let from = start + rest.len() - rest.trim_start().len();
    let end = line.text.trim_end().len().max(from);
    let body = line.text.get(from..end).unwrap_or_default();
    let length = body.find(char::is_whitespace).unwrap_or(body.len());
    let name = from..from + length;
    if name.end == end {
        return (name, None, end..end);
    }
    let (flags, behind) = arguments::flags(line, name.end..end);
    (name, Some(flags), behind..end)
}

fn check(
    maker: Maker<'_>,
    line: &Line,
    command: &str,
    arguments: &Range<usize>,
    at: &Range<usize>,
) -> Result<(), SyntaxError> {
    if !WITH_ARGUMENTS.contains(&command) && !OTHERS.contains(&command) {
        let message = format!("`{}` is no instruction of a Dockerfile", maker.raw(at.clone()));
        return Err(maker.refuse(at.clone(), message));
    }
    let is_empty = line.text.get(arguments.clone()).is_none_or(|text| text.trim().is_empty());
    if is_empty && WITH_ARGUMENTS.contains(&command) {
        let message = format!("`{}` needs an argument", maker.raw(at.clone()));
        return Err(maker.refuse(at.clone(), message));
    }
    Ok(())
}

fn check_count(maker: Maker<'_>, command: &str, count: usize, at: &Range<usize>) -> Result<(), SyntaxError> {
    let message = match command {
        "from" if count != 1 && count != 3 => "`FROM` needs an image, or an image, `AS` and a name",
        "copy" | "add" if count < 2 => "what is copied needs a destination",
        _ => return Ok(()),
    };
    Err(maker.refuse(at.clone(), message))
}

#[cfg(test)]
mod tests;
