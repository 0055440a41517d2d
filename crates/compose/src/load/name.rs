//! The name of a project (Compose Specification, "Version and name top-level elements").

use super::env::{Environment, Lookup};
use super::interpolate::replace;
use crate::files::Files;
use crate::path::identity;
use crate::request::{ProjectRequest, Reading};
use crate::source::{Span, display_name};
use std::path::Path;
use std::sync::Arc;

/// The variable that sets a project's name, and that every file of the project can use.
pub(super) const VARIABLE: &str = "COMPOSE_PROJECT_NAME";

/// A project's name.
pub(super) struct Name {
    pub(super) text: Arc<str>,
    /// The span of the name; an empty span at the start of the first file for a name that was not written.
    pub(super) span: Span,
    /// Why Compose refuses this name.
    pub(super) problem: Option<String>,
}

/// Returns the project's name: the caller's, else that of [`VARIABLE`], else the last `name` in the files, else the
/// folder's.
pub(super) fn project_name(
    files: &Files,
    request: &ProjectRequest,
    directory: &Path,
    environment: &Environment,
) -> Name {
    let nowhere = request.start(files);
    let given = |text: &str, span| {
        let problem = (!ProjectRequest::is_name(text)).then(|| {
            format!("`{text}` is not a valid project name: use lower case letters, digits, `-` and `_`, a letter or digit first")
        });
        Name { text: text.into(), span, problem }
    };
    if let Some(name) = request.name.as_deref().filter(|name| !name.is_empty()) {
        return given(name, nowhere);
    }
    if let Some(variable) = environment.get(VARIABLE).filter(|variable| !variable.value.is_empty()) {
        return given(&variable.value, variable.span);
    }
    let (text, span) = match in_files(files, request, environment) {
        Some((text, span)) => (normal(&text), span),
        None => (folder_name(directory), nowhere),
    };
    let needed = request.reading == Reading::AsCompose || span != nowhere;
    let problem = (text.is_empty() && needed)
        .then(|| "the project has no name: set `name:`, with lower case letters and digits".into());
    Name { text: text.into(), span, problem }
}

fn in_files(files: &Files, request: &ProjectRequest, environment: &Environment) -> Option<(String, Span)> {
    request.files.iter().rev().find_map(|path| {
        let file = files.parse(path).ok()?;
        file.documents.iter().rev().find_map(|document| {
            let node = document.get("name")?;
            let written = node.as_text().filter(|written| !written.is_empty())?;
            let name = replace(written, environment).ok().filter(|name| name.missing().is_none())?;
            Some((name.text, node.origin.span))
        })
    })
}

fn folder_name(directory: &Path) -> String {
    normal(&identity(directory).file_name().map(|name| display_name(Path::new(name))).unwrap_or_default())
}

/// Returns `name` in lower case, without characters that Compose does not allow.
fn normal(name: &str) -> String {
    let name = name.to_lowercase();
    let kept: String =
        name.chars().filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(*c)).collect();
    kept.trim_start_matches(['-', '_']).into()
}
