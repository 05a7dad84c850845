//! The app's state, what an event does to it, and what has to follow outside of it.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect, Size};

use super::command::Command;
use super::draft::Drafts;
use super::event::{AppEvent, Effect};
use super::ground::{Ground, LessonView};
use super::home::{self, Home};
use super::keys::{self, Keys};
use super::layer::{self, Layers};
use super::layout::{fits, rows};
use super::link::{PhoneLink, PhoneState};
use super::look::Look;
use super::page::{Hit, Target};
use super::screen::{PageView, Response};
use super::touch::Phase;
use super::widget::markdown::{self, scrolled};
use crate::engine::door::Invitation;
use crate::lesson::phone::{Does, FromPhone, Part, PhoneView};
use crate::lesson::step::PhotoSource;
use crate::lesson::{Action, Can, News, Order, Report, Saved, Walk};
use crate::pack::{Diagnoses, Pack};
use crate::say;
use crate::train::RunRecord;
use crate::words::Words;

/// All that there is to see.
#[derive(Debug)]
pub struct App {
    pub(super) pack: Pack,
    pub(super) look: Look,
    size: Size,
    home: Home,
    pub(super) view: Option<LessonView>,
    /// What was typed in steps that were left, and is not handed in.
    drafts: Drafts,
    /// What lies over the list of lessons or over the lesson.
    pub(super) layers: Layers,
    pub(super) notice: Option<String>,
    /// What the mouse finds on the frame that was drawn last.
    hits: Vec<Hit>,
    /// The surface on which the mouse went down.
    held: Option<Hit>,
}

impl App {
    /// The list of lessons, with what is remembered of each (in the pack's order).
    pub fn new(pack: Pack, saved: Vec<Option<Saved>>, look: Look, size: Size) -> Self {
        let mut app = Self {
            pack,
            look,
            size,
            home: Home::new(saved),
            view: None,
            drafts: Drafts::default(),
            layers: Layers::default(),
            notice: None,
            hits: Vec::new(),
            held: None,
        };
        app.fit_look();
        app
    }

    /// Shows a lesson where its walk stands.
    pub fn enter(&mut self, lesson: usize, walk: Walk) {
        self.home.selected = lesson;
        let mut view = LessonView::new(lesson, walk);
        self.drafts.restore(&mut view);
        self.view = Some(view);
        self.layers.leave_step();
        self.fit_look();
    }

    /// Looks like this from now on.
    pub(super) fn set_look(&mut self, look: Look) {
        self.look = look;
        self.fit_look();
    }

    /// Lets what is drawn know the screen, and the pictures of the lesson that is open.
    fn fit_look(&mut self) {
        let view = self.view.as_ref();
        let album = view.map(|view| view.walk.lesson().album.clone());
        self.look.album = album.unwrap_or_default();
        self.look.rows = self.size.height;
        self.look.words = self.look.words.calling(&self.pack.names);
    }

    /// Shows the list of lessons, with what is remembered now.
    pub(super) fn show_home(&mut self, saved: Vec<Option<Saved>>) {
        if let Some(view) = self.view.take() {
            self.drafts.keep(&view);
            // What comes next is a press away.
            self.home.selected = view.index + usize::from(view.ended);
        }
        self.layers.leave_step();
        self.home.returns(saved, self.pack.lessons.len());
    }

    /// Shows these runs, newest first.
    pub(super) fn show_run_list(&mut self, runs: Vec<RunRecord>) {
        self.layers.show_run_list(runs);
    }

    /// Shows the list of lessons of another pack, or of the same one as it is now.
    pub(super) fn show_pack(&mut self, pack: Pack, saved: Vec<Option<Saved>>) {
        self.clear_fault();
        self.pack = pack;
        self.show_home(saved);
        self.fit_look();
    }

    /// Shows what is wrong with the pack, until it is right, or the author has seen enough.
    pub(super) fn show_fault(&mut self, diagnoses: Diagnoses) {
        self.layers.show_fault(diagnoses);
    }

    /// What was wrong with the pack is put right.
    pub(super) fn clear_fault(&mut self) {
        self.layers.clear_fault();
    }

    /// The lesson that is open: its place in the pack, and the walk through it.
    pub fn open_lesson(&self) -> Option<(usize, &Walk)> {
        self.view.as_ref().map(|view| (view.index, &view.walk))
    }

    /// Goes to this step, from 0, of the open lesson.
    pub(super) fn jump(&mut self, step: usize) -> Vec<Effect> {
        self.act(Action::Jump(step))
    }

    /// Lets the author go to every step of the open lesson.
    pub(super) fn unlock(&mut self) {
        if let Some(view) = &mut self.view {
            view.walk.unlock();
        }
    }

    /// From now on, only so many lessons can be opened, from the first; all, if none is said.
    pub(super) fn set_open_lessons(&mut self, lessons: Option<usize>) {
        self.home.open = lessons;
    }

    /// Whether the lesson with this place can be opened.
    pub(super) fn is_open(&self, lesson: usize) -> bool {
        self.home.is_open(lesson)
    }

