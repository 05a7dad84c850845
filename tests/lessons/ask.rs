//! What a learner who is asked something is promised: with several right answers, only exactly those are right, and it is
//! told what is too much and how many are missing; of a poll and of an answer in one's own words nothing is right or wrong,
//! and nothing is lost.

use std::path::Path;

use crate::common::Learner;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use mindgap::dataset::Library;
use mindgap::lesson::step::AskState;
use mindgap::lesson::{Action, Note, Order, Saved, StepState, Walk};
use mindgap::pack::Pack;
use mindgap::tui::AppEvent;
use mindgap::tui::look::Look;
use mindgap::tui::theme::{Depth, Theme};
use mindgap::words::{Lang, Words};
use tempfile::TempDir;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/ask");

/// Somebody in front of this question, from 1, who has answered those before it.
fn at(folder: &TempDir, question: usize, size: (u16, u16), lang: Lang) -> Learner {
    let pack = Pack::open(Path::new(PACK), Library::builtin(), lang).unwrap();
    let mut look = Look::still(Theme::dark(Depth::Mono));
    look.words = Words::of(lang);
    let mut learner = Learner::playing(folder.path(), pack, size, look);
    learner.types("<enter>");
    let right = match lang {
        Lang::English => "overconfident",
        Lang::German => "übermütig",
    };
    let keys = ["2", "13", "2", "13", right].map(|keys| format!("{keys}<enter><enter>"));
    learner.types(&keys[..question - 1].concat());
    learner
}

fn walk() -> Walk {
    let pack = Pack::open(Path::new(PACK), Library::builtin(), Lang::English).unwrap();
    let mut walk = Walk::new(pack.lessons[0].clone(), Lang::English);
    walk.unlock();
    walk
}

fn state(walk: &Walk) -> &AskState {
    match walk.current() {
        Some((_, StepState::Ask(state))) => state,
        other => panic!("something is asked, not {other:?}"),
    }
}

#[test]
fn of_several_right_answers_it_is_told_what_is_too_much_and_how_many_are_missing() {
    for (name, size) in [
        ("80x24", (80, 24)),
        ("60x20", (60, 20)),
        ("160x50", (160, 50)),
    ] {
        let folder = TempDir::new().unwrap();
        let mut learner = at(&folder, 2, size, Lang::English);
        learner.types("<enter>");
        assert!(learner.screen().contains("Mark an answer first"));
        learner.types(" <down> <enter>");
        insta::assert_snapshot!(format!("several_{name}"), learner.screen());
        // The mark that is too much is taken away, and the one that is missing made: by the keys of their numbers.
        learner.types("23<enter>");
        insta::assert_snapshot!(format!("several_right_{name}"), learner.screen());
        learner.gets_up();
    }
}

#[test]
fn answers_are_marked_with_the_mouse_too() {
    let folder = TempDir::new().unwrap();
    let mut learner = at(&folder, 2, (80, 24), Lang::English);
    learner.clicks("turning it by ten").clicks("upside down");
    learner.clicks("photographing it").clicks("upside down");
    learner.clicks("submit");
    let screen = learner.screen();
    assert!(screen.contains("The label stays what it was."), "{screen}");
    learner.gets_up();
}

#[test]
fn polls_and_texts_are_asked_in_german_as_well() {
    let folder = TempDir::new().unwrap();
    let mut learner = at(&folder, 3, (80, 24), Lang::German);
    insta::assert_snapshot!("poll_german", learner.screen());
    learner.types("3<enter>");
    insta::assert_snapshot!("poll_answered_german", learner.screen());
    learner.types("<enter>3<down> <enter><enter>falsch<enter>");
    insta::assert_snapshot!("text_wrong_german", learner.screen());
    learner.gets_up();
}

