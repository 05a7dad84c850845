//! A seat in a browser: what is promised to learners who have no SSH client, and what is kept from everybody else. With a
//! client that speaks plain WebSocket, and with a real browser where Chromium is installed:
//! `cargo test --test workshop browser -- --ignored`.

use std::collections::HashMap;
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use headless_chrome::browser::tab::ModifierKey;
use headless_chrome::browser::tab::point::Point;
use headless_chrome::protocol::cdp::Input;
use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::client::IntoClientRequest;
use tungstenite::handshake::HandshakeError;
use tungstenite::http::HeaderValue;
use tungstenite::{Message, WebSocket, client};

use super::phones::PHOTO;
use super::phones::client::{connect, get, post};
use super::{Class, TINY};
use crate::chromium::{PHONE, Screen, Size, browser};
use crate::common::window::TIMEOUT;

const CODE: &str = "blue-whale";

/// A class into which browsers may come, and its address for them.
fn class(pack: &str, access: &[&str]) -> (Class, String) {
    let arguments = [access, &["--web", "127.0.0.1:0"]].concat();
    let class = Class::hosts(TempDir::new().unwrap(), pack, &arguments);
    let address = class.host.said.split("phones ").nth(1).unwrap();
    let address = address.split_whitespace().next().unwrap().to_owned();
    (class, address)
}

fn with_code(pack: &str) -> (Class, String) {
    class(pack, &["--access", "code", "--code", CODE])
}

/// The cookie that a browser has which knows the code.
fn comes_in(address: &str) -> String {
    let answer = post(address, "/seat", b"code=Blue+Whale");
    assert_eq!((answer.status, answer.header("location")), (303, "/seat"));
    let cookie = answer.header("set-cookie");
    for guard in ["Path=/seat", "HttpOnly", "SameSite=Lax"] {
        assert!(cookie.contains(guard), "{cookie}");
    }
    cookie.split(';').next().unwrap().to_owned()
}

/// A page that is open somewhere, as a seat knows it.
struct Page {
    socket: WebSocket<TcpStream>,
    rows: HashMap<u64, String>,
    pictures: Vec<Value>,
    data: HashMap<String, Vec<u8>>,
    /// The last words, and with which code the socket was closed.
    bye: Option<String>,
    closed: Option<u16>,
}

/// Opens the socket; or the status with which that is refused.
fn opens(address: &str, origin: Option<&str>, cookie: Option<&str>) -> Result<Page, u16> {
    let url = format!("{}/seat/line", address.replace("http:", "ws:"));
    let mut request = url.into_client_request().unwrap();
    let mut says = |name: &'static str, value: Option<&str>| {
        if let Some(value) = value {
            let value = HeaderValue::from_str(value).unwrap();
            request.headers_mut().insert(name, value);
        }
    };
    says("origin", origin);
    says("cookie", cookie);
    match client(request, connect(address)) {
        Ok((socket, _)) => Ok(Page {
            socket,
            rows: HashMap::new(),
            pictures: Vec::new(),
            data: HashMap::new(),
            bye: None,
            closed: None,
        }),
        Err(HandshakeError::Failure(tungstenite::Error::Http(answer))) => {
            Err(answer.status().as_u16())
        }
        Err(error) => panic!("{error}"),
    }
}

impl Page {
    fn at(address: &str, cookie: &str) -> Self {
        let mut page = opens(address, Some(address), Some(cookie)).unwrap();
        page.says(
            &json!({ "window": { "columns": 80, "rows": 24, "cell": [8, 16], "theme": "dark" } }),
        );
        page
    }

    fn says(&mut self, what: &Value) {
        self.socket.send(Message::text(what.to_string())).unwrap();
    }

    /// Presses keys: letters, and names of keys in angle brackets.
    fn types(&mut self, keys: &[&str]) -> &mut Self {
        for key in keys {
            self.says(&json!({ "key": [key, [false, false, false]] }));
        }
        self
    }

    fn screen(&self) -> String {
        let row = |y| self.rows.get(&y).map_or("", String::as_str);
        (0..24).map(|y| format!("{}\n", row(y))).collect()
    }

