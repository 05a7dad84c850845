//! Votes of a workshop: put at the desk, answered in terminals, line by line and on phones, and seen once they are closed.

use std::fs;

use tempfile::TempDir;

use super::{Class, TINY, desk, talks};

use super::phones::client;

#[path = "../../web/voter.rs"]
#[allow(dead_code, reason = "of a phone that votes, this needs little")]
mod voter;

use voter::Voter;

const ARGUMENTS: [&str; 4] = ["--access", "open", "--web", "127.0.0.1:0"];

/// What the server says behind this.
fn told(class: &Class, name: &str) -> String {
    let told = class
        .host
        .said
        .lines()
        .find_map(|line| line.trim().strip_prefix(name));
    told.unwrap_or_else(|| panic!("no {name}: {}", class.host.said))
        .trim()
        .to_owned()
}

#[test]
fn a_vote_is_answered_everywhere_survives_a_crash_and_is_seen_once_it_is_closed() {
    let class = Class::hosts(TempDir::new().unwrap(), TINY, &ARGUMENTS);
    let (ada_key, bo_key, cy_key) = (class.key("ada"), class.key("bo"), class.key("cy"));
    let (mut ada, _) = class.welcomes("Ada", Some(&ada_key));
    let (mut bo, _) = class.welcomes("Bo", Some(&bo_key));
    let mut cy = talks(&class, "Cy", &cy_key);
    cy.waits_for("your name: [Cy]");
    cy.types("<enter>").waits_for("May yours?");
    cy.types("n<enter>").waits_for("1. A short walk (");
    ada.types("<enter>").waits_for("long enough");
    let phone = Voter::joins(&told(&class, "votes"), "  Dee ");
    let mut events = phone.follows();
    assert_eq!(
        events.waits_for("vote").unwrap(),
        "null",
        "nothing is asked"
    );

    let mut teacher = desk(&class, (110, 34));
    teacher.waits_for("3 here");
    teacher.types("v").waits_for("a question of the lesson");
    teacher.types("Will it read a 1 with a flag? / yes / no / it depends<enter>");
    teacher.waits_for("vote: 0 of 4");
    ada.waits_for("2. no").waits_for("enter votes");
    ada.types("2").waits_for("▸ 2. no");
    ada.types("<enter>").waits_for("you voted 2 (ctrl-o)");
    // The lesson goes on under it.
    ada.types("<enter>").waits_for("Which number");
    bo.waits_for("3. it depends").waits_for("enter votes");
    bo.types("<esc>").waits_for("a vote: ctrl-o");
    bo.types("\x0f").waits_for("3. it depends");
    bo.types("\x1b[B<enter>").waits_for("you voted 1 (ctrl-o)");
    cy.waits_for("Type vote and the number of a choice");
    cy.types("vote 9<enter>").types("vote 2<enter>");
    cy.waits_for("Your vote is kept: no");
    assert!(events.waits_for("vote").unwrap().contains("\"open\":true"));
    assert_eq!(
        phone.says(phone.number(), "4"),
        422,
        "there is no such choice"
    );
    assert_eq!(phone.says(2, "1"), 409, "another vote");
    assert_eq!(phone.says(phone.number(), "3"), 204);
    teacher.waits_for("vote: 4 of 4");
    let seen = events.waits_for("vote").unwrap();
    assert!(seen.contains("\"rows\":[]"), "{seen}");
    for screen in [ada.screen(), bo.screen(), cy.screen(), teacher.screen()] {
        assert!(
            !screen.contains("████") && !screen.contains("- yes:"),
            "{screen}"
        );
    }
    drop((ada, bo, cy, teacher));

    // Whoever was told that their ballot was taken finds it after a power cut.
    let class = class.dies_and_comes_back(TINY, &ARGUMENTS);
    let phone = Voter {
        cookie: phone.cookie,
        ..Voter::opens(&told(&class, "votes"))
    };
    assert!(phone.page().body.contains("data-in=\"yes\""));
    let mut events = phone.follows();
    let seen = events.waits_for("vote").unwrap();
    assert!(seen.contains("\"own\":3"), "{seen}");
    let mut projector = Voter::opens(&told(&class, "on the projector")).follows();
    let mut ada = class.connects("anybody", Some(&ada_key));
    ada.waits_for("2. no ✓").waits_for("enter votes");
    ada.types("1<enter>").waits_for("you voted 1");
    let mut bo = class.connects("anybody", Some(&bo_key));
    bo.waits_for("1. yes ✓").waits_for("enter votes");
    bo.types("<esc>");
    let mut cy = talks(&class, "Cy", &cy_key);
    cy.waits_for("Type vote and the number of a choice");
    let mut teacher = desk(&class, (110, 34));
    teacher
        .waits_for("vote: 4 of 4")
        .types("v")
        .waits_for("4 have voted");
    for window in [&mut ada, &mut bo, &mut teacher] {
        window.waits_until("who said what", |screen| {
            let has = |count: &str, choice: &str| {
                let mut lines = screen.lines();
                lines.any(|line| line.contains(count) && line.contains(choice))
            };
            has(" 2 ", "1. yes") && has(" 1 ", "2. no") && has(" 1 ", "3. it depends")
        });
    }
    cy.waits_for("- yes: 2")
        .waits_for("- no: 1")
        .waits_for("- it depends: 1");
    let rows = "\"rows\":[[\"yes\",2],[\"no\",1],[\"it depends\",1]]";
    for events in [&mut events, &mut projector] {
        while !events.waits_for("vote").unwrap().contains(rows) {}
    }
    assert_eq!(phone.says(phone.number(), "1"), 409, "it is closed");
    ada.waits_for("any key goes on")
        .types("x")
        .waits_until("the list", |screen| !screen.contains("████"));

    teacher
        .types("x")
        .waits_until("the bars put away", |screen| !screen.contains("████"));
    teacher.types("x").waits_for("written.");
    let screen = teacher.screen();
    let folder = fs::read_dir(class.folder.path().join("host/workshop")).unwrap();
    let mut folders = folder.map(|entry| entry.unwrap().path());
    let exported = folders.find(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("export-")
    });
    let exported = exported.unwrap_or_else(|| panic!("no export\n{screen}"));
    let csv = fs::read_to_string(exported.join("votes.csv")).unwrap();
    assert_eq!(csv.lines().count(), 5, "{csv}");
    assert!(
        csv.contains("ada,Ada,yes") && csv.contains("Dee,it depends"),
        "{csv}"
    );
    let html = fs::read_to_string(exported.join("class.html")).unwrap();
    assert!(
        html.contains("1 with a flag?") && !html.contains("Dee"),
        "{html}"
    );
}

