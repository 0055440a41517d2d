//! Rego's builtin functions, and those of OPA that are not available here.

use crate::functions;
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

/// Functions of Open Policy Agent that are not available, with the reason; a name that ends in a dot means all functions
/// below it. `docs/writing-policies.md` has them too.
pub(crate) const ELSEWHERE: &[(&str, &str)] = &[
    ("crypto.parse_private_keys", "it reads keys"),
    ("crypto.x509.", "it reads keys and certificates"),
    ("graphql.", "it reads GraphQL"),
    ("internal.", "it is no function for policies"),
    ("io.jwt.decode_verify", "it verifies by the clock"),
    ("io.jwt.encode_sign", "it signs with keys"),
    ("io.jwt.encode_sign_raw", "it signs with keys"),
    ("io.jwt.verify_", "it verifies with keys"),
    ("providers.aws.sign_req", "it signs requests"),
    ("rego.", "it reads policies"),
    ("strings.render_template", "it reads templates of Go"),
];

/// Returns why the function `name`, which no loaded package has, cannot be called; None if it can.
pub(crate) fn refusal<'a>(name: &str, own: impl Iterator<Item = &'a str>) -> Option<String> {
    if let Some((_, what)) = IMPURE.iter().find(|(impure, _)| *impure == name) {
        return Some(format!(
            "`{name}` is not available: its result depends on {what}, and the same files are to give the same findings everywhere"
        ));
    }
    // The parser itself handles `print`.
    if name == "print" || BUILTINS.contains_key(name) || functions::find(name).is_some() {
        return None;
    }
    let is_elsewhere = |known: &str| name == known || known.ends_with(['.', '_']) && name.starts_with(known);
    if let Some((_, why)) = ELSEWHERE.iter().find(|(known, _)| is_elsewhere(known)) {
        return Some(format!(
            "`{name}` is a function of Open Policy Agent that is not available here: {why}"
        ));
    }
    let advice = match closest(
        name,
        BUILTINS.keys().copied().chain(functions::ALL.iter().map(|(name, ..)| *name)).chain(own),
    ) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "neither Rego here nor this package has one".to_owned(),
    };
    Some(format!("there is no function `{name}`; {advice}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// What is no function, or is one of regorus that nothing has to be changed in.
    const OTHERS: &[&str] = &["assign", "eq", "print", "trace", "walk"];

    #[test]
    fn what_open_policy_agent_has_is_here_or_refused_with_a_reason() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/functions/opa.txt");
        #[expect(clippy::disallowed_methods, reason = "a fixture")]
        let names = std::fs::read_to_string(path).unwrap();
        let missing = |name: &&str| {
            functions::find(name).is_none()
                && !OTHERS.contains(name)
                && refusal(name, std::iter::empty()).is_none_or(|reason| !reason.contains("is not available"))
        };
        assert_eq!(names.lines().filter(missing).collect::<Vec<_>>(), Vec::<&str>::new());
    }
}
