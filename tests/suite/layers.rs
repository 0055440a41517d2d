//! The layers of the product in `docs/architecture.md`: a module uses only those to its left. The compiler holds those of the crates.

use crate::expected::{files_under, root};
use std::fs;

/// From what a run has to say to the program. A module may use itself and what stands before it.
const LAYERS: &[&str] = &[
    "finding",
    "model",
    "workspace",
    "run_scope",
    "config",
    "dialect",
    "cluster",
    "locate",
    "suppress",
    "check",
    "trial",
    "render",
    "lsp",
    "cli",
];

#[test]
fn modules_use_only_what_stands_before_them() {
    let source = root().join("src");
    let mut seen = std::collections::BTreeSet::new();
    for path in files_under(&source) {
        let relative = path.strip_prefix(&source).expect("below src").to_string_lossy().replace('\\', "/");
        let module = relative.split(['/', '.']).next().unwrap_or_default();
        if matches!(module, "main" | "lib") {
            continue;
        }
        let rank = |name: &str| LAYERS.iter().position(|layer| *layer == name);
        let own = rank(module).unwrap_or_else(|| panic!("`{module}` is no layer: give it a place in LAYERS"));
        seen.insert(module.to_owned());
        let text = fs::read_to_string(&path).expect("sources are text");
        for (number, line) in text.lines().enumerate() {
            for used in line.split("crate::").skip(1) {
                let name: String =
                    used.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                let Some(used) = rank(&name) else { continue };
                assert!(
                    used <= own,
                    "{relative}:{}: `{module}` uses `{name}`, which stands behind it",
                    number + 1
                );
            }
        }
    }
    let listed: Vec<_> = LAYERS.iter().map(ToString::to_string).collect();
    assert!(listed.iter().all(|layer| seen.contains(layer)), "LAYERS names a module that is gone: {seen:?}");
}
