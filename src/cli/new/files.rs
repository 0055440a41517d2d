//! The files of a new rule.

use super::samples::{self, Sample};
use crate::model::ResourceKind;

/// Returns paths, relative to the rule's folder, and texts.
pub(super) fn scaffold_files(rule: &str, area: &str, kind: ResourceKind) -> Vec<(String, String)> {
    let name = rule.replace('-', "_");
    let Sample { file, bad, good, name: example, other, place } = samples::sample_for(kind);
    let title = title(rule);
    let noun = kind.name().replace('_', " ");
    let message = format!("{noun} `{example}` is the example of `{rule}`");
    let package = format!("hy_msg_lint.{area}.{name}");
    vec![
        (
            format!("{name}.rego"),
            format!(
                r#"# METADATA
# title: {title}
# description: Say why it matters, in a sentence or two.
# custom:
#   input: [{kind}]
#   severity: error
#   help: say what to do
package {package}

# Each member is a finding. `msg` says what is wrong in one sentence, and `at` is the path of the value in `input` on whose
# characters it is shown: `[]` is the {noun} itself.
deny contains violation if {{
	input.name == "{example}"
	violation := {{
		"msg": sprintf("{noun} `%s` is the example of `{rule}`", [input.name]),
		"at": [],
	}}
}}

# What cannot be decided, because a variable or the rest of a project is not there, has the same shape:
# unknown contains violation if {{ … }}
"#,
                kind = kind.name(),
            ),
        ),
        (
            format!("{name}_test.rego"),
            format!(
                r#"package {package}_test

import data.{package} as rule

test_denies if {{
	some violation in rule.deny with input as {{"name": "{example}"}}
	violation.at == []
}}

test_allows if rule.deny == set() with input as {{"name": "{other}"}}
"#
            ),
        ),
        (
            "README.md".to_owned(),
            format!(
                "# {rule}\n\nSay why it matters, what is judged, and what is not.\n\n## Bad\n\n```{language}\n{bad}```\n\n## Good\n\n```{language}\n{good}```\n",
                language = if kind == ResourceKind::Connector { "json" } else { "yaml" },
            ),
        ),
        (format!("fixtures/bad/{file}"), bad.clone()),
        (format!("fixtures/good/{file}"), good),
        ("fixtures/expected.txt".to_owned(), format!("bad/{file}:{place}: error[{rule}] {message}\n")),
    ]
}

/// Returns the id as words.
fn title(rule: &str) -> String {
    let words = rule.replace('-', " ");
    let mut characters = words.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}
