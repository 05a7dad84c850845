//! What is wrong with a file or an option is said with the place and the remedy.

use super::*;

const AGAIN: &str = "copy or download it again";

fn of_folder(fill: impl FnOnce(&User)) -> String {
    let user = User::new();
    fs::create_dir(user.path("d")).unwrap();
    fill(&user);
    user.complaint(&user.request("d", "mine"))
}

#[test]
fn of_idx_files() {
    let user = User::new();
    let request = idx_pair(&user);
    let whole = idx(&[4, 2, 3], &pixels(24));
    let pictures = |bytes: &[u8]| {
        user.write("my-images-idx3-ubyte", bytes);
        user.complaint(&request)
    };
    assert_eq!(
        pictures(&[&[0, 0, 13, 3], &whole[4..]].concat()),
        "my-images-idx3-ubyte: it begins with 00000d03, which is no kind of file that can be \
         imported; there are IDX, NPY, NPZ, CSV, Parquet, PNG, JPEG and WebP files, and \
         folders of pictures with a sub-folder a class"
    );
    assert_eq!(
        pictures(&whole[..30]),
        format!("my-images-idx3-ubyte: the file ends after 30 bytes, within picture 2; {AGAIN}")
    );
    assert_eq!(
        pictures(&whole[..10]),
        format!("my-images-idx3-ubyte: the file ends after 10 bytes, within its header; {AGAIN}")
    );
    assert_eq!(
        pictures(&[&whole[..], &[7]].concat()),
        format!("my-images-idx3-ubyte: the file goes on after its 4 pictures, at byte 40; {AGAIN}")
    );
    let packed = gzip(&whole);
    let cut = pictures(&packed[..packed.len() - 9]);
    assert!(
        cut.starts_with("my-images-idx3-ubyte: it cannot be unpacked after "),
        "{cut}"
    );
    assert!(cut.ends_with(AGAIN), "{cut}");
    assert_eq!(
        pictures(&idx(&[3, 2, 3], &pixels(18))),
        "my-labels-idx1-ubyte: it has 4 labels, but my-images-idx3-ubyte has 3 pictures; give \
         the two files that belong together"
    );
    assert_eq!(
        pictures(&idx(&[4, 0, 3], &[])),
        "my-images-idx3-ubyte: its pictures are 3x0x1; there must be pixels, of 1 or 3 channels"
    );
    assert_eq!(
        pictures(&idx(&[u32::MAX, 28, 28], &[])),
        "my-images-idx3-ubyte: it has 4294967295 pictures or more, and 1000000 are the most; \
         import a part of them"
    );
    let labels = user.request("my-labels-idx1-ubyte", "mine");
    assert_eq!(
        user.complaint(&labels),
        "my-labels-idx1-ubyte: it holds labels, not pictures; name the file of pictures instead; \
         for these labels, set labels"
    );
    fs::remove_file(user.path("my-labels-idx1-ubyte")).unwrap();
    assert_eq!(
        pictures(&whole),
        "my-images-idx3-ubyte: it is an IDX file of pictures, and there is no \
         my-labels-idx1-ubyte beside it; for its file of labels, set labels"
    );
}

#[test]
fn of_a_label_that_is_no_class() {
    let user = User::new();
    let request = Request {
        classes: Some(vec!["a".to_owned(), "b".to_owned()]),
        ..idx_pair(&user)
    };
    assert_eq!(
        user.complaint(&request),
        "my-images-idx3-ubyte, picture 1: its label is 2, and the classes are a,b, so labels go \
         from 0 to 1; correct the label; or name all classes: set classes"
    );
}

