//! What a lesson that trains several seeds promises, from outside: its numbers are those of `reveal --group` on the
//! same runs, line by line and on the screen, in the report and in `pack test`.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::Learner;
use crate::program::Home;
use mindgap::dataset::Library;
use mindgap::lesson::{NamedSpread, StepState};
use mindgap::pack::Pack;
use mindgap::tui::look::Look;
use mindgap::tui::theme::{Depth, Theme};
use mindgap::words::{Lang, Words};

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/seeds");
const SLICES: [&str; 2] = ["mnist/test", "fonts"];

/// What `reveal --group` says of the lesson's runs, slice by slice.
fn group(home: &Home) -> Vec<Value> {
    let mut runs = home.run("runs list --json").json();
    runs.retain(|line| line["event"] == "run");
    assert_eq!(runs.len(), 3);
    let run = runs[0]["run"].as_str().unwrap();
    let lines = home.run(&format!(
        "reveal --run {run} --group --slice mnist/test --slice fonts --sample 200 --json"
    ));
    let lines = lines.json();
    for (line, slice) in lines.iter().zip(SLICES) {
        assert_eq!(line["slice"], slice);
        let networks = line["networks"].as_array().unwrap();
        let seeds: Vec<u64> = networks
            .iter()
            .map(|network| network["seed"].as_u64().unwrap())
            .collect();
        assert_eq!(seeds, [11, 12, 13]);
    }
    lines
}

fn percent(line: &Value, path: &str) -> String {
    let share = line.pointer(path).and_then(Value::as_f64).unwrap();
    format!("{:.1}", share * 100.0)
}

