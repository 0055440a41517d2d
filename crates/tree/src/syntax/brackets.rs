//! Text with bracketed parts.

/// Returns the offset of the last `wanted` in `text` that is outside brackets and unresolved `${…}` expressions.
pub fn rfind_outside(text: &str, wanted: char) -> Option<usize> {
    let mut depth = 0_i32;
    let mut found = None;
    for (at, character) in text.char_indices() {
        match character {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            _ if character == wanted && depth == 0 => found = Some(at),
            _ => {}
        }
    }
    found
}
