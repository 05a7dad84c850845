//! In a real browser, as large as a phone: what people see and touch. Runs where Chromium is installed:
//! `cargo test --test web -- --ignored`.

use std::fs;
use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use headless_chrome::Browser;
use headless_chrome::protocol::cdp::Input;
use mindgap::base::thread::start;
use mindgap::engine::door::Door;
use mindgap::lesson::phone::{Does, FromPhone, Mark, Part, PhoneView, Task};
use mindgap::lesson::{Drawing, Pen, Tool};
use mindgap::web::Limits;
use mindgap::words::Lang;
use tempfile::TempDir;

use crate::chromium::{PHONE, Screen, browser};
use crate::client::{Open, Seat, look};

const SUDOKU: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/photos/sudoku.png");

impl Screen {
    fn chooses(&self, file: &Path) {
        self.chooses_in("#album", file);
    }

    fn chooses_in(&self, input: &str, file: &Path) {
        let input = self.0.wait_for_element(input).unwrap();
        input.set_input_files(&[file.to_str().unwrap()]).unwrap();
    }

    /// A finger goes over the canvas, by shares of its sides.
    fn draws(&self, places: &[(f64, f64)]) {
        self.evaluates("document.getElementById('canvas').scrollIntoView({block: 'center'})");
        let area = self.evaluates(
            "(function () { var r = document.getElementById('canvas').getBoundingClientRect();
              return JSON.stringify([r.left, r.top, r.width, r.height]); }())",
        );
        let [left, top, width, height]: [f64; 4] =
            serde_json::from_str(area.as_str().unwrap()).unwrap();
        let touch = |kind: &str, place: Option<&(f64, f64)>| {
            let point = place
                .map(|(x, y)| serde_json::json!({ "x": left + x * width, "y": top + y * height }));
            let points: Vec<_> = point.into_iter().collect();
            let event = serde_json::json!({ "type": kind, "touchPoints": points });
            let event: Input::DispatchTouchEvent = serde_json::from_value(event).unwrap();
            self.0.call_method(event).unwrap();
        };
        touch("touchStart", places.first());
        places[1..]
            .iter()
            .for_each(|place| touch("touchMove", Some(place)));
        touch("touchEnd", None);
    }
}

/// A seat, and a phone that has scanned its code.
fn meets(browser: &Browser, hall: &Open, lang: Lang) -> (Seat, Screen) {
    let seat = hall.seat(lang);
    let screen = Screen::open(browser, &seat.invitation.link, PHONE);
    screen.waits_for("first");
    assert_eq!(seat.hears(), FromPhone::Arrived);
    (seat, screen)
}

fn photo_view(found: Vec<Mark>, picture: Option<&str>) -> PhoneView {
    let picture = picture.map(|file| {
        let picture = image::open(file).unwrap();
        picture.thumbnail(400, 400).to_rgb8()
    });
    PhoneView {
        task: Task::Photo {
            told: match &picture {
                Some(_) => format!("from your phone, 1: {} digits found", found.len()),
                None => "ready".to_owned(),
            },
            waits: false,
            picture,
            found,
            takes: false,
        },
        ..look("")
    }
}

fn drawing_view(canvas: &Drawing, heard: u64) -> PhoneView {
    PhoneView {
        heard,
        task: Task::Draw {
            asked: "Write a 7 · 3 of 20".to_owned(),
            told: "Just now it says 7, with 93 % confidence.".to_owned(),
            before: String::new(),
            paper: "On paper, in this order: 7 1".to_owned(),
            strokes: canvas.strokes().to_vec(),
            pen: 0.08,
            shares: vec![0.01, 0.04, 0.0, 0.0, 0.0, 0.0, 0.0, 0.93, 0.0, 0.02],
        },
        ..look("")
    }
}

