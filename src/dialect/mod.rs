//! Dialects: what a file is, and what it declares.
//!
//! A dialect is one file here and one line in [`ALL`]. It claims files by their content, and lowers those it claimed to
//! resources. What nobody claims is passed over.

mod cfk;
pub mod compose;
mod connect;
mod connectors_in_scripts;
mod defect;
mod form;
mod jikkou;
mod julie;
mod kafka_topics;
mod labels;
mod placeholders;
mod properties;
mod scripts;
mod strimzi;
mod topic;
mod topicctl;
mod topics;
mod yaml;

pub use defect::Defect;
pub use hy_msg_lint_tree::problem::of_syntax as syntax_problem;

use crate::finding::Problem;
use crate::model::Resource;
use crate::workspace::{File, Files, Format, Layout};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// One form in which teams declare messaging.
#[derive(Debug)]
pub struct Dialect {
    /// What its files are called in messages: `Compose file`.
    pub name: &'static str,
    /// A file without any of these words is none of its.
    pub needles: &'static [&'static str],
    /// True for a file of this dialect, also where its text is broken.
    pub claims: fn(&File) -> bool,
    /// What the claimed files declare together, put together as their owner says.
    pub declares: fn(&[Arc<File>], &Files, &Layout) -> Declared,
}

/// What files declare.
#[derive(Debug, Default)]
pub struct Declared {
    /// The resources.
    pub resources: Vec<Resource>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// Files that have a part in it though nobody claimed them, such as a file that one extends.
    pub files: BTreeSet<PathBuf>,
}

/// All dialects, in the order in which they are asked.
pub const ALL: &[Dialect] = &[
    compose::DIALECT,
    yaml::dialect::<strimzi::Strimzi>(),
    yaml::dialect::<cfk::ConfluentForKubernetes>(),
    yaml::dialect::<jikkou::Jikkou>(),
    yaml::dialect::<julie::JulieOps>(),
    yaml::dialect::<topicctl::Topicctl>(),
    yaml::dialect::<topics::TopicFile>(),
    yaml::dialect::<connect::ConnectorConfiguration>(),
    properties::DIALECT,
    scripts::DIALECT,
];

/// True for a file whose name alone says that it declares something: not being able to read it is worth telling.
pub fn filename_hint(path: &std::path::Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    (name.contains("compose") || name.contains("topic")) && Format::by_name(path) != Some(Format::Json)
}

/// True for text with a line that only what declares something has, whatever the rest of it is: not being able to read it is worth
/// telling.
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

/// True for text with what a template engine takes away or fills in; with lines of it, a file is no YAML yet.
pub fn is_template(text: &str) -> bool {
    TEMPLATE_MARKS.iter().any(|mark| text.contains(mark))
}

/// What lines of a template begin with that a template engine takes away or fills in.
const TEMPLATE_MARKS: &[&str] = &["{%", "{{"];

impl Declared {
    /// Adds `defects`, which files of `form` have.
    fn defects(&mut self, form: &str, defects: impl IntoIterator<Item = Defect>) {
        self.resources.extend(defects.into_iter().map(|defect| defect::resource(&defect, form)));
    }

    fn extend(&mut self, other: Declared) {
        self.resources.extend(other.resources);
        self.problems.extend(other.problems);
        self.files.extend(other.files);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;
    use std::path::Path;

    /// What each form declares, in TOML, with its YAML beside it.
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
