//! What lies around the data: folders in folders, parts by other names, what operating systems leave behind; and
//! pictures that one can see through, or of formats that not everybody reads.

use image::RgbaImage;

use super::*;

#[test]
fn what_operating_systems_leave_behind_is_passed_over_and_counted() {
    let user = User::new();
    for (path, value) in [("d/0/1.png", 1), ("d/0/2.png", 2), ("d/1/1.png", 3)] {
        user.draw(path, 1, 1, &[value]);
    }
    let junk = [
        ".DS_Store",
        "desktop.ini",
        "__MACOSX/0/._1.png",
        "@eaDir/x/SYNO.png",
        "0/Thumbs.db",
        "0/1.png:Zone.Identifier",
        "0/._1.png",
        "1/@eaDir/1.png/thumb.jpg",
        "1/.ipynb_checkpoints/a.png",
    ];
    for path in junk {
        user.write(&format!("d/{path}"), "x");
    }
    let set = user.import(&user.request("d", "mine")).unwrap();
    assert_eq!(
        (set.parts[0].count, set.parts[0].classes.as_slice()),
        (3, ["0".to_owned(), "1".to_owned()].as_slice())
    );
    let told = set.caveats.join("|");
    assert!(
        told.contains("9 files and folders were left out, since operating systems put such there"),
        "{told}"
    );
    user.write("clean/0/1.png", fs::read(user.path("d/0/1.png")).unwrap());
    let set = user.import(&user.request("clean", "clean")).unwrap();
    assert!(!set.caveats.join("|").contains("left out"));
}

#[test]
fn parts_are_known_by_all_their_names() {
    for (training, validation, test) in [
        ("train", "val", "test"),
        ("training", "valid", "testing"),
        ("Train", "validation", "Test"),
    ] {
        let user = User::new();
        for (folder, value) in [(training, 1), (validation, 2), (test, 3)] {
            user.draw(&format!("d/{folder}/a/1.png"), 1, 1, &[value]);
            user.draw(&format!("d/{folder}/b/1.png"), 1, 1, &[value + 10]);
        }
        user.write("d/.DS_Store", "");
        let set = user.import(&user.request("d", "mine")).unwrap();
        let names: Vec<&str> = set.parts.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["mine/train", "mine/validation", "mine/test"]);
        assert_eq!(
            user.library().open("mine/validation").unwrap().pixels(),
            [2, 12]
        );
        let told = set.caveats.join("|");
        assert!(told.contains("1 file or folder was left out"), "{told}");
    }
    let user = User::new();
    user.draw("d/val/a/1.png", 1, 1, &[1]);
    user.draw("d/valid/a/1.png", 1, 1, &[1]);
    assert_eq!(
        user.complaint(&user.request("d", "mine")),
        "d: its folders val and valid would be one part; put them together, or name one"
    );
}

#[test]
fn folders_around_the_data_are_gone_through() {
    let user = User::new();
    user.draw("a/archive/digits/0/1.png", 1, 1, &[5]);
    user.draw("a/archive/digits/1/1.png", 1, 1, &[6]);
    user.write("a/__MACOSX/archive/._x", "");
    let set = user.import(&user.request("a", "deep")).unwrap();
    assert_eq!(user.library().open("deep").unwrap().labels(), [0, 1]);
    assert!(
        set.caveats
            .join("|")
            .contains("1 file or folder was left out")
    );
    user.draw("b/set/train/0/1.png", 1, 1, &[5]);
    user.draw("b/set/test/0/1.png", 1, 1, &[6]);
    let set = user.import(&user.request("b", "parts")).unwrap();
    assert_eq!(set.parts.len(), 2);
    user.write("c/inner/t.csv", table(&ROWS));
    user.write("c/inner/LICENSE", "free");
    assert_eq!(user.round_trip(&user.request("c", "table")), [rows()]);
    // One class is a class, and no folder around one.
    user.draw("e/7/1.png", 1, 1, &[5]);
    user.import(&user.request("e", "one")).unwrap();
    assert_eq!(user.library().open("one").unwrap().classes(), ["7"]);
}

