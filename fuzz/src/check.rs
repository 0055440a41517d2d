//! Files of all forms, held in memory as the language server holds them: checked, and written in every format.

use super::{output, texts};
use hy_msg_lint::check::{Request, Session};
use hy_msg_lint::config::Config;
use hy_msg_lint::finding::Report;

/// Checks the texts of `data` twice; the outputs have to be the same bytes.
pub fn run(data: &[u8]) {
    let folder = texts::folder("check");
    let held = texts::texts(data, "compose.yml").into_iter();
    let texts = held.map(|(name, text)| (folder.join(name), text.to_owned())).collect();
    let request = Request { texts, ..Request::default() };
    let mut long = Session::long(Config::default(), None);
    let rules = hy_msg_lint_policies::built_in().expect("the built-in rules are valid");
    let first = output::outputs(checked(&mut long, &request), rules.rules());
    // A long session takes trees and verdicts from its caches; a new one works out everything again.
    let second = output::compared(checked(&mut long, &request));
    assert!(first == second, "a run with caches says something else:\n{first}\n{second}");
    let third = output::compared(checked(&mut Session::new(Config::default(), None), &request));
    assert!(first == third, "another run says something else:\n{first}\n{third}");
}

fn checked(session: &mut Session, request: &Request) -> Report {
    session.check(request).expect("texts in memory need no path, and the rules are the built-in ones")
}
