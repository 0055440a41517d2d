//! The options that select policies, for every command that needs the rules.

use super::configuration::Configuration;
use super::{CliError, watchdog};
use crate::config::Config;
use crate::policy::{Additions, PolicySet};
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Debug, clap::Args)]
pub(super) struct Policies {
    #[command(flatten)]
    configuration: Configuration,
    /// Judge by the policies in this file or folder, too
    #[arg(long, value_name = "PATH")]
    policy: Vec<PathBuf>,
    /// Give policies the data in this file or folder
    #[arg(long, value_name = "PATH", hide_short_help = true)]
    data: Vec<PathBuf>,
    /// Packages of policies by Conftest's contract, in place of `main`
    #[arg(long, value_name = "NAME", value_delimiter = ',', hide_short_help = true)]
    namespace: Vec<String>,
    /// Take all packages but ours for policies by Conftest's contract
    #[arg(long, conflicts_with = "namespace", hide_short_help = true)]
    all_namespaces: bool,
}

impl Policies {
    /// Reads the configuration, extended by the options, and the policies.
    pub(super) fn read(&self, combine: bool) -> Result<(Config, Arc<PolicySet>), CliError> {
        let mut config = self.configuration.read()?;
        config.policies.paths.extend(self.policy.iter().cloned());
        config.policies.data.extend(self.data.iter().cloned());
        let all_namespaces = self.all_namespaces;
        if !self.namespace.is_empty() {
            config.policies.namespaces = self.namespace.iter().map(|name| name.as_str().into()).collect();
        }
        if !config.policies.paths.is_empty() {
            watchdog::start();
        }
        let policies = hy_msg_lint_policies::with(&Additions {
            policies: config.policies.paths.clone(),
            data: config.policies.data.clone(),
            namespaces: config.policies.namespaces.clone(),
            all_namespaces,
            combine,
            settings: config.settings.clone(),
        })?;
        Ok((config, policies))
    }
}
