//! The server with a real editor.

use super::client::quickstart;
use crate::expected::{root, scratch};
use crate::readme::snippets;
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;

#[test]
fn neovim_shows_what_the_server_says() {
    let version = Command::new("nvim").arg("--version").output();
    let Ok(version) = version else {
        eprintln!("SKIPPED: there is no `nvim` on the PATH, and the server was not tried under an editor");
        return;
    };
    let [settings] = &snippets("docs/editors.md", "lua")[..] else { panic!("one block of Lua") };
    let home = scratch("lsp_neovim");
    let folder = quickstart();
    let output = Command::new("nvim")
        .args(["--headless", "-u", "NONE", "-i", "NONE", "-n", "-c"])
        .arg(format!("luafile {}", root().join("tests/suite/lsp/neovim.lua").display()))
        .arg(folder.join("docker-compose.yml"))
        .env("PROGRAM", env!("CARGO_BIN_EXE_hy-msg-lint"))
        .env("FOLDER", &folder)
        .env("SETTINGS", settings)
        .envs(["HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"].map(|name| (name, &home)))
        .output()
        .expect("Neovim runs");
    let version = String::from_utf8_lossy(&version.stdout).lines().next().unwrap_or_default().to_owned();
    let text = String::from_utf8_lossy(&output.stdout);
    let lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let said: BTreeMap<String, Value> =
        lines.filter_map(|line| Some((line["name"].as_str()?.to_owned(), line["value"].clone()))).collect();
    let told = format!("{version}\n{text}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{told}");
    let list = |name: &str| -> Vec<String> {
        let items = said.get(name).and_then(Value::as_array).unwrap_or_else(|| panic!("no {name}: {told}"));
        items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let word =
        |name: &str| said.get(name).and_then(Value::as_str).unwrap_or_else(|| panic!("no {name}: {told}"));
    assert!(list("opened").contains(&"52 conflicting-resource-limits".to_owned()), "{told}");
    assert!(!list("changed").contains(&"52 conflicting-resource-limits".to_owned()), "{told}");
    assert!(word("hover").contains("`mem_limit` of service `connect`: 1 GiB"), "{told}");
    assert_eq!(word("definition").split(':').next(), Some("common.yml"), "{told}");
    assert!(
        list("actions").contains(&"Suppress `conflicting-resource-limits` for this line".to_owned()),
        "{told}"
    );
    let suppressed = "    mem_limit: 1g # hy-msg-lint: ignore[conflicting-resource-limits]";
    assert_eq!(word("suppressed"), suppressed, "{told}");
    assert_eq!(said.get("exit"), Some(&Value::from(0)), "{told}");
}
