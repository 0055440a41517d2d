//! Whether a file with an edit is read as it has to be.

use super::edited;
use crate::finding::{Edit, Fix, compatible};
use crate::source::{Source, SourceId, SourceMap};
use crate::workspace::{File, Files, Format};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// So many bytes of a file with edits are parsed, all attempts together.
const MOST_BYTES: usize = 8 << 20;

/// So often a file is parsed with edits, if it is small.
const MOST_ATTEMPTS: usize = 64;

/// What a file can be read with, of the fixes of a run.
pub(super) struct Sound<'a> {
    files: &'a Files<'a>,
    /// The attempts that are left for each file.
    left: HashMap<SourceId, usize>,
}

impl<'a> Sound<'a> {
    pub(super) fn over(files: &'a Files<'a>) -> Self {
        Self { files, left: HashMap::new() }
    }

    /// Returns the numbers of those of `fixes` with which a file cannot be read, or has other values than it had where they
    /// change nothing. What cannot be tried is among them.
    pub(super) fn unsound(&mut self, fixes: &[&Fix]) -> HashSet<usize> {
        let mut by_file: BTreeMap<SourceId, Vec<usize>> = BTreeMap::new();
        for (number, fix) in fixes.iter().enumerate() {
            let edited: BTreeSet<SourceId> = fix.edits.iter().map(|edit| edit.span.source).collect();
            for file in edited {
                by_file.entry(file).or_default().push(number);
            }
        }
        let mut unsound = HashSet::new();
        for (id, numbers) in by_file {
            let Some(file) = self.file(id) else { continue };
            let mut rest: Vec<usize> = numbers;
            while !rest.is_empty() {
                let all = rest.iter().filter_map(|number| Some((*fixes.get(*number)?, *number)));
                let chosen: Vec<usize> = compatible(all).into_iter().map(|(_, number)| number).collect();
                let taken: HashSet<usize> = chosen.iter().copied().collect();
                rest.retain(|number| !taken.contains(number));
                self.try_together(&file, &chosen, fixes, &mut unsound);
            }
        }
        unsound
    }

    fn try_together(&mut self, file: &File, numbers: &[usize], fixes: &[&Fix], unsound: &mut HashSet<usize>) {
        let edits = numbers.iter().filter_map(|number| fixes.get(*number)).flat_map(|fix| &fix.edits);
        let edits: Vec<Edit> = edits.filter(|edit| edit.span.source == file.source.id).cloned().collect();
        let most = (MOST_BYTES / file.source.text.len().max(1)).clamp(4, MOST_ATTEMPTS);
        let left = self.left.entry(file.source.id).or_insert(most);
        if *left == 0 {
            unsound.extend(numbers);
            return;
        }
        *left -= 1;
        if is_read(file, edits) {
            return;
        }
        match numbers {
            [] => {}
            [one] => {
                unsound.insert(*one);
            }
            _ => {
                let (some, others) = numbers.split_at(numbers.len() / 2);
                self.try_together(file, some, fixes, unsound);
                self.try_together(file, others, fixes, unsound);
            }
        }
    }

    /// Returns the file `id`; None for one that is no tree of values, as one that cannot be parsed: of such a file only values
    /// of variables are edited.
    fn file(&self, id: SourceId) -> Option<Arc<File>> {
        let source = self.files.sources.get(id)?;
        let file = self.files.parse(&source.path).ok()?;
        let is_tree = !file.documents.is_empty() && file.errors.is_empty();
        (file.source.id == id && is_tree).then_some(file)
    }
}

/// Returns true if `file` has the same values with `edits`, but for those that they change.
fn is_read(file: &File, mut edits: Vec<Edit>) -> bool {
    edits.sort();
    edits.dedup();
    let text = edited::apply(&file.source.text, &edits);
    let source: Arc<Source> = SourceMap::default().add(&file.source.path, text);
    let format = Format::of(&source);
    let parsed = format.parse(&source);
    let (documents, errors, duplicates) = (parsed.documents, parsed.errors, parsed.duplicates);
    let after = File { source, format, documents, errors, duplicates };
    after.errors.is_empty()
        && after.duplicates.len() <= file.duplicates.len()
        && edited::is_same_elsewhere(file, &after, &edits, true)
}
