//! What the program does with its files when they are damaged, newer, shut away or of no room: it says which,
//! why and what to do, destroys nothing, and shows nothing that was not measured.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::program::{Home, Said, mindgap, said};

const SMALL: &str = "train --train 300 --validation 100 --epochs 2 --model linear";
const TINY: &str = "tests/packs/valid/tiny";

impl Home {
    fn run_folder(&self, id: &str) -> PathBuf {
        self.path().join("runs").join(id)
    }

    fn record(&self, id: &str) -> Value {
        let text = fs::read(self.run_folder(id).join("run.json")).unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    fn set_record(&self, id: &str, record: &Value) {
        let text = serde_json::to_vec(record).unwrap();
        fs::write(self.run_folder(id).join("run.json"), text).unwrap();
    }

    fn weights(&self, id: &str) -> PathBuf {
        let record = self.record(id);
        let name = record["weights"]["file"].as_str().unwrap().to_owned();
        self.run_folder(id).join(name)
    }

    /// The program with these arguments under this umask.
    fn under(&self, umask: &str, arguments: &str) -> Said {
        let program = self.command(arguments);
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("umask {umask}; exec \"$@\""), "sh"]);
        shell.arg(program.get_program()).args(program.get_args());
        said(&mut shell)
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

// ---- weights ----

/// Ways in which weights are damaged, and how it is told.
type Damage = (&'static str, fn(&Path), &'static str);

const DAMAGES: [Damage; 5] = [
    ("a byte is another one", flip, "its SHA-256 is not the one"),
    ("half of it is gone", halve, "its SHA-256 is not the one"),
    (
        "it is empty",
        |path| fs::write(path, "").unwrap(),
        "it is empty",
    ),
    (
        "it is gone",
        |path| fs::remove_file(path).unwrap(),
        "No such file",
    ),
    (
        "it is something else",
        |path| fs::write(path, "{}").unwrap(),
        "its SHA-256 is not the one",
    ),
];

fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let at = bytes.len() - 100;
    bytes[at] ^= 0x40;
    fs::write(path, bytes).unwrap();
}

fn halve(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    bytes.truncate(bytes.len() / 2);
    fs::write(path, bytes).unwrap();
}

/// The last weight is not a number; the digest in the record is that of the file.
fn spoil(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let at = bytes.len() - 4;
    bytes[at..].copy_from_slice(&f32::NAN.to_le_bytes());
    fs::write(path, bytes).unwrap();
}

#[test]
fn damaged_weights_answer_nothing_and_are_told_with_the_command_that_trains_them_again() {
    let home = Home::new();
    let id = home.trained(SMALL);
    let whole = fs::read(home.weights(&id)).unwrap();
    for (how, damage, told) in DAMAGES {
        let path = home.weights(&id);
        fs::write(&path, &whole).unwrap();
        damage(&path);
        let revealed = home.run("reveal --slice mnist/test --sample 20");
        let file = path.file_name().unwrap().to_str().unwrap();
        revealed.failed_with(&[
            file,
            told,
            "train the run again: mindgap train --data mnist",
        ]);
        assert_eq!(revealed.out, "", "{how}");
    }
    // The advice, word by word.
    let command = home.run("reveal --slice mnist/test").err;
    let command = command.trim().rsplit_once("mindgap ").unwrap().1.to_owned();
    let told = home.run(&command).succeeded();
    assert!(
        told.out.contains(&id) && !told.out.contains("replayed"),
        "{}",
        told.out
    );
    assert!(
        fs::read(home.weights(&id)).unwrap() == whole,
        "other numbers"
    );
    home.run("reveal --slice mnist/test --sample 20")
        .succeeded();
}

#[test]
fn the_same_recipe_trains_a_run_with_damaged_weights_again_and_keeps_its_name() {
    let home = Home::new();
    let id = home.trained(SMALL);
    home.run("runs rename last mine").succeeded();
    let whole = fs::read(home.weights(&id)).unwrap();
    for (how, damage, _) in DAMAGES {
        damage(&home.weights(&id));
        let told = home.run(SMALL).succeeded();
        assert!(!told.out.contains("replayed"), "{how}: {}", told.out);
        assert!(fs::read(home.weights(&id)).unwrap() == whole, "{how}");
    }
    assert_eq!(home.record(&id)["name"], "mine");
    let told = home.run(SMALL).succeeded();
    assert!(told.out.contains("replayed"), "{}", told.out);
}