#[test]
#[ignore = "needs Chromium"]
fn a_picture_is_sent_and_what_the_network_reads_is_marked_on_it() {
    let (browser, hall) = (browser(), Open::with(Limits::default()));
    let (mut seat, screen) = meets(&browser, &hall, Lang::English);
    seat.door.show(photo_view(Vec::new(), None));
    screen.waits_for("Take a picture");
    screen.is_pictured("photo-empty");
    screen.chooses(Path::new(SUDOKU));
    assert_eq!(seat.hears(), FromPhone::Sending);
    let FromPhone::Photo(photo) = seat.hears() else {
        panic!("a photo");
    };
    let size = |bytes: &[u8]| {
        let picture = image::load_from_memory(bytes).unwrap();
        (picture.width(), picture.height())
    };
    assert_eq!(size(&photo), size(&fs::read(SUDOKU).unwrap()));
    let mark = |at: u8| Mark {
        place: [0.1 * f32::from(at), 0.3, 0.08, 0.1],
        label: at.to_string(),
        told: format!("{at} (98 %)"),
    };
    seat.door
        .show(photo_view((1..4).map(mark).collect(), Some(SUDOKU)));
    screen.waits_for("3 digits found");
    screen.waits_for("2 (98 %)");
    let marks = "document.querySelectorAll('#marks span').length";
    assert_eq!(screen.evaluates(marks), 3);
    // Where they are on the picture.
    let place = screen.evaluates(
        "(function () { var p = document.getElementById('picture').getBoundingClientRect();
          var m = document.querySelectorAll('#marks span')[1].getBoundingClientRect();
          return Math.round(100 * (m.left - p.left) / p.width); }())",
    );
    assert_eq!(place, 20);
    screen.is_pictured("photo-found");
    // The next one.
    screen.chooses(Path::new(SUDOKU));
    assert_eq!(seat.hears(), FromPhone::Sending);
    assert!(matches!(seat.hears(), FromPhone::Photo(_)));
}

#[test]
#[ignore = "needs Chromium"]
fn a_finger_draws_and_the_canvas_is_that_of_the_lesson() {
    let (browser, hall) = (browser(), Open::with(Limits::default()));
    let (mut seat, screen) = meets(&browser, &hall, Lang::English);
    let mut canvas = Drawing::default();
    seat.door.show(drawing_view(&canvas, 0));
    screen.waits_for("Write a 7");
    let down: Vec<(f64, f64)> = (0..=30)
        .map(|at| (0.7 - 0.01 * f64::from(at), 0.2 + 0.02 * f64::from(at)))
        .collect();
    screen.draws(&[&[(0.3, 0.2), (0.5, 0.2)], &down[..]].concat());
    let mut heard = 0;
    let mut is_up = false;
    while !is_up {
        let FromPhone::Drawn(Part { number, does }) = seat.hears() else {
            panic!("a part of a drawing");
        };
        assert_eq!(number, heard + 1);
        heard = number;
        for does in does {
            let Does::Draws(pen) = does else {
                panic!("{does:?}")
            };
            is_up |= pen == Pen::Up;
            canvas.obey(pen);
        }
        seat.door.show(drawing_view(&canvas, heard));
    }
    let stroke = &canvas.strokes()[0];
    let near =
        |(x, y): (f32, f32), (a, b): (f32, f32)| (x - a).abs() < 0.01 && (y - b).abs() < 0.01;
    assert!(
        near(stroke[0], (0.3, 0.2)) && near(stroke[stroke.len() - 1], (0.4, 0.8)),
        "{stroke:?}"
    );
    // When each place was touched is told, too.
    let felt = &canvas.felt()[0];
    assert!(
        felt[0].at == 0 && felt.is_sorted_by_key(|feel| feel.at) && felt[felt.len() - 1].at > 0
    );
    // The page scrolls under no finger.
    assert_eq!(
        screen.evaluates("getComputedStyle(document.getElementById('canvas')).touchAction"),
        "none"
    );
    let ink = "(function () { var c = document.getElementById('canvas'); var d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
        var n = 0; for (var i = 3; i < d.length; i += 4) { if (d[i] > 127) { n += 1; } } return n / (c.width * c.height); }())";
    screen.waits_until("ink", || screen.evaluates(ink).as_f64().unwrap() > 0.05);
    screen.is_pictured("draw");
    screen.clicks("#undo");
    let is = |does| {
        FromPhone::Drawn(Part {
            number: heard + 1,
            does: vec![does],
        })
    };
    assert_eq!(seat.hears(), is(Does::Draws(Pen::Undo)));
    canvas.obey(Pen::Undo);
    seat.door.show(drawing_view(&canvas, heard + 1));
    screen.waits_until("no ink", || screen.evaluates(ink).as_f64() == Some(0.0));
    // What is drawn on the other screen is seen here.
    canvas.obey(Pen::Down(Tool::Mouse, (0.2, 0.2)));
    canvas.obey(Pen::To((0.8, 0.8)));
    seat.door.show(drawing_view(&canvas, heard + 1));
    screen.waits_until("ink", || screen.evaluates(ink).as_f64().unwrap() > 0.03);
    screen.clicks("#hand-in");
    let part = Part {
        number: heard + 2,
        does: vec![Does::HandsIn],
    };
    assert_eq!(seat.hears(), FromPhone::Drawn(part));
}

