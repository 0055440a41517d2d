//! Lines of a unified diff on a terminal.

use super::text;

/// Returns a `line` of a diff in the colour of its sign, as a terminal shows it (ECMA-48, SGR): what is removed red, what is added
/// green, where it is cyan, and the names of the files bold.
pub fn colored(line: &str) -> String {
    let code = match line.as_bytes().first() {
        _ if line.starts_with("--- ") || line.starts_with("+++ ") => "1",
        Some(b'+') => "32",
        Some(b'-') => "31",
        Some(b'@') => "36",
        _ => return text::line(line).into_owned(),
    };
    format!("\u{1b}[{code}m{}\u{1b}[0m", text::line(line))
}

#[cfg(test)]
mod tests {
    use super::colored;

    #[test]
    fn a_sign_has_its_colour() {
        let lines = ["--- a/x", "@@ -1 +1 @@", "-a\u{1b}", "+b", " c"];
        let wanted = [
            "\u{1b}[1m--- a/x\u{1b}[0m",
            "\u{1b}[36m@@ -1 +1 @@\u{1b}[0m",
            "\u{1b}[31m-a\\u{1b}\u{1b}[0m",
            "\u{1b}[32m+b\u{1b}[0m",
            " c",
        ];
        assert_eq!(lines.map(colored), wanted);
    }
}
