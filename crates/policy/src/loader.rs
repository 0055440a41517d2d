//! Reads the user's additions and merges them with the built-in policies.
//!
//! Files are read one after the other; diagnostics are collected so that all are reported at once. Checks across
//! files run when all files are read.

mod merge;

use crate::additions::Additions;
use crate::bundle::{self, Bundle, BundleFile, Room, is_data, is_rego};
use crate::catalog::Catalog;
use crate::checks;
use crate::data::Data;
use crate::deadline::{self, Activity};
use crate::error::{PolicyDiagnostic, PolicyError};
use crate::folder;
use crate::lower::Known;
use crate::metadata::Header;
use crate::module::Module;
use crate::parse::{self, ParsedModule};
use crate::remote::{Lost, Remote};
use crate::rule::Rule;
use crate::source::{Site, display_name};
use crate::user::{Elsewhere, UserPolicies};
use hy_msg_lint_tree::budget::Limits;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// Merges the policies of `built_in` with those of `additions`. Only the tests of the additions are included. A rule
/// or library of the same name replaces the built-in one, and so does data at the same place.
///
/// # Errors
/// [`PolicyError::Refused`] with all diagnostics of the user's files, and [`PolicyError::Unreadable`].
pub(crate) fn load(
    built_in: &Catalog,
    additions: &Additions,
) -> Result<(Catalog, UserPolicies), PolicyError> {
    let elsewhere = elsewhere(additions)?;
    let limits = Limits::default();
    let mut room = Room::of(limits.policies);
    let bundles = additions.policies.iter().map(|path| bundle::policies(path, &mut room));
    let bundles = bundles.collect::<Result<Vec<_>, _>>()?;
    let data = additions.data.iter().map(|path| bundle::data(path, &mut room));
    let data = data.collect::<Result<Vec<_>, _>>()?;
    let mut known = Known::default();
    let rego = bundles.iter().flat_map(|bundle| &bundle.files).filter(|file| is_rego(file.name()));
    rego.for_each(|file| known.add(&file.text));
    let mut loader = Loader { values: limits.data, known: Arc::new(known), ..Loader::default() };
    for (path, bundle) in additions.policies.iter().zip(bundles) {
        loader.bundle(path, bundle);
    }
    for file in data.into_iter().flatten() {
        loader.data(&file);
    }
    loader.user.combine = additions.combine;
    loader.user.elsewhere = elsewhere;
    loader.finish(built_in, additions.conftest_packages().as_deref())
}

/// Has the files of `additions` read in another process first, which may come to harm. None if there is none to be had,
/// or nothing to read.
fn elsewhere(additions: &Additions) -> Result<Option<Elsewhere>, PolicyError> {
    if additions.policies.is_empty() && additions.data.is_empty() {
        return Ok(None);
    }
    let Some(load) = additions.to_json() else { return Ok(None) };
    match Remote::start(&load) {
        Ok(remote) => Ok(Some(Elsewhere { load, idle: Mutex::new(vec![remote]) })),
        Err((Lost::NotStarted, _)) => Ok(None),
        Err((lost, reading)) => {
            let why = match lost {
                Lost::Late(limit) => format!("reading it takes longer than {} s", limit.as_secs()),
                Lost::Ended(why) => format!("it cannot be read: {why}"),
                Lost::NotStarted => String::new(),
            };
            let first =
                || additions.policies.iter().chain(&additions.data).next().map(|path| display_name(path));
            let path = reading.or_else(first).unwrap_or_default();
            let site = Site { path: path.into(), text: Arc::default(), range: 0..0 };
            Err(PolicyDiagnostic::new(site, why).into())
        }
    }
}

/// The files read so far.
#[derive(Default)]
struct Loader {
    /// All files but tests.
    engine: regorus::Engine,
    /// Tests are parsed for their diagnostics and added where they run.
    tests_engine: regorus::Engine,
    /// All files but tests, parsed.
    files: Vec<ParsedModule>,
    rules: Vec<Rule>,
    libraries: Vec<Arc<Module>>,
    /// Files of our root without METADATA: parts of a rule if another file of their package has METADATA.
    parts: Vec<Arc<Module>>,
    tests: Vec<Arc<Module>>,
    data: Vec<Data>,
    /// The number of values that further data may have.
    values: usize,
    /// The rules of all files.
    known: Arc<Known>,
    user: UserPolicies,
    diagnostics: Vec<PolicyDiagnostic>,
}

