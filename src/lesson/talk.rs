//! What is said between a walk and the world: what the learner does, what the world reports, and
//! what has to be seen to.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::drawing::Pen;
use super::guess::{Guess, Outcome};
use super::photo::{PhotoSource, Seen};
use super::specimens::Specimens;
use super::tool::Tool;
use crate::eval::activations::Inside;
use crate::eval::saliency::Explanation;
use crate::eval::{Evaluation, RunCalibration, SliceSpec};
use crate::picture::Cleanup;
use crate::picture::cleanup::Step;
use crate::train::{Event, Experiment, Looked, RunId};

/// What a learner does.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Go on to the next step, or to the end.
    Next,
    /// Go back a step.
    Back,
    /// Go to this step, from 0, which was reached before.
    Jump(usize),
    /// Answer a question; choices are counted from 1.
    Choose(usize),
    /// Answer a question with all of these choices, counted from 1.
    Mark(Vec<usize>),
    /// Show one more hint.
    Hint,
    /// Say what is expected and how sure.
    Predict(Guess),
    /// Turn a knob of an exercise to the value at this place; both from 0.
    Turn {
        /// Which knob.
        knob: usize,
        /// Where to.
        place: usize,
    },
    /// Go on without having met the goal.
    GiveUp,
    /// Measure the best run on the test, after which nothing more is tried.
    OpenTest,
    /// Begin the training, or try again what failed.
    Begin,
    /// Hold the training.
    Pause,
    /// Let it go on.
    Resume,
    /// End it here.
    Stop,
    /// Move the pen over the canvas.
    Draw(Pen),
    /// Hand the drawing in.
    HandIn,
    /// Say what a picture shows; nothing, where one cannot tell.
    Label(Option<u8>),
    /// Take the last one back.
    TakeBack,
    /// Write a text.
    Write(String),
    /// Look at this photo.
    Photo(PhotoSource),
    /// Look at the first of these, and keep the others to be tried after it.
    Photos(Vec<PhotoSource>),
    /// Switch a stage of the clean-up on or off.
    Switch(Step),
}

/// What the world reports of a step's work.
#[derive(Debug, Clone, PartialEq)]
pub struct News {
    /// The step, from 0.
    pub step: usize,
    /// What there is to report.
    pub report: Report,
}

/// What there is to report of a step's work.
#[derive(Debug, Clone, PartialEq)]
pub enum Report {
    /// Something happened in one of the step's runs.
    Run {
        /// Which of the step's runs, from 0.
        part: usize,
        /// What happened.
        event: Event,
    },
    /// Some pictures are measured.
    Measuring {
        /// Pictures done, over all runs and slices.
        done: usize,
        /// Pictures in all of them.
        total: usize,
    },
    /// The next slice is measured.
    Measured {
        /// The run that answered.
        run: RunId,
        /// How it did.
        result: Arc<Evaluation>,
        /// How often the slice's data has been looked at by now, none where it is no test of the run; or why that
        /// cannot be said.
        looked: Result<Option<Looked>, String>,
    },
    /// A run answered pictures that the step made.
    Answered {
        /// What was asked.
        ticket: Ticket,
        /// The probabilities of the classes, picture by picture.
        answers: Vec<Vec<f32>>,
    },
    /// It is known what the answers to some pictures depend on: the next list of those asked for.
    Explained {
        /// Picture by picture.
        explanations: Vec<Explanation>,
    },
    /// A network was looked into while it read some pictures: the next list of those asked for.
    LookedInside {
        /// What there is inside.
        inside: Arc<Inside>,
    },
    /// It is known what is fitted on a run's own pictures.
    Calibrated {
        /// That, or why it is not known.
        found: Result<Arc<RunCalibration>, String>,
    },
    /// A photo was followed to the network.
    Photographed {
        /// What was asked.
        ticket: usize,
        /// What became of it, or why nothing did.
        seen: Result<Box<Seen>, String>,
    },
    /// Pictures of what is about to be shown or learned from; none of what cannot be read.
    Shown {
        /// The pictures, kind by kind.
        specimens: Vec<Specimens>,
    },
    /// The work could not be done.
    Failed {
        /// What went wrong and what to do.
        message: String,
    },
    /// The run goes on as before: others share it, so that nobody can hold or end it alone.
    Shared,
}

