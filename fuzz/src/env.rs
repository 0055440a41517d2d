//! A file of variables, and values that name them: what comes out has a limit.

use super::texts;
use hy_msg_lint::source::SourceMap;
use hy_msg_lint::tree::{Node, Value};
use hy_msg_lint::workspace::Files;
use hy_msg_lint_compose::{self as compose, ProjectRequest, Reading};

/// The limit of a value, in bytes: 1 MiB (`crates/compose/src/load/budget.rs`).
const MAX_VALUE: usize = 1 << 20;

/// The limit of all values of a project, in bytes: 32 MiB (the same file).
const MAX_PROJECT: usize = 32 << 20;

/// How often the project below names one value or variable: each may be in its canonical form so many times.
const COPIES: usize = 8;

/// Reads the first text of `data` as `.env`, and the second as a value of a project.
pub fn run(data: &[u8]) {
    let folder = texts::folder("env");
    let all = texts::texts(data, ".env");
    let text = |at: usize| {
        all.get(at).map(|(_, text)| String::from_utf8_lossy(text).replace('\0', "")).unwrap_or_default()
    };
    let (variables, value) = (text(0), text(1));
    let quoted = serde_json::Value::from(value).to_string();
    let project = format!(
        "services:\n  a:\n    image: {quoted}\n    env_file: .env\n    environment: {{A: {quoted}}}\n    command: [{quoted}]\n    labels: {{a: {quoted}}}\n"
    );
    for reading in [Reading::Open, Reading::AsCompose] {
        let sources = SourceMap::within([folder.as_path()]);
        sources.add(&folder.join("compose.yml"), project.clone());
        sources.add(&folder.join(".env"), variables.clone());
        let request = ProjectRequest { reading, ..ProjectRequest::of([folder.join("compose.yml")]) };
        let read = compose::load(&Files::over(&sources), &request);
        let (longest, sum) = sizes(&read.canonical);
        assert!(longest <= MAX_VALUE + data.len(), "a value of {longest} bytes of {} bytes", data.len());
        assert!(sum <= MAX_PROJECT + COPIES * data.len(), "{sum} bytes of {} bytes", data.len());
    }
}

/// Returns the length of the longest text in `node`, and the sum of all lengths.
fn sizes(node: &Node) -> (usize, usize) {
    let within = |all: Vec<(usize, usize)>| {
        all.into_iter().fold((0, 0), |(longest, sum), (one, more)| (longest.max(one), sum + more))
    };
    match &node.value {
        Value::Scalar(scalar) => (scalar.text.len(), scalar.text.len()),
        Value::List(_) => within(node.items().map(|item| sizes(&item)).collect()),
        Value::Map(_) => within(node.entries().map(|entry| sizes(&entry.node)).collect()),
    }
}
