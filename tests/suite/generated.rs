//! Files that are too large, too deep or not portable enough for the repository, each beside a valid one: the rejected
//! file is reported and costs little, and the other file is still judged.

use crate::expected::scratch;
use crate::projects::assert_tame;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Far above the duration of any of these, and far below that of a successful attack.
const LONG: Duration = Duration::from_mins(1);

/// A service without a CPU limit.
const SIBLING: &str = "services:\n  akhq:\n    image: tchiotludo/akhq:0.26.0\n    mem_limit: 512m\n";

/// The sibling's finding.
const OF_SIBLING: &str = "sibling/compose.yml:2:3 missing-resource-limits";

/// Creates a workspace with the sibling in it.
fn workspace(name: &str) -> PathBuf {
    let folder = scratch(&format!("generated/{name}"));
    fs::create_dir(folder.join(".git")).expect("the folder can be written");
    write(&folder, "sibling/compose.yml", SIBLING);
    folder
}

fn write(folder: &Path, name: &str, text: impl AsRef<[u8]>) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("the folder can be written");
    fs::write(path, text).expect("the file can be written");
}

/// The binary's output for a folder.
struct Said {
    code: Option<i32>,
    /// `file:line:column rule`, findings and then unknowns.
    findings: Vec<String>,
    /// `file[:line]: message`.
    errors: Vec<String>,
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"));
    command.args(arguments).current_dir(folder);
    command
}

fn check(folder: &Path) -> Said {
    let start = Instant::now();
    let output = command(folder, &["--format", "json", "."]).output().expect("the binary runs");
    assert!(start.elapsed() < LONG, "{}: {:?}", folder.display(), start.elapsed());
    said(&output.stdout, output.status.code())
}

fn said(stdout: &[u8], code: Option<i32>) -> Said {
    let json: Value = serde_json::from_slice(stdout).expect("the output is JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |name: &str| json[name].as_array().cloned().unwrap_or_default();
    let finding = |one: &Value| {
        format!(
            "{}:{}:{} {}",
            text(&one["file"]),
            one["start"]["line"],
            one["start"]["column"],
            text(&one["rule"])
        )
    };
    let error = |one: &Value| match &one["start"] {
        Value::Null => format!("{}: {}", text(&one["file"]), text(&one["message"])),
        start => format!("{}:{}: {}", text(&one["file"]), start["line"], text(&one["message"])),
    };
    Said {
        code,
        findings: list("findings").iter().chain(&list("unknown")).map(finding).collect(),
        errors: list("errors").iter().map(error).collect(),
    }
}

/// Checks a `compose.yml` that must be rejected with a message that contains all of `words`.
fn refuses(name: &str, text: impl AsRef<[u8]>, words: &[&str]) {
    let folder = workspace(name);
    write(&folder, "compose.yml", text);
    let said = check(&folder);
    assert_eq!(said.findings, [OF_SIBLING], "{name}");
    assert_eq!(said.code, Some(2), "{name}");
    let [error] = said.errors.as_slice() else { panic!("{name}: {:?}", said.errors) };
    assert!(error.starts_with("compose.yml:"), "{name}: {error}");
    assert!(words.iter().all(|word| error.contains(word)), "{name}: {error}");
    assert!(error.len() < 500, "{name}: {} bytes of message", error.len());
}

#[test]
fn text_that_is_not_utf_8_is_refused_with_a_hint() {
    let utf16 = |order: fn(u16) -> [u8; 2]| {
        "\u{feff}services: {}\n".encode_utf16().flat_map(order).collect::<Vec<_>>()
    };
    refuses("utf_16_little", utf16(u16::to_le_bytes), &["UTF-16", "save it as UTF-8"]);
    refuses("utf_16_big", utf16(u16::to_be_bytes), &["UTF-16", "save it as UTF-8"]);
    refuses("latin_1", b"services:\n  gr\xf6sse: {image: 'kafka-box:1.37'}\n", &["not UTF-8"]);
    refuses("cut_off", b"services: {a: {image: 'kafka-box:1.37'}} # \xe2\x82", &["not UTF-8"]);
}

#[test]
fn tabs_are_refused_on_their_line() {
    refuses("tabs", "services:\n\tkafka:\n\t\timage: apache/kafka:4.1.0\n", &["compose.yml:2: ", "tab"]);
}

#[test]
fn aliases_cannot_blow_up() {
    let mut bomb = "x-0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(bomb, "x-{level}: &a{level} [{aliases}]").expect("text is writable");
    }
    bomb.push_str("services:\n  a:\n    image: 'kafka-box:1.37'\n    command: *a9\n");
    refuses("alias_bomb", bomb, &["expand to more than the limit"]);
    refuses("alias_of_itself", "services: &a\n  b: *a\n  c: {image: 'kafka-box:1.37'}\n", &["contains it"]);
}

