//! The id of a `KRaft` cluster, with which `kafka-storage format` marks the directories of a node before it starts.

use super::checks::Checks;
use super::kafka::ANY_CLUSTER_ID;
use super::refusal::Refusal;
use super::roles::Mode;
use crate::tree::Node;

/// The id of a cluster, and the variable that sets it.
#[derive(Debug, Clone, Copy)]
pub struct ClusterId<'a> {
    /// The variable.
    pub variable: &'static str,
    /// Its value.
    pub value: &'a Node,
}

/// The characters of sixteen bytes in base64, without padding and with it.
const PLAIN: usize = 22;
const PADDING: &str = "==";

/// Judges the id with which an image formats a node. That of a value that needs a variable is not known.
pub(super) fn check(checks: &mut Checks<'_>, mode: Mode, id: Option<ClusterId<'_>>) {
    let Some(id) = id.filter(|_| mode.is_kraft() && checks.kafka < ANY_CLUSTER_ID) else { return };
    if id.value.as_text().is_some_and(|text| !text.is_empty() && !is_uuid(text)) {
        checks.refuse(Refusal::new("cluster-id-malformed", id.variable, id.value.clone()));
    }
}

/// Returns true for sixteen bytes in base64 for URLs (`org.apache.kafka.common.Uuid`, `fromString`).
fn is_uuid(text: &str) -> bool {
    let digits = text.strip_suffix(PADDING).unwrap_or(text);
    let is_digit = |one: u8| one.is_ascii_alphanumeric() || one == b'-' || one == b'_';
    digits.len() == PLAIN && digits.bytes().all(is_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `kafka-storage format` of Kafka 3.0.2, 3.3.2 and 3.6.2 says.
    #[test]
    fn a_uuid_is_sixteen_bytes_in_base64() {
        for (text, wanted) in [
            ("MkU3OEVBNTcwNTJENDM2Qk", true),
            ("MkU3OEVBNTcwNTJENDM2Qg==", true),
            ("4L6g3nShT-eMCtK--X86sx", true),
            ("AAAAAAAAAAAAAAAAAAAAAA", true),
            ("my-cluster", false),
            ("abcdefghijklmnopqrstuvwxyz0", false),
            ("a+b/OEVBNTcwNTJENDM2Qk", false),
            ("MkU3OEVBNTcwNTJENDM2Qkk", false),
            ("q1Sh-9_ISia_zwGINzRvyQ=", false),
            ("MkU3OEVBNTcwNTJENDM2Q k", false),
            ("", false),
        ] {
            assert_eq!(is_uuid(text), wanted, "{text}");
        }
    }
}
