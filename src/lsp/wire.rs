//! Encodes and decodes messages: a header with a length, an empty line, and JSON (LSP specification, "Base Protocol").

use crate::source::MAX_FILE_BYTES;
use lsp_server::{ErrorCode, Message, RequestId, Response};
use serde_json::Value;
use std::io::{self, BufRead, Read};

/// Larger messages are skipped: this is a file of the largest size that is read, with each character escaped.
const MAX_BYTES: u64 = 6 * MAX_FILE_BYTES + (1 << 20);

/// Header lines are read in pieces of at most this size.
const MAX_LINE: u64 = 4096;

/// The result of reading from the client.
#[derive(Debug)]
pub enum Received {
    /// A message.
    Message(Message),
    /// Not a valid message; with the error response if it was a request.
    Malformed(String, Option<Response>),
    /// The end of the input.
    End,
}

/// Reads the next message of `input`.
///
/// # Errors
/// Fails if reading from `input` fails, or if a header has no length, as the start of the next message is then unknown.
pub fn read(input: &mut dyn BufRead) -> io::Result<Received> {
    let Some(length) = length(input)? else { return Ok(Received::End) };
    if length > MAX_BYTES {
        io::copy(&mut input.take(length), &mut io::sink())?;
        return Ok(Received::Malformed(format!("a message of {length} bytes is too large"), None));
    }
    let mut bytes = Vec::new();
    input.take(length).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < length {
        return Ok(Received::End);
    }
    Ok(message(&bytes))
}

fn message(bytes: &[u8]) -> Received {
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => return Received::Malformed(format!("a message is not JSON: {error}"), None),
    };
    let id = value.get("id").cloned().and_then(|id| serde_json::from_value::<RequestId>(id).ok());
    let is_request = value.get("method").is_some();
    if let Ok(message) = serde_json::from_value(value) {
        return Received::Message(message);
    }
    let what = "this is no request, response or notification";
    let answer = |id| Response::new_err(id, ErrorCode::InvalidRequest as i32, what.to_owned());
    Received::Malformed(what.to_owned(), id.filter(|_| is_request).map(answer))
}

/// Reads the length from the header; `None` at the end of the input.
fn length(input: &mut dyn BufRead) -> io::Result<Option<u64>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        if input.take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        if line.is_empty() {
            let missing = || io::Error::new(io::ErrorKind::InvalidData, "a message has no `Content-Length`");
            return length.map(Some).ok_or_else(missing);
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("Content-Length")
        {
            length = value.trim().parse().ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    fn received(text: &str) -> Vec<String> {
        let mut input = text.as_bytes();
        let mut all = Vec::new();
        loop {
            all.push(match read(&mut input) {
                Ok(Received::Message(Message::Request(request))) => request.method,
                Ok(Received::Message(Message::Notification(notification))) => notification.method,
                Ok(Received::Message(Message::Response(_))) => "response".to_owned(),
                Ok(Received::Malformed(what, answer)) => format!("{what} {}", answer.is_some()),
                Ok(Received::End) => return all,
                Err(error) => {
                    all.push(error.to_string());
                    return all;
                }
            });
        }
    }

    #[test]
    fn what_is_no_message_does_not_hide_the_next() {
        let next = framed(r#"{"jsonrpc":"2.0","method":"next"}"#);
        for (bad, said) in [
            (framed("{"), "a message is not JSON"),
            (framed("[1]"), "this is no request, response or notification false"),
            (framed(r#"{"id": 1, "method": 2}"#), "this is no request, response or notification true"),
            (framed(r#"{"id": 1.5, "method": "x"}"#), "x"),
            (framed(&"[".repeat(100_000)), "a message is not JSON"),
            ("content-type: x\r\nCONTENT-LENGTH:2\r\n\r\n{}".to_owned(), "this is no request"),
        ] {
            let all = received(&format!("{bad}{next}"));
            assert!(all[0].starts_with(said), "{all:?}");
            assert_eq!(all[1..], ["next"], "{bad}");
        }
    }

    #[test]
    fn an_input_that_breaks_off_is_at_its_end() {
        for text in [
            "",
            "Content-Length: 9\r\n",
            "Content-Length: 9\r\n\r\n{}",
            "Content-Length: 99999999999999\r\n\r\nx",
        ] {
            let all = received(text);
            assert!(all.iter().all(|one| one.contains("too large")), "{text}: {all:?}");
        }
        assert_eq!(received("nonsense\r\n\r\n"), ["a message has no `Content-Length`"; 1]);
    }
}
