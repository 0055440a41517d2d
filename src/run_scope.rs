//! What a run was asked about, and what of it it can speak for.

use crate::workspace::{FilePath, Patterns};

/// The files and folders that a run is about. What else is read is there to judge those by.
#[derive(Debug, Default)]
pub struct RunScope {
    /// What the report is about.
    asked: Vec<FilePath>,
    /// The folders of which all was judged.
    whole: Vec<FilePath>,
    /// What is left out below folders.
    excluded: Patterns,
    is_narrow: bool,
}

impl RunScope {
    /// Of a run that reports on all that was `named`, of which `folders` are folders.
    pub fn of_all(named: Vec<FilePath>, folders: Vec<FilePath>, excluded: Patterns) -> Self {
        Self { asked: named, whole: folders, excluded, is_narrow: false }
    }

    /// Of a run that reads all of the repositories of what was `asked` about, and reports on that alone.
    pub fn within_repositories(asked: Vec<FilePath>, excluded: Patterns) -> Self {
        Self { whole: asked.clone(), asked, excluded, is_narrow: true }
    }

    /// What was asked about.
    pub fn asked(&self) -> &[FilePath] {
        &self.asked
    }

    /// True where the report leaves out what concerns only files that nobody asked about.
    pub fn is_narrow(&self) -> bool {
        self.is_narrow
    }

    /// True for a file that was asked about, or lies in a folder that was.
    pub fn asks_about(&self, file: &FilePath) -> bool {
        file.is_in_any(&self.asked)
    }

    /// True for a file or folder of which all was judged that findings in it could come from. Of a file that is named alone they may come
    /// from files that nobody named.
    pub fn looked_through(&self, place: &FilePath) -> bool {
        let is_excluded = || self.excluded.matches(place.absolute()) && place.absolute().exists();
        place.is_in_any(&self.whole) && !is_excluded()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn files(paths: &[&str]) -> Vec<FilePath> {
        paths.iter().map(|path| FilePath::from_here(Path::new(path))).collect()
    }

    #[test]
    fn of_a_file_that_is_named_alone_a_run_cannot_speak() {
        let scope = RunScope::of_all(files(&["a.yml", "b"]), files(&["b"]), Patterns::default());
        for (path, asked, looked_through) in
            [("a.yml", true, false), ("b/c.yml", true, true), ("b", true, true), ("d.yml", false, false)]
        {
            let file = &files(&[path])[0];
            assert_eq!(
                (scope.asks_about(file), scope.looked_through(file)),
                (asked, looked_through),
                "{path}"
            );
        }
        assert!(!scope.is_narrow());
    }

    #[test]
    fn of_a_file_that_was_judged_with_its_repository_it_can() {
        let scope = RunScope::within_repositories(files(&["a.yml"]), Patterns::default());
        let [asked, other] = [&files(&["./a.yml"])[0], &files(&["b.yml"])[0]];
        assert!(scope.asks_about(asked) && scope.looked_through(asked));
        assert!(!scope.asks_about(other) && !scope.looked_through(other));
        assert!(scope.is_narrow());
    }
}
