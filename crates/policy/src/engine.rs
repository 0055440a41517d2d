//! Rego, compiled.
//!
//! Rules run in regorus' virtual machine, many in one program. What its compiler refuses (`with`, loops over `walk`, some
//! partial objects) runs in the interpreter, and so does, once more, a rule that fails: only the interpreter tells where. The
//! machine is quiet about most failures; see [`Mode`].

mod evaluate;
mod interpreter;
mod programs;

pub(crate) use evaluate::{Verdict, Worker};
pub(crate) use interpreter::{analyse, interpreter, stopped};

use crate::error::PolicyError;
use crate::module::Module;
use crate::parse;
use crate::resource::ResourceKind;
use crate::rule::Rule;
use crate::set::PolicySet;
use regorus::Value;
use regorus::rvm::program::Program;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// Bytes that the process may have while rules are evaluated: fifty times what the largest corpus takes.
const MEMORY_LIMIT: u64 = 2 << 30;

/// Compiled policies. Shared between threads; each thread evaluates with a worker of its own.
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

impl Engine {
    /// Compiles those rules of `set` that are `wanted` and judge a kind in `kinds`. Only built-in rules run in the machine.
    ///
    /// # Errors
    /// [`PolicyError::Refused`] for a policy that does not parse or compile, or has neither `deny` nor `unknown`.
    pub fn compile(
        set: &PolicySet,
        kinds: &BTreeSet<ResourceKind>,
        wanted: &dyn Fn(&Rule) -> bool,
        mode: Mode,
    ) -> Result<Self, PolicyError> {
        regorus::set_global_memory_limit(Some(MEMORY_LIMIT));
        let judges = |rule: &Rule| rule.inputs.iter().any(|kind| kinds.contains(kind));
        let chosen = set.rules().iter().filter(|rule| judges(rule) && wanted(rule));
        let chosen: Vec<_> = chosen.map(Arc::clone).collect();
        let mut engine = Self::uncompiled(set, &chosen)?;
        if chosen.iter().any(|rule| !rule.module.built_in) {
            analyse(&mut engine.interpreter);
        }
        if engine.built_in.is_empty() {
            return Ok(engine);
        }
        if let Some(programs) = set.programs.as_ref().filter(|_| mode == Mode::Machine) {
            engine.embed(programs.read()?);
            return Ok(engine);
        }
        let mut together = engine.interpreter.clone();
        engine.add_built_in(&mut together)?;
        let Some(first) = engine.rules.first().and_then(|rule| rule.entries.first()) else {
            return Ok(engine);
        };
        let policy = together.compile_with_entrypoint(&first.path.as_str().into());
        let policy = policy.map_err(|error| parse::diagnostic(&error, &engine.texts()))?;
        if mode == Mode::Machine {
            engine.compile_programs(&policy);
        }
        engine.reserve = OnceLock::from(Some(together));
        Ok(engine)
    }

    /// The rules `chosen` of `set`, with the libraries and the data that they need. The interpreter has them all.
    fn uncompiled(set: &PolicySet, chosen: &[Arc<Rule>]) -> Result<Self, PolicyError> {
        let texts = chosen.iter().map(|rule| &*rule.module.rego);
        let libraries = if chosen.is_empty() { Vec::new() } else { set.catalog.imported(texts.clone()) };
        let user = set.user.as_deref().filter(|_| chosen.iter().any(|rule| !rule.module.built_in));
        let referenced = user.into_iter().flat_map(|user| &user.referenced);
        let texts = texts.chain(libraries.iter().copied().chain(referenced).map(|module| &*module.rego));
        let texts: Vec<_> = texts.collect();
        let data = set.data(&set.settings, |one| {
            texts.iter().any(|text| text.contains(&one.reference()))
                || user.is_some_and(|user| user.refs.lead_to(&one.at))
        })?;
        let rules = chosen.iter().map(|rule| &rule.module);
        let built_in = libraries.into_iter().chain(rules).filter(|module| module.built_in).cloned();
        let names_file = |module: &Arc<Module>| !module.built_in && module.rego.contains("data.conftest");
        Ok(Self {
            rules: chosen.iter().map(Compiled::of).collect::<Result<_, _>>()?,
            programs: Vec::new(),
            interpreter: interpreter(user.and_then(|user| user.compiled.as_ref()), data.clone())?,
            built_in: built_in.collect(),
            reserve: OnceLock::new(),
            data,
            modules: set.catalog.modules().map(Arc::clone).collect(),
            names_files: user.is_some() && set.catalog.modules().any(names_file),
        })
    }

    /// Adds the built-in files that are not there yet: the user's policies bring libraries along.
    fn add_built_in(&self, to: &mut regorus::Engine) -> Result<(), PolicyError> {
        let known = parse::paths(to);
        for module in self.built_in.iter().filter(|module| !known.contains(&*module.path)) {
            parse::parse(to, module)?;
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

    /// The rules that were compiled, in the order of the set.
    pub fn rules(&self) -> impl ExactSizeIterator<Item = &Arc<Rule>> {
        self.rules.iter().map(|one| &one.rule)
    }

    /// The rules that the interpreter evaluates because the virtual machine's compiler refuses them.
    pub fn interpreted(&self) -> impl Iterator<Item = &Arc<Rule>> {
        let interpreted = |one: &&Compiled| one.entries.iter().any(|entry| entry.machine.is_none());
        self.rules.iter().filter(interpreted).map(|one| &one.rule)
    }
}

impl Compiled {
    /// # Errors
    /// The author's: a rule that fills no set.
    fn of(rule: &Arc<Rule>) -> Result<Self, PolicyError> {
        if rule.sets.is_empty() {
            let message = "expected a set `deny` or `unknown`, and there is neither";
            return Err(rule.module.diagnostic(0..0, message).into());
        }
        let entry = |set: &Arc<str>| {
            let path = format!("data.{}.{set}", rule.module.package);
            Entry { set: Arc::clone(set), path, machine: None }
        };
        Ok(Self { rule: Arc::clone(rule), entries: rule.sets.iter().map(entry).collect() })
    }
}