#[test]
fn the_command_that_trains_a_run_again_says_all_of_its_recipe() {
    let home = Home::new();
    let mut train = home.command(
        "train --train 100 --validation 50 --epochs 1 --batch 32 --optimizer sgd --seed 3 --early-stop 1 \
         --learning-rate 0.05 --augment affine --augment shot_noise:2 --operations burn --quiet",
    );
    train.args(["--model", "{ layers: [{ linear: 16 }, relu] }"]);
    let id = said(&mut train).succeeded().out.trim().to_owned();
    flip(&home.weights(&id));
    let revealed = home.run("reveal --slice mnist/test");
    let (_, command) = revealed.err.trim().rsplit_once("again: mindgap ").unwrap();
    let words = shlex::split(command).unwrap();
    let again = said(home.command("").args(words).arg("--quiet")).succeeded();
    assert_eq!(again.out.trim(), id);
    home.run("reveal --slice mnist/test --sample 20")
        .succeeded();
}

#[test]
fn weights_that_are_no_numbers_are_never_sure_of_anything() {
    let home = Home::new();
    let id = home.trained(SMALL);
    spoil(&home.weights(&id));
    // As a run has it that was trained before digests were written down.
    let mut record = home.record(&id);
    let weights = record["weights"].as_object_mut().unwrap();
    assert_eq!(
        weights.remove("sha256").unwrap().as_str().unwrap().len(),
        64
    );
    home.set_record(&id, &record);
    let image = home.path().join("digit.png");
    image::GrayImage::from_fn(28, 28, |x, _| image::Luma([255 * u8::from(x == 14)]))
        .save(&image)
        .unwrap();
    for command in ["reveal --slice mnist/test --sample 20", "predict"] {
        let mut command = home.command(command);
        if command.get_args().any(|word| word == "predict") {
            command.arg(&image);
        }
        let told = said(&mut command);
        told.failed_with(&["are not finite numbers", "mindgap train"]);
        assert!(
            !told.out.contains("NaN") && !told.err.contains("NaN"),
            "{}",
            told.out
        );
    }
    home.run(SMALL).succeeded();
    home.run("reveal --slice mnist/test --sample 20")
        .succeeded();
}

#[test]
fn an_old_run_without_a_digest_goes_on_working_and_says_so_where_one_looks() {
    let home = Home::new();
    let id = home.trained(SMALL);
    let mut record = home.record(&id);
    record["weights"].as_object_mut().unwrap().remove("sha256");
    record.as_object_mut().unwrap().remove("form");
    home.set_record(&id, &record);
    home.run("reveal --slice mnist/test --sample 20")
        .succeeded();
    let told = home.run(SMALL).succeeded();
    assert!(told.out.contains("replayed"), "{}", told.out);
    let shown = home.run("runs show last").succeeded();
    assert!(
        shown.out.contains("weights     not checked"),
        "{}",
        shown.out
    );
    shown.fits_the_usual_terminal();
}

#[test]
fn a_lesson_trains_a_run_with_damaged_weights_again() {
    let home = Home::new();
    let answers = home.path().join("answers.txt");
    fs::write(&answers, "\n1\n2\n\n65-75\n3\n\n\n70\n5\n\n\nq\n").unwrap();
    let play = || {
        let mut command = home.command(&format!("learn {TINY} --lesson 1"));
        said(command.arg("--answers").arg(&answers)).succeeded()
    };
    play();
    let runs = home.run("runs list --json").succeeded().json();
    let id = runs[0]["run"].as_str().unwrap();
    let whole = fs::read(home.weights(id)).unwrap();
    fs::remove_file(home.path().join("progress.sqlite")).unwrap();
    flip(&home.weights(id));
    let told = play();
    assert!(fs::read(home.weights(id)).unwrap() == whole, "{}", told.out);
    assert!(!told.out.contains("NaN"), "{}", told.out);
}

// ---- records ----

