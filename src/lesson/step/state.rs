//! The state of a step, of whichever kind: everything that is asked of a step is asked here, once, and
//! passed on to its kind.

use serde::{Deserialize, Serialize};

use super::ask::AskState;
use super::can::Can;
use super::card::CardState;
use super::compare::CompareState;
use super::dial::DialState;
use super::draw::DrawState;
use super::exercise::ExerciseState;
use super::inspect::InspectState;
use super::kind::{Kind, Records, Trained};
use super::label::LabelState;
use super::photo::PhotoState;
use super::reveal::RevealState;
use super::say::SayState;
use super::solve::SolveState;
use super::sweep::SweepState;
use super::train::TrainState;
use crate::lesson::around::Around;
use crate::lesson::block::Block;
use crate::lesson::control::LearnerRead;
use crate::lesson::detail::Detail;
use crate::lesson::gate::{Answered, Gate};
use crate::lesson::given::Given;
use crate::lesson::guess::Guess;
use crate::lesson::heard::Heard;
use crate::lesson::seen::seen_of;
use crate::lesson::stage::Stage;
use crate::lesson::talk::{Action, Order, Report, Work};
use crate::lesson::tell::queued;
use crate::pack::text::Figure;
use crate::pack::{Question, Step};
use crate::say;
use crate::train::{RunId, RunView};
use crate::words::Words;

/// The state of one step. What the learner said is remembered, and what it was held against;
/// everything else that was measured is measured anew, or replayed from the run store, so it is
/// never older than the program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Reading.
    Say(#[serde(skip)] SayState),
    /// Answering.
    Ask(AskState),
    /// Training.
    Train(TrainState),
    /// Predicting and seeing.
    Reveal(RevealState),
    /// Turning and seeing.
    Dial(DialState),
    /// Writing by hand.
    Draw(DrawState),
    /// Looking closely.
    Inspect(InspectState),
    /// Comparing two networks.
    Compare(CompareState),
    /// Following a photo.
    Photo(PhotoState),
    /// Writing a model card.
    Card(CardState),
    /// Turning a knob.
    Sweep(SweepState),
    /// Reading pictures oneself.
    Label(LabelState),
    /// Solving an exercise.
    Solve(SolveState),
    /// Turning knobs until a goal is met.
    Exercise(ExerciseState),
}

/// Does something with a step and its state, whatever their kind. A walk holds no state of another kind
/// than its step's; `else` is for whoever hands one in all the same.
macro_rules! of_any_kind {
    ($step:expr, $state:expr, |$spec:ident, $own:ident| $does:expr, else $otherwise:expr) => {
        of_any_kind!(
            @ $step, $state, $spec, $own, $does, $otherwise,
            Say Ask Train Reveal Dial Draw Inspect Compare Photo Card Sweep Label Solve Exercise
        )
    };
    (@ $step:expr, $state:expr, $spec:ident, $own:ident, $does:expr, $otherwise:expr, $($kind:ident)*) => {
        match $step {
            $(Step::$kind($spec) => match $state {
                StepState::$kind($own) => $does,
                _ => $otherwise,
            },)*
        }
    };
}

impl StepState {
    /// Nothing done yet.
    pub(crate) fn fresh(step: &Step) -> Self {
        match step {
            Step::Say(_) => Self::Say(SayState),
            Step::Ask(_) => Self::Ask(AskState::default()),
            Step::Train(_) => Self::Train(TrainState::default()),
            Step::Reveal(_) => Self::Reveal(RevealState::default()),
            Step::Dial(_) => Self::Dial(DialState::default()),
            Step::Draw(_) => Self::Draw(DrawState::default()),
            Step::Inspect(_) => Self::Inspect(InspectState::default()),
            Step::Compare(_) => Self::Compare(CompareState::default()),
            Step::Photo(_) => Self::Photo(PhotoState::default()),
            Step::Card(_) => Self::Card(CardState::default()),
            Step::Sweep(_) => Self::Sweep(SweepState::default()),
            Step::Label(_) => Self::Label(LabelState::default()),
            Step::Solve(_) => Self::Solve(SolveState::default()),
            Step::Exercise(_) => Self::Exercise(ExerciseState::default()),
        }
    }

