//! The documents beside their console sessions: the table of rules, snippets for other programs, the example policy.

use crate::console::Session;
use crate::expected::{copied, root, scratch};
use hy_msg_lint::check::{self, Request};
use hy_msg_lint::config;
use hy_msg_lint::policy::{BuiltIn, Engine, Mode, PolicySet};
use hy_msg_lint::workspace::Format;
use regex::Regex;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The document about editors.
const EDITORS: &str = "docs/editors.md";

fn document(name: &str) -> String {
    fs::read_to_string(root().join(name)).expect("the document is there").replace("\r\n", "\n")
}

/// Returns the only block of `language` in the README that begins with `start`.
fn snippet(language: &str, start: &str) -> String {
    snippet_in("README.md", language, start)
}

fn snippet_in(name: &str, language: &str, start: &str) -> String {
    let blocks: Vec<_> =
        snippets(name, language).into_iter().filter(|block| block.starts_with(start)).collect();
    let [block] = &blocks[..] else {
        panic!("{name} has {} blocks of {language} with {start}", blocks.len())
    };
    block.clone()
}

/// Returns the blocks of `language` in the document `name`.
pub(crate) fn snippets(name: &str, language: &str) -> Vec<String> {
    let document = document(name);
    let fence = format!("\n```{language}\n");
    let blocks = document.split(&fence).skip(1).filter_map(|rest| rest.split("\n```\n").next());
    blocks.map(|block| format!("{block}\n")).collect()
}

/// Runs `command` in the example project and returns its output and exit code. The project is a repository of its own,
/// as many fixtures of this one have dependents.
fn in_quickstart(command: &str) -> (String, i32) {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = copied(&root().join("fixtures/projects/quickstart"), "readme_quickstart");
        fs::create_dir(folder.join(".git")).expect("a folder can be made");
        folder
    });
    let mut session = Session { folder: FOLDER.clone(), status: 0 };
    let output = session.run(command).unwrap_or_else(|| panic!("`{command}` is no command of the program"));
    (output, session.status)
}

#[test]
fn the_table_has_the_rules() {
    let (rules, _) = in_quickstart("hy-msg-lint rules --format json");
    let rules: Value = serde_json::from_str(&rules).expect("the rules are JSON");
    let row = |rule: &Value| {
        let (id, severity) = (rule["id"].as_str()?, rule["severity"].as_str()?);
        Some((id.to_owned(), severity.to_owned()))
    };
    let own = |rule: &&Value| rule["area"] == "suppressions";
    let listed = rules["rules"].as_array().into_iter().flatten();
    for rule in listed.clone().filter(own) {
        let (id, severity) = row(rule).expect("an id and a severity");
        assert!(document("docs/rules.md").contains(&format!("\n| {id} | {severity} | ")), "{id}");
    }
    let rules: Vec<_> = listed.filter(|rule| !own(rule)).filter_map(row).collect();
    let row = Regex::new(
        r"(?m)^\| \[([a-z0-9-]+)\]\(\.\./policies/[a-z]+/([a-z0-9_]+)/README\.md\) \| ([a-z]+) \| (?:safe|unsafe|none) \| [^|]+ \|$",
    )
    .expect("the expression is right");
    let readme = document("docs/rules.md");
    let rows: Vec<_> = row.captures_iter(&readme).map(|row| row.extract::<3>().1).collect();
    for [id, folder, _] in &rows {
        assert_eq!(id.replace('-', "_"), *folder, "the link of {id} leads elsewhere");
    }
    let rows: Vec<_> =
        rows.iter().map(|[id, _, severity]| ((*id).to_owned(), (*severity).to_owned())).collect();
    assert_eq!(rows, rules);
}

#[test]
fn everybody_names_the_same_rust() {
    let manifest: toml::Table = document("Cargo.toml").parse().expect("the manifest is TOML");
    let rust = manifest["workspace"]["package"]["rust-version"].as_str().expect("the oldest Rust");
    assert!(document("README.md").contains(&format!("with Rust {rust} or later")));
    assert!(document("Dockerfile").contains(&format!("FROM rust:{rust}-alpine AS build")));
    for workflow in [".github/workflows/ci.yml", ".github/workflows/release.yml"] {
        assert!(document(workflow).contains(&format!("RUSTUP_TOOLCHAIN: {rust}.0\n")), "{workflow}");
    }
}

#[test]
fn links_lead_somewhere() {
    let link = Regex::new(r"\]\(([^):#]+)(?:#[^)]*)?\)").expect("the expression is right");
    let mut checked = 0;
    for name in [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "docs/architecture.md",
        "docs/inputs.md",
        "docs/ci.md",
        "docs/compose.md",
        "docs/configuration.md",
        "docs/dialects.md",
        "docs/editors.md",
        "docs/formats.md",
        "docs/inspect.md",
        "docs/rules.md",
        "docs/why-not.md",
        "docs/writing-policies.md",
    ] {
        let folder = PathBuf::from(name).parent().map(|folder| root().join(folder)).unwrap_or_default();
        for link in link.captures_iter(&document(name)).map(|link| link.extract::<1>().1[0].to_owned()) {
            assert!(folder.join(&link).exists(), "{name}: {link} leads nowhere");
            checked += 1;
        }
    }
    assert!(checked >= 15, "only {checked} links");
}

