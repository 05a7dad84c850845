//! An instructor with a folder of pictures is promised a working pack in one command, and a lesson on paper.

use std::fs;
use std::path::Path;

use image::{ImageFormat, Rgb, RgbImage};

use crate::program::{Home, Said, said};

/// A picture of a thing in a colour of its own, each a little other than the one before.
fn thing(colour: [u8; 3], number: u8, (width, height): (u32, u32)) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        // Each photo is of another side of the thing.
        let (across, down) = (
            8 + u32::from(number) * 3,
            20 + u32::from(number * 7 % 11) * 4,
        );
        let is_thing = (x / across + y / down) % 2 == 0;
        let [red, green, blue] = colour;
        match is_thing {
            true => Rgb([red, green, blue.wrapping_add(number)]),
            false => Rgb([230, 228, 225]),
        }
    })
}

/// Folders of photos: so many of each of these kinds.
fn photos(folder: &Path, kinds: &[(&str, [u8; 3])], many: u8) {
    for (kind, colour) in kinds {
        fs::create_dir_all(folder.join(kind)).unwrap();
        for number in 0..many {
            let path = folder.join(format!("{kind}/IMG_{number:04}.jpg"));
            let size = if number % 2 == 0 {
                (120, 90)
            } else {
                (90, 120)
            };
            thing(*colour, number, size)
                .save_with_format(path, ImageFormat::Jpeg)
                .unwrap();
        }
    }
}

const FOUR: [(&str, [u8; 3]); 4] = [
    ("mug", [200, 30, 30]),
    ("blue: pen", [30, 30, 200]),
    ("Schlüssel", [40, 160, 40]),
    ("*", [20, 20, 20]),
];

fn new(home: &Home, name: &str, from: &Path) -> Said {
    let mut command = home.command("pack new");
    said(
        command
            .arg(name)
            .arg("--from")
            .arg(from)
            .current_dir(home.path()),
    )
}

fn command(home: &Home, arguments: &str) -> Said {
    said(home.command(arguments).current_dir(home.path()))
}

#[test]
fn a_folder_of_photos_becomes_a_pack_that_is_played_and_handed_on() {
    let home = Home::new();
    let folder = home.path().join("things");
    photos(&folder, &FOUR, 8);
    // What systems leave in folders is nobody's picture.
    fs::write(folder.join("mug/.DS_Store"), "x").unwrap();
    let told = new(&home, "my-things", &folder).succeeded();
    assert!(
        told.out.contains(
            "my-things: a pack with one lesson and pictures of 4 kinds (32x32x3): 24 to learn from, 8 to test on; which \
             are tested on was drawn (seed 7)"
        ),
        "{}",
        told.out
    );
    let checked = command(&home, "pack check my-things --strict");
    assert_eq!(checked.code, Some(0), "{}{}", checked.out, checked.err);
    let tested = command(&home, "pack test my-things --fast");
    assert_eq!(tested.code, Some(0), "{}{}", tested.out, tested.err);
    command(&home, "pack build my-things").succeeded();
    command(&home, "pack install my-things.mindgap").succeeded();
    let lessons = command(&home, "learn my-things").succeeded();
    assert!(lessons.out.contains("My things"), "{}", lessons.out);
}