    /// Whether this is the state of a step of that kind.
    pub(crate) fn fits(&self, step: &Step) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(&Self::fresh(step))
    }

    /// The state without what is measured anew.
    pub(crate) fn remembered(&self) -> Self {
        match self {
            Self::Say(state) => Self::Say(state.remembered()),
            Self::Ask(state) => Self::Ask(state.remembered()),
            Self::Train(state) => Self::Train(state.remembered()),
            Self::Reveal(state) => Self::Reveal(state.remembered()),
            Self::Dial(state) => Self::Dial(state.remembered()),
            Self::Draw(state) => Self::Draw(state.remembered()),
            Self::Inspect(state) => Self::Inspect(state.remembered()),
            Self::Compare(state) => Self::Compare(state.remembered()),
            Self::Photo(state) => Self::Photo(state.remembered()),
            Self::Card(state) => Self::Card(state.remembered()),
            Self::Sweep(state) => Self::Sweep(state.remembered()),
            Self::Label(state) => Self::Label(state.remembered()),
            Self::Solve(state) => Self::Solve(state.remembered()),
            Self::Exercise(state) => Self::Exercise(state.remembered()),
        }
    }

    /// What the learner has to do next.
    pub(crate) fn stage(&self, step: &Step) -> Stage {
        match self.question(step) {
            Some(_) => Stage::Predict,
            None => of_any_kind!(step, self, |spec, own| own.stage(spec), else Stage::Look),
        }
    }

    /// What can be done in it now, where nothing has to be said beforehand, begun or tried again first.
    pub(crate) fn can(&self, step: &Step) -> Vec<Can> {
        of_any_kind!(step, self, |spec, own| own.can(spec), else Vec::new())
    }

    /// What has to be said before anything is shown.
    pub(crate) fn question<'a>(&self, step: &'a Step) -> Option<Question<'a>> {
        let passed = self.gate(step)?.passed();
        step.spec().questions().into_iter().nth(passed)
    }

    /// Everything that was said beforehand, and what it turned out to be.
    pub fn answered<'a>(&'a self, step: &'a Step) -> Vec<Answered<'a>> {
        match self.gate(step) {
            Some(gate) => gate.answered(step.spec().questions()),
            None => Vec::new(),
        }
    }

    pub(crate) fn gate(&self, step: &Step) -> Option<&Gate> {
        of_any_kind!(step, self, |_spec, own| own.gate(), else None)
    }

    /// What it measured.
    pub(crate) fn figures(&self, step: &Step) -> Vec<Figure> {
        of_any_kind!(step, self, |spec, own| own.figures(spec), else Vec::new())
    }

    /// What can be chosen among now, by what learners read or its number.
    pub(crate) fn choices(&self, step: &Step, words: Words) -> Vec<String> {
        match self.question(step) {
            Some(question) => {
                let choices = question.choices.iter();
                choices.map(|choice| choice.shown(words)).collect()
            }
            None => of_any_kind!(step, self, |spec, own| own.choices(spec, words), else Vec::new()),
        }
    }

    /// Why it could not do its work.
    pub(crate) fn failure(&self, step: &Step) -> Option<&str> {
        of_any_kind!(step, self, |_spec, own| own.failure(), else None)
    }

    /// What is heard of the run that it waits for now, or waited for last.
    pub(crate) fn run_view(&self, step: &Step) -> Option<&RunView> {
        of_any_kind!(step, self, |_spec, own| own.run_view(), else None)
    }

    /// Whether something is on its way that has to be there before it can be told.
    pub(crate) fn waits(&self, step: &Step) -> bool {
        match self.stage(step) {
            Stage::Watch | Stage::Wait => true,
            Stage::Predict => false,
            _ => of_any_kind!(step, self, |spec, own| own.waits(spec), else false),
        }
    }

    /// What leads on where a learner has to do something of their own.
    pub(crate) fn solution(&self, step: &Step) -> Option<Action> {
        of_any_kind!(step, self, |spec, own| own.solution(spec), else None)
    }

    /// Tells the step as far as it is.
    pub(crate) fn tell(&self, step: &Step, words: Words) -> Vec<Block> {
        if let Some(question) = self.question(step) {
            let is_first = self.gate(step).is_none_or(|gate| gate.passed() == 0);
            return Block::question(&question, is_first, words);
        }
        match self.stage(step) {
            Stage::Wait => vec![Block::Text(say!(words, "measuring"))],
            Stage::Retry => {
                let why = self.failure(step).unwrap_or_default().to_owned();
                vec![
                    Block::Text(say!(words, "measuring-failed")),
                    Block::Text(why),
                ]
            }
            _ => {
                let told =
                    of_any_kind!(step, self, |spec, own| own.tell(spec, words), else Vec::new());
                let seen = self.seen(step, words).map(Block::Text);
                told.into_iter().chain(seen).collect()
            }
        }
    }

    /// What the networks have seen before of what they were measured on here, if anything.
    pub(crate) fn seen(&self, step: &Step, words: Words) -> Option<String> {
        let measured = of_any_kind!(step, self, |_spec, own| own.measured(), else Vec::new());
        seen_of(measured, words)
    }

    /// Says what came of what was done, or of what was waited for, without leading on to another stage.
    pub(crate) fn remark(&self, step: &Step, done: Option<&Action>, words: Words) -> Vec<Block> {
        of_any_kind!(step, self, |spec, own| own.remark(spec, done, words), else Vec::new())
    }

    /// Says once more, in short, what it asks of the learner now.
    pub(crate) fn asked(&self, step: &Step, words: Words) -> Vec<Block> {
        match self.question(step) {
            Some(question) => Block::asked(&question, words),
            None => of_any_kind!(step, self, |spec, own| own.asked(spec, words), else Vec::new()),
        }
    }

    /// Says how far what is waited for has come.
    pub(crate) fn how_far(&self, step: &Step, words: Words) -> Option<String> {
        of_any_kind!(step, self, |spec, own| own.how_far(spec, words), else None)
    }

    /// Says what was heard while waiting.
    pub(crate) fn progress(&self, step: &Step, heard: &Heard, words: Words) -> Option<String> {
        match heard {
            Heard::Queued(ahead, seconds) => Some(queued(*ahead, *seconds, words)),
            Heard::Joined => Some(say!(words, "run-joined")),
            Heard::Shared => Some(say!(words, "run-shared")),
            Heard::Paused => Some(say!(words, "plain-paused")),
            Heard::Resumed => Some(say!(words, "plain-resumed")),
            Heard::Epoch(..) | Heard::RunOver(_) | Heard::Measured => {
                of_any_kind!(step, self, |spec, own| own.progress(spec, heard, words), else None)
            }
        }
    }

    /// Shows a detail, if there is such a one.
    pub(crate) fn detail(&self, step: &Step, detail: &Detail, words: Words) -> Option<Vec<Block>> {
        of_any_kind!(step, self, |spec, own| own.detail(spec, detail, words), else None)
    }

    /// What a learner did in it, as a report says it, but for what was asked beforehand.
    pub fn done(&self, step: &Step, records: Records<'_>, words: Words) -> Vec<Block> {
        of_any_kind!(step, self, |spec, own| own.done(spec, records, words), else Vec::new())
    }

    /// What a learner answered to the step's own question, if they did.
    pub fn given(&self, step: &Step, words: Words) -> Option<Given> {
        of_any_kind!(step, self, |spec, own| own.given(spec, words), else None)
    }

    /// The name of what a step trains, and the run, once it has weights to answer with.
    pub fn trained_run(&self, step: &Step) -> Option<(String, RunId)> {
        let trained = self.trained(step)?;
        let run = trained.group.runs.first()?.clone();
        Some((trained.name.to_owned(), run))
    }

    /// The run that this step trains, once it can answer.
    pub(crate) fn trained<'a>(&'a self, step: &'a Step) -> Option<Trained<'a>> {
        of_any_kind!(step, self, |spec, own| own.trained(spec), else None)
    }

    /// What the learner has read in it, once they have read all; `figures` is what it measured.
    pub(crate) fn read(&self, step: &Step, figures: &[Figure]) -> Vec<LearnerRead> {
        of_any_kind!(step, self, |spec, own| own.read(spec, figures), else Vec::new())
    }

    /// Whether the learner has begun something of their own in it that is not done.
    pub fn is_begun(&self, step: &Step) -> bool {
        of_any_kind!(step, self, |spec, own| own.is_begun(spec), else false)
    }

    pub(crate) fn enter(&mut self, step: &Step, around: &Around) -> Vec<Order> {
        match self.question(step) {
            Some(_) => Vec::new(),
            None => of_any_kind!(step, self, |spec, own| own.enter(spec, around), else Vec::new()),
        }
    }

    /// What has to be drawn for whoever says something beforehand, or is about to begin.
    pub(crate) fn specimens(&self, step: &Step, around: &Around) -> Option<Work> {
        of_any_kind!(step, self, |spec, own| own.specimens(spec, around), else None)
    }

    /// Whether what was drawn belongs on the page now.
    pub(crate) fn shows_specimens(&self, step: &Step) -> bool {
        of_any_kind!(step, self, |spec, own| {
            self.question(step).is_some() || own.shows_specimens(spec)
        }, else false)
    }

    pub(crate) fn act(&mut self, step: &Step, action: Action, around: &Around) -> Vec<Order> {
        match action {
            Action::Predict(guess) => self.say(step, guess, around),
            // First it is said, then it is seen.
            _ if self.question(step).is_some() => Vec::new(),
            action => {
                of_any_kind!(step, self, |spec, own| own.act(spec, action, around), else Vec::new())
            }
        }
    }

    /// Takes in what is said beforehand, if that is asked now and can be said.
    fn say(&mut self, step: &Step, guess: Guess, around: &Around) -> Vec<Order> {
        let question = self.question(step);
        let Some(question) = question.filter(|question| guess.answers(&question.choices)) else {
            return Vec::new();
        };
        let gate = of_any_kind!(step, self, |_spec, own| own.gate_mut(), else None);
        let said = gate.map(|gate| gate.say(question.text, guess, around));
        let mut orders = said.unwrap_or_default();
        orders.extend(self.enter(step, around));
        orders
    }

    pub(crate) fn hear(&mut self, step: &Step, report: Report, around: &Around) -> Vec<Order> {
        of_any_kind!(step, self, |spec, own| own.hear(spec, report, around), else Vec::new())
    }
}
