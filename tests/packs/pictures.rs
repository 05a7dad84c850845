//! What an author is promised of the pictures that texts show: they are handed on with the pack, without what cameras
//! write beside the pixels, and stand in what learners take along; nothing outside of the pack is ever read.

use std::fs;
use std::path::Path;

use crate::program::Home;
use mindgap::dataset::Library;
use mindgap::pack::Pack;
use mindgap::pack::archive::unpack;
use mindgap::words::Lang;
use tempfile::TempDir;

const PACK: &str = "tests/packs/valid/pictures";

#[test]
fn a_packs_archive_holds_the_pictures_of_its_texts_without_what_cameras_write_beside_them() {
    let (home, folder) = (Home::new(), TempDir::new().unwrap());
    let has = |bytes: &[u8]| {
        let words = b"taken somewhere";
        bytes.windows(words.len()).any(|window| window == words)
    };
    assert!(has(
        &fs::read(Path::new(PACK).join("photos/cat.jpg")).unwrap()
    ));
    let file = folder.path().join("pictures.mindgap");
    let said = home.run(&format!("pack build {PACK} -o {}", file.display()));
    assert!(!said.succeeded().out.contains("left out"));
    let inside = folder.path().join("inside");
    fs::create_dir(&inside).unwrap();
    unpack(&file, &inside).unwrap();
    assert!(!has(&fs::read(inside.join("photos/cat.jpg")).unwrap()));
    let opened = Pack::open(&inside, Library::builtin(), Lang::English).unwrap();
    let names: Vec<&str> = opened.lessons[0].album.names().collect();
    assert_eq!(names, ["photos/cat.jpg", "photos/stripes.png"]);
}

#[test]
fn a_report_holds_the_pictures_of_what_was_asked_and_notes_tell_theirs() {
    let home = Home::new();
    let answers = home.path().join("answers");
    fs::write(&answers, "\n2\n1\n\n\nq\n").unwrap();
    let answers = answers.display();
    home.run(&format!("learn {PACK} --lesson 1 --answers {answers}"))
        .succeeded();
    let report = home.path().join("report.html");
    home.run(&format!("report {PACK} -o {}", report.display()))
        .succeeded();
    let html = fs::read_to_string(report).unwrap();
    let figure = "<figure><img alt=\"A red band that turns to blue\" src=\"data:image/png;base64,";
    assert!(html.contains(figure), "{html}");
    let markdown = home.run(&format!("report {PACK}")).succeeded().out;
    assert!(
        markdown.contains("A red band that turns to blue"),
        "{markdown}"
    );
    assert!(!markdown.contains("stripes.png"), "{markdown}");
    let notes = home.run(&format!("pack notes {PACK}")).succeeded().out;
    let told = "[picture: A cat that looks past the camera]";
    assert!(notes.contains(told), "{notes}");
}

#[cfg(unix)]
#[test]
fn a_link_is_no_picture_of_a_pack() {
    let (home, folder) = (Home::new(), TempDir::new().unwrap());
    let pack = folder.path();
    fs::copy(Path::new(PACK).join("pack.yaml"), pack.join("pack.yaml")).unwrap();
    let lesson = "lesson: L\nminutes: 1\nsteps:\n  - say: \"![A wall](wall.png)\"\n";
    fs::write(pack.join("lesson.yaml"), lesson).unwrap();
    let outside = fs::canonicalize(Path::new(PACK).join("photos/stripes.png")).unwrap();
    std::os::unix::fs::symlink(outside, pack.join("wall.png")).unwrap();
    let said = home.run(&format!("pack check {} --json", pack.display()));
    let told = said.json();
    assert_eq!(told[0]["line"], 4);
    assert_eq!(told[0]["column"], 11);
    assert_eq!(
        told[0]["error"],
        "wall.png cannot be shown: it is a link, which nobody else would have; put a copy in its place"
    );
}

#[test]
fn classes_are_called_in_a_translation_as_the_pack_says() {
    let folder = TempDir::new().unwrap();
    let pack = folder.path();
    let text =
        "format: 1\nname: p\ntitle: P\nabout: A.\nlicence: CC0-1.0\nlessons: [lesson.yaml]\n";
    fs::write(pack.join("pack.yaml"), text).unwrap();
    let text = "title: P\nabout: A.\nclasses:\n  Sneaker: Turnschuh\n";
    fs::write(pack.join("pack.de.yaml"), text).unwrap();
    fs::write(
        pack.join("lesson.yaml"),
        "lesson: L\nminutes: 1\nsteps:\n  - say: Text.\n",
    )
    .unwrap();
    let open = |lang| Pack::open(pack, Library::builtin(), lang).unwrap();
    let called = |lang| {
        let words = mindgap::words::Words::of(lang).calling(&open(lang).names);
        words.name("Sneaker").into_owned()
    };
    assert_eq!(called(Lang::English), "Sneaker");
    assert_eq!(called(Lang::German), "Turnschuh");
}
