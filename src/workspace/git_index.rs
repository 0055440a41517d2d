//! The index of git (git's documentation, "gitformat-index"): the paths in it, and nothing else.

use super::git_head::has_commits;
use hy_msg_lint_tree::reason::reason;
use std::path::{Path, PathBuf};

/// The name of the index in the folder of git.
pub(super) const INDEX: &str = "index";

/// An index above this size is not read: one of a million files has 100 MiB.
const MAX_INDEX_BYTES: u64 = 256 * 1024 * 1024;

/// A `.git` that is a file names a folder in so many bytes.
const MAX_LINK_BYTES: u64 = 8 * 1024;

/// The lengths of a name of content, of SHA-1 and of SHA-256.
const HASHES: [usize; 2] = [20, 32];

/// The parts of an entry before the name of its content, and the mode among them.
const STAT: usize = 40;
const MODE: usize = 24;

/// Flags: the length of a path, which is this number for all longer ones, and whether there are two more bytes.
const LENGTH: u16 = 0x0fff;
const IS_EXTENDED: u16 = 0x4000;

/// Why an index gives no paths.
#[derive(Debug, thiserror::Error)]
pub(super) enum IndexError {
    /// The system's, or it is no file, or too large.
    #[error("it cannot be read: {}", reason(.0))]
    Unreadable(#[from] std::io::Error),
    /// Not of a version from 2 to 4, or damaged.
    #[error("its format is not known")]
    Unknown,
    /// There is none, and the repository has commits, so git tracks what nobody can name without reading these.
    #[error("it is absent, though the repository has commits, and `git reset` writes it")]
    Absent,
}

/// Returns the folder of git for the work tree at `root`: `.git`, or what a file of that name refers to, as in a
/// submodule or a work tree of its own.
pub(super) fn git_folder(root: &Path) -> PathBuf {
    let git = root.join(".git");
    let text =
        crate::source::bytes(&git, MAX_LINK_BYTES).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let target = text.as_deref().and_then(|text| text.strip_prefix("gitdir:")).map(str::trim);
    target.map_or(git, |target| root.join(target))
}

/// Returns the paths in the index of the folder `git`, from the root of the work tree, with `/` between folders; none
/// if there is no index yet, as before the first commit. Of an index that is split, a path that was removed since may be among them.
///
/// # Errors
/// See [`IndexError`].
pub(super) fn paths(git: &Path) -> Result<Vec<String>, IndexError> {
    let path = &git.join(INDEX);
    let bytes = match crate::source::bytes(path, MAX_INDEX_BYTES) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return if has_commits(git) { Err(IndexError::Absent) } else { Ok(Vec::new()) };
        }
        bytes => bytes?,
    };
    let Index { mut paths, base } =
        HASHES.into_iter().find_map(|hash| Index::parse(&bytes, hash)).ok_or(IndexError::Unknown)?;
    if let Some(base) = base {
        let shared =
            crate::source::bytes(&path.with_file_name(format!("sharedindex.{base}")), MAX_INDEX_BYTES)?;
        let shared = HASHES.into_iter().find_map(|hash| Index::parse(&shared, hash));
        paths.extend(shared.ok_or(IndexError::Unknown)?.paths);
    }
    Ok(paths)
}

struct Index {
    paths: Vec<String>,
    /// The name of the index that this one changes, in hexadecimal digits.
    base: Option<String>,
}

impl Index {
    /// Reads an index whose names of content have `hash` bytes; None if it is none.
    fn parse(bytes: &[u8], hash: usize) -> Option<Self> {
        let mut rest = bytes.strip_prefix(b"DIRC")?;
        let (version, count) = (number(&mut rest)?, number(&mut rest)?);
        if !(2..=4).contains(&version) {
            return None;
        }
        let mut paths = Vec::new();
        let mut path = Vec::new();
        // In version 4, a path is written as what it changes of the one before, however long that is.
        let mut left = MAX_INDEX_BYTES;
        for _ in 0..count {
            entry(&mut rest, version, hash, &mut path)?;
            left = left.checked_sub(path.len() as u64)?;
            // In a split index, an entry without a path stands for one of the other index.
            if !path.is_empty() {
                paths.push(String::from_utf8_lossy(&path).into_owned());
            }
        }
        let mut base = None;
        while rest.len() > hash {
            let name = take(&mut rest, 4)?;
            let length = number(&mut rest)? as usize;
            let data = take(&mut rest, length)?;
            if name == b"link" {
                let digits = data.get(..hash)?.iter().map(|byte| format!("{byte:02x}"));
                base =
                    Some(digits.collect::<String>()).filter(|base| base.bytes().any(|digit| digit != b'0'));
            }
        }
        (rest.len() == hash).then_some(Self { paths, base })
    }
}

/// Takes an entry off `rest`, and sets `path`, that of the entry before, to its path.
fn entry(rest: &mut &[u8], version: u32, hash: usize, path: &mut Vec<u8>) -> Option<()> {
    let before = rest.len();
    let stat = take(rest, STAT)?;
    let mode = number(&mut stat.get(MODE..)?)?;
    // A folder, a file, a link or a submodule.
    if !matches!(mode >> 12, 0o04 | 0o10 | 0o12 | 0o16) {
        return None;
    }
    take(rest, hash)?;
    let flags = half(rest)?;
    if flags & IS_EXTENDED != 0 {
        half(rest)?;
    }
    if version == 4 {
        let dropped = offset(rest)?;
        path.truncate(path.len().checked_sub(dropped)?);
    } else {
        path.clear();
    }
    let end = rest.iter().position(|byte| *byte == 0)?;
    path.extend(take(rest, end)?);
    if usize::from(flags & LENGTH) != path.len().min(usize::from(LENGTH)) {
        return None;
    }
    // An entry ends with a zero byte, and before version 4 has a multiple of eight bytes.
    let length = before - rest.len();
    take(rest, if version == 4 { 1 } else { 8 - length % 8 })?;
    Some(())
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(length)?;
    *rest = left;
    Some(taken)
}

fn number(rest: &mut &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(take(rest, 4)?.try_into().ok()?))
}

fn half(rest: &mut &[u8]) -> Option<u16> {
    Some(u16::from_be_bytes(take(rest, 2)?.try_into().ok()?))
}

/// Takes a number of variable length (git's documentation, "gitformat-pack", "offset encoding").
fn offset(rest: &mut &[u8]) -> Option<usize> {
    let mut byte = *take(rest, 1)?.first()?;
    let mut value = usize::from(byte & 0x7f);
    while byte & 0x80 != 0 {
        byte = *take(rest, 1)?.first()?;
        value = value.checked_add(1)?.checked_mul(0x80)?.checked_add(usize::from(byte & 0x7f))?;
    }
    Some(value)
}
