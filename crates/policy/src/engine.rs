//! Rego, compiled and evaluated.
//!
//! Rules run in regorus' virtual machine, many in one program. What its compiler refuses (`with`, loops over `walk`, some
//! partial objects) runs in the interpreter, and so does, once more, a rule that fails: only the interpreter tells where. The
//! machine is quiet about most failures; see [`Mode`].

use super::contract::{self, Violation};
use super::data::Data;
use super::error::{Failure, PolicyError};
use super::input::{Surroundings, Words, document, input};
use super::load::leads_to;
use super::module::Module;
use super::rego;
use super::rule::{Contract, Rule};
use super::set::{Parsed, PolicySet};
use super::watch::{self, Doing};
use crate::resource::{Kind, Resource};
use crate::severity::Subject;
use crate::source::Site;
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::program::Program;
use regorus::rvm::vm::{RegoVM, VmError};
use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{CompiledPolicy, LimitError, Value};
use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Instructions that one rule may take for one resource. A service with four hundred environment variables takes a few ten
/// thousand. Counted, not timed, so that the same rule stops on every machine.
const MAX_INSTRUCTIONS: usize = 10_000_000;

/// Time that one rule may take for one resource: the only limit in the interpreter, and on builtins.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// Bytes that the process may have while rules are evaluated: fifty times what the largest corpus takes.
const MEMORY_LIMIT: u64 = 2 << 30;

/// Rules that one program holds at most: every entry point takes a register, and there are 255.
const RULES_PER_PROGRAM: usize = 100;

/// Compiled policies. Shared between threads; each thread evaluates with a [`Worker`] of its own.
pub struct Engine {
    rules: Vec<Compiled>,
    programs: Vec<Arc<Program>>,
    /// With the user's rules.
    interpreter: regorus::Engine,
    /// The files of the built-in rules, with the libraries that they import.
    built_in: Vec<Arc<Module>>,
    /// With those, too; made when it is needed.
    reserve: OnceLock<Option<regorus::Engine>>,
    data: Value,
    time_limit: Duration,
    modules: Vec<Arc<Module>>,
    /// A policy by Conftest's contract asks for the name of the file that it judges.
    names_files: bool,
}

/// A rule with its ways in.
struct Compiled {
    rule: Arc<Rule>,
    entries: Vec<Entry>,
}

/// A set to evaluate.
struct Entry {
    /// `deny`, `unknown`, or the name of a rule by Conftest's contract.
    set: Arc<str>,
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
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    /// What breaks the rule.
    pub denied: Vec<Violation>,
    /// What cannot be decided.
    pub unknown: Vec<Violation>,
    /// What breaks the rule, and the policies themselves make an exception of.
    pub excepted: Vec<Violation>,
}

