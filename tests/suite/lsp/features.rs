//! Editor features: diagnostics, values, declarations, actions.

use super::client::{Client, abilities, code, quickstart, uri};
use crate::expected::{files_under, root, scratch};
use hy_msg_lint::lsp::Ended;
use hy_msg_lint::suppress::META_RULES;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

fn in_quickstart() -> (Client, std::path::PathBuf) {
    let folder = quickstart();
    (Client::start(&[&folder], &abilities(), &Value::Null), folder)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("the file is there").replace("\r\n", "\n")
}

#[test]
fn findings_come_for_all_files_and_follow_what_is_typed() {
    let (mut client, folder) = in_quickstart();
    let compose = folder.join("docker-compose.yml");
    let common = folder.join("common.yml");
    let connector = folder.join("connectors/orders.json");
    client.until("the folder's findings", |client| client.published.contains_key(&uri(&connector)));
    assert_eq!(client.found(&connector), ["4 1 static-ip"]);
    let watched = client.asked.iter().find(|(method, _)| method == "client/registerCapability");
    let watched = watched.expect("it asks to watch files").1.to_string();
    assert!(watched.contains("rego") && watched.contains("{.gitignore,.ignore}"), "{watched}");
    let text = read(&compose);
    client.open(&compose, &text);
    let before = client.current(&compose);
    assert!(before.contains(&"51 1 conflicting-resource-limits".to_owned()), "{before:?}");
    // A changed limit removes the conflict without saving; the finding was in the other file.
    let template = read(&common);
    client.open(&common, &template);
    let changed = template.replace("memory: 512M", "memory: 1g");
    assert_ne!(changed, template, "{template}");
    client.change(&common, &changed);
    client.until("the end of the conflict", |client| {
        !client.found(&compose).iter().any(|one| one.contains("conflicting-resource-limits"))
    });
    // A document closed without saving has its text from the disk again.
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri(&common)}}));
    client.until("the conflict", |client| client.found(&compose) == before);
    // A file without remaining findings gets an empty list.
    assert_eq!(client.change(&compose, "services: {}\n"), [""; 0]);
    client.until("an end", |client| client.found(&compose).is_empty());
    assert_eq!(client.end(), Ended::InOrder);
}

#[test]
fn a_diagnostic_says_what_where_why_and_where_to_read_more() {
    let (mut client, folder) = in_quickstart();
    let compose = folder.join("docker-compose.yml");
    client.open(&compose, &read(&compose));
    client.current(&compose);
    let all = client.published[&uri(&compose)]["diagnostics"].clone();
    let of = |rule: &str| all.as_array().into_iter().flatten().find(|one| code(one) == rule).cloned();
    let one = of("exposed-plaintext-listener").expect("it is found");
    assert_eq!(one["source"], "hy-msg-lint");
    assert_eq!(one["severity"], 1);
    let place = |line: u32, character: u32| json!({"line": line, "character": character});
    assert_eq!(one["range"], json!({"start": place(30, 8), "end": place(30, 35)}));
    let lines: Vec<_> = one["message"].as_str().expect("a text").lines().collect();
    assert!(
        lines[0].starts_with("listener `EXTERNAL` of `kafka-1` is PLAINTEXT") && lines.len() == 2,
        "{lines:?}"
    );
    assert!(one["codeDescription"]["href"].as_str().is_some_and(|href| href.starts_with("https://")));
    let related = one["relatedInformation"].as_array().expect("related places");
    assert_eq!(related[0]["location"]["range"]["start"], place(27, 60));
    assert_eq!(related[0]["message"], "listener `EXTERNAL` binds every interface");
    client.end();
}

