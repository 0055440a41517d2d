//! A progress indicator for long runs in a terminal.

use super::terminal::Terminal;
use std::io::{self, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Shown until it is dropped.
pub(super) struct Progress {
    done: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Starts to show a line on standard error after a second, if it is a terminal that can erase it.
    pub(super) fn start(quiet: bool) -> Self {
        if quiet || !Terminal::of_errors().can_rewrite() {
            return Self { done: None, thread: None };
        }
        let (done, waiting) = mpsc::channel::<()>();
        let begun = Instant::now();
        let show = move || {
            let mut shown = false;
            while waiting.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                shown = true;
                write(&format!("\rchecking for {} s", begun.elapsed().as_secs()));
            }
            if shown {
                write("\r\u{1b}[K");
            }
        };
        // If no thread can be started, no progress is shown.
        let thread = std::thread::Builder::new().name("progress".to_owned()).spawn(show).ok();
        Self { done: Some(done), thread }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.done.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn write(text: &str) {
    let mut out = io::stderr().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
