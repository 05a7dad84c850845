//! What somebody is promised who reads lessons line by line: every lesson can be finished, by a script
//! too; pictures are told in words; numbers, ranges and names are taken as people type them; and a
//! script that does not fit says where.

use std::borrow::Cow;
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use crate::common::script::{answers, answers_after, is_known};
use crate::common::{TINY, quick, quick_in, trainer};
use crate::pages::page_of;
use mindgap::dataset::Library;
use mindgap::engine::{Exit, Session};
use mindgap::pack::text::in_plain;
use mindgap::pack::{Lesson, Pack, Step};
use mindgap::plain::{self, Alone, Input};
use mindgap::progress::{ClassSet, LOCAL_LEARNER, Progress};
use mindgap::words::{Lang, Words};
use tempfile::TempDir;

/// A session whose digits are kept below `folder`, as on a learner's own machine.
fn session(folder: &Path, mut pack: Pack) -> Session {
    let progress = Progress::open(folder).unwrap();
    let class = Arc::new(ClassSet::of_one(folder).unwrap());
    pack.library = pack.library.with_class(class.clone());
    let trainer = trainer(folder).drawing_from(&pack.library);
    Session::new(LOCAL_LEARNER, pack, trainer, progress).keeping(class)
}

/// What is said when these lines are typed in a pack, and how it ends.
fn talk(
    folder: &Path,
    pack: Pack,
    lesson: Option<usize>,
    lines: &[&str],
) -> (String, Result<Exit, String>) {
    let session = session(folder, pack);
    // As `--answers` takes it.
    let script: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let file = folder.join("answers");
    fs::write(&file, script).unwrap();
    let input = Input::file(&file).unwrap();
    let mut output = Vec::new();
    let ending = plain::run(
        session,
        lesson,
        input,
        &mut output,
        Words::default(),
        &mut Alone,
    );
    let text = String::from_utf8(output).unwrap();
    (text, ending.map_err(|error| format!("{error:#}")))
}

/// The same in a pack of the tests.
fn talk_in(folder: &TempDir, pack: &str, lines: &[&str]) -> (String, Result<Exit, String>) {
    let pack = Pack::open(Path::new(pack), Library::builtin(), Lang::English).unwrap();
    talk(folder.path(), pack, Some(0), lines)
}

fn valid(kind: &str) -> String {
    format!("{}/tests/packs/valid/{kind}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_built_in_lesson_can_be_finished_by_a_script() {
    let folder = TempDir::new().unwrap();
    let pack = quick();
    let lessons = pack.lessons.clone();
    let mut script = vec!["1".to_owned()];
    for (place, lesson) in lessons.iter().enumerate() {
        script.extend(answers_after(&lessons[..place], lesson));
        // The lesson's end leads on to the next one, the last to the list.
        script.push(String::new());
    }
    script.push("q".to_owned());
    let script: Vec<&str> = script.iter().map(String::as_str).collect();
    let (text, ending) = talk(folder.path(), pack, None, &script);
    let tail: Vec<&str> = text.lines().rev().take(30).collect();
    assert_eq!(ending, Ok(Exit::Left), "{tail:#?}");
    let mut rest = text.as_str();
    for (lesson, number) in lessons.iter().zip(1..) {
        let end = format!("-- The end of “{}” --", lesson.title);
        let (told, after) = rest.split_once(&end).expect(&end);
        rest = after;
        says_every_step(&lessons[..number - 1], lesson, told);
        let first = format!("-- {} · step 1 of", lesson.title);
        let told = &told[told.find(&first).expect(&first)..];
        if [1, 4, 6, 9].contains(&number) {
            insta::assert_snapshot!(format!("lesson_{number}_by_ear"), without_times(told));
        }
    }
    assert_eq!(text.matches("(finished)").count(), lessons.len());
    for wrong in ["{$", "not measured", "could not be measured", "plain-"] {
        assert!(!text.contains(wrong), "{wrong}");
    }
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "{line}");
        assert!(!line.contains('\u{1b}'), "{line:?}");
    }
}

#[test]
fn the_first_lessons_can_be_finished_in_german() {
    let folder = TempDir::new().unwrap();
    let mut pack = quick_in(Lang::German);
    pack.lessons.truncate(6);
    pack.file.lessons.truncate(6);
    let mut script = vec!["1".to_owned()];
    for (place, lesson) in pack.lessons.iter().enumerate() {
        script.extend(answers_after(&pack.lessons[..place], lesson));
        script.push(String::new());
    }
    script.push("q".to_owned());
    let script: String = script.iter().map(|line| format!("{line}\n")).collect();
    let session = session(folder.path(), pack);
    let input = Input::script("ein Skript", Cursor::new(script));
    let mut output = Vec::new();
    let words = Words::of(Lang::German);
    let ending = plain::run(session, None, input, &mut output, words, &mut Alone);
    let text = String::from_utf8(output).unwrap();
    assert_eq!(
        ending.map_err(|error| error.to_string()),
        Ok(Exit::Left),
        "{text}"
    );
    assert_eq!(text.matches("(fertig)").count(), 6);
    for english in ["The ink is", "you said", "step ", "of 100"] {
        assert!(!text.contains(english), "{english}");
    }
}

