//! What was learned from is never called unseen: the same pictures are found in other data, also where they were stored
//! again, and are told with their number wherever a network is measured; what is damaged is told all at once.

use super::command::{failed, mindgap, succeeded};
use super::*;
use mindgap::dataset::{PictureIndex, Split};

/// Some of MNIST's training digits, as pictures in a folder with a sub-folder a class.
fn digits(
    user: &User,
    folder: &str,
    places: std::ops::Range<usize>,
    store: impl Fn(&GrayImage, PathBuf),
) {
    let train = Library::builtin().open("mnist/train").unwrap();
    for place in places {
        let pixels = train.picture(place).unwrap().to_vec();
        let picture = GrayImage::from_raw(28, 28, pixels).unwrap();
        let label = train.label(place).unwrap();
        let path = user.write(&format!("{folder}/{label}/{place:05}.png"), "");
        fs::remove_file(&path).unwrap();
        store(&picture, path);
    }
}

fn as_it_is(picture: &GrayImage, path: PathBuf) {
    picture.save(path).unwrap();
}

fn as_jpeg(picture: &GrayImage, path: PathBuf) {
    picture.save(path.with_extension("jpg")).unwrap();
}

fn brighter(picture: &GrayImage, path: PathBuf) {
    let mut picture = picture.clone();
    picture
        .iter_mut()
        .for_each(|level| *level = level.saturating_add(6));
    picture.save(path).unwrap();
}

/// Of 60 to learn from, 5 are in the test as they are, 4 as JPEG and 3 brighter; 30 others are there only.
fn leaky(user: &User) -> String {
    digits(user, "own/train", 0..60, as_it_is);
    digits(user, "own/test", 0..5, as_it_is);
    digits(user, "own/test", 10..14, as_jpeg);
    digits(user, "own/test", 20..23, brighter);
    digits(user, "own/test", 100..130, as_it_is);
    user.path("own").display().to_string()
}

/// One line, as it was before it was broken.
fn unbroken(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const LEAK: &str = "12 of the 42 pictures of own/test are in own/train too (7 of them only nearly the same: stored again, \
                    brighter or darker), so own/test is no clean test of what learned from own/train; take them out of \
                    one of the two";

#[test]
fn pictures_that_are_in_two_parts_are_told_at_import_and_whenever_the_set_is_verified() {
    let user = User::new();
    let path = leaky(&user);
    let said = succeeded(
        &user,
        &["data", "import", &path, "--name", "own", "--inputs", "real"],
    );
    assert!(unbroken(&said).contains(LEAK), "{said}");
    let verified = succeeded(&user, &["data", "verify", "own"]);
    assert!(
        unbroken(&verified).contains(&format!("own: {LEAK}")),
        "{verified}"
    );
    let line = succeeded(&user, &["data", "verify", "own", "--json"]);
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["remarks"], serde_json::json!([format!("own: {LEAK}")]));
    assert_eq!(line["errors"], 0);
}

#[test]
fn what_a_run_has_seen_of_a_slice_is_told_with_its_number() {
    let user = User::new();
    let path = leaky(&user);
    succeeded(
        &user,
        &["data", "import", &path, "--name", "own", "--inputs", "real"],
    );
    let train = [
        "train",
        "--data",
        "own",
        "--validation",
        "10",
        "--epochs",
        "1",
        "--model",
        "linear",
        "--quiet",
    ];
    let run = succeeded(&user, &train);
    let reveal = [
        "reveal",
        "--run",
        run.trim(),
        "--slice",
        "own/test",
        "--slice",
        "own/train",
        "--slice",
        "mnist/train@1-200+fog:2",
    ];
    let (code, out, err) = mindgap(&user, &[&reveal[..], &["--json"]].concat());
    assert_eq!(code, Some(0), "{err}");
    let seen: Vec<serde_json::Value> = out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["seen"].clone())
        .collect();
    let count = |slice: usize, what: &str| seen[slice][what].as_u64().unwrap();
    // Ten of the sixty are for validation.
    assert_eq!(count(0, "learned") + count(0, "validated"), 12);
    assert_eq!((count(1, "learned"), count(1, "validated")), (50, 10));
    // The same pictures under another name, which a program alters afterwards.
    assert_eq!(
        (count(2, "n"), count(2, "learned"), count(2, "validated")),
        (200, 50, 10)
    );
    assert_eq!(count(2, "nearly"), 0);
    let learned = format!(
        "own/test ({} of 42 pictures were learned from",
        count(0, "learned")
    );
    assert!(
        err.contains("this run: Seen in training, so no test: ") && err.contains(&learned),
        "{err}"
    );
    assert!(
        err.contains(
            "own/train (50 of 60 pictures were learned from, 10 of 60 were validation pictures)"
        ),
        "{err}"
    );
}

