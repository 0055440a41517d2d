//! What the start script of a service's image gets, where the container runs that script.

use super::builds::Builds;
use super::container::{is_built, is_zookeeper};
use super::server;
use super::service::Service;
use crate::dialect::kafka_topics::runs::{assignment, is_before_program};
use crate::dialect::kafka_topics::words_of;
use crate::model::Fields;
use crate::model::image::{Family, owner_and_name, recognise};
use crate::model::version;
use crate::syntax::shell;
use crate::tree::{Map, Node, ScalarKind};

/// Start scripts, as commands call them: whatever `entrypoint` is, or only with the image's own.
const SCRIPTS: &[&[&str]] = &[
    &["/etc/confluent/docker/run"],
    &["/etc/kafka/docker/run"],
    &["start-kafka.sh"],
    &["/usr/bin/start-kafka.sh"],
    &["/docker-entrypoint.sh", "start"],
];
const ARGUMENTS: &[&[&str]] =
    &[&["start"], &["/opt/bitnami/scripts/kafka/run.sh"], &["/opt/bitnami/scripts/zookeeper/run.sh"]];

/// Programs and words that change neither the variables nor the files of a script that runs after them.
const HARMLESS: &[&str] = &[
    ":",
    "[",
    "[[",
    "break",
    "confluent-hub",
    "cub",
    "curl",
    "date",
    "do",
    "done",
    "echo",
    "fi",
    "for",
    "ls",
    "mkdir",
    "nc",
    "printf",
    "sleep",
    "test",
    "true",
    "wait",
    "wget",
];

/// Returns the image whose start script the container of `service` runs, and all variables that the script gets. None
/// if it runs something else, or if not all of what the script reads is known.
pub(super) fn start_script(service: &Service, builds: &Builds) -> Option<Node> {
    let container = &service.container;
    let is_unknown_build =
        service.built.is_none() && (is_built(&service.node) || builds.built_by(&service.node).is_some());
    let is_provided = service.node.get("provider").is_some_and(|provider| !provider.is_null());
    if service.partial
        || is_unknown_build
        || is_provided
        || !service.environment_known
        || service.changes_settings()
        || server::reads_own_file(container)
        || server::replaces_scripts(container)
        || !runs_own_script(container)
    {
        return None;
    }
    let image = match &service.built {
        Some(built) => built.base.clone()?,
        None => container.get("image")?,
    };
    let reference = image.as_scalar()?.text.to_string();
    let repository = owner_and_name(&reference).filter(|name| is_known(&reference, name))?;
    let text = |text: String| Node::derived(text, ScalarKind::Text, image.origin.clone());
    let environment = container.get("environment").filter(|node| node.as_map().is_some());
    let place = environment.as_ref().map_or_else(|| service.node.origin.clone(), |node| node.origin.clone());
    let environment = environment.unwrap_or_else(|| Node::map(Map::default(), place));
    let built = service.built.is_some().then(|| Node::boolean(true, image.origin.clone()));
    let fields = Fields::at(image.origin.clone())
        .put("image", image.clone())
        .put("repository", text(repository))
        .maybe("version", version::of_image(&reference).map(text))
        .maybe("built", built)
        .put("environment", environment);
    Some(fields.finish())
}

fn is_known(reference: &str, repository: &str) -> bool {
    let name = repository.rsplit('/').next().unwrap_or_default();
    let family = recognise(reference).family;
    !matches!(family, Family::Other | Family::Redpanda | Family::Strimzi)
        || name.starts_with("cp-")
        || is_zookeeper(reference)
}

/// Returns true if the container runs the start script of its image, and nothing that may change what the script reads.
pub(super) fn runs_own_script(container: &Node) -> bool {
    let is_set = |key: &str| container.get(key).is_some_and(|words| !words.is_null());
    let words: Vec<String> = words_of(container)
        .iter()
        .map(|word| word.as_scalar().map(|scalar| scalar.text.to_string()).unwrap_or_default())
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if words.is_empty() {
        return !is_set("entrypoint") && !is_set("command");
    }
    if !is_set("entrypoint") && ARGUMENTS.contains(&words.as_slice()) {
        return true;
    }
    match words.as_slice() {
        [shell, option, script]
            if shell::is_shell(shell) && option.starts_with('-') && option.ends_with('c') =>
        {
            ends_in_script(script)
        }
        words => SCRIPTS.contains(&words),
    }
}

/// Returns true if the shell script runs a start script, and beside it only what is harmless.
fn ends_in_script(script: &str) -> bool {
    let mut is_run = false;
    for command in shell::commands(script) {
        let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
        let at = words.iter().position(|word| !is_before_program(word)).unwrap_or(words.len());
        let rest = words.get(at..).unwrap_or_default();
        if SCRIPTS.contains(&rest) {
            is_run = true;
            continue;
        }
        let is_harmless = rest.first().is_none_or(|program| HARMLESS.contains(program));
        if !is_harmless || words.iter().any(|word| assignment(word).is_some()) {
            return false;
        }
    }
    let kept =
        [" ", "2>&1", ">&2", ">/dev/null"].iter().fold(script.to_owned(), |text, one| text.replace(one, ""));
    is_run && !kept.contains('>')
}
