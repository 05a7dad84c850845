//! A photo on its way to the network: the stages with their switches, the picture that each left, and
//! what was read in the end.

use std::borrow::Cow;

use image::RgbImage;
use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

use super::found::marked;
use super::kind::{At, Response, Screen, Waiting};
use super::looked::{Looked, Probabilities};
use crate::dataset::Shape;
use crate::lesson::Action;
use crate::lesson::step::{PhotoSource, PhotoState, Seen, SeenStage};
use crate::model::classifier::argmax;
use crate::pack::Photo;
use crate::picture::cleanup::Step;
use crate::say;
use crate::tui::command::Command;
use crate::tui::keys::{Item, Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::widget::field::Field;
use crate::tui::widget::markdown::{height, markdown, pane, readable};
use crate::tui::widget::picture::{Picture, fit};
use crate::words::Words;

/// Columns of the stages.
const LIST: u16 = 18;
/// Rows of the digits that were found, with their answers.
const DIGITS: u16 = 8;
/// About as many columns as the large picture has.
const PEEK: u16 = 100;
/// Characters of a path at most: what systems allow.
const MAX_PATH: usize = 4096;

/// What only this screen cares about.
#[derive(Debug)]
pub(crate) struct View {
    /// The stage that is looked at, from 0.
    stage: usize,
    /// The first digit that is shown, from 0.
    digit: usize,
    /// What is typed of a path, while it is typed.
    path: Option<Field>,
    /// Whether the step's text was put away, so that there is more room for the picture.
    hides_text: bool,
}

impl Default for View {
    fn default() -> Self {
        Self {
            stage: PhotoState::STAGES.len() - 3,
            digit: 0,
            path: None,
            hides_text: false,
        }
    }
}

impl Screen for View {
    type Spec = Photo;
    type State = PhotoState;

    fn waiting<'a>(_: At<'a, Self>) -> Waiting<'a> {
        Waiting::Own
    }

    fn draw(&self, page: &mut Page<'_, '_>, body: Rect, at: At<'_, Self>) {
        let At { spec, state, .. } = at;
        let Areas {
            head,
            list,
            text,
            picture,
            digits,
        } = self.areas(body, spec, page.look);
        draw_head(page, head, spec, state, self);
        draw_stages(page, list, spec, state, self);
        if !text.is_empty() {
            pane(page, text, markdown(&spec.say, page.look), at.scroll);
        }
        match (&state.seen, &state.failure) {
            (Some(seen), _) => {
                draw_stage(page, picture, seen, self);
                draw_digits(page, digits, seen, self);
            }
            (None, Some(failure)) => {
                let style = page.look.theme.bad;
                let text = Paragraph::new(failure.as_str()).style(style);
                page.frame
                    .render_widget(text.wrap(Wrap { trim: true }), picture);
            }
            (None, None) => {
                let Look { theme, words, .. } = page.look;
                let text = Line::styled(say!(words, "looking-at-photo"), theme.dim);
                page.frame.render_widget(text, picture);
            }
        }
    }

    fn scrolling<'a>(
        &'a self,
        body: Rect,
        at: At<'a, Self>,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)> {
        let area = self.areas(body, at.spec, look).text;
        (!area.is_empty()).then(|| (markdown(&at.spec.say, look), area))
    }

    fn keys(&self, at: At<'_, Self>) -> Keys {
        match &self.path {
            Some(path) => {
                let own = [Own::LookAtPath, Own::Cancel].map(Item::Own);
                Keys::typing(path.text().is_empty(), own)
            }
            None if at.spec.say.is_empty() => at.keys([Own::Stage, Own::Peek]),
            None => at.keys([Own::Stage, Own::Peek, Own::StepText, Own::Page]),
        }
    }

    fn field(&mut self, _: At<'_, Self>) -> Option<&mut Field> {
        self.path.as_mut()
    }

    fn obey(&mut self, at: At<'_, Self>, command: Command, _: &mut u16) -> Response {
        if let Some(path) = &self.path {
            match command {
                Command::Cancel => self.path = None,
                Command::Enter => {
                    let source = PhotoSource::named(path.text());
                    self.path = None;
                    return match source {
                        Some(source) => self.look_at(source),
                        None => Response::Notice("type-a-path"),
                    };
                }
                _ => {}
            }
            return Response::Done;
        }
        let last = PhotoState::STAGES.len() - 1;
        match command {
            Command::Up => self.stage = self.stage.saturating_sub(1),
            Command::Down => self.stage = (self.stage + 1).min(last),
            Command::Pick(stage) => self.stage = stage.min(last),
            Command::Left => self.digit = self.digit.saturating_sub(1),
            Command::Right => {
                let found = at.state.seen.as_ref().map_or(0, |seen| seen.digits.len());
                self.digit = (self.digit + 1).min(found.saturating_sub(1));
            }
            Command::Switch => {
                return Response::Act(Action::Switch(PhotoState::STAGES[self.stage]));
            }
            Command::StepText => self.hides_text = !self.hides_text,
            Command::OwnPhoto => self.path = Some(Field::new(MAX_PATH)),
            Command::NextPicture | Command::PreviousPicture => {
                let ring = at.state.ring(at.spec);
                let known = ring.len();
                let source = at.state.source(at.spec);
                let shown = ring.iter().position(|other| *other == source);
                let next = match (shown, command) {
                    (None, _) => 0,
                    (Some(shown), Command::NextPicture) => (shown + 1) % known.max(1),
                    (Some(shown), _) => (shown + known - 1) % known.max(1),
                };
                return match ring.get(next) {
                    Some(source) => self.look_at(source.clone()),
                    None => Response::Pass,
                };
            }
            _ => return Response::Pass,
        }
        Response::Done
    }

    /// A file was dropped on the terminal, or several.
    fn paste(&mut self, _: At<'_, Self>, text: &str) -> Response {
        let mut all = PhotoSource::all_named(text);
        match all.len() {
            0 => Response::Notice("type-a-path"),
            1 => self.look_at(all.remove(0)),
            _ => {
                self.digit = 0;
                Response::Act(Action::Photos(all))
            }
        }
    }

    /// What the stage left, and what is said of the digit that is looked at.
    fn looked_at<'a>(&'a self, at: At<'a, Self>, words: Words) -> Option<Looked<'a>> {
        let seen = at.state.seen.as_ref()?;
        let stage = stage(seen, self)?;
        let digit = seen.digits.get(self.digit);
        let which = digit.map(|_| {
            let all = seen.digits.len();
            let which = say!(words, "digit-of", n = self.digit + 1, all = all);
            format!(" · {which}")
        });
        let shape = shape(&stage.picture);
        let marked = marked(stage, &seen.digits, self.digit, PEEK);
        Some(Looked {
            pixels: Cow::Owned(marked.into_raw()),
            shape,
            caption: format!(
                "{}: {}{}",
                stage.step,
                stage.about,
                which.unwrap_or_default()
            ),
            answer: digit.map(|digit| Probabilities::of_digit(&digit.answer, None)),
            other: None,
        })
    }
}

