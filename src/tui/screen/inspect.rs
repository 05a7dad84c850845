//! Looking closely: tabs of a slice's answers, each a way to look at them; a file a way, where it is
//! more than a few lines.

mod attack;
mod calibration;
mod confusion;
mod groups;
mod inside;
mod interval;
mod label_shift;
mod ood;
mod pictures;
mod remark;
mod saliency;
mod threshold;

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};
use unicode_width::UnicodeWidthStr;

use super::kind::{At, Response, Screen, Waiting};
use super::looked::Looked;
use crate::eval::{Evaluation, by_group};
use crate::lesson::Can;
use crate::lesson::step::InspectState;
use crate::pack::{Inspect, InspectView, Spec};
use crate::say;
use crate::tui::command::Command;
use crate::tui::keys::{Item, Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::widget::facts::said_then_found;
use crate::tui::widget::markdown::{height, markdown, pane, readable};
use crate::words::Words;
use pictures::draw_pictures;
use remark::remark;

/// Rows that a way to look needs, with some to spare: what is left of more holds the text.
const TALL: u16 = 26;

/// What only this screen cares about.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// The tab, from 0; after the lesson's ways to look comes its text.
    tab: usize,
    /// The slice, from 0, once one was chosen.
    slice: Option<usize>,
    /// The cell of the confusion matrix; at first, the commonest mistake.
    cell: Option<(usize, usize)>,
    /// The first picture, group or line that is shown, from 0.
    first: usize,
    /// Whether the axis of groups goes from 0 to 100 %.
    is_whole: bool,
    /// The budget of an attack, and the picture.
    attack: attack::Chosen,
    /// Which samples show what an interval is.
    interval: interval::Chosen,
    /// The layer, and the first of its maps or units.
    inside: inside::Chosen,
    /// Whether the lesson's text was open.
    is_read: bool,
}

impl View {
    fn way(&self, inspect: &Inspect) -> Option<InspectView> {
        inspect.show.get(self.tab).copied()
    }

    /// The slice that is looked at. The first one is what others are told from, and shows nothing of that itself.
    fn slice(&self, inspect: &Inspect) -> usize {
        let at_first = match self.way(inspect) {
            Some(InspectView::Ood) if inspect.slices.len() > 1 => 1,
            _ => 0,
        };
        self.slice.unwrap_or(at_first)
    }
}

fn tabs(inspect: &Inspect) -> usize {
    inspect.show.len() + usize::from(has_text(inspect))
}

fn has_text(inspect: &Inspect) -> bool {
    !inspect.takeaway.is_empty() || (inspect.predict.is_none() && !inspect.say.is_empty())
}

impl Screen for View {
    type Spec = Inspect;
    type State = InspectState;