#[test]
fn what_is_mixed_in_and_what_ancestors_learned_from_was_seen_too() {
    let user = User::new();
    digits(&user, "one/train", 0..40, as_it_is);
    digits(&user, "other/train", 200..240, as_it_is);
    for name in ["one", "other"] {
        let path = user.path(name).display().to_string();
        succeeded(
            &user,
            &["data", "import", &path, "--name", name, "--inputs", "real"],
        );
    }
    let train = [
        "train",
        "--validation",
        "0",
        "--epochs",
        "1",
        "--model",
        "linear",
        "--quiet",
        "--data",
        "one",
    ];
    let mixed = succeeded(
        &user,
        &[&train[..], &["--augment", "mix:other/train"]].concat(),
    );
    let seen = |run: &str, slice: &str| {
        let line = succeeded(
            &user,
            &["reveal", "--run", run.trim(), "--slice", slice, "--json"],
        );
        let line: serde_json::Value = serde_json::from_str(&line).unwrap();
        line["seen"]["learned"].as_u64().unwrap()
    };
    assert_eq!(seen(&mixed, "other/train"), 40);
    assert_eq!(seen(&mixed, "mnist/train@201-300"), 40);
    let plain = succeeded(&user, &train);
    assert_eq!(seen(&plain, "other/train"), 0);
    let from = [
        "train",
        "--from",
        plain.trim(),
        "--epochs",
        "1",
        "--data",
        "pendigits",
        "--take",
        "10",
    ];
    let tuned = succeeded(&user, &[&from[..], &["--json"]].concat());
    let last = tuned.lines().last().unwrap();
    let last: serde_json::Value = serde_json::from_str(last).unwrap();
    let run = last["runs"][0].as_str().unwrap().to_owned();
    assert_eq!(seen(&run, "one/train"), 40);
    assert_eq!(seen(&run, "pendigits@learn"), 10);
    assert_eq!(seen(&run, "pendigits@apart"), 0);
}

#[test]
fn different_pictures_are_not_taken_for_the_same() {
    let library = Library::builtin();
    let split = |name: &str| Split::whole(library.open(name).unwrap());
    let found = |of: &str, among: &str| {
        let index = PictureIndex::of(vec![split(among)]);
        let found = index.find(&split(of)).into_iter().flatten();
        let (exact, near): (Vec<_>, Vec<_>) = found.partition(|duplicate| duplicate.is_exact);
        (exact.len(), near.len())
    };
    assert_eq!(found("mnist/test", "mnist/train"), (0, 0));
    assert_eq!(found("cifar10/test", "cifar10/train"), (0, 0));
    assert_eq!(found("pendigits", "optdigits"), (0, 0));
    assert_eq!(found("fonts/reserved", "fonts/open"), (0, 0));
    // These show the same piece of clothing; they were looked at one by one.
    assert_eq!(found("fashion-mnist/test", "fashion-mnist/train"), (0, 14));
    assert_eq!(found("mnist/test", "mnist/test"), (10_000, 0));
}

#[test]
fn classes_that_only_one_part_has_are_told() {
    let user = User::new();
    for (part, class, level) in [
        ("train", "a", 10),
        ("train", "b", 90),
        ("test", "b", 120),
        ("test", "c", 200),
    ] {
        user.draw(
            &format!("own/{part}/{class}/1.png"),
            2,
            2,
            &[level, 0, 0, 255],
        );
    }
    let set = user.import(&user.request("own", "own")).unwrap();
    let told = set.caveats.join("\n");
    assert!(
        told.contains("own/test has no picture of a, which own/train has"),
        "{told}"
    );
    assert!(
        told.contains("own/test has pictures of c, and own/train has none"),
        "{told}"
    );
}