#[test]
fn parts_colours_and_sizes_are_as_the_pictures_have_them() {
    let home = Home::new();
    let folder = home.path().join("grey");
    let shades = [("dark", [40, 40, 40]), ("bright", [140, 140, 140])];
    for (part, many) in [("train", 6_u32), ("test", 3)] {
        for (kind, shade) in shades {
            let path = folder.join(part).join(kind);
            fs::create_dir_all(&path).unwrap();
            for number in 0..many {
                let picture = RgbImage::from_fn(300, 200, |x, _| {
                    let is_thing = (x / 10) % (number + 2) == 0;
                    Rgb(if is_thing { shade } else { [220; 3] })
                });
                picture.save(path.join(format!("{number}.png"))).unwrap();
            }
        }
    }
    let told = new(&home, "shades", &folder).succeeded();
    assert!(
        told.out
            .contains("pictures of 2 kinds (28x28x1): 12 to learn from, 6 to test on\n"),
        "{}",
        told.out
    );
    let tests = fs::read_dir(home.path().join("shades/data/pictures/test/dark")).unwrap();
    assert_eq!(tests.count(), 3);
    // Equal pictures are never on both sides.
    let folder = home.path().join("same");
    photos(&folder, &FOUR[..2], 6);
    for (kind, _) in &FOUR[..2] {
        for number in 0..6 {
            let from = folder.join(format!("{kind}/IMG_{number:04}.jpg"));
            fs::copy(&from, folder.join(format!("{kind}/copy-{number}.jpg"))).unwrap();
        }
    }
    new(&home, "twice", &folder).succeeded();
    let pictures = |part: &str| {
        let folder = home
            .path()
            .join("twice/data/pictures")
            .join(part)
            .join("mug");
        let files = fs::read_dir(folder).unwrap();
        files
            .map(|file| fs::read(file.unwrap().path()).unwrap())
            .collect::<Vec<_>>()
    };
    let (train, test) = (pictures("train"), pictures("test"));
    assert_eq!((train.len(), test.len()), (8, 4));
    assert!(test.iter().all(|picture| !train.contains(picture)));
}

#[test]
fn what_no_pack_can_be_made_of_leaves_nothing_behind() {
    let home = Home::new();
    let at = |name: &str| home.path().join(name);
    new(&home, "p", &at("nowhere")).failed_with(&["nowhere"]);
    fs::create_dir_all(at("empty")).unwrap();
    new(&home, "p", &at("empty"))
        .failed_with(&["the folder is empty; name one with a sub-folder a class"]);
    photos(&at("few"), &FOUR[..2], 4);
    new(&home, "p", &at("few")).failed_with(&["has 4 different pictures, and 5 are the least"]);
    photos(&at("one"), &FOUR[..1], 6);
    new(&home, "p", &at("one")).failed_with(&["there is nothing to tell apart; add a sub-folder"]);
    photos(&at("broken"), &FOUR[..2], 6);
    fs::write(at("broken/mug/IMG_0002.jpg"), "no picture").unwrap();
    new(&home, "p", &at("broken")).failed_with(&["IMG_0002.jpg"]);
    new(&home, "P P", &at("few")).failed_with(&["is no name for a pack"]);
    assert!(!at("p").exists());
    photos(&at("good"), &FOUR[..2], 6);
    new(&home, "p", &at("good")).succeeded();
    new(&home, "p", &at("good")).failed_with(&["it is there already"]);
}

#[test]
fn a_lesson_on_paper_has_gaps_for_learners_and_answers_for_teachers() {
    let home = Home::new();
    let print =
        |arguments: &str| home.run(&format!("pack print tests/packs/valid/tiny {arguments}"));
    let learner = print("--lesson 1").succeeded().out;
    for part in [
        "<h1>A tiny pack</h1>",
        "1. A short walk",
        "☐ 3",
        "I say: ______ of 100",
        "How sure",
    ] {
        assert!(learner.contains(part), "no {part} in\n{learner}");
    }
    for secret in [
        "☒",
        "Because <strong>3</strong> follows",
        "Count: one, two",
        "It learned",
        "A second one",
    ] {
        assert!(!learner.contains(secret), "{secret} in\n{learner}");
    }
    let teacher = print("--teacher").succeeded().out;
    for part in [
        "☐ 1",
        "☒ 3",
        "Because <strong>3</strong> follows",
        "Count: one, two",
        "It learned",
        "2. A second one",
    ] {
        assert!(teacher.contains(part), "no {part} in\n{teacher}");
    }
    // The lessons that ship, with every kind of step, in both languages.
    for lang in ["en", "de"] {
        let page = home
            .run(&format!("pack print --teacher --lang {lang}"))
            .succeeded()
            .out;
        assert!(!page.contains("{{"), "marks in the page");
        assert!(page.contains(&format!("<html lang=\"{lang}\">")));
        for foreign in ["http:", "https:", "<script"] {
            assert!(!page.contains(foreign), "{foreign}");
        }
    }
    print("--lesson 9").failed_with(&["there is no lesson 9; the pack has 2"]);
    let file = home.path().join("lesson.html");
    print(&format!("-o {}", file.display())).succeeded();
    assert!(fs::read_to_string(file).unwrap().contains("A second one"));
}
