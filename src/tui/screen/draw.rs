//! Drawing: the canvas, what the network sees and says of it, and how it all went in the end.

mod paper;

use std::borrow::Cow;

use image::GrayImage;
use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Block, Paragraph, Wrap};

use super::kind::{At, Response, Screen, Waiting};
use super::looked::{Looked, Probabilities};
use crate::dataset::Shape;
use crate::lesson::drawing::{CanvasPoint, Pen};
use crate::lesson::step::written::{by_digit, by_tool, told_by_tool};
use crate::lesson::step::{DrawState, PhotoSource};
use crate::lesson::tell::said;
use crate::lesson::{Action, Stage, Tool};
use crate::pack::{Draw, Spec};
use crate::say;
use crate::tui::command::Command;
use crate::tui::keys::{Item, Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::touch::Phase;
use crate::tui::widget::facts::{fact, label};
use crate::tui::widget::field::Field;
use crate::tui::widget::gallery::{CAPTION, Exhibit, fitting, gallery};
use crate::tui::widget::markdown::{markdown, pane};
use crate::tui::widget::picture::Picture;
use crate::tui::widget::probabilities::probabilities;
use crate::words::Words;

/// How far a key moves the pen: a pixel of what the network sees.
const KEY: f32 = 1.0 / 28.0;
/// Columns beside the canvas that the bars need.
const BESIDE: u16 = 28;
/// Rows of the picture that the network sees, where they can be had.
const SEEN: u16 = 7;

/// What only this screen cares about.
#[derive(Debug)]
pub(crate) struct View {
    /// Where the keys' pen is.
    at: CanvasPoint,
    /// Whether it touches the canvas.
    is_down: bool,
    /// Whether keys have moved it: before that, it is not shown.
    is_used: bool,
    /// The first picture that is shown, of those that were found on a paper or, in the end, handed in; from 0.
    picture: usize,
    /// What is typed of a photo's path, while it is typed.
    path: Option<Field>,
}

impl Default for View {
    fn default() -> Self {
        Self {
            at: (0.5, 0.25),
            is_down: false,
            is_used: false,
            picture: 0,
            path: None,
        }
    }
}

impl Screen for View {
    type Spec = Draw;
    type State = DrawState;

    fn waiting<'a>(at: At<'a, Self>) -> Waiting<'a> {
        match &at.state.failure {
            Some(failure) => Waiting::Failed(failure),
            None => Waiting::Own,
        }
    }

    fn draw(&self, page: &mut Page<'_, '_>, body: Rect, at: At<'_, Self>) {
        match at.stage {
            Stage::Look => draw_result(page, body, at, self),
            _ if self.is_about_paper(at) => self.draw_paper(page, body, at),
            _ => draw_canvas(page, body, at.spec, at.state, self),
        }
    }

    fn scrolling<'a>(
        &'a self,
        body: Rect,
        at: At<'a, Self>,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)> {
        match at.stage {
            Stage::Look => Some(long_text(body, at, look)),
            _ if self.is_about_paper(at) => self.own_text(body, at, look),
            _ => None,
        }
    }

    fn keys(&self, at: At<'_, Self>) -> Keys {
        if let Some(path) = &self.path {
            let own = [Own::LookAtPath, Own::Cancel].map(Item::Own);
            return Keys::typing(path.text().is_empty(), own);
        }
        match at.stage {
            Stage::Draw if at.state.paper.is_some() => {
                at.keys([Own::Picture, Own::Peek, Own::Keeping])
            }
            Stage::Draw if !at.spec.takes_drawings() => {
                at.keys([Own::Scroll, Own::Page, Own::Keeping])
            }
            Stage::Draw => {
                let nothing = at.state.canvas.is_empty().then_some(Own::HandInNothing);
                at.keys([Own::Pen, Own::Keeping].into_iter().chain(nothing))
            }
            Stage::Look => {
                let own = [
                    Own::Picture,
                    Own::Peek,
                    Own::Scroll,
                    Own::Page,
                    Own::Keeping,
                ];
                at.keys(own)
            }
            _ => at.keys([]),
        }
    }

    fn field(&mut self, _: At<'_, Self>) -> Option<&mut Field> {
        self.path.as_mut()
    }

    /// A file was dropped on the terminal.
    fn paste(&mut self, at: At<'_, Self>, text: &str) -> Response {
        match (at.stage, PhotoSource::named(text)) {
            (Stage::Draw, Some(source)) if at.spec.takes_paper() => self.look_at(source),
            (Stage::Draw, None) if at.spec.takes_paper() => Response::Notice("type-a-path"),
            _ => Response::Pass,
        }
    }

    fn obey(&mut self, at: At<'_, Self>, command: Command, _: &mut u16) -> Response {
        match at.stage {
            _ if self.path.is_some() => self.type_path(command),
            Stage::Draw if command == Command::OwnPhoto => self.ask_path(),
            Stage::Draw if at.state.paper.is_some() => self.obey_with_paper(at.state, command),
            Stage::Draw if !at.spec.takes_drawings() => match command {
                Command::Stop => Response::Act(Action::Stop),
                _ => Response::Pass,
            },
            Stage::Draw => self.draw_with(at.state, command),
            Stage::Look => {
                let last = at.state.written(at.spec).len().saturating_sub(1);
                match command {
                    Command::Left => self.picture = self.picture.saturating_sub(1),
                    Command::Right => self.picture = (self.picture + 1).min(last),
                    Command::DrawOn => return Response::Act(Action::Resume),
                    _ => return Response::Pass,
                }
                Response::Done
            }
            _ => Response::Pass,
        }
    }

    /// The first of the drawings that are shown, with every point of the pen.
    fn looked_at<'a>(&'a self, at: At<'a, Self>, words: Words) -> Option<Looked<'a>> {
        if at.stage != Stage::Look {
            return self.paper_looked_at(at.state.paper.as_ref()?, words);
        }
        let written = at.state.written(at.spec);
        let one = written.get(self.picture)?;
        let ink = one.handed_in.ink();
        let (class, sure) = one.read_as();
        let caption = say!(
            words,
            "explained",
            n = self.picture + 1,
            truth = one.digit.to_string(),
            answer = class.to_string(),
            sure = format!("{:.0}", sure * 100.0)
        );
        Some(Looked {
            shape: Shape {
                width: ink.width() as usize,
                height: ink.height() as usize,
                channels: 1,
            },
            pixels: Cow::Owned(ink.into_raw()),
            caption,
            answer: Some(Probabilities::of_digit(one.answer, Some(one.digit))),
            other: None,
        })
    }
}

