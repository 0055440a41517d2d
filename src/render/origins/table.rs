//! Origins in columns, for people: path, value, place; below that how the value came there.

use super::Trace;
use crate::render::concise::position;
use crate::render::{Options, text};
use crate::source::SourceMap;
use serde_json::Value;
use std::io::{self, Write};

/// Columns between columns.
const GAP: usize = 2;
/// Columns before a line that belongs to the one above.
const INDENT: usize = 4;
/// A value is not squeezed into less than this.
const NARROWEST: usize = 12;

/// Writes a line for each of `traces`, as wide as `options` has it where the paths allow that, and a line for each step.
///
/// # Errors
/// Those of `out`.
pub fn render(
    traces: &[Trace],
    sources: &SourceMap,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let place = |span| position(sources, span).unwrap_or_else(|| "-".to_owned());
    let rows: Vec<_> =
        traces.iter().map(|trace| (trace, trace.path(), shown(&trace.value), place(trace.span))).collect();
    let places = rows.iter().map(|(.., place)| width(place)).max().unwrap_or(0);
    // A path longer than half of a line has a line of its own, so that it does not push the others aside.
    let paths = rows.iter().map(|(_, path, ..)| width(path)).filter(|path| *path <= options.width / 2);
    let paths = paths.max().unwrap_or(0);
    let left = options.width.saturating_sub(paths + places + 2 * GAP).max(NARROWEST);
    let values = rows.iter().map(|(_, _, value, _)| width(value)).max().unwrap_or(0).min(left);
    for (trace, path, value, place) in &rows {
        if width(path) <= paths {
            writeln!(out, "{path:paths$}  {:values$}  {place}", cut(value, values))?;
        } else {
            let room = (paths + GAP + values).saturating_sub(INDENT).max(values);
            writeln!(out, "{path}\n{:INDENT$}{:room$}  {place}", "", cut(value, room))?;
        }
        for cause in &trace.causes {
            let site = cause.site.and_then(|site| position(sources, site));
            let site = site.map(|site| format!(" at {site}")).unwrap_or_default();
            writeln!(out, "{:INDENT$}{}{site}", "", text::line(&cause.words()))?;
        }
    }
    Ok(())
}

/// `text` in at most `columns`.
fn cut(text: &str, columns: usize) -> String {
    text::short(text, if width(text) > columns { columns.saturating_sub(1) } else { columns })
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// The value as it is, in quotes where it could be taken for something that is no text.
fn shown(value: &Value) -> String {
    let json = || text::line(&value.to_string()).into_owned();
    match value {
        Value::String(text) if !text.is_empty() && serde_json::from_str::<Value>(text).is_err() => {
            text::line(text).into_owned()
        }
        _ => json(),
    }
}
