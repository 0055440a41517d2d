//! How the configuration of a file is chosen.

use super::{Config, ConfigError, FILE_NAME, Mistakes, Territory, applying_to, read, territories};
use crate::finding::Problem;
use crate::source::{SourceMap, display_name};
use crate::workspace::IgnoreFiles;
use std::path::{Path, PathBuf};

/// How the configuration of a file is chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Lookup {
    /// The nearest one above the file.
    #[default]
    Nearest,
    /// This file, or the one in this folder, for all files.
    Named(PathBuf),
    /// None.
    Without,
}

impl Lookup {
    /// Returns the parts into which the configurations that apply divide `paths`: one unless each file gets the
    /// nearest. There is at least one; without `paths`, it is that of `stdin`.
    /// Configurations that `ignore_files` exclude are not found.
    pub fn territories(
        &self,
        paths: &[PathBuf],
        stdin: Option<&Path>,
        ignore_files: &IgnoreFiles,
    ) -> Vec<Territory> {
        if *self != Self::Nearest {
            return vec![Territory { paths: paths.to_owned(), ..Territory::default() }];
        }
        let mut all = territories(paths, ignore_files);
        if all.is_empty() {
            all.push(Territory { file: stdin.and_then(applying_to), ..Territory::default() });
        }
        all
    }

    /// Reads the configuration of `territory`, one of [`territories`](Self::territories).
    ///
    /// # Errors
    /// When the configuration has any error. One that was found and cannot be read is a problem at its place, as it
    /// concerns only its own territory.
    pub fn read_for(&self, territory: &Territory) -> Result<Config, ConfigError> {
        match (self, &territory.file) {
            (Self::Named(file), _) => {
                // A folder means the configuration in it.
                let inner = file.is_dir().then(|| file.join(FILE_NAME));
                read(inner.as_ref().unwrap_or(file))
            }
            (Self::Nearest, Some(file)) => read(file).map_err(|error| at_its_place(error, file)),
            (Self::Nearest, None) | (Self::Without, _) => Ok(Config::default()),
        }
    }
}

/// Turns the error that `file` cannot be read into a problem of that file.
fn at_its_place(error: ConfigError, file: &Path) -> ConfigError {
    if matches!(error, ConfigError::Mistakes(_)) {
        return error;
    }
    let file = display_name(file);
    let problem =
        Problem { file: file.clone(), place: None, message: error.to_string(), related: Vec::new() };
    ConfigError::Mistakes(Box::new(Mistakes { file, sources: SourceMap::default(), problems: vec![problem] }))
}
