//! Rego's builtin functions, and those of OPA that are not available here.

use crate::spelling::closest;
use regorus::unstable::BUILTINS;

/// Functions whose result depends on more than their arguments, with the dependency. Regorus has some of them.
const IMPURE: &[(&str, &str)] = &[
    ("http.send", "the network"),
    ("net.lookup_ip_addr", "the network"),
    ("opa.runtime", "the machine"),
    ("rand.intn", "chance"),
    ("time.now_ns", "the clock"),
    ("uuid.rfc4122", "chance"),
    ("parse_config", "files that are not linted"),
    ("parse_config_file", "files that are not linted"),
    ("parse_combined_config_files", "files that are not linted"),
];

/// Functions of Open Policy Agent 1.20 that regorus lacks, or has only with a feature that this program is built
/// without; a name that ends in a dot means all functions below it.
const ELSEWHERE: &[&str] = &[
    "array.flatten",
    "crypto.",
    "graphql.",
    "io.jwt.",
    "json.match_schema",
    "json.verify_schema",
    "net.cidr_contains_matches",
    "net.cidr_intersects",
    "net.cidr_merge",
    "net.cidr_overlap",
    "providers.aws.sign_req",
    "regex.globs_match",
    "rego.",
    "strings.render_template",
    "strings.split_n",
    "time.",
    "uri.",
    "uuid.parse",
];

/// Returns why the function `name`, which no loaded package has, cannot be called; None if it can.
pub(crate) fn refusal<'a>(name: &str, own: impl Iterator<Item = &'a str>) -> Option<String> {
    if let Some((_, what)) = IMPURE.iter().find(|(impure, _)| *impure == name) {
        return Some(format!(
            "`{name}` is not available: its result depends on {what}, and the same files are to give the same findings everywhere"
        ));
    }
    // The parser itself handles `print`.
    if name == "print" || BUILTINS.contains_key(name) {
        return None;
    }
    let is_elsewhere = |known: &str| name == known || known.ends_with('.') && name.starts_with(known);
    if ELSEWHERE.iter().any(|known| is_elsewhere(known)) {
        return Some(format!("`{name}` is a function of Open Policy Agent that is not available here"));
    }
    let advice = match closest(name, BUILTINS.keys().copied().chain(own)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "neither Rego here nor this package has one".to_owned(),
    };
    Some(format!("there is no function `{name}`; {advice}"))
}
