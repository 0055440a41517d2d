//! Nesting that is too deep for the parser or the evaluation, which are recursive.

use crate::error::PolicyDiagnostic;
use crate::module::Module;
use crate::parse::ParsedModule;
use crate::rego;

/// An expression nested in more expressions than this is refused. Hand-written policies reach ten.
const DEEPEST_EXPRESSION: usize = 100;

/// Refuses the first bracket in the text of `module` that is nested too deeply.
pub(crate) fn brackets(module: &Module) -> Result<(), PolicyDiagnostic> {
    let text = module.lowered.as_ref().map_or(&*module.rego, |lowered| &lowered.text);
    let Some(at) = rego::too_deep(text) else { return Ok(()) };
    let range = module.lowered.as_ref().map_or(at..at + 1, |lowered| lowered.place(at));
    let message =
        format!("brackets are nested more than {} deep: give the inner parts names", rego::DEEPEST_BRACKETS);
    Err(module.diagnostic(range, message))
}

/// Refuses the first expression of a file that is nested too deeply.
pub(crate) fn expressions(file: &ParsedModule) -> Result<(), PolicyDiagnostic> {
    for rule in &file.tree.policy {
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
            return Err(file.diagnostic(range, message));
        }
    }
    Ok(())
}
