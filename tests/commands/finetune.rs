//! `mindgap train --from` and `mindgap reveal --attack` from outside: the real program on small runs.

use serde_json::Value;

use crate::program::Home;

const SMALL: &str = "train --train 600 --validation 0 --epochs 2 --model linear";
const TUNE: &str = "train --from ritual --data pendigits --take 40,20 --seeds 2 --epochs 5";

/// A home with a run that is called so.
fn home() -> (Home, String) {
    let home = Home::new();
    let run = home.trained(SMALL);
    home.run(&format!("runs rename {run} ritual")).succeeded();
    (home, run)
}

#[test]
fn a_learning_curve_says_what_new_pictures_bring_and_cost() {
    let (home, run) = home();
    let told = home.run(TUNE).succeeded();
    told.fits_the_usual_terminal();
    for words in [
        "goes on with pictures of pendigits@learn",
        "seeds 7 to 8",
        "n = 3,498, rendered, digest",
        "n = 10,000, real, digest",
        "the mean of 2 draws",
    ] {
        assert!(told.out.contains(words), "{words}\n{}", told.out);
    }
    let rows: Vec<&str> = told.out.lines().filter(|line| line.contains('█')).collect();
    let first = |row: &&str| row.split_whitespace().next().map(str::to_owned);
    let pictures: Vec<String> = rows.iter().filter_map(first).collect();
    assert_eq!(pictures, ["0", "20", "40"]);
    // The same command is the same runs.
    assert_eq!(home.runs(), 5);
    assert_eq!(home.run(TUNE).succeeded().out, told.out);
    assert_eq!(home.runs(), 5);
    // Without new pictures, it is the run itself.
    let json = home.run(&format!("{TUNE} --json")).succeeded().json();
    let events: Vec<&str> = json
        .iter()
        .filter_map(|line| line["event"].as_str())
        .collect();
    assert_eq!(
        events
            .iter()
            .filter(|event| **event == "learning_point")
            .count(),
        3
    );
    let point = |pictures: u64| {
        let is_it = |line: &&Value| line["pictures"] == pictures;
        json.iter().find(is_it).unwrap().clone()
    };
    let alone = home
        .run(&format!(
            "reveal --run {run} --slice pendigits@apart --json"
        ))
        .succeeded()
        .json();
    assert_eq!(point(0)["runs"], serde_json::json!([run]));
    assert_eq!(
        point(0)["measured"][0]["spread"]["mean"],
        alone[0]["accuracy"]
    );
    assert_eq!(point(0)["measured"][0]["digest"], alone[0]["digest"]);
    assert_eq!(point(40)["seeds"], serde_json::json!([7, 8]));
    assert_eq!(point(40)["measured"][1]["slice"], "mnist/test");
    assert_eq!(
        point(40)["measured"][0]["accuracies"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn a_run_that_goes_on_is_a_run_and_says_from_which() {
    let (home, run) = home();
    let tune = "train --from ritual --data pendigits --take 20 --epochs 1 --quiet";
    let tuned = home.run(tune).succeeded().out.trim().to_owned();
    let told = home.run(&format!("reveal --run {tuned}")).succeeded();
    told.fits_the_usual_terminal();
    for words in [
        &*format!("fine-tuned from {run} on 20 of pendigits@learn"),
        "pendigits@apart",
        "mnist/test",
    ] {
        assert!(told.out.contains(words), "{words}\n{}", told.out);
    }
    // All of pendigits holds what it learned from, and so does what its parent learned from.
    for slice in ["pendigits", "mnist/train"] {
        let told = home
            .run(&format!(
                "reveal --run {tuned} --slice {slice} --sample 9000"
            ))
            .succeeded();
        assert!(
            told.err.contains(" of 9,000 pictures were learned from"),
            "{}",
            told.err
        );
    }
    let told = home.run("runs list").succeeded();
    told.fits_the_usual_terminal();
    for words in [
        "linear on 20 of pendigits@learn",
        &format!("fine-tuned from {run}, "),
    ] {
        assert!(told.out.contains(words), "{words}\n{}", told.out);
    }
    let told = home.run(&format!("runs show {tuned}")).succeeded();
    told.fits_the_usual_terminal();
    assert!(told.out.contains(&format!("from {run}")), "{}", told.out);
    // Mixed with what came before, it is another run.
    let mixed = home.run(&format!("{tune} --mix 0.5")).succeeded();
    assert_ne!(mixed.out.trim(), tuned);
    // What a parent is trained on may also be a fine-tuned run.
    let next = format!("train --from {tuned} --data optdigits --take 10 --epochs 1");
    let told = home.run(&next).succeeded();
    assert!(
        told.out.contains("optdigits@apart") && told.out.contains("mnist/test"),
        "{}",
        told.out
    );
}

#[test]
fn what_cannot_go_on_is_told_what_to_do() {
    let (home, _) = home();
    home.run("train --from ritual").failed_with(&["--data"]);
    home.run("train --from ritual --data fashion-mnist")
        .failed_with(&["choose data with the same classes, or another run"]);
    home.run("train --from ritual --data pendigits --take 8000")
        .failed_with(&["--take 8000", "7,494"]);
    home.run("train --from ritual --data fonts")
        .failed_with(&["fonts", "evaluation only"]);
    home.run("train --from nobody --data pendigits")
        .failed_with(&["no run nobody"]);
    home.run("train --from ritual --data pendigits --mix 1.5")
        .failed_with(&["above 0 and below 1"]);
    home.run("train --data pendigits --take 10")
        .failed_with(&["--from"]);
}

#[test]
fn an_attack_is_measured_beside_the_clean_pictures_and_said_to_be_one() {
    let (home, _) = home();
    let reveal = "reveal --slice mnist/test --attack fgsm:0.1 --attack pgd:0.1:3 --sample 200";
    let told = home.run(reveal).succeeded();
    told.fits_the_usual_terminal();
    assert!(told.out.contains("mnist/test+fgsm:0.1"), "{}", told.out);
    assert_eq!(told.out.matches("  attack  ").count(), 2, "{}", told.out);
    assert!(told.out.contains("by at most 25 of 255"), "{}", told.out);
    let lines = home
        .run(&format!("{reveal} --details --json"))
        .succeeded()
        .json();
    let inputs: Vec<&Value> = lines.iter().map(|line| &line["inputs"]).collect();
    assert_eq!(inputs, ["real", "attack", "attack"]);
    assert_eq!(lines[0]["attack"], Value::Null);
    assert_eq!(lines[1]["attack"]["method"], "fgsm");
    assert_eq!(lines[1]["attack"]["seed"], Value::Null);
    assert_eq!(lines[2]["attack"]["steps"], 3);
    assert_eq!(lines[2]["attack"]["seed"], 7);
    assert!(lines[1]["accuracy"].as_f64() < lines[0]["accuracy"].as_f64());
    assert!(lines.iter().all(|line| line["details"].is_object()));
    let file = home.path().join("answers.csv");
    home.run(&format!("{reveal} --predictions {}", file.display()))
        .succeeded();
    let rows = std::fs::read_to_string(&file).unwrap();
    assert_eq!(rows.lines().count(), 601);
    assert!(rows.contains("mnist/test+pgd:0.1:3"));
    home.run("reveal --slice mnist/test --attack cw:0.1")
        .failed_with(&["there are fgsm and pgd"]);
    home.run("reveal --slice fonts/letters --attack fgsm:0.1 --sample 10")
        .failed_with(&["the same classes"]);
}
