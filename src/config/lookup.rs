//! How the configuration of a file is chosen.

use super::{
    Config, ConfigError, FILE_NAME, Mistakes, Preset, Territory, applying_to, extends, find, read_over,
    territories,
};
use crate::finding::Problem;
use crate::source::{SourceMap, display_name};
use crate::workspace::IgnoreFiles;
use std::path::{Path, PathBuf};

/// How the configuration of a file is chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lookup {
    place: Place,
    /// What a configuration extends in place of what it says.
    preset: Option<&'static Preset>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Place {
    /// The nearest one above the file.
    #[default]
    Nearest,
    /// This file, or the one in this folder, for all files.
    Named(PathBuf),
    /// None.
    Without,
}

impl Lookup {
    /// The nearest configuration above each file.
    pub fn nearest() -> Self {
        Self::default()
    }

    /// The configuration `file`, or the one in this folder, for all files.
    pub fn named(file: PathBuf) -> Self {
        Self { place: Place::Named(file), ..Self::default() }
    }

    /// No configuration.
    pub fn without() -> Self {
        Self { place: Place::Without, ..Self::default() }
    }

    /// Puts `preset` in place of what configurations extend, and of a configuration where there is none.
    #[must_use]
    pub fn over(self, preset: Option<&'static Preset>) -> Self {
        Self { preset, ..self }
    }

    /// Returns true if the nearest configuration applies, and there is none for the working directory.
    pub fn is_nearest_and_none_here(&self) -> bool {
        self.place == Place::Nearest && find(Path::new(".")).is_none()
    }

    /// Reads the configuration that applies in `folder`.
    ///
    /// # Errors
    /// When the configuration has any error.
    pub fn read_in(&self, folder: &Path) -> Result<Config, ConfigError> {
        match (&self.place, find(folder)) {
            (Place::Nearest, Some(file)) => read_over(&file, self.preset),
            _ => self.read_for(&Territory::default()),
        }
    }

    /// Returns the parts into which the configurations that apply divide `paths`: one unless each file gets the
    /// nearest. There is at least one; without `paths`, it is that of `stdin`.
    /// Configurations that `ignore_files` exclude are not found.
    pub fn territories(
        &self,
        paths: &[PathBuf],
        stdin: Option<&Path>,
        ignore_files: &IgnoreFiles,
    ) -> Vec<Territory> {
        if self.place != Place::Nearest {
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
        match (&self.place, &territory.file) {
            (Place::Named(file), _) => {
                // A folder means the configuration in it.
                let inner = file.is_dir().then(|| file.join(FILE_NAME));
                read_over(inner.as_ref().unwrap_or(file), self.preset)
            }
            (Place::Nearest, Some(file)) => {
                read_over(file, self.preset).map_err(|error| at_its_place(error, file))
            }
            (Place::Nearest, None) | (Place::Without, _) => {
                Ok(self.preset.map(extends::of_preset).unwrap_or_default())
            }
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