impl View {
    /// What a command does to the canvas.
    fn draw_with(&mut self, state: &DrawState, command: Command) -> Response {
        let pen = |pen: Pen| Response::Act(Action::Draw(pen));
        match command {
            Command::Touch(touch) => {
                self.is_down = false;
                let place = (touch.x, touch.y);
                pen(match touch.phase {
                    Phase::Press => Pen::Down(Tool::Mouse, place),
                    Phase::Drag => Pen::To(place),
                    Phase::Release => Pen::Up,
                })
            }
            Command::Left => self.move_pen(-KEY, 0.0),
            Command::Right => self.move_pen(KEY, 0.0),
            Command::Up => self.move_pen(0.0, -KEY),
            Command::Down => self.move_pen(0.0, KEY),
            Command::PenDown => {
                self.is_used = true;
                self.is_down = !self.is_down;
                pen(match self.is_down {
                    true => Pen::Down(Tool::Keys, self.at),
                    false => Pen::Up,
                })
            }
            Command::Undo | Command::Clear => {
                self.is_down = false;
                pen(match command {
                    Command::Undo => Pen::Undo,
                    _ => Pen::Clear,
                })
            }
            Command::Wider => pen(Pen::Wider),
            Command::Narrower => pen(Pen::Finer),
            Command::Enter if state.canvas.is_empty() => Response::Notice("draw-first"),
            Command::Enter => {
                self.is_down = false;
                Response::Act(Action::HandIn)
            }
            Command::Stop => Response::Act(Action::Stop),
            _ => Response::Pass,
        }
    }

