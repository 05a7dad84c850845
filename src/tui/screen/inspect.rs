//! Looking closely: tabs of a slice's answers, each a way to look at them; a file a way, where it is
//! more than a few lines.

mod calibration;
mod confusion;
mod saliency;

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};
use unicode_width::UnicodeWidthStr;

use super::{Answer, said_then_found};
use crate::eval::text::{count, interval, percent};
use crate::eval::{Evaluation, by_group};
use crate::lesson::step::InspectState;
use crate::pack::{Inspect, InspectView};
use crate::say;
use crate::tui::app::PageView;
use crate::tui::keys::Command;
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::widget::bar::bar;
use crate::tui::widget::gallery::{CAPTION, Exhibit, fitting, gallery};
use crate::tui::widget::markdown::{markdown, pane};

/// What only this screen cares about.
#[derive(Debug, Default)]
pub struct View {
    /// The tab, from 0; after the lesson's ways to look comes its text.
    tab: usize,
    /// The slice, from 0.
    slice: usize,
    /// The cell of the confusion matrix; at first, the commonest mistake.
    cell: Option<(usize, usize)>,
    /// The first picture, group or line that is shown, from 0.
    first: usize,
    /// Whether the lesson's text was open.
    is_read: bool,
}

impl View {
    fn way(&self, inspect: &Inspect) -> Option<InspectView> {
        inspect.show.get(self.tab).copied()
    }
}

fn tabs(inspect: &Inspect) -> usize {
    inspect.show.len() + usize::from(has_text(inspect))
}

fn has_text(inspect: &Inspect) -> bool {
    !inspect.takeaway.is_empty() || (inspect.predict.is_none() && !inspect.say.is_empty())
}

pub(super) fn obey(
    inspect: &Inspect,
    state: &InspectState,
    view: &mut PageView,
    command: Command,
) -> Answer {
    let own = &mut view.inspect;
    let Some(result) = state.result(own.slice) else {
        return Answer::Pass;
    };
    let way = own.way(inspect);
    match command {
        Command::NextTab => own.turn_to(inspect, (own.tab + 1) % tabs(inspect).max(1)),
        Command::PreviousTab => {
            let all = tabs(inspect).max(1);
            own.turn_to(inspect, (own.tab + all - 1) % all);
        }
        // Nobody should miss what there is to take home.
        Command::Enter if has_text(inspect) && !own.is_read && way.is_some() => {
            own.turn_to(inspect, inspect.show.len());
        }
        Command::Pick(tab) => own.turn_to(inspect, tab.min(tabs(inspect).saturating_sub(1))),
        Command::NextPicture | Command::PreviousPicture => {
            let last = inspect.slices.len().saturating_sub(1);
            own.slice = match command {
                Command::NextPicture => (own.slice + 1).min(last),
                _ => own.slice.saturating_sub(1),
            };
            own.cell = None;
            own.first = 0;
        }
        Command::Left | Command::Right | Command::Up | Command::Down => match way {
            Some(InspectView::Confusion) => {
                own.cell = Some(confusion::moved(result, own.cell, command));
            }
            Some(InspectView::Calibration) | None => return Answer::Pass,
            Some(way) => {
                let items = match way {
                    InspectView::Groups => by_group(result).len(),
                    InspectView::Saliency => state.explained.get(own.slice).map_or(0, Vec::len),
                    _ => result.n,
                };
                own.first = match command {
                    Command::Left | Command::Up => own.first.saturating_sub(1),
                    _ => (own.first + 1).min(items.saturating_sub(1)),
                };
            }
        },
        Command::Touch(touch) if way == Some(InspectView::Confusion) => {
            own.cell = Some(confusion::touched(result, touch));
        }
        _ => return Answer::Pass,
    }
    Answer::Done
}

impl View {
    fn turn_to(&mut self, inspect: &Inspect, tab: usize) {
        self.is_read |= tab >= inspect.show.len();
        self.tab = tab;
        self.first = 0;
    }
}

