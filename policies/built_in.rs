//! The built-in rules: their texts, and the output of `build.rs`.

use hy_msg_lint_policy::{Additions, BuiltIn, Embedded, PolicyError, PolicySet};
use std::sync::{Arc, OnceLock};

static EMBEDDED: Embedded = Embedded {
    files: include!(concat!(env!("OUT_DIR"), "/files.rs")),
    programs: include!(concat!(env!("OUT_DIR"), "/programs.rs")),
    metadata: include_str!(concat!(env!("OUT_DIR"), "/metadata.json")),
};

/// The table of the properties of a Kafka node, as JSON: see `lib/properties/SOURCES.md`.
pub const BROKER_PROPERTIES: &str = include_str!("lib/properties/broker/data.json");

/// The table of the properties of a Connect worker, as JSON.
pub const CONNECT_PROPERTIES: &str = include_str!("lib/properties/connect/data.json");

/// The table of the properties of a topic, as JSON.
pub const TOPIC_PROPERTIES: &str = include_str!("lib/properties/topic/data.json");

/// Returns the built-in policies; reads them once.
///
/// # Errors
/// If a policy is refused, or its program is of another version of regorus; the tests rule out both.
pub fn built_in() -> Result<Arc<PolicySet>, PolicyError> {
    static SET: OnceLock<Arc<PolicySet>> = OnceLock::new();
    let embedded = embedded()?;
    Ok(Arc::clone(SET.get_or_init(|| Arc::new(embedded.into()))))
}

/// Merges the built-in policies with `additions`; a rule or library of the same name replaces the built-in one.
///
/// # Errors
/// If the additions are refused; see [`PolicySet::extended`].
pub fn with(additions: &Additions) -> Result<Arc<PolicySet>, PolicyError> {
    if *additions == Additions::default() {
        return built_in();
    }
    PolicySet::extended(embedded()?, additions).map(Arc::new)
}

/// Returns the built-in policies without `additions`, which cannot be loaded; see [`PolicySet::without`].
///
/// # Errors
/// If a built-in policy is refused; the tests rule this out.
pub fn without(additions: &Additions) -> Result<Arc<PolicySet>, PolicyError> {
    Ok(Arc::new(PolicySet::without(embedded()?, additions)))
}

/// Returns the built-in policies without additions.
fn embedded() -> Result<&'static BuiltIn, PolicyError> {
    static BUILT_IN: OnceLock<Result<BuiltIn, PolicyError>> = OnceLock::new();
    BUILT_IN.get_or_init(|| BuiltIn::embedded(&EMBEDDED)).as_ref().map_err(Clone::clone)
}

#[cfg(test)]
mod files;

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn every_file_of_the_folder_is_embedded() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut missing = files::embedded(root).unwrap();
        missing.retain(|path| !EMBEDDED.files.iter().any(|(name, _)| *name == files::name(path, root)));
        let advice = "Cargo does not notice a new file here: run `touch policies/build.rs`";
        assert!(missing.is_empty(), "not compiled into the program: {missing:?}. {advice}");
    }

    #[test]
    fn the_build_reads_metadata_as_the_engine_does() {
        let texts = EMBEDDED.files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        let read = BuiltIn::from_sources("policies", texts).unwrap();
        let read = PolicySet::from(&read);
        let built = built_in().unwrap();
        assert!(built.rules().len() > 20);
        assert_eq!(format!("{:?}", built.rules()), format!("{:?}", read.rules()));
    }
}
