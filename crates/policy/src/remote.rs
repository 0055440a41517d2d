//! A process in which users' policies are evaluated.
//!
//! A builtin of regorus cannot be interrupted, and may ask for more memory or stack than there is: then the process
//! ends without a word. So policies of users are loaded and evaluated in a process of their own, which is killed when
//! it takes too long. What is lost is one rule on one resource, and the next one gets a new process.
//!
//! Messages in both directions are frames: the length in four bytes, little-endian, then a byte that says what it is.

pub(crate) mod codec;

use codec::{Reader, Shared};
use regorus::Value;
use std::collections::{BTreeSet, VecDeque};
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// The argument with which the program serves evaluations.
pub const ARGUMENT: &str = "evaluate-policies";

/// The exit code of a process that takes too much memory.
pub(crate) const OUT_OF_MEMORY: i32 = 3;

/// The time for reading or compiling a user's policies.
const LOAD_LIMIT: Duration = Duration::from_secs(10);

/// The time for one rule on one resource, from outside: the interpreter stops earlier, unless a builtin keeps it.
const EVALUATION_LIMIT: Duration = Duration::from_secs(6);

/// The size of a frame that is read at most.
const MAX_FRAME: usize = 1 << 30;

/// The time to wait for an answer that nobody wants any more.
const UNWANTED_LIMIT: Duration = Duration::from_millis(100);

/// The size of the questions that are asked before their answers are read.
const MAX_EXPECTED: usize = 16 << 10;

/// The time until a process that has ended has said why.
const COMPLAINT_LIMIT: Duration = Duration::from_secs(1);

/// How much is kept of what the process writes to standard error.
const MAX_COMPLAINT: u64 = 64 << 10;

/// To the process: read the policies that the JSON names.
pub(crate) const LOAD: u8 = b'L';
/// To the process: compile the rules that the JSON names.
pub(crate) const COMPILE: u8 = b'C';
/// To the process: forget what is shared.
pub(crate) const FORGET: u8 = b'N';
/// To the process: a number, and the value that has it from now on.
pub(crate) const SHARE: u8 = b'S';
/// To the process: the kind and name of a resource, and its input.
pub(crate) const INPUT: u8 = b'I';
/// To the process: a rule's id and a path, to evaluate on the last input.
pub(crate) const EVALUATE: u8 = b'E';
/// From the process: what was asked for is done.
pub(crate) const DONE: u8 = b'K';
/// From the process: the file that it reads now.
pub(crate) const READING: u8 = b'A';
/// From the process: what a policy printed, before the answer.
pub(crate) const PRINT: u8 = b'P';
/// From the process: a value.
pub(crate) const VALUE: u8 = b'V';
/// From the process: a [`Fault`], as JSON.
pub(crate) const FAULT: u8 = b'X';

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Makes users' policies be evaluated in processes of `program`, which serves them with [`ARGUMENT`]. Without it they
/// are evaluated in this process.
pub fn evaluate_in(program: PathBuf) {
    // Only the first call counts; there is one program.
    let _ = PROGRAM.set(program);
}

/// A failed evaluation, as the process tells it.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Fault {
    /// The file of the place.
    pub(crate) path: String,
    /// The characters of the place.
    pub(crate) range: std::ops::Range<usize>,
    /// What went wrong.
    pub(crate) message: String,
    /// True if it was stopped before it ended.
    pub(crate) endless: bool,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lost {
    /// No process can be started.
    NotStarted,
    /// It took too long.
    Late(Duration),
    /// It ended: why, in one clause.
    Ended(String),
}

/// A running process.
#[derive(Debug)]
pub(crate) struct Remote {
    child: Child,
    /// What the policies printed before the last answer.
    pub(crate) prints: Vec<String>,
    input: ChildStdin,
    answers: Receiver<Vec<u8>>,
    complaint: Receiver<String>,
    /// The file that it reads.
    pub(crate) reading: Option<String>,
    /// The numbers of what it was told to share.
    shared: BTreeSet<u64>,
    /// The resource whose input it has, by address.
    resource: Option<usize>,
    /// The compiled rules.
    compiled: Option<serde_json::Value>,
    /// The paths whose evaluation it was asked for, without an answer yet.
    expected: VecDeque<String>,
    /// The bytes of the results so far.
    pub(crate) received: usize,
}

