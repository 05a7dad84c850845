//! `mindgap reveal --details` and `--compare` from outside: the real program on small runs.

use std::fs;
use std::path::Path;
use std::process::Command;

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;
use tempfile::TempDir;

/// What is written where no terminal is has to fit the usual one.
const COLUMNS: usize = 80;

/// A training of a second or less.
const SMALL: &str = "train --train 600 --validation 200 --epochs 1 --model linear";

/// Exit code, standard output, standard error.
fn run(home: &Path, arguments: &str) -> (Option<i32>, String, String) {
    let mut command = Command::new(cargo_bin!("mindgap"));
    command.env_remove("MINDGAP_DATA_DIR").env("COLUMNS", "80");
    command.args(arguments.split_whitespace());
    let output = command.arg("--data-dir").arg(home).output().unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[track_caller]
fn succeeds(home: &Path, arguments: &str) -> String {
    let (code, out, err) = run(home, arguments);
    assert_eq!(code, Some(0), "{err}");
    out
}

fn trained(home: &Path, arguments: &str) -> String {
    let id = succeeds(home, &format!("{arguments} --quiet"));
    id.trim().to_owned()
}

fn json(out: &str) -> Vec<Value> {
    let lines = out.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[track_caller]
fn fits_the_usual_terminal(out: &str) {
    for line in out.lines() {
        assert!(line.chars().count() <= COLUMNS, "too wide: {line}");
    }
}

#[test]
fn details_of_each_slice_fit_the_usual_terminal() {
    let home = TempDir::new().unwrap();
    trained(home.path(), SMALL);
    let slices = "--slice mnist/test --slice mnist/test:0,2,4,6,8 --slice pendigits:1 --sample 300";
    let out = succeeds(home.path(), &format!("reveal --details {slices}"));
    fits_the_usual_terminal(&out);
    for (words, times) in [
        (" in detail, rows: what it is", 3),
        ("most frequent mistakes: ", 3),
        ("mean confidence ", 3),
        ("calibration error (ECE, 15 bins) ", 3),
        ("area under the risk-coverage curve ", 3),
        ("99 % accuracy", 3),
        ("calibrated beforehand on its 200 validation pictures:", 3),
        ("sets that hold the truth for 99 %", 3),
        ("wrong with the highest confidence", 3),
    ] {
        assert!(out.matches(words).count() >= times, "{words:?} in\n{out}");
    }
    // Ten classes, of which the last slice has one: one row.
    let (_, ones) = out.split_once("pendigits:1 in detail").unwrap();
    let rows = ones
        .lines()
        .skip_while(|line| !line.ends_with("recall  95 %"));
    let first: Vec<&str> = rows.skip(1).take(2).collect();
    assert!(first[0].starts_with("1 ") && first[1].starts_with("prec."));
}

#[test]
fn the_two_sides_of_optdigits_are_shown_where_two_groups_are_too_few_for_an_interval() {
    let home = TempDir::new().unwrap();
    trained(home.path(), SMALL);
    let out = succeeds(home.path(), "reveal --details --slice optdigits");
    fits_the_usual_terminal(&out);
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "worst group: ",
        "by group: ",
        "30 writers ",
        "13 other writers ",
        "with fewer than 10 groups there is no interval over groups",
    ] {
        assert!(out.contains(words), "{words:?} in\n{out}");
    }
    let line = &json(&succeeds(
        home.path(),
        "reveal --details --slice optdigits --json",
    ))[0];
    assert_eq!(line["clustered"], Value::Null);
    // As their makers counted them.
    let sizes = line["details"]["groups"].as_array().unwrap().iter();
    let mut sizes: Vec<_> = sizes
        .map(|group| (group["name"].as_str().unwrap(), &group["accuracy"]["n"]))
        .collect();
    sizes.sort_unstable_by_key(|(name, _)| *name);
    let expected = [
        ("13 other writers", &Value::from(1_797)),
        ("30 writers", &Value::from(3_823)),
    ];
    assert_eq!(sizes, expected);
}

#[test]
fn names_of_classes_fit_the_usual_terminal_too() {
    let home = TempDir::new().unwrap();
    trained(home.path(), &format!("{SMALL} --data fashion-mnist"));
    let out = succeeds(home.path(), "reveal --details --sample 2000");
    fits_the_usual_terminal(&out);
    assert!(out.contains("\nT-shirt/top "), "{out}");
}

#[test]
fn details_and_comparison_add_to_the_json_of_a_slice_and_change_nothing_of_it() {
    let home = TempDir::new().unwrap();
    let first = trained(home.path(), SMALL);
    let second = trained(home.path(), &format!("{SMALL} --seed 8"));
    let slices = "--slice mnist/test --slice pendigits --sample 400 --json";
    let plain = format!("reveal --run {first} {slices}");
    let all = format!("{plain} --details --compare {second}");
    let (plain, all) = (succeeds(home.path(), &plain), succeeds(home.path(), &all));
    let other = succeeds(home.path(), &format!("reveal --run {second} {slices}"));
    assert!(!plain.contains("details") && !plain.contains("compare"));
    for ((plain, all), other) in json(&plain).iter().zip(json(&all)).zip(json(&other)) {
        // But for how often the data has been looked at by then.
        let fields = plain.as_object().unwrap().iter();
        for (field, value) in fields.filter(|(field, _)| *field != "looks") {
            assert_eq!(&all[field], value, "{field}");
        }
        let details = &all["details"];
        let counts = details["confusion"]["counts"].as_array().unwrap().iter();
        let cells = counts.flat_map(|row| row.as_array().unwrap());
        let counted: u64 = cells.map(|cell| cell.as_u64().unwrap()).sum();
        assert_eq!(counted, 400);
        let ece = details["reliability"]["ece"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&ece));
        assert_eq!(details["reliability"]["bins"].as_array().unwrap().len(), 15);
        assert!(details["best_aurc"].as_f64().unwrap() <= details["aurc"].as_f64().unwrap());
        let settled = &details["on_validation"];
        assert_eq!(
            (&settled["n"], &settled["sets"]["coverage"]["n"]),
            (&200.into(), &400.into())
        );
        assert!(settled["temperature"]["value"].as_f64().unwrap() > 0.0);

        let compared = &all["compare"];
        assert_eq!(compared["run"], second);
        assert_eq!(compared["accuracy"]["count"], other["correct"]);
        let number = |value: &Value| value.as_f64().unwrap();
        let difference = &compared["difference"];
        let apart = number(&all["accuracy"]) - number(&other["accuracy"]);
        assert!((number(&difference["difference"]) - apart).abs() < 1e-12);
        let interval = &difference["interval"];
        assert!(number(&interval["low"]) <= apart && apart <= number(&interval["high"]));
    }
}

