//! The generated part of `docs/inputs.md`.

use crate::expected::{files_under, root};
use hy_msg_lint::model::{ResourceKind, inputs};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

/// The line below which the page is generated.
const GENERATED: &str =
    "<!-- From here on written by tests/suite/inputs.rs, from crates/policy/src/inputs/. -->\n";

/// The example inputs, by kind and name.
const SHOWN: &[(ResourceKind, &str)] = &[
    (ResourceKind::Cluster, "shop"),
    (ResourceKind::Project, "shop"),
    (ResourceKind::Service, "connect"),
    (ResourceKind::Network, "backend"),
    (ResourceKind::Broker, "kafka"),
    (ResourceKind::Listener, "CLIENTS"),
    (ResourceKind::Connection, "connect"),
    (ResourceKind::ConnectWorker, "connect"),
    (ResourceKind::SchemaRegistry, "schema-registry"),
    (ResourceKind::RestProxy, "rest-proxy"),
    (ResourceKind::Ksqldb, "ksqldb"),
    (ResourceKind::Topic, "orders"),
    (ResourceKind::Connector, "orders-archive"),
    (ResourceKind::DatabaseServer, "orders-db.example.com"),
    (ResourceKind::Defect, "topic"),
];

/// Returns the page with the hand-written part of `written`, and a new generated part; examples are chosen from
/// `inputs`.
pub(super) fn page(written: &str, inputs: &[Value]) -> String {
    let (by_hand, _) = written.split_once(GENERATED).expect("the page says where it begins to be generated");
    let files = Files::read();
    let mut page = format!("{by_hand}{GENERATED}\n## Fields of every resource\n\n");
    page +=
        &table(&json!({"properties": files.resource["properties"], "required": files.resource["required"]}));
    page += &files.parts("resource");
    for kind in ResourceKind::ALL {
        let _ = write!(page, "\n## `{}`\n\n{}", kind.name(), files.kind(*kind));
        let _ = write!(page, "\n{}", example(*kind, inputs));
        page += &files.parts_behind(*kind);
    }
    page +=
        "\n## Parts of a service as Compose has them\n\nMost of them may have keys that begin with `x-`.\n";
    page + &files.parts("compose")
}

/// The schema definitions.
struct Files {
    /// The file of each definition, without its extension.
    of: BTreeMap<String, String>,
    /// The parts of inputs with all of their fields.
    parts: Map<String, Value>,
    /// The fields common to all resources.
    resource: Value,
    /// The keys of a service that come from Compose.
    compose: Map<String, Value>,
}

impl Files {
    fn read() -> Self {
        let mut of = BTreeMap::new();
        let mut definitions = Map::new();
        for path in files_under(&root().join("crates/policy/src/inputs")) {
            let text = fs::read_to_string(&path).expect("the file can be read");
            let file: Map<String, Value> = serde_json::from_str(&text).expect("the file is JSON");
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            of.extend(file.keys().map(|name| (name.clone(), stem.clone().into_owned())));
            definitions.extend(file);
        }
        let parts =
            ResourceKind::ALL.iter().filter_map(|kind| inputs::schema(*kind)["$defs"].as_object().cloned());
        let compose = definitions["compose_service"]["properties"].as_object().cloned();
        Self {
            of,
            parts: parts.flatten().collect(),
            resource: definitions["resource"].clone(),
            compose: compose.expect("Compose has attributes"),
        }
    }

    /// Describes `kind` and its own fields.
    fn kind(&self, kind: ResourceKind) -> String {
        let schema = inputs::schema(kind);
        let mut text = format!("{}\n", schema["description"].as_str().unwrap_or_default());
        let (mut own, mut compose) = (Map::new(), Map::new());
        for (name, field) in schema["properties"].as_object().expect("an input has fields") {
            let list = if kind == ResourceKind::Service && self.compose.contains_key(name) {
                &mut compose
            } else {
                &mut own
            };
            if name != "kind" && self.resource["properties"].get(name) != Some(field) {
                list.insert(name.clone(), field.clone());
            }
        }
        let with = |fields| {
            table(&json!({"properties": fields, "required": schema["required"], "$defs": self.parts}))
        };
        let _ = write!(text, "\n{}", with(own));
        if !compose.is_empty() {
            let _ = write!(
                text,
                "\nThe keys of the Compose Specification, each present if it is written:\n\n{}",
                with(compose)
            );
        }
        if !inputs::fields(kind).is_closed() {
            text += "\nThere may be extension keys, which begin with `x-`.\n";
        }
        text
    }

    /// Describes the parts in the file of `kind`, after the last kind in it.
    fn parts_behind(&self, kind: ResourceKind) -> String {
        let file = &self.of[kind.name()];
        let last = ResourceKind::ALL.iter().rfind(|other| &self.of[other.name()] == file);
        if last == Some(&kind) { self.parts(file) } else { String::new() }
    }

    fn parts(&self, file: &str) -> String {
        let mut text = String::new();
        for (name, part) in &self.parts {
            if &*self.of[name] == file && has_section(name, part) && ResourceKind::by_name(name).is_none() {
                let mut part = part.clone();
                part["$defs"] = self.parts.clone().into();
                let description = part["description"].as_str().unwrap_or_default();
                let _ = write!(text, "\n### `{name}`\n\n{description}\n\n{}", table(&part));
            }
        }
        text
    }
}

