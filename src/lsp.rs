//! A language server: findings, values and declarations for the files in an editor, as they are typed.
//!
//! Messages are exchanged over a [`Connection`](lsp_server::Connection); the caller connects it to standard input and
//! output. One thread reads and answers messages. A check whose result is already outdated by waiting messages is not
//! started, or is abandoned halfway.

mod actions;
mod declared;
mod definition;
mod describe;
mod diagnostics;
mod documents;
mod fixes;
mod hover;
mod lines;
mod root;
mod server;
mod settings;
mod unit;
mod uri;
pub mod wire;

pub use server::{Ended, serve};
