//! Every format comes back pixel by pixel, changed on its way in only where that was asked for.

use super::*;

#[test]
fn idx_packed_or_not() {
    let user = User::new();
    let request = idx_pair(&user);
    let expected = [(pixels(24), vec![0, 2, 1, 2])];
    assert_eq!(user.round_trip(&request), expected);
    user.write("p.gz", gzip(&idx(&[4, 2, 3], &pixels(24))));
    user.write("l.gz", gzip(&idx(&[4], &[0, 2, 1, 2])));
    let packed = Request {
        labels: Some(user.path("l.gz")),
        ..user.request("p.gz", "packed")
    };
    assert_eq!(user.round_trip(&packed), expected);
}

#[test]
fn idx_with_colours() {
    let user = User::new();
    user.write("p", idx(&[2, 2, 3, 3], &pixels(36)));
    user.write("l", "1\n0\n");
    let request = Request {
        labels: Some(user.path("l")),
        ..user.request("p", "mine")
    };
    assert_eq!(user.round_trip(&request), [(pixels(36), vec![1, 0])]);
    let shape = user.library().open("mine").unwrap().shape();
    assert_eq!(shape.to_string(), "3x2x3");
}

#[test]
fn a_folder_of_mnists_four_files_becomes_a_training_and_a_test_part() {
    let user = User::new();
    for (stem, labels) in [("train", [0, 1]), ("t10k", [1, 0])] {
        let pictures = idx(&[2, 2, 2], &pixels(8));
        user.write(&format!("raw/{stem}-images-idx3-ubyte.gz"), gzip(&pictures));
        user.write(
            &format!("raw/{stem}-labels-idx1-ubyte.gz"),
            gzip(&idx(&[2], &labels)),
        );
    }
    let set = user.import(&user.request("raw", "mine")).unwrap();
    let names: Vec<&str> = set.parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["mine/train", "mine/test"]);
    let library = user.library();
    assert_eq!(library.open("mine/train").unwrap().labels(), [0, 1]);
    assert_eq!(library.open("mine/test").unwrap().labels(), [1, 0]);
    let (selector, _) = library.training_part("mine").unwrap();
    assert_eq!(selector.to_string(), "mine/train");
}

#[test]
fn mnist_itself_is_after_an_import_what_ships() {
    let user = User::new();
    let request = Request {
        path: Path::new(env!("CARGO_MANIFEST_DIR")).join("data/mnist"),
        ..user.request("", "mine")
    };
    let set = user.import(&request).unwrap();
    let digests: Vec<&str> = set.parts.iter().map(|part| part.digest.as_str()).collect();
    let shipped = |name: &str| Catalogue::builtin().find(name).unwrap().1;
    assert_eq!(
        digests,
        [
            &shipped("mnist/train").digest,
            &shipped("mnist/test").digest
        ]
    );
    assert_eq!(set.parts[0].classes, shipped("mnist/train").classes);
}

#[test]
fn npy_of_bytes_grey_or_coloured_or_flat() {
    let user = User::new();
    let expected = [(pixels(24), vec![0, 2, 1, 2])];
    assert_eq!(user.round_trip(&npy_pair(&user)), expected);
    for (at, shape) in ["(4, 2, 3, 1)", "(4, 2, 1, 3)", "(4, 6)"]
        .into_iter()
        .enumerate()
    {
        user.write("x.npy", npy_u8(shape, &pixels(24)));
        let request = Request {
            name: format!("mine-{at}"),
            shape: (at == 2).then(|| "3x2".parse().unwrap()),
            ..npy_pair_of(&user)
        };
        assert_eq!(user.round_trip(&request), expected, "{shape}");
    }
    let library = user.library();
    let shape = |name: &str| library.open(name).unwrap().shape().to_string();
    assert_eq!(
        ["mine-0", "mine-1", "mine-2"].map(shape),
        ["3x2x1", "1x2x3", "3x2x1"]
    );
}

fn npy_pair_of(user: &User) -> Request {
    Request {
        labels: Some(user.path("y.npy")),
        ..user.request("x.npy", "mine")
    }
}

