//! Everything that a user would notice, in one binary: findings and their places in whole small projects.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test reads what it needs, and fails by panicking, in its helpers too"
)]

mod action;
mod agreement;
mod baseline;
mod bombs;
mod budget;
mod bundles;
mod changes;
mod clusters;
mod compose;
mod configuration;
mod console;
mod dependents;
mod discovery;
mod expected;
mod fixes;
mod fixing;
mod fixing_places;
mod fixing_reports;
mod formats;
mod fuzzed;
mod generated;
mod harm;
mod history;
mod ignoring;
mod inputs;
mod kafka;
mod layers;
mod lsp;
mod mutated;
mod nearest;
mod picture;
mod policies;
mod projects;
mod properties;
mod readme;
mod reported;
mod second_opinion;
mod slips;
mod suppressions;
mod tables;
mod watch;
mod words;
mod workspace;
mod xsd;
