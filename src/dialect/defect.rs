//! Defects: what a dialect rejects in a file, for policies to judge.

use crate::model::{Fields, Resource, ResourceKind};
use crate::source::Span;
use crate::tree::{Entry, Node, Origin, Provenance, Scalar, ScalarKind, Style, Value};
pub use hy_msg_lint_tree::defect::Defect;
use hy_msg_lint_tree::defect::Meant;

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
        .maybe("meant", defect.meant.as_ref().map(|meant| text(&meant.word, defect.at)))
        .maybe("misspelt", defect.meant.as_ref().map(|meant| misspelt(meant, defect.at)))
        .put("related", Node::list(related, origin(defect.at)))
}

/// Returns the misspelt word at `at` as it is written, so that a fix can rename or set it: under `name` or `value`.
fn misspelt(meant: &Meant, at: Span) -> Node {
    let origin = Origin { span: at, via: Provenance::default() };
    let word = Scalar::written(meant.written.as_str().into(), ScalarKind::Text, Style::Plain, at);
    let key = if meant.is_name { "name" } else { "value" };
    let node = Node::new(Value::Scalar(word), origin.clone());
    Node::map([Entry { key: key.into(), key_span: at, node }].into_iter().collect(), origin)
}
