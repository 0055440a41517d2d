//! Whether the commands of a container come to an end, or keep it running.

use crate::dialect::kafka_topics::runs::{is_before_program, scripts};
use crate::syntax::shell::{self, Command, is_leading};

/// Scripts in scripts beyond this depth are not read.
const MAX_DEPTH: usize = 4;

/// Programs and builtins that do their work and end.
const ENDING: &[&str] = &[
    "kafka-topics",
    "kafka-configs",
    "kafka-acls",
    "kafka-storage",
    "kafka-consumer-groups",
    "kafka-console-producer",
    "kafka-broker-api-versions",
    "kafka-metadata-quorum",
    "kafka-leader-election",
    "kafka-reassign-partitions",
    "kafka-get-offsets",
    "kafka-log-dirs",
    "kafka-producer-perf-test",
    "kafka-avro-console-producer",
    "kafka-json-schema-console-producer",
    "kafka-protobuf-console-producer",
    "cub",
    "rpk",
    "kcat",
    "kafkacat",
    "curl",
    "wget",
    "jq",
    "echo",
    "printf",
    "true",
    "false",
    ":",
    "exit",
    "return",
    "break",
    "continue",
    "test",
    "[",
    "[[",
    "set",
    "unset",
    "export",
    "local",
    "readonly",
    "shift",
    "cd",
    "trap",
    "read",
    "sleep",
    "date",
    "grep",
    "egrep",
    "fgrep",
    "sed",
    "awk",
    "cut",
    "tr",
    "sort",
    "uniq",
    "wc",
    "head",
    "tail",
    "tee",
    "cat",
    "cp",
    "mv",
    "rm",
    "mkdir",
    "touch",
    "chmod",
    "chown",
    "ln",
    "ls",
    "find",
    "seq",
    "kill",
    "timeout",
    "keytool",
    "openssl",
    "psql",
    "mysql",
    "apt-get",
    "apk",
    "apt",
    "yum",
    "dnf",
    "microdnf",
    "pip",
    "pip3",
    "env",
    "id",
    "hostname",
    "which",
    "type",
    "dirname",
    "basename",
    "xargs",
    "envsubst",
    "nc",
    "base64",
];

/// Programs that run until somebody stops them.
const LASTING: &[&str] = &[
    "connect-distributed",
    "connect-standalone",
    "connect-mirror-maker",
    "kafka-mirror-maker",
    "kafka-server-start",
    "zookeeper-server-start",
    "schema-registry-start",
    "kafka-rest-start",
    "ksql-server-start",
    "control-center-start",
    "start-kafka",
];

/// What consumes records until it is told when to stop, and the options that tell it.
const CONSUMERS: &[(&str, &[&str])] = &[
    ("kafka-console-consumer", &["--max-messages", "--timeout-ms"]),
    ("kafka-avro-console-consumer", &["--max-messages", "--timeout-ms"]),
    ("kafka-json-schema-console-consumer", &["--max-messages", "--timeout-ms"]),
    ("kafka-protobuf-console-consumer", &["--max-messages", "--timeout-ms"]),
    ("kafka-verifiable-consumer", &["--max-messages"]),
];

/// Words before the program that a command runs in its own place.
const RUNNERS: &[&str] = &["nohup", "tini", "dumb-init", "nice", "--"];

/// How commands end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// They do their work, and the container exits.
    Ends,
    /// The container stays up: a command waits, or never ends.
    GoesOn,
    /// A program runs last of which this is not known.
    Unknown,
}

/// Returns how a container ends that runs `words`, its entrypoint and its command.
pub(super) fn ending(words: &[&str]) -> Ending {
    match scripts(words).first().and_then(|at| words.get(*at)) {
        Some(script) => of_script(script, 0),
        None if words.len() == 1 => words.first().map_or(Ending::Ends, |only| of_script(only, 0)),
        None => of_command(words, 0),
    }
}

