//! Files to a set: which are rules, libraries, tests and data, and whether they are what they say.

mod checks;
mod conftest;
mod reach;

pub(super) use reach::{Reach, leads_to};

use super::bundle::{self, Bundle, BundleFile, is_data, is_rego};
use super::data::Data;
use super::error::{Mistake, PolicyError};
use super::metadata::{Header, Metadata};
use super::module::Module;
use super::rego::{self, Tree};
use super::rule::{Contract, Rule};
use super::set::{Parsed, PolicySet};
use super::settings;
use super::watch::{self, Doing};
use crate::settings::Setting;
use crate::source::{Site, display_name};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The package that all rules and libraries of our contract are below.
pub(super) const ROOT: &str = "hy_msg_lint";

/// What a user adds to the built-in policies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Additions {
    /// Files and folders of policies.
    pub policies: Vec<PathBuf>,
    /// Files and folders of data.
    pub data: Vec<PathBuf>,
    /// The packages that follow Conftest's contract; `main` where there are none.
    pub namespaces: Vec<Arc<str>>,
    /// All packages that are not of our root follow it.
    pub all_namespaces: bool,
    /// Conftest's policies get all documents at once.
    pub combine: bool,
    /// What is set of the parameters of rules.
    pub settings: Vec<Setting>,
}

impl PolicySet {
    /// These policies, the built-in ones, with `additions`. A rule or library of the same name stands in the place of the built-in one.
    ///
    /// # Errors
    /// [`PolicyError::Refused`] with everything that is wrong with the user's files, and [`PolicyError::Unreadable`].
    pub fn extended(self: &Arc<Self>, additions: &Additions) -> Result<Arc<Self>, PolicyError> {
        if *additions == Additions::default() {
            return Ok(Arc::clone(self));
        }
        let mut set = (**self).clone();
        let bundles = additions.policies.iter().map(|path| bundle::policies(path));
        let bundles = bundles.collect::<Result<Vec<_>, _>>()?;
        let data = additions.data.iter().map(|path| bundle::data(path)).collect::<Result<Vec<_>, _>>()?;
        let mut loader = Loader::new(&mut set, additions);
        for (path, bundle) in additions.policies.iter().zip(bundles) {
            loader.bundle(path, bundle);
        }
        for file in data.into_iter().flatten() {
            loader.data(&file);
        }
        loader.finish()?;
        set.combine = additions.combine;
        settings::apply(&mut set, &additions.settings)?;
        Ok(Arc::new(set))
    }
}

/// Fills an empty `set` with the policies of the program. Of the METADATA in `read`, by the files' paths, none is read anew.
///
/// # Errors
/// The first mistakes in them. Their Rego is not parsed: that costs more than all else, and the tests do it.
pub(super) fn built_in(
    set: &mut PolicySet,
    mut files: Vec<BundleFile>,
    mut read: BTreeMap<String, Metadata>,
) -> Result<(), PolicyError> {
    files.sort_by(|a, b| a.full.cmp(&b.full));
    let mut documents = documents(&mut files);
    for file in files {
        if is_data(file.name()) {
            set.data.push(Data::new(&file.shown, file.below, &file.text, true));
            continue;
        }
        if !is_rego(file.name()) {
            continue;
        }
        let folders: Vec<String> = file.folders().into_iter().map(str::to_owned).collect();
        let full = file.full.clone();
        let (module, span) = Module::read(&file.shown, file.text, true)?;
        if full.ends_with("_test.rego") {
            set.tests.push(Arc::new(module));
        } else if module.package.starts_with("hy_msg_lint.lib.") {
            library_is_in_its_place(&module, &full, &span)?;
            set.libraries.push(Arc::new(module));
        } else {
            let document = documents.remove(&folders.join("/")).unwrap_or_default();
            let module = Arc::new(module);
            let sets = ["deny", "unknown"].into_iter().filter(|set| {
                let start = format!("{set} contains ");
                module.rego.lines().any(|line| line.starts_with(&start))
            });
            let sets = sets.map(Arc::from).collect();
            let metadata = read.remove(&*module.path);
            set.rules.push(Arc::new(own_rule(&module, &folders, &span, sets, document, metadata)?));
        }
    }
    sort(set).map_err(PolicyError::from)
}

/// Takes the pages out of `files`, by their folders.
fn documents(files: &mut Vec<BundleFile>) -> BTreeMap<String, String> {
    let (pages, rest): (Vec<_>, Vec<_>) =
        std::mem::take(files).into_iter().partition(|file| file.name() == "README.md");
    *files = rest;
    pages.into_iter().map(|page| (page.folders().join("/"), page.text)).collect()
}

