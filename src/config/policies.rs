//! `policies`, `data` and `namespaces`: what is judged by beside the built-in policies.

use std::path::PathBuf;
use std::sync::Arc;

/// What is judged by beside the built-in policies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policies {
    /// Files and folders of policies.
    pub paths: Vec<PathBuf>,
    /// Files and folders of data for them.
    pub data: Vec<PathBuf>,
    /// The packages that follow Conftest's contract.
    pub namespaces: Vec<Arc<str>>,
}