#[test]
fn commands_in_prose_are_understood() {
    let inline = Regex::new(r"`(hy-msg-lint [^`\n]+)`").expect("the expression is right");
    let readme = document("README.md");
    let mut commands: BTreeSet<_> =
        inline.captures_iter(&readme).map(|span| span.extract::<1>().1[0].to_owned()).collect();
    for block in snippets("README.md", "sh") {
        let lines = block.lines().map(|line| line.split('#').next().unwrap_or_default().trim().to_owned());
        commands.extend(lines);
    }
    // Some commands write files.
    let folder = copied(&root().join("fixtures/projects/quickstart"), "readme_commands");
    for command in commands.iter().filter(|command| !command.contains("[PATHS]")) {
        let mut session = Session { folder: folder.clone(), status: 0 };
        let output =
            session.run(command).unwrap_or_else(|| panic!("`{command}` is no command of the program"));
        assert_ne!(session.status, 2, "`{command}`: {output}");
    }
    assert!(commands.len() >= 4, "{commands:?}");
    let blocks = Regex::new("(?m)^```([a-z]+)$").expect("the expression is right");
    for [language] in blocks.captures_iter(&readme).map(|block| block.extract().1) {
        let accounted = ["console", "sh", "yaml", "rego"].contains(&language);
        assert!(accounted, "nothing checks blocks of {language}");
    }
}

#[test]
fn the_hook_runs() {
    let hook: serde_yaml::Value =
        serde_yaml::from_str(&snippet_in("docs/ci.md", "yaml", "repos:\n  - repo: local"))
            .expect("the hook is YAML");
    let hook = &hook["repos"][0]["hooks"][0];
    let (output, status) = in_quickstart(hook["entry"].as_str().expect("a command"));
    assert_eq!((output.lines().count(), status), (7, 1), "{output}");
    let files = Regex::new(hook["files"].as_str().expect("an expression")).expect("the expression is right");
    assert!(["compose.yaml", "a/topics.yml", "c.json", "a/.env"].iter().all(|file| files.is_match(file)));
    assert!(!files.is_match("README.md"));
}

#[test]
fn the_published_hook_runs_on_what_is_read() {
    let hooks: serde_yaml::Value =
        serde_yaml::from_str(&document(".pre-commit-hooks.yaml")).expect("the hooks are YAML");
    let hook = &hooks[0];
    assert_eq!((hook["id"].as_str(), hook["language"].as_str()), (Some("hy-msg-lint"), Some("rust")));
    let entry = hook["entry"].as_str().expect("a command");
    let (output, status) = in_quickstart(&format!("{entry} --quiet --format concise common.yml topics.yml"));
    assert_eq!((output.lines().count(), status), (2, 1), "{output}");
    let files = Regex::new(hook["files"].as_str().expect("an expression")).expect("the expression is right");
    for name in
        ["compose.YAML", "a/topics.yml", "c.json", "a.properties", "create.sh", "x/Makefile", "topics.mk"]
    {
        let format = Format::by_name(Path::new(name)).expect("a file that is read below a folder");
        assert!(format.declares() && files.is_match(name), "{name}");
    }
    assert!([".env", "a/kafka.env", ".env.prod", "deny.rego"].iter().all(|name| files.is_match(name)));
    assert!(["README.md", "environment", "a/Makefile.txt"].iter().all(|name| !files.is_match(name)));
}

#[test]
fn the_example_configurations_are_read() {
    let folder = scratch("readme_configuration");
    for name in ["base.yml", "prod.yml", "prod.env"] {
        fs::write(folder.join(name), "").expect("a file can be written");
    }
    for name in ["policies", "org", "legacy"] {
        fs::create_dir(folder.join(name)).expect("a folder can be made");
    }
    fs::write(folder.join("policies/rule.rego"), "").expect("a file can be written");
    let file = folder.join(config::FILE_NAME);
    for text in [snippet("yaml", "fail_on:"), snippet_in("docs/configuration.md", "yaml", "policies:")] {
        fs::write(&file, &text).expect("a file can be written");
        let config = config::read(&file).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        let set =
            hy_msg_lint_policies::built_in().and_then(|set| set.with_settings(&config.choice.settings()));
        assert!(set.is_ok(), "{set:?}");
        let (projects, policies) = (config.layout.projects.len(), config.policies.paths.len());
        assert_eq!(projects + policies, 1, "{text}");
    }
    fs::write(folder.join("compose.yml"), snippet("yaml", "services:")).expect("a file can be written");
    let mut session = Session { folder: folder.clone(), status: 0 };
    let said = session.run("hy-msg-lint --isolated --select static-ip,suppressions compose.yml");
    assert_eq!(said.as_deref(), Some("1 file, no findings; 1 suppressed (--verbose lists them)\n"));
}

