//! The scope of a run: the files to report on, and the files it analysed completely.

use crate::workspace::{FilePath, Patterns, root_of};

/// The files and folders that a run reports on. Other files are read only as context.
#[derive(Debug, Default)]
pub struct RunScope {
    /// The files and folders to report on.
    asked: Vec<FilePath>,
    /// The files and folders that were analysed completely.
    whole: Vec<FilePath>,
    /// Files excluded below folders.
    excluded: Patterns,
    /// Folders that the run leaves out.
    without: Vec<FilePath>,
    is_narrow: bool,
}

impl RunScope {
    /// The scope of a run that reports on everything in `named`; `folders` are the folders among them.
    pub fn of_all(named: Vec<FilePath>, folders: Vec<FilePath>, excluded: Patterns) -> Self {
        Self { asked: named, whole: folders, excluded, ..Self::default() }
    }

    /// The scope of a run that reads the whole repositories of the `asked` files but reports only on these files.
    pub fn within_repositories(asked: Vec<FilePath>, excluded: Patterns) -> Self {
        Self { whole: asked.clone(), asked, excluded, is_narrow: true, ..Self::default() }
    }

    /// Leaves out `folders`: the run did not look at them.
    #[must_use]
    pub fn without(self, folders: Vec<FilePath>) -> Self {
        Self { without: folders, ..self }
    }

    /// The files and folders to report on.
    pub fn asked(&self) -> &[FilePath] {
        &self.asked
    }

    /// True if the report leaves out findings that touch only other files.
    pub fn is_narrow(&self) -> bool {
        self.is_narrow
    }

    /// True for a file to report on, or one in such a folder.
    pub fn asks_about(&self, file: &FilePath) -> bool {
        file.is_in_any(&self.asked) && !file.is_in_any(&self.without)
    }

    /// Returns the largest folder that the run analysed completely with `file` in it; None if there is none. Findings in
    /// the file may depend on anything in that folder, such as a file that includes it.
    pub fn context_of(&self, file: &FilePath) -> Option<FilePath> {
        if self.is_narrow {
            let root = root_of(file.shown(), false);
            return self.looked_through(file).then(|| FilePath::in_repository(&root));
        }
        let around = self.whole.iter().filter(|folder| file.is_in(folder));
        let largest = around.min_by_key(|folder| folder.absolute().components().count())?;
        Some(FilePath::in_repository(largest.absolute()))
    }

    /// True for a file or folder for which the run analysed every possible source of findings. A file named alone does
    /// not qualify: findings in it may come from files outside the run.
    pub fn looked_through(&self, place: &FilePath) -> bool {
        let is_excluded = || self.excluded.matches(place.absolute()) && place.absolute().exists();
        place.is_in_any(&self.whole) && !place.is_in_any(&self.without) && !is_excluded()
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
