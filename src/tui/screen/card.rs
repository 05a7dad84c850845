//! The model card: what the network is, what was measured, what was not, and the learner's sentence.

use ratatui::layout::{Margin, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span, Text};

use super::kind::{At, Response, Screen, Waiting};
use super::looked::Looked;
use super::train::begin;
use crate::eval::SliceSpec;
use crate::lesson::results::{looked, mean_confidence};
use crate::lesson::spread::sentence;
use crate::lesson::step::CardState;
use crate::lesson::{Action, NamedSpread, Walk};
use crate::pack::{Card, Spec};
use crate::say;
use crate::tui::command::Command;
use crate::tui::keys::{Item, Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::facts::{fact, said_then_found};
use crate::tui::widget::field::Field;
use crate::tui::widget::markdown::{column, markdown, pane};
use crate::tui::widget::name::fitted;
use crate::words::Words;

/// Characters of a sentence at most.
const MAX_SENTENCE: usize = 1000;

/// What only this screen cares about.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// The sentence, while it is typed.
    typed: Option<Field>,
}

impl Screen for View {
    type Spec = Card;
    type State = CardState;

    fn waiting<'a>(at: At<'a, Self>) -> Waiting<'a> {
        Waiting::Measuring(&at.spec.slices, &at.state.measuring)
    }

    fn draw(&self, page: &mut Page<'_, '_>, body: Rect, at: At<'_, Self>) {
        let (text, area) = self.long_text(body, at, page.look);
        pane(page, area, text, at.scroll);
    }

    fn scrolling<'a>(
        &'a self,
        body: Rect,
        at: At<'a, Self>,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)> {
        Some(self.long_text(body, at, look))
    }

    fn keys(&self, at: At<'_, Self>) -> Keys {
        match &self.typed {
            Some(typed) => {
                let own = [Own::Keep, Own::Cancel].map(Item::Own);
                Keys::typing(typed.text().is_empty(), own)
            }
            None => at.keys([Own::Scroll, Own::Page]),
        }
    }

    fn field(&mut self, _: At<'_, Self>) -> Option<&mut Field> {
        self.typed.as_mut()
    }

    fn obey(&mut self, at: At<'_, Self>, command: Command, scroll: &mut u16) -> Response {
        match (&self.typed, command) {
            (Some(_), Command::Cancel) => self.typed = None,
            (Some(typed), Command::Enter) => {
                let text = typed.text().to_owned();
                self.typed = None;
                return Response::Act(Action::Write(text));
            }
            (None, Command::Write) => {
                self.typed = Some(Field::with(&at.state.sentence, MAX_SENTENCE));
                // The sentence stands at the end of the card.
                *scroll = u16::MAX;
            }
            (Some(_) | None, _) => return Response::Pass,
        }
        Response::Done
    }

    fn looked_at<'a>(&'a self, _: At<'a, Self>, _: Words) -> Option<Looked<'a>> {
        None
    }
}

impl View {
    fn long_text<'a>(&self, body: Rect, at: At<'a, Self>, look: &Look) -> (Text<'a>, Rect) {
        let At {
            spec: step,
            state,
            walk,
            ..
        } = at;
        let Look { theme, words, .. } = look;
        let area = column(body.inner(Margin::new(1, 1)));
        let said = said_then_found(state.gate.first(step.questions()), look);
        // Where something was asked, this was read with the question.
        let mut text = said.map_or_else(|| markdown(&step.say, look), Text::from);
        if !text.lines.is_empty() {
            text.push_line(Line::default());
        }
        let title = say!(words, "model-card", run = step.of.as_str());
        text.push_line(Line::styled(title, theme.title));
        text.extend(facts(walk, step, look));
        text.push_line(Line::default());
        text.push_line(Line::styled(say!(words, "card-measured"), theme.title));
        for result in state.measuring.evaluations() {
            let all = step.slices.iter().map(SliceSpec::title);
            let name = fitted(&result.title, 20, all);
            let metrics = format!(
                "{:>5} % ({}) · {} · {}",
                words.lang.percent(result.accuracy),
                result.interval.percent(words.lang),
                say!(words, "of-n", n = words.lang.count(result.n)),
                result.inputs,
            );
            text.push_line(Line::from(vec![
                Span::styled(format!("  {name:<20} "), theme.text),
                Span::styled(metrics, theme.model),
            ]));
            let confidence = say!(words, "confidence");
            let sure = mean_confidence(result, *words);
            let line = format!("  {:<20} {confidence} {sure}", "");
            text.push_line(Line::styled(line, theme.dim));
            if let Some(spread) = NamedSpread::find(&state.spreads, &result.slice) {
                text.extend(indented(&sentence(spread, *words), 23, area, theme.model));
            }
        }
        if let Some(one_seed) = state.one_seed(*words) {
            text.extend(indented(&one_seed, 2, area, theme.text));
        }
        for told in looked(&state.measuring, *words) {
            text.push_line(Line::styled(format!("  {told}"), theme.text));
        }
        text.push_line(Line::default());
        text.push_line(Line::styled(say!(words, "card-not-measured"), theme.title));
        for item in &step.not_measured {
            text.push_line(Line::styled(format!("  – {item}"), theme.text));
        }
        text.push_line(Line::styled(
            format!("  – {}", say!(words, "card-everything-else")),
            theme.text,
        ));
        text.push_line(Line::default());
        text.extend(markdown(&step.ask, look).lines);
        let line = match (&self.typed, state.sentence.as_str()) {
            (Some(typed), _) => Line::from(vec![Span::raw("  "), typed.span(theme.learner)]),
            (None, "") => Line::styled(format!("  {}", say!(words, "card-empty")), theme.dim),
            (None, sentence) => Line::styled(format!("  {sentence}"), theme.learner),
        };
        text.push_line(line);
        (text, area)
    }
}

/// A sentence under a row, so many columns further in.
fn indented(sentence: &str, columns: usize, area: Rect, style: Style) -> Vec<Line<'static>> {
    let indent = " ".repeat(columns);
    let options = textwrap::Options::new(usize::from(area.width).max(columns + 10))
        .initial_indent(&indent)
        .subsequent_indent(&indent);
    let lines = textwrap::wrap(sentence, options).into_iter();
    lines
        .map(|line| Line::styled(line.into_owned(), style))
        .collect()
}

/// What the network is and what it learned from.
fn facts<'a>(walk: &Walk, step: &Card, look: &Look) -> Vec<Line<'a>> {
    let Look { theme, words, .. } = look;
    let Some((train, state)) = walk.training(&step.of) else {
        return Vec::new();
    };
    let mut lines: Vec<Line<'a>> = begin::facts(train, look);
    if let Some(run) = &state.run {
        lines.push(fact(&say!(words, "fact-run"), run.to_string(), theme));
    }
    lines
}
