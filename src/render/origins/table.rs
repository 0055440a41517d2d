//! Origins in columns, for people: path, value and place, with the steps that produced the value below.

use super::Trace;
use crate::render::concise::position;
use crate::render::{Options, text};
use crate::source::SourceMap;
use serde_json::Value;
use std::io::{self, Write};

/// Spaces between columns.
const GAP: usize = 2;
/// Spaces before a line that continues the one above.
const INDENT: usize = 4;
/// The least width of the value column.
const NARROWEST: usize = 12;

/// Writes a line for each of `traces`, as wide as `options` says if the paths allow it, and a line for each step.
///
/// # Errors
/// Fails if writing to `out` fails.
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
    // A path longer than half a line gets its own line, so that it does not push the other columns aside.
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

/// Cuts `text` to at most `columns`.
fn cut(text: &str, columns: usize) -> String {
    text::short(text, if width(text) > columns { columns.saturating_sub(1) } else { columns })
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// Returns the value as text, in quotes if it could be read as another type.
fn shown(value: &Value) -> String {
    let json = || text::line(&value.to_string()).into_owned();
    match value {
        Value::String(text) if !text.is_empty() && serde_json::from_str::<Value>(text).is_err() => {
            text::line(text).into_owned()
        }
        _ => json(),
    }
}
