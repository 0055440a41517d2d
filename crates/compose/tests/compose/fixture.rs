//! A project and the expected output of Docker Compose.

use crate::difference::first_difference;
use hy_msg_lint_compose::{ProjectRequest, Reading, load};
use hy_msg_lint_tree::files::Files;
use hy_msg_lint_tree::source::{SourceMap, Span};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// Refusals caused by the command line, which have no place in a file.
const NOT_IN_A_FILE: &[&str] = &[
    "env_files/environment_file_missing",
    "project/file_missing",
    "project/override_file_missing",
    "project/project_name_invalid_argument",
];

/// The home directory with which the expected output was created; `~` expands to it.
const HOME: &str = "/home/user";

/// A project with an expected output of Docker Compose.
#[derive(Debug, Clone)]
pub(crate) struct Fixture {
    /// `<stage>/<name>`.
    pub(crate) path: String,
    folder: PathBuf,
}

/// The library's result for a project.
enum Said {
    /// Its canonical form, as printed.
    Project(String),
    /// Why it is refused, and whether a place in a file is reported.
    Refusal { has_place: bool, messages: Vec<String> },
}

/// Returns the repository's root.
pub(crate) fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.join("../..").canonicalize().expect("the package lies in the repository")
}

/// Returns the folders of the stages.
pub(crate) fn stages() -> Vec<PathBuf> {
    folders_in(&root().join("fixtures/compose"))
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("there are fixtures").flatten();
    let mut folders: Vec<_> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// Returns all fixtures, ordered by path.
pub(crate) fn fixtures() -> Vec<Fixture> {
    let all = root().join("fixtures/compose");
    let folders = stages().into_iter().flat_map(|stage| folders_in(&stage));
    let fixture = |folder: PathBuf| {
        let path = folder.strip_prefix(&all).expect("it lies below").display().to_string();
        Fixture { path: path.replace('\\', "/"), folder }
    };
    folders.map(fixture).collect()
}

impl Fixture {
    /// Returns `<stage>::<name>`.
    pub(crate) fn name(&self) -> String {
        self.path.replace('/', "::")
    }

    pub(crate) fn stage(&self) -> &str {
        self.path.split('/').next().unwrap_or_default()
    }

    /// Returns true if Docker Compose accepts the project.
    pub(crate) fn is_accepted(&self) -> bool {
        self.folder.join("canonical.json").is_file()
    }

    /// Fails if there are two expected outputs, or none, or one that is valid only on one machine.
    pub(crate) fn has_one_answer(&self) -> Result<(), String> {
        let answers =
            ["canonical.json", "refused.txt"].map(|name| fs::read_to_string(self.folder.join(name)));
        let [answer] = &answers.into_iter().flatten().collect::<Vec<_>>()[..] else {
            return Err("it has no answer, or two: run `scripts/compose expect` for it".to_owned());
        };
        let above = root().display().to_string();
        if answer.contains(&above) { Err(format!("the answer names {above}")) } else { Ok(()) }
    }

    /// Fails with the difference between the library's result and Docker Compose's, if there is one.
    pub(crate) fn check(&self) -> Result<(), String> {
        let root = root();
        let sources = SourceMap::within([root.as_path()]);
        let said = self.said(&sources)?;
        match (fs::read_to_string(self.folder.join("canonical.json")), said) {
            (Ok(expected), Said::Project(said)) => {
                let parse =
                    |text: &str| serde_json::from_str::<Value>(text).map_err(|error| error.to_string());
                let (expected, said) = (parse(&expected)?, parse(&self.without_folder(&said))?);
                first_difference(&expected, &said, "").map_or(Ok(()), Err)
            }
            (Ok(_), Said::Refusal { messages, .. }) => {
                Err(format!("Docker Compose takes it, and it is refused: {messages:#?}"))
            }
            (Err(_), Said::Refusal { has_place, messages }) => {
                let placed = has_place || NOT_IN_A_FILE.contains(&&*self.path);
                placed.then_some(()).ok_or_else(|| format!("refused without a place: {messages:#?}"))
            }
            (Err(_), Said::Project(_)) => {
                let refusal = fs::read_to_string(self.folder.join("refused.txt")).unwrap_or_default();
                Err(format!("it is taken, and Docker Compose says: {}", refusal.trim_end()))
            }
        }
    }

    /// Loads the project and returns the library's result.
    fn said(&self, sources: &SourceMap) -> Result<Said, String> {
        let project = load(&Files::over(sources), &self.request());
        let (defects, problems) = (project.refusals(), &project.problems);
        if defects.is_empty() && problems.is_empty() {
            let printed = serde_json::to_string(&project.json());
            return printed.map(Said::Project).map_err(|error| format!("it cannot be written: {error}"));
        }
        // A place in a source without a name is not in a file.
        let is_in_a_file =
            |span: Span| sources.get(span.source).is_some_and(|source| !source.name.is_empty());
        let mut places = defects.iter().map(|one| Some(one.at)).chain(problems.iter().map(|one| one.place));
        let has_place = places.any(|place| place.is_some_and(is_in_a_file));
        let messages = problems.iter().map(|one| &one.message).chain(defects.iter().map(|one| &one.message));
        Ok(Said::Refusal { has_place, messages: messages.cloned().collect() })
    }

    /// Returns the request for `arguments`, as `hy-msg-lint inspect project` reads them in the fixture's folder.
    fn request(&self) -> ProjectRequest {
        let line =
            fs::read_to_string(self.folder.join("arguments")).unwrap_or_else(|_| "-f compose.yml".into());
        let here = self.folder.display().to_string();
        let variables = [("PWD", &*here), ("HOME", HOME)];
        let mut request = ProjectRequest {
            variables: variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            reading: Reading::AsCompose,
            ..ProjectRequest::default()
        };
        let mut words = line.split_whitespace();
        while let Some(option) = words.next() {
            if option == "--no-consistency" {
                request.skip_consistency = true;
                continue;
            }
            let value = words.next().unwrap_or_else(|| panic!("`{option}` of what?"));
            match option {
                "-f" => request.files.push(self.folder.join(value)),
                "-p" => request.name = Some(value.into()),
                "--env-file" => request.env_files.push(self.folder.join(value)),
                _ => panic!("`{option}` is not known here"),
            }
        }
        request
    }

    /// Replaces the fixture's folder in `text` by `/project`; `scripts/compose` does the same.
    fn without_folder(&self, text: &str) -> String {
        let parent = self.folder.parent().unwrap_or(&self.folder).display().to_string();
        let text = text.replace(&self.folder.display().to_string(), "/project");
        text.replace(&format!("{parent}/"), "/").replace(&parent, "/")
    }
}
