//! Every lesson of the built-in pack is played to its end in the whole app, by a learner who does what
//! each step asks for. Its trainings and slices are cut down to seconds of work; nothing else is
//! changed.

use std::path::Path;

use crate::common::{Learner, quick, quick_in};
use mindgap::dataset::Library;
use mindgap::lesson::{Action, Stage};
use mindgap::pack::{Amount, Pack};
use mindgap::say;
use mindgap::tui::App;
use mindgap::tui::look::Look;
use mindgap::tui::theme::{Depth, Theme};
use mindgap::words::Lang;
use tempfile::TempDir;

fn stage(app: &App) -> Stage {
    app.walk().unwrap().stage()
}

/// Does what the present step asks for.
fn answer(learner: &mut Learner) {
    let walk = learner.app().walk().unwrap();
    match (walk.stage(), walk.solution()) {
        (Stage::Predict, _) => {
            let choices = walk.question().unwrap().choices.len();
            learner.types(if choices == 0 {
                "70<enter>"
            } else {
                "1<enter>"
            });
        }
        (Stage::Choose, Some(Action::Choose(answer))) => {
            learner.types(&format!("h{answer}<enter>"));
        }
        (Stage::Choose, Some(Action::Write(answer))) => {
            learner.types("<tab>").types(&answer).types("<enter>");
        }
        (Stage::Label, _) => {
            learner.types("3");
        }
        (Stage::Draw, Some(Action::Stop)) => {
            // There is no paper at hand.
            learner.types("f");
        }
        (Stage::Draw, _) => {
            learner.types(" <down><down><down><down><down><down> <enter>");
        }
        (Stage::Begin, Some(Action::Turn { knob, place })) => {
            learner.types(&format!("{}{}", "<up>".repeat(4), "<down>".repeat(knob)));
            learner.types(&format!(
                "{}{}",
                "<left>".repeat(9),
                "<right>".repeat(place)
            ));
        }
        (Stage::Begin, Some(Action::GiveUp)) => {
            learner.types("hx");
        }
        (Stage::Look, Some(Action::OpenTest)) => {
            learner.types("o");
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

/// All lessons in German.
fn play_in_german(size: (u16, u16)) {
    let pack = quick_in(Lang::German);
    let mut look = Look::still(Theme::dark(Depth::Mono));
    look.words.lang = Lang::German;
    play(size, pack, look);
}

fn play(size: (u16, u16), pack: Pack, look: Look) {
    let folder = TempDir::new().unwrap();
    let words = look.words;
    let mut learner = Learner::playing(folder.path(), pack, size, look);
    let lessons = learner.app().pack().lessons.clone();
    for lesson in lessons.iter() {
        // The mark stands on what comes next.
        learner.types("<enter>");
        let mut turns = 0;
        while !learner.app().walk().unwrap().is_finished() {
            let screen = learner.screen();
            assert!(
                !screen.contains("{$"),
                "a text was not filled in:\n{screen}"
            );
            if words.lang == Lang::German {
                for english in [" go on", " leave", "step ", " of 100", "you said"] {
                    assert!(!screen.contains(english), "{english:?} in\n{screen}");
                }
            }
            answer(&mut learner);
            turns += 1;
            assert!(turns < 20 * lesson.steps.len(), "no end:\n{screen}");
        }
        let end = learner.screen();
        let title = say!(words, "end-of", lesson = lesson.title.as_str());
        assert!(end.contains(&title), "{end}");
        assert!(!end.contains(&say!(words, "not-measured")), "{end}");
        learner.types("<enter>").waits_for(&say!(words, "finished"));
    }
    learner.gets_up();
}

#[test]
fn every_lesson_can_be_played_to_its_end() {
    play((80, 24), quick(), Look::still(Theme::dark(Depth::Mono)));
}

#[test]
fn every_lesson_can_be_played_in_german_on_the_smallest_terminal() {
    play_in_german((60, 20));
}

#[test]
fn every_lesson_is_translated_and_what_is_not_stays_english() {
    let [english, german] = [Lang::English, Lang::German].map(quick_in);
    assert_eq!(german.file.title, "Vorsicht, Lücke");
    assert_eq!(german.lessons[0].title, "Das Ritual");
    for (english, german) in english.lessons.iter().zip(&german.lessons) {
        assert_ne!(english.about, german.about);
    }
    let minimal = concat!(env!("CARGO_MANIFEST_DIR"), "/lessons/minimal");
    let titles = [Lang::English, Lang::German].map(|lang| {
        let pack = Pack::open(Path::new(minimal), Library::builtin(), lang).unwrap();
        pack.lessons[0].title.clone()
    });
    assert_eq!(titles[0], titles[1]);
}

#[test]
fn every_slice_has_a_german_title() {
    let pack = Pack::built_in(Lang::German).unwrap();
    for lesson in &pack.lessons {
        for step in &lesson.steps {
            let mut step = step.clone();
            for amount in step.spec_mut().amounts() {
                if let Amount::Measured(slice) | Amount::Read(slice) = amount {
                    let name = &slice.name;
                    assert!(slice.title.is_some(), "{}: {name}", lesson.title);
                }
            }
        }
    }
}