    fn waiting<'a>(at: At<'a, Self>) -> Waiting<'a> {
        let (slices, measuring) = at.state.waited_for(at.spec);
        Waiting::Measuring(slices, measuring)
    }

    fn draw(&self, page: &mut Page<'_, '_>, body: Rect, at: At<'_, Self>) {
        let At { spec, state, .. } = at;
        let slice = self.slice(spec);
        let Some(result) = state.result(slice) else {
            return;
        };
        let [tabs, head, below] = areas(body, spec);
        draw_tabs(page, tabs, spec, self);
        draw_head(page, head, (spec, state), result);
        let below = match self.way(spec) {
            Some(_) => draw_text_below(page, below, spec),
            None => below,
        };
        match self.way(spec) {
            Some(InspectView::Confusion) => confusion::draw(page, below, result, self.cell),
            Some(InspectView::Worst) => draw_worst(page, below, result, self.first),
            Some(InspectView::Groups) => {
                groups::draw(page, below, result, self.first, self.is_whole)
            }
            Some(InspectView::Interval) => interval::draw(page, below, result, self.interval),
            Some(InspectView::Calibration) => calibration::draw(page, below, result),
            Some(InspectView::Ood) => {
                if let Some(ours) = state.result(0) {
                    ood::draw(page, below, ours, (slice > 0).then_some(result));
                }
            }
            Some(InspectView::Attack) => match state.attacked(spec, slice) {
                Some(budgets) => attack::draw(page, below, &budgets, result.n, self.attack),
                None => {
                    let why = state.not_attacked(slice, page.look.words);
                    remark(page, below, why, page.look.theme.dim);
                }
            },
            Some(InspectView::Threshold) => match state.validation(page.look.words) {
                Ok(validation) => threshold::draw(page, below, result, validation),
                Err(why) => remark(page, below, why, page.look.theme.dim),
            },
            Some(InspectView::LabelShift) => match state.label_shift(slice, page.look.words) {
                Ok(shift) => label_shift::draw(page, below, (result, self.first), shift),
                Err(why) => remark(page, below, why, page.look.theme.dim),
            },
            Some(InspectView::Saliency) => {
                saliency::draw(page, below, state, (slice, self.first), result);
            }
            Some(InspectView::Inside) => {
                let at = (slice, self.first);
                inside::draw(page, below, state, at, self.inside, result);
            }
            None => {
                let (text, area) = long_text(body, spec, page.look);
                pane(page, area, text, at.scroll);
            }
        }
    }

    fn scrolling<'a>(
        &'a self,
        body: Rect,
        at: At<'a, Self>,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)> {
        match self.way(at.spec) {
            None => Some(long_text(body, at.spec, look)),
            Some(_) => None,
        }
    }

    fn keys(&self, at: At<'_, Self>) -> Keys {
        let own: &[Own] = match self.way(at.spec) {
            None => &[Own::Scroll, Own::Page],
            Some(InspectView::Calibration | InspectView::Ood | InspectView::Threshold) => &[],
            Some(InspectView::Interval | InspectView::LabelShift) => &[Own::Around],
            Some(
                InspectView::Confusion
                | InspectView::Worst
                | InspectView::Attack
                | InspectView::Saliency,
            ) => &[Own::Around, Own::Peek],
            Some(InspectView::Inside) => &[Own::Around, Own::Maps, Own::Peek],
            Some(InspectView::Groups) => &[Own::Around, Own::Axis, Own::Peek],
        };
        // Of one slice alone, there is no other to go to.
        let has_others = at.spec.slices.len() > 1;
        let can = at.walk.can_do().into_iter();
        let can = can.filter(|can| has_others || *can != Can::LookAtSlice);
        let other = has_others.then_some(Own::OtherSlice);
        let own = [Own::Tab]
            .into_iter()
            .chain(other)
            .chain(own.iter().copied());
        Keys::of(can.map(Item::Can).chain(own.map(Item::Own)))
    }

    fn obey(&mut self, at: At<'_, Self>, command: Command, _: &mut u16) -> Response {
        let inspect = at.spec;
        let slice = self.slice(inspect);
        let Some(result) = at.state.result(slice) else {
            return Response::Pass;
        };
        let way = self.way(inspect);
        match command {
            Command::NextTab => self.turn_to(inspect, (self.tab + 1) % tabs(inspect).max(1)),
            Command::PreviousTab => {
                let all = tabs(inspect).max(1);
                self.turn_to(inspect, (self.tab + all - 1) % all);
            }
            Command::Pixels => {
                self.turn_to_way(inspect, InspectView::Saliency);
            }
            Command::Inside => self.turn_to_way(inspect, InspectView::Inside),
            Command::Up | Command::Down | Command::PageUp | Command::PageDown
                if way == Some(InspectView::Inside) =>
            {
                let layers = at.state.inside.get(slice);
                let layers = layers.and_then(|inside| inside.pictures.get(self.first));
                self.inside = self
                    .inside
                    .moved(command, layers.map_or(&[], Vec::as_slice));
            }
            // Nobody should miss what there is to take home.
            Command::Enter if has_text(inspect) && !self.is_read && way.is_some() => {
                self.turn_to(inspect, inspect.show.len());
            }
            Command::Pick(tab) => {
                self.turn_to(inspect, tab.min(tabs(inspect).saturating_sub(1)));
            }
            Command::Axis if way == Some(InspectView::Groups) => self.is_whole = !self.is_whole,
            Command::NextSlice | Command::PreviousSlice => {
                let last = inspect.slices.len().saturating_sub(1);
                self.slice = Some(match command {
                    Command::NextSlice => (slice + 1).min(last),
                    _ => slice.saturating_sub(1),
                });
                self.attack = attack::Chosen::default();
                self.cell = None;
                self.first = 0;
            }
            Command::Left | Command::Right | Command::Up | Command::Down => {
                let items = match way {
                    Some(InspectView::Calibration | InspectView::Ood | InspectView::Threshold)
                    | None => return Response::Pass,
                    Some(InspectView::LabelShift) => result.pictures.dataset().classes().len(),
                    Some(InspectView::Attack) => {
                        let Some(budgets) = at.state.attacked(inspect, slice) else {
                            return Response::Pass;
                        };
                        self.attack = self.attack.moved(command, &budgets);
                        return Response::Done;
                    }
                    Some(InspectView::Interval) => {
                        self.interval = self.interval.moved(command, result);
                        return Response::Done;
                    }
                    Some(InspectView::Confusion) => {
                        self.cell = Some(confusion::moved(result, self.cell, command));
                        return Response::Done;
                    }
                    Some(InspectView::Groups) => by_group(result).len(),
                    Some(InspectView::Saliency) => {
                        at.state.explained.get(slice).map_or(0, Vec::len)
                    }
                    Some(InspectView::Inside) => {
                        let inside = at.state.inside.get(slice);
                        inside.map_or(0, |inside| inside.pictures.len())
                    }
                    Some(InspectView::Worst) => result.n,
                };
                self.first = match command {
                    Command::Left | Command::Up => self.first.saturating_sub(1),
                    _ => (self.first + 1).min(items.saturating_sub(1)),
                };
            }
            Command::Touch(touch) if way == Some(InspectView::Confusion) => {
                self.cell = Some(confusion::touched(result, touch));
            }
            _ => return Response::Pass,
        }
        Response::Done
    }

    /// The first of the pictures that are shown.
    fn looked_at<'a>(&'a self, at: At<'a, Self>, words: Words) -> Option<Looked<'a>> {
        let slice = self.slice(at.spec);
        let result = at.state.result(slice)?;
        let place = match self.way(at.spec)? {
            InspectView::Confusion => confusion::example(result, self.cell)?,
            InspectView::Worst | InspectView::Saliency | InspectView::Inside => {
                *result.worst_first.get(self.first)?
            }
            InspectView::Groups => {
                let groups = by_group(result);
                groups::places(result, &groups.get(self.first)?.name).next()?
            }
            InspectView::Attack => {
                let budgets = at.state.attacked(at.spec, slice)?;
                let (result, place) = self.attack.looked_at(&budgets)?;
                return Looked::answered(result, place, words);
            }
            InspectView::Calibration
            | InspectView::Interval
            | InspectView::Ood
            | InspectView::Threshold
            | InspectView::LabelShift => return None,
        };
        Looked::answered(result, place, words)
    }
}