/// Returns whether a part has a section of its own; a member of a cluster shares that of its kind.
fn has_section(name: &str, part: &Value) -> bool {
    part["properties"].is_object() && !name.starts_with("cluster_")
}

/// Returns the fields of `schema`, required ones first.
fn table(schema: &Value) -> String {
    let required: Vec<_> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let fields = schema["properties"].as_object().expect("it has fields");
    let always = required.iter().filter(|name| fields.contains_key(**name)).map(|name| (*name, "yes"));
    let others =
        fields.keys().filter(|name| !required.contains(&name.as_str())).map(|name| (name.as_str(), "no"));
    let rows: Vec<_> = always.chain(others).collect();
    let is_mixed = rows.iter().any(|(_, always)| *always == "yes");
    let mut text = String::from(if is_mixed {
        "| field | type | always there | meaning |\n|---|---|---|---|\n"
    } else {
        "| field | type | meaning |\n|---|---|---|\n"
    });
    for (name, always) in rows {
        let field = &fields[name];
        let always = if is_mixed { format!(" {always} |") } else { String::new() };
        let mut meaning = field["description"].as_str().unwrap_or_default().to_owned();
        let examples = field["examples"].as_array().into_iter().flatten().map(example_of).collect::<Vec<_>>();
        if !examples.is_empty() {
            let _ = write!(meaning, "; for example {}", examples.join(", "));
        }
        let _ = writeln!(text, "| `{name}` | {} |{always} {meaning} |", type_of(field, &schema["$defs"]));
    }
    text
}

/// Returns an example value of a field.
fn example_of(value: &Value) -> String {
    value.as_str().map_or_else(|| format!("`{}`", spaced(value)), |text| format!("`{text}`"))
}

/// Describes the type of `field`.
fn type_of(field: &Value, parts: &Value) -> String {
    if let Some(name) = field["$ref"].as_str().and_then(|to| to.strip_prefix("#/$defs/")) {
        if parts[name].is_object() && !parts[name]["properties"].is_object() {
            return type_of(&parts[name], parts);
        }
        let name = name.strip_prefix("cluster_").unwrap_or(name);
        return format!("[{name}](#{name})");
    }
    if let Some(options) = field["anyOf"].as_array() {
        return options.iter().map(|option| type_of(option, parts)).collect::<Vec<_>>().join(" or ");
    }
    let several = |of: &Value| {
        let one = type_of(of, parts);
        let plural = |word| {
            if ["string", "number", "list"].contains(&word) { format!("{word}s") } else { word.to_owned() }
        };
        one.split(' ').map(plural).collect::<Vec<_>>().join(" ")
    };
    match field["type"].as_str() {
        Some("array") => format!("list of {}", several(&field["items"])),
        Some("object") if field["additionalProperties"] != json!({}) => {
            format!("object of {}", several(&field["additionalProperties"]))
        }
        Some("boolean") => "bool".to_owned(),
        Some(name) => name.to_owned(),
        None => "any".to_owned(),
    }
}

/// Returns the example input of `kind`.
fn example(kind: ResourceKind, inputs: &[Value]) -> String {
    let (_, name) = SHOWN.iter().find(|(shown, _)| *shown == kind).expect("every kind has an example");
    let input = inputs.iter().find(|input| input["kind"] == kind.name() && input["name"] == *name);
    let mut input = input.expect("the example is there").clone();
    for around in ["project", "cluster"] {
        shorten(&mut input[around]);
    }
    if [ResourceKind::Cluster, ResourceKind::DatabaseServer].contains(&kind) {
        let members =
            input.as_object_mut().into_iter().flat_map(Map::values_mut).filter_map(Value::as_array_mut);
        members.flatten().for_each(shorten);
    }
    let mut text = String::from("```json\n");
    print(&input, 0, &mut text);
    text + "\n```\n"
}

/// Reduces an object to what identifies it.
fn shorten(value: &mut Value) {
    if let Some(object) = value.as_object_mut().filter(|object| object.contains_key("name")) {
        object.retain(|key, _| ["kind", "name"].contains(&key.as_str()));
        object.insert("…".to_owned(), "…".into());
    }
}

/// The maximum width of a list or an object on one line.
const WIDTH: usize = 120;

/// Writes `value` as JSON, with everything that fits on a line on one line.
fn print(value: &Value, indent: usize, out: &mut String) {
    let column = out.len() - out.rfind('\n').map_or(0, |at| at + 1);
    let line = spaced(value);
    let entries: Vec<_> = match value {
        _ if indent > 0 && column + line.chars().count() < WIDTH => return out.push_str(&line),
        Value::Object(fields) => {
            fields.iter().map(|(key, value)| (format!("{}: ", Value::from(&**key)), value)).collect()
        }
        Value::Array(items) => items.iter().map(|item| (String::new(), item)).collect(),
        _ => return out.push_str(&line),
    };
    let (open, close) = if value.is_object() { ('{', '}') } else { ('[', ']') };
    out.push(open);
    for (number, (key, value)) in entries.iter().enumerate() {
        let comma = if number > 0 { "," } else { "" };
        let _ = write!(out, "{comma}\n{:1$}{key}", "", indent + 2);
        print(value, indent + 2, out);
    }
    let _ = write!(out, "\n{:indent$}{close}", "");
}

/// Returns `value` on one line.
fn spaced(value: &Value) -> String {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            let field =
                |(key, value): (&String, &Value)| format!("{}: {}", Value::from(&**key), spaced(value));
            format!("{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(spaced).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}
