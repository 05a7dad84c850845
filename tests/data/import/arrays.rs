//! NumPy's arrays, one or an archive of several, of any kind of number: what comes out of them, how their values became
//! pixels is told, and what is wrong with one.

use super::*;

/// Numbers with a point, as an array has them.
fn floats(values: &[f32]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

/// Pictures of 2x2 that begin with this value, and as many labels.
fn part(first: u8, labels: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let pixels: Vec<u8> = (0..labels.len() as u8 * 4).map(|at| first + at).collect();
    let shape = format!("({}, 2, 2)", labels.len());
    let column = format!("({}, 1)", labels.len());
    (npy_u8(&shape, &pixels), npy_u8(&column, labels))
}

#[test]
fn an_archive_as_keras_and_as_medmnist_name_it_becomes_its_parts() {
    for (is_packed, names) in [
        (
            false,
            ["x_train", "y_train", "x_test", "y_test", "x_val", "y_val"],
        ),
        (
            true,
            [
                "train_images",
                "train_labels",
                "test_images",
                "test_labels",
                "val_images",
                "val_labels",
            ],
        ),
    ] {
        let user = User::new();
        let (train, test, validation) =
            (part(200, &[0, 1, 2]), part(100, &[2]), part(150, &[1, 0]));
        let arrays = [train.0, train.1, test.0, test.1, validation.0, validation.1];
        let files: Vec<(String, Vec<u8>)> = names
            .iter()
            .map(|name| format!("{name}.npy"))
            .zip(arrays)
            .collect();
        let files: Vec<(&str, Vec<u8>)> = files
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.clone()))
            .collect();
        user.write("set.npz", zip(&files, is_packed));
        let request = user.request("set.npz", "mine");
        let read = user.round_trip(&request);
        let of = |first: u8, n: u8| (first..first + n).collect::<Vec<u8>>();
        assert_eq!(
            read,
            [
                (of(200, 12), vec![0, 1, 2]),
                (of(150, 8), vec![1, 0]),
                (of(100, 4), vec![2])
            ]
        );
        let library = user.library();
        for name in ["mine/train", "mine/validation", "mine/test"] {
            assert_eq!(
                library.open(name).unwrap().classes(),
                ["0", "1", "2"],
                "{name}"
            );
        }
        // Unpacked into a folder, it is the same.
        for (name, bytes) in &files {
            user.write(&format!("unpacked/{name}"), bytes);
        }
        let unpacked = user.round_trip(&user.request("unpacked", "unpacked"));
        assert_eq!(unpacked, read);
    }
}

#[test]
fn an_archive_whose_names_say_nothing_is_read_array_by_array() {
    let user = User::new();
    let (pictures, labels) = part(200, &[1, 0]);
    let archive = [("arr_0.npy", pictures), ("arr_1.npy", labels)];
    user.write("set.npz", zip(&archive, true));
    assert_eq!(
        user.complaint(&user.request("set.npz", "mine")),
        "set.npz: it is an archive of arrays, and their names (arr_0.npy, arr_1.npy) do not tell pictures from labels; \
         name the array of the pictures, as in set.npz/arr_0.npy; for its labels, set labels, such as labels: \
         set.npz/arr_1.npy"
    );
    let expected = [((200..208).collect(), vec![1, 0])];
    let by_name = Request {
        labels: Some(user.path("set.npz/arr_1.npy")),
        ..user.request("set.npz/arr_0.npy", "mine")
    };
    assert_eq!(user.round_trip(&by_name), expected);
    // One array an archive, as Kuzushiji-MNIST has it.
    user.write("k-train-imgs.npz", zip(&archive[..1], true));
    user.write(
        "k-train-labels.npz",
        zip(&[("arr_0.npy", archive[1].1.clone())], true),
    );
    assert_eq!(
        user.round_trip(&user.request("k-train-imgs.npz", "kuzushiji")),
        expected
    );
    let missing = Request {
        labels: Some(user.path("set.npz/arr_2.npy")),
        ..user.request("set.npz/arr_0.npy", "other")
    };
    assert_eq!(
        user.complaint(&missing),
        "set.npz/arr_2.npy: there is none of this name in the archive; it has arr_0.npy, arr_1.npy"
    );
}