#[test]
fn npy_of_numbers_from_0_to_1() {
    let user = User::new();
    let expected = [((0..=255).collect(), vec![0, 2, 1, 2])];
    user.write("y.npy", npy_labels(&[0, 2, 1, 2]));
    let shares = (0..=255_u8).map(|value| f32::from(value) / 255.0);
    let bytes: Vec<u8> = shares.clone().flat_map(f32::to_le_bytes).collect();
    user.write("x.npy", npy("'<f4'", "False", "(4, 8, 8)", &bytes));
    assert_eq!(user.round_trip(&npy_pair_of(&user)), expected);
    let bytes: Vec<u8> = shares
        .flat_map(|share| f64::from(share).to_le_bytes())
        .collect();
    user.write("x.npy", npy("'<f8'", "False", "(4, 8, 8)", &bytes));
    let request = Request {
        name: "double".to_owned(),
        ..npy_pair_of(&user)
    };
    assert_eq!(user.round_trip(&request), expected);
}

#[test]
fn labels_of_every_kind_of_whole_number_and_as_text() {
    let user = User::new();
    user.write("x.npy", npy_u8("(2, 1, 1)", &[7, 8]));
    let of = |descr: &str, bytes: &[u8]| npy(descr, "False", "(2,)", bytes);
    let files: [Vec<u8>; 7] = [
        of("'|u1'", &[3, 1]),
        of("'|i1'", &[3, 1]),
        of("'<u2'", &[3, 0, 1, 0]),
        of("'<i4'", &[3, 0, 0, 0, 1, 0, 0, 0]),
        npy("'<i8'", "False", "(2, 1)", &npy_labels(&[3, 1])[128..]),
        idx(&[2], &[3, 1]),
        b"3\r\n 1".to_vec(),
    ];
    for (at, file) in files.into_iter().enumerate() {
        user.write("y", file);
        let request = Request {
            labels: Some(user.path("y")),
            ..user.request("x.npy", &format!("set{at}"))
        };
        assert_eq!(
            user.round_trip(&request),
            [(vec![7, 8], vec![3, 1])],
            "{at}"
        );
    }
}

#[test]
fn csv_with_and_without_a_head_the_label_first_or_last() {
    let user = User::new();
    let read = |name: &str, column: Option<LabelColumn>| {
        user.round_trip(&Request {
            label_column: column,
            ..user.request("t.csv", name)
        })
    };
    user.write("t.csv", table(&ROWS));
    assert_eq!(read("plain", None), [rows()]);
    user.write("t.csv", format!("label,1x1,1x2,2x1,2x2\n{}", table(&ROWS)));
    assert_eq!(read("head", None), [rows()]);
    let last: String = ROWS
        .iter()
        .map(|(label, [a, b, c, d])| format!("{a};{b};{c};{d};{label}\r\n"))
        .collect();
    user.write("t.csv", format!("p1;p2;p3;p4;Label\r\n{last}"));
    assert_eq!(read("named-last", None), [rows()]);
    user.write("t.csv", format!("label,0,1,2,3\n{}", table(&ROWS)));
    assert_eq!(read("counted-pixels", None), [rows()]);
    user.write("t.csv", &last);
    assert_eq!(read("last", Some(LabelColumn::Last)), [rows()]);
    user.write(
        "t.csv",
        gzip(format!("\u{feff}{}", table(&ROWS)).as_bytes()),
    );
    assert_eq!(read("packed", None), [rows()]);
}

#[test]
fn csv_whose_head_counts_the_columns() {
    let user = User::new();
    let line = |values: &mut dyn Iterator<Item = usize>| {
        let values: Vec<String> = values.map(|value| value.to_string()).collect();
        values.join(",")
    };
    let text = [
        line(&mut (0..17)),
        line(&mut (0..17).map(|at| 100 + at)),
        line(&mut (0..17).map(|at| 50 + at)),
    ];
    user.write("t.csv", text.join("\n"));
    let expected: Vec<u8> = (101..117).chain(51..67).collect();
    let read = user.round_trip(&user.request("t.csv", "mine"));
    assert_eq!(read, [(expected, vec![100, 50])]);
}

#[test]
fn csv_with_the_classes_names() {
    let user = User::new();
    let text = "zero,0,255,3,4\none,5,6,7,8\nzero,9,10,11,12\n";
    user.write("t.csv", text);
    let request = Request {
        classes: Some(vec!["one".to_owned(), "zero".to_owned()]),
        ..user.request("t.csv", "mine")
    };
    assert_eq!(user.round_trip(&request), [rows()]);
}

