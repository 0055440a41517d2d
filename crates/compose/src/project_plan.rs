//! Groups Compose files into projects: entry files of their own, and parts of other projects.

use crate::default_files::{self, is_default, is_preferred, override_of};
use crate::files::{File, Files};
use crate::load::env::Environment;
use crate::load::interpolate::Reader;
use crate::load::{environment_of, references};
use crate::path::identity;
use crate::request::{FileSet, ProjectRequest};
use crate::source::normalise;
use crate::tree::Node;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The projects that Compose files make.
#[derive(Debug)]
pub struct ProjectPlan {
    /// The configured projects, and one project for each other entry file, with its override if there is one.
    pub projects: Vec<ProjectRequest>,
    /// Services that other services extend, by the file that exists only to be extended.
    templates: BTreeMap<PathBuf, BTreeSet<Arc<str>>>,
    /// The first file that is read without its variables, because the files of variables come to too much text.
    pub unread: Option<PathBuf>,
}

impl ProjectPlan {
    /// Plans the projects of `claimed`; `env_files` apply to projects without env files of their own. A file that the
    /// `owner` names belongs to the projects that the owner configures, an included file to the file that includes it,
    /// and an override to its base; all other files are entries.
    pub fn of(claimed: &[Arc<File>], files: &Files, owner: &[ProjectRequest], env_files: &[PathBuf]) -> Self {
        let paths: Vec<_> = claimed.iter().map(|file| &file.source.path).collect();
        let mut configured = Configured::of(&paths, owner, env_files);
        configured.add_listed(claimed, files);
        let mut references = References::default();
        let mut environments = Environments::over(files, &configured);
        for file in claimed.iter().filter(|file| References::may_be_in(file)) {
            for environment in environments.of(&file.source.path) {
                references.add(file, &environment, files);
            }
        }
        let unread = environments.unread;
        let References { included, extended: mut templates, mut own_bases } = references;
        let paths: BTreeSet<_> = claimed.iter().map(|file| file.source.path.clone()).collect();
        let overrides: BTreeMap<_, _> = paths
            .iter()
            .filter(|path| is_default(path) && is_preferred(path, &paths))
            .filter_map(|base| Some((override_of(base, files)?, base.clone())))
            .collect();
        let by_base: BTreeMap<_, _> = overrides.iter().map(|(over, base)| (base, over)).collect();
        // An entry with a default name stays an entry, even if other files extend its services.
        let shared: BTreeSet<_> = templates.keys().filter(|path| is_default(path)).cloned().collect();
        templates.retain(|path, _| !is_default(path) && !configured.begins(path));
        // In a file of templates, a service that a template extends is a template too.
        for (path, services) in &mut templates {
            services.extend(own_bases.remove(path).unwrap_or_default());
        }
        let entry = |path: &&PathBuf| {
            !included.contains(*path) && !overrides.contains_key(*path) && !configured.named.contains(*path)
        };
        let project = |path: &PathBuf| {
            let extra = by_base.get(path).map(|over| (*over).clone());
            let file_set = if shared.contains(path) { FileSet::Shared } else { FileSet::Found };
            let files = std::iter::once(path.clone()).chain(extra);
            ProjectRequest { file_set, ..configured.usual(files) }
        };
        let guessed: Vec<_> = paths.iter().filter(entry).map(project).collect();
        let mut plan = Self { projects: Vec::new(), templates, unread };
        let projects = configured.projects.into_iter().chain(guessed);
        plan.projects = projects.map(|project| plan.with_templates(project)).collect();
        plan
    }

    /// Returns the project that is meant by the files of `named`: the one that the `owner` configures of these files, else
    /// the only one that they are a part of, else `named`. `env_files` apply as in [`of`](Self::of).
    pub fn meant(named: ProjectRequest, owner: &[ProjectRequest], env_files: &[PathBuf]) -> ProjectRequest {
        let paths: Vec<_> = named.files.iter().collect();
        let Configured { projects, env_files, .. } = Configured::of(&paths, owner, env_files);
        let the_only = |is_meant: &dyn Fn(&ProjectRequest) -> bool| {
            let mut meant = projects.iter().filter(|project| is_meant(project));
            meant.next().filter(|_| meant.next().is_none())
        };
        let same = the_only(&|project| project.files == named.files);
        let around = || the_only(&|project| named.files.iter().all(|file| project.files.contains(file)));
        let meant = same.or_else(around).cloned();
        meant.unwrap_or(ProjectRequest { env_files, ..named })
    }

    /// Returns a project of the file at `path` alone: for a file that no project has, because it is in a cycle of
    /// `include` or `extends`.
    pub fn alone(&self, path: &Path) -> ProjectRequest {
        self.with_templates(ProjectRequest::of([path.to_owned()]))
    }

    fn with_templates(&self, project: ProjectRequest) -> ProjectRequest {
        let templates = project.files.first().and_then(|first| self.templates.get(first));
        ProjectRequest { templates: templates.cloned().unwrap_or_default(), ..project }
    }
}

