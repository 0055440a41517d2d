//! Names and values of files in messages: a long one is cut, and of many some are shown.

/// A quoted text is cut at this many characters.
const LONGEST: usize = 100;

/// Returns `text` in backquotes: of a long one, the beginning.
pub fn quoted(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("`{}…`", text.get(..cut).unwrap_or_default()),
        None => format!("`{text}`"),
    }
}

/// Returns the first `most` of `names`, each [quoted], and the number of the others: `` `a`, `b` and 3 more ``.
pub fn some_quoted(names: &[&str], most: usize) -> String {
    let shown: Vec<_> = names.iter().take(most).map(|name| quoted(name)).collect();
    let more = names.len().saturating_sub(most);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    shown.join(", ") + &more
}

/// Returns the first `most` of `items`, and the number of the others: `a, b and c`, `a, b and 3 more`.
pub fn enumerated(items: &[String], most: usize) -> String {
    let mut shown: Vec<_> = items.iter().take(most).cloned().collect();
    let more = items.len().saturating_sub(most);
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    joined(&shown, "and")
}

/// Returns `items` with `last` before the last of them: `a, b and c`; an empty text if there are none.
pub fn joined(items: &[impl AsRef<str>], last: &str) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.split_last() {
        None => String::new(),
        Some((end, [])) => (*end).to_owned(),
        Some((end, before)) => format!("{} {last} {end}", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_is_cut_and_what_is_many_is_counted() {
        assert_eq!(quoted("größe"), "`größe`");
        assert_eq!(quoted(&"ö".repeat(LONGEST)), format!("`{}`", "ö".repeat(LONGEST)));
        assert_eq!(quoted(&"ö".repeat(LONGEST + 1)), format!("`{}…`", "ö".repeat(LONGEST)));
        assert_eq!(some_quoted(&["a", "b"], 2), "`a`, `b`");
        assert_eq!(some_quoted(&["a", "b", "c", "d"], 2), "`a`, `b` and 2 more");
        let items: Vec<String> = ["a", "b", "c", "d"].map(str::to_owned).into();
        let lists = [0, 1, 2, 3].map(|count| enumerated(items.get(..count).unwrap_or_default(), 3));
        assert_eq!(lists, ["", "a", "a and b", "a, b and c"]);
        assert_eq!(enumerated(&items, 2), "a, b and 2 more");
    }
}
