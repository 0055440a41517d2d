//! All rules on all resources, in parallel, with a result that does not depend on the threads.

use super::contract::Violation;
use super::engine::{Engine, Verdict, Worker};
use super::error::PolicyError;
use super::input::Surroundings;
use super::rule::Rule;
use crate::resource::{Kind, Resource};
use rayon::prelude::*;
use regorus::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What all rules say of all resources, by resource and rule.
#[derive(Debug, Default)]
pub struct Judgement {
    /// What breaks a rule.
    pub denied: Vec<Judged>,
    /// What cannot be decided.
    pub unknown: Vec<Judged>,
    /// What breaks a rule, and the policies themselves make an exception of.
    pub excepted: Vec<Judged>,
    /// Policies that failed, each once: what they would have said is missing above.
    pub failures: Vec<PolicyError>,
}

/// What the rules of one engine said of the resources of one run, by kind, name and file: what gets the same input in the next is said
/// the same of.
#[derive(Debug, Default)]
pub struct Memory(BTreeMap<(Kind, Arc<str>, Arc<str>), Arc<Known>>);

/// An input, and what every rule that judges its kind says of it.
#[derive(Debug)]
struct Known {
    input: Value,
    verdicts: Vec<(usize, Verdict)>,
}

impl Memory {
    fn recall(&self, resource: &Resource, input: &Value) -> Option<Arc<Known>> {
        self.0.get(&key(resource)).filter(|known| known.input == *input).map(Arc::clone)
    }
}

/// What the rules say of one resource, each by its number.
#[derive(Debug)]
enum Said {
    /// What they said before.
    Again(Arc<Known>),
    /// What they say of this input; none where no rule asked for it.
    Anew(Option<Value>, Vec<(usize, Result<Verdict, PolicyError>)>),
}

impl Said {
    fn verdicts(&self) -> impl Iterator<Item = (usize, Result<&Verdict, &PolicyError>)> {
        let (again, anew): (&[_], &[_]) = match self {
            Self::Again(known) => (&known.verdicts, &[]),
            Self::Anew(_, verdicts) => (&[], verdicts),
        };
        let again = again.iter().map(|(number, verdict)| (*number, Ok(verdict)));
        again.chain(anew.iter().map(|(number, verdict)| (*number, verdict.as_ref())))
    }

    /// What is worth remembering of it: what all rules said, which are so `many`. One that did not come to an end before has not been
    /// asked.
    fn known(&self, many: usize) -> Option<Arc<Known>> {
        let (input, verdicts) = match self {
            Self::Again(known) => return Some(Arc::clone(known)),
            Self::Anew(input, verdicts) => (input.clone()?, verdicts),
        };
        let sure = |(number, verdict): &(usize, Result<Verdict, PolicyError>)| {
            Some((*number, verdict.as_ref().ok()?.clone()))
        };
        let verdicts: Vec<_> = verdicts.iter().map(sure).collect::<Option<_>>()?;
        (verdicts.len() == many).then(|| Arc::new(Known { input, verdicts }))
    }
}

fn key(resource: &Resource) -> (Kind, Arc<str>, Arc<str>) {
    (resource.kind, Arc::clone(&resource.name), Arc::clone(&resource.file))
}

/// What one rule says of one resource.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The rule.
    pub rule: Arc<Rule>,
    /// The index of the resource.
    pub resource: usize,
    /// What it says.
    pub violation: Violation,
}

/// Of the resources that one job takes at least: a worker costs about as much as a few evaluations.
const RESOURCES_PER_JOB: usize = 16;

impl Engine {
    /// Judges `resources` by the rules that are `wanted`. A policy that fails on one still judges the others; one that does not come to an end judges none
    /// behind that one.
    pub fn judge(&self, resources: &[Resource], wanted: &dyn Fn(&Rule) -> bool) -> Judgement {
        self.judge_knowing(resources, wanted, None)
    }

    /// Judges `resources` by all rules; of what has the input that it had in the run before, as `memory` has it, what was said then.
    pub fn judge_again(&self, resources: &[Resource], memory: &mut Memory) -> Judgement {
        self.judge_knowing(resources, &|_| true, Some(memory))
    }

