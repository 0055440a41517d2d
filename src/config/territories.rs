//! Which configuration applies where: the nearest one above a file.

use super::{Config, FILE_NAME, OTHER_NAME, applying_to, read};
use crate::workspace::{FilePath, IgnoreFiles, files_named};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The part of a run in which one configuration applies.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Territory {
    /// The configuration, if there is one.
    pub file: Option<PathBuf>,
    /// The files and folders to check.
    pub paths: Vec<PathBuf>,
    /// Folders below these in which another configuration applies.
    pub without: Vec<PathBuf>,
}

impl Territory {
    /// Returns true for a file that is in it.
    pub fn has(&self, file: &Path) -> bool {
        let file = FilePath::as_written(file);
        let is_in_any = |paths: &[PathBuf]| paths.iter().any(|path| file.is_in(&FilePath::as_written(path)));
        is_in_any(&self.paths) && !is_in_any(&self.without)
    }
}

/// Divides `paths` by the configuration that applies to each, and to each folder below them. The first territory is
/// that of the first path. What `ignore_files` exclude is not searched.
pub(super) fn territories(paths: &[PathBuf], ignore_files: &IgnoreFiles) -> Vec<Territory> {
    let mut all: Vec<Territory> = Vec::new();
    let mut numbers = HashMap::new();
    let mut known = HashMap::new();
    for path in paths {
        let file = applying_to(path);
        let own = position(&mut all, &mut numbers, file.as_deref());
        all[own].paths.push(path.clone());
        if !path.is_dir() {
            continue;
        }
        // The territories around a folder, the innermost last.
        let mut around = vec![(FilePath::from_here(path), own)];
        let nested = files_named(path, &[FILE_NAME, OTHER_NAME], ignore_files).into_iter();
        let folder_of = |nested: FilePath| Some((FilePath::as_written(nested.shown().parent()?), nested));
        let mut nested: Vec<_> = nested.filter_map(folder_of).collect();
        // A folder comes before those below it: by the files' own names, `a/b/hy-msg-lint.yaml` is the first.
        nested.sort_by(|(a, _), (b, _)| a.shown().cmp(b.shown()));
        for (folder, nested) in nested {
            around.retain(|(outer, _)| folder.is_in(outer));
            let Some((outer, outer_number)) = around.last() else { continue };
            if folder.is_same_file(outer)
                || is_set_aside(&folder, all[*outer_number].file.as_deref(), &mut known)
            {
                continue;
            }
            let outer_number = *outer_number;
            let number = position(&mut all, &mut numbers, Some(FilePath::from_here(nested.shown()).shown()));
            all[number].paths.push(folder.shown().to_owned());
            all[outer_number].without.push(folder.shown().to_owned());
            around.push((folder, number));
        }
    }
    all
}

/// Returns the number of the territory of `file`, which is added if it is new.
fn position(
    all: &mut Vec<Territory>,
    numbers: &mut HashMap<Option<PathBuf>, usize>,
    file: Option<&Path>,
) -> usize {
    *numbers.entry(file.map(Path::to_owned)).or_insert_with(|| {
        all.push(Territory { file: file.map(Path::to_owned), ..Territory::default() });
        all.len() - 1
    })
}

/// Returns true for a folder that the configuration around it excludes, or that belongs to its policies: what is in
/// there is not judged by any configuration. `known` are those that were read.
fn is_set_aside(
    folder: &FilePath,
    outer: Option<&Path>,
    known: &mut HashMap<PathBuf, Option<Config>>,
) -> bool {
    let Some(outer) = outer else { return false };
    let config = known.entry(outer.to_owned()).or_insert_with(|| read(outer).ok());
    let Some(Config { exclude, policies, .. }) = config else { return false };
    let mut policies = policies.paths.iter().map(|path| FilePath::as_written(path));
    exclude.matches(folder.absolute()) || policies.any(|path| folder.is_in(&path))
}
