//! The commands from outside: the real program, its arguments, its output, its exit codes. Each test
//! has a data directory of its own; trainings and measurements are real, on small data.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use mindgap::dataset::Catalogue;
use serde_json::Value;

use crate::program::{Home, Said, mindgap, said};

/// A training of a second or less.
const SMALL: &str = "train --train 600 --validation 200 --epochs 1 --model linear";

/// A training that nobody has to wait for, but that can be interrupted in its middle.
const LONGER: &str = "train --train 1500 --validation 100 --epochs 40 --model mlp --batch 32";

/// The events of one kind.
fn of_kind<'a>(events: &'a [Value], kind: &str) -> Vec<&'a Value> {
    let events = events.iter();
    events.filter(|event| event["event"] == kind).collect()
}

/// The epochs as they must be alike in equal runs: all but the speed.
fn numbers(said: &Said) -> Vec<Value> {
    let mut epochs: Vec<Value> = of_kind(&said.json(), "epoch")
        .into_iter()
        .cloned()
        .collect();
    assert!(!epochs.is_empty(), "{}", said.out);
    for epoch in &mut epochs {
        epoch.as_object_mut().unwrap().remove("images_per_second");
    }
    epochs
}

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}

// ---- train ----

#[test]
fn train_json_says_an_object_a_line_and_last_that_it_is_done() {
    let home = Home::new();
    let said = home.run("train --train 600 --validation 200 --epochs 2 --model linear --json");
    let said = said.succeeded();
    let events = said.json();
    assert!(events.iter().all(|event| event["event"].is_string()));
    let epochs = of_kind(&events, "epoch");
    assert_eq!(epochs.len(), 2);
    for (epoch, count) in epochs.iter().zip(1..) {
        assert_eq!(
            keys(epoch),
            [
                "epoch",
                "event",
                "images_per_second",
                "train_accuracy",
                "train_loss",
                "validation_accuracy",
                "validation_loss",
            ]
        );
        assert_eq!(epoch["epoch"], count);
        for share in ["train_accuracy", "validation_accuracy"] {
            let share = epoch[share].as_f64().unwrap();
            assert!((0.0..=1.0).contains(&share), "{epoch}");
        }
        for loss in ["train_loss", "validation_loss", "images_per_second"] {
            assert!(epoch[loss].as_f64().unwrap() > 0.0, "{epoch}");
        }
    }
    let done = events.last().unwrap();
    assert_eq!(
        (&done["event"], &done["status"], &done["epochs"]),
        (&"done".into(), &"finished".into(), &2.into())
    );
    let id = done["run"].as_str().unwrap();
    assert!(id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert_eq!(of_kind(&events, "started")[0]["run"], id);
    assert!(said.err.is_empty(), "{}", said.err);
}

#[test]
fn training_without_validation_says_null_where_a_number_would_be() {
    let home = Home::new();
    let said = home.run("train --train 600 --validation 0 --epochs 1 --model linear --json");
    let said = said.succeeded();
    let events = said.json();
    let epoch = of_kind(&events, "epoch")[0];
    assert!(epoch["validation_loss"].is_null() && epoch["validation_accuracy"].is_null());
    assert!(home.run(SMALL).succeeded().out.contains(" %"));
}

#[test]
fn train_quiet_says_the_run_and_nothing_else() {
    let home = Home::new();
    let said = home.run(&format!("{SMALL} --quiet")).succeeded();
    let id = said.out.strip_suffix('\n').unwrap();
    assert!(
        id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{id:?}"
    );
    assert!(said.err.is_empty(), "{}", said.err);
}

#[test]
fn what_train_says_to_people_fits_the_usual_terminal() {
    let home = Home::new();
    let fresh = home.run(SMALL).succeeded();
    let replayed = home.run(SMALL).succeeded();
    for said in [&fresh, &replayed] {
        said.fits_the_usual_terminal();
        assert!(
            said.out
                .contains("600 training and 200 validation pictures")
        );
        assert!(said.out.contains("finished after 1 epoch, "));
        assert!(said.out.contains("mindgap reveal --run "));
    }
    assert!(!fresh.out.contains("replayed"), "{}", fresh.out);
    assert!(replayed.out.contains("--again trains it anew"));
}

#[test]
fn the_same_command_again_replays_the_same_numbers_and_says_so() {
    let home = Home::new();
    let first = home.run(&format!("{SMALL} --json")).succeeded();
    let again = home.run(&format!("{SMALL} --json")).succeeded();
    assert_eq!(
        of_kind(&again.json(), "epoch"),
        of_kind(&first.json(), "epoch")
    );
    assert_eq!(first.json().last(), again.json().last());
    assert!(of_kind(&first.json(), "started")[0]["replayed_from"].is_null());
    assert!(of_kind(&again.json(), "started")[0]["replayed_from"].is_u64());
}

#[test]
fn train_again_learns_anew_and_comes_to_the_same_numbers() {
    let home = Home::new();
    let first = home.run(&format!("{SMALL} --json")).succeeded();
    let again = home.run(&format!("{SMALL} --again --json")).succeeded();
    assert!(of_kind(&again.json(), "started")[0]["replayed_from"].is_null());
    assert_eq!(numbers(&again), numbers(&first));
    assert_eq!(home.runs(), 1);
}

#[test]
fn the_same_seed_gives_the_same_run_everywhere_and_another_seed_another_one() {
    let (here, there) = (Home::new(), Home::new());
    let first = here.run(&format!("{SMALL} --json")).succeeded();
    let second = there.run(&format!("{SMALL} --json")).succeeded();
    assert_eq!(numbers(&first), numbers(&second));
    assert_eq!(
        first.json().last().unwrap()["run"],
        second.json().last().unwrap()["run"]
    );
    let other = there.run(&format!("{SMALL} --seed 8 --json")).succeeded();
    assert_ne!(numbers(&first), numbers(&other));
    assert_eq!(there.runs(), 2);
}

#[test]
fn layers_can_be_written_out_and_learned_with_sgd() {
    let home = Home::new();
    let mut command = home.command(
        "train --train 600 --validation 200 --epochs 2 --optimizer sgd --learning-rate 0.05 --json",
    );
    command.args([
        "--model",
        "{ layers: [{ linear: 32 }, relu, { dropout: 0.1 }] }",
    ]);
    let learned = said(&mut command).succeeded();
    let losses: Vec<f64> = numbers(&learned)
        .iter()
        .map(|epoch| epoch["train_loss"].as_f64().unwrap())
        .collect();
    assert!(losses[1] < losses[0], "{losses:?}");
}

#[test]
fn a_training_that_cannot_be_says_why() {
    let home = Home::new();
    for (arguments, words) in [
        ("--train 0", &["at least 1"][..]),
        ("--train 60000", &["60000", "2000", "mnist"]),
        ("--train 18446744073709551615", &["mnist", "60000"]),
        ("--validation 60000", &["mnist", "60000"]),
        ("--train 10 --epochs 0", &["epochs is 0", "between 1 and"]),
        ("--train 10 --batch 0", &["batch is 0", "between 1 and"]),
        ("--train 10 --learning-rate 0", &["learning_rate is 0"]),
        ("--train 10 --learning-rate -1", &["learning_rate is -1"]),
        ("--train 10 --optimizer adm", &["adm", "adam and sgd"]),
        (
            "--train 10 --model transformer",
            &["transformer", "linear, mlp"],
        ),
        ("--data mnits", &["mnits", "mnist, fashion-mnist"]),
        (
            "--data optdigits",
            &["optdigits", "training part", "mnist, "],
        ),
        ("--train ten", &["ten", "--train"]),
        ("--json --quiet", &["--json", "--quiet"]),
    ] {
        home.run(&format!("train {arguments}")).failed_with(words);
    }
}

#[test]
fn layers_that_make_no_network_are_named() {
    let home = Home::new();
    for (layers, words) in [
        (
            "{ layers: [relu, { linear: 0 }] }",
            &["layer 2", "units is 0", "between 1 and"][..],
        ),
        ("{ layers: [{ linar: 32 }] }", &["--model", "layers"]),
        ("{ layers: [{ linear: 32 ", &["--model"]),
        (
            "{ layers: [{ linear: 32 }, { max_pool: 2 }] }",
            &["layer 2", "put it earlier"],
        ),
    ] {
        let mut command = home.command("train --train 10");
        said(command.args(["--model", layers])).failed_with(words);
    }
}

#[test]
fn a_training_that_diverges_fails_and_says_what_to_do() {
    let home = Home::new();
    // Two linear layers with nothing in between have nothing that could hold them back.
    let diverging = |more: &str| {
        let mut command = home.command(&format!(
            "train --train 600 --validation 200 --optimizer sgd --learning-rate 100 {more}"
        ));
        command.args(["--model", "{ layers: [{ linear: 64 }, { linear: 64 }] }"]);
        said(&mut command)
    };
    diverging("").failed_with(&["diverged", "lower the learning rate"]);
    let again = diverging("--json");
    again.failed_with(&["diverged"]);
    assert_eq!(again.json().last().unwrap()["status"], "diverged");
}

#[test]
fn a_training_whose_loss_exploded_says_so_and_what_to_try_which_helps() {
    let home = Home::new();
    let train = |more: &str| {
        home.run(&format!(
            "train --train 600 --validation 200 --epochs 2 {more}"
        ))
    };
    // Every loss is finite: dead units answer always the same, or some live on with a loss in the hundreds.
    for (recipe, rate, tenth) in [
        ("--model lenet5 --learning-rate", "0.1", "0.01"),
        ("--model mlp --learning-rate", "1", "0.1"),
    ] {
        let told = train(&format!("{recipe} {rate}"));
        told.failed_with(&[
            "diverged",
            "its loss rose to",
            "where guessing costs 2.3026",
        ]);
        told.failed_with(&[&format!("--learning-rate {tenth} is a tenth")]);
        assert!(
            told.out.contains("\n    2 "),
            "it was trained to its end: {}",
            told.out
        );
        let again = train(&format!("{recipe} {rate} --json"));
        let ending = again.json().pop().unwrap();
        assert_eq!(ending["status"], "diverged");
        assert_eq!(ending["divergence"]["kind"], "loss");
        assert!(ending["divergence"]["highest"].as_f64().unwrap() > 4.0 * 10f64.ln());
        train(&format!("{recipe} {tenth}")).succeeded();
    }
}

#[test]
fn a_slow_or_a_poor_training_is_not_called_diverged() {
    let home = Home::new();
    for recipe in [
        // It has hardly begun.
        "--train 600 --model mlp --optimizer sgd --learning-rate 0.00001",
        // A loss of many times what guessing costs, and four right of five.
        "--train 600 --model linear --optimizer sgd --learning-rate 10",
        // One picture.
        "--train 1 --model linear --optimizer sgd",
    ] {
        let told = home
            .run(&format!("train --validation 200 --epochs 2 {recipe}"))
            .succeeded();
        assert!(!told.err.contains("diverged"), "{recipe}: {}", told.err);
    }
}

// ---- interruptions ----

/// A training under way, told as JSON lines.
struct Training {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
}

impl Training {
    fn begin(home: &Home, arguments: &str) -> Self {
        let mut command = home.command(&format!("{arguments} --json"));
        command.stdin(Stdio::null());
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out }
    }

    /// Reads on until something of this kind has happened.
    fn waits_for(&mut self, kind: &str) {
        let wanted = format!("{{\"event\":\"{kind}\"");
        let mut line = String::new();
        while !line.starts_with(&wanted) {
            line.clear();
            assert!(self.out.read_line(&mut line).unwrap() > 0, "never {kind}");
        }
    }

    /// Waits until Ctrl-C no longer simply ends it.
    fn listens(&self) {
        let until = Instant::now() + Duration::from_secs(60);
        let status = format!("/proc/{}/status", self.child.id());
        while Instant::now() < until {
            let text = fs::read_to_string(&status).unwrap_or_default();
            let caught = text.lines().find_map(|line| line.strip_prefix("SigCgt:"));
            let caught = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
            // Where the system does not tell, a moment has to do.
            let Some(caught) = caught else {
                std::thread::sleep(Duration::from_secs(1));
                return;
            };
            // SIGINT is 2, and stands for the bit before.
            if caught & 0b10 != 0 {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("never listens");
    }

    fn is_sent(&self, signal: &str) {
        let id = self.child.id();
        // The shell's own kill: not every system has the program.
        let sent = Command::new("sh")
            .args(["-c", &format!("kill -{signal} {id}")])
            .status();
        assert!(sent.unwrap().success());
    }

    /// The rest of what it says, and how it ends.
    fn ends(mut self) -> Said {
        let mut out = String::new();
        std::io::Read::read_to_string(&mut self.out, &mut out).unwrap();
        let output = self.child.wait_with_output().unwrap();
        Said {
            code: output.status.code(),
            out,
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

#[test]
#[cfg(unix)]
fn an_interrupted_training_is_kept_and_ends_with_the_numbers_of_one_that_was_not() {
    let undisturbed = Home::new();
    let expected = undisturbed.run(&format!("{LONGER} --json")).succeeded();

    let home = Home::new();
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let mut training = Training::begin(&home, LONGER);
        training.waits_for("epoch");
        training.is_sent(signal);
        let interrupted = training.ends();
        assert_eq!(interrupted.code, Some(code), "{}", interrupted.err);
        let last = interrupted.json().last().unwrap().clone();
        assert_eq!(
            (&last["event"], &last["status"]),
            (&"done".into(), &"stopped".into())
        );
    }
    home.run("reveal --sample 100").succeeded();
    let resumed = home.run(&format!("{LONGER} --json")).succeeded();
    let events = resumed.json();
    let started = of_kind(&events, "started")[0];
    assert!(started["resumed_at"].as_f64().unwrap() >= 1.0, "{started}");
    assert_eq!(numbers(&resumed), numbers(&expected));
}

/// What runs for long, what it says when it is under way, and on which data it needs a run beforehand.
#[test]
#[cfg(unix)]
fn every_long_command_ends_at_once_with_the_status_of_the_signal() {
    let home = Home::new();
    home.trained(SMALL);
    let tiny = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/tiny");
    let picture = concat!(env!("CARGO_MANIFEST_DIR"), "/data/photos/sudoku.png");
    let pictures = format!("predict {}", format!("{picture} ").repeat(200));
    let corruptions = "--slice mnist/test+fog:3 --slice mnist/test+elastic_transform:5 ".repeat(8);
    for (command, kind) in [
        (LONGER.to_owned(), "epoch"),
        (format!("reveal --slice fonts {corruptions}"), ""),
        ("reveal --family mnist-c --severity all".to_owned(), "slice"),
        (pictures, "picture"),
        ("findings --networks 2".to_owned(), ""),
        (format!("pack test {tiny}"), ""),
        ("doctor".to_owned(), "check"),
        ("data verify".to_owned(), ""),
    ] {
        for (signal, code) in [("INT", 130), ("TERM", 143)] {
            let mut started = Training::begin(&home, &command);
            match kind {
                // It says something only at the end: it is under way when it listens for signals.
                "" => started.listens(),
                kind => started.waits_for(kind),
            }
            let asked = Instant::now();
            started.is_sent(signal);
            let ended = started.ends();
            assert_eq!(ended.code, Some(code), "{command}: {}", ended.err);
            assert!(
                asked.elapsed() < Duration::from_secs(60),
                "{command} goes on"
            );
        }
    }
}

#[test]
#[cfg(unix)]
fn somebody_who_has_read_enough_ends_a_command_quietly() {
    let home = Home::new();
    let mut training = Training::begin(&home, LONGER);
    training.waits_for("epoch");
    let Training { child, out } = training;
    drop(out);
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
    assert!(
        ended.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );

    let mut listing = home.command("data list");
    let mut child = listing
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
    assert!(
        ended.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
}

// ---- reveal ----

const SLICES: &str = "--slice mnist/test --slice optdigits --slice pendigits:1 --slice fonts \
                      --slice mnist/test:0,2,4,6,8 --sample 200";

#[test]
fn reveal_measures_every_slice_in_a_table_that_fits_the_usual_terminal() {
    let home = Home::new();
    let run = home.trained(SMALL);
    let said = home.run(&format!("reveal {SLICES}")).succeeded();
    said.fits_the_usual_terminal();
    for word in [
        run.as_str(),
        "95 % interval",
        "mnist/test ",
        "optdigits ",
        "pendigits:1 ",
        "fonts ",
        "mnist/test:0,2,4,6,8",
        "real",
        "rendered",
        "wrong with the highest confidence",
    ] {
        assert!(said.out.contains(word), "no {word:?} in\n{}", said.out);
    }
    assert!(said.err.is_empty(), "{}", said.err);
    let quiet = home.run(&format!("reveal {SLICES} --quiet")).succeeded();
    assert!(!quiet.out.contains("wrong with the highest confidence"));
    assert!(said.out.starts_with(&quiet.out), "the same numbers");
}

#[test]
fn reveal_json_says_an_object_a_slice_with_everything_that_a_number_needs() {
    let home = Home::new();
    let run = home.trained(SMALL);
    let said = home.run(&format!("reveal {SLICES} --json")).succeeded();
    let lines = said.json();
    let of = |field: &str| -> Vec<Value> { lines.iter().map(|line| line[field].clone()).collect() };
    assert_eq!(
        of("slice"),
        [
            "mnist/test",
            "optdigits",
            "pendigits:1",
            "fonts",
            "mnist/test:0,2,4,6,8"
        ]
    );
    assert_eq!(
        of("inputs"),
        ["real", "real", "rendered", "rendered", "real"]
    );
    for line in &lines {
        assert_eq!(
            (&line["event"], &line["run"]),
            (&"slice".into(), &run.as_str().into())
        );
        assert_eq!((&line["n"], &line["seed"]), (&200.into(), &7.into()));
        let number = |field: &Value| field.as_f64().unwrap();
        let (accuracy, correct) = (number(&line["accuracy"]), number(&line["correct"]));
        assert!((accuracy - correct / 200.0).abs() < 1e-12, "{line}");
        let interval = &line["interval"];
        assert!(number(&interval["low"]) <= accuracy && accuracy <= number(&interval["high"]));
        let sure = number(&line["mean_confidence_wrong"]);
        assert!((0.1..=1.0).contains(&sure), "{line}");
        assert_eq!(line["digest"].as_str().unwrap().len(), 64);
    }
    let again = home.run(&format!("reveal {SLICES} --json")).succeeded();
    assert_eq!(again.out, said.out, "the same run, the same numbers");
}

#[test]
fn no_answer_to_what_is_in_none_of_the_runs_classes_is_right() {
    let home = Home::new();
    home.trained(SMALL);
    let said = home.run("reveal --slice fonts/letters --slice blank+stain:3 --json");
    for line in said.succeeded().json() {
        assert_eq!(line["correct"], 0, "{line}");
        let (sure, sure_when_wrong) = (&line["mean_confidence"], &line["mean_confidence_wrong"]);
        assert_eq!(sure, sure_when_wrong, "every answer is wrong: {line}");
    }
}

#[test]
fn reveal_without_a_slice_measures_the_test_part_of_the_runs_own_data() {
    let home = Home::new();
    home.trained(&format!("{SMALL} --data fashion-mnist"));
    let said = home.run("reveal --sample 100 --json").succeeded();
    assert_eq!(said.json()[0]["slice"], "fashion-mnist/test");
}

#[test]
fn a_run_is_found_by_its_id_by_the_beginning_of_it_and_as_the_last() {
    let home = Home::new();
    let run = home.trained(SMALL);
    for name in [&run[..], &run[..5], "last"] {
        let said = home.run(&format!("reveal --run {name} --sample 50 --json"));
        assert_eq!(said.succeeded().json()[0]["run"], run);
    }
}

#[test]
fn a_run_that_is_not_there_or_not_clear_is_told_which_there_are() {
    let home = Home::new();
    home.run("reveal").failed_with(&["mindgap train"]);
    let run = home.trained(SMALL);
    home.run("reveal --run xyz")
        .failed_with(&["no run xyz", &run]);

    // Another run whose id begins alike.
    let runs = home.path().join("runs");
    let twin = format!(
        "{}{}",
        &run[..4],
        if run.ends_with('0') {
            "11111111"
        } else {
            "00000000"
        }
    );
    let record = fs::read_to_string(runs.join(&run).join("run.json")).unwrap();
    fs::create_dir(runs.join(&twin)).unwrap();
    fs::write(
        runs.join(&twin).join("run.json"),
        record.replace(&run, &twin),
    )
    .unwrap();
    home.run(&format!("reveal --run {}", &run[..4]))
        .failed_with(&[&run, &twin, "more digits"]);
}

#[test]
fn a_slice_that_cannot_be_measured_says_why_before_anything_is_shown() {
    let home = Home::new();
    home.trained(SMALL);
    for (arguments, words) in [
        ("--slice mnits", &["mnits", "mnist/test"][..]),
        ("--slice mnist", &["mnist/train", "mnist/test"]),
        ("--slice nonsense", &["nonsense", "optdigits", "fonts"]),
        ("--slice optdigits:12", &["12", "0 to 9"]),
        (
            "--slice mnist/test --slice cifar10/test",
            &["cifar10/test", "32x32", "28x28"],
        ),
        (
            "--slice mnist/test --slice fashion-mnist/test",
            &["classes"],
        ),
        (
            "--slice fonts/letters --details",
            &["fonts/letters", "--details"],
        ),
        (
            "--slice fonts --sample 999999",
            &["999999", "fonts", "fewer"],
        ),
        ("--sample 0", &["at least 1"]),
    ] {
        let said = home.run(&format!("reveal {arguments}"));
        said.failed_with(words);
        assert!(said.out.is_empty(), "{}", said.out);
    }
}

// ---- data ----

#[test]
fn data_list_names_every_set_with_its_origin_and_licence() {
    let home = Home::new();
    let said = home.run("data list").succeeded();
    said.fits_the_usual_terminal();
    for set in &Catalogue::builtin().sets {
        assert!(
            said.out.contains(&format!("({})", set.name)),
            "{}",
            set.name
        );
        for part in &set.parts {
            assert!(said.out.contains(&part.name), "{}", part.name);
        }
    }
    let facts = said.out.matches("\n  licence  ").count();
    assert_eq!(facts, Catalogue::builtin().sets.len());
}

#[test]
fn data_list_json_says_an_object_a_set() {
    let home = Home::new();
    let sets = home.run("data list --json").succeeded().json();
    assert_eq!(sets.len(), Catalogue::builtin().sets.len());
    for set in &sets {
        for field in ["name", "inputs", "origin", "licence", "citation"] {
            assert!(
                set[field].as_str().is_some_and(|text| !text.is_empty()),
                "{set}"
            );
        }
        for part in set["parts"].as_array().unwrap() {
            assert!(part["n"].as_u64().unwrap() > 0, "{part}");
            assert_eq!(part["digest"].as_str().unwrap().len(), 64, "{part}");
        }
    }
}

#[test]
fn data_verify_proves_that_everything_is_whole() {
    let home = Home::new();
    let said = home.run("data verify").succeeded();
    assert!(
        said.out.ends_with("are as they should be\n"),
        "{}",
        said.out
    );
    let quiet = home.run("data verify optdigits --quiet").succeeded();
    assert!(quiet.out.is_empty() && quiet.err.is_empty());
    home.run("data verify mnits")
        .failed_with(&["did you mean mnist?"]);
}

// ---- everywhere ----

#[test]
fn help_names_every_command_and_every_option() {
    let home = Home::new();
    let help = home.run("--help").succeeded().out;
    for word in [
        "learn",
        "train",
        "reveal",
        "predict",
        "data",
        "--data-dir",
        "--version",
        "MINDGAP_DATA_DIR",
    ] {
        assert!(help.contains(word), "no {word} in\n{help}");
    }
    for (command, options) in [
        ("learn", &["[PACK]", "--lesson"][..]),
        (
            "train",
            &[
                "--data ",
                "--model",
                "--epochs",
                "--train",
                "--validation",
                "--batch",
                "--optimizer",
                "--learning-rate",
                "--seed",
                "--early-stop",
                "--operations",
                "--again",
                "--json",
                "--quiet",
            ],
        ),
        (
            "reveal",
            &[
                "--run",
                "--slice",
                "--sample",
                "--seed",
                "--pictures",
                "--details",
                "--compare",
                "--json",
                "--quiet",
            ],
        ),
        (
            "predict",
            &[
                "<IMAGE>", "--run", "--raw", "--stages", "--one", "--deskew", "--json", "--quiet",
            ],
        ),
        ("data", &["list", "verify"]),
        ("data list", &["--markdown", "--json"]),
        ("data verify", &["[SETS]", "--quiet"]),
    ] {
        let said = home.run(&format!("{command} --help")).succeeded();
        said.fits_the_usual_terminal();
        for option in options.iter().chain(&["--data-dir", "--help"]) {
            assert!(
                said.out.contains(option),
                "{command}: no {option} in\n{}",
                said.out
            );
        }
    }
    let version = home.run("--version").succeeded().out;
    assert_eq!(
        version,
        concat!("mindgap ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn runs_are_kept_where_the_environment_says_unless_the_command_line_does() {
    let (named, set) = (Home::new(), Home::new());
    let arguments = SMALL.split_whitespace();
    let mut command = mindgap();
    command.args(arguments).env("MINDGAP_DATA_DIR", set.path());
    said(&mut command).succeeded();
    assert_eq!(set.runs(), 1);
    let mut command = named.command(&format!("{SMALL} --seed 8"));
    said(command.env("MINDGAP_DATA_DIR", set.path())).succeeded();
    assert_eq!((named.runs(), set.runs()), (1, 1));
}

#[test]
fn a_data_directory_that_is_none_is_named_with_a_way_out() {
    let home = Home::new();
    let file = home.path().join("a file");
    fs::write(&file, "no folder").unwrap();
    for arguments in [SMALL, "reveal", "learn"] {
        let mut command = mindgap();
        command.args(arguments.split_whitespace());
        command.arg("--data-dir").arg(&file);
        let refused = said(&mut command);
        refused.failed_with(&["a file", "--data-dir"]);
        let reason = refused.err.matches("os error").count();
        assert_eq!(reason, 1, "told once: {}", refused.err);
    }
}

#[test]
#[cfg(unix)]
fn a_data_directory_that_cannot_be_written_is_named_with_a_way_out() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let locked = home.path().join("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(locked.join("probe"), "").is_ok() {
        // Who may write everywhere, as root may, cannot be kept out.
        return;
    }
    let mut command = mindgap();
    command.args(SMALL.split_whitespace());
    command.arg("--data-dir").arg(&locked);
    said(&mut command).failed_with(&["locked", "ermission denied", "--data-dir"]);
}

#[test]
fn without_a_terminal_lessons_go_line_by_line() {
    let home = Home::new();
    for arguments in ["learn", ""] {
        let said = home.run(arguments).succeeded();
        said.fits_the_usual_terminal();
        assert!(said.out.contains("1. The ritual"), "{}", said.out);
        assert!(!said.out.contains('\u{1b}'), "{:?}", said.out);
    }
}

#[test]
fn answers_come_from_a_file_and_one_that_does_not_fit_is_named_with_its_line() {
    let home = Home::new();
    home.run("learn --answers nowhere.txt")
        .failed_with(&["nowhere.txt", "cannot be read"]);
    let file = home.path().join("answers.txt");
    fs::write(&file, "# the first lesson\n1\n\n\nmany\n").unwrap();
    let mut command = home.command("learn");
    said(command.arg("--answers").arg(&file))
        .failed_with(&["answers.txt:5", "“many” cannot be said here"]);
    fs::write(&file, "q\n").unwrap();
    let mut command = home.command("learn");
    let told = said(command.arg("--answers").arg(&file)).succeeded();
    assert!(told.out.contains("at step 3 of "), "{}", told.out);
}

#[test]
fn a_lesson_that_is_not_there_is_told_how_many_there_are() {
    let home = Home::new();
    let tiny = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/tiny");
    let mut command = home.command("learn --lesson 99");
    said(command.arg(tiny)).failed_with(&["no lesson 99", "lessons 1 to 2"]);
    home.run("learn --lesson 0")
        .failed_with(&["no lesson 0", "lesson"]);
    home.run("learn /nowhere").failed_with(&["/nowhere"]);
}