impl View {
    fn turn_to_way(&mut self, inspect: &Inspect, way: InspectView) {
        let tab = inspect.show.iter().position(|shown| *shown == way);
        self.turn_to(inspect, tab.unwrap_or(self.tab));
    }

    fn turn_to(&mut self, inspect: &Inspect, tab: usize) {
        self.is_read |= tab >= inspect.show.len();
        self.tab = tab;
        self.first = 0;
    }
}

fn areas(body: Rect, inspect: &Inspect) -> [Rect; 3] {
    let area = body.inner(Margin::new(1, 0));
    Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(1 + u16::from(inspect.predict.is_some())),
        Constraint::Fill(1),
    ])
    .areas(area)
}

fn long_text<'a>(body: Rect, inspect: &'a Inspect, look: &Look) -> (Text<'a>, Rect) {
    let [_, _, below] = areas(body, inspect);
    let mut text = Text::default();
    if inspect.predict.is_none() {
        text = markdown(&inspect.say, look);
        text.push_line(Line::default());
    }
    text.extend(markdown(&inspect.takeaway, look).lines);
    (text, below.inner(Margin::new(0, 1)))
}

/// On a tall screen the text stands under each way to look, and need not be gone to. Returns what is left above it.
fn draw_text_below(page: &mut Page<'_, '_>, area: Rect, inspect: &Inspect) -> Rect {
    let text = markdown(&inspect.takeaway, page.look);
    let lines = height(&text, readable(area).width);
    let lines = u16::try_from(lines).unwrap_or(u16::MAX);
    if inspect.takeaway.is_empty() || area.height < lines.saturating_add(TALL) {
        return area;
    }
    let [above, below] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(lines)]).areas(area);
    pane(page, below, text, 0);
    above
}

