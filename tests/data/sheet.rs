//! What sheets promise: a page that is printed, filled in and photographed comes back box by box, each with its label;
//! a box that cannot be told is none, and a sheet that cannot be read says which corner it lacks.

use std::ops::ControlFlow;
use std::path::PathBuf;

use image::{DynamicImage, GrayImage, Luma, Rgb, RgbImage, imageops};
use mindgap::dataset::import::{self, ImportError, Request};
use mindgap::dataset::{Catalogue, GroupRows, Library, Set, Shape};
use mindgap::picture::cleanup::{Cleaned, SheetError, Step};
use mindgap::picture::form::{
    BOXES, Corner, Drawing, Id, Labels, Paper, order, order_of, pdf, png,
};
use mindgap::picture::{Cleanup, Photo};
use mindgap::shift::page::{Light, Pen, Scene, Table};
use tempfile::TempDir;

use crate::sheets::{
    Sheet, Shot, as_mnist, cleaned, filled, filled_with, font, is_own, texts, without,
};

/// Every box that was read shows what was written in it, and nothing that was written in another: a sheet that is
/// shifted by a box, or two, fails.
#[track_caller]
fn assert_nothing_is_shifted(sheet: &Sheet, cleaned: &Cleaned, what: &str) {
    let read = cleaned.sheet.as_ref().unwrap().as_ref().unwrap();
    assert_eq!(read.id, sheet.id, "{what}");
    assert_eq!(read.written.len(), cleaned.digits.len(), "{what}");
    let labels: Vec<u8> = read
        .written
        .iter()
        .map(|place| order(sheet.id)[*place])
        .collect();
    assert_eq!(read.labels(), labels, "{what}");
    let wrote: Vec<Option<GrayImage>> = sheet
        .written
        .iter()
        .map(|strokes| strokes.as_ref().map(as_mnist))
        .collect();
    for (place, digit) in read.written.iter().zip(&cleaned.digits) {
        assert!(
            is_own(&digit.picture, *place, &wrote),
            "{what}, box {place}"
        );
    }
    let mut all = [
        read.written.clone(),
        read.empty.clone(),
        read.hidden.clone(),
    ]
    .concat();
    all.sort_unstable();
    assert_eq!(all, (0..BOXES).collect::<Vec<_>>(), "{what}");
}

/// The same, and every box is read: what is written is written, what is empty is empty.
#[track_caller]
fn assert_whole(sheet: &Sheet, cleaned: &Cleaned, what: &str) {
    assert_nothing_is_shifted(sheet, cleaned, what);
    let read = cleaned.sheet.as_ref().unwrap().as_ref().unwrap();
    let empty = (0..BOXES).filter(|place| sheet.written[*place].is_none());
    assert_eq!(read.empty, empty.collect::<Vec<_>>(), "{what}");
    assert!(read.hidden.is_empty(), "{what}: {:?}", read.hidden);
}

#[test]
fn every_box_of_a_photographed_sheet_is_read_with_its_label_and_an_empty_one_is_empty() {
    let usual = Shot::default();
    let with = |scene: Scene| Shot { scene, ..usual };
    let scene = usual.scene;
    for (seed, (what, shot)) in (1..).zip([
        (
            "a fine pen in a soft shadow",
            with(Scene {
                light: Light::Shadow,
                pen: Pen::Fine,
                ..scene
            }),
        ),
        (
            "tilted by 35 degrees",
            with(Scene {
                tilt: 35.0,
                fill: 0.75,
                ..scene
            }),
        ),
        (
            "a pencil",
            with(Scene {
                pen: Pen::Pencil,
                ..scene
            }),
        ),
        (
            "a white table, blurred",
            Shot {
                blur: 1.4,
                ..with(Scene {
                    table: Table::White,
                    ..scene
                })
            },
        ),
    ]) {
        let paper = if seed % 2 == 0 {
            Paper::Letter
        } else {
            Paper::A4
        };
        let sheet = filled(&shot, paper, seed);
        assert_whole(&sheet, &cleaned(&sheet.photo), what);
    }
}

