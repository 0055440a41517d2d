//! Defects: what a dialect rejects in a file, for policies to judge.

use crate::model::{Fields, Resource, ResourceKind};
use crate::tree::{Entry, Node, Origin, Provenance, ScalarKind};
pub use hy_msg_lint_tree::defect::Defect;

/// Lowers a part that is known to be there and could not be read, in a file of `form`, to a resource.
pub(super) fn unread(part: &Defect, form: &str) -> Resource {
    let mut resource = resource(part, form);
    let mut fields = resource.fields.as_map().cloned().unwrap_or_default();
    let origin = Origin { span: part.at, via: Provenance::default() };
    let node = Node::derived("true", ScalarKind::Bool, origin);
    fields.set(Entry { key: "unread".into(), key_span: part.at, node });
    resource.fields = Node::map(fields, resource.fields.origin.clone());
    resource
}

/// Lowers `defect`, in a file of `form`, to a resource.
pub(super) fn resource(defect: &Defect, form: &str) -> Resource {
    let origin = |span| Origin { span, via: Provenance::default() };
    let text = |text: &str, span| Node::derived(text, ScalarKind::Text, origin(span));
    let related = defect.related.iter().map(|label| text(&label.message, label.span)).collect();
    let fields = Fields::at(origin(defect.at))
        .text("form", form)
        .text("message", &defect.message)
        .maybe("severity", defect.is_warning.then(|| text("warning", defect.at)))
        .maybe("help", defect.help.as_deref().map(|help| text(help, defect.at)))
        .put("related", Node::list(related, origin(defect.at)));
    Resource::new(ResourceKind::Defect, form, defect.at, fields.finish())
}
