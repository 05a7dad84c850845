//! The human control: one picture after the other, large; then both scores, and where they differ.

use std::borrow::Cow;

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Wrap};

use super::kind::{At, Response, Screen, Waiting};
use super::looked::Looked;
use crate::eval::Proportion;
use crate::lesson::step::{LabelState, Read};
use crate::lesson::{Action, Stage};
use crate::pack::Label;
use crate::say;
use crate::tui::command::Command;
use crate::tui::keys::{Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::widget::bar::bar;
use crate::tui::widget::gallery::{CAPTION, Exhibit, fitting, gallery};
use crate::tui::widget::markdown::{markdown, pane};
use crate::tui::widget::picture::Picture;
use crate::words::Words;

/// What only this screen cares about.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// The first picture that is shown in the end, from 0.
    picture: usize,
}

impl Screen for View {
    type Spec = Label;
    type State = LabelState;

    fn waiting<'a>(at: At<'a, Self>) -> Waiting<'a> {
        Waiting::Measuring(&at.spec.slices, &at.state.measuring)
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
            _ => at.keys([Own::Picture, Own::Peek, Own::Scroll, Own::Page]),
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
        let (read, caption) = match at.stage {
            Stage::Label => {
                let mut pictures = at.state.pictures(at.spec);
                let (next, all) = (at.state.said.len(), pictures.len());
                let caption = say!(words, "what-is-it", n = next + 1, all = all);
                ((next < all).then(|| pictures.swap_remove(next))?, caption)
            }
            _ => {
                let mut differing = at.state.differing(at.spec);
                let is_there = self.picture < differing.len();
                let read = is_there.then(|| differing.swap_remove(self.picture))?;
                let names = at.state.classes();
                let name = |class: u8| names.get(usize::from(class)).map_or("?", String::as_str);
                let caption = say!(
                    words,
                    "explained",
                    n = self.picture + 1,
                    truth = name(read.prediction.label),
                    answer = name(read.prediction.answer),
                    sure = format!("{:.0}", read.prediction.confidence * 100.0)
                );
                (read, caption)
            }
        };
        Some(Looked {
            pixels: Cow::Borrowed(read.pixels),
            shape: at.state.shape()?,
            caption,
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
    let high = above.height.min(14);
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
    let mut text = markdown(&step.say, theme);
    text.push_line(Line::default());
    text.push_line(Line::styled(say!(words, "nobody-times-you"), theme.dim));
    let text = Paragraph::new(text).wrap(Wrap { trim: true });
    page.frame.render_widget(text, right);
    let mut x = names.x;
    let mut y = names.y + 1;
    for (class, name) in state.classes().iter().enumerate() {
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

fn areas(body: Rect) -> [Rect; 3] {
    let area = body.inner(Margin::new(1, 0));
    Layout::vertical([
        Constraint::Length(3),
        Constraint::Length(1 + 7 + CAPTION + 1),
        Constraint::Fill(1),
    ])
    .areas(area)
}

fn long_text<'a>(body: Rect, step: &'a Label, look: &Look) -> (Text<'a>, Rect) {
    let [_, _, below] = areas(body);
    (markdown(&step.takeaway, &look.theme), below)
}

fn draw_result(page: &mut Page<'_, '_>, body: Rect, at: At<'_, View>, view: &View) {
    let (step, state) = (at.spec, at.state);
    let look = page.look;
    let Look { theme, words, .. } = look;
    let [scores, pictures, _] = areas(body);
    let (mine, its) = state.scores(step);
    let width = usize::from(scores.width).saturating_sub(46);
    let row = |who: String, style, score: &Proportion| {
        let share = score.share.unwrap_or(0.0);
        let mut spans = vec![Span::styled(format!("{who:<12} "), style)];
        spans.extend(bar(share, None, width, theme));
        let of = say!(words, "n-of-n", n = score.count, all = score.n);
        let text = format!(
            " {:>5} % ({}) · {of}",
            words.lang.percent(share),
            score.interval.percent(words.lang)
        );
        spans.push(Span::styled(text, style));
        Line::from(spans)
    };
    let run: String = step.of.chars().take(12).collect();
    let lines = vec![
        row(say!(words, "you"), theme.learner, &mine),
        row(run, theme.model, &its),
    ];
    page.frame.render_widget(Text::from(lines), scores);
    let differing = state.differing(step);
    let names = state.classes();
    let name = |class: u8| names.get(usize::from(class)).map_or("?", String::as_str);
    let [title, gallery_area, own] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(7 + CAPTION),
        Constraint::Length(1),
    ])
    .areas(pictures);
    let n = differing.len();
    let text = say!(words, "not-read-alike", n = n);
    page.frame
        .render_widget(Line::styled(text, theme.dim), title);
    let shown: Vec<&Read<'_>> = differing
        .iter()
        .skip(view.picture)
        .take(fitting(gallery_area))
        .collect();
    let exhibits: Vec<Exhibit<'_>> = shown
        .iter()
        .map(|read| Exhibit {
            pixels: read.pixels,
            label: name(read.prediction.label),
            answer: name(read.prediction.answer),
            confidence: read.prediction.confidence,
            selected: false,
        })
        .collect();
    if let Some(shape) = state.shape() {
        gallery(page, gallery_area, shape, &exhibits);
    }
    for (read, x) in shown.into_iter().zip((own.x..own.right()).step_by(16)) {
        let said = match read.said {
            Some(class) => say!(words, "you-read", class = name(class)),
            None => say!(words, "you-could-not-tell"),
        };
        let place = Rect::new(x, own.y, 14, 1).intersection(own);
        let line = Line::styled(said, theme.learner).centered();
        page.frame.render_widget(line, place);
    }
    let (text, area) = long_text(body, step, look);
    pane(page, area, text, at.scroll);
}
