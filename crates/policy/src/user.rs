//! What a user's policies need beside their rules, libraries, tests and data.

use crate::data_refs::DataRefs;
use crate::module::Module;
use std::fmt;
use std::sync::Arc;

/// What is known of a user's policies beside their content, which is in the [`Catalog`](crate::catalog::Catalog).
#[derive(Debug, Default)]
pub(crate) struct UserPolicies {
    /// What is to be known of them, in one sentence each.
    pub(crate) notes: Vec<String>,
    /// Files that were looked at and give nothing to judge by, each with its reason.
    pub(crate) skipped: Vec<(String, String)>,
    /// What the files but tests refer to below `data`.
    pub(crate) refs: DataRefs,
    /// The built-in rules and libraries among that, and the libraries that these import.
    pub(crate) referenced: Vec<Arc<Module>>,
    /// The files but tests, with `referenced`; none where there are no files.
    pub(crate) compiled: Option<CompiledFiles>,
    /// A library stands in the place of a built-in one, so built-in rules are to be compiled with it.
    pub(crate) replaces_library: bool,
    /// Conftest's documents come all at once.
    pub(crate) combine: bool,
}

/// An engine with compiled files in it.
pub(crate) struct CompiledFiles(pub(crate) regorus::Engine);

impl fmt::Debug for CompiledFiles {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CompiledFiles")
    }
}
