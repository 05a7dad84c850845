//! The app's state, what an event does to it, and what has to follow outside of it.

use std::time::Duration;

use crossterm::event::{KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect, Size};

use super::keys::{self, Command, Context};
use super::look::Look;
use super::page::{Hit, Phase, Target};
use super::screen::notebook::{self, Notebook, Wish};
use super::screen::{self, Answer};
use super::widget::guess::Entry;
use super::widget::markdown;
use crate::lesson::{Action, News, Order, Report, Saved, Stage, Walk};
use crate::pack::{Diagnoses, Pack};
use crate::say;
use crate::train::RunRecord;
use crate::words::Words;

/// Something that reaches the app.
#[derive(Debug, Clone)]
pub enum AppEvent {
    /// A key.
    Key(KeyEvent),
    /// The mouse.
    Mouse(MouseEvent),
    /// A text was pasted, or a file dropped on the terminal.
    Paste(String),
    /// The terminal has a new size.
    Resize(Size),
    /// The engine reports.
    News(News),
    /// The pack that is being written was saved: as it is now, or what is wrong with it.
    Written(Box<Result<Pack, Diagnoses>>),
    /// Some time has passed, while something moves.
    Tick,
    /// The process is told to end.
    Terminate,
}

/// Letters that can be looked for at most.
const LONGEST_SEARCH: usize = 40;

/// Time between two ticks, while something moves.
pub const TICK: Duration = Duration::from_millis(33);

/// What the shell around the app has to do.
#[derive(Debug, Clone)]
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
    /// Do what is wished with a run, if anything is, and call [`App::show_notebook`].
    Notebook(Option<Wish>),
    /// Go on with the pack as it is now, and call [`App::show_pack`].
    Replay(Box<Pack>),
    /// End the program.
    Quit,
}

/// All that there is to see.
#[derive(Debug)]
pub struct App {
    pub(super) pack: Pack,
    pub(super) look: Look,
    pub(super) size: Size,
    pub(super) home: Home,
    pub(super) view: Option<LessonView>,
    pub(super) help: Option<u16>,
    /// The step that is marked in the list of steps, from 0, while that is open.
    pub(super) steps: Option<usize>,
    /// Whether the picture that is looked at is shown as large as it can be.
    pub(super) peek: bool,
    /// The runs of all lessons, while they are looked at.
    pub(super) notebook: Option<Notebook>,
    /// What is wrong with the pack that is being written, and how far that is scrolled.
    pub(super) fault: Option<(Diagnoses, u16)>,
    pub(super) notice: Option<String>,
    /// Lessons that can be opened, from the first; all, if none is said.
    open: Option<usize>,
    /// What the mouse finds on the frame that was drawn last.
    hits: Vec<Hit>,
    /// The surface on which the mouse went down.
    held: Option<Hit>,
}

/// The list of lessons.
#[derive(Debug, Default)]
pub(super) struct Home {
    pub(super) selected: usize,
    /// What is remembered, lesson by lesson.
    pub(super) saved: Vec<Option<Saved>>,
    /// The lesson that is forgotten if that is asked for once more.
    to_forget: Option<usize>,
    /// What is looked for, while it is.
    pub(super) search: Option<String>,
}

/// A lesson on screen: the walk, and what only the screen cares about.
#[derive(Debug)]
pub(super) struct LessonView {
    pub(super) index: usize,
    pub(super) walk: Walk,
    pub(super) page: PageView,
    pub(super) ended: bool,
}

/// What a learner does on the page of one step and nobody remembers; a field a kind of step.
#[derive(Debug, Default)]
pub(super) struct PageView {
    /// Lines that are scrolled away; the furthest is everything that can be.
    pub(super) scroll: u16,
    pub(super) entry: Entry,
    pub(super) ask: screen::ask::View,
    pub(super) reveal: screen::reveal::View,
    pub(super) dial: screen::dial::View,
    pub(super) draw: screen::draw::View,
    pub(super) inspect: screen::inspect::View,
    pub(super) compare: screen::compare::View,
    pub(super) photo: screen::photo::View,
    pub(super) card: screen::card::View,
    pub(super) label: screen::label::View,
    pub(super) solve: screen::solve::View,
}

impl App {
    /// The list of lessons, with what is remembered of each (in the pack's order).
    pub fn new(pack: Pack, saved: Vec<Option<Saved>>, look: Look, size: Size) -> Self {
        let selected = saved
            .iter()
            .position(|saved| saved.as_ref().is_none_or(|saved| !saved.finished));
        Self {
            pack,
            look,
            size,
            home: Home {
                selected: selected.unwrap_or(0),
                saved,
                to_forget: None,
                search: None,
            },
            view: None,
            help: None,
            steps: None,
            peek: false,
            notebook: None,
            fault: None,
            notice: None,
            open: None,
            hits: Vec::new(),
            held: None,
        }
    }

