//! The list of lessons, with what was done of each.

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{List, ListItem, ListState, Paragraph, Wrap};

use crate::eval::Proportion;
use crate::lesson::{Guess, Saved, calibration, wanted_before};
use crate::pack::Lesson;
use crate::say;
use crate::tui::app::App;
use crate::tui::keys::Command;
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::widget::markdown::column;

/// Lines from which on there is room for more than the list.
const ROOMY: u16 = 18;

/// Draws the list.
pub fn draw(page: &mut Page<'_, '_>, body: Rect, app: &App) {
    let look = page.look;
    let theme = &look.theme;
    let area = column(body.inner(Margin::new(1, 1)));
    let about = Paragraph::new(app.pack.file.about.trim())
        .style(theme.text)
        .wrap(Wrap { trim: true });
    let lines = u16::try_from(about.line_count(area.width)).unwrap_or(1);
    let said = match area.height {
        ROOMY.. => calibration_lines(app),
        _ => Vec::new(),
    };
    let [title, text, _, list, below] = Layout::vertical([
        Constraint::Length(2),
        Constraint::Length(lines.min(6)),
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(u16::try_from(said.len()).unwrap_or(0)),
    ])
    .areas(area);
    page.frame.render_widget(Text::from(said), below);
    let found = app.found();
    let mut name = Line::styled(app.pack.file.title.as_str(), theme.title);
    if let Some(sought) = &app.home.search {
        let words = look.words;
        name.push_span(Span::styled(
            format!("   {} {sought}▏", say!(words, "look-for")),
            theme.learner,
        ));
        if found.is_empty() {
            name.push_span(Span::styled(
                format!(" {}", say!(words, "nothing-found")),
                theme.bad,
            ));
        }
    }
    page.frame.render_widget(name, title);
    page.frame.render_widget(about, text);
    let items = found.iter().filter_map(|&index| {
        let lesson = app.pack.lessons.get(index)?;
        let saved = app.home.saved.get(index).and_then(Option::as_ref);
        let before = match app.is_open(index) {
            true => wanted_before(&app.pack, lesson, &app.home.saved, look.words),
            false => Some(say!(look.words, "lesson-closed")),
        };
        Some(item(index, lesson, (saved, before), list.width, look))
    });
    let items: Vec<ListItem<'_>> = items.collect();
    let heights: Vec<u16> = items
        .iter()
        .map(|item| u16::try_from(item.height()).unwrap_or(1))
        .collect();
    let selected = found.iter().position(|&place| place == app.home.selected);
    let mut state = ListState::default().with_selected(selected);
    let list_widget = List::new(items)
        .highlight_style(theme.selected)
        .highlight_symbol("▸ ");
    page.frame
        .render_stateful_widget(list_widget, list, &mut state);
    let mut y = list.y;
    for (lesson, height) in found.into_iter().zip(heights).skip(state.offset()) {
        let item = Rect::new(list.x, y, list.width, height).intersection(list);
        page.clickable(item, Target::Command(Command::Pick(lesson)));
        y = y.saturating_add(height);
    }
}

/// How often things turned out as the learner said, in their latest walk through each lesson; nothing
/// before anything did.
fn calibration_lines(app: &App) -> Vec<Line<'static>> {
    let Look { theme, words, .. } = &app.look;
    let walked = app.pack.lessons.iter().zip(&app.home.saved);
    let walked = walked.filter_map(|(lesson, saved)| {
        let saved = saved.as_ref()?;
        Some((lesson.as_ref(), saved.steps.as_slice()))
    });
    let levels = calibration(walked);
    let sum = |of: fn(&Proportion) -> usize| levels.iter().map(of).sum::<usize>();
    let (hits, all) = (sum(|level| level.count), sum(|level| level.n));
    if all == 0 {
        return Vec::new();
    }
    let mut spans = vec![Span::styled(
        format!("{} ", say!(words, "how-sure")),
        theme.dim,
    )];
    for (level, sureness) in levels.iter().zip(1..) {
        let held = match level.n {
            0 => "–".to_owned(),
            n => say!(words, "n-of-n", n = level.count, all = n),
        };
        spans.push(Span::styled(format!("  {sureness}/5 "), theme.dim));
        spans.push(Span::styled(held, theme.learner));
    }
    let tolerance = format!("{:.0}", Guess::TOLERANCE);
    vec![
        Line::default(),
        Line::styled(say!(words, "turned-out", n = hits, all = all), theme.text),
        Line::from(spans),
        Line::styled(say!(words, "what-counts", points = tolerance), theme.dim),
    ]
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
