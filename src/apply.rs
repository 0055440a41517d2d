//! Fixes, carried out and proven: edited texts are read and judged again before anything is written.
//!
//! In rounds, all fixes that do not get in each other's way are tried together, on texts in memory. A fix whose finding is
//! still there, that brings another finding, or that changes what it is not about, is not applied.

mod candidate;
mod ignoring;
mod locked;
mod outcome;
mod proof;
mod reading;
mod values;

pub use outcome::{Applied, ChangedFile, Fixed, NotIgnored, Refused};

use crate::check::{CheckError, Request, Session};
use crate::finding::Report;
use candidate::{Candidate, Key};
use ignoring::Ignoring;
use locked::Locked;
use proof::Failure;
use reading::{Reader, Reading};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How often what is left is judged again: a fix may make another one possible.
const MOST_ROUNDS: usize = 10;

/// How many fixes are tried alone, each of which costs a run.
const MOST_ALONE: usize = 100;

/// How often comments are tried, each of which costs a run.
const MOST_TRIES: usize = 200;

/// Which fixes are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that do what their rule wants and change nothing else.
    Safe,
    /// All of them.
    All,
    /// Those that take suppressions away that suppress nothing.
    Suppressions,
}

/// What the caller asks for.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// Which fixes are applied; None for none.
    pub fixes: Option<Which>,
    /// Whether comments suppress what is left.
    pub ignores: bool,
    /// Leaves in a report what concerns the caller; other findings are neither fixed nor suppressed.
    pub narrow: &'a dyn Fn(&mut Report),
    /// Returns why the file at a path may not be written; None if it may.
    pub refusal: &'a dyn Fn(&Path) -> Option<String>,
}

/// Checks the files in `request` and does what is `asked`, in memory. A fix is applied as a whole or not at all: not if one of its
/// files may not be written.
///
/// # Errors
/// When a run fails as a whole.
pub fn apply(session: &mut Session, request: &Request, asked: Asked<'_>) -> Result<Applied, CheckError> {
    session.refuse_unknown_rules(request)?;
    let mut reader = Reader { session, request, narrow: asked.narrow, proves: asked.fixes.is_some() };
    let reading = reader.first()?;
    let mut fixed = Vec::new();
    let mut failed =
        Failed { in_company: BTreeSet::new(), alone: BTreeMap::new(), locked: Locked::by(asked.refusal) };
    let reading = match asked.fixes {
        Some(which) => fix(&mut reader, reading, which, &mut fixed, &mut failed)?,
        None => reading,
    };
    let before = reading.report().findings.len();
    let (reading, not_ignored) =
        if asked.ignores { ignore(&mut reader, reading, &failed.locked)? } else { (reading, Vec::new()) };
    let ignored = before.saturating_sub(reading.report().findings.len());
    let refused = failed.alone.into_values().flatten().collect();
    let locked = failed.locked.into_refused();
    Ok(Applied { fixed, refused, ignored, not_ignored, locked, ..reading.into_applied() })
}

/// The fixes that failed, by the finding.
struct Failed<'a> {
    /// Together with others: one of these may have been to blame, so each is tried alone.
    in_company: BTreeSet<Key>,
    /// Alone; None if the rule is not to blame.
    alone: BTreeMap<Key, Option<Refused>>,
    /// The files that may not be written.
    locked: Locked<'a>,
}

/// Applies the fixes of what is found in `reading`. Returns what is read then.
fn fix(
    reader: &mut Reader<'_>,
    mut reading: Reading,
    which: Which,
    fixed: &mut Vec<Fixed>,
    failed: &mut Failed<'_>,
) -> Result<Reading, CheckError> {
    let (mut rounds, mut alone) = (0, 0);
    while rounds < MOST_ROUNDS && alone < MOST_ALONE {
        let mut candidates = candidate::compatible(reading.report(), which, failed);
        let is_alone = candidates.is_empty();
        if is_alone {
            candidates.extend(candidate::first_alone(reading.report(), which, failed));
            alone += 1;
        }
        if candidates.is_empty() {
            break;
        }
        if let Some((next, applied)) = attempt(reader, &reading, candidates, failed)? {
            fixed.extend(applied.iter().filter_map(|one| Fixed::of(one, reading.report())));
            reading = next;
            rounds += usize::from(!is_alone);
        }
    }
    Ok(reading)
}

/// Suppresses what is found in `reading` with comments. Returns what is read then, and the findings that no comment can suppress.
fn ignore(
    reader: &mut Reader<'_>,
    mut reading: Reading,
    locked: &Locked<'_>,
) -> Result<(Reading, Vec<NotIgnored>), CheckError> {
    let mut ignoring = Ignoring::default();
    let mut tries = 0;
    loop {
        let comments = ignoring.comments(reading.report(), locked);
        if comments.edits.is_empty() && ignoring.releases() {
            continue;
        }
        if comments.edits.is_empty() || tries == MOST_TRIES {
            return Ok((reading, comments.left));
        }
        tries += 1;
        let next = reader.edited(&reading, comments.edits.iter())?;
        // What the suppressed findings explained is found now, and gets comments in the next round.
        if ignoring.accepts(&reading, &next, &comments) {
            reading = next;
        }
    }
}

/// Tries the fixes of `candidates` together, and without those that fail, which are `failed`. Returns what is read then,
/// and those that are carried out; None if all of them fail. What is not to blame is left for the next round.
fn attempt(
    reader: &mut Reader<'_>,
    reading: &Reading,
    mut candidates: Vec<Candidate>,
    failed: &mut Failed<'_>,
) -> Result<Option<(Reading, Vec<Candidate>)>, CheckError> {
    while !candidates.is_empty() {
        let next = reader.edited(reading, candidates.iter().flat_map(|one| &one.edits))?;
        let Err(Failure { to_blame, why, is_guess }) = proof::check(reading, &next, &candidates) else {
            return Ok(Some((next, candidates)));
        };
        if to_blame.is_empty() && candidates.len() > 1 {
            candidates.truncate(candidates.len() / 2);
            continue;
        }
        if let [_, others @ ..] = &*to_blame
            && !others.is_empty()
        {
            // It is one of them, as a rule: the first is tried without the others, which the next round tries.
            let mut number = 0;
            candidates.retain(|_| {
                number += 1;
                !others.contains(&(number - 1))
            });
            continue;
        }
        let is_alone = candidates.len() == 1;
        let mut number = 0;
        candidates.retain(|one| {
            let is_to_blame = to_blame.is_empty() || to_blame.contains(&number);
            number += 1;
            if is_to_blame && is_alone {
                let refused = (!is_guess).then(|| Refused::of(one, &why));
                failed.alone.insert(one.key.clone(), refused);
            } else if is_to_blame {
                failed.in_company.insert(one.key.clone());
            }
            !is_to_blame
        });
    }
    Ok(None)
}
