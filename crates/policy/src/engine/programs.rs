//! The programs of the built-in rules for regorus' virtual machine, compiled by the build or in a run.

use super::{Compiled, Engine};
use regorus::CompiledPolicy;
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::program::Program;
use std::sync::Arc;

/// The maximum number of rules per program: every entry point takes a register, and there are 255.
const RULES_PER_PROGRAM: usize = 100;

impl Engine {
    /// Makes `programs` evaluate the built-in rules that they contain.
    pub(super) fn embed(&mut self, programs: Vec<Arc<Program>>) {
        let built_in = self.rules.iter_mut().filter(|one| one.rule.module.built_in);
        for entry in built_in.flat_map(|one| &mut one.entries) {
            let ways = programs.iter().map(|program| program.entry_points.get_index_of(&entry.path));
            entry.machine = ways.enumerate().find_map(|(index, way)| Some((index, way?)));
        }
        self.programs = programs;
    }

    /// Compiles every built-in rule that the virtual machine's compiler accepts into a program.
    pub(super) fn compile_programs(&mut self, policy: &CompiledPolicy) {
        let mut built_in: Vec<_> = self.rules.iter_mut().filter(|one| one.rule.module.built_in).collect();
        for rules in built_in.chunks_mut(RULES_PER_PROGRAM) {
            let index = self.programs.len();
            if let Some(program) = program(policy, rules, index) {
                self.programs.push(program);
                continue;
            }
            // A refused rule must not slow down the others.
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

/// Compiles `rules` to a program and assigns their entries to program number `index`; None if the compiler refuses a
/// rule.
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