fn of_script(script: &str, depth: usize) -> Ending {
    let commands = shell::commands(script);
    let texts: Vec<Vec<&str>> = commands
        .iter()
        .map(|command| command.words.iter().map(|word| word.text.as_str()).collect())
        .collect();
    let apart = in_background(script, &commands, &texts);
    let last = last_ones(script, &commands, &texts);
    let mut ending = Ending::Ends;
    for (at, words) in texts.iter().enumerate() {
        if apart.get(at).copied().unwrap_or_default() {
            continue;
        }
        if is_endless_loop(&texts, at) {
            return Ending::GoesOn;
        }
        let reads = at.checked_sub(1).and_then(|before| commands.get(before)).is_some_and(|one| one.pipes);
        let is_bare = words.len() == 1 && words.first() == Some(&"cat") && !reads && !script.contains('<');
        let replaces = words.iter().take_while(|word| is_before_program(word)).any(|word| *word == "exec");
        match of_command(words, depth) {
            Ending::GoesOn => return Ending::GoesOn,
            Ending::Unknown if words.first() == Some(&"wait") => return Ending::GoesOn,
            _ if is_bare => return Ending::GoesOn,
            Ending::Unknown if replaces || last.contains(&at) => ending = Ending::Unknown,
            _ => {}
        }
    }
    ending
}

/// Returns how a single command ends.
fn of_command(words: &[&str], depth: usize) -> Ending {
    let before = |word: &&&str| {
        is_before_program(word)
            || RUNNERS.contains(&name_of(word))
            || word.split_once('=').is_some_and(|(name, _)| is_name(name))
    };
    let start = words.iter().take_while(before).count();
    let rest = words.get(start..).unwrap_or_default();
    let Some((program, arguments)) = rest.split_first() else { return Ending::Ends };
    if is_closing(program) || matches!(*program, "for" | "case" | "function" | "in" | "select") {
        return Ending::Ends;
    }
    let name = name_of(program);
    if shell::is_shell(name) || name == "eval" {
        let inner = scripts(rest).first().and_then(|at| rest.get(*at));
        return match inner {
            Some(script) if depth < MAX_DEPTH => of_script(script, depth + 1),
            _ => Ending::Unknown,
        };
    }
    let until_stopped = |(consumer, limits): &(&str, &[&str])| {
        *consumer == name && !arguments.iter().any(|word| limits.iter().any(|limit| word.starts_with(limit)))
    };
    if LASTING.contains(&name) || CONSUMERS.iter().any(until_stopped) || stays(name, arguments) {
        return Ending::GoesOn;
    }
    let consumes = CONSUMERS.iter().any(|(consumer, _)| *consumer == name);
    if consumes || ENDING.contains(&name) { Ending::Ends } else { Ending::Unknown }
}

/// Returns true for a program that ends or not as its arguments say, and does not end with these.
fn stays(name: &str, arguments: &[&str]) -> bool {
    let has = |option: char| {
        arguments.iter().any(|word| word.starts_with('-') && !word.starts_with("--") && word.contains(option))
    };
    match name {
        "sleep" => arguments.first().is_some_and(|time| {
            matches!(*time, "infinity" | "inf")
                || time.ends_with('d')
                || time.parse::<u64>().is_ok_and(|seconds| seconds >= 3600)
        }),
        "tail" => has('f') || has('F') || arguments.iter().any(|word| word.starts_with("--follow")),
        "kcat" | "kafkacat" => (has('C') || has('G')) && !has('e') && !has('c'),
        "rpk" => arguments.starts_with(&["topic", "consume"]) && !has('n') && !has('o'),
        "nc" => has('l') && has('k'),
        _ => false,
    }
}

/// Returns the last of the commands, with those that it reads from or stands in for, and those that end the branches of
/// an `if` at the end.
fn last_ones(script: &str, commands: &[Command], texts: &[Vec<&str>]) -> Vec<usize> {
    let first = |at: usize| texts.get(at).and_then(|words| words.first()).copied().unwrap_or_default();
    let Some(last) = (0..texts.len()).rev().find(|at| !is_closing(first(*at))) else { return Vec::new() };
    let mut found = vec![last];
    let is_with_next = |at: &usize| {
        commands.get(*at).is_some_and(|command| command.pipes) || behind(script, commands, *at).contains("||")
    };
    found.extend((0..last).rev().take_while(is_with_next));
    if (last + 1..texts.len()).any(|at| first(at) == "fi") {
        let start = (0..=last).rev().find(|at| first(*at) == "if").unwrap_or(last);
        found.extend((start..last).filter(|at| matches!(first(at + 1), "else" | "elif")));
    }
    found
}