/// The lowest to the highest and the mean, as sentences say them.
fn spread(line: &Value) -> String {
    format!(
        "{} to {} %, {} on average",
        percent(line, "/spread/lowest"),
        percent(line, "/spread/highest"),
        percent(line, "/spread/mean")
    )
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn line_by_line_the_seeds_spread_as_reveal_group_says() {
    let home = Home::new();
    let answers = home.path().join("answers");
    fs::write(&answers, "\n\n60\n3\n\nNot for cheques.\n\n").unwrap();
    let lesson = format!(
        "learn {PACK} --lesson 1 --lang en --answers {}",
        answers.display()
    );
    let told = home.run(&lesson).succeeded();
    told.fits_the_usual_terminal();
    let lines = group(&home);
    let told = flat(&told.out);
    assert!(
        told.contains("2 more networks of this recipe are trained"),
        "{told}"
    );
    let report = home
        .run(&format!("report {PACK} --lang en"))
        .succeeded()
        .out;
    let tested = home.run(&format!("pack test {PACK} --json")).json();
    for (line, slice) in lines.iter().zip(SLICES) {
        // The one that the lesson asks is the first seed's.
        let own = percent(line, "/networks/0/accuracy/share");
        assert!(told.contains(&format!("{slice}: {own} % (")), "{told}");
        let more = match line["spread"]["rests_on"].as_str().unwrap() {
            "seeds" => "by more than chance in the choice of pictures would explain",
            _ => "by no more than chance in the choice of pictures would explain",
        };
        let sentence = format!("the 3 networks differ {more}: {}", spread(line));
        assert!(told.contains(&sentence), "{sentence}\n{told}");
        assert!(
            report.contains(&format!("- {slice}: {sentence}")),
            "{report}"
        );
        let mut slices = tested[0]["slices"].as_array().unwrap().iter();
        let found = slices.find(|found| found["slice"] == slice).unwrap();
        assert_eq!(found["spread"], line["spread"]);
    }
    // On the card as well, which reads the first slice only.
    let card = told.split_once("Model card: small").unwrap().1;
    assert!(card.contains(&spread(&lines[0])), "{card}");
    assert!(!card.contains("One seed"), "{card}");
    // The report names the other two runs.
    assert!(
        report.contains("- seed 12: validation ") && report.contains("- seed 13: validation "),
        "{report}"
    );
}

#[test]
fn on_the_screen_there_is_a_whisker_under_each_bar_and_in_german_too() {
    let home = Home::new();
    let mut learner = Learner::at(home.path(), PACK, (80, 24));
    learner.types("<enter>");
    insta::assert_snapshot!("before_80x24", learner.screen());
    learner
        .types("<enter>")
        .waits_for("Same recipe, other numbers.");
    let without_times = |screen: String| {
        let lines = screen.lines().filter(|line| !line.contains("images/s"));
        let lines = lines.filter(|line| !line.starts_with("     1   "));
        let lines: Vec<String> = lines
            .map(|line| line.split(" finished in ").next().unwrap().to_owned())
            .collect();
        lines.join("\n")
    };
    insta::assert_snapshot!("trained_80x24", without_times(learner.screen()));
    learner.fits_elsewhere();
    learner
        .types("<enter>60<enter>3<enter>")
        .waits_for("Which of the three would you have had?");
    insta::assert_snapshot!("revealed_80x24", learner.screen());
    learner.fits_elsewhere();
    learner.resizes(60, 20);
    insta::assert_snapshot!("revealed_60x20", learner.screen());
    learner.resizes(80, 24);
    let walk = learner.app().walk().unwrap();
    let Some((_, StepState::Reveal(state))) = walk.current() else {
        panic!("it is a reveal");
    };
    let spreads = state.spreads.clone();
    learner
        .types("<enter>")
        .waits_for("what would you tell your boss?");
    insta::assert_snapshot!("card_80x24", learner.screen());
    learner.fits_elsewhere();
    learner.types("q").gets_up();
    for (line, slice) in group(&home).iter().zip(SLICES) {
        let spread = NamedSpread::find(&spreads, slice).unwrap();
        assert_eq!(serde_json::to_value(spread).unwrap(), line["spread"]);
    }
    // Who comes back in German finds the same runs.
    let pack = Pack::open(Path::new(PACK), Library::builtin(), Lang::German).unwrap();
    let look = Look {
        words: Words::of(Lang::German),
        ..Look::still(Theme::dark(Depth::Mono))
    };
    let mut again = Learner::playing(home.path(), pack, (80, 24), look);
    again
        .types("<enter>")
        .waits_for("what would you tell your boss?");
    assert!(again.screen().contains("die 3 Netze"), "{}", again.screen());
    again.gets_up();
    group(&home);
}

#[test]
fn a_class_is_planned_with_all_networks_of_a_training() {
    let home = Home::new();
    let lines = home.run(&format!("serve {PACK} --plan 2 --json")).json();
    let number = |name: &str| lines[0][name].as_f64().unwrap();
    // Three networks, each of which sees 320 pictures once.
    let pictures = number("seconds_shared") * number("images_per_second");
    assert!((pictures - 960.0).abs() < 0.1, "{pictures}");
}

#[test]
fn a_class_is_planned_with_workers_too() {
    let home = Home::new();
    let plan = |workers: usize| {
        let command = format!("serve {PACK} --plan 40 --workers {workers} --within 0 --json");
        home.run(&command).json().remove(0)
    };
    let (one, twenty) = (plan(1), plan(20));
    assert_eq!(
        (&one["workers"], &twenty["workers"]),
        (&1.into(), &20.into())
    );
    // All come at once: before the last of 40 there are 39, or one where twenty work.
    for (plan, before) in [(one, 39.0), (twenty, 1.0)] {
        let training = plan["seconds_shared"].as_f64().unwrap();
        let longest = plan["wait"]["seconds_longest"].as_f64().unwrap();
        assert!((longest / training - before).abs() < 1e-3, "{plan}");
    }
    let alone = home.run(&format!("serve {PACK} --workers 4"));
    assert!(alone.err.contains("--plan"), "{}", alone.err);
}

#[test]
fn the_report_says_what_each_value_of_a_sweep_came_to_over_its_seeds() {
    let home = Home::new();
    let pack = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/sweep");
    let answers = home.path().join("answers");
    fs::write(&answers, "1\n3\n\n\n").unwrap();
    let lesson = format!(
        "learn {pack} --lesson 1 --lang en --answers {}",
        answers.display()
    );
    let told = flat(&home.run(&lesson).succeeded().out);
    let report = home.run(&format!("report {pack} --lang en")).succeeded();
    let mut accuracies: Vec<f64> = home
        .run("runs list --json")
        .json()
        .iter()
        .filter_map(|run| run["validation_accuracy"].as_f64())
        .map(|share| share * 100.0)
        .collect();
    accuracies.sort_by(f64::total_cmp);
    // The two runs of the better rate are the two best: no seed makes the other rate as good.
    let [.., low, high] = accuracies[..] else {
        panic!("{accuracies:?}");
    };
    let mean = f64::midpoint(low, high);
    let value = format!("0.01: {mean:.1} ({low:.1} – {high:.1})");
    let verdict = "over these 2 seeds, 0.01 is best throughout";
    for text in [&told, &flat(&report.out)] {
        assert!(text.contains(&value), "{value}\n{text}");
        assert!(text.contains(verdict), "{text}");
    }
}
