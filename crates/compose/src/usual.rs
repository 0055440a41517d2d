//! The files that `docker compose` takes where none is named.

use super::ProjectRequest;
use super::env::{Environment, Lookup as _};
use crate::files::Files;
use crate::path::identity;
use crate::source::normalise;
use std::path::{Path, PathBuf};

/// Names that `docker compose` looks for, in its order, and the overrides that it adds (Docker documentation, "How Compose
/// works: the Compose file").
pub(super) const NAMES: &[&str] =
    &["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
pub(super) const OVERRIDES: &[&str] = &[
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];

/// The project that `docker compose` takes in `folder` where no file is named: the files that `COMPOSE_FILE` in its `.env`
/// lists, else the first of the usual names in it, or in the nearest folder above it that has one, and the first override
/// beside that. With `env_files`, no `.env` is asked. None where there is none.
pub fn found_in(folder: &Path, env_files: &[PathBuf], files: &Files) -> Option<ProjectRequest> {
    if !env_files.is_empty() {
        return Some(ProjectRequest::of(usual_files(folder))).filter(|found| !found.files.is_empty());
    }
    listed_in(folder, files).or_else(|| {
        let found = usual_files(folder);
        let home = found.first()?.parent().unwrap_or(folder).to_owned();
        Some(project(found, folder, &home))
    })
}

/// The project of the files that `COMPOSE_FILE` in the `.env` of `folder` lists (Docker documentation, "Set or change
/// pre-defined environment variables in Docker Compose").
pub(super) fn listed_in(folder: &Path, files: &Files) -> Option<ProjectRequest> {
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

/// Where the files lie elsewhere, the `.env` of both folders counts.
fn project(files: Vec<PathBuf>, folder: &Path, home: &Path) -> ProjectRequest {
    let here = normalise(folder);
    let outer_env_files = if here == home { Vec::new() } else { vec![normalise(&folder.join(".env"))] };
    ProjectRequest { files, outer_env_files, ..ProjectRequest::default() }
}

fn usual_files(folder: &Path) -> Vec<PathBuf> {
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
