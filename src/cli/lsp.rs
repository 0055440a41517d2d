//! `hy-msg-lint lsp`: a language server over standard input and output.

use super::configuration::Configuration;
use super::{CliError, Outcome, say, watchdog};
use crate::lsp::wire::{self, Received};
use crate::lsp::{self, Ended};
use crate::render::text;
use lsp_server::{Connection, Message, Notification};
use std::io::{self, Write};
use std::thread;

/// The message that ends the writer.
const END: &str = "exit";

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Speak over standard input and output: what happens in any case
    #[arg(long, hide = true)]
    stdio: bool,
    #[command(flatten)]
    configuration: Configuration,
}

/// Serves the editor until it is done. If the editor leaves without a shutdown request, the exit code is 1.
pub(super) fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    watchdog::start();
    let (ours, theirs) = Connection::memory();
    let Connection { sender, receiver } = theirs;
    let answers = sender.clone();
    let writer = thread::Builder::new().name("writer".to_owned()).spawn(move || {
        let mut out = io::stdout().lock();
        // The server never sends `exit` to the editor, so the message marks the end of its output.
        let messages =
            receiver.iter().take_while(|one| !matches!(one, Message::Notification(one) if one.method == END));
        messages.map(|message| message.write(&mut out).and_then(|()| out.flush())).find(Result::is_err)
    });
    let writer = writer.map_err(CliError::Output)?;
    let replies = ours.sender.clone();
    let reader = thread::Builder::new().name("reader".to_owned()).spawn(move || {
        let mut input = io::stdin().lock();
        loop {
            match wire::read(&mut input) {
                Ok(Received::Message(message)) => {
                    if answers.send(message).is_err() {
                        break;
                    }
                }
                Ok(Received::Malformed(what, answer)) => {
                    say(&format!("error: {}", text::line(&what)));
                    if answer.is_some_and(|answer| replies.send(answer.into()).is_err()) {
                        break;
                    }
                }
                Ok(Received::End) => break,
                Err(error) => {
                    say(&format!("error: {}", text::line(&error.to_string())));
                    break;
                }
            }
        }
    });
    reader.map_err(CliError::Input)?;
    drop(sender);
    let ended = lsp::serve(&ours, arguments.configuration.lookup());
    // The reader may wait forever for input, and ends with the program. All output is written before.
    let _ = ours.sender.send(Notification::new(END.to_owned(), ()).into());
    let _ = writer.join();
    Ok(match ended {
        Ended::InOrder => Outcome::Clean,
        Ended::Left => Outcome::Findings,
    })
}
