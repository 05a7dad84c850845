//! The line-by-line shell: for screen readers, for pipes, and for terminals that can do no more. It
//! says in words what a picture shows, asks numbered questions, and tells a training a line an epoch.

mod conversation;
mod describe;
mod guess;
mod host;
mod input;
mod list;
mod paper;
mod phone;
mod run;
mod talk;
mod word;

pub use host::{Alone, Host};
pub use input::Input;
pub use paper::MEASURE;
pub use run::{run, run_here};
