//! Pictures in `docs/`: the program's output in a terminal. `UPDATE_EXPECTED=1 cargo test --test suite picture` redraws
//! them.

use crate::expected::root;
use crate::projects::run;
use anstyle_svg::Term;
use std::fs;

/// The pictures, and the arguments of what they show: one finding, and a report of which a part is shown in full.
const PICTURES: [(&str, &[&str]); 2] = [
    (
        "docs/output.svg",
        &["--select", "exposed-plaintext-listener", "fixtures/projects/quickstart/docker-compose.yml"],
    ),
    ("docs/report.svg", &["--limit", "2", "fixtures/projects/quickstart"]),
];

#[test]
fn the_pictures_show_what_is_shown() {
    for (picture, arguments) in PICTURES {
        let output = run(&root(), &[&["--color", "always"], arguments].concat());
        let text = String::from_utf8(output.stdout).expect("the output is text");
        let prompt = format!("\u{1b}[2m$\u{1b}[0m hy-msg-lint {}\n", arguments.join(" "));
        let drawn = Term::new().render_svg(&(prompt + &text));
        let path = root().join(picture);
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::write(&path, &drawn).expect("the picture can be written");
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == drawn, "{picture} is not what is shown:\n{text}");
    }
}
