//! The layers over a screen, in the order in which they came. Keys, clicks, the wheel and what is pasted
//! all go to the topmost, which alone is drawn; only what it has no use for and says so goes further
//! down.

use ratatui::layout::Rect;
use ratatui::text::Text;

use super::run_list::{self, RunList, Wish};
use super::{fault, help, peek, phone, steps};
use crate::lesson::Walk;
use crate::pack::{Diagnoses, Pack};
use crate::train::RunRecord;
use crate::tui::command::Command;
use crate::tui::ground::Ground;
use crate::tui::keys::{Item, Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::markdown::{pane, scrolled};

/// Something that lies over a screen.
#[derive(Debug)]
enum Layer {
    /// What the keys do, and how far that is scrolled.
    Help(u16),
    /// The list of steps.
    Steps(steps::Marked),
    /// The picture that is looked at, as large as it can be.
    Peek,
    /// The way in for the learner's phone.
    Phone,
    /// The runs of all lessons.
    RunList(RunList),
    /// What is wrong with the pack that is being written, and how far that is scrolled.
    Fault(Diagnoses, u16),
}

/// What a command comes to.
#[derive(Debug)]
pub(in crate::tui) enum Response {
    /// It was for a layer.
    Done,
    /// It is for the screen below.
    Below,
    /// The text with this id says what has to be known.
    Notice(&'static str),
    /// The learner goes to this step, from 0.
    Jump(usize),
    /// Something shall be done with a run.
    Wish(Wish),
}

/// The layers, the topmost last.
#[derive(Debug, Default)]
pub(in crate::tui) struct Layers(Vec<Layer>);

impl Layers {
    /// How many there are.
    pub(in crate::tui) fn depth(&self) -> usize {
        self.0.len()
    }

    /// Shows the help, or hides it where it is on top.
    pub(in crate::tui) fn turn_help(&mut self) {
        match self.0.last() {
            Some(Layer::Help(_)) => drop(self.0.pop()),
            _ => self.0.push(Layer::Help(0)),
        }
    }

    /// Shows the list of steps, this one marked.
    pub(in crate::tui) fn show_steps(&mut self, marked: usize) {
        self.0.push(Layer::Steps(steps::Marked::at(marked)));
    }

    /// Shows the picture that is looked at.
    pub(in crate::tui) fn show_peek(&mut self) {
        self.0.push(Layer::Peek);
    }

    /// Shows the way in for the learner's phone.
    pub(in crate::tui) fn show_phone(&mut self) {
        self.hide_phone();
        self.0.push(Layer::Phone);
    }

    /// What the phone does is to be seen, or nobody can come in any more.
    pub(in crate::tui) fn hide_phone(&mut self) {
        self.0.retain(|layer| !matches!(layer, Layer::Phone));
    }

    /// Shows these runs, newest first; where they are shown already, the list of runs stays where it is.
    pub(in crate::tui) fn show_run_list(&mut self, runs: Vec<RunRecord>) {
        let open = self.0.iter_mut().find_map(|layer| match layer {
            Layer::RunList(run_list) => Some(run_list),
            _ => None,
        });
        match open {
            Some(run_list) => run_list.renew(runs),
            None => self.0.push(Layer::RunList(RunList::of(runs))),
        }
    }

    /// Shows what is wrong with the pack, until it is right, or the author has seen enough.
    pub(in crate::tui) fn show_fault(&mut self, diagnoses: Diagnoses) {
        self.clear_fault();
        self.0.push(Layer::Fault(diagnoses, 0));
    }

    /// What was wrong with the pack is put right.
    pub(in crate::tui) fn clear_fault(&mut self) {
        self.0.retain(|layer| !matches!(layer, Layer::Fault(..)));
    }

    /// The step is another one: what lay over its page is gone.
    pub(in crate::tui) fn leave_step(&mut self) {
        let is_of_step =
            |layer: &Layer| matches!(layer, Layer::Steps(_) | Layer::Peek | Layer::Phone);
        self.0.retain(|layer| !is_of_step(layer));
    }

    /// What keys mean now.
    pub(in crate::tui) fn keys(&self, ground: Ground<'_>) -> Keys {
        keys(&self.0, ground)
    }

    /// Draws the topmost, or the screen where nothing lies over it.
    pub(in crate::tui) fn draw(
        &self,
        page: &mut Page<'_, '_>,
        body: Rect,
        ground: Ground<'_>,
        pack: &Pack,
    ) {
        match self.0.last() {
            None => ground.draw(page, body, pack),
            Some(Layer::Help(scroll) | Layer::Fault(_, scroll)) => {
                let look = page.look;
                if let Some((text, area)) = self.scrolling(body, ground, pack, look) {
                    pane(page, area, text, *scroll);
                }
            }
            Some(Layer::RunList(run_list)) => run_list::draw(page, body, run_list),
            Some(Layer::Steps(marked)) => {
                if let Some(walk) = ground.walk() {
                    steps::draw(page, body, walk, marked.step);
                }
            }
            Some(Layer::Peek) => {
                if let Some(looked) = ground.looked_at(page.look.words) {
                    peek::draw(page, body, looked);
                }
            }
            Some(Layer::Phone) => {
                if let Some(link) = ground.phone() {
                    phone::draw(page, body, link);
                }
            }
        }
    }

    /// The long text that is on top now, if there is one, and where it stands.
    pub(in crate::tui) fn scrolling<'a>(
        &'a self,
        body: Rect,
        ground: Ground<'a>,
        pack: &Pack,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)> {
        let Some((top, below)) = self.0.split_last() else {
            return ground.scrolling(body, pack, look);
        };
        match top {
            Layer::Help(_) => {
                let keys = keys(below, ground);
                Some(help::scrolling(body, &keys, pack, look))
            }
            Layer::Fault(diagnoses, _) => Some(fault::scrolling(body, diagnoses, look)),
            Layer::RunList(_) | Layer::Steps(_) | Layer::Peek | Layer::Phone => None,
        }
    }

    /// What a command does to the topmost; `furthest` is how far its text can be scrolled.
    pub(in crate::tui) fn obey(
        &mut self,
        command: Command,
        walk: Option<&Walk>,
        furthest: u16,
    ) -> Response {
        match (self.0.last_mut(), command) {
            (None, _) => return Response::Below,
            (
                Some(
                    Layer::Help(_)
                    | Layer::Fault(..)
                    | Layer::Steps(_)
                    | Layer::Peek
                    | Layer::Phone,
                ),
                Command::Leave,
            )
            | (Some(Layer::Phone), Command::Phone)
            | (Some(Layer::Peek), Command::Enter | Command::Peek) => drop(self.0.pop()),
            (Some(Layer::Phone), _) => {}
            (Some(Layer::Help(scroll) | Layer::Fault(_, scroll)), command) => {
                *scroll = scrolled(*scroll, command, furthest);
            }
            (Some(Layer::Peek), _) => return Response::Below,
            (Some(Layer::Steps(marked)), command) => {
                let furthest = walk.map_or(0, Walk::furthest);
                if let Some(step) = marked.obey(command, furthest) {
                    self.0.pop();
                    return Response::Jump(step);
                }
            }
            (Some(Layer::RunList(run_list)), command) => match run_list.obey(command) {
                run_list::Response::Done => {}
                run_list::Response::Notice(id) => return Response::Notice(id),
                run_list::Response::Wish(wish) => return Response::Wish(wish),
                run_list::Response::Close => drop(self.0.pop()),
            },
        }
        Response::Done
    }

    /// A text is pasted; whether it was for a layer.
    pub(in crate::tui) fn paste(&mut self, text: &str) -> bool {
        match self.0.last_mut() {
            None => return false,
            Some(Layer::RunList(run_list)) => run_list.paste(text),
            Some(
                Layer::Help(_) | Layer::Fault(..) | Layer::Steps(_) | Layer::Peek | Layer::Phone,
            ) => {}
        }
        true
    }
}

/// What keys mean on the topmost of these.
fn keys(layers: &[Layer], ground: Ground<'_>) -> Keys {
    let own = |items: &[Own]| Keys::of(items.iter().copied().map(Item::Own));
    match layers.last() {
        None => ground.keys(),
        Some(Layer::Help(_) | Layer::Fault(..)) => own(&[Own::Scroll, Own::Page]),
        Some(Layer::Steps(_)) => own(&[Own::GoThere, Own::Move, Own::StepNumber]),
        Some(Layer::RunList(run_list)) => run_list.keys(),
        Some(Layer::Phone) => own(&[Own::PhoneEnd]),
        Some(Layer::Peek) => ground.keys().looking([Own::PeekEnd.into()]),
    }
}
