//! The identity of a finding, stable across runs.

use super::{Finding, Subject};
use crate::source::SourceId;
use siphasher::sip128::{Hasher128 as _, SipHasher13};
use std::collections::HashMap;
use std::hash::Hasher;

/// Returns a unique identity of 32 hexadecimal digits for each of `findings`. It stays the same when lines move,
/// messages are normalized or severities are set.
///
/// It hashes the file's name, as `name` gives it, the rule, the subject (of a cluster or a project only the kind),
/// [`Finding::fingerprint_key`], the same of what else has its cause, and the ordinal of the finding among those that are
/// equal in all of these.
pub fn identities<'a>(
    findings: impl IntoIterator<Item = &'a Finding>,
    name: &dyn Fn(SourceId) -> String,
) -> Vec<String> {
    let mut names: HashMap<SourceId, String> = HashMap::new();
    let mut seen: HashMap<u128, u64> = HashMap::new();
    let identity = |finding: &Finding| {
        let source = finding.primary.source;
        let file = names.entry(source).or_insert_with(|| name(source));
        let Finding { rule, subject, fingerprint_key, .. } = finding;
        let mut hasher = SipHasher13::new();
        for part in [file.as_str(), rule, subject.kind, stable_name(subject), fingerprint_key] {
            write_part(&mut hasher, part);
        }
        for other in &finding.others {
            for part in [other.subject.kind, stable_name(&other.subject), &other.fingerprint_key] {
                write_part(&mut hasher, part);
            }
        }
        let ordinal = seen.entry(hasher.finish128().as_u128()).or_default();
        hasher.write(&ordinal.to_le_bytes());
        *ordinal += 1;
        format!("{:032x}", hasher.finish128().as_u128())
    };
    findings.into_iter().map(identity).collect()
}

/// Returns the name of `subject`; what a cluster or a project is called depends on which files a run reads: whether one of
/// them includes this.
fn stable_name(subject: &Subject) -> &str {
    if ["cluster", "project"].contains(&subject.kind) { "" } else { &subject.name }
}

/// Hashes `part` with its length, so that no two lists of parts give the same bytes.
pub fn write_part(hasher: &mut impl Hasher, part: &str) {
    hasher.write(&(part.len() as u64).to_le_bytes());
    hasher.write(part.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;
    use crate::source::{SourceMap, Span};
    use std::path::Path;

    fn finding(sources: &SourceMap, start: usize) -> Finding {
        let source = sources.load(Path::new("a.yml")).unwrap();
        let primary = Span::new(source.id, start, start + 1);
        let subject = Subject { kind: "service", name: "web".to_owned() };
        let at = "/networks/front".to_owned();
        let finding = Finding::new("static-ip", Severity::Error, "m".to_owned(), primary, subject);
        Finding { fingerprint_key: at.clone(), at, ..finding }
    }

    #[test]
    fn stays_while_lines_and_words_change_and_tells_apart_what_differs() {
        let sources = SourceMap::default();
        sources.add(Path::new("a.yml"), "text".to_owned());
        let name = |id| sources.get(id).unwrap().name.clone();
        let of = |finding: Finding| identities(&[finding], &name).remove(0);
        let first = of(finding(&sources, 0));
        // Must not change: it is written into baselines and sent to other programs.
        assert_eq!(first, "ae1ed950d1e09e1afb62c630d0098d7c");
        let moved =
            Finding { message: "n".to_owned(), severity: Severity::Info, help: None, ..finding(&sources, 2) };
        assert_eq!(of(moved), first);
        let others = [
            Finding { rule: "other".into(), ..finding(&sources, 0) },
            Finding { subject: Subject { kind: "service", name: "web2".to_owned() }, ..finding(&sources, 0) },
            Finding { subject: Subject { kind: "servicew", name: "eb".to_owned() }, ..finding(&sources, 0) },
            Finding { fingerprint_key: "/networks".to_owned(), ..finding(&sources, 0) },
            Finding { others: vec![finding(&sources, 0).into()], ..finding(&sources, 0) },
        ];
        for other in others {
            assert_ne!(of(other.clone()), first, "{other:?}");
        }
        assert_ne!(identities(&[finding(&sources, 0)], &|_| "b.yml".to_owned())[0], first);
    }

    #[test]
    fn counts_equals() {
        let sources = SourceMap::default();
        sources.add(Path::new("a.yml"), "text".to_owned());
        let name = |id| sources.get(id).unwrap().name.clone();
        let one = finding(&sources, 0);
        let three = identities(&[one.clone(), one.clone(), one.clone()], &name);
        assert!(three[0] != three[1] && three[1] != three[2] && three[0] != three[2], "{three:?}");
        assert_eq!(identities(&[one.clone(), one], &name), three[..2]);
    }
}
