//! A rule's page, as its readers see it.

/// Returns `document` without its heading, which the caller shows itself, and without the markers by which its examples
/// are tested.
pub fn page(document: &str) -> String {
    let mut lines = document.lines().peekable();
    lines.next_if(|line| line.starts_with("# "));
    let marker = |line: &str| {
        ["error", "warning", "info", "unknown"].iter().find_map(|word| line.find(&format!("# {word}[")))
    };
    let lines: Vec<_> =
        lines.map(|line| marker(line).and_then(|at| line.get(..at)).map_or(line, str::trim_end)).collect();
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heading_and_markers_are_gone() {
        assert_eq!(page("# a-rule\n\nWhy.\n\n    ip: 1  # error[a-rule]\n# no\n"), "Why.\n\n    ip: 1\n# no");
        assert_eq!(page(""), "");
    }
}
