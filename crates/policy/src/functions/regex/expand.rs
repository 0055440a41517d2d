//! `$1` and `${name}` in replacements, as Go's `Regexp.Expand` has them.

/// Adds `template` with the groups of `found`, whose names are `names`.
pub(super) fn expand(template: &str, found: &regex::Captures, names: &[Option<String>], out: &mut String) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        rest = after;
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        let Some((name, after)) = name(rest) else {
            out.push('$');
            continue;
        };
        rest = after;
        let is_number = name.len() < 9
            && name.bytes().all(|byte| byte.is_ascii_digit())
            && (name.len() == 1 || !name.starts_with('0'));
        let group = if is_number {
            name.parse().ok().and_then(|number| found.get(number))
        } else {
            let same = names.iter().enumerate().filter(|(_, known)| known.as_deref() == Some(name));
            same.into_iter().find_map(|(number, _)| found.get(number))
        };
        out.push_str(group.map_or("", |group| group.as_str()));
    }
    out.push_str(rest);
}

/// The name at the beginning of `text`, with or without braces, and what follows.
fn name(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('{');
    let from = inner.unwrap_or(text);
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    let end = from.find(|character| !is_part(character)).unwrap_or(from.len());
    let (name, rest) = from.split_at(end);
    let rest = if inner.is_some() { rest.strip_prefix('}')? } else { rest };
    (!name.is_empty()).then_some((name, rest))
}
