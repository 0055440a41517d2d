//! Fixes, carried out and proven: edited texts are read and judged again before anything is written.
//!
//! In rounds, all fixes that do not get in each other's way are tried together, on texts in memory. A fix whose finding is
//! still there, that brings another finding, or that changes what it is not about, is not applied.

mod candidate;
mod ignoring;
mod outcome;
mod proof;
mod reading;
mod values;

pub use outcome::{Applied, ChangedFile, Fixed, Refused};

use crate::check::{CheckError, Request, Session};
use crate::finding::Report;
use candidate::{Candidate, Key};
use proof::Failure;
use reading::{Reader, Reading};
use std::collections::{BTreeMap, BTreeSet};

/// How often what is left is judged again: a fix may make another one possible.
const MOST_ROUNDS: usize = 10;

/// How many fixes are tried alone, each of which costs a run.
const MOST_ALONE: usize = 100;

/// How many lines may be refused that would have got a comment; each round refuses some.
const MOST_REFUSED: usize = 10_000;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Which fixes are applied; None for none.
    pub fixes: Option<Which>,
    /// Whether comments suppress what is left.
    pub ignores: bool,
}

/// Checks the files in `request` and does what is `asked`, in memory. `narrow` leaves in a report what concerns the caller;
/// other findings are neither fixed nor suppressed.
///
/// # Errors
/// When a run fails as a whole.
pub fn apply(
    session: &mut Session,
    request: &Request,
    asked: Asked,
    narrow: &dyn Fn(&mut Report),
) -> Result<Applied, CheckError> {
    let mut reader = Reader { session, request, narrow };
    let reading = reader.first()?;
    let (mut fixed, mut failed) = (Vec::new(), Failed::default());
    let reading = match asked.fixes {
        Some(which) => fix(&mut reader, reading, which, &mut fixed, &mut failed)?,
        None => reading,
    };
    let before = reading.report().findings.len();
    let (reading, not_ignored) = if asked.ignores { ignore(&mut reader, reading)? } else { (reading, 0) };
    let ignored = before.saturating_sub(reading.report().findings.len());
    let refused = failed.alone.into_values().flatten().collect();
    Ok(Applied { fixed, refused, ignored, not_ignored, ..reading.into_applied() })
}

/// The fixes that failed, by the finding.
#[derive(Debug, Default)]
struct Failed {
    /// Together with others: one of these may have been to blame, so each is tried alone.
    in_company: BTreeSet<Key>,
    /// Alone; None if the rule is not to blame.
    alone: BTreeMap<Key, Option<Refused>>,
}

/// Applies the fixes of what is found in `reading`. Returns what is read then.
fn fix(
    reader: &mut Reader<'_>,
    mut reading: Reading,
    which: Which,
    fixed: &mut Vec<Fixed>,
    failed: &mut Failed,
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
            reading = next;
            rounds += usize::from(!is_alone);
            fixed.extend(applied.iter().map(Fixed::of));
        }
    }
    Ok(reading)
}

/// Suppresses what is found in `reading` with comments. Returns what is read then, and how many findings have no place for one.
fn ignore(reader: &mut Reader<'_>, mut reading: Reading) -> Result<(Reading, usize), CheckError> {
    let mut refused = BTreeSet::new();
    loop {
        let (edits, left) = ignoring::edits(reading.report(), &refused);
        if edits.is_empty() || refused.len() > MOST_REFUSED {
            return Ok((reading, left));
        }
        let next = reader.edited(&reading, edits.iter())?;
        // A comment in a text is a part of that, and one that suppresses nothing is in the way.
        let wrong = ignoring::wrong(&reading, &next, &edits);
        if wrong.is_empty() {
            reading = next;
        } else {
            let known = refused.len();
            refused.extend(wrong);
            // What nothing else is refused for would be tried again without end.
            if refused.len() == known {
                return Ok((reading, left + edits.len()));
            }
        }
    }
}

/// Tries the fixes of `candidates` together, and without those that fail, which are `failed`. Returns what is read then,
/// and those that are carried out; None if all of them fail. What is not to blame is left for the next round.
fn attempt(
    reader: &mut Reader<'_>,
    reading: &Reading,
    mut candidates: Vec<Candidate>,
    failed: &mut Failed,
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
