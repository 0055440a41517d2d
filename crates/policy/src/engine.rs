//! Compiled Rego.
//!
//! Rules run in regorus' virtual machine, many per program. Rules that its compiler refuses (`with`, loops over
//! `walk`, some partial objects) run in the interpreter. A rule that fails runs in the interpreter again, because
//! only the interpreter reports where. The virtual machine hides most failures; see [`Mode`].

mod evaluate;
mod interpreter;
mod programs;

pub(crate) use evaluate::{Evaluation, Verdict, Worker};
pub(crate) use interpreter::{analyse, interpreter, stopped};

use crate::error::PolicyError;
use crate::module::Module;
use crate::parse;
use crate::remote::{Lost, Remote};
use crate::resource::ResourceKind;
use crate::rule::Rule;
use crate::set::PolicySet;
use crate::settings::Settings;
use crate::user::{Elsewhere, UserPolicies};
use regorus::Value;
use regorus::rvm::program::Program;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock, PoisonError};

/// The process's memory limit in bytes while rules are evaluated: fifty times the memory the largest corpus needs.
const MEMORY_LIMIT: u64 = 2 << 30;

/// Compiled policies, shared between threads; each thread evaluates with its own worker.
pub struct Engine {
    rules: Vec<Compiled>,
    programs: Vec<Arc<Program>>,
    /// The interpreter with the user's rules.
    interpreter: regorus::Engine,
    /// The files of the built-in rules and the libraries they import.
    built_in: Vec<Arc<Module>>,
    /// The interpreter with the built-in rules as well; created on demand.
    reserve: OnceLock<Option<regorus::Engine>>,
    data: Value,
    modules: Vec<Arc<Module>>,
    /// The user's policies, if other processes evaluate them.
    user: Option<Arc<UserPolicies>>,
    /// The values of parameters.
    settings: Settings,
    /// True if a library of the user stands in the place of a built-in one, so that no rule is trusted.
    replaces_library: bool,
    /// True if a policy by Conftest's contract reads the name of the file it judges.
    names_files: bool,
}

/// A rule with its entry points.
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
    /// Program and entry point in the virtual machine; None for the interpreter.
    machine: Option<(usize, usize)>,
}

/// Where rules are evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// In the virtual machine where possible: four to eight times as fast, but not strict. Whatever flags are set,
    /// regorus 0.14's virtual machine treats an expression that fails (a builtin on a value of the wrong type,
    /// `1 + "a"`, two values of one rule) as undefined. It reports only exceeded limits and numeric overflow. For
    /// policies that are known not to fail.
    Machine,
    /// In the interpreter only: every failure is reported, with its line. For unknown policies, and to verify results
    /// of the virtual machine.
    Interpreter,
}

impl Engine {
    /// Compiles the rules of `set` that are `wanted` and judge a kind in `kinds`. Only built-in rules run in the
    /// virtual machine.
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
        if engine.user.is_none() && chosen.iter().any(|rule| !rule.module.built_in) {
            analyse(&mut engine.interpreter);
        }
        // What stands in the place of a built-in library is compiled elsewhere too.
        if engine.built_in.is_empty() || engine.user.is_some() && engine.replaces_library {
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

    /// Loads the rules `chosen` of `set`, with the libraries and data they need. The interpreter gets all of them.
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
            settings: set.settings.clone(),
            replaces_library: set.user.as_ref().is_some_and(|user| user.replaces_library),
            user: set.user.clone().filter(|user| user.elsewhere.is_some()),
            names_files: user.is_some() && set.catalog.modules().any(names_file),
        })
    }

    /// Adds the built-in files that are missing; the user's policies bring libraries with them.
    fn add_built_in(&self, to: &mut regorus::Engine) -> Result<(), PolicyError> {
        let known = parse::paths(to);
        for module in self.built_in.iter().filter(|module| !known.contains(&*module.path)) {
            parse::parse(to, module)?;
        }
        Ok(())
    }

    /// Returns the interpreter with the built-in rules; used only for rules that the virtual machine cannot run, and
    /// for failures.
    fn reserve(&self) -> Option<&regorus::Engine> {
        let make = || {
            let mut engine = self.interpreter.clone();
            self.add_built_in(&mut engine).ok().map(|()| engine)
        };
        self.reserve.get_or_init(make).as_ref()
    }

    /// Returns all Rego files, to locate errors.
    fn texts(&self) -> Vec<&Module> {
        self.modules.iter().map(AsRef::as_ref).collect()
    }

    /// Returns the compiled rules, in the order of the set.
    pub fn rules(&self) -> impl ExactSizeIterator<Item = &Arc<Rule>> {
        self.rules.iter().map(|one| &one.rule)
    }

    /// Returns where users' policies are evaluated; None for this process.
    fn elsewhere(&self) -> Option<&Elsewhere> {
        self.user.as_ref().and_then(|user| user.elsewhere.as_ref())
    }

    /// Returns a process that has compiled the rules of users.
    fn remote(&self) -> Result<Remote, Lost> {
        let elsewhere = self.elsewhere().ok_or(Lost::NotStarted)?;
        let idle = elsewhere.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut remote = match idle {
            Some(remote) => remote,
            None => Remote::start(&elsewhere.load).map_err(|(lost, _)| lost)?,
        };
        let foreign = self.rules.iter().enumerate().filter(|(number, _)| self.is_foreign(*number));
        let foreign: Vec<&Rule> = foreign.map(|(_, one)| &*one.rule).collect();
        let ids: BTreeSet<&str> = foreign.iter().map(|rule| &*rule.id).collect();
        let kinds: BTreeSet<&str> =
            foreign.iter().flat_map(|rule| &rule.inputs).map(|kind| kind.name()).collect();
        remote.compile(&serde_json::json!([ids, kinds, self.settings.to_json()]))?;
        Ok(remote)
    }

    /// True if a user wrote the rule number `rule`, or a library that it may depend on.
    pub(crate) fn is_foreign(&self, rule: usize) -> bool {
        self.replaces_library || self.rules.get(rule).is_some_and(|one| !one.rule.module.built_in)
    }

    /// Returns the rules that the interpreter evaluates because the virtual machine's compiler refuses them.
    pub fn interpreted(&self) -> impl Iterator<Item = &Arc<Rule>> {
        let interpreted = |one: &&Compiled| one.entries.iter().any(|entry| entry.machine.is_none());
        self.rules.iter().filter(interpreted).map(|one| &one.rule)
    }
}

impl Compiled {
    /// # Errors
    /// If the rule fills no set; the author must fix it.
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