#[test]
fn merges_cannot_blow_up() {
    // Just below the limit on aliases: the worst case that is accepted.
    let folder = workspace("merge_bomb");
    let mut text = "x-env: &env\n".to_owned();
    (0..1000).for_each(|key| writeln!(text, "  K{key}: v").expect("text is writable"));
    text.push_str("services:\n");
    for service in 0..20 {
        let limits = "cpus: 1, mem_limit: 1g";
        writeln!(text, "  s{service}: {{image: 'kafka-box:1.37', {limits}, environment: {{<<: *env}}}}")
            .expect("text is writable");
    }
    text.push_str("  last: {image: 'kafka-box:1.37', cpus: 1}\n");
    write(&folder, "compose.yml", text);
    let said = check(&folder);
    assert_eq!(said.findings, ["compose.yml:1023:3 missing-resource-limits", OF_SIBLING]);
    assert_eq!((said.code, said.errors), (Some(1), vec![]));
}

#[test]
fn depth_is_bounded() {
    const LEVELS: usize = 10_000;
    let head = "services: {a: {image: 'kafka-box:1.37'}}\nx-deep: ";
    let words = ["compose.yml:", "nested too deep"];
    refuses("deep_lists", format!("{head}{}{}\n", "[".repeat(LEVELS), "]".repeat(LEVELS)), &words);
    refuses("deep_mappings", format!("{head}{}{}\n", "{a: ".repeat(LEVELS), "}".repeat(LEVELS)), &words);
    refuses("deep_unclosed", format!("{head}{}\n", "[".repeat(LEVELS)), &words);
    refuses(
        "deep_blocks",
        format!("services: {{a: {{image: 'kafka-box:1.37'}}}}\nx-deep:\n  {}end\n", "- ".repeat(LEVELS)),
        &words,
    );
    let mut steps = "services: {a: {image: 'kafka-box:1.37'}}\nx-deep:\n".to_owned();
    (1..2000).for_each(|depth| writeln!(steps, "{}a:", " ".repeat(depth)).expect("text is writable"));
    refuses("deep_steps", steps, &words);
    // Each part is shallow, but not the whole.
    let nested = |inner: &str| format!("{}{inner}{}", "[".repeat(200), "]".repeat(200));
    let mut aliases = "services: {a: {image: 'kafka-box:1.37'}}\n".to_owned();
    writeln!(aliases, "x-0: &a {}", nested("deep")).expect("text is writable");
    writeln!(aliases, "x-1: &b {}", nested("*a")).expect("text is writable");
    writeln!(aliases, "x-2: {}", nested("*b")).expect("text is writable");
    refuses("deep_aliases", aliases, &["nested more than 512 deep"]);
}

#[test]
fn fifty_megabytes_are_refused() {
    let service =
        "  kafka: {image: 'apache/kafka:4.1.0'} # and so on, and so on, and so on, and so on, and so on\n";
    let mut text = "services:\n".to_owned();
    text.push_str(&service.repeat(50 * 1024 * 1024 / service.len() + 1));
    refuses("fifty_megabytes", text, &["larger than 4 MiB"]);
    // The large file is useless after the test.
    scratch("generated/fifty_megabytes");
}

#[test]
fn one_bad_service_among_five_hundred_is_found() {
    let folder = workspace("five_hundred");
    let mut text = "services:\n".to_owned();
    for number in 0..500 {
        let limits = if number == 345 { "mem_limit: 64m" } else { "mem_limit: 64m, cpus: 0.1" };
        writeln!(text, "  s{number}: {{image: 'kafka-box:1.37', {limits}}}").expect("text is writable");
    }
    write(&folder, "compose.yml", text);
    let said = check(&folder);
    assert_eq!(said.findings, ["compose.yml:347:3 missing-resource-limits", OF_SIBLING]);
    assert_eq!((said.code, said.errors), (Some(1), vec![]));
}

/// Checks a service over `length` others, each in its own file, the last without a CPU limit.
fn chain(name: &str, length: usize) -> Said {
    let folder = workspace(name);
    let link = |number: usize| format!("services: {{s: {{extends: {{service: s, file: f{number}.yml}}}}}}\n");
    write(&folder, "compose.yml", link(1));
    (1..length).for_each(|number| write(&folder, &format!("f{number}.yml"), link(number + 1)));
    write(
        &folder,
        &format!("f{length}.yml"),
        "services: {s: {cpus: 0, mem_limit: 1g, image: 'kafka-box:1.37'}}\n",
    );
    check(&folder)
}

#[test]
fn a_long_chain_of_extends_comes_to_an_end() {
    let said = chain("chain_of_fifty", 50);
    assert_eq!(said.findings, ["f50.yml:1:22 missing-resource-limits", OF_SIBLING]);
    assert_eq!((said.code, said.errors), (Some(1), vec![]));
    let said = chain("chain_of_a_hundred", 100);
    assert!(said.findings.contains(&OF_SIBLING.to_owned()), "{:?}", said.findings);
    let found = said.findings.contains(&"f100.yml:1:22 missing-resource-limits".to_owned());
    assert!(found || said.code == Some(2), "neither judged nor refused: {:?}", said.findings);
}

