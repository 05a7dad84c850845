//! Where a learner is in a lesson, and what follows from what they do.

use std::sync::Arc;

use super::around::Around;
use super::block::Block;
use super::detail::Detail;
use super::figures::{Seen, conditions_of, shown, take_in};
use super::glimpse::glimpse;
use super::heard::Heard;
use super::saved::Saved;
use super::specimens::Specimens;
use super::stage::Stage;
use super::stand_in::StandIn;
use super::step::{Can, StepState, TrainState};
use super::talk::{Action, News, Order, Report};
use crate::pack::text::{Condition, Figure};
use crate::pack::{Lesson, Question, Spec, Step, Train};
use crate::train::RunView;
use crate::words::{Lang, Words};

/// A learner's walk through a lesson.
#[derive(Debug, Clone, PartialEq)]
pub struct Walk {
    lesson: Arc<Lesson>,
    at: usize,
    furthest: usize,
    finished: bool,
    steps: Vec<StepState>,
    /// In which language its figures are written.
    lang: Lang,
    /// What was measured, step by step.
    figures: Vec<Vec<Figure>>,
    /// The steps with their texts as they are now that this was measured.
    shown: Vec<Step>,
    /// Pictures for whoever says something of a step beforehand, by its place; none while they are on their way.
    specimens: Option<(usize, Option<Vec<Specimens>>)>,
    /// Whether the learner's phone can come in.
    has_door: bool,
}

impl Walk {
    /// A walk from the first step, through a lesson in this language.
    pub fn new(lesson: Arc<Lesson>, lang: Lang) -> Self {
        let steps = lesson.steps.iter().map(StepState::fresh).collect();
        let mut walk = Self {
            at: 0,
            furthest: 0,
            finished: false,
            steps,
            lang,
            figures: vec![Vec::new(); lesson.steps.len()],
            shown: lesson.steps.clone(),
            specimens: None,
            has_door: false,
            lesson,
        };
        walk.fill_from(0);
        walk
    }

    /// Takes a walk up where it was left, and says what has to be fetched for its step. Where the
    /// lesson has changed since, it goes on before the first step that no longer fits.
    pub fn resume(lesson: Arc<Lesson>, saved: Saved, lang: Lang) -> (Self, Vec<Order>) {
        let mut walk = Self::new(lesson, lang);
        let fitting = saved
            .steps
            .into_iter()
            .zip(&walk.lesson.steps)
            .take_while(|(state, step)| state.fits(step))
            .map(|(state, _)| state);
        let fitting: Vec<StepState> = fitting.collect();
        let known = fitting.len();
        let last = walk.steps.len().saturating_sub(1);
        for (place, state) in walk.steps.iter_mut().zip(fitting) {
            *place = state;
        }
        let known_figures = walk.figures.iter_mut().zip(saved.figures).take(known);
        known_figures.for_each(|(place, figures)| *place = figures);
        walk.fill_from(0);
        walk.at = saved.at.min(known).min(last);
        walk.furthest = saved.furthest.min(known).min(last).max(walk.at);
        walk.finished = saved.finished && known > last;
        let orders = walk.enter();
        (walk, orders)
    }

    /// Lets every step be gone to, as whoever writes the lesson has to.
    pub fn unlock(&mut self) {
        self.furthest = self.steps.len().saturating_sub(1);
    }

    /// The learner's phone can come in where it is of use.
    pub fn open_to_phones(&mut self) {
        self.has_door = true;
    }

    /// What to remember.
    pub fn saved(&self) -> Saved {
        Saved {
            at: self.at,
            furthest: self.furthest,
            finished: self.finished,
            steps: self.steps.iter().map(StepState::remembered).collect(),
            figures: self.figures.clone(),
        }
    }

    /// The lesson, as it is written.
    pub fn lesson(&self) -> &Lesson {
        &self.lesson
    }

    /// The current step's place, from 0.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The furthest step that was reached, from 0: as far as one can jump.
    pub fn furthest(&self) -> usize {
        self.furthest
    }

    /// Whether the end was reached, now or earlier.
    pub fn is_finished(&self) -> bool {
        self.finished
    }

    /// The current step, with the figures in its texts, and what was done in it. None only for a lesson
    /// without steps, which no pack can hold.
    pub fn current(&self) -> Option<(&Step, &StepState)> {
        Some((self.shown.get(self.at)?, self.steps.get(self.at)?))
    }

