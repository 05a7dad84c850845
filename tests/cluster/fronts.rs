//! Front hosts that know of each other.

use assert_cmd::assert::OutputAssertExt;
use tempfile::TempDir;

use crate::engine::Engine;
use crate::front::{Front, People};

#[test]
fn the_desk_sees_and_reaches_everybody_wherever_they_sit() {
    let Some(engine) = Engine::begins() else {
        return;
    };
    let (one, other) = (
        Front::begins(&engine, "one"),
        Front::begins(&engine, "other"),
    );
    let told = |front: &Front, what: &str| {
        let line = front.said().lines().find(|line| line.contains(what));
        line.unwrap().to_owned()
    };
    assert_eq!(
        told(&one, "fingerprint"),
        told(&other, "fingerprint"),
        "learners know one host"
    );
    let people = People::new();
    let mut ada = one.welcomes(&people, "Ada");
    let mut bo = other.welcomes(&people, "Bo");
    // The desk's key is the same at both.
    let mut desk = other.desk();
    desk.waits_for("Ada").waits_for("Bo");

    desk.types("m").types("Look at lesson 1").types("<enter>");
    for learner in [&mut ada, &mut bo] {
        learner.waits_for("Look at lesson 1");
        learner.waits_for("any key goes on").types(" ");
    }
    // Ada is in front in the list; what hits a person is asked for twice.
    desk.types("k").waits_for("k").types("k");
    ada.waits_for("The instructor has closed your seat");
}

#[test]
fn a_learner_has_one_seat_in_all_hosts() {
    let Some(engine) = Engine::begins() else {
        return;
    };
    let (one, other) = (
        Front::begins(&engine, "one"),
        Front::begins(&engine, "other"),
    );
    let people = People::new();
    let mut ada = one.welcomes(&people, "Ada");
    let mut again = other.connects(&people, "Ada");
    again.waits_for("enter open");
    ada.waits_for("You have come in from somewhere else");
}

#[test]
fn a_seat_is_free_when_its_host_does_not_beat_any_more() {
    let Some(engine) = Engine::begins() else {
        return;
    };
    let (one, other) = (
        Front::begins(&engine, "one"),
        Front::begins(&engine, "other"),
    );
    let people = People::new();
    let _ada = one.welcomes(&people, "Ada");
    one.dies();
    let mut again = other.connects(&people, "Ada");
    again.waits_for("Your seat is at a host of this workshop that does not");
    again.waits_for("enter open");
}

#[test]
fn a_class_fits_into_an_engine_with_little_room_which_is_told() {
    let Some(engine) = Engine::with_room("200MB") else {
        return;
    };
    let one = Front::begins(&engine, "one");
    let warned = one.warned();
    assert!(warned.contains("the engine has little room"), "{warned}");
    let people = People::new();
    one.welcomes(&people, "Ada");
    let other = Front::begins(&engine, "other");
    assert_eq!(other.warned(), "", "it is told by whoever made the class");
    other.connects(&people, "Ada").waits_for("enter open  ");
}

#[test]
fn a_host_with_another_pack_is_refused() {
    let Some(engine) = Engine::begins() else {
        return;
    };
    let _one = Front::begins(&engine, "one");
    let folder = TempDir::new().unwrap();
    let long = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/long");
    let refused = Front::command(&folder, &engine, "other", long)
        .args(["--access", "open"])
        .assert()
        .failure();
    let told = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(
        told.contains("the class's other hosts have another pack: tiny"),
        "{told}"
    );
    assert!(told.contains("--class NAME"), "{told}");
}

#[test]
fn while_the_engine_is_away_pages_go_on_and_say_so() {
    let Some(mut engine) = Engine::begins() else {
        return;
    };
    let one = Front::begins(&engine, "one");
    let people = People::new();
    one.welcomes(&people, "Bo").types("q").ends();
    let mut ada = one.welcomes(&people, "Ada");
    ada.types("<enter>").waits_for("enter go on");
    engine.is_killed();
    ada.waits_for("cut off: kept on this host");
    ada.types("<enter>")
        .waits_for("Which number comes after 2?");
    // Whoever comes back now waits, and comes in by themselves; a new name has to wait, since another host may have it.
    let mut bo = one.connects(&people, "Bo");
    bo.waits_for("cannot reach each");
    let mut cy = one.connects(&people, "Cy");
    cy.waits_for("your name:").types("<enter>");
    cy.waits_for("This host cannot reach the others just now");
    engine.begins_again();
    bo.waits_for("enter open");
    cy.types("<enter>").waits_for("Your code is");
    ada.waits_until("the notice to go", |screen| !screen.contains("cut off:"));
}
