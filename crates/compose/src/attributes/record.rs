//! The attributes of a mapping, each found by its key without a search.

use super::{Attribute, Concern};

/// Slots of the index: a power of two, and more than twice the attributes of a service.
const SLOTS: usize = 256;

/// A slot without a row.
const EMPTY: u8 = u8::MAX;

/// The attributes that a mapping may have, in the order in which Docker Compose prints them.
#[derive(Debug)]
pub(crate) struct Record {
    rows: &'static [Attribute],
    /// Where the row of a key stands: at the slot of its hash, or in the next ones.
    index: [u8; SLOTS],
    concerns: u8,
}

impl Record {
    /// The record of `rows`, whose keys differ.
    pub(super) const fn of(rows: &'static [Attribute]) -> Self {
        let (mut index, mut concerns, mut at) = ([EMPTY; SLOTS], 0, 0);
        while at < rows.len() {
            let mut slot = hash(rows[at].key);
            while index[slot] != EMPTY {
                slot = (slot + 1) % SLOTS;
            }
            #[expect(
                clippy::cast_possible_truncation,
                reason = "no record has as many rows as there are slots"
            )]
            let row = at as u8;
            index[slot] = row;
            concerns |= rows[at].concerns;
            at += 1;
        }
        Self { rows, index, concerns }
    }

    /// The rows, in the order in which they are printed.
    pub(crate) fn rows(&self) -> &'static [Attribute] {
        self.rows
    }

    /// The row of `key`.
    pub(crate) fn row(&self, key: &str) -> Option<&'static Attribute> {
        let mut slot = hash(key);
        loop {
            // An empty slot is beyond the rows.
            let row = self.rows.get(usize::from(self.index[slot]))?;
            if row.key == key {
                return Some(row);
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// What passes have to do with it or with what is in it.
    pub(super) const fn concerns(&self) -> u8 {
        self.concerns
    }

    /// True where a pass has to do with it or with what is in it.
    pub(super) fn concern(&self, concern: Concern) -> bool {
        self.concerns & concern as u8 != 0
    }
}

const fn hash(key: &str) -> usize {
    let bytes = key.as_bytes();
    let (mut hash, mut at) = (bytes.len(), 0);
    while at < bytes.len() {
        hash = hash.wrapping_mul(31).wrapping_add(bytes[at] as usize);
        at += 1;
    }
    (hash ^ (hash >> 8)) % SLOTS
}
