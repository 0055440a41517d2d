//! Messages that say the same of several names.

use hy_msg_lint_tree::quote::enumerated;

/// What is before the list of names.
const ALSO: &str = " (also ";

/// What stands between the names of a part and its whole.
const OF: &str = " of ";

/// The number of other names that a message lists; above it, they are counted.
const MOST_NAMED: usize = 4;

/// A message as its words and the names in them, which stand in backquotes.
pub(super) struct Wording {
    parts: Vec<String>,
    /// The numbers of the parts in which the messages differ.
    differs: Option<(usize, usize)>,
}

impl Wording {
    /// Returns the wording of `message`.
    pub(super) fn of(message: &str) -> Self {
        Self { parts: message.split('`').map(str::to_owned).collect(), differs: None }
    }

    /// Returns what `message` has in place of a name here: a name, or `` `a` of `b` ``; nothing if the messages are equal.
    /// None if it says something else, or differs in another name than the messages before.
    ///
    /// What the first name is the name of may differ: a broker, a Connect worker.
    pub(super) fn name_in(&mut self, message: &str) -> Option<String> {
        let parts: Vec<&str> = message.split('`').collect();
        if parts.len() != self.parts.len() {
            return None;
        }
        let differing = parts.iter().zip(&self.parts).enumerate().filter(|(_, (part, own))| *part != own);
        let differing: Vec<usize> = differing.map(|(number, _)| number).collect();
        let first = *match differing.as_slice() {
            [] => return Some(String::new()),
            [0, name, ..] | [name, ..] => name,
        };
        // A part is named with its whole.
        let is_of = |at: usize| parts.get(at) == Some(&OF);
        let names = match first {
            part if is_of(part + 1) => (part, part + 2),
            whole if is_of(whole.saturating_sub(1)) => (whole.saturating_sub(2), whole),
            alone => (alone, alone),
        };
        let is_lead = |number: usize| number == 0 && names.0 == 1;
        if differing.iter().any(|number| !(names.0..=names.1).contains(number) && !is_lead(*number)) {
            return None;
        }
        if names.0 % 2 == 0 || self.differs.is_some_and(|known| known != names) {
            return None;
        }
        self.differs = Some(names);
        Some(format!("`{}`", parts.get(names.0..=names.1)?.join("`")))
    }
}

/// Returns `message` with the `names` of which it holds, too.
pub(super) fn also(message: &str, names: &[String]) -> String {
    if names.is_empty() {
        return message.to_owned();
    }
    format!("{message}{ALSO}{})", enumerated(names, MOST_NAMED))
}

/// Returns the `title` of a fix that is only for what has one of `names`.
pub(super) fn only_for(title: &str, names: &[String]) -> String {
    format!("{title} (only for {})", enumerated(names, MOST_NAMED))
}

/// Returns `message` without the list of [what else](also) it holds for.
pub fn alone(message: &str) -> &str {
    let quoted = format!("{ALSO}`");
    match message.rfind(&quoted) {
        Some(at) if message.ends_with(')') => message.get(..at).unwrap_or(message),
        _ => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_that_differ_in_one_name_are_one() {
        let mut wording = Wording::of("broker `a` sets `x` to 1");
        assert_eq!(wording.name_in("broker `b` sets `x` to 1").as_deref(), Some("`b`"));
        assert_eq!(wording.name_in("broker `a` sets `x` to 1").as_deref(), Some(""));
        for other in ["broker `a` sets `y` to 1", "broker `b` sets `x` to 2", "broker `b` sets `y` to 1", "x"]
        {
            assert_eq!(wording.name_in(other), None, "{other}");
        }
        let mut listener = Wording::of("listener `A` of `a` is open");
        assert_eq!(listener.name_in("listener `B` of `b` is open").as_deref(), Some("`B` of `b`"));
        assert_eq!(listener.name_in("listener `B` of `a` is open").as_deref(), Some("`B` of `a`"));
        assert_eq!(listener.name_in("listener `A` of `b` is shut"), None);
        assert_eq!(Wording::of("broker `a` has none").name_in("worker `b` has none").as_deref(), Some("`b`"));
        assert_eq!(Wording::of("no broker").name_in("no worker"), None);
    }

    #[test]
    fn lists_some_and_counts_the_rest() {
        let names = |count: usize| (1..=count).map(|number| format!("`k{number}`")).collect::<Vec<_>>();
        assert_eq!(also("m", &names(0)), "m");
        assert_eq!(also("m", &names(1)), "m (also `k1`)");
        assert_eq!(also("m", &names(3)), "m (also `k1`, `k2` and `k3`)");
        assert_eq!(also("m", &names(9)), "m (also `k1`, `k2`, `k3`, `k4` and 5 more)");
    }
}