#[test]
fn a_file_that_is_broken_or_new_is_told_of() {
    let (mut client, folder) = in_quickstart();
    let new = folder.join("not-saved-yet.yml");
    client.open(&new, "topics: [{name: a, partitions: 1, replicationFactor: 1}]\n");
    let found = client.current(&new);
    assert!(found.iter().any(|one| one.contains("low-replication-factor")), "{found:?}");
    let broken = client.change(&new, "topics: [{name: a\n");
    assert!(broken.iter().any(|one| one.starts_with("0 1 -")), "{broken:?}");
    let other = client.change(&new, "other: [{name: a\n");
    assert!(other.is_empty(), "{other:?}");
    let compose = folder.join("docker-compose.yml");
    client.open(&compose, &read(&compose));
    let broken = client.change(&compose, "services:\n  a: {image: [}\n");
    assert!(broken.iter().any(|one| one.starts_with("1 1 -")), "{broken:?}");
    client.end();
}

#[test]
fn what_could_not_be_judged_is_shown_to_who_wants_it() {
    let folder = quickstart();
    let file = folder.join("common.yml");
    for (options, shown) in [(json!({"unknown": true}), true), (Value::Null, false)] {
        let mut client = Client::start(&[&folder], &abilities(), &options);
        client.until("the findings", |client| !client.published.is_empty());
        let hints = client.found(&file);
        assert_eq!(hints.iter().any(|one| one == "6 4 missing-resource-limits"), shown, "{hints:?}");
        client.end();
    }
}

#[test]
fn places_are_counted_as_the_editor_counts() {
    let folder = scratch("lsp_encoding");
    let file = folder.join("docker compose é.yml");
    let text = "services:\n  a: {image: kafka-ui:1, labels: {'😀': é}, networks: {n: {ipv4_address: 10.0.0.5}}}\nnetworks: {n: {}}\n";
    for (encodings, chosen, character) in [
        (json!(["utf-32", "utf-8"]), "utf-8", 76),
        (json!(["utf-16"]), "utf-16", 73),
        (Value::Null, "utf-16", 73),
    ] {
        let general = if encodings.is_null() { json!({}) } else { json!({"positionEncodings": encodings}) };
        let mut client = Client::start(&[&folder], &json!({"general": general}), &Value::Null);
        assert_eq!(client.capabilities["positionEncoding"], chosen);
        client.open(&file, text);
        client.current(&file);
        let all = client.published[&uri(&file)]["diagnostics"].clone();
        let of = |one: &&Value| code(one) == "static-ip";
        let one = all.as_array().into_iter().flatten().find(of).unwrap_or_else(|| panic!("{all}")).clone();
        assert_eq!(one["range"]["start"]["character"], character, "{encodings}");
        client.end();
    }
}

#[test]
fn a_mistake_of_the_configuration_or_of_a_policy_is_shown_where_it_is() {
    let folder = scratch("lsp_configuration");
    fs::create_dir_all(folder.join(".git")).expect("a folder can be made");
    let (file, rego, topics) =
        (folder.join("hy-msg-lint.yaml"), folder.join("rules/a/b/b.rego"), folder.join("topics.yml"));
    fs::create_dir_all(rego.parent().expect("a folder")).expect("a folder can be made");
    fs::write(&topics, "topics: [{name: a, partitions: 1, replicationFactor: 1}]\n")
        .expect("a file can be written");
    fs::write(&file, "polices: [rules]\n").expect("a file can be written");
    fs::write(&rego, "package hy_msg_lint.a.b\n\ndeny contains {\n").expect("a file can be written");
    let mut client = Client::start(&[&folder], &abilities(), &Value::Null);
    client.until("the mistake", |client| client.found(&file) == ["0 1 -"]);
    assert!(client.found(&topics).is_empty());
    let changed = |client: &Client, path: &Path| {
        let change = json!({"changes": [{"uri": uri(path), "type": 2}]});
        client.notify("workspace/didChangeWatchedFiles", change);
    };
    fs::write(&file, "policies: [rules]\n").expect("a file can be written");
    changed(&client, &file);
    client.until("the mistake in the policy", |client| !client.found(&rego).is_empty());
    assert!(client.found(&file).is_empty());
    fs::write(&file, "{}\n").expect("a file can be written");
    changed(&client, &file);
    client
        .until("the findings", |client| !client.found(&topics).is_empty() && client.found(&rego).is_empty());
    client.end();
}