/// What a shell has to see to.
#[derive(Debug, Clone, PartialEq)]
pub enum Order {
    /// Something to be done for a step, and reported.
    Work {
        /// The step, from 0.
        step: usize,
        /// What is to be done.
        work: Work,
    },
    /// Remember the walk as it is now.
    Save,
    /// Keep for good what the learner said or chose.
    Note(Note),
    /// Keep the digits that the learner handed in, if they agree, where lessons may learn from them.
    Keep {
        /// The step, from 0.
        step: usize,
        /// All of the step's digits, in their order.
        digits: Vec<KeptDigit>,
    },
    /// The lesson has been walked to its end.
    Finished,
}

/// A digit that a learner handed in, to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDigit {
    /// What was to be written.
    pub digit: u8,
    /// What it was written with.
    pub tool: Tool,
    /// 28x28 in MNIST's form.
    pub pixels: Vec<u8>,
    /// What a network read.
    pub read: u8,
}

/// Something to be done for a step.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// Start, join or replay a run, and report its events.
    Train {
        /// Which of the step's runs, from 0.
        part: usize,
        /// What to train.
        experiment: Box<Experiment>,
    },
    /// Hold the step's runs.
    Pause,
    /// Let them go on.
    Resume,
    /// End them.
    Stop,
    /// Draw these slices, and show their pictures.
    Show {
        /// The data, in order.
        slices: Vec<SliceSpec>,
    },
    /// Show some pictures of what an experiment learns from, as the network gets them.
    ShowLearned {
        /// The experiment.
        experiment: Box<Experiment>,
    },
    /// Measure every run on every slice, and report each.
    Measure {
        /// The runs that answer, in order.
        runs: Vec<RunId>,
        /// The data, in order.
        slices: Vec<SliceSpec>,
    },
    /// Work out what a run's answers depend on, list by list.
    Explain {
        /// The run.
        run: RunId,
        /// Lists of pictures, as bytes of the shape that the run reads.
        pictures: Vec<Vec<Vec<u8>>>,
    },
    /// Look into a run's network while it reads pictures, list by list.
    LookInside {
        /// The run.
        run: RunId,
        /// Lists of pictures, as bytes of the shape that the run reads.
        pictures: Vec<Vec<Vec<u8>>>,
    },
    /// Fit what a run is asked for beforehand on its validation pictures, and correct answers by it.
    Calibrate {
        /// The run.
        run: RunId,
        /// Its answers that are to be corrected for the shares of the classes, slice by slice.
        corrected: Vec<Arc<Evaluation>>,
    },
    /// Follow a photo to the network.
    Photo {
        /// The run that reads what is found.
        run: RunId,
        /// What is asked.
        ticket: usize,
        /// The photo.
        source: PhotoSource,
        /// The stages that are switched on.
        stages: Cleanup,
    },
    /// Let a run answer pictures that the step made.
    Answer {
        /// The run.
        run: RunId,
        /// What is asked.
        ticket: Ticket,
        /// The pictures, as bytes of the shape that the run reads.
        pictures: Vec<Vec<u8>>,
    },
}

/// Which question an answer belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ticket {
    /// About all that was handed in so far.
    All,
    /// About what is being made; only the newest counts.
    Live(usize),
}

/// Something that a learner said, kept for good.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Note {
    /// A choice.
    Answer {
        /// The step, from 0.
        step: usize,
        /// The choice, from 1.
        choice: usize,
        /// Whether it was right.
        right: bool,
    },
    /// Choices that were handed in together, or the choice of a poll.
    Marked {
        /// The step, from 0.
        step: usize,
        /// The choices, from 1 and in order.
        choices: Vec<usize>,
        /// Whether these are the right ones; none of a poll.
        right: Option<bool>,
    },
    /// An answer in the learner's own words.
    Written {
        /// The step, from 0.
        step: usize,
        /// What was written.
        text: String,
        /// Whether it was right; none where nothing is.
        right: Option<bool>,
    },
    /// A typed answer.
    Solution {
        /// The step, from 0.
        step: usize,
        /// What was typed.
        text: String,
        /// Whether it was right.
        right: bool,
    },
    /// Something said beforehand.
    Guess {
        /// The step, from 0.
        step: usize,
        /// What was asked.
        question: String,
        /// What was said.
        guess: Guess,
    },
    /// What it turned out to be.
    Outcome {
        /// The step, from 0.
        step: usize,
        /// What was asked.
        question: String,
        /// What was measured.
        #[serde(flatten)]
        outcome: Outcome,
        /// The run that it was measured of.
        run: RunId,
    },
}