/// The parts of the screen.
struct Areas {
    head: Rect,
    list: Rect,
    /// The step's text; empty where it has none, or was put away.
    text: Rect,
    picture: Rect,
    digits: Rect,
}

impl View {
    /// The text has as many rows as it needs, and leaves the picture half of its room at least.
    fn areas(&self, body: Rect, photo: &Photo, look: &Look) -> Areas {
        let area = body.inner(Margin::new(1, 0));
        let rows = if area.height >= 21 { DIGITS + 1 } else { 4 };
        let [head, above, digits] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Fill(1),
            Constraint::Length(rows),
        ])
        .areas(area);
        let [list, _, right] = Layout::horizontal([
            Constraint::Length(LIST),
            Constraint::Length(1),
            Constraint::Fill(1),
        ])
        .areas(above);
        let lines = match self.hides_text || photo.say.is_empty() {
            true => 0,
            false => height(&markdown(&photo.say, look), readable(right).width),
        };
        let lines = u16::try_from(lines)
            .unwrap_or(u16::MAX)
            .min(right.height / 2);
        let [text, picture] =
            Layout::vertical([Constraint::Length(lines), Constraint::Fill(1)]).areas(right);
        Areas {
            head,
            list,
            text,
            picture,
            digits,
        }
    }

    fn look_at(&mut self, source: PhotoSource) -> Response {
        self.digit = 0;
        Response::Act(Action::Photo(source))
    }
}

fn draw_head(page: &mut Page<'_, '_>, area: Rect, photo: &Photo, state: &PhotoState, view: &View) {
    let Look { theme, words, .. } = page.look;
    let line = match &view.path {
        Some(path) => {
            let before = format!("{} ", say!(words, "path"));
            let room = usize::from(area.width).saturating_sub(before.width());
            Line::from(vec![
                Span::styled(before, theme.learner),
                path.span_in(room, theme.text),
            ])
        }
        None => {
            let name = state.source(photo).name(*words);
            let found = state.seen.as_ref().map(|seen| {
                let n = seen.digits.len();
                format!(" · {}", say!(words, "digits-found", n = n))
            });
            Line::from(vec![
                Span::styled(name, theme.title),
                Span::styled(found.unwrap_or_default(), theme.model),
            ])
        }
    };
    page.frame.render_widget(line, area);
}

