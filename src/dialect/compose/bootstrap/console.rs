//! The configuration of Redpanda Console in a variable, which the container's command writes into a file (Redpanda documentation,
//! "Redpanda Console Docker quickstart"): `kafka.brokers` is the list of its brokers.

use crate::source::SourceMap;
use crate::tree::Node;
use std::ops::Range;

/// The variable.
pub(super) const VARIABLE: &str = "CONSOLE_CONFIG_FILE";

/// Returns the addresses in `kafka.brokers` of a configuration in YAML: a list in brackets, or an item a line.
pub(super) fn brokers(value: &Node, sources: &SourceMap) -> Vec<Node> {
    let Some(text) = value.as_scalar().map(|scalar| scalar.text.clone()) else { return Vec::new() };
    let mut lines =
        lines(&text).skip_while(|line| text.get(line.clone()).map(str::trim_end) != Some("kafka:"));
    let is_key = |line: &Range<usize>, key: &str| {
        text.get(line.clone())
            .is_some_and(|line| line.starts_with([' ', '\t']) && line.trim_start().starts_with(key))
    };
    lines.next();
    let mut inside = lines.take_while(|line| {
        text.get(line.clone()).is_some_and(|line| line.is_empty() || line.starts_with([' ', '#']))
    });
    let Some(first) = inside.find(|line| is_key(line, "brokers:")) else { return Vec::new() };
    let start = first.start + text.get(first.clone()).and_then(|line| line.find(':')).map_or(0, |at| at + 1);
    let rest = text.get(start..).unwrap_or_default();
    let list = if let Some(open) =
        rest.find('[').filter(|at| rest.get(..*at).is_some_and(|before| before.trim().is_empty()))
    {
        let end = rest.find(']').unwrap_or(rest.len());
        parts(&text, start + open + 1..start + end)
    } else {
        inside.take_while(|line| is_key(line, "-")).filter_map(|line| item(&text, line)).collect()
    };
    list.into_iter().map(|range| value.slice(sources, range)).collect()
}

/// Returns the ranges of the lines of `text`, without their ends.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split('\n').map(move |line| {
        let range = start..start + line.len();
        start = range.end + 1;
        range
    })
}

/// Returns the ranges of the items between commas in `range`.
fn parts(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut start = range.start;
    let whole = text.get(range).unwrap_or_default();
    let part = |part: &str| {
        let own = start..start + part.len();
        start = own.end + 1;
        bare(text, own)
    };
    whole.split(',').filter_map(part).collect()
}

/// Returns the range of what stands behind the dash of `line`.
fn item(text: &str, line: Range<usize>) -> Option<Range<usize>> {
    let dash = text.get(line.clone())?.find('-')?;
    bare(text, line.start + dash + 1..line.end)
}

/// Returns `range` without spaces, a comment and quotation marks around it; None if nothing is left.
fn bare(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let whole = text.get(range.clone())?;
    let whole = whole.split(" #").next().unwrap_or(whole);
    let is_around = |one: char| one.is_whitespace() || matches!(one, '"' | '\'');
    let inner = whole.trim_start_matches(is_around);
    let start = range.start + whole.len() - inner.len();
    let inner = inner.trim_end_matches(is_around);
    (!inner.is_empty()).then(|| start..start + inner.len())
}