/// Ways in which a record is of no use, and how it is told.
type Fault = (fn(&Home, &str), &'static [&'static str]);

const FAULTS: [Fault; 5] = [
    (
        |home, id| fs::write(home.run_folder(id).join("run.json"), "").unwrap(),
        &["damaged", "train the run again"],
    ),
    (
        |home, id| fs::write(home.run_folder(id).join("run.json"), "{\"id\": \"").unwrap(),
        &["damaged", "train the run again"],
    ),
    (
        |home, id| {
            let mut record = home.record(id);
            record["form"] = 99.into();
            record["experiment"] = "of another kind".into();
            home.set_record(id, &record);
        },
        &[
            "form 99",
            "newer than this mindgap",
            "install a newer mindgap",
        ],
    ),
    (
        |home, id| {
            let mut record = home.record(id);
            record["mood"] = "good".into();
            home.set_record(id, &record);
        },
        &[
            "mood",
            "not of this mindgap",
            "use the version that wrote it",
        ],
    ),
    (
        |home, id| {
            let path = home.run_folder(id).join("run.json");
            fs::remove_file(&path).unwrap();
            fs::create_dir(path).unwrap();
        },
        &["a folder is where", "rename it, and train the run again"],
    ),
];

#[test]
fn a_record_that_cannot_be_read_is_listed_as_such_and_the_others_work() {
    let home = Home::new();
    let other = home.trained(&format!("{SMALL} --seed 8"));
    for (spoil, words) in FAULTS {
        let id = home.trained(SMALL);
        let weights = home.weights(&id);
        spoil(&home, &id);
        let listed = home.run("runs list").succeeded();
        let flat = listed.out.split_whitespace().collect::<Vec<_>>().join(" ");
        for word in ["cannot be read", id.as_str(), other.as_str()]
            .iter()
            .chain(words)
        {
            assert!(flat.contains(word), "no {word:?} in {}", listed.out);
        }
        for destroying in ["remove", "delete", "move the file"] {
            assert!(!flat.contains(destroying), "{}", listed.out);
        }
        let mut json = home.run("runs list --json").succeeded().json();
        json.retain(|line| line["event"] != "looks");
        assert_eq!(json.len(), 2);
        assert_eq!(json[0]["run"], other.as_str());
        assert_eq!(json[1]["run"], id.as_str());
        assert!(
            json[1]["error"].as_str().unwrap().contains(words[0]),
            "{}",
            json[1]
        );
        home.run(&format!("runs show {id}")).failed_with(words);
        home.run(&format!(
            "reveal --run {other} --slice mnist/test --sample 20"
        ))
        .succeeded();
        home.run(&format!("runs show {}", &other[..8])).succeeded();
        assert!(weights.exists(), "nothing was taken away");
        home.run(&format!("runs delete {id}")).succeeded();
        assert!(!home.run_folder(&id).exists());
    }
}

#[test]
fn what_is_advised_of_a_record_helps() {
    let home = Home::new();
    for (spoil, words) in FAULTS {
        let id = home.trained(SMALL);
        spoil(&home, &id);
        let path = home.run_folder(&id).join("run.json");
        let before = fs::read(&path).unwrap_or_default();
        match words[words.len() - 1] {
            "train the run again" => {}
            "rename it, and train the run again" => {
                home.run(SMALL).failed_with(words);
                fs::rename(&path, home.path().join("folder")).unwrap();
            }
            _ => {
                // Whoever can read it finds it as it was.
                home.run(SMALL).failed_with(words);
                assert_eq!(fs::read(&path).unwrap(), before);
                let elsewhere = home.path().join("elsewhere");
                let mut command = mindgap();
                command
                    .args(SMALL.split(' '))
                    .arg("--data-dir")
                    .arg(&elsewhere);
                said(&mut command).succeeded();
                home.run(&format!("runs delete {id}")).succeeded();
            }
        }
        home.run(SMALL).succeeded();
        home.run(&format!("runs show {id}")).succeeded();
    }
}