impl Engine {
    /// Compiles those rules of `set` that are `wanted` and judge a kind in `kinds`. Only built-in rules run in the machine.
    ///
    /// # Errors
    /// [`PolicyError::Refused`] for a policy that does not parse or compile, or has neither `deny` nor `unknown`.
    pub fn compile(
        set: &PolicySet,
        kinds: &BTreeSet<Kind>,
        wanted: &dyn Fn(&Rule) -> bool,
        mode: Mode,
    ) -> Result<Self, PolicyError> {
        regorus::set_global_memory_limit(Some(MEMORY_LIMIT));
        let judges = |rule: &Rule| rule.inputs.iter().any(|kind| kinds.contains(kind));
        let chosen = set.rules().iter().filter(|rule| judges(rule) && wanted(rule));
        let chosen: Vec<_> = chosen.map(Arc::clone).collect();
        let built_in = || chosen.iter().map(|rule| &rule.module).filter(|module| module.built_in);
        let texts = chosen.iter().map(|rule| &*rule.module.rego);
        let libraries = if chosen.is_empty() { Vec::new() } else { set.imported(texts.clone()) };
        let texts: Vec<_> = texts.chain(libraries.iter().map(|library| &*library.rego)).collect();
        let has_own = chosen.iter().any(|rule| !rule.module.built_in);
        let brought = set.brought.iter().filter(|_| has_own);
        let texts: Vec<_> = texts.into_iter().chain(brought.map(|module| &*module.rego)).collect();
        let data = data(set, |one| {
            texts.iter().any(|text| text.contains(&one.reference()))
                || has_own && leads_to(&set.reaches, &one.at.iter().map(String::as_str).collect::<Vec<_>>())
        })?;
        let programs = set.programs.as_ref().filter(|_| mode == Mode::Machine);
        let parsed = set.parsed.as_ref().filter(|_| has_own);
        let mut engine = Self {
            rules: Vec::new(),
            programs: Vec::new(),
            interpreter: interpreter(parsed, data.clone(), TIME_LIMIT)?,
            built_in: libraries
                .into_iter()
                .filter(|library| library.built_in)
                .chain(built_in())
                .cloned()
                .collect(),
            reserve: OnceLock::new(),
            data,
            time_limit: TIME_LIMIT,
            modules: set.modules().map(Arc::clone).collect(),
            names_files: has_own
                && set.modules().any(|module| !module.built_in && module.rego.contains("data.conftest")),
        };
        for rule in chosen {
            let entry = |set: &Arc<str>| {
                let path = format!("data.{}.{set}", rule.module.package);
                Entry { set: Arc::clone(set), path, machine: None }
            };
            let entries: Vec<_> = rule.sets.iter().map(entry).collect();
            if entries.is_empty() {
                let message = "expected a set `deny` or `unknown`, and there is neither";
                return Err(rule.module.mistake(0..0, message).into());
            }
            engine.rules.push(Compiled { rule, entries });
        }
        if has_own {
            analyse(&mut engine.interpreter);
        }
        if engine.built_in.is_empty() {
            return Ok(engine);
        }
        if let Some(programs) = programs {
            engine.embed(programs.read()?);
            return Ok(engine);
        }
        let mut together = engine.interpreter.clone();
        engine.add_built_in(&mut together)?;
        let Some(first) = engine.rules.first().and_then(|rule| rule.entries.first()) else {
            return Ok(engine);
        };
        let policy = together.compile_with_entrypoint(&first.path.as_str().into());
        let policy = policy.map_err(|error| rego::mistake(&error, &engine.texts()))?;
        if mode == Mode::Machine {
            engine.compile_programs(&policy);
        }
        engine.reserve = OnceLock::from(Some(together));
        Ok(engine)
    }

    /// Adds the built-in files that are not there yet: the user's policies bring libraries along.
    fn add_built_in(&self, to: &mut regorus::Engine) -> Result<(), PolicyError> {
        let known = rego::paths(to);
        for module in self.built_in.iter().filter(|module| !known.contains(&*module.path)) {
            rego::parse(to, module)?;
        }
        Ok(())
    }

    /// The interpreter with the built-in rules, which only those need that the machine does not take, and failures.
    fn reserve(&self) -> Option<&regorus::Engine> {
        let make = || {
            let mut engine = self.interpreter.clone();
            self.add_built_in(&mut engine).ok().map(|()| engine)
        };
        self.reserve.get_or_init(make).as_ref()
    }

    /// Every Rego file, for the places in errors.
    fn texts(&self) -> Vec<&Module> {
        self.modules.iter().map(AsRef::as_ref).collect()
    }

    /// Has the built-in rules evaluated by `programs`, as far as they are in one.
    fn embed(&mut self, programs: Vec<Arc<Program>>) {
        let built_in = self.rules.iter_mut().filter(|one| one.rule.module.built_in);
        for entry in built_in.flat_map(|one| &mut one.entries) {
            let ways = programs.iter().map(|program| program.entry_points.get_index_of(&entry.path));
            entry.machine = ways.enumerate().find_map(|(index, way)| Some((index, way?)));
        }
        self.programs = programs;
    }

    /// Puts every built-in rule that the virtual machine's compiler takes into a program.
    fn compile_programs(&mut self, policy: &CompiledPolicy) {
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

    /// The rules that were compiled, in the order of the set.
    pub fn rules(&self) -> impl ExactSizeIterator<Item = &Arc<Rule>> {
        self.rules.iter().map(|one| &one.rule)
    }

    /// The rules that the interpreter evaluates because the virtual machine's compiler refuses them.
    pub fn interpreted(&self) -> impl Iterator<Item = &Arc<Rule>> {
        let interpreted = |one: &&Compiled| one.entries.iter().any(|entry| entry.machine.is_none());
        self.rules.iter().filter(interpreted).map(|one| &one.rule)
    }

    pub(super) fn worker(&self) -> Worker<'_> {
        let machines = self.programs.iter().map(|_| None).collect();
        Worker { engine: self, machines, interpreters: [None, None, None], words: Words::default() }
    }
}