#[test]
fn an_archive_that_is_damaged_or_says_too_much_is_refused_before_memory_is_taken() {
    let user = User::new();
    let (pictures, labels) = part(200, &[1, 0]);
    let whole = zip(
        &[
            ("x_train.npy", pictures.clone()),
            ("y_train.npy", labels.clone()),
        ],
        false,
    );
    let request = user.request("set.npz", "mine");
    user.write("set.npz", &whole[..whole.len() - 30]);
    assert_eq!(
        user.complaint(&request),
        "set.npz: it begins as a ZIP archive and is none, or ends early; copy or download it again"
    );
    let mut flipped = whole.clone();
    let at = whole
        .windows(4)
        .position(|four| four == [204, 205, 206, 207])
        .unwrap();
    flipped[at] ^= 1;
    user.write("set.npz", &flipped);
    let told = user.complaint(&request);
    assert!(
        told.contains("set.npz/x_train.npy: it cannot be unpacked") && told.contains("checksum"),
        "{told}"
    );
    // Zeros that unpack to far more than is allowed.
    let huge = npy_u8("(40000, 512, 512)", &vec![0; 1 << 20]);
    user.write(
        "set.npz",
        zip(&[("x_train.npy", huge), ("y_train.npy", labels)], true),
    );
    let told = user.complaint(&request);
    assert!(
        told.contains("40000 pictures of 512x512x1 take 10000 MiB of memory"),
        "{told}"
    );
    let alone = zip(
        &[
            ("x_train.npy", pictures),
            ("notes.npy", npy_u8("(1,)", &[1])),
        ],
        false,
    );
    user.write("set.npz", alone);
    assert_eq!(
        user.complaint(&request),
        "set.npz/x_train.npy: it has pictures by its name, x_train, but no array's name says that it has the labels; \
         import it alone, by this path; with its file of labels: set labels"
    );
}

/// Imports two pictures of 1x2 from these values and says what became of them and what was told.
fn of_values(descr: &str, bytes: &[u8], range: Option<&str>) -> (Vec<u8>, String) {
    let user = User::new();
    user.write("x", npy(descr, "False", "(2, 1, 2)", bytes));
    user.write("y", "0\n1\n");
    let request = Request {
        labels: Some(user.path("y")),
        range: range.map(|range| range.parse().unwrap()),
        inputs: Some(Inputs::Real),
        ..user.request("x", "mine")
    };
    let set = user.import(&request).unwrap();
    let read = user.library().open("mine").unwrap().pixels().to_vec();
    (read, format!("{}|{}", set.changes, set.caveats.join("|")))
}