    /// Shows a lesson where its walk stands.
    pub fn enter(&mut self, lesson: usize, walk: Walk) {
        self.home.selected = lesson;
        self.view = Some(LessonView {
            index: lesson,
            walk,
            page: PageView::default(),
            ended: false,
        });
    }

    /// Shows the list of lessons, with what is remembered now.
    pub fn show_home(&mut self, saved: Vec<Option<Saved>>) {
        self.view = None;
        self.steps = None;
        self.peek = false;
        self.home.search = None;
        self.home.saved = saved;
    }

    /// Shows these runs, newest first.
    pub fn show_notebook(&mut self, runs: Vec<RunRecord>) {
        self.notebook = Some(Notebook::of(runs, self.notebook.take()));
    }

    /// Shows the list of lessons of another pack, or of the same one as it is now.
    pub fn show_pack(&mut self, pack: Pack, saved: Vec<Option<Saved>>) {
        self.fault = None;
        self.pack = pack;
        let last = self.pack.lessons.len().saturating_sub(1);
        self.home.selected = self.home.selected.min(last);
        self.show_home(saved);
    }

    /// Shows what is wrong with the pack, until it is right, or the author has seen enough.
    pub fn show_fault(&mut self, diagnoses: Diagnoses) {
        self.fault = Some((diagnoses, 0));
    }

    /// What was wrong with the pack is put right.
    pub fn clear_fault(&mut self) {
        self.fault = None;
    }

    /// The lesson that is open: its place in the pack, and the walk through it.
    pub fn open_lesson(&self) -> Option<(usize, &Walk)> {
        self.view.as_ref().map(|view| (view.index, &view.walk))
    }

    /// Goes to this step, from 0, of the open lesson.
    pub fn jump(&mut self, step: usize) -> Vec<Effect> {
        self.act(Action::Jump(step))
    }

    /// Lets the author go to every step of the open lesson.
    pub fn unlock(&mut self) {
        if let Some(view) = &mut self.view {
            view.walk.unlock();
        }
    }

    /// From now on, only so many lessons can be opened, from the first; all, if none is said.
    pub fn opens(&mut self, lessons: Option<usize>) {
        self.open = lessons;
    }

    /// Whether the lesson with this place can be opened.
    pub fn is_open(&self, lesson: usize) -> bool {
        self.open.is_none_or(|open| lesson < open)
    }

    /// Tells the learner something that went wrong beside the lesson, until the next key.
    pub fn notify(&mut self, notice: String) {
        self.notice = Some(notice);
    }

    /// Takes note of what the mouse finds on the frame that was just drawn.
    pub fn drawn(&mut self, hits: Vec<Hit>) {
        self.hits = hits;
    }

    /// Whether something moves by itself, so that ticks are needed.
    pub fn is_moving(&self) -> bool {
        let view = self.view.as_ref();
        self.look.motion && view.is_some_and(|view| view.page.reveal.is_moving())
    }

    /// The interface's texts.
    pub fn words(&self) -> Words {
        self.look.words
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
        match (self.help, &self.fault) {
            (Some(_), _) | (_, Some(_)) => Context::Help,
            _ => self.context_below_help(),
        }
    }

    /// What keys mean on the screen that the help covers, if it does.
    pub(super) fn context_below_help(&self) -> Context {
        if let Some(notebook) = &self.notebook {
            return notebook.context();
        }
        match &self.view {
            None if self.home.search.is_some() => Context::Searching,
            None => Context::Home,
            Some(view) if view.ended => Context::End,
            Some(_) if self.peek => Context::Peek,
            Some(_) if self.steps.is_some() => Context::Steps,
            Some(view) => screen::context(view),
        }
    }

    /// Takes an event in, and says what has to be done outside.
    pub fn update(&mut self, event: AppEvent) -> Vec<Effect> {
        match event {
            AppEvent::Key(key) => {
                self.notice = None;
                match keys::command(self.context(), &key) {
                    Some(command) => self.obey_if_seen(command),
                    None => Vec::new(),
                }
            }
            AppEvent::Mouse(mouse) => match self.clicked(&mouse) {
                Some(command) => {
                    self.notice = None;
                    self.obey_if_seen(command)
                }
                None => Vec::new(),
            },
            AppEvent::Paste(text) => self.paste(&text),
            AppEvent::Resize(size) => {
                self.size = size;
                Vec::new()
            }
            AppEvent::News(news) => self.hear(news),
            AppEvent::Written(written) => match *written {
                Ok(pack) => vec![Effect::Replay(Box::new(pack))],
                Err(diagnoses) => {
                    self.show_fault(diagnoses);
                    Vec::new()
                }
            },
            AppEvent::Tick => {
                if let Some(view) = &mut self.view {
                    view.page.reveal.tick();
                }
                Vec::new()
            }
            AppEvent::Terminate => vec![Effect::Quit],
        }
    }

