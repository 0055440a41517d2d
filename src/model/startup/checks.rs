//! The state of the checks of one node by one version of Kafka.

use super::kafka::Kafka;
use super::refusal::{Refusal, absent};
use super::settings::{List, Setting, Settings};
use super::table::Table;
use crate::tree::Node;
use std::collections::BTreeSet;

/// The checks of one node by one version of Kafka. What one check refuses is unknown to those after it, so that
/// one fault is told once.
pub(super) struct Checks<'a> {
    pub(super) settings: &'a Settings<'a>,
    pub(super) kafka: Kafka,
    pub(super) table: &'static Table,
    pub(super) found: Vec<Refusal>,
    faulty: BTreeSet<String>,
}

impl<'a> Checks<'a> {
    pub(super) fn new(settings: &'a Settings<'a>, kafka: Kafka, table: &'static Table) -> Self {
        Self { settings, kafka, table, found: Vec::new(), faulty: BTreeSet::new() }
    }

    /// Adds a refusal; its setting counts as unknown from now on.
    pub(super) fn refuse(&mut self, refusal: Refusal) {
        self.faulty.insert(refusal.setting.clone());
        self.found.push(refusal);
    }

    /// Adds a refusal for the absence of `setting`.
    pub(super) fn miss(&mut self, check: &'static str, setting: &str) {
        self.refuse(Refusal::new(check, setting, absent(&self.settings.place)));
    }

    /// Returns true if `setting` is refused, or in doubt.
    pub(super) fn is_faulty(&self, setting: &str) -> bool {
        self.faulty.contains(setting)
    }

    /// Returns the setting `name`, unknown if it is refused.
    pub(super) fn get(&self, name: &str) -> Setting {
        if self.is_faulty(name) { Setting::Unknown } else { self.settings.get(name) }
    }

    /// Returns the value of the setting `name`, if it is set and known.
    pub(super) fn known(&self, name: &str) -> Option<Node> {
        self.get(name).known()
    }

    /// Returns the list `name`.
    pub(super) fn list(&self, name: &str) -> List {
        self.settings.list(name, &self.faulty)
    }

    /// Returns the integer that `name` is set to, or its default; `None` if it is unknown, or this version has no such
    /// property.
    pub(super) fn integer(&self, name: &str) -> Option<i64> {
        let definition = self.table.get(name, self.kafka)?;
        match self.get(name) {
            Setting::Known(node) => super::java::integer(node.as_text()?),
            Setting::Absent => super::java::integer(definition.default?),
            // An image sets next to none of the numbers that are compared.
            Setting::Unknown if !self.settings.is_set(name) && !self.is_faulty(name) => {
                super::java::integer(definition.default?)
            }
            Setting::Unknown => None,
        }
    }
}
