//! The form that a file of no known form is nearest to.

use super::{ALL, Dialect};
use crate::spelling::misspelling;
use crate::tree::Node;
use crate::workspace::File;

/// Keys on the first level that make a file one of a form.
const KEYS: &[&str] =
    &["services", "topics", "include", "config", "connector.class", "projects", "apiVersion"];

/// Returns a sentence about the form that `file` is nearest to, of which no dialect claims it.
pub fn nearest(file: &File) -> String {
    let keys = file.documents.iter().flat_map(Node::entries);
    let misspelt = keys
        .filter(|entry| !KEYS.contains(&&*entry.key))
        .filter_map(|entry| Some((misspelling(&entry.key, KEYS.iter().copied())?, entry.key)));
    if let Some((meant, key)) = misspelt.into_iter().next() {
        return format!("it has `{key}`; did you mean `{meant}`?");
    }
    let found = |dialect: &'static Dialect| {
        let text = &file.source.text;
        Some((dialect.name, *dialect.needles.iter().find(|needle| text.contains(**needle))?))
    };
    if let Some((name, needle)) = ALL.iter().find_map(found) {
        return format!("the nearest is {name}: it has `{needle}`, and not what else belongs to one");
    }
    let names: Vec<_> = ALL.iter().map(|dialect| dialect.name).collect();
    format!("the known formats are: {}", names.join(", "))
}
