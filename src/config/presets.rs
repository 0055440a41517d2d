//! Presets: the configurations that the program brings along.

/// A configuration that others extend.
#[derive(Debug, PartialEq, Eq)]
pub struct Preset {
    /// Its name in `extends`.
    pub name: &'static str,
    /// The file. Its first line is a comment that says what it is for.
    pub text: &'static str,
}

/// All presets.
pub const PRESETS: &[Preset] = &[
    Preset { name: "recommended", text: include_str!("presets/recommended.yaml") },
    Preset { name: "local", text: include_str!("presets/local.yaml") },
    Preset { name: "strict", text: include_str!("presets/strict.yaml") },
];

impl Preset {
    /// Returns the preset called `name`.
    pub fn by_name(name: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|one| one.name == name)
    }

    /// Returns what it is for, in one sentence.
    pub fn title(&self) -> &'static str {
        self.text.lines().next().unwrap_or_default().trim_start_matches(['#', ' '])
    }
}