#[test]
fn equal_pictures_of_a_set_without_parts_are_on_one_side() {
    let user = User::new();
    digits(&user, "own", 0..30, as_it_is);
    for label in 0..10 {
        let Ok(entries) = fs::read_dir(user.path(&format!("own/{label}"))) else {
            continue;
        };
        for entry in entries.collect::<Vec<_>>() {
            let path = entry.unwrap().path();
            fs::copy(&path, path.with_extension("copy.png")).unwrap();
        }
    }
    let path = user.path("own").display().to_string();
    let said = unbroken(&succeeded(
        &user,
        &["data", "import", &path, "--name", "own"],
    ));
    assert!(
        said.contains("30 of the 60 pictures are there already, byte by byte"),
        "{said}"
    );
    assert!(
        said.contains("It has no part to test on: train --data own@learn learns from "),
        "{said}"
    );
    let library = user.library();
    let side = |name: &str| library.select(&name.parse().unwrap()).unwrap();
    let (learn, apart) = (side("own@learn"), side("own@apart"));
    assert_eq!(learn.len() + apart.len(), 60);
    assert!(
        learn.len() >= 20 && apart.len() >= 20,
        "{} {}",
        learn.len(),
        apart.len()
    );
    let index = PictureIndex::of(vec![learn]);
    assert_eq!(index.find(&apart).into_iter().flatten().count(), 0);
    // And a run that learned from one side is measured on the other where nobody says.
    let train = [
        "train",
        "--data",
        "own@learn",
        "--validation",
        "0",
        "--epochs",
        "1",
        "--model",
        "linear",
        "--quiet",
    ];
    succeeded(&user, &train);
    let line = succeeded(&user, &["reveal", "--json"]);
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(
        (&line["slice"], &line["seen"]["learned"]),
        (&"own@apart".into(), &0.into())
    );
}

/// Thirty pictures, of which twelve are cut in the middle, and a text among them.
fn damaged(user: &User) -> String {
    digits(user, "own", 0..30, as_it_is);
    digits(user, "own", 30..42, |picture, path| {
        picture.save(&path).unwrap();
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    });
    user.write("own/3/notes.txt", "not a picture");
    user.path("own").display().to_string()
}

#[test]
fn all_damaged_pictures_are_told_at_once_and_left_out_only_if_that_is_asked_for() {
    let user = User::new();
    let path = damaged(&user);
    let import = ["data", "import", &path, "--name", "own"];
    let told = failed(&user, &import);
    assert!(
        told.contains("13 pictures or rows cannot be imported, of which 10 are named; "),
        "{told}"
    );
    assert_eq!(told.matches("mindgap: own/").count(), 10, "{told}");
    assert!(
        told.ends_with("to leave out what is damaged, set --skip-damaged\n"),
        "{told}"
    );
    assert!(user.left().is_empty());
    let said = unbroken(&succeeded(
        &user,
        &[&import[..], &["--skip-damaged"]].concat(),
    ));
    assert!(said.contains("own 30 of 28x28x1"), "{said}");
    assert!(
        said.contains("At import, 13 damaged pictures or rows were left out: ")
            && said.contains("and 3 more."),
        "{said}"
    );
    let listed = unbroken(&succeeded(&user, &["data", "list"]));
    assert!(
        listed.contains("13 damaged pictures or rows were left out"),
        "{listed}"
    );
}

#[test]
fn all_bad_cells_of_a_table_are_told_with_line_and_column() {
    let user = User::new();
    user.write(
        "own.csv",
        "label,a,b,c,d\n1,0,255,x,4\n0,5,6,7,8\nseven,9,300,11,12\n1,1,2,3\n1,200,2,3,4\n",
    );
    let request = user.request("own.csv", "own");
    let told = user.complaint(&request);
    for place in [
        "own.csv, line 2: column 4: the pixel is \"x\"",
        "own.csv, line 4: column 1: \"seven\" is no label",
        "own.csv, line 4: column 3: the pixel is \"300\"",
        "own.csv, line 5: the row has 4 columns",
    ] {
        assert!(told.contains(place), "{told}");
    }
    assert!(
        told.starts_with("4 pictures or rows cannot be imported:\n"),
        "{told}"
    );
    let set = user
        .import(&Request {
            skip_damaged: true,
            ..request
        })
        .unwrap();
    assert_eq!(set.parts[0].count, 2);
    let told = set.caveats.join("\n");
    assert!(told.contains("3 damaged pictures or rows were left out: own.csv, line 2; own.csv, line 4; own.csv, line 5"), "{told}");
}

#[test]
fn what_is_wrong_with_all_of_it_ends_the_search() {
    let user = User::new();
    let rows: String = (0..3_000)
        .map(|row| format!("{},0,255,x,75\n", row % 10))
        .collect();
    user.write("own.csv", format!("label,a,b,c,d\n{rows}"));
    let told = user.complaint(&user.request("own.csv", "own"));
    assert!(
        told.starts_with(
            "1000 pictures or rows, and perhaps more of which nobody looked at any, cannot"
        ),
        "{told}"
    );
    // What is on another scale is no damage, and told once.
    let shares = rows.replace("0,255,x,75", "0,0.25,1,0.5");
    user.write("own.csv", format!("label,a,b,c,d\n{shares}"));
    assert_eq!(
        user.complaint(&user.request("own.csv", "own")),
        "own.csv, line 2: column 3: the pixel is \"0.25\", which is no whole number from 0 to 255; for the values of \
         black and white, set range, such as range: 0..1"
    );
}
