//! The attributes of a mapping, found by key through a hash index.

use super::{Attribute, Concern};

/// Slots of the index: a power of two, and more than twice the number of attributes of a service.
const SLOTS: usize = 256;

/// A slot without a row.
const EMPTY: u8 = u8::MAX;

/// The attributes of a mapping, in the order in which Docker Compose prints them.
#[derive(Debug)]
pub(crate) struct Record {
    rows: &'static [Attribute],
    /// The row number of each key, at the slot of its hash or in one of the next slots.
    index: [u8; SLOTS],
    concerns: u8,
}

impl Record {
    /// Creates the record of `rows`, whose keys must differ.
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

    /// Returns the rows, in print order.
    pub(crate) fn rows(&self) -> &'static [Attribute] {
        self.rows
    }

    /// Returns the row of `key`.
    pub(crate) fn row(&self, key: &str) -> Option<&'static Attribute> {
        let mut slot = hash(key);
        loop {
            // The value of an empty slot is out of range.
            let row = self.rows.get(usize::from(self.index[slot]))?;
            if row.key == key {
                return Some(row);
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// Returns the passes that this record, or a record inside it, concerns, as a bit set.
    pub(super) const fn concerns(&self) -> u8 {
        self.concerns
    }

    /// Returns true if a pass concerns this record or a record inside it.
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
