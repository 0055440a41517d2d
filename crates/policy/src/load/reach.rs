//! What the user's files refer to below `data`: of the built-in policies, that and no more is needed beside them.

use crate::module::Module;
use crate::rego::{self, Tree};
use regorus::unstable::Expr;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A path below `data`, as far as it is written out: `hy_msg_lint`, `lib` for `data.hy_msg_lint.lib[name]`.
pub(crate) type Reach = Vec<Arc<str>>;

/// The paths that `trees` refer to.
pub(super) fn reaches(trees: &[(Arc<Module>, Tree)]) -> BTreeSet<Reach> {
    let mut found = BTreeSet::new();
    for (_, tree) in trees {
        let imports = tree.imports.iter().filter_map(|import| below_data(&rego::import(import)?.1));
        found.extend(imports);
        // The whole of a reference is shown before its parts, which begin where it begins.
        let mut first: BTreeMap<usize, Option<Reach>> = BTreeMap::new();
        for rule in &tree.policy {
            rego::expressions(rule, &mut |one, _| {
                let named = match one {
                    Expr::Call { fcn, .. } => fcn,
                    Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. } => one,
                    _ => return,
                };
                let start = rego::range(named.span()).start;
                first.entry(start).or_insert_with(|| rego::path(named).and_then(|path| below_data(&path)));
            });
        }
        found.extend(first.into_values().flatten());
    }
    found
}

fn below_data(path: &[Arc<str>]) -> Option<Reach> {
    path.split_first().filter(|(root, _)| &***root == "data").map(|(_, rest)| rest.to_vec())
}

/// True where one of `reaches` leads to what stands at `at`, into it, or to something that it is part of.
pub(crate) fn leads_to(reaches: &BTreeSet<Reach>, at: &[&str]) -> bool {
    reaches.iter().any(|reach| reach.iter().zip(at).all(|(name, at)| **name == **at))
}