/// Words without their line breaks and Markdown's marks.
fn flat(text: &str) -> String {
    let text = text.replace(['*', '`', '#'], "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is told of a text whatever is measured: all of it, or what stands before its first figure or condition.
fn certain(text: &str) -> Cow<'_, str> {
    let mut marks = text.split("{{").skip(1);
    let is_of_medium = |mark: &str| {
        let media = ["screen}}", "plain}}", "end}}"];
        media.iter().any(|medium| mark.starts_with(medium))
    };
    match marks.all(is_of_medium) {
        true => in_plain(text),
        false => text.split("{{").next().unwrap_or_default().into(),
    }
}

/// Whether a lesson's transcript has the words of each of its steps, and no words of a screen.
fn says_every_step(earlier: &[Arc<Lesson>], lesson: &Lesson, told: &str) {
    for (step, number) in lesson.steps.iter().zip(1..) {
        let head = format!("step {number} of {} --", lesson.steps.len());
        let (_, said) = told.split_once(&head).expect(&head);
        let said = flat(said.split("-- ").next().unwrap());
        let spec = step.spec();
        let texts = spec.texts().into_iter().map(|(_, text)| text);
        let mut questions = spec.questions();
        // Of a run of an earlier lesson, nothing is asked.
        if let Step::Train(train) = step
            && is_known(earlier, train)
        {
            questions.clear();
        }
        let questions = questions.iter().map(|question| question.text);
        for text in texts.chain(questions) {
            // A list's marks are not in the way of its first words.
            let first = certain(text);
            let first = first.trim().split("\n\n").next().unwrap_or_default();
            let first = flat(first.trim_start_matches("- "));
            let first: String = first.chars().take(60).collect();
            assert!(said.contains(&first), "{head} {first}\n{said}");
        }
    }
    for seen in [
        "←",
        "↑",
        "◀",
        "{{",
        "arrow key",
        "on the right",
        "the screen",
    ] {
        assert!(!told.contains(seen), "{}: {seen}", lesson.title);
    }
}

/// A transcript without what differs from run to run.
fn without_times(text: &str) -> String {
    let lines = text.lines().map(|line| match line.split_once(" in ") {
        Some((before, _)) if line.starts_with("Run ") => format!("{before} in … seconds."),
        _ => without_age(&without_seconds(line)),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A line without how long ago a run was trained.
fn without_age(line: &str) -> String {
    match line.split_once("it was trained ") {
        Some((before, after)) => {
            let rest = after.split_once(',').map_or("", |(_, rest)| rest);
            format!("{before}it was trained …,{rest}")
        }
        None => line.to_owned(),
    }
}

/// A line without the seconds that a try of an exercise took.
fn without_seconds(line: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in line.replace('\u{a0}', " ").split(' ') {
        let is_unit = word == "s" || word == "s,";
        if let Some(number) = words
            .last_mut()
            .filter(|last| is_unit && last.parse::<f64>().is_ok())
        {
            *number = "…".to_owned();
        }
        words.push(word.to_owned());
    }
    words.join(" ")
}

/// The transcript of a pack's lesson, without what differs from run to run.
fn transcript(pack: &str, lines: &[&str]) -> String {
    let folder = TempDir::new().unwrap();
    let (text, ending) = talk_in(&folder, pack, lines);
    assert_eq!(ending, Ok(Exit::Left), "{text}");
    let text = without_times(&text);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    // Runs of a sweep end in no particular order.
    let is_run = |line: &String| line.contains(", seed ") && line.contains("validation");
    for runs in lines.chunk_by_mut(|a, b| is_run(a) && is_run(b)) {
        runs.sort();
    }
    lines.join("\n")
}

macro_rules! transcripts {
    ($($name:ident: $pack:expr;)*) => {
        $(#[test]
        fn $name() {
            let path = $pack;
            let pack = Pack::open(Path::new(&path), Library::builtin(), Lang::English).unwrap();
            let script = answers(&pack.lessons[0]);
            let script: Vec<&str> = script.iter().map(String::as_str).collect();
            insta::assert_snapshot!(stringify!($name), transcript(&path, &script));
        })*
    };
}

transcripts! {
    plain_tiny: TINY.to_owned();
    plain_dial: valid("dial");
    plain_draw: valid("draw");
    plain_inspect: valid("inspect");
    plain_compare: valid("compare");
    plain_photo: valid("photo");
    plain_card: valid("card");
    plain_sweep: valid("sweep");
    plain_exercise: valid("exercise");
    plain_label: valid("label");
    plain_ood: valid("ood");
    plain_interval: valid("interval");
    plain_robustness: valid("robustness");
}

#[test]
fn a_script_that_says_what_cannot_be_said_ends_with_its_place_and_nothing_is_lost() {
    let folder = TempDir::new().unwrap();
    let (_, ending) = talk_in(&folder, TINY, &["", "# a remark", "many"]);
    let error = ending.unwrap_err();
    assert!(
        error.contains("answers:3: “many” cannot be said here"),
        "{error}"
    );
    let (_, ending) = talk_in(&folder, TINY, &[]);
    let error = ending.unwrap_err();
    assert!(
        error.contains("answers:0: the answers end at step 2 of"),
        "{error}"
    );
}

#[test]
fn digits_are_labelled_as_they_are_called() {
    let folder = TempDir::new().unwrap();
    let lines = ["", "", "0", "9", "7", "1", "8", "", "q"];
    let (text, ending) = talk_in(&folder, &valid("label"), &lines);
    assert_eq!(ending, Ok(Exit::Left), "{text}");
    // The first picture is an 8, the second a 5, the fifth a 3.
    for line in [
        "8 read as 8, 69 % confident; you: 0",
        "5 read as 5, 49 % confident; you: 9",
        "3 read as 7, 80 % confident; you: 8",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn a_photo_of_paper_whose_path_is_typed_is_told_digit_by_digit_and_handed_in_after_that() {
    let folder = TempDir::new().unwrap();
    // Up to the canvas, which says what to write.
    let (text, ending) = talk_in(&folder, &valid("draw"), &["", "", "80 +- 5", "3"]);
    assert!(ending.unwrap_err().contains("what was done is saved"));
    let (_, asked) = text.split_once("On paper, in this order: ").expect(&text);
    let asked = asked.lines().next().unwrap().split(' ');
    let asked: Vec<u8> = asked.map(|digit| digit.parse().unwrap()).collect();
    let [few, all] =
        [&asked[..2], &asked].map(|digits| page_of(digits, folder.path()).display().to_string());

    // Too few take nothing, nor does what is no picture.
    let (text, ending) = talk_in(&folder, &valid("draw"), &[&few, "/nowhere.jpg"]);
    let text = flat(&text);
    for words in [
        "2 digits were found; 3 are asked for. Nothing was taken.",
        "/nowhere.jpg",
        "a path: own photo",
    ] {
        assert!(text.contains(words), "no {words:?} in\n{text}");
    }
    assert!(!text.contains("it was "), "{text}");
    assert!(ending.unwrap_err().contains("what was done is saved"));

    let (text, ending) = talk_in(&folder, &valid("draw"), &[&all, "", ""]);
    assert_eq!(ending, Ok(Exit::Left), "{text}");
    let text = flat(&text);
    let (told, taken) = text
        .split_once("3 digits were found, as many as asked for")
        .expect(&text);
    // Each with the digit that it stands for, in words, before anything is measured.
    for digit in &asked {
        assert!(told.contains(&format!("{digit}: The ink is")), "{told}");
    }
    assert!(!told.contains("it was "), "{told}");
    let measured = taken.contains("you said 80 ± 5 %") && taken.contains(" of 3");
    assert!(measured && taken.contains("The end of"), "{taken}");
}

#[test]
fn a_training_that_a_script_leaves_goes_on_where_it_was() {
    let folder = TempDir::new().unwrap();
    let pack = Pack::open(Path::new(TINY), Library::builtin(), Lang::English).unwrap();
    let all = answers(&pack.lessons[0]);
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    // The training begins with the first empty line after the two that say what is expected.
    let begun = all.iter().position(|line| *line == "3").unwrap() + 2;
    let (_, ending) = talk_in(&folder, TINY, &all[..begun]);
    let error = ending.unwrap_err();
    assert!(error.contains("what was done is saved"), "{error}");
    let (text, ending) = talk_in(&folder, TINY, &all[begun..]);
    assert!(!text.contains("[enter: train;"), "{text}");
    assert_eq!(ending, Ok(Exit::Left), "{text}");
    assert!(text.contains("The end of"), "{text}");
}

#[test]
fn every_kind_of_question_is_asked_line_by_line() {
    let lines = [
        "1",
        "2",
        "",
        "1 2",
        "1 3",
        "",
        "at home",
        "",
        "1,3",
        "",
        "unsure",
        "h",
        "Too  Confident",
        "",
        "On cheques.",
        "q",
        "where it counts.",
        "",
        "",
        "q",
    ];
    let folder = TempDir::new().unwrap();
    let (text, ending) = talk_in(&folder, &valid("ask"), &lines);
    assert_eq!(ending, Ok(Exit::Left), "{text}");
    insta::assert_snapshot!("questions_by_ear", text);
}

#[test]
fn a_picture_in_a_text_is_told_by_its_caption() {
    let folder = TempDir::new().unwrap();
    let (text, ending) = talk_in(&folder, &valid("pictures"), &["", "2", "1", "", "q"]);
    assert_eq!(ending, Ok(Exit::Left), "{text}");
    insta::assert_snapshot!("pictures_by_ear", text);
}