    fn judge_knowing(
        &self,
        resources: &[Resource],
        wanted: &dyn Fn(&Rule) -> bool,
        memory: Option<&mut Memory>,
    ) -> Judgement {
        let rules: Vec<_> = self.rules().map(Arc::clone).collect();
        let chosen: Vec<_> = rules.iter().map(|rule| wanted(rule)).collect();
        if !chosen.contains(&true) {
            return Judgement::default();
        }
        let around = Surroundings::of(resources);
        let known = memory.as_deref();
        let ends: Vec<_> = rules.iter().map(|_| AtomicUsize::new(usize::MAX)).collect();
        let judge = |worker: &mut Worker<'_>, (index, resource): (usize, &Resource)| {
            let mut input = None;
            let mut verdicts = Vec::new();
            if let Some(memory) = known {
                let input = input.insert(worker.input(resource, &around));
                if let Some(known) = memory.recall(resource, input) {
                    return Said::Again(known);
                }
            }
            for (number, ((rule, end), wanted)) in rules.iter().zip(&ends).zip(&chosen).enumerate() {
                if !wanted || !rule.inputs.contains(&resource.kind) || index > end.load(Ordering::Relaxed) {
                    continue;
                }
                let input = input.get_or_insert_with(|| worker.input(resource, &around));
                let verdict = worker.judge(number, resource, input);
                if matches!(verdict, Err(PolicyError::Endless(_))) {
                    end.fetch_min(index, Ordering::Relaxed);
                }
                verdicts.push((number, verdict));
            }
            Said::Anew(input, verdicts)
        };
        let jobs = resources.par_iter().enumerate().with_min_len(RESOURCES_PER_JOB);
        let said: Vec<Said> = jobs.map_init(|| self.worker(), judge).collect();
        if let Some(memory) = memory {
            let all = |kind: Kind| rules.iter().filter(|rule| rule.inputs.contains(&kind)).count();
            let keep =
                |(resource, said): (&Resource, &Said)| Some((key(resource), said.known(all(resource.kind))?));
            memory.0 = resources.iter().zip(&said).filter_map(keep).collect();
        }
        let ends: Vec<_> = ends.into_iter().map(AtomicUsize::into_inner).collect();
        gather(&rules, &ends, &said)
    }
}

