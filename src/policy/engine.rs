//! Rego, compiled and evaluated.
//!
//! Rules run in regorus' virtual machine, many in one program. What its compiler refuses (`with`, loops over `walk`, some
//! partial objects) runs in the interpreter, and so does, once more, a rule that fails: only the interpreter tells where. The
//! machine is quiet about most failures; see [`Mode`].

use super::contract::{self, Violation};
use super::error::{Failure, PolicyError, RegoPlace, read_regorus};
use super::input::{Surroundings, Words, input};
use super::rule::Rule;
use super::set::{Data, PolicySet};
use crate::finding::Subject;
use crate::model::{Kind, Resource};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::program::Program;
use regorus::rvm::vm::{RegoVM, VmError};
use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{CompiledPolicy, LimitError, Value};
use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

/// Instructions that one rule may take for one resource. A service with four hundred environment variables takes a few ten
/// thousand. Counted, not timed, so that the same rule stops on every machine.
const MAX_INSTRUCTIONS: usize = 10_000_000;

/// Time that one rule may take for one resource: the only limit in the interpreter, and on builtins.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// Rules that one program holds at most: every entry point takes a register, and there are 255.
const RULES_PER_PROGRAM: usize = 100;

/// Compiled policies. Shared between threads; each thread evaluates with a [`Worker`] of its own.
pub struct Engine {
    rules: Vec<Compiled>,
    programs: Vec<Arc<Program>>,
    interpreter: regorus::Engine,
    data: Value,
    time_limit: Duration,
}

/// A rule with its ways in.
struct Compiled {
    rule: Arc<Rule>,
    deny: Option<Entry>,
    unknown: Option<Entry>,
}

impl Compiled {
    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.deny.iter().chain(&self.unknown)
    }

    fn entries_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        self.deny.iter_mut().chain(&mut self.unknown)
    }
}

/// A set to evaluate.
struct Entry {
    /// `data.hy_msg_lint.compose.static_ip.deny`.
    path: String,
    /// Program and entry point in the virtual machine; none for the interpreter.
    machine: Option<(usize, usize)>,
}

/// Where rules are evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// In the virtual machine as far as it goes: four to eight times as fast, but not strict. Whatever flags are set, regorus
    /// 0.14's machine takes an expression that fails (a builtin on a value of the wrong type, `1 + "a"`, two values of one
    /// rule) for one that does not hold. Only exceeded limits and numeric overflow are told. For policies that are known not
    /// to fail.
    Machine,
    /// In the interpreter alone: every failure is told, with its line. For policies that are not known, and as the second
    /// opinion on the machine.
    Interpreter,
}

/// What a rule says of a resource.
#[derive(Debug, Default)]
pub struct Verdict {
    /// What breaks the rule.
    pub denied: Vec<Violation>,
    /// What cannot be decided.
    pub unknown: Vec<Violation>,
}

impl Engine {
    /// Compiles those rules of `set` that are `wanted` and judge a kind in `kinds`.
    ///
    /// # Errors
    /// [`PolicyError::Rego`] for a policy that does not parse or compile, or has neither `deny` nor `unknown`.
    pub fn compile(
        set: &PolicySet,
        kinds: &BTreeSet<Kind>,
        wanted: &dyn Fn(&Rule) -> bool,
        mode: Mode,
    ) -> Result<Self, PolicyError> {
        let judges = |rule: &Rule| rule.inputs.iter().any(|kind| kinds.contains(kind));
        let chosen = set.rules().iter().filter(|rule| judges(rule) && wanted(rule));
        let chosen: Vec<_> = chosen.map(Arc::clone).collect();
        let libraries = set.imported(&chosen);
        let texts = chosen.iter().map(|rule| rule.rego.as_str());
        let texts: Vec<_> = texts.chain(libraries.iter().map(|library| library.rego.as_str())).collect();
        let data = data(set, |one| texts.iter().any(|text| text.contains(&one.reference())))?;
        let mut engine = Self {
            rules: Vec::new(),
            programs: Vec::new(),
            interpreter: interpreter(data.clone(), TIME_LIMIT)?,
            data,
            time_limit: TIME_LIMIT,
        };
        if chosen.is_empty() {
            return Ok(engine);
        }
        for library in libraries {
            add(&mut engine.interpreter, &library.path, &library.rego)?;
        }
        for rule in &chosen {
            add(&mut engine.interpreter, &rule.path, &rule.rego)?;
        }
        let mut compiled = None;
        for rule in chosen {
            let entry = |name: &str| {
                let path = format!("data.{}.{name}", rule.package);
                let exists = engine.interpreter.has_declared_rule_rooted_at(&rule.path, name);
                exists.unwrap_or(false).then_some(Entry { path, machine: None })
            };
            let one = Compiled { deny: entry("deny"), unknown: entry("unknown"), rule };
            let Some(first) = one.entries().next() else {
                let message = "expected a set `deny` or `unknown`, and there is neither".to_owned();
                return Err(PolicyError::Rego { place: RegoPlace::file(&one.rule.path), message });
            };
            if compiled.is_none() {
                let policy = engine.interpreter.compile_with_entrypoint(&first.path.as_str().into());
                compiled = Some(policy.map_err(|error| rego_error(&error, &one.rule.path))?);
            }
            engine.rules.push(one);
        }
        if let Some(policy) = compiled.filter(|_| mode == Mode::Machine) {
            engine.compile_programs(&policy);
        }
        Ok(engine)
    }