#[test]
fn a_sheet_is_read_however_it_lies_and_its_stages_say_so() {
    let sheet = filled(&Shot::default(), Paper::A4, 20);
    for (what, photo) in [
        ("on its head", imageops::rotate180(&sheet.photo)),
        ("on its side", imageops::rotate90(&sheet.photo)),
    ] {
        let cleaned = cleaned(&photo);
        assert_whole(&sheet, &cleaned, what);
        let stage = cleaned
            .stages
            .iter()
            .find(|stage| stage.step == Step::Paper);
        let about = &stage.unwrap().about;
        assert!(
            about.contains("sheet 20-21: 48 of 50 boxes written, 2 empty"),
            "{about}"
        );
    }
}

#[test]
fn a_corner_that_is_cut_off_costs_its_boxes_alone_and_two_are_named() {
    let sheet = filled(&Shot::default(), Paper::A4, 30);
    for corner in [Corner::UpperLeft, Corner::LowerRight] {
        let cleaned = cleaned(&without(&sheet.photo, corner, 0.22));
        assert_nothing_is_shifted(&sheet, &cleaned, &corner.to_string());
        let read = cleaned.sheet.as_ref().unwrap().as_ref().unwrap();
        assert_eq!(read.unseen, [corner]);
        assert!(read.hidden.len() < 10, "{corner}: {:?}", read.hidden);
    }
    let covered = without(&sheet.photo, Corner::UpperLeft, 0.22);
    let covered = without(&covered, Corner::LowerRight, 0.22);
    let cleaned = cleaned(&covered);
    assert!(cleaned.digits.is_empty());
    let why = cleaned.sheet.unwrap().unwrap_err();
    let missing = vec![Corner::UpperLeft, Corner::LowerRight];
    assert_eq!(
        why,
        SheetError::Corners {
            id: sheet.id,
            missing
        }
    );
    assert_eq!(
        why.to_string(),
        "sheet 30-1: the codes in the upper left and lower right corners cannot be read; take the photo again with \
         all four corners in it, sharp and without glare"
    );
}

#[test]
fn a_covered_box_is_not_read_and_a_folded_sheet_is_refused() {
    let sheet = filled(&Shot::default(), Paper::A4, 40);
    // A thumb on the middle of the sheet.
    let mut covered = sheet.photo.clone();
    let (x, y) = (covered.width() / 2, covered.height() / 2);
    for (px, py) in (y - 60..y + 60).flat_map(|py| (x - 70..x + 70).map(move |px| (px, py))) {
        covered.put_pixel(px, py, Rgb([205, 150, 125]));
    }
    let cleaned_ = cleaned(&covered);
    assert_nothing_is_shifted(&sheet, &cleaned_, "a thumb");
    let read = cleaned_.sheet.as_ref().unwrap().as_ref().unwrap();
    assert!((1..10).contains(&read.hidden.len()), "{:?}", read.hidden);
    // A fold across its middle: the lower half is a centimetre too high.
    let (width, height) = sheet.photo.dimensions();
    let mut folded = sheet.photo.clone();
    let lower =
        imageops::crop_imm(&sheet.photo, 0, height / 2 + 50, width, height / 2 - 50).to_image();
    imageops::replace(&mut folded, &lower, 0, i64::from(height) / 2);
    let folded = cleaned(&folded);
    assert!(folded.digits.is_empty());
    assert_eq!(folded.sheet, Some(Err(SheetError::Bent { id: sheet.id })));
}

#[test]
fn two_sheets_in_one_photo_are_told_apart_from_one() {
    let [one, other] = [50, 51].map(|seed| filled(&Shot::default(), Paper::A4, seed));
    let (width, height) = one.photo.dimensions();
    let mut both = RgbImage::new(2 * width, height);
    imageops::replace(&mut both, &one.photo, 0, 0);
    imageops::replace(&mut both, &other.photo, i64::from(width), 0);
    let why = cleaned(&both).sheet.unwrap().unwrap_err();
    assert!(matches!(why, SheetError::Several { .. }), "{why}");
}

