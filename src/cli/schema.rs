//! `hy-msg-lint schema`: the JSON Schemas of the program's inputs and of what policies get.

use super::new::kinds;
use super::{CliError, Outcome, print_as};
use crate::config;
use crate::model::{ResourceKind, inputs};
use crate::render::guard::Notation;
use crate::render::json;
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// What a policy gets as `input`
    Input {
        /// The kind of resource; by default all of them, by kind
        #[arg(value_name = "KIND", value_parser = kinds())]
        kind: Option<ResourceKind>,
    },
    /// What `hy-msg-lint.yaml` may say
    Config,
}

/// Prints the requested schema.
pub(super) fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let schema = match &arguments.what {
        What::Config => config::schema(),
        What::Input { kind: Some(kind) } => inputs::schema(*kind),
        What::Input { kind: None } => {
            let by_kind = |kind: &ResourceKind| (kind.name().to_owned(), inputs::schema(*kind));
            ResourceKind::ALL.iter().map(by_kind).collect::<Map<_, _>>().into()
        }
    };
    print_as(Notation::Json, |out| json::write(&Ordered(&schema), out))?;
    Ok(Outcome::Clean)
}

/// Keywords in the order in which people write and read them; fields and definitions follow.
const KEYWORDS: &[&str] = &[
    "$schema",
    "title",
    "description",
    "$ref",
    "type",
    "const",
    "enum",
    "anyOf",
    "minLength",
    "minItems",
    "pattern",
    "items",
    "properties",
    "patternProperties",
    "additionalProperties",
    "required",
    "examples",
    "$defs",
];

/// A schema with its keywords in order.
struct Ordered<'a>(&'a Value);

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(entries) => {
                let mut entries: Vec<_> = entries.iter().collect();
                entries
                    .sort_by_key(|(key, _)| KEYWORDS.iter().position(|one| one == key).unwrap_or(usize::MAX));
                serializer.collect_map(entries.into_iter().map(|(key, value)| (key, Ordered(value))))
            }
            Value::Array(items) => serializer.collect_seq(items.iter().map(Ordered)),
            single => single.serialize(serializer),
        }
    }
}
