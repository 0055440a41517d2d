//! `policies`, `data` and `namespaces`: the policies in addition to the built-in ones.

use std::path::PathBuf;
use std::sync::Arc;

/// The policies in addition to the built-in ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policies {
    /// Files and folders of policies.
    pub paths: Vec<PathBuf>,
    /// Files and folders of data for the policies.
    pub data: Vec<PathBuf>,
    /// The packages that follow Conftest's contract.
    pub namespaces: Vec<Arc<str>>,
}