#[test]
fn a_text_of_several_lines_is_typed_and_pasted_and_stays() {
    let folder = TempDir::new().unwrap();
    let mut learner = at(&folder, 6, (80, 24), Lang::English);
    learner.types("On cheques.");
    let new_line = KeyEvent::new(KeyCode::Char('j'), KeyModifiers::CONTROL);
    learner.tells(AppEvent::Key(new_line));
    learner.pastes("In clocks,\r\nand on 数 roads.");
    insta::assert_snapshot!("lines", learner.screen());
    // What is typed is there again for whoever looks at another step meanwhile.
    learner.types("<esc>b").waits_for("says 7 and is sure");
    learner.types("<enter>").waits_for("In clocks,");
    learner.types("<enter>");
    insta::assert_snapshot!("lines_kept", learner.screen());
    learner.gets_up();
}

#[test]
fn a_wrong_answer_can_be_told_why_by_its_own_reply() {
    let folder = TempDir::new().unwrap();
    let mut learner = at(&folder, 1, (80, 24), Lang::English);
    learner.types("1<enter>");
    let screen = learner.screen();
    assert!(
        screen.contains("9 is 3 times 3.") && !screen.contains("exactly two"),
        "{screen}"
    );
    learner.types("2<enter>");
    let screen = learner.screen();
    assert!(
        screen.contains("Nothing but 1") && screen.contains("exactly two"),
        "{screen}"
    );
    learner.gets_up();
}

#[test]
fn what_was_answered_is_kept_for_the_class_and_for_the_next_sitting() {
    let mut walk = walk();
    walk.act(Action::Jump(1));
    let right = |orders: &[Order]| match &orders[0] {
        Order::Note(Note::Marked { right, .. } | Note::Written { right, .. }) => *right,
        other => panic!("an answer is kept, not {other:?}"),
    };
    assert!(walk.act(Action::Mark(Vec::new())).is_empty());
    assert!(walk.act(Action::Mark(vec![1, 9])).is_empty());
    assert!(
        walk.act(Action::Choose(1)).is_empty(),
        "marks are asked for"
    );
    assert_eq!(right(&walk.act(Action::Mark(vec![3, 2]))), Some(false));
    assert!(walk.act(Action::Mark(vec![2, 3])).is_empty(), "the same");
    assert_eq!(right(&walk.act(Action::Mark(vec![3, 1, 3]))), Some(true));
    assert_eq!(state(&walk).marked, [vec![2, 3], vec![1, 3]]);
    assert!(walk.act(Action::Mark(vec![1])).is_empty(), "it is answered");
    walk.act(Action::Jump(2));
    assert_eq!(right(&walk.act(Action::Choose(3))), None);
    walk.act(Action::Jump(4));
    let written = |text: &str| Action::Write(text.to_owned());
    assert_eq!(right(&walk.act(written("sure"))), Some(false));
    assert_eq!(
        right(&walk.act(written(" TOO\u{a0}confident! "))),
        Some(true)
    );
    walk.act(Action::Jump(5));
    assert_eq!(right(&walk.act(written("one\n\n two\u{1b}[31m"))), None);
    let kept = serde_json::to_string(&walk.saved()).unwrap();
    let kept: Saved = serde_json::from_str(&kept).unwrap();
    let (again, _) = Walk::resume(walk.lesson().clone().into(), kept, Lang::English);
    assert_eq!(state(&again), state(&walk));
    assert_eq!(state(&again).written, ["one\n\n two[31m"]);
}

#[test]
fn accepted_texts_are_the_same_in_every_form_of_their_letters() {
    let pack = Pack::open(Path::new(PACK), Library::builtin(), Lang::German).unwrap();
    let mut walk = Walk::new(pack.lessons[0].clone(), Lang::German);
    walk.unlock();
    walk.act(Action::Jump(4));
    // As a Mac's file names and some keyboards have them: letters and their dots apart.
    walk.act(Action::Write("U\u{308}bermu\u{308}tig".to_owned()));
    assert!(state(&walk).solved);
}

#[test]
fn what_was_remembered_before_there_were_several_answers_is_still_read() {
    let old = r#"{"tried":[1,2],"hints":1,"solved":true}"#;
    let state: AskState = serde_json::from_str(old).unwrap();
    assert_eq!((state.tried.as_slice(), state.solved), (&[1, 2][..], true));
    assert_eq!(serde_json::to_string(&state).unwrap(), old);
}
