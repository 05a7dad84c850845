//! The app's state, what an event does to it, and what has to follow outside of it.

use crossterm::event::KeyEvent;
use ratatui::layout::{Rect, Size};

use super::keys::{self, Command, Context};
use super::screen;
use super::theme::Theme;
use super::widget::guess::Entry;
use super::widget::markdown;
use crate::lesson::{Action, News, Order, Saved, Stage, StepState, Walk};
use crate::pack::{Pack, Step};
use crate::train::State;

/// Something that reaches the app.
#[derive(Debug, Clone)]
pub enum AppEvent {
    /// A key.
    Key(KeyEvent),
    /// The terminal has a new size.
    Resize(Size),
    /// The engine reports.
    News(News),
    /// The process is told to end.
    Terminate,
}

/// What the shell around the app has to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Fetch what is remembered of a lesson, and call [`App::enter`].
    Open {
        /// The lesson's place in the pack, from 0.
        lesson: usize,
        /// Forget where the learner was.
        anew: bool,
    },
    /// Hand these to the engine.
    Orders(Vec<Order>),
    /// Let go of the lesson's runs, and call [`App::show_home`].
    Close,
    /// End the program.
    Quit,
}

/// All that there is to see.
#[derive(Debug)]
pub struct App {
    pub(super) pack: Pack,
    pub(super) theme: Theme,
    pub(super) size: Size,
    pub(super) home: Home,
    pub(super) view: Option<LessonView>,
    pub(super) help: Option<u16>,
    pub(super) notice: Option<String>,
}

/// The list of lessons.
#[derive(Debug, Default)]
pub(super) struct Home {
    pub(super) selected: usize,
    /// What is remembered, lesson by lesson.
    pub(super) saved: Vec<Option<Saved>>,
}

/// A lesson on screen: the walk, and what only the screen cares about.
#[derive(Debug)]
pub(super) struct LessonView {
    pub(super) index: usize,
    pub(super) walk: Walk,
    pub(super) scroll: u16,
    pub(super) entry: Entry,
    /// The marked choice, from 0.
    pub(super) choice: usize,
    /// The slice that is looked at, from 0; at first, the one that the number was said about.
    pub(super) slice: Option<usize>,
    /// The first picture that is shown, from 0.
    pub(super) picture: usize,
    pub(super) worst_first: bool,
    pub(super) ended: bool,
}

impl LessonView {
    fn new(index: usize, walk: Walk) -> Self {
        Self {
            index,
            walk,
            scroll: 0,
            entry: Entry::default(),
            choice: 0,
            slice: None,
            picture: 0,
            worst_first: true,
            ended: false,
        }
    }

    /// The place of the slice that is looked at.
    pub(super) fn slice(&self) -> usize {
        let asked = || match self.walk.current() {
            Some((Step::Reveal(reveal), _)) => reveal.predicted_slice(),
            _ => None,
        };
        self.slice.or_else(asked).unwrap_or(0)
    }

    /// Back to the defaults, for another step.
    fn turn_page(&mut self) {
        self.scroll = 0;
        self.entry = Entry::default();
        self.choice = 0;
        self.slice = None;
        self.picture = 0;
        self.worst_first = true;
    }
}

impl App {
    /// The list of lessons, with what is remembered of each (in the pack's order).
    pub fn new(pack: Pack, saved: Vec<Option<Saved>>, theme: Theme, size: Size) -> Self {
        let selected = saved
            .iter()
            .position(|saved| saved.as_ref().is_none_or(|saved| !saved.finished));
        Self {
            pack,
            theme,
            size,
            home: Home {
                selected: selected.unwrap_or(0),
                saved,
            },
            view: None,
            help: None,
            notice: None,
        }
    }

    /// Shows a lesson where its walk stands.
    pub fn enter(&mut self, lesson: usize, walk: Walk) {
        self.home.selected = lesson;
        self.view = Some(LessonView::new(lesson, walk));
    }

    /// Shows the list of lessons, with what is remembered now.
    pub fn show_home(&mut self, saved: Vec<Option<Saved>>) {
        self.view = None;
        self.home.saved = saved;
    }

    /// Tells the learner something that went wrong beside the lesson, until the next key.
    pub fn notify(&mut self, notice: String) {
        self.notice = Some(notice);
    }

    /// The pack that is played.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// The walk on screen, if a lesson is open.
    pub fn walk(&self) -> Option<&Walk> {
        self.view.as_ref().map(|view| &view.walk)
    }

