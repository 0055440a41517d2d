//! Information about a user's policies besides their rules, libraries, tests and data.

use crate::data_refs::DataRefs;
use crate::module::Module;
use crate::remote::Remote;
use std::fmt;
use std::sync::{Arc, Mutex};

/// Information about a user's policies; their content is in the [`Catalog`](crate::catalog::Catalog).
#[derive(Debug, Default)]
pub(crate) struct UserPolicies {
    /// Notes for the user, one sentence each.
    pub(crate) notes: Vec<String>,
    /// Files that are not used, each with the reason.
    pub(crate) skipped: Vec<(String, String)>,
    /// The references below `data` of all files but tests.
    pub(crate) refs: DataRefs,
    /// The built-in rules and libraries that `refs` name, and the libraries that these import.
    pub(crate) referenced: Vec<Arc<Module>>,
    /// All files but tests, with `referenced`; None if there are no files.
    pub(crate) compiled: Option<CompiledFiles>,
    /// True if a library replaces a built-in one, so that built-in rules must be compiled with it.
    pub(crate) replaces_library: bool,
    /// True if Conftest's policies get all documents as one input.
    pub(crate) combine: bool,
    /// Where they are evaluated; None for this process.
    pub(crate) elsewhere: Option<Elsewhere>,
}

/// The processes that have read the policies.
#[derive(Debug)]
pub(crate) struct Elsewhere {
    /// What such a process has to read.
    pub(crate) load: serde_json::Value,
    /// Those that wait for work.
    pub(crate) idle: Mutex<Vec<Remote>>,
}

/// An engine with compiled files in it.
pub(crate) struct CompiledFiles(pub(crate) regorus::Engine);

impl fmt::Debug for CompiledFiles {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CompiledFiles")
    }
}