/// By area and id; two rules of one id are a mistake.
fn sort(set: &mut PolicySet) -> Result<(), Mistake> {
    set.rules.sort_by(|a, b| (&a.area, &a.id).cmp(&(&b.area, &b.id)));
    let mut known: BTreeMap<&str, &Rule> = BTreeMap::new();
    for rule in &set.rules {
        if let Some(first) = known.insert(&rule.id, rule) {
            return Err(twice(first, rule));
        }
    }
    Ok(())
}

fn twice(first: &Rule, second: &Rule) -> Mistake {
    let package = |rule: &Rule| Header::read(&rule.module.rego).map_or(0..0, |header| header.package_span);
    let message = format!("two rules have the id `{}`, which is the name of their folders", second.id);
    let mut mistake = second.module.mistake(package(second), message);
    mistake.related.push((first.module.site(package(first)), "this is the other one".to_owned()));
    mistake
}

/// A library of our root lies where its package says.
fn library_is_in_its_place(module: &Module, full: &str, span: &Range<usize>) -> Result<(), Mistake> {
    let wanted = module.package.strip_prefix("hy_msg_lint.").unwrap_or_default().replace('.', "/");
    if format!("/{full}").ends_with(&format!("/{wanted}.rego")) {
        return Ok(());
    }
    let message = format!("the library `{}` belongs in a file `{wanted}.rego`", module.package);
    Err(module.mistake(span.clone(), message))
}

/// The rule in `module`, whose package must be that of its folder.
fn own_rule(
    module: &Arc<Module>,
    folders: &[String],
    span: &Range<usize>,
    sets: Vec<Arc<str>>,
    document: String,
    metadata: Option<Metadata>,
) -> Result<Rule, Mistake> {
    let mistake = |message: String| module.mistake(span.clone(), message);
    let (Some(name), Some(area)) =
        (folders.last(), folders.len().checked_sub(2).and_then(|at| folders.get(at)))
    else {
        return Err(mistake("a rule lies in a folder of its own: `<area>/<rule>/<rule>.rego`".to_owned()));
    };
    let wanted = format!("{ROOT}.{area}.{name}");
    if *module.package != *wanted {
        let package = &module.package;
        let of_package = package.strip_prefix("hy_msg_lint.").and_then(|rest| rest.split_once('.'));
        return Err(mistake(match of_package.filter(|(_, rule)| !rule.contains('.')) {
            Some((own_area, rule)) => format!(
                "the package `{package}` belongs in a folder `{own_area}/{rule}`, and this file is in `{area}/{name}`"
            ),
            None => format!(
                "a rule in the folder `{area}/{name}` has the package `{wanted}`, and this is `{package}`"
            ),
        }));
    }
    let read = || Header::read(&module.rego).and_then(|header| header.metadata());
    let metadata = metadata.map_or_else(read, Ok).map_err(|error| error.at(&module.path, &module.rego))?;
    Ok(Rule {
        id: name.replace('_', "-").into(),
        area: area.as_str().into(),
        title: metadata.title.trim().to_owned(),
        description: metadata.description.trim().into(),
        help: metadata.custom.help,
        severity: metadata.custom.severity,
        inputs: metadata.custom.input,
        fix: metadata.custom.fix,
        references: metadata.related_resources,
        parameters: metadata.custom.parameters,
        document,
        contract: Contract::Own,
        sets,
        replaces: false,
        module: Arc::clone(module),
    })
}

/// Takes files of a user's into a set, and notes what is wrong with them.
struct Loader<'a> {
    set: &'a mut PolicySet,
    /// The packages that follow Conftest's contract; None for all.
    namespaces: Option<Vec<Arc<str>>>,
    /// All files but tests.
    engine: regorus::Engine,
    /// Tests are parsed to tell what is wrong with them, and added where they are run.
    tests: regorus::Engine,
    trees: Vec<(Arc<Module>, Tree)>,
    rules: Vec<Rule>,
    libraries: Vec<Arc<Module>>,
    /// Files of our root without METADATA: parts of a rule, if another file of their package has it.
    parts: Vec<Arc<Module>>,
    mistakes: Vec<Mistake>,
}

impl<'a> Loader<'a> {
    fn new(set: &'a mut PolicySet, additions: &Additions) -> Self {
        let Additions { namespaces, all_namespaces, .. } = additions;
        let namespaces = match (all_namespaces, namespaces.is_empty()) {
            (true, _) => None,
            (false, true) => Some(vec!["main".into()]),
            (false, false) => Some(namespaces.clone()),
        };
        set.tests.clear();
        Self {
            set,
            namespaces,
            engine: regorus::Engine::new(),
            tests: regorus::Engine::new(),
            trees: Vec::new(),
            rules: Vec::new(),
            libraries: Vec::new(),
            parts: Vec::new(),
            mistakes: Vec::new(),
        }
    }

