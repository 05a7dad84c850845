//! The real command: its arguments, its output, its exit codes.

use super::*;

/// How a command ended and what it wrote.
pub(super) fn mindgap(user: &User, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(cargo_bin!("mindgap"));
    command
        .env_remove("MINDGAP_DATA_DIR")
        .env("COLUMNS", "80")
        .args(arguments)
        .arg("--data-dir")
        .arg(user.path("home"));
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text = |bytes: Vec<u8>| user.shorten(&String::from_utf8(bytes).unwrap());
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[track_caller]
pub(super) fn succeeded(user: &User, arguments: &[&str]) -> String {
    let (code, out, err) = mindgap(user, arguments);
    assert_eq!(code, Some(0), "{err}");
    out
}

#[track_caller]
pub(super) fn failed(user: &User, arguments: &[&str]) -> String {
    let (code, _, err) = mindgap(user, arguments);
    assert!(matches!(code, Some(1 | 2)), "{code:?} {err}");
    assert!(!err.contains("panicked"), "{err}");
    err
}

/// 60 pictures of 28x28: class 0 is bright on the left, class 1 on the right.
fn halves(user: &User) -> String {
    let bright = |label: usize, at: usize| (at % 28 < 14) == (label == 0);
    let pictures = (0..60).flat_map(|picture| {
        (0..784).map(move |at| {
            if bright(picture % 2, at) {
                200 + picture as u8 % 50
            } else {
                0
            }
        })
    });
    let pictures: Vec<u8> = pictures.collect();
    user.write("halves-images", idx(&[60, 28, 28], &pictures));
    let labels: Vec<u8> = (0..60).map(|picture| picture % 2).collect();
    user.write("halves-labels", idx(&[60], &labels));
    user.path("halves-images").display().to_string()
}

#[test]
fn imports_lists_trains_measures_and_removes() {
    let user = User::new();
    let path = halves(&user);
    let said = succeeded(
        &user,
        &[
            "data",
            "import",
            &path,
            "--name",
            "halves",
            "--licence",
            "mine",
            "--inputs",
            "rendered",
        ],
    );
    assert!(said.starts_with("imported halves\n  halves "), "{said}");
    assert!(
        said.contains("60 of 28x28x1, 2 classes, rendered, digest "),
        "{said}"
    );
    let listed = succeeded(&user, &["data", "list"]);
    assert!(listed.contains("halves (halves)") && listed.contains("\n  licence  mine\n"));
    assert!(listed.lines().all(|line| line.chars().count() <= 80));

    let train = ["train", "--data", "halves", "--model", "linear", "--quiet"];
    let few = failed(&user, &train);
    assert!(few.contains("halves") && few.contains("60"), "{few}");
    let validated = [&train[..], &["--validation", "20", "--epochs", "3"]].concat();
    let run = succeeded(&user, &validated);
    let revealed = succeeded(
        &user,
        &[
            "reveal",
            "--run",
            run.trim(),
            "--slice",
            "halves",
            "--slice",
            "halves:1",
            "--json",
        ],
    );
    let slices: Vec<serde_json::Value> = revealed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        (slices[0]["n"].as_u64(), slices[1]["n"].as_u64()),
        (Some(60), Some(30))
    );
    assert_eq!(slices[0]["inputs"], "rendered");
    assert_eq!(
        slices[0]["accuracy"].as_f64(),
        Some(1.0),
        "a line tells them apart"
    );
    let (_, _, err) = mindgap(&user, &["reveal", "--slice", "halves:1"]);
    assert!(
        err.starts_with("mindgap: this run: Seen in training, so no test: halves:1 (21 of 30 pictures were learned from"),
        "{err}"
    );
    let none = failed(&user, &["reveal"]);
    assert!(
        none.contains("halves has no test part") && none.contains("--slice"),
        "{none}"
    );
    let other = failed(&user, &["reveal", "--slice", "mnist/test"]);
    assert!(other.contains("classes"), "{other}");

    succeeded(&user, &["data", "remove", "halves"]);
    let gone = failed(&user, &["reveal", "--slice", "halves"]);
    assert!(gone.contains("there is no data called halves"), "{gone}");
    assert_eq!(user.left(), Vec::<String>::new());
}

