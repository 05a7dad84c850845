//! Sets that many people have, in the form in which they are handed out; and what comes in the place of one.

use super::*;

/// A pair of IDX files by these names: two pictures of 3x2.
fn pair(user: &User, pictures: &str, labels: &str, of_labels: &[u8]) {
    user.write(pictures, gzip(&idx(&[2, 2, 3], &pixels(12))));
    user.write(labels, gzip(of_labels));
}

/// The same pictures turned: 2x3.
fn turned() -> Vec<u8> {
    let rows = pixels(12);
    [0, 3, 1, 4, 2, 5]
        .iter()
        .flat_map(|at| [rows[*at]])
        .chain([6, 9, 7, 10, 8, 11].map(|at| rows[at]))
        .collect()
}

#[test]
fn emnist_is_recognised_turned_and_told() {
    let user = User::new();
    for part in ["train", "test"] {
        let stem = format!("e/emnist-letters-{part}");
        pair(
            &user,
            &format!("{stem}-images-idx3-ubyte.gz"),
            &format!("{stem}-labels-idx1-ubyte.gz"),
            &idx(&[2], &[1, 2]),
        );
    }
    user.write("e/emnist-letters-mapping.txt", "1 65 97\n2 66 98\n");
    let set = user.import(&user.request("e", "letters")).unwrap();
    let library = user.library();
    for name in ["letters/train", "letters/test"] {
        let part = library.open(name).unwrap();
        assert_eq!(part.pixels(), turned(), "{name}");
        assert_eq!(part.shape().to_string(), "2x3x1");
        assert_eq!(part.classes(), ["no 0", "A", "B"]);
    }
    assert_eq!(set.changes, "rows and columns exchanged");
    let told = set.caveats.join("|");
    assert!(
        told.contains("it was taken for EMNIST by its name, emnist-letters-train-images-idx3-ubyte.gz, which stores rows as columns"),
        "{told}"
    );
    let left = Request {
        transpose: Some(false),
        ..user.request("e", "left")
    };
    let set = user.import(&left).unwrap();
    assert_eq!(
        user.library().open("left/train").unwrap().pixels(),
        pixels(12)
    );
    assert!(
        set.changes == "none" && set.caveats.join("|").contains("left as they are"),
        "{set:?}"
    );
}

#[test]
fn emnist_under_other_names_is_recognised_by_its_mapping() {
    let user = User::new();
    pair(
        &user,
        "m/digits-images-idx3-ubyte.gz",
        "m/digits-labels-idx1-ubyte.gz",
        &idx(&[2], &[0, 9]),
    );
    let mapping: String = (0..10)
        .map(|digit| format!("{digit} {}\n", 48 + digit))
        .collect();
    user.write("m/mapping.txt", &mapping);
    let set = user
        .import(&user.request("m/digits-images-idx3-ubyte.gz", "digits"))
        .unwrap();
    assert_eq!(user.library().open("digits").unwrap().pixels(), turned());
    assert_eq!(set.parts[0].classes.join(""), "0123456789");
    assert!(set.caveats.join("|").contains("by mapping.txt beside it"));
    user.write("m/mapping.txt", "what maps to what: see elsewhere\n");
    user.import(&user.request("m/digits-images-idx3-ubyte.gz", "other"))
        .unwrap();
    assert_eq!(user.library().open("other").unwrap().pixels(), pixels(12));
}

#[test]
fn any_pictures_are_turned_where_that_is_asked_for() {
    let user = User::new();
    let colours = RgbImage::from_raw(2, 1, vec![1, 2, 3, 4, 5, 6]).unwrap();
    colours.save(user.write("d/a/1.png", "")).unwrap();
    let request = Request {
        transpose: Some(true),
        ..user.request("d", "mine")
    };
    assert_eq!(user.round_trip(&request), [((1..=6).collect(), vec![0])]);
    assert_eq!(
        user.library().open("mine").unwrap().shape().to_string(),
        "1x2x3"
    );
}

/// QMNIST's labels of two digits.
fn qmnist_labels() -> Vec<u8> {
    let rows: [[i32; 8]; 2] = [
        [7, 0, 2300, 5, 37, 160, 0, 0],
        [2, 4, 31, 9, 32, 70_000, 0, 0],
    ];
    let mut file = vec![0, 0, 12, 2, 0, 0, 0, 2, 0, 0, 0, 8];
    file.extend(
        rows.iter()
            .flatten()
            .flat_map(|number| number.to_be_bytes()),
    );
    file
}