#[test]
fn a_file_outside_of_all_folders_is_checked_alone() {
    let folder = scratch("lsp_alone");
    let (one, other) = (folder.join("one.yml"), folder.join("other.yml"));
    let text = "topics: [{name: a, partitions: 1, replicationFactor: 1}]\n";
    fs::write(&one, text).expect("a file can be written");
    fs::write(&other, text).expect("a file can be written");
    let mut client = Client::start(&[], &abilities(), &Value::Null);
    let unsaved = std::env::temp_dir().join("hy-msg-lint-nowhere/topics.yml");
    client.open(&unsaved, text);
    assert!(!client.current(&unsaved).is_empty());
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri(&unsaved)}}));
    client.until("an end", |client| client.found(&unsaved).is_empty());
    client.notify(
        "workspace/didChangeWorkspaceFolders",
        json!({"event": {"added": [{"uri": uri(&folder), "name": "x"}], "removed": []}}),
    );
    client.until("the folder", |client| !client.found(&one).is_empty() && !client.found(&other).is_empty());
    client.notify(
        "workspace/didChangeWorkspaceFolders",
        json!({"event": {"removed": [{"uri": uri(&folder), "name": "x"}], "added": []}}),
    );
    client.until("the end", |client| client.found(&one).is_empty() && client.found(&other).is_empty());
    client.end();
}

#[test]
fn a_value_is_shown_with_where_it_comes_from() {
    let (mut client, folder) = in_quickstart();
    let compose = folder.join("docker-compose.yml");
    let text = read(&compose);
    client.open(&compose, &text);
    let mut hover = |part: &str, more: usize| client.hover(Client::at(&compose, &text, part, more));
    let limit = hover("service: small", 10);
    assert!(
        limit.contains("`deploy.resources.limits.memory`: 512 MiB, from `small` in common.yml:14"),
        "{limit}"
    );
    let own = hover("mem_limit: 1g", 1);
    assert!(own.contains("`mem_limit` of service `connect`: 1 GiB"), "{own}");
    let merged = hover("KAFKA_MIN_INSYNC_REPLICAS", 3);
    assert!(
        merged.contains("`properties.min.insync.replicas` of broker `kafka-1`, `kafka-2`, `kafka-3`: `2`, from `<<: *kafka-environment`"),
        "{merged}"
    );
    let listener = hover("EXTERNAL://:9092", 2);
    assert!(listener.contains("listener `EXTERNAL`: `PLAINTEXT`, port 9092"), "{listener}");
    let variable = hover("PUBLIC_PORT:-", 2);
    assert!(variable.contains("the default of `PUBLIC_PORT`"), "{variable}");
    let service = hover("  connect:", 3);
    assert!(service.contains("`image`: `quay.io/debezium/connect:3.3`"), "{service}");
    let topics = folder.join("topics.yml");
    let text = read(&topics);
    client.open(&topics, &text);
    let topic = client.hover(Client::at(&topics, &text, "payments", 1));
    assert!(topic.contains("- replication factor: `3`"), "{topic}");
    client.end();
}

#[test]
fn a_topic_is_shown_with_what_its_brokers_set() {
    let folder = scratch("lsp_topic");
    let file = folder.join("compose.yml");
    let text = "\
services:
  kafka:
    image: apache/kafka:4.1.0
    environment: {KAFKA_DEFAULT_REPLICATION_FACTOR: 2, KAFKA_LOG_RETENTION_MS: 86400000}
  init:
    image: apache/kafka:4.1.0
    command: kafka-topics --create --topic orders --bootstrap-server kafka:9092
";
    let mut client = Client::start(&[&folder], &abilities(), &Value::Null);
    client.open(&file, text);
    let topic = client.hover(Client::at(&file, text, "orders", 1));
    assert!(
        topic.contains(
            "- replication factor: `2`, the cluster's `default.replication.factor`, from compose.yml:4"
        ),
        "{topic}"
    );
    assert!(topic.contains("- retention.ms: 1 d, the cluster's `log.retention.ms`"), "{topic}");
    assert_eq!(client.targets(Client::at(&file, text, "kafka:9092", 2)), ["compose.yml:2"]);
    client.end();
}

