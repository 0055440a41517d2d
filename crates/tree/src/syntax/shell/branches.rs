//! Conditions and loops around commands: whose failure they handle.

/// The conditions and loops that are open, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Branches(Vec<Branch>);

/// `if`, `case`, or a loop.
#[derive(Debug)]
struct Branch {
    /// Its first command.
    first: usize,
    is_if: bool,
    part: Part,
    /// The commands of its condition, each with true if it is negated.
    condition: Vec<(usize, bool)>,
    /// True if what runs where the condition holds ends the script with a failure.
    then_ends: bool,
    /// The same for where it does not hold.
    else_ends: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Condition,
    Then,
    Else,
}

impl Branch {
    /// Adds the commands of the condition whose failure is handled to `settled`.
    fn settle(&mut self, settled: &mut Vec<usize>) {
        let ends = |is_negated| if is_negated { self.then_ends } else { self.else_ends };
        settled.extend(self.condition.iter().filter(|(_, negated)| !ends(*negated)).map(|(at, _)| at));
        self.condition.clear();
        self.then_ends = false;
    }
}

impl Branches {
    pub(super) fn depth(&self) -> usize {
        self.0.len()
    }

    /// Reads a word before the program of command `at`. Returns the first command of what it ends; what is decided
    /// by then is added to `settled`.
    pub(super) fn keyword(&mut self, word: &str, at: usize, settled: &mut Vec<usize>) -> Option<usize> {
        let part = match word {
            "if" | "while" | "until" => Part::Condition,
            "for" | "select" | "case" => Part::Then,
            "fi" | "done" | "esac" => {
                let mut ended = self.0.pop()?;
                ended.settle(settled);
                return Some(ended.first);
            }
            _ => {
                let innermost = self.0.last_mut()?;
                match word {
                    "elif" => {
                        innermost.settle(settled);
                        innermost.part = Part::Condition;
                    }
                    "then" | "do" => innermost.part = Part::Then,
                    "else" => innermost.part = Part::Else,
                    _ => {}
                }
                return None;
            }
        };
        let is_if = word == "if";
        let (condition, then_ends, else_ends) = (Vec::new(), false, false);
        self.0.push(Branch { first: at, is_if, part, condition, then_ends, else_ends });
        None
    }

    /// Reads command `at`; `ends` is true if it ends the script with a failure. Returns true for a condition.
    pub(super) fn command(&mut self, at: usize, is_negated: bool, ends: bool) -> bool {
        let Some(innermost) = self.0.last_mut() else { return false };
        match innermost.part {
            Part::Condition => innermost.condition.push((at, is_negated)),
            Part::Then => innermost.then_ends |= ends && innermost.is_if,
            Part::Else => innermost.else_ends |= ends,
        }
        innermost.part == Part::Condition
    }

    /// Returns the commands of conditions that are not closed.
    pub(super) fn finish(mut self) -> Vec<usize> {
        let mut settled = Vec::new();
        self.0.iter_mut().for_each(|branch| branch.settle(&mut settled));
        settled
    }
}