    /// Puts every rule that the virtual machine's compiler takes into a program.
    fn compile_programs(&mut self, policy: &CompiledPolicy) {
        for rules in self.rules.chunks_mut(RULES_PER_PROGRAM) {
            let index = self.programs.len();
            let whole: Vec<_> = rules.iter_mut().collect();
            if let Some(program) = program(policy, whole, index) {
                self.programs.push(program);
                continue;
            }
            // One rule that is refused must not slow down the others.
            let taken: Vec<_> = rules
                .iter_mut()
                .filter_map(|rule| program(policy, vec![&mut *rule], index).map(|_| rule))
                .collect();
            match program(policy, taken, index) {
                Some(program) => self.programs.push(program),
                None => rules.iter_mut().flat_map(Compiled::entries_mut).for_each(|entry| {
                    entry.machine = None;
                }),
            }
        }
    }

    /// The rules that were compiled, in the order of the set.
    pub fn rules(&self) -> impl ExactSizeIterator<Item = &Arc<Rule>> {
        self.rules.iter().map(|one| &one.rule)
    }

    /// The rules that the interpreter evaluates because the virtual machine's compiler refuses them.
    pub fn interpreted(&self) -> impl Iterator<Item = &Arc<Rule>> {
        let interpreted = |one: &&Compiled| one.entries().any(|entry| entry.machine.is_none());
        self.rules.iter().filter(interpreted).map(|one| &one.rule)
    }

    pub(super) fn worker(&self) -> Worker<'_> {
        let machines = self.programs.iter().map(|_| None).collect();
        Worker { engine: self, machines, interpreter: None, words: Words::default() }
    }
}

/// One thread's means to evaluate the rules of an engine.
pub(super) struct Worker<'a> {
    engine: &'a Engine,
    machines: Vec<Option<RegoVM>>,
    interpreter: Option<regorus::Engine>,
    words: Words,
}

impl Worker<'_> {
    /// The input for `resource`.
    pub(super) fn input(&self, resource: &Resource, around: &Surroundings) -> Value {
        input(resource, around, &self.words)
    }

    /// What the rule number `rule` says of `resource`, whose input is `input`.
    ///
    /// # Errors
    /// [`PolicyError::Failed`] and [`PolicyError::Endless`].
    pub(super) fn judge(
        &mut self,
        rule: usize,
        resource: &Resource,
        input: &Value,
    ) -> Result<Verdict, PolicyError> {
        let Some(one) = self.engine.rules.get(rule) else { return Ok(Verdict::default()) };
        let mut read = |entry: &Option<Entry>| match entry {
            None => Ok(Vec::new()),
            Some(entry) => self.evaluate(&one.rule, entry, input).and_then(|result| {
                contract::read(&result)
                    .map_err(|error| Trouble::at(RegoPlace::file(&one.rule.path), error.to_string()))
            }),
        };
        let verdict = read(&one.deny).and_then(|denied| Ok(Verdict { denied, unknown: read(&one.unknown)? }));
        verdict.map_err(|Trouble { place, message, endless }| {
            let subject = Subject { kind: resource.kind.name(), name: resource.name.to_string() };
            let failure =
                Box::new(Failure { place, rule: Arc::clone(&one.rule.id), subject, message, more: 0 });
            if endless { PolicyError::Endless(failure) } else { PolicyError::Failed(failure) }
        })
    }

    fn evaluate(&mut self, rule: &Rule, entry: &Entry, input: &Value) -> Result<Value, Trouble> {
        let Some((program, index)) = entry.machine else { return self.interpret(rule, entry, input) };
        let error = match self.machine(program).and_then(|machine| {
            machine.set_input(input.clone());
            machine.execute_entry_point_by_index(index)
        }) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        // What a failed run leaves behind is not this module's to know.
        if let Some(machine) = self.machines.get_mut(program) {
            *machine = None;
        }
        let place = RegoPlace::file(&rule.path);
        match error {
            VmError::InstructionLimitExceeded { limit, .. } => {
                Err(Trouble::endless(place, format!("it was stopped after {limit} instructions")))
            }
            VmError::TimeLimitExceeded { limit, .. } => Err(Trouble::endless(place, stopped(limit))),
            error => match self.interpret(rule, entry, input) {
                Err(trouble) => Err(trouble),
                Ok(_) => Err(Trouble::at(place, error.to_string())),
            },
        }
    }

    /// The machine that holds the program number `program`.
    fn machine(&mut self, program: usize) -> Result<&mut RegoVM, VmError> {
        let missing = || VmError::Internal { message: format!("there is no program {program}"), pc: 0 };
        let code = self.engine.programs.get(program).ok_or_else(missing)?;
        let slot = self.machines.get_mut(program).ok_or_else(missing)?;
        if slot.is_none() {
            let mut machine = RegoVM::new();
            machine.load_program(Arc::clone(code));
            machine.set_strict_builtin_errors(true);
            machine.set_max_instructions(MAX_INSTRUCTIONS);
            machine.set_execution_timer_config(Some(timer(self.engine.time_limit)));
            machine.set_data(self.engine.data.clone())?;
            *slot = Some(machine);
        }
        slot.as_mut().ok_or_else(missing)
    }

    fn interpret(&mut self, rule: &Rule, entry: &Entry, input: &Value) -> Result<Value, Trouble> {
        let engine = self.engine;
        let interpreter = self.interpreter.get_or_insert_with(|| engine.interpreter.clone());
        interpreter.set_input(input.clone());
        interpreter.eval_rule(entry.path.clone()).map_err(|error| {
            let (place, message) = read_regorus(&format!("{error:#}"), &rule.path);
            // A failed run may leave its scopes behind.
            self.interpreter = None;
            match error.downcast_ref::<LimitError>() {
                Some(LimitError::TimeLimitExceeded { limit, .. }) => Trouble::endless(place, stopped(*limit)),
                _ => Trouble::at(place, message),
            }
        })
    }
}