#[test]
fn qmnists_labels_are_read_and_its_writers_are_groups() {
    let user = User::new();
    for part in ["train", "test50k"] {
        let stem = format!("q/qmnist-{part}");
        pair(
            &user,
            &format!("{stem}-images-idx3-ubyte.gz"),
            &format!("{stem}-labels-idx2-int.gz"),
            &qmnist_labels(),
        );
    }
    let set = user.import(&user.request("q", "mine")).unwrap();
    let names: Vec<&str> = set.parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["mine/train", "mine/test50k"]);
    assert_eq!(user.library().open("mine/train").unwrap().labels(), [7, 2]);
    assert_eq!(set.parts[0].group_names(), ["writer 2300", "writer 31"]);
    let told = set.caveats.join("|");
    assert!(told.contains("the groups are the writers that QMNIST's labels name; the series of forms (groups: hsf)"), "{told}");
    let by_hsf = Request {
        groups: Some("hsf".parse().unwrap()),
        ..user.request("q/qmnist-train-images-idx3-ubyte.gz", "hsf")
    };
    let set = user.import(&by_hsf).unwrap();
    assert_eq!(set.parts[0].group_names(), ["hsf 0", "hsf 4"]);
    let useless = Request {
        groups: Some("writer".parse().unwrap()),
        name: "others".to_owned(),
        ..idx_pair(&user)
    };
    assert_eq!(
        user.complaint(&useless),
        "my-labels-idx1-ubyte: it tells no writers and no series of forms; only QMNIST's labels do; omit groups"
    );
    let mut negative = qmnist_labels();
    negative[12] = 0xff;
    user.write("q/qmnist-train-labels-idx2-int.gz", gzip(&negative));
    let told = user.complaint(&user.request("q", "other"));
    assert!(
        told.contains("q/qmnist-train-labels-idx2-int.gz, label 0: -")
            && told.contains("is no class"),
        "{told}"
    );
}

#[test]
fn files_of_several_sets_in_one_folder_are_told_apart() {
    let user = User::new();
    for set in ["emnist-digits", "emnist-letters"] {
        let stem = format!("e/{set}-train");
        pair(
            &user,
            &format!("{stem}-images-idx3-ubyte.gz"),
            &format!("{stem}-labels-idx1-ubyte.gz"),
            &idx(&[2], &[1, 2]),
        );
    }
    assert_eq!(
        user.complaint(&user.request("e", "mine")),
        "e: it has files of several sets (emnist-digits, emnist-letters); name the file of pictures of one, or put each \
         set into a folder of its own"
    );
    user.import(&user.request("e/emnist-letters-train-images-idx3-ubyte.gz", "mine"))
        .unwrap();
}

#[test]
fn a_web_page_is_called_one_whatever_it_was_saved_as() {
    let page = "this is a web page, whatever its name says: the download went wrong (a page to sign in, or one that says \
                that the file is elsewhere); open its address in a browser and download the file itself";
    for text in [
        "<!DOCTYPE html><html><body>Sign in</body></html>",
        "\u{feff}\n <HTML lang=en>",
        "<html>",
    ] {
        for bytes in [text.as_bytes().to_vec(), gzip(text.as_bytes())] {
            let user = User::new();
            for name in ["train-images-idx3-ubyte.gz", "x.npy", "t.csv", "set.npz"] {
                user.write(&format!("f/{name}"), &bytes);
            }
            for name in ["train-images-idx3-ubyte.gz", "x.npy", "t.csv", "set.npz"] {
                let told = user.complaint(&user.request(&format!("f/{name}"), "mine"));
                assert_eq!(told, format!("f/{name}: {page}"));
            }
        }
    }
    let user = User::new();
    user.write("d/a/1.png", "<html></html>");
    assert_eq!(
        user.complaint(&user.request("d", "mine")),
        format!("d/a/1.png: {page}; or, to leave it out, set skip_damaged")
    );
    user.write("p", idx(&[2, 2, 3], &pixels(12)));
    user.write("l", "<html></html>");
    let labels = Request {
        labels: Some(user.path("l")),
        ..user.request("p", "mine")
    };
    assert_eq!(user.complaint(&labels), format!("l: {page}"));
    user.write(
        "p",
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
    );
    assert_eq!(
        user.complaint(&user.request("p", "mine")),
        "p: this only points to a file that Git LFS keeps; fetch it with `git lfs pull`"
    );
}

#[test]
fn files_of_other_programs_are_named() {
    let user = User::new();
    let mut tar = vec![b'x'; 512];
    tar[257..262].copy_from_slice(b"ustar");
    for (bytes, said) in [
        (
            b"PAR1....".to_vec(),
            "it begins as a Parquet table and is none, or ends early",
        ),
        (
            b"\x89HDF\r\n\x1a\n".to_vec(),
            "it is an HDF5 file; read it in Python and save",
        ),
        (
            b"MATLAB 5.0 MAT-file".to_vec(),
            "it is a MATLAB file; read it in Python (scipy.io.loadmat) and save",
        ),
        (
            b"\x80\x04\x95".to_vec(),
            "it is a Python pickle, which only Python reads; there save",
        ),
        (gzip(&tar), "it is a TAR archive; unpack it"),
        (b"Rar!\x1a\x07".to_vec(), "it is a RAR archive; unpack it"),
    ] {
        user.write("f", bytes);
        let told = user.complaint(&user.request("f", "mine"));
        assert!(told.starts_with(&format!("f: {said}")), "{told}");
    }
}
