//! Files and folders that the program writes.

use super::root_of;
use crate::source::{SourceMap, display_name};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

/// Writes `bytes` to the file at `path`, which is [allowed](allow).
///
/// # Errors
/// When the path is not allowed, or the file cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    allow(path)?;
    // A pipe that nobody reads would hold the run up; `/dev/stdout` and the like are no regular files either.
    #[cfg(unix)]
    if std::fs::metadata(path).is_ok_and(|file| std::os::unix::fs::FileTypeExt::is_fifo(&file.file_type())) {
        return Err(io::Error::other("it is a named pipe"));
    }
    std::fs::write(path, bytes)
}

/// Writes `bytes` to a new file at `path`, which is [allowed](allow).
///
/// # Errors
/// When the path is not allowed, there is a file, or it cannot be written.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    allow(path)?;
    std::fs::File::create_new(path).and_then(|mut file| file.write_all(bytes))
}

/// Replaces the text of the file at `path`, which is [allowed](allow), all at once: whoever reads it gets `before` or
/// `after`. It keeps its permissions and its owner.
///
/// # Errors
/// When the path is not allowed, the file does not have the text `before` any more, or it cannot be written.
pub fn replace(path: &Path, before: &str, after: &str) -> io::Result<()> {
    let about = may_replace(path)?;
    let now = SourceMap::within([&*root_of(path, false)]).load(path).map_err(io::Error::other)?;
    if now.text != before {
        return Err(io::Error::other("it has changed since it was read"));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(format!(".{name}.{}.tmp", std::process::id()));
    let written = std::fs::File::create_new(&beside).and_then(|mut file| {
        file.write_all(after.as_bytes())?;
        file.set_permissions(about.permissions())?;
        // Only root can give a file to another owner; for others it is theirs already.
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            let _ = std::os::unix::fs::fchown(&file, Some(about.uid()), Some(about.gid()));
        }
        file.sync_all()
    });
    let replaced = written.and_then(|()| std::fs::rename(&beside, path));
    if replaced.is_err() {
        // What is left beside the file would be read by the next run.
        let _ = std::fs::remove_file(&beside);
    }
    replaced
}

/// Returns what the system knows of the file at `path`, which [`replace`] may give another text.
///
/// # Errors
/// When the path is not [allowed](allow), or the file is a link, read-only, or has another name.
pub fn may_replace(path: &Path) -> io::Result<std::fs::Metadata> {
    allow(path)?;
    let about = std::fs::symlink_metadata(path)?;
    if !about.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    if about.permissions().readonly() {
        return Err(io::Error::other("it is read-only"));
    }
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::nlink(&about) > 1 {
        return Err(io::Error::other("it has another name, a hard link"));
    }
    Ok(about)
}

/// Creates the folder at `path`, which is [allowed](allow), and those around it.
///
/// # Errors
/// When the path is not allowed, or a folder cannot be created.
pub fn create_folder(path: &Path) -> io::Result<()> {
    allow(path)?;
    std::fs::create_dir_all(path)
}

/// Removes the file at `path`, which is [allowed](allow).
///
/// # Errors
/// When the path is not allowed, or the file cannot be removed.
pub fn remove(path: &Path) -> io::Result<()> {
    allow(path)?;
    std::fs::remove_file(path)
}

/// Refuses a path that leads through a link in the workspace, the repository around the working directory, or out of it:
/// what is there may come from a stranger. A path that is absolute and names another place is the caller's choice.
fn allow(path: &Path) -> io::Result<()> {
    let root = root_of(Path::new("."), true);
    let real = without_links_in(&root, path)?;
    let is_elsewhere = path.is_absolute() && !real.starts_with(&root);
    if is_elsewhere || SourceMap::within([&*root]).would_allow(path) {
        Ok(())
    } else {
        Err(io::Error::other("it leads out of the workspace"))
    }
}

/// Returns where `path` leads, without links, if no link on the way lies in the canonical folder `root`.
fn without_links_in(root: &Path, path: &Path) -> io::Result<PathBuf> {
    let mut real = if path.is_absolute() { PathBuf::new() } else { std::fs::canonicalize(".")? };
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(real.pop()),
            Component::Prefix(_) | Component::RootDir => real.push(component),
            Component::Normal(name) => {
                let next = real.join(name);
                if !next.is_symlink() {
                    real = next;
                } else if real.starts_with(root) {
                    let link = display_name(Path::new(name));
                    let reason = format!(
                        "`{link}` is a link, and links in the workspace are not followed for writing"
                    );
                    return Err(io::Error::other(reason));
                } else {
                    real = std::fs::canonicalize(&next).unwrap_or(next);
                }
            }
        }
    }
    Ok(real)
}