    /// What the learner has to do next in the current step.
    pub fn stage(&self) -> Stage {
        self.current()
            .map_or(Stage::Look, |(step, state)| state.stage(step))
    }

    /// What the learner can do now, what is wanted most first. Going on is among it where looking is
    /// all that is left to do; a step that was reached before can be gone to in any case.
    pub fn can_do(&self) -> Vec<Can> {
        let own = || {
            let current = self.current();
            current.map_or_else(Vec::new, |(step, state)| state.can(step))
        };
        let mut can = match self.stage() {
            Stage::Predict => vec![match self.question() {
                Some(question) if !question.choices.is_empty() => Can::PredictChoice,
                _ => Can::PredictNumber,
            }],
            Stage::Begin => [vec![Can::Begin], own()].concat(),
            Stage::Retry => vec![Can::Retry],
            Stage::Wait => Vec::new(),
            Stage::Choose | Stage::Watch | Stage::Draw | Stage::Label => own(),
            Stage::Look => [vec![Can::GoOn], own()].concat(),
        };
        can.retain(|can| *can != Can::Phone || self.has_door);
        can.extend((self.furthest > 0).then_some(Can::Jump));
        can.extend((self.at > 0).then_some(Can::Back));
        can
    }

    /// Whether a photo of the learner's own can be looked at now.
    pub fn takes_photos(&self) -> bool {
        self.can_do().contains(&Can::OwnPhoto)
    }