#[test]
fn a_folder_a_class_in_turns_with_numbers_in_their_order() {
    let user = User::new();
    for (class, value) in [("10", 100), ("9", 90), ("2", 20)] {
        for file in 0..2 {
            let path = format!("digits/{class}/{file}.png");
            user.draw(&path, 2, 1, &[value + file, value]);
        }
    }
    user.write("digits/.DS_Store", "");
    user.write("digits/2/Thumbs.db", "");
    let read = user.round_trip(&user.request("digits", "mine"));
    let expected = vec![20, 20, 90, 90, 100, 100, 21, 20, 91, 90, 101, 100];
    assert_eq!(read, [(expected, vec![0, 1, 2, 0, 1, 2])]);
    let library = user.library();
    assert_eq!(library.open("mine").unwrap().classes(), ["2", "9", "10"]);
}

#[test]
fn a_folder_with_a_training_and_a_test_folder() {
    let user = User::new();
    for (path, value) in [("train/a", 1), ("train/b", 2), ("test/b", 3)] {
        user.draw(&format!("d/{path}/1.png"), 1, 1, &[value]);
    }
    let set = user.import(&user.request("d", "mine")).unwrap();
    let of = |name: &str| set.parts.iter().find(|part| part.name == name).unwrap();
    assert_eq!(of("mine/train").count, 2);
    assert_eq!(of("mine/test").classes, ["a", "b"]);
    assert_eq!(user.library().open("mine/test").unwrap().labels(), [1]);
}

#[test]
fn photos_with_colours_and_opaque_ones_with_an_alpha_channel() {
    let user = User::new();
    let colours = RgbImage::from_raw(2, 1, vec![1, 2, 3, 4, 5, 6]).unwrap();
    let path = user.write("c/a/1.png", "");
    colours.save(&path).unwrap();
    let request = user.request("c", "colours");
    assert_eq!(user.round_trip(&request), [((1..=6).collect(), vec![0])]);
    let opaque = GrayAlphaImage::from_pixel(1, 1, LumaA([9, 255]));
    opaque.save(user.write("o/a/1.png", "")).unwrap();
    let request = user.request("o", "opaque");
    assert_eq!(user.round_trip(&request), [(vec![9], vec![0])]);
}

#[test]
fn a_sheet_with_labels_or_with_a_class_a_row() {
    let user = User::new();
    // Two rows of three tiles of 2x2.
    let sheet = pixels(6 * 4);
    user.draw("sheet.png", 6, 4, &sheet);
    let tile = |row: usize, column: usize| {
        let start = row * 12 + column * 2;
        [0, 1, 6, 7].map(|at| sheet[start + at])
    };
    let expected: Vec<u8> = (0..6).flat_map(|at| tile(at / 3, at % 3)).collect();
    user.write("l.txt", "5\n4\n3\n2\n1\n0\n");
    let shape = Some("2x2".parse().unwrap());
    let labelled = Request {
        labels: Some(user.path("l.txt")),
        shape,
        ..user.request("sheet.png", "mine")
    };
    let read = user.round_trip(&labelled);
    assert_eq!(read, [(expected.clone(), vec![5, 4, 3, 2, 1, 0])]);
    let by_row = Request {
        classes: Some(vec!["a".to_owned(), "b".to_owned()]),
        shape,
        ..user.request("sheet.png", "rows")
    };
    assert_eq!(
        user.round_trip(&by_row),
        [(expected, vec![0, 0, 0, 1, 1, 1])]
    );
}

#[test]
fn mnist_c_becomes_a_part_a_corruption_and_says_what_it_is() {
    let user = User::new();
    for corruption in ["fog", "glass_blur", "identity"] {
        let pictures = npy_u8("(2, 28, 28, 1)", &pixels(2 * 784));
        user.write(&format!("mnist_c/{corruption}/test_images.npy"), pictures);
        let labels = npy_labels(&[9, 4]);
        user.write(&format!("mnist_c/{corruption}/test_labels.npy"), labels);
        user.write(&format!("mnist_c/{corruption}/train_images.npy"), "unread");
    }
    let request = user.request("mnist_c", "mnist-c-official");
    let parts = user.round_trip(&request);
    assert_eq!(parts, vec![(pixels(2 * 784), vec![9, 4]); 3]);
    let library = user.library();
    let fog = library.open("mnist-c-official/fog").unwrap();
    assert_eq!(fog.inputs(), Inputs::Simulated);
    assert_eq!(fog.shape().to_string(), "28x28x1");
    assert!(fog.provenance().caveats[0].contains("names of its files alone"));
    let error = library.training_part("mnist-c-official").unwrap_err();
    assert!(
        error
            .to_string()
            .contains("no data called mnist-c-official/train")
    );
    let error = library.training_part("mnist-c-official/fog").unwrap_err();
    assert!(
        error.to_string().contains("no data called"),
        "only to be measured on"
    );
}

