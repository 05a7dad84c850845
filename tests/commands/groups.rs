//! Seeds as an axis, from outside: `train --seeds` and `reveal --group`, alone and against another recipe.

use serde_json::Value;

use crate::program::Home;

/// A training of a second or less.
const SMALL: &str = "train --train 300 --validation 100 --epochs 1 --model linear";
const SLICES: &str = "--slice mnist/test --slice pendigits:9 --slice fonts --sample 200";

fn ids(home: &Home, arguments: &str) -> Vec<String> {
    let ids = home.trained(arguments);
    ids.lines().map(str::to_owned).collect()
}

fn number(value: &Value, path: &str) -> f64 {
    let found = value.pointer(path).and_then(Value::as_f64);
    found.unwrap_or_else(|| panic!("no number at {path} in {value}"))
}

#[test]
fn several_seeds_are_several_runs_told_in_a_line_each() {
    let home = Home::new();
    let said = home
        .run(&format!("{SMALL} --seeds 3 --seed 11"))
        .succeeded();
    said.fits_the_usual_terminal();
    for words in ["     11  ", "     12  ", "     13  "] {
        assert!(said.out.contains(words), "no {words:?} in\n{}", said.out);
    }
    assert!(
        said.out
            .contains("validation accuracy of 3 seeds, each on pictures that it drew: mean ")
    );
    let runs = ids(&home, &format!("{SMALL} --seeds 3 --seed 11"));
    assert_eq!((runs.len(), home.runs()), (3, 3));
    // Each is the run that its seed alone would be.
    assert_eq!(home.trained(&format!("{SMALL} --seed 12")), runs[1]);
    let advice = format!("mindgap reveal --run {} --group", runs[0]);
    assert!(said.out.contains(&advice), "{}", said.out);
}

#[test]
fn a_group_is_all_runs_of_a_recipe_and_shows_how_far_seeds_spread() {
    let home = Home::new();
    let runs = ids(&home, &format!("{SMALL} --seeds 3 --seed 11"));
    // Neither belongs to it: another recipe.
    ids(&home, &format!("{SMALL} --batch 32 --seed 11"));
    let group = format!("reveal --run {} --group {SLICES}", runs[1]);
    let said = home.run(&group).succeeded();
    said.fits_the_usual_terminal();
    assert!(said.out.contains("seeds 11 12 13"), "{}", said.out);
    assert!(said.out.contains("all 3 as an ensemble"), "{}", said.out);
    let lines = home.run(&format!("{group} --json")).json();
    assert_eq!(lines.len(), 3);
    for line in &lines {
        assert_eq!(line["event"], "group");
        let networks = line["networks"].as_array().unwrap();
        let shares: Vec<f64> = networks
            .iter()
            .map(|network| number(network, "/accuracy/share"))
            .collect();
        // By the definitions.
        let mean = shares.iter().sum::<f64>() / 3.0;
        let squares: f64 = shares.iter().map(|share| (share - mean).powi(2)).sum();
        assert!((number(line, "/spread/mean") - mean).abs() < 1e-12);
        assert!((number(line, "/spread/sd") - (squares / 2.0).sqrt()).abs() < 1e-12);
        // What each network scores alone is what it scores here.
        let alone = format!(
            "reveal --run {} --slice {} --sample 200 --json",
            runs[0],
            line["slice"].as_str().unwrap()
        );
        let alone = home.run(&alone).json();
        assert_eq!(alone[0]["accuracy"].as_f64().unwrap(), shares[0]);
        assert_eq!(alone[0]["digest"], line["digest"]);
    }
}

#[test]
fn recipes_are_compared_over_their_seeds_and_adjusted_for_the_slices() {
    let home = Home::new();
    let few = ids(&home, &format!("{SMALL} --seeds 3"));
    let many = ids(
        &home,
        "train --train 3000 --validation 100 --epochs 2 --model linear --seeds 3",
    );
    let compare = format!(
        "reveal --run {} --group --compare {} {SLICES}",
        many[0], few[0]
    );
    let said = home.run(&compare).succeeded();
    said.fits_the_usual_terminal();
    for words in [
        "both speak of recipes",
        "Welch's t-test over the seeds",
        "adjusted for 3 slices",
    ] {
        let flat = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(words), "no {words:?} in\n{flat}");
    }
    let lines = home.run(&format!("{compare} --json")).json();
    let compared = |line: &Value, name: &str| number(line, &format!("/compare/{name}"));
    for line in &lines {
        let difference = number(line, "/spread/mean") - compared(line, "spread/mean");
        assert!((compared(line, "difference/difference") - difference).abs() < 1e-12);
        assert!(compared(line, "p_holm") >= compared(line, "difference/p_value"));
    }
    // Ten times the pictures: more than seeds can do.
    assert!(compared(&lines[0], "difference/difference") > 0.02);
    assert!(compared(&lines[0], "p_holm") < 0.05, "{}", lines[0]);
}