#[test]
fn of_folders() {
    assert_eq!(
        of_folder(|_| ()),
        "d: the folder is empty; name one with a sub-folder a class"
    );
    assert_eq!(
        of_folder(|user| user.draw("d/1.png", 1, 1, &[1])),
        "d: it has files but no sub-folders; put the pictures of each class into a sub-folder \
         called as the class, or name one of the files; no picture among them shows a sheet of `mindgap sheet`"
    );
    assert_eq!(
        of_folder(|user| {
            user.draw("d/a/1.png", 1, 1, &[1]);
            fs::create_dir(user.path("d/b")).unwrap();
        }),
        "d/b: the folder is empty; put this class's pictures into it or take it away"
    );
    assert_eq!(
        of_folder(|user| {
            user.draw("d/a/1.png", 3, 2, &[1; 6]);
            user.draw("d/b/1.png", 2, 3, &[1; 6]);
        }),
        "d/b/1.png: the picture is 2x3x1, and those before it are 3x2x1; set fit, such as fit: \
         28x28"
    );
    // All of them are told.
    assert_eq!(
        of_folder(|user| {
            user.draw("d/a/1.png", 3, 2, &[1; 6]);
            user.draw("d/b/1.png", 2, 3, &[1; 6]);
            user.draw("d/b/2.png", 3, 2, &[1; 6]);
            user.draw("d/b/3.png", 1, 1, &[1]);
        }),
        "2 pictures or rows cannot be imported:\n  d/b/1.png: the picture is 2x3x1, and those before it are 3x2x1; set \
         fit, such as fit: 28x28\n  d/b/3.png: the picture is 1x1x1, and those before it are 3x2x1; set fit, such as fit: \
         28x28"
    );
    assert_eq!(
        of_folder(|user| {
            user.draw("d/a/1.png", 1, 1, &[1]);
            let path = user.write("d/b/1.png", "");
            RgbImage::new(1, 1).save(path).unwrap();
        }),
        "d/b/1.png: the picture is 1x1x3, and those before it are 1x1x1, so some have colours \
         and some have none; set grey"
    );
    assert_eq!(
        of_folder(|user| {
            user.draw("d/a/1.png", 1, 1, &[1]);
            user.write("d/a/notes.txt", "");
        }),
        "d/a/notes.txt: it is no picture that is read here (PNG, JPEG, WebP, GIF, BMP, PNM and TIFF); take it out of the \
         folder; or, to leave it out, set skip_damaged"
    );
    assert_eq!(
        of_folder(|user| {
            user.draw("d/a/b/1.png", 1, 1, &[1]);
            user.draw("d/a/1.png", 1, 1, &[1]);
        }),
        "d/a/b: it is a folder inside a class's folder; put the pictures of a class side by side"
    );
    assert_eq!(
        of_folder(|user| {
            let seen_through = GrayAlphaImage::from_pixel(1, 1, LumaA([9, 254]));
            seen_through.save(user.write("d/a/1.png", "")).unwrap();
        }),
        "d/a/1.png: one can see through it, and nobody knows onto what (its strokes are dark, which one sees on white); \
         save it without transparency; or, to lay it on white, black, or what its strokes are seen on, set on, such as \
         on: auto"
    );
    assert_eq!(
        of_folder(|user| user.draw("d/a/1.png", 600, 1, &[1; 600])),
        "d/a/1.png: it is 600x1 pixels, and a side may have 512; to have it made smaller, set fit, \
         such as fit: 28x28"
    );
    let damaged = of_folder(|user| {
        user.draw("d/a/1.png", 9, 9, &pixels(81));
        let bytes = fs::read(user.path("d/a/1.png")).unwrap();
        user.write("d/a/1.png", &bytes[..bytes.len() / 2]);
    });
    assert!(
        damaged.starts_with("d/a/1.png: it cannot be decoded ("),
        "{damaged}"
    );
    assert!(
        damaged.ends_with("); save it again; or, to leave it out, set skip_damaged"),
        "{damaged}"
    );
    let user = User::new();
    user.draw("d/one/1.png", 1, 1, &[1]);
    let request = Request {
        classes: Some(vec!["zero".to_owned()]),
        ..user.request("d", "mine")
    };
    assert_eq!(
        user.complaint(&request),
        "d/one: no class is called one, and those that were named are zero; for a class to each \
         folder, set classes"
    );
    let request = Request {
        fit: Some(Fit::Mnistify),
        ..user.request("d", "mine")
    };
    assert_eq!(
        user.complaint(&request),
        "d/one/1.png: it has no ink brighter than half of white; if its ink is dark, set invert"
    );
}

#[test]
fn of_mnist_c_that_is_not_whole() {
    let said = of_folder(|user| {
        user.write("d/fog/test_images.npy", npy_u8("(1, 1, 1)", &[1]));
    });
    assert_eq!(said, "d/fog/test_labels.npy is not there: check the path");
}

#[test]
fn of_sheets() {
    let user = User::new();
    user.draw("s.png", 6, 4, &pixels(24));
    let cut = |shape: Option<&str>| {
        user.complaint(&Request {
            shape: shape.map(|shape| shape.parse().unwrap()),
            ..user.request("s.png", "mine")
        })
    };
    assert_eq!(
        cut(None),
        "s.png: it is a sheet of pictures, and nothing tells how wide and high one of them is (and no \
         corner of a sheet of `mindgap sheet` can be read in it); set shape, such as shape: 28x28"
    );
    assert_eq!(
        cut(Some("4x4")),
        "s.png: 6x4 pixels are no whole number of pictures of 4x4; leave no gaps between them; or \
         give their true size: set shape"
    );
    assert_eq!(
        cut(Some("2x2")),
        "s.png: the sheet has 2 rows of 3 pictures; if each row is one class, name 2 classes; for a \
         label to each picture, row by row, set labels"
    );
}

