//! The policies, data and settings that a user adds to the built-in policies.

use crate::settings::Setting;
use std::path::PathBuf;
use std::sync::Arc;

/// A user's additions to the built-in policies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Additions {
    /// Files and folders of policies.
    pub policies: Vec<PathBuf>,
    /// Files and folders of data.
    pub data: Vec<PathBuf>,
    /// The packages that follow Conftest's contract; `main` if there are none.
    pub namespaces: Vec<Arc<str>>,
    /// All packages outside our root follow Conftest's contract.
    pub all_namespaces: bool,
    /// Conftest's policies get all documents as one input.
    pub combine: bool,
    /// Values set for parameters of rules.
    pub settings: Vec<Setting>,
}

impl Additions {
    /// Returns everything but the settings; None if a path is not Unicode.
    pub(crate) fn to_json(&self) -> Option<serde_json::Value> {
        let paths = |paths: &[PathBuf]| {
            paths
                .iter()
                .map(|path| path.to_str())
                .collect::<Option<Vec<_>>>()
                .map(|all| serde_json::json!(all))
        };
        Some(serde_json::json!({
            "policies": paths(&self.policies)?,
            "data": paths(&self.data)?,
            "namespaces": self.namespaces.iter().map(|name| &**name).collect::<Vec<_>>(),
            "all_namespaces": self.all_namespaces,
            "combine": self.combine,
        }))
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    pub(crate) fn from_json(json: &serde_json::Value) -> Option<Self> {
        let texts = |key: &str| {
            let texts = json.get(key)?.as_array()?.iter();
            texts.map(serde_json::Value::as_str).collect::<Option<Vec<_>>>()
        };
        let paths = |key: &str| Some(texts(key)?.into_iter().map(PathBuf::from).collect());
        Some(Self {
            policies: paths("policies")?,
            data: paths("data")?,
            namespaces: texts("namespaces")?.into_iter().map(Into::into).collect(),
            all_namespaces: json.get("all_namespaces")?.as_bool()?,
            combine: json.get("combine")?.as_bool()?,
            settings: Vec::new(),
        })
    }

    /// Returns the packages that follow Conftest's contract; None for all packages outside our root.
    pub(crate) fn conftest_packages(&self) -> Option<Vec<Arc<str>>> {
        match (self.all_namespaces, self.namespaces.is_empty()) {
            (true, _) => None,
            (false, true) => Some(vec!["main".into()]),
            (false, false) => Some(self.namespaces.clone()),
        }
    }
}
