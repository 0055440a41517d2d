//! The rules that the program brings along: their texts, and what `build.rs` compiles of them.

use hy_msg_lint_policy::{Additions, Embedded, PolicyError, PolicySet};
use std::sync::{Arc, OnceLock};

static EMBEDDED: Embedded = Embedded {
    files: include!(concat!(env!("OUT_DIR"), "/files.rs")),
    programs: include!(concat!(env!("OUT_DIR"), "/programs.rs")),
    metadata: include_str!(concat!(env!("OUT_DIR"), "/metadata.json")),
};

/// The built-in policies, read once.
///
/// # Errors
/// When one of them is refused, or its program is of another version of regorus; the tests show that neither happens.
pub fn built_in() -> Result<Arc<PolicySet>, PolicyError> {
    static SET: OnceLock<Result<Arc<PolicySet>, PolicyError>> = OnceLock::new();
    SET.get_or_init(|| PolicySet::built_in(&EMBEDDED).map(Arc::new)).clone()
}

/// The built-in policies with `additions`; a rule or library of the same name stands in the place of the built-in one.
///
/// # Errors
/// What is wrong with the additions; see [`PolicySet::extended`].
pub fn with(additions: &Additions) -> Result<Arc<PolicySet>, PolicyError> {
    built_in()?.extended(additions)
}
