//! Defects: what a dialect rejects in a file, for policies to judge.

use crate::model::{Fields, Resource, ResourceKind};
use crate::tree::{Node, Origin, Provenance, ScalarKind};
pub use hy_msg_lint_tree::defect::Defect;

/// Lowers a part that is known to be there and could not be read, in a file of `form`, to a resource.
pub(super) fn unread(part: &Defect, form: &str) -> Resource {
    lowered(part, form, fields(part, form).flag("unread", true))
}

/// Lowers `defect`, in a file of `form`, to a resource.
pub(super) fn resource(defect: &Defect, form: &str) -> Resource {
    lowered(defect, form, fields(defect, form))
}

fn lowered(defect: &Defect, form: &str, fields: Fields) -> Resource {
    Resource::new(ResourceKind::Defect, form, defect.at, fields.finish())
}

fn fields(defect: &Defect, form: &str) -> Fields {
    let origin = |span| Origin { span, via: Provenance::default() };
    let text = |text: &str, span| Node::derived(text, ScalarKind::Text, origin(span));
    let related = defect.related.iter().map(|label| text(&label.message, label.span)).collect();
    Fields::at(origin(defect.at))
        .text("form", form)
        .text("message", &defect.message)
        .maybe("severity", defect.is_warning.then(|| text("warning", defect.at)))
        .maybe("help", defect.help.as_deref().map(|help| text(help, defect.at)))
        .put("related", Node::list(related, origin(defect.at)))
}
