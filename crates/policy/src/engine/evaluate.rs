//! Evaluates one rule on one resource: in the virtual machine or the interpreter, by either contract.

use super::interpreter::{stopped, trusted_timer};
use super::{Compiled, Engine, Entry};
use crate::contract::{conftest, native};
use crate::deadline::{self, Activity};
use crate::error::{Failure, How, PolicyError};
use crate::functions;
use crate::input_value::{Input, Surroundings, Words, document, input};
use crate::module::Module;
use crate::parse;
use crate::remote::{Fault, Lost, Remote};
use crate::resource::{Resource, ResourceKind};
use crate::rule::{Contract, Rule};
use crate::severity::Subject;
use crate::source::Site;
use crate::violation::Violation;
use hy_msg_lint_tree::budget::Budget;
use regorus::rvm::vm::{RegoVM, VmError};
use regorus::{LimitError, Value};
use std::sync::{Arc, PoisonError};

/// The maximum number of instructions of one rule on one resource. A service with four hundred environment variables
/// takes some ten thousand. Instructions are counted, not timed, so that a rule stops at the same point on every
/// computer.
const MAX_INSTRUCTIONS: usize = if cfg!(test) { 100_000 } else { 10_000_000 };

/// The result of a rule on a resource.
#[derive(Debug, Clone, Default)]
pub(crate) struct Verdict {
    /// Violations of the rule.
    pub(crate) denied: Vec<Violation>,
    /// Places where the rule cannot be decided.
    pub(crate) unknown: Vec<Violation>,
    /// Violations that the policies themselves except.
    pub(crate) excepted: Vec<Violation>,
    /// What the policies printed, each with its place.
    pub(crate) prints: Vec<String>,
}

impl Verdict {
    /// Returns the number of violations of all sorts.
    pub(crate) fn count(&self) -> usize {
        self.denied.len() + self.unknown.len() + self.excepted.len()
    }
}

/// Evaluates the rules of an engine in one thread.
pub(crate) struct Worker<'a> {
    engine: &'a Engine,
    machines: Vec<Option<RegoVM>>,
    /// For built-in rules, user rules, and rules by Conftest's contract, which treats a failing builtin as undefined.
    interpreters: [Option<regorus::Engine>; 3],
    words: Words,
    /// The process that evaluates users' policies, once there is one.
    remote: Option<Remote>,
    /// The bytes of the results that it gave.
    pub(crate) received: usize,
    /// What the policies printed since it was last taken.
    pub(crate) prints: Vec<String>,
    /// The maximum number of violations of a user's rule on one resource.
    violations: usize,
}

/// A set to evaluate on an input.
pub(crate) struct Evaluation<'a> {
    /// The rule's id.
    pub(crate) rule: &'a str,
    /// The path of the set.
    pub(crate) path: &'a str,
    /// The resource's kind.
    pub(crate) kind: &'a str,
    /// The resource's name.
    pub(crate) name: &'a str,
    /// The resource's input.
    pub(crate) input: &'a Value,
}

impl Drop for Worker<'_> {
    fn drop(&mut self) {
        let remote = self.remote.take().filter(Remote::is_idle);
        if let (Some(remote), Some(elsewhere)) = (remote, self.engine.elsewhere()) {
            elsewhere.idle.lock().unwrap_or_else(PoisonError::into_inner).push(remote);
        }
    }
}

impl<'a> Worker<'a> {
    /// Creates a worker for the rules of `engine`, which gives as many violations as `budget` lets it.
    pub(crate) fn within(engine: &'a Engine, budget: &Budget) -> Self {
        let machines = engine.programs.iter().map(|_| None).collect();
        Self {
            engine,
            machines,
            interpreters: [None, None, None],
            words: Words::default(),
            remote: None,
            received: 0,
            prints: Vec::new(),
            violations: budget.limits().violations,
        }
    }

    /// Returns the input for `resource`.
    pub(crate) fn input(&self, resource: &Resource, around: &Surroundings) -> Input {
        match resource.kind {
            ResourceKind::Document => document(resource, &self.words),
            _ => input(resource, around, &self.words),
        }
    }

