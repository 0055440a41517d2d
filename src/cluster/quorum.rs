//! Who the voters of a node are, for comparison with those of others.

use crate::model::Resource;
use crate::tree::Node;
use std::collections::BTreeSet;

/// Returns the ids and ports of a node's voters, `1:9093,2:9093`, sorted and each once; `None` if it has none, or not all of
/// them are known. By which name a voter is reached may differ between networks.
pub(super) fn quorum(node: &Resource) -> Option<String> {
    let is_malformed = node.fields.get("voters_malformed").is_some_and(|one| one.as_text() == Some("true"));
    let voters = node.fields.get("voters").filter(|_| !is_malformed)?;
    let voter = |voter: Node| {
        let number = |key: &str| voter.get(key)?.as_scalar()?.integer();
        Some((number("id")?, number("port")?))
    };
    let voters: BTreeSet<_> = voters.items().map(voter).collect::<Option<_>>()?;
    let voters: Vec<_> = voters.into_iter().map(|(id, port)| format!("{id}:{port}")).collect();
    (!voters.is_empty()).then(|| voters.join(","))
}
