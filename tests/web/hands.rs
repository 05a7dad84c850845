//! What phones do: drawings arrive once and in order, photos without what they tell beside the picture, and what is
//! too much is refused.

use std::io::Cursor;
use std::time::Duration;

use image::codecs::jpeg::JpegEncoder;
use image::{ImageEncoder, Rgb, RgbImage};
use mindgap::lesson::Pen;
use mindgap::lesson::drawing::{Feel, Touched};
use mindgap::lesson::phone::{Does, FromPhone, Part};
use mindgap::web::Limits;
use mindgap::words::Lang;

use crate::client::{Open, ask};

/// Where the photo was taken, in its file.
const PLACE: &[u8] = b"48.1371N 11.5754E";

/// The parts of a TIFF file that an EXIF block is: how the picture is to be turned, where it was taken, and whose it
/// is.
fn exif() -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [
            &tag.to_be_bytes()[..],
            &kind.to_be_bytes(),
            &count.to_be_bytes(),
            &value,
        ]
        .concat()
    };
    let length = PLACE.len() as u32;
    tiff.extend(3u16.to_be_bytes());
    // To be turned by a quarter, clockwise.
    tiff.extend(entry(0x0112, 3, 1, [0, 6, 0, 0]));
    tiff.extend(entry(0x013b, 2, length, 50u32.to_be_bytes()));
    tiff.extend(entry(0x8825, 4, 1, 67u32.to_be_bytes()));
    tiff.extend([0; 4]);
    tiff.extend(PLACE);
    // The list of the place: latitude, as a text.
    tiff.extend(1u16.to_be_bytes());
    tiff.extend(entry(0x0002, 2, length, 50u32.to_be_bytes()));
    tiff.extend([0; 4]);
    tiff
}

/// A photo of 60x40 that has to be turned, red on its left, with a place.
fn photo() -> Vec<u8> {
    let picture = RgbImage::from_fn(60, 40, |x, _| match x < 30 {
        true => Rgb([220, 20, 20]),
        false => Rgb([240, 240, 240]),
    });
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    encoder.set_exif_metadata(exif()).unwrap();
    encoder
        .write_image(picture.as_raw(), 60, 40, image::ExtendedColorType::Rgb8)
        .unwrap();
    bytes.into_inner()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_photo_arrives_upright_and_without_its_place() {
    let sent = photo();
    assert!(holds(&sent, PLACE) && holds(&sent, b"Exif"));
    let hall = Open::with(Limits::default());
    let seat = hall.seat(Lang::English);
    let phone = seat.scans();
    let _events = phone.follows();
    assert_eq!(seat.hears(), FromPhone::Arrived);
    assert_eq!(phone.sends(&sent).status, 204);
    assert_eq!(seat.hears(), FromPhone::Sending);
    let FromPhone::Photo(kept) = seat.hears() else {
        panic!("a photo");
    };
    for told in [PLACE, b"Exif", b"http://ns.adobe.com"] {
        assert!(!holds(&kept, told));
    }
    let kept = image::load_from_memory(&kept).unwrap().to_rgb8();
    assert_eq!(kept.dimensions(), (40, 60));
    assert!(kept.get_pixel(20, 5)[1] < 80 && kept.get_pixel(20, 55)[1] > 180);
}

#[test]
fn sixty_megabytes_are_refused_before_they_are_sent() {
    let hall = Open::with(Limits::default());
    let seat = hall.seat(Lang::German);
    let phone = seat.scans();
    let _events = phone.follows();
    assert_eq!(seat.hears(), FromPhone::Arrived);
    let path = format!("POST /{}/{}/photo", phone.token, phone.number);
    // Nothing of it comes, and the answer is there all the same.
    let answer = ask(&phone.base, &path, b"", 60 << 20);
    assert_eq!(answer.status, 413);
    assert_eq!(
        answer.body,
        "Diese Datei ist zu groß: Ein Bild darf 25 MB haben."
    );
    seat.hears_nothing();
}

#[test]
fn what_is_no_picture_is_told_so_and_so_is_an_iphones() {
    let hall = Open::with(Limits::default());
    let seat = hall.seat(Lang::English);
    let phone = seat.scans();
    let _events = phone.follows();
    assert_eq!(seat.hears(), FromPhone::Arrived);
    let whole = photo();
    for (file, told) in [
        (&b"<html>no picture</html>"[..], "not a picture"),
        (b"", "not a picture"),
        (b"\0\0\0\x18ftypheic\0\0\0\0heicmif1", "Most Compatible"),
        (&whole[..whole.len() / 2], "damaged"),
    ] {
        let answer = phone.sends(file);
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains(told), "{}", answer.body);
        assert_eq!(
            [seat.hears(), seat.hears()],
            [FromPhone::Sending, FromPhone::NotSent]
        );
    }
}

