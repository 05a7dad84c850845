//! Those whom the instructor sees: one person under two names, cohorts whose figures do not mix, some of many, and a
//! screen that is looked at.

use std::fs;

use super::{Class, TINY, USUAL, desk};
use crate::common::window::Window;
use tempfile::TempDir;

/// The answer to the first lesson's question.
fn answers(window: &mut Window) {
    window.types("<enter>").waits_for("long enough");
    window.types("<enter>").waits_for("Which number");
    window.types("2<enter>").waits_for("Because");
}

/// The desk's list of everybody.
fn roster(class: &Class) -> Window {
    let mut desk = desk(class, (100, 30));
    desk.types("\t\t\t\t\t").waits_for("Everybody who was here");
    desk
}

#[test]
fn two_names_of_one_person_become_one_and_two_again() {
    let class = Class::open(TINY);
    let (mut ann, code_of_ann) = class.welcomes("Ann", Some(&class.key("ann")));
    answers(&mut ann);
    let (mut anna, _) = class.welcomes("Anna", Some(&class.key("anna")));
    let mut desk = roster(&class);
    desk.types("<up>j").waits_for("Ann is the same person as:");
    desk.types("Nobody<enter>")
        .waits_for("Nobody is called Nobody.");
    desk.types("j").waits_for("same person as:");
    desk.types("ann<enter>").waits_for("is called so already");
    desk.types("j").waits_for("same person as:");
    desk.types("anna<enter>").waits_for("Ann is Anna now");
    for window in [&mut ann, &mut anna] {
        window.ends();
        assert!(
            window.screen().contains("put your two names together"),
            "{}",
            window.screen()
        );
    }
    desk.waits_until("one of them", |screen| {
        let names = screen.lines().filter(|line| line.contains("Ann"));
        names.filter(|line| line.contains("of 2")).count() == 1
    });
    // By either key, by either name: where Ann was.
    let mut back = class.connects("whoever", Some(&class.key("anna")));
    back.waits_for("at step 2 of 5");
    let mut back = class.connects("whoever", Some(&class.key("new")));
    back.waits_for("your name:").types("<ctrl-u>Ann<enter>");
    back.waits_for("has been here before");
    back.types(&format!("{code_of_ann}<enter>"))
        .waits_for("at step 2 of 5");
    // A slip is taken back, whole.
    desk.types("u").waits_for("Ann is as before.");
    back.ends();
    class
        .connects("whoever", Some(&class.key("ann")))
        .waits_for("at step 2 of 5");
    let mut anna = class.connects("whoever", Some(&class.key("anna")));
    anna.waits_for("enter open");
    assert!(!anna.screen().contains("at step"), "{}", anna.screen());
    desk.types("u").waits_for("There is nothing to take back.");
}

#[test]
fn figures_of_two_cohorts_do_not_mix() {
    let folder = TempDir::new().unwrap();
    let arguments = |cohort| ["--access", "open", "--cohort", cohort];
    let class = Class::hosts(folder, TINY, &arguments("7a"));
    let (mut ada, _) = class.welcomes("Ada", Some(&class.key("ada")));
    answers(&mut ada);
    let class = class.dies_and_comes_back(TINY, &arguments("7b"));
    let (mut bo, _) = class.welcomes("Bo", Some(&class.key("bo")));
    let (_cy, _) = class.welcomes("Cy", Some(&class.key("cy")));
    answers(&mut bo);
    // Those who are here are of 7b.
    let mut desk = desk(&class, (100, 30));
    desk.types("\t\t").waits_for("cohort 7b");
    desk.waits_for("One learner has answered.");
    desk.types("g").waits_for("all cohorts");
    desk.waits_for("2 learners have answered.");
    desk.types("g").waits_for("cohort 7a");
    desk.types("\t\t\t")
        .waits_for("Ada")
        .waits_until("only hers", |screen| !screen.contains("Cy"));
    // Whoever is counted with others is, from now on.
    desk.types("G").waits_for("cohort of Ada");
    desk.types("7b<enter>").waits_until("no 7a", |screen| {
        screen.contains("Cy") && !screen.contains("7a")
    });
    desk.types("u").waits_for("Ada is as before.");
    desk.types("x").waits_for("written.");
    let exported = fs::read_dir(class.folder.path().join("host/workshop")).unwrap();
    let exported = exported
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.to_string_lossy().contains("export-"))
        .unwrap();
    let read = |name: &str| fs::read_to_string(exported.join(name)).unwrap();
    assert!(read("class.csv").contains("Ada,7a,1,A short walk,lesson"));
    assert!(read("class.csv").contains("Bo,7b,1,A short walk,lesson"));
    let html = read("class.html");
    let (first, second) = (html.find("Cohort 7a"), html.find("Cohort 7b"));
    assert!(first.is_some() && first < second, "{html}");
    let rows: Vec<serde_json::Value> = serde_json::from_str(&read("class.json")).unwrap();
    let asked = rows.iter().find(|row| row["kind"] == "ask").unwrap();
    assert_eq!(asked["cohort"], "7a");
    assert!(asked["right"].is_boolean() && asked["tries"].is_number());
}

