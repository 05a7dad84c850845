//! What a learner did, as a document: what they said, what was measured, their runs with curves, what
//! they drew, and what they would tell their boss. [`gather`] collects it, [`markdown`] and [`html`]
//! write it.

mod chart;
mod escape;
mod gather;
pub mod html;
pub mod markdown;

pub use gather::gather;
