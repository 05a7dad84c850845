//! The list of runs: every run that was ever trained here, its recipe and its curve; two of them side by
//! side; their names, copies and ends.

use std::path::PathBuf;

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{List, ListItem, ListState};

use crate::lesson::clock::since;
use crate::lesson::tell::{origin, status_id};
use crate::say;
use crate::train::{RunId, RunRecord};
use crate::tui::command::Command;
use crate::tui::keys::{Item, Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::widget::chart::{Curve, chart};
use crate::tui::widget::facts::fact;
use crate::tui::widget::field::Field;

/// Columns from which on the list and what it names stand side by side.
const WIDE: u16 = 130;
/// Columns of a run's name or id.
const NAME: usize = 20;
/// Characters of a run's name or of a file at most.
const MAX_TEXT: usize = 4096;
/// Rows of a curve that can be read.
const CURVE: u16 = 6;

/// What the list of runs shows, and what is being done in it.
#[derive(Debug, Default)]
pub(super) struct RunList {
    records: Vec<RunRecord>,
    marked: usize,
    /// The run that others are compared with.
    beside: Option<RunId>,
    writing: Option<Writing>,
    /// The run that is deleted if that is asked for once more.
    to_delete: Option<RunId>,
}

/// A line that is typed, and what for.
#[derive(Debug)]
struct Writing {
    what: Written,
    text: Field,
}

/// What is typed of a run.
#[derive(Debug, Clone, Copy)]
enum Written {
    /// Its name.
    Name,
    /// The file that its weights are written to.
    File,
}

/// What shall be done with a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Give it this name; an empty one takes the name away.
    Rename(RunId, String),
    /// Write its weights to this file.
    Export(RunId, PathBuf),
    /// Delete it and its weights.
    Delete(RunId),
}

/// What a key came to.
pub(super) enum Response {
    /// It was for the screen alone.
    Done,
    /// The text with this id says what has to be known.
    Notice(&'static str),
    /// Something shall be done outside.
    Wish(Wish),
    /// The list of runs is closed.
    Close,
}

impl RunList {
    /// The list of these runs, newest first.
    pub(super) fn of(records: Vec<RunRecord>) -> Self {
        Self {
            records,
            ..Self::default()
        }
    }

    /// The runs are these now; what was looked at stays, nothing is typed any more.
    pub(super) fn renew(&mut self, records: Vec<RunRecord>) {
        let is_there = |id: &RunId| records.iter().any(|record| record.id == *id);
        *self = Self {
            marked: self.marked.min(records.len().saturating_sub(1)),
            beside: self.beside.take().filter(is_there),
            records,
            ..Self::default()
        };
    }

    fn record(&self) -> Option<&RunRecord> {
        self.records.get(self.marked)
    }

    /// The run beside which the marked one is shown.
    fn other(&self) -> Option<&RunRecord> {
        let other = self.beside.as_ref()?;
        let other = self.records.iter().find(|record| record.id == *other)?;
        (self.record()?.id != other.id).then_some(other)
    }

    /// What keys mean in it.
    pub(super) fn keys(&self) -> Keys {
        match &self.writing {
            Some(writing) => {
                let own = [Own::Keep, Own::Cancel].map(Item::Own);
                Keys::typing(writing.text.text().is_empty(), own)
            }
            None => {
                let of_a_run = [Own::Mark, Own::Rename, Own::Export, Own::Delete, Own::Move];
                let is_one = self.record().is_some();
                Keys::of(of_a_run.into_iter().filter(|_| is_one).map(Item::Own))
            }
        }
    }

    /// A text is pasted.
    pub(super) fn paste(&mut self, text: &str) {
        if let Some(writing) = &mut self.writing {
            writing.text.paste(text);
        }
    }