    fn move_pen(&mut self, x: f32, y: f32) -> Response {
        let inside = |value: f32| value.clamp(0.0, 1.0);
        self.at = (inside(self.at.0 + x), inside(self.at.1 + y));
        self.is_used = true;
        match self.is_down {
            true => Response::Act(Action::Draw(Pen::To(self.at))),
            false => Response::Done,
        }
    }
}

fn draw_canvas(page: &mut Page<'_, '_>, body: Rect, step: &Draw, state: &DrawState, view: &View) {
    let Look { theme, words, .. } = page.look;
    let area = body.inner(Margin::new(1, 0));
    let [head, below] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
    if let Some(digit) = state.now(step) {
        let (at, all) = (state.handed_in.len() + 1, step.goal);
        let line = Line::from(vec![
            Span::styled(say!(words, "write-a", digit = digit), theme.title),
            Span::styled(
                format!(
                    " · {} · {}",
                    say!(words, "n-of-n", n = at, all = all),
                    say!(words, "pen-width", n = state.canvas.width())
                ),
                theme.dim,
            ),
        ]);
        page.frame.render_widget(line, head);
    }
    let room = below.width.saturating_sub(BESIDE);
    let height = below.height.min(room / 2);
    let [canvas, _, beside] = Layout::horizontal([
        Constraint::Length(height.saturating_sub(2) * 2 + 2),
        Constraint::Length(1),
        Constraint::Fill(1),
    ])
    .areas(below);
    let canvas = Rect { height, ..canvas };
    let block = Block::bordered().border_style(theme.border);
    let inner = block.inner(canvas);
    page.frame.render_widget(block, canvas);
    draw_ink(page, inner, &state.canvas.ink());
    page.clickable(inner, Target::Surface);
    if view.is_used {
        draw_pen(page, inner, view);
    }
    draw_live(page, beside, step, state);
}

/// Marks where the keys' pen is.
fn draw_pen(page: &mut Page<'_, '_>, area: Rect, view: &View) {
    let cell = |share: f32, size: u16| {
        let cell = (share * f32::from(size)) as u16;
        cell.min(size.saturating_sub(1))
    };
    let place = (
        area.x + cell(view.at.0, area.width),
        area.y + cell(view.at.1, area.height),
    );
    let theme = &page.look.theme;
    if let Some(cell) = page.frame.buffer_mut().cell_mut(place) {
        let mark = if view.is_down { '●' } else { '○' };
        cell.set_char(mark).set_style(theme.learner);
    }
}

fn draw_ink(page: &mut Page<'_, '_>, area: Rect, ink: &GrayImage) {
    let picture = Picture {
        pixels: ink.as_raw(),
        shape: Shape {
            width: ink.width() as usize,
            height: ink.height() as usize,
            channels: 1,
        },
        look: page.look,
    };
    page.frame.render_widget(picture, area);
}

/// What the network sees of the canvas, and what it says of it just now.
fn draw_live(page: &mut Page<'_, '_>, area: Rect, step: &Draw, state: &DrawState) {
    let look = page.look;
    let Look { theme, words, .. } = look;
    let wanted = if area.height >= 26 { 2 * SEEN } else { SEEN };
    let seen = wanted.min(area.height.saturating_sub(11));
    let [bars, caption, below] = Layout::vertical([
        Constraint::Length(10),
        Constraint::Length(1),
        Constraint::Length(seen),
    ])
    .areas(area);
    let classes: Vec<String> = (0..10).map(|digit| digit.to_string()).collect();
    let live = state.live.as_deref().unwrap_or(&[0.0; 10]);
    let shares: Vec<f64> = live.iter().map(|&share| f64::from(share)).collect();
    if state.live.is_some() {
        probabilities(page, bars, &classes, &shares, None);
    } else {
        let mut how = say!(words, "how-to-draw");
        if step.takes_paper() {
            let digits = state.told_row(step, *words);
            how = format!("{how}\n\n{}", say!(words, "or-on-paper", row = digits));
            let all = state.told_all(step, *words);
            how.extend(all.map(|all| format!("\n\n{all}")));
        }
        let text = Paragraph::new(how)
            .style(theme.dim)
            .wrap(Wrap { trim: true });
        // Nothing stands below before there is ink.
        let room = match state.canvas.is_empty() {
            true => area,
            false => bars,
        };
        page.frame.render_widget(text, room);
    }
    if let Some(picture) = state.canvas.seen() {
        let text = Line::styled(say!(words, "what-it-sees"), theme.dim);
        page.frame.render_widget(text, caption);
        draw_ink(page, below, &picture);
    }
}

