//! SARIF 2.1.0, which code scanning services and editors read. `sarif/log.rs` defines the shape.

mod fixes;
mod log;
mod rules;
mod uri;

use super::entries::{Judgement, Region, Verdict, judgements};
use super::{Options, json, text};
use crate::finding::{Finding, Label, Problem, Report, Suppressed, Suppressor};
use crate::policy::Rule;
use crate::source::{SourceMap, Span};
use crate::suppress::META_RULES;
use log::{
    ArtifactLocation, Driver, Fingerprints, Invocation, Level, Location, Log, LogicalLocation, Message,
    Notification, PhysicalLocation, ResultProperties, Run, Suppression, Tool,
};
use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

/// Writes `report` as a SARIF log of one run; `rules` are the evaluated rules.
///
/// With `verbose`, it includes unknown findings (kind `open`: "insufficient information to decide", §3.27.9, hence
/// level `none`, §3.27.10), and excepted and suppressed findings, with their `suppressions`. Without, it omits them
/// all: GitHub's code scanning opens an alert for every result, whatever its kind and its suppressions.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn render(
    report: &Report,
    rules: &[Arc<Rule>],
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let judgements = judgements(report);
    let shown = |one: &&Judgement| options.verbose || matches!(one.verdict, Verdict::Found);
    let judged_by = |id: &str| judgements.iter().filter(shown).any(|one| *one.finding.rule == *id);
    // These rules are no policies, and are listed only if they have results.
    let own: Vec<_> = META_RULES.iter().filter(|rule| judged_by(rule.id)).collect();
    let ids = rules.iter().map(|rule| &*rule.id).chain(own.iter().map(|rule| rule.id));
    let places = ids.enumerate().map(|(place, id)| (id, place)).collect();
    let writer = Writer { sources: &report.sources, places, verbose: options.verbose };
    let results = judgements.iter().filter(shown).map(|judgement| writer.result(judgement)).collect();
    let problems = report.problems.iter().map(|problem| writer.problem(problem));
    let notes = report.notes.iter().map(|note| Notification {
        level: Level::Note,
        message: Message::text(without_links(note).into()),
        locations: Vec::new(),
    });
    let invocation = Invocation {
        execution_successful: report.problems.is_empty(),
        tool_execution_notifications: problems.chain(notes).collect(),
    };
    let descriptors = rules.iter().map(|rule| rules::descriptor(rule));
    let driver = Driver::of(descriptors.chain(own.iter().map(|rule| rules::own(rule))).collect());
    let run =
        Run { tool: Tool { driver }, invocations: [invocation], column_kind: "unicodeCodePoints", results };
    json::write(&Log::of(run), out)
}

struct Writer<'a> {
    sources: &'a SourceMap,
    /// The index of each rule in the list of rules, by id.
    places: HashMap<&'a str, usize>,
    verbose: bool,
}

impl<'a> Writer<'a> {
    fn result(&self, judgement: &Judgement<'a>) -> log::Result<'a> {
        let finding = judgement.finding;
        let (kind, level) = match judgement.verdict {
            Verdict::Unknown => (Some("open"), Level::None),
            _ => (None, Level::from(finding.severity)),
        };
        let labels = (1..).zip(&finding.related);
        let (links, related) =
            labels.filter_map(|(id, label)| Some(((id, label), self.related(id, label)?))).unzip();
        log::Result {
            rule_id: text::line(&finding.rule),
            rule_index: self.places.get(&*finding.rule).copied(),
            kind,
            level,
            message: told(finding, links),
            locations: self.location(finding).into_iter().collect(),
            related_locations: related,
            partial_fingerprints: Fingerprints { identity: judgement.identity.clone() },
            suppressions: self.verbose.then(|| self.suppressions(judgement.verdict)),
            fixes: finding.fix.iter().map(|fix| fixes::fix(fix, self.sources)).collect(),
            properties: Some(ResultProperties { at: text::line(&finding.at) })
                .filter(|_| !finding.at.is_empty()),
        }
    }

    fn location(&self, finding: &'a Finding) -> Option<Location<'a>> {
        let (kind, name) = (finding.subject.kind, text::line(&finding.subject.name));
        let logical = LogicalLocation { fully_qualified_name: format!("{kind}/{name}"), name, kind };
        let location = self.place(finding.primary)?;
        Some(Location { logical_locations: vec![logical], ..location })
    }

    /// Returns the location of `span`, without a message.
    fn place(&self, span: Span) -> Option<Location<'a>> {
        let region = Region::of(self.sources, span)?;
        let physical = PhysicalLocation {
            artifact_location: ArtifactLocation::of(region.file()),
            region: Some(log::Region::of(&region)),
        };
        Some(Location { physical_location: Some(physical), ..Location::default() })
    }

    fn related(&self, id: usize, label: &'a Label) -> Option<Location<'a>> {
        let message = Message::text(without_links(&label.message).into());
        Some(Location { id: Some(id), message: Some(message), ..self.place(label.span)? })
    }

    fn suppressions(&self, verdict: Verdict<'a>) -> Vec<Suppression<'a>> {
        let (kind, justification, location) = match verdict {
            Verdict::Found | Verdict::Unknown => return Vec::new(),
            Verdict::Explained => ("external", Some("it is a consequence of another finding".into()), None),
            Verdict::Excepted => ("external", Some("the policies make an exception of it".into()), None),
            Verdict::Suppressed(Suppressed { by, reason, .. }) => {
                let reason = reason.as_deref().map(text::message);
                match by {
                    Suppressor::Comment(span) => ("inSource", reason, self.place(*span)),
                    Suppressor::Configuration => ("external", reason, None),
                    Suppressor::Baseline => {
                        ("external", reason.or_else(|| Some("it is in the baseline".into())), None)
                    }
                }
            }
        };
        vec![Suppression { kind, justification, location }]
    }

    fn problem(&self, problem: &'a Problem) -> Notification<'a> {
        let whole = || {
            let artifact_location = ArtifactLocation::of(&problem.file);
            let physical = PhysicalLocation { artifact_location, region: None };
            Location { physical_location: Some(physical), ..Location::default() }
        };
        let place = problem.place.and_then(|span| self.place(span));
        let known = place.or_else(|| (!problem.file.is_empty()).then(whole));
        Notification {
            level: Level::Error,
            message: Message::text(without_links(&problem.message).into()),
            locations: known.into_iter().collect(),
        }
    }
}

/// Returns a message in which no text of a file is a link (§3.11.6).
fn without_links(message: &str) -> String {
    text::message(message).replace("](", "] (")
}

/// Returns the message of `finding`, what to do, and a link to each related place, as in §3.11.6.
fn told(finding: &Finding, links: Vec<(usize, &Label)>) -> Message {
    let mut parts = vec![without_links(&finding.message)];
    parts.extend(finding.help.as_ref().map(|help| format!("help: {}", without_links(help))));
    parts.extend(links.into_iter().map(|(id, label)| {
        let label = text::line(&label.message).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
        format!("[{label}]({id})")
    }));
    Message::text(parts.join("\n").into())
}

#[cfg(test)]
mod tests;