#[test]
fn a_question_of_the_lesson_is_chosen_and_a_number_is_told_with_its_median() {
    let class = Class::open(TINY);
    let (mut ada, _) = class.welcomes("Ada", Some(&class.key("ada")));
    let mut teacher = desk(&class, (80, 24));
    teacher.waits_for("1 here");
    teacher.types("v").waits_for("0 to 100");
    teacher
        .types("\x1b[A\x1b[A\x1b[A\x1b[A\x1b[A<enter>")
        .waits_for("vote: 0 of 1");
    ada.waits_for("Which number").waits_for("enter votes");
    ada.types("<esc>").waits_for("a vote: ctrl-o");
    teacher.types("v").waits_for("Once more (v)").types("v");
    teacher.waits_for("0 have voted").types("x");
    teacher
        .types("v")
        .waits_for("0 to 100")
        .types("How many of 100 will it read?<enter>");
    teacher.waits_for("vote: 0 of 1");
    // What the class said to the question before is behind the new one.
    ada.waits_for("How many of 100").waits_for("enter votes");
    ada.types("8x7<enter>").waits_for("you voted 87");
    teacher
        .waits_for("vote: 1 of 1")
        .types("v")
        .waits_for("the median is 87");
    ada.waits_for("the median is 87").waits_for("80–89 % ✓");
}