#[test]
fn an_address_is_shown_with_who_answers_and_who_is_sent_there() {
    let folder = scratch("lsp_connections");
    let file = folder.join("compose.yml");
    let text = "\
services:
  kafka:
    image: apache/kafka:4.1.0
    ports: ['9092:9092']
    environment:
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@controller:9093
      KAFKA_LISTENERS: PLAINTEXT://:9092
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://localhost:9092
  other:
    image: apache/kafka:4.1.0
    environment:
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@controller:9093
  app:
    image: example/app:1.0
    environment: {KAFKA_BOOTSTRAP_SERVERS: 'kafka:9092'}
";
    let mut client = Client::start(&[&folder], &abilities(), &Value::Null);
    client.open(&file, text);
    client.current(&file);
    let answered = client.hover(Client::at(&file, text, "kafka:9092", 2));
    let wanted = "listener `PLAINTEXT` of `kafka` answers `app`, and sends it to `localhost:9092`, which is its own container";
    assert!(answered.contains(wanted), "{answered}");
    let sent = client.hover(Client::at(&file, text, "localhost:9092", 2));
    assert!(sent.contains("- `app`, which is its own container"), "{sent}");
    assert!(sent.contains("- broker `other`, which is its own container"), "{sent}");
    assert!(sent.contains("- the host, through port 9092, which it reaches"), "{sent}");
    client.end();
}

#[test]
fn a_rule_is_explained_where_it_finds_and_where_it_is_named() {
    let (mut client, folder) = in_quickstart();
    let compose = folder.join("docker-compose.yml");
    let text = read(&compose)
        .replace("mem_limit: 1g", "mem_limit: 1g # hy-msg-lint: ignore[conflicting-resource-limits]");
    client.open(&compose, &text);
    let named = client.hover(Client::at(&compose, &text, "conflicting-resource-limits", 9));
    assert!(named.starts_with("**conflicting-resource-limits**: "), "{named}");
    client.current(&compose);
    let found = client.hover(Client::at(&compose, &text, "'${PUBLIC_PORT", 1));
    assert!(found.contains("**exposed-plaintext-listener**: "), "{found}");
    // The rules that judge suppressions are no policies, but are named like any other.
    for own in META_RULES {
        let text = format!("# hy-msg-lint: ignore-file[{}]\n{text}", own.id);
        client.change(&compose, &text);
        let named = client.hover(Client::at(&compose, &text, own.id, 3));
        assert_eq!(named, format!("**{}**: {}\n\n{}", own.id, own.title, own.description));
    }
    // Such a rule is also explained at its finding.
    let text = format!("# hy-msg-lint: ignored\n{text}");
    client.change(&compose, &text);
    let found = client.hover(Client::at(&compose, &text, "ignored", 3));
    assert!(found.starts_with("**malformed-suppression**: "), "{found}");
    client.end();
}

#[test]
fn names_lead_to_what_they_name() {
    let folder = scratch("lsp_definition");
    let (file, base) = (folder.join("compose.yml"), folder.join("base.yml"));
    let text = "\
include: [more.yml]
x-env: &env {A: b}
x-list: &list [one]
services:
  kafka:
    image: apache/kafka:4.1.0
    extends: {file: base.yml, service: limits}
    environment: {<<: *env, B: c}
    command: *list
    networks: [inside, outside]
    volumes: ['data:/var/lib/kafka', {type: volume, source: data, target: /x}]
    secrets: [password]
  connect:
    image: quay.io/debezium/connect:3.3
    extends: kafka
    depends_on: {kafka: {condition: service_healthy}}
    environment: {BOOTSTRAP_SERVERS: 'kafka:9092,registry:8081,absent:1'}
networks: {inside: {}}
volumes: {data: {}}
secrets: {password: {file: p.txt}}
";
    fs::write(&base, "services:\n  limits:\n    mem_limit: 1g\n").expect("a file can be written");
    let more = "services:\n  registry: {image: 'x:1', networks: [outside]}\nnetworks:\n  outside: {}\n";
    fs::write(folder.join("more.yml"), more).expect("a file can be written");
    let mut client = Client::start(&[&folder], &abilities(), &Value::Null);
    client.open(&file, text);
    for (part, more, target) in [
        ("more.yml", 2, Some("more.yml:1")),
        ("*env", 2, Some("compose.yml:2")),
        ("*list", 2, Some("compose.yml:3")),
        ("file: base.yml", 8, Some("base.yml:1")),
        ("service: limits", 10, Some("base.yml:2")),
        ("extends: kafka", 10, Some("compose.yml:5")),
        ("{kafka: {cond", 2, Some("compose.yml:5")),
        ("[inside", 2, Some("compose.yml:18")),
        ("outside]", 2, Some("more.yml:4")),
        ("data:/var", 1, Some("compose.yml:19")),
        ("source: data", 9, Some("compose.yml:19")),
        ("[password", 3, Some("compose.yml:20")),
        ("kafka:9092", 1, Some("compose.yml:5")),
        ("registry:8081", 1, Some("more.yml:2")),
        ("absent:1", 1, None),
        ("image:", 1, None),
        ("apache", 1, None),
    ] {
        let found = client.targets(Client::at(&file, text, part, more));
        assert_eq!(found, target.into_iter().collect::<Vec<_>>(), "{part}");
    }
    client.end();
}

