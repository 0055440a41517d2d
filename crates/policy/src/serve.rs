//! The other end of [`remote`](crate::remote): reads users' policies and evaluates them for the process that asks.

use crate::additions::Additions;
use crate::deadline::{self, Activity};
use crate::engine::{Engine, Evaluation, Mode, Worker};
use crate::error::PolicyError;
use crate::remote::codec::{self, Reader, Shared};
use crate::remote::{self, Fault};
use crate::resource::ResourceKind;
use crate::set::PolicySet;
use crate::settings::Settings;
use hy_msg_lint_tree::budget::Budget;
use regorus::Value;
use std::collections::BTreeSet;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;

/// The largest result of one rule on one resource, in bytes.
const MAX_RESULT: usize = 4 << 20;

/// The maximum number of texts that a policy may print on one resource, and of bytes of each.
const MAX_PRINTS: usize = 1000;
const MAX_PRINT: usize = 4096;

/// The memory that the policies of one process may take, in bytes. There are several such processes.
const MEMORY_LIMIT: u64 = 512 << 20;

/// After this time on one rule the process ends by itself, in case that nobody is left to end it.
const LIMIT: Duration = Duration::from_secs(20);

/// How often memory and time are looked at.
const INTERVAL: Duration = Duration::from_millis(5);

/// Evaluates what `input` asks for until it ends; `load` merges additions with the built-in policies.
///
/// # Errors
/// When the other end is gone, or asks for what was not agreed.
pub fn serve(
    mut input: impl Read,
    load: impl Fn(&Additions) -> Result<Arc<PolicySet>, PolicyError>,
) -> io::Result<()> {
    deadline::on_reading(|file| {
        let _ = answer(remote::READING, file.as_bytes());
    });
    be_expendable();
    watch()?;
    regorus::set_global_memory_limit(Some(MEMORY_LIMIT));
    let invalid = || io::Error::from(io::ErrorKind::InvalidData);
    let mut set: Option<Arc<PolicySet>> = None;
    let mut engine: Option<Engine> = None;
    let mut pending = remote::read(&mut input)?;
    while let Some(frame) = pending.take() {
        let (kind, content) = frame.split_first().ok_or_else(invalid)?;
        match *kind {
            remote::LOAD => {
                let additions =
                    serde_json::from_slice(content).ok().and_then(|json| Additions::from_json(&json));
                set = load(&additions.ok_or_else(invalid)?).ok();
                answer(remote::DONE, &[])?;
            }
            remote::COMPILE => {
                match compile(set.as_deref().ok_or_else(invalid)?, content).ok_or_else(invalid)? {
                    Ok(compiled) => {
                        engine = Some(compiled);
                        answer(remote::DONE, &[])?;
                    }
                    Err(error) => answer(remote::FAULT, error.to_string().as_bytes())?,
                }
            }
            remote::FORGET => {}
            // Evaluates until something else than an evaluation is asked for.
            _ => match &engine {
                Some(engine) => {
                    pending = evaluations(engine, frame, &mut input)?;
                    continue;
                }
                None => return Err(invalid()),
            },
        }
        pending = remote::read(&mut input)?;
    }
    Ok(())
}

/// The rules to compile: ids, the names of the kinds that there are, and the values of parameters.
type Wanted = (BTreeSet<String>, BTreeSet<String>, serde_json::Value);

/// Compiles the rules that `content` names; None if it names none.
fn compile(set: &PolicySet, content: &[u8]) -> Option<Result<Engine, PolicyError>> {
    let (rules, kinds, settings): Wanted = serde_json::from_slice(content).ok()?;
    let set = set.with(Settings::from_json(&settings)?);
    let known = ResourceKind::ALL.iter().chain([&ResourceKind::Document]);
    let kinds = known.copied().filter(|kind| kinds.contains(kind.name())).collect();
    let _guard = deadline::during(Activity::Reading("policies".into()));
    let engine = Engine::compile(&set, &kinds, &|rule| rules.contains(&*rule.id), Mode::Interpreter);
    regorus::set_global_memory_limit(Some(MEMORY_LIMIT));
    Some(engine)
}

/// Handles `frame` and those behind it, as far as they are about evaluations. Returns the first other one.
fn evaluations(engine: &Engine, frame: Vec<u8>, input: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let invalid = || io::Error::from(io::ErrorKind::InvalidData);
    let mut worker = Worker::within(engine, &Budget::default());
    let mut shared = Shared::new();
    let mut resource: (String, String, Value) = (String::new(), String::new(), Value::Null);
    let mut next = Some(frame);
    while let Some(frame) = next {
        let (kind, content) = frame.split_first().ok_or_else(invalid)?;
        let mut reader = Reader::of(content, &shared);
        match *kind {
            remote::SHARE => {
                let number = reader.number().ok_or_else(invalid)?;
                let value = reader.value().ok_or_else(invalid)?;
                shared.insert(number, value);
            }
            remote::INPUT => {
                let mut text = || reader.text().map(str::to_owned).ok_or_else(invalid);
                let (kind, name) = (text()?, text()?);
                resource = (kind, name, reader.value().ok_or_else(invalid)?);
            }
            remote::EVALUATE => {
                let mut text = || reader.text().ok_or_else(invalid);
                let (rule, path) = (text()?, text()?);
                let (kind, name, input) = &resource;
                let evaluation = Evaluation { rule, path, kind, name, input };
                let result = worker.evaluate_path(&evaluation);
                for text in worker.prints.drain(..).take(MAX_PRINTS) {
                    answer(remote::PRINT, &text.as_bytes()[..text.len().min(MAX_PRINT)])?;
                }
                match result {
                    Ok(value) => {
                        let mut bytes = Vec::new();
                        codec::put(&mut bytes, &value);
                        if bytes.len() <= MAX_RESULT {
                            answer(remote::VALUE, &bytes)?;
                        } else {
                            let message = format!("its result is larger than {} MiB", MAX_RESULT >> 20);
                            fault(&Fault { path: String::new(), range: 0..0, message, endless: false })?;
                        }
                    }
                    Err(error) => fault(&error)?,
                }
            }
            _ => return Ok(Some(frame)),
        }
        next = remote::read(input)?;
    }
    Ok(None)
}

fn fault(fault: &Fault) -> io::Result<()> {
    answer(remote::FAULT, &serde_json::to_vec(fault)?)
}

fn answer(kind: u8, content: &[u8]) -> io::Result<()> {
    remote::write(&mut io::stdout().lock(), kind, content)
}

/// Lets the system take this process first when memory is short, where it can be told.
fn be_expendable() {
    #[cfg(target_os = "linux")]
    let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
}

/// Ends the process when a policy takes too long or too much memory.
fn watch() -> io::Result<()> {
    let look = || {
        loop {
            std::thread::sleep(INTERVAL);
            if deadline::overdue(LIMIT).is_some() {
                std::process::exit(remote::OUT_OF_MEMORY);
            }
        }
    };
    std::thread::Builder::new().name("watch".to_owned()).spawn(look).map(drop)
}