#[test]
fn of_many_those_are_listed_who_are_looked_for() {
    let class = Class::open(TINY);
    let (mut ada, _) = class.welcomes("Ada", Some(&class.key("ada")));
    let (_bo, _) = class.welcomes("Bo", Some(&class.key("bo")));
    answers(&mut ada);
    let mut desk = desk(&class, USUAL);
    desk.waits_for("Ada").waits_for("Bo");
    desk.types("fQUEST<enter>").waits_for("only “QUEST”");
    desk.waits_until("only Ada", |screen| {
        screen.contains("Ada") && !screen.contains("Bo")
    });
    // What is done is done to one of these.
    desk.types("k").waits_for("closes Ada's seat");
    desk.types("<esc>")
        .waits_until("everybody", |screen| screen.contains("Bo"));
    desk.types("?").waits_for("same person");
    desk.types("?")
        .waits_until("put away", |screen| !screen.contains("same person"));
}

#[test]
fn the_instructor_sees_a_learners_screen_if_they_agree_and_as_long_as_they_do() {
    let class = Class::open(TINY);
    let (mut ada, _) = class.welcomes("Ada", Some(&class.key("ada")));
    ada.types("<enter>").waits_for("long enough");
    let mut desk = desk(&class, USUAL);
    desk.waits_for("Ada");
    // They would rather not.
    desk.types("d").waits_for("Ada is asked");
    ada.waits_for("asks to look at your screen")
        .waits_for("Y (a capital one)");
    ada.types("y2<enter>").waits_for("asks to look");
    assert!(!desk.screen().contains("long enough"));
    ada.types("<esc>")
        .waits_until("nobody looks", |screen| !screen.contains("asks to look"));
    desk.waits_for("Ada would rather not");
    // They agree, and see that they are seen.
    desk.types("<esc>").waits_for("The class");
    desk.types("d").waits_for("Ada is asked");
    ada.waits_for("Y (a capital one)").types("Y");
    ada.waits_for("the instructor sees this");
    desk.waits_for("long enough");
    ada.types("<enter>").waits_for("Which number");
    desk.waits_for("Which number");
    desk.types("aLook at the second one.<enter>");
    ada.waits_for("Look at the second one.")
        .waits_for("any key goes on")
        .types(" ");
    // Either of them ends it.
    ada.types("<ctrl-x>")
        .waits_for("no longer sees your screen")
        .waits_until("no mark", |screen| !screen.contains("sees this"));
    desk.waits_for("shows their screen no longer");
    desk.types("<esc>").waits_for("The class");
    desk.types("d").waits_for("Ada is asked");
    ada.waits_for("Y (a capital one)").types("Y");
    desk.waits_for("Which number");
    desk.types("<esc>").waits_for("The class");
    ada.waits_until("no mark", |screen| {
        screen.contains("no longer sees") && !screen.contains("sees this")
    });
}
