//! From what a policy would change to edits of the characters that their authors wrote.
//!
//! A policy names places of its input. [`operations`] finds what was written there, and [`Placer`] turns each operation into
//! edits that fit the file: its indentation, its quotes, its style of mappings and lists.

mod comments;
pub mod edited;
mod flow;
mod indented;
mod insert;
mod lines;
mod local;
mod operations;
mod outline;
mod place;
mod remove;
mod rename;
mod set;
mod short;
mod sound;
#[cfg(test)]
mod tests;
mod touched;
mod uses;
mod value;
mod words;

pub use touched::declared;

use crate::finding::{Finding, Fix};
use crate::model::Resource;
use crate::policy::Judged;
use crate::workspace::Files;
use place::Placer;
use sound::Sound;

/// Gives each of `findings`, which are those of `judged` on `resources` in the same order, its fix. The texts are in `files`.
///
/// A fix that would leave a file unreadable, or change another value in it, is not given.
pub fn place(findings: &mut [Finding], judged: &[Judged], resources: &[Resource], files: &Files<'_>) {
    let placer = Placer::over(files, resources);
    let judged = judged.iter().map(|one| Some((one, resources.get(one.resource)?)));
    let mut given: Vec<(&mut Finding, Vec<Option<Fix>>)> = Vec::new();
    for (finding, (one, resource)) in findings.iter_mut().zip(judged.flatten()) {
        let variants = placer.fixes(&one.rule, resource, &one.violation);
        if !variants.is_empty() {
            given.push((finding, variants.into_iter().map(Some).collect()));
        }
    }
    let mut sound = Sound::over(files);
    let most = given.iter().map(|(_, variants)| variants.len()).max().unwrap_or_default();
    for variant in 0..most {
        let all = given.iter().enumerate();
        let all = all.filter_map(|(number, (_, variants))| Some((number, variants.get(variant)?.as_ref()?)));
        let (numbers, tried): (Vec<usize>, Vec<&Fix>) = all.unzip();
        let unsound: Vec<usize> =
            sound.unsound(&tried).iter().filter_map(|at| numbers.get(*at)).copied().collect();
        for number in unsound {
            if let Some(one) = given.get_mut(number).and_then(|(_, variants)| variants.get_mut(variant)) {
                *one = None;
            }
        }
    }
    for (finding, variants) in given {
        let chain = |alone: Option<Fix>, fix: Fix| Some(Fix { alone: alone.map(Box::new), ..fix });
        finding.fix = variants.into_iter().flatten().rev().fold(None, chain);
    }
}
