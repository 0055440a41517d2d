//! Runs of the program whose memory is watched.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

/// Runs the program in `folder`, and returns the most memory that it and its processes had, in MiB.
pub(crate) fn watched(folder: &Path, arguments: &[&str]) -> (Output, u64) {
    // A pipe that nobody empties would hold the program up.
    let [out, err] = ["stdout", "stderr"].map(|name| folder.with_extension(name));
    let file = |path: &Path| File::create(path).expect("a file can be written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"));
    command.args(arguments).current_dir(folder).stdout(file(&out)).stderr(file(&err));
    let mut child = command.spawn().expect("the binary runs");
    let mut peak = 0;
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child") {
            break status;
        }
        peak = peak.max(resident(child.id()));
        std::thread::sleep(Duration::from_millis(5));
    };
    let read = |path: &Path| fs::read(path).expect("just written");
    (Output { status, stdout: read(&out), stderr: read(&err) }, peak >> 10)
}

/// Returns the resident memory of a process and those that it started, in KiB.
fn resident(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let own = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default();
    let tasks = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let children = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    let children: Vec<u32> = children
        .flat_map(|all| all.split_whitespace().filter_map(|one| one.parse().ok()).collect::<Vec<_>>())
        .collect();
    own + children.into_iter().map(resident).sum::<u64>()
}