fn result_areas(body: Rect, at: At<'_, View>) -> [Rect; 3] {
    let area = body.inner(Margin::new(1, 0));
    let tools = by_tool(&at.state.written(at.spec)).len();
    // Of two, it is also said how far they are apart.
    let by_tool = u16::try_from(tools + usize::from(tools == 2)).unwrap_or(0);
    let pictures = if area.height >= 34 { 14 } else { 7 } + CAPTION + 2;
    Layout::vertical([
        Constraint::Length(pictures),
        Constraint::Length(5 + by_tool),
        Constraint::Fill(1),
    ])
    .areas(area)
}

fn long_text<'a>(body: Rect, at: At<'a, View>, look: &Look) -> (Text<'a>, Rect) {
    let [_, _, below] = result_areas(body, at);
    (markdown(&at.spec.takeaway, look), below)
}

fn draw_result(page: &mut Page<'_, '_>, body: Rect, at: At<'_, View>, view: &View) {
    let (step, state) = (at.spec, at.state);
    let Look { theme, words, .. } = page.look;
    let [pictures, facts, _] = result_areas(body, at);
    let written = state.written(step);
    let shown: Vec<_> = written
        .iter()
        .skip(view.picture)
        .filter_map(|one| Some((one.handed_in.seen()?, one)))
        .collect();
    let names: Vec<String> = (0..10).map(|digit| digit.to_string()).collect();
    let name = |digit: u8| names.get(usize::from(digit)).map_or("?", String::as_str);
    let title = format!(" {} ", say!(words, "your-hand"));
    let block = Block::bordered()
        .border_style(theme.border)
        .title(Span::styled(title, theme.title));
    let inner = block.inner(pictures).inner(Margin::new(1, 0));
    page.frame.render_widget(block, pictures);
    let exhibits: Vec<Exhibit<'_>> = shown
        .iter()
        .take(fitting(inner))
        .enumerate()
        .map(|(place, (seen, one))| Exhibit {
            pixels: seen.as_raw(),
            label: name(one.digit).into(),
            answer: name(one.read_as().0).into(),
            confidence: Some(one.read_as().1),
            selected: place == 0,
        })
        .collect();
    let shape = Shape {
        width: 28,
        height: 28,
        channels: 1,
    };
    gallery(page, inner, shape, &exhibits);
    draw_score(page, facts, at);
    let (text, area) = long_text(body, at, page.look);
    pane(page, area, text, at.scroll);
}

fn draw_score(page: &mut Page<'_, '_>, area: Rect, at: At<'_, View>) {
    let (step, state) = (at.spec, at.state);
    let Look { theme, words, .. } = page.look;
    let mut lines = Vec::new();
    if let Some(answered) = state.gate.first(step.questions()) {
        lines.push(Line::from(vec![
            label(&say!(words, "you-said"), theme),
            Span::styled(said(&answered, *words), theme.learner),
        ]));
    }
    let written = state.written(step);
    let score = state.score(step);
    let (right, all) = (score.count, score.n);
    let text = match score.share {
        Some(share) => format!(
            "{} · {} %",
            say!(words, "n-of-n", n = right, all = all),
            words.lang.percent(share)
        ),
        None => say!(words, "nothing-drawn"),
    };
    lines.push(Line::from(vec![
        label(&say!(words, "accuracy"), theme),
        Span::styled(text, theme.model),
    ]));
    if score.share.is_some() {
        let between = score.interval.percent(words.lang);
        lines.push(fact(&say!(words, "interval"), between, theme));
        lines.push(fact(&say!(words, "by-digit"), by_digit(&written), theme));
        let by_tool = told_by_tool(&written, *words).into_iter();
        lines.extend(by_tool.map(|told| fact("", told, theme)));
    }
    page.frame.render_widget(Paragraph::new(lines), area);
}
