//! Keywords that Rego before OPA 1.0 has to import (OPA documentation, "Future keywords").

const KEYWORDS: &[&str] = &["if", "in", "every", "contains"];

/// Returns true if `rego` uses a keyword that it does not import. Before OPA 1.0 the word is a name then; regorus says so
/// on the standard error, with the line as it is written, and goes on to refuse the file.
pub(crate) fn uses_without_import(rego: &str) -> bool {
    let words = words(rego);
    let imports: Vec<_> = words.windows(2).filter(|pair| pair[0] == "import").map(|pair| pair[1]).collect();
    let is_imported = |keyword: &str| {
        imports.iter().any(|import| match import.strip_prefix("future.keywords") {
            Some(rest) => rest.is_empty() || rest == format!(".{keyword}"),
            None => *import == "rego.v1",
        })
    };
    words.iter().any(|word| KEYWORDS.contains(word) && !is_imported(word))
}

/// Returns the names in `rego`, with the dots in them, outside of texts and comments. A name that is called is left out.
fn words(rego: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = rego;
    while let Some(first) = rest.chars().next() {
        let is_name = |one: char| one.is_alphanumeric() || one == '_' || one == '.';
        let length = match first {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' => text(rest),
            '`' => rest.get(1..).and_then(|rest| rest.find('`')).map_or(rest.len(), |end| end + 2),
            _ if is_name(first) => {
                let end = rest.find(|one| !is_name(one)).unwrap_or(rest.len());
                let (word, behind) = rest.split_at(end);
                words.extend((!behind.starts_with('(')).then_some(word));
                end
            }
            _ => first.len_utf8(),
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    words
}

/// Returns the length of the text in quotes that `rest` begins with.
fn text(rest: &str) -> usize {
    let mut is_escaped = false;
    let end = rest.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    end.map_or(rest.len(), |end| end + 2)
}

#[cfg(test)]
mod tests {
    use super::uses_without_import;

    #[test]
    fn keywords_are_found_where_nothing_imports_them() {
        for rego in [
            "package a\nallow if { true }",
            "package a\ndeny contains x { x := 1 }",
            "package a\nimport future.keywords.if\nallow { some x in [1]; x == 1 }",
            "package a\nallow { every x { true } }",
            "package a\nimport future.keywordsx\nallow if true",
        ] {
            assert!(uses_without_import(rego), "{rego}");
        }
        for rego in [
            "package a\ndeny[msg] { contains(input.name, \"x\"); msg := \"if in\" }",
            "package a # if\ndeny[msg] { msg := `in` }",
            "package a\nimport future.keywords\nallow if { some x in [1] }",
            "package a\nimport future.keywords.contains\nimport future.keywords.in\ndeny contains x { some x in [1] }",
            "package a\nimport rego.v1\nallow if true",
            "package a\nallow { input.if == \"a\\\"in\"; data.b.contains }",
            "\"",
            "`",
        ] {
            assert!(!uses_without_import(rego), "{rego}");
        }
    }
}