#[test]
fn numbers_of_every_kind_become_pixels_and_how_is_told() {
    let bytes = |values: [i64; 4], size: usize| -> Vec<u8> {
        values
            .iter()
            .flat_map(|value| value.to_le_bytes()[..size].to_vec())
            .collect()
    };
    let backwards = |values: [i64; 4], size: usize| -> Vec<u8> {
        values
            .iter()
            .flat_map(|value| value.to_be_bytes()[8 - size..].to_vec())
            .collect()
    };
    let levels = [0, 128, 200, 255];
    let pixels: Vec<u8> = levels.iter().map(|level| *level as u8).collect();
    assert_eq!(
        of_values("'|u1'", &pixels, None),
        (pixels.clone(), "none|".to_owned())
    );
    for (descr, size, name) in [
        ("'<u2'", 2, "uint16"),
        ("'<i2'", 2, "int16"),
        ("'<u4'", 4, "uint32"),
        ("'<i4'", 4, "int32"),
        ("'<u8'", 8, "uint64"),
        ("'<i8'", 8, "int64"),
    ] {
        let told = format!("none|At import, the values ({name}, 0 to 255) were kept.");
        assert_eq!(
            of_values(descr, &bytes(levels, size), None),
            (pixels.clone(), told.clone())
        );
        let big = descr.replace('<', ">");
        assert_eq!(
            of_values(&big, &backwards(levels, size), None),
            (pixels.clone(), told)
        );
    }
    let multiplied =
        |name: &str| format!("none|At import, the values ({name}, 0 to 1) were multiplied by 255.");
    assert_eq!(
        of_values("'|b1'", &[0, 1, 1, 0], None),
        (vec![0, 255, 255, 0], multiplied("bool"))
    );
    assert_eq!(
        of_values("'|u1'", &[0, 1, 1, 0], None),
        (vec![0, 255, 255, 0], multiplied("uint8"))
    );
    // 0, 1, 0.5 and 0.25 of 16 bits.
    let halves = [0, 0, 0, 0x3c, 0, 0x38, 0, 0x34];
    assert_eq!(
        of_values("'<f2'", &halves, None),
        (vec![0, 255, 128, 64], multiplied("float16"))
    );
    let both = floats(&[-1.0, 0.0, 1.0, 0.5]);
    assert_eq!(
        of_values("'<f4'", &both, None),
        (
            vec![0, 128, 255, 191],
            "none|At import, the values (float32, -1 to 1) were brought to 0 to 255: -1 is black, 1 is white.".to_owned()
        )
    );
    let (read, told) = of_values("'<f4'", &floats(&[0.0, 127.4, 254.6, 30.0]), None);
    assert_eq!(read, [0, 127, 255, 30]);
    assert!(
        told.contains("0 to 255) were rounded to whole numbers"),
        "{told}"
    );
    let (read, told) = of_values("'|u1'", &[0, 16, 8, 4], None);
    assert_eq!(read, [0, 16, 8, 4]);
    assert!(
        told.contains("the brightest pixel is 16 of 255; with range: 0..16 it is white"),
        "{told}"
    );
    assert_eq!(
        of_values("'|u1'", &[0, 16, 8, 4], Some("0..16")).0,
        [0, 255, 128, 64]
    );
}

#[test]
fn numbers_that_have_no_known_scale_need_a_range_and_never_wrap_around() {
    let of = |descr: &str, bytes: &[u8], range: Option<&str>| {
        let user = User::new();
        user.write("x", npy(descr, "False", "(2, 1, 2)", bytes));
        user.write("y", "0\n1\n");
        user.complaint(&Request {
            labels: Some(user.path("y")),
            range: range.map(|range| range.parse().unwrap()),
            ..user.request("x", "mine")
        })
    };
    let advice = "and which of them are black and white is not known; for the values of black and white, set range, \
                  such as range: ";
    let deep = [0, 0, 0xff, 0xff, 0, 1, 0xff, 0];
    assert_eq!(
        of("'<u2'", &deep, None),
        format!("x: its values (uint16) go from 0 to 65535, {advice}0..65535")
    );
    assert_eq!(
        of_values("'<u2'", &deep, Some("0..65535")).0,
        [0, 255, 1, 1]
    );
    let signed = [0x80, 0x7f, 0, 1];
    assert_eq!(
        of("'|i1'", &signed, None),
        format!("x: its values (int8) go from -128 to 127, {advice}-128..127")
    );
    let (read, told) = of_values("'|i1'", &signed, Some("-128..127"));
    assert_eq!(
        (read, told.as_str()),
        (
            vec![0, 255, 128, 129],
            "values from -128 to 127 made 0 to 255|"
        )
    );
    let normalised = floats(&[-0.4242, 2.8215, 0.0, 1.0]);
    assert!(of("'<f4'", &normalised, None).contains("(float32) go from -0.424"));
    let narrow = of("'<f4'", &normalised, Some("-0.4..2.9"));
    assert!(
        narrow.contains("beyond the range that was given"),
        "{narrow}"
    );
    // What the message says is enough.
    let told = of("'<f4'", &normalised, None);
    let range = told.rsplit_once("range: ").unwrap().1;
    assert_eq!(
        of_values("'<f4'", &normalised, Some(range)).0,
        [0, 255, 33, 112]
    );
}