#[test]
fn a_record_that_may_not_be_read_is_a_matter_of_rights() {
    let home = Home::new();
    let id = home.trained(SMALL);
    let path = home.run_folder(&id).join("run.json");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        // Nothing is shut away from root.
        return;
    }
    home.run(&format!("runs show {id}"))
        .failed_with(&["run.json", "give yourself the right"]);
    let json = home.run("runs list --json").succeeded().json();
    assert!(
        json[0]["error"].as_str().unwrap().contains("the right"),
        "{}",
        json[0]
    );
}

#[test]
fn a_newer_or_damaged_database_is_told_and_left_as_it_is() {
    let home = Home::new();
    let path = home.path().join("progress.sqlite");
    let report = || home.run(&format!("report {TINY}"));
    report().succeeded();
    fs::write(
        &path,
        "no database at all, but of some length, so that nobody takes it for an empty one",
    )
    .unwrap();
    let before = fs::read(&path).unwrap();
    report().failed_with(&["progress.sqlite", "rename it", "to begin anew"]);
    assert_eq!(fs::read(&path).unwrap(), before);
    // The advice.
    for end in ["", "-wal", "-shm"] {
        let name = format!("progress.sqlite{end}");
        let _ = fs::rename(
            home.path().join(&name),
            home.path().join(format!("old-{name}")),
        );
    }
    report().succeeded();
    // A folder in its place is not begun anew.
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    let told = report();
    told.failed_with(&["progress.sqlite", "--data-dir"]);
    assert!(!told.err.contains("rename it"), "{}", told.err);
}

// ---- modes ----

#[test]
fn what_is_handed_on_has_the_umasks_mode_and_what_is_kept_is_its_owners() {
    for (umask, handed_on) in [("022", 0o644), ("077", 0o600), ("002", 0o664)] {
        let home = Home::new();
        let id = home.under(umask, &format!("{SMALL} --quiet")).succeeded();
        let id = id.out.trim();
        let out = |name: &str| home.path().join(name);
        let shown = |name: &str| out(name).display().to_string();
        for (command, file) in [
            (
                format!("runs export {id} {}", shown("w.safetensors")),
                "w.safetensors",
            ),
            (
                format!("report {TINY} -o {}", shown("report.md")),
                "report.md",
            ),
            (
                format!("report {TINY} -o {}", shown("report.html")),
                "report.html",
            ),
            (
                format!("pack build {TINY} -o {}", shown("tiny.mindgap")),
                "tiny.mindgap",
            ),
        ] {
            home.under(umask, &command).succeeded();
            assert_eq!(mode(&out(file)), handed_on, "{file} under {umask}");
        }
        for entry in fs::read_dir(home.run_folder(id)).unwrap() {
            let path = entry.unwrap().path();
            assert_eq!(mode(&path), 0o600, "{} under {umask}", path.display());
        }
        assert_eq!(mode(&out("progress.sqlite")), 0o600, "under {umask}");
    }
}

// ---- names and long lines ----

/// Steers a terminal, turns the order of what is read, and begins a new line.
const EVIL: &str = "evil\u{1b}[31m\u{1b}]0;title\u{7}\u{202e}\u{9b}2Jname\nmindgap: all is well";

#[track_caller]
fn is_shown_safely(told: &Said) {
    for text in [&told.out, &told.err] {
        let steers =
            |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!text.chars().any(steers), "{text:?}");
        assert!(
            !text.lines().any(|line| line == "mindgap: all is well"),
            "{text}"
        );
    }
}

#[test]
fn a_name_that_steers_terminals_is_shown_safely_whatever_it_is_a_name_of() {
    let home = Home::new();
    home.trained(SMALL);
    for arguments in [
        &["predict"][..],
        &["predict", "--json"],
        &["runs", "show"],
        &["runs", "rename", "last"],
        &["runs", "export", "last", "/nowhere/"],
        &["learn"],
        &["learn", "--answers"],
        &["learn", "--lesson"],
        &["train", "--data"],
        &["train", "--model"],
        &["train", "--optimizer"],
        &["train", "--augment"],
        &["reveal", "--slice"],
        &["reveal", "--run"],
        &["pack", "check"],
        &["pack", "new"],
        &["pack", "install"],
        &["pack", "remove"],
        &["data", "import", "--name", "x"],
        &["data", "remove"],
        &["slices", "show"],
        &["report", "-o", "/nowhere/"],
        &["serve", "--access"],
        &[],
    ] {
        let mut command = home.command("");
        match arguments.split_last() {
            Some((folder, rest)) if folder.ends_with('/') => {
                command.args(rest).arg(format!("{folder}{EVIL}"));
            }
            _ => drop(command.args(arguments).arg(EVIL)),
        }
        let told = said(&mut command);
        assert_ne!(told.code, Some(0), "{arguments:?}");
        is_shown_safely(&told);
    }
}

