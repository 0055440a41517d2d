//! Compiles the built-in policies at build time: parsing and compiling their Rego takes fifty times as long as
//! evaluating it on a project. The output contains the programs of regorus' virtual machine and the METADATA of the
//! rules.
//!
//! Cargo reruns this script only when a listed file changes, not when a file is added: listing a folder would
//! recompile everything when a fixture changes. A new file is noticed when this script is touched, and a test reports
//! it.

mod files;

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::program::Program;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// Every entry point takes a register, and a program has 255.
const ENTRIES_PER_PROGRAM: usize = 150;

#[expect(
    clippy::disallowed_methods,
    reason = "what holds for a run of the program does not hold for its making"
)]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=files.rs");
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let paths = files::embedded(&root)?;
    fs::write(out.join("files.rs"), texts(&paths, &root)?)?;
    let mut engine = regorus::Engine::new();
    let mut entries = Vec::new();
    let mut metadata = BTreeMap::new();
    for path in paths {
        let name = files::name(&path, &root);
        if !judges(&name) {
            continue;
        }
        println!("cargo::rerun-if-changed={name}");
        let text = fs::read_to_string(&path)?.replace("\r\n", "\n");
        let shown = format!("policies/{name}");
        let package =
            text.lines().find_map(|line| line.strip_prefix("package ")).unwrap_or_default().to_owned();
        for set in ["deny", "unknown"].iter().filter(|set| text.contains(&format!("\n{set} contains "))) {
            entries.push(format!("data.{package}.{set}"));
        }
        if let Some(block) = block(&text) {
            let values: serde_json::Value =
                serde_yaml::from_str(&block).map_err(|error| format!("{shown}: {error}"))?;
            metadata.insert(shown.clone(), values);
        }
        engine.add_policy(shown, text)?;
    }
    fs::write(out.join("metadata.json"), serde_json::to_string(&metadata)?)?;
    fs::write(out.join("programs.rs"), programs(&mut engine, &entries, &out)?)?;
    Ok(())
}

/// Writes the programs of `entries` to files in `out`; returns Rust code that includes them.
fn programs(engine: &mut regorus::Engine, entries: &[String], out: &Path) -> Result<String, Box<dyn Error>> {
    let entries: Vec<&str> = entries.iter().map(String::as_str).collect();
    let first = entries.first().ok_or("there are no policies")?;
    let policy = engine.compile_with_entrypoint(&(*first).into())?;
    let mut programs = String::from("&[\n");
    for (number, entries) in entries.chunks(ENTRIES_PER_PROGRAM).enumerate() {
        let Some(mut program) = program(&policy, entries) else { continue };
        // Not needed: the interpreter locates failures, using the texts.
        program.sources.clear();
        program.instruction_spans.clear();
        let file = out.join(format!("policies-{number}.bin"));
        fs::write(&file, program.serialize_binary()?)?;
        writeln!(programs, "    include_bytes!({:?}),", file.display().to_string())?;
    }
    programs.push(']');
    Ok(programs)
}

/// Compiles the `entries` that the virtual machine's compiler accepts to a program; the interpreter evaluates the
/// others.
fn program(policy: &regorus::CompiledPolicy, entries: &[&str]) -> Option<Program> {
    let compile = |entries: &[&str]| Compiler::compile_from_policy(policy, entries).ok();
    let whole = compile(entries).or_else(|| {
        let taken: Vec<&str> = entries.iter().copied().filter(|entry| compile(&[entry]).is_some()).collect();
        for refused in entries.iter().filter(|entry| !taken.contains(entry)) {
            println!("cargo::warning={refused} is not for the machine: the interpreter judges by it");
        }
        compile(&taken)
    })?;
    Some((*whole).clone())
}

/// True for the Rego files of rules and libraries.
fn judges(name: &str) -> bool {
    name.strip_suffix(".rego").is_some_and(|stem| !stem.ends_with("_test"))
}

/// Returns Rust code for the names and texts of `paths`, which are below `root`.
fn texts(paths: &[PathBuf], root: &Path) -> Result<String, Box<dyn Error>> {
    let mut texts = String::from("&[\n");
    for path in paths {
        let name = files::name(path, root);
        writeln!(texts, "    ({name:?}, include_str!({:?})),", path.display().to_string())?;
    }
    texts.push(']');
    Ok(texts)
}

/// Returns the YAML of METADATA right above the package, without the comment signs. It is not validated: a test of
/// this package reports differences from the engine's own reader.
fn block(text: &str) -> Option<String> {
    let (head, _) = text.split_once("\npackage ")?;
    let (_, block) = head.split_once("# METADATA\n")?;
    let line = |line: &str| line.strip_prefix("# ").unwrap_or(line.trim_start_matches('#')).to_owned();
    Some(block.lines().map(line).collect::<Vec<_>>().join("\n"))
}
