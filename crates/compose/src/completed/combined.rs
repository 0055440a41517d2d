//! Which Compose files a text uses together: `docker compose -f a.yml -f b.yml`, `docker stack deploy -c a.yml -c b.yml`,
//! `COMPOSE_FILE=a.yml:b.yml`, and `dockerComposeFile` of a development container.

use super::is_yaml;
use std::path::Path;

const FLAGS: &[&str] = &["-f", "--file", "-c", "--compose-file"];
const SETTINGS: &[&str] = &["COMPOSE_FILE", "dockerComposeFile"];

/// Returns the lists of at least two Compose files that `line` uses together, each as it is written: a path, or
/// something with a variable in it.
pub(super) fn combined(line: &str) -> Vec<Vec<&str>> {
    let mut all = by_flags(line);
    all.extend(SETTINGS.iter().filter_map(|setting| by_setting(line, setting)));
    all.retain(|files| files.len() > 1);
    all
}

/// Returns true for a word that only says which file it is when its variables are known.
pub(super) fn is_variable(word: &str) -> bool {
    word.contains('$') || word.contains('%') || word.contains("{{")
}

/// Returns the files behind the flags of each command: `logs` in `-f a.yml logs -f web` ends the files.
fn by_flags(line: &str) -> Vec<Vec<&str>> {
    let mut all = vec![Vec::new()];
    let mut flag = None;
    let separates = |one: char| one.is_whitespace() || "\"'`,;|&[]".contains(one);
    for word in line.split(separates).filter(|word| !word.is_empty()) {
        let word = if word.contains('(') { word } else { word.trim_end_matches(')') };
        let (name, value) = match word.split_once('=') {
            Some((name, value)) if name.starts_with('-') => (Some(name), Some(value)),
            _ if word.starts_with('-') => (Some(word), None),
            _ => (flag, Some(word)),
        };
        flag = name.filter(|_| value.is_none());
        let value = value.map(|value| value.trim_end_matches(['.', ':']));
        match (name, value, all.last_mut()) {
            (Some(name), Some(value), Some(files)) if FLAGS.contains(&name) && is_file(value) => {
                files.push(value);
            }
            // Neither a flag nor its value: the command goes on with something else.
            (None, ..) => all.push(Vec::new()),
            _ => {}
        }
    }
    all
}

/// Returns the files that `setting` lists in `line`.
fn by_setting<'a>(line: &'a str, setting: &str) -> Option<Vec<&'a str>> {
    let (_, rest) = line.split_once(setting)?;
    let value = rest.trim_start_matches(|one: char| one.is_whitespace() || "\"':=".contains(one));
    let list = value.strip_prefix('[').and_then(|list| list.split_once(']'));
    let value = list.map_or(value, |(list, _)| list);
    let separates = |one: char| one.is_whitespace() || "\"'`:;,".contains(one);
    let words = value.split(separates).filter(|word| !word.is_empty());
    Some(words.take_while(|word| !word.starts_with("docker")).filter(|word| is_file(word)).collect())
}

fn is_file(word: &str) -> bool {
    is_yaml(Path::new(word)) || is_variable(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_that_are_used_together_are_combined() {
        let none: Vec<Vec<&str>> = Vec::new();
        for line in [
            "docker compose -f docker-compose.yml logs -f web",
            "Use `docker compose -f a.yml up`; `docker compose -f b.yml up` is for something else.",
            "docker compose -f a.yml exec kafka app -c app.yml",
            "\"up\": \"docker compose -f a.yml up\", \"logs\": \"docker compose -f b.yml logs -f\"",
            "sh -c 'docker compose -f a.yml up'",
            "COMPOSE_FILE=a.yml",
            "\"dockerComposeFile\": \"a.yml\", \"other\": \"b.txt\"",
            "\"dockerComposeFile\": [\"a.yml\"], \"other\": \"b.yml\"",
        ] {
            assert_eq!(combined(line), none, "{line}");
        }
        for (line, files) in [
            ("docker compose -f a.yml -f b.yml logs -f web", vec!["a.yml", "b.yml"]),
            ("Run `docker-compose --file=a.yml -p x --file=b.yaml`.", vec!["a.yml", "b.yaml"]),
            ("(docker stack deploy -c a.yml --prune -c x/b.yml)", vec!["a.yml", "x/b.yml"]),
            ("docker stack deploy --compose-file a.yml --compose-file $(MORE) x", vec!["a.yml", "$(MORE)"]),
            ("[\"compose\", \"-f\", \"a.yml\", \"-f\", \"b.yml\", \"up\"]", vec!["a.yml", "b.yml"]),
            ("docker compose -f a.yml -f ${MORE} up", vec!["a.yml", "${MORE}"]),
            ("COMPOSE_FILE=a.yml:b.yml docker compose up", vec!["a.yml", "b.yml"]),
            ("  COMPOSE_FILE: 'a.yml:b.yml'", vec!["a.yml", "b.yml"]),
            (
                "\"dockerComposeFile\": [ \"../a.yml\", \"b.yml\" ], \"x\": \"c.yml\"",
                vec!["../a.yml", "b.yml"],
            ),
        ] {
            assert_eq!(combined(line), [files], "{line}");
        }
    }
}