    /// Hears one message, and says that a frame was drawn.
    fn hears(&mut self) {
        match self.socket.read() {
            Ok(Message::Text(text)) => {
                let frame: Value = serde_json::from_str(&text).unwrap();
                if let Some(bye) = frame["bye"].as_str() {
                    self.bye = Some(bye.to_owned());
                    return;
                }
                for row in frame["rows"].as_array().into_iter().flatten() {
                    let runs = row[1].as_array().unwrap();
                    let text = runs.iter().filter_map(|run| run[0].as_str()).collect();
                    self.rows.insert(row[0].as_u64().unwrap(), text);
                }
                if let Some(pictures) = frame["pictures"].as_array() {
                    self.pictures.clone_from(pictures);
                }
                for (id, png) in frame["data"].as_object().into_iter().flatten() {
                    let png = STANDARD.decode(png.as_str().unwrap()).unwrap();
                    self.data.insert(id.clone(), png);
                }
                self.says(&json!("drawn"));
            }
            Ok(Message::Close(frame)) => self.closed = frame.map(|frame| frame.code.into()),
            Ok(_) => {}
            Err(_) => self.closed = self.closed.or(Some(0)),
        }
    }

    fn waits_until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) -> &mut Self {
        let until = Instant::now() + TIMEOUT;
        while !is_so(self) {
            assert!(
                self.closed.is_none() && Instant::now() < until,
                "never {what} ({:?}, {:?}):\n{}",
                self.bye,
                self.closed,
                self.screen()
            );
            self.hears();
        }
        self
    }

    fn waits_for(&mut self, text: &str) -> &mut Self {
        self.waits_until(text, |page| page.screen().contains(text))
    }

    /// Waits until the socket is closed: with what words, and which code.
    fn ends(&mut self) -> (Option<String>, u16) {
        while self.closed.is_none() {
            self.hears();
        }
        (self.bye.take(), self.closed.unwrap_or_default())
    }

    /// A new learner, in front of the list of lessons.
    fn is_welcomed(address: &str, cookie: &str, name: &str) -> Self {
        let mut page = Self::at(address, cookie);
        page.waits_for("your name:");
        let letters: Vec<String> = name.chars().map(String::from).collect();
        let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
        page.types(&letters)
            .types(&["Enter"])
            .waits_for("Your code is");
        page.waits_for("In this browser you come back without it.");
        page.types(&["Enter"]).waits_for("? keys");
        page
    }
}

#[test]
fn whoever_knows_the_code_gets_a_seat_in_the_browser_and_is_brought_back_to_it() {
    let (class, address) = with_code(TINY);
    assert!(
        class
            .host
            .said
            .contains(&format!("in a browser        {address}/seat")),
        "{}",
        class.host.said
    );
    assert!(get(&address, "/").body.contains("href=\"/seat\""));
    let asks = get(&address, "/seat").body;
    assert!(asks.contains("Code of the class"), "{asks}");
    let cookie = comes_in(&address);
    let mut page = Page::is_welcomed(&address, &cookie, "Ada");
    page.types(&["Enter"]).waits_for("long enough");
    page.types(&["Enter"]).waits_for("Which number");
    drop(page);
    Page::at(&address, &cookie).waits_for("Which number");
    // The server dies and comes back: the cookie alone brings her back.
    let arguments = ["--access", "code", "--code", CODE, "--web", "127.0.0.1:0"];
    let class = class.dies_and_comes_back(TINY, &arguments);
    let address = class.host.said.split("phones ").nth(1).unwrap();
    let address = address.split_whitespace().next().unwrap().to_owned();
    let mut page = Page::at(&address, &cookie);
    page.waits_for("at step 2 of 5");
    // Nobody else has it.
    let mut other = Page::at(&address, &comes_in(&address));
    other.waits_for("your name:");
}

#[test]
fn a_wrong_code_opens_nothing_and_whoever_guesses_is_slowed() {
    let (_class, address) = with_code(TINY);
    let wrong = post(&address, "/seat", b"code=red-whale");
    assert_eq!((wrong.status, wrong.header("set-cookie")), (403, ""));
    assert!(
        wrong.body.contains("not the code of this class"),
        "{}",
        wrong.body
    );
    let (tell, told) = std::sync::mpsc::channel();
    for guess in 0..80 {
        let (address, tell) = (address.clone(), tell.clone());
        mindgap::base::thread::start("guess", move || {
            let code = format!("code={guess}");
            tell.send(post(&address, "/seat", code.as_bytes()).status)
        })
        .unwrap();
    }
    drop(tell);
    let statuses: Vec<u16> = told.iter().collect();
    let count = |status| statuses.iter().filter(|one| **one == status).count();
    // Sixty from one address, and one more every four seconds.
    assert!(
        (59..70).contains(&count(403)) && count(429) >= 10,
        "{statuses:?}"
    );
    // Not even the right one is looked at.
    assert_eq!(post(&address, "/seat", b"code=blue-whale").status, 429);
}

