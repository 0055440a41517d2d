//! A Rego file.

use crate::error::PolicyDiagnostic;
use crate::lower::{self, Known, Lowered};
use crate::metadata::{Header, MetadataError};
use crate::source::Site;
use std::ops::Range;
use std::sync::Arc;

/// The package that contains all rules and libraries of our contract.
pub(crate) const ROOT: &str = "hy_msg_lint";

/// A Rego file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    /// The origin of its text, as shown: `policies/compose/static_ip/static_ip.rego`.
    pub path: Arc<str>,
    /// Its text.
    pub rego: Arc<str>,
    /// Its package, without `data.`: `hy_msg_lint.compose.static_ip`.
    pub package: Arc<str>,
    /// True for a built-in file.
    pub built_in: bool,
    /// The file as it is evaluated; None for a built-in one, which is evaluated as it is.
    pub(crate) lowered: Option<Arc<Lowered>>,
}

impl Module {
    /// Creates a built-in file.
    pub fn built_in(path: &str, rego: &str, package: &str) -> Self {
        let (path, rego, package) = (path.into(), rego.into(), package.into());
        Self { path, rego, package, built_in: true, lowered: None }
    }

    /// Reads the file at `path` with the text `rego`; returns it with the span of its package name.
    pub(crate) fn read(
        path: &str,
        rego: String,
        built_in: bool,
    ) -> Result<(Self, Range<usize>), PolicyDiagnostic> {
        let rego = rego.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(rego);
        let (path, rego): (Arc<str>, Arc<str>) = (path.into(), rego.into());
        let header = Header::read(&rego).map_err(|error| error.at(&path, &rego))?;
        let (package, span) = (header.package.into(), header.package_span);
        Ok((Self { path, rego, package, built_in, lowered: None }, span))
    }

    /// Lowers the file, which may refer to the rules `known`.
    ///
    /// # Errors
    /// What cannot be parsed, and variables without a value.
    pub(crate) fn lower(&mut self, known: &Arc<Known>) -> Result<(), PolicyDiagnostic> {
        match lower::lower(&self.rego, self.is_native(), known) {
            Ok(lowered) => self.lowered = Some(Arc::new(lowered)),
            Err(refusal) => return Err(self.diagnostic(refusal.span, refusal.message)),
        }
        Ok(())
    }

    /// Returns the string that a text importing it contains: `data.hy_msg_lint.lib.kafka`.
    pub(crate) fn reference(&self) -> String {
        format!("data.{}", self.package)
    }

    /// True for a file of our contract: its package is below [`ROOT`].
    pub(crate) fn is_native(&self) -> bool {
        self.package.split('.').next() == Some(ROOT)
    }

    /// True for a library of our contract.
    pub(crate) fn is_library(&self) -> bool {
        self.package.starts_with("hy_msg_lint.lib.")
    }

    /// Returns a place in the file.
    pub fn site(&self, range: Range<usize>) -> Site {
        Site { path: Arc::clone(&self.path), text: Arc::clone(&self.rego), range }
    }

    /// Returns the site of the whole file.
    pub(crate) fn whole(&self) -> Site {
        self.site(0..0)
    }

    /// Creates a diagnostic about `range` of the file.
    pub(crate) fn diagnostic(&self, range: Range<usize>, message: impl Into<String>) -> PolicyDiagnostic {
        PolicyDiagnostic::new(self.site(range), message)
    }
}

impl MetadataError {
    /// Converts the error to a diagnostic of a file.
    pub(crate) fn at(self, path: &Arc<str>, text: &Arc<str>) -> PolicyDiagnostic {
        let site = Site { path: Arc::clone(path), text: Arc::clone(text), range: self.span };
        PolicyDiagnostic::new(site, self.message)
    }
}
