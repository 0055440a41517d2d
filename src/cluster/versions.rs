//! The versions in which connectors run: those of their workers, wherever each is declared.

use super::workers::{Run, give, text};
use crate::model::Resource;
use crate::tree::Entry;

/// The fields of a worker that its connectors share.
const FIELDS: &[&str] = &["kafka_version", "debezium_version"];

/// Gives each connector in `resources` the versions of its workers, where these agree.
pub(super) fn spread(resources: &mut [Resource], runs: &[Run]) {
    for run in runs {
        let workers: Vec<&Resource> =
            run.workers.iter().filter_map(|worker| resources.get(*worker)).collect();
        let Some(connector) = resources.get(run.connector) else { continue };
        let shared = shared(connector, &workers);
        if let Some(connector) = resources.get_mut(run.connector) {
            give(connector, shared);
        }
    }
}

/// Returns the versions in which `workers` agree.
fn shared(connector: &Resource, workers: &[&Resource]) -> Vec<Entry> {
    let entry = |field: &&str| {
        let first = workers.first()?;
        let version = text(first, field)?;
        let agree = workers.iter().all(|worker| text(worker, field).as_ref() == Some(&version));
        let node = first.fields.get(field).filter(|_| agree)?;
        Some(Entry { key: (*field).into(), key_span: connector.key, node })
    };
    FIELDS.iter().filter_map(entry).collect()
}
