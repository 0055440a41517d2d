//! The workspace: turns paths and ignore rules into candidates, candidates into parsed files, and holds the configured
//! layout.

mod discover;
mod git_head;
mod git_index;
mod ignore_file;
mod ignored;
mod inputs;
mod layout;
mod missing;
mod named;
mod patterns;
mod roots;
mod skipped;
mod tracked;
mod walk;
mod walker;
mod writing;

pub use discover::{Candidate, CandidateOrigin, Held, Search, Workspace, discover};
pub use hy_msg_lint_compose::ProjectRequest as Project;
pub use hy_msg_lint_tree::files::{File, Files, Parsed};
pub use hy_msg_lint_tree::format::{CommentPlace, Division, Format};
pub use hy_msg_lint_tree::path::{FilePath, identity, seen_from};
pub use ignore_file::{MAX_IGNORE_FILE_BYTES, MAX_WILDCARDS};
pub use ignored::IgnoreFiles;
pub use inputs::inputs;
pub use layout::{Cluster, Layout};
pub use missing::NoSuchPath;
pub use named::files_named;
pub use patterns::Patterns;
pub use roots::root_of;
pub use walk::no_reader;
pub use walker::HIDDEN_FOLDERS;
pub use writing::{create_folder, may_replace, remove, replace, write, write_new};
