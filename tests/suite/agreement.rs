//! The virtual machine and the interpreter give the same results, and the Rego tests of the policies pass.

use crate::expected::{OFF, built_in, files_under, root, scratch, session};
use crate::projects;
use hy_msg_lint::check::Declarations;
use hy_msg_lint::model::Resource;
use hy_msg_lint::policy::{Budget, Engine, Judged, Mode};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Returns the folder into which a policy's fixture is copied.
fn below_scratch(relative: &Path) -> PathBuf {
    root().join(env!("CARGO_TARGET_TMPDIR")).join("agreement").join(relative)
}

/// Returns every project of `fixtures/projects/`, and every fixture of a policy in a folder of its own.
fn folders() -> Vec<PathBuf> {
    let mut folders = projects::folders();
    scratch("agreement");
    let fixtures = files_under(&root().join("policies")).into_iter().filter_map(|file| {
        let kind = file
            .ancestors()
            .find(|folder| folder.ends_with("fixtures/bad") || folder.ends_with("fixtures/good"))?;
        let first = file.strip_prefix(kind).ok()?.components().next()?;
        Some((kind.join(first), file.clone()))
    });
    for (fixture, file) in fixtures {
        let relative = fixture.strip_prefix(root().join("policies")).expect("below policies").to_owned();
        let folder = below_scratch(&relative);
        let name = file.strip_prefix(&fixture).ok().filter(|name| name.components().next().is_some());
        let target =
            folder.join(name.map_or_else(|| file.file_name().unwrap_or_default().into(), Path::to_owned));
        fs::create_dir_all(target.parent().expect("a folder")).expect("folders can be made");
        fs::copy(&file, target).expect("fixtures can be copied");
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

#[test]
fn machine_and_interpreter_say_the_same() {
    let set = built_in();
    let read = |folder: &PathBuf| {
        let (mut session, request) = session(folder);
        let Declarations { resources, .. } = session.read(&request).expect("the folder exists");
        resources
    };
    let projects: Vec<_> = folders().into_par_iter().map(|folder| (read(&folder), folder)).collect();
    let kinds: BTreeSet<_> =
        projects.iter().flat_map(|(resources, _)| resources).map(|one| one.kind).collect();
    let engine = |mode| Engine::compile(&set, &kinds, &|_| true, mode).expect("the policies compile");
    let (machine, interpreter) = (engine(Mode::Machine), engine(Mode::Interpreter));
    assert_eq!(interpreter.interpreted().count(), interpreter.rules().len());
    let compare = |(resources, folder): &(Vec<Resource>, PathBuf)| {
        let (fast, strict) = (machine.judge(resources, &|_| true), interpreter.judge(resources, &|_| true));
        let what = folder.display();
        for (mode, failures) in [("machine", &fast.failures), ("interpreter", &strict.failures)] {
            let failures: Vec<_> = failures.iter().map(ToString::to_string).collect();
            assert!(failures.is_empty(), "{what}, in the {mode}: {failures:#?}");
        }
        assert_eq!(shown(&fast.denied), shown(&strict.denied), "{what}: denied");
        assert_eq!(shown(&fast.unknown), shown(&strict.unknown), "{what}: unknown");
        let rules =
            |judged: &[Judged]| judged.iter().map(|one| one.rule.id.to_string()).collect::<BTreeSet<_>>();
        (rules(&fast.denied), rules(&fast.unknown))
    };
    let (denied, unknown): (Vec<_>, Vec<_>) = projects.par_iter().map(compare).unzip();
    let [denied, unknown] = [denied, unknown].map(|all| all.into_iter().flatten().collect::<BTreeSet<_>>());
    // Two empty results would agree, too.
    let all: BTreeSet<_> =
        set.rules().iter().map(|rule| rule.id.to_string()).filter(|id| !OFF.contains(&&**id)).collect();
    assert_eq!(denied, all, "rules that denied nothing anywhere were not compared");
    assert!(unknown.len() >= 5, "only {unknown:?} could not decide somewhere");
}

/// Everything that a rule reports about a resource, including its fix and related places.
fn shown(judged: &[Judged]) -> Vec<String> {
    judged
        .iter()
        .map(|one| format!("{} on resource {}: {:?}", one.rule.id, one.resource, one.violation))
        .collect()
}

#[test]
fn rego_tests_hold_and_no_rule_is_without() {
    let set = built_in();
    let tests = set.unit_tests(&|_| true, false, &Budget::default()).expect("the tests can be run").tests;
    let failed: Vec<_> = tests.iter().filter(|test| test.failure.is_some()).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    for rule in set.rules() {
        let package = format!("{}_test.test_", rule.module.package);
        let tests = tests.iter().filter(|test| test.name.starts_with(&package)).count();
        assert!(tests >= 2, "{} has {tests} tests", rule.id);
    }
    for library in set.libraries() {
        let name = library.path.trim_end_matches(".rego").rsplit('/').next().unwrap_or_default();
        let package = format!("hy_msg_lint.lib.{name}_test.test_");
        assert!(tests.iter().any(|test| test.name.starts_with(&package)), "{} has no test", library.path);
    }
}