#[test]
fn a_file_whose_name_steers_terminals_is_read_and_named_safely() {
    let home = Home::new();
    home.trained(SMALL);
    let image = home.path().join(format!("{}.png", EVIL.replace('/', "")));
    image::GrayImage::new(28, 28).save(&image).unwrap();
    for more in ["", "--json"] {
        let told = said(home.command(&format!("predict {more}")).arg(&image)).succeeded();
        is_shown_safely(&told);
    }
    let json = said(home.command("predict --json").arg(&image)).json();
    assert_eq!(
        json[0]["file"],
        image.to_str().unwrap(),
        "a program gets the name as it is"
    );
}

#[test]
fn a_pack_whose_title_cannot_be_shown_is_refused() {
    let home = Home::new();
    let pack = home.path().join("pack");
    fs::create_dir(&pack).unwrap();
    for file in ["walk.yaml", "second.yaml"] {
        fs::copy(Path::new(TINY).join(file), pack.join(file)).unwrap();
    }
    let text = fs::read_to_string(Path::new(TINY).join("pack.yaml")).unwrap();
    for title in [r"a\ntitle", r"a\e[31m title", r"a\u202e title"] {
        let text = text.replace("title: A tiny pack", &format!("title: \"{title}\""));
        fs::write(pack.join("pack.yaml"), text).unwrap();
        let told = said(home.command("pack check").arg(&pack));
        assert!(told.out.contains("write it on one line"), "{}", told.out);
        is_shown_safely(&told);
    }
}

#[test]
fn a_line_of_three_megabytes_is_not_echoed() {
    let home = Home::new();
    let id = home.trained(SMALL);
    let long = "x".repeat(3_000_000);
    let write = |name: &str, text: String| {
        let path = home.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    };
    let is_short = |told: Said| {
        assert_eq!(told.code, Some(1), "{}", told.err);
        for text in [&told.out, &told.err] {
            let longest = text.lines().map(str::len).max().unwrap_or(0);
            assert!(longest < 2_000, "{longest} bytes");
        }
    };
    let run = |command: &str, path: &Path| said(home.command(command).arg(path));
    let answers = write("answers.txt", format!("{long}\n"));
    let mut learn = home.command(&format!("learn {TINY}"));
    is_short(said(learn.arg("--answers").arg(&answers)));
    for text in [
        format!("{long}\n"),
        format!("1,2,3,{long}\n"),
        format!("{{\"{long}"),
    ] {
        is_short(run("data import --name long", &write("long.csv", text)));
    }
    // Of what a pack may hold, a line that is as long as can be.
    let key = "x".repeat(900_000);
    for text in [
        format!("{key}: 1\n"),
        format!("title: {key}\n"),
        format!("? {key}\n: {key}"),
    ] {
        let pack = write("pack/pack.yaml", text);
        is_short(run("pack check", pack.parent().unwrap()));
        is_short(run("pack check --json", pack.parent().unwrap()));
        is_short(run("learn --plain", pack.parent().unwrap()));
    }
    let mut record = home.record(&id);
    record[&long] = 1.into();
    home.set_record(&id, &record);
    is_short(home.run(&format!("runs show {id}")));
    let listed = home.run("runs list --json").succeeded();
    assert!(listed.out.len() < 2_000, "{}", listed.out.len());
    let long_name = "x".repeat(100_000);
    is_short(home.run(&format!("runs show {long_name}")));
    is_short(home.run(&format!("train --data {long_name}")));
}

// ---- pictures ----