fn draw_stages(
    page: &mut Page<'_, '_>,
    area: Rect,
    photo: &Photo,
    state: &PhotoState,
    view: &View,
) {
    let Look { theme, .. } = page.look;
    let mut stages = state.stages(photo);
    let room = usize::from(area.height);
    let skipped = (view.stage + 1).saturating_sub(room);
    for ((place, step), y) in PhotoState::STAGES
        .iter()
        .enumerate()
        .skip(skipped)
        .zip(area.y..area.bottom())
    {
        let mark = match stages.switch(*step) {
            Some(true) => "[x]",
            Some(false) => "[ ]",
            None => "   ",
        };
        let (arrow, style) = match place == view.stage {
            true => ("▸", theme.selected),
            false => (" ", theme.text),
        };
        let row = Rect::new(area.x, y, area.width, 1);
        let line = Line::styled(format!("{arrow}{mark} {step}"), style);
        page.frame.render_widget(line, row);
        page.clickable(row, Target::Command(Command::Pick(place)));
    }
}

/// The place of a stage in the list. What decides at half of the range stands in for both thresholds.
fn rank(step: Step) -> usize {
    let rank = |step: Step| PhotoState::STAGES.iter().position(|stage| *stage == step);
    rank(step).or(rank(Step::Sauvola)).unwrap_or(0)
}

/// The last stage that was gone through up to the one that is looked at.
fn stage<'a>(seen: &'a Seen, view: &View) -> Option<&'a SeenStage> {
    let mut stages = seen.stages.iter();
    stages.rfind(|stage| rank(stage.step) <= view.stage)
}

fn shape(picture: &RgbImage) -> Shape {
    Shape {
        width: picture.width() as usize,
        height: picture.height() as usize,
        channels: 3,
    }
}

/// The picture that the stage left; of a stage that is switched off, the one before it.
fn draw_stage(page: &mut Page<'_, '_>, area: Rect, seen: &Seen, view: &View) {
    let Look { theme, words, .. } = page.look;
    let until = stage(seen, view);
    let [about, picture] =
        Layout::vertical([Constraint::Length(2), Constraint::Fill(1)]).areas(area);
    let Some(stage) = until else {
        let text = Line::styled(say!(words, "stage-off-first"), theme.dim);
        return page.frame.render_widget(text, area);
    };
    let text = match (stage.step, rank(stage.step) < view.stage) {
        (Step::Half, _) => say!(words, "stage-off-half"),
        (step, true) => say!(words, "stage-off", stage = step.to_string()),
        (_, false) => stage.about.clone(),
    };
    let text = Paragraph::new(text)
        .style(theme.dim)
        .wrap(Wrap { trim: true });
    page.frame.render_widget(text, about);
    let shape = shape(&stage.picture);
    let columns = fit(shape, picture).map_or(0, |fitted| fitted.width);
    let marked = marked(stage, &seen.digits, view.digit, columns);
    let shown = Picture {
        pixels: marked.as_raw(),
        shape,
        look: page.look,
    };
    page.frame.render_widget(shown, picture);
}

/// What was found, and what the network says of each.
fn draw_digits(page: &mut Page<'_, '_>, area: Rect, seen: &Seen, view: &View) {
    let look = page.look;
    let Look { theme, words, .. } = look;
    if seen.digits.is_empty() {
        let text = Paragraph::new(seen.told_nothing(*words))
            .style(theme.bad)
            .wrap(Wrap { trim: true });
        return page.frame.render_widget(text, area);
    }
    let said = |answer: &[f32]| {
        let (class, sure) = argmax(answer);
        format!("{class} {:.0}%", sure * 100.0)
    };
    let style = |place: usize| match place == view.digit {
        true => theme.selected,
        false => theme.model,
    };
    if area.height < DIGITS {
        let all = seen.digits.iter().enumerate();
        let all = all.flat_map(|(place, digit)| {
            let said = Span::styled(said(&digit.answer), style(place));
            [said, Span::raw("  ")]
        });
        let text = Paragraph::new(Line::from_iter(all)).wrap(Wrap { trim: true });
        return page.frame.render_widget(text, area);
    }
    // Whole ones only.
    let columns = (area.x..area.right()).step_by(16);
    let columns = columns.take_while(|x| x + 14 <= area.right());
    let digits = seen.digits.iter().enumerate().skip(view.digit);
    for ((place, digit), x) in digits.zip(columns) {
        let room = Rect::new(x, area.y, 14, 7).intersection(area);
        let shape = Shape {
            width: 28,
            height: 28,
            channels: 1,
        };
        let picture = Picture {
            pixels: &digit.picture,
            shape,
            look: page.look,
        };
        page.frame.render_widget(picture, room);
        let caption = Rect::new(x, area.y + 7, room.width, 1).intersection(area);
        let line = Line::styled(said(&digit.answer), style(place)).centered();
        page.frame.render_widget(line, caption);
    }
    let all = words.lang.count(seen.digits.len());
    let hint = Rect::new(area.x, area.bottom().saturating_sub(1), area.width, 1);
    if area.height > DIGITS {
        let text = say!(words, "n-of-n", n = view.digit + 1, all = all);
        page.frame
            .render_widget(Line::styled(text, theme.dim).right_aligned(), hint);
    }
}
