//! `deploy` (Compose Deploy Specification).

use super::Record;
use super::devices::REQUEST;
use super::row::{bytes, duration, float, integer, list, natural, record, text, texts};
use super::service::LABELS;

pub(super) static DEPLOY: Record = Record::of(&[
    text("mode"),
    integer("replicas").present(),
    LABELS,
    record("update_config", &UPDATE),
    record("rollback_config", &UPDATE),
    record("resources", &Record::of(&[record("limits", &RESOURCES), record("reservations", &RESOURCES)]))
        .always(),
    record(
        "restart_policy",
        &Record::of(&[
            text("condition"),
            duration("delay").present(),
            natural("max_attempts").present(),
            duration("window").present(),
        ]),
    ),
    record(
        "placement",
        &Record::of(&[
            texts("constraints"),
            list("preferences", &Record::of(&[text("spread")])),
            natural("max_replicas_per_node"),
        ]),
    )
    .always(),
    text("endpoint_mode"),
]);

static UPDATE: Record = Record::of(&[
    natural("parallelism").present(),
    duration("delay"),
    text("failure_action"),
    duration("monitor"),
    float("max_failure_ratio"),
    text("order"),
]);

/// The vocabulary allows `devices` and `generic_resources` only under `reservations`.
static RESOURCES: Record = Record::of(&[
    float("cpus"),
    bytes("memory"),
    integer("pids"),
    list("devices", &REQUEST),
    list(
        "generic_resources",
        &Record::of(&[record(
            "discrete_resource_spec",
            &Record::of(&[text("kind").always(), integer("value").always()]),
        )]),
    ),
]);
