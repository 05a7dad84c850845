//! What a terminal says: keys, the mouse and pastes as bytes, and its replies when it is asked what it is
//! and what it can do. The same for this process's own terminal and for one behind SSH.

pub(crate) mod input;
#[cfg(unix)]
pub(crate) mod own;
#[cfg(not(unix))]
#[path = "own_unasked.rs"]
pub(crate) mod own;
pub mod replies;
