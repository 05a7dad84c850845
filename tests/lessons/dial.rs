//! What a learner at a dial is promised: nothing is shown before it was said, a key turns one trait of
//! the very same picture, and everything fits on every screen.

use crate::common::Learner;
use mindgap::lesson::StepState;
use tempfile::TempDir;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/dial");

/// Somebody who has trained the network and stands before the first dial.
fn at_the_dial(folder: &TempDir) -> Learner {
    let mut learner = Learner::at(folder.path(), PACK, (80, 24));
    learner.types("<enter><enter>").waits_for("Run ");
    learner.types("<enter>");
    learner
}

fn row(learner: &Learner, beginning: &str) -> String {
    let screen = learner.screen();
    let found = screen.lines().find(|line| line.starts_with(beginning));
    found
        .unwrap_or_else(|| panic!("no {beginning:?} in\n{screen}"))
        .to_owned()
}

#[test]
fn a_setting_is_said_before_any_is_seen_and_the_lesson_says_which_it_was() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_dial(&folder);
    assert!(learner.screen().contains("At which length do fewer"));
    assert!(!learner.screen().contains("all of them, accuracy"));
    learner.types("<right><enter>");
    assert!(learner.screen().contains("Choose one first"));
    learner.types("7<enter>").waits_for("all of them, accuracy");
    let walk = learner.app().walk().unwrap();
    let Some((_, StepState::Dial(state))) = walk.current() else {
        panic!("it is a dial");
    };
    assert!(state.gate.outcome().is_some());
    assert!(
        learner.screen().contains("you said never"),
        "{}",
        learner.screen()
    );
    assert!(learner.screen().contains("it was "));
    learner.gets_up();
}

#[test]
fn keys_and_clicks_turn_the_dial_and_another_picture_can_be_put_under_it() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_dial(&folder);
    learner.types("1<enter>").waits_for("all of them, accuracy");
    assert!(row(&learner, " flag: none ").contains("picture 1 of 20"));
    let none = row(&learner, " ▸0 ");
    learner.types("<right><right>");
    assert!(row(&learner, " flag 0.2 ").contains("picture 1 of 20"));
    // What was measured of all the pictures does not depend on where the dial stands.
    assert_eq!(row(&learner, "  0  ")[3..], none[3 + "▸".len() - 1..]);
    learner.types("<up>n");
    assert!(row(&learner, " flag 0.2 ").contains("at 50° · picture 2 of 20"));
    learner.clicks("0.5 ");
    assert!(row(&learner, " flag 0.5 ").contains("at 50°"));
    learner.types("<right><right><up><up><up><up><up><up>ppp");
    assert!(row(&learner, " flag 0.6 ").contains("at 80° · picture 1 of 20"));
    learner.gets_up();
}

#[test]
fn a_corruption_is_turned_by_its_severity() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_dial(&folder);
    learner.types("1<enter>").waits_for("all of them, accuracy");
    learner.types("<enter>").waits_for("border, severity 0");
    learner.types("<right><right><right><right><right>");
    assert!(learner.screen().contains("border, severity 5"));
    learner.gets_up();
}

#[test]
fn what_was_said_is_there_after_leaving_and_the_same_is_measured_again() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_dial(&folder);
    learner.types("2<enter>").waits_for("all of them, accuracy");
    let before = learner.screen();
    learner.types("q").gets_up();
    let mut again = Learner::at(folder.path(), PACK, (80, 24));
    again.types("<enter>").waits_for("all of them, accuracy");
    assert_eq!(again.screen(), before);
    again.gets_up();
}

#[test]
fn it_fits_on_every_screen() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_dial(&folder);
    learner.types("1<enter>").waits_for("all of them, accuracy");
    learner.types("<right><right><right>");
    for (width, height) in [(80, 24), (60, 20)] {
        learner.resizes(width, height);
        insta::assert_snapshot!(format!("dial_{width}x{height}"), learner.screen());
    }
    learner.fits_elsewhere();
    learner.gets_up();
}

#[test]
fn all_lengths_and_angles_are_one_key_away_as_numbers_with_the_dial_among_them() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_dial(&folder);
    learner.types("1<enter>").waits_for("all of them, accuracy");
    let before = learner.screen();
    learner.types("<right><right>m");
    for (width, height) in [(80, 24), (60, 20), (160, 50)] {
        learner.resizes(width, height);
        for angle in [20, 30, 40, 50, 60, 70, 80] {
            let screen = learner.screen();
            assert!(screen.contains(&format!("{angle}°  ")), "{screen}");
        }
    }
    learner.resizes(80, 24);
    // Each cell is what the row of its angle says of its length.
    let walk = learner.app().walk().unwrap();
    let Some((mindgap::pack::Step::Dial(dial), StepState::Dial(state))) = walk.current() else {
        panic!("it is a dial");
    };
    let here = state.at(dial, 2, 2).unwrap().accuracy * 100.0;
    let row = row(&learner, "   40°");
    assert!(row.contains(&format!("[{here:>5.1}]")), "{here}: {row}");
    let cells = row.replace(['[', ']'], " ");
    assert_eq!(cells.split_whitespace().count(), 1 + 7, "{row}");
    learner.types("m<left><left>");
    assert_eq!(learner.screen(), before);
    learner.gets_up();
}
