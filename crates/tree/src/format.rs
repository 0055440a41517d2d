//! Formats of files. All differences between formats are in one table.

mod table;

pub use table::{CommentPlace, Comments, Division};

use crate::source::Source;
use crate::syntax::yaml::Parsed;
use crate::syntax::{Comment, shell};
use std::path::Path;
use table::Row;

/// The formats of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// YAML.
    Yaml,
    /// JSON, which is parsed as YAML.
    Json,
    /// Java properties.
    Properties,
    /// A shell script.
    Script,
    /// A makefile.
    Makefile,
    /// TOML: documents for policies; it declares no resources.
    Toml,
    /// A Dockerfile: documents for policies, and parsed where a Compose file builds from it.
    Dockerfile,
    /// JSON with comments: documents for policies.
    Jsonc,
    /// HCL, as Terraform has it: documents for policies.
    Hcl,
    /// INI: documents for policies.
    Ini,
    /// XML: documents for policies.
    Xml,
    /// Variables: documents for policies, and read where a project refers to them.
    Dotenv,
}

impl Format {
    /// All formats.
    pub const ALL: &[Self] = &[
        Self::Yaml,
        Self::Json,
        Self::Properties,
        Self::Script,
        Self::Makefile,
        Self::Toml,
        Self::Dockerfile,
        Self::Jsonc,
        Self::Hcl,
        Self::Ini,
        Self::Xml,
        Self::Dotenv,
    ];