    /// What keys mean just now.
    pub fn context(&self) -> Context {
        match self.help {
            Some(_) => Context::Help,
            None => self.context_below_help(),
        }
    }

    /// What keys mean on the screen that the help covers, if it does.
    pub(super) fn context_below_help(&self) -> Context {
        let Some(view) = &self.view else {
            return Context::Home;
        };
        if view.ended {
            return Context::End;
        }
        match (view.walk.stage(), view.walk.current()) {
            (Stage::Look, Some((Step::Say(_), _))) => Context::Read,
            (Stage::Look, Some((Step::Ask(_), _))) | (Stage::Choose, _) => Context::Ask,
            (Stage::Look, Some((Step::Train(_), _))) if view.walk.can_train_on() => {
                Context::Stopped
            }
            (Stage::Look, Some((Step::Train(_), _))) => Context::Trained,
            (Stage::Look, _) => Context::Look,
            (Stage::Predict(_), _) => Context::Predict,
            (Stage::Begin, _) => Context::Begin,
            (Stage::Watch, _) => Context::Watch,
            (Stage::Wait, _) => Context::Wait,
            (Stage::Retry, _) => Context::Retry,
        }
    }

    /// Takes an event in, and says what has to be done outside.
    pub fn update(&mut self, event: AppEvent) -> Vec<Effect> {
        match event {
            AppEvent::Key(key) => {
                self.notice = None;
                match keys::command(self.context(), &key) {
                    // Nobody answers what they cannot see.
                    Some(command) if command == Command::Quit || screen::fits(self.size) => {
                        self.obey(command)
                    }
                    _ => Vec::new(),
                }
            }
            AppEvent::Resize(size) => {
                self.size = size;
                Vec::new()
            }
            AppEvent::News(news) => {
                let orders = self.view.as_mut().map(|view| view.walk.hear(news));
                orders_effect(orders.unwrap_or_default())
            }
            AppEvent::Terminate => vec![Effect::Quit],
        }
    }

    fn obey(&mut self, command: Command) -> Vec<Effect> {
        match command {
            Command::Quit => return vec![Effect::Quit],
            Command::Help => {
                self.help = match self.help {
                    None => Some(0),
                    Some(_) => None,
                };
                return Vec::new();
            }
            _ => {}
        }
        if let Some(scroll) = self.help {
            self.help = match command {
                Command::Leave => None,
                Command::Up => Some(scroll.saturating_sub(1)),
                Command::PageUp => Some(scroll.saturating_sub(10)),
                Command::Down => Some(scroll.saturating_add(1).min(self.furthest_scroll())),
                Command::PageDown => Some(scroll.saturating_add(10).min(self.furthest_scroll())),
                _ => Some(scroll),
            };
            return Vec::new();
        }
        match self.view {
            None => self.obey_at_home(command),
            Some(_) => self.obey_in_lesson(command),
        }
    }

    fn obey_at_home(&mut self, command: Command) -> Vec<Effect> {
        let last = self.pack.lessons.len().saturating_sub(1);
        let selected = &mut self.home.selected;
        match command {
            Command::Leave => return vec![Effect::Quit],
            Command::Up => *selected = selected.saturating_sub(1),
            Command::Down => *selected = (*selected + 1).min(last),
            Command::Enter | Command::StartOver => {
                return vec![Effect::Open {
                    lesson: *selected,
                    anew: command == Command::StartOver,
                }];
            }
            _ => {}
        }
        Vec::new()
    }