#[test]
fn a_comparison_is_a_table_that_fits_the_usual_terminal() {
    let home = TempDir::new().unwrap();
    let first = trained(home.path(), SMALL);
    let second = trained(home.path(), &format!("{SMALL} --seed 8"));
    let arguments = format!(
        "reveal --run {first} --compare {second} --slice mnist/test --slice mnist/test:0,2,4,6,8 --sample 300"
    );
    let out = succeeds(home.path(), &arguments);
    fits_the_usual_terminal(&out);
    let (_, table) = out.split_once("on the same pictures").unwrap();
    assert!(table.contains("\nmnist/test  ") && table.contains("\nmnist/test:0,2,4,6,8\n"));
    assert!(table.contains("McNemar") && table.contains("seed 7"));
}

#[test]
fn several_slices_that_are_compared_at_once_are_adjusted_for_their_number() {
    let home = TempDir::new().unwrap();
    let first = trained(home.path(), SMALL);
    trained(
        home.path(),
        &format!("{SMALL} --seed 2 --learning-rate 0.01"),
    );
    let compare = format!("reveal --compare {first} --slice mnist/test --slice fonts");
    let out = succeeds(home.path(), &compare);
    assert!(
        out.contains("adjusted for 2 slices at once (Holm)"),
        "{out}"
    );
    assert!(out.contains("both speak of these two networks"), "{out}");
    fits_the_usual_terminal(&out);
    let lines = json(&succeeds(home.path(), &format!("{compare} --json")));
    let of = |line: &Value, path: &str| line.pointer(path).and_then(Value::as_f64).unwrap();
    let plain = |line| of(line, "/compare/difference/p_value");
    let adjusted = |line| of(line, "/compare/p_holm");
    let (one, other) = match plain(&lines[0]) <= plain(&lines[1]) {
        true => (&lines[0], &lines[1]),
        false => (&lines[1], &lines[0]),
    };
    // The smaller one counts twice, and the larger one is not less than that.
    assert_eq!(adjusted(one), (2.0 * plain(one)).min(1.0));
    assert_eq!(adjusted(other), plain(other).max(adjusted(one)));

    let alone = succeeds(
        home.path(),
        &format!("reveal --compare {first} --slice mnist/test"),
    );
    assert!(!alone.contains("Holm"), "{alone}");
}

