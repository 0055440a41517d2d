//! What a command does with its words: which of them are scripts that it runs, and which are only text.

use crate::syntax::shell::{Command, Word, is_leading, is_shell};

/// Returns true for a word before the program of a command.
pub(in crate::dialect) fn is_before_program(word: &str) -> bool {
    is_leading(word) || matches!(word, "exec" | "command")
}

/// Programs, and usual names of functions, whose arguments are text.
const SAYING: &[&str] = &[
    "echo",
    "printf",
    "print",
    "log",
    "logger",
    ":",
    "git",
    "true",
    "false",
    "info",
    "notice",
    "debug",
    "warn",
    "warning",
    "error",
    "err",
    "die",
    "fail",
    "fatal",
    "abort",
    "usage",
    "say",
    "msg",
    "message",
    "notify-send",
    "read",
    "grep",
    "egrep",
    "fgrep",
    "sed",
    "awk",
    "[",
    "[[",
    "test",
    "note",
    "success",
    "ok",
    "alias",
    "help",
];

/// What the names of functions that print begin with.
const PRINTING: &[&str] =
    &["log_", "log-", "log.", "log::", "print_", "echo_", "say_", "msg_", "info_", "warn_"];

/// Programs that run their arguments, joined, as a script.
const EVALUATING: &[&str] = &["eval", "ssh", "watch", "trap", "parallel"];

/// Programs that run the argument of `-c` as a script.
const TAKING: &[&str] = &["su", "runuser", "script", "flock", "vagrant"];

/// Returns true for a command that shows, keeps or compares its words.
pub(in crate::dialect) fn is_text(words: &[&str]) -> bool {
    program(words).is_some_and(|program| {
        SAYING.contains(&program) || PRINTING.iter().any(|printing| program.starts_with(printing))
    })
}

/// Returns the program of a command, without keywords and assignments before it.
pub(in crate::dialect) fn program<'a>(words: &[&'a str]) -> Option<&'a str> {
    words.iter().find(|word| !is_before_program(word) && assignment(word).is_none()).copied()
}

/// Returns the name and the value that a word assigns.
pub(in crate::dialect) fn assignment(word: &str) -> Option<(&str, &str)> {
    let is_name = |name: &str| {
        let allowed = |one: char| one.is_ascii_alphanumeric() || one == '_';
        name.chars().all(allowed) && name.starts_with(|one: char| !one.is_ascii_digit())
    };
    word.split_once('=').filter(|(name, _)| is_name(name))
}

/// Returns the places of the words that the command runs as scripts.
pub(in crate::dialect) fn scripts(words: &[&str]) -> Vec<usize> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let name = word.rsplit('/').next().unwrap_or_default();
        if is_shell(name) && name != "ssh" {
            found.extend(argument_of_c(words, at, true));
            // What stands behind is for that script.
            break;
        }
        if TAKING.contains(&name) {
            found.extend(argument_of_c(words, at, false));
        }
        if EVALUATING.contains(&name) {
            let may_be = |word: &&str| word.contains(char::is_whitespace) || word.starts_with('$');
            found.extend((at + 1..words.len()).filter(|at| words.get(*at).is_some_and(may_be)));
            break;
        }
    }
    found
}

/// Returns the place of the script that `-c` gives to the program at `at`; a shell reads no options behind the first
/// word that is none.
fn argument_of_c(words: &[&str], at: usize, is_shell: bool) -> Option<usize> {
    let mut rest = (at + 1)..words.len();
    let mut runs = false;
    while let Some(at) = rest.next() {
        let word = words.get(at)?;
        let flags = word.strip_prefix('-').filter(|flags| !flags.starts_with('-'));
        if let Some(flags) = flags {
            runs |= flags.contains('c');
            if is_shell && flags.ends_with(['o', 'O']) {
                rest.next();
            }
        } else if *word == "--command" {
            runs = true;
        } else if runs {
            return Some(at);
        } else if is_shell && !word.starts_with(['-', '+']) {
            return None;
        }
    }
    None
}

/// Returns true for a command that runs what it reads: a shell without a script of its own.
pub(super) fn reads_script(words: &[&str]) -> bool {
    let Some(at) = words.iter().rposition(|word| is_shell(word)) else { return false };
    let behind = words.get(at + 1..).unwrap_or_default();
    !is_text(words)
        && (behind.iter().all(|word| word.starts_with('-')) || behind.first() == Some(&"-s"))
        && scripts(words).is_empty()
}

/// Returns the places of the texts that `command` has a shell run: arguments, a here-string, and what it prints for
/// `next` to read.
pub(super) fn scripts_of(command: &Command, next: Option<&Command>) -> Vec<usize> {
    let texts = |command: &Command, is_input: bool| -> Vec<(usize, String)> {
        let words = command.words.iter().enumerate().filter(|(_, word)| word.is_input == is_input);
        words.map(|(at, word)| (at, word.text.clone())).collect()
    };
    let arguments = texts(command, false);
    let words: Vec<&str> = arguments.iter().map(|(_, word)| word.as_str()).collect();
    let is_saying = is_text(&words);
    let places = |chosen: Vec<usize>| chosen.into_iter().filter_map(|at| Some(arguments.get(at)?.0));
    let mut found: Vec<usize> = if is_saying { Vec::new() } else { places(scripts(&words)).collect() };
    if reads_script(&words) {
        found.extend(texts(command, true).into_iter().map(|(at, _)| at));
    }
    let next = next.filter(|_| command.pipes && matches!(program(&words), Some("echo" | "printf")));
    if let Some(next) = next {
        let reader: Vec<&str> = next.words.iter().map(|word| word.text.as_str()).collect();
        if reads_script(&reader) {
            let is_script =
                |at: &usize| words.get(*at).is_some_and(|word| word.contains(char::is_whitespace));
            found.extend(places((0..words.len()).filter(is_script).collect()));
        }
    }
    found
}

/// Returns what `xargs`, `parallel` or `find` replaces in the arguments of the command that they run.
pub(super) fn placeholder<'a>(words: &[&'a str]) -> Option<&'a str> {
    let at = words
        .iter()
        .position(|word| matches!(word.rsplit('/').next(), Some("xargs" | "parallel" | "find" | "fd")))?;
    let behind = words.get(at + 1..).unwrap_or_default();
    for (at, word) in behind.iter().enumerate() {
        let given = match word.strip_prefix("-I").or_else(|| word.strip_prefix("--replace")) {
            Some("") if word.starts_with("-I") => behind.get(at + 1).copied(),
            Some(given) => Some(given.trim_start_matches('=')),
            None => None,
        };
        if let Some(given) = given.filter(|given| !given.is_empty()) {
            return Some(given);
        }
        if !word.starts_with('-') && word.contains("kafka-") {
            break;
        }
    }
    Some("{}")
}

/// Returns true if the last arguments of a command are read from the standard input.
pub(super) fn gets_arguments(words: &[&str]) -> bool {
    matches!(program(words).and_then(|program| program.rsplit('/').next()), Some("xargs" | "parallel"))
}

/// Returns the variable that a word consists of: `$NAME`, `${NAME}`.
pub(super) fn variable(word: &str) -> Option<&str> {
    let name = word.strip_prefix('$')?;
    let name = name.strip_prefix('{').and_then(|name| name.strip_suffix('}')).unwrap_or(name);
    let is_name = !name.is_empty() && name.chars().all(|one| one.is_ascii_alphanumeric() || one == '_');
    is_name.then_some(name)
}

/// Returns the texts of words.
pub(super) fn texts(words: &[Word]) -> Vec<&str> {
    words.iter().map(|word| word.text.as_str()).collect()
}
