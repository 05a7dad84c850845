//! What a learner who looks closely is promised: every way to look fits on every screen, shows the
//! pictures that it counts, and is not there before something was said.

use crate::common::Learner;
use mindgap::lesson::StepState;
use mindgap::tui::App;
use tempfile::TempDir;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/inspect");

/// Somebody who has trained the network and stands before the question.
fn at_the_question(folder: &TempDir) -> Learner {
    let mut learner = Learner::at(folder.path(), PACK, (80, 24));
    learner.types("<enter><enter>").waits_for("Run ");
    learner.types("<enter>");
    learner
}

/// Somebody who has chosen the first family and sees the answers.
fn looking(folder: &TempDir) -> Learner {
    let mut learner = at_the_question(folder);
    learner.types("1<enter>").waits_for("[confusion]");
    learner
}

fn is_explained(app: &App) -> bool {
    match app.walk().unwrap().current() {
        Some((_, StepState::Inspect(state))) => state.explained.len() == 2,
        _ => false,
    }
}

#[test]
fn nothing_is_shown_before_a_family_was_chosen_and_then_it_is_held_against_what_is() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_question(&folder);
    learner.types("<tab><right><enter>");
    assert!(learner.screen().contains("Choose one first"));
    assert!(!learner.screen().contains("recall"));
    learner.types("2<enter>").waits_for("[confusion]");
    let screen = learner.screen();
    assert!(screen.contains("you said OCR-B"), "{screen}");
    assert!(screen.contains("it was "), "{screen}");
    learner.gets_up();
}

#[test]
fn the_cursor_of_the_matrix_shows_the_pictures_that_a_cell_counts() {
    let folder = TempDir::new().unwrap();
    let mut learner = looking(&folder);
    // Up and left to the corner: zeros that were read as zeros.
    learner.types("<up><up><up><up><up><up><up><up><up>");
    learner.types("<left><left><left><left><left><left><left><left><left>");
    let screen = learner.screen();
    let caption = screen.lines().find(|line| line.contains("0 read as 0: "));
    let n: usize = caption
        .unwrap()
        .trim()
        .rsplit(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=30).contains(&n), "{n}");
    learner.types("<right>");
    assert!(learner.screen().contains("0 read as 1: "));
    learner.gets_up();
}

#[test]
fn tabs_turn_by_key_and_by_mouse_and_slices_too() {
    let folder = TempDir::new().unwrap();
    let mut learner = looking(&folder);
    learner.types("<tab>");
    assert!(learner.screen().contains("[worst first]"));
    learner.clicks("calibration");
    assert!(learner.screen().contains("[calibration]"));
    learner.types("n");
    assert!(
        learner.screen().contains("MNIST test "),
        "{}",
        learner.screen()
    );
    learner.types("p");
    assert!(learner.screen().contains("Printed "));
    learner.gets_up();
}

#[test]
fn the_first_picture_that_is_shown_can_be_seen_large() {
    let folder = TempDir::new().unwrap();
    let mut learner = looking(&folder);
    for tab in ["[confusion]", "[worst first]"] {
        let small = learner.waits_for(tab).screen();
        learner.types("v");
        assert!(!learner.screen().contains(tab), "{}", learner.screen());
        learner.types("v");
        assert_eq!(learner.screen(), small);
        learner.types("<tab>");
    }
    learner.gets_up();
}

#[test]
fn every_way_to_look_fits_on_every_screen() {
    let folder = TempDir::new().unwrap();
    let mut learner = looking(&folder);
    learner.waits_until("explanations", is_explained);
    for way in [
        "confusion",
        "worst",
        "groups",
        "calibration",
        "saliency",
        "text",
    ] {
        for (width, height) in [(80, 24), (60, 20)] {
            learner.resizes(width, height);
            insta::assert_snapshot!(format!("{way}_{width}x{height}"), learner.screen());
        }
        learner.types("<tab>");
    }
    learner.gets_up();
}