/// Why an evaluation gave no result.
struct Trouble {
    place: RegoPlace,
    message: String,
    endless: bool,
}

impl Trouble {
    fn at(place: RegoPlace, message: String) -> Self {
        Self { place, message, endless: false }
    }

    fn endless(place: RegoPlace, message: String) -> Self {
        Self { place, message, endless: true }
    }
}

fn stopped(limit: Duration) -> String {
    format!("it was stopped after {} s", limit.as_secs_f32())
}

fn timer(limit: Duration) -> ExecutionTimerConfig {
    ExecutionTimerConfig { limit, check_interval: NonZeroU32::MIN.saturating_add(1023) }
}

/// An interpreter without policies.
pub(super) fn interpreter(data: Value, limit: Duration) -> Result<regorus::Engine, PolicyError> {
    let mut engine = regorus::Engine::new();
    engine.set_strict_builtin_errors(true);
    // `print` would write to the terminal.
    engine.set_gather_prints(true);
    engine.set_execution_timer_config(timer(limit));
    engine.add_data(data).map_err(|error| PolicyError::Internal(error.to_string()))?;
    Ok(engine)
}

/// Parses a file.
pub(super) fn add(engine: &mut regorus::Engine, path: &str, rego: &str) -> Result<(), PolicyError> {
    engine.add_policy(path.to_owned(), rego.to_owned()).map(drop).map_err(|error| rego_error(&error, path))
}

pub(super) fn rego_error(error: &impl std::fmt::Display, path: &str) -> PolicyError {
    let (place, message) = read_regorus(&format!("{error:#}"), path);
    PolicyError::Rego { place, message }
}

/// `{"parameters": {"<rule>": {"<name>": default}}}` of all rules.
/// What stands under `data`: the parameters of the rules, and those files of data that are `wanted`.
///
/// # Errors
/// [`PolicyError::Rego`] for a file that is no JSON.
pub(super) fn data(set: &PolicySet, wanted: impl Fn(&Data) -> bool) -> Result<Value, PolicyError> {
    let rules = set.rules().iter().map(|rule| {
        let defaults = rule.parameters.iter().map(|(name, one)| (name.clone(), one.default.clone()));
        (rule.id.to_string(), serde_json::Value::from(defaults.collect::<serde_json::Map<_, _>>()))
    });
    let mut data = serde_json::Map::new();
    data.insert("parameters".to_owned(), rules.collect::<serde_json::Map<_, _>>().into());
    for file in set.data().iter().filter(|file| wanted(file)) {
        let value = serde_json::from_str(&file.json).map_err(|error| PolicyError::Rego {
            place: RegoPlace::file(&file.path),
            message: error.to_string(),
        })?;
        insert(&mut data, &file.at, value);
    }
    Ok(Value::from(serde_json::Value::from(data)))
}

/// Puts `value` at a path of keys.
fn insert(into: &mut serde_json::Map<String, serde_json::Value>, at: &[String], value: serde_json::Value) {
    match at {
        [] => {}
        [last] => drop(into.insert(last.clone(), value)),
        [first, rest @ ..] => {
            let inner = into.entry(first.clone()).or_insert_with(|| serde_json::Map::new().into());
            if let Some(inner) = inner.as_object_mut() {
                insert(inner, rest, value);
            }
        }
    }
}

/// The program of `rules`, whose entries are then in the program number `index`; none where the compiler refuses one.
fn program(policy: &CompiledPolicy, rules: Vec<&mut Compiled>, index: usize) -> Option<Arc<Program>> {
    let paths: Vec<&str> =
        rules.iter().flat_map(|rule| rule.entries().map(|entry| entry.path.as_str())).collect();
    if paths.is_empty() {
        return None;
    }
    let program = Compiler::compile_from_policy(policy, &paths).ok()?;
    for entry in rules.into_iter().flat_map(Compiled::entries_mut) {
        entry.machine = program.entry_points.get_index_of(&entry.path).map(|entry| (index, entry));
    }
    Some(program)
}
