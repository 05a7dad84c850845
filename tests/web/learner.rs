//! What a learner is promised whose phone is there: the screen follows it, what it sent is there later, and the door
//! is shut when the step is left.

use std::fs;

use mindgap::lesson::step::{DrawState, PhotoSource, PhotoState};
use mindgap::lesson::{StepState, Tool};
use mindgap::pack::Step;
use mindgap::web::door::OwnDoor;
use tempfile::TempDir;

use crate::client::{Phone, get, here};
use crate::common::Learner;
use crate::pages::page_of;

const PHOTO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/photo");
const DRAW: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/draw");
const CELL: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/data/photos/sudoku-cells/cell00_label6.png"
);

fn sits(folder: &TempDir, pack: &str) -> Learner {
    let door = OwnDoor::new(here());
    Learner::with_door(folder.path(), pack, (80, 30), Box::new(door))
}

/// The link, as the code that is typed leads there.
fn opens(learner: &mut Learner) -> Phone {
    learner.types("m").waits_for("Waiting for your phone");
    let screen = learner.screen();
    let words: Vec<&str> = screen.split_whitespace().collect();
    let address = words.iter().find(|word| word.starts_with("http://"));
    let address = address.expect("an address").trim_end_matches('/');
    let code = words.iter().skip_while(|word| **word != "code").nth(1);
    let code = words
        .iter()
        .find(|word| word.len() == 9 && word.as_bytes()[4] == b'-')
        .or(code)
        .expect("a code");
    let typed = crate::client::post(address, "/", format!("code={code}").as_bytes());
    assert_eq!(typed.status, 303, "{screen}");
    Phone::open(&format!("{address}{}", typed.header("location")))
}

fn photo(learner: &Learner) -> &PhotoState {
    match learner.app().walk().unwrap().current() {
        Some((_, StepState::Photo(state))) => state,
        other => panic!("it is a photo, not {other:?}"),
    }
}

fn canvas(learner: &Learner) -> &DrawState {
    match learner.app().walk().unwrap().current() {
        Some((_, StepState::Draw(state))) => state,
        other => panic!("it is a canvas, not {other:?}"),
    }
}