#[test]
fn a_slice_of_classes_that_the_run_does_not_know_has_no_details_and_the_others_have() {
    let home = TempDir::new().unwrap();
    trained(home.path(), SMALL);
    let reveal = "reveal --details --sample 100 --slice mnist/test --slice fonts/letters";
    let out = succeeds(home.path(), reveal);
    assert!(out.contains("mnist/test in detail"), "{out}");
    let flat = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains("fonts/letters: the run does not know all of its classes"),
        "{out}"
    );
    fits_the_usual_terminal(&out);
    let lines = json(&succeeds(home.path(), &format!("{reveal} --json")));
    assert!(lines[0]["details"].is_object() && lines[1]["details"].is_null());
}

#[test]
fn a_slice_of_classes_that_the_runs_do_not_know_is_not_compared_and_the_others_are() {
    let home = TempDir::new().unwrap();
    let first = trained(home.path(), SMALL);
    trained(home.path(), &format!("{SMALL} --seed 8"));
    let slices = "--slice mnist/test --slice fonts/letters";
    let reveal = format!("reveal --compare {first} --sample 100 {slices}");
    let out = succeeds(home.path(), &reveal);
    let flat = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains("fonts/letters: the runs do not know its classes"),
        "{out}"
    );
    // One comparison is not several.
    assert!(!out.contains("Holm"), "{out}");
    fits_the_usual_terminal(&out);
    let lines = json(&succeeds(home.path(), &format!("{reveal} --json")));
    assert!(lines[0]["compare"].is_object() && lines[1]["compare"].is_null());
    assert_eq!(lines[1]["n"], 100);

    let alone = format!("reveal --compare {first} --slice fonts/letters");
    let (code, out, err) = run(home.path(), &alone);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(
        err.contains("fonts/letters") && err.contains("--compare"),
        "{err}"
    );
}

/// Letters have the labels behind those of the ten digits.
#[test]
fn answers_to_a_slice_of_unknown_classes_are_written_with_labels_that_no_answer_has() {
    let home = TempDir::new().unwrap();
    trained(home.path(), SMALL);
    let file = home.path().join("answers.jsonl");
    let slices = "--slice mnist/test --slice fonts/letters";
    let reveal = format!(
        "reveal --sample 100 {slices} --predictions {}",
        file.display()
    );
    succeeds(home.path(), &reveal);
    let rows = json(&fs::read_to_string(&file).unwrap());
    assert_eq!(rows.len(), 200);
    for row in rows {
        let is_letter = row["slice"] == "fonts/letters";
        let (label, answer) = (&row["label"], row["answer"].as_u64().unwrap());
        assert_eq!(label.as_u64().unwrap() >= 10, is_letter, "{row}");
        assert!(answer < 10, "{row}");
        assert_eq!(row["logits"].as_array().unwrap().len(), 10);
    }
}