const OTHER_KINDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/ood");

#[test]
fn letters_are_held_against_the_digits_that_the_network_was_made_for() {
    let folder = TempDir::new().unwrap();
    let mut learner = Learner::at(folder.path(), OTHER_KINDS, (80, 24));
    learner.types("<enter><enter>").waits_for("Run ");
    learner.types("<enter>").waits_for("[other kinds]");
    // The first slice is what the others are told from: the second is open.
    learner.waits_for("AUROC");
    for (width, height) in [(80, 24), (60, 20)] {
        learner.resizes(width, height);
        insta::assert_snapshot!(format!("ood_{width}x{height}"), learner.screen());
    }
    learner.resizes(80, 24);
    learner.types("p");
    assert!(learner.screen().contains("turn to one of them"));
    learner.gets_up();
}

const ROBUSTNESS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/robustness");

/// Somebody who sees what a robustness kit finds, once all of it is measured.
fn at_the_kit(folder: &TempDir) -> Learner {
    let mut learner = Learner::at(folder.path(), ROBUSTNESS, (80, 24));
    learner.types("<enter><enter>").waits_for("Run ");
    learner.types("<enter>").waits_for("[attack]");
    learner.waits_until("all of it", |app| match app.walk().unwrap().current() {
        // Two slices at five budgets.
        Some((_, StepState::Inspect(state))) => {
            state.attacks.results.len() == 10 && state.calibration.is_some()
        }
        _ => false,
    });
    learner
}

#[test]
fn attacks_thresholds_and_class_shares_fit_on_every_screen() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_kit(&folder);
    for way in ["attack", "threshold", "label_shift"] {
        for (width, height) in [(80, 24), (60, 20)] {
            learner.resizes(width, height);
            insta::assert_snapshot!(format!("{way}_{width}x{height}"), learner.screen());
        }
        learner.types("<tab>");
    }
    learner.gets_up();
}

#[test]
fn the_budget_of_an_attack_is_chosen_to_the_sides_and_the_picture_up_and_down() {
    let folder = TempDir::new().unwrap();
    let mut learner = at_the_kit(&folder);
    assert!(learner.screen().contains("budget 0.10 (25 of 255)"));
    learner.types("<right>");
    assert!(learner.screen().contains("budget 0.20 (51 of 255)"));
    learner.types("<right><right><right>");
    let strongest = learner.screen();
    assert!(strongest.contains("budget 0.30 (76 of 255)"), "{strongest}");
    // An attack is called an attack, and nothing else.
    assert!(strongest.contains("attack (FGSM)"), "{strongest}");
    assert!(
        !strongest.contains("simulated") && !strongest.contains("real"),
        "{strongest}"
    );
    learner.types("<down>");
    assert_ne!(learner.screen(), strongest);
    learner.types("<up>");
    assert_eq!(learner.screen(), strongest);
    learner.types("<left><left><left><left><left>");
    assert!(learner.screen().contains("budget 0.00 (0 of 255)"));
    learner.gets_up();
}

const INTERVAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/interval");

/// How many of twenty intervals contain what all come to, as the screen says.
fn caught(learner: &Learner) -> usize {
    let screen = learner.reads();
    let (_, behind) = screen.split_once("pictures, ").unwrap();
    let (caught, _) = behind.split_once(' ').unwrap();
    caught.parse().unwrap()
}