#[test]
fn standard_input_stands_for_a_file_beside_others() {
    let folder = workspace("standard_input");
    write(&folder, "stack/base.yml", "services:\n  base:\n    cpus: 0\n");
    write(&folder, "stack/.env", "MEMORY=0\n");
    // The text on disk is outdated and ignored.
    write(&folder, "stack/compose.yml", SIBLING);
    let text = "services:\n  kafka-ui:\n    extends: {service: base, file: base.yml}\n    image: 'kafka-box:1.37'\n    mem_limit: $MEMORY\n";
    let arguments = ["--format", "json", "--stdin-filename", "stack/compose.yml", "-"];
    let mut child = command(&folder, &arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    child.stdin.take().expect("it is piped").write_all(text.as_bytes()).expect("it is read");
    let output = child.wait_with_output().expect("the binary ends");
    let said = said(&output.stdout, output.status.code());
    assert_eq!(said.findings, ["stack/compose.yml:5:16 missing-resource-limits"]);
    assert_eq!((said.code, said.errors), (Some(1), vec![]));
}

#[test]
fn a_reader_that_goes_away_is_no_failure_of_ours() {
    let folder = workspace("broken_pipe");
    let mut text = "services:\n".to_owned();
    (0..3000).for_each(|number| {
        writeln!(text, "  s{number}: {{image: 'kafka-box:1.37'}}").expect("text is writable");
    });
    write(&folder, "compose.yml", text);
    for format in ["human", "concise", "json"] {
        let mut child = command(&folder, &["--format", format, "."])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut line = [0; 80];
        child.stdout.take().expect("it is piped").read_exact(&mut line).expect("there is a first line");
        let output = child.wait_with_output().expect("the binary ends");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            !errors.contains("panicked") && !errors.to_lowercase().contains("broken pipe"),
            "{format}: {errors}"
        );
        assert_ne!(output.status.code(), Some(101), "{format}");
    }
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    #[test]
    fn nothing_outside_the_workspace_is_read() {
        let outside = scratch("generated/outside");
        write(&outside, "secret.yml", "services:\n  secret: {image: 'kafka-box:1.37', cpus: 0}\n");
        let folder = workspace("links");
        symlink(outside.join("secret.yml"), folder.join("linked.compose.yml")).expect("links can be made");
        symlink(&outside, folder.join("linked-folder")).expect("links can be made");
        symlink("sibling/compose.yml", folder.join("inside.compose.yml")).expect("links can be made");
        symlink("nowhere.yml", folder.join("dangling.compose.yml")).expect("links can be made");
        let text = "services:
  by-root:
    extends: {service: root, file: /etc/passwd}
  by-link:
    extends: {service: secret, file: linked.compose.yml}
  by-folder:
    extends: {service: secret, file: linked-folder/secret.yml}
  by-steps:
    extends: {service: secret, file: ../outside/secret.yml}
  by-env:
    image: 'kafka-box:1.37'
    mem_limit: 1g
    cpus: 1
    env_file: /etc/passwd
";
        write(&folder, "compose.yml", text);
        let said = check(&folder);
        assert_eq!(said.findings, ["inside.compose.yml:2:3 missing-resource-limits", OF_SIBLING]);
        assert_eq!(said.code, Some(2));
        for line in [3, 5, 7, 9] {
            let start = format!("compose.yml:{line}: ");
            let told = said
                .errors
                .iter()
                .any(|error| error.starts_with(&start) && error.contains("outside the workspace"));
            assert!(told, "line {line}: {:#?}", said.errors);
        }
        assert!(
            !said.errors.iter().any(|error| error.contains("root:") || error.contains("cpus")),
            "{:?}",
            said.errors
        );
    }

    #[test]
    fn names_of_files_cannot_play_with_the_terminal() {
        let folder = workspace("names");
        write(&folder, "a\u{1b}[2J\u{202e}b/compose.yml", SIBLING);
        write(&folder, "line\nbreak.compose.yml", "services: {a: {image: 'kafka-box:1.37'}, \t");
        write(&folder, "passed\u{7}over.yml", "services: 7\n");
        for format in ["human", "concise", "json"] {
            let output =
                command(&folder, &["--verbose", "--color", "never", "--format", format, "."]).output();
            let output = output.expect("the binary runs");
            assert_eq!(output.status.code(), Some(2), "{format}");
            for bytes in [&output.stdout, &output.stderr] {
                assert_tame(std::str::from_utf8(bytes).expect("the output is UTF-8"), format);
            }
        }
    }

    #[test]
    fn what_may_not_be_opened_hides_nothing_else() {
        let folder = workspace("closed");
        write(&folder, "closed/compose.yml", SIBLING);
        write(&folder, "compose.yml", SIBLING);
        let close =
            |name: &str, mode| fs::set_permissions(folder.join(name), fs::Permissions::from_mode(mode));
        close("closed", 0o000).and(close("compose.yml", 0o000)).expect("permissions can be set");
        let may_anyway = fs::read_dir(folder.join("closed")).is_ok();
        let said = check(&folder);
        close("closed", 0o755).expect("permissions can be set");
        if may_anyway {
            return;
        }
        assert_eq!(said.findings, [OF_SIBLING]);
        assert_eq!(said.code, Some(2));
        assert!(said.errors.iter().any(|error| error.starts_with("compose.yml: ")), "{:?}", said.errors);
    }
}