    /// Evaluates the rule number `rule` on `resource`, whose input is `input`.
    ///
    /// # Errors
    /// [`PolicyError::Failed`] and [`PolicyError::Stopped`].
    pub(crate) fn judge(
        &mut self,
        rule: usize,
        resource: &Resource,
        input: &Value,
    ) -> Result<Verdict, PolicyError> {
        let Some(one) = self.engine.rules.get(rule) else { return Ok(Verdict::default()) };
        let _guard = (self.engine.is_foreign(rule) && self.engine.elsewhere().is_none()).then(|| {
            let (kind, name) = (resource.kind.name(), Arc::clone(&resource.name));
            deadline::during(Activity::Judging(Arc::clone(&one.rule.id), kind, name))
        });
        let verdict = match one.rule.contract {
            Contract::Native => self.native(one, resource, input),
            Contract::Conftest { exceptions } => self.conftest(one, exceptions, resource, input),
        };
        let prints = std::mem::take(&mut self.prints);
        verdict.map(|verdict| Verdict { prints, ..verdict }).map_err(|EvalError { site, message, how }| {
            let subject = Subject { kind: resource.kind.name(), name: resource.name.to_string() };
            let rule = Arc::clone(&one.rule.id);
            let failure = Box::new(Failure { site, rule, subject, message, how, more: 0 });
            if how == How::Fails { PolicyError::Failed(failure) } else { PolicyError::Stopped(failure) }
        })
    }

    /// Evaluates the set that `evaluation` names, for another process.
    pub(crate) fn evaluate_path(&mut self, evaluation: &Evaluation) -> Result<Value, Fault> {
        let Evaluation { rule, path, kind, name, input } = *evaluation;
        let fault = |site: Site, message, how| Fault {
            path: site.path.to_string(),
            range: site.range,
            message,
            endless: how == How::Endless,
        };
        let nowhere = || Site { path: Arc::default(), text: Arc::default(), range: 0..0 };
        let engine = self.engine;
        let Some(one) = engine.rules.iter().find(|one| *one.rule.id == *rule) else {
            // Compiling failed; what follows says why.
            return Err(fault(nowhere(), format!("the rule `{rule}` cannot be compiled"), How::Fails));
        };
        let kind = ResourceKind::ALL
            .iter()
            .find(|known| known.name() == kind)
            .map_or("document", |kind| kind.name());
        let _guard = deadline::during(Activity::Judging(rule.into(), kind, name.into()));
        if one.rule.contract != Contract::Native && engine.names_files {
            self.name_file(name);
        }
        let result = self.interpret(&one.rule, path, input);
        result.map_err(|EvalError { site, message, how }| fault(site, message, how))
    }

    /// Evaluates `path` of `rule` in another process.
    fn elsewhere(
        &mut self,
        rule: &Rule,
        path: &str,
        resource: &Resource,
        input: &Value,
    ) -> Result<Value, EvalError> {
        let set = path.rsplit('.').next().unwrap_or_default();
        let lost = |lost: Lost| match lost {
            Lost::Late(limit) => EvalError::endless(rule.site_of(set), stopped(limit)),
            Lost::Ended(why) => EvalError { site: rule.site_of(set), message: why, how: How::Harms },
            Lost::NotStarted => {
                let message = "no process can be started in which it would be evaluated".to_owned();
                EvalError { site: rule.site_of(set), message, how: How::Harms }
            }
        };
        let answer = match self.ask(rule, path, resource, input).map_err(lost)? {
            Some(answer) => answer,
            // The process was at another evaluation; a new one is at none.
            None => self.ask(rule, path, resource, input).map_err(lost)?.unwrap_or_else(|| {
                let message = "the process that evaluates it does not answer".to_owned();
                Err(Fault { path: String::new(), range: 0..0, message, endless: false })
            }),
        };
        answer.map_err(|Fault { path, range, message, endless }| {
            let module = self.engine.modules.iter().find(|module| *module.path == *path);
            let site = module.map_or_else(|| rule.site_of(set), |module| module.site(range));
            let how = if endless { How::Endless } else { How::Fails };
            EvalError { site, message, how }
        })
    }

    /// Asks the process, or a new one. None if it is lost because of another evaluation.
    fn ask(
        &mut self,
        rule: &Rule,
        path: &str,
        resource: &Resource,
        input: &Value,
    ) -> Result<Option<Result<Value, Fault>>, Lost> {
        let mut remote = self.remote_for(resource)?;
        remote.put(std::ptr::from_ref(resource).addr(), (resource.kind.name(), &resource.name), input)?;
        let received = remote.received;
        let answer = remote.evaluate(&rule.id, path)?;
        self.prints.append(&mut remote.prints);
        if answer.is_some() {
            self.received += remote.received - received;
            self.remote = Some(remote);
        }
        Ok(answer)
    }

