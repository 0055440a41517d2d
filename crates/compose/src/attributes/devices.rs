//! Devices of the host (Compose Specification, `devices`, `gpus`, `blkio_config`; Compose Deploy Specification, `devices`).

use super::row::{bytes, list, mapping, text, texts};
use super::{Attribute, Cast, Default, Record, Type, Width};
use crate::canonical::defaults;

pub(super) static DEVICE: Record = Record::of(&[text("source"), text("target"), text("permissions")]);

/// A request to the engine's device drivers.
pub(super) static REQUEST: Record = Record::of(&[
    texts("capabilities"),
    text("driver"),
    Attribute::new("count", Type::Count).default(Default::From(defaults::all_devices)),
    texts("device_ids"),
    mapping("options"),
]);

pub(super) static BLOCK_IO: Record = Record::of(&[
    WEIGHT,
    list(
        "weight_device",
        &Record::of(&[text("path").printed("Path").always(), WEIGHT.printed("Weight").always()]),
    ),
    list("device_read_bps", &RATE),
    list("device_read_iops", &RATE),
    list("device_write_bps", &RATE),
    list("device_write_iops", &RATE),
]);

const WEIGHT: Attribute = Attribute::new("weight", Type::Integer(Width::Unsigned(16), Cast::Never));

static RATE: Record =
    Record::of(&[text("path").printed("Path").always(), bytes("rate").printed("Rate").always()]);