#[test]
fn a_family_needs_pictures_of_which_some_can_be_read_right() {
    let home = TempDir::new().unwrap();
    trained(home.path(), SMALL);
    for (slice, word) in [
        ("fonts/letters", "does not know its classes"),
        ("fashion-mnist/test", "classes"),
        ("cifar10/test", "32x32"),
    ] {
        let arguments = format!("reveal --family further --slice {slice}");
        let (code, out, err) = run(home.path(), &arguments);
        assert_eq!((code, out.as_str()), (Some(1), ""));
        assert!(err.contains(slice) && err.contains(word), "{err}");
    }
}

#[test]
fn every_answer_is_written_for_other_programs_to_compute_the_same_figures() {
    let home = TempDir::new().unwrap();
    let id = trained(home.path(), SMALL);
    let reveal = "reveal --slice mnist/test --slice fonts --sample 300 --json --predictions";
    let csv = home.path().join("answers.csv");
    let lines = json(&succeeds(
        home.path(),
        &format!("{reveal} {}", csv.display()),
    ));
    let table = fs::read_to_string(&csv).unwrap();
    let mut rows = table.lines().map(|row| row.split(',').collect::<Vec<_>>());
    let names = rows.next().unwrap();
    let first = [
        "run",
        "slice",
        "index",
        "group",
        "label",
        "answer",
        "confidence",
        "logit_0",
    ];
    assert_eq!(names[..8], first);
    assert_eq!(names.len(), 17);
    let rows: Vec<_> = rows.collect();
    assert_eq!(rows.len(), 600);
    for (line, slice) in lines.iter().zip(["mnist/test", "fonts"]) {
        let rows = rows.iter().filter(|row| row[1] == slice);
        let right = rows.clone().filter(|row| row[4] == row[5]).count();
        assert_eq!(line["correct"], right, "{slice}");
        for row in rows {
            assert_eq!(row[0], id);
            assert_eq!(row[3].is_empty(), slice == "mnist/test", "{row:?}");
            let logits: Vec<f64> = row[7..]
                .iter()
                .map(|logit| logit.parse().unwrap())
                .collect();
            let highest = logits.iter().copied().fold(f64::MIN, f64::max);
            let sum: f64 = logits.iter().map(|logit| (logit - highest).exp()).sum();
            let confidence: f64 = row[6].parse().unwrap();
            assert!((confidence - 1.0 / sum).abs() < 1e-5, "{row:?}");
        }
    }

    // An altered picture is found by the place of the clean one.
    let altered = home.path().join("altered.csv");
    let slices = "--slice mnist/test --slice mnist/test+invert --sample 5";
    let reveal_altered = format!("reveal {slices} --predictions {}", altered.display());
    succeeds(home.path(), &reveal_altered);
    let table = fs::read_to_string(&altered).unwrap();
    let places = table
        .lines()
        .skip(1)
        .map(|row| row.split(',').nth(2).unwrap());
    let places: Vec<&str> = places.collect();
    assert_eq!(places[..5], places[5..]);

    let file = home.path().join("answers.jsonl");
    succeeds(home.path(), &format!("{reveal} {}", file.display()));
    let answers = json(&fs::read_to_string(&file).unwrap());
    assert_eq!(answers.len(), 600);
    assert_eq!(answers[0]["logits"].as_array().unwrap().len(), 10);
    let nowhere = home.path().join("none/answers.csv");
    let (code, out, err) = run(home.path(), &format!("{reveal} {}", nowhere.display()));
    assert_eq!(
        (code, out.as_str()),
        (Some(1), ""),
        "before anything is measured"
    );
    assert!(err.contains("none/answers.csv: cannot be written"), "{err}");
    let (code, _, err) = run(home.path(), &format!("{reveal} answers.parquet"));
    assert_eq!(code, Some(1));
    assert!(err.contains("end in .csv or .jsonl"), "{err}");
}