    /// What has to be said in the current step before going on.
    pub fn question(&self) -> Option<Question<'_>> {
        let (step, state) = self.current()?;
        state.question(step)
    }

    /// What can be chosen among now, by what learners read or its number; empty where nothing is.
    pub fn choices(&self, words: Words) -> Vec<String> {
        self.current()
            .map_or_else(Vec::new, |(step, state)| state.choices(step, words))
    }

    /// What the networks have seen before of what they were measured on in the current step, if anything.
    pub fn seen_before(&self, words: Words) -> Option<String> {
        let (step, state) = self.current()?;
        state.seen(step, words)
    }

    /// Why the current step could not do its work.
    pub fn failure(&self) -> Option<&str> {
        let (step, state) = self.current()?;
        state.failure(step)
    }

    /// What is heard of the run that the current step waits for, or waited for last.
    pub fn run_view(&self) -> Option<&RunView> {
        let (step, state) = self.current()?;
        state.run_view(step)
    }

    /// Whether something is on its way that the learner has to wait for.
    pub fn waits(&self) -> bool {
        self.current()
            .is_some_and(|(step, state)| state.waits(step))
    }

    /// What leads on where the learner has to do something of their own: the right answer, if there is
    /// one.
    pub fn solution(&self) -> Option<Action> {
        let (step, state) = self.current()?;
        state.solution(step)
    }

    /// Tells the current step as far as it is.
    pub fn tell(&self, words: Words) -> Vec<Block> {
        let Some((step, state)) = self.current() else {
            return Vec::new();
        };
        let mut told = state.tell(step, words);
        // Once: with the first question, or where nothing is asked before it begins.
        let is_first = match state.question(step) {
            Some(_) => state.gate(step).is_none_or(|gate| gate.passed() == 0),
            None => step.spec().questions().is_empty() && self.stage() == Stage::Begin,
        };
        if is_first {
            told.extend(glimpse(self.specimens(), words));
        }
        told
    }

    /// Says what came of what was done, or of what was waited for, without leading on to another stage.
    pub fn remark(&self, done: Option<&Action>, words: Words) -> Vec<Block> {
        self.current()
            .map_or_else(Vec::new, |(step, state)| state.remark(step, done, words))
    }

    /// Says once more, in short, what the current step asks of the learner; nothing where they only look.
    pub fn asked(&self, words: Words) -> Vec<Block> {
        self.current()
            .map_or_else(Vec::new, |(step, state)| state.asked(step, words))
    }

    /// Says how far what the current step waits for has come, where that is known.
    pub fn how_far(&self, words: Words) -> Option<String> {
        let (step, state) = self.current()?;
        state.how_far(step, words)
    }

    /// Says what was heard of the current step.
    pub fn progress(&self, heard: &Heard, words: Words) -> Option<String> {
        let (step, state) = self.current()?;
        state.progress(step, heard, words)
    }

    /// Shows a detail of the current step, if there is such a one.
    pub fn detail(&self, detail: &Detail, words: Words) -> Option<Vec<Block>> {
        let (step, state) = self.current()?;
        state.detail(step, detail, words)
    }

    /// Every step with its state.
    pub fn steps(&self) -> impl Iterator<Item = (&Step, &StepState)> {
        self.shown.iter().zip(&self.steps)
    }

    /// Every condition in the texts of a step, and whether it holds, as far as that is known.
    pub fn conditions(&self, at: usize) -> Vec<(Condition, Option<bool>)> {
        let (Some(step), Some(seen)) = (self.lesson.steps.get(at), self.seen(at)) else {
            return Vec::new();
        };
        conditions_of(step, &seen)
    }

    /// What the texts of this step can know.
    fn seen(&self, at: usize) -> Option<Seen<'_>> {
        let (step, state) = (self.lesson.steps.get(at)?, self.steps.get(at)?);
        Some(Seen {
            figures: self.figures.get(..=at)?,
            gate: state.gate(step),
        })
    }

    /// Writes what is known into the texts of this step and of those behind it.
    fn fill_from(&mut self, at: usize) {
        (at..self.shown.len()).for_each(|place| self.fill_only(place));
    }

    /// Writes what is known into the texts of this step.
    fn fill_only(&mut self, at: usize) {
        let filled = self.lesson.steps.get(at).zip(self.seen(at));
        let filled = filled.map(|(step, seen)| shown(step, &seen, self.lang));
        if let (Some(filled), Some(shown)) = (filled, self.shown.get_mut(at)) {
            *shown = filled;
        }
    }

    /// Whether `Next` would lead on.
    fn can_go_on(&self) -> bool {
        self.stage() == Stage::Look || self.at < self.furthest
    }

    /// The run that a later step calls by this name, and how it did.
    pub fn run_called(&self, name: &str) -> Option<&RunView> {
        self.training(name)?.1.run_view.as_deref()
    }

    /// The step that trains the run of this name.
    pub fn training(&self, name: &str) -> Option<(&Train, &TrainState)> {
        self.steps().find_map(|pair| match pair {
            (Step::Train(train), StepState::Train(state)) if train.name == name => {
                Some((train, state))
            }
            _ => None,
        })
    }

    /// Does what the learner wants, if it can be done here, and says what has to follow. What
    /// cannot be done here changes nothing.
    pub fn act(&mut self, action: Action) -> Vec<Order> {
        match action {
            Action::Next => self.next(),
            Action::Back => self.back(),
            Action::Jump(step) => self.jump(step),
            action => self.at_step(self.at, |state, step, around| {
                state.act(step, action, around)
            }),
        }
    }

    /// Takes a report in, and says what has to follow.
    pub fn hear(&mut self, news: News) -> Vec<Order> {
        let News { step, report } = news;
        match report {
            Report::Shared => Vec::new(),
            Report::Shown { specimens } => {
                self.specimens = Some((step, Some(specimens)));
                Vec::new()
            }
            report => self.at_step(step, |state, step, around| state.hear(step, report, around)),
        }
    }

    fn next(&mut self) -> Vec<Order> {
        if !self.can_go_on() {
            return Vec::new();
        }
        if self.at + 1 < self.steps.len() {
            self.at += 1;
            self.furthest = self.furthest.max(self.at);
            let mut orders = vec![Order::Save];
            orders.extend(self.enter());
            return orders;
        }
        self.finished = true;
        vec![Order::Save, Order::Finished]
    }

    fn back(&mut self) -> Vec<Order> {
        match self.at.checked_sub(1) {
            Some(before) => self.jump(before),
            None => Vec::new(),
        }
    }

    fn jump(&mut self, step: usize) -> Vec<Order> {
        if step > self.furthest || step == self.at {
            return Vec::new();
        }
        self.at = step;
        let mut orders = vec![Order::Save];
        orders.extend(self.enter());
        orders
    }

    /// What the current step needs from outside: a run that was begun in an earlier sitting, or a
    /// measurement.
    fn enter(&mut self) -> Vec<Order> {
        let mut orders = self.at_step(self.at, StepState::enter);
        for place in self.curves_of_current() {
            orders.extend(self.at_step(place, StepState::enter));
        }
        orders.extend(self.order_specimens());
        orders
    }

    /// Orders pictures for whoever says something of the current step beforehand, or is about to begin.
    fn order_specimens(&mut self) -> Option<Order> {
        let step = self.at;
        let is_ordered = self.specimens.as_ref().is_some_and(|(of, _)| *of == step);
        let (spec, state) = self.current()?;
        if is_ordered || !state.shows_specimens(spec) {
            return None;
        }
        let work = state.specimens(spec, &self.around(step))?;
        self.specimens = Some((step, None));
        Some(Order::Work { step, work })
    }

    /// Pictures of what the current step is about to show or to learn from, as long as they belong on its page.
    pub fn specimens(&self) -> &[Specimens] {
        match &self.specimens {
            Some((step, Some(specimens))) if *step == self.at && self.shows_specimens() => {
                specimens
            }
            Some(_) | None => &[],
        }
    }

    /// Whether such pictures are on their way.
    pub fn awaits_specimens(&self) -> bool {
        let is_ordered = matches!(&self.specimens, Some((step, None)) if *step == self.at);
        is_ordered && self.shows_specimens()
    }

    fn shows_specimens(&self) -> bool {
        let current = self.current();
        current.is_some_and(|(step, state)| state.shows_specimens(step))
    }

    /// The steps that trained the runs whose curves the current step shows: what is shown of a run was heard in
    /// this sitting.
    fn curves_of_current(&self) -> Vec<usize> {
        let shown: Vec<&str> = match self.current() {
            Some((Step::Compare(step), _)) => step.uses(),
            Some(_) | None => Vec::new(),
        };
        let trained = self.steps().enumerate().filter(|(_, (step, state))| {
            let trained = state.trained(step);
            trained.is_some_and(|trained| shown.contains(&trained.name))
        });
        trained.map(|(place, _)| place).collect()
    }

    /// Takes in which of its runs the learner has trained in another lesson, by the steps that would train them, from
    /// 0: they are replayed at once. Where something is asked beforehand it is asked all the same: who plays the lessons
    /// in another order has not been asked yet.
    pub fn know(&mut self, known: &[usize]) -> Vec<Order> {
        for &place in known {
            let asks = |step: &Step| !step.spec().questions().is_empty();
            let asks = self.lesson.steps.get(place).is_some_and(asks);
            if let Some(StepState::Train(state)) = self.steps.get_mut(place) {
                state.is_known |= !state.begun && !asks;
            }
        }
        match known.contains(&self.at) {
            true => self.enter(),
            false => Vec::new(),
        }
    }

    /// Lets a model that the learner brought stand in for the lesson's network, where it can.
    pub fn bring(&mut self, stand_in: &StandIn) -> Vec<Order> {
        let Some(place) = stand_in.place_in(&self.lesson) else {
            return Vec::new();
        };
        self.at_step(place, |state, _, _| match state {
            StepState::Train(state) => state.bring(stand_in),
            _ => Vec::new(),
        })
    }

    fn at_step(
        &mut self,
        at: usize,
        does: impl FnOnce(&mut StepState, &Step, &Around) -> Vec<Order>,
    ) -> Vec<Order> {
        let around = self.around(at);
        let (Some(step), Some(state)) = (self.shown.get(at), self.steps.get_mut(at)) else {
            return Vec::new();
        };
        let said = state.gate(step).cloned();
        let orders = does(state, step, &around);
        let figures = state.figures(step);
        let is_said = said.as_ref() != state.gate(step);
        let is_new = match self.figures.get_mut(at) {
            Some(known) => take_in(known, figures),
            None => false,
        };
        match (is_new, is_said) {
            (true, _) => self.fill_from(at),
            (false, true) => self.fill_only(at),
            (false, false) => {}
        }
        orders
    }

    /// What this step knows of the others.
    fn around(&self, step: usize) -> Around {
        let trained = self.steps().filter_map(|(step, state)| state.trained(step));
        let runs = trained.map(|trained| (trained.name.to_owned(), trained.group));
        let runs = runs.collect();
        let with_figures = self.steps().zip(&self.figures);
        let read = with_figures.flat_map(|((step, state), figures)| state.read(step, figures));
        let read = read.collect();
        Around { step, runs, read }
    }
}