#[test]
fn fortrans_order_and_channels_before_the_rows_are_read() {
    let user = User::new();
    user.write("y", "0\n1\n");
    let read = |array: Vec<u8>, name: &str| {
        user.write("x", array);
        user.round_trip(&Request {
            labels: Some(user.path("y")),
            ..user.request("x", name)
        })
    };
    // Two pictures of 3x2: the picture changes fastest, then the row, then the column.
    let rows = [10, 11, 12, 13, 14, 15, 20, 21, 22, 23, 24, 25_u8];
    let fastest = [10, 20, 13, 23, 11, 21, 14, 24, 12, 22, 15, 25];
    let order = read(npy("'|u1'", "True", "(2, 2, 3)", &fastest), "order");
    assert_eq!(order, [(rows.to_vec(), vec![0, 1])]);
    let one = read(npy_u8("(2, 1, 2, 3)", &rows), "one");
    assert_eq!(one, [(rows.to_vec(), vec![0, 1])]);
    let planes = read(npy_u8("(2, 3, 1, 2)", &rows), "planes");
    assert_eq!(
        planes,
        [(
            vec![10, 12, 14, 11, 13, 15, 20, 22, 24, 21, 23, 25],
            vec![0, 1]
        )]
    );
}

#[test]
fn one_hot_labels_of_an_array_are_read() {
    let user = User::new();
    user.write("x.npy", npy_u8("(2, 1, 1)", &[7, 250]));
    user.write(
        "y.npy",
        npy(
            "'<f4'",
            "False",
            "(2, 3)",
            &floats(&[0.0, 0.0, 1.0, 0.0, 1.0, 0.0]),
        ),
    );
    let request = Request {
        labels: Some(user.path("y.npy")),
        ..user.request("x.npy", "mine")
    };
    assert_eq!(user.round_trip(&request), [(vec![7, 250], vec![2, 1])]);
    // Column after column, as pandas' get_dummies has them.
    user.write("y.npy", npy("'|b1'", "True", "(2, 3)", &[0, 0, 0, 1, 1, 0]));
    let by_columns = Request {
        name: "columns".to_owned(),
        ..request
    };
    assert_eq!(user.round_trip(&by_columns), [(vec![7, 250], vec![2, 1])]);
}

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

#[test]
fn of_npy_files() {
    let shape = "(2, 1, 1)";
    for (pictures, said) in [
        (
            npy("'<c8'", "False", shape, &[0; 16]),
            "x: its values are <c8; save plain numbers, such as numpy.array(pictures, 'uint8')",
        ),
        (
            npy("[('a', '|u1')]", "False", shape, &[0; 2]),
            "x: its values are a record; save plain numbers, such as numpy.array(pictures, 'uint8')",
        ),
        (
            npy("'<f4'", "False", shape, &floats(&[-2.5, 10.0])),
            "x: its values (float32) go from -2.5 to 10, and which of them are black and white is not known; for the \
             values of black and white, set range, such as range: -2.5..10",
        ),
        (
            npy("'<f4'", "False", shape, &[0, 0, 0xc0, 0x7f, 0, 0, 0, 0]),
            "x, picture 0: value 0 is NaN, which is no grey; save numpy.nan_to_num(pictures), or leave the picture out",
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
            npy_u8("(2, 4, 32, 32)", &[]),
            "x: its pictures have 32 channels, and 1 or 3 can be read, first or last; save those that are red, green \
             and blue, such as pictures[..., :3]",
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
            "y, label 1: -1 is no class: it is not between 0 and 255; classes are counted from 0",
        ),
        (
            npy("'|i1'", "False", "(2,)", &[0, 0xff]),
            "y, label 1: -1 is no class: it is not between 0 and 255; classes are counted from 0",
        ),
        (
            npy("'<f4'", "False", "(2,)", &floats(&[0.0, 0.5])),
            "y, label 1: 0.5 is no class: it is not between 0 and 255; classes are counted from 0",
        ),
        (
            npy_u8("(2, 3)", &[0, 1, 0, 1, 1, 0]),
            "y, label 1: its 3 numbers are not one 1 among zeros, and a picture has one class; save the classes as a \
             row of whole numbers, such as labels.argmax(axis=1) of one-hot labels",
        ),
        (
            npy("'<U3'", "False", "(2,)", &[0; 24]),
            "y: its values are texts; save labels as whole numbers, such as numpy.unique(labels, return_inverse=True)[1]",
        ),
        (
            npy_u8("(2, 1, 1)", &[0, 1]),
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