#[test]
fn verifies_and_lists_what_is_damaged() {
    let user = User::new();
    let path = halves(&user);
    succeeded(
        &user,
        &["data", "import", &path, "--name", "halves", "--quiet"],
    );
    succeeded(&user, &["data", "verify", "halves", "--quiet"]);
    user.write("home/sets/halves/labels.idx.gz", "no labels");
    let (code, out, _) = mindgap(&user, &["data", "verify", "halves"]);
    assert_eq!(code, Some(1));
    assert!(
        out.starts_with("halves/labels.idx.gz: it has 9 bytes instead of "),
        "{out}"
    );
    user.write("home/sets/halves/set.yaml", "");
    let (code, out, err) = mindgap(&user, &["data", "list", "--json"]);
    assert_eq!(code, Some(1));
    let lines = out.lines().map(|line| serde_json::from_str(line).unwrap());
    let (sets, errors): (Vec<serde_json::Value>, Vec<_>) =
        lines.partition(|line: &serde_json::Value| line["event"] == "set");
    assert_eq!(sets.len(), Catalogue::builtin().sets.len());
    assert_eq!((errors.len(), &errors[0]["event"]), (1, &"error".into()));
    assert_eq!(errors[0]["subject"], "halves");
    let told = errors[0]["error"].as_str().unwrap();
    assert!(told.contains("mindgap data remove halves"), "{told}");
    assert!(err.is_empty(), "{err}");
    let train = failed(&user, &["train", "--data", "halves"]);
    assert!(
        train.contains("the imported set halves cannot be read"),
        "{train}"
    );
}

#[test]
fn says_what_it_can() {
    let user = User::new();
    let help = succeeded(&user, &["data", "import", "--help"]);
    for option in [
        "--name",
        "--labels",
        "--classes",
        "--licence",
        "--origin",
        "--inputs",
        "--shape",
        "--label-column",
        "--fit",
        "--grey",
        "--invert",
        "--transpose",
        "--range",
        "--on",
        "--groups",
        "--json",
        "--quiet",
    ] {
        assert!(help.contains(option), "{option}");
    }
    let path = halves(&user);
    let wrong = failed(&user, &["data", "import", &path, "--name", "mnist"]);
    assert_eq!(
        wrong,
        "mindgap: --name mnist: mindgap ships data of this name, which would be hidden; choose \
         another name\n"
    );
    let wrong = failed(
        &user,
        &["data", "import", &path, "--name", "a", "--fit", "0x9"],
    );
    assert!(wrong.contains("write a size such as 28x28"), "{wrong}");
}

#[test]
fn what_a_message_advises_is_a_command_that_works() {
    let user = User::new();
    let path = |name: &str| user.path(name).display().to_string();
    let import = |path: &str, name: &str, more: &[&str]| {
        let more: Vec<String> = more.iter().map(|word| (*word).to_owned()).collect();
        [
            vec![
                "data".to_owned(),
                "import".to_owned(),
                path.to_owned(),
                "--name".to_owned(),
                name.to_owned(),
            ],
            more,
        ]
        .concat()
    };
    let run = |words: &[String]| {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        mindgap(&user, &words)
    };
    // What stands behind "set" up to the next comma, and then the example behind "such as".
    let advised = |told: &str| -> Vec<String> {
        let example = told.rsplit_once("such as ").unwrap().1.trim();
        let words = example
            .split(' ')
            .map(|word| match word.starts_with("set.npz") {
                true => path(word),
                false => word.to_owned(),
            });
        words.collect()
    };
    user.write("labels.txt", "0\n1\n");
    user.write(
        "deep.npy",
        npy("'<i2'", "False", "(2, 1, 1)", &[0, 0xfe, 0, 1]),
    );
    user.write("flat.npy", npy_u8("(2, 4)", &pixels(8)));
    user.write("shares.csv", "label,a,b,c,d\n1,-1,0.5,1,0.25\n0,1,1,0,0\n");
    user.write("last.csv", "7,1,2,3,0\n7,5,6,7,1\n");
    user.draw("classes/a/1.png", 600, 1, &[9; 600]);
    let opaque = GrayAlphaImage::from_pixel(1, 1, LumaA([9, 254]));
    opaque.save(user.write("through/a/1.png", "")).unwrap();
    let labels = path("labels.txt");
    let with_labels = ["--labels", labels.as_str()];
    for (file, more) in [
        ("deep.npy", &with_labels[..]),
        ("flat.npy", &with_labels[..]),
        ("shares.csv", &[]),
        ("last.csv", &[]),
        ("classes", &[]),
        ("through", &[]),
    ] {
        let name = file.replace('.', "-");
        let first = import(&path(file), &name, more);
        let (code, _, told) = run(&first);
        assert_eq!(code, Some(1), "{told}");
        let (code, out, again) = run(&[first, advised(&told)].concat());
        assert_eq!(code, Some(0), "{told} {again}");
        assert!(out.starts_with(&format!("imported {name}")), "{out}");
    }
}