#[test]
#[ignore = "needs Chromium"]
fn digits_on_paper_are_sent_from_the_page_that_draws_and_handed_in_once_they_were_seen() {
    let (browser, hall) = (browser(), Open::with(Limits::default()));
    let (mut seat, screen) = meets(&browser, &hall, Lang::English);
    seat.door.show(drawing_view(&Drawing::default(), 0));
    screen.waits_for("On paper, in this order: 7 1");
    screen.chooses_in("#paper-camera", Path::new(SUDOKU));
    assert_eq!(seat.hears(), FromPhone::Sending);
    assert!(matches!(seat.hears(), FromPhone::Photo(_)));
    let mark = |label: &str| Mark {
        place: [0.2, 0.3, 0.08, 0.1],
        label: label.to_owned(),
        told: String::new(),
    };
    let mut view = photo_view(vec![mark("7"), mark("1")], Some(SUDOKU));
    if let Task::Photo { takes, .. } = &mut view.task {
        *takes = true;
    }
    seat.door.show(view);
    screen.waits_for("Hand these digits in");
    // What the network reads is not told before.
    assert_eq!(
        screen.evaluates("document.querySelectorAll('#read li').length"),
        0
    );
    screen.is_pictured("paper-found");
    screen.clicks("#take");
    let part = Part {
        number: 1,
        does: vec![Does::HandsIn],
    };
    assert_eq!(seat.hears(), FromPhone::Drawn(part));
}

#[test]
#[ignore = "needs Chromium"]
fn what_cannot_be_sent_is_told() {
    let (browser, hall) = (browser(), Open::with(Limits::default()));
    let (mut seat, screen) = meets(&browser, &hall, Lang::German);
    seat.door.show(photo_view(Vec::new(), None));
    screen.waits_for("Foto aufnehmen");
    let folder = TempDir::new().unwrap();
    let (large, text) = (
        folder.path().join("large.jpg"),
        folder.path().join("text.jpg"),
    );
    fs::write(&large, vec![0; 60 << 20]).unwrap();
    screen.chooses(&large);
    screen.waits_for("Diese Datei ist zu groß");
    seat.hears_nothing();
    screen.is_pictured("photo-too-large");
    fs::write(&text, "no picture").unwrap();
    screen.chooses(&text);
    screen.waits_for("Diese Datei ist kein Bild");
    assert_eq!(
        [seat.hears(), seat.hears()],
        [FromPhone::Sending, FromPhone::NotSent]
    );
}

#[test]
#[ignore = "needs Chromium"]
fn a_wrong_link_and_one_that_has_expired_lead_to_the_code() {
    let (browser, hall) = (browser(), Open::with(Limits::default()));
    let seat = hall.seat(Lang::English);
    let wrong = format!("{}/AAAAAAAAAAAAAAAAAAAAAA", seat.invitation.address);
    let screen = Screen::open(&browser, &wrong, PHONE);
    screen.waits_for("This link opens nothing");
    screen.is_pictured("code");
    let types = |code: &str| {
        let input = screen.0.wait_for_element("#code").unwrap();
        input.click().unwrap();
        input.type_into(code).unwrap();
        screen.clicks("form button");
    };
    types("2222-2222");
    screen.waits_for("This code is not right");
    types(&seat.invitation.code);
    screen.waits_for("first");
    assert_eq!(seat.hears(), FromPhone::Arrived);
    let hall = Open::with(Limits {
        link: Duration::from_millis(300),
        ..Limits::default()
    });
    let late = hall.seat(Lang::English);
    std::thread::sleep(Duration::from_millis(400));
    let screen = Screen::open(&browser, &late.invitation.link, PHONE);
    screen.waits_for("This link opens nothing, or nothing any more");
}

