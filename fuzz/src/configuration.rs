//! A configuration and a baseline, with the small project that they are about.

use super::{output, rego, texts};
use hy_msg_lint::check::{CheckError, Request, Session};
use hy_msg_lint::config::{self, Config, ConfigError};
use hy_msg_lint::finding::Report;
use hy_msg_lint::policy::Additions;
use hy_msg_lint::suppress::BASELINE;
use std::fs;
use std::path::Path;

/// Reads the texts of `data` as a folder with a configuration, checks it, and records a baseline.
pub fn run(data: &[u8]) {
    let texts = texts::texts(data, config::FILE_NAME);
    let has_policies = texts.iter().any(|(name, _)| name.extension().is_some_and(|ending| ending == "rego"));
    if has_policies && rego::may_abort(data) {
        return;
    }
    let folder = texts::written("configuration", &texts);
    let file = folder.join(config::FILE_NAME);
    let _ = config::with_baseline(&file, BASELINE);
    match config::read(&file) {
        Ok(config) => with(config, &folder),
        Err(ConfigError::Mistakes(mistakes)) => drop(output::outputs(Report::from(*mistakes), &[])),
        Err(ConfigError::Source(_)) => {}
    }
}

fn with(config: Config, folder: &Path) {
    let additions = Additions {
        policies: config.policies.paths.clone(),
        data: config.policies.data.clone(),
        namespaces: config.policies.namespaces.clone(),
        settings: config.choice.settings(),
        ..Additions::default()
    };
    let Some(policies) = rego::loaded(&additions) else { return };
    let request = Request { paths: vec![folder.to_owned()], ..Request::default() };
    let mut session = Session::new(config.clone(), Some(policies.clone()));
    match session.check(&request) {
        Ok(report) => drop(output::outputs(report, policies.rules())),
        Err(error) => output::error(&error),
    }
    let file = folder.join(BASELINE);
    session.configure(Config { baseline: Some(file.clone()), ..config }, Some(policies));
    baseline(&mut session, &request, &file);
}

/// Records a baseline twice: the second is the first, as nothing has changed.
fn baseline(session: &mut Session, request: &Request, file: &Path) {
    let mut recorded = || match session.record_baseline(request, file) {
        Ok((report, baseline)) => {
            output::outputs(report, &[]);
            let baseline = baseline?;
            let text = baseline.to_string();
            serde_json::from_str::<serde_json::Value>(&text).expect("a baseline is JSON");
            Some(text)
        }
        Err(CheckError::Policy(_) | CheckError::NoSuchRule { .. }) => None,
        Err(error @ CheckError::NoSuchPath(_)) => panic!("{error}"),
    };
    let Some(first) = recorded() else { return };
    if fs::write(file, &first).is_ok() {
        assert_eq!(recorded().as_ref(), Some(&first), "a baseline of the same files is the same");
    }
}
