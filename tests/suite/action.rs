//! `action.yml`: runs the scripts of its steps with a fake program.
#![cfg(unix)]

use crate::expected::{root, scratch};
use serde_yaml::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

fn action() -> Value {
    let text = fs::read_to_string(root().join("action.yml")).expect("the action is there");
    serde_yaml::from_str(&text).expect("the action is YAML")
}

/// Returns the script of the step `name`.
fn script(name: &str) -> String {
    let action = action();
    let steps = action["runs"]["steps"].as_sequence().expect("steps");
    let step = steps.iter().find(|step| step["name"].as_str() == Some(name)).expect("the step is there");
    step["run"].as_str().expect("a script").to_owned()
}

#[test]
fn inputs_reach_the_program_as_they_are() {
    let folder = scratch("action");
    let bin = folder.join("hy-msg-lint/bin");
    fs::create_dir_all(&bin).expect("a folder can be made");
    let program = bin.join("hy-msg-lint");
    let text =
        "#!/usr/bin/env bash\nprintf '%s\\n' \"$@\" > \"$RUNNER_TEMP/arguments\"\ntouch \"$SARIF\"\nexit 1\n";
    fs::write(&program, text).expect("a file can be written");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("a file can be marked");
    let output = Command::new("bash")
        .args(["-c", &script("Check")])
        .env("RUNNER_TEMP", &folder)
        .env("GITHUB_OUTPUT", folder.join("output"))
        .env("SARIF", folder.join("x.sarif"))
        .env("ARGS", "--fail-on=warning\n")
        .env("PATHS", "deploy\na folder; touch \"$RUNNER_TEMP/pwned\" $(touch pwned)\n-x\n")
        .current_dir(&folder)
        .output()
        .expect("bash runs");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
    let sarif = folder.join("x.sarif").display().to_string();
    let wanted = format!(
        "--format\ngithub\n--output\nsarif={sarif}\n--fail-on=warning\n--\ndeploy\n\
         a folder; touch \"$RUNNER_TEMP/pwned\" $(touch pwned)\n-x\n"
    );
    assert_eq!(read("arguments"), wanted);
    assert_eq!(read("output"), format!("sarif-file={sarif}\n"));
    assert!(!folder.join("pwned").exists());
}

#[test]
fn no_script_has_an_input_in_its_text() {
    for step in action()["runs"]["steps"].as_sequence().expect("steps") {
        assert!(!step["run"].as_str().unwrap_or_default().contains("${{"), "{step:?}");
    }
}

#[test]
fn what_is_no_release_is_not_fetched() {
    let folder = scratch("action-install");
    for (version, platform, said) in [
        ("latest", "Linux-X64", "`latest` is no release"),
        ("../../x", "Linux-X64", "is no release"),
        ("v0.1.0", "Linux-RISCV64", "there is no release for Linux-RISCV64"),
    ] {
        let output = Command::new("bash")
            .arg(root().join("scripts/install"))
            .envs([("VERSION", version), ("PLATFORM", platform), ("REPOSITORY", "a/b"), ("SOURCE", "/")])
            .env("RUNNER_TEMP", &folder)
            .output()
            .expect("bash runs");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(text.contains(said), "{text}");
        assert_eq!(output.status.code(), Some(2));
    }
}

#[test]
fn a_tag_has_to_be_the_version() {
    for (tag, code) in [("v0.0.0", 1), ("0.1.0", 2), ("", 2)] {
        let output = Command::new("bash")
            .arg(root().join("scripts/release"))
            .args(["version", tag])
            .output()
            .expect("bash runs");
        assert_eq!(output.status.code(), Some(code), "{tag}");
    }
}
