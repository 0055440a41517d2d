//! The command on small inputs that ask for much, as a whole process. `docs/security.md` shows the results of a run.

#![allow(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a benchmark that cannot prepare its files has nothing to measure"
)]

#[path = "../tests/suite/bombs/inputs.rs"]
mod inputs;

use divan::Bencher;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

fn main() {
    divan::main();
}

fn all() -> Vec<inputs::Bomb> {
    inputs::all().into_iter().chain(inputs::runs()).collect()
}

fn names() -> Vec<&'static str> {
    all().iter().map(|bomb| bomb.name).collect()
}

#[divan::bench(args = names(), sample_count = 3, sample_size = 1)]
fn bombs(bencher: Bencher<'_, '_>, name: &str) {
    let bomb = all().into_iter().find(|bomb| bomb.name == name).expect("one of them");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bomb");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the folder for benchmarks can be written");
    for (name, text) in &bomb.files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder"))
            .expect("the folder for benchmarks can be written");
        fs::write(path, text).expect("the folder for benchmarks can be written");
    }
    // Where a part is refused, the program says so by its exit code.
    let expected = if bomb.refused.is_some() { 2 } else { 1 };
    bencher.bench(|| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"));
        command.arg(&folder).args(["--format", "concise"]).stdout(Stdio::null()).stderr(Stdio::null());
        let code = command.status().expect("the binary runs").code();
        assert_eq!(code, Some(expected), "{name}");
    });
}
