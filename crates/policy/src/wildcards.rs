//! Names with wildcards, as Go's `path.Match` has them: `*` for any characters, `?` for one, `[a-c]` and `[^a]` for one of
//! some.

/// Returns true if `name` is one that `pattern` means; false for a pattern that is not well-formed.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut in_name) = (0, 0);
    // Where to go on after the last `*` if it stands for one character more.
    let mut again = None;
    loop {
        if pattern.get(at) == Some(&'*') {
            at += 1;
            again = Some((at, in_name + 1));
            continue;
        }
        match (one(pattern.get(at..).unwrap_or_default(), name.get(in_name).copied()), again) {
            (Some(0), _) => return true,
            (Some(length), _) => (at, in_name) = (at + length, in_name + 1),
            (None, Some((behind, next))) if next <= name.len() => {
                (at, in_name) = (behind, next);
                again = Some((behind, next + 1));
            }
            (None, _) => return false,
        }
    }
}

/// Returns how much of `pattern` means `character`; 0 if both are at their ends, None if it does not mean it.
fn one(pattern: &[char], character: Option<char>) -> Option<usize> {
    let Some((first, rest)) = pattern.split_first() else { return character.is_none().then_some(0) };
    let character = character?;
    match first {
        '?' => Some(1),
        '\\' => (rest.first() == Some(&character)).then_some(2),
        '[' => class(rest, character).map(|length| length + 1),
        _ => (*first == character).then_some(1),
    }
}

/// Returns the length of the class that begins `pattern`, behind its `[`, if it has `character`.
fn class(pattern: &[char], character: char) -> Option<usize> {
    let negated = pattern.first() == Some(&'^');
    let mut at = usize::from(negated);
    let first = at;
    let mut has = false;
    while at == first || pattern.get(at) != Some(&']') {
        let next = |at: &mut usize| {
            *at += usize::from(pattern.get(*at) == Some(&'\\'));
            *at += 1;
            pattern.get(*at - 1).copied()
        };
        let low = next(&mut at)?;
        let high = if pattern.get(at) == Some(&'-') {
            at += 1;
            next(&mut at)?
        } else {
            low
        };
        has |= (low..=high).contains(&character);
    }
    (has != negated).then_some(at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_are_go_s() {
        for (pattern, name, wanted) in [
            ("main", "main", true),
            ("main", "main.x", false),
            ("main.*", "main.gke.x", true),
            ("main.*", "main", false),
            ("*", "main", true),
            ("*", "", true),
            ("*.k8s", "a.b.k8s", true),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxbyy", false),
            ("ma?n", "main", true),
            ("ma?n", "man", false),
            ("[a-c]x", "bx", true),
            ("[^a-c]x", "bx", false),
            ("[^a-c]x", "dx", true),
            ("\\*", "*", true),
            ("[a", "a", false),
            ("**", "abc", true),
        ] {
            assert_eq!(matches(pattern, name), wanted, "{pattern} {name}");
        }
    }
}
