//! `mindgap reveal --ood`, `--line`, `--label-shift` and `--family --baseline` from outside, and what `--details`
//! says of the worst class, the worst group and the guaranteed threshold.

use serde_json::Value;

use crate::program::Home;

/// A training of a second or less.
const SMALL: &str = "train --train 600 --validation 200 --epochs 1 --model linear";

#[track_caller]
fn number(line: &Value, path: &str) -> f64 {
    let value = line.pointer(path).and_then(Value::as_f64);
    value.unwrap_or_else(|| panic!("no {path} in {line}"))
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn events(lines: &[Value], event: &str) -> Vec<Value> {
    let lines = lines.iter().filter(|line| line["event"] == event);
    lines.cloned().collect()
}

// ---- out-of-distribution detection ----

#[test]
fn letters_and_whatever_is_named_are_told_from_digits() {
    let home = Home::new();
    home.trained(SMALL);
    let reveal = "reveal --sample 200 --slice mnist/test --slice fonts/letters --ood --ood fashion-mnist/test";
    let told = home.run(reveal).succeeded();
    told.fits_the_usual_terminal();
    let text = flat(&told.out);
    assert!(text.contains("told from mnist/test (n = 200)"), "{text}");
    for name in [
        "fonts/letters 200 MSP",
        "fashion-mnist/test 200 MSP",
        "200 energy",
    ] {
        assert!(text.contains(name), "no {name:?} in\n{}", told.out);
    }
    let lines = home.run(&format!("{reveal} --json")).succeeded().json();
    // Nothing is said of how many clothes are read correctly.
    assert_eq!(events(&lines, "slice").len(), 2);
    let found = events(&lines, "ood");
    assert_eq!(found.len(), 2);
    for line in &found {
        assert_eq!(line["in_distribution"], "mnist/test");
        assert_eq!(line["scores"][0]["score"], "msp");
        assert_eq!(line["scores"][1]["score"], "energy");
        for score in 0..2 {
            let of = |path: &str| number(line, &format!("/scores/{score}/{path}"));
            assert!(of("auroc/interval/low") <= of("auroc/value"));
            assert!(of("auroc/value") <= of("auroc/interval/high"));
            assert_eq!(of("fpr95/n"), 200.0);
        }
    }
}

#[test]
fn a_slice_told_from_itself_is_not_told_at_all() {
    let home = Home::new();
    home.trained(SMALL);
    let reveal = "reveal --sample 100 --slice mnist/test --ood mnist/test --json";
    let lines = home.run(reveal).succeeded().json();
    let found = events(&lines, "ood");
    assert_eq!(number(&found[0], "/scores/0/auroc/value"), 0.5);
    assert!(number(&found[0], "/scores/0/fpr95/share") >= 0.95);
}

#[test]
fn without_two_kinds_of_slices_there_is_nothing_to_tell_apart() {
    let home = Home::new();
    home.trained(SMALL);
    home.run("reveal --slice mnist/test --ood")
        .failed_with(&["--ood fonts/letters"]);
    home.run("reveal --slice fonts/letters --ood")
        .failed_with(&["--slice", "mnist/test"]);
    home.run("reveal --slice mnist/test --ood cifar10/test --sample 5")
        .failed_with(&["cifar10/test", "28x28"]);
}

// ---- effective robustness ----

#[test]
fn a_run_is_held_against_the_line_of_three_others() {
    let home = Home::new();
    for (train, seed) in [(100, 1), (200, 2), (600, 3)] {
        home.trained(&format!(
            "train --train {train} --validation 100 --epochs 1 --model linear --seed {seed}"
        ));
    }
    let this = home.trained(SMALL);
    let slices = "--sample 300 --slice mnist/test --slice fonts --slice optdigits";
    let reveal = format!("reveal --run {this} {slices} --line");
    let told = home.run(&reveal).succeeded();
    told.fits_the_usual_terminal();
    assert!(
        flat(&told.out).contains("logits of 3 other runs"),
        "{}",
        told.out
    );
    let lines = home.run(&format!("{reveal} --json")).succeeded().json();
    let found = events(&lines, "effective_robustness");
    let slices: Vec<&Value> = found.iter().map(|line| &line["slice"]).collect();
    assert_eq!(slices, ["fonts", "optdigits"]);
    for line in &found {
        assert_eq!(line["run"], this);
        assert_eq!(line["clean"], "mnist/test");
        assert_eq!(line["others"].as_array().unwrap().len(), 3);
        let off = number(line, "/accuracy/share") - number(line, "/line/expected");
        assert!((off - number(line, "/line/effective")).abs() < 1e-12);
    }
    // The others are measured on the same pictures as by themselves.
    let other = found[0]["others"][0]["run"].as_str().unwrap();
    let alone = format!("reveal --run {other} --sample 300 --slice fonts --json");
    let alone = home.run(&alone).succeeded().json();
    assert_eq!(
        alone[0]["correct"],
        found[0]["others"][0]["accuracy"]["count"]
    );
}

#[test]
fn fewer_than_three_runs_are_no_line() {
    let home = Home::new();
    let first = home.trained(SMALL);
    let second = home.trained(&format!("{SMALL} --seed 8"));
    let slices = "--slice mnist/test --slice fonts --sample 50";
    home.run(&format!("reveal {slices} --line"))
        .failed_with(&["at least 3 other runs", "there are 1"]);
    home.run(&format!(
        "reveal --run {second} {slices} --line {first} {second}"
    ))
    .failed_with(&[&second, "itself"]);
    home.trained(&format!("{SMALL} --seed 9"));
    home.trained(&format!("{SMALL} --seed 10"));
    home.run("reveal --slice mnist/test --line")
        .failed_with(&["--slice mnist/test --slice optdigits"]);
}

// ---- label shift ----

#[test]
fn a_slice_of_two_classes_is_found_out_without_a_label() {
    let home = Home::new();
    home.trained("train --train 3000 --validation 500 --epochs 2 --model linear");
    let reveal = "reveal --slice mnist/test:0,1 --sample 500 --label-shift";
    let told = home.run(reveal).succeeded();
    told.fits_the_usual_terminal();
    assert!(told.out.contains("\nestimated"), "{}", told.out);
    let lines = home.run(&format!("{reveal} --json")).succeeded().json();
    let found = &events(&lines, "label_shift")[0];
    let two = number(found, "/estimated/shares/0") + number(found, "/estimated/shares/1");
    assert!(two > 0.9, "{found}");
    // With the right shares, no answer is a class that is not there.
    assert!(number(found, "/with_counted/count") >= number(found, "/plain/count"));
    assert_eq!(number(found, "/plain/count"), number(&lines[0], "/correct"));
    assert_eq!(found["counted"].as_array().unwrap().len(), 10);
}

#[test]
fn a_correction_needs_classes_that_are_known_and_validation_pictures() {
    let home = Home::new();
    home.trained("train --train 200 --validation 0 --epochs 1 --model linear");
    home.run("reveal --slice mnist/test --sample 50 --label-shift")
        .failed_with(&["--validation"]);
    home.run("reveal --slice fonts/letters --sample 50 --label-shift")
        .failed_with(&["none of the slices"]);
    // Five pictures show five classes at most: nothing is measured before that is told.
    let id = home.trained("train --train 5 --validation 200 --epochs 1 --model linear");
    let reveal = format!("reveal --run {id} --slice mnist/test --sample 50 --label-shift");
    let told = home.run(&reveal);
    told.failed_with(&["saw no picture of", "--train"]);
    assert_eq!(told.out, "");
}

// ---- corruption error ----

#[test]
fn errors_of_a_family_are_divided_by_those_of_a_baseline() {
    let home = Home::new();
    let baseline = home.trained("train --train 100 --validation 0 --epochs 1 --model linear");
    let this = home.trained(SMALL);
    let reveal = format!("reveal --run {this} --family further --sample 50 --baseline {baseline}");
    let told = home.run(&reveal).succeeded();
    told.fits_the_usual_terminal();
    let text = flat(&told.out);
    for words in [
        "CE = (sum over severities of the run's errors) / (sum of the baseline's)",
        "Some pool before dividing: this one divides for each corruption",
        "mCE",
        "relative mCE",
        &baseline,
    ] {
        assert!(text.contains(words), "no {words:?} in\n{}", told.out);
    }
    // Plain accuracies come first.
    assert!(told.out.find("95 % interval") < told.out.find("against the baseline"));

    let lines = home.run(&format!("{reveal} --json")).succeeded().json();
    let errors = |run: &str, corruption: &str| {
        let line = lines.iter().find(|line| {
            line["event"] == "slice"
                && line["run"] == run
                && line["shift"]["corruption"] == corruption
                || line["shift"] == corruption && line["run"] == run
        });
        line.map(|line| 1.0 - number(line, "/accuracy"))
    };
    let found = events(&lines, "corruption_error");
    let mut ratios = Vec::new();
    for line in &found {
        let name = line["corruption"].as_str().unwrap();
        if let (Some(run), Some(base)) = (errors(&this, name), errors(&baseline, name)) {
            assert!(
                (number(line, "/corruption_error") - run / base).abs() < 1e-9,
                "{line}"
            );
        }
        ratios.push(number(line, "/corruption_error"));
    }
    let mean = &events(&lines, "mean_corruption_error")[0];
    let by_hand = ratios.iter().sum::<f64>() / ratios.len() as f64;
    assert!((number(mean, "/mean_corruption_error") - by_hand).abs() < 1e-9);
    assert_eq!(number(mean, "/of"), found.len() as f64);

    let csv = home.run(&format!("{reveal} --format csv")).succeeded().out;
    let rows: Vec<Vec<&str>> = csv.lines().map(|row| row.split(',').collect()).collect();
    assert_eq!(rows.len(), found.len() + 2);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{csv}");
    assert_eq!(rows.last().unwrap()[4], "mean");
    let page = home
        .run(&format!("{reveal} --format markdown"))
        .succeeded()
        .out;
    assert!(
        page.contains("| corruption | levels | accuracy % | baseline % | CE % | relative CE % |")
    );

    home.run(&format!(
        "reveal --run {this} --family further --baseline {this}"
    ))
    .failed_with(&["--baseline", "itself"]);
    home.run(&format!("reveal --baseline {this}"))
        .failed_with(&["--family"]);
}

// ---- details ----

#[test]
fn details_name_the_worst_class_and_group_and_say_what_chance_would_do() {
    let home = Home::new();
    home.trained(SMALL);
    let reveal = "reveal --details --sample 300 --slice fonts --slice mnist/test";
    let told = home.run(reveal).succeeded();
    told.fits_the_usual_terminal();
    let text = flat(&told.out);
    for words in [
        "worst class: ",
        "worst group: ",
        "as the lowest of 10",
        "were all alike",
    ] {
        assert!(text.contains(words), "no {words:?} in\n{}", told.out);
    }
    let lines = home.run(&format!("{reveal} --json")).succeeded().json();
    let (fonts, mnist) = (&lines[0]["details"], &lines[1]["details"]);
    assert!(fonts["worst_group"].is_object() && mnist["worst_group"].is_null());
    let recalls = mnist["per_class"].as_array().unwrap().iter();
    let recalls = recalls.map(|class| number(class, "/recall/share"));
    let lowest = recalls.fold(1.0, f64::min);
    assert_eq!(number(mnist, "/worst_class/accuracy/share"), lowest);
    let of = |path: &str| number(mnist, &format!("/worst_class/{path}"));
    // Wider than the interval of one class that nobody picked out.
    assert!(of("sidak_interval/low") < of("accuracy/interval/low"));
    assert!(of("by_chance_low") <= of("by_chance"));
}

#[test]
fn two_hundred_validation_pictures_guarantee_nothing_about_one_in_a_hundred() {
    let home = Home::new();
    home.trained(SMALL);
    let told = home.run("reveal --details --sample 100").succeeded();
    let text = flat(&told.out);
    // ceil(log2 200) = 8 steps: ln(.05 / 8) / ln(.99) = 504.97.
    assert!(
        text.contains("no threshold with a guarantee") && text.contains("it takes 505 answers"),
        "{}",
        told.out
    );
    let lines = home
        .run("reveal --details --sample 100 --json")
        .succeeded()
        .json();
    let kept = &lines[0]["details"]["on_validation"];
    assert!(kept["guarantee"].is_null() && kept["no_guarantee"].is_string());
}
