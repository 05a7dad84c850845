//! What is typed for everything that can be done, and what a typed line comes to.

use super::guess::{choice, number};
use crate::lesson::drawing::CanvasPoint;
use crate::lesson::knobs::values;
use crate::lesson::step::{PhotoSource, PhotoState};
use crate::lesson::{Action, Can, Detail, Pen, Said, StepState, Tool, Walk};
use crate::pack::Step;
use crate::picture::Cleanup;
use crate::say;
use crate::words::{Lang, Words};

/// Columns and rows of the grid that is drawn on.
const GRID: u32 = 10;

/// What a line comes to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reply {
    /// The learner does this.
    Acts(Vec<Action>),
    /// The learner says this beforehand; how sure they are has to be asked.
    Asks(Said),
    /// The learner looks at this.
    Looks(Detail),
    /// The learner's phone is to come in.
    Invites,
    /// The learner has begun to write several lines, of which this is the first.
    Begins(String),
}

/// What has to be typed.
enum Word {
    /// Just this, and nothing for the enter key; it does that.
    Just(&'static str, Action),
    /// Something that this text describes.
    Free(&'static str),
    /// The same, and whatever else is typed is taken for it.
    Anything(&'static str),
}

fn word(can: Can) -> Word {
    match can {
        Can::GoOn => Word::Just("", Action::Next),
        Can::Choose => Word::Free("plain-word-choose"),
        Can::Mark => Word::Free("plain-word-mark"),
        Can::Answer => Word::Anything("plain-word-answer"),
        Can::AnswerInLines => Word::Anything("plain-word-lines"),
        Can::Hint => Word::Just("h", Action::Hint),
        Can::PredictNumber => Word::Free("plain-word-number"),
        Can::PredictChoice => Word::Free("plain-word-choice"),
        Can::Begin | Can::Retry => Word::Just("", Action::Begin),
        Can::OpenTest => Word::Just("o", Action::OpenTest),
        Can::TurnKnob => Word::Free("plain-word-knob"),
        Can::TrainAnother => Word::Just("t", Action::Begin),
        Can::GiveUp => Word::Just("x", Action::GiveUp),
        Can::Pause => Word::Just("p", Action::Pause),
        Can::Resume => Word::Just("g", Action::Resume),
        Can::Stop => Word::Just("s", Action::Stop),
        Can::ResumeTraining => Word::Just("g", Action::Begin),
        Can::Draw => Word::Free("plain-word-points"),
        Can::HandIn => Word::Just("", Action::HandIn),
        Can::Undo => Word::Just("u", Action::Draw(Pen::Undo)),
        Can::Clear => Word::Just("c", Action::Draw(Pen::Clear)),
        Can::PenWidth => Word::Free("plain-word-width"),
        Can::Finish => Word::Just("s", Action::Stop),
        Can::TakeDigits => Word::Just("", Action::HandIn),
        Can::PutAway => Word::Just("u", Action::TakeBack),
        Can::DrawOn => Word::Just("g", Action::Resume),
        Can::Label => Word::Free("plain-word-class"),
        Can::CannotTell => Word::Just("x", Action::Label(None)),
        Can::TakeBack => Word::Just("u", Action::TakeBack),
        Can::LookAtSlice => Word::Free("plain-word-slice"),
        Can::LookAtPixels => Word::Free("plain-word-pixels"),
        Can::LookInside => Word::Free("plain-word-inside"),
        Can::Turn => Word::Free("plain-word-setting"),
        Can::TurnAngle => Word::Free("plain-word-angle"),
        Can::SwitchStage => Word::Free("plain-word-stage"),
        Can::TryPhoto => Word::Free("plain-word-try"),
        Can::OwnPhoto => Word::Anything("plain-word-path"),
        Can::Phone => Word::Free("plain-word-phone"),
        Can::LookAtDigit => Word::Free("plain-word-digit"),
        Can::Write => Word::Anything("plain-word-sentence"),
        Can::Jump => Word::Free("plain-word-jump"),
        Can::Back => Word::Just("b", Action::Back),
    }
}

/// What has to be typed, as a hint says it.
pub(super) fn typed(can: Can, words: Words) -> String {
    match word(can) {
        Word::Just("", _) => say!(words, "plain-word-enter"),
        Word::Just(word, _) => word.to_owned(),
        Word::Free(text) | Word::Anything(text) => words.text(text),
    }
}

/// What a line comes to; nothing where it means nothing now.
pub(super) fn reply(walk: &Walk, line: &str, words: Words) -> Option<Reply> {
    let can_do = walk.can_do();
    // Words first, then what has a form of its own, then what takes any text.
    // Whoever types fast lets a training go on before they have heard that it holds.
    let other = can_do.iter().filter_map(|can| match can {
        Can::Pause => Some(Can::Resume),
        Can::Resume => Some(Can::Pause),
        _ => None,
    });
    let mut all = can_do.iter().copied().chain(other);
    let just = all.find_map(|can| match word(can) {
        Word::Just(word, action) if word == line => Some(Reply::Acts(vec![action])),
        _ => None,
    });
    let read = |is_anything: bool| {
        let mut free = can_do.iter().filter(|&&can| match word(can) {
            Word::Just(..) => false,
            Word::Free(_) => !is_anything,
            Word::Anything(_) => is_anything,
        });
        free.find_map(|&can| read(can, walk, line, words))
    };
    just.or_else(|| read(false)).or_else(|| read(true))
}

/// What a line comes to that is not just a word.
fn read(can: Can, walk: &Walk, line: &str, words: Words) -> Option<Reply> {
    match can {
        Can::Choose => match line {
            "h" => Some(Reply::Acts(vec![Action::Hint])),
            line => acts(Action::Choose(choice(line, &walk.choices(words))? + 1)),
        },
        Can::Mark => match line {
            "h" => acts(Action::Hint),
            line => acts(Action::Mark(marked(line, &walk.choices(words))?)),
        },
        Can::AnswerInLines => match line {
            "" => None,
            "h" if can_do(walk, Can::Hint) => acts(Action::Hint),
            line => Some(Reply::Begins(line.to_owned())),
        },
        Can::Answer => match line {
            "" => None,
            "h" => acts(Action::Hint),
            line => acts(Action::Write(line.to_owned())),
        },
        Can::PredictNumber => number(line).map(Reply::Asks),
        Can::PredictChoice => {
            let asked = walk.question()?.choices;
            // By its name too, so that a script of answers does for every language.
            let names: Vec<String> = asked.iter().map(|one| one.name.clone()).collect();
            let shown = choice(line, &walk.choices(words));
            let place = shown.or_else(|| choice(line, &names))?;
            let choice = names.get(place)?.clone();
            Some(Reply::Asks(Said::Choice { choice }))
        }
        Can::Draw => {
            let pens = [Pen::Clear].into_iter().chain(strokes(line)?);
            Some(Reply::Acts(pens.map(Action::Draw).collect()))
        }
        Can::PenWidth => match line {
            "+" => acts(Action::Draw(Pen::Wider)),
            "-" => acts(Action::Draw(Pen::Finer)),
            _ => None,
        },
        Can::Label => {
            let class = class(line, &walk.choices(words))?;
            acts(Action::Label(Some(class)))
        }
        Can::LookAtSlice => {
            let (slice, first) = numbers(line)?;
            Some(Reply::Looks(Detail::Slice { slice, first }))
        }
        Can::LookAtPixels => {
            let (slice, picture) = numbers(line.strip_prefix('w')?)?;
            Some(Reply::Looks(Detail::Pixels { slice, picture }))
        }
        Can::LookInside => {
            let (slice, picture) = numbers(line.strip_prefix('i')?)?;
            Some(Reply::Looks(Detail::Inside { slice, picture }))
        }
        Can::Turn | Can::TurnAngle => {
            let numbers = line.split_whitespace();
            let numbers = numbers.map(|part| part.replace(',', ".").parse().ok());
            let numbers: Vec<f64> = numbers.collect::<Option<_>>()?;
            Some(Reply::Looks(Detail::Setting(numbers)))
        }
        Can::TurnKnob => knob(walk, line),
        Can::SwitchStage => {
            let stage = *PhotoState::STAGES.get(place(line)?)?;
            let has_switch = Cleanup::default().switch(stage).is_some();
            has_switch.then_some(Reply::Acts(vec![Action::Switch(stage)]))
        }
        Can::TryPhoto => {
            let place = place(line.strip_prefix("t ")?)?;
            let (Step::Photo(photo), StepState::Photo(state)) = walk.current()? else {
                return None;
            };
            let source = state.ring(photo).into_iter().nth(place)?;
            acts(Action::Photo(source))
        }
        // Whoever draws and mistypes means no file.
        Can::OwnPhoto if can_draw(walk) && !is_path(line) => None,
        Can::OwnPhoto => acts(Action::Photo(PhotoSource::named(line)?)),
        Can::Phone => {
            let is_it = line == "phone" || line == say!(words, "plain-word-phone");
            is_it.then_some(Reply::Invites)
        }
        Can::LookAtDigit => {
            let place = place(line.strip_prefix("d ")?)?;
            Some(Reply::Looks(Detail::Digit(place)))
        }
        Can::Write => match line {
            "" => None,
            line => acts(Action::Write(line.to_owned())),
        },
        Can::Jump => {
            let step = place(line.strip_prefix("j ")?)?;
            (step <= walk.furthest()).then_some(Reply::Acts(vec![Action::Jump(step)]))
        }
        Can::GoOn
        | Can::Hint
        | Can::Begin
        | Can::OpenTest
        | Can::TrainAnother
        | Can::GiveUp
        | Can::Retry
        | Can::Pause
        | Can::Resume
        | Can::Stop
        | Can::ResumeTraining
        | Can::HandIn
        | Can::Undo
        | Can::Clear
        | Can::Finish
        | Can::TakeDigits
        | Can::PutAway
        | Can::DrawOn
        | Can::CannotTell
        | Can::TakeBack
        | Can::Back => None,
    }
}

fn can_draw(walk: &Walk) -> bool {
    can_do(walk, Can::Draw)
}

fn can_do(walk: &Walk, can: Can) -> bool {
    walk.can_do().contains(&can)
}

/// Several choices, counted from 1: their numbers with blanks or commas between them, or one by its text.
fn marked(line: &str, choices: &[String]) -> Option<Vec<usize>> {
    let parts = line.split(|letter: char| letter.is_whitespace() || letter == ',');
    let parts = parts.filter(|part| !part.is_empty());
    let numbers = parts.map(|part| {
        let is_number = part
            .chars()
            .all(|letter| letter.is_ascii_digit() || letter == '.');
        is_number.then(|| choice(part, choices)).flatten()
    });
    let by_number: Option<Vec<usize>> = numbers.collect();
    let places = by_number.or_else(|| Some(vec![choice(line, choices)?]))?;
    (!places.is_empty()).then(|| places.into_iter().map(|place| place + 1).collect())
}

/// Whether a text looks like a path: with folders, or an ending.
fn is_path(line: &str) -> bool {
    line.contains(['/', '\\', '.', ':'])
}

fn acts(action: Action) -> Option<Reply> {
    Some(Reply::Acts(vec![action]))
}

/// A place, from 0, that is typed as a number from 1.
fn place(text: &str) -> Option<usize> {
    text.trim().parse::<usize>().ok()?.checked_sub(1)
}

/// A place, and perhaps a second one behind it.
fn numbers(line: &str) -> Option<(usize, usize)> {
    let mut parts = line.split_whitespace();
    let first = place(parts.next()?)?;
    let second = parts.next().map_or(Some(0), place)?;
    parts.next().is_none().then_some((first, second))
}

/// A knob and a value of it: the knob is typed as its number from 1, the value as it is called.
fn knob(walk: &Walk, line: &str) -> Option<Reply> {
    let Some((Step::Exercise(exercise), _)) = walk.current() else {
        return None;
    };
    let (number, value) = line.split_once(char::is_whitespace)?;
    let knob = place(number)?;
    let value = value.trim().replace(',', ".");
    let one = exercise.knobs.get(knob)?;
    let is_it = |called: &String| called.eq_ignore_ascii_case(&value);
    // A value that is a word is called in the learner's language.
    let mut called = Lang::ALL.iter().map(|&lang| values(one, Words::of(lang)));
    let place = called.find_map(|called| called.iter().position(is_it))?;
    acts(Action::Turn { knob, place })
}

/// A class is typed as it is called; where that is no number, also by its number from 0.
fn class(line: &str, classes: &[String]) -> Option<u8> {
    let is_it = |name: &String| name.eq_ignore_ascii_case(line);
    let by_name = classes.iter().position(is_it);
    let by_number = || {
        line.parse()
            .ok()
            .filter(|&class: &usize| class < classes.len())
    };
    u8::try_from(by_name.or_else(by_number)?).ok()
}

/// Strokes, as in `52 48 / 30 70`: a point is its column and its row, 0 to 9 from the left and from
/// the top; `/` lifts the pen.
fn strokes(text: &str) -> Option<Vec<Pen>> {
    let mut pens = Vec::new();
    for stroke in text.split('/') {
        let points = stroke.split_whitespace().map(point);
        let points: Vec<CanvasPoint> = points.collect::<Option<_>>()?;
        let (first, rest) = points.split_first()?;
        pens.push(Pen::Down(Tool::Keys, *first));
        pens.extend(rest.iter().map(|&place| Pen::To(place)));
        pens.push(Pen::Up);
    }
    Some(pens)
}

fn point(text: &str) -> Option<CanvasPoint> {
    let mut digits = text.chars().map(|digit| digit.to_digit(GRID));
    let (column, row) = (digits.next()??, digits.next()??);
    let middle = |cell: u32| (cell as f32 + 0.5) / GRID as f32;
    let place = (middle(column), middle(row));
    digits.next().is_none().then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn a_point_is_its_column_and_row_and_a_slash_lifts_the_pen() {
        assert_eq!(
            strokes("00 99 / 50"),
            Some(vec![
                Pen::Down(Tool::Keys, (0.05, 0.05)),
                Pen::To((0.95, 0.95)),
                Pen::Up,
                Pen::Down(Tool::Keys, (0.55, 0.05)),
                Pen::Up,
            ])
        );
        for text in ["", "5", "555", "ab", "50 /", "1,2"] {
            assert_eq!(strokes(text), None, "{text}");
        }
    }

    #[test]
    fn everything_that_can_be_done_has_a_word_in_every_language() {
        for lang in Lang::ALL {
            let words = Words::of(lang);
            for &can in Can::ALL {
                let word = typed(can, words);
                assert!(!word.starts_with("plain-"), "{lang}: {can:?}: {word}");
                for text in [can.text().to_owned(), format!("{}.label", can.text())] {
                    assert!(words.has(&text), "{lang}: {text}");
                }
            }
        }
    }
}
