//! The options that select policies, for every command that needs the rules.

use super::configuration::Configuration;
use super::conftest::Conftest;
use super::{CliError, watchdog};
use crate::config::{Config, Territory};
use crate::policy::{Additions, PolicyError, PolicySet};
use crate::source::display_name;
use crate::workspace::IgnoreFiles;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, clap::Args)]
pub(super) struct Policies {
    #[command(flatten)]
    configuration: Configuration,
    /// Also run the policies in this file or folder
    #[arg(short, long, value_name = "PATH")]
    policy: Vec<PathBuf>,
    /// Give policies the data in this file or folder
    #[arg(short, long, value_name = "PATH", hide_short_help = true)]
    data: Vec<PathBuf>,
    /// Packages of policies by Conftest's contract, in place of `main`: names, or patterns such as `main.*`
    #[arg(short, long, value_name = "NAME", value_delimiter = ',', hide_short_help = true)]
    namespace: Vec<String>,
    /// Take all packages but ours for policies by Conftest's contract
    #[arg(long, conflicts_with = "namespace", hide_short_help = true)]
    all_namespaces: bool,
}

/// A configuration, and the policies to judge by.
pub(super) struct Loaded {
    pub(super) config: Config,
    pub(super) policies: Arc<PolicySet>,
    /// What the user adds.
    pub(super) additions: Additions,
    /// Why the user's policies are left out.
    pub(super) refused: Option<PolicyError>,
}

impl Loaded {
    /// Returns configuration and policies.
    ///
    /// # Errors
    /// If policies are left out.
    pub(super) fn complete(self) -> Result<(Config, Arc<PolicySet>), CliError> {
        match self.refused {
            Some(error) => Err(error.into()),
            None => Ok((self.config, self.policies)),
        }
    }
}

impl Policies {
    /// Returns whether the caller named the configuration.
    pub(super) fn names_configuration(&self) -> bool {
        self.configuration.is_named()
    }

    /// Returns what `conftest.toml` in the working directory says; nothing where a configuration of ours applies, or none is
    /// to be read.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn conftest(&self) -> Result<Conftest, CliError> {
        if self.configuration.lookup().is_nearest_and_none_here() {
            Conftest::read()
        } else {
            Ok(Conftest::default())
        }
    }

    /// Reads the configuration, extended by the options, and the policies.
    pub(super) fn read(&self, combine: bool) -> Result<(Config, Arc<PolicySet>), CliError> {
        let config = self.configuration.read()?;
        self.extend(config, combine)
    }

    /// Returns the parts into which the configurations that apply divide `paths`.
    pub(super) fn territories(
        &self,
        paths: &[PathBuf],
        stdin: Option<&Path>,
        ignore_files: &IgnoreFiles,
    ) -> Vec<Territory> {
        self.configuration.lookup().territories(paths, stdin, ignore_files)
    }

    /// Reads the configuration of `territory`, extended by the options, and the policies. Where those of the user cannot
    /// be loaded, the built-in ones are there without them.
    pub(super) fn read_for(&self, territory: &Territory, combine: bool) -> Result<Loaded, CliError> {
        let (config, additions) =
            self.additions(self.configuration.lookup().read_for(territory)?, combine)?;
        match hy_msg_lint_policies::with(&additions) {
            Ok(policies) => Ok(Loaded { config, policies, additions, refused: None }),
            // A mistake in the configuration leaves open what to judge by.
            Err(error) if is_of_configuration(&error, &config) => Err(error.into()),
            Err(error) => {
                let policies = hy_msg_lint_policies::without(&additions)?;
                Ok(Loaded { config, policies, additions, refused: Some(error) })
            }
        }
    }

    fn extend(&self, config: Config, combine: bool) -> Result<(Config, Arc<PolicySet>), CliError> {
        let (config, additions) = self.additions(config, combine)?;
        Ok((config, hy_msg_lint_policies::with(&additions)?))
    }

    fn additions(&self, mut config: Config, combine: bool) -> Result<(Config, Additions), CliError> {
        let conftest = self.conftest()?;
        let named = |own: &[PathBuf], other: Vec<PathBuf>| if own.is_empty() { other } else { own.to_vec() };
        config.policies.paths.extend(named(&self.policy, conftest.policy));
        config.policies.data.extend(named(&self.data, conftest.data));
        let all_namespaces = self.all_namespaces || self.namespace.is_empty() && conftest.all_namespaces;
        let combine = combine || conftest.combine;
        if config.policies.namespaces.is_empty() {
            config.policies.namespaces = conftest.namespace.iter().map(|name| name.as_str().into()).collect();
        }
        if !self.namespace.is_empty() {
            config.policies.namespaces = self.namespace.iter().map(|name| name.as_str().into()).collect();
        }
        if !config.policies.paths.is_empty() || !config.policies.data.is_empty() {
            watchdog::start();
        }
        let additions = Additions {
            policies: config.policies.paths.clone(),
            data: config.policies.data.clone(),
            namespaces: config.policies.namespaces.clone(),
            all_namespaces,
            combine,
            settings: config.choice.settings(),
        };
        Ok((config, additions))
    }
}

/// Returns true if all that is wrong is in the configuration, or in what it extends.
fn is_of_configuration(error: &PolicyError, config: &Config) -> bool {
    let PolicyError::Refused(mistakes) = error else { return false };
    let files: Vec<String> =
        config.file.iter().chain(&config.extends).map(|path| display_name(path)).collect();
    mistakes.iter().all(|one| files.iter().any(|file| **file == *one.site.path))
}