#[test]
fn the_printed_picture_is_a_blank_sheet_of_its_size_and_the_same_every_time() {
    let id = Id::new(Paper::A4, 3, 2).unwrap();
    let font = font();
    let drawing = || Drawing::of(id, &Labels::digits(), &texts(), &font).unwrap();
    let file = png(&drawing()).unwrap();
    assert_eq!(file, png(&drawing()).unwrap());
    let picture = image::load_from_memory(&file).unwrap();
    assert_eq!((picture.width(), picture.height()), (2480, 3508));
    let read = cleaned(&picture.to_rgb8()).sheet.unwrap().unwrap();
    assert_eq!((read.id, read.empty.len()), (id, BOXES));
    assert!(read.hidden.is_empty() && read.unseen.is_empty());

    let sheets = [drawing(), drawing()];
    let document = pdf("Digits", &sheets);
    assert_eq!(document, pdf("Digits", &sheets));
    assert!(document.starts_with(b"%PDF-"));
    let text = String::from_utf8_lossy(&document);
    assert!(text.contains("/Count 2") && text.trim_end().ends_with("%%EOF"));
    // A4 in points.
    assert_eq!(
        text.matches("/MediaBox [0 0 595.27563 841.8898]").count(),
        2
    );
}

#[test]
fn a_page_without_codes_is_no_sheet() {
    let blank = GrayImage::from_pixel(800, 1000, Luma([240]));
    let cleaned = Cleanup::default().run(&Photo::from(DynamicImage::from(blank)));
    assert_eq!(cleaned.sheet, None);
}

/// A folder of photos, and what is imported from it.
struct Photos(TempDir);