impl Drop for Remote {
    fn drop(&mut self) {
        // Both fail only if it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Remote {
    /// Starts a process and makes it read the policies that `load` names. It tells nothing of what is wrong in them:
    /// whoever reads them next finds it.
    pub(crate) fn start(load: &serde_json::Value) -> Result<Self, (Lost, Option<String>)> {
        let mut remote = Self::spawn().ok_or((Lost::NotStarted, None))?;
        let loaded = remote.ask(LOAD, load.to_string().as_bytes(), LOAD_LIMIT).map(drop);
        match loaded {
            Ok(()) => Ok(remote),
            Err(lost) => Err((lost, remote.reading.take())),
        }
    }

    fn spawn() -> Option<Self> {
        let mut command = Command::new(PROGRAM.get()?);
        // A picture of the stack takes long, and nobody sees it.
        command.arg(ARGUMENT).env("RUST_BACKTRACE", "0");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().ok()?;
        let pipes = Self::pipes(&mut child);
        let Some((input, answers, complaint)) = pipes else {
            let _ = child.kill();
            let _ = child.wait();
            return None;
        };
        Some(Self {
            child,
            prints: Vec::new(),
            input,
            answers,
            complaint,
            reading: None,
            shared: BTreeSet::new(),
            resource: None,
            compiled: None,
            expected: VecDeque::new(),
            received: 0,
        })
    }

    /// Returns the input of `child`, its answers, and what it has written to standard error when it ends.
    fn pipes(child: &mut Child) -> Option<(ChildStdin, Receiver<Vec<u8>>, Receiver<String>)> {
        let (mut output, mut errors) = (child.stdout.take()?, child.stderr.take()?);
        let (answer, answers) = mpsc::channel();
        let answering = move || {
            while let Ok(Some(frame)) = read(&mut output) {
                if answer.send(frame).is_err() {
                    break;
                }
            }
        };
        let (complain, complaint) = mpsc::channel();
        let complaining = move || {
            let mut text = Vec::new();
            let _ = errors.by_ref().take(MAX_COMPLAINT).read_to_end(&mut text);
            // A full pipe would hold the process up.
            let _ = io::copy(&mut errors, &mut io::sink());
            let _ = complain.send(String::from_utf8_lossy(&text).into_owned());
        };
        std::thread::Builder::new().name("answers".to_owned()).spawn(answering).ok()?;
        std::thread::Builder::new().name("complaints".to_owned()).spawn(complaining).ok()?;
        Some((child.stdin.take()?, answers, complaint))
    }

    /// Passes over the answers that it owes and nobody wants any more, unless the resource at `address` is the one that
    /// it was asked about. False if it takes long: another process is faster.
    pub(crate) fn is_ready_for(&mut self, address: usize) -> bool {
        if self.resource == Some(address) {
            return true;
        }
        while self.expected.pop_front().is_some() {
            if self.answer(UNWANTED_LIMIT).is_err() {
                return false;
            }
        }
        true
    }

    /// True if it was asked for nothing that it has not answered.
    pub(crate) fn is_idle(&self) -> bool {
        self.expected.is_empty()
    }

    /// Compiles the rules that `rules` names, unless they are compiled, and forgets all inputs.
    pub(crate) fn compile(&mut self, rules: &serde_json::Value) -> Result<(), Lost> {
        self.shared.clear();
        self.resource = None;
        self.tell(FORGET, &[])?;
        if self.compiled.as_ref() != Some(rules) {
            let (kind, answer) = self.ask(COMPILE, rules.to_string().as_bytes(), LOAD_LIMIT)?;
            if kind != DONE {
                return Err(Lost::Ended(String::from_utf8_lossy(&answer).into_owned()));
            }
            self.compiled = Some(rules.clone());
        }
        Ok(())
    }

    /// Gives it the `input` of the resource at `address`, of a kind and name, unless it has it.
    pub(crate) fn put(
        &mut self,
        address: usize,
        (kind, name): (&str, &str),
        input: &Value,
    ) -> Result<(), Lost> {
        if self.resource == Some(address) {
            return Ok(());
        }
        let mut frame = Vec::new();
        codec::put_bytes(&mut frame, kind.as_bytes());
        codec::put_bytes(&mut frame, name.as_bytes());
        match input {
            Value::Object(fields) => {
                codec::put_object(&mut frame, fields.len());
                for (key, field) in fields.iter_sorted() {
                    codec::put(&mut frame, key);
                    match (key, field) {
                        (Value::String(name), Value::Object(one))
                            if matches!(&**name, "project" | "cluster") =>
                        {
                            // Its address is its number: it lives as long as the run.
                            let number = Arc::as_ptr(one).addr() as u64;
                            self.share(number, field)?;
                            codec::put_shared(&mut frame, number);
                        }
                        _ => codec::put(&mut frame, field),
                    }
                }
            }
            other => codec::put(&mut frame, other),
        }
        self.tell(INPUT, &frame)?;
        self.resource = Some(address);
        Ok(())
    }

    fn share(&mut self, number: u64, value: &Value) -> Result<(), Lost> {
        if self.shared.insert(number) {
            let mut frame = number.to_le_bytes().to_vec();
            codec::put(&mut frame, value);
            self.tell(SHARE, &frame)?;
        }
        Ok(())
    }

    /// Asks for evaluations on the input that it has, before their answers are [wanted](Self::evaluate): then it works
    /// while the answers are read. Each is a rule's id and a path.
    pub(crate) fn expect<'a>(
        &mut self,
        evaluations: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<(), Lost> {
        let mut frames = Vec::new();
        for (rule, path) in evaluations {
            // More might fill the pipe, and hold this side up.
            if frames.len() > MAX_EXPECTED {
                break;
            }
            // A name is short enough for a frame.
            let _ = put_frame(&mut frames, EVALUATE, &evaluation(rule, path));
            self.expected.push_back(path.to_owned());
        }
        self.input.write_all(&frames).and_then(|()| self.input.flush()).map_err(|_| self.ended())
    }

    /// Evaluates `path` of the rule `rule` on the input that it has. None if that was to be the answer to another
    /// question, which is lost.
    pub(crate) fn evaluate(&mut self, rule: &str, path: &str) -> Result<Option<Result<Value, Fault>>, Lost> {
        let mut is_expected = false;
        while let Some(next) = self.expected.pop_front() {
            if next == path {
                is_expected = true;
                break;
            }
            if self.answer(UNWANTED_LIMIT).is_err() {
                return Ok(None);
            }
            self.prints.clear();
        }
        if !is_expected {
            self.tell(EVALUATE, &evaluation(rule, path))?;
        }
        let (kind, answer) = self.answer(EVALUATION_LIMIT)?;
        self.received += answer.len();
        let garbled = || Lost::Ended("its answer cannot be read".to_owned());
        match kind {
            VALUE => {
                Reader::of(&answer, &Shared::new()).value().map(|value| Some(Ok(value))).ok_or_else(garbled)
            }
            FAULT => serde_json::from_slice(&answer).map(|fault| Some(Err(fault))).map_err(|_| garbled()),
            _ => Err(garbled()),
        }
    }

    fn tell(&mut self, kind: u8, content: &[u8]) -> Result<(), Lost> {
        write(&mut self.input, kind, content).map_err(|_| self.ended())
    }

    fn ask(&mut self, kind: u8, content: &[u8], limit: Duration) -> Result<(u8, Vec<u8>), Lost> {
        self.tell(kind, content)?;
        self.answer(limit)
    }

    fn answer(&mut self, limit: Duration) -> Result<(u8, Vec<u8>), Lost> {
        loop {
            let frame = match self.answers.recv_timeout(limit) {
                Ok(frame) => frame,
                Err(RecvTimeoutError::Timeout) => return Err(Lost::Late(limit)),
                Err(RecvTimeoutError::Disconnected) => return Err(self.ended()),
            };
            match frame.split_first() {
                Some((&PRINT, text)) => self.prints.push(String::from_utf8_lossy(text).into_owned()),
                Some((&READING, file)) => self.reading = Some(String::from_utf8_lossy(file).into_owned()),
                Some((kind, content)) => return Ok((*kind, content.to_vec())),
                None => {}
            }
        }
    }

    /// Returns why the process ended.
    fn ended(&mut self) -> Lost {
        let status = self.child.wait();
        let complaint = self.complaint.recv_timeout(COMPLAINT_LIMIT).unwrap_or_default();
        let by_itself = status.as_ref().ok().and_then(std::process::ExitStatus::code);
        Lost::Ended(if by_itself == Some(OUT_OF_MEMORY) || complaint.contains("memory allocation of") {
            "it needs more memory than a policy may take".to_owned()
        } else if complaint.contains("overflowed its stack") {
            "it calls itself, or nests values, too deeply".to_owned()
        } else {
            match status {
                Ok(status) => format!("the process that evaluates it ended with {status}"),
                Err(error) => format!("the process that evaluates it is gone: {error}"),
            }
        })
    }
}

/// Writes a frame.
pub(crate) fn write(out: &mut impl Write, kind: u8, content: &[u8]) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(content.len() + 5);
    put_frame(&mut bytes, kind, content)?;
    out.write_all(&bytes)?;
    out.flush()
}

/// Appends a frame to `out`.
fn put_frame(out: &mut Vec<u8>, kind: u8, content: &[u8]) -> io::Result<()> {
    let length = u32::try_from(content.len() + 1).map_err(|_| io::ErrorKind::InvalidInput)?;
    out.extend(length.to_le_bytes());
    out.push(kind);
    out.extend(content);
    Ok(())
}

/// Returns the content of a question for an evaluation.
fn evaluation(rule: &str, path: &str) -> Vec<u8> {
    let mut content = Vec::new();
    codec::put_bytes(&mut content, rule.as_bytes());
    codec::put_bytes(&mut content, path.as_bytes());
    content
}

/// Reads a frame; None at the end.
pub(crate) fn read(input: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match input.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
    if length > MAX_FRAME {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut frame = Vec::new();
    let read = input.take(length as u64).read_to_end(&mut frame)?;
    if read == length { Ok(Some(frame)) } else { Ok(None) }
}
