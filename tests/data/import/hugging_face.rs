//! Parquet tables of encoded pictures, as Hugging Face hands out image-classification sets.

use std::sync::Arc;

use parquet::basic::Compression as Packing;
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::*;

/// A table of these pictures of 2x1 and their labels, with the classes' names.
pub(super) fn hub(rows: &[([u8; 2], i64)], packing: Packing) -> Vec<u8> {
    let png = |pixels: &[u8; 2]| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let picture = GrayImage::from_raw(2, 1, pixels.to_vec()).unwrap();
        picture
            .write_to(&mut bytes, image::ImageFormat::Png)
            .unwrap();
        ByteArray::from(bytes.into_inner())
    };
    let pictures: Vec<ByteArray> = rows.iter().map(|(pixels, _)| png(pixels)).collect();
    let labels: Vec<i64> = rows.iter().map(|(_, label)| *label).collect();
    let schema = "message schema {
        optional group image { optional binary bytes; optional binary path (UTF8); }
        optional int64 label;
    }";
    let facts = r#"{"info": {"features": {"image": {"_type": "Image"},
        "label": {"names": ["cat", "dog"], "_type": "ClassLabel"}}}}"#;
    let facts = KeyValue::new("huggingface".to_owned(), facts.to_owned());
    let properties = WriterProperties::builder()
        .set_compression(packing)
        .set_key_value_metadata(Some(vec![facts]))
        .build();
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut place = 0;
    while let Some(mut column) = group.next_column().unwrap() {
        let there = |level: i16| vec![level; rows.len()];
        match (column.untyped(), place) {
            (ColumnWriter::ByteArrayColumnWriter(bytes), 0) => {
                bytes.write_batch(&pictures, Some(&there(2)), None)
            }
            (ColumnWriter::ByteArrayColumnWriter(paths), _) => {
                paths.write_batch(&[], Some(&there(1)), None)
            }
            (ColumnWriter::Int64ColumnWriter(numbers), _) => {
                numbers.write_batch(&labels, Some(&there(1)), None)
            }
            _ => panic!("there is no such column"),
        }
        .unwrap();
        column.close().unwrap();
        place += 1;
    }
    group.close().unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn its_parts_its_pieces_and_its_classes_are_read() {
    let user = User::new();
    for (file, rows) in [
        (
            "train-00000-of-00002.parquet",
            &[([1, 2], 1), ([3, 4], 0)][..],
        ),
        ("train-00001-of-00002.parquet", &[([5, 6], 1)]),
        ("test-00000-of-00001.parquet", &[([7, 8], 0)]),
    ] {
        user.write(&format!("set/data/{file}"), hub(rows, Packing::SNAPPY));
    }
    user.write("set/README.md", "a card");
    let read = user.round_trip(&user.request("set", "mine"));
    assert_eq!(
        read,
        [((1..7).collect(), vec![1, 0, 1]), (vec![7, 8], vec![0])]
    );
    let library = user.library();
    assert_eq!(
        library.open("mine/train").unwrap().classes(),
        ["cat", "dog"]
    );
    let alone = user.request("set/data/test-00000-of-00001.parquet", "alone");
    assert_eq!(user.round_trip(&alone), [(vec![7, 8], vec![0])]);
}

#[test]
fn what_is_wrong_with_one_is_said() {
    let user = User::new();
    let told = |bytes: Vec<u8>| {
        user.write("t.parquet", bytes);
        user.complaint(&user.request("t.parquet", "mine"))
    };
    let whole = hub(&[([1, 2], 1), ([3, 4], -1)], Packing::SNAPPY);
    assert_eq!(
        told(whole.clone()),
        "t.parquet, picture 1: its label is not between 0 and 255; classes are counted from 0, and -1 says that there is \
         none"
    );
    let cut = told(whole[..whole.len() - 20].to_vec());
    assert!(
        cut.starts_with("t.parquet: it begins as a Parquet table and is none, or ends early (")
            && cut.ends_with("copy or download it again"),
        "{cut}"
    );
    user.write(
        "t.parquet",
        hub(&[([1, 2], 1), ([3, 4], 5)], Packing::UNCOMPRESSED),
    );
    let told = user.complaint(&user.request("t.parquet", "mine"));
    assert!(
        told.starts_with("t.parquet, picture 1: its label is 5, and the classes are cat,dog"),
        "{told}"
    );
    let useless = Request {
        labels: Some(user.path("t.parquet")),
        ..user.request("t.parquet", "mine")
    };
    assert_eq!(
        user.complaint(&useless),
        "t.parquet: it is a Parquet table, and its labels are one of its columns; omit labels"
    );
}
