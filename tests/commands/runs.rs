//! What somebody is promised who comes back to what they did: runs can be found, named, compared,
//! exported and deleted; a report says what was said and measured; and a terminal can be examined.

use std::fs;

use crate::program::{Home, said};

const SMALL: &str = "train --train 600 --validation 200 --epochs 2 --model linear";
const TINY: &str = "tests/packs/valid/tiny";

#[test]
fn without_runs_the_run_list_says_how_to_get_one() {
    let told = Home::new().run("runs list").succeeded();
    assert!(told.out.contains("mindgap train"), "{}", told.out);
    Home::new()
        .run("runs show last")
        .failed_with(&["mindgap train"]);
}

#[test]
fn a_run_can_be_named_and_is_known_by_its_name_everywhere() {
    let home = Home::new();
    let id = home.trained(SMALL);
    home.run(&format!("runs rename {id} first-try")).succeeded();
    let listed = home.run("runs list").succeeded();
    listed.fits_the_usual_terminal();
    assert!(listed.out.contains("first-try"), "{}", listed.out);
    let shown = home.run("runs show first-try").succeeded();
    shown.fits_the_usual_terminal();
    assert!(
        shown.out.contains(&id) && shown.out.contains("mnist"),
        "{}",
        shown.out
    );
    assert_eq!(shown.out.matches('\n').count(), 16, "{}", shown.out);
    home.run("reveal --run first-try --slice mnist/test --sample 50")
        .succeeded();
    let listed = home.run("runs list --json").succeeded().json();
    assert_eq!(listed[0]["name"], "first-try");
    assert_eq!(listed[0]["experiment"]["data"]["train"], 600);
    let mut nameless = home.command("runs rename first-try");
    said(nameless.arg("")).succeeded();
    home.run("runs show first-try")
        .failed_with(&["first-try", &id]);
}

#[test]
fn a_name_that_could_be_taken_for_something_else_is_refused() {
    let home = Home::new();
    let id = home.trained(SMALL);
    let other = home.trained(&format!("{SMALL} --seed 8"));
    for name in ["last", "beef"] {
        home.run(&format!("runs rename {id} {name}"))
            .failed_with(&[name, "could be taken for a run's id"]);
    }
    home.run(&format!("runs rename {id} mine")).succeeded();
    home.run(&format!("runs rename {other} mine"))
        .failed_with(&["mine", "is another run's already"]);
}

#[test]
fn two_runs_stand_side_by_side_with_what_differs() {
    let home = Home::new();
    let first = home.trained(SMALL);
    let second = home.trained(&format!("{SMALL} --seed 8 --augment affine"));
    let told = home
        .run(&format!("runs compare {first} {second}"))
        .succeeded();
    told.fits_the_usual_terminal();
    for line in [
        "seed          7                               8",
        "augment       none                            affine",
    ] {
        assert!(told.out.contains(line), "{line}\n{}", told.out);
    }
    assert!(
        !told.out.contains("model "),
        "the same model is told: {}",
        told.out
    );
    assert!(
        told.out
            .contains(&format!("--run {second} --compare {first}"))
    );
}

#[test]
fn deleting_looks_all_runs_up_before_the_first_one_goes() {
    let home = Home::new();
    let id = home.trained(SMALL);
    home.run(&format!("runs delete {id} 000000000000"))
        .failed_with(&["no run 000000000000"]);
    assert_eq!(home.runs(), 1);
    home.run(&format!("runs delete {id}")).succeeded();
    assert_eq!(home.runs(), 0);
}

/// A learner who has played the tiny pack's first lesson by a script.
fn played() -> Home {
    let home = Home::new();
    let file = home.path().join("answers.txt");
    fs::write(&file, "\n1\n2\n\n65-75\n3\n\n\n70\n5\n\n\nq\n").unwrap();
    let mut command = home.command(&format!("learn {TINY} --lesson 1"));
    said(command.arg("--answers").arg(&file)).succeeded();
    home
}

#[test]
fn a_report_says_what_was_said_what_it_was_and_how_the_training_went() {
    let home = played();
    let markdown = home.run(&format!("report {TINY}")).succeeded().out;
    for line in [
        "# What I did in “A tiny pack”",
        "1 of my 2 predictions came true.",
        "How many of 100 after two epochs?",
        "- I said: 70 ± 5 %, sure 3/5",
        "- it was: 86.0 % (80.5 – 90.1), n = 200",
        "- prediction: missed",
        "- it was: 65.3 % (59.6 – 70.7), n = 300",
        "- prediction: came true",
        "| 2 | 0.3959 | 88.0 | 0.5556 | 86.0 | 80.5 – 90.1 |",
    ] {
        assert!(markdown.contains(line), "no {line:?} in\n{markdown}");
    }
}

#[test]
fn a_report_for_a_browser_is_one_file_with_its_charts_inside() {
    let home = played();
    let file = home.path().join("report.html");
    let mut command = home.command(&format!("report {TINY}"));
    said(command.arg("-o").arg(&file)).succeeded();
    let html = fs::read_to_string(file).unwrap();
    assert!(html.starts_with("<!DOCTYPE html>") && html.contains("<svg "));
    for outside in ["http:", "https:", "<script", "<link"] {
        assert!(!html.contains(outside), "{outside} in\n{html}");
    }
}

#[test]
fn a_report_before_the_first_lesson_says_so() {
    let told = Home::new().run("report").succeeded();
    assert!(
        told.out.contains("No lesson has been opened yet"),
        "{}",
        told.out
    );
}

#[test]
fn the_doctor_says_what_is_there_and_what_to_do() {
    let home = Home::new();
    let told = home.run("doctor").succeeded();
    told.fits_the_usual_terminal();
    for what in [
        "terminal",
        "colours",
        "data",
        "folder",
        "cores",
        "pictures a second",
    ] {
        assert!(told.out.contains(what), "{what}: {}", told.out);
    }
    let file = home.path().join("a-file");
    fs::write(&file, "").unwrap();
    let mut command = crate::program::mindgap();
    command.args(["doctor", "--quick", "--data-dir"]).arg(&file);
    let told = said(&mut command);
    assert_eq!(told.code, Some(1), "{}", told.out);
    assert!(
        told.out.contains("choose another folder with --data-dir"),
        "{}",
        told.out
    );
}
