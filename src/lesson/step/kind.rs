//! What every shell, every document and the engine need of a kind of step; a kind says it once.

use crate::eval::Evaluation;
use crate::lesson::around::{Around, Group};
use crate::lesson::block::Block;
use crate::lesson::control::LearnerRead;
use crate::lesson::detail::Detail;
use crate::lesson::gate::Gate;
use crate::lesson::given::Given;
use crate::lesson::heard::Heard;
use crate::lesson::stage::Stage;
use crate::lesson::step::can::Can;
use crate::lesson::talk::{Action, Order, Report, Work};
use crate::lesson::tell::how_far;
use crate::pack::Spec;
use crate::pack::text::Figure;
use crate::train::{RunId, RunRecord, RunView};
use crate::words::Words;

/// The record of a run, if there is one.
pub(crate) type Records<'a> = &'a dyn Fn(&RunId) -> Option<RunRecord>;

/// A run that a step trains, once it has weights to answer with.
#[derive(Debug)]
pub(crate) struct Trained<'a> {
    /// What later steps call it.
    pub(crate) name: &'a str,
    /// The run, with those that were trained beside it.
    pub(crate) group: Group,
}

/// What a kind of step adds to a walk. It sees its own step, and of the others what is [`Around`]. What
/// is asked beforehand is asked for it: everything here is about the step once that was answered.
pub(crate) trait Kind {
    /// What a lesson says of the step.
    type Spec: Spec;

    /// What the learner has to do next.
    fn stage(&self, spec: &Self::Spec) -> Stage;

    /// What can be done in it now, but for what every step has in common: saying something beforehand,
    /// beginning, trying again, going on and going elsewhere.
    fn can(&self, spec: &Self::Spec) -> Vec<Can>;

    /// What was said beforehand; none where nothing is ever asked.
    fn gate(&self) -> Option<&Gate>;

    /// The same, to be answered.
    fn gate_mut(&mut self) -> Option<&mut Gate>;

    /// Why it could not do its work.
    fn failure(&self) -> Option<&str>;

    /// The state without what is measured anew.
    fn remembered(&self) -> Self;

    /// What it measured, of every run.
    fn measured(&self) -> Vec<&Evaluation> {
        Vec::new()
    }

    /// What it measured, as the texts of this step and of later ones may call it.
    fn figures(&self, spec: &Self::Spec) -> Vec<Figure>;

    /// Tells the step as far as it is; not what is asked beforehand, nor that it waits or failed.
    fn tell(&self, spec: &Self::Spec, words: Words) -> Vec<Block>;

    /// What a learner did in it, as a report says it, but for what was asked beforehand.
    fn done(&self, spec: &Self::Spec, records: Records<'_>, words: Words) -> Vec<Block>;

    /// What a learner answered in it, if they did.
    fn given(&self, _spec: &Self::Spec, _words: Words) -> Option<Given> {
        None
    }

    /// What leads on where a learner has to do something of their own: the right answer, if there is one.
    fn solution(&self, spec: &Self::Spec) -> Option<Action>;

    /// Does what the learner wants, if it can be done now.
    fn act(&mut self, spec: &Self::Spec, action: Action, around: &Around) -> Vec<Order>;

    /// Takes a report in.
    fn hear(&mut self, spec: &Self::Spec, report: Report, around: &Around) -> Vec<Order>;

    /// What it needs from outside when a learner comes to it, or has said what was asked.
    fn enter(&mut self, spec: &Self::Spec, around: &Around) -> Vec<Order>;

    /// What has to be drawn for whoever says something beforehand, or is about to begin.
    fn specimens(&self, spec: &Self::Spec, _around: &Around) -> Option<Work> {
        let slices = spec.specimens();
        (!slices.is_empty()).then_some(Work::Show { slices })
    }

    /// Whether that belongs on its page also where nothing is asked.
    fn shows_specimens(&self, _spec: &Self::Spec) -> bool {
        false
    }

    /// What can be chosen among, by what learners read or its number.
    fn choices(&self, _spec: &Self::Spec, _words: Words) -> Vec<String> {
        Vec::new()
    }

    /// What is heard of the run that it waits for now, or waited for last.
    fn run_view(&self) -> Option<&RunView> {
        None
    }

    /// The run that this step trains, once it has weights to answer with.
    fn trained<'a>(&'a self, _spec: &'a Self::Spec) -> Option<Trained<'a>> {
        None
    }

    /// What the learner has read in it, once they have read all; `figures` is what it measured.
    fn read(&self, _spec: &Self::Spec, _figures: &[Figure]) -> Vec<LearnerRead> {
        Vec::new()
    }

    /// Whether the learner has begun something of their own in it that is not done.
    fn is_begun(&self, _spec: &Self::Spec) -> bool {
        false
    }

    /// Whether something is on its way that has to be there before it can be told.
    fn waits(&self, _spec: &Self::Spec) -> bool {
        false
    }

    /// Says what came of what was done, or of what was waited for, without leading on to another stage.
    fn remark(&self, _spec: &Self::Spec, _done: Option<&Action>, _words: Words) -> Vec<Block> {
        Vec::new()
    }

    /// Says once more, in short, what it asks of the learner now; nothing where they only look.
    fn asked(&self, _spec: &Self::Spec, _words: Words) -> Vec<Block> {
        Vec::new()
    }

    /// Says how far what is waited for has come.
    fn how_far(&self, _spec: &Self::Spec, words: Words) -> Option<String> {
        Some(how_far(self.run_view()?, words))
    }

    /// Says what was heard while waiting.
    fn progress(&self, _spec: &Self::Spec, _heard: &Heard, _words: Words) -> Option<String> {
        None
    }

    /// Shows a detail, if there is such a one.
    fn detail(&self, _spec: &Self::Spec, _detail: &Detail, _words: Words) -> Option<Vec<Block>> {
        None
    }
}
