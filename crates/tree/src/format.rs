//! What the text of a file is.

use crate::source::Source;
use std::path::Path;

/// The notations that declarations are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// YAML, or JSON, which is YAML.
    Yaml,
    /// Java properties.
    Properties,
    /// A shell script.
    Script,
    /// A makefile.
    Makefile,
    /// TOML: documents for policies; nothing is declared in it.
    Toml,
}

impl Format {
    /// The format that a name says; none for a file that is not looked at unless it is named.
    pub fn by_name(path: &Path) -> Option<Self> {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        match extension.to_ascii_lowercase().as_str() {
            "yml" | "yaml" | "json" => Some(Self::Yaml),
            "properties" => Some(Self::Properties),
            "sh" | "bash" => Some(Self::Script),
            "mk" => Some(Self::Makefile),
            "toml" => Some(Self::Toml),
            _ if matches!(name, "Makefile" | "makefile" | "GNUmakefile") => Some(Self::Makefile),
            _ => None,
        }
    }

    /// True for the usual names of files of variables: `.env`, `prod.env`, `.env.local` (Compose Specification, "Interpolation").
    pub fn is_variables(path: &Path) -> bool {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        format!("{name}.").contains(".env.")
    }

    /// True where a dialect may find something declared.
    pub fn declares(self) -> bool {
        self != Self::Toml
    }

    /// The format of `source`: by its name, else by its first line; YAML where neither says another.
    pub fn of(source: &Source) -> Self {
        let first = source.text.lines().next().unwrap_or_default();
        let by_first_line = || {
            let program = first.strip_prefix("#!")?.split_whitespace().last()?;
            matches!(program.rsplit('/').next(), Some("sh" | "bash" | "dash" | "ash" | "ksh"))
                .then_some(Self::Script)
        };
        Self::by_name(&source.path).or_else(by_first_line).unwrap_or(Self::Yaml)
    }
}
