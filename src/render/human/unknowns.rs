//! Unknown results, by what is missing to decide them.

use super::drawing::Head;
use super::{Printer, label};
use crate::finding::{Cause, Finding, Severity};
use crate::render::text::{self, counted};
use hy_msg_lint_tree::quote::quoted;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// What is missing, of several results; those that most wait for come first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Missing {
    /// A variable.
    Variable(String),
    /// What its help says.
    Help(String),
    /// Something else, by the rule and its words but for the names in them.
    Other(String, String),
}

impl Printer<'_> {
    /// Writes `unknown`, one part for each thing that is missing.
    pub(super) fn unknowns(&mut self, unknown: &[Finding]) -> io::Result<()> {
        let mut groups: BTreeMap<Missing, Vec<&Finding>> = BTreeMap::new();
        for one in unknown {
            groups.entry(missing(one)).or_default().push(one);
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by_key(|(_, waiting)| std::cmp::Reverse(places(waiting)));
        groups.iter().try_for_each(|(missing, waiting)| self.waiting(missing, waiting))
    }

    fn waiting(&mut self, missing: &Missing, waiting: &[&Finding]) -> io::Result<()> {
        let Some(first) = waiting.first() else { return Ok(()) };
        let rules: BTreeSet<&str> = waiting.iter().map(|one| &*one.rule).collect();
        let rules = rules.into_iter().collect::<Vec<_>>().join(", ");
        let message = match missing {
            Missing::Variable(name) if waiting.len() > 1 => {
                format!(
                    "{} is not defined: {} cannot be judged",
                    quoted(name),
                    counted(places(waiting), "place")
                )
            }
            _ if waiting.iter().any(|one| one.message != first.message) => {
                format!("{} (and {} more)", first.message, places(waiting) - 1)
            }
            _ => first.message.clone(),
        };
        let head = Head {
            code: format!("unknown[{}]", text::line(&rules)),
            message: self.wrapped(&text::message(&message)),
            severity: Severity::Info,
            url: None,
        };
        let label = label::label(first);
        self.diagnostic(head, Some((first.primary, label.as_str())), &first.related)?;
        let elsewhere = waiting
            .iter()
            .flat_map(|one| std::iter::once(one.primary).chain(one.others.iter().map(|other| other.primary)));
        self.also(elsewhere, first.primary)?;
        if let Some(help) = &first.help {
            self.note("  help: ", help)?;
        }
        writeln!(self.out)
    }
}

/// Returns the number of places that `waiting` are about.
fn places(waiting: &[&Finding]) -> usize {
    waiting.iter().map(|one| 1 + one.others.len()).sum()
}

/// Returns what would have to be known to decide `unknown`.
fn missing(unknown: &Finding) -> Missing {
    // A config provider's reference looks like a variable.
    let is_name = |name: &str| name.chars().all(|one| one.is_ascii_alphanumeric() || one == '_');
    if let Cause::Undefined { variable, .. } = &unknown.cause
        && is_name(variable)
    {
        return Missing::Variable(variable.to_string());
    }
    if let Some(help) = &unknown.help {
        return Missing::Help(help.clone());
    }
    let words = unknown.message.split('`').step_by(2).collect::<Vec<_>>().join("`");
    Missing::Other(unknown.rule.to_string(), words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples;

    #[test]
    fn what_waits_for_the_same_is_one() {
        let report = samples::clean();
        let one = samples::finding(&report);
        let told = |rule: &str, message: &str| Finding {
            rule: rule.into(),
            message: message.into(),
            help: None,
            ..one.clone()
        };
        let helped = |help: &str| Finding { help: Some(help.into()), ..told(help, help) };
        let cause = |variable: &str| Cause::Undefined { variable: variable.into(), folder: "".into() };
        let variable = |rule: &str| Finding { cause: cause("IP"), ..told(rule, rule) };
        assert_eq!(missing(&variable("a")), missing(&variable("b")));
        assert_eq!(missing(&variable("a")), Missing::Variable("IP".into()));
        assert_eq!(missing(&told("a", "no `x` here")), missing(&told("a", "no `y` here")));
        assert_ne!(missing(&told("a", "no `x` here")), missing(&told("b", "no `x` here")));
        assert_eq!(missing(&helped("set it")), Missing::Help("set it".into()));
        assert_eq!(missing(&Finding { cause: cause("V"), ..one.clone() }), Missing::Variable("V".into()));
    }
}
