//! What may complete a file that lacks names: a Compose file beside it that declares one, a Compose file above it that
//! includes or extends it, or a text that combines it with other files, such as a script, a README or a workflow.

use crate::consistency::Undefined;
use crate::default_files::is_default;
use crate::files::Files;
use crate::path::identity;
use crate::recognise::claims;
use crate::source::normalise;
use std::path::{Path, PathBuf};

/// Folders whose texts tell how the files around them are used.
const TELLING: &[&str] =
    &["scripts", "script", "bin", "ci", "hack", "docs", ".devcontainer", ".github/workflows"];

/// Extensions of such texts; a Makefile and many a script have none.
const TEXTS: &[&str] =
    &["md", "markdown", "rst", "adoc", "txt", "sh", "bash", "zsh", "ps1", "bat", "cmd", "mk", "json", "env"];

/// How a command or a setting names several Compose files: `docker compose -f a -f b`, `docker stack deploy -c a -c b`,
/// `COMPOSE_FILE=a:b` and `dockerComposeFile` of a development container.
const FLAGS: &[&str] = &["-f", "--file", "-c", "--compose-file"];
const SETTINGS: &[&str] = &["COMPOSE_FILE", "dockerComposeFile"];

/// Returns true if something in the workspace completes the Compose file at `path`, which lacks `undefined`.
pub(crate) fn is_completed(path: &Path, undefined: &[Undefined], files: &Files) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let home = path.parent().unwrap_or(Path::new(""));
    let declares = |other: &PathBuf| other != path && declares_one(other, undefined, files);
    if files.sources.files_in(home).iter().any(declares) {
        return true;
    }
    let own_folder = identity(home).file_name().map(|name| name.to_string_lossy().into_owned());
    around(home, files).iter().enumerate().any(|(depth, folder)| {
        // Above its folder, a text that means this file names the folder too.
        let needed = own_folder.as_deref().filter(|_| depth > 0);
        let places = std::iter::once(folder.clone()).chain(TELLING.iter().map(|name| folder.join(name)));
        let mut texts = places.flat_map(|place| files.sources.files_in(&place));
        texts.any(|text| text != path && is_used_by(&text, name, needed, files))
    })
}

/// Returns true if a Compose file above `path` includes others, or declares one of `undefined`: it may be run with the
/// file at `path`, although nothing says so.
pub(crate) fn is_below_a_root(path: &Path, undefined: &[Undefined], files: &Files) -> bool {
    let home = path.parent().unwrap_or(Path::new(""));
    let includes = |path: &PathBuf| {
        is_default(path)
            && files
                .parse(path)
                .is_ok_and(|file| file.documents.iter().any(|document| document.get("include").is_some()))
    };
    let above = around(home, files);
    let mut found = above.iter().skip(1).flat_map(|folder| files.sources.files_in(folder));
    found.any(|other| includes(&other) || declares_one(&other, undefined, files))
}

/// Returns `folder` and the folders above it that may be read, from the inside out.
fn around(folder: &Path, files: &Files) -> Vec<PathBuf> {
    let mut found = vec![folder.to_owned()];
    for _ in 1..identity(folder).components().count() {
        let above = normalise(&found.last().map_or(folder, |last| last).join(".."));
        if !files.sources.allows(if above.as_os_str().is_empty() { Path::new(".") } else { &above }) {
            break;
        }
        found.push(above);
    }
    found
}

/// Returns true for a Compose file that declares one of the names `undefined`.
fn declares_one(path: &Path, undefined: &[Undefined], files: &Files) -> bool {
    if !is_yaml(path) {
        return false;
    }
    let Ok(source) = files.sources.load(path) else { return false };
    let named = |one: &&Undefined| source.text.contains(&one.name);
    let named: Vec<_> = undefined.iter().filter(named).collect();
    if named.is_empty() {
        return false;
    }
    let Ok(file) = files.parse(path) else { return false };
    let has = |one: &&Undefined| {
        file.documents.iter().any(|document| document.at(&[one.section, &one.name]).is_some())
    };
    named.into_iter().any(|one| has(&one)) && claims(&file)
}

/// Returns true if the text at `path` uses the Compose file `name` together with others; `folder` is the name of that
/// file's folder where the text has to name it.
fn is_used_by(path: &Path, name: &str, folder: Option<&str>, files: &Files) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    if !is_yaml(path) && extension.is_some_and(|extension| !TEXTS.contains(&extension)) {
        return false;
    }
    let Ok(source) = files.sources.load(path) else { return false };
    let text = &source.text;
    if !text.contains(name) || folder.is_some_and(|folder| !text.contains(folder)) {
        return false;
    }
    if extension == Some("json") {
        return combines(&text.replace(['\n', '\r'], " "), name);
    }
    let whole = folder.map_or_else(|| name.to_owned(), |folder| format!("{folder}/{name}"));
    let names_it = |line: &str| words(line).any(|word| format!("/{word}").ends_with(&format!("/{whole}")));
    let is_reference =
        is_yaml(path) && text.lines().any(names_it) && files.parse(path).is_ok_and(|file| claims(&file));
    is_reference || text.replace("\\\r\n", " ").replace("\\\n", " ").lines().any(|line| combines(line, name))
}

/// Returns true for a line that names the Compose file `name` and another one, to be used together.
fn combines(line: &str, name: &str) -> bool {
    if !words(line).any(|word| file_name(word) == name) {
        return false;
    }
    let flags = line.split_whitespace().filter(|word| {
        let flag = word.split('=').next().unwrap_or_default();
        FLAGS.contains(&flag)
    });
    let named = words(line).filter(|word| is_yaml(Path::new(word)));
    flags.count() > 1 || (SETTINGS.iter().any(|name| line.contains(name)) && named.count() > 1)
}

/// Returns the parts of a line that may be paths.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|one: char| one.is_whitespace() || "\"'`=:;,[]{}()".contains(one))
        .filter(|word| !word.is_empty())
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yml" || extension == "yaml")
}
