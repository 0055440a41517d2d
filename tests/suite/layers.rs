//! The layers of the product in `docs/architecture.md`, and those of `crates/policy`: a module uses only those to its
//! left. The compiler enforces the layers between crates.

use crate::expected::{files_under, root};
use std::fs;

/// From the report to the program. A module may use itself and the modules before it.
const LAYERS: &[&str] = &[
    "finding",
    "model",
    "workspace",
    "run_scope",
    "config",
    "dialect",
    "cluster",
    "locate",
    "fix",
    "suppress",
    "causes",
    "check",
    "apply",
    "test_run",
    "render",
    "lsp",
    "cli",
];

#[test]
fn modules_use_only_what_stands_before_them() {
    hold("src", LAYERS);
}

#[test]
fn the_modules_of_policies_are_in_the_order_that_their_crate_shows() {
    let source = fs::read_to_string(root().join("crates/policy/src/lib.rs")).expect("sources are text");
    let drawn = source.lines().skip_while(|line| *line != "//! ```text").skip(1);
    let drawn = drawn.take_while(|line| *line != "//! ```").filter_map(|line| line.split_once(": "));
    let layers: Vec<_> = drawn.flat_map(|(_, modules)| modules.split(',').map(str::trim)).collect();
    assert!(layers.len() > 20, "there is no drawing: {layers:?}");
    hold("crates/policy/src", &layers);
}

/// Asserts that each module in `folder` is one of `layers`, and uses only itself and the modules before it. Test-only
/// modules are exempt.
fn hold(folder: &str, layers: &[&str]) {
    let source = root().join(folder);
    let mut seen = std::collections::BTreeSet::new();
    for path in files_under(&source) {
        let relative = path.strip_prefix(&source).expect("below src").to_string_lossy().replace('\\', "/");
        let module = relative.split(['/', '.']).next().unwrap_or_default();
        if matches!(module, "main" | "lib" | "testing") {
            continue;
        }
        let rank = |name: &str| layers.iter().position(|layer| *layer == name);
        let own = rank(module)
            .unwrap_or_else(|| panic!("`{module}` is no layer: give it a place in the layers of {folder}"));
        seen.insert(module.to_owned());
        let text = fs::read_to_string(&path).expect("sources are text");
        for (number, line) in text.lines().enumerate() {
            for used in line.split("crate::").skip(1) {
                let name: String =
                    used.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                let Some(used) = rank(&name) else { continue };
                assert!(
                    used <= own,
                    "{folder}/{relative}:{}: `{module}` uses `{name}`, which stands behind it",
                    number + 1
                );
            }
        }
    }
    let gone: Vec<_> = layers.iter().filter(|layer| !seen.contains(**layer)).collect();
    assert!(gone.is_empty(), "the layers of {folder} name modules that are gone: {gone:?}");
}
