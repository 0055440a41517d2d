//! Arguments in, exit code out.

use std::process::ExitCode;

// A third of a run is spent on small values that live for one evaluation: the allocator decides how long that takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    hy_msg_lint::cli::run(std::env::args_os())
}
