//! Why a search leaves out what it meets, in words.

use super::FilePath;
use crate::finding::Skipped;
use crate::source::SourceMap;
use std::fs::FileType;
use std::io;
use std::path::Path;

/// Returns the link at `file` as one that is not followed; None for one to a folder that is searched itself.
/// `sources` knows the workspace.
pub(super) fn link(file: &FilePath, sources: &SourceMap) -> Option<Skipped> {
    let reason = match std::fs::metadata(file.shown()) {
        Err(error) if is_circle(&error) => "it is a link that leads back to itself".to_owned(),
        // Of what is outside, nothing is told, not even whether it is there.
        _ if !sources.would_allow(file.shown()) => "it is a link that leads outside the workspace".to_owned(),
        Err(_) => "it is a link that leads nowhere".to_owned(),
        Ok(_) if leads_around(file.shown()) => "it is a link to a folder that contains it".to_owned(),
        Ok(target) => format!("it is a link to {}, not a file", irregular(target.file_type())?),
    };
    Some(Skipped::file(file.name(), reason))
}

/// Returns true if the system gave up because of links that lead to each other.
fn is_circle(error: &io::Error) -> bool {
    // The kind has a name, but its variant is unstable.
    error.kind().to_string().starts_with("filesystem loop")
}

/// Returns true for a link to a folder that contains it.
fn leads_around(link: &Path) -> bool {
    let folder = link.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (std::fs::canonicalize(link), std::fs::canonicalize(folder)) {
        (Ok(target), Ok(folder)) => folder.starts_with(target),
        _ => false,
    }
}

/// Returns what `kind` is called that is not opened, as a program at its other end may never write to it; None for a
/// file, a folder or a link.
#[cfg(unix)]
pub(super) fn irregular(kind: FileType) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt as _;
    if kind.is_fifo() {
        Some("a named pipe")
    } else if kind.is_socket() {
        Some("a socket")
    } else if kind.is_char_device() || kind.is_block_device() {
        Some("a device")
    } else {
        None
    }
}

/// Returns what `kind` is called that is not opened; None for a file, a folder or a link.
#[cfg(not(unix))]
pub(super) fn irregular(kind: FileType) -> Option<&'static str> {
    (!kind.is_file() && !kind.is_dir() && !kind.is_symlink()).then_some("a device")
}
