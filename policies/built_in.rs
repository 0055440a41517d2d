//! The rules that the program brings along: their texts, and what `build.rs` compiles of them.

use hy_msg_lint_policy::{Additions, BuiltIn, Embedded, PolicyError, PolicySet};
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
    static SET: OnceLock<Arc<PolicySet>> = OnceLock::new();
    let embedded = embedded()?;
    Ok(Arc::clone(SET.get_or_init(|| Arc::new(embedded.into()))))
}

/// The built-in policies with `additions`; a rule or library of the same name stands in the place of the built-in one.
///
/// # Errors
/// What is wrong with the additions; see [`PolicySet::extended`].
pub fn with(additions: &Additions) -> Result<Arc<PolicySet>, PolicyError> {
    if *additions == Additions::default() {
        return built_in();
    }
    PolicySet::extended(embedded()?, additions).map(Arc::new)
}

/// What a user's policies are put beside.
fn embedded() -> Result<&'static BuiltIn, PolicyError> {
    static BUILT_IN: OnceLock<Result<BuiltIn, PolicyError>> = OnceLock::new();
    BUILT_IN.get_or_init(|| BuiltIn::embedded(&EMBEDDED)).as_ref().map_err(Clone::clone)
}