#[test]
fn pictures_are_made_fit_and_the_provenance_says_how() {
    let user = User::new();
    user.draw("d/0/large.png", 40, 60, &[200; 2400]);
    user.draw("d/1/small.jpg", 8, 8, &[200; 64]);
    let squashed = Request {
        fit: Some("28x28".parse().unwrap()),
        ..user.request("d", "squashed")
    };
    let [(read, _)] = user.round_trip(&squashed).try_into().unwrap();
    assert_eq!(read, [200; 2 * 784]);
    let changes = |name: &str| {
        let dataset = user.library().open(name).unwrap();
        dataset.provenance().changes.clone()
    };
    assert!(changes("squashed").contains("squashed to 28x28 with a triangle filter"));
    // A bright digit on black, anywhere: MNIST's own form puts it into its box of 20.
    let mut one = GrayImage::new(50, 90);
    for y in 20..70 {
        (5..12).for_each(|x| one.put_pixel(x, y, image::Luma([220])));
    }
    user.draw("m/1/one.png", 50, 90, one.as_raw());
    let mnistified = Request {
        fit: Some(Fit::Mnistify),
        ..user.request("m", "mnistified")
    };
    let [(read, _)] = user.round_trip(&mnistified).try_into().unwrap();
    let rows = read
        .chunks(28)
        .filter(|row| row.iter().any(|&value| value > 0));
    assert_eq!(rows.count(), 20);
    assert!(changes("mnistified").contains("MNIST's form"));
}

#[test]
fn dark_ink_is_inverted_and_colours_made_grey_where_that_is_asked_for() {
    let user = User::new();
    let red = RgbImage::from_pixel(1, 1, image::Rgb([0, 255, 255]));
    red.save(user.write("d/a/1.png", "")).unwrap();
    let request = Request {
        invert: true,
        grey: true,
        ..user.request("d", "mine")
    };
    // Inverted: pure red, whose luma by BT.709 is .2126 of 255, cut to a whole number.
    assert_eq!(user.round_trip(&request), [(vec![54], vec![0])]);
    let changes = user.library().open("mine").unwrap();
    assert_eq!(
        changes.provenance().changes,
        "inverted; colours made grey (BT.709)"
    );
}

#[test]
fn what_was_said_of_the_data_is_kept_and_what_was_not_is_said() {
    let user = User::new();
    let said = Request {
        origin: Some("scanned by me".to_owned()),
        licence: Some("CC0".to_owned()),
        inputs: Some(Inputs::Rendered),
        ..idx_pair(&user)
    };
    let set = user.import(&said).unwrap();
    assert_eq!(
        (set.origin.as_str(), set.licence.as_str()),
        ("scanned by me", "CC0")
    );
    assert_eq!((set.inputs, set.caveats.len()), (Inputs::Rendered, 0));
    let unsaid = Request {
        name: "other".to_owned(),
        ..idx_pair(&user)
    };
    let set = user.import(&unsaid).unwrap();
    assert_eq!(set.licence, "not said at import");
    assert!(set.caveats[0].contains("they are shown as real"));
    assert_eq!(user.library().catalogue().sets.last(), Some(&set));
}

#[test]
fn sizes_are_read_as_they_are_written() {
    let shape = |text: &str| text.parse::<Shape>();
    assert_eq!(shape("28x20").unwrap().to_string(), "28x20x1");
    assert_eq!(shape("32x32x3").unwrap().to_string(), "32x32x3");
    for wrong in ["", "28", "0x28", "28x28x2", "28x28x3x1", "x", "-1x4"] {
        assert!(
            shape(wrong).unwrap_err().to_string().contains("28x28"),
            "{wrong}"
        );
    }
}