#[test]
fn actions_suppress_a_rule_and_open_its_documentation() {
    let (mut client, folder) = in_quickstart();
    let compose = folder.join("docker-compose.yml");
    let text = read(&compose);
    client.open(&compose, &text);
    client.current(&compose);
    let connector = folder.join("connectors/orders.json");
    client.until("the connector", |client| !client.found(&connector).is_empty());
    let (first, command) = act(&mut client, &compose, "conflicting-resource-limits");
    assert_eq!(first, Some((51, 17, " # hy-msg-lint: ignore[conflicting-resource-limits]".to_owned())));
    assert_suppresses(&mut client, &compose, &text, "conflicting-resource-limits", first);
    let command = command.expect("the documentation can be opened");
    client.request("workspace/executeCommand", command).expect("it is done");
    let opened =
        |(method, params): &(String, Value)| method == "window/showDocument" && params["external"] == true;
    client.until("the page", |client| client.asked.iter().any(opened));
    // JSON has no comments.
    assert_eq!(act(&mut client, &connector, "static-ip").0, None);
    client.end();
}

#[test]
fn a_comment_goes_where_it_is_one() {
    let folder = scratch("lsp_suppress");
    for (name, text, rule, place) in [
        (
            "compose.yml",
            "services:\n  a:\n    image: apache/kafka:4.1.0\n    command: |\n      kafka-topics --create --topic a --replication-factor 1 \\\n        --bootstrap-server x:1\n",
            "low-replication-factor",
            (3, 0, "    # hy-msg-lint: ignore[low-replication-factor]\n"),
        ),
        (
            "topics.sh",
            "kafka-topics --create \\\n  --topic a --replication-factor 1\n",
            "low-replication-factor",
            (0, 0, "# hy-msg-lint: ignore[low-replication-factor]\n"),
        ),
        (
            "server.properties",
            "process.roles=broker\nmin.insync.replicas=1\nnode.id=1\nlisteners=PLAINTEXT://:9092\n",
            "low-min-insync-replicas",
            (1, 0, "# hy-msg-lint: ignore[low-min-insync-replicas]\n"),
        ),
        (
            "topics.yml",
            "topics: [{name: a, partitions: 1, replicationFactor: 1}] # hy-msg-lint: ignore[static-ip]\n",
            "low-replication-factor",
            (0, 88, ", low-replication-factor"),
        ),
    ] {
        let mut client = Client::start(&[&folder], &abilities(), &Value::Null);
        let file = folder.join(name);
        client.open(&file, text);
        client.current(&file);
        let (edit, _) = act(&mut client, &file, rule);
        let (line, character, new) = place;
        assert_eq!(edit, Some((line, character, new.to_owned())), "{name}");
        assert_suppresses(&mut client, &file, text, rule, edit);
        client.end();
    }
}

