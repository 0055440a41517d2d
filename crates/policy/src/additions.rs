//! The policies, data and settings that a user adds to the built-in policies.

use crate::settings::Setting;
use crate::source::Site;
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
    /// Returns everything but the places of settings; None if a path is not Unicode.
    pub(crate) fn to_json(&self) -> Option<serde_json::Value> {
        let paths = |paths: &[PathBuf]| {
            paths
                .iter()
                .map(|path| path.to_str())
                .collect::<Option<Vec<_>>>()
                .map(|all| serde_json::json!(all))
        };
        let settings = self.settings.iter().map(|one| serde_json::json!([*one.rule, *one.name, one.value]));
        Some(serde_json::json!({
            "policies": paths(&self.policies)?,
            "data": paths(&self.data)?,
            "namespaces": self.namespaces.iter().map(|name| &**name).collect::<Vec<_>>(),
            "all_namespaces": self.all_namespaces,
            "combine": self.combine,
            "settings": settings.collect::<Vec<_>>(),
        }))
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    pub(crate) fn from_json(json: &serde_json::Value) -> Option<Self> {
        let texts = |key: &str| {
            let texts = json.get(key)?.as_array()?.iter();
            texts.map(serde_json::Value::as_str).collect::<Option<Vec<_>>>()
        };
        let paths = |key: &str| Some(texts(key)?.into_iter().map(PathBuf::from).collect());
        let site = || Site { path: Arc::default(), text: Arc::default(), range: 0..0 };
        let setting = |one: &serde_json::Value| {
            Some(Setting {
                rule: one.get(0)?.as_str()?.into(),
                rule_site: site(),
                name: one.get(1)?.as_str()?.into(),
                name_site: site(),
                value: one.get(2)?.clone(),
                value_site: site(),
            })
        };
        Some(Self {
            policies: paths("policies")?,
            data: paths("data")?,
            namespaces: texts("namespaces")?.into_iter().map(Into::into).collect(),
            all_namespaces: json.get("all_namespaces")?.as_bool()?,
            combine: json.get("combine")?.as_bool()?,
            settings: json.get("settings")?.as_array()?.iter().map(setting).collect::<Option<_>>()?,
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
