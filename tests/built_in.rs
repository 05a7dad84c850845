//! Every lesson of the built-in pack is played to its end in the whole app, by a learner who does what
//! each step asks for. Its trainings and slices are cut down to seconds of work; nothing else is
//! changed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may fail")]

mod common;

use std::sync::Arc;

use common::Learner;
use mindgap::lesson::{Stage, StepState};
use mindgap::model::{Architecture, Preset};
use mindgap::pack::{Lesson, Pack, Step};
use mindgap::tui::App;
use mindgap::tui::look::Look;
use mindgap::tui::theme::{Depth, Theme};
use tempfile::TempDir;

/// The built-in pack with little to train and little to measure.
fn quick() -> Pack {
    let mut pack = Pack::built_in().unwrap();
    for lesson in &mut pack.lessons {
        let mut short = Lesson::clone(lesson);
        for step in &mut short.steps {
            match step {
                Step::Train(train) => {
                    train.data.train = Some(320);
                    train.data.validation = 100;
                    train.model = Architecture::Preset(Preset::Linear);
                }
                Step::Reveal(reveal) => {
                    for slice in &mut reveal.slices {
                        slice.take = Some(20);
                    }
                }
                Step::Dial(dial) => dial.take = 5,
                Step::Draw(draw) => draw.goal = 3,
                Step::Label(label) => {
                    for slice in &mut label.slices {
                        slice.take = Some(2);
                    }
                }
                Step::Sweep(sweep) => {
                    sweep.data.train = Some(320);
                    sweep.data.validation = 100;
                    sweep.model = Architecture::Preset(Preset::Linear);
                    if let Some(test) = &mut sweep.test {
                        test.take = Some(20);
                    }
                }
                Step::Card(card) => {
                    for slice in &mut card.slices {
                        slice.take = Some(20);
                    }
                }
                Step::Compare(compare) => {
                    for slice in &mut compare.slices {
                        slice.take = Some(20);
                    }
                }
                Step::Inspect(inspect) => {
                    for slice in &mut inspect.slices {
                        slice.take = Some(20);
                    }
                }
                Step::Say(_) | Step::Ask(_) | Step::Photo(_) => {}
            }
        }
        *lesson = Arc::new(short);
    }
    pack
}

fn stage(app: &App) -> Stage {
    app.walk().unwrap().stage()
}

/// Does what the present step asks for.
fn answer(learner: &mut Learner) {
    let walk = learner.app().walk().unwrap();
    match (walk.stage(), walk.current().unwrap()) {
        (Stage::Predict, _) => {
            let choices = walk.question().unwrap().choices.len();
            learner.types(if choices == 0 {
                "70<enter>"
            } else {
                "1<enter>"
            });
        }
        (Stage::Choose, (Step::Ask(ask), StepState::Ask(_))) => {
            let answer = ask.answer.to_string();
            learner.types("h").types(&answer);
        }
        (Stage::Label, _) => {
            learner.types("3");
        }
        (Stage::Draw, _) => {
            learner.types(" <down><down><down><down><down><down> <enter>");
        }
        (Stage::Begin | Stage::Look, _) => {
            learner.types("<enter>");
        }
        (Stage::Watch | Stage::Wait, _) => {
            let busy = |app: &App| matches!(stage(app), Stage::Watch | Stage::Wait);
            learner.waits_until("done", |app| !busy(app));
        }
        other => panic!("{other:?}\n{}", learner.screen()),
    }
}

fn play_all(size: (u16, u16)) {
    let folder = TempDir::new().unwrap();
    let look = Look::still(Theme::dark(Depth::Mono));
    let mut learner = Learner::playing(folder.path(), quick(), size, look);
    let lessons = learner.app().pack().lessons.clone();
    for (place, lesson) in lessons.iter().enumerate() {
        // The mark stands on the lesson that was open last.
        learner.types(if place == 0 {
            "<enter>"
        } else {
            "<down><enter>"
        });
        let mut turns = 0;
        while !learner.app().walk().unwrap().is_finished() {
            let screen = learner.screen();
            assert!(
                !screen.contains("{$"),
                "a text was not filled in:\n{screen}"
            );
            answer(&mut learner);
            turns += 1;
            assert!(turns < 20 * lesson.steps.len(), "no end:\n{screen}");
        }
        let end = learner.screen();
        assert!(
            end.contains(&format!("The end of “{}”", lesson.title)),
            "{end}"
        );
        assert!(!end.contains("not measured"), "{end}");
        learner.types("<enter>").waits_for("finished");
    }
    learner.gets_up();
}

#[test]
fn every_lesson_can_be_played_to_its_end() {
    play_all((80, 24));
}

#[test]
fn every_lesson_can_be_played_to_its_end_on_the_smallest_terminal() {
    play_all((60, 20));
}