    fn remote_for(&mut self, resource: &Resource) -> Result<Remote, Lost> {
        let address = std::ptr::from_ref(resource).addr();
        let known = self.remote.take().and_then(|mut one| one.is_ready_for(address).then_some(one));
        known.map_or_else(|| self.engine.remote(), Ok)
    }

    /// Has the process begin with `rules` on `resource`, which are judged next, in this order.
    pub(crate) fn expect(&mut self, rules: &[usize], resource: &Resource, input: &Value) {
        if self.engine.elsewhere().is_none() || rules.len() < 2 {
            return;
        }
        // If it fails, so does the next question, and says why.
        let Ok(mut remote) = self.remote_for(resource) else { return };
        let rules = rules.iter().filter_map(|number| self.engine.rules.get(*number));
        // Whether exceptions are asked for depends on the answer before.
        let is_plain = |one: &&Compiled| one.rule.contract != Contract::Conftest { exceptions: true };
        let entries = rules
            .take_while(is_plain)
            .flat_map(|one| one.entries.iter().map(|entry| (&*one.rule.id, entry.path.as_str())));
        let address = std::ptr::from_ref(resource).addr();
        let put = remote.put(address, (resource.kind.name(), &resource.name), input);
        if put.and_then(|()| remote.expect(entries)).is_ok() {
            self.remote = Some(remote);
        }
    }

