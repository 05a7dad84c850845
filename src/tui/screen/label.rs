//! The human control: one picture after the other, large; then both scores, and where they differ.

use std::borrow::Cow;

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Wrap};

use super::exhibition::Areas;
use super::kind::{At, Response, Screen, Waiting};
use super::looked::Looked;
use crate::eval::Proportion;
use crate::lesson::step::{LabelState, misread};
use crate::lesson::{Action, Stage};
use crate::pack::Label;
use crate::say;
use crate::tui::command::Command;
use crate::tui::keys::{Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::widget::axis::{Axis, Dot};
use crate::tui::widget::gallery::{CAPTION, Exhibit, Gallery, fitting_over};
use crate::tui::widget::markdown::{markdown, pane};
use crate::tui::widget::name::fitted;
use crate::tui::widget::picture::Picture;
use crate::words::Words;

/// What only this screen cares about.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// The first picture that is shown in the end, from 0.
    picture: usize,
    /// Whether the axis goes from 0 to 100 %.
    is_whole: bool,
}

/// Lines under a picture: what the learner said of it, too.
const CAPTIONS: u16 = CAPTION + 1;
/// Rows of the picture that is to be read, at whose side the text has so many columns; twice as many, where there is
/// room.
const HIGH: u16 = 14;
const BESIDE: u16 = 44;
/// Columns of who read the pictures, and of a share.
const WHO: usize = 12;
const SHARE: usize = 6;
/// Stands for what the learner could not tell.
const UNTOLD: &str = "?";
/// Rows of both scores, of the axis, and of what is said of the pictures.
const SCORES: u16 = 4 + 1;
const SAID: u16 = 3;

impl Screen for View {
    type Spec = Label;
    type State = LabelState;

    fn waiting<'a>(at: At<'a, Self>) -> Waiting<'a> {
        Waiting::Measuring(&[], &at.state.measuring)
    }

    fn draw(&self, page: &mut Page<'_, '_>, body: Rect, at: At<'_, Self>) {
        match at.stage {
            Stage::Label => draw_picture(page, body, at.spec, at.state),
            _ => draw_result(page, body, at, self),
        }
    }

    fn scrolling<'a>(
        &'a self,
        body: Rect,
        at: At<'a, Self>,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)> {
        (at.stage == Stage::Look).then(|| long_text(body, at.spec, look))
    }

    fn keys(&self, at: At<'_, Self>) -> Keys {
        match at.stage {
            Stage::Label => at.keys([Own::Peek]),
            _ => at.keys([Own::Picture, Own::Axis, Own::Peek, Own::Scroll, Own::Page]),
        }
    }

    fn obey(&mut self, at: At<'_, Self>, command: Command, _: &mut u16) -> Response {
        match (at.stage, command) {
            (Stage::Label, Command::Digit(class)) => {
                match usize::from(class) < at.state.classes().len() {
                    true => Response::Act(Action::Label(Some(class))),
                    false => Response::Done,
                }
            }
            (Stage::Label, Command::Pick(class)) => match u8::try_from(class) {
                Ok(class) => Response::Act(Action::Label(Some(class))),
                Err(_) => Response::Done,
            },
            (Stage::Label, Command::CannotTell) => Response::Act(Action::Label(None)),
            (Stage::Label, Command::Erase) => Response::Act(Action::TakeBack),
            (Stage::Look, Command::Axis) => {
                self.is_whole = !self.is_whole;
                Response::Done
            }
            (Stage::Look, Command::Left | Command::Right) => {
                let last = at.state.differing(at.spec).len().saturating_sub(1);
                self.picture = match command {
                    Command::Left => self.picture.saturating_sub(1),
                    _ => (self.picture + 1).min(last),
                };
                Response::Done
            }
            _ => Response::Pass,
        }
    }

    /// The picture that is to be read, of which nothing tells what it is; in the end, the first of those
    /// that are shown.
    fn looked_at<'a>(&'a self, at: At<'a, Self>, words: Words) -> Option<Looked<'a>> {
        let mut pictures = match at.stage {
            Stage::Label => at.state.pictures(at.spec),
            _ => at.state.differing(at.spec),
        };
        let (place, caption, answer) = match at.stage {
            Stage::Label => {
                let (next, all) = (at.state.said.len(), pictures.len());
                let caption = say!(words, "what-is-it", n = next + 1, all = all);
                (next, caption, None)
            }
            _ => {
                let read = pictures.get(self.picture)?;
                let result = at.state.measuring.evaluations().nth(read.slice)?;
                let looked = Looked::answered(result, read.prediction.index, words)?;
                match at.spec.alone {
                    true => {
                        let truth = at.state.class_name(read.prediction.label, words);
                        let n = self.picture + 1;
                        let caption = say!(words, "explained-alone", n = n, truth = truth);
                        let said = at.state.said(read, words);
                        (self.picture, format!("{caption}; {said}"), None)
                    }
                    false => (self.picture, looked.caption, looked.answer),
                }
            }
        };
        let is_there = place < pictures.len();
        let read = is_there.then(|| pictures.swap_remove(place))?;
        Some(Looked {
            pixels: Cow::Borrowed(read.pixels),
            shape: at.state.shape()?,
            caption,
            answer,
            other: None,
        })
    }
}

