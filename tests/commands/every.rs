//! Every command once: what it is promised that all of them do. A command that is in the program and not here
//! fails these tests.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use clap::CommandFactory;
use serde_json::Value;

use crate::program::{Home, Said, said};

/// A training of a second or less.
const SMALL: &str = "--train 600 --validation 200 --epochs 1 --model linear";
const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/tiny");
/// A pack of which something is wrong.
const BROKEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid");
/// A photo of one digit.
const CELL: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/data/photos/sudoku-cells/cell00_label6.png"
);

/// Each command with arguments, in an order in which they find what they need, and how it ends. In a word,
/// `_` stands for what was prepared: see [`prepared`].
const EVERY: [(&str, &str, i32); 63] = [
    ("train", SMALL, 0),
    ("reveal", "--sample 10 --group", 0),
    (
        "train",
        "--train 600 --validation 200 --epochs 1 --model linear --seed 8",
        0,
    ),
    (
        "reveal",
        "--sample 50 --slice mnist/test --slice fonts --details --compare _run",
        0,
    ),
    ("reveal", "--sample 10 --family paper", 0),
    ("reveal", "--sample 10 --family further --baseline _run", 0),
    (
        "reveal",
        "--sample 50 --slice mnist/test --slice fonts/letters --ood --label-shift",
        0,
    ),
    (
        "train",
        "--train 300 --validation 200 --epochs 1 --model linear --seed 8",
        0,
    ),
    (
        "reveal",
        "--sample 50 --slice mnist/test --slice fonts --line",
        0,
    ),
    (
        "train",
        "--from _run --data pendigits --take 5 --seeds 2 --epochs 1",
        0,
    ),
    ("predict", "_picture _missing --stages", 1),
    ("predict", "_picture --quiet", 0),
    (
        "findings",
        "--networks 1 --train 300 --epochs 1 --sample 10",
        0,
    ),
    ("sheet", "-o _sheet", 0),
    ("slices list", "", 0),
    ("slices show", "pendigits:1 --sample 3", 0),
    ("slices show", "stain", 0),
    ("card", "_run --slice mnist/test --sample 20", 0),
    ("report", "_tiny", 0),
    ("runs rename", "last größe", 0),
    ("runs list", "", 0),
    ("runs show", "größe", 0),
    ("runs compare", "größe _run", 0),
    ("runs export", "größe _weights", 0),
    ("runs export", "größe _onnx", 0),
    ("runs export", "_run _notebook", 0),
    ("runs delete", "größe", 0),
    ("doctor", "", 0),
    ("doctor", "--quick", 0),
    ("data list", "", 0),
    ("data list", "--markdown", 0),
    ("data verify", "optdigits", 0),
    ("data import", "_digits --name mine --label-column first", 0),
    ("data export", "mine _out", 0),
    ("data remove", "mine", 0),
    ("pack new", "shapes", 0),
    ("pack new", "own --from _photos", 0),
    ("pack check", "shapes", 0),
    ("pack check", "_broken", 1),
    ("pack test", "_tiny --fast", 0),
    ("pack notes", "shapes", 0),
    ("pack print", "_tiny", 0),
    ("pack build", "shapes -o _archive", 0),
    ("pack build", "_broken", 1),
    ("pack install", "_archive", 0),
    ("pack list", "", 0),
    ("pack remove", "shapes", 0),
    ("pack schema", "lesson", 0),
    ("pack schema", "--reference", 0),
    ("pack preview", "_broken", 1),
    ("serve", "_tiny --plan 2", 0),
    ("worker", "", 1),
    ("desk", "", 1),
    ("learn", "_tiny --lesson 1", 1),
    ("learn", "", 0),
    ("learn", "_tiny --hand-in _handed", 0),
    ("desk collect", "_handed --pack _tiny", 0),
    ("desk collect", "_handed _missing --pack _tiny", 1),
    ("schema", "runs show", 0),
    ("schema", "--reference", 0),
    ("completions", "bash", 0),
    ("man", "", 0),
    ("man", "runs list", 0),
];

