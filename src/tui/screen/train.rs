//! A training, live: curves, progress, epochs, and what the model says of a few pictures, now or after any epoch.

pub(crate) mod begin;
mod filters;
pub(super) mod live;
mod scrub;

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};

use super::kind::{At, Response, Screen, Waiting};
use live::{areas, draw_curves, draw_epochs, draw_glance, draw_status};

use super::looked::Looked;
use crate::lesson::step::{TrainState, stands_in};
use crate::lesson::tell::ended;
use crate::lesson::{Action, Specimens, Stage};
use crate::pack::{Spec, Train};
use crate::say;
use crate::train::{RunView, State};
use crate::tui::command::Command;
use crate::tui::keys::{Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::facts::said_and_found;
use crate::tui::widget::gallery::GAP;
use crate::tui::widget::markdown::{column, markdown, pane, readable};
use crate::tui::widget::run_row::{NAME, VALIDATION, run_row};
use crate::tui::widget::specimens;
use crate::words::Words;

/// What only this screen cares about.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// The epoch that is looked at, from 1; where it stands now, or ended, if none was chosen.
    epoch: Option<usize>,
    /// Whether the first layer's filters are shown instead of the pictures.
    shows_filters: bool,
}

impl Screen for View {
    type Spec = Train;
    type State = TrainState;

    fn waiting<'a>(_: At<'a, Self>) -> Waiting<'a> {
        Waiting::Own
    }

    fn draw(&self, page: &mut Page<'_, '_>, body: Rect, at: At<'_, Self>) {
        let At { spec, state, .. } = at;
        if at.stage == Stage::Begin {
            return begin::draw(page, body, spec, (state, at.walk.specimens()), at.scroll);
        }
        let Some(run_view) = &state.run_view else {
            let (text, area) = long_text(body, spec, state, page.look);
            return pane(page, area, text, at.scroll);
        };
        let [charts, status, table, below] = areas(body, spec.recipe.epochs);
        draw_curves(page, charts, run_view, spec.recipe.epochs, self.epoch);
        match self.epoch {
            Some(epoch) => scrub::draw_head(page, status, run_view, epoch),
            None => draw_status(page, status, run_view),
        }
        draw_epochs(page, table, run_view, self.epoch);
        match (at.stage, run_view.is_over()) {
            _ if self.epoch.is_some() || self.shows_filters => {
                let glance = scrub::glance(run_view, self.epoch);
                match glance {
                    Some(glance) if self.shows_filters => {
                        filters::draw(page, below, &glance.filters);
                    }
                    Some(glance) => draw_glance(page, below, run_view, glance),
                    None => scrub::draw_nothing(page, below),
                }
            }
            (Stage::Watch, false) => {
                let below = draw_augmented(page, below, at.walk.specimens());
                if let Some(glance) = &run_view.glance {
                    draw_glance(page, below, run_view, glance);
                }
            }
            (Stage::Watch, true) => {
                let mut rows = beside(below.width, spec, state, page.look);
                // Rather without its head than without a row.
                if rows.len() > usize::from(below.height) {
                    rows.remove(0);
                }
                page.frame.render_widget(Text::from(rows), below);
            }
            _ => {
                let (text, area) = long_text(body, spec, state, page.look);
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
        match at.stage {
            Stage::Begin => Some(begin::long_text(body, at.spec, at.state, look)),
            Stage::Look if self.epoch.is_none() && !self.shows_filters => {
                Some(long_text(body, at.spec, at.state, look))
            }
            _ => None,
        }
    }

    fn keys(&self, at: At<'_, Self>) -> Keys {
        let scroll: &[Own] = match at.stage {
            Stage::Begin | Stage::Look => &[Own::Scroll, Own::Page],
            _ => &[],
        };
        let run_view = at.state.run_view.as_deref();
        let has_epochs = run_view.is_some_and(|run_view| !run_view.epochs.is_empty());
        let has_glance = run_view.is_some_and(|run_view| run_view.glance.is_some());
        let own = [(Own::Scrub, has_epochs), (Own::Inside, has_glance)];
        let own = own
            .into_iter()
            .filter_map(|(own, is_there)| is_there.then_some(own));
        at.keys(scroll.iter().copied().chain(own))
    }

    fn obey(&mut self, at: At<'_, Self>, command: Command, _: &mut u16) -> Response {
        let run_view = at.state.run_view.as_deref();
        match (command, run_view) {
            (Command::Left | Command::Right, Some(run_view)) => {
                self.epoch = scrub::moved(self.epoch, command, run_view.epochs.len());
                return Response::Done;
            }
            (Command::Inside, Some(run_view)) if run_view.glance.is_some() => {
                self.shows_filters = !self.shows_filters;
                return Response::Done;
            }
            _ => {}
        }
        let mut run_views = at.state.run_views();
        let is_paused = run_views.any(|run_view| run_view.state == State::Paused);
        match command {
            Command::Pause if is_paused => Response::Act(Action::Resume),
            Command::Pause => Response::Act(Action::Pause),
            Command::Stop => Response::Act(Action::Stop),
            Command::ResumeTraining => Response::Act(Action::Begin),
            _ => Response::Pass,
        }
    }

    fn looked_at<'a>(&'a self, _: At<'a, Self>, _: Words) -> Option<Looked<'a>> {
        None
    }
}

/// The networks that are trained beside it, a row each under a head; nothing where there are none.
fn beside(width: u16, train: &Train, state: &TrainState, look: &Look) -> Vec<Line<'static>> {
    let words = look.words;
    let width = usize::from(width).saturating_sub(NAME + VALIDATION + 1);
    let rows = train.seeds().skip(1).zip(&*state.beside);
    let mut rows: Vec<Line<'static>> = rows
        .map(|(seed, run_view)| {
            let name = say!(words, "with-seed", seed = seed.to_string());
            Line::from(run_row(&name, Some(run_view), width, look))
        })
        .collect();
    if !rows.is_empty() {
        let beside = say!(words, "beside-it");
        let validation = say!(words, "column-validation-accuracy");
        let head = format!("{beside:<NAME$}{:width$}{validation:>VALIDATION$}", "");
        rows.insert(0, Line::styled(head, look.theme.dim));
    }
    rows
}

