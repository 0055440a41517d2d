//! The built-in rules in programs of regorus' virtual machine: those that the build made, and those that are made in a run.

use super::{Compiled, Engine};
use regorus::CompiledPolicy;
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::program::Program;
use std::sync::Arc;

/// Rules that one program holds at most: every entry point takes a register, and there are 255.
const RULES_PER_PROGRAM: usize = 100;

impl Engine {
    /// Has the built-in rules evaluated by `programs`, as far as they are in one.
    pub(super) fn embed(&mut self, programs: Vec<Arc<Program>>) {
        let built_in = self.rules.iter_mut().filter(|one| one.rule.module.built_in);
        for entry in built_in.flat_map(|one| &mut one.entries) {
            let ways = programs.iter().map(|program| program.entry_points.get_index_of(&entry.path));
            entry.machine = ways.enumerate().find_map(|(index, way)| Some((index, way?)));
        }
        self.programs = programs;
    }

    /// Puts every built-in rule that the virtual machine's compiler takes into a program.
    pub(super) fn compile_programs(&mut self, policy: &CompiledPolicy) {
        let mut built_in: Vec<_> = self.rules.iter_mut().filter(|one| one.rule.module.built_in).collect();
        for rules in built_in.chunks_mut(RULES_PER_PROGRAM) {
            let index = self.programs.len();
            if let Some(program) = program(policy, rules, index) {
                self.programs.push(program);
                continue;
            }
            // One rule that is refused must not slow down the others.
            let mut taken: Vec<_> = rules
                .iter_mut()
                .filter_map(|rule| program(policy, &mut [&mut **rule], index).map(|_| &mut **rule))
                .collect();
            match program(policy, &mut taken, index) {
                Some(program) => self.programs.push(program),
                None => rules.iter_mut().flat_map(|rule| &mut rule.entries).for_each(|entry| {
                    entry.machine = None;
                }),
            }
        }
    }
}

/// The program of `rules`, whose entries are then in the program number `index`; none where the compiler refuses one.
fn program(policy: &CompiledPolicy, rules: &mut [&mut Compiled], index: usize) -> Option<Arc<Program>> {
    let paths: Vec<&str> =
        rules.iter().flat_map(|rule| rule.entries.iter().map(|entry| entry.path.as_str())).collect();
    if paths.is_empty() {
        return None;
    }
    let program = Compiler::compile_from_policy(policy, &paths).ok()?;
    for entry in rules.iter_mut().flat_map(|rule| &mut rule.entries) {
        entry.machine = program.entry_points.get_index_of(&entry.path).map(|entry| (index, entry));
    }
    Some(program)
}