    /// The runs of this machine are not offered: the learner sits at another one.
    pub(super) fn hide_runs(&mut self) {
        self.home.hides_runs = true;
    }

    /// Tells the learner something that went wrong beside the lesson, until the next key.
    pub(super) fn notify(&mut self, notice: String) {
        self.notice = Some(notice);
    }

    /// Takes note of what the mouse finds on the frame that was just drawn.
    pub(super) fn drawn(&mut self, hits: Vec<Hit>) {
        self.hits = hits;
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

    /// What lies below all layers.
    pub(super) fn ground(&self) -> Ground<'_> {
        match &self.view {
            None => Ground::Home(&self.home),
            Some(view) if view.ended => Ground::End(view),
            Some(view) => Ground::Step(view),
        }
    }

    /// What keys mean now.
    pub(super) fn keys(&self) -> Keys {
        self.layers.keys(self.ground())
    }

    /// Takes an event in, and says what has to be done outside.
    pub fn update(&mut self, event: AppEvent) -> Vec<Effect> {
        match event {
            AppEvent::Key(key) => {
                self.notice = None;
                // Nothing is typed into what cannot be seen.
                let keys = match fits(self.size) {
                    true => self.keys(),
                    false => Keys::of([]),
                };
                match keys::command(&keys, &key) {
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
                self.fit_look();
                Vec::new()
            }
            AppEvent::News(news) => self.hear(news),
            AppEvent::Phone(what) => self.hear_phone(what),
            AppEvent::Written(written) => match *written {
                Ok(pack) => vec![Effect::Replay(Box::new(pack))],
                Err(diagnoses) => {
                    self.show_fault(diagnoses);
                    Vec::new()
                }
            },
            AppEvent::Terminate => vec![Effect::Quit],
        }
    }

    fn hear(&mut self, news: News) -> Vec<Effect> {
        let shared = news.report == Report::Shared;
        let Some(view) = &mut self.view else {
            return Vec::new();
        };
        let orders = view.walk.hear(news);
        if shared {
            self.notify(say!(self.look.words, "run-shared"));
        }
        orders_effect(orders)
    }

    /// Shows how the learner's phone finds in, once the door is open for it.
    pub(super) fn invited(&mut self, invitation: Invitation) {
        if let Some(view) = &mut self.view {
            match &mut view.phone {
                Some(link) => link.invitation = invitation,
                None => view.phone = Some(PhoneLink::new(invitation)),
            }
            self.layers.show_phone();
        }
    }

    /// What the learner's phone is to show now; none where the door is to be shut.
    pub(super) fn phone_view(&self) -> Option<PhoneView> {
        let view = self.view.as_ref().filter(|view| !view.ended)?;
        let heard = view.phone.as_ref()?.heard;
        Some(PhoneView::of(&view.walk, heard, self.look.words))
    }

    fn hear_phone(&mut self, what: FromPhone) -> Vec<Effect> {
        let Some((view, link)) = self.view.as_mut().and_then(|view| {
            let link = view.phone.as_mut()?;
            Some((&view.walk, link))
        }) else {
            return Vec::new();
        };
        match what {
            FromPhone::Arrived | FromPhone::NotSent => link.state = PhoneState::Here,
            FromPhone::Left => link.state = PhoneState::Awaited,
            FromPhone::Sending => {
                link.state = PhoneState::Sending;
                self.layers.hide_phone();
            }
            FromPhone::Photo(photo) => {
                link.state = PhoneState::Here;
                if view.takes_photos() {
                    return vec![Effect::KeepPhoto(photo)];
                }
            }
            FromPhone::Drawn(Part { number, does }) => {
                link.heard = number;
                self.layers.hide_phone();
                return self.draw_part(does);
            }
            FromPhone::Expired => {
                if let Some(view) = &mut self.view {
                    view.phone = None;
                }
                self.layers.hide_phone();
                self.notify(say!(self.look.words, "phone-expired"));
            }
        }
        Vec::new()
    }

    /// What a finger did is done one after the other; only what comes of it in the end has to follow.
    fn draw_part(&mut self, does: Vec<Does>) -> Vec<Effect> {
        let mut newest = None;
        let mut others = Vec::new();
        for does in does {
            let action = match does {
                Does::Draws(pen) => Action::Draw(pen),
                Does::HandsIn => Action::HandIn,
            };
            let is_drawn = matches!(action, Action::Draw(_));
            for effect in self.act(action) {
                match effect {
                    Effect::Orders(orders) if is_drawn => newest = Some(orders),
                    effect => others.push(effect),
                }
            }
        }
        others.extend(newest.map(Effect::Orders));
        others
    }

    /// A photo from the learner's phone is kept under this number: it is looked at.
    pub(super) fn has_kept(&mut self, number: usize) -> Vec<Effect> {
        if let Some(view) = &mut self.view {
            view.page = PageView::of(&view.walk);
        }
        self.act(Action::Photo(PhotoSource::Sent(number)))
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
        if !fits(self.size) {
            return match command {
                Command::Quit | Command::Leave => vec![Effect::Quit],
                _ => Vec::new(),
            };
        }
        let depth = self.layers.depth();
        let effects = self.obey(command);
        if self.layers.depth() != depth {
            // What the mouse found lies under something else now, or is gone.
            self.hits.clear();
            self.held = None;
        }
        effects
    }

    fn obey(&mut self, command: Command) -> Vec<Effect> {
        match command {
            Command::Quit => return vec![Effect::Quit],
            Command::TurnKeeping => return vec![Effect::TurnKeeping],
            // Heard before the app, by the program around it.
            Command::Repaint | Command::Suspend => return Vec::new(),
            Command::Help => {
                self.layers.turn_help();
                return Vec::new();
            }
            _ => {}
        }
        let furthest = self.furthest_scroll();
        let walk = self.view.as_ref().map(|view| &view.walk);
        match self.layers.obey(command, walk, furthest) {
            layer::Response::Done => Vec::new(),
            layer::Response::Notice(id) => self.notice_of(id),
            layer::Response::Jump(step) => self.jump(step),
            layer::Response::Wish(wish) => vec![Effect::RunList(Some(wish))],
            layer::Response::Below => match &self.view {
                None => self.obey_at_home(command),
                Some(view) if view.ended && matches!(command, Command::Leave | Command::Enter) => {
                    vec![Effect::Close]
                }
                Some(view) if view.ended => self.scroll(command, furthest),
                Some(_) => self.obey_in_lesson(command, furthest),
            },
        }
    }

    fn obey_at_home(&mut self, command: Command) -> Vec<Effect> {
        match self.home.obey(&self.pack, command) {
            home::Response::Done => Vec::new(),
            home::Response::Notice(id) => self.notice_of(id),
            home::Response::Open { lesson, anew } => vec![Effect::Open { lesson, anew }],
            home::Response::RunList => vec![Effect::RunList(None)],
            home::Response::Quit => vec![Effect::Quit],
        }
    }

    fn obey_in_lesson(&mut self, command: Command, furthest: u16) -> Vec<Effect> {
        let words = self.look.words;
        let Some(view) = &mut self.view else {
            return Vec::new();
        };
        match command {
            Command::Leave => return vec![Effect::Close],
            Command::Back => return self.act(Action::Back),
            Command::Steps => {
                self.layers.show_steps(view.walk.at());
                return Vec::new();
            }
            Command::Phone if view.walk.can_do().contains(&Can::Phone) => {
                return vec![Effect::Invite];
            }
            Command::Peek => {
                if view.page.looked_at(&view.walk, words).is_some() {
                    self.layers.show_peek();
                }
                return Vec::new();
            }
            _ => {}
        }
        match view.page.obey(&view.walk, command) {
            Response::Pass => self.scroll(command, furthest),
            answer => self.answered(answer),
        }
    }

    /// Scrolls the long text, where a command is for that.
    fn scroll(&mut self, command: Command, furthest: u16) -> Vec<Effect> {
        if let Some(view) = &mut self.view {
            let scroll = view.page.scroll.min(furthest);
            view.page.scroll = scrolled(scroll, command, furthest);
        }
        Vec::new()
    }

    fn paste(&mut self, text: &str) -> Vec<Effect> {
        if !fits(self.size) || self.layers.paste(text) {
            return Vec::new();
        }
        match &mut self.view {
            None => {
                self.home.paste(&self.pack, text);
                Vec::new()
            }
            Some(view) if view.ended => Vec::new(),
            Some(view) => {
                let answer = view.page.paste(&view.walk, text);
                self.answered(answer)
            }
        }
    }

    /// What follows from what a page has made of a command.
    fn answered(&mut self, answer: Response) -> Vec<Effect> {
        match answer {
            Response::Act(action) => self.act(action),
            Response::Notice(id) => self.notice_of(id),
            Response::Done | Response::Pass => Vec::new(),
        }
    }

    /// Tells the learner the text with this id.
    fn notice_of(&mut self, id: &str) -> Vec<Effect> {
        self.notify(self.look.words.text(id));
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
        if turns {
            self.drafts.keep(view);
        }
        let orders = view.walk.act(action);
        if turns && !orders.is_empty() {
            self.layers.leave_step();
            view.page = PageView::of(&view.walk);
            view.phone = None;
            self.drafts.restore(view);
        }
        view.ended = orders.contains(&Order::Finished);
        orders_effect(orders)
    }

    /// How far the text that is on top can be scrolled.
    fn furthest_scroll(&self) -> u16 {
        let area = Rect::new(0, 0, self.size.width, self.size.height);
        let [_, body, _] = rows(area);
        let text = (self.layers).scrolling(body, self.ground(), &self.pack, &self.look);
        text.map_or(0, |(text, area)| {
            let area = markdown::readable(area);
            markdown::furthest_scroll(markdown::height(&text, area.width), area.height)
        })
    }
}

fn orders_effect(orders: Vec<Order>) -> Vec<Effect> {
    if orders.is_empty() {
        Vec::new()
    } else {
        vec![Effect::Orders(orders)]
    }
}
