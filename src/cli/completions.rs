//! `hy-msg-lint completions` and `hy-msg-lint man`: the command line, described for shells and for `man`.

use super::{CliError, CommandLine, Outcome, print};
use clap::CommandFactory as _;
use clap_complete::Shell;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The shell
    shell: Shell,
}

/// Prints the script that the shell reads.
pub(super) fn completions(arguments: &Arguments) -> Result<Outcome, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut CommandLine::command(), "hy-msg-lint", &mut script);
    print(|out| out.write_all(&script))?;
    Ok(Outcome::Clean)
}

/// Prints the page for `man`.
pub(super) fn man() -> Result<Outcome, CliError> {
    print(|out| clap_mangen::Man::new(CommandLine::command()).render(&mut &mut *out))?;
    Ok(Outcome::Clean)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum as _;

    #[test]
    fn every_shell_hears_of_every_option() {
        for shell in Shell::value_variants() {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut CommandLine::command(), "hy-msg-lint", &mut script);
            let script = String::from_utf8(script).unwrap();
            for word in ["with-dependents", "explain"] {
                assert!(script.contains(word), "{shell}: {word}");
            }
        }
    }
}