#[test]
#[ignore = "needs Chromium"]
fn of_two_phones_the_last_one_stays_and_the_other_can_come_back() {
    let (browser, hall) = (browser(), Open::with(Limits::default()));
    let (mut seat, one) = meets(&browser, &hall, Lang::English);
    let other = Screen::open(&browser, &seat.invitation.link, PHONE);
    other.waits_for("first");
    one.waits_for("Another phone");
    one.is_pictured("taken");
    one.clicks("#again");
    one.waits_for("first");
    other.waits_for("Another phone");
    seat.door.shut();
    one.waits_for("The step was left");
    one.is_pictured("over");
}

/// A line between phone and door that can be cut.
struct Cable {
    address: SocketAddr,
    is_cut: Arc<AtomicBool>,
    ends: Arc<Mutex<Vec<TcpStream>>>,
}

impl Cable {
    fn to(base: &str) -> Self {
        let to = base.strip_prefix("http://").unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let cable = Self {
            address: listener.local_addr().unwrap(),
            is_cut: Arc::default(),
            ends: Arc::default(),
        };
        let (is_cut, ends) = (cable.is_cut.clone(), cable.ends.clone());
        start("cable", move || {
            for phone in listener.incoming().map_while(Result::ok) {
                if is_cut.load(Ordering::Relaxed) {
                    continue;
                }
                let Ok(door) = TcpStream::connect(&to) else {
                    return;
                };
                let copy = |stream: &TcpStream| stream.try_clone().unwrap();
                ends.lock().unwrap().extend([copy(&phone), copy(&door)]);
                let ways = [(copy(&phone), copy(&door)), (door, phone)];
                for (mut from, mut to) in ways {
                    start("cable", move || {
                        let _ = io::copy(&mut from, &mut to);
                        let _ = to.shutdown(Shutdown::Both);
                    })
                    .unwrap();
                }
            }
        })
        .unwrap();
        cable
    }

    fn cut(&self) {
        self.is_cut.store(true, Ordering::Relaxed);
        for end in self.ends.lock().unwrap().drain(..) {
            let _ = end.shutdown(Shutdown::Both);
        }
    }

    fn mend(&self) {
        self.is_cut.store(false, Ordering::Relaxed);
    }
}

#[test]
#[ignore = "needs Chromium"]
fn a_line_that_is_cut_loses_no_stroke() {
    let (browser, hall) = (browser(), Open::with(Limits::default()));
    let mut seat = hall.seat(Lang::English);
    let cable = Cable::to(&seat.invitation.address);
    let (_, token) = seat.invitation.link.rsplit_once('/').unwrap();
    let screen = Screen::open(
        &browser,
        &format!("http://{}/{token}", cable.address),
        PHONE,
    );
    assert_eq!(seat.hears(), FromPhone::Arrived);
    seat.door.show(drawing_view(&Drawing::default(), 0));
    screen.waits_for("Write a 7");
    cable.cut();
    assert_eq!(seat.hears(), FromPhone::Left);
    screen.waits_for("No connection to the computer");
    screen.draws(&[(0.5, 0.2), (0.5, 0.4), (0.5, 0.8)]);
    screen.is_pictured("lost");
    seat.hears_nothing();
    cable.mend();
    let mut drawn = Vec::new();
    let mut is_back = false;
    while !is_back || drawn.last() != Some(&Does::Draws(Pen::Up)) {
        match seat.hears() {
            FromPhone::Drawn(part) => drawn.extend(part.does),
            FromPhone::Arrived => is_back = true,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(drawn.len(), 4, "{drawn:?}");
    screen.waits_until("the line is there", || {
        !screen.reads().contains("No connection")
    });
}
