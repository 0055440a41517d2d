//! The last resort against policies that do not come to an end.

use super::say;
use crate::policy::overdue;
use crate::render::text;
use std::sync::Once;
use std::time::Duration;

/// Twice what a single evaluation may take before it is stopped from inside.
const LIMIT: Duration = Duration::from_secs(10);

/// How often it is looked.
const INTERVAL: Duration = Duration::from_millis(50);

/// From now on, ends the program with exit code 2 and a word about why, where a policy cannot be stopped otherwise.
pub(super) fn start() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        // Where no thread can be had, there is nobody to watch, and nothing else is different.
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
