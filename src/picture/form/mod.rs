//! A sheet to print and write digits or other labels on: how it is laid out, how it is drawn, and how it is found again in a photo.
//!
//! Four QR codes, one in each corner, name the sheet and their corner: with them a photo tells by itself which digit
//! belongs in which box. What is written in the boxes is read by [`super::cleanup`].

mod codes;
mod drawing;
mod fit;
mod labels;
mod layout;
mod order;
mod pdf;
mod raster;

pub(super) use codes::{Code, find};
pub use drawing::{DrawError, Drawing, Texts};
pub(super) use fit::fitted;
pub use labels::{Labels, LabelsError, Mark};
pub use layout::{BOXES, Corner, Id, Paper, Place};
pub use order::{order, order_of};
pub use pdf::pdf;
pub use raster::{DOTS_PER_INCH, png, raster};
