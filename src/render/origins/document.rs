//! Origins as a JSON list with an object per value.

use super::{Cause, Trace, Way};
use crate::policy::Segment;
use crate::render::json;
use crate::source::{SourceMap, Span};
use serde::Serialize;
use std::io::{self, Write};

/// A value with its origin.
#[derive(Serialize)]
pub(in crate::render) struct Row {
    /// The path for people: `services.kafka.ports[0].target`.
    path: String,
    /// The path as a list of keys and indexes, as a policy writes it.
    at: Vec<serde_json::Value>,
    /// The value; `[]` or `{}` for an empty list or mapping.
    value: serde_json::Value,
    /// Where it was written or, for a value that nobody wrote, what it is derived from.
    #[serde(flatten)]
    place: Option<Place>,
    /// The steps that produced it, beginning at the written value.
    steps: Vec<Reason>,
}

#[derive(Serialize)]
struct Reason {
    how: Way,
    /// The anchor, the extended service, or the variable.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The same as text.
    words: String,
    /// Where the author requested the step; absent if nobody did.
    #[serde(flatten)]
    place: Option<Place>,
}

/// Lines and columns count from 1, columns in characters.
#[derive(Serialize)]
struct Place {
    file: String,
    line: usize,
    column: usize,
}

/// Writes `traces` as one JSON document.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn render(traces: &[Trace], sources: &SourceMap, out: &mut dyn Write) -> io::Result<()> {
    json::write(&rows(traces, sources), out)
}

/// Converts `traces` to the JSON form.
pub(in crate::render) fn rows(traces: &[Trace], sources: &SourceMap) -> Vec<Row> {
    traces.iter().map(|trace| row(trace, sources)).collect()
}

fn row(trace: &Trace, sources: &SourceMap) -> Row {
    let at = trace.at.iter().map(|segment| match segment {
        Segment::Key(key) => serde_json::Value::from(&**key),
        Segment::Index(index) => serde_json::Value::from(*index),
    });
    let reason = |cause: &Cause| Reason {
        how: cause.how,
        name: cause.name.clone(),
        words: cause.words(),
        place: cause.site.and_then(|site| place(site, sources)),
    };
    Row {
        path: trace.path(),
        at: at.collect(),
        value: trace.value.clone(),
        place: place(trace.span, sources),
        steps: trace.causes.iter().map(reason).collect(),
    }
}

fn place(span: Span, sources: &SourceMap) -> Option<Place> {
    let source = sources.get(span.source)?;
    let place = source.place(span.range().start);
    Some(Place { file: source.name.clone(), line: place.line, column: place.column })
}