/// Returns the text between a command and the next one: operators and redirections.
fn behind<'a>(script: &'a str, commands: &[Command], at: usize) -> &'a str {
    let start = commands.get(at).and_then(|command| command.words.last()).map_or(0, |word| word.range.end);
    let next = commands.get(at + 1).and_then(|command| command.words.first());
    script.get(start..next.map_or(script.len(), |word| word.range.start)).unwrap_or_default()
}

/// Returns for each command whether the script goes on without waiting for it.
fn in_background(script: &str, commands: &[Command], texts: &[Vec<&str>]) -> Vec<bool> {
    let gap = |at: usize| behind(script, commands, at);
    let mut found: Vec<bool> = (0..commands.len()).map(|at| ends_in_background(gap(at))).collect();
    for at in 0..commands.len() {
        let own_end = if opens_loop(texts, at) { end_of_loop(texts, at) } else { None };
        let group_end = (at..commands.len()).find(|later| gap(*later).contains([')', '(']));
        let grouped = group_end
            .is_some_and(|end| gap(end).trim_start().starts_with(')') && ends_in_background(gap(end)));
        if grouped || own_end.is_some_and(|end| ends_in_background(gap(end))) {
            let end = own_end.filter(|_| !grouped).unwrap_or(at);
            for one in found.get_mut(at..=end).unwrap_or_default() {
                *one = true;
            }
        }
    }
    found
}

/// Returns true if a single `&` stands in the text between two commands: no `&&`, and no part of a redirection.
fn ends_in_background(gap: &str) -> bool {
    let bytes = gap.as_bytes();
    let at = |at: Option<usize>| at.and_then(|at| bytes.get(at)).copied();
    (0..bytes.len()).any(|here| {
        at(Some(here)) == Some(b'&')
            && !matches!(at(here.checked_sub(1)), Some(b'&' | b'>' | b'<' | b'|'))
            && !matches!(at(Some(here + 1)), Some(b'&' | b'>'))
    })
}

fn opens_loop(commands: &[Vec<&str>], at: usize) -> bool {
    let words = commands.get(at).map(Vec::as_slice).unwrap_or_default();
    words.iter().take_while(|word| is_leading(word)).any(|word| matches!(*word, "while" | "until"))
        || matches!(words.iter().find(|word| !is_leading(word)), Some(&"for" | &"select"))
}