#[test]
fn editors_understand_the_concise_format() {
    let task: Value =
        serde_json::from_str(&snippet_in(EDITORS, "json", "{\n  \"version\"")).expect("the task is JSON");
    let task = &task["tasks"][0];
    let words = task["args"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let command =
        [task["command"].as_str().expect("a command")].into_iter().chain(words).collect::<Vec<_>>().join(" ");
    let pattern = &task["problemMatcher"]["pattern"];
    let group = |name: &str| {
        pattern[name].as_u64().and_then(|number| usize::try_from(number).ok()).expect("a number")
    };
    let matcher =
        Regex::new(pattern["regexp"].as_str().expect("an expression")).expect("the expression is right");
    let (output, _) = in_quickstart(&command);
    assert_eq!(output.lines().count(), 6, "{output}");
    for line in output
        .lines()
        .chain(["broken.yml:3:1: error: expected `:`", "a.yml:1:1: warning[team.topics.warn] text"])
    {
        let found = matcher.captures(line).unwrap_or_else(|| panic!("no match: {line}"));
        let part = |name: &str| found.get(group(name)).map_or("", |part| part.as_str());
        let code = Some(part("code"))
            .filter(|code| !code.is_empty())
            .map_or(":".to_owned(), |code| format!("[{code}]"));
        let [file, at, column] = ["file", "line", "column"].map(part);
        assert_eq!(format!("{file}:{at}:{column}: {}{code} {}", part("severity"), part("message")), line);
    }
    let make = snippet_in(EDITORS, "vim", "set makeprg=");
    let (program, format) = make.split_once('\n').expect("two lines");
    assert_eq!(program.strip_prefix("set makeprg=").map(|program| program.replace('\\', "")), Some(command));
    assert_eq!(
        format.trim_end(),
        r"set errorformat=%f:%l:%c:\ %t%*[a-z]:\ %m,%f:%l:%c:\ %t%*[a-z]%m,%f:\ %t%*[a-z]:\ %m",
        "try it in Vim"
    );
}

#[test]
fn settings_of_editors_start_the_language_server() {
    let parsed = |text: &String| serde_json::from_str::<Value>(text).expect("the settings are JSON");
    let settings: Vec<_> = snippets(EDITORS, "json").iter().map(parsed).collect();
    let command = |program: &Value, arguments: &Value| {
        let program = program.as_str().and_then(|program| program.rsplit('/').next());
        assert_eq!((program, arguments), (Some("hy-msg-lint"), &serde_json::json!(["lsp"])));
    };
    command(&settings[0]["glspc.server.command"], &settings[0]["glspc.server.commandArguments"]);
    let binary = &settings[1]["lsp"]["yaml-language-server"]["binary"];
    command(&binary["path"], &binary["arguments"]);
    let [helix] = &snippets(EDITORS, "toml")[..] else { panic!("one block of TOML") };
    let helix: toml::Table = helix.parse().expect("the settings are TOML");
    let server = &helix["language-server"]["hy-msg-lint"];
    assert_eq!(server["command"].as_str(), Some("hy-msg-lint"));
    assert_eq!(server["args"].as_array().map(|all| all[0].as_str()), Some(Some("lsp")));
    let languages = helix["language"].as_array().expect("a list");
    let servers = languages.iter().filter_map(|language| language["language-servers"].as_array());
    assert!(servers.clone().count() >= 3);
    assert!(servers.clone().all(|all| all.iter().any(|one| one.as_str() == Some("hy-msg-lint"))));
}

#[test]
fn the_example_policy_works() {
    let path = "kafka/underscore_in_topic_name/underscore_in_topic_name.rego";
    let set = BuiltIn::from_sources("policies", [(path.to_owned(), snippet("rego", "# METADATA"))])
        .map(|policies| PolicySet::from(&policies))
        .expect("the policy is accepted");
    let text = b"topics: [{name: orders_new, partitions: 1}, {name: orders.old, partitions: 1}]".to_vec();
    let request = Request { stdin: Some(("topics.yml".into(), text)), ..Request::default() };
    let resources = check::read(&request).expect("standard input can be read").resources;
    let kinds = resources.iter().map(|resource| resource.kind).collect();
    for mode in [Mode::Machine, Mode::Interpreter] {
        let judgement = Engine::compile(&set, &kinds, &|_| true, mode)
            .expect("the policy compiles")
            .judge(&resources, &|_| true);
        let said: Vec<_> = judgement.denied.iter().map(|one| &*one.violation.message).collect();
        assert_eq!(said, ["topic `orders_new` has an underscore in its name"]);
        assert!(judgement.failures.is_empty(), "{:?}", judgement.failures);
    }
}
