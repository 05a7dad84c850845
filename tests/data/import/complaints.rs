//! What is wrong with a file or an option is said with the place and the remedy.

use super::*;

const AGAIN: &str = "copy or download it again";

/// An import of one file with labels apart.
fn with_labels(user: &User, pictures: &[u8], labels: &[u8]) -> Request {
    user.write("x", pictures);
    user.write("y", labels);
    Request {
        labels: Some(user.path("y")),
        ..user.request("x", "mine")
    }
}

fn of_npy(pictures: &[u8]) -> String {
    let user = User::new();
    user.complaint(&with_labels(&user, pictures, &npy_labels(&[0, 1])))
}

fn of_npy_labels(labels: &[u8]) -> String {
    let user = User::new();
    let pictures = npy_u8("(2, 1, 1)", &[1, 2]);
    user.complaint(&with_labels(&user, &pictures, labels))
}

fn of_csv(text: impl AsRef<[u8]>) -> String {
    let user = User::new();
    user.write("t.csv", text);
    user.complaint(&user.request("t.csv", "mine"))
}

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
         imported; there are IDX, NPY, CSV, PNG, JPEG and WebP files, and folders of pictures \
         with a sub-folder a class"
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
fn of_npy_files() {
    let shape = "(2, 1, 1)";
    for (pictures, said) in [
        (
            npy("'|u1'", "True", shape, &[1, 2]),
            "x: it is in Fortran order; save numpy.ascontiguousarray(pictures)",
        ),
        (
            npy("'>f4'", "False", shape, &[0; 8]),
            "x: its values are >f4; that is big-endian: save pictures.astype('uint8'), and \
             labels.astype('int64')",
        ),
        (
            npy("'<i8'", "False", shape, &[0; 16]),
            "x: its values are whole numbers of another kind than uint8; save \
             pictures.astype('uint8')",
        ),
        (
            npy("'<c8'", "False", shape, &[0; 16]),
            "x: its values are <c8; save pictures as uint8, 0 to 255, or as float32, 0 to 1",
        ),
        (
            npy("[('a', '|u1')]", "False", shape, &[0; 2]),
            "x: its values are a record; save pictures as uint8, 0 to 255, or as float32, 0 to 1",
        ),
        (
            npy("'<f4'", "False", shape, &[0, 0, 0, 0, 0, 0, 0x20, 0x41]),
            "x, picture 1: value 0 is 10; numbers with a point have to be 0 to 1, so divide by \
             255, or save uint8",
        ),
        (
            npy("'<f4'", "False", shape, &[0, 0, 0xc0, 0x7f, 0, 0, 0, 0]),
            "x, picture 0: value 0 is NaN; numbers with a point have to be 0 to 1, so divide by \
             255, or save uint8",
        ),
        (
            npy_u8(shape, &[1]),
            "x: the file ends after 129 bytes, within picture 1; copy or download it again",
        ),
        (
            npy_u8(shape, &[1, 2, 3]),
            "x: the file goes on after its 2 pictures, at byte 130; copy or download it again",
        ),
        (
            npy_u8("(2, 784)", &[]),
            "x: its pictures have 784 values each in a row; for how wide and high they are, set \
             shape, such as shape: 28x28",
        ),
        (
            npy_u8("(2, 3, 32, 32)", &[]),
            "x: its pictures have 32 channels, and 1 or 3 can be read; if the channels stand \
             first, save pictures.transpose(0, 2, 3, 1)",
        ),
        (
            npy_u8("(2,)", &[1, 2]),
            "x: it is an array of 1 dimensions; pictures are [n, height, width] or [n, height, \
             width, channels]; or, for [n, values], set shape",
        ),
        (
            npy_u8("(2, 99999, 99999)", &[]),
            "x: its pictures are 99999x99999x1, and a side may have 512 pixels; make them \
             smaller before",
        ),
        (
            npy_u8("(18446744073709551615, 28, 28)", &[]),
            "x: it has 18446744073709551615 pictures or more, and 1000000 are the most; import \
             a part of them",
        ),
        (
            b"\x93NUMPY\x02\x00\xff\xff\xff\xff{".to_vec(),
            "x: its header is too long for an array of pictures; save one plain array with \
             numpy.save",
        ),
        (
            b"\x93NUMPY\x01\x00\x04\x00{'a'".to_vec(),
            "x: its header cannot be read; save one plain array with numpy.save",
        ),
    ] {
        assert_eq!(of_npy(&pictures), said);
    }
}

