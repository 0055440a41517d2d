//! Shell scripts and makefiles: topics that their commands create or change, and connectors that they post to
//! Connect.

use super::kafka_topics::{MAX_SCRIPT, Variables, commands_in, topics};
use super::{Declared, Dialect, connectors_in_scripts};
use crate::source::{Source, Span};
use crate::tree::{Node, Origin, Provenance, Scalar, ScalarKind, Style, Value};
use crate::workspace::{File, Files, Format, Layout};
use hy_msg_lint_tree::problem;
use std::sync::Arc;

/// The dialect of scripts.
pub(super) const DIALECT: Dialect = Dialect {
    name: "script",
    needles: &["kafka-topics", "kafka-configs", "rpk topic", "connector.class"],
    claims_name: |_| false,
    disclaims: |_| None,
    claims,
    declares,
};

fn claims(file: &File) -> bool {
    matches!(file.format, Format::Script | Format::Makefile)
        && file.source.text.lines().any(|line| {
            let code = line.trim_start();
            !code.starts_with('#') && DIALECT.needles.iter().any(|needle| code.contains(needle))
        })
}

fn declares(claimed: &[Arc<File>], files: &Files, _layout: &Layout) -> Declared {
    let mut found = Declared::within(&files.budget);
    for file in claimed {
        // Reading a script takes time, whatever becomes of its topics.
        if found.is_full() {
            break;
        }
        if file.source.text.len() > MAX_SCRIPT {
            let message = format!("a script of more than {} KiB is not read: split it", MAX_SCRIPT / 1024);
            let start = Span::new(file.source.id, 0, 1);
            found.problems.push(problem::at(file, start, message));
            continue;
        }
        let variables = variables(file);
        for (script, tolerated) in scripts(file) {
            let commands = commands_in(&script, &variables, tolerated, files.sources);
            found.declare(topics(&commands, None, files.sources));
            found.declare(connectors_in_scripts::posted_connectors(&script, files.sources));
        }
    }
    found
}

/// Returns the variables of a makefile: `NAME = value`, `:=`, `?=` at the start of a line.
fn variables(file: &File) -> Variables {
    let mut found = Variables::default();
    let mut at = 0;
    for line in file.source.text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let is_definition = file.format == Format::Makefile && !line.starts_with(['\t', '#']);
        let Some((name, value)) = line.split_once('=').filter(|_| is_definition) else { continue };
        let trimmed = value.trim();
        let from = start + name.len() + 1 + (value.len() - value.trim_start().len());
        let known = !trimmed.is_empty() && !trimmed.contains(['$', '#']);
        let name = name.trim_end_matches([' ', '?', ':', '+']).trim();
        found.set(name, known.then(|| part(&file.source, from, from + trimmed.len())));
    }
    found
}

/// Returns the scripts of a file: the whole file, or the recipes of a makefile, each with its continuation lines and
/// with true if make ignores its failure.
fn scripts(file: &File) -> Vec<(Node, bool)> {
    let text = &file.source.text;
    if file.format == Format::Script {
        return vec![(part(&file.source, 0, text.len()), false)];
    }
    let ignored = ignored_targets(text);
    let mut recipes: Vec<(usize, usize, bool)> = Vec::new();
    let mut at = 0;
    let mut continues = false;
    let mut is_ignored = false;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let body = line.trim_end_matches(['\n', '\r']);
        if continues {
            if let Some(last) = recipes.last_mut() {
                last.1 = end;
            }
        } else if let Some(code) = line.strip_prefix('\t') {
            let behind = code.trim_start_matches(['@', '-', '+', ' ', '\t']);
            let prefix = code.len() - behind.len();
            // GNU make manual, section 5.5.
            let has_dash = code.get(..prefix).is_some_and(|prefix| prefix.contains('-'));
            recipes.push((at + 1 + prefix, end, has_dash || is_ignored));
        } else if let Some((targets, _)) = body.split_once(':').filter(|_| !body.starts_with(['#', ' '])) {
            let has = |target: &str| ignored.contains(&target);
            is_ignored = ignored.contains(&"") || targets.split_whitespace().any(has);
        }
        continues = body.ends_with('\\') && (continues || line.starts_with('\t'));
        at = end;
    }
    recipes.into_iter().map(|(start, end, ignored)| (part(&file.source, start, end), ignored)).collect()
}

/// Returns the targets of `.IGNORE`, whose recipes may fail; an empty one stands for all.
fn ignored_targets(makefile: &str) -> Vec<&str> {
    let rules = makefile.lines().filter_map(|line| line.strip_prefix(".IGNORE"));
    let targets = rules.filter_map(|rest| rest.trim_start().strip_prefix(':'));
    targets
        .flat_map(|targets| match targets.split('#').next().unwrap_or_default().trim() {
            "" => vec![""],
            named => named.split_whitespace().collect(),
        })
        .collect()
}

/// Returns a part of a source as a node with its literal text.
fn part(source: &Source, start: usize, end: usize) -> Node {
    let span = Span::new(source.id, start, end);
    let text = source.text.get(start..end).unwrap_or_default();
    let scalar = Scalar::written(text.into(), ScalarKind::Text, Style::Plain, span);
    Node::new(Value::Scalar(scalar), Origin { span, via: Provenance::default() })
}