    fn hear(&mut self, news: News) -> Vec<Effect> {
        let shared = news.report == Report::Shared;
        let motion = self.look.motion;
        let Some(view) = &mut self.view else {
            return Vec::new();
        };
        let before = view.walk.stage();
        let orders = view.walk.hear(news);
        if before == Stage::Wait && view.walk.stage() == Stage::Look && motion {
            view.page.reveal.begin();
        }
        if shared {
            self.notify(say!(self.look.words, "run-shared"));
        }
        orders_effect(orders)
    }

    /// What the mouse asks for.
    fn clicked(&mut self, mouse: &MouseEvent) -> Option<Command> {
        let place = Position::new(mouse.column, mouse.row);
        match mouse.kind {
            MouseEventKind::ScrollUp => Some(Command::Up),
            MouseEventKind::ScrollDown => Some(Command::Down),
            MouseEventKind::Down(MouseButton::Left) => {
                let hit = Hit::at(&self.hits, place)?;
                match hit.target {
                    Target::Command(command) => Some(command),
                    Target::Surface => {
                        self.held = Some(hit);
                        Some(Command::Touch(hit.touch(place, Phase::Press)))
                    }
                }
            }
            MouseEventKind::Drag(MouseButton::Left) => {
                let touch = self.held?.touch(place, Phase::Drag);
                Some(Command::Touch(touch))
            }
            MouseEventKind::Up(MouseButton::Left) => {
                let touch = self.held.take()?.touch(place, Phase::Release);
                Some(Command::Touch(touch))
            }
            _ => None,
        }
    }