/// A home in which every command finds what it needs, and the values of what stands for it.
fn prepared() -> (Home, Vec<(&'static str, String)>) {
    let home = Home::new();
    let at = |name: &str| home.path().join(name);
    let run = home.trained(&format!("train {SMALL} --seed 9"));
    fs::copy(CELL, at("bäder.png")).unwrap();
    let learn = home.command("learn --lesson 1").arg(TINY).output();
    assert!(learn.is_ok());
    let mut hand_in = home.command("learn");
    said(hand_in.arg(TINY).arg("--hand-in").arg(at("bö.hand-in"))).succeeded();
    let row = |label: usize| {
        let pixels = (0..784).map(|pixel| (label * pixel % 256).to_string());
        let row: Vec<String> = std::iter::once(label.to_string()).chain(pixels).collect();
        row.join(",")
    };
    let rows: Vec<String> = (0..20).map(|at| row(at % 10)).collect();
    fs::write(at("digits.csv"), rows.join("\n")).unwrap();
    for (kind, place) in [("a", 0), ("b", 7)] {
        let folder = at("dinge").join(kind);
        fs::create_dir_all(&folder).unwrap();
        for number in 0..5 {
            let mut picture = image::GrayImage::new(28, 28);
            picture.put_pixel(place + number, 5, image::Luma([255]));
            picture.save(folder.join(format!("{number}.png"))).unwrap();
        }
    }
    let values = [
        ("_run", run),
        ("_picture", at("bäder.png").display().to_string()),
        ("_missing", at("fähle.png").display().to_string()),
        ("_digits", at("digits.csv").display().to_string()),
        ("_weights", at("gewähr.safetensors").display().to_string()),
        ("_onnx", at("gewähr.onnx").display().to_string()),
        ("_notebook", at("gewähr.ipynb").display().to_string()),
        ("_out", at("äußeres").display().to_string()),
        ("_archive", at("shapes.mindgap").display().to_string()),
        ("_sheet", at("blätter.pdf").display().to_string()),
        ("_handed", at("bö.hand-in").display().to_string()),
        ("_photos", at("dinge").display().to_string()),
        ("_tiny", TINY.to_owned()),
        ("_broken", BROKEN.to_owned()),
    ];
    (home, values.to_vec())
}

/// The program with these arguments, in the home.
fn command(home: &Home, name: &str, arguments: &str, values: &[(&str, String)]) -> Command {
    let mut command = home.command(name);
    command.current_dir(home.path());
    for word in arguments.split_whitespace() {
        let value = values.iter().find(|(name, _)| *name == word);
        command.arg(value.map_or(word, |(_, value)| value));
    }
    command
}

/// The commands of the program that have none below them, by their whole names.
fn commands() -> Vec<String> {
    fn below(command: &clap::Command, before: &str, found: &mut Vec<String>) {
        for command in command.get_subcommands() {
            let name = format!("{before} {}", command.get_name()).trim().to_owned();
            if command.is_hide_set() {
                continue;
            }
            match command.has_subcommands() {
                true => below(command, &name, found),
                false => found.push(name),
            }
        }
    }
    let mut found = Vec::new();
    below(&mindgap::cli::Arguments::command(), "", &mut found);
    found
}

/// Which of them take `--json`.
fn takes_json(name: &str) -> bool {
    let mut command = mindgap::cli::Arguments::command();
    for word in name.split(' ') {
        command = command.find_subcommand(word).unwrap().clone();
    }
    command
        .get_arguments()
        .any(|argument| argument.get_id() == "json")
}

#[track_caller]
fn is_ascii(what: &str, text: &str) {
    let line = text.lines().find(|line| !line.is_ascii());
    assert!(line.is_none(), "{what}: {line:?}");
}

#[test]
fn every_command_is_among_these() {
    for name in commands() {
        assert!(
            EVERY.iter().any(|(known, ..)| *known == name),
            "mindgap {name} is not tried here"
        );
    }
}

#[test]
fn in_a_locale_without_unicode_every_command_is_ascii() {
    let (home, values) = prepared();
    for (name, arguments, code) in EVERY {
        let mut command = command(&home, name, arguments, &values);
        let told = said(command.env("LC_ALL", "C"));
        let what = format!("mindgap {name} {arguments}");
        assert_eq!(told.code, Some(code), "{what}\n{}\n{}", told.out, told.err);
        is_ascii(&what, &told.out);
        is_ascii(&what, &told.err);
    }
    for name in commands() {
        let help = said(home.command(&name).arg("--help").env("LC_ALL", "C")).succeeded();
        is_ascii(&name, &help.out);
    }
    // What was typed is told with replacements too, and JSON loses nothing.
    let wrong = said(home.command("train --modell größer").env("LC_ALL", "C"));
    assert_eq!(wrong.code, Some(2));
    is_ascii("a wrong option", &wrong.err);
    let mut predict = command(&home, "predict", "_missing --json", &values);
    let told = said(predict.env("LC_ALL", "C"));
    is_ascii("predict --json", &told.out);
    let file = &told.json()[0]["file"];
    assert!(file.as_str().unwrap().ends_with("fähle.png"), "{file}");
}

#[test]
fn every_json_line_is_as_its_schema_says() {
    let (home, values) = prepared();
    let mut seen: Vec<(&str, String)> = Vec::new();
    for (name, arguments, code) in EVERY {
        let is_document = arguments.contains("--markdown") || arguments.contains("--quiet");
        // A worker that meets nobody has nothing to tell.
        if !takes_json(name) || is_document || name == "worker" {
            continue;
        }
        let mut command = command(&home, name, arguments, &values);
        let told = said(command.arg("--json"));
        let what = format!("mindgap {name} {arguments} --json");
        assert_eq!(told.code, Some(code), "{what}\n{}\n{}", told.out, told.err);
        assert!(told.err.is_empty(), "{what}: {}", told.err);
        are_as_the_schema_says(&home, name, &told);
        for line in told.json() {
            seen.push((name, line["event"].as_str().unwrap().to_owned()));
        }
    }
    // What the page promises of a command is what was seen, but for what is rare.
    let page = fs::read_to_string(docs("json.md")).unwrap();
    let rare = ["queued", "workshop", "attendance"];
    let rare_here = [
        ("train", "error"),
        ("runs list", "error"),
        ("data list", "error"),
        ("data verify", "error"),
        ("worker", "worker"),
    ];
    for row in page.lines().filter(|line| line.starts_with("| `mindgap ")) {
        let (name, events) = row.split_once(" --json` | ").unwrap();
        let name = name.trim_start_matches("| `mindgap ");
        for event in events.split('[').skip(1) {
            let event = event.split(']').next().unwrap();
            let is_rare = rare.contains(&event) || rare_here.contains(&(name, event));
            let is_seen = seen
                .iter()
                .any(|(known, one)| *known == name && one == event);
            assert!(is_seen || is_rare, "mindgap {name} never prints {event}");
        }
    }
}

#[track_caller]
fn are_as_the_schema_says(home: &Home, name: &str, told: &Said) {
    let schema = said(home.command("schema").args(name.split(' '))).succeeded();
    let schema: Value = serde_json::from_str(&schema.out).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for line in told.json() {
        let found: Vec<String> = validator
            .iter_errors(&line)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(found.is_empty(), "{name}: {found:#?}\n{line}");
    }
    assert!(!told.out.is_empty(), "{name} says nothing");
}

#[test]
fn a_workshop_says_where_it_is_as_its_schema_says() {
    let home = Home::new();
    let mut serve = home.command("serve --listen 127.0.0.1:0 --json");
    let mut child = serve
        .arg(TINY)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let told = Said {
        code: None,
        out: line,
        err: String::new(),
    };
    are_as_the_schema_says(&home, "serve", &told);
    let workshop = &told.json()[0];
    assert_eq!(workshop["event"], "workshop");
    assert_eq!(workshop["host"], "127.0.0.1");
    assert!(workshop["command"].as_str().unwrap().starts_with("ssh -p "));
}

fn docs(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(name)
}

#[test]
fn the_page_on_json_in_docs_is_that_of_the_program() {
    let page = Home::new().run("schema --reference").succeeded().out;
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(docs("json.md"), &page).unwrap();
    }
    let committed = fs::read_to_string(docs("json.md")).unwrap_or_default();
    assert!(
        committed == page,
        "docs/json.md is stale; make it anew with UPDATE_EXPECTED=1 cargo test --test commands page_on_json"
    );
    // Each field is told of.
    let untold: Vec<&str> = page.lines().filter(|line| line.ends_with("|  |")).collect();
    assert!(untold.is_empty(), "{untold:#?}");
}

