//! What is proposed for slips in the names of all properties.

use crate::expected::{report, scratch};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Returns the names of the properties in the table `table`.
fn properties(table: &str) -> BTreeSet<String> {
    let path = crate::expected::root().join(format!("policies/lib/properties/{table}/data.json"));
    let data: Value = serde_json::from_str(&fs::read_to_string(path).expect("a table")).expect("JSON");
    data["properties"].as_object().expect("properties").keys().cloned().collect()
}

/// Returns slips of `name`: at one place a character too much, missing, wrong or swapped with the next; two places beside each
/// other wrong; two words swapped; a word for one that is often taken for it. The places move with `turn`.
fn slips(name: &str, turn: usize) -> BTreeSet<String> {
    let letters: Vec<char> = name.chars().collect();
    let at = 1 + turn % (letters.len() - 2);
    let mut found = BTreeSet::new();
    let mut add = |change: &dyn Fn(&mut Vec<char>)| {
        let mut changed = letters.clone();
        change(&mut changed);
        found.insert(changed.into_iter().collect::<String>());
    };
    add(&|letters| letters.splice(at..=at, []).for_each(drop));
    add(&|letters| letters.insert(at, letters[at]));
    add(&|letters| letters[at] = 'x');
    add(&|letters| letters.swap(at, at + 1));
    add(&|letters| letters[at..=at + 1].copy_from_slice(&['q', 'z']));
    add(&|letters| letters.push('s'));
    let words: Vec<&str> = name.split('.').collect();
    let mut swapped = words.clone();
    let first = turn % words.len();
    swapped.swap(first, (first + 1) % words.len());
    found.insert(swapped.join("."));
    for (one, other) in
        [("ssl", "sasl"), ("sasl", "ssl"), ("min", "max"), ("max", "min"), ("key", "value"), ("log", "lag")]
    {
        let other: Vec<&str> = words.iter().map(|word| if *word == one { other } else { *word }).collect();
        found.insert(other.join("."));
    }
    found.remove(name);
    found
}

/// Properties in one file, whose slips a rule judges at once.
const AT_ONCE: usize = 10;

/// Returns the slip and the name that each fix of files of `kind`, with the slips of all `names`, writes instead, and how many slips there are.
fn fixed(kind: &str, head: &str, names: &BTreeSet<String>, turn: usize) -> (Vec<(String, String)>, usize) {
    let folder = scratch(&format!("slips-{kind}-{turn}"));
    let mut count = 0;
    for (part, some) in names.iter().collect::<Vec<_>>().chunks(AT_ONCE).enumerate() {
        let slips =
            some.iter().enumerate().flat_map(|(number, name)| slips(name, (part + number) * 7 + turn));
        let all: BTreeSet<String> = slips.filter(|slip| !names.contains(slip)).collect();
        count += all.len();
        let lines = all.iter().fold(head.to_owned(), |text, slip| text + slip + "=1\n");
        let folder = folder.join(part.to_string());
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join(kind), lines).expect("a file");
    }
    let quoted = |text: &str, after: &str| {
        let (_, rest) = text.split_once(after)?;
        rest.split_once('`').map(|(name, _)| name.to_owned())
    };
    let report = report(&folder);
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    let findings = report.findings.iter().filter(|one| &*one.rule == "unknown-kafka-property");
    let fixes = findings.filter_map(|one| {
        let fix = one.fix.as_ref()?;
        Some((quoted(&one.message, "sets `")?, quoted(&fix.title, "`")?))
    });
    (fixes.collect(), count)
}

/// Returns the names that each slip may come from, with the slip at any place.
fn sources(names: &BTreeSet<String>) -> BTreeMap<String, BTreeSet<&str>> {
    let mut found: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for name in names {
        for slip in (0..name.len()).flat_map(|turn| slips(name, turn)) {
            found.entry(slip).or_default().insert(name);
        }
    }
    found
}

#[test]
fn a_proposal_is_the_name_that_was_meant() {
    for (kind, head, table) in [
        ("server.properties", "process.roles=broker\nnode.id=1\nlog.dirs=/data\n", "broker"),
        (
            "connect-distributed.properties",
            "group.id=a\nbootstrap.servers=kafka:9092\nkey.converter=a\nvalue.converter=a\n",
            "connect",
        ),
    ] {
        let names = properties(table);
        let sources = sources(&names);
        for turn in [0, 3] {
            let (fixes, all) = fixed(kind, head, &names, turn);
            let is_meant = |(slip, meant): &&(String, String)| {
                sources.get(slip).is_some_and(|names| names.len() == 1 && names.contains(meant.as_str()))
            };
            let wrong: Vec<_> = fixes.iter().filter(|fix| !is_meant(fix)).collect();
            assert!(wrong.is_empty(), "{table}: {wrong:?}");
            // Words that are swapped or taken for others have none.
            assert!(fixes.len() * 5 > all * 2, "{table}: {} of {all} slips have a fix", fixes.len());
        }
    }
}
