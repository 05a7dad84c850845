//! Tables: labels in a column, in several, in another file, or nowhere; a column that counts the rows; pixels with a point.

use super::*;

/// Four pictures of 2x2.
const PICTURES: [[u8; 4]; 4] = [
    [0, 255, 3, 4],
    [5, 6, 7, 8],
    [9, 10, 11, 12],
    [13, 14, 15, 16],
];
const LABELS: [u8; 4] = [1, 0, 2, 1];

fn pictures() -> (Vec<u8>, Vec<u8>) {
    (PICTURES.concat(), LABELS.to_vec())
}

/// A table of these pictures: a head, and what stands before and behind the pixels of each row.
fn of_rows(
    head: &str,
    before: impl Fn(usize) -> String,
    behind: impl Fn(usize) -> String,
) -> String {
    let row = |(at, pixels): (usize, &[u8; 4])| {
        let pixels = pixels.map(|value| value.to_string()).join(",");
        format!("{}{pixels}{}\n", before(at), behind(at))
    };
    let rows: String = PICTURES.iter().enumerate().map(row).collect();
    format!("{head}{rows}")
}

fn one_hot(at: usize) -> String {
    let one = |class: u8| if LABELS[at] == class { "1" } else { "0" };
    format!("{},{},{}", one(0), one(1), one(2))
}

/// Pictures and labels of each part.
type Parts = Vec<(Vec<u8>, Vec<u8>)>;

/// What is read and what is told.
fn read(text: &str, change: impl FnOnce(&User, Request) -> Request) -> (Parts, String) {
    let user = User::new();
    user.write("t.csv", text);
    let request = Request {
        inputs: Some(Inputs::Real),
        ..change(&user, user.request("t.csv", "mine"))
    };
    let read = user.round_trip(&request);
    let told = user
        .library()
        .open("mine")
        .unwrap()
        .provenance()
        .caveats
        .join("|");
    (read, told)
}

#[test]
fn a_column_that_counts_the_rows_is_left_out_and_told() {
    let label = |at: usize| format!("{},", LABELS[at]);
    let counted = |at: usize| format!("{at},{},", LABELS[at]);
    for head in [
        ",label,p0,p1,p2,p3\n",
        "Unnamed: 0,label,p0,p1,p2,p3\n",
        "id,digit,p0,p1,p2,p3\n",
    ] {
        let (read, told) = read(&of_rows(head, counted, |_| String::new()), |_, request| {
            request
        });
        assert_eq!(read, [pictures()], "{head}");
        assert!(told.contains("counts the rows and was left out"), "{told}");
    }
    let (got, told) = read(&of_rows("", counted, |_| String::new()), |_, request| {
        request
    });
    assert_eq!(got, [pictures()]);
    assert!(
        told.contains("column 1 counts the rows and was left out")
            && told.contains("the second column was taken for the label"),
        "{told}"
    );
    let named = of_rows("digit,p0,p1,p2,p3,writer\n", label, |at| format!(",w{at}"));
    let (got, told) = read(&named, |_, request| request);
    assert_eq!(got, [pictures()]);
    assert!(
        told.contains("no pixels by their names were left out: writer"),
        "{told}"
    );
}

#[test]
fn the_label_is_found_by_the_name_that_is_given() {
    let text = of_rows(
        "p0,p1,p2,p3,Ziffer,who\n",
        |_| String::new(),
        |at| format!(",{},me", LABELS[at]),
    );
    let column = |name: &str| Some(LabelColumn::Named(name.to_owned()));
    let (got, _) = read(&text, |_, request| Request {
        label_column: column("ziffer"),
        ..request
    });
    assert_eq!(got, [pictures()]);
    let user = User::new();
    user.write("t.csv", &text);
    let request = Request {
        label_column: column("number"),
        ..user.request("t.csv", "mine")
    };
    assert_eq!(
        user.complaint(&request),
        "t.csv, line 1: no column is called number; the first ones are p0, p1, p2, p3; set label_column, such as \
         label_column: last"
    );
}

#[test]
fn one_hot_labels_are_read_by_name_or_by_what_they_are() {
    let behind = |at: usize| format!(",{}", one_hot(at));
    let before = |at: usize| format!("{},", one_hot(at));
    let none = |_: usize| String::new();
    for text in [
        of_rows("p0,p1,p2,p3,label_0,label_1,label_2\n", none, behind),
        of_rows("p0,p1,p2,p3,zero,one,two\n", none, behind),
        of_rows("", none, behind),
        of_rows("", before, none),
        of_rows("", none, |at| {
            format!(",{}.0", one_hot(at).replace(',', ".0,"))
        }),
    ] {
        let (got, told) = read(&text, |_, request| request);
        assert_eq!(got, [pictures()], "{text}");
        assert!(told.contains("were taken for one-hot labels"), "{told}");
    }
    let wrong = of_rows(
        "p0,p1,p2,p3,label_0,label_1,label_2\n",
        none,
        |at| match at {
            3 => ",1,1,0".to_owned(),
            at => behind(at),
        },
    );
    assert_eq!(
        of_csv(wrong),
        "t.csv, line 5: its 3 labels from column 5 on are not one 1 among zeros; a picture has one class; or, to leave it out, set skip_damaged"
    );
}

