//! Rows of cells in columns, each column as wide as its widest cell.

use super::text;
use std::io::{self, Write};

/// Spaces between columns.
const GAP: &str = "  ";

/// Writes `rows`, with hostile characters in their cells escaped.
///
/// # Errors
/// Fails if writing to `out` fails.
pub(super) fn write<const N: usize>(rows: &[[String; N]], out: &mut dyn Write) -> io::Result<()> {
    let clean = |row: &[String; N]| -> [String; N] {
        std::array::from_fn(|column| {
            row.get(column).map(|cell| text::line(cell).into_owned()).unwrap_or_default()
        })
    };
    let rows: Vec<_> = rows.iter().map(clean).collect();
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: [usize; N] = std::array::from_fn(width);
    for row in &rows {
        let cells: Vec<_> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        writeln!(out, "{}", cells.join(GAP).trim_end())?;
    }
    Ok(())
}
