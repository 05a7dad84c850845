//! Every lesson of the built-in pack is played to its end in the whole app, by a learner who does what
//! each step asks for. Its trainings and slices are cut down to seconds of work; nothing else is
//! changed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may fail")]

mod common;

use common::{Learner, quick};
use mindgap::lesson::{Stage, StepState};
use mindgap::pack::Step;
use mindgap::tui::App;
use mindgap::tui::look::Look;
use mindgap::tui::theme::{Depth, Theme};
use tempfile::TempDir;

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
