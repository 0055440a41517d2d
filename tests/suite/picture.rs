//! `docs/output.svg`: the program's output in a terminal. `UPDATE_EXPECTED=1 cargo test --test suite picture` redraws
//! it.

use crate::expected::root;
use crate::projects::run;
use anstyle_svg::Term;
use std::fs;

const FILE: &str = "fixtures/projects/quickstart/docker-compose.yml";
const RULE: &str = "exposed-plaintext-listener";

#[test]
fn the_picture_shows_what_is_shown() {
    let output = run(&root(), &["--color", "always", "--select", RULE, FILE]);
    let text = String::from_utf8(output.stdout).expect("the output is text");
    let prompt = format!("\u{1b}[2m$\u{1b}[0m hy-msg-lint --select {RULE} {FILE}\n");
    let drawn = Term::new().render_svg(&(prompt + &text));
    let path = root().join("docs/output.svg");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&path, &drawn).expect("the picture can be written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == drawn, "docs/output.svg is not what is shown:\n{text}");
}
