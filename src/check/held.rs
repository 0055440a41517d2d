//! Texts that the caller provides: standard input and editor buffers.

use super::Request;
use crate::finding::{Problem, Report};
use crate::source::{MAX_FILE_BYTES, SourceError, SourceMap, decode, display_name};
use crate::workspace::{CandidateOrigin, FilePath, Held};
use std::path::Path;

/// Returns the texts of `request`. Adds a problem to `report` if standard input is not text.
pub(super) fn texts(request: &Request, report: &mut Report) -> Vec<Held> {
    let of_editor = request.texts.iter().map(|(path, bytes)| {
        let file = FilePath::from_here(path);
        let text = if bytes.len() as u64 > MAX_FILE_BYTES {
            Err(SourceError::TooLarge { path: file.name(), legible: String::from_utf8_lossy(bytes).into() })
        } else {
            decode(&file.name(), bytes.clone())
        };
        Held { file, origin: CandidateOrigin::Walk, text }
    });
    let mut all: Vec<_> = of_editor.collect();
    if let Some((path, bytes)) = &request.stdin {
        let text = decode(&display_name(path), bytes.clone());
        if let Err(error) = &text {
            report.problems.push(unreadable(path, error));
        }
        let place = if request.with_dependents { FilePath::in_repository } else { FilePath::as_written };
        all.push(Held { file: place(path), origin: CandidateOrigin::Argument, text });
    }
    all
}

/// Puts the `held` texts into `sources`, replacing the files on disk. Standard input that is not text is left out, as
/// it is already reported.
pub(super) fn put(held: Vec<Held>, sources: &SourceMap) {
    let is_told = |one: &Held| one.origin == CandidateOrigin::Argument && one.text.is_err();
    for Held { file, text, .. } in held.into_iter().filter(|one| !is_told(one)) {
        sources.set(file.shown(), text);
    }
}

/// Returns the problem that the file at `path` cannot be read.
pub(super) fn unreadable(path: &Path, error: &SourceError) -> Problem {
    Problem { file: display_name(path), place: None, message: error.to_string(), related: Vec::new() }
}