#[test]
fn no_page_of_another_site_and_nobody_without_the_code_gets_a_seat() {
    let (_class, address) = with_code(TINY);
    let cookie = comes_in(&address);
    let status = |origin, cookie| opens(&address, origin, cookie).err();
    assert_eq!(
        status(Some("http://evil.example"), Some(&cookie)),
        Some(403)
    );
    assert_eq!(status(Some("null"), Some(&cookie)), Some(403));
    assert_eq!(status(None, Some(&cookie)), Some(403));
    assert_eq!(status(Some(&address), None), Some(401));
    let foreign = format!("mindgap-seat={}", "0".repeat(64));
    assert_eq!(status(Some(&address), Some(&foreign)), Some(401));
    assert_eq!(status(Some(&address), Some(&cookie)), None);
}

#[test]
fn whoever_comes_in_twice_sits_where_they_came_last_and_the_first_page_is_told() {
    let (_class, address) = with_code(TINY);
    let cookie = comes_in(&address);
    let mut first = Page::is_welcomed(&address, &cookie, "Ada");
    let mut second = Page::at(&address, &cookie);
    second.waits_for("? keys");
    let (bye, code) = first.ends();
    assert!(bye.unwrap().contains("come in from somewhere else"));
    assert_eq!(code, 1000);
    second.types(&["q"]);
    let (bye, code) = second.ends();
    assert!(bye.unwrap().contains("See you"));
    assert_eq!(code, 1000);
}

