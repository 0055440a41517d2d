//! The references below `data` in the user's files; of the built-in policies, only those referred to are loaded
//! beside them.

use crate::parse::ParsedModule;
use crate::rego;
use regorus::unstable::Expr;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Paths below `data`, each as far as its names are literal: `hy_msg_lint`, `lib` for `data.hy_msg_lint.lib[name]`.
#[derive(Debug, Clone, Default)]
pub(crate) struct DataRefs(BTreeSet<Vec<Arc<str>>>);

impl DataRefs {
    /// Collects the paths that `files` refer to.
    pub(crate) fn of(files: &[ParsedModule]) -> Self {
        let mut found = BTreeSet::new();
        for ParsedModule { tree, .. } in files {
            let imports = tree.imports.iter().filter_map(|import| below_data(&rego::import(import)?.1));
            found.extend(imports);
            // The whole reference is visited before its parts, which start at the same place.
            let mut first: BTreeMap<usize, Option<Vec<Arc<str>>>> = BTreeMap::new();
            for rule in &tree.policy {
                rego::expressions(rule, &mut |one, _| {
                    let named = match one {
                        Expr::Call { fcn, .. } => fcn,
                        Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. } => one,
                        _ => return,
                    };
                    let start = rego::range(named.span()).start;
                    first
                        .entry(start)
                        .or_insert_with(|| rego::path(named).and_then(|path| below_data(&path)));
                });
            }
            found.extend(first.into_values().flatten());
        }
        Self(found)
    }

    /// True if one of the paths refers to `at`, to something in it, or to something that contains it.
    pub(crate) fn lead_to(&self, at: &[impl AsRef<str>]) -> bool {
        self.0.iter().any(|path| path.iter().zip(at).all(|(name, at)| **name == *at.as_ref()))
    }
}

fn below_data(path: &[Arc<str>]) -> Option<Vec<Arc<str>>> {
    path.split_first().filter(|(root, _)| &***root == "data").map(|(_, rest)| rest.to_vec())
}
