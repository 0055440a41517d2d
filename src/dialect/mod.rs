//! Dialects: detect the format of a file and lower it to resources.
//!
//! A dialect is one module here and one line in [`ALL`]. It claims files by their content and lowers them to
//! resources. A file that no dialect claims is skipped.

mod cfk;
pub mod compose;
mod config_map;
mod connect;
mod connectors_in_scripts;
mod declared;
mod defect;
mod form;
mod jikkou;
mod julie;
mod kafka_topics;
mod labels;
mod nearest;
mod node_listener;
mod placeholders;
mod properties;
mod refusals;
mod scripts;
mod strimzi;
mod topic;
mod topicctl;
mod topics;
mod yaml;

pub use connect::WITHOUT_WORKERS;
pub use declared::{Declared, MAX_DECLARED, ProjectFiles};
pub use defect::Defect;
pub use hy_msg_lint_tree::problem::of_syntax as syntax_problem;
pub use nearest::nearest;
pub use refusals::refuse_topics;

use crate::workspace::{File, Files, Format, Layout};
use std::path::Path;
use std::sync::Arc;

/// A format in which teams declare messaging infrastructure.
#[derive(Debug)]
pub struct Dialect {
    /// The name of its files in messages: `Compose file`.
    pub name: &'static str,
    /// A file that contains none of these strings is not of this dialect.
    pub needles: &'static [&'static str],
    /// Returns true for a path whose name alone makes the file one of this dialect, unless another one claims it.
    pub claims_name: fn(&Path) -> bool,
    /// Returns why a file of such a name is none of this dialect after all, as its content shows.
    pub disclaims: fn(&File) -> Option<String>,
    /// Returns true for a file of this dialect, even if it has syntax errors.
    pub claims: fn(&File) -> bool,
    /// Lowers the claimed files together, using the projects and variable files of the layout.
    pub declares: fn(&[Arc<File>], &Files, &Layout) -> Declared,
}

/// All dialects, in the order in which they are tried.
pub const ALL: &[Dialect] = &[
    compose::DIALECT,
    yaml::dialect::<strimzi::Strimzi>(),
    yaml::dialect::<cfk::ConfluentForKubernetes>(),
    yaml::dialect::<jikkou::Jikkou>(),
    yaml::dialect::<julie::JulieOps>(),
    yaml::dialect::<topicctl::Topicctl>(),
    yaml::dialect::<topics::TopicFile>(),
    yaml::dialect::<config_map::ConfigMap>(),
    yaml::dialect::<connect::ConnectorConfiguration>(),
    properties::DIALECT,
    scripts::DIALECT,
];

/// Returns true for a file whose name alone suggests declarations: failing to read it is worth reporting.
pub fn filename_hint(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    (name.contains("compose") || name.contains("topic")) && Format::by_name(path) != Some(Format::Json)
}

/// Returns true for text with a line that suggests declarations, whatever the rest is: failing to read it is worth
/// reporting.
pub fn looks_like(text: &str) -> bool {
    text.lines().any(|line| {
        let (key, rest) = line.split_once(':').unwrap_or((line, ""));
        match key.trim_end() {
            "services" | "topics" => {
                line.contains(':') && rest.trim_start().chars().next().is_none_or(|one| "#{[".contains(one))
            }
            "kind" => rest.trim_start().starts_with("Kafka"),
            _ => line.contains("\"connector.class\""),
        }
    })
}

/// Returns true for the text of a script, makefile or properties file that suggests declarations.
pub fn is_told_by_text(path: &Path, text: &str) -> bool {
    let format = Format::by_name(path).or_else(|| Format::by_first_line(text));
    let needles = match format {
        Some(Format::Script | Format::Makefile) => scripts::DIALECT.needles,
        Some(Format::Properties) => properties::DIALECT.needles,
        _ => return false,
    };
    needles.iter().any(|needle| text.contains(needle))
}

/// Returns true for text with template syntax; a file with lines of it is not YAML before rendering.
pub fn is_template(text: &str) -> bool {
    TEMPLATE_MARKS.iter().any(|mark| text.contains(mark))
}

/// The delimiters that start template syntax.
const TEMPLATE_MARKS: &[&str] = &["{%", "{{"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    /// Each form's content in TOML, with its YAML beside it.
    #[test]
    fn nothing_is_declared_in_toml() {
        for (yaml, toml) in [
            ("services: {web: {image: x}}", "[services.web]\nimage = 'x'"),
            (
                "{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: a}}",
                "apiVersion = 'kafka.strimzi.io/v1'\nkind = 'KafkaTopic'\nmetadata.name = 'a'",
            ),
            (
                "{apiVersion: platform.confluent.io/v1beta1, kind: KafkaTopic, metadata: {name: a}}",
                "apiVersion = 'platform.confluent.io/v1beta1'\nkind = 'KafkaTopic'\nmetadata.name = 'a'",
            ),
            (
                "{apiVersion: kafka.jikkou.io/v1beta2, kind: KafkaTopic, metadata: {name: a}}",
                "apiVersion = 'kafka.jikkou.io/v1beta2'\nkind = 'KafkaTopic'\nmetadata.name = 'a'",
            ),
            (
                "{context: a, projects: [{name: b, topics: [{name: c}]}]}",
                "context = 'a'\n[[projects]]\nname = 'b'\ntopics = [{name = 'c'}]",
            ),
            (
                "{meta: {name: a, cluster: b, environment: c, region: d}, spec: {partitions: 1, replicationFactor: 1}}",
                "meta = {name = 'a', cluster = 'b', environment = 'c', region = 'd'}\n[spec]\npartitions = 1\nreplicationFactor = 1",
            ),
            ("topics: [{name: a, partitions: 1}]", "[[topics]]\nname = 'a'\npartitions = 1"),
            ("{name: a, config: {connector.class: b}}", "name = 'a'\nconfig.'connector.class' = 'b'"),
        ] {
            let sources = SourceMap::default();
            sources.add(Path::new("compose.yml"), yaml.to_owned());
            sources.add(Path::new("compose.toml"), toml.to_owned());
            let files = Files::over(&sources);
            let claimed = |name: &str| {
                let file = files.parse(Path::new(name)).unwrap();
                assert_eq!(file.errors, []);
                ALL.iter().find(|dialect| (dialect.claims)(&file)).map(|dialect| dialect.name)
            };
            assert!(claimed("compose.yml").is_some(), "{yaml}");
            assert_eq!(claimed("compose.toml"), None, "{toml}");
        }
    }
}
