//! The nesting of brackets.

/// Nesting of brackets that regorus' parser handles quickly: each further level doubles its time.
pub(crate) const DEEPEST_BRACKETS: usize = 16;

/// Returns the place of the first bracket in `rego` that is nested too deeply for regorus' parser.
pub(crate) fn too_deep(rego: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut bytes = rego.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'#' => drop(bytes.by_ref().find(|(_, byte)| *byte == b'\n')),
            b'`' => drop(bytes.by_ref().find(|(_, byte)| *byte == b'`')),
            b'"' => {
                while let Some((_, byte)) = bytes.next() {
                    match byte {
                        b'\\' => drop(bytes.next()),
                        b'"' | b'\n' => break,
                        _ => {}
                    }
                }
            }
            b'[' | b'{' | b'(' => {
                depth += 1;
                if depth > DEEPEST_BRACKETS {
                    return Some(at);
                }
            }
            b']' | b'}' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}