#[test]
fn garbage_ends_the_socket_that_it_came_over_and_nothing_else() {
    let (mut class, address) = with_code(TINY);
    let cookie = comes_in(&address);
    let mut ada = Page::is_welcomed(&address, &cookie, "Ada");
    let garbage = [
        Message::text("nonsense"),
        Message::text(r#"{"window":{"columns":-1,"rows":24,"cell":[8,16],"theme":"dark"}}"#),
        Message::text(r#"{"key":["Enter"]}"#),
        Message::text(format!("{{\"paste\":\"{}\"}}", "x".repeat(100_000))),
        Message::text("[".repeat(10_000)),
        Message::binary(vec![0xff; 1_000]),
    ];
    for message in garbage {
        // As the first thing that is said, and later.
        let own = comes_in(&address);
        let mut page = opens(&address, Some(&address), Some(&own)).unwrap();
        let _ = page.socket.send(message.clone());
        page.ends();
        let mut page = Page::at(&address, &own);
        page.waits_for("your name:");
        let _ = page.socket.send(message);
        page.ends();
    }
    // Sizes and keys that there are not are no garbage.
    ada.says(&json!({ "window": { "columns": 65_535, "rows": 0, "cell": [0, 65_535], "theme": "light" } }));
    ada.says(&json!({ "mouse": ["down", 65_535, 65_535, [true, true, true]] }));
    ada.types(&["", "Dead", "\u{1b}", "\u{0}"]);
    ada.says(
        &json!({ "window": { "columns": 80, "rows": 24, "cell": [8, 16], "theme": "contrast" } }),
    );
    ada.waits_for("enter open")
        .types(&["Enter"])
        .waits_for("long enough");
    assert!(class.host.process.try_wait().unwrap().is_none());
}

#[test]
fn a_picture_arrives_as_an_image_at_its_place_and_goes_when_it_goes() {
    let (_class, address) = with_code(PHOTO);
    let cookie = comes_in(&address);
    let mut page = Page::is_welcomed(&address, &cookie, "Ada");
    page.types(&["Enter"]).types(&["Enter"]).waits_for("Run ");
    page.types(&["Enter"]).waits_for("digit found");
    page.waits_until("a picture", |page| !page.pictures.is_empty());
    for picture in page.pictures.clone() {
        let png = &page.data[picture["id"].as_str().unwrap()];
        let image = image::load_from_memory(png).unwrap();
        let side = |name: &str| picture[name].as_u64().unwrap();
        assert_eq!(u64::from(image.width()), 8 * side("width"));
        assert_eq!(u64::from(image.height()), 16 * side("height"));
        assert!(side("x") + side("width") <= 80 && side("y") + side("height") <= 24);
    }
    // No byte of it is taken for text.
    assert!(!page.screen().contains("1337"), "{}", page.screen());
    page.types(&["?"]).waits_until("help over it", |page| {
        page.pictures
            .iter()
            .all(|picture| picture["covered"].is_array())
    });
    page.types(&["?"]).waits_until("no help", |page| {
        page.pictures
            .iter()
            .any(|picture| !picture["covered"].is_array())
    });
    page.types(&["b"]).waits_for("step 1 of");
    page.waits_until("no picture", |page| page.pictures.is_empty());
}

#[test]
fn the_end_of_the_workshop_is_told_so_that_the_page_waits_for_the_next() {
    let (mut class, address) = class(TINY, &["--access", "open"]);
    let seat = get(&address, "/seat");
    let cookie = seat
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let mut page = Page::is_welcomed(&address, &cookie, "Ada");
    class.signals("INT");
    let (bye, code) = page.ends();
    assert!(bye.unwrap().contains("The workshop has ended"));
    assert_eq!(code, 1012, "service restart (IANA, WebSocket close codes)");
    class.ends();
}

#[test]
fn a_class_of_keys_has_no_seats_in_browsers() {
    let folder = TempDir::new().unwrap();
    let keys = folder.path().join("keys");
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti";
    std::fs::write(&keys, key).unwrap();
    let (class, address) = class(TINY, &["--access", "keys", keys.to_str().unwrap()]);
    assert!(
        !class.host.said.contains("in a browser"),
        "{}",
        class.host.said
    );
    let seat = get(&address, "/seat");
    assert_eq!(seat.status, 403);
    assert!(seat.body.contains("who have an SSH key"), "{}", seat.body);
    let cookie = format!("mindgap-seat={}", "0".repeat(64));
    assert_eq!(
        opens(&address, Some(&address), Some(&cookie)).err(),
        Some(401)
    );
}

// ---- in a real browser ------------------------------------------------------------------------------------------

const LAPTOP: Size = Size {
    width: 1400,
    height: 900,
    is_phone: false,
};
const SMALL: Size = Size {
    width: 800,
    height: 600,
    is_phone: false,
};

impl Screen {
    /// What stands in the rows of the seat.
    fn rows(&self) -> String {
        let rows = self.evaluates("window.Cells ? Cells.rows().join('\\n') : ''");
        rows.as_str().unwrap_or_default().to_owned()
    }

    fn sees(&self, text: &str) -> &Self {
        self.waits_until(text, || self.rows().contains(text));
        self
    }

    fn presses(&self, keys: &[&str]) -> &Self {
        for key in keys {
            self.0.press_key(key).unwrap();
        }
        self
    }

    fn gives_code(&self) {
        let code = self.0.wait_for_element("#code").unwrap();
        code.click().unwrap();
        code.type_into("Blue Whale").unwrap();
        self.clicks("form button");
    }
}

#[test]
#[ignore = "needs Chromium"]
fn in_a_real_browser_a_learner_comes_in_plays_and_comes_back_after_a_reload_and_a_restart() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let at = format!("127.0.0.1:{port}");
    let arguments = ["--access", "code", "--code", CODE, "--web", &at];
    let class = Class::hosts(TempDir::new().unwrap(), TINY, &arguments);
    let browser = browser();
    let screen = Screen::open(&browser, &format!("http://{at}/"), LAPTOP);
    screen.is_pictured("seat-entrance");
    screen.clicks("a[href='/seat']");
    screen.waits_for("Code of the class");
    screen.is_pictured("seat-code");
    screen.gives_code();
    screen.sees("your name:").is_pictured("seat-door");
    screen
        .presses(&["A", "d", "a"])
        .sees("Ada")
        .presses(&["Enter"])
        .sees("Your code is");
    screen
        .presses(&["Enter"])
        .sees("? keys")
        .is_pictured("seat-lessons");
    screen
        .presses(&["Enter"])
        .sees("long enough")
        .presses(&["Enter"])
        .sees("Which number");
    screen.is_pictured("seat-question");
    screen.is_sized(SMALL);
    screen.waits_until("a small window", || {
        screen.evaluates("Cells.rows().length").as_u64().unwrap() < 35
    });
    screen
        .sees("Which number")
        .is_pictured("seat-question-small");
    screen.is_sized(PHONE);
    screen.waits_until("60 columns", || {
        screen
            .evaluates("document.getElementById('screen').clientWidth")
            .as_u64()
            .unwrap()
            <= 390
    });
    screen
        .sees("Which number")
        .is_pictured("seat-question-phone");
    screen.is_sized(LAPTOP);
    screen.0.reload(false, None).unwrap();
    screen.sees("Which number");
    // The server goes away and comes back; the page does so by itself.
    let class = class.dies_and_comes_back(TINY, &arguments);
    screen.sees("at step 2 of 5").is_pictured("seat-back");
    screen.waits_until("no notice", || {
        screen.evaluates("document.getElementById('notice').hidden") == true
    });
    drop(class);
    screen.waits_for("The connection is lost");
    screen.is_pictured("seat-lost");
}

#[test]
#[ignore = "needs Chromium"]
fn in_a_real_browser_the_mouse_chooses_and_ctrl_c_leaves_only_where_nothing_is_selected() {
    let (_class, address) = class(TINY, &["--access", "open"]);
    let browser = browser();
    let screen = Screen::open(&browser, &format!("{address}/seat"), LAPTOP);
    screen
        .sees("your name:")
        .presses(&["B", "o", "Enter"])
        .sees("Your code is");
    screen
        .presses(&["Enter"])
        .sees("? keys")
        .presses(&["Enter"])
        .sees("long enough");
    screen.presses(&["Enter"]).sees("Which number");
    let place = screen.evaluates(
        "(function () { var s = Array.from(document.querySelectorAll('#text span')).find(function (s) {
          return s.textContent.indexOf('2. 3') >= 0; }).getBoundingClientRect();
          return JSON.stringify([s.left + 10, s.top + s.height / 2]); }())",
    );
    let (x, y): (f64, f64) = serde_json::from_str(place.as_str().unwrap()).unwrap();
    screen.0.click_point(Point { x, y }).unwrap();
    screen.sees("▸ 2. 3").presses(&["Enter"]).sees("Because");
    screen.presses(&["Enter"]).sees("after two epochs?");
    screen
        .presses(&["8", "0", "Enter", "Enter"])
        .sees("you said 80 %");
    screen.is_pictured("seat-trained");
    // What is selected is copied.
    screen.evaluates("window.getSelection().selectAllChildren(document.getElementById('text'))");
    let copies = Some(&[ModifierKey::Ctrl][..]);
    screen.0.press_key_with_modifiers("c", copies).unwrap();
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(
        screen.evaluates("document.getElementById('notice').hidden"),
        true
    );
    screen.evaluates("window.getSelection().removeAllRanges()");
    screen.0.press_key_with_modifiers("c", copies).unwrap();
    screen.waits_for("See you");
    screen.is_pictured("seat-left");
    screen.clicks("#again");
    screen.waits_until("it is back", || {
        screen.evaluates("document.getElementById('notice').hidden") == true
    });
    screen.sees("? keys");
    // What is new is told to those who hear.
    screen.waits_until("it is told", || {
        let told = screen.evaluates("document.getElementById('told').textContent");
        told.as_str().unwrap_or_default().contains("A tiny pack")
    });
    // The next one at this machine is somebody else.
    screen.presses(&["q"]).waits_for("See you");
    screen.clicks("#leave");
    screen.sees("your name:");
}

