use super::*;
use crate::policy::Additions;
use std::path::Path;

fn found(texts: &[(&str, &str)]) -> Vec<String> {
    let folder = "fixtures/projects/quickstart";
    let texts = texts.iter().map(|(name, text)| (Path::new(folder).join(name), text.as_bytes().to_vec()));
    let request = Request { paths: vec![folder.into()], texts: texts.collect(), ..Request::default() };
    let report = check(&request).unwrap();
    let name = |span: crate::source::Span| report.sources.get(span.source).unwrap().name.clone();
    let all = report.findings.iter().map(|one| format!("{} {}", name(one.primary), one.rule));
    all.map(|one| one.replace("fixtures/projects/quickstart/", "")).collect()
}

#[test]
fn a_text_stands_in_the_place_of_what_is_on_disk() {
    let before = found(&[]);
    assert!(before.iter().any(|one| one.starts_with("docker-compose.yml ")), "{before:?}");
    let after = found(&[("docker-compose.yml", "services: {}")]);
    assert!(!after.iter().any(|one| one.starts_with("docker-compose.yml ")), "{after:?}");
}

#[test]
fn a_text_that_is_not_on_disk_yet_is_of_the_workspace() {
    let topic = "topics: [{name: orders, partitions: 1, replicationFactor: 1}]";
    assert!(found(&[("new.yml", topic)]).iter().any(|one| one.starts_with("new.yml ")));
    assert!(!found(&[("new.txt", topic)]).iter().any(|one| one.starts_with("new.txt ")));
}

#[test]
fn a_long_session_says_what_a_run_says_that_knows_of_none_before() {
    let compose = "fixtures/projects/quickstart/docker-compose.yml";
    let declared = read(&Request { paths: vec![compose.into()], ..Request::default() }).unwrap();
    let text = declared.report.sources.load(Path::new(compose)).unwrap().text.clone();
    let mut session = Session::long(Config::default(), None);
    for text in
        [text.clone(), text.replace("mem_limit: 1g", "mem_limit: 2g"), "services: {}".to_owned(), text]
    {
        let request = Request {
            paths: vec!["fixtures/projects/quickstart".into()],
            texts: vec![(compose.into(), text.into_bytes())],
            ..Request::default()
        };
        let told = |report: Report| {
            let name = |span: crate::source::Span| report.sources.get(span.source).unwrap().name.clone();
            let line =
                |one: &crate::finding::Finding| (name(one.primary), one.primary.start, one.rule.clone());
            report.findings.iter().chain(&report.unknown).map(line).collect::<Vec<_>>()
        };
        assert_eq!(told(session.check(&request).unwrap()), told(check(&request).unwrap()));
    }
}

#[test]
fn a_long_session_keeps_the_verdicts_of_each_set_of_parameters() {
    let folder = Path::new("fixtures/projects/parameters_by_path");
    let config = || crate::config::read(&folder.join(crate::config::FILE_NAME)).unwrap();
    let policies = || {
        let config = config();
        let policies = config.policies.paths.clone();
        let additions = Additions { policies, settings: config.choice.settings(), ..Additions::default() };
        Some(hy_msg_lint_policies::with(&additions).unwrap())
    };
    let mut session = Session::long(config(), policies());
    let text =
        crate::source::SourceMap::within([folder]).load(&folder.join("topics.yml")).unwrap().text.clone();
    let other = text.replace("factor: 2", "factor: 1");
    let empty = "topics: []\n".to_owned();
    for [first, dev, shared] in [
        [&text, &text, &text],
        [&text, &text, &text],
        [&other, &text, &text],
        [&other, &other, &other],
        [&empty, &other, &other],
        [&text, &empty, &empty],
        [&text, &text, &text],
    ] {
        let texts = [("topics.yml", first), ("dev/topics.yml", dev), ("shared/topics.yml", shared)];
        let texts = texts.map(|(name, text)| (folder.join(name), text.clone().into_bytes())).to_vec();
        let request = Request { paths: vec![folder.to_owned()], texts, ..Request::default() };
        let told = |report: Report| {
            let line = |one: &crate::finding::Finding| (one.message.clone(), one.severity, one.primary);
            report.findings.iter().map(line).collect::<Vec<_>>()
        };
        let fresh = told(Session::new(config(), policies()).check(&request).unwrap());
        assert_eq!(told(session.check(&request).unwrap()), fresh);
    }
}
