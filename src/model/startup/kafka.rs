//! Versions of Kafka between which a check differs.

use crate::model::version::LATEST;

/// A minor version of Kafka.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kafka(pub(super) u32, pub(super) u32);

/// The first version without `ZooKeeper`.
pub(super) const KRAFT_ONLY: Kafka = Kafka(4, 0);

/// The first version without `host.name`, `port` and their advertised kin (KAFKA-12945).
pub(super) const LISTENERS_ONLY: Kafka = Kafka(3, 0);

/// The first version whose `kafka-storage format` takes any text for the id of a cluster (apache/kafka pull request 14628).
pub(super) const ANY_CLUSTER_ID: Kafka = Kafka(3, 7);

/// The first version that reads a controller's listener from `advertised.listeners` (KIP-853).
pub(super) const ADVERTISED_CONTROLLERS: Kafka = Kafka(3, 9);

/// The first version that trims the controllers' listener names, and refuses names in a map that differ by case only.
pub(super) const NAMES_LISTED: Kafka = Kafka(4, 1);

/// The first version that refuses empty lists and empty items, and drops repeated items (KIP-1161).
pub(super) const STRICT_LISTS: Kafka = Kafka(4, 2);

/// Versions of which each may check something else than the one before, and the newest.
const KNOWN: &[Kafka] =
    &[Kafka(2, 8), Kafka(3, 8), Kafka(3, 9), Kafka(4, 0), Kafka(4, 1), Kafka(4, 2), Kafka(4, 3), Kafka(4, 4)];

/// The oldest version that an unknown one is taken for: the last of Kafka 3, which is still in use everywhere.
const OLDEST_IN_DOUBT: Kafka = Kafka(3, 9);

impl Kafka {
    /// Parses `3.9`, `3.9.1` and `4`, the latter as its first minor version.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(|part| part.parse().ok());
        let major = parts.next()??;
        Some(Self(major, parts.next().unwrap_or(Some(0))?))
    }

    /// Returns the versions that `version` may be, oldest first.
    pub(super) fn candidates(version: Option<&str>) -> Vec<Self> {
        let in_doubt = || KNOWN.iter().copied().filter(|one| *one >= OLDEST_IN_DOUBT);
        let Some(version) = version else { return in_doubt().collect() };
        if version == LATEST {
            return KNOWN.last().copied().into_iter().collect();
        }
        match Self::parse(version) {
            Some(one) if version.contains('.') => vec![one],
            Some(Self(major, _)) => {
                let same: Vec<_> = KNOWN.iter().copied().filter(|one| one.0 == major).collect();
                if same.is_empty() { vec![Self(major, 0)] } else { same }
            }
            None => in_doubt().collect(),
        }
    }

    /// Returns its name, such as `3.9`.
    pub(super) fn name(self) -> String {
        format!("{}.{}", self.0, self.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_may_be_several() {
        for (version, wanted) in [
            (None, "3.9 4.0 4.1 4.2 4.3 4.4"),
            (Some("latest"), "4.4"),
            (Some("3.7.1"), "3.7"),
            (Some("4.2"), "4.2"),
            (Some("3"), "3.8 3.9"),
            (Some("1"), "1.0"),
            (Some("${V}"), "3.9 4.0 4.1 4.2 4.3 4.4"),
        ] {
            let names: Vec<_> = Kafka::candidates(version).into_iter().map(Kafka::name).collect();
            assert_eq!(names.join(" "), wanted, "{version:?}");
        }
    }
}
