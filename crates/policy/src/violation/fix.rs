//! What would fix a violation: operations on places of a policy's input.

use super::Pointer;
use crate::annotations::FixSafety;

/// A fix for a violation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What the fix does, in a few words: an imperative without a full stop.
    pub title: String,
    /// Whether it may be applied unasked, instead of what the rule's METADATA says.
    pub safety: Option<FixSafety>,
    /// The operations, in the order given; at least one.
    pub changes: Vec<Change>,
}

/// An operation on a place of the input. The place is that of the value in force; it is carried out where that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Gives the place a value, a string, number or boolean, whether or not it has one.
    Set(Pointer, serde_json::Value),
    /// Removes the value, with its key.
    Remove(Pointer),
    /// Renames the key that ends the path.
    Rename(Pointer, String),
    /// Adds a value of any type: under the key that ends the path and is not there yet, with the mappings around it, or
    /// as the last item of the list at the path.
    Insert(Pointer, serde_json::Value),
    /// Adds a word of a command behind the word at the path.
    InsertWord(Pointer, String),
}