#[test]
fn without_validation_pictures_nothing_is_settled_and_it_says_so() {
    let home = TempDir::new().unwrap();
    trained(
        home.path(),
        "train --train 600 --validation 0 --epochs 1 --model linear",
    );
    let out = succeeds(home.path(), "reveal --details --sample 100");
    assert!(
        out.contains("no validation pictures to choose a threshold on"),
        "{out}"
    );
    let out = succeeds(home.path(), "reveal --details --sample 100 --json");
    assert!(json(&out)[0]["details"]["on_validation"].is_null());
}

#[test]
fn too_few_validation_pictures_for_a_promise_are_told() {
    let home = TempDir::new().unwrap();
    trained(
        home.path(),
        "train --train 600 --validation 50 --epochs 1 --model linear",
    );
    let out = succeeds(home.path(), "reveal --details --sample 100");
    fits_the_usual_terminal(&out);
    assert!(
        out.contains("no prediction sets: 50 calibration pictures"),
        "{out}"
    );
    let unwrapped = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(unwrapped.contains("needs at least 99"), "{out}");
}

#[test]
fn runs_that_cannot_be_compared_are_named_before_anything_is_shown() {
    let home = TempDir::new().unwrap();
    let fashion = trained(home.path(), &format!("{SMALL} --data fashion-mnist"));
    let digits = trained(home.path(), SMALL);
    for (other, words) in [
        (digits.as_str(), &["itself", "--compare"][..]),
        ("xyz", &["no run xyz"]),
        (&fashion, &[&fashion, "cannot be compared", "classes"]),
    ] {
        let (code, out, err) = run(
            home.path(),
            &format!("reveal --run {digits} --compare {other}"),
        );
        assert_eq!(code, Some(1), "{err}");
        assert!(out.is_empty(), "{out}");
        for word in words {
            assert!(err.contains(word), "no {word:?} in {err}");
        }
    }
}

#[test]
fn the_table_of_a_family_has_no_details() {
    let home = TempDir::new().unwrap();
    for option in ["--details", "--predictions answers.csv"] {
        let arguments = format!("reveal --family mnist-c {option}");
        let (code, out, err) = run(home.path(), &arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""));
        let (name, _) = option.split_once(' ').unwrap_or((option, ""));
        assert!(err.contains(name) && err.contains("--family"), "{err}");
    }
}

#[test]
fn a_slice_that_the_other_run_learned_from_is_told() {
    let home = TempDir::new().unwrap();
    let first = trained(home.path(), &format!("{SMALL} --data fashion-mnist"));
    let second = trained(
        home.path(),
        &format!("{SMALL} --data fashion-mnist --seed 8"),
    );
    let arguments = format!(
        "reveal --run {first} --compare {second} --slice fashion-mnist/train --sample 5000"
    );
    let (code, _, err) = run(home.path(), &arguments);
    assert_eq!(code, Some(0), "{err}");
    for who in [
        "this run: Seen in training",
        "the other run: Seen in training",
    ] {
        assert!(err.contains(who), "no {who:?} in {err}");
    }
}

#[test]
fn what_early_stopping_chose_is_said_to_be_promised_a_little_too_well() {
    let home = TempDir::new().unwrap();
    trained(home.path(), &format!("{SMALL} --early-stop 1"));
    let slice = "reveal --details --slice mnist/test --sample 100";
    let out = succeeds(home.path(), slice);
    fits_the_usual_terminal(&out);
    let flat = out.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = "validation pictures, on which early stopping chose the weights too";
    assert!(flat.contains(words), "{flat}");
    let lines = json(&succeeds(home.path(), &format!("{slice} --json")));
    assert_eq!(lines[0]["details"]["on_validation"]["chose_weights"], true);
}
