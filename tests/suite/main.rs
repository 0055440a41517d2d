//! What a user would notice, in one binary: findings and where they are shown, on whole small projects.

mod agreement;
mod expected;
mod generated;
mod policies;
mod projects;
mod properties;
mod second_opinion;
mod layers;