fn draw_tabs(page: &mut Page<'_, '_>, area: Rect, inspect: &Inspect, view: &View) {
    let Look { theme, words, .. } = page.look;
    let mut names: Vec<String> = inspect
        .show
        .iter()
        .map(|way| match way {
            InspectView::Confusion => say!(words, "tab-confusion"),
            InspectView::Worst => say!(words, "tab-worst"),
            InspectView::Groups => say!(words, "tab-groups"),
            InspectView::Interval => say!(words, "tab-interval"),
            InspectView::Calibration => say!(words, "tab-calibration"),
            InspectView::Ood => say!(words, "tab-ood"),
            InspectView::Attack => say!(words, "tab-attack"),
            InspectView::Threshold => say!(words, "tab-threshold"),
            InspectView::LabelShift => say!(words, "tab-label-shift"),
            InspectView::Saliency => say!(words, "tab-saliency"),
            InspectView::Inside => say!(words, "tab-inside"),
        })
        .collect();
    if has_text(inspect) {
        names.push(say!(words, "tab-text"));
    }
    let shown = names
        .into_iter()
        .enumerate()
        .map(|(tab, name)| match tab == view.tab {
            true => (tab, format!("[{name}]"), theme.selected),
            false => (tab, format!(" {name} "), theme.dim),
        });
    let shown: Vec<_> = shown.collect();
    // Where not all fit, tabs go away on the left until the one that is open is there.
    let width = |from: usize| {
        let until = shown.iter().take(view.tab + 1).skip(from);
        until.map(|(_, text, _)| text.width()).sum::<usize>()
    };
    let room = usize::from(area.width);
    let from = (0..view.tab).find(|&from| width(from) <= room);
    let mut x = area.x;
    for (tab, text, style) in shown.iter().skip(from.unwrap_or(view.tab)) {
        let width = u16::try_from(text.width()).unwrap_or(0);
        let place = Rect::new(x, area.y, width, 1).intersection(area);
        let line = Line::styled(text.as_str(), *style);
        page.frame.render_widget(line, place);
        page.clickable(place, Target::Command(Command::Pick(*tab)));
        x = x.saturating_add(width);
    }
}

/// The slice, how it went, and what was said beforehand.
fn draw_head(
    page: &mut Page<'_, '_>,
    area: Rect,
    (inspect, state): (&Inspect, &InspectState),
    result: &Evaluation,
) {
    let Look { theme, words, .. } = page.look;
    let metrics = format!(
        " {} % ({}) · {}",
        words.lang.percent(result.accuracy),
        result.interval.percent(words.lang),
        say!(
            words,
            "n-of-n",
            n = words.lang.count(result.correct),
            all = words.lang.count(result.n)
        ),
    );
    let mut lines = vec![Line::from(vec![
        Span::styled(result.title.clone(), theme.title),
        Span::styled(metrics, theme.model),
    ])];
    lines.extend(said_then_found(
        state.gate.first(inspect.questions()),
        page.look,
    ));
    page.frame.render_widget(Text::from(lines), area);
}

fn draw_worst(page: &mut Page<'_, '_>, area: Rect, result: &Evaluation, first: usize) {
    let area = area.inner(Margin::new(0, 1));
    let places = result.worst_first.iter().copied().skip(first);
    draw_pictures(page, area, result, places);
}