    pub(super) fn obey(&mut self, command: Command) -> Response {
        let to_delete = self.to_delete.take();
        let id = self.record().map(|record| record.id.clone());
        if let Some(writing) = &mut self.writing {
            match command {
                Command::Edit(request) => writing.text.edit(request),
                Command::Cancel => self.writing = None,
                Command::Enter => return self.written(),
                _ => {}
            }
            return Response::Done;
        }
        let last = self.records.len().saturating_sub(1);
        match (command, id) {
            (Command::Leave, _) => return Response::Close,
            (Command::Up, _) => self.marked = self.marked.saturating_sub(1),
            (Command::Down, _) => self.marked = (self.marked + 1).min(last),
            (Command::Pick(place), _) => self.marked = place.min(last),
            (Command::Mark, id) => self.beside = id.filter(|id| self.beside.as_ref() != Some(id)),
            (Command::Write, Some(_)) => {
                let name = self.record().and_then(|record| record.name.clone());
                self.write(Written::Name, &name.unwrap_or_default());
            }
            (Command::Export, Some(id)) => {
                self.write(Written::File, &format!("{id}.safetensors"));
            }
            (Command::Delete, Some(id)) if to_delete.as_ref() == Some(&id) => {
                return Response::Wish(Wish::Delete(id));
            }
            (Command::Delete, id @ Some(_)) => {
                self.to_delete = id;
                return Response::Notice("runs-delete-again");
            }
            _ => {}
        }
        Response::Done
    }

    fn write(&mut self, what: Written, text: &str) {
        let text = Field::with(text, MAX_TEXT);
        self.writing = Some(Writing { what, text });
    }

    fn written(&mut self) -> Response {
        let id = self.record().map(|record| record.id.clone());
        let (Some(Writing { what, text }), Some(id)) = (self.writing.take(), id) else {
            return Response::Done;
        };
        match (what, text.text()) {
            (Written::Name, name) => Response::Wish(Wish::Rename(id, name.to_owned())),
            (Written::File, file) if !file.trim().is_empty() => {
                Response::Wish(Wish::Export(id, PathBuf::from(file.trim())))
            }
            (Written::File, _) => Response::Done,
        }
    }
}

/// Draws the runs, and what is known of the marked one.
pub(super) fn draw(page: &mut Page<'_, '_>, body: Rect, run_list: &RunList) {
    let Look { theme, words, .. } = page.look;
    let area = body.inner(Margin::new(1, 1));
    if let Some(line) = typed(run_list, body.width, page.look) {
        let last = Rect {
            y: body.bottom().saturating_sub(1),
            height: 1,
            ..body
        };
        page.frame.render_widget(line, last);
    }
    let Some(record) = run_list.record() else {
        let line = Line::styled(say!(words, "runs-empty"), theme.dim);
        return page.frame.render_widget(line, area);
    };
    let [left, right] = match area.width {
        WIDE.. => Layout::horizontal([Constraint::Length(64), Constraint::Fill(1)])
            .spacing(3)
            .areas(area),
        _ => {
            let runs = u16::try_from(run_list.records.len()).unwrap_or(u16::MAX);
            let most = (area.height / 3).max(4);
            Layout::vertical([
                Constraint::Length(runs.saturating_add(1).min(most)),
                Constraint::Fill(1),
            ])
            .spacing(1)
            .areas(area)
        }
    };
    draw_list(page, left, run_list);
    let other = run_list.other();
    let facts = match other {
        None => facts(record, page.look),
        Some(other) => differences(record, other, page.look),
    };
    let rows = u16::try_from(facts.len()).unwrap_or(u16::MAX);
    let [above, below] = Layout::vertical([
        Constraint::Length(rows.min(right.height)),
        Constraint::Fill(1),
    ])
    .areas(right);
    page.frame.render_widget(Text::from(facts), above);
    if below.height < CURVE {
        return;
    }
    let shown: Vec<&RunRecord> = other.into_iter().chain([record]).collect();
    let experiments = shown.iter().filter_map(|run| run.experiment());
    let epochs = experiments.map(|experiment| experiment.recipe.epochs);
    let end = epochs.max().unwrap_or(1);
    let most = Rect {
        height: below.height.min(20),
        ..below
    };
    let areas = Layout::horizontal(vec![Constraint::Fill(1); shown.len()])
        .spacing(2)
        .split(most);
    for (run, area) in shown.into_iter().zip(areas.iter()) {
        chart(page, *area, &curve(run, end));
    }
}

fn draw_list(page: &mut Page<'_, '_>, area: Rect, run_list: &RunList) {
    let Look { theme, words, .. } = page.look;
    let [head, list] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
    let n = run_list.records.len();
    let title = Line::styled(say!(words, "runs-title", n = n), theme.title);
    page.frame.render_widget(title, head);
    let items = run_list.records.iter().map(|record| {
        let is_beside = run_list.beside.as_ref() == Some(&record.id);
        let mark = if is_beside { "◆" } else { " " };
        let accuracy = match record
            .epochs
            .last()
            .and_then(|last| last.validation_accuracy)
        {
            Some(share) => format!("{:>5} %", words.lang.percent(share)),
            None => format!("{:>7}", "–"),
        };
        ListItem::new(Line::from(vec![
            Span::styled(format!("{mark} "), theme.learner),
            Span::styled(
                format!("{:<NAME$} ", short(&called(record), NAME)),
                theme.text,
            ),
            Span::styled(accuracy, theme.model),
            Span::styled(
                format!(
                    "  {:<14} {}",
                    short(&record.model(), 14),
                    since(record.changed, *words)
                ),
                theme.dim,
            ),
        ]))
    });
    let items: Vec<ListItem<'_>> = items.collect();
    let mut state = ListState::default().with_selected(Some(run_list.marked));
    let widget = List::new(items)
        .highlight_style(theme.selected)
        .highlight_symbol("▸ ");
    page.frame.render_stateful_widget(widget, list, &mut state);
    for (run, y) in (state.offset()..n).zip(list.y..list.bottom()) {
        let row = Rect::new(list.x, y, list.width, 1);
        page.clickable(row, Target::Command(Command::Pick(run)));
    }
}

/// Its name, or its id.
fn called(record: &RunRecord) -> String {
    let name = record.name.clone();
    name.unwrap_or_else(|| record.id.to_string())
}

/// The beginning of a text, with a mark where more follows.
fn short(text: &str, most: usize) -> String {
    match text.chars().count() > most {
        true => text.chars().take(most - 1).chain(['…']).collect(),
        false => text.to_owned(),
    }
}

/// What the run is made of, and the line that is typed about it.
fn facts(record: &RunRecord, look: &Look) -> Vec<Line<'static>> {
    let Look { theme, words, .. } = look;
    let how = say!(words, status_id(record.status));
    let seconds = format!("{:.0}", record.seconds);
    let run = record.id.as_str();
    let ended = say!(words, "ended", run = run, how = how, seconds = seconds);
    let mut lines = vec![Line::styled(ended, theme.title)];
    let recipe = origin(&record.origin, *words).into_iter();
    lines.extend(recipe.map(|(name, value)| fact(&name, value, theme)));
    lines
}

