//! A language server: what the program knows of the files in an editor, as they are typed.
//!
//! Messages come in and go out over a [`Connection`](lsp_server::Connection); whoever starts the server connects that to standard
//! input and output. One thread reads messages and answers; where several wait, a check whose result nobody would see is not begun,
//! and one that is half done is given up.

mod actions;
mod declared;
mod definition;
mod describe;
mod diagnostics;
mod documents;
mod hover;
mod lines;
mod server;
mod settings;
mod unit;
mod uri;
pub mod wire;

pub use server::{Ended, serve};