#[test]
fn hover_tells_a_listener_of_any_form() {
    let folder = scratch("lsp_listeners");
    for (name, text, name_at, wanted) in [
        (
            "kafka.yml",
            "apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: {name: events}\nspec:\n  kafka:\n    listeners:\n      - {name: clients, port: 9094, type: nodeport, tls: false}\n",
            "clients",
            "listener `clients`: `PLAINTEXT`, port 9094, of type `nodeport`",
        ),
        (
            "server.properties",
            "node.id=1\nlog.dirs=/data\nlisteners=SSL://:9093\nadvertised.listeners=SSL://kafka:9093\n",
            "SSL://:9093",
            "listener `SSL`: `SSL`, port 9093, advertised as `kafka:9093`",
        ),
    ] {
        let mut client = Client::start(&[&folder], &abilities(), &Value::Null);
        let file = folder.join(name);
        client.open(&file, text);
        client.current(&file);
        let told = client.hover(Client::at(&file, text, name_at, 1));
        assert!(told.contains(wanted), "{told}");
        client.end();
    }
}

/// Returns the edit of the action on the finding of `rule` in `path`, and the command that opens its documentation.
fn act(client: &mut Client, path: &Path, rule: &str) -> (Option<(u64, u64, String)>, Option<Value>) {
    let all = client.published[&uri(path)]["diagnostics"].clone();
    let of = |one: &&Value| code(one) == rule;
    let one =
        all.as_array().into_iter().flatten().find(of).unwrap_or_else(|| panic!("no {rule}: {all}")).clone();
    let document = json!({"uri": uri(path)});
    let params = json!({"textDocument": document, "range": one["range"], "context": {"diagnostics": [one]}});
    let actions = client.request("textDocument/codeAction", params).expect("an answer");
    let actions = actions.as_array().cloned().unwrap_or_default();
    let edit = actions.iter().find(|one| one["title"] == format!("Suppress `{rule}` for this line"));
    let edit = edit.map(|one| one["edit"]["changes"][uri(path)][0].clone());
    let edit = edit.map(|edit| {
        let start = &edit["range"]["start"];
        let number = |name: &str| start[name].as_u64().expect("a number");
        (number("line"), number("character"), edit["newText"].as_str().expect("a text").to_owned())
    });
    let command = actions.iter().find(|one| !one["command"].is_null()).map(|one| one["command"].clone());
    (edit, command)
}

/// Applies `edit` to `text`, and asserts that it removes the finding of `rule` in `path` and changes nothing else.
fn assert_suppresses(
    client: &mut Client,
    path: &Path,
    text: &str,
    rule: &str,
    edit: Option<(u64, u64, String)>,
) {
    let rules = |found: Vec<String>| -> Vec<String> {
        let rule = |one: String| one.rsplit(' ').next().unwrap_or_default().to_owned();
        found.into_iter().map(rule).collect()
    };
    let mut expected = rules(client.found(path));
    expected.retain(|one| one != rule);
    let (line, character, new) = edit.expect("there is an edit");
    let number = |number: u64| usize::try_from(number).expect("a place in a small file");
    let start: usize = text.split_inclusive('\n').take(number(line)).map(str::len).sum();
    let mut edited = text.to_owned();
    edited.insert_str(start + number(character), &new);
    assert_eq!(rules(client.change(path, &edited)), expected, "{edited}");
}

#[test]
fn no_place_of_any_file_breaks_the_server() {
    let mut asked = 0;
    for name in ["quickstart", "hostile_names", "override_file"] {
        let folder = root().join("fixtures/projects").join(name);
        let mut client = Client::start(&[&folder], &abilities(), &json!({"unknown": true}));
        for file in files_under(&folder) {
            let Ok(text) = fs::read_to_string(&file) else { continue };
            client.open(&file, &text);
            for (line, content) in text.lines().enumerate().step_by(3) {
                for character in [0, content.len() / 2, content.len() + 1] {
                    let at = json!({"textDocument": {"uri": uri(&file)}, "position": {"line": line, "character": character}});
                    client.request("textDocument/hover", at.clone()).expect("an answer");
                    client.request("textDocument/definition", at).expect("an answer");
                    asked += 1;
                }
            }
        }
        assert_eq!(client.end(), Ended::InOrder, "{name}");
    }
    assert!(asked > 50, "{asked}");
}