/// What two runs are made of, where they differ.
fn differences(one: &RunRecord, other: &RunRecord, look: &Look) -> Vec<Line<'static>> {
    let Look { theme, words, .. } = look;
    let (first, second) = (called(one), called(other));
    let title = say!(
        words,
        "runs-beside",
        first = second.as_str(),
        second = first.as_str()
    );
    let mut lines = vec![Line::styled(title, theme.title)];
    let of = |record: &RunRecord| origin(&record.origin, *words);
    let (ours, theirs) = (of(one), of(other));
    let value = |facts: &[(String, String)], wanted: &str| {
        let known = facts.iter().find(|(name, _)| name == wanted);
        known.map_or("–".to_owned(), |(_, value)| value.clone())
    };
    // One that was brought has no recipe.
    let more = theirs
        .iter()
        .filter(|(name, _)| !ours.iter().any(|(known, _)| known == name));
    for (name, _) in ours.iter().chain(more) {
        let (mine, its) = (value(&ours, name), value(&theirs, name));
        if mine != its {
            lines.push(fact(name, its, theme));
            lines.push(fact("", mine, theme));
        }
    }
    if lines.len() == 1 {
        lines.push(Line::styled(say!(words, "runs-alike"), theme.dim));
    }
    lines
}

fn curve(record: &RunRecord, epochs: usize) -> Curve {
    let title = format!("{} %", short(&called(record), NAME));
    Curve::accuracy(title, &record.curve, &record.epochs, epochs)
}

/// The line that is typed, if one is, in so many columns.
fn typed(run_list: &RunList, width: u16, look: &Look) -> Option<Line<'static>> {
    let Look { theme, words, .. } = look;
    let Writing { what, text } = run_list.writing.as_ref()?;
    let label = match what {
        Written::Name => say!(words, "runs-name"),
        Written::File => say!(words, "runs-file"),
    };
    let label = Span::styled(format!(" {label} "), theme.dim);
    let room = usize::from(width).saturating_sub(label.width());
    Some(Line::from(vec![label, text.span_in(room, theme.learner)]))
}
