//! What keeps users' policies from harming the run: they are evaluated in processes of their own, and where none can be
//! started, the program ends with a message.

use super::say;
use crate::policy::{evaluate_in, overdue};
use crate::render::text;
use std::sync::Once;
use std::time::Duration;

/// Twice the time limit of a single evaluation, which normally stops it.
const LIMIT: Duration = Duration::from_secs(10);

/// The interval between two looks at the evaluation.
const INTERVAL: Duration = Duration::from_millis(50);

/// From now on, has users' policies evaluated in processes of this program, and ends it with exit code 2 and a message
/// when a policy in this process cannot be stopped otherwise.
pub(super) fn start() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        if let Ok(program) = std::env::current_exe() {
            evaluate_in(program);
        }
        // Without a thread there is no watchdog, and nothing else changes.
        let _ = std::thread::Builder::new().name("watchdog".to_owned()).spawn(|| {
            loop {
                std::thread::sleep(INTERVAL);
                if let Some(message) = overdue(LIMIT) {
                    say(&format!("error: {}", text::line(&message)));
                    std::process::exit(2);
                }
            }
        });
    });
}
