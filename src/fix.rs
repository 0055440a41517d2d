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
mod value;
mod words;

pub use touched::declared;

use crate::finding::{Finding, Fix};
use crate::model::Resource;
use crate::policy::Judged;
use crate::workspace::Files;
use place::Placer;
use sound::Sound;
use touched::Shares;

/// Gives each of `findings`, which are those of `judged` on `resources` in the same order, its fix. The texts are in `files`.
///
/// A fix that would leave a file unreadable, or change another value in it, is not given.
pub fn place(findings: &mut [Finding], judged: &[Judged], resources: &[Resource], files: &Files<'_>) {
    let placer = Placer::over(files);
    let judged = judged.iter().map(|one| Some((one, resources.get(one.resource)?)));
    let mut shares = None;
    let mut given: Vec<(&mut Finding, Fix)> = Vec::new();
    for (finding, (one, resource)) in findings.iter_mut().zip(judged.flatten()) {
        let others =
            |changed: &[_]| shares.get_or_insert_with(|| Shares::of(resources)).others(resource, changed);
        if let Some(fix) = placer.fix(&one.rule, resource, &one.violation, others) {
            given.push((finding, fix));
        }
    }
    let mut sound = Sound::over(files);
    let alone: Vec<Option<Fix>> = given.iter_mut().map(|(_, fix)| fix.alone.take().map(|fix| *fix)).collect();
    let unsound = sound.unsound(&given.iter().map(|(_, fix)| fix).collect::<Vec<_>>());
    let (numbers, some): (Vec<usize>, Vec<&Fix>) =
        alone.iter().enumerate().filter_map(|(number, fix)| Some((number, fix.as_ref()?))).unzip();
    let unsound_alone = sound.unsound(&some);
    let unsound_alone: Vec<usize> = unsound_alone.iter().filter_map(|at| numbers.get(*at)).copied().collect();
    for (number, ((finding, fix), alone)) in given.into_iter().zip(alone).enumerate() {
        let alone = alone.filter(|_| !unsound_alone.contains(&number));
        finding.fix = match (unsound.contains(&number), alone) {
            (true, alone) => alone,
            (false, alone) => Some(Fix { alone: alone.map(Box::new), ..fix }),
        };
    }
}