#[test]
fn of_paths_and_names() {
    let user = User::new();
    assert_eq!(
        user.complaint(&user.request("nowhere", "mine")),
        "nowhere is not there: check the path"
    );
    user.write("a.zip", b"PK\x03\x04");
    assert_eq!(
        user.complaint(&user.request("a.zip", "mine")),
        "a.zip: it begins as a ZIP archive and is none, or ends early; copy or download it again"
    );
    for shipped in ["mnist", "photos"] {
        let request = Request {
            name: shipped.to_owned(),
            ..idx_pair(&user)
        };
        assert_eq!(
            user.complaint(&request),
            format!(
                "name {shipped}: mindgap ships data of this name, which would be hidden; \
                 choose another name"
            )
        );
    }
    for name in ["", "..", "a/b", "a:1", "Mine", "a b", "ä"] {
        let request = Request {
            name: name.to_owned(),
            ..idx_pair(&user)
        };
        assert_eq!(
            user.complaint(&request),
            format!(
                "name {name}: a name has up to 64 lower-case letters, digits, -, _ and ., and \
                 begins with a letter or digit; choose such a name"
            )
        );
    }
    user.import(&idx_pair(&user)).unwrap();
    assert_eq!(
        user.complaint(&idx_pair(&user)),
        "name mine: there is an imported set of this name; choose another one, or take it away \
         with `mindgap data remove mine`"
    );
    let twice = Request {
        classes: Some(vec!["a".to_owned(), "a".to_owned()]),
        name: "other".to_owned(),
        ..idx_pair(&user)
    };
    assert_eq!(
        user.complaint(&twice),
        "classes a,a: two classes have one name; give each its own"
    );
}

#[test]
fn of_options_that_are_of_no_use() {
    let user = User::new();
    let size = Some("3x2".parse().unwrap());
    let sized = Request {
        shape: size,
        ..idx_pair(&user)
    };
    assert_eq!(
        user.complaint(&sized),
        "my-images-idx3-ubyte: it is an IDX pair, and its files tell the size of the pictures; omit \
         shape"
    );
    let columned = Request {
        label_column: Some(LabelColumn::Last),
        ..idx_pair(&user)
    };
    assert_eq!(
        user.complaint(&columned),
        "my-images-idx3-ubyte: it is an IDX pair, and only a CSV table has columns; omit \
         label_column"
    );
    user.write("t.csv", table(&ROWS));
    let labelled = Request {
        labels: Some(user.path("t.csv")),
        ..user.request("t.csv", "mine")
    };
    assert_eq!(
        user.complaint(&labelled),
        "t.csv, line 1: its labels are one of its columns; omit labels"
    );
    let turned = Request {
        shape: Some("2x3".parse().unwrap()),
        ..npy_pair(&user)
    };
    assert_eq!(
        user.complaint(&turned),
        "x.npy: its pictures are 3x2x1, and not 2x3x1; omit shape"
    );
}

#[test]
fn of_more_than_the_limits_allow() {
    let user = User::new();
    let limited = |limits: Limits| {
        user.complaint(&Request {
            limits,
            ..idx_pair(&user)
        })
    };
    let all = Limits::default();
    assert_eq!(
        limited(Limits { pictures: 3, ..all }),
        "my-images-idx3-ubyte: it has 4 pictures or more, and 3 are the most; import a part of \
         them"
    );
    assert_eq!(
        limited(Limits { side: 2, ..all }),
        "my-images-idx3-ubyte: its pictures are 3x2x1, and a side may have 2 pixels; make them \
         smaller before"
    );
    assert_eq!(
        limited(Limits { bytes: 23, ..all }),
        "my-images-idx3-ubyte: 4 pictures of 3x2x1 take 1 MiB of memory, and 0 are the most; \
         import a part of them"
    );
    user.write("t.csv", table(&ROWS));
    let rows = Request {
        limits: Limits { pictures: 2, ..all },
        ..user.request("t.csv", "mine")
    };
    assert!(user.complaint(&rows).contains("2 are the most"));
}
