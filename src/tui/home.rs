//! The list of lessons, with what was done of each.

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{List, ListItem, ListState, Paragraph, Wrap};

use crate::lesson::{Saved, calibration, wanted_before};
use crate::pack::{Lesson, Pack};
use crate::say;
use crate::tui::command::Command;
use crate::tui::keys::{Item, Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::widget::field::Field;
use crate::tui::widget::markdown::column;

/// Lines from which on there is room for more than the list.
const ROOMY: u16 = 18;

/// Characters that can be looked for at most.
const MAX_SEARCH: usize = 40;

/// The list of lessons, and what is remembered of each.
#[derive(Debug, Default)]
pub(super) struct Home {
    /// The marked lesson, from 0.
    pub(super) selected: usize,
    /// What is remembered, lesson by lesson.
    saved: Vec<Option<Saved>>,
    /// Lessons that can be opened, from the first; all, if none is said.
    pub(super) open: Option<usize>,
    /// Whether the runs of this machine are none of the learner's business.
    pub(super) hides_runs: bool,
    /// The lesson that is forgotten if that is asked for once more.
    to_forget: Option<usize>,
    /// What is looked for, while it is.
    search: Option<Field>,
}

/// What a command in the list of lessons comes to.
pub(super) enum Response {
    /// It was for the list alone.
    Done,
    /// The text with this id says what has to be known.
    Notice(&'static str),
    /// A lesson is opened, perhaps from its beginning.
    Open { lesson: usize, anew: bool },
    /// All runs are looked at.
    RunList,
    /// The program ends.
    Quit,
}

impl Home {
    /// The list with the first lesson marked that is not finished.
    pub(super) fn new(saved: Vec<Option<Saved>>) -> Self {
        let is_unfinished =
            |saved: &Option<Saved>| saved.as_ref().is_none_or(|saved| !saved.finished);
        Self {
            selected: saved.iter().position(is_unfinished).unwrap_or(0),
            saved,
            ..Self::default()
        }
    }

    /// The learner is back, and this is remembered now of so many lessons.
    pub(super) fn returns(&mut self, saved: Vec<Option<Saved>>, lessons: usize) {
        self.search = None;
        self.saved = saved;
        self.selected = self.selected.min(lessons.saturating_sub(1));
    }

    /// Whether the lesson with this place can be opened.
    pub(super) fn is_open(&self, lesson: usize) -> bool {
        self.open.is_none_or(|open| lesson < open)
    }

    /// What keys mean.
    pub(super) fn keys(&self) -> Keys {
        let own: &[Own] = match &self.search {
            Some(_) => &[Own::Open, Own::Move, Own::Cancel],
            None => &[
                Own::Open,
                Own::StartOver,
                Own::Move,
                Own::RunList,
                Own::Search,
                Own::Keeping,
            ],
        };
        let own = own.iter().copied();
        let items = own.filter(|own| !(self.hides_runs && *own == Own::RunList));
        let items = items.map(Item::Own);
        match &self.search {
            Some(sought) => Keys::typing(sought.text().is_empty(), items),
            None => Keys::of(items),
        }
    }

    /// The lessons in which what is looked for occurs, from 0: all, where nothing is looked for.
    fn found(&self, pack: &Pack) -> Vec<usize> {
        let sought = self.search.as_ref().map_or("", Field::text);
        let sought = sought.trim().to_lowercase();
        let lessons = pack.lessons.iter().enumerate();
        let found = lessons.filter(|(place, lesson)| {
            let text = format!("{}. {} {}", place + 1, lesson.title, lesson.about);
            text.to_lowercase().contains(&sought)
        });
        found.map(|(place, _)| place).collect()
    }

    /// A text is pasted: it is looked for, where something is.
    pub(super) fn paste(&mut self, pack: &Pack, text: &str) {
        if let Some(sought) = &mut self.search {
            sought.paste(text);
            self.mark_a_found_one(pack);
        }
    }

    /// The marked lesson is among those that are seen.
    fn mark_a_found_one(&mut self, pack: &Pack) {
        let found = self.found(pack);
        if let (false, Some(first)) = (found.contains(&self.selected), found.first()) {
            self.selected = *first;
        }
    }

    /// What a command does.
    pub(super) fn obey(&mut self, pack: &Pack, command: Command) -> Response {
        let found = self.found(pack);
        let at = found.iter().position(|&place| place == self.selected);
        let step = |by: isize| {
            let next = at.unwrap_or(0).saturating_add_signed(by);
            found.get(next).copied()
        };
        let last = pack.lessons.len().saturating_sub(1);
        let to_forget = self.to_forget.take();
        let selected = self.selected;
        match command {
            Command::Search => self.search = Some(Field::new(MAX_SEARCH)),
            Command::Cancel => self.search = None,
            Command::Edit(request) => {
                if let Some(sought) = &mut self.search {
                    sought.edit(request);
                    self.mark_a_found_one(pack);
                }
            }
            // What was done is not forgotten by a slip of the hand.
            Command::StartOver
                if to_forget != Some(selected)
                    && self.saved.get(selected).is_some_and(Option::is_some) =>
            {
                self.to_forget = Some(selected);
                return Response::Notice("start-over-again");
            }
            // That was the answer to a question: no.
            Command::Leave if to_forget.is_some() => {}
            Command::Leave => return Response::Quit,
            Command::RunList => return Response::RunList,
            Command::Up => self.selected = step(-1).unwrap_or(selected),
            Command::Down => self.selected = step(1).unwrap_or(selected),
            // Nothing was found that could be opened.
            Command::Enter if found.is_empty() => {}
            Command::Pick(lesson) if lesson != selected => self.selected = lesson.min(last),
            Command::Enter | Command::StartOver | Command::Pick(_) => {
                return Response::Open {
                    lesson: selected,
                    anew: command == Command::StartOver,
                };
            }
            _ => {}
        }
        Response::Done
    }
}

/// Draws the list.
pub(super) fn draw(page: &mut Page<'_, '_>, body: Rect, pack: &Pack, home: &Home) {
    let look = page.look;
    let theme = &look.theme;
    let area = column(body.inner(Margin::new(1, 1)));
    let about = Paragraph::new(pack.file.about.trim())
        .style(theme.text)
        .wrap(Wrap { trim: true });
    let lines = u16::try_from(about.line_count(area.width)).unwrap_or(1);
    let said = match area.height {
        ROOMY.. => calibration_lines(pack, home, look),
        _ => Vec::new(),
    };
    let found = home.found(pack);
    let items = found.iter().filter_map(|&index| {
        let lesson = pack.lessons.get(index)?;
        let saved = home.saved.get(index).and_then(Option::as_ref);
        let before = match home.is_open(index) {
            true => wanted_before(pack, lesson, &home.saved, look.words),
            false => Some(say!(look.words, "lesson-closed")),
        };
        Some(item(index, lesson, (saved, before), area.width, look))
    });
    let items: Vec<ListItem<'_>> = items.collect();
    let heights: Vec<u16> = items
        .iter()
        .map(|item| u16::try_from(item.height()).unwrap_or(1))
        .collect();
    let above = 3 + lines.min(6) + u16::try_from(said.len()).unwrap_or(0);
    let is_long = heights.iter().sum::<u16>() > area.height.saturating_sub(above);
    let [title, text, more_above, list, more_below, below] = Layout::vertical([
        Constraint::Length(2),
        Constraint::Length(lines.min(6)),
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(u16::from(is_long)),
        Constraint::Length(u16::try_from(said.len()).unwrap_or(0)),
    ])
    .areas(area);
    page.frame.render_widget(Text::from(said), below);
    let mut name = Line::styled(pack.file.title.as_str(), theme.title);
    if let Some(sought) = &home.search {
        let words = look.words;
        let label = format!("   {} ", say!(words, "look-for"));
        name.push_span(Span::styled(label, theme.learner));
        name.push_span(sought.span(theme.learner));
        if found.is_empty() {
            name.push_span(Span::styled(
                format!(" {}", say!(words, "nothing-found")),
                theme.bad,
            ));
        }
    }
    page.frame.render_widget(name, title);
    page.frame.render_widget(about, text);
    let selected = found.iter().position(|&place| place == home.selected);
    let mut state = ListState::default().with_selected(selected);
    let list_widget = List::new(items)
        .highlight_style(theme.selected)
        .highlight_symbol("▸ ");
    page.frame
        .render_stateful_widget(list_widget, list, &mut state);
    let hidden = hidden(&heights, state.offset(), list.height);
    for ((id, n), place) in [("more-above", hidden.0), ("more-below", hidden.1)]
        .into_iter()
        .zip([more_above, more_below])
        .filter(|((_, n), _)| *n > 0)
    {
        let more = Line::styled(say!(look.words, id, n = n), theme.dim);
        page.frame.render_widget(more, place);
    }
    let mut y = list.y;
    for (lesson, height) in found.into_iter().zip(heights).skip(state.offset()) {
        let item = Rect::new(list.x, y, list.width, height).intersection(list);
        page.clickable(item, Target::Command(Command::Pick(lesson)));
        y = y.saturating_add(height);
    }
}

/// How many items of these heights are above the first that is seen, and how many are below the last that is seen whole
/// in so many rows.
fn hidden(heights: &[u16], first: usize, rows: u16) -> (usize, usize) {
    let mut room = rows;
    let seen = heights.iter().skip(first).take_while(|height| {
        let left = room.checked_sub(**height);
        room = left.unwrap_or(0);
        left.is_some()
    });
    let last = first + seen.count();
    (first, heights.len().saturating_sub(last))
}

/// How often things turned out as the learner said, and what that scores, in their latest walk through each lesson; nothing
/// before anything did.
fn calibration_lines(pack: &Pack, home: &Home, look: &Look) -> Vec<Line<'static>> {
    let Look { theme, words, .. } = look;
    let walked = pack.lessons.iter().zip(&home.saved);
    let walked = walked.filter_map(|(lesson, saved)| {
        let saved = saved.as_ref()?;
        Some((lesson.as_ref(), saved.steps.as_slice()))
    });
    let calibration = calibration(walked);
    let sentences = calibration.sentences(*words);
    if sentences.is_empty() {
        return Vec::new();
    }
    let mut spans = vec![Span::styled(
        format!("{} ", say!(words, "how-sure")),
        theme.dim,
    )];
    for (level, confidence) in calibration.levels.iter().zip(1..) {
        let held = match level.n {
            0 => "–".to_owned(),
            n => say!(words, "n-of-n", n = level.count, all = n),
        };
        spans.push(Span::styled(format!("  {confidence}/5 "), theme.dim));
        spans.push(Span::styled(held, theme.learner));
    }
    let sentences = sentences.into_iter();
    let sentences = sentences.map(|sentence| Line::styled(sentence, theme.text));
    [Line::default()]
        .into_iter()
        .chain(sentences)
        .chain([Line::from(spans)])
        .collect()
}

/// Columns before a lesson's line: the mark of the list, and what stands under the number.
const BEFORE: usize = 7;

fn item<'a>(
    index: usize,
    lesson: &'a Lesson,
    (saved, before): (Option<&Saved>, Option<String>),
    width: u16,
    look: &Look,
) -> ListItem<'a> {
    let Look { theme, words, .. } = look;
    let (mark, done) = match saved {
        None => ("○", say!(words, "minutes", n = lesson.minutes)),
        Some(saved) if saved.finished => ("●", say!(words, "finished")),
        Some(saved) => {
            let (at, all) = (saved.at + 1, lesson.steps.len());
            ("◐", say!(words, "at-step", at = at, all = all))
        }
    };
    let mut lines = vec![Line::from(vec![
        Span::styled(format!("{mark} {}. ", index + 1), theme.dim),
        Span::styled(lesson.title.as_str(), theme.title),
        Span::styled(format!("   {done}"), theme.dim),
    ])];
    let room = usize::from(width).saturating_sub(BEFORE).max(1);
    if let Some(before) = before {
        lines.push(Line::styled(format!("     {before}"), theme.dim));
    }
    for line in textwrap::wrap(lesson.about.trim(), room) {
        lines.push(Line::styled(format!("     {line}"), theme.text));
    }
    ListItem::new(lines)
}
