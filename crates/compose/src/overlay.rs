//! Files that go over others: `docker-compose.prod.yml` says little of services that `docker-compose.yml` beside it describes.
//!
//! Compose merges only files that are named together. A file that repeats the names of services of another one and says much less
//! of them is meant to be named behind it: what its services lack stands there.

use crate::completed::combined_files;
use crate::default_files::{is_default, is_default_name};
use crate::files::Files;
use crate::request::{FileSet, ProjectRequest, Reading};
use crate::tree::{Entry, Node};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// Returns the services of the project of `request` that another file describes, because its only file is meant to go over that one.
pub(crate) fn laid_over(request: &ProjectRequest, files: &Files) -> BTreeSet<Arc<str>> {
    let [path] = &*request.files else { return BTreeSet::new() };
    if request.reading == Reading::AsCompose || request.file_set != FileSet::Found || is_default_name(path) {
        return BTreeSet::new();
    }
    let Some(own) = services(path, files).filter(|own| !own.is_empty()) else { return BTreeSet::new() };
    let home = path.parent().unwrap_or(Path::new(""));
    let mut beside = files.sources.files_in(home).into_iter().filter(|other| is_default(other));
    let by_default = beside.find_map(|base| {
        let over = over(&own, &services(&base, files)?);
        // Of the services of a file beside it, most are its own, too: two files may both have a `kafka`.
        (over.len() * 2 > own.len()).then_some(over)
    });
    let by_text = || {
        let bases = combined_files(path, files).into_iter().filter(|base| base != path);
        bases
            .filter_map(|base| services(&base, files))
            .map(|base| over(&own, &base))
            .find(|one| !one.is_empty())
    };
    by_default.or_else(by_text).unwrap_or_default()
}

fn services(path: &Path, files: &Files) -> Option<Vec<Entry>> {
    let file = files.parse(path).ok()?;
    let services = file.documents.first()?.get("services")?;
    Some(services.entries().collect())
}

/// Returns the services of `own` that `base` has as well, if all together say less than half of what they say in `base`.
fn over(own: &[Entry], base: &[Entry]) -> BTreeSet<Arc<str>> {
    let pairs = own.iter().filter_map(|one| Some((one, base.iter().find(|other| other.key == one.key)?)));
    let pairs: Vec<_> = pairs.collect();
    let whole: usize = pairs.iter().map(|(_, base)| settings(&base.node)).sum();
    let said: usize = pairs.iter().map(|(own, _)| settings(&own.node)).sum();
    let takes_more = pairs.iter().any(|(own, _)| own.node.get("extends").is_some());
    if takes_more || said * 2 >= whole {
        return BTreeSet::new();
    }
    pairs.into_iter().map(|(own, _)| own.key.clone()).collect()
}

/// Returns how many settings a service has, each item of a list or a mapping as one.
fn settings(service: &Node) -> usize {
    let of =
        |node: &Node| node.as_list().map(<[Node]>::len).or_else(|| Some(node.as_map()?.entries().count()));
    service.entries().map(|entry| of(&entry.node).unwrap_or(1)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    const BASE: &str = "services: {kafka: {image: k, environment: {A: 1, B: 2, C: 3}}, app: {image: a, environment: {A: 1}}}";

    fn over_base(name: &str, text: &str) -> Vec<String> {
        let sources = SourceMap::default();
        for (path, text) in [("docker-compose.yml", BASE), (name, text)] {
            sources.add(Path::new(path), text.to_owned());
        }
        let found = laid_over(&ProjectRequest::of([name.into()]), &Files::over(&sources));
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_file_that_says_little_of_services_of_the_default_file_goes_over_it() {
        assert_eq!(over_base("prod.yml", "services: {kafka: {image: k}}"), ["kafka"]);
        assert_eq!(
            over_base("prod.yml", "services: {kafka: {image: k}, app: {restart: always}}"),
            ["app", "kafka"]
        );
    }

    #[test]
    fn a_file_of_its_own_goes_over_nothing() {
        let none: [&str; 0] = [];
        for text in [
            "services: {kafka: {image: k, environment: {A: 1, B: 2}}}",
            "services: {other: {image: k}}",
            "services: {kafka: {image: k}, x: {image: x}, y: {image: y}}",
            "services: {kafka: {extends: {file: docker-compose.yml, service: kafka}}}",
        ] {
            assert_eq!(over_base("prod.yml", text), none, "{text}");
        }
        assert_eq!(over_base("compose.yml", "services: {kafka: {image: k}}"), none);
    }
}
