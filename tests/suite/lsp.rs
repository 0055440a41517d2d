//! The language server, as an editor has it: over its protocol, and from Neovim.

mod client;
mod edits;
mod features;
mod lifecycle;
mod neovim;