    /// Nobody answers what they cannot see.
    fn obey_if_seen(&mut self, command: Command) -> Vec<Effect> {
        if command == Command::Quit || screen::fits(self.size) {
            self.obey(command)
        } else {
            Vec::new()
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
                _ => Some(scrolled(scroll, command, self.furthest_scroll())),
            };
            return Vec::new();
        }
        if let Some((_, scroll)) = &self.fault {
            let scroll = scrolled(*scroll, command, self.furthest_scroll());
            match (command, &mut self.fault) {
                (Command::Leave, fault) => *fault = None,
                (_, Some((_, own))) => *own = scroll,
                _ => {}
            }
            return Vec::new();
        }
        if let Some(notebook) = &mut self.notebook {
            match notebook.obey(command) {
                notebook::Answer::Done => {}
                notebook::Answer::Notice(id) => self.notify(say!(self.look.words, id)),
                notebook::Answer::Wish(wish) => return vec![Effect::Notebook(Some(wish))],
                notebook::Answer::Close => self.notebook = None,
            }
            return Vec::new();
        }
        match &self.view {
            None => self.obey_at_home(command),
            Some(view) if view.ended => match command {
                Command::Leave | Command::Enter => vec![Effect::Close],
                _ => Vec::new(),
            },
            Some(_) => self.obey_in_lesson(command),
        }
    }

    /// The lessons in which what is looked for occurs, from 0: all, where nothing is looked for.
    pub(super) fn found(&self) -> Vec<usize> {
        let sought = self.home.search.as_deref().unwrap_or_default();
        let sought = sought.trim().to_lowercase();
        let lessons = self.pack.lessons.iter().enumerate();
        let found = lessons.filter(|(place, lesson)| {
            let text = format!("{}. {} {}", place + 1, lesson.title, lesson.about);
            text.to_lowercase().contains(&sought)
        });
        found.map(|(place, _)| place).collect()
    }

    /// Types what is looked for; whether the command was about that.
    fn obey_in_search(&mut self, command: Command) -> bool {
        match (&mut self.home.search, command) {
            (None, Command::Search) => self.home.search = Some(String::new()),
            (Some(sought), Command::Type(letter)) if sought.chars().count() < LONGEST_SEARCH => {
                sought.push(letter);
            }
            (Some(sought), Command::Erase) => drop(sought.pop()),
            (Some(_), Command::Cancel) => self.home.search = None,
            _ => return false,
        }
        let found = self.found();
        if let (false, Some(first)) = (found.contains(&self.home.selected), found.first()) {
            self.home.selected = *first;
        }
        true
    }

    fn obey_at_home(&mut self, command: Command) -> Vec<Effect> {
        if self.obey_in_search(command) {
            return Vec::new();
        }
        let found = self.found();
        let at = found.iter().position(|&place| place == self.home.selected);
        let step = |by: isize| {
            let next = at.unwrap_or(0).saturating_add_signed(by);
            found.get(next).copied()
        };
        let last = self.pack.lessons.len().saturating_sub(1);
        let to_forget = self.home.to_forget.take();
        let selected = &mut self.home.selected;
        match command {
            // What was done is not forgotten by a slip of the hand.
            Command::StartOver
                if to_forget != Some(*selected)
                    && self.home.saved.get(*selected).is_some_and(Option::is_some) =>
            {
                self.home.to_forget = Some(*selected);
                self.notify(say!(self.look.words, "start-over-again"));
            }
            Command::Leave => return vec![Effect::Quit],
            Command::Notebook => return vec![Effect::Notebook(None)],
            Command::Up => *selected = step(-1).unwrap_or(*selected),
            Command::Down => *selected = step(1).unwrap_or(*selected),
            // Nothing was found that could be opened.
            Command::Enter if found.is_empty() => {}
            Command::Pick(lesson) if lesson != *selected => *selected = lesson.min(last),
            Command::Enter | Command::StartOver | Command::Pick(_) => {
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
        let furthest = self.furthest_scroll();
        let Some(view) = &mut self.view else {
            return Vec::new();
        };
        if let Some(marked) = self.steps {
            let last = view.walk.furthest();
            self.steps = match command {
                Command::Up => Some(marked.saturating_sub(1)),
                Command::Down => Some((marked + 1).min(last)),
                Command::Pick(step) if step != marked => Some(step.min(last)),
                Command::Enter | Command::Pick(_) => {
                    self.steps = None;
                    return self.act(Action::Jump(marked));
                }
                Command::Leave | Command::Steps => None,
                _ => Some(marked),
            };
            return Vec::new();
        }
        match command {
            Command::Leave | Command::Enter | Command::Peek if self.peek => {
                self.peek = false;
                return Vec::new();
            }
            Command::Peek => {
                self.peek = screen::peek::is_there(view, self.look.words);
                return Vec::new();
            }
            Command::Leave => return vec![Effect::Close],
            Command::Back => return self.act(Action::Back),
            Command::Steps => {
                self.steps = Some(view.walk.at());
                return Vec::new();
            }
            _ => {}
        }
        match screen::obey(view, command) {
            Answer::Act(action) => return self.act(action),
            Answer::Notice(id) => self.notify(say!(self.look.words, id)),
            Answer::Done => {}
            Answer::Pass => {
                let scroll = view.page.scroll.min(furthest);
                view.page.scroll = scrolled(scroll, command, furthest);
            }
        }
        Vec::new()
    }

    fn paste(&mut self, text: &str) -> Vec<Effect> {
        let is_open = self.help.is_none() && screen::fits(self.size);
        if let Some(notebook) = self.notebook.as_mut().filter(|_| is_open) {
            notebook.paste(text);
            return Vec::new();
        }
        let Some(view) = self.view.as_mut().filter(|view| is_open && !view.ended) else {
            return Vec::new();
        };
        match screen::paste(view, text) {
            Answer::Act(action) => return self.act(action),
            Answer::Notice(id) => self.notify(say!(self.look.words, id)),
            Answer::Done | Answer::Pass => {}
        }
        Vec::new()
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        let Some(view) = &mut self.view else {
            return Vec::new();
        };
        let turns = matches!(
            action,
            Action::Next | Action::Back | Action::Jump(_) | Action::Predict(_)
        );
        let orders = view.walk.act(action);
        if turns && !orders.is_empty() {
            self.peek = false;
            view.page = PageView::default();
        }
        view.ended = orders.contains(&Order::Finished);
        orders_effect(orders)
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

/// Where a text stands after this command.
fn scrolled(scroll: u16, command: Command, furthest: u16) -> u16 {
    match command {
        Command::Up => scroll.saturating_sub(1),
        Command::PageUp => scroll.saturating_sub(10),
        Command::Down => scroll.saturating_add(1).min(furthest),
        Command::PageDown => scroll.saturating_add(10).min(furthest),
        _ => scroll,
    }
}

fn orders_effect(orders: Vec<Order>) -> Vec<Effect> {
    if orders.is_empty() {
        Vec::new()
    } else {
        vec![Effect::Orders(orders)]
    }
}
