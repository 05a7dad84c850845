//! A class as a document: what it said, question by question and without names; and who did what, by name.

use super::answers::{Answers, answers};
use super::asked::{Asked, asked};
use super::{Learner, Row, Summary};
use crate::base::tens;
use crate::lesson::{Block, Note};
use crate::pack::text::on_paper;
use crate::pack::{Choice, Pack, shown_choice};
use crate::report::part::{Part, Table};
use crate::say;
use crate::words::Words;

/// What the class answered and said beforehand, question by question, without names. `notes` are everybody's, lesson by lesson in the
/// pack's order, each with whose it is.
pub fn questions(pack: &Pack, notes: Vec<Vec<(String, Note)>>, words: Words) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (lesson, notes) in pack.lessons.iter().zip(notes) {
        let given = answers(&notes, lesson, words);
        let all = asked(notes);
        if all.is_empty() && given.is_empty() {
            continue;
        }
        blocks.push(Block::Heading(2, lesson.title.clone()));
        blocks.extend(
            given
                .iter()
                .flat_map(|answers| given_by_class(answers, words)),
        );
        for asked in all {
            let question = on_paper(&asked.question, &words.text("handout-otherwise"));
            blocks.push(Block::Heading(3, question));
            let named = lesson.choices(asked.step);
            blocks.push(Block::Facts(counted(&asked, &named, words)));
        }
    }
    blocks
}

/// What the class answered to a question, without names.
fn given_by_class(answers: &Answers, words: Words) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(3, answers.question.clone())];
    let counts = answers.choices.iter().map(|chosen| {
        let name = match chosen.is_right {
            Some(true) => format!("{} ({})", chosen.choice, say!(words, "desk-right")),
            Some(false) | None => chosen.choice.clone(),
        };
        (name, chosen.count.to_string())
    });
    let counts: Vec<(String, String)> = counts.collect();
    blocks.extend((!counts.is_empty()).then_some(Block::Facts(counts)));
    let texts = answers.texts.iter();
    blocks.extend(texts.map(|(_, text)| Block::Quote(text.clone())));
    blocks.push(Block::Text(say!(
        words,
        "desk-answered",
        n = answers.learners
    )));
    blocks
}

/// How many said what, and what it was.
fn counted(asked: &Asked, named: &[Choice], words: Words) -> Vec<(String, String)> {
    let choices = asked.choices();
    let mut facts: Vec<(String, String)> = match choices.is_empty() {
        false => choices
            .into_iter()
            .map(|(choice, n)| (shown_choice(&choice, named, words), n.to_string()))
            .collect(),
        true => asked
            .histogram()
            .into_iter()
            .enumerate()
            .filter(|(_, n)| *n > 0)
            .map(|(place, n)| (tens::range(place), n.to_string()))
            .collect(),
    };
    let measured = asked.measured_text(words.lang);
    let found = asked.found().map(|found| shown_choice(found, named, words));
    let told = measured.into_iter().chain(found);
    facts.extend(told.map(|told| (say!(words, "desk-measured"), told)));
    facts
}

/// The class by name: a row each, and what is strange about some of them.
pub fn overview(class: &[(&Learner, Vec<Row>)], words: Words) -> Vec<Part> {
    let head = [
        "class-learner",
        "class-lessons",
        "class-came-true",
        "class-right",
        "class-right-at-once",
        "class-last",
    ];
    let of = |n, all| say!(words, "n-of-n", n = n, all = all);
    let summaries = class.iter().map(|(learner, rows)| {
        let told = Summary::of(&learner.name, rows);
        vec![
            told.learner,
            of(told.lessons_finished, told.lessons_opened),
            of(told.came_true, told.predictions),
            of(told.right, told.scored),
            of(told.right_at_once, told.scored),
            told.last.map(|moment| minute(&moment)).unwrap_or_default(),
        ]
    });
    let mut parts = vec![Part::Table(Table {
        caption: words.text("class-caption"),
        head: head.map(|head| words.text(head)).into(),
        rows: summaries.collect(),
        is_prose: false,
    })];
    let remarks = class.iter().flat_map(|(learner, _)| {
        let remarks = learner.remarks.iter();
        remarks.map(|remark| format!("{}: {remark}", learner.name))
    });
    let remarks: Vec<String> = remarks.collect();
    if !remarks.is_empty() {
        parts.push(Part::Told(Block::Items(remarks)));
    }
    parts
}

/// What each of the class did, by name.
pub fn one_by_one(class: &[(&Learner, Vec<Row>)], words: Words) -> Vec<Part> {
    let learners = class.iter().flat_map(|(learner, rows)| {
        let heading = Part::heading(2, learner.name.clone());
        [heading].into_iter().chain(of_one(rows, words))
    });
    learners.collect()
}

/// What one did, lesson by lesson.
fn of_one(rows: &[Row], words: Words) -> Vec<Part> {
    let head = [
        "class-step",
        "class-question",
        "class-said",
        "class-measured",
        "class-verdict",
        "class-tries",
    ];
    let mut parts = Vec::new();
    for lesson in rows.chunk_by(|_, next| !next.is_lesson()) {
        let Some(first) = lesson.first() else {
            continue;
        };
        let how_far = match first.finished {
            Some(true) => words.text("finished"),
            _ => say!(words, "at-step", at = first.step, all = first.steps),
        };
        let caption = format!("{}. {}: {how_far}", first.lesson, first.title);
        let done = lesson.iter().filter(|row| !row.is_lesson());
        let rows: Vec<Vec<String>> = done.map(|row| told(row, words)).collect();
        parts.push(match rows.is_empty() {
            true => Part::text(caption),
            false => Part::Table(Table {
                caption,
                head: head.map(|head| words.text(head)).into(),
                rows,
                is_prose: true,
            }),
        });
    }
    parts
}

/// A moment to the minute: `2026-11-28 03:07`.
fn minute(moment: &str) -> String {
    moment.replace('T', " ").chars().take(16).collect()
}

fn told(row: &Row, words: Words) -> Vec<String> {
    let verdict = match (row.right, row.is_prediction()) {
        (None, _) => "",
        (Some(true), true) => "came-true",
        (Some(false), true) => "missed",
        (Some(true), false) => "class-is-right",
        (Some(false), false) => "class-is-wrong",
    };
    let verdict = match verdict {
        "" => String::new(),
        id => words.text(id),
    };
    let said = match row.tries {
        Some(2..) => row.tried.clone(),
        _ => row.said.clone(),
    };
    vec![
        row.step.to_string(),
        row.question.clone(),
        said,
        row.measured.clone(),
        verdict,
        row.tries.map(|tries| tries.to_string()).unwrap_or_default(),
    ]
}
