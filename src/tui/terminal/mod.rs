//! What a terminal says: keys, the mouse and pastes as bytes, and its replies when it is asked what it is
//! and what it can do. The same for this process's own terminal and for one behind SSH.

pub(crate) mod input;
pub(crate) mod own;
pub mod replies;
