//! The last resort against policies that do not terminate.

use super::say;
use crate::policy::overdue;
use crate::render::text;
use std::sync::Once;
use std::time::Duration;

/// Twice the time limit of a single evaluation, which normally stops it.
const LIMIT: Duration = Duration::from_secs(10);

/// The interval between two looks at the evaluation.
const INTERVAL: Duration = Duration::from_millis(50);

/// From now on, ends the program with exit code 2 and a message when a policy cannot be stopped otherwise.
pub(super) fn start() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
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
