//! `mindgap predict` from outside: the real program, a tiny run, pictures in a folder.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use assert_cmd::cargo::cargo_bin;
use image::imageops::{self, FilterType};
use image::{GrayImage, Luma};
use mindgap::base::thread::start;
use mindgap::dataset::Library;
use serde_json::Value;
use tempfile::TempDir;

/// What is written where no terminal is has to fit the usual one.
const COLUMNS: usize = 80;

/// How a command ended and what it wrote.
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Said {
    #[track_caller]
    fn json(&self) -> Vec<Value> {
        let lines = self.out.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    #[track_caller]
    fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{}", self.err);
        self.for_people()
    }

    #[track_caller]
    fn failed(self) -> Self {
        assert_eq!(self.code, Some(1), "{}\n{}", self.out, self.err);
        self.for_people()
    }

    #[track_caller]
    fn for_people(self) -> Self {
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self
    }
}

/// A folder with a run of some seconds and with pictures.
struct Desk(TempDir);

impl Desk {
    fn new(train: &str) -> Self {
        let desk = Self(TempDir::new().unwrap());
        let validation = match train.contains("--validation") {
            true => "",
            false => "--validation 100 ",
        };
        let command = format!("train {validation}--epochs 1 --model linear --quiet {train}");
        desk.run(&command.split(' ').collect::<Vec<_>>())
            .succeeded();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Said {
        let mut command = Command::new(cargo_bin!("mindgap"));
        command.args(arguments);
        self.output(command)
    }

    fn output(&self, mut command: Command) -> Said {
        let output = command
            .env("MINDGAP_DATA_DIR", self.path("home"))
            .env("COLUMNS", "80")
            .current_dir(self.0.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        Said {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Saves one of MNIST's digits under a name.
    fn with_digit(self, name: &str, index: usize) -> Self {
        let test = Library::builtin().open("mnist/test").unwrap();
        let pixels = test.picture(index).unwrap().to_vec();
        let digit = GrayImage::from_raw(28, 28, pixels).unwrap();
        digit.save(self.path(name)).unwrap();
        self
    }

    fn with(self, name: &str, bytes: &[u8]) -> Self {
        fs::write(self.path(name), bytes).unwrap();
        self
    }
}

const SMALL: &str = "--train 2000";
/// A 7 and a 0 of MNIST's test pictures, both plain.
const SEVEN: usize = 0;
const ZERO: usize = 3;

fn shipped(name: &str) -> String {
    format!("{}/data/photos/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_picture_is_answered_with_ten_bars_that_fit_the_usual_terminal() {
    let desk = Desk::new(SMALL).with_digit("seven.png", SEVEN);
    let said = desk.run(&["predict", "seven.png"]).succeeded();
    assert!(
        said.out.contains("seven.png (28x28): 1 digit found"),
        "{}",
        said.out
    );
    assert!(
        said.out.contains("): 7, ") && said.out.contains(" % confident"),
        "{}",
        said.out
    );
    let bars: Vec<&str> = said
        .out
        .lines()
        .filter(|line| line.ends_with(" %"))
        .collect();
    assert_eq!(bars.len(), 10, "{}", said.out);
    let width = bars[0].chars().count();
    for (bar, class) in bars.iter().zip('0'..='9') {
        let mark = if class == '7' { '>' } else { ' ' };
        assert!(bar.starts_with(&format!("{mark} {class} ")), "{bar}");
        assert_eq!(bar.chars().count(), width, "aligned");
    }
    for line in said.out.lines() {
        assert!(line.chars().count() <= COLUMNS, "too wide: {line}");
    }
    let quiet = desk.run(&["predict", "seven.png", "--quiet"]).succeeded();
    assert_eq!(quiet.out.lines().count(), 2, "{}", quiet.out);
}

#[test]
fn json_says_an_object_a_picture_with_every_digits_place_and_probabilities() {
    let desk = Desk::new(SMALL)
        .with_digit("seven.png", SEVEN)
        .with_digit("zero.png", ZERO);
    let said = desk
        .run(&["predict", "seven.png", "zero.png", "--json"])
        .succeeded();
    let lines = said.json();
    let answers: Vec<&Value> = lines
        .iter()
        .map(|line| &line["digits"][0]["answer"])
        .collect();
    assert_eq!(answers, ["7", "0"]);
    for line in &lines {
        assert_eq!(
            (&line["event"], &line["width"]),
            (&"picture".into(), &28.into())
        );
        let digit = &line["digits"][0];
        let shares = digit["probabilities"].as_array().unwrap();
        let sum: f64 = shares
            .iter()
            .map(|share| share["probability"].as_f64().unwrap())
            .sum();
        assert!(shares.len() == 10 && (sum - 1.0).abs() < 1e-3, "{digit}");
        assert_eq!(shares[3]["class"], "3");
        let most = shares
            .iter()
            .map(|share| share["probability"].as_f64().unwrap());
        assert_eq!(
            most.fold(0.0, f64::max),
            digit["confidence"].as_f64().unwrap()
        );
        let end = |start: &str, length: &str| {
            digit["bounds"][start].as_u64().unwrap() + digit["bounds"][length].as_u64().unwrap()
        };
        assert!(end("left", "width") <= 28 && end("top", "height") <= 28);
        assert!(line.get("stages").is_none());
    }
    let staged = desk
        .run(&["predict", "seven.png", "--json", "--stages"])
        .succeeded();
    let stages = staged.json()[0]["stages"].as_array().unwrap().clone();
    let names: Vec<&Value> = stages.iter().map(|stage| &stage["stage"]).collect();
    assert_eq!(
        names,
        [
            "upright",
            "paper",
            "grey",
            "polarity",
            "background",
            "sauvola",
            "otsu",
            "rules",
            "border",
            "groups"
        ]
    );
}

#[test]
fn stages_are_told_in_words_where_no_terminal_is() {
    let desk = Desk::new(SMALL).with_digit("seven.png", SEVEN);
    let said = desk.run(&["predict", "seven.png", "--stages"]).succeeded();
    for words in [
        "grey       grey, 28x28 enlarged to 784x784 pixels",
        "polarity   bright ink on a dark ground: inverted",
        "groups     1 group of a digit's shape",
    ] {
        assert!(said.out.contains(words), "no {words:?} in\n{}", said.out);
    }
    assert!(!said.out.contains('\u{1b}'), "no pictures and no colours");
}

#[test]
fn a_photo_of_many_digits_has_all_of_them_answered() {
    let desk = Desk::new(SMALL);
    let said = desk
        .run(&["predict", &shipped("sudoku.png"), "--json"])
        .succeeded();
    assert!(said.json()[0]["digits"].as_array().unwrap().len() >= 26);
    let one = desk
        .run(&["predict", &shipped("sudoku.png"), "--one", "--json"])
        .succeeded();
    assert_eq!(one.json()[0]["digits"].as_array().unwrap().len(), 1);
}

#[test]
fn a_picture_without_digits_says_so_and_what_can_be_done() {
    let desk = Desk::new(SMALL);
    GrayImage::from_pixel(200, 200, image::Luma([220]))
        .save(desk.path("blank.png"))
        .unwrap();
    let said = desk.run(&["predict", "blank.png"]).succeeded();
    for words in ["no digit found", "--stages", "--raw"] {
        assert!(said.out.contains(words), "no {words:?} in\n{}", said.out);
    }
}

#[test]
fn a_page_of_text_is_said_to_be_none_of_digits_before_its_answers() {
    let desk = Desk::new("--train 10000 --validation 500").with_digit("seven.png", SEVEN);
    let page = shipped("typewriter.png");
    let said = desk.run(&["predict", &page]).succeeded();
    let judged = said.out.find("looks like text, marks or noise").unwrap();
    assert!(
        judged < said.out.find("digit 1 at").unwrap(),
        "{}",
        said.out
    );
    assert!(said.out.contains(": unsure: "), "{}", said.out);
    let flat = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains("of 500 validation pictures, 99 of 100 are not"),
        "{flat}"
    );
    let json = desk.run(&["predict", &page, "--json"]).json();
    assert_eq!(json[0]["looks_like_digits"], Value::Bool(false));
    let digits = json[0]["digits"].as_array().unwrap();
    let threshold = json[0]["threshold"].as_f64().unwrap();
    let unsure = digits
        .iter()
        .filter(|digit| digit["unsure"] == Value::Bool(true));
    for digit in unsure.clone() {
        assert!(digit["distance"].as_f64().unwrap() > threshold, "{digit}");
    }
    assert!(unsure.count() * 4 >= digits.len(), "{}", digits.len());

    let said = desk.run(&["predict", "seven.png"]).succeeded();
    assert!(!said.out.contains("unsure"), "{}", said.out);
}

#[test]
fn what_is_not_read_is_counted_by_what_it_may_be() {
    // A 7 and a 0 with a minus between them, a comma behind them and a line under them.
    let digits = Library::builtin().open("mnist/test").unwrap();
    let mut page = GrayImage::from_pixel(400, 200, Luma([255]));
    for (index, left) in [(SEVEN, 40), (ZERO, 220)] {
        let pixels = digits.picture(index).unwrap().to_vec();
        let mut digit = GrayImage::from_raw(28, 28, pixels).unwrap();
        imageops::invert(&mut digit);
        let digit = imageops::resize(&digit, 84, 84, FilterType::Triangle);
        imageops::overlay(&mut page, &digit, left, 30);
    }
    let marks = [(140, 68, 60, 6), (310, 95, 5, 14), (30, 160, 330, 6)];
    for (left, top, width, height) in marks {
        for (x, y) in (0..width * height).map(|n| (left + n % width, top + n / width)) {
            page.put_pixel(x, y, Luma([0]));
        }
    }
    let desk = Desk::new(SMALL);
    page.save(desk.path("page.png")).unwrap();
    let said = desk.run(&["predict", "page.png"]).succeeded();
    assert!(said.out.contains("2 digits found"), "{}", said.out);
    assert!(
        said.out
            .contains("Not read: 2 low (a dot, a comma, a minus)"),
        "{}",
        said.out
    );
    let json = desk.run(&["predict", "page.png", "--json"]).json();
    assert_eq!(json[0]["left_out"]["low"], 2);
    assert_eq!(
        json[0]["looks_like_digits"],
        Value::Null,
        "two are too few to tell"
    );
}

#[test]
fn cells_of_a_grid_are_no_digits() {
    // Eight empty squares, as a grid leaves them whose rules were only half removed, and a 0 between them.
    let mut page = GrayImage::from_pixel(600, 300, Luma([255]));
    for (n, left) in (0..9).zip((0..).step_by(60)) {
        if n == 4 {
            let zero = Library::builtin().open("mnist/test").unwrap();
            let zero = GrayImage::from_raw(28, 28, zero.picture(ZERO).unwrap().to_vec());
            let mut zero = imageops::resize(&zero.unwrap(), 56, 56, FilterType::Triangle);
            imageops::invert(&mut zero);
            imageops::overlay(&mut page, &zero, i64::from(left) + 30, 120);
            continue;
        }
        for (x, y) in (0..44 * 44).map(|n: u32| (n % 44, n / 44)) {
            if [x, y].iter().any(|at| *at < 3 || *at > 40) {
                page.put_pixel(left + 30 + x, 126 + y, Luma([0]));
            }
        }
    }
    let desk = Desk::new(SMALL);
    page.save(desk.path("grid.png")).unwrap();
    let json = desk.run(&["predict", "grid.png", "--json"]).json();
    assert_eq!(
        json[0]["digits"].as_array().unwrap().len(),
        1,
        "{}",
        json[0]
    );
    assert_eq!(json[0]["left_out"]["frames"], 8, "{}", json[0]);
}

#[test]
fn without_validation_pictures_it_is_said_that_nothing_is_known_to_be_unsure() {
    let desk = Desk::new("--train 500 --validation 0").with_digit("seven.png", SEVEN);
    let said = desk.run(&["predict", "seven.png"]).succeeded();
    assert!(
        said.out
            .contains("It is not known which answers are unsure"),
        "{}",
        said.out
    );
    let json = desk.run(&["predict", "seven.png", "--json"]).json();
    assert_eq!(json[0]["digits"][0]["unsure"], Value::Null);
}

#[test]
fn raw_squashes_the_whole_picture_and_works_for_any_model() {
    let desk = Desk::new(SMALL).with_digit("seven.png", SEVEN);
    let said = desk
        .run(&["predict", "seven.png", "--raw", "--json"])
        .succeeded();
    let line = &said.json()[0];
    assert_eq!(
        (&line["raw"], &line["digits"][0]["answer"]),
        (&true.into(), &"7".into())
    );
    assert_eq!(line["digits"][0]["bounds"]["width"], 28);

    let desk = Desk::new("--train 300 --data cifar10");
    let cat = shipped("chelsea.png");
    let refused = desk.run(&["predict", &cat]).failed();
    assert!(
        refused.err.contains("32x32x3") && refused.err.contains("--raw"),
        "{}",
        refused.err
    );
    let said = desk.run(&["predict", &cat, "--raw"]).succeeded();
    assert!(
        said.out.contains("airplane") && said.out.contains("cat"),
        "{}",
        said.out
    );
}

#[test]
fn a_bad_picture_is_named_and_the_others_are_still_answered() {
    let desk = Desk::new(SMALL)
        .with_digit("seven.png", SEVEN)
        .with("empty.png", b"")
        .with("letter.png", b"no picture");
    let files = [
        "predict",
        "empty.png",
        "seven.png",
        "letter.png",
        "gone.png",
        ".",
    ];
    let said = desk.run(&files).failed();
    assert!(said.out.contains("): 7, "), "{}", said.out);
    for words in [
        "empty.png is empty",
        "letter.png is not a picture",
        "gone.png",
        "a folder",
    ] {
        assert!(said.err.contains(words), "no {words:?} in\n{}", said.err);
    }
    let said = desk.run(&[&files[..], &["--json"]].concat()).failed();
    let events: Vec<Value> = said
        .json()
        .iter()
        .map(|line| line["event"].clone())
        .collect();
    assert_eq!(events, ["error", "picture", "error", "error", "error"]);
    assert!(said.err.is_empty(), "{}", said.err);
}

#[test]
fn a_picture_comes_in_through_a_pipe() {
    let desk = Desk::new(SMALL).with_digit("seven.png", SEVEN);
    let piped = |input: Vec<u8>, more: &[&str]| {
        let mut command = Command::new(cargo_bin!("mindgap"));
        command.args(["predict", "-"]).args(more);
        command.env("MINDGAP_DATA_DIR", desk.path("home"));
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut pipe = child.stdin.take().unwrap();
        // Somebody who does not read on has seen enough.
        let feeding = start("feeding", move || drop(pipe.write_all(&input))).unwrap();
        let output = child.wait_with_output().unwrap();
        feeding.join().unwrap();
        Said {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    };
    let seven = fs::read(desk.path("seven.png")).unwrap();
    let said = piped(seven.clone(), &[]).succeeded();
    assert!(
        said.out.contains("standard input (28x28): 1 digit found"),
        "{}",
        said.out
    );
    assert!(said.out.contains("): 7, "), "{}", said.out);
    let line = &piped(seven.clone(), &["--json"]).succeeded().json()[0];
    assert_eq!(
        (&line["file"], &line["digits"][0]["answer"]),
        (&"-".into(), &"7".into())
    );
    for (input, words) in [
        (Vec::new(), "standard input is empty"),
        (b"no picture".to_vec(), "standard input is not a picture"),
        (seven[..60].to_vec(), "standard input is damaged"),
        (vec![b'P'; (128 << 20) + 1], "standard input is too large"),
    ] {
        let said = piped(input, &[]).failed();
        assert!(said.err.contains(words), "no {words:?} in {}", said.err);
    }
    let said = piped(seven, &["-"]).failed();
    assert!(said.err.contains("once"), "{}", said.err);
}

#[test]
fn without_a_run_or_a_picture_it_says_what_to_do() {
    let desk = Desk(TempDir::new().unwrap());
    let said = desk.run(&["predict", "seven.png"]).failed();
    assert!(said.err.contains("mindgap train"), "{}", said.err);
    let said = desk.run(&["predict"]);
    assert!(
        said.code == Some(2) && said.err.contains("<IMAGE>"),
        "{}",
        said.err
    );
}

/// A picture that claims 400 megapixels, within a process that may have 2 GB of addresses.
#[cfg(target_os = "linux")]
#[test]
fn a_huge_picture_is_refused_within_a_memory_limit() {
    let desk = Desk::new(SMALL);
    let head = b"P5 20000 20001 255 ";
    fs::write(desk.path("huge.pgm"), head).unwrap();
    let file = fs::OpenOptions::new()
        .write(true)
        .open(desk.path("huge.pgm"))
        .unwrap();
    // A file with a hole: it has the bytes that it claims, and takes no room on the disk.
    file.set_len(head.len() as u64 + 20_000 * 20_001).unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -v 2000000; exec \"$@\"", "sh"]);
    command
        .arg(cargo_bin!("mindgap"))
        .args(["predict", "huge.pgm"]);
    let said = desk.output(command).failed();
    assert!(said.err.contains("too large"), "{}", said.err);
}

#[test]
fn without_a_run_the_newest_network_for_digits_reads_and_it_is_said_which() {
    let desk = Desk::new(SMALL).with_digit("seven.png", 0);
    let digits = desk.run(&["runs", "list", "--json"]).succeeded().json()[0]["run"].clone();
    // Trained later, and for clothes.
    let clothes = "train --data fashion-mnist --train 2000 --validation 100 --epochs 1 --model linear --quiet";
    desk.run(&clothes.split(' ').collect::<Vec<_>>())
        .succeeded();
    let said = desk.run(&["predict", "seven.png"]).succeeded();
    let run = digits.as_str().unwrap();
    let told = format!("run {run}, the newest network for digits: linear, mnist, seed");
    assert!(said.err.contains(&told), "{}", said.err);
    let named = desk.run(&["predict", "--raw", "--run", "last", "seven.png"]);
    assert!(named.succeeded().err.is_empty(), "who names a run knows it");
    // Of clothes, the network that knows them.
    let said = desk.run(&["reveal", "--slice", "fashion-mnist/test", "--sample", "20"]);
    let told = "the newest network that fits the data: linear, fashion-mnist, seed";
    assert!(said.succeeded().err.contains(told));
}
