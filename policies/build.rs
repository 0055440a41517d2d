//! Compiles the built-in policies, so that no run has to: parsing and compiling their Rego takes fifty times as long as judging a
//! project by it. Embedded are the program of regorus' virtual machine and the METADATA of the rules.

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
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let mut paths = Vec::new();
    collect(Path::new("."), &mut paths)?;
    paths.sort();
    fs::write(out.join("files.rs"), texts(&paths)?)?;
    paths.retain(|path| judges(path));
    let mut engine = regorus::Engine::new();
    let mut entries = Vec::new();
    let mut metadata = BTreeMap::new();
    for path in paths {
        let text = fs::read_to_string(&path)?.replace("\r\n", "\n");
        println!("cargo::rerun-if-changed={}", path.display());
        let shown = format!("policies/{}", name(&path));
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
    let entries: Vec<&str> = entries.iter().map(String::as_str).collect();
    let first = entries.first().ok_or("there are no policies")?;
    let policy = engine.compile_with_entrypoint(&(*first).into())?;
    let mut programs = String::from("&[\n");
    for (number, entries) in entries.chunks(ENTRIES_PER_PROGRAM).enumerate() {
        let Some(mut program) = program(&policy, entries) else { continue };
        // The interpreter says where something fails, from the texts.
        program.sources.clear();
        program.instruction_spans.clear();
        let file = out.join(format!("policies-{number}.bin"));
        fs::write(&file, program.serialize_binary()?)?;
        writeln!(programs, "    include_bytes!({:?}),", file.display().to_string())?;
    }
    programs.push(']');
    fs::write(out.join("programs.rs"), programs)?;
    fs::write(out.join("metadata.json"), serde_json::to_string(&metadata)?)?;
    Ok(())
}

/// The program of those `entries` that the machine's compiler takes; the interpreter has the others.
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

/// The files below `folder` that are embedded: Rego, data, and the pages of rules. Fixtures are the tests' own.
fn collect(folder: &Path, into: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && name != "fixtures" {
            collect(&path, into)?;
        } else if path.extension().is_some_and(|end| end == "rego")
            || name == "data.json"
            || name == "README.md"
        {
            into.push(path.strip_prefix(".")?.to_owned());
        }
    }
    Ok(())
}

/// `path` with `/` between folders.
fn name(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// True for Rego that judges or helps to.
fn judges(path: &Path) -> bool {
    let name = name(path);
    name.ends_with(".rego") && !name.ends_with("_test.rego")
}

/// Rust for the names and texts of `paths`.
fn texts(paths: &[PathBuf]) -> Result<String, Box<dyn Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let mut texts = String::from("&[\n");
    for path in paths {
        writeln!(
            texts,
            "    ({:?}, include_str!({:?})),",
            name(path),
            root.join(path).display().to_string()
        )?;
    }
    texts.push(']');
    Ok(texts)
}

/// The YAML of METADATA right above the package, without the comment signs.
fn block(text: &str) -> Option<String> {
    let (head, _) = text.split_once("\npackage ")?;
    let (_, block) = head.split_once("# METADATA\n")?;
    let line = |line: &str| line.strip_prefix("# ").unwrap_or(line.trim_start_matches('#')).to_owned();
    Some(block.lines().map(line).collect::<Vec<_>>().join("\n"))
}