    fn row(self) -> &'static Row {
        match self {
            Self::Yaml => &table::YAML,
            Self::Json => &table::JSON,
            Self::Properties => &table::PROPERTIES,
            Self::Script => &table::SCRIPT,
            Self::Makefile => &table::MAKEFILE,
            Self::Toml => &table::TOML,
            Self::Dockerfile => &table::DOCKERFILE,
            Self::Jsonc => &table::JSONC,
            Self::Hcl => &table::HCL,
            Self::Ini => &table::INI,
            Self::Xml => &table::XML,
            Self::Dotenv => &table::DOTENV,
        }
    }

    /// Returns the format that a file name indicates; None for a file that is analysed only if named explicitly.
    pub fn by_name(path: &Path) -> Option<Self> {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        let extension = extension.to_ascii_lowercase();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        // `Dockerfile.kafka`: the name stands before the dot.
        let stem = name.split_once('.').map(|(stem, _)| stem).filter(|stem| *stem == "Dockerfile");
        let is_called = |row: &Row| {
            row.extensions.contains(&&*extension)
                || row.names.contains(&name)
                || stem.is_some_and(|stem| row.names.contains(&stem))
        };
        let found = Self::ALL.iter().copied().find(|format| is_called(format.row()));
        found.or_else(|| Self::is_variables(path).then_some(Self::Dotenv))
    }

    /// Returns the format of a name that is known, and of which there is no reader: those that Conftest reads, and JSON5.
    pub fn unread(path: &Path) -> Option<&'static str> {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_ascii_lowercase();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
        Some(match extension {
            "cue" => "CUE",
            "edn" => "EDN",
            "hocon" => "HOCON",
            "json5" => "JSON5",
            "jsonnet" => "Jsonnet",
            "textproto" | "textpb" | "pbtxt" | "txtpb" | "prototxt" => "text of Protocol Buffers",
            "vcl" => "VCL",
            "spdx" => "SPDX",
            "groovy" => "Groovy",
            "cyclonedx" => "CycloneDX",
            "gitignore" | "dockerignore" => "lists of ignored files",
            "conf" if stem == "nginx" => "the configuration of nginx",
            _ if name == "jenkinsfile" || name.starts_with("jenkinsfile.") => "Groovy",
            _ => return None,
        })
    }

    /// Returns the format that Conftest's option `--parser` calls `name`; None for one without a reader.
    pub fn by_parser(name: &str) -> Option<Self> {
        Some(match name {
            "yaml" => Self::Yaml,
            "json" => Self::Json,
            "jsonc" => Self::Jsonc,
            "toml" => Self::Toml,
            "properties" => Self::Properties,
            "hcl2" => Self::Hcl,
            "dockerfile" => Self::Dockerfile,
            "ini" => Self::Ini,
            "xml" => Self::Xml,
            "dotenv" => Self::Dotenv,
            _ => return None,
        })
    }

    /// The names that [`by_parser`](Self::by_parser) knows.
    pub const PARSERS: &[&str] =
        &["dockerfile", "dotenv", "hcl2", "ini", "json", "jsonc", "properties", "toml", "xml", "yaml"];

    /// Returns the format that the first line of a text indicates: `#!/bin/sh -e`, `#!/usr/bin/env bash`.
    pub fn by_first_line(text: &str) -> Option<Self> {
        let line = text.lines().next()?.strip_prefix("#!")?;
        let mut words = line.split_whitespace().filter_map(|word| word.rsplit('/').next());
        let format_of =
            |program: &str| Self::ALL.iter().copied().find(|format| format.row().programs.contains(&program));
        words.find_map(format_of)
    }

    /// Returns true for a file name that says nothing of the format, but leaves it to the first line: `create-topics`.
    /// Hidden files are settings of programs.
    pub fn is_left_to_first_line(path: &Path) -> bool {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        !name.is_empty() && !name.contains('.') && Self::by_name(path).is_none()
    }

    /// Returns the format of `source`: by its name, else by its first line, else YAML.
    pub fn of(source: &Source) -> Self {
        let by_first_line = || Self::by_first_line(&source.text);
        Self::by_name(&source.path).or_else(by_first_line).unwrap_or(Self::Yaml)
    }

    /// True for the usual names of variable files: `.env`, `prod.env`, `.env.local` (Compose Specification,
    /// "Interpolation"). They have no format of their own: they are read where a project refers to them.
    pub fn is_variables(path: &Path) -> bool {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        format!("{name}.").contains(".env.")
    }

    /// True for formats that are parsed as YAML.
    pub fn is_yaml(self) -> bool {
        matches!(self, Self::Yaml | Self::Json)
    }

    /// True for formats in which a dialect may find declarations.
    pub fn declares(self) -> bool {
        self.row().declares
    }

    /// Returns how Conftest splits a file into inputs.
    pub fn division(self) -> Division {
        self.row().division
    }

    /// Returns how comments work in this format; None if it has none.
    pub fn comments(self) -> Option<&'static Comments> {
        self.row().comments.as_ref()
    }

    /// Returns the comments of `source`, in order.
    pub fn comments_of(source: &Source) -> Vec<Comment> {
        if Self::is_variables(&source.path) {
            return shell::comments(&source.text);
        }
        Self::of(source).comments().map(|comments| (comments.find)(source)).unwrap_or_default()
    }

    /// Parses `source` to documents and syntax errors.
    pub fn parse(self, source: &Source) -> Parsed {
        (self.row().parse)(source)
    }

    /// Returns two glob patterns for editors, matching files with a known name, variable files, and files with one of
    /// the extensions `more`: one for name endings, one for whole names.
    pub fn globs(more: &[&str]) -> [String; 2] {
        let rows = || Self::ALL.iter().map(|format| format.row());
        let extensions: Vec<_> = rows().flat_map(|row| row.extensions).chain(more).copied().collect();
        let names: Vec<_> =
            rows().flat_map(|row| row.names).chain(&["Dockerfile.*", ".env", ".env.*"]).copied().collect();
        [format!("**/*.{{{}}}", extensions.join(",")), format!("**/{{{}}}", names.join(","))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    #[test]
    fn a_format_is_told_by_the_name_else_by_the_first_line() {
        for (name, text, wanted) in [
            ("a.yml", "#!/bin/sh", Format::Yaml),
            ("a.YAML", "", Format::Yaml),
            ("a.JSON", "", Format::Json),
            ("a.b.properties", "", Format::Properties),
            ("run.sh", "", Format::Script),
            ("run.bash", "", Format::Script),
            ("run", "#!/usr/bin/env bash\n", Format::Script),
            ("run", "#!/bin/ksh", Format::Script),
            ("run", "#!/bin/bash -e", Format::Script),
            ("run", "#! /bin/sh", Format::Script),
            ("run", "#!/usr/bin/env -S bash -eu\r\n", Format::Script),
            ("run", "#!/usr/bin/with-contenv bash", Format::Script),
            ("run", "#!/usr/bin/zsh", Format::Script),
            ("run", "#!/usr/bin/fish", Format::Yaml),
            ("run", "\n#!/bin/sh", Format::Yaml),
            ("run.zsh", "", Format::Script),
            ("run", "#!/usr/bin/python3", Format::Yaml),
            ("rules.mk", "", Format::Makefile),
            ("GNUmakefile", "", Format::Makefile),
            ("MAKEFILE", "", Format::Yaml),
            ("a.toml", "", Format::Toml),
            (".env", "", Format::Dotenv),
            ("prod.env", "", Format::Dotenv),
            (".env.local", "", Format::Dotenv),
            ("main.tf", "", Format::Hcl),
            ("a.ini", "", Format::Ini),
            ("Dockerfile", "FROM a", Format::Dockerfile),
            ("Dockerfile.kafka", "FROM a", Format::Dockerfile),
            ("kafka.dockerfile", "FROM a", Format::Dockerfile),
            ("Dockerfile.yml", "", Format::Yaml),
            ("a", "", Format::Yaml),
        ] {
            let sources = SourceMap::default();
            assert_eq!(Format::of(&sources.add(Path::new(name), text.to_owned())), wanted, "{name}: {text}");
        }
    }

    #[test]
    fn a_name_without_a_dot_leaves_it_to_the_first_line() {
        for (name, wanted) in [
            ("bin/create-topics", true),
            ("a.d/run", true),
            ("Makefile", false),
            ("Dockerfile", false),
            (".bashrc", false),
            ("run.sh", false),
            ("run.py", false),
        ] {
            assert_eq!(Format::is_left_to_first_line(Path::new(name)), wanted, "{name}");
        }
    }

    #[test]
    fn parsers_have_the_names_that_conftest_gives_them() {
        assert!(Format::PARSERS.iter().all(|name| Format::by_parser(name).is_some()));
        assert_eq!((Format::by_parser("cue"), Format::unread(Path::new("a.cue"))), (None, Some("CUE")));
        for (name, wanted) in [
            ("Jenkinsfile", Some("Groovy")),
            ("Jenkinsfile.prod", Some("Groovy")),
            ("etc/nginx.conf", Some("the configuration of nginx")),
            (".gitignore", Some("lists of ignored files")),
            ("my.conf", None),
            ("a.yml", None),
        ] {
            assert_eq!(Format::unread(Path::new(name)), wanted, "{name}");
        }
    }

    #[test]
    fn formats_of_documents_declare_nothing() {
        let silent: Vec<_> = Format::ALL.iter().filter(|format| !format.declares()).collect();
        let documents = [
            Format::Toml,
            Format::Dockerfile,
            Format::Jsonc,
            Format::Hcl,
            Format::Ini,
            Format::Xml,
            Format::Dotenv,
        ];
        assert!(silent.into_iter().eq(&documents));
    }

    #[test]
    fn comments_are_those_of_the_format() {
        let text = "a: 1 # b\n";
        for (name, wanted) in [
            ("a.yml", 1),
            ("a.json", 0),
            ("a.properties", 0),
            ("a.sh", 1),
            ("Makefile", 1),
            ("a.toml", 0),
            (".env", 1),
            ("prod.env", 1),
            (".env.local", 1),
            ("Dockerfile", 0),
        ] {
            let sources = SourceMap::default();
            let source = sources.add(Path::new(name), text.to_owned());
            assert_eq!(Format::comments_of(&source).len(), wanted, "{name}");
        }
    }

    #[test]
    fn editors_watch_what_has_a_format() {
        let [extensions, names] = Format::globs(&["rego"]);
        assert_eq!(
            extensions,
            "**/*.{yml,yaml,json,properties,sh,bash,ksh,zsh,mk,toml,dockerfile,jsonc,tf,hcl,tfvars,ini,xml,env,rego}"
        );
        assert_eq!(
            names,
            "**/{Makefile,makefile,GNUmakefile,Dockerfile,Containerfile,Dockerfile.*,.env,.env.*}"
        );
    }
}
