//! A frame of the app: the line above, what is on top, and the help bar below.

use ratatui::Frame;
use ratatui::layout::{Alignment, Margin, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

use super::app::App;
use super::layout::{fits, rows};
use super::look::Look;
use super::page::{Hit, Page, Target};
use super::{ascii, keys, small};
use crate::lesson::Walk;
use crate::say;

impl App {
    /// Draws everything there is to see, and says what the mouse finds where.
    pub fn draw(&self, frame: &mut Frame<'_>) -> Vec<Hit> {
        let area = frame.area();
        let mut page = Page::new(frame, &self.look);
        if fits(area.as_size()) {
            let [top, body, bottom] = rows(area);
            page.frame.render_widget(self.header(), top);
            self.layers.draw(&mut page, body, self.ground(), &self.pack);
            self.draw_footer(&mut page, bottom);
        } else {
            small::draw(&mut page, area);
        }
        if self.look.is_ascii {
            ascii::replace(page.frame.buffer_mut());
        }
        page.into_hits()
    }

    fn header(&self) -> Line<'_> {
        let theme = &self.look.theme;
        let mut spans = vec![Span::styled(" mindgap", theme.title)];
        let said = |text: String| Span::styled(format!(" · {text}"), theme.dim);
        if let Some(view) = &self.view {
            let lesson = view.walk.lesson();
            spans.push(said(lesson.title.clone()));
            let (at, all) = (view.walk.at() + 1, lesson.steps.len());
            spans.push(said(say!(self.look.words, "step-of", at = at, all = all)));
            // As long as anybody can come in, the screen says so.
            if let Some(link) = &view.phone {
                let label = format!("{}.label", link.state.text());
                let label = self.look.words.text(&label);
                spans.push(Span::styled(format!(" · {label}"), theme.learner));
            }
        }
        Line::from(spans)
    }

    fn draw_footer(&self, page: &mut Page<'_, '_>, area: Rect) {
        let Look { theme, words, .. } = page.look;
        if let Some(notice) = &self.notice {
            return draw_notice(page, area, notice);
        }
        let keys = self.keys();
        let rows = keys::shown(&keys).filter(|row| row.in_bar);
        let labelled = rows.map(|row| {
            let label = words.text(&format!("{}.label", row.text()));
            let width = row.shown.width() + label.width() + 3;
            (row, label, width)
        });
        let labelled: Vec<_> = labelled.collect();
        let mut left = usize::from(area.width);
        // What opens all the others, and the way out, are never crowded out.
        let kept = labelled.iter().filter(|(row, ..)| row.is_always_shown());
        let mut kept: usize = kept.map(|&(.., width)| width).sum();
        for (row, label, width) in labelled {
            match row.is_always_shown() {
                true => kept -= width,
                false if width + kept > left => continue,
                false => {}
            }
            if width > left {
                continue;
            }
            let line = Line::from(vec![
                Span::raw(" "),
                Span::styled(row.shown, theme.key),
                Span::styled(format!(" {label} "), theme.dim),
            ]);
            let place = Rect {
                x: area.right() - u16::try_from(left).unwrap_or(0),
                width: u16::try_from(width).unwrap_or(0),
                ..area
            };
            left -= width;
            page.frame.render_widget(line, place);
            if let Some(command) = row.clicked() {
                page.clickable(place, Target::Command(command));
            }
        }
        if let Some(run) = self.walk().and_then(|walk| best_known(walk, page.look)) {
            let width = u16::try_from(run.width()).unwrap_or(0);
            if usize::from(width) < left {
                let place = Rect {
                    x: area.right() - width,
                    width,
                    ..area
                };
                let line = Line::styled(run, theme.model).alignment(Alignment::Right);
                page.frame.render_widget(line, place);
            }
        }
    }
}

/// A notice at the foot, over as many rows as it needs.
fn draw_notice(page: &mut Page<'_, '_>, foot: Rect, notice: &str) {
    let text = Paragraph::new(notice).style(page.look.theme.bad);
    let text = text.wrap(Wrap { trim: true });
    let width = foot.width.saturating_sub(2);
    let lines = u16::try_from(text.line_count(width)).unwrap_or(u16::MAX);
    let height = lines.clamp(1, foot.bottom());
    let place = Rect {
        y: foot.bottom() - height,
        height,
        ..foot
    };
    page.frame.render_widget(Clear, place);
    page.frame
        .render_widget(text, place.inner(Margin::new(1, 0)));
}

/// The newest validation accuracy of the run that the step is about, for the corner.
fn best_known(walk: &Walk, look: &Look) -> Option<String> {
    let (step, _) = walk.current()?;
    let name = step.spec().uses().pop()?;
    let run_view = walk.run_called(name)?;
    let accuracy = look.words.lang.percent(
        run_view
            .kept()
            .or(run_view.epochs.last())?
            .validation_accuracy?,
    );
    Some(say!(look.words, "best-known", name = name, accuracy = accuracy) + " ")
}
