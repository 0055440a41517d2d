//! The built-in policies as `build.rs` compiles them.

use super::error::PolicyError;
use super::metadata::Metadata;
use regorus::rvm::program::{DeserializationResult, Program};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

static PROGRAMS: &[&[u8]] = include!(concat!(env!("OUT_DIR"), "/programs.rs"));

static METADATA: &str = include_str!(concat!(env!("OUT_DIR"), "/metadata.json"));

/// The programs of the built-in rules, read once. What the machine's compiler refuses is in none of them.
///
/// # Errors
/// [`PolicyError::Internal`] for a program that this version of regorus does not read.
pub(super) fn programs() -> Result<Vec<Arc<Program>>, PolicyError> {
    static READ: OnceLock<Result<Vec<Arc<Program>>, PolicyError>> = OnceLock::new();
    let read = |bytes: &&[u8]| match Program::deserialize_binary(bytes) {
        Ok(DeserializationResult::Complete(program)) => Ok(Arc::new(program)),
        Ok(DeserializationResult::Partial(_)) => {
            Err(PolicyError::Internal("the embedded program is of another version".to_owned()))
        }
        Err(error) => Err(PolicyError::Internal(error)),
    };
    READ.get_or_init(|| PROGRAMS.iter().map(read).collect()).clone()
}

/// What the built-in rules say of themselves, by the paths of their files.
///
/// # Errors
/// [`PolicyError::Internal`] where it is not what [`Metadata`] describes; the tests read the policies as they are written.
pub(super) fn metadata() -> Result<BTreeMap<String, Metadata>, PolicyError> {
    serde_json::from_str(METADATA).map_err(|error| PolicyError::Internal(error.to_string()))
}