#[test]
fn a_schema_that_there_is_not_says_which_there_are() {
    let home = Home::new();
    home.run("schema trian")
        .failed_with(&["trian", "did you mean train?"]);
    home.run("schema learn")
        .failed_with(&["learn", "--json", "runs list"]);
}

#[test]
fn completions_are_scripts_that_their_shell_reads() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = home.run(&format!("completions {shell}")).succeeded().out;
        for word in ["mindgap", "reveal", "data-dir"] {
            assert!(script.contains(word), "{shell}: no {word}");
        }
        let Ok(mut child) = Command::new(shell).arg("-n").stdin(Stdio::piped()).spawn() else {
            // Not every machine has every shell; bash is where the tests run.
            assert_ne!(shell, "bash", "no bash");
            continue;
        };
        let mut input = child.stdin.take().unwrap();
        std::io::Write::write_all(&mut input, script.as_bytes()).unwrap();
        drop(input);
        assert!(child.wait().unwrap().success(), "{shell} does not read it");
    }
    home.run("completions tcsh")
        .failed_with(&["tcsh", "bash", "fish"]);
}

#[test]
fn the_manual_has_a_page_for_mindgap_and_for_every_command() {
    let home = Home::new();
    let page = home.run("man").succeeded().out;
    for words in [
        ".TH mindgap 1",
        ".SH NAME",
        ".SH SYNOPSIS",
        ".SH OPTIONS",
        "mindgap\\-reveal(1)",
    ] {
        assert!(page.contains(words), "no {words:?} in\n{page}");
    }
    let page = home.run("man runs list").succeeded().out;
    for words in [
        "mindgap\\-runs\\-list",
        ".SH NAME",
        ".SH SYNOPSIS",
        "mindgap runs list",
        "\\-\\-json",
    ] {
        assert!(page.contains(words), "no {words:?} in\n{page}");
    }
    home.run("man runs lost")
        .failed_with(&["lost", "list", "show"]);
    home.run("man train all").failed_with(&["all", "train"]);
    let folder = home.path().join("man1");
    said(home.command("man").arg("--dir").arg(&folder)).succeeded();
    for name in commands() {
        let file = folder.join(format!("mindgap-{}.1", name.replace(' ', "-")));
        let page = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(page.contains(".SH SYNOPSIS"), "{name}");
    }
}
