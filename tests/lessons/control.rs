//! What a learner is promised of people beside the network: what they themselves called the pictures of a dial or of a
//! slice stands there, blind until they said it; what people scored elsewhere is marked as cited; and where most of
//! their readings are another class, the label is called doubtful.

use crate::common::Learner;
use mindgap::lesson::StepState;
use mindgap::pack::Step;
use tempfile::TempDir;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/control");

/// Somebody who has trained the network and sees the first picture.
fn at_the_first(folder: &TempDir, size: (u16, u16)) -> Learner {
    let mut learner = Learner::at(folder.path(), PACK, size);
    learner.types("<enter><enter>").waits_for("Run ");
    learner.types("<enter>").waits_for("What is it? 1 of 10");
    learner
}

/// Reads flags of .2 as 1s, those of .6 at 80 degrees as 7s, a closed 4 as a 9, and print as what it is.
fn reads(learner: &mut Learner) {
    for _ in 0..10 {
        let key = match learner.app().walk().unwrap().current() {
            Some((Step::Label(label), StepState::Label(state))) => {
                let read = state.pictures(label)[state.said.len()];
                match (
                    label.pictures()[read.slice].name.as_str(),
                    read.prediction.label,
                ) {
                    ("flag 0.6 at 80", _) => 7,
                    ("top 0", _) => 9,
                    (_, label) => label,
                }
            }
            other => panic!("pictures are read, not {other:?}"),
        };
        learner.types(&key.to_string());
    }
    learner.waits_for("You read ");
}

#[test]
fn what_was_called_otherwise_makes_the_label_doubtful_and_stands_at_the_dial() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_first(&folder, (80, 24));
    reads(&mut learner);
    let screen = learner.screen();
    assert!(screen.contains("You read 3 of 3."), "{screen}");
    // Nothing is said of the network, which is predicted later.
    assert!(!screen.contains("small  "), "{screen}");
    insta::assert_snapshot!("alone", screen);
    learner.fits_elsewhere();
    learner.types("<enter>").waits_for("all of them, accuracy");
    learner.types("<right><right>");
    assert!(learner.screen().contains("you read 3 of 3 as 1"));
    learner.types("<right><right><right><right><up><up><up><up>");
    let screen = learner.screen();
    assert!(screen.contains("you read 3 of 3 as 7"), "{screen}");
    assert!(screen.contains("label doubtful; 1 or 7:"), "{screen}");
    for (width, height) in [(80, 24), (60, 20), (160, 50)] {
        learner.resizes(width, height);
        insta::assert_snapshot!(format!("dial_judged_{width}x{height}"), learner.screen());
    }
    learner.resizes(80, 24);
    learner.types("<left>m");
    insta::assert_snapshot!("map_judged", learner.screen());
    learner.types("m").fits_elsewhere();
    // What was read is remembered, and stands at the dial in another sitting.
    learner.types("q").gets_up();
    let mut again = Learner::at(folder.path(), PACK, (80, 24));
    again.types("<enter>").waits_for("all of them, accuracy");
    again.types("<right><right>");
    assert!(again.screen().contains("you read 3 of 3 as 1"));
    again.gets_up();
}

#[test]
fn people_stand_beside_the_network_in_a_reveal_and_a_comparison() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_first(&folder, (80, 24));
    reads(&mut learner);
    learner.types("<enter>").waits_for("all of them, accuracy");
    learner.types("<enter>").waits_for("closed");
    learner.types("<enter>").waits_for("How many of 100?");
    learner.types("50<enter>3<enter>").waits_for("People 96.7");
    let screen = learner.screen();
    assert!(screen.contains("people"), "{screen}");
    for (width, height) in [(80, 24), (60, 20), (160, 50)] {
        learner.resizes(width, height);
        insta::assert_snapshot!(format!("reveal_people_{width}x{height}"), learner.screen());
    }
    learner.resizes(80, 24);
    learner.fits_elsewhere();
    learner.types("<enter><enter>").waits_for("Run ");
    learner.types("<enter>").waits_for("difference in points");
    assert!(
        learner.screen().contains("people 96.7 %"),
        "{}",
        learner.screen()
    );
    learner.resizes(60, 20);
    learner.gets_up();
}

#[test]
fn what_is_half_read_is_half_done_in_the_list_of_steps_and_titles_say_that_they_go_on() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_first(&folder, (60, 20));
    learner.types("3<backspace>g");
    assert!(learner.screen().contains("◐  2."), "{}", learner.screen());
    learner.types("1<enter>").waits_for("Run ");
    learner.types("g");
    assert!(learner.screen().contains("●  2."), "{}", learner.screen());
    learner.types("2<enter>").waits_for("What is it?");
    learner.types("3").types("g1<enter>").waits_for("Run ");
    learner.types("g");
    assert!(learner.screen().contains("◐  2."), "{}", learner.screen());
    learner.gets_up();
}
