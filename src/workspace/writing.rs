//! Files that the program writes.

use super::{identity, root_of};
use crate::source::SourceMap;
use std::io;
use std::path::Path;

/// Writes `bytes` to the file at `path`, as far as no link leads the path out of the workspace, the repository around
/// the working directory: what is there may come from a stranger. A path that is absolute and names another place is
/// the caller's choice.
///
/// # Errors
/// When the path leads out of the workspace, or the file cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let root = root_of(Path::new("."), true);
    let is_link = path.symlink_metadata().is_ok_and(|file| file.is_symlink());
    let is_elsewhere = path.is_absolute() && !identity(path).starts_with(&root);
    if !is_elsewhere && (is_link || !SourceMap::within([&*root]).would_allow(path)) {
        return Err(io::Error::other("it is a link, or leads out of the workspace"));
    }
    // A pipe that nobody reads would hold the run up; `/dev/stdout` and the like are no regular files either.
    #[cfg(unix)]
    if std::fs::metadata(path).is_ok_and(|file| std::os::unix::fs::FileTypeExt::is_fifo(&file.file_type())) {
        return Err(io::Error::other("it is a named pipe"));
    }
    std::fs::write(path, bytes)
}