#[test]
fn what_cannot_be_compared_over_seeds_is_refused_with_what_to_do() {
    let home = Home::new();
    let group = ids(&home, &format!("{SMALL} --seeds 2"));
    let single = home.trained(&format!("{SMALL} --batch 32"));
    home.run(&format!(
        "reveal --run {} --group --compare {}",
        group[0], group[1]
    ))
    .failed_with(&["of one recipe"]);
    home.run(&format!(
        "reveal --run {} --group --compare {single}",
        group[0]
    ))
    .failed_with(&[single.as_str(), "one seed only", "--seeds"]);
    let said = home
        .run(&format!("reveal --run {single} --group --sample 100"))
        .succeeded();
    assert!(
        said.out.contains("one seed: nothing is known"),
        "{}",
        said.out
    );
    home.run(&format!("{SMALL} --seeds 0"))
        .failed_with(&["--seeds"]);
    home.run(&format!("{SMALL} --seeds 2 --seed 18446744073709551615"))
        .failed_with(&["no seeds above"]);
}

#[test]
fn typefaces_have_an_interval_over_their_families_and_the_wider_one_counts() {
    let home = Home::new();
    home.trained(SMALL);
    let lines = home
        .run("reveal --slice fonts --slice mnist/test:1 --json")
        .json();
    assert!(number(&lines[0], "/clustered/groups") >= 20.0);
    let width = |at: &str| {
        number(&lines[0], &format!("{at}/high")) - number(&lines[0], &format!("{at}/low"))
    };
    assert!(width("/interval") >= width("/clustered/interval") - 1e-12);
    // Nobody knows who wrote MNIST's digits.
    assert!(lines[1].get("clustered").is_none());
}

#[test]
fn a_family_compares_two_runs_picture_by_picture_and_two_recipes_over_their_seeds() {
    let home = Home::new();
    let ours = ids(&home, &format!("{SMALL} --seeds 2"));
    let theirs = ids(&home, &format!("{SMALL} --batch 16 --seeds 2"));
    let family = format!("--family mnist-c --sample 60 --compare {}", theirs[0]);
    let said = home
        .run(&format!("reveal --run {} {family}", ours[0]))
        .succeeded();
    said.fits_the_usual_terminal();
    let flat = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "family mnist-c",
        "McNemar's exact test, adjusted for 16 slices at once (Holm)",
    ] {
        assert!(flat.contains(words), "no {words:?} in\n{}", said.out);
    }
    let lines = home
        .run(&format!("reveal --run {} {family} --json", ours[0]))
        .json();
    // The last one says how often the data has been looked at.
    let (looks, lines) = lines.split_last().unwrap();
    assert_eq!((&looks["event"], lines.len()), (&Value::from("looks"), 16));
    for line in lines {
        // What the other run scores alone on the same pictures.
        let slice = line["slice"].as_str().unwrap();
        let alone = format!(
            "reveal --run {} --slice {slice} --sample 60 --json",
            theirs[0]
        );
        let alone = home.run(&alone).json();
        assert_eq!(alone[0]["digest"], line["digest"]);
        assert_eq!(
            number(line, "/compare/accuracy/share"),
            number(&alone[0], "/accuracy")
        );
        let points = number(line, "/accuracy") - number(line, "/compare/accuracy/share");
        assert!((number(line, "/compare/difference/difference") - points).abs() < 1e-12);
    }
    let said = home
        .run(&format!("reveal --run {} --group {family}", ours[0]))
        .succeeded();
    said.fits_the_usual_terminal();
    let lines = home
        .run(&format!("reveal --run {} --group {family} --json", ours[0]))
        .json();
    assert_eq!(lines.len(), 16);
    for line in &lines {
        assert_eq!(line["networks"].as_array().unwrap().len(), 2);
        assert_eq!(line["ensemble"], Value::Null);
        assert!(number(line, "/compare/p_holm") >= number(line, "/compare/difference/p_value"));
    }
    home.run(&format!("reveal --run {} {family} --format csv", ours[0]))
        .failed_with(&["--format", "--json"]);
}
