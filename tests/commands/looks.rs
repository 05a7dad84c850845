//! Looks at test data, from outside: which are counted, what is told of them, and that nothing of it stops a
//! measurement.

use std::fs;
use std::process::Stdio;

use serde_json::Value;

use crate::program::Home;

/// A training of a second or less.
const SMALL: &str = "train --train 300 --validation 100 --epochs 1 --model linear";
/// The same with another setting.
const OTHER: &str = "train --train 300 --validation 100 --epochs 1 --model linear --batch 32";

/// Measures a run on a slice: its data, with how many recipes and runs it has been looked at, and the whole line.
fn looked(home: &Home, run: &str, slice: &str) -> (Option<(String, u64, u64)>, Value) {
    let reveal = format!("reveal --run {run} --slice {slice} --sample 100 --json");
    let line = home.run(&reveal).succeeded().json().remove(0);
    let looks = line["looks"].as_object();
    let number = |name: &str| line["looks"][name].as_u64().unwrap();
    let looks = looks.map(|looks| {
        let data = looks["data"].as_str().unwrap();
        (data.to_owned(), number("recipes"), number("runs"))
    });
    (looks, line)
}

#[track_caller]
fn counts(home: &Home, run: &str, slice: &str, (data, recipes, runs): (&str, u64, u64)) {
    let (found, _) = looked(home, run, slice);
    assert_eq!(found, Some((data.to_owned(), recipes, runs)));
}

fn seeds(home: &Home, recipe: &str, seeds: u32) -> Vec<String> {
    let ids = home.trained(&format!("{recipe} --seeds {seeds}"));
    ids.lines().map(str::to_owned).collect()
}

/// A text without its line breaks.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn seeds_of_one_recipe_are_one_recipe_and_the_same_again_is_no_new_look() {
    let home = Home::new();
    let (first, second) = (seeds(&home, SMALL, 3), seeds(&home, OTHER, 3));
    for (run, place) in first.iter().zip(1..) {
        counts(&home, run, "mnist/test", ("mnist/test", 1, place));
    }
    let said = home.run(&format!("reveal --run {}", first[0])).succeeded();
    assert!(!said.out.contains("looked at"), "{}", said.out);
    for (run, place) in second.iter().zip(4..) {
        counts(&home, run, "mnist/test", ("mnist/test", 2, place));
    }
    // Some of it, or altered, is the same data; other data is looked at for itself.
    counts(&home, &first[0], "mnist/test", ("mnist/test", 2, 6));
    counts(&home, &first[0], "mnist/test+fog:3", ("mnist/test", 2, 6));
    counts(
        &home,
        &first[0],
        "mnist/test@1-2000:7",
        ("mnist/test", 2, 6),
    );
    counts(&home, &first[0], "optdigits", ("optdigits", 1, 1));

    let said = home.run(&format!("reveal --run {}", first[0])).succeeded();
    said.fits_the_usual_terminal();
    let told = "mnist/test has been looked at with 2 recipes (6 runs): the best of them looks better than it is";
    assert!(flat(&said.out).contains(told), "{}", said.out);
    // A look that happened stays.
    home.run(&format!("runs delete {}", second[0])).succeeded();
    let listed = home.run("runs list").succeeded();
    let told = "test data that was looked at: mnist/test with 2 recipes (6 runs), optdigits with 1 recipe (1 run)";
    assert!(flat(&listed.out).contains(told), "{}", listed.out);
    let lines = home.run("runs list --json").json();
    let looks = lines.iter().find(|line| line["event"] == "looks").unwrap();
    assert_eq!((&looks["recipes"], &looks["runs"]), (&2.into(), &6.into()));
}

#[test]
fn what_the_best_gains_is_the_mean_of_the_highest_of_as_many_normals() {
    let home = Home::new();
    let (first, second) = (home.trained(SMALL), home.trained(OTHER));
    let (_, line) = looked(&home, &first, "mnist/test");
    assert!(line["looks"]["optimism"].as_f64().unwrap() < 1e-9);
    let (_, line) = looked(&home, &second, "mnist/test");
    let number = |path: &str| line.pointer(path).and_then(Value::as_f64).unwrap();
    let width = number("/interval/high") - number("/interval/low");
    // Of two, 1/sqrt(pi) = .56419 standard errors.
    let by_hand = 0.56419 * width / (2.0 * 1.95996);
    assert!((number("/looks/optimism") - by_hand).abs() < 1e-5);
}