/// `ends` is, by rule, the first resource on which it did not come to an end. Which later ones it judged before that was known
/// is chance, so nothing of them is kept.
fn gather(rules: &[Arc<Rule>], ends: &[usize], said: &[Said]) -> Judgement {
    let mut judgement = Judgement::default();
    let mut failures: BTreeMap<usize, PolicyError> = BTreeMap::new();
    for (resource, said) in said.iter().enumerate() {
        for (number, verdict) in said.verdicts() {
            let (Some(rule), Some(end)) = (rules.get(number), ends.get(number)) else { continue };
            if resource > *end {
                continue;
            }
            match verdict {
                Ok(Verdict { denied, unknown, excepted }) => {
                    let judged = |violation: &Violation| Judged {
                        rule: Arc::clone(rule),
                        resource,
                        violation: violation.clone(),
                    };
                    judgement.denied.extend(denied.iter().map(judged));
                    judgement.unknown.extend(unknown.iter().map(judged));
                    judgement.excepted.extend(excepted.iter().map(judged));
                }
                Err(error) => match failures.entry(number).or_insert_with(|| error.clone()) {
                    // That it has no end says more than that it failed before.
                    first if matches!(error, PolicyError::Endless(_)) => *first = error.clone(),
                    PolicyError::Failed(first) => match error {
                        PolicyError::Failed(error) if error.subject != first.subject => first.more += 1,
                        _ => {}
                    },
                    _ => {}
                },
            }
        }
    }
    judgement.failures = failures.into_values().collect();
    judgement
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Mode;
    use crate::resource::Kind;
    use crate::set::PolicySet;
    use crate::testing::{Text, rule, set};
    use crate::tree;
    use std::collections::BTreeSet;

    const NAMED: &str = r#"deny contains {"msg": sprintf("named %s", [input.name]), "at": ["image"]} if flagged

flagged if input.image == "bad"

unknown contains {"msg": "unknown", "at": []} if input.image == "odd"
"#;

    /// One service for each image.
    fn services(images: &[&str]) -> Vec<Resource> {
        let text = Text::new(&format!("web {}", images.join(" ")));
        let service = |(index, image): (usize, &&str)| {
            let image = text.scalar(image, tree::Kind::Text);
            let mut service = text.service("web", text.map("web", vec![("image", image)]));
            service.name = format!("web-{index}").into();
            service
        };
        images.iter().enumerate().map(service).collect()
    }

    fn compile(set: &PolicySet, mode: Mode) -> Engine {
        Engine::compile(set, &BTreeSet::from([Kind::Service]), &|_| true, mode)
            .map_err(|error| error.to_string())
            .unwrap()
    }

    fn said(judged: &[Judged]) -> Vec<(usize, String)> {
        judged.iter().map(|one| (one.resource, one.violation.message.clone())).collect()
    }

    fn failures(judgement: &Judgement) -> Vec<String> {
        judgement.failures.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn forgets_one_input_before_the_next() {
        let engine = compile(&set(vec![rule("compose", "named", NAMED)]), Mode::Machine);
        assert_eq!(engine.interpreted().count(), 0);
        let judgement = engine.judge(&services(&["bad", "good", "bad", "odd", "good"]), &|_| true);
        assert_eq!(said(&judgement.denied), [(0, "named web-0".to_owned()), (2, "named web-2".to_owned())]);
        assert_eq!(said(&judgement.unknown), [(3, "unknown".to_owned())]);
        assert_eq!(failures(&judgement), [""; 0]);
    }

    #[test]
    fn says_again_what_it_said_of_the_same_input_and_judges_another_anew() {
        let engine = compile(&set(vec![rule("compose", "named", NAMED)]), Mode::Machine);
        let mut memory = Memory::default();
        for (images, denied) in [
            (&["bad", "good"][..], &[(0, "named web-0")][..]),
            (&["bad", "good"], &[(0, "named web-0")]),
            (&["good", "bad"], &[(1, "named web-1")]),
            (&["bad", "bad", "bad"], &[(0, "named web-0"), (1, "named web-1"), (2, "named web-2")]),
            (&["good"], &[]),
        ] {
            let services = services(images);
            let judgement = engine.judge_again(&services, &mut memory);
            let denied: Vec<_> = denied.iter().map(|(at, message)| (*at, (*message).to_owned())).collect();
            assert_eq!(said(&judgement.denied), denied);
            assert_eq!(memory.0.len(), images.len());
            // What is remembered is what is said: another text under the same input is not asked for.
            for known in memory.0.values_mut() {
                let mut verdicts = known.verdicts.clone();
                for (_, verdict) in &mut verdicts {
                    verdict.denied.iter_mut().for_each(|one| one.message.push('!'));
                }
                *known = Arc::new(Known { input: known.input.clone(), verdicts });
            }
            let again = engine.judge_again(&services, &mut memory);
            assert!(again.denied.iter().all(|one| one.violation.message.ends_with('!')));
            memory = Memory::default();
            engine.judge_again(&services, &mut memory);
        }
    }

    #[test]
    fn does_not_remember_what_failed() {
        let failing = "deny contains {\"msg\": \"m\", \"at\": []} if sum(input.image) > 1\n";
        let engine = compile(&set(vec![rule("compose", "failing", failing)]), Mode::Interpreter);
        let mut memory = Memory::default();
        for _ in 0..2 {
            let judgement = engine.judge_again(&services(&["bad"]), &mut memory);
            assert_eq!((judgement.failures.len(), memory.0.len()), (1, 0));
        }
    }

    #[test]
    fn compiles_only_what_judges_the_kinds_that_are_there() {
        let broken = rule("compose", "broken", "deny contains nothing if {");
        let set = set(vec![broken]);
        let none = Engine::compile(&set, &BTreeSet::from([Kind::Topic]), &|_| true, Mode::Machine)
            .map(|engine| engine.rules().len());
        assert_eq!(none, Ok(0));
        let error = Engine::compile(&set, &BTreeSet::from([Kind::Service]), &|_| true, Mode::Machine)
            .map(drop)
            .unwrap_err();
        assert!(error.to_string().starts_with("policies/compose/broken/broken.rego:9:"), "{error}");
    }

    #[test]
    fn refuses_a_policy_that_judges_nothing() {
        let set = set(vec![rule("compose", "idle", "allow := true")]);
        let error = Engine::compile(&set, &BTreeSet::from([Kind::Service]), &|_| true, Mode::Machine)
            .map(drop)
            .unwrap_err();
        assert!(error.to_string().contains("neither"), "{error}");
    }

    #[test]
    fn falls_back_to_the_interpreter_for_one_rule_alone() {
        let walking = r#"deny contains {"msg": "walked", "at": path} if {
    walk(input, [path, value])
    value == "bad"
}
"#;
        let set = set(vec![rule("compose", "named", NAMED), rule("compose", "walking", walking)]);
        let services = services(&["bad", "good", "odd"]);
        let engine = compile(&set, Mode::Machine);
        let interpreted: Vec<_> = engine.interpreted().map(|rule| &*rule.id).collect();
        assert_eq!(interpreted, ["walking"]);
        let judgement = engine.judge(&services, &|_| true);
        assert_eq!(said(&judgement.denied), [(0, "named web-0".to_owned()), (0, "walked".to_owned())]);
        let other = compile(&set, Mode::Interpreter);
        assert_eq!(other.interpreted().count(), 2);
        let other = other.judge(&services, &|_| true);
        assert_eq!(said(&other.denied), said(&judgement.denied));
        assert_eq!(said(&other.unknown), said(&judgement.unknown));
    }

    #[test]
    fn names_policy_line_rule_and_resource_of_a_failure_and_keeps_the_rest() {
        let failing = r#"deny contains {"msg": "m", "at": []} if {
    input.image == "bad"
    sum(input.image) > 1
}
"#;
        let set = set(vec![rule("compose", "named", NAMED), rule("compose", "failing", failing)]);
        let services = services(&["good", "bad", "bad"]);
        let judgement = compile(&set, Mode::Interpreter).judge(&services, &|_| true);
        assert_eq!(said(&judgement.denied).len(), 2);
        let failed = failures(&judgement);
        assert_eq!(failed.len(), 1);
        let expected =
            "policies/compose/failing/failing.rego:11:14: the rule `failing` fails on service `web-1`: ";
        assert!(failed[0].starts_with(expected), "{failed:?}");
        assert!(failed[0].ends_with("(and on one more)"), "{failed:?}");
        // Known and not wanted: when regorus tells, this is to be turned round, and `Mode` to be written anew.
        assert_eq!(failures(&compile(&set, Mode::Machine).judge(&services, &|_| true)), [""; 0]);
    }

    #[test]
    fn tells_a_failure_that_the_machine_tells() {
        let overflowing = r#"deny contains {"msg": "m", "at": []} if {
    input.image == "bad"
    1e308 * 10.5 > 1
}
"#;
        let set = set(vec![rule("compose", "overflowing", overflowing)]);
        let failed = failures(&compile(&set, Mode::Machine).judge(&services(&["good", "bad"]), &|_| true));
        assert_eq!(failed.len(), 1);
        assert!(failed[0].contains("the rule `overflowing` fails on service `web-1`: numeric"), "{failed:?}");
    }

    #[test]
    fn names_what_another_result_was_and_should_be() {
        let set = set(vec![rule("compose", "other", "deny contains input.name")]);
        let failures = failures(&compile(&set, Mode::Machine).judge(&services(&["good"]), &|_| true));
        assert!(
            failures[0].contains("policies/compose/other/other.rego:9:1: the rule `other`"),
            "{failures:?}"
        );
        assert!(failures[0].contains("the policy gave \"web-0\""), "{failures:?}");
    }

    #[test]
    fn stops_a_policy_that_has_no_end() {
        let endless = r#"deny contains {"msg": "m", "at": []} if {
    input.image == "bad"
    some i in numbers.range(1, 9000)
    some j in numbers.range(1, 9000)
    i * j == -1
}
"#;
        let set = set(vec![rule("compose", "endless", endless), rule("compose", "named", NAMED)]);
        let judgement = compile(&set, Mode::Machine).judge(&services(&["good", "bad", "bad"]), &|_| true);
        assert_eq!(said(&judgement.denied).len(), 2);
        let failures = failures(&judgement);
        assert_eq!(failures.len(), 1);
        assert!(failures[0].contains("does not come to an end on service `web-1`"), "{failures:?}");
    }
}
