//! The command-line entry point.

use std::process::ExitCode;

fn main() -> ExitCode {
    hy_msg_lint::cli::run(std::env::args_os())
}
