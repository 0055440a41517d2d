//! A file or folder of policies or data, read from disk.

use crate::error::{PolicyDiagnostic, PolicyError};
use crate::source::{Site, SourceError, SourceMap, display_name, normalise};
use hy_msg_lint_tree::path::FilePath;
use std::path::Path;
use std::sync::Arc;
use walkdir::{DirEntry, WalkDir};

/// What the files of a user's policies and data may still come to.
#[derive(Debug)]
pub(crate) struct Room {
    limit: usize,
    left: usize,
}

impl Room {
    /// Returns room for `limit` bytes.
    pub(crate) fn of(limit: usize) -> Self {
        Self { limit, left: limit }
    }

    /// Takes the text of `file`.
    ///
    /// # Errors
    /// If there is no room for it; the author must divide the policies.
    fn take(&mut self, file: BundleFile) -> Result<BundleFile, PolicyError> {
        let Some(left) = self.left.checked_sub(file.text.len()) else {
            let message = format!(
                "policies and their data have more than {} KiB, and none of them is used: leave out what they do not need",
                self.limit >> 10
            );
            let site = Site { path: file.shown.as_str().into(), text: Arc::default(), range: 0..0 };
            return Err(PolicyDiagnostic::new(site, message).into());
        };
        self.left = left;
        Ok(file)
    }
}

/// Policy files by path.
#[derive(Debug, Default)]
pub(crate) struct Bundle {
    /// The files that were read.
    pub(crate) files: Vec<BundleFile>,
    /// Data files that OPA would not read from a bundle either, as shown.
    pub(crate) skipped: Vec<String>,
}

/// A file of a bundle.
#[derive(Debug)]
pub(crate) struct BundleFile {
    /// The path as shown.
    pub(crate) shown: String,
    /// The path from the root of the file system, or of the built-in policies, with `/` between folders.
    pub(crate) full: String,
    /// The folders between the bundle and the file.
    pub(crate) below: Vec<String>,
    /// Its text.
    pub(crate) text: String,
}

impl BundleFile {
    /// Returns the file name.
    pub(crate) fn name(&self) -> &str {
        self.full.rsplit('/').next().unwrap_or_default()
    }

    /// Returns the folders of the file, from the root.
    pub(crate) fn folders(&self) -> Vec<&str> {
        let folder = self.full.rsplit_once('/').map_or("", |(folder, _)| folder);
        folder.split('/').filter(|part| !part.is_empty()).collect()
    }
}

/// Reads the policies at `path`: Rego, rule pages, and `data.json` and `data.yaml`, which OPA reads from a bundle.
/// Hidden folders and folders named `fixtures` are skipped; links are not followed.
///
/// # Errors
/// If one of the files cannot be read, or there is no room `left` for it.
pub(crate) fn policies(path: &Path, left: &mut Room) -> Result<Bundle, PolicyError> {
    let mut others = Vec::new();
    let counts = |name: &str| is_data(name) || is_rego(name) || name == "README.md";
    let files = read(path, left, counts, |name| {
        if is_of_data(name) {
            others.push(name.to_owned());
        }
    })?;
    Ok(Bundle { files, skipped: others })
}

/// Reads the data at `path`: every JSON and YAML file, like OPA's `--data`.
///
/// # Errors
/// If one of the files cannot be read, or there is no room `left` for it.
pub(crate) fn data(path: &Path, left: &mut Room) -> Result<Vec<BundleFile>, PolicyError> {
    read(path, left, is_of_data, |_| {})
}

/// True for a Rego file.
pub(crate) fn is_rego(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "rego")
}

/// True for the file names that OPA reads from a bundle as data (OPA documentation, "Bundles").
pub(crate) fn is_data(name: &str) -> bool {
    matches!(name, "data.json" | "data.yaml" | "data.yml")
}

fn is_of_data(name: &str) -> bool {
    let extension = Path::new(name).extension().unwrap_or_default();
    ["json", "yaml", "yml"].iter().any(|known| extension == *known)
}

fn read(
    path: &Path,
    left: &mut Room,
    counts: impl Fn(&str) -> bool,
    mut other: impl FnMut(&str),
) -> Result<Vec<BundleFile>, PolicyError> {
    let path = FilePath::from_here(path);
    let path = path.shown();
    let root = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
    let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
    let sources = SourceMap::within([root]);
    if !path.is_dir() {
        return Ok(vec![left.take(file(path, root, &sources)?)?]);
    }
    let visible = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !(name.starts_with('.') || entry.file_type().is_dir() && name == "fixtures")
    };
    let mut files = Vec::new();
    for entry in WalkDir::new(path).sort_by_file_name().into_iter().filter_entry(visible) {
        let entry = entry.map_err(|error| SourceError::Unreadable {
            path: error.path().map(display_name).unwrap_or_default(),
            reason: error.io_error().map_or_else(|| "its links lead round".to_owned(), ToString::to_string),
        })?;
        if !entry.file_type().is_file() {
            continue;
        }
        if counts(&entry.file_name().to_string_lossy()) {
            files.push(left.take(file(&normalise(entry.path()), root, &sources)?)?);
        } else {
            other(&display_name(&normalise(entry.path())));
        }
    }
    Ok(files)
}

fn file(path: &Path, root: &Path, sources: &SourceMap) -> Result<BundleFile, SourceError> {
    let source = sources.load(path)?;
    let below = path.strip_prefix(normalise(root)).ok().and_then(Path::parent);
    let below = below.map(display_name).unwrap_or_default();
    Ok(BundleFile {
        shown: source.name.clone(),
        full: display_name(source.file().absolute()),
        below: below.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect(),
        text: source.text.clone(),
    })
}