fn draw_picture(page: &mut Page<'_, '_>, body: Rect, step: &Label, state: &LabelState) {
    let look = page.look;
    let Look { theme, words, .. } = look;
    let area = body.inner(Margin::new(1, 0));
    let [head, above, names] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(3),
    ])
    .areas(area);
    let pictures = state.pictures(step);
    let (at, all) = (state.said.len() + 1, pictures.len());
    let text = say!(words, "what-is-it", n = at, all = all);
    page.frame
        .render_widget(Line::styled(text, theme.learner), head);
    let high = match above.height >= 2 * HIGH && above.width >= 4 * HIGH + BESIDE {
        true => 2 * HIGH,
        false => above.height.min(HIGH),
    };
    let [left, _, right] = Layout::horizontal([
        Constraint::Length(2 * high),
        Constraint::Length(2),
        Constraint::Fill(1),
    ])
    .areas(above);
    if let (Some(read), Some(shape)) = (pictures.get(state.said.len()), state.shape()) {
        let picture = Picture {
            pixels: read.pixels,
            shape,
            look: page.look,
        };
        page.frame.render_widget(
            picture,
            Rect {
                height: high,
                ..left
            },
        );
    }
    let mut text = markdown(&step.say, look);
    text.push_line(Line::default());
    text.push_line(Line::styled(say!(words, "nobody-times-you"), theme.dim));
    pane(page, right, text, 0);
    let mut x = names.x;
    let mut y = names.y + 1;
    for (class, name) in words.names(state.classes()).iter().enumerate() {
        let shown = match *name == class.to_string() {
            true => format!(" {name} "),
            false => format!(" {class} {name} "),
        };
        let width = u16::try_from(shown.chars().count()).unwrap_or(0);
        if x + width > names.right() {
            (x, y) = (names.x, y + 1);
        }
        let place = Rect::new(x, y, width, 1).intersection(names);
        page.frame
            .render_widget(Line::styled(shown, theme.key), place);
        page.clickable(place, Target::Command(Command::Pick(class)));
        x += width;
    }
}

fn areas(body: Rect) -> Areas {
    Areas::of(body, 0, CAPTIONS, SCORES + SAID)
}

fn long_text<'a>(body: Rect, step: &'a Label, look: &Look) -> (Text<'a>, Rect) {
    (markdown(&step.takeaway, look), areas(body).below)
}

