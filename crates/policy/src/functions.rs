//! Rego's built-in functions as Open Policy Agent has them, for users' policies.
//!
//! Regorus has most functions, but some panic, some answer otherwise than Open Policy Agent, and some are missing. In the
//! interpreter a function that is added comes before one of regorus' own. The built-in rules run without these: the
//! virtual machine cannot call them.

#![expect(clippy::unnecessary_wraps, reason = "all functions of the table have one type")]

mod aggregates;
mod args;
mod arrays;
mod bits;
mod cidr;
mod crypto;
mod encoding;
mod glob;
mod graph;
mod json;
mod json_text;
mod numbers;
mod objects;
mod operators;
mod order;
mod patch;
mod paths;
mod print;
mod regex;
mod schema;
mod semver;
mod sets;
mod sprintf;
mod strings;
mod table;
#[cfg(test)]
mod tests;
mod time;
mod tokens;
mod types;
mod units;
mod urls;
mod uuid;
mod yaml;

pub(crate) use table::ALL;

use regorus::Value;
use std::fmt;

/// A function: its name, the number of its arguments, and what it does. `Value::Undefined` is no result.
pub(crate) type Function = (&'static str, u8, fn(&[Value]) -> Outcome);

/// What a call gives.
pub(crate) type Outcome = Result<Value, Wrong>;

/// Why a call fails.
#[derive(Debug)]
pub(crate) enum Wrong {
    /// The arguments are wrong: an error, or undefined where policies are lenient.
    Fails(String),
    /// It would take too much: always an error.
    Exceeds(String),
}

impl fmt::Display for Wrong {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fails(message) | Self::Exceeds(message) => formatter.write_str(message),
        }
    }
}

impl std::error::Error for Wrong {}

/// The maximum length in bytes of a text that a function gives.
const LONGEST_TEXT: usize = 32 << 20;

/// The maximum number of members of a value that a function gives.
const MOST_MEMBERS: usize = 2_000_000;

/// The maximum depth of a value that functions descend into.
const DEEPEST: usize = 512;

/// Returns an error with `message`.
fn fails<T>(message: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong::Fails(message.into()))
}

/// # Errors
/// If a result of `bytes` bytes would be too long.
fn room_for_text(bytes: usize) -> Result<(), Wrong> {
    if bytes > LONGEST_TEXT {
        return Err(Wrong::Exceeds(format!("its result would be longer than {} MiB", LONGEST_TEXT >> 20)));
    }
    Ok(())
}

/// # Errors
/// If a result with `count` members would be too large, or memory is short.
fn room_for_members(count: usize) -> Result<(), Wrong> {
    if count > MOST_MEMBERS {
        return Err(Wrong::Exceeds(format!("its result would have more than {MOST_MEMBERS} members")));
    }
    if count.is_multiple_of(4096) {
        regorus::check_global_memory_limit().map_err(|error| Wrong::Exceeds(error.to_string()))?;
    }
    Ok(())
}

/// # Errors
/// If a value is `depth` levels deep and that is too many.
fn room_for_depth(depth: usize) -> Result<(), Wrong> {
    if depth > DEEPEST {
        return Err(Wrong::Exceeds(format!("a value is more than {DEEPEST} levels deep")));
    }
    Ok(())
}

/// Ends the process as a function does that asks for more memory than there is. No other function is known to do so.
#[cfg(any(test, feature = "testing"))]
fn end_process(_: &[Value]) -> Outcome {
    let everything: Vec<u8> = Vec::with_capacity(isize::MAX.unsigned_abs());
    Ok(Value::from(everything.len()))
}

/// Returns the function `name`.
pub(crate) fn find(name: &str) -> Option<&'static Function> {
    ALL.iter().find(|(known, ..)| *known == name)
}

/// Gives `engine` the functions. If it is `lenient`, a call that fails is undefined.
pub(crate) fn add_to(engine: &mut regorus::Engine, lenient: bool) {
    for (name, arity, function) in ALL {
        let call = move |args: Vec<Value>| match function(&args) {
            Err(Wrong::Fails(_)) if lenient => Ok(Value::Undefined),
            Err(wrong) => Err(std::io::Error::other(format!("`{name}` fails: {wrong}")).into()),
            Ok(value) => Ok(value),
        };
        // It fails only for a name that is added twice, and the table has each once.
        let _ = engine.add_extension((*name).to_owned(), *arity, Box::new(call));
    }
}