#[test]
fn what_is_no_test_is_never_counted() {
    let home = Home::new();
    let run = home.trained(SMALL);
    let (looks, _) = looked(&home, &run, "mnist/train@1-500");
    assert_eq!(looks, None);
    // Calibrated on validation pictures, measured on the test.
    home.run(&format!("reveal --run {run} --details --sample 100"))
        .succeeded();
    let lines = home.run("runs list --json").json();
    let data = lines.iter().filter(|line| line["event"] == "looks");
    let data: Vec<&str> = data.map(|line| line["data"].as_str().unwrap()).collect();
    assert_eq!(data, ["mnist/test"]);
}

#[test]
fn groups_comparisons_and_families_look_too() {
    let home = Home::new();
    let (first, second) = (seeds(&home, SMALL, 2), seeds(&home, OTHER, 2));
    let slice = "--slice mnist/test --sample 60";
    let two = format!("reveal --run {} --compare {}", first[0], second[0]);
    let line = &home.run(&format!("{two} --slice optdigits --json")).json()[0];
    assert_eq!(line["looks"]["recipes"], 2);
    let line = &home.run(&format!("{two} --group {slice} --json")).json()[0];
    assert_eq!(line["looks"]["recipes"], 2);
    assert_eq!(line["looks"]["runs"], 4);
    let said = home.run(&format!("{two} --group {slice}")).succeeded();
    assert!(
        flat(&said.out).contains("2 recipes (4 runs)"),
        "{}",
        said.out
    );
    let family = format!("{two} --family paper --slice pendigits --sample 20 --json");
    let lines = home.run(&family).succeeded().json();
    let last = lines.last().unwrap();
    assert_eq!(
        (&last["event"], &last["data"], &last["recipes"]),
        (&"looks".into(), &"pendigits".into(), &2.into())
    );
}

#[test]
fn fine_tunings_of_twins_are_one_recipe() {
    let home = Home::new();
    let parents = seeds(&home, SMALL, 2);
    for parent in &parents {
        home.run(&format!(
            "train --from {parent} --data pendigits --take 10 --epochs 1 --quiet"
        ))
        .succeeded();
    }
    let lines = home.run("runs list --json").json();
    let of = |data: &str| {
        let line = lines.iter().find(|line| line["data"] == data).unwrap();
        [&line["recipes"], &line["runs"]].map(|number| number.as_u64().unwrap())
    };
    // The parents, and what went on from them.
    assert_eq!((of("mnist/test"), of("pendigits")), ([2, 4], [2, 4]));
}

#[test]
fn processes_that_look_at_once_are_all_counted() {
    let home = Home::new();
    let runs = [seeds(&home, SMALL, 3), seeds(&home, OTHER, 3)].concat();
    // Each twice.
    let started = runs.iter().chain(&runs).map(|run| {
        let reveal = format!("reveal --run {run} --slice mnist/test --sample 50 --json");
        let mut command = home.command(&reveal);
        command.stdin(Stdio::null()).stdout(Stdio::null());
        command.spawn().unwrap()
    });
    let started: Vec<_> = started.collect();
    for mut child in started {
        assert!(child.wait().unwrap().success());
    }
    counts(&home, &runs[0], "mnist/test", ("mnist/test", 2, 6));
}

#[test]
fn looks_that_cannot_be_counted_are_told_once_and_stop_nothing() {
    let home = Home::new();
    let run = home.trained(SMALL);
    fs::write(home.path().join("runs/looks.jsonl"), "no look\n").unwrap();
    let reveal = format!("reveal --run {run} --slice mnist/test --slice optdigits --sample 50");
    let said = home.run(&reveal).succeeded();
    assert_eq!(said.err.matches("looks.jsonl").count(), 1, "{}", said.err);
    for words in ["cannot be said", "line 1", "rename the file"] {
        assert!(flat(&said.err).contains(words), "{words}: {}", said.err);
    }
    assert!(said.out.contains("optdigits"), "{}", said.out);
    let listed = home.run("runs list").succeeded();
    assert!(listed.err.contains("looks.jsonl"), "{}", listed.err);
    // A line that is still being written is none yet.
    fs::write(home.path().join("runs/looks.jsonl"), "{\"data\":\"mni").unwrap();
    assert_eq!(home.run("runs list").succeeded().err, "");
}