    fn bundle(&mut self, path: &Path, bundle: Bundle) {
        let Bundle { mut files, passed_over } = bundle;
        if !files.iter().any(|file| is_rego(file.name())) {
            // Nobody is to think that it is judged by.
            let site = Site { path: display_name(path).into(), text: Arc::default(), range: 0..0 };
            self.mistakes
                .push(Mistake::new(site, "there are no policies in it, which are files that end in `.rego`"));
        }
        let mut documents = documents(&mut files);
        let reason =
            "OPA takes only `data.json` and `data.yaml` from a folder of policies; `--data` takes any";
        self.set.passed_over.extend(passed_over.into_iter().map(|path| (path, reason.to_owned())));
        for file in files {
            let folders: Vec<String> = file.folders().into_iter().map(str::to_owned).collect();
            if is_data(file.name()) {
                self.data(&file);
            } else if let Err(mistake) = self.rego(file, &folders, &mut documents) {
                self.mistakes.push(mistake);
            }
        }
    }

    fn data(&mut self, file: &BundleFile) {
        let data = Data::new(&file.shown, file.below.clone(), &file.text, false);
        if let Err(mistake) = data.value() {
            self.mistakes.push(mistake);
            return;
        }
        self.set.data.retain(|known| !(known.built_in && known.at == data.at && !data.at.is_empty()));
        self.set.data.push(data);
    }

    fn rego(
        &mut self,
        file: BundleFile,
        folders: &[String],
        documents: &mut BTreeMap<String, String>,
    ) -> Result<(), Mistake> {
        let full = file.full.clone();
        let (module, span) = Module::read(&file.shown, file.text, false)?;
        let module = Arc::new(module);
        if full.ends_with("_test.rego") {
            checks::brackets(&module)?;
            let _guard = watch::during(Doing::Reading(Arc::clone(&module.path)));
            let tree = rego::parse(&mut self.tests, &module)?;
            if let Err(mistake) = checks::expressions(&module, &tree) {
                std::mem::forget(tree);
                std::mem::forget(std::mem::take(&mut self.tests));
                return Err(mistake);
            }
            self.set.tests.push(module);
            return Ok(());
        }
        let own = module.package.split('.').next() == Some(ROOT);
        let library = module.package.starts_with("hy_msg_lint.lib.");
        let part = own && !library && !Header::read(&module.rego).is_ok_and(|header| header.has_metadata());
        if library {
            library_is_in_its_place(&module, &full, &span)?;
        }
        let is_rule = own && !library && !part || !own && is_meant_as_a_rule(&module);
        // What is wrong with METADATA is told first: it stands before the Rego.
        let rule = if is_rule {
            let document = documents.remove(&folders.join("/")).unwrap_or_default();
            Some(own_rule(&module, folders, &span, Vec::new(), document, None)?)
        } else {
            None
        };
        checks::brackets(&module)?;
        let _guard = watch::during(Doing::Reading(Arc::clone(&module.path)));
        let tree = rego::parse(&mut self.engine, &module)?;
        if let Err(mistake) = checks::expressions(&module, &tree) {
            // What is that deep cannot be dropped either.
            std::mem::forget(tree);
            std::mem::forget(std::mem::take(&mut self.engine));
            return Err(mistake);
        }
        self.trees.push((Arc::clone(&module), tree.clone()));
        match rule {
            Some(mut rule) => {
                checks::fields(&module, &tree, &rule.inputs, &mut self.mistakes);
                rule.sets = checks::sets(&module, &tree, &mut self.mistakes);
                self.rules.push(rule);
            }
            None if part => self.parts.push(module),
            None => self.libraries.push(module),
        }
        Ok(())
    }

    /// Puts together what was read.
    fn finish(mut self) -> Result<(), PolicyError> {
        conftest::rules(&self.trees, self.namespaces.as_deref(), &mut self.rules);
        for part in std::mem::take(&mut self.parts) {
            if self.rules.iter().any(|rule| rule.module.package == part.package) {
                self.libraries.push(part);
            } else if let Err(error) = Header::read(&part.rego).and_then(|header| header.metadata().map(drop))
            {
                self.mistakes.push(error.at(&part.path, &part.rego));
            }
        }
        self.unnamed();
        for rule in std::mem::take(&mut self.rules) {
            self.rule(rule);
        }
        for library in std::mem::take(&mut self.libraries) {
            let known = self
                .set
                .libraries
                .iter()
                .position(|known| known.built_in && known.package == library.package);
            if let Some(known) = known {
                self.set.libraries.remove(known);
                self.set.programs = None;
                let message = format!(
                    "{}: `{}` stands in the place of the built-in library",
                    library.path, library.package
                );
                self.set.notes.push(message);
            }
            self.set.libraries.push(library);
        }
        if self.mistakes.is_empty() {
            self.set.reaches = reach::reaches(&self.trees);
            let brought = self.bring()?;
            checks::references(self.set, &self.trees, &brought, &mut self.mistakes);
            checks::chains(&self.trees, &mut self.mistakes);
        }
        if let Err(mistake) = sort(self.set) {
            self.mistakes.push(mistake);
        }
        if self.mistakes.is_empty() && !self.trees.is_empty() {
            match self.compiled() {
                Ok(engine) => self.set.parsed = Some(Parsed(engine)),
                Err(mistake) => self.mistakes.push(mistake),
            }
        }
        if !self.mistakes.is_empty() {
            self.mistakes
                .sort_by(|a, b| (&a.site.path, a.site.range.start).cmp(&(&b.site.path, b.site.range.start)));
            return Err(PolicyError::Refused(self.mistakes));
        }
        Ok(())
    }

