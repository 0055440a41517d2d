//! The lines of policies that unit tests reached, as an lcov tracefile (geninfo(1), "FILES"), which editors and
//! coverage services read.

use crate::policy::Coverage;
use std::io;

/// Writes `coverage`.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn render(coverage: &Coverage, out: &mut dyn io::Write) -> io::Result<()> {
    for file in &coverage.files {
        writeln!(out, "TN:\nSF:{}", file.module.path)?;
        let mut lines: Vec<(u32, u8)> = file.reached.iter().map(|line| (*line, 1)).collect();
        lines.extend(file.never.iter().map(|line| (*line, 0)));
        lines.sort_unstable();
        for (line, count) in &lines {
            writeln!(out, "DA:{line},{count}")?;
        }
        writeln!(out, "LF:{}\nLH:{}\nend_of_record", lines.len(), file.reached.len())?;
    }
    Ok(())
}
