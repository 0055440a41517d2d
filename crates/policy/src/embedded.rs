//! The built-in policies as compiled by their build script.

use crate::error::PolicyError;
use crate::metadata::Metadata;
use regorus::rvm::program::{DeserializationResult, Program};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Policies embedded in a program.
#[derive(Debug)]
pub struct Embedded {
    /// Paths relative to the root of the policies, with `/`, and texts.
    pub files: &'static [(&'static str, &'static str)],
    /// Programs of regorus' virtual machine, serialized.
    pub programs: &'static [&'static [u8]],
    /// The METADATA of the rules, by file path: JSON.
    pub metadata: &'static str,
}

impl Embedded {
    /// Returns the METADATA of the rules, by file path.
    ///
    /// # Errors
    /// [`PolicyError::Internal`] if it does not match [`Metadata`]; the tests read the policies from their sources.
    pub(crate) fn metadata(&self) -> Result<BTreeMap<String, Metadata>, PolicyError> {
        serde_json::from_str(self.metadata).map_err(|error| PolicyError::Internal(error.to_string()))
    }
}

/// The programs of the built-in rules. Rules that the virtual machine's compiler refuses are in none of them.
pub(crate) struct Programs {
    bytes: &'static [&'static [u8]],
    read: OnceLock<Result<Vec<Arc<Program>>, PolicyError>>,
}

impl std::fmt::Debug for Programs {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Programs")
    }
}

impl Programs {
    /// Wraps the programs of `embedded` without reading them.
    pub(crate) fn of(embedded: &'static Embedded) -> Self {
        Self { bytes: embedded.programs, read: OnceLock::new() }
    }

    /// Returns the programs; reads them once.
    ///
    /// # Errors
    /// [`PolicyError::Internal`] for a program that this version of regorus cannot read.
    pub(crate) fn read(&self) -> Result<Vec<Arc<Program>>, PolicyError> {
        let read = |bytes: &&[u8]| match Program::deserialize_binary(bytes) {
            Ok(DeserializationResult::Complete(program)) => Ok(Arc::new(program)),
            Ok(DeserializationResult::Partial(_)) => {
                Err(PolicyError::Internal("the embedded program is of another version".to_owned()))
            }
            Err(error) => Err(PolicyError::Internal(error)),
        };
        self.read.get_or_init(|| self.bytes.iter().map(read).collect()).clone()
    }
}