fn draw_result(page: &mut Page<'_, '_>, body: Rect, at: At<'_, View>, view: &View) {
    let (step, state) = (at.spec, at.state);
    let areas = areas(body);
    draw_scores(page, areas.beside, step, state, view.is_whole);
    draw_differing(page, areas.pictures, step, state, view.picture);
    let (text, area) = long_text(body, step, page.look);
    pane(page, area, text, at.scroll);
}

/// Both scores on one axis, and how many pictures not both read correctly.
fn draw_scores(
    page: &mut Page<'_, '_>,
    area: Rect,
    step: &Label,
    state: &LabelState,
    is_whole: bool,
) {
    let look = page.look;
    let Look { theme, words, .. } = look;
    let (mine, its) = state.scores(step);
    let dot = |score: &Proportion| Dot {
        share: score.share,
        interval: Some(score.interval),
        ..Dot::default()
    };
    let axis = match is_whole {
        true => Axis::WHOLE,
        false => {
            let its = step.reads_beside().map(|_| dot(&its));
            let its = its
                .into_iter()
                .flat_map(|dot| dot.shares().collect::<Vec<_>>());
            Axis::around(dot(&mine).shares().chain(its))
        }
    };
    let columns = usize::from(area.width).saturating_sub(WHO + 1 + SHARE);
    let row = |who: &str, style: Style, score: &Proportion| {
        let mut line = Line::styled(format!("{who:<WHO$} "), style);
        line.extend(dot(score).row(axis, columns, theme));
        let share = score
            .share
            .map_or("–".to_owned(), |share| words.lang.percent(share));
        line.push_span(Span::styled(format!(" {share:>5}"), style));
        let of = say!(words, "n-of-n", n = score.count, all = score.n);
        let between = score.interval.percent(words.lang);
        let under = format!("{:1$}{of} · {between}", "", WHO + 1);
        [line, Line::styled(under, theme.dim)]
    };
    let you = say!(words, "you");
    let mut lines = Vec::from(row(&you, theme.learner, &mine));
    if let Some(run) = step.reads_beside() {
        let run = fitted(run, WHO, [you.as_str()]);
        lines.extend(row(&run, theme.model, &its));
    }
    lines.push(Line::from(vec![
        Span::raw(" ".repeat(WHO + 1)),
        axis.ends(columns, look),
    ]));
    let text = misread(step, state.differing(step).len(), *words);
    lines.push(Line::styled(text, theme.dim));
    let text = Paragraph::new(lines).wrap(Wrap { trim: false });
    page.frame.render_widget(text, area);
}

/// The pictures that not both read correctly, from the one at this place on.
fn draw_differing(
    page: &mut Page<'_, '_>,
    area: Rect,
    step: &Label,
    state: &LabelState,
    from: usize,
) {
    let Look { theme, words, .. } = page.look;
    let name = |class: u8| state.class_name(class, *words);
    let differing = state.differing(step);
    let shown = differing
        .iter()
        .skip(from)
        .take(fitting_over(area, CAPTIONS));
    let (exhibits, remarks): (Vec<Exhibit<'_>>, Vec<Line<'_>>) = shown
        .enumerate()
        .map(|(at, read)| {
            let shown = Exhibit {
                pixels: read.pixels,
                label: name(read.prediction.label),
                answer: name(read.prediction.answer),
                confidence: Some(read.prediction.confidence),
                selected: at == 0,
            };
            // What the network says is nobody's business yet.
            let exhibit = match step.alone {
                true => Exhibit {
                    answer: read.said.map_or(UNTOLD.into(), name),
                    confidence: None,
                    ..shown
                },
                false => shown,
            };
            let said = match step.alone {
                true => String::new(),
                false => state.said(read, *words),
            };
            (exhibit, Line::styled(said, theme.learner))
        })
        .unzip();
    let Some(shape) = state.shape() else {
        return;
    };
    let shown = Gallery {
        shape,
        classes: words.names(state.classes()),
        exhibits,
        remarks,
    };
    shown.draw(page, area);
}