impl Photos {
    fn new(photos: &[(&str, &RgbImage)]) -> Self {
        let folder = TempDir::new().unwrap();
        for (name, photo) in photos {
            photo.save(folder.path().join(name)).unwrap();
        }
        Self(folder)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn import(&self, request: &Request, sets: &TempDir) -> Result<Set, ImportError> {
        import::run(request, sets.path(), Catalogue::builtin(), |_| {
            ControlFlow::Continue(())
        })
    }
}

#[test]
fn photos_of_filled_sheets_become_a_labelled_set_and_a_sheet_a_group() {
    let [one, other] = [60, 61].map(|seed| filled(&Shot::default(), Paper::A4, seed));
    let cut = without(&other.photo, Corner::UpperLeft, 0.22);
    let cut = without(&cut, Corner::UpperRight, 0.22);
    let desk = RgbImage::from_pixel(900, 700, Rgb([120, 90, 60]));
    let photos = Photos::new(&[
        ("1.jpg", &one.photo),
        ("2.jpg", &other.photo),
        ("cut.jpg", &cut),
        ("desk.png", &desk),
    ]);
    let sets = TempDir::new().unwrap();
    let whole = photos
        .import(&Request::new(photos.0.path(), "room"), &sets)
        .unwrap();
    let part = &whole.parts[0];
    assert_eq!((part.count, part.classes.len()), (96, 10));
    assert_eq!(
        part.shape,
        Shape {
            width: 28,
            height: 28,
            channels: 1
        }
    );
    let group = |name: &str, rows| GroupRows {
        name: name.to_owned(),
        rows: vec![rows],
    };
    assert_eq!(
        part.groups,
        [group("60-1", (1, 48)), group("61-2", (49, 96))]
    );
    let told = whole.caveats.join("\n");
    for part in [
        "96 of 100 boxes on 2 photographed sheets were written in",
        "4 were empty, and 0 were not seen",
        "cut.jpg: sheet 61-2: the codes in the upper left and upper right corners cannot be read",
        "desk.png: no corner of a sheet of `mindgap sheet` can be read in it",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    let library = Library::builtin().with_imported(sets.path().to_owned());
    let data = library.open("room").unwrap();
    let mut labels: Vec<u8> = Vec::new();
    for sheet in [&one, &other] {
        let boxes = order(sheet.id).into_iter().zip(&sheet.written);
        labels.extend(
            boxes
                .filter(|(_, written)| written.is_some())
                .map(|(label, _)| label),
        );
    }
    assert_eq!(data.labels(), labels);

    // The same sheets, named one by one, and one of them alone.
    let several = Request {
        others: vec![photos.at("1.jpg")],
        ..Request::new(photos.at("2.jpg"), "named")
    };
    assert_eq!(photos.import(&several, &sets).unwrap().parts[0].count, 96);
    let alone = Request::new(photos.at("1.jpg"), "alone");
    assert_eq!(photos.import(&alone, &sets).unwrap().parts[0].count, 48);
    // What cannot be read at all is no set.
    let cut = photos
        .import(&Request::new(photos.at("cut.jpg"), "cut"), &sets)
        .unwrap_err();
    assert!(
        cut.to_string()
            .contains("the upper left and upper right corners"),
        "{cut}"
    );
    let mixed = Request {
        others: vec![photos.0.path().to_owned()],
        ..Request::new(photos.at("1.jpg"), "mixed")
    };
    let mixed = photos.import(&mixed, &sets).unwrap_err();
    assert!(
        mixed
            .to_string()
            .contains("only photos of filled sheets can be imported together"),
        "{mixed}"
    );
}

#[test]
fn a_sheet_for_other_classes_becomes_a_set_of_them_and_never_of_digits() {
    let letters: Labels = "A-Z".parse().unwrap();
    let own: Labels = "yes,no,perhaps".parse().unwrap();
    let [of_letters, of_own] =
        [&letters, &own].map(|labels| filled_with(&Shot::default(), Paper::A4, 80, labels));
    let digits = filled(&Shot::default(), Paper::A4, 81);
    let photos = Photos::new(&[
        ("1.jpg", &of_letters.photo),
        ("2.jpg", &digits.photo),
        ("own.jpg", &of_own.photo),
    ]);
    let sets = TempDir::new().unwrap();
    // Letters tell by themselves what they are; the sheet of digits among them is no letter.
    let several = Request {
        others: vec![photos.at("2.jpg")],
        ..Request::new(photos.at("1.jpg"), "letters")
    };
    let set = photos.import(&several, &sets).unwrap();
    assert_eq!(set.parts[0].classes, letters.names());
    assert_eq!(set.parts[0].count, 48);
    let told = set.caveats.join("\n");
    assert!(
        told.contains("2.jpg: sheet 81-22 asks for 0 to 9, not for A to Z"),
        "{told}"
    );
    let labels = |sheet: &Sheet, labels: &Labels| -> Vec<u8> {
        let boxes = order_of(sheet.id, labels).into_iter().zip(&sheet.written);
        let written = boxes.filter(|(_, written)| written.is_some());
        written.map(|(label, _)| label).collect()
    };
    let library = Library::builtin().with_imported(sets.path().to_owned());
    let data = library.open("letters").unwrap();
    assert_eq!(data.labels(), labels(&of_letters, &letters));

    // Labels of one's own have to be named, and to be those that were printed.
    let alone = Request::new(photos.at("own.jpg"), "own");
    let why = photos.import(&alone, &sets).unwrap_err().to_string();
    assert!(why.contains("asks for labels of its own"), "{why}");
    assert!(why.contains("classes"), "{why}");
    let named = |names: &[&str]| Request {
        classes: Some(names.iter().map(|name| (*name).to_owned()).collect()),
        ..alone.clone()
    };
    let why = photos
        .import(&named(&["yes", "perhaps", "no"]), &sets)
        .unwrap_err();
    assert!(
        why.to_string().contains("not for yes, perhaps, no"),
        "{why}"
    );
    let set = photos
        .import(&named(&["yes", "no", "perhaps"]), &sets)
        .unwrap();
    assert_eq!(set.parts[0].classes, own.names());
    let library = Library::builtin().with_imported(sets.path().to_owned());
    let data = library.open("own").unwrap();
    assert_eq!(data.labels(), labels(&of_own, &own));
}
