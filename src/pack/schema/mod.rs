//! The pack format as types: what may stand in `pack.yaml` and in a lesson; a file a
//! kind of step.

mod ask;
mod card;
mod compare;
mod dial;
mod draw;
mod expect;
mod glimpse;
mod inspect;
mod label;
mod lesson;
mod material;
mod pack_file;
mod photo;
mod reveal;
mod say;
mod slice_prediction;
pub(in crate::pack) mod solve;
mod spec;
mod step;
mod sweep;
mod train;

pub use ask::Ask;
pub use card::Card;
pub use compare::Compare;
pub(crate) use compare::both;
pub use dial::{Dial, DialPrediction, Turn};
pub use draw::{Draw, DrawPrediction};
pub use expect::{Expectation, Range, RangeError};
pub use glimpse::Glimpse;
pub use inspect::{Among, Inspect, InspectPrediction, View as InspectView};
pub use label::Label;
pub use lesson::{Lesson, SpeakerNote};
pub(crate) use material::Column;
pub use material::{PackData, Shared};
pub use pack_file::PackFile;
pub(crate) use pack_file::{FORMAT, PackTexts};
pub use photo::Photo;
pub use reveal::{Measure, Reveal, RevealPrediction};
pub use slice_prediction::SlicePrediction;
pub use solve::{CorrectAnswer, Number, Solve};
pub use spec::{Amount, Choice, Question, Spec, shown_choice};
pub use step::Step;
pub use sweep::{Knob, Sweep, SweepPrediction};
pub use train::{Train, TrainPrediction};