/// One thread's means to evaluate the rules of an engine.
pub(super) struct Worker<'a> {
    engine: &'a Engine,
    machines: Vec<Option<RegoVM>>,
    /// For built-in rules, for the user's, and for those by Conftest's contract, which takes a builtin that fails for undefined.
    interpreters: [Option<regorus::Engine>; 3],
    words: Words,
}

impl Worker<'_> {
    /// The input for `resource`.
    pub(super) fn input(&self, resource: &Resource, around: &Surroundings) -> Value {
        match resource.kind {
            Kind::Document => document(resource, &self.words),
            _ => input(resource, around, &self.words),
        }
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
        let _guard = (!one.rule.module.built_in).then(|| {
            let (kind, name) = (resource.kind.name(), Arc::clone(&resource.name));
            watch::during(Doing::Judging(Arc::clone(&one.rule.id), kind, name))
        });
        let verdict = match one.rule.contract {
            Contract::Own => self.own(one, input),
            Contract::Conftest { exceptions } => self.conftest(one, exceptions, resource, input),
        };
        verdict.map_err(|Trouble { site, message, endless }| {
            let subject = Subject { kind: resource.kind.name(), name: resource.name.to_string() };
            let rule = Arc::clone(&one.rule.id);
            let failure = Box::new(Failure { site, rule, subject, message, endless, more: 0 });
            if endless { PolicyError::Endless(failure) } else { PolicyError::Failed(failure) }
        })
    }

    fn own(&mut self, one: &Compiled, input: &Value) -> Result<Verdict, Trouble> {
        let mut verdict = Verdict::default();
        for entry in &one.entries {
            let result = self.evaluate(&one.rule, entry, input)?;
            let violations = contract::read(&result)
                .map_err(|error| Trouble::at(one.rule.site_of(&entry.set), error.to_string()))?;
            if &*entry.set == "unknown" { verdict.unknown = violations } else { verdict.denied = violations }
        }
        Ok(verdict)
    }

    fn conftest(
        &mut self,
        one: &Compiled,
        exceptions: bool,
        resource: &Resource,
        input: &Value,
    ) -> Result<Verdict, Trouble> {
        let Some(entry) = one.entries.first() else { return Ok(Verdict::default()) };
        if self.engine.names_files {
            self.name_file(&resource.name);
        }
        let result = self.interpret(&one.rule, &entry.path, input)?;
        let denied = contract::read_conftest(&result)
            .map_err(|error| Trouble::at(one.rule.site_of(&entry.set), error.to_string()))?;
        if denied.is_empty() || !exceptions {
            return Ok(Verdict { denied, ..Verdict::default() });
        }
        let path = format!("data.{}.exception", one.rule.module.package);
        let exceptions = self.interpret(&one.rule, &path, input)?;
        Ok(if contract::excepts(&exceptions, &entry.set) {
            Verdict { excepted: denied, ..Verdict::default() }
        } else {
            Verdict { denied, ..Verdict::default() }
        })
    }

    /// Puts `data.conftest.file.name` and `.dir` where Conftest has them.
    fn name_file(&mut self, path: &str) {
        let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
        let file = serde_json::json!({"conftest": {"file": {"name": name, "dir": folder}}});
        let data = self.engine.data.clone();
        let interpreter = self.interpreter(Contract::Conftest { exceptions: false }, false);
        interpreter.clear_data();
        // Neither can be refused: the one was added before, and the other has a place of its own.
        let _ = interpreter.add_data(data);
        let _ = interpreter.add_data(Value::from(file));
    }

    fn evaluate(&mut self, rule: &Rule, entry: &Entry, input: &Value) -> Result<Value, Trouble> {
        let Some((program, index)) = entry.machine else { return self.interpret(rule, &entry.path, input) };
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
        let site = rule.site_of(&entry.set);
        match error {
            VmError::InstructionLimitExceeded { limit, .. } => {
                Err(Trouble::endless(site, format!("it was stopped after {limit} instructions")))
            }
            VmError::TimeLimitExceeded { limit, .. } => Err(Trouble::endless(site, stopped(limit))),
            error => match self.interpret(rule, &entry.path, input) {
                Err(trouble) => Err(trouble),
                Ok(_) => Err(Trouble::at(site, error.to_string())),
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

    /// The interpreter of rules by a contract, built-in or a user's.
    fn interpreter(&mut self, contract: Contract, built_in: bool) -> &mut regorus::Engine {
        let engine = self.engine;
        let [first, second, third] = &mut self.interpreters;
        let slot = match (contract, built_in) {
            (Contract::Own, true) => first,
            (Contract::Own, false) => second,
            (Contract::Conftest { .. }, _) => third,
        };
        slot.get_or_insert_with(|| {
            let reserve = if built_in { engine.reserve() } else { None };
            let mut interpreter = reserve.unwrap_or(&engine.interpreter).clone();
            // It is strict already, and to say so again would copy all that was analysed.
            if contract != Contract::Own {
                interpreter.set_strict_builtin_errors(false);
            }
            interpreter
        })
    }

    fn interpret(&mut self, rule: &Rule, path: &str, input: &Value) -> Result<Value, Trouble> {
        let engine = self.engine;
        let interpreter = self.interpreter(rule.contract, rule.module.built_in);
        interpreter.set_input(input.clone());
        interpreter.eval_rule(path.to_owned()).map_err(|error| {
            let own = [&*rule.module];
            let modules: Vec<&Module> = own.into_iter().chain(engine.texts()).collect();
            let (site, message) = rego::read(&format!("{error:#}"), &modules);
            // A failed run may leave its scopes behind.
            self.interpreters = [None, None, None];
            match error.downcast_ref::<LimitError>() {
                Some(LimitError::TimeLimitExceeded { limit, .. }) => Trouble::endless(site, stopped(*limit)),
                Some(LimitError::MemoryLimitExceeded { limit, .. }) => {
                    Trouble::at(site, format!("it took more than {} MiB of memory", limit >> 20))
                }
                _ => Trouble::at(site, message),
            }
        })
    }
}

/// Why an evaluation gave no result.
struct Trouble {
    site: Site,
    message: String,
    endless: bool,
}

impl Trouble {
    fn at(site: Site, message: String) -> Self {
        Self { site, message, endless: false }
    }

    fn endless(site: Site, message: String) -> Self {
        Self { site, message, endless: true }
    }
}

fn stopped(limit: Duration) -> String {
    format!("it was stopped after {} s", limit.as_secs_f32())
}

fn timer(limit: Duration) -> ExecutionTimerConfig {
    ExecutionTimerConfig { limit, check_interval: NonZeroU32::MIN.saturating_add(1023) }
}

/// An interpreter with the policies of `parsed`.
pub(super) fn interpreter(
    parsed: Option<&Parsed>,
    data: Value,
    limit: Duration,
) -> Result<regorus::Engine, PolicyError> {
    let mut engine = parsed.map_or_else(regorus::Engine::new, |parsed| parsed.0.clone());
    engine.set_strict_builtin_errors(true);
    // `print` would write to the terminal.
    engine.set_gather_prints(true);
    engine.set_execution_timer_config(timer(limit));
    engine.add_data(data).map_err(|error| PolicyError::Internal(error.to_string()))?;
    Ok(engine)
}

/// Analyses the policies of `engine`, which else each of its clones does for itself before its first evaluation. There is no rule of this
/// name, so nothing is evaluated; what keeps policies from being analysed, each evaluation says.
pub(super) fn analyse(engine: &mut regorus::Engine) {
    let _ = engine.eval_rule("data".to_owned());
}

/// What stands under `data`: `{"parameters": {"<rule>": {"<name>": value}}}` of all rules, and the files of data, of the
/// built-in ones those that are `wanted`.
///
/// # Errors
/// [`PolicyError::Refused`] for files that cannot be read or contradict each other.
pub(super) fn data(set: &PolicySet, wanted: impl Fn(&Data) -> bool) -> Result<Value, PolicyError> {
    let parameters = set.rules().iter().map(|rule| {
        let values = rule.parameters.iter().map(|(name, one)| {
            let given = set.settings.iter().rev().find(|(id, key, _)| *id == rule.id && key == name);
            (name.clone(), given.map_or(&one.default, |(_, _, value)| value).clone())
        });
        (rule.id.to_string(), serde_json::Value::from(values.collect::<serde_json::Map<_, _>>()))
    });
    let mut data = serde_json::Map::new();
    data.insert("parameters".to_owned(), parameters.collect::<serde_json::Map<_, _>>().into());
    let files = set.data.iter().filter(|file| !file.built_in || wanted(file));
    if set.data.iter().all(|file| file.built_in) {
        // Nobody contradicts them, so each is read straight into what Rego has.
        let mut data = Value::from(serde_json::Value::from(data));
        for file in files {
            file.put_into(&mut data)?;
        }
        return Ok(data);
    }
    super::data::place(files, &mut data)?;
    Ok(Value::from(serde_json::Value::from(data)))
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