/// The configured projects that have a claimed or named file.
#[derive(Default)]
struct Configured {
    projects: Vec<ProjectRequest>,
    /// The files of these projects.
    named: BTreeSet<PathBuf>,
    /// Files of variables for projects without env files of their own.
    env_files: Vec<PathBuf>,
}

impl Configured {
    fn of(paths: &[&PathBuf], owner: &[ProjectRequest], common: &[PathBuf]) -> Self {
        let mut configured = Self { env_files: common.to_vec(), ..Self::default() };
        if owner.is_empty() {
            return configured;
        }
        // The caller may have spelled the path of the same file differently.
        let known: BTreeMap<_, _> = paths.iter().map(|path| (identity(path), *path)).collect();
        for project in owner {
            let claimed = project.files.iter().map(|path| known.get(&identity(path)).copied());
            if claimed.clone().all(|path| path.is_none()) {
                continue;
            }
            let files: Vec<_> =
                claimed.zip(&project.files).map(|(known, path)| known.unwrap_or(path).clone()).collect();
            configured.named.extend(files.iter().cloned());
            let env_files = if project.env_files.is_empty() { common } else { &project.env_files }.to_vec();
            let file_set = FileSet::Listed;
            configured.projects.push(ProjectRequest { files, file_set, env_files, ..project.clone() });
        }
        configured
    }

    /// Adds the projects whose files `COMPOSE_FILE` lists in the `.env` beside a claimed file.
    fn add_listed(&mut self, claimed: &[Arc<File>], files: &Files) {
        let folders: BTreeSet<_> = claimed.iter().filter_map(|file| file.source.path.parent()).collect();
        let claimed: BTreeSet<_> = claimed.iter().map(|file| &file.source.path).collect();
        for project in folders.into_iter().filter_map(|folder| default_files::listed_in(folder, files)) {
            let is_told = project.files.iter().any(|path| self.named.contains(path));
            if project.files.iter().all(|path| claimed.contains(path)) && !is_told {
                self.named.extend(project.files.iter().cloned());
                let env_files = self.env_files.clone();
                self.projects.push(ProjectRequest { file_set: FileSet::Listed, env_files, ..project });
            }
        }
    }

    /// Returns a project of `files` without configuration.
    fn usual(&self, files: impl IntoIterator<Item = PathBuf>) -> ProjectRequest {
        ProjectRequest { env_files: self.env_files.clone(), ..ProjectRequest::of(files) }
    }

    /// Returns true for the first file of a project.
    fn begins(&self, path: &Path) -> bool {
        self.projects.iter().any(|project| project.files.first().is_some_and(|first| first == path))
    }
}

/// The variables of projects, read once for all that have the same files of variables.
struct Environments<'a> {
    files: &'a Files<'a>,
    configured: &'a Configured,
    /// The configured projects by file.
    by_file: HashMap<&'a Path, Vec<&'a ProjectRequest>>,
    known: HashMap<[Vec<PathBuf>; 2], Arc<Environment>>,
    unread: Option<PathBuf>,
}

impl<'a> Environments<'a> {
    fn over(files: &'a Files<'a>, configured: &'a Configured) -> Self {
        let mut by_file: HashMap<&Path, Vec<&ProjectRequest>> = HashMap::new();
        for project in &configured.projects {
            for file in project.files.iter().collect::<BTreeSet<_>>() {
                by_file.entry(file).or_default().push(project);
            }
        }
        Self { files, configured, by_file, known: HashMap::new(), unread: None }
    }

    /// Returns the variables that the file at `path` is read with, for each project that it is a part of.
    fn of(&mut self, path: &Path) -> Vec<Arc<Environment>> {
        let Some(projects) = self.by_file.get(path).cloned() else {
            return vec![self.of_project(&self.configured.usual([path.to_owned()]), path)];
        };
        let mut seen = HashSet::new();
        let found = projects.iter().map(|project| self.of_project(project, path));
        found.filter(|environment| seen.insert(Arc::as_ptr(environment))).collect()
    }

    fn of_project(&mut self, project: &ProjectRequest, path: &Path) -> Arc<Environment> {
        let key = [project.outer_env_files.clone(), project.variable_files()];
        if let Some(known) = self.known.get(&key) {
            return Arc::clone(known);
        }
        let texts = key.iter().flatten().filter_map(|path| self.files.sources.load(path).ok());
        let environment = if self.files.budget.take_text(texts.map(|source| source.text.len()).sum()) {
            environment_of(self.files, project)
        } else {
            self.unread.get_or_insert_with(|| path.to_owned());
            Environment::new(project.unset())
        };
        let environment = Arc::new(environment);
        self.known.insert(key, Arc::clone(&environment));
        environment
    }
}

/// The references of files: the files that they include, and the services that their services extend.
///
/// Loading a project follows the same references ([`references`]). Here only `include` and `extends` are interpolated,
/// once and before any project is known. Paths are relative to the file's folder, which is the project folder of a
/// project that starts with the file.
#[derive(Default)]
struct References {
    included: BTreeSet<PathBuf>,
    /// Services that other files extend, by the file that defines them.
    extended: BTreeMap<PathBuf, BTreeSet<Arc<str>>>,
    /// Services that are extended in their own file.
    own_bases: BTreeMap<PathBuf, BTreeSet<Arc<str>>>,
}

