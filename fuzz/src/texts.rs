//! An input as named texts: a line `%% NAME` begins a text, and the first text has no such line.

use std::fs;
use std::path::{Path, PathBuf};

/// The beginning of a line that names the text below it.
const MARK: &[u8] = b"%% ";

/// More texts than this show nothing new, and take long.
const MAX_TEXTS: usize = 24;

/// The longest part of a path that common file systems take, in bytes.
const MAX_PART: usize = 200;

/// Divides `data` into texts; `first` is the name of the text before the first mark. An empty text there is left out.
pub fn texts<'a>(data: &'a [u8], first: &str) -> Vec<(PathBuf, &'a [u8])> {
    let mut texts: Vec<(PathBuf, &[u8])> = Vec::new();
    let (mut name, mut start, mut at) = (PathBuf::from(first), 0, 0);
    for line in data.split_inclusive(|byte| *byte == b'\n') {
        if let Some(named) = line.strip_prefix(MARK) {
            texts.push((name, &data[start..at]));
            name = path_below(named);
            start = at + line.len();
        }
        at += line.len();
    }
    texts.push((name, &data[start..]));
    let is_nothing = |name: &Path, text: &[u8]| text.is_empty() && name == Path::new(first);
    texts.retain(|(name, text)| !name.as_os_str().is_empty() && !is_nothing(name, text));
    texts.truncate(MAX_TEXTS);
    texts
}

/// Returns the path that `name` says, without anything that leads out of the folder it is put in.
fn path_below(name: &[u8]) -> PathBuf {
    let name = String::from_utf8_lossy(name).replace('\0', "");
    let name = name.trim_end_matches(['\r', '\n']);
    let leads_on = |part: &&str| !matches!(*part, "" | "." | "..") && part.len() <= MAX_PART;
    name.split('/').filter(leads_on).filter(|part| !part.eq_ignore_ascii_case(".git")).collect()
}

/// Returns the folder of a target: empty but for `.git`, which makes it a workspace, so that nothing around it is read.
pub fn folder(target: &str) -> PathBuf {
    let of_this_process = || std::env::temp_dir().join(format!("hy-msg-lint-fuzz-{}", std::process::id()));
    // Cargo gives a test a place below `target`.
    let place = option_env!("CARGO_TARGET_TMPDIR")
        .map_or_else(of_this_process, |place| Path::new(place).join("fuzzed"));
    let folder = place.join(target);
    fs::create_dir_all(folder.join(".git")).expect("the folder for temporary files can be written");
    folder.canonicalize().expect("the folder exists")
}

/// Returns the folder of a target with `texts` in it, and nothing else. A name that the system refuses is left out.
pub fn written(target: &str, texts: &[(PathBuf, &[u8])]) -> PathBuf {
    let folder = folder(target);
    fs::remove_dir_all(&folder).expect("the folder for temporary files can be written");
    fs::create_dir_all(folder.join(".git")).expect("the folder for temporary files can be written");
    for (name, text) in texts {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(&folder);
        let _ = fs::create_dir_all(parent).and_then(|()| fs::write(&path, text));
    }
    folder
}
