//! `hy-msg-lint schema`: what the program gives and takes, as JSON Schemas.

use super::inspect::kinds;
use super::{CliError, Outcome, print};
use crate::model::{Kind, inputs};
use crate::render::json;
use serde_json::Map;

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
        kind: Option<Kind>,
    },
}

/// Prints what was asked for.
pub(super) fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let What::Input { kind } = &arguments.what;
    let schema = match kind {
        Some(kind) => inputs::schema(*kind),
        None => {
            let by_kind = |kind: &Kind| (kind.name().to_owned(), inputs::schema(*kind));
            Kind::ALL.iter().map(by_kind).collect::<Map<_, _>>().into()
        }
    };
    print(|out| json::write(&schema, out))?;
    Ok(Outcome::Clean)
}