#[test]
fn each_of_mnists_files_may_be_in_a_folder_of_its_own() {
    let user = User::new();
    for (stem, labels) in [("train", [0, 1]), ("t10k", [1, 0])] {
        let (pictures, of_labels) = (
            format!("{stem}-images-idx3-ubyte"),
            format!("{stem}-labels-idx1-ubyte"),
        );
        user.write(
            &format!("raw/{pictures}/{pictures}"),
            idx(&[2, 2, 2], &pixels(8)),
        );
        user.write(&format!("raw/{of_labels}/{of_labels}"), idx(&[2], &labels));
    }
    let read = user.round_trip(&user.request("raw", "mine"));
    assert_eq!(read, [(pixels(8), vec![0, 1]), (pixels(8), vec![1, 0])]);
    let alone = user.request("raw/t10k-images-idx3-ubyte/t10k-images-idx3-ubyte", "alone");
    assert_eq!(user.round_trip(&alone), [(pixels(8), vec![1, 0])]);
}

/// A picture of one colour that hides a half of what is under its left pixel and nothing of what is under the right.
fn seen_through(user: &User, path: &str, value: u8) {
    let mut picture = RgbaImage::new(2, 1);
    picture.put_pixel(0, 0, image::Rgba([value, value, value, 128]));
    picture.save(user.write(path, "")).unwrap();
}

#[test]
fn what_one_can_see_through_is_laid_on_what_was_asked_for_and_told() {
    let laid = |on: &str, values: &[u8]| {
        let user = User::new();
        for (at, value) in values.iter().enumerate() {
            seen_through(&user, &format!("d/a/{at}.png"), *value);
        }
        let request = Request {
            on: Some(on.parse().unwrap()),
            grey: true,
            ..user.request("d", "mine")
        };
        let set = user.import(&request).unwrap();
        let read = user.library().open("mine").unwrap().pixels().to_vec();
        (read, set.caveats.join("|"))
    };
    let (read, told) = laid("white", &[0]);
    assert_eq!(read, [127, 255]);
    assert!(
        told.contains("of the pictures that one can see through 1 was laid on white"),
        "{told}"
    );
    let (read, _) = laid("black", &[255]);
    assert_eq!(read, [128, 0]);
    let (read, told) = laid("auto", &[0, 255, 250]);
    assert_eq!(read, [127, 255, 128, 0, 125, 0]);
    assert!(
        told.contains("1 was laid on white and 2 were laid on black"),
        "{told}"
    );
    let user = User::new();
    seen_through(&user, "d/a/1.png", 250);
    let told = user.complaint(&user.request("d", "mine"));
    assert!(
        told.contains("its strokes are bright, which one sees on black"),
        "{told}"
    );
    let useless = Request {
        on: Some("auto".parse().unwrap()),
        ..idx_pair(&user)
    };
    assert_eq!(
        user.complaint(&useless),
        "my-images-idx3-ubyte: it is an IDX pair, and one cannot see through its pictures; omit on"
    );
}

#[test]
fn pictures_of_other_formats_are_read_or_named() {
    let user = User::new();
    for (class, file) in ["1.tif", "1.TIFF", "1.bmp", "1.pgm"]
        .into_iter()
        .enumerate()
    {
        user.draw(&format!("d/{class}/{file}"), 2, 1, &[0, 255]);
    }
    let grey = |x: u32| [x as u8 * 255; 3];
    let animated = RgbaImage::from_fn(2, 1, |x, _| {
        let [red, green, blue] = grey(x);
        image::Rgba([red, green, blue, 255])
    });
    animated.save(user.write("d/4/1.gif", "")).unwrap();
    let request = Request {
        grey: true,
        ..user.request("d", "mine")
    };
    let read = user.round_trip(&request);
    assert_eq!(read, [([0, 255].repeat(5), vec![0, 1, 2, 3, 4])]);
    user.draw("h/0/1.png", 1, 1, &[5]);
    user.write("h/0/2.heic", b"\0\0\0\x18ftypheic\0\0\0\0");
    assert_eq!(
        user.complaint(&user.request("h", "other")),
        "h/0/2.heic: it is a HEIC picture, which is not read here; save it as JPEG or PNG (an iPhone takes JPEG after \
         Settings, Camera, Formats, Most Compatible); or, to leave it out, set skip_damaged"
    );
    let alone = user.complaint(&user.request("h/0/2.heic", "other"));
    assert!(
        alone.starts_with("h/0/2.heic: it is a HEIC picture"),
        "{alone}"
    );
}