/// Draws one way to look at the answers.
pub fn draw(
    page: &mut Page<'_, '_>,
    body: Rect,
    inspect: &Inspect,
    state: &InspectState,
    view: &PageView,
) {
    let own = &view.inspect;
    let Some(result) = state.result(own.slice) else {
        return;
    };
    let [tabs, head, below] = areas(body, inspect);
    draw_tabs(page, tabs, inspect, own);
    draw_head(page, head, state, result);
    match own.way(inspect) {
        Some(InspectView::Confusion) => confusion::draw(page, below, result, own.cell),
        Some(InspectView::Worst) => draw_worst(page, below, result, own.first),
        Some(InspectView::Groups) => draw_groups(page, below, result, own.first),
        Some(InspectView::Calibration) => calibration::draw(page, below, result),
        Some(InspectView::Saliency) => {
            saliency::draw(page, below, state, (own.slice, own.first), result);
        }
        None => {
            let (text, area) = text(body, inspect, page.look);
            pane(page, area, text, view.scroll);
        }
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

fn text<'a>(body: Rect, inspect: &'a Inspect, look: &Look) -> (Text<'a>, Rect) {
    let [_, _, below] = areas(body, inspect);
    let mut text = Text::default();
    if inspect.predict.is_none() {
        text = markdown(&inspect.say, &look.theme);
        text.push_line(Line::default());
    }
    text.extend(markdown(&inspect.takeaway, &look.theme).lines);
    (text, below.inner(Margin::new(0, 1)))
}

pub(super) fn scrolling<'a>(
    body: Rect,
    inspect: &'a Inspect,
    view: &PageView,
    look: &Look,
) -> Option<(Text<'a>, Rect)> {
    match view.inspect.way(inspect) {
        None => Some(text(body, inspect, look)),
        Some(_) => None,
    }
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
            InspectView::Calibration => say!(words, "tab-calibration"),
            InspectView::Saliency => say!(words, "tab-saliency"),
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
fn draw_head(page: &mut Page<'_, '_>, area: Rect, state: &InspectState, result: &Evaluation) {
    let Look { theme, words, .. } = page.look;
    let figures = format!(
        " {} % ({}) · {}",
        percent(result.accuracy),
        interval(result.interval),
        say!(
            words,
            "n-of-n",
            n = count(result.correct),
            all = count(result.n)
        ),
    );
    let mut lines = vec![Line::from(vec![
        Span::styled(result.slice.clone(), theme.title),
        Span::styled(figures, theme.model),
    ])];
    lines.extend(said_then_found(
        state.gate.guess(),
        state.gate.outcome(),
        page.look,
    ));
    page.frame.render_widget(Text::from(lines), area);
}

/// The class names of a slice.
fn name(result: &Evaluation, class: u8) -> &str {
    let names = result.pictures.dataset().classes();
    names.get(usize::from(class)).map_or("?", String::as_str)
}

/// As many rows of pictures as fit, from these places among the answers on.
fn draw_pictures(
    page: &mut Page<'_, '_>,
    area: Rect,
    result: &Evaluation,
    places: impl Iterator<Item = usize>,
) {
    let high = 7 + CAPTION + 1;
    let rows = ((area.height + 1) / high).max(1);
    let exhibits: Vec<Exhibit<'_>> = places
        .filter_map(|place| result.predictions.get(place))
        .take(fitting(Rect { height: 7, ..area }) * usize::from(rows))
        .map(|prediction| Exhibit {
            pixels: result.pictures.picture(prediction.index),
            label: name(result, prediction.label),
            answer: name(result, prediction.answer),
            confidence: prediction.confidence,
            selected: false,
        })
        .collect();
    let shape = result.pictures.dataset().shape();
    let in_row = fitting(Rect { height: 7, ..area });
    for (row, exhibits) in (0..rows).zip(exhibits.chunks(in_row)) {
        let place = Rect::new(area.x, area.y + row * high, area.width, 7 + CAPTION);
        gallery(page, place.intersection(area), shape, exhibits);
    }
}

fn draw_worst(page: &mut Page<'_, '_>, area: Rect, result: &Evaluation, first: usize) {
    let area = area.inner(Margin::new(0, 1));
    let places = result.worst_first.iter().copied().skip(first);
    draw_pictures(page, area, result, places);
}

fn draw_groups(page: &mut Page<'_, '_>, area: Rect, result: &Evaluation, first: usize) {
    let Look { theme, words, .. } = page.look;
    let groups = by_group(result);
    if groups.is_empty() {
        let text = Line::styled(say!(words, "no-groups"), theme.dim);
        return page.frame.render_widget(text, area);
    }
    let pictures = if area.height >= 9 + 7 + CAPTION {
        7 + CAPTION + 1
    } else {
        0
    };
    let [rows, below] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(pictures)]).areas(area);
    let room = usize::from(rows.height);
    let skipped = (first + 1).saturating_sub(room);
    let width = usize::from(area.width).saturating_sub(50);
    for ((place, group), y) in groups
        .iter()
        .enumerate()
        .skip(skipped)
        .zip(rows.y..rows.bottom())
    {
        let (mark, style) = match place == first {
            true => ("▸", theme.selected),
            false => (" ", theme.text),
        };
        let share = group.accuracy.share.unwrap_or(0.0);
        let short: String = group.name.chars().take(22).collect();
        let mut spans = vec![Span::styled(format!("{mark}{short:<22} "), style)];
        spans.extend(bar(share, None, width, theme));
        let (right, all) = (count(group.accuracy.count), count(group.accuracy.n));
        let of = say!(words, "n-of-n", n = right, all = all);
        spans.push(Span::styled(format!(" {of:<9}"), theme.model));
        spans.push(Span::styled(interval(group.accuracy.interval), theme.dim));
        let row = Rect::new(rows.x, y, rows.width, 1);
        page.frame.render_widget(Line::from(spans), row);
    }
    // The looked-at group's pictures, the wrong ones first.
    if let Some(group) = groups.get(first) {
        let is_of = |place: &usize| {
            let prediction = result.predictions.get(*place);
            let of = prediction.and_then(|prediction| result.pictures.group(prediction.index));
            of == Some(group.name.as_str())
        };
        let places = result.worst_first.iter().copied().filter(is_of);
        draw_pictures(page, below.inner(Margin::new(0, 0)), result, places);
    }
}
