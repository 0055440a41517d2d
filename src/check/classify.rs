//! Assigns each candidate to a dialect.

use super::file_room::FileRoom;
use super::held::unreadable;
use crate::dialect::{self, Dialect};
use crate::finding::{Report, Skipped};
use crate::source::{Source, SourceError};
use crate::workspace::{Candidate, CandidateOrigin, File, Files, Format};
use memchr::memmem;
use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use std::sync::Arc;

/// The dialects in order, each with the files it claims.
pub(super) type Claims = Vec<(&'static Dialect, Vec<Arc<File>>)>;

/// The classification of a candidate.
enum Claim {
    Of(usize, Arc<File>),
    Skipped(String),
    /// A file of no known form that the caller named, with the reason.
    Unknown(String),
    Unreadable(SourceError),
    /// A file with syntax errors that no dialect claims, but that the caller named or that has a line typical of a
    /// dialect.
    Broken(Arc<File>),
    /// A file for whose text the run has no room.
    TooMuch,
}

/// A candidate whose text may be of a dialect, before it is parsed.
enum Read {
    /// What becomes of it is known without parsing it.
    Claim(Claim),
    /// To be parsed, with the dialects that may claim it.
    Text(Arc<Source>, Vec<usize>),
}

/// Parses the candidates that a dialect may claim, as far as the run has room for their texts, and asks the dialects in
/// order. Texts of other files are not kept.
///
/// Returns the named files of no known form, too, which are skipped unless another file makes use of them.
pub(super) fn classify(
    candidates: &[Candidate],
    files: &Files,
    room: &mut FileRoom,
    report: &mut Report,
) -> (Claims, Vec<Skipped>) {
    let mut unknown = Vec::new();
    let mut claims = Vec::new();
    for candidates in candidates.chunks(AT_ONCE) {
        let read: Vec<_> = candidates.par_iter().map(|candidate| read(candidate, files)).collect();
        let mut read: Vec<_> = candidates.iter().zip(read).collect();
        while !read.is_empty() {
            let some: Vec<_> =
                read.drain(..few(&read)).map(|(one, read)| (one, admitted(read, room))).collect();
            let some = some.into_par_iter().map(|(candidate, read)| match read {
                Read::Claim(claim) => (claim, None),
                Read::Text(_, dialects) => parsed(candidate, &dialects, files),
            });
            claims.extend(some.collect::<Vec<_>>().into_iter().map(|(claim, file)| kept(claim, file, room)));
        }
    }
    let mut claimed: Claims = dialect::ALL.iter().map(|dialect| (dialect, Vec::new())).collect();
    for (candidate, claim) in candidates.iter().zip(claims) {
        match claim {
            Claim::Of(dialect, file) => claimed[dialect].1.push(file),
            Claim::Broken(file) => {
                report.problems.extend(file.errors.iter().map(|error| dialect::syntax_problem(&file, error)));
            }
            Claim::Unreadable(error) => report.problems.push(unreadable(candidate.file.shown(), &error)),
            Claim::Unknown(reason) => {
                let one = Skipped::file(candidate.file.name(), reason);
                unknown.push(one.clone());
                report.skipped.push(one);
            }
            Claim::Skipped(reason) => report.skipped.push(Skipped::file(candidate.file.name(), reason)),
            Claim::TooMuch => {}
        }
    }
    (claimed, unknown)
}

/// Files that are read at once: they take memory until it is known whether there is room for them.
const AT_ONCE: usize = 16;

/// The size of the files that are parsed at once, unless one of them is larger, in bytes.
const PARSED_AT_ONCE: usize = 1 << 20;

/// Returns how many of the files that are `read` are parsed at once.
fn few(read: &[(&Candidate, Read)]) -> usize {
    let mut sum = 0;
    let mut fits = |(_, read): &(&Candidate, Read)| {
        sum += if let Read::Text(source, _) = read { source.text.len() } else { 0 };
        sum <= PARSED_AT_ONCE
    };
    read.iter().take_while(|one| fits(one)).count().max(1)
}

/// Returns `claim` if there is `room` for the values of its file, which are `size`.
fn kept(claim: Claim, file: Option<(Arc<File>, usize)>, room: &mut FileRoom) -> Claim {
    let Some((file, size)) = file else { return claim };
    let is_claimed = matches!(claim, Claim::Of(..));
    if room.keeps(&file, size, is_claimed) || !is_claimed { claim } else { Claim::TooMuch }
}

/// Returns `read` if there is `room` for its text.
fn admitted(read: Read, room: &mut FileRoom) -> Read {
    match read {
        Read::Text(source, _) if !room.takes(&source) => Read::Claim(Claim::TooMuch),
        read => read,
    }
}

/// Reads the text of `candidate`.
fn read(candidate: &Candidate, files: &Files) -> Read {
    let path = candidate.file.shown();
    let source = match files.sources.load(path) {
        Ok(source) => source,
        Err(error) => {
            let is_ours = match &error {
                SourceError::Unreadable { .. } => true,
                SourceError::NotText { legible, .. } => dialect::looks_like(legible),
                SourceError::TooLarge { legible, .. } => {
                    dialect::looks_like(legible) || dialect::is_told_by_text(path, legible)
                }
                _ => false,
            };
            let is_named = candidate.origin == CandidateOrigin::Argument;
            return Read::Claim(if is_ours || is_named || dialect::filename_hint(path) {
                Claim::Unreadable(error)
            } else {
                Claim::Skipped(error.to_string())
            });
        }
    };
    let may_be = |dialect: &Dialect| {
        let has = |needle: &&str| memmem::find(source.text.as_bytes(), needle.as_bytes()).is_some();
        dialect.needles.iter().any(has) || (dialect.claims_name)(path)
    };
    let dialects = dialect::ALL.iter().enumerate().filter(|(_, dialect)| may_be(dialect));
    let dialects: Vec<_> = dialects.map(|(number, _)| number).collect();
    if dialects.is_empty() && !is_named(candidate) {
        let is_broken = Format::by_name(path) == Some(Format::Json) && !is_json(&source.text);
        let reason =
            if is_broken { "it is not JSON" } else { "it declares no services, topics or connectors" };
        files.sources.forget(&source);
        return Read::Claim(Claim::Skipped(reason.into()));
    }
    Read::Text(source, dialects)
}

/// True for a file that the caller names. A file of variables declares nothing by itself, and policies are no input of
/// theirs.
fn is_named(candidate: &Candidate) -> bool {
    candidate.origin == CandidateOrigin::Argument && !Format::is_variables(candidate.file.shown())
}

/// Parses `candidate` and asks `dialects`, by number. Returns the file, too, and the number of its values.
fn parsed(candidate: &Candidate, dialects: &[usize], files: &Files) -> (Claim, Option<(Arc<File>, usize)>) {
    match files.parse(candidate.file.shown()) {
        Ok(file) => {
            let size = file.size();
            (claim(candidate, dialects, Arc::clone(&file)), Some((file, size)))
        }
        Err(error) => (Claim::Unreadable(error), None),
    }
}

fn claim(candidate: &Candidate, dialects: &[usize], file: Arc<File>) -> Claim {
    let path = candidate.file.shown();
    let owner = dialects.iter().copied().find(|dialect| (dialect::ALL[*dialect].claims)(&file));
    let named = dialect::ALL.iter().position(|dialect| (dialect.claims_name)(path));
    let named = named.filter(|_| !dialect::is_template(&file.source.text));
    let disclaimed = named.and_then(|dialect| (dialect::ALL[dialect].disclaims)(&file));
    let by_name = || named.filter(|_| disclaimed.is_none());
    match owner.or_else(by_name) {
        Some(dialect) => Claim::Of(dialect, file),
        None if file.errors.is_empty() && is_named(candidate) => {
            Claim::Unknown(format!("format not recognised; {}", dialect::nearest(&file)))
        }
        None if file.errors.is_empty() => {
            Claim::Skipped(disclaimed.unwrap_or_else(|| "format not recognised".into()))
        }
        None if candidate.origin == CandidateOrigin::Argument => Claim::Broken(file),
        None if dialect::is_template(&file.source.text) => {
            Claim::Skipped("it is a template, which is not valid YAML before it is rendered".into())
        }
        None if dialect::looks_like(&file.source.text)
            || dialect::is_told_by_text(path, &file.source.text) =>
        {
            Claim::Broken(file)
        }
        None if file.format == Format::Json => Claim::Skipped("not JSON, and format not recognised".into()),
        None => Claim::Skipped("not YAML, and format not recognised".into()),
    }
}

/// Returns true for a text of JSON values, one or several, or of none.
fn is_json(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>().all(|value| value.is_ok())
}