#[test]
fn digits_that_have_mnists_form_already_go_through_unchanged() {
    const DIGITS: usize = 4_000;
    let user = User::new();
    let test = Library::builtin().open("mnist/test").unwrap();
    let pictures = &test.pixels()[..DIGITS * 784];
    let labels = &test.labels()[..DIGITS];
    user.write("d/images.idx", idx(&[DIGITS as u32, 28, 28], pictures));
    user.write("d/labels.idx", idx(&[DIGITS as u32], labels));
    let request = Request {
        fit: Some(Fit::Mnistify),
        labels: Some(user.path("d/labels.idx")),
        ..user.request("d/images.idx", "mine")
    };
    let [(read, read_labels)] = user.round_trip(&request).try_into().unwrap();
    let changed = read.chunks(784).zip(pictures.chunks(784));
    assert_eq!(changed.filter(|(read, was)| read != was).count(), 0);
    assert_eq!(read_labels, labels);
}

/// White, 19 pixels wide and 20 high, with a column on its left that it covers by a fifth: ink of 20x20, so
/// that a pixel becomes a pixel. Its mass lies (.2 * .5 + 190.5 - .5 + 9.5) / 19.2 = 10.4 from the left and 10
/// from the top, so that it begins at int(15 - 10.4) = 4 and int(15 - 10) = 5.
#[test]
fn the_grey_rim_of_ink_is_kept_and_what_paper_shows_is_not() {
    let brought = |paper: f32, name: &str| {
        let user = User::new();
        let grey = |covered: f32| (paper + covered * (255.0 - paper)).round() as u8;
        let mut picture = GrayImage::from_pixel(50, 60, image::Luma([grey(0.0)]));
        for y in 20..40 {
            (11..30).for_each(|x| picture.put_pixel(x, y, image::Luma([255])));
            picture.put_pixel(10, y, image::Luma([grey(0.2)]));
        }
        // Dirt, as bright as paper gets.
        picture.put_pixel(45, 5, image::Luma([120]));
        user.draw("d/1/one.png", 50, 60, picture.as_raw());
        let request = Request {
            fit: Some(Fit::Mnistify),
            ..user.request("d", name)
        };
        let [(read, _)] = user.round_trip(&request).try_into().unwrap();
        read
    };
    for (paper, name) in [(0.0, "black"), (55.0, "grey")] {
        for (place, value) in brought(paper, name).into_iter().enumerate() {
            let expected = match (place % 28, place / 28) {
                (4, 5..25) => 51,
                (5..24, 5..25) => 255,
                _ => 0,
            };
            assert_eq!(value, expected, "{name} {place}");
        }
    }
}

#[test]
fn a_typeface_of_hairlines_is_told_of_with_the_digits_that_hang_by_them() {
    let user = User::new();
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/fonts");
    for face in ["DancingScript-Regular.otf", "LiberationSans-Regular.ttf"] {
        user.write(
            &format!("faces/{face}"),
            fs::read(fonts.join(face)).unwrap(),
        );
    }
    let set = user.import(&user.request("faces", "mine")).unwrap();
    let told = set.caveats.join(" ");
    assert!(
        told.contains("thinner than 1 pixel")
            && told.contains("DancingScript-Regular.otf (7 of 10)"),
        "{told}"
    );
    assert!(!told.contains("Liberation"), "{told}");
}

#[test]
fn typefaces_are_drawn_as_those_that_ship_are() {
    let user = User::new();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let (_, part) = Library::builtin()
        .catalogue()
        .parts()
        .find(|(_, part)| part.format == mindgap::dataset::Format::Fonts)
        .unwrap();
    let face = &part.files.first().unwrap().path;
    let bytes = fs::read(data.join(face)).unwrap();
    user.write("faces/Face.TTF", &bytes);
    let shipped = Library::builtin().open(&part.name).unwrap();
    let expected = (shipped.pixels()[..7840].to_vec(), (0..10).collect());
    assert_eq!(user.round_trip(&user.request("faces", "mine")), [expected]);
    user.write("faces/broken.ttf", &bytes[..500]);
    let told = user.complaint(&user.request("faces", "other"));
    assert!(told.starts_with("faces/broken.ttf: "), "{told}");
}
