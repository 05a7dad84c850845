//! The confusion matrix: rows are what it is, columns what was said; under it, examples of a cell.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::pictures::{draw_pictures, name};
use crate::eval::{Confusion, Evaluation};
use crate::say;
use crate::tui::command::Command;
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::touch::Touch;
use crate::tui::widget::name::fitted;

/// Columns of a class's name before its row, at least and at most.
const NAME: (usize, usize) = (5, 11);
/// Columns of a row's recall behind it.
const RECALL: usize = 8;

/// The cell that is looked at: the one that was moved to, or the commonest mistake.
fn cell(confusion: &Confusion, cell: Option<(usize, usize)>) -> (usize, usize) {
    cell.unwrap_or_else(|| {
        let mistakes = confusion.mistakes();
        mistakes.first().map_or((0, 0), |mistake| {
            (usize::from(mistake.truth), usize::from(mistake.answer))
        })
    })
}

/// The cell beside the one that is looked at.
pub(super) fn moved(
    result: &Evaluation,
    from: Option<(usize, usize)>,
    command: Command,
) -> (usize, usize) {
    let Ok(confusion) = Confusion::of(result) else {
        return (0, 0);
    };
    let last = confusion.classes().len().saturating_sub(1);
    let (row, column) = cell(&confusion, from);
    match command {
        Command::Up => (row.saturating_sub(1), column),
        Command::Down => ((row + 1).min(last), column),
        Command::Left => (row, column.saturating_sub(1)),
        _ => (row, (column + 1).min(last)),
    }
}

/// The first example of the cell that is looked at, by its place among the answers.
pub(super) fn example(result: &Evaluation, looked_at: Option<(usize, usize)>) -> Option<usize> {
    let confusion = Confusion::of(result).ok()?;
    examples_of(result, cell(&confusion, looked_at)).next()
}

fn examples_of(result: &Evaluation, cell: (usize, usize)) -> impl Iterator<Item = usize> {
    let is_of = move |place: &usize| {
        result.predictions.get(*place).is_some_and(|prediction| {
            let truth = usize::from(prediction.label);
            (truth, usize::from(prediction.answer)) == cell
        })
    };
    result.worst_first.iter().copied().filter(is_of)
}

/// The cell that the mouse touches.
pub(super) fn touched(result: &Evaluation, touch: Touch) -> (usize, usize) {
    let classes = result.pictures.dataset().classes().len();
    let at = |share: f32| ((share * classes as f32) as usize).min(classes.saturating_sub(1));
    (at(touch.y), at(touch.x))
}

pub(super) fn draw(
    page: &mut Page<'_, '_>,
    area: Rect,
    result: &Evaluation,
    looked_at: Option<(usize, usize)>,
) {
    let Look { theme, words, .. } = page.look;
    let Ok(confusion) = Confusion::of(result) else {
        return;
    };
    let classes = words.names(confusion.classes());
    let high = u16::try_from(classes.len() + 1).unwrap_or(u16::MAX);
    let [matrix, caption, examples] = Layout::vertical([
        Constraint::Length(high),
        Constraint::Length(1),
        Constraint::Fill(1),
    ])
    .areas(area);
    let longest = classes.iter().map(|class| class.width()).max();
    let before = longest.unwrap_or(0).clamp(NAME.0, NAME.1) + 1;
    let room = usize::from(area.width).saturating_sub(before + RECALL);
    // As wide as the names, where there is room for them.
    let widest = (longest.unwrap_or(0) + 2).max(7);
    let wide = (room / classes.len().max(1)).clamp(3, widest);
    let (row, column) = cell(&confusion, looked_at);
    let short = |text: &str, width: usize| fitted(text, width, classes.iter().map(String::as_str));
    let mut head = " ".repeat(before);
    for class in &classes {
        head += &format!("{:>wide$}", short(class, wide - 1));
    }
    head += &format!("{:>RECALL$}", say!(words, "recall"));
    let head_row = Rect {
        height: 1,
        ..matrix
    };
    page.frame
        .render_widget(Line::styled(head, theme.dim), head_row);
    let metrics = confusion.per_class();
    let lines = classes.iter().zip(confusion.counts()).zip(&metrics);
    for (((truth, (class, counts)), metrics), y) in lines
        .enumerate()
        .map(|(at, ((class, counts), f))| ((at, (class, counts)), f))
        .zip(matrix.y + 1..matrix.bottom())
    {
        let mut spans = vec![Span::styled(
            format!("{:<before$}", short(class, before - 1)),
            if truth == row {
                theme.selected
            } else {
                theme.truth
            },
        )];
        for (answer, &n) in counts.iter().enumerate() {
            let text = match n {
                0 => format!("{:>wide$}", "·"),
                n => format!("{n:>wide$}"),
            };
            let style = match (truth, answer) {
                place if place == (row, column) => theme.selected,
                _ if n == 0 => theme.border,
                (truth, answer) if truth == answer => theme.good,
                _ => theme.bad,
            };
            spans.push(Span::styled(text, style));
        }
        let recall = metrics
            .recall
            .share
            .map_or("–".to_owned(), |value| words.lang.percent(value));
        spans.push(Span::styled(format!("{recall:>RECALL$}"), theme.model));
        let place = Rect::new(matrix.x, y, matrix.width, 1);
        page.frame.render_widget(Line::from(spans), place);
    }
    let cells = Rect {
        x: matrix.x + u16::try_from(before).unwrap_or(0),
        y: matrix.y + 1,
        width: u16::try_from(wide * classes.len()).unwrap_or(0),
        height: matrix.height.saturating_sub(1),
    };
    page.clickable(cells.intersection(matrix), Target::Surface);
    let places: Vec<usize> = examples_of(result, (row, column)).collect();
    let class = |place: usize| name(result, u8::try_from(place).unwrap_or(u8::MAX), *words);
    let (truth, answer, n) = (class(row), class(column), words.lang.count(places.len()));
    let text = say!(
        words,
        "truth-read-as",
        truth = truth,
        answer = answer,
        n = n
    );
    page.frame
        .render_widget(Line::styled(text, theme.title), caption);
    if examples.height >= 7 {
        draw_pictures(page, examples, result, places.into_iter());
    }
}
