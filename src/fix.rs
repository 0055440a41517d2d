//! From what a policy would change to edits of the characters that their authors wrote.
//!
//! A policy names places of its input. [`operations`] finds what was written there, and [`Placer`] turns each operation into
//! edits that fit the file: its indentation, its quotes, its style of mappings and lists.

mod flow;
mod indented;
mod insert;
mod lines;
mod operations;
mod outline;
mod place;
mod remove;
mod rename;
mod set;
mod short;
#[cfg(test)]
mod tests;
mod touched;
mod value;
mod words;

pub use touched::declared;

use crate::finding::{Finding, Fix};
use crate::model::Resource;
use crate::policy::Judged;
use crate::source::SourceMap;
use place::Placer;
use touched::Shares;

/// Gives each of `findings`, which are those of `judged` on `resources` in the same order, its fix.
pub fn place(findings: &mut [Finding], judged: &[Judged], resources: &[Resource], sources: &SourceMap) {
    let placer = Placer::over(sources);
    let judged = judged.iter().filter_map(|one| Some((one, resources.get(one.resource)?)));
    let mut shares = None;
    for (finding, (one, resource)) in findings.iter_mut().zip(judged) {
        let Some((fix, changed)) = placer.fix(&one.rule, resource, &one.violation) else { continue };
        let shares = shares.get_or_insert_with(|| Shares::of(resources));
        finding.fix = Some(Fix { touches: shares.others(resource, &changed), ..fix });
    }
}
