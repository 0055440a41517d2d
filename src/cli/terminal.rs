//! Properties of the terminal, detected once, so that no other code reads the environment.

use crate::render::{Options, Style};

/// Columns of prose for a file or another program.
const WIDTH: usize = 100;
/// Prose in longer lines is hard to read.
const WIDEST: usize = 120;
/// Columns of a file's lines for a file or another program.
const COLUMNS: usize = 120;
/// Wider terminals are not measured.
const MOST_COLUMNS: usize = 300;
/// Lines of a terminal of unknown size.
const ROWS: usize = 46;

/// When to use colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Color {
    // The terminal decides. No documentation comments here: clap would show a longer help for them.
    #[default]
    Auto,
    Always,
    Never,
}

/// The destination of standard output or standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Terminal {
    /// A terminal that a person reads.
    pub(super) interactive: bool,
    /// The terminal supports colours, and the user did not disable them.
    colorful: bool,
    /// Columns for prose.
    pub(super) width: usize,
    /// Columns for lines of files.
    columns: usize,
    /// Lines of the terminal.
    pub(super) rows: usize,
}

impl Terminal {
    /// Examines standard output, `NO_COLOR` and `TERM`.
    pub(super) fn detect() -> Self {
        Self::of(&std::io::stdout())
    }

    /// Examines standard error in the same way.
    pub(super) fn of_errors() -> Self {
        Self::of(&std::io::stderr())
    }

    fn of(stream: &impl std::io::IsTerminal) -> Self {
        let interactive = stream.is_terminal();
        let refused = variable("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = variable("TERM").is_some_and(|value| value == "dumb");
        let (width, columns, rows) = if interactive {
            let columns = measured();
            let rows = terminal_size::terminal_size().map_or(ROWS, |(_, height)| usize::from(height.0));
            (columns.min(WIDEST), columns, if rows == 0 { ROWS } else { rows })
        } else {
            (WIDTH, COLUMNS, ROWS)
        };
        Self { interactive, colorful: !refused && !dumb, width, columns, rows }
    }

    /// Returns what a format depends on as far as the terminal decides it.
    pub(super) fn options(&self, choice: Color) -> Options {
        Options {
            style: self.style(choice),
            width: self.width,
            columns: self.columns,
            is_terminal: self.interactive,
            ..Options::default()
        }
    }

    /// Returns whether a person sees the output, and a line can be erased.
    pub(super) fn can_rewrite(&self) -> bool {
        self.interactive && variable("TERM").is_none_or(|value| value != "dumb")
    }

    /// Returns what to write besides characters. Links need someone to follow them, so a build server's log has only
    /// colours.
    pub(super) fn style(&self, choice: Color) -> Style {
        let color = match choice {
            Color::Auto => self.interactive && self.colorful,
            Color::Always => true,
            Color::Never => false,
        };
        match (color, self.interactive) {
            (true, true) => Style::ColorAndLinks,
            (true, false) => Style::Color,
            (false, _) => Style::Plain,
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how to write to a terminal is for the terminal's environment to say"
)]
fn variable(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name)
}

/// Returns the terminal's width as clap measures it for its help texts, found by how it wraps one.
fn measured() -> usize {
    let ruler = clap::Command::new("")
        .help_template("{about}")
        .about("x ".repeat(MOST_COLUMNS))
        .max_term_width(MOST_COLUMNS);
    let help = ruler.clone().render_help().to_string();
    help.lines().map(|line| line.trim_end().len()).max().unwrap_or(WIDTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_follow_choice_terminal_and_environment() {
        use Style::{Color as Colors, ColorAndLinks, Plain};
        for (interactive, colorful, auto, always) in [
            (true, true, ColorAndLinks, ColorAndLinks),
            (true, false, Plain, ColorAndLinks),
            (false, true, Plain, Colors),
            (false, false, Plain, Colors),
        ] {
            let terminal = Terminal { interactive, colorful, width: WIDTH, columns: COLUMNS, rows: ROWS };
            let styles = [Color::Auto, Color::Always, Color::Never].map(|choice| terminal.style(choice));
            assert_eq!(styles, [auto, always, Plain]);
        }
    }

    #[test]
    fn a_width_is_measured_within_bounds() {
        assert!((1..=MOST_COLUMNS).contains(&measured()), "{}", measured());
    }
}
