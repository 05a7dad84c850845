//! What a learner of a self-paced class is promised who hands in what they did, and the instructor who collects it: one
//! table of everybody, whatever came by mail; what was changed on the way is told; and the same file goes on elsewhere.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::{Home, Said, said};

const TINY: &str = "tests/packs/valid/tiny";

/// Through the first lesson of the tiny pack: a wrong answer, the right one, and two numbers.
const ALL: &str = "\n1\n2\n\n80-90\n4\n\n\n95\n3\n\n\n";
/// The first three steps of it.
const SOME: &str = "\n2\n\n";

/// Somebody who answered these lines.
fn learner(answers: &str) -> Home {
    let home = Home::new();
    walk(&home, answers);
    home
}

fn walk(home: &Home, answers: &str) {
    let file = home.path().join("answers.txt");
    fs::write(&file, answers).unwrap();
    let mut command = home.command("learn --lesson 1");
    said(command.arg(TINY).arg("--answers").arg(&file));
}

fn hand_in(home: &Home, file: &Path, name: Option<&str>) -> Said {
    let mut command = home.command("learn");
    command.arg(TINY).arg("--hand-in").arg(file);
    command.args(name.into_iter().flat_map(|name| ["--name", name]));
    said(&mut command)
}

fn collect(home: &Home, files: &[&Path], options: &[&str]) -> Said {
    let mut command = home.command("desk collect");
    command.args(files).args(["--pack", TINY]).args(options);
    said(&mut command)
}

/// The cells of a table in this column, row by row.
fn column(table: &str, name: &str) -> Vec<String> {
    let mut table = csv::Reader::from_reader(table.as_bytes());
    let place = table.headers().unwrap().iter().position(|one| one == name);
    let place = place.unwrap_or_else(|| panic!("no column {name}"));
    let rows = table.records().map(Result::unwrap);
    rows.map(|row| row[place].to_owned()).collect()
}

#[test]
fn what_a_class_did_becomes_one_table() {
    let mail = tempfile::tempdir().unwrap();
    let (ana, bo) = (
        mail.path().join("ana.hand-in"),
        mail.path().join("bo.hand-in"),
    );
    let told = hand_in(&learner(ALL), &ana, Some("Ana Müller")).succeeded();
    assert!(
        told.out
            .contains("what you did in 1 of 2 lessons of A tiny pack"),
        "{}",
        told.out
    );
    // Whoever gives no name is called as the file is.
    hand_in(&learner(SOME), &bo, None).succeeded();
    let desk = Home::new();

    let told = collect(&desk, &[mail.path()], &[]).succeeded();
    let lines: Vec<&str> = told.out.lines().collect();
    assert_eq!(
        lines,
        [
            "            lessons  came true  right   at first try",
            "Ana Müller  1 of 2   1 of 2     1 of 1  0 of 1",
            "bo          0 of 2   0 of 0     1 of 1  1 of 1",
        ],
        "{}",
        told.out
    );
    told.fits_the_usual_terminal();

    let table = collect(&desk, &[&ana, &bo], &["--format", "csv"])
        .succeeded()
        .out;
    assert_eq!(
        column(&table, "kind"),
        ["lesson", "ask", "prediction", "prediction", "lesson", "ask"]
    );
    assert_eq!(column(&table, "finished"), ["yes", "", "", "", "no", ""]);
    assert_eq!(column(&table, "tried")[1], "1 → 3");
    assert_eq!(column(&table, "right"), ["", "yes", "yes", "no", "", "yes"]);
    assert_eq!(column(&table, "said_number")[2..4], ["85", "95"]);
    assert_eq!(column(&table, "margin")[2..4], ["5", "0"]);
    // What is measured of 200 pictures is a half of a percent or a whole one.
    let measured: f64 = column(&table, "measured_percent")[2].parse().unwrap();
    assert_eq!((measured * 2.0).fract(), 0.0, "{measured}");
    assert_eq!(column(&table, "pictures")[2..4], ["200", "300"]);
    assert!(
        column(&table, "at").iter().all(|at| at.ends_with('Z')),
        "{table}"
    );

    let json = collect(&desk, &[&ana, &bo], &["--json"]).succeeded().json();
    assert_eq!(json[0]["learner"], "Ana Müller");
    assert_eq!(json[0]["came_true"], 1);
    assert_eq!(json[0]["rows"][3]["said_number"], 95.0);
    assert_eq!(json[1]["lessons_opened"], 1);

    let page = mail.path().join("class.html");
    collect(&desk, &[&ana, &bo], &["-o", page.to_str().unwrap()]).succeeded();
    let page = fs::read_to_string(page).unwrap();
    for part in [
        "A tiny pack: what was handed in",
        "2 learners",
        "Ana Müller",
        "How many of 100 printed digits?",
        "90–100 %",
    ] {
        assert!(page.contains(part), "no {part} in\n{page}");
    }
}

