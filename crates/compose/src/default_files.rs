//! The files that `docker compose` reads where no file is named.

use crate::files::Files;
use crate::load::env::{Environment, Lookup as _};
use crate::path::identity;
use crate::request::ProjectRequest;
use crate::source::normalise;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Names that `docker compose` looks for, in order, and the overrides that it adds (Docker documentation, "How Compose
/// works: the Compose file").
const NAMES: &[&str] = &["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const OVERRIDES: &[&str] = &[
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];

/// Returns true for a file that `docker compose` reads where no file is named, as a base or as an override.
pub fn is_default_name(path: &Path) -> bool {
    is_default(path) || OVERRIDES.contains(&name_of(path))
}

/// Returns true for a file that `docker compose` finds by default.
pub(crate) fn is_default(path: &Path) -> bool {
    NAMES.contains(&name_of(path))
}

/// Returns true for the file that `docker compose` chooses where a folder has several of the default names.
pub(crate) fn is_preferred(path: &Path, paths: &BTreeSet<PathBuf>) -> bool {
    let first = NAMES.iter().find(|name| paths.contains(&path.with_file_name(name)));
    first.is_some_and(|first| *first == name_of(path))
}

/// Returns the override that `docker compose` adds to `base`, whether or not the caller named it.
pub(crate) fn override_of(base: &Path, files: &Files) -> Option<PathBuf> {
    OVERRIDES.iter().map(|name| base.with_file_name(name)).find(|path| files.sources.load(path).is_ok())
}

fn name_of(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

/// Returns the project that `docker compose` finds in `folder` where no file is named: the files that `COMPOSE_FILE` in
/// its `.env` lists, else the first of the default names in it, or in the nearest parent folder that has one, with the
/// first override beside that file. With `env_files`, the `.env` is not read. None if there is no such file.
pub fn find_project(folder: &Path, env_files: &[PathBuf], files: &Files) -> Option<ProjectRequest> {
    if !env_files.is_empty() {
        return Some(ProjectRequest::of(default_files(folder))).filter(|found| !found.files.is_empty());
    }
    listed_in(folder, files).or_else(|| {
        let found = default_files(folder);
        let home = found.first()?.parent().unwrap_or(folder).to_owned();
        Some(project(found, folder, &home))
    })
}

/// Returns the project of the files that `COMPOSE_FILE` in the `.env` of `folder` lists (Docker documentation, "Set or
/// change pre-defined environment variables in Docker Compose").
pub(crate) fn listed_in(folder: &Path, files: &Files) -> Option<ProjectRequest> {
    let source = files.sources.load(&normalise(&folder.join(".env"))).ok()?;
    if !source.text.contains("COMPOSE_FILE") {
        return None;
    }
    let environment = Environment::default().extended_by([&*source]).ok()?;
    let value = |name: &str| environment.get(name).filter(|variable| variable.missing.is_none());
    let list = value("COMPOSE_FILE")?;
    let separator =
        value("COMPOSE_PATH_SEPARATOR").map_or(if cfg!(windows) { ";" } else { ":" }, |it| &it.value);
    let listed = list.value.split(separator).filter(|path| !path.is_empty());
    let listed: Vec<_> = listed.map(|path| normalise(&folder.join(path))).collect();
    let home = listed.first()?.parent().unwrap_or(Path::new("")).to_owned();
    Some(project(listed, folder, &home))
}

/// Creates the project; if the files are in another folder, the `.env` of both folders applies.
fn project(files: Vec<PathBuf>, folder: &Path, home: &Path) -> ProjectRequest {
    let here = normalise(folder);
    let outer_env_files = if here == home { Vec::new() } else { vec![normalise(&folder.join(".env"))] };
    ProjectRequest { files, outer_env_files, ..ProjectRequest::default() }
}

fn default_files(folder: &Path) -> Vec<PathBuf> {
    let mut home = folder.to_owned();
    let depth = identity(folder).components().count();
    for _ in 0..depth {
        let first = |names: &[&str]| names.iter().map(|name| home.join(name)).find(|path| path.is_file());
        if let Some(base) = first(NAMES) {
            return std::iter::once(base).chain(first(OVERRIDES)).map(|path| normalise(&path)).collect();
        }
        home.push("..");
    }
    Vec::new()
}