/// How it ended, what was said beforehand, and what there is to take home.
fn long_text<'a>(
    body: Rect,
    train: &'a Train,
    state: &'a TrainState,
    look: &Look,
) -> (Text<'a>, Rect) {
    let Look { theme, words, .. } = look;
    let [_, _, _, below] = areas(body, train.recipe.epochs);
    let mut text = Text::default();
    if let Some(file) = &state.brought {
        text.push_line(Line::styled(stands_in(file, *words), theme.text));
        return (text, column(body.inner(Margin::new(1, 1))));
    }
    if let Some(run_view) = &state.run_view {
        text.extend(verdict(run_view, look));
        // It was read with the question or above the recipe, where there was either.
        if state.is_known && !train.say.is_empty() {
            text.push_line(Line::default());
            text.extend(markdown(&train.say, look).lines);
        }
        for (answered, asked) in state
            .gate
            .answered(train.questions())
            .iter()
            .zip(&train.predict)
        {
            let after = say!(words, "after-epoch", n = asked.after);
            let mut line = said_and_found(answered, look);
            let start = Span::styled(format!("{after}: "), theme.text);
            line.spans.insert(0, start);
            text.push_line(line);
        }
        text.extend(beside(readable(below).width, train, state, look));
        if run_view.ending().is_some() && !train.takeaway.is_empty() {
            text.push_line(Line::default());
            text.extend(markdown(&train.takeaway, look).lines);
        }
    }
    (text, below)
}

/// What becomes of a picture before it is learned from, and what is left of the area beside it.
fn draw_augmented(page: &mut Page<'_, '_>, area: Rect, specimens: &[Specimens]) -> Rect {
    let [pair, _] = specimens::COLUMNS;
    if specimens.is_empty() || area.width < 2 * pair {
        return area;
    }
    let [pictures, _, rest] = Layout::horizontal([
        Constraint::Length(pair),
        Constraint::Length(2 * GAP),
        Constraint::Fill(1),
    ])
    .areas(area);
    specimens::draw(page, pictures, specimens);
    rest
}

/// How the run ended, in words.
fn verdict(run_view: &RunView, look: &Look) -> Vec<Line<'static>> {
    let theme = &look.theme;
    let line = match &run_view.state {
        State::Failed(message) => Line::styled(message.clone(), theme.bad),
        State::Done(ending) => Line::styled(ended(ending, run_view, look.words), theme.text),
        _ => return Vec::new(),
    };
    vec![line]
}
