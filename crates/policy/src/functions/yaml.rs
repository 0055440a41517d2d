//! YAML 1.1, as Go's `sigs.k8s.io/yaml` has it (Open Policy Agent, "Policy Reference", "Encoding").

mod read;
mod scalar;
mod write;

use super::Outcome;
use super::args::{any, text};
use regorus::Value;

/// `yaml.unmarshal`: the first document.
pub(super) fn unmarshal(args: &[Value]) -> Outcome {
    read::document(text(args, 0)?)
}

pub(super) fn is_valid(args: &[Value]) -> Outcome {
    Ok(Value::from(text(args, 0).is_ok_and(|text| read::document(text).is_ok())))
}

pub(super) fn marshal(args: &[Value]) -> Outcome {
    write::written(any(args, 0))
}