    fn native(&mut self, one: &Compiled, resource: &Resource, input: &Value) -> Result<Verdict, EvalError> {
        let mut verdict = Verdict::default();
        for entry in &one.entries {
            let result = self.evaluate(&one.rule, entry, resource, input)?;
            let violations = native::violations(&result)
                .map_err(|error| EvalError::at(one.rule.site_of(&entry.set), error.to_string()))?;
            let violations = self.few(violations, &one.rule, &entry.set)?;
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
    ) -> Result<Verdict, EvalError> {
        let Some(entry) = one.entries.first() else { return Ok(Verdict::default()) };
        if self.engine.names_files && self.engine.elsewhere().is_none() {
            self.name_file(&resource.name);
        }
        let result = self.interpret_anywhere(&one.rule, &entry.path, resource, input)?;
        let (denied, ignored) = conftest::violations(&result)
            .map_err(|error| EvalError::at(one.rule.site_of(&entry.set), error.to_string()))?;
        let ignored = ignored.into_iter().map(|value| {
            format!("`{}` gave {value}, which is neither a text nor an object, and is ignored", one.rule.id)
        });
        self.prints.extend(ignored);
        let denied = self.few(denied, &one.rule, &entry.set)?;
        if denied.is_empty() || !exceptions {
            return Ok(Verdict { denied, ..Verdict::default() });
        }
        let path = format!("data.{}.exception", one.rule.module.package);
        let exceptions = self.interpret_anywhere(&one.rule, &path, resource, input)?;
        Ok(if conftest::excepts(&exceptions, &entry.set) {
            Verdict { excepted: denied, ..Verdict::default() }
        } else {
            Verdict { denied, ..Verdict::default() }
        })
    }

    /// Sets `data.conftest.file.name` and `.dir`, as Conftest does.
    fn name_file(&mut self, path: &str) {
        let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
        let file = serde_json::json!({"conftest": {"file": {"name": name, "dir": folder}}});
        let data = self.engine.data.clone();
        let interpreter = self.interpreter(Contract::Conftest { exceptions: false }, false);
        interpreter.clear_data();
        // Neither call can fail: the data was added before, and the file's name has its own place.
        let _ = interpreter.add_data(data);
        let _ = interpreter.add_data(Value::from(file));
    }

    fn evaluate(
        &mut self,
        rule: &Rule,
        entry: &Entry,
        resource: &Resource,
        input: &Value,
    ) -> Result<Value, EvalError> {
        let Some((program, index)) = entry.machine else {
            return self.interpret_anywhere(rule, &entry.path, resource, input);
        };
        let error = match self.machine(program).and_then(|machine| {
            machine.set_input(input.clone());
            machine.execute_entry_point_by_index(index)
        }) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        // Discards the virtual machine: its state after a failed run is unknown.
        if let Some(machine) = self.machines.get_mut(program) {
            *machine = None;
        }
        let site = rule.site_of(&entry.set);
        match error {
            VmError::InstructionLimitExceeded { limit, .. } => {
                Err(EvalError::endless(site, format!("it was stopped after {limit} instructions")))
            }
            VmError::TimeLimitExceeded { limit, .. } => Err(EvalError::endless(site, stopped(limit))),
            error => match self.interpret(rule, &entry.path, input) {
                Err(error) => Err(error),
                Ok(_) => Err(EvalError::at(site, error.to_string())),
            },
        }
    }

    /// Returns the virtual machine that holds the program number `program`.
    fn machine(&mut self, program: usize) -> Result<&mut RegoVM, VmError> {
        let missing = || VmError::Internal { message: format!("there is no program {program}"), pc: 0 };
        let code = self.engine.programs.get(program).ok_or_else(missing)?;
        let slot = self.machines.get_mut(program).ok_or_else(missing)?;
        if slot.is_none() {
            let mut machine = RegoVM::new();
            machine.load_program(Arc::clone(code));
            machine.set_strict_builtin_errors(true);
            machine.set_max_instructions(MAX_INSTRUCTIONS);
            machine.set_execution_timer_config(Some(trusted_timer()));
            machine.set_data(self.engine.data.clone())?;
            *slot = Some(machine);
        }
        slot.as_mut().ok_or_else(missing)
    }

    /// Returns the interpreter for rules by a contract, built-in or a user's.
    fn interpreter(&mut self, contract: Contract, built_in: bool) -> &mut regorus::Engine {
        let engine = self.engine;
        let [first, second, third] = &mut self.interpreters;
        let slot = match (contract, built_in) {
            (Contract::Native, true) => first,
            (Contract::Native, false) => second,
            (Contract::Conftest { .. }, _) => third,
        };
        slot.get_or_insert_with(|| {
            let reserve = if built_in { engine.reserve() } else { None };
            let mut interpreter = reserve.unwrap_or(&engine.interpreter).clone();
            if built_in {
                interpreter.set_execution_timer_config(trusted_timer());
            } else {
                functions::add_to(&mut interpreter, contract != Contract::Native);
            }
            // The interpreter is already strict; setting it again would copy the whole analysis.
            if contract != Contract::Native {
                interpreter.set_strict_builtin_errors(false);
            }
            interpreter
        })
    }

    fn interpret_anywhere(
        &mut self,
        rule: &Rule,
        path: &str,
        resource: &Resource,
        input: &Value,
    ) -> Result<Value, EvalError> {
        let is_foreign = !rule.module.built_in || self.engine.replaces_library;
        if is_foreign && self.engine.elsewhere().is_some() {
            self.elsewhere(rule, path, resource, input)
        } else {
            self.interpret(rule, path, input)
        }
    }

    fn interpret(&mut self, rule: &Rule, path: &str, input: &Value) -> Result<Value, EvalError> {
        let engine = self.engine;
        let interpreter = self.interpreter(rule.contract, rule.module.built_in);
        interpreter.set_input(input.clone());
        let result = interpreter.eval_rule(path.to_owned());
        let prints = interpreter.take_prints().unwrap_or_default();
        self.prints.extend(prints);
        result.map_err(|error| {
            let own = [&*rule.module];
            let modules: Vec<&Module> = own.into_iter().chain(engine.texts()).collect();
            let (site, message) = parse::locate_error(&format!("{error:#}"), &modules);
            // A failed run may leave its scopes behind.
            self.interpreters = [None, None, None];
            match error.downcast_ref::<LimitError>() {
                Some(LimitError::TimeLimitExceeded { limit, .. }) => {
                    EvalError::endless(site, stopped(*limit))
                }
                Some(LimitError::MemoryLimitExceeded { limit, .. }) => {
                    EvalError::at(site, format!("it took more than {} MiB of memory", limit >> 20))
                }
                _ => EvalError::at(site, message),
            }
        })
    }

    /// Returns `violations` of `rule` if nobody has to read too many of them.
    fn few(&self, violations: Vec<Violation>, rule: &Rule, set: &str) -> Result<Vec<Violation>, EvalError> {
        if violations.len() > self.violations && !rule.module.built_in {
            let message = format!("it has more than {} findings there", self.violations);
            return Err(EvalError::at(rule.site_of(set), message));
        }
        Ok(violations)
    }
}

/// Why an evaluation gave no result.
struct EvalError {
    site: Site,
    message: String,
    how: How,
}

impl EvalError {
    fn at(site: Site, message: String) -> Self {
        Self { site, message, how: How::Fails }
    }

    fn endless(site: Site, message: String) -> Self {
        Self { site, message, how: How::Endless }
    }
}