/// Returns `text` with the edits of `action` in the file at `path`.
fn applied(action: &Value, path: &Path, text: &str) -> String {
    let number =
        |value: &Value| usize::try_from(value.as_u64().expect("a number")).expect("a place in a small file");
    let offset = |at: &Value| {
        let start: usize = text.split_inclusive('\n').take(number(&at["line"])).map(str::len).sum();
        start + number(&at["character"])
    };
    let edits = action["edit"]["changes"][uri(path)].as_array().expect("there are edits");
    let mut edits: Vec<_> = edits
        .iter()
        .map(|edit| (offset(&edit["range"]["start"]), offset(&edit["range"]["end"]), &edit["newText"]))
        .collect();
    edits.sort_by_key(|(start, ..)| std::cmp::Reverse(*start));
    let mut text = text.to_owned();
    for (start, end, new) in edits {
        text.replace_range(start..end, new.as_str().expect("a text"));
    }
    text
}

#[test]
fn findings_are_fixed_alone_by_rule_and_all_at_once() {
    let folder = scratch("lsp_fixes");
    let file = folder.join("compose.yml");
    let text = "\
services:
  kafka-init:
    image: confluentinc/cp-kafka:7.9.0
    restart: always
    command: kafka-topics --bootstrap-server ${BROKERS} --create --if-not-exists --topic a --replication-factor 3
    networks: {infra_net: {ipv4_address: 172.20.0.9}}
  kafka:
    image: confluentinc/cp-kafka:7.9.0
    environment: {KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE: 'true'}
  other:
    image: confluentinc/cp-kcat:7.9.0
    networks:
      infra_net:
        ipv4_address: 172.20.0.10
        aliases: [o]
networks: {infra_net: }
";
    let mut client = Client::start(&[&folder], &abilities(), &Value::Null);
    client.open(&file, text);
    client.current(&file);
    let all = client.published[&uri(&file)]["diagnostics"].as_array().cloned().unwrap_or_default();
    let pinned = all.iter().find(|one| code(one) == "static-ip").expect("it is found").clone();
    let mut ask = |context: Value| {
        let document = json!({"uri": uri(&file)});
        let params = json!({"textDocument": document, "range": pinned["range"], "context": context});
        let actions = client.request("textDocument/codeAction", params).expect("an answer");
        actions.as_array().cloned().unwrap_or_default()
    };
    let actions = ask(json!({"diagnostics": [pinned]}));
    let titled = |title: &str| {
        actions.iter().find(|one| one["title"] == title).unwrap_or_else(|| panic!("{actions:#?}"))
    };
    let first =
        text.replace("networks: {infra_net: {ipv4_address: 172.20.0.9}}", "networks: {infra_net: {}}");
    let one = titled("Fix: remove `ipv4_address` (look at it)");
    assert_eq!((applied(one, &file, text), &one["isPreferred"]), (first.clone(), &Value::Null));
    let both = first.replace("        ipv4_address: 172.20.0.10\n", "");
    assert_eq!(applied(titled("Fix all `static-ip` in this file"), &file, text), both);
    for kind in ["source", "source.fixAll", "source.fixAll.hy-msg-lint"] {
        let actions = ask(json!({"diagnostics": [], "only": [kind]}));
        let [all] = actions.as_slice() else { panic!("{kind}: {actions:#?}") };
        assert_eq!(all["kind"], "source.fixAll.hy-msg-lint");
        assert_eq!(applied(all, &file, text), text.replace("ENABLE: 'true'", "ENABLE: 'false'"));
    }
    assert_eq!(ask(json!({"diagnostics": [], "only": ["source.fixAll.other"]})), Vec::<Value>::new());
    client.end();
}

/// Returns capabilities of an editor that knows versions of documents.
fn with_versions() -> Value {
    let mut abilities = abilities();
    abilities["workspace"]["workspaceEdit"] = json!({"documentChanges": true});
    abilities
}