#[test]
fn of_files_of_labels() {
    for (labels, said) in [
        (
            npy_labels(&[0, -1]),
            "y, label 1: it is not between 0 and 255; classes are counted from 0",
        ),
        (
            npy("'|i1'", "False", "(2,)", &[0, 0xff]),
            "y, label 1: it is not between 0 and 255; classes are counted from 0",
        ),
        (
            npy("'<f8'", "False", "(2,)", &[0; 16]),
            "y: labels are a row of whole numbers; save labels.ravel().astype('int64')",
        ),
        (
            npy_labels(&[0, 1, 1]),
            "y: it has 3 labels, but x has 2 pictures; give the two files that belong together",
        ),
        (
            idx(&[2, 1, 1], &[0, 1]),
            "y: it begins with 00000803 and not with 00000801, so it is no IDX file of labels",
        ),
        (
            b"0\nseven\n".to_vec(),
            "y, line 2: \"seven\" is no label; write a whole number from 0 to 255 a line",
        ),
        (
            vec![0xff; 999],
            "y, line 1: it is no text of labels; give an IDX or NPY file, or a label a line",
        ),
        (Vec::new(), "y: it is empty; copy or download it again"),
    ] {
        assert_eq!(of_npy_labels(&labels), said);
    }
}

#[test]
fn of_tables() {
    let good: String = (0..16)
        .map(|row| format!("{},1,2,3,4\n", row % 2))
        .collect();
    assert_eq!(
        of_csv(format!("{good}0,1,2,3,4,5\n1,1,2,3,4\n")),
        "t.csv, line 17: the row has 6 columns, and those before it have 5; give every row a \
         label and 4 pixels"
    );
    assert_eq!(
        of_csv(format!("{good}0,1,256,3,4\n")),
        "t.csv, line 17: column 3: \"256\" is no pixel; write a whole number from 0 to 255"
    );
    assert_eq!(
        of_csv(format!("{good}-1,1,2,3,4\n")),
        "t.csv, line 17: column 1: \"-1\" is no label; write a whole number from 0 to 255; or \
         name all classes: set classes"
    );
    assert_eq!(
        of_csv([good.as_bytes(), b"0,1,\xff,3,4\n"].concat()),
        "t.csv, line 17: column 3 is no UTF-8 text; save the file as CSV in UTF-8"
    );
    let wide: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(
        of_csv([&[0xff, 0xfe], &wide[..]].concat()),
        "t.csv: it is UTF-16 text; save the file as CSV in UTF-8"
    );
    assert_eq!(
        of_csv("0,1,2,3\n"),
        "t.csv, line 1: beside a label the row has 3 columns, which make no square picture; for \
         how wide and high the pictures are, set shape, such as shape: 20x30"
    );
    assert_eq!(
        of_csv("0,1,2,3,7\n0,5,6,7,8\n"),
        "t.csv: the label of every row is 0 if the first column is the label; for where it \
         stands, first or last, set label_column, such as label_column: last"
    );
    assert_eq!(of_csv(""), "t.csv: it is empty; copy or download it again");
    let said = of_csv(vec![b'1'; 20 << 20]);
    assert!(
        said.contains("a line is longer than a picture can be"),
        "{said}"
    );
    let user = User::new();
    user.write("t.csv", &good);
    let request = Request {
        shape: Some("3x3".parse().unwrap()),
        ..user.request("t.csv", "mine")
    };
    assert_eq!(
        user.complaint(&request),
        "t.csv, line 1: a label and a picture of 3x3x1 make 10 columns, and the row has 5; for \
         the pictures' true size, set shape"
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
        "d/a/notes.txt: it is no PNG, JPEG or WebP file; take it out of the folder"
    );
    assert_eq!(
        of_folder(|user| user.draw("d/a/b/1.png", 1, 1, &[1])),
        "d/a/b: it is a folder inside a class's folder; put the pictures of a class side by side"
    );
    assert_eq!(
        of_folder(|user| {
            let seen_through = GrayAlphaImage::from_pixel(1, 1, LumaA([9, 254]));
            seen_through.save(user.write("d/a/1.png", "")).unwrap();
        }),
        "d/a/1.png: one can see through it, and nobody knows onto what; save it without \
         transparency"
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
    assert!(damaged.ends_with("); save it again"), "{damaged}");
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
        "a.zip: it is a ZIP archive; unpack it and name what was in it"
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
        "t.csv: it is a CSV table, and its labels are one of its columns; omit labels"
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