#[test]
#[ignore = "needs Chromium"]
fn on_a_phone_there_are_keys_to_touch_and_text_may_be_composed() {
    let (_class, address) = class(TINY, &["--access", "open"]);
    let browser = browser();
    let screen = Screen::open(&browser, &format!("{address}/seat"), PHONE);
    screen.sees("your name:");
    let composed = Input::InsertText {
        text: "Zoë".to_owned(),
    };
    screen.0.call_method(composed).unwrap();
    screen.sees("Zoë").is_pictured("seat-phone-door");
    screen.clicks("[data-key=Enter]");
    screen.sees("Hello Zoë").is_pictured("seat-phone-welcome");
    screen.clicks("[data-key=Enter]");
    screen.sees("? keys");
    screen.clicks("[data-key=ArrowDown]");
    screen.is_pictured("seat-phone");
    // Larger letters stay readable and do not run out of the page.
    screen.clicks("#larger");
    screen.clicks("#larger");
    screen.sees("? keys").is_pictured("seat-phone-larger");
}

#[test]
#[ignore = "needs Chromium"]
fn in_a_real_browser_a_photo_is_an_image() {
    let (_class, address) = with_code(PHOTO);
    let browser = browser();
    let screen = Screen::open(&browser, &format!("{address}/seat"), LAPTOP);
    screen.gives_code();
    screen
        .sees("your name:")
        .presses(&["B", "o", "Enter"])
        .sees("Your code is");
    screen
        .presses(&["Enter"])
        .sees("? keys")
        .presses(&["Enter", "Enter"])
        .sees("Run ");
    screen.presses(&["Enter"]).sees("digit found");
    let images = "Array.from(document.querySelectorAll('#pictures img')).filter(function (i) { return i.naturalWidth > 10; }).length";
    screen.waits_until("an image", || {
        screen.evaluates(images).as_u64().unwrap() > 0
    });
    for (name, size) in [("laptop", LAPTOP), ("small", SMALL), ("phone", PHONE)] {
        screen.is_sized(size);
        std::thread::sleep(Duration::from_secs(2));
        screen.is_pictured(&format!("seat-photo-{name}"));
    }
    screen.presses(&["b"]).sees("step 1 of");
    screen.waits_until("no image", || screen.evaluates(images) == 0);
}