#[test]
fn a_jpeg_that_ends_early_is_not_read_as_if_it_were_whole() {
    let home = Home::new();
    home.trained(SMALL);
    let picture = image::GrayImage::from_fn(200, 160, |x, y| {
        image::Luma([if (80..120).contains(&x) && (20..140).contains(&y) {
            20
        } else {
            230
        }])
    });
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new(&mut bytes)
        .encode_image(&picture)
        .unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = home.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    };
    let whole = write("pictures/a/whole.jpg", &bytes);
    let half = write("pictures/b/half.jpg", &bytes[..bytes.len() * 3 / 4]);
    let told = said(home.command("predict").arg(&whole)).succeeded();
    assert!(told.out.contains("1 digit found"), "{}", told.out);
    let told = said(home.command("predict").arg(&half));
    told.failed_with(&[
        "half.jpg",
        "ends early",
        "of its 160 rows",
        "save or copy it again",
    ]);
    assert!(!told.out.contains("confident"), "{}", told.out);
    let mut import = home.command("data import --name cut --fit 28x28");
    said(import.arg(home.path().join("pictures"))).failed_with(&[
        "half.jpg",
        "ends early",
        "save or copy it again",
    ]);
}

// ---- full disks ----

#[test]
fn output_that_cannot_be_written_is_an_error_and_a_closed_pipe_is_none() {
    let home = Home::new();
    home.trained(SMALL);
    for arguments in [
        "runs list",
        "runs list --json",
        "slices list",
        "doctor --quick",
        "--help",
        "report",
    ] {
        let mut command = home.command(arguments);
        let full = fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let output = command.stdin(Stdio::null()).stdout(full).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments}: {told}");
        assert!(told.contains("No space left"), "{arguments}: {told}");
        assert!(!told.contains("panicked"), "{arguments}: {told}");
        let mut shell = Command::new("sh");
        shell.args(["-c", "\"$@\" | head -c 1 > /dev/null", "sh"]);
        let command = home.command(arguments);
        shell.arg(command.get_program()).args(command.get_args());
        let told = said(&mut shell);
        assert_eq!(told.err, "", "{arguments}");
    }
}

#[test]
fn where_files_may_not_grow_nothing_half_is_left_and_the_advice_helps() {
    let home = Home::new();
    let limited = |arguments: &str| {
        let program = home.command(arguments);
        let mut shell = Command::new("sh");
        // In blocks of 512 bytes: the record fits, the weights do not.
        shell.args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$@\"", "sh"]);
        shell.arg(program.get_program()).args(program.get_args());
        said(&mut shell)
    };
    let told = limited(SMALL);
    told.failed_with(&["weights-", "ulimit -f", "another data folder"]);
    assert_eq!(home.runs(), 0, "neither a lock nor half a file");
    let id = home.trained(SMALL);
    let export = home.path().join("w.safetensors");
    let told = limited(&format!("runs export {id} {}", export.display()));
    told.failed_with(&["w.safetensors", "choose another place"]);
    assert!(!export.exists());
    let left = fs::read_dir(home.path()).unwrap().count();
    assert_eq!(left, 1, "only the runs");
}

#[test]
fn a_sheet_to_write_on_is_a_pdf_or_a_picture_the_same_every_time_and_what_is_wrong_is_named() {
    let home = Home::new();
    let file = |name: &str| home.path().join(name);
    let sheet = |name: &str, options: &str| {
        home.run(&format!("sheet -o {} {options}", file(name).display()))
    };
    let said = sheet("digits.pdf", "--copies 2").succeeded();
    assert!(said.out.contains("2 sheets, 0-1 to 0-2"), "{}", said.out);
    let pdf = fs::read(file("digits.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    sheet("digits.pdf", "--copies 2").succeeded();
    assert_eq!(fs::read(file("digits.pdf")).unwrap(), pdf);
    let printed = sheet("digits.png", "--json").succeeded().json();
    assert_eq!(printed[0]["labels"].as_array().unwrap().len(), 50);
    assert_eq!(
        image::image_dimensions(file("digits.png")).unwrap(),
        // A4 at 300 dots an inch.
        (2480, 3508)
    );
    sheet("digits.png", "--copies 2").failed_with(&["--copies", ".pdf"]);
    sheet("digits.pdf", "--copies 0").failed_with(&["--copies 0"]);
    sheet("nowhere/digits.pdf", "").failed_with(&["there is no folder", "nowhere"]);
}