#[test]
fn a_set_in_three_parts_is_told_part_by_part() {
    let user = User::new();
    let array = |n: usize| npy_u8(&format!("({n}, 2, 2)"), &vec![200; n * 4]);
    let labels = |n: u8| npy_u8(&format!("({n}, 1)"), &(0..n).collect::<Vec<u8>>());
    let archive = [
        ("train_images.npy", array(3)),
        ("train_labels.npy", labels(3)),
        ("val_images.npy", array(2)),
        ("val_labels.npy", labels(2)),
        ("test_images.npy", array(1)),
        ("test_labels.npy", labels(1)),
    ];
    let path = user
        .write("med.npz", zip(&archive, true))
        .display()
        .to_string();
    let said = succeeded(
        &user,
        &["data", "import", &path, "--name", "med", "--transpose"],
    );
    for part in ["med/train ", "med/validation ", "med/test "] {
        assert!(said.contains(part), "{said}");
    }
    let json = succeeded(
        &user,
        &[
            "data",
            "import",
            &path,
            "--name",
            "again",
            "--transpose=no",
            "--json",
        ],
    );
    let line: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(line["parts"].as_array().map(Vec::len), Some(3), "{line}");
    let wrong = failed(
        &user,
        &[
            "data", "import", &path, "--name", "other", "--range", "1..0",
        ],
    );
    assert!(wrong.contains("such as 0..1 or -1..1"), "{wrong}");
}

#[test]
#[cfg(unix)]
fn names_what_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let user = User::new();
    let path = halves(&user);
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(Path::new(&path), 0o000);
    mode(user.folder.path(), 0o777);
    let mut command = Command::new(cargo_bin!("mindgap"));
    command.args(["data", "import", &path, "--name", "halves", "--data-dir"]);
    command.arg(user.path("home")).stdin(Stdio::null());
    if fs::read(&path).is_ok() {
        // Who may read everything, as root may, has to be somebody else.
        command.uid(65_534);
    }
    let Ok(output) = command.output() else {
        // That somebody may not start the program.
        return;
    };
    let said = user.shorten(&String::from_utf8(output.stderr).unwrap());
    assert_eq!(
        said,
        "mindgap: halves-images cannot be read: Permission denied (os error 13); check that you \
         may read it\n"
    );
}

#[test]
fn groups_beside_the_pictures_are_kept_and_the_interval_is_over_them() {
    let user = User::new();
    let path = halves(&user);
    // Twelve writers of five pictures each, one after the other.
    let groups: String = (0..60).map(|at| format!("writer {}\n", at / 5)).collect();
    user.write("halves-groups.txt", &groups);
    let out = succeeded(&user, &["data", "import", &path, "--name", "halves"]);
    assert!(out.contains("    12 groups"), "{out}");
    let (code, _, err) = mindgap(
        &user,
        &[
            "train",
            "--data",
            "halves",
            "--validation",
            "10",
            "--train",
            "20",
            "--epochs",
            "1",
            "--model",
            "linear",
            "--quiet",
        ],
    );
    assert_eq!(code, Some(0), "{err}");
    let reveal = ["reveal", "--slice", "halves", "--details", "--json"];
    let line: serde_json::Value = serde_json::from_str(&succeeded(&user, &reveal)).unwrap();
    assert_eq!(line["clustered"]["groups"], 12);
    assert_eq!(line["details"]["groups"].as_array().unwrap().len(), 12);
    // What the run learned from is no test.
    assert_eq!(line["looks"], serde_json::Value::Null);

    user.write("halves-groups.txt", "one\ntwo\n");
    let err = failed(&user, &["data", "import", &path, "--name", "again"]);
    assert!(
        err.contains("halves-groups.txt") && err.contains("2 lines"),
        "{err}"
    );
    user.write("halves-groups.txt", groups.replace("writer 7", " "));
    let err = failed(&user, &["data", "import", &path, "--name", "again"]);
    assert!(
        err.contains("line 36") && err.contains("no name of a group"),
        "{err}"
    );
}