/// Returns the `done` of the loop that begins at a command.
fn end_of_loop(commands: &[Vec<&str>], start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for at in start..commands.len() {
        depth += usize::from(opens_loop(commands, at));
        if commands.get(at).and_then(|words| words.first()) == Some(&"done") {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

/// Returns true for `while true` and its like at a command, with nothing in the loop that leaves it.
fn is_endless_loop(commands: &[Vec<&str>], start: usize) -> bool {
    is_loop_without_end(commands, start) && !is_left(commands, start)
}

/// Returns true if an endless loop of the script is left when a command in it succeeds or fails: it waits for something.
pub(super) fn waits_in_loop(script: &str) -> bool {
    let commands = shell::commands(script);
    let texts: Vec<Vec<&str>> = commands
        .iter()
        .map(|command| command.words.iter().map(|word| word.text.as_str()).collect())
        .collect();
    (0..texts.len()).any(|at| is_loop_without_end(&texts, at) && is_left(&texts, at))
}

fn is_loop_without_end(commands: &[Vec<&str>], start: usize) -> bool {
    let words = commands.get(start).map(Vec::as_slice).unwrap_or_default();
    let leading = words.iter().take_while(|word| is_leading(word)).count();
    let condition = words.get(leading..).unwrap_or_default();
    let is = |keyword: &str| words.iter().take(leading).any(|word| *word == keyword);
    match condition {
        ["true" | ":" | "1", ..] | ["[", "1" | "true", "]"] | ["[[", "1" | "true", "]]"] => is("while"),
        ["false", ..] => is("until"),
        ["for", head, ..] => head.starts_with("((;;"),
        ["for"] => commands.get(start + 1).is_none(),
        _ => false,
    }
}

fn is_left(commands: &[Vec<&str>], start: usize) -> bool {
    let end = end_of_loop(commands, start).unwrap_or(commands.len());
    let body = commands.get(start..end).unwrap_or_default();
    body.iter().flatten().any(|word| matches!(*word, "break" | "exit" | "return" | "exec"))
}

fn is_closing(word: &str) -> bool {
    matches!(word, "done" | "fi" | "esac" | "}" | ";;")
}

fn name_of(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or_default().trim_end_matches(".sh")
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|one| one.is_ascii_alphanumeric() || one == '_')
}

#[cfg(test)]
mod tests {
    use super::Ending::{Ends, GoesOn, Unknown};
    use super::{Ending, ending, waits_in_loop};

    fn of(script: &str) -> Ending {
        ending(&["bash", "-c", script])
    }

    #[test]
    fn what_does_its_work_ends() {
        for script in [
            "kafka-topics --create --topic a",
            "kafka-topics --create --topic a && echo done",
            "for t in a b; do kafka-topics --create --topic $t; done",
            "./prepare.sh && kafka-topics --create --topic a",
            "if kafka-topics --list; then echo there; else kafka-topics --create --topic a; fi",
            "while true; do kafka-topics --list && break; sleep 1; done; kafka-topics --create --topic a",
            "until kafka-topics --list; do sleep 2; done\nkafka-topics --create --topic a\nexit 0",
            "kafka-console-consumer --topic a --max-messages 1",
            "tail -n 3 a.log; kafka-topics --list",
            "kcat -b a -C -t a -e",
            "kafka-console-consumer --topic a > out & kafka-topics --list",
            "kafka-topics --list > /dev/null 2>&1",
            "bash -c 'kafka-topics --list'",
            "A=b /usr/bin/kafka-topics.sh --list",
        ] {
            assert_eq!(of(script), Ends, "{script}");
        }
        assert_eq!(ending(&["kafka-topics", "--create", "--topic", "a"]), Ends);
        assert_eq!(ending(&["kafka-console-consumer.sh", "--timeout-ms", "1000"]), Ends);
    }

    #[test]
    fn what_waits_goes_on() {
        for script in [
            "kafka-topics --create --topic a; sleep infinity",
            "kafka-topics --create --topic a; exec tail -f /dev/null",
            "kafka-topics --create --topic a; sleep infinity; echo never",
            "java -jar a.jar & kafka-topics --create --topic a; wait",
            "while true; do kafka-topics --list; sleep 60; done",
            "until false; do kafka-topics --list; sleep 60; done",
            "while :; do kafka-topics --list; done",
            "kafka-topics --create --topic a && kafka-console-consumer --topic a",
            "kafka-topics --create --topic a && connect-mirror-maker /etc/mm.properties",
            "kafka-topics --create --topic a; bash -c 'sleep infinity'",
            "kafka-topics --create --topic a; kcat -b a -C -t a",
            "kafka-topics --create --topic a; cat",
            "kafka-topics --create --topic a && tail -F a.log | grep b",
        ] {
            assert_eq!(of(script), GoesOn, "{script}");
        }
        assert_eq!(ending(&["kafka-console-consumer.sh", "--topic", "a"]), GoesOn);
    }

    #[test]
    fn a_program_that_is_not_known_may_be_a_server() {
        for script in [
            "kafka-topics --create --topic a && start-server",
            "kafka-topics --create --topic a; exec /app/server",
            "kafka-topics --create --topic a; exec \"$@\"",
            "(sleep 20; kafka-topics --create --topic a) & java -jar /app.jar",
            "if kafka-topics --list; then ./server; else exit 1; fi",
            "kafka-topics --create --topic a; ./run-exporter || exit 1",
            "kafka-topics --create --topic a; python app.py",
            "kafka-topics --create --topic a; ./server 2>&1 | tee log",
        ] {
            assert_eq!(of(script), Unknown, "{script}");
        }
    }

    #[test]
    fn a_loop_that_is_left_waits() {
        assert!(waits_in_loop("while true; do kafka-topics --list && break; sleep 1; done"));
        assert!(!waits_in_loop("while true; do kafka-topics --list; sleep 1; done"));
        assert!(!waits_in_loop("for a in b; do break; done"));
    }
}