#[test]
fn edits_are_for_the_text_that_was_judged() {
    let folder = scratch("lsp_versions");
    let file = folder.join("compose.yml");
    let text = "services:\n  kafka:\n    image: apache/kafka:4.1.0\n    environment: {NOTE: '😀ü', KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE: 'true'}\n";
    let mut client = Client::start(&[&folder], &with_versions(), &Value::Null);
    client.open(&file, text);
    client.current(&file);
    let all = client.published[&uri(&file)]["diagnostics"].as_array().cloned().unwrap_or_default();
    let one = all.iter().find(|one| code(one) == "unclean-leader-election").expect("it is found").clone();
    let ask = |client: &mut Client, context: Value| {
        let params = json!({"textDocument": {"uri": uri(&file)}, "range": one["range"], "context": context});
        let actions = client.request("textDocument/codeAction", params).expect("an answer");
        actions.as_array().cloned().unwrap_or_default()
    };
    let context = json!({"diagnostics": [one], "triggerKind": 2});
    let actions = ask(&mut client, context.clone());
    let fix = actions.iter().find(|one| one["isPreferred"] == true).unwrap_or_else(|| panic!("{actions:#?}"));
    assert_eq!(fix["edit"].get("changes"), None);
    let change = &fix["edit"]["documentChanges"][0];
    let start = text.lines().nth(3).expect("a line").split_once("'true'").expect("a value").0;
    let start = start.encode_utf16().count();
    assert_eq!(change["textDocument"], json!({"uri": uri(&file), "version": 1}));
    let edit = json!({"range": {"start": {"line": 3, "character": start}, "end": {"line": 3, "character": start + 6}}, "newText": "'false'"});
    assert_eq!(change["edits"], json!([edit]));
    let suppress =
        actions.iter().find(|one| one["title"] == "Suppress `unclean-leader-election` for this line");
    assert_eq!(suppress.expect("it is offered")["edit"]["documentChanges"][0]["textDocument"]["version"], 1);
    // Of a text that is not judged, nothing is offered unasked; who asks or saves waits for the check.
    client.notify_change(&file, &format!("# new\n{text}"));
    assert_eq!(ask(&mut client, context), Vec::<Value>::new());
    let saved = ask(&mut client, json!({"diagnostics": [], "only": ["source.fixAll"], "triggerKind": 2}));
    let [all] = saved.as_slice() else { panic!("{saved:#?}") };
    let change = &all["edit"]["documentChanges"][0];
    assert_eq!(
        (&change["textDocument"]["version"], &change["edits"][0]["range"]["start"]["line"]),
        (&2.into(), &4.into())
    );
    // The diagnostic is one of the text before.
    let late = ask(&mut client, json!({"diagnostics": [one], "only": ["quickfix"]}));
    assert_eq!(late, Vec::<Value>::new());
    client.current(&file);
    client.end();
}

#[test]
fn an_unused_suppression_is_taken_away() {
    let folder = scratch("lsp_unused");
    let file = folder.join("compose.yml");
    let text = "services:\n  kafka:\n    image: apache/kafka:4.1.0 # hy-msg-lint: ignore[static-ip] gone\n";
    let mut client = Client::start(&[&folder], &abilities(), &Value::Null);
    fs::write(&file, text).expect("a file can be written");
    client.open(&file, text);
    client.current(&file);
    let all = client.published[&uri(&file)]["diagnostics"].as_array().cloned().unwrap_or_default();
    let one = all.iter().find(|one| code(one) == "unused-suppression").unwrap_or_else(|| panic!("{all:#?}"));
    let params = json!({"textDocument": {"uri": uri(&file)}, "range": one["range"], "context": {"diagnostics": [one]}});
    let actions = client.request("textDocument/codeAction", params).expect("an answer");
    let actions = actions.as_array().cloned().unwrap_or_default();
    let titles: Vec<_> = actions.iter().map(|one| &one["title"]).collect();
    assert_eq!(titles, ["Fix: remove the suppression", "Fix everything that is safe to fix in this file"]);
    for action in &actions {
        assert_eq!(applied(action, &file, text), text.replace(" # hy-msg-lint: ignore[static-ip] gone", ""));
    }
    client.end();
}