#[test]
fn what_was_changed_copied_or_is_none_is_told_and_the_others_are_collected() {
    let mail = tempfile::tempdir().unwrap();
    let at = |name: &str| mail.path().join(name);
    hand_in(&learner(ALL), &at("ana.hand-in"), None).succeeded();
    let whole = fs::read_to_string(at("ana.hand-in")).unwrap();
    fs::copy(at("ana.hand-in"), at("bo.hand-in")).unwrap();
    let changed = whole.replace("\"tried\":[1,2]", "\"tried\":[1]");
    assert_ne!(changed, whole);
    fs::write(at("cy.hand-in"), changed).unwrap();
    // What a mail program does to a text is no change.
    fs::write(
        at("dee.hand-in"),
        format!("\u{feff}{}\r\n\r\n", whole.replace('\n', "\r\n")),
    )
    .unwrap();
    let (head, work) = whole.split_once('\n').unwrap();
    fs::write(
        at("half.hand-in"),
        format!("{head}\n{}", &work[..work.len() / 2]),
    )
    .unwrap();
    fs::write(at("head.hand-in"), head).unwrap();
    fs::write(
        at("newer.hand-in"),
        whole.replace("\"form\":1", "\"form\":9"),
    )
    .unwrap();
    fs::write(at("photo.hand-in"), [0xff, 0xd8, 0xff, 0x00]).unwrap();
    fs::write(at("empty.hand-in"), "").unwrap();

    let desk = Home::new();
    let told = collect(&desk, &[mail.path()], &[]);
    assert_eq!(told.code, Some(1));
    assert_eq!(told.out.lines().count(), 5, "{}", told.out);
    let folder = mail.path().display().to_string();
    for line in [
        "ana.hand-in: the same work, to the second, as in",
        "cy.hand-in: the file was changed after mindgap wrote it",
        "cy.hand-in: A short walk, step 2: called right, which its answer is not, or the other way round",
        "empty.hand-in: it is no hand-in; mindgap learn --hand-in FILE.hand-in writes one",
        "half.hand-in: line 2, column",
        "head.hand-in: it ends after its first line; have it sent again",
        "newer.hand-in: a newer mindgap (0.1.0) wrote it; install that one to read it",
        "photo.hand-in: it is no text, and so no hand-in",
    ] {
        assert!(
            told.err.contains(&format!("{folder}/{line}")),
            "no {line} in\n{}",
            told.err
        );
    }
    assert!(
        !told.err.contains("dee.hand-in: the file was changed"),
        "{}",
        told.err
    );

    collect(&desk, &[&at("photo.hand-in")], &[]).failed_with(&["none of these is a hand-in"]);
    collect(&desk, &[&at("nobody.hand-in")], &[]).failed_with(&["nobody.hand-in: No such file"]);
    let empty = tempfile::tempdir().unwrap();
    collect(&desk, &[empty.path()], &[]).failed_with(&["no file in it ends in .hand-in"]);
    // Without the pack at hand, whoever collects is told how to name it.
    let mut command = desk.command("desk collect");
    said(command.arg(at("ana.hand-in")))
        .failed_with(&["the hand-ins are of A tiny pack; name its folder with --pack"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_no_hand_in() {
    let mail = tempfile::tempdir().unwrap();
    let pipe = mail.path().join("pipe.hand-in");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    collect(&Home::new(), &[&pipe], &[]).failed_with(&["it is no plain file"]);
    let mut command = Home::new().command("learn");
    said(command.arg(TINY).arg("--from").arg(&pipe)).failed_with(&["it is no plain file"]);
}

#[test]
fn what_was_done_goes_on_on_another_machine_and_nothing_is_lost_there() {
    let mail = tempfile::tempdir().unwrap();
    let (some, all) = (
        mail.path().join("some.hand-in"),
        mail.path().join("all.hand-in"),
    );
    hand_in(&learner(SOME), &some, None).succeeded();
    hand_in(&learner(ALL), &all, None).succeeded();
    let elsewhere = Home::new();
    let from = |file: &PathBuf| {
        let mut command = elsewhere.command("learn");
        said(command.arg(TINY).arg("--from").arg(file)).succeeded()
    };
    let told = from(&some);
    assert!(
        told.err.contains("some.hand-in: 1 lesson taken in"),
        "{}",
        told.err
    );
    assert!(
        told.out.contains("A short walk (at step 3 of 5)"),
        "{}",
        told.out
    );
    // Whoever was further elsewhere is there; what was here is kept.
    let told = from(&all);
    assert!(told.out.contains("A short walk (finished)"), "{}", told.out);
    assert!(
        told.err.contains("what you did here before is kept in"),
        "{}",
        told.err
    );
    assert_eq!(
        fs::read_dir(elsewhere.path().join("hand-ins"))
            .unwrap()
            .count(),
        1
    );
    // And whoever is further here stays there.
    let told = from(&some);
    assert!(
        told.err
            .contains("0 lessons taken in; of 1 lesson you did as much here or more"),
        "{}",
        told.err
    );
    assert!(told.out.contains("A short walk (finished)"), "{}", told.out);
    // A step that needs a run which is not here says where it is trained again, and so it is.
    let steps = elsewhere.path().join("steps.txt");
    fs::write(&steps, "j 4\nj 3\n\n\n").unwrap();
    let mut command = elsewhere.command("learn --lesson 1");
    let told = said(command.arg(TINY).arg("--answers").arg(&steps)).out;
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    let (before, after) = told
        .split_once("This could not be measured.")
        .expect("no run");
    assert!(!before.contains("it was 65"), "{told}");
    assert!(
        after.contains("the step of a lesson that trains it does so again"),
        "{told}"
    );
    assert!(
        after.contains("finished in") && after.contains("you said 95 %"),
        "{told}"
    );
    // What was said and measured came along.
    let again = mail.path().join("again.hand-in");
    hand_in(&elsewhere, &again, None).succeeded();
    let table = |file: &Path| {
        let table = collect(&elsewhere, &[file], &["--format", "csv"])
            .succeeded()
            .out;
        ["kind", "said", "measured", "right", "tried"].map(|name| column(&table, name))
    };
    assert_eq!(table(&all), table(&again));
}

#[test]
fn what_cannot_be_handed_in_or_taken_in_is_told() {
    let mail = tempfile::tempdir().unwrap();
    let file = mail.path().join("mine.hand-in");
    let nobody = Home::new();
    hand_in(&nobody, &file, None)
        .failed_with(&["nothing is there to hand in: no lesson of A tiny pack was opened yet"]);
    let home = learner(SOME);
    // What is there and is no hand-in is not written over.
    fs::write(&file, "my thesis").unwrap();
    hand_in(&home, &file, None).failed_with(&["it is there and is no hand-in; name another file"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), "my thesis");
    fs::remove_file(&file).unwrap();
    hand_in(&home, &file, Some("  ")).failed_with(&["--name: a name has 1 to 80 letters"]);
    hand_in(&home, &mail.path().join("none/mine.hand-in"), None)
        .failed_with(&["there is no folder"]);
    hand_in(&home, &file, None).succeeded();
    hand_in(&home, &file, None).succeeded();
    // Of another pack, and changed.
    let mut command = home.command("learn");
    said(command.arg("--from").arg(&file))
        .failed_with(&["it is of another pack, A tiny pack; say mindgap learn tiny --from"]);
    let changed = fs::read_to_string(&file)
        .unwrap()
        .replace("\"furthest\":2", "\"furthest\":4");
    fs::write(&file, changed).unwrap();
    let mut command = home.command("learn");
    said(command.arg(TINY).arg("--from").arg(&file))
        .failed_with(&["it is not as mindgap wrote it; have it written or sent again"]);
}