#[test]
fn a_photo_from_the_phone_is_looked_at_kept_and_there_when_the_lesson_is_taken_up_again() {
    let folder = TempDir::new().unwrap();
    let mut learner = sits(&folder, PHOTO);
    learner.types("<enter><enter>").waits_for("Run ");
    learner.types("<enter>").waits_for("digit found");
    assert!(learner.screen().contains("m phone"), "{}", learner.screen());
    let phone = opens(&mut learner);
    let mut events = phone.follows();
    learner.waits_for("Your phone is here");
    assert_eq!(phone.sends(&fs::read(CELL).unwrap()).status, 204);
    learner.waits_for("from your phone, 1 · 1 digit found");
    events.sees(r#""told":"from your phone, 1: 1 digit found""#);
    learner.waits_until("an answer", |app| {
        let current = app.walk().unwrap().current();
        matches!(current, Some((_, StepState::Photo(state))) if state.seen.is_some())
    });
    // It is one of those to be tried, and its stages can be switched.
    learner.types("n").waits_until("the lesson's own", |app| {
        let current = app.walk().unwrap().current();
        matches!(current, Some((_, StepState::Photo(state))) if matches!(state.source, Some(PhotoSource::Shipped(_))))
    });
    learner.types("p").waits_for("from your phone, 1");
    learner.gets_up();
    assert!(events.waits_for("over").is_some());

    let mut learner = sits(&folder, PHOTO);
    learner
        .types("<enter>")
        .waits_for("from your phone, 1 · 1 digit found");
    assert_eq!(photo(&learner).own, [PhotoSource::Sent(1)]);
    learner.gets_up();
}

#[test]
fn the_canvas_follows_the_finger_and_the_phone_says_what_the_network_reads() {
    let folder = TempDir::new().unwrap();
    let mut learner = sits(&folder, DRAW);
    learner.types("<enter><enter>").waits_for("Run ");
    learner.types("<enter>50<enter>").waits_for("1 of 3");
    let phone = opens(&mut learner);
    let mut events = phone.follows();
    learner.waits_for("Your phone is here");
    let points: Vec<String> = (1..20)
        .map(|at| {
            format!(
                "{{\"to\":[0.5,{},0,{}]}}",
                0.2 + 0.03 * f64::from(at),
                at * 16
            )
        })
        .collect();
    let stroke = format!(
        r#"{{"number":1,"does":[{{"down":[0.5,0.2,0,0]}},{},"up"]}}"#,
        points.join(",")
    );
    assert_eq!(phone.draws(&stroke), 204);
    learner.waits_until("ink", |app| {
        let current = app.walk().unwrap().current();
        matches!(current, Some((_, StepState::Draw(state))) if state.live.is_some())
    });
    assert_eq!(canvas(&learner).canvas.strokes()[0].len(), 20);
    assert_eq!(
        canvas(&learner).canvas.felt()[0].last().unwrap().at,
        19 * 16
    );
    // The way in gives way to the canvas.
    assert!(
        learner.screen().contains("what the network sees"),
        "{}",
        learner.screen()
    );
    assert!(learner.screen().contains("phone is here"));
    events.sees("Just now it says");
    // What the other hand does is seen on the phone.
    learner.types("u");
    events.sees(r#""strokes":[]"#);
    assert_eq!(
        phone.draws(&stroke.replace("\"number\":1", "\"number\":2")),
        204
    );
    assert_eq!(phone.draws(r#"{"number":3,"does":["hand_in"]}"#), 204);
    learner.waits_for("2 of 3");
    events.sees("2 of 3");
    learner.gets_up();
}

#[test]
fn digits_on_paper_come_from_the_phone_and_are_handed_in_there_once_there_are_as_many_as_asked_for()
{
    let folder = TempDir::new().unwrap();
    let mut learner = sits(&folder, DRAW);
    learner.types("<enter><enter>").waits_for("Run ");
    learner.types("<enter>50<enter>").waits_for("1 of 3");
    let asked = match learner.app().walk().unwrap().current() {
        Some((Step::Draw(draw), StepState::Draw(state))) => state.left(draw),
        other => panic!("it is a canvas, not {other:?}"),
    };
    let phone = opens(&mut learner);
    let mut events = phone.follows();
    learner.waits_for("Your phone is here");
    events.sees("On paper, in this order");
    let sends = |digits: &[u8]| {
        let page = page_of(digits, folder.path());
        assert_eq!(phone.sends(&fs::read(page).unwrap()).status, 204);
    };
    // Too few are shown, and cannot be taken, however often it is tried.
    sends(&asked[..2]);
    learner.waits_for("2 digits were found");
    events.sees(r#""takes":false"#);
    assert_eq!(phone.draws(r#"{"number":1,"does":["hand_in"]}"#), 204);
    // The next photo replaces that one.
    sends(&asked);
    learner.waits_for("3 digits were found, as many as asked for");
    events.sees(r#""takes":true"#);
    assert!(canvas(&learner).handed_in.is_empty());
    assert_eq!(phone.draws(r#"{"number":2,"does":["hand_in"]}"#), 204);
    learner.waits_for("of 3 ·");
    let tools = canvas(&learner).handed_in.iter().map(|one| one.tool());
    assert_eq!(tools.collect::<Vec<_>>(), [Tool::Paper; 3]);
    learner.gets_up();
}

#[test]
fn whoever_leaves_the_step_shuts_the_door() {
    let folder = TempDir::new().unwrap();
    let mut learner = sits(&folder, PHOTO);
    learner.types("<enter><enter>").waits_for("Run ");
    // Training needs no phone.
    assert!(!learner.screen().contains("m phone"));
    learner.types("<enter>").waits_for("digit found");
    let phone = opens(&mut learner);
    let mut events = phone.follows();
    learner.waits_for("Your phone is here");
    learner.types("<esc>").waits_for("phone is here");
    assert_eq!(get(&phone.base, "/").status, 200);
    learner.types("b").waits_for("step 1 of");
    assert!(events.waits_for("over").is_some());
    assert!(!learner.screen().contains("phone is here"));
    learner.gets_up();
}

#[test]
fn without_a_door_no_key_for_it_is_offered() {
    let folder = TempDir::new().unwrap();
    let mut learner = Learner::at(folder.path(), PHOTO, (80, 30));
    learner.types("<enter><enter>").waits_for("Run ");
    learner.types("<enter>").waits_for("digit found");
    assert!(!learner.screen().contains("phone"));
    learner.types("m");
    assert!(!learner.screen().contains("phone"), "{}", learner.screen());
    learner.gets_up();
}
