//! Policy errors as problems of a run.

use crate::finding::{Label, Problem};
use crate::policy::{PolicyDiagnostic, PolicyError};
use crate::source::{Site, SourceMap};

/// Converts a policy error to problems with places, and adds the policy texts to `sources`.
pub fn problems(error: &PolicyError, sources: &SourceMap) -> Vec<Problem> {
    let problem = |site: &Site, message: String| Problem {
        file: site.path.to_string(),
        place: sources.place(site),
        message,
        related: Vec::new(),
    };
    match error {
        PolicyError::Refused(mistakes) => {
            let one = |PolicyDiagnostic { site, message, related }: &PolicyDiagnostic| Problem {
                related: related
                    .iter()
                    .filter_map(|(site, message)| {
                        Some(Label { span: sources.place(site)?, message: message.clone() })
                    })
                    .collect(),
                ..problem(site, message.clone())
            };
            mistakes.iter().map(one).collect()
        }
        PolicyError::Failed(failure) | PolicyError::Stopped(failure) => {
            vec![problem(&failure.site, failure.to_string())]
        }
        PolicyError::Unjudged(unjudged) => vec![problem(&unjudged.site, unjudged.to_string())],
        PolicyError::Unreadable(source) => vec![without_place(source.path(), error)],
        PolicyError::Internal(_) => vec![without_place("", error)],
    }
}

fn without_place(file: &str, error: &PolicyError) -> Problem {
    Problem { file: file.to_owned(), place: None, message: error.to_string(), related: Vec::new() }
}
