//! Fields of the input that no resource has which the rule judges.

use crate::finding::closest;
use crate::model::{Kind, inputs};
use crate::policy::error::Mistake;
use crate::policy::module::Module;
use crate::policy::rego::{self, Tree};

/// Checks that every `input.<field>` in `tree` is a field of one of `kinds`.
pub(in crate::policy::load) fn fields(
    module: &Module,
    tree: &Tree,
    kinds: &[Kind],
    mistakes: &mut Vec<Mistake>,
) {
    let known: Vec<_> = kinds.iter().map(|kind| inputs::fields(*kind)).collect();
    if !known.iter().all(|fields| fields.is_closed()) {
        return;
    }
    for rule in &tree.policy {
        rego::expressions(rule, &mut |one, _| {
            let Some(path) = rego::path(one) else { return };
            let [root, field] = &path[..] else { return };
            if &**root != "input" || known.iter().any(|fields| fields.has(field)) {
                return;
            }
            let kinds: Vec<_> = kinds.iter().map(|kind| format!("`{}`", kind.name())).collect();
            let advice = match closest(field, known.iter().flat_map(|fields| fields.names())) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "`hy-msg-lint schema input` lists them".to_owned(),
            };
            let message =
                format!("the input of kind {} has no field `{field}`; {advice}", kinds.join(" or "));
            mistakes.push(module.mistake(rego::range(one.span()), message));
        });
    }
}