impl Loader {
    /// Adds the file or the files of the folder at `path`.
    fn bundle(&mut self, path: &Path, bundle: Bundle) {
        let Bundle { mut files, skipped } = bundle;
        if !files.iter().any(|file| is_rego(file.name())) {
            // Without this diagnostic, users might think that the file is applied.
            let site = Site { path: display_name(path).into(), text: Arc::default(), range: 0..0 };
            let message = "there are no policies in it, which are files that end in `.rego`";
            self.diagnostics.push(PolicyDiagnostic::new(site, message));
        }
        let mut documents = folder::take_documents(&mut files);
        let reason =
            "OPA takes only `data.json` and `data.yaml` from a folder of policies; `--data` takes any";
        self.user.skipped.extend(skipped.into_iter().map(|path| (path, reason.to_owned())));
        for file in files {
            if is_data(file.name()) {
                self.data(&file);
            } else if let Err(diagnostic) = self.rego(file, &mut documents) {
                self.diagnostics.push(diagnostic);
            }
        }
    }

    fn data(&mut self, file: &BundleFile) {
        let data = Data::new(&file.shown, file.below.clone(), &file.text, false);
        let count = match data.value() {
            Ok(value) => size(value),
            Err(diagnostic) => return self.diagnostics.push(diagnostic),
        };
        match self.values.checked_sub(count) {
            Some(left) => {
                self.values = left;
                self.data.push(data);
            }
            None => self.diagnostics.push(data.too_much()),
        }
    }

    /// Adds a Rego file: a test, a library, a rule or a part of a rule. Takes the page of a rule from `documents`.
    fn rego(
        &mut self,
        file: BundleFile,
        documents: &mut BTreeMap<String, String>,
    ) -> Result<(), PolicyDiagnostic> {
        let folders: Vec<String> = file.folders().into_iter().map(str::to_owned).collect();
        let (mut module, span) = Module::read(&file.shown, file.text, false)?;
        {
            let _guard = deadline::during(Activity::Reading(Arc::clone(&module.path)));
            module.lower(&self.known)?;
        }
        let module = Arc::new(module);
        if file.full.ends_with("_test.rego") {
            parse_bounded(&mut self.tests_engine, &module)?;
            self.tests.push(module);
            return Ok(());
        }
        let (native, library) = (module.is_native(), module.is_library());
        let part =
            native && !library && !Header::read(&module.rego).is_ok_and(|header| header.has_metadata());
        if library {
            folder::check_library(&module, &file.full, &span)?;
        }
        let is_rule = native && !library && !part || !native && is_meant_as_a_rule(&module);
        // Diagnostics of METADATA are reported first, since METADATA precedes the Rego.
        let rule = if is_rule {
            let document = documents.remove(&folders.join("/")).unwrap_or_default();
            Some(folder::native_rule(&module, &folders, &span, document, None)?)
        } else {
            None
        };
        let file = parse_bounded(&mut self.engine, &module)?;
        match rule {
            Some(mut rule) => {
                checks::fields(&file, &rule.inputs, &mut self.diagnostics);
                rule.sets = checks::sets(&file, &mut self.diagnostics);
                self.rules.push(rule);
            }
            None if part => self.parts.push(module),
            None => self.libraries.push(module),
        }
        self.files.push(file);
        Ok(())
    }
}

/// Returns the number of values in `value`.
fn size(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        serde_json::Value::Object(map) => 1 + map.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// Parses a file by an untrusted author into `engine`.
fn parse_bounded(
    engine: &mut regorus::Engine,
    module: &Arc<Module>,
) -> Result<ParsedModule, PolicyDiagnostic> {
    checks::brackets(module)?;
    let _guard = deadline::during(Activity::Reading(Arc::clone(&module.path)));
    let file = parse::parse(engine, module)?;
    if let Err(diagnostic) = checks::expressions(&file) {
        // Dropping a tree that deep would overflow the stack as well.
        std::mem::forget(file);
        std::mem::forget(std::mem::take(engine));
        return Err(diagnostic);
    }
    Ok(file)
}

/// True for a file with METADATA that only our rules have, whatever its package.
fn is_meant_as_a_rule(module: &Module) -> bool {
    Header::read(&module.rego).is_ok_and(|header| header.names("input") && header.names("severity"))
}
