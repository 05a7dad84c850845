//! The pages of a lesson's steps; a file a kind of step.
//!
//! A kind's file implements [`kind::Screen`] for what only its screen cares about; [`choice`] is the one
//! place where it is chosen, and [`page_view`] is what all kinds have in common.

mod ask;
mod card;
mod choice;
mod compare;
mod dial;
mod draw;
mod exercise;
mod exhibition;
mod found;
mod inspect;
mod kind;
mod label;
mod looked;
mod measuring;
mod page_view;
mod photo;
mod predict;
mod read;
mod reveal;
mod solve;
mod sweep;
mod train;
mod typed;

pub(super) use kind::Response;
pub(super) use looked::{Looked, Other, Probabilities};
pub(super) use page_view::PageView;
