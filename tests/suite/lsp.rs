//! The language server as editors use it: over its protocol, and from Neovim.

mod bombs;
mod client;
mod edits;
mod features;
mod harm;
mod lifecycle;
mod nearest;
mod neovim;
