//! `hy-msg-lint completions` and `hy-msg-lint man`: the command line, described for shells and for `man`.

use super::{CliError, CommandLine, Outcome, print};
use crate::policy::EVALUATE;
use crate::suppress::META_RULES;
use clap::builder::PossibleValuesParser;
use clap::{Command, CommandFactory as _};
use clap_complete::Shell;
use std::io;

const NAME: &str = "hy-msg-lint";

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The shell
    shell: Shell,
}

/// Prints the completion script of the shell.
pub(super) fn completions(arguments: &Arguments) -> Result<Outcome, CliError> {
    let script = script(arguments.shell);
    print(|out| out.write_all(script.as_bytes()))?;
    Ok(Outcome::Clean)
}

/// Returns the command line, with the rules as values where one is asked for. It takes other names, too: areas, and rules
/// of users.
fn command() -> Command {
    let set = hy_msg_lint_policies::built_in();
    let rules = set.iter().flat_map(|set| set.rules()).map(|rule| rule.id.to_string());
    let mut names: Vec<String> = rules.chain(META_RULES.iter().map(|rule| rule.id.to_owned())).collect();
    names.sort();
    let completed = |mut command: Command, arguments: &[&'static str]| {
        for argument in arguments {
            let values = PossibleValuesParser::new(names.clone());
            command = command.mut_arg(argument, |argument| argument.value_parser(values));
        }
        command
    };
    completed(visible(CommandLine::command()), &["select", "ignore"])
        .mut_subcommand("check", |command| completed(command, &["select", "ignore"]))
        .mut_subcommand("explain", |command| completed(command, &["name"]))
        .mut_subcommand("inspect", |command| completed(command, &["input"]))
}

/// Returns `command` without the one that the program runs itself.
fn visible(command: Command) -> Command {
    let shown: Vec<Command> = command.get_subcommands().filter(|one| one.get_name() != EVALUATE).cloned().collect();
    let mut plain = Command::new(NAME).subcommands(shown);
    for argument in command.get_arguments() {
        plain = plain.arg(argument.clone());
    }
    plain
}

fn script(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), NAME, &mut script);
    // In one of two places, the crate takes the hyphens of the name for subcommands, so the two never match.
    String::from_utf8_lossy(&script).replace("hy__subcmd__msg__subcmd__lint", "hy__msg__lint")
}

/// Prints the manual page.
pub(super) fn man() -> Result<Outcome, CliError> {
    let page = page().map_err(CliError::Output)?;
    print(|out| out.write_all(page.as_bytes()))?;
    Ok(Outcome::Clean)
}

fn page() -> io::Result<String> {
    let command = CommandLine::command().mut_args(|argument| argument.hide_short_help(false));
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    let own_page = NAME.replace('-', "\\-") + "\\-";
    let line = |line: &str| match line.strip_prefix(&own_page).and_then(|rest| rest.strip_suffix("(1)")) {
        // The subcommands have no pages of their own.
        Some(command) => format!("\\fB{command}\\fR\n"),
        None => format!("{line}\n"),
    };
    Ok(String::from_utf8_lossy(&page).lines().map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum as _;

    #[test]
    fn every_shell_hears_of_every_option() {
        for shell in Shell::value_variants() {
            let script = script(*shell);
            for word in ["with-dependents", "explain"] {
                assert!(script.contains(word), "{shell}: {word}");
            }
            assert!(!script.contains("evaluate-policies"), "{shell}");
            // The others complete no values.
            if matches!(shell, Shell::Bash | Shell::Zsh | Shell::Fish) {
                assert!(script.contains("static-ip") && script.contains("unused-suppression"), "{shell}");
            }
        }
    }
    #[test]
    fn bash_finds_the_options_of_a_command() {
        let script = script(Shell::Bash);
        let commands: Vec<_> =
            script.lines().filter_map(|line| line.trim().strip_prefix("cmd=\"")?.strip_suffix('"')).collect();
        assert!(commands.len() > 10, "{commands:?}");
        for command in commands.iter().filter(|command| !command.is_empty()) {
            assert!(script.contains(&format!("\n        {command})\n")), "{command}");
        }
    }

    #[test]
    fn the_page_says_something_of_every_option() {
        let page = page().unwrap();
        let mut lines = page.lines();
        let mut options = 0;
        while let Some(line) = lines.next() {
            if line == ".TP" {
                let (option, said) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
                assert!(!said.is_empty() && !said.starts_with('.'), "{option}");
                options += 1;
            }
        }
        assert!(options > 30 && !page.contains("(1)\n"), "{page}");
    }
}
