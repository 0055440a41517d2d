//! What the user's files refer to below `data`: of the built-in policies, that and no more is needed beside them.

use crate::parse::ParsedModule;
use crate::rego;
use regorus::unstable::Expr;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Paths below `data`, each as far as it is written out: `hy_msg_lint`, `lib` for `data.hy_msg_lint.lib[name]`.
#[derive(Debug, Clone, Default)]
pub(crate) struct DataRefs(BTreeSet<Vec<Arc<str>>>);

impl DataRefs {
    /// The paths that `files` refer to.
    pub(crate) fn of(files: &[ParsedModule]) -> Self {
        let mut found = BTreeSet::new();
        for ParsedModule { tree, .. } in files {
            let imports = tree.imports.iter().filter_map(|import| below_data(&rego::import(import)?.1));
            found.extend(imports);
            // The whole of a reference is shown before its parts, which begin where it begins.
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

    /// True where one of them leads to what stands at `at`, into it, or to something that it is part of.
    pub(crate) fn lead_to(&self, at: &[impl AsRef<str>]) -> bool {
        self.0.iter().any(|path| path.iter().zip(at).all(|(name, at)| **name == *at.as_ref()))
    }
}

fn below_data(path: &[Arc<str>]) -> Option<Vec<Arc<str>>> {
    path.split_first().filter(|(root, _)| &***root == "data").map(|(_, rest)| rest.to_vec())
}