#[test]
fn photos_one_after_the_other_have_to_wait_after_a_dozen() {
    let hall = Open::with(Limits::default());
    let seat = hall.seat(Lang::English);
    let phone = seat.scans();
    let _events = phone.follows();
    assert_eq!(seat.hears(), FromPhone::Arrived);
    let statuses: Vec<u16> = (0..13).map(|_| phone.sends(&photo()).status).collect();
    assert_eq!(statuses[..12], [204; 12]);
    assert_eq!(statuses[12], 429);
}

#[test]
fn a_photo_that_does_not_come_to_its_end_is_not_awaited_for_ever() {
    let hall = Open::with(Limits {
        body: Duration::from_millis(300),
        ..Limits::default()
    });
    let seat = hall.seat(Lang::English);
    let phone = seat.scans();
    let _events = phone.follows();
    assert_eq!(seat.hears(), FromPhone::Arrived);
    let path = format!("POST /{}/{}/photo", phone.token, phone.number);
    let answer = ask(&phone.base, &path, &photo()[..100], 2_000);
    assert_eq!(answer.status, 408);
    assert_eq!(
        [seat.hears(), seat.hears()],
        [FromPhone::Sending, FromPhone::NotSent]
    );
}

#[test]
fn parts_of_a_drawing_are_taken_in_once_and_in_their_order_also_after_the_line_was_cut() {
    let hall = Open::with(Limits::default());
    let seat = hall.seat(Lang::English);
    let phone = seat.scans();
    let events = phone.follows();
    assert_eq!(seat.hears(), FromPhone::Arrived);
    let first = r#"{"number":1,"does":[{"down":[0.25,0.5,0.75,0]},{"to":[0.5,0.5,0.5,16]},"up"]}"#;
    let second = r#"{"number":2,"does":["undo","hand_in"]}"#;
    assert_eq!(phone.draws(second), 422, "the first is missing");
    assert_eq!((phone.draws(first), phone.draws(first)), (204, 204));
    let felt = |place, pressure, at, begins| {
        let feel = Feel { pressure, at };
        Does::Draws(Pen::Felt(Touched {
            place,
            feel,
            begins,
        }))
    };
    let does = vec![
        felt((0.25, 0.5), 0.75, 0, true),
        felt((0.5, 0.5), 0.5, 16, false),
        Does::Draws(Pen::Up),
    ];
    assert_eq!(seat.hears(), FromPhone::Drawn(Part { number: 1, does }));
    drop(events);
    assert_eq!(seat.hears(), FromPhone::Left);
    // The same page comes back, and is told where it was.
    let mut events = phone.follows();
    assert_eq!(events.waits_for("hello").as_deref(), Some("2"));
    assert_eq!(seat.hears(), FromPhone::Arrived);
    assert_eq!(phone.draws(second), 204);
    let does = vec![Does::Draws(Pen::Undo), Does::HandsIn];
    assert_eq!(seat.hears(), FromPhone::Drawn(Part { number: 2, does }));
    for nonsense in [
        "",
        "{}",
        r#"{"number":3,"does":[{"down":[1]}]}"#,
        r#"{"number":3,"does":["format"]}"#,
    ] {
        assert_eq!(phone.draws(nonsense), 400);
    }
    let long = format!(
        r#"{{"number":3,"does":[{}"undo"]}}"#,
        r#""undo","#.repeat(20_000)
    );
    assert_eq!(phone.draws(&long), 413);
    seat.hears_nothing();
}

#[test]
fn of_two_phones_at_a_seat_the_one_that_came_last_has_the_pen() {
    let hall = Open::with(Limits::default());
    let seat = hall.seat(Lang::English);
    let (one, other) = (seat.scans(), seat.scans());
    let mut first = one.follows();
    first.sees("first");
    assert_eq!(seat.hears(), FromPhone::Arrived);
    let mut second = other.follows();
    second.sees("first");
    assert_eq!(seat.hears(), FromPhone::Arrived);
    assert!(first.waits_for("taken").is_some());
    let part = r#"{"number":1,"does":["undo"]}"#;
    assert_eq!((one.draws(part), one.sends(&photo()).status), (409, 409));
    assert_eq!(other.draws(part), 204);
    assert!(matches!(seat.hears(), FromPhone::Drawn(_)));
    // The older page does not take it back by itself.
    assert!(one.follows().waits_for("taken").is_some());
    assert_eq!(other.draws(part), 204);
    seat.hears_nothing();
}

#[test]
fn phones_at_two_seats_do_not_meet() {
    let hall = Open::with(Limits::default());
    let (ada, ben) = (hall.seat(Lang::English), hall.seat(Lang::German));
    let (one, other) = (ada.scans(), ben.scans());
    let (mut first, mut second) = (one.follows(), other.follows());
    first.sees("first");
    second.sees("first");
    assert_eq!(
        (ada.hears(), ben.hears()),
        (FromPhone::Arrived, FromPhone::Arrived)
    );
    assert_eq!(one.draws(r#"{"number":1,"does":["undo"]}"#), 204);
    assert!(matches!(ada.hears(), FromPhone::Drawn(_)));
    ben.hears_nothing();
    assert!(other.page.body.contains("lang=\"de\"") && one.page.body.contains("lang=\"en\""));
}
