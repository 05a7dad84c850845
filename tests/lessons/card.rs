//! What a model card promises: every figure on it is measured there and then, what was not measured is
//! named, and the learner's own sentence is kept.

use std::fs;

use crate::common::Learner;
use mindgap::dataset::Library;
use mindgap::tui::AppEvent;
use tempfile::TempDir;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/card");

/// Somebody who has trained the network and sees its card.
fn at_the_card(folder: &TempDir) -> Learner {
    let mut learner = Learner::at(folder.path(), PACK, (80, 24));
    learner.types("<enter><enter>").waits_for("Run ");
    learner
        .types("<enter>")
        .waits_for("How many of 100 printed digits?");
    // Nothing is measured before something was said.
    assert!(
        !learner.screen().contains("Model card:"),
        "{}",
        learner.screen()
    );
    learner
        .types("40<enter>3<enter>")
        .waits_for("Model card: small");
    learner
}

#[test]
fn it_says_what_was_measured_and_what_was_not() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_card(&folder);
    for text in [
        "MNIST test",
        "of 200",
        "of 300",
        "640 pictures to learn from",
        "photos of paper",
    ] {
        assert!(
            learner.screen().contains(text),
            "{text}\n{}",
            learner.screen()
        );
    }
    insta::assert_snapshot!("card", learner.screen());
    learner.fits_elsewhere();
    learner.gets_up();
}

#[test]
fn it_says_that_test_data_was_looked_at_with_several_recipes() {
    let folder = TempDir::new().unwrap();
    let digest = Library::builtin().open("mnist/test").unwrap();
    let other = serde_json::json!({
        "data": "mnist/test",
        "digest": digest.digest(),
        "recipe": "000000000000",
        "run": "000000000000",
    });
    let runs = folder.path().join("runs");
    fs::create_dir_all(&runs).unwrap();
    fs::write(runs.join("looks.jsonl"), format!("{other}\n")).unwrap();
    let mut learner = at_the_card(&folder);
    let told = "mnist/test has been looked at with 2 recipes (2 runs)";
    assert!(learner.screen().contains(told), "{}", learner.screen());
    learner.gets_up();
}

#[test]
fn the_sentence_is_typed_kept_changed_and_remembered() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_card(&folder);
    // Characters that are keys elsewhere are letters here.
    learner.types("eq?b ");
    learner.tells(AppEvent::Paste("Good for MNIST".to_owned()));
    assert!(
        learner.screen().contains("q?b Good for MNIST"),
        "{}",
        learner.screen()
    );
    learner.types("<esc>");
    assert!(learner.screen().contains("nothing written yet"));
    learner.types("eIt reads MNIST.<enter>");
    learner.types("e<backspace>, no more.<enter>");
    learner.types("q").gets_up();
    let mut again = Learner::at(folder.path(), PACK, (80, 24));
    again.types("<enter>").waits_for("Model card: small");
    again.types("<pgdn>");
    assert!(
        again.screen().contains("It reads MNIST, no more."),
        "{}",
        again.screen()
    );
    again.gets_up();
}