impl References {
    /// False for a file that neither includes nor extends anything.
    fn may_be_in(file: &File) -> bool {
        ["include", "extends"].iter().any(|key| file.source.text.contains(key))
    }

    fn add(&mut self, file: &File, environment: &Environment, files: &Files) {
        let path = &file.source.path;
        let folder = path.parent().unwrap_or(Path::new(""));
        let target = |written: &str| normalise(&folder.join(written));
        let resolved = |node: &Node| Reader::new(environment, files.sources).read(node);
        for document in &file.documents {
            let includes = document.get("include").map(|include| references::includes(&resolved(&include)));
            let paths = includes.iter().flatten().flat_map(|item| &item.paths);
            self.included.extend(paths.map(|path| target(path)));
            let Some(services) = document.get("services") else { continue };
            for service in services.entries() {
                let Some(extends) = service.node.get("extends") else { continue };
                let Some(reference) = references::extends(&resolved(&extends)) else { continue };
                let elsewhere = reference.file.as_deref().map(target).filter(|target| target != path);
                let services = match elsewhere {
                    Some(target) => self.extended.entry(target),
                    None => self.own_bases.entry(path.clone()),
                };
                services.or_default().insert(reference.service);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    const FILES: &[(&str, &str)] = &[
        ("compose.yml", "services: {a: {image: a}}"),
        ("compose.override.yml", "services: {a: {mem_limit: 1g}}"),
        ("prod.yml", "services: {a: {cpus: 1}}"),
        ("tools.yml", "services: {b: {image: b}}"),
    ];

    #[test]
    fn the_owner_is_believed_and_the_rest_guessed() {
        let cases: &[(&[&[&str]], &str)] = &[
            (&[], "compose.yml+compose.override.yml prod.yml tools.yml"),
            (&[&["compose.yml", "prod.yml"]], "compose.yml+prod.yml tools.yml"),
            (
                &[&["compose.yml", "compose.override.yml"], &["compose.yml", "prod.yml"]],
                "compose.yml+compose.override.yml compose.yml+prod.yml tools.yml",
            ),
            (&[&["prod.yml"]], "prod.yml compose.yml+compose.override.yml tools.yml"),
            // A project without a checked file is left out; a file that is missing here still belongs to its project.
            (
                &[&["a/x.yml"], &["a/y.yml", "prod.yml"]],
                "a/y.yml+prod.yml compose.yml+compose.override.yml tools.yml",
            ),
        ];
        let sources = SourceMap::default();
        for (path, text) in FILES {
            sources.add(Path::new(path), (*text).to_owned());
        }
        let files = Files::over(&sources);
        let claimed: Vec<_> = FILES.iter().map(|(path, _)| files.parse(Path::new(path)).unwrap()).collect();
        for (projects, wanted) in cases {
            let paths = |paths: &[&str]| paths.iter().map(|path| identity(Path::new(path))).collect();
            let project =
                |files: &&[&str]| ProjectRequest { files: paths(files), ..ProjectRequest::default() };
            let owner: Vec<_> = projects.iter().map(project).collect();
            let plan = ProjectPlan::of(&claimed, &files, &owner, &[]);
            let here = identity(Path::new(""));
            let name =
                |path: &PathBuf| path.strip_prefix(&here).unwrap_or(path).to_string_lossy().into_owned();
            let said =
                plan.projects.iter().map(|one| one.files.iter().map(name).collect::<Vec<_>>().join("+"));
            assert_eq!(said.collect::<Vec<_>>().join(" "), *wanted, "{projects:?}");
        }
    }

    #[test]
    fn what_is_extended_elsewhere_is_a_template_unless_it_begins_a_project() {
        let sources = SourceMap::default();
        for (path, text) in [
            ("base.yml", "services: {small: {image: a}}"),
            ("web.yml", "services: {web: {extends: {service: small, file: '${FILE:-base.yml}'}}}"),
            ("other.env", "FILE=elsewhere.yml"),
        ] {
            sources.add(Path::new(path), text.to_owned());
        }
        let files = Files::over(&sources);
        let claimed = ["base.yml", "web.yml"].map(|path| files.parse(Path::new(path)).unwrap());
        for (project, env_file, template) in [
            ("absent.yml", None, true),
            ("web.yml", None, true),
            ("base.yml", None, false),
            ("web.yml", Some("other.env"), false),
        ] {
            let env_files = env_file.map(PathBuf::from).into_iter().collect();
            let project = ProjectRequest { env_files, ..ProjectRequest::of([PathBuf::from(project)]) };
            let plan = ProjectPlan::of(&claimed, &files, &[project], &[]);
            assert_eq!(
                plan.templates.contains_key(Path::new("base.yml")),
                template,
                "{:?} {env_file:?}",
                plan.projects
            );
        }
    }
}