    /// Puts the built-in rules and libraries that the user's files refer to beside them, and gives their trees.
    fn bring(&mut self) -> Result<Vec<(Arc<Module>, Tree)>, PolicyError> {
        let set = &mut *self.set;
        let modules = set.rules.iter().map(|rule| &rule.module).chain(&set.libraries);
        let meant = modules
            .filter(|module| {
                module.built_in && leads_to(&set.reaches, &module.package.split('.').collect::<Vec<_>>())
            })
            .cloned();
        let mut brought: Vec<Arc<Module>> = meant.collect();
        let texts = brought.iter().map(|module| &*module.rego);
        let imported: Vec<_> = set.imported(texts).into_iter().filter(|one| one.built_in).cloned().collect();
        brought.extend(imported);
        brought.sort_by(|a, b| a.path.cmp(&b.path));
        brought.dedup_by(|a, b| a.path == b.path);
        set.brought.clone_from(&brought);
        let parse = |module: Arc<Module>| rego::parse(&mut self.engine, &module).map(|tree| (module, tree));
        Ok(brought.into_iter().map(parse).collect::<Result<_, _>>()?)
    }

    /// The user's files and what was brought beside them, compiled: what is left to be found wrong is found here.
    fn compiled(&mut self) -> Result<regorus::Engine, Mistake> {
        let mut engine = std::mem::take(&mut self.engine);
        let own = self.set.rules.iter().find(|rule| !rule.module.built_in);
        let Some((rule, set)) = own.and_then(|rule| Some((rule, rule.sets.first()?))) else {
            return Ok(engine);
        };
        let _guard = watch::during(Doing::Reading("the policies".into()));
        let path = format!("data.{}.{set}", rule.module.package);
        match engine.compile_with_entrypoint(&path.as_str().into()) {
            Ok(_) => Ok(engine),
            Err(error) => {
                let modules: Vec<&Module> = self.set.modules().map(AsRef::as_ref).collect();
                Err(rego::mistake(&error, &modules))
            }
        }
    }

    fn rule(&mut self, mut rule: Rule) {
        if let Some(at) = self.set.rules.iter().position(|known| known.id == rule.id) {
            let Some(known) = self.set.rules.get(at) else { return };
            if !known.module.built_in {
                self.mistakes.push(twice(known, &rule));
                return;
            }
            rule.replaces = true;
            let message =
                format!("{}: `{}` stands in the place of the built-in rule", rule.module.path, rule.id);
            self.set.notes.push(message);
            self.set.rules.remove(at);
        }
        self.set.rules.push(Arc::new(rule));
    }

    /// Packages that look like Conftest's and are not named: nobody is to think that they judge.
    fn unnamed(&mut self) {
        let mut packages = BTreeSet::new();
        for (module, tree) in &self.trees {
            let judges = tree
                .policy
                .iter()
                .filter_map(|rule| rego::declared(rule))
                .any(|(name, _)| conftest::severity(&name).is_some());
            let own = self.rules.iter().any(|rule| rule.module.package == module.package);
            if judges && !own {
                let reason = format!(
                    "its package `{}` is not judged by; `--namespace {}` does",
                    module.package, module.package
                );
                self.set.passed_over.push((module.path.to_string(), reason));
                packages.insert(&*module.package);
            }
        }
        if self.rules.is_empty() && !self.trees.is_empty() {
            let packages: Vec<_> = packages.into_iter().collect();
            let advice = if packages.is_empty() {
                "none of them has a `deny`".to_owned()
            } else {
                format!("`--namespace {}` judges by them", packages.join(","))
            };
            self.set.notes.push(format!("the policies that were added judge nothing: {advice}"));
        }
    }
}

/// True for a file with METADATA that only a rule of ours has, whatever its package.
fn is_meant_as_a_rule(module: &Module) -> bool {
    Header::read(&module.rego).is_ok_and(|header| header.names("input") && header.names("severity"))
}