#[test]
fn an_interval_is_seen_in_samples_that_shrink_with_their_size_and_can_be_drawn_again() {
    let folder = TempDir::new().unwrap();
    let mut learner = Learner::at(folder.path(), INTERVAL, (80, 24));
    learner.types("<enter><enter>").waits_for("Run ");
    learner
        .types("<enter>")
        .waits_for("Of 20 samples of 100 pictures");
    let first = learner.screen();
    insta::assert_snapshot!("interval", first);
    // The rows that miss are marked, and counted.
    assert_eq!(first.matches('✗').count(), 20 - caught(&learner));
    learner.types("<down>");
    assert_ne!(learner.screen(), first);
    assert!(learner.screen().contains("seed 8"));
    learner.types("<up>");
    assert_eq!(learner.screen(), first);
    let whiskers = |screen: &str| screen.matches('─').count();
    learner
        .types("<right>")
        .waits_for("20 samples of 500 pictures");
    assert!(whiskers(&learner.screen()) < whiskers(&first));
    learner
        .types("<left><left>")
        .waits_for("20 samples of 20 pictures");
    assert!(whiskers(&learner.screen()) > whiskers(&first));
    learner.resizes(60, 20);
    insta::assert_snapshot!("interval_small", learner.screen());
    learner.resizes(160, 50);
    insta::assert_snapshot!("interval_large", learner.screen());
    // Of thirty there are too few to draw from.
    learner.types("n").waits_for("too few pictures");
    learner.gets_up();
}

const INSIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/inside");

/// Somebody who looks into a network with two layers of convolutions.
fn inside(folder: &TempDir) -> Learner {
    let mut learner = Learner::at(folder.path(), INSIDE, (80, 24));
    learner.types("<enter><enter>").waits_for("Run ");
    learner.types("<enter>").waits_for("[inside]");
    learner.waits_for("layer 1 of 9");
    learner
}

#[test]
fn each_layer_of_the_network_is_shown_as_it_reads_the_picture_under_the_cursor() {
    let folder = TempDir::new().unwrap();
    let mut learner = inside(&folder);
    for (layer, what) in [
        (1, "convolution 3x3, 16 maps of 28x28"),
        (2, "ReLU, 16 maps of 28x28"),
        (3, "max pooling 2x2, 16 maps of 14x14"),
        (4, "convolution 3x3, 32 maps of 14x14"),
        (6, "max pooling 2x2, 32 maps of 7x7"),
        (7, "fully connected, 64 units"),
        (9, "logits, 10 units"),
    ] {
        while !learner.screen().contains(&format!("layer {layer} of 9")) {
            learner.types("<down>");
        }
        assert!(learner.screen().contains(what), "{}", learner.screen());
        for (width, height) in [(80, 24), (160, 50)] {
            learner.resizes(width, height);
            let name = format!("inside_{layer}_{width}x{height}");
            insta::assert_snapshot!(name, learner.screen());
        }
        learner.resizes(80, 24);
    }
    learner.gets_up();
}

#[test]
fn the_maps_of_a_layer_are_those_of_the_picture_and_its_pages_can_be_turned() {
    let folder = TempDir::new().unwrap();
    let mut learner = inside(&folder);
    let first = learner.screen();
    learner.types("<right>");
    assert!(learner.screen().contains("2. "), "{}", learner.screen());
    assert_ne!(learner.screen(), first);
    learner.types("<left>");
    assert_eq!(learner.screen(), first);
    learner.types("<pgdn>");
    assert!(learner.screen().contains("from 3"), "{}", learner.screen());
    learner.types("<pgup>");
    assert_eq!(learner.screen(), first);
    // Another way to look, and the key that leads back.
    learner.types("<tab>i");
    assert_eq!(learner.screen(), first);
    learner.gets_up();
}

#[test]
fn the_weights_of_a_linear_network_are_a_picture_for_each_class() {
    let folder = TempDir::new().unwrap();
    let mut learner = inside(&folder);
    learner.types("<enter><enter>").waits_for("linear");
    learner.types("<enter>").waits_for("Run ");
    learner.types("<enter>").waits_for("layer 1 of 1");
    for (width, height) in [(80, 24), (60, 20), (160, 50)] {
        learner.resizes(width, height);
        insta::assert_snapshot!(format!("inside_linear_{width}x{height}"), learner.screen());
    }
    learner.gets_up();
}
