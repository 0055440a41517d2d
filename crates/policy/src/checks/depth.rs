//! Nesting that is too deep for the parser or the evaluation, which are recursive.

use crate::error::PolicyDiagnostic;
use crate::module::Module;
use crate::parse::ParsedModule;
use crate::rego;

/// An expression nested in more expressions than this is refused. Hand-written policies reach ten.
const DEEPEST_EXPRESSION: usize = 100;

/// Nesting of brackets that the parser handles quickly: each further level doubles its time.
const DEEPEST_BRACKETS: usize = 16;

/// Refuses the first bracket in the text of `module` that is nested too deeply.
pub(crate) fn brackets(module: &Module) -> Result<(), PolicyDiagnostic> {
    let mut depth = 0_usize;
    let mut bytes = module.rego.bytes().enumerate();
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
                    let message = format!(
                        "brackets are nested more than {DEEPEST_BRACKETS} deep: give the inner parts names"
                    );
                    return Err(module.diagnostic(at..at + 1, message));
                }
            }
            b']' | b'}' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

/// Refuses the first expression of a file that is nested too deeply.
pub(crate) fn expressions(ParsedModule { module, tree }: &ParsedModule) -> Result<(), PolicyDiagnostic> {
    for rule in &tree.policy {
        let mut deep = None;
        rego::expressions(rule, &mut |one, depth| {
            if depth > DEEPEST_EXPRESSION && deep.is_none() {
                deep = Some(rego::range(one.span()));
            }
        });
        if let Some(range) = deep {
            let message = format!(
                "this expression is nested in more than {DEEPEST_EXPRESSION} others: give parts of them names"
            );
            return Err(module.diagnostic(range, message));
        }
    }
    Ok(())
}