    fn obey_in_lesson(&mut self, command: Command) -> Vec<Effect> {
        let context = self.context();
        let furthest = self.furthest_scroll();
        let Some(view) = &mut self.view else {
            return Vec::new();
        };
        match (context, command) {
            (_, Command::Leave) | (Context::End, Command::Enter) => return vec![Effect::Close],
            (_, Command::Back) => return self.act(Action::Back),
            (
                Context::Read | Context::Look | Context::Trained | Context::Stopped,
                Command::Enter,
            ) => return self.act(Action::Next),
            (Context::Stopped, Command::TrainOn) => return self.act(Action::Begin),
            (Context::Ask, command) => return self.obey_in_question(command),
            (Context::Predict, command) => return self.obey_in_prediction(command),
            (Context::Begin | Context::Retry, Command::Enter) => return self.act(Action::Begin),
            (Context::Watch, Command::Pause) => {
                let paused = self.run_state() == Some(&State::Paused);
                return self.act(if paused {
                    Action::Resume
                } else {
                    Action::Pause
                });
            }
            (Context::Watch, Command::Stop) => return self.act(Action::Stop),
            (Context::Look, Command::Left) => view.picture = view.picture.saturating_sub(1),
            (Context::Look, Command::Right) => view.picture = view.picture.saturating_add(1),
            (Context::Look, Command::Up) => {
                view.slice = Some(view.slice().saturating_sub(1));
                view.picture = 0;
            }
            (Context::Look, Command::Down) => {
                view.slice = Some(view.slice().saturating_add(1));
                view.picture = 0;
            }
            (Context::Look, Command::Sort) => {
                view.worst_first = !view.worst_first;
                view.picture = 0;
            }
            (_, Command::Up) => view.scroll = view.scroll.saturating_sub(1),
            (_, Command::Down) => view.scroll = view.scroll.saturating_add(1).min(furthest),
            (_, Command::PageUp) => view.scroll = view.scroll.saturating_sub(10),
            (_, Command::PageDown) => view.scroll = view.scroll.saturating_add(10).min(furthest),
            _ => {}
        }
        self.keep_in_bounds();
        Vec::new()
    }

    fn obey_in_question(&mut self, command: Command) -> Vec<Effect> {
        let Some(view) = &mut self.view else {
            return Vec::new();
        };
        let Some((Step::Ask(ask), StepState::Ask(state))) = view.walk.current() else {
            return Vec::new();
        };
        let (choices, solved) = (ask.choices.len(), state.solved);
        match command {
            Command::Enter if solved => return self.act(Action::Next),
            Command::Enter => {
                let choice = view.choice + 1;
                return self.act(Action::Choose(choice));
            }
            Command::Digit(digit @ 1..) if usize::from(digit) <= choices && !solved => {
                view.choice = usize::from(digit) - 1;
                return self.act(Action::Choose(usize::from(digit)));
            }
            Command::Hint => return self.act(Action::Hint),
            Command::Up => view.choice = view.choice.saturating_sub(1),
            Command::Down => view.choice = (view.choice + 1).min(choices.saturating_sub(1)),
            _ => {}
        }
        Vec::new()
    }

    fn obey_in_prediction(&mut self, command: Command) -> Vec<Effect> {
        let Some(view) = &mut self.view else {
            return Vec::new();
        };
        let entry = &mut view.entry;
        match command {
            Command::Digit(digit) => entry.digit(digit),
            Command::Erase => entry.erase(),
            Command::Up => entry.change(1),
            Command::Down => entry.change(-1),
            Command::PageUp => entry.change(10),
            Command::PageDown => entry.change(-10),
            Command::Left => entry.change_sureness(-1),
            Command::Right => entry.change_sureness(1),
            Command::Enter => match entry.guess() {
                Some(guess) => return self.act(Action::Predict(guess)),
                None => self.notify("Type a number first: how many of 100?".to_owned()),
            },
            _ => {}
        }
        Vec::new()
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        let Some(view) = &mut self.view else {
            return Vec::new();
        };
        let orders = view.walk.act(action);
        let turned = matches!(action, Action::Next | Action::Back | Action::Predict(_));
        if turned && !orders.is_empty() {
            view.turn_page();
        }
        view.ended = orders.contains(&Order::Finished);
        orders_effect(orders)
    }

    /// Slices and pictures that are looked at exist.
    fn keep_in_bounds(&mut self) {
        let Some(view) = &mut self.view else { return };
        let Some((_, StepState::Reveal(state))) = view.walk.current() else {
            return;
        };
        let slice = view.slice().min(state.results.len().saturating_sub(1));
        if let Some(result) = state.results.get(slice) {
            view.slice = Some(slice);
            view.picture = view.picture.min(result.n.saturating_sub(1));
        }
    }

    fn run_state(&self) -> Option<&State> {
        match self.view.as_ref()?.walk.current()? {
            (_, StepState::Train(state)) => Some(&state.story.as_ref()?.state),
            _ => None,
        }
    }

    /// How far the present screen's text can be scrolled.
    fn furthest_scroll(&self) -> u16 {
        let area = Rect::new(0, 0, self.size.width, self.size.height);
        match screen::scrolling(self, area) {
            Some((text, area)) => {
                markdown::furthest_scroll(markdown::height(&text, area.width), area.height)
            }
            None => 0,
        }
    }
}

fn orders_effect(orders: Vec<Order>) -> Vec<Effect> {
    if orders.is_empty() {
        Vec::new()
    } else {
        vec![Effect::Orders(orders)]
    }
}