#[test]
fn a_table_without_labels_says_so_and_takes_a_file_of_them() {
    let none = |_: usize| String::new();
    let bare = of_rows("pixel0,pixel1,pixel2,pixel3\n", none, none);
    assert_eq!(
        of_csv(&bare),
        "t.csv, line 1: its 4 columns are a picture of 2x2, and there is no label column; for a file with a label a \
         line, set labels"
    );
    let counted = of_rows(
        "id,pixel0,pixel1,pixel2,pixel3\n",
        |at| format!("{at},"),
        none,
    );
    assert_eq!(
        of_csv(&counted),
        "t.csv, line 1: its 5 columns are a picture of 2x2 beside a column that counts the rows, and there is no label \
         column; for a file with a label a line, set labels"
    );
    for text in [bare, counted] {
        let (got, _) = read(&text, |user, request| Request {
            labels: Some(user.write("l.txt", "1\n0\n2\n1\n")),
            ..request
        });
        assert_eq!(got, [pictures()]);
        let user = User::new();
        user.write("t.csv", &text);
        let request = Request {
            labels: Some(user.write("l.txt", "1\n0\n2\n1\n0\n")),
            ..user.request("t.csv", "mine")
        };
        assert_eq!(
            user.complaint(&request),
            "l.txt: it has 5 labels, but t.csv has 4 pictures; give the two files that belong together"
        );
    }
}

#[test]
fn numbers_with_a_point_are_read_as_they_are_meant() {
    let point = |value: u8| format!("{value}.0");
    let row = |(label, pixels): (&u8, &[u8; 4])| {
        format!("{},{}\n", point(*label), pixels.map(point).join(","))
    };
    let text: String = LABELS.iter().zip(&PICTURES).map(row).collect();
    assert_eq!(
        read(&format!("label,a,b,c,d\n{text}"), |_, request| request).0,
        [pictures()]
    );
    let shares = "label,a,b,c,d\n1,0,0.5,1,0.25\n0,1,1,0,0\n";
    let told = of_csv(shares);
    assert_eq!(
        told,
        "t.csv, line 2: column 3: the pixel is \"0.5\", which is no whole number from 0 to 255; for the values of black \
         and white, set range, such as range: 0..1"
    );
    let ranged = |range: &'static str| {
        move |_: &User, request| Request {
            range: Some(range.parse().unwrap()),
            ..request
        }
    };
    let (got, _) = read(shares, ranged("0..1"));
    assert_eq!(got, [(vec![0, 128, 255, 64, 255, 255, 0, 0], vec![1, 0])]);
    let (got, _) = read(
        "label,a,b,c,d\n1,-1,0,1,0.5\n0,1,1,-1,-1\n",
        ranged("-1..1"),
    );
    assert_eq!(got, [(vec![0, 128, 255, 191, 255, 255, 0, 0], vec![1, 0])]);
    let binary = "label,a,b,c,d\n1,0,1,1,0\n0,1,1,0,0\n";
    assert_eq!(
        of_csv(binary),
        "t.csv: every pixel is 0 or 1, and as 0 to 255 all of that is black; for the values of black and white, set \
         range, such as range: 0..1"
    );
    assert_eq!(
        read(binary, ranged("0..1")).0,
        [(vec![0, 255, 255, 0, 255, 255, 0, 0], vec![1, 0])]
    );
}

#[test]
fn a_class_called_y_is_no_head() {
    let text = "y,0,255,3,4\nx,5,6,7,8\n";
    let (got, _) = read(text, |_, request| Request {
        classes: Some(vec!["x".to_owned(), "y".to_owned()]),
        ..request
    });
    assert_eq!(got, [(vec![0, 255, 3, 4, 5, 6, 7, 8], vec![1, 0])]);
}

#[test]
fn a_training_and_a_test_table_side_by_side_are_two_parts() {
    let user = User::new();
    user.write("d/mnist_train.csv", table(&ROWS));
    user.write("d/mnist_test.csv", table(&ROWS[..2]));
    user.write("d/readme.txt", "from somewhere");
    let set = user.import(&user.request("d", "mine")).unwrap();
    let parts: Vec<(&str, usize)> = set
        .parts
        .iter()
        .map(|part| (part.name.as_str(), part.count))
        .collect();
    assert_eq!(parts, [("mine/train", 3), ("mine/test", 2)]);
}

fn of_csv(text: impl AsRef<[u8]>) -> String {
    let user = User::new();
    user.write("t.csv", text);
    user.complaint(&user.request("t.csv", "mine"))
}

#[test]
fn of_tables() {
    let good: String = (0..20)
        .map(|row| format!("{},1,2,3,4\n", row % 2))
        .collect();
    assert_eq!(
        of_csv(format!("{good}0,1,2,3,4,5\n1,1,2,3,4\n")),
        "t.csv, line 21: the row has 6 columns, and those before it have 5; give every row the \
         same ones; or, to leave it out, set skip_damaged"
    );
    assert_eq!(
        of_csv(format!("{good}0,1,256,3,4\n")),
        "t.csv, line 21: column 3: the pixel is \"256\", which is no whole number from 0 to 255; or, to leave it \
         out, set skip_damaged"
    );
    assert_eq!(
        of_csv(format!("{good}-1,1,2,3,4\n")),
        "t.csv, line 21: column 1: \"-1\" is no label; write a whole number from 0 to 255; or \
         name all classes: set classes"
    );
    assert_eq!(
        of_csv([good.as_bytes(), b"0,1,\xff,3,4\n"].concat()),
        "t.csv, line 21: column 3 is no UTF-8 text; save the file as CSV in UTF-8; or, to leave it out, set skip_damaged"
    );
    let wide: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(
        of_csv([&[0xff, 0xfe], &wide[..]].concat()),
        "t.csv: it is UTF-16 text; save the file as CSV in UTF-8"
    );
    assert_eq!(
        of_csv("0,1,2\n"),
        "t.csv, line 1: beside a label the row has 2 columns, which make no square picture; for \
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
