//! Those of a class who have no SSH client: phones that vote, and browsers.

#[path = "../../tests/web/client.rs"]
#[allow(dead_code, reason = "of a phone, this needs little")]
mod client;
#[path = "../../tests/web/voter.rs"]
#[allow(dead_code, reason = "of a phone that votes, this needs little")]
mod voter;

use std::collections::BTreeMap;
use std::net::TcpStream;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::client::IntoClientRequest;
use tungstenite::http::HeaderValue;
use tungstenite::{Message, WebSocket};

use client::{connect, get};
use voter::Voter;

/// A phone that joins, votes when it is asked, and goes when the vote is closed. Notes how long it took until it was told that its
/// ballot is kept.
pub fn phone(link: &str, place: usize, ballots: &Mutex<Vec<Duration>>) {
    let phone = Voter::joins(link, &format!("phone {place}"));
    let mut events = phone.follows();
    let mut has_voted = false;
    while let Some(view) = events.waits_for("vote") {
        let view: Value = serde_json::from_str(&view).unwrap();
        match (view["open"].as_bool(), has_voted) {
            (Some(true), false) => {
                let begun = Instant::now();
                let number = view["number"].as_u64().unwrap();
                assert_eq!(phone.says(number, "1"), 204);
                ballots.lock().unwrap().push(begun.elapsed());
                has_voted = true;
            }
            (Some(false), true) => return,
            _ => {}
        }
    }
}

/// A seat in a browser whose learner looks something up now and then. Notes when a key was pressed, and how long its echo took.
pub fn browser(
    address: &str,
    place: usize,
    (pause, end): (Duration, Instant),
    echoes: &Mutex<Vec<(Instant, Duration)>>,
) {
    let cookie = get(address, "/seat");
    let cookie = cookie.header("set-cookie").split(';').next().unwrap();
    let url = format!("{}/seat/line", address.replace("http:", "ws:"));
    let mut request = url.into_client_request().unwrap();
    for (name, value) in [("origin", address), ("cookie", cookie)] {
        let value = HeaderValue::from_str(value).unwrap();
        request.headers_mut().insert(name, value);
    }
    let (socket, _) = tungstenite::client(request, connect(address)).unwrap();
    let mut page = Page {
        socket,
        rows: BTreeMap::new(),
    };
    page.says(
        &json!({ "window": { "columns": 100, "rows": 30, "cell": [8, 16], "theme": "dark" } }),
    );
    page.until(|text| text.contains("your name:"));
    for letter in format!("browser {place}").chars() {
        page.types(&letter.to_string());
    }
    for awaited in ["Your code is", "enter open"] {
        page.types("Enter");
        page.until(|text| text.contains(awaited));
    }
    page.types("Enter");
    while Instant::now() < end {
        let is_there = page.text().contains(LIST);
        let begun = Instant::now();
        page.types("?");
        page.until(|text| text.contains(LIST) != is_there || is_over(text));
        if is_over(&page.text()) {
            page.types("1");
            page.types("Enter");
            page.until(|text| !is_over(text));
        } else {
            echoes.lock().unwrap().push((begun, begun.elapsed()));
        }
        std::thread::sleep(pause);
    }
}

/// What the list of keys says.
pub const LIST: &str = "show or hide this list";

/// Whether something of the instructor's lies over the page.
pub fn is_over(text: &str) -> bool {
    text.contains("enter votes") || text.contains("any key goes on")
}

/// A page in a browser, as far as its text goes.
struct Page {
    socket: WebSocket<TcpStream>,
    rows: BTreeMap<u64, String>,
}

impl Page {
    fn says(&mut self, what: &Value) {
        self.socket.send(Message::text(what.to_string())).unwrap();
    }

    fn types(&mut self, key: &str) {
        self.says(&json!({ "key": [key, [false, false, false]] }));
    }

    fn text(&self) -> String {
        let rows: Vec<&str> = self.rows.values().map(String::as_str).collect();
        rows.join("\n")
    }

    fn until(&mut self, is_so: impl Fn(&str) -> bool) {
        while !is_so(&self.text()) {
            let Message::Text(text) = self.socket.read().unwrap() else {
                continue;
            };
            let frame: Value = serde_json::from_str(&text).unwrap();
            for row in frame["rows"].as_array().into_iter().flatten() {
                let runs = row[1].as_array().unwrap();
                let text = runs.iter().filter_map(|run| run[0].as_str()).collect();
                self.rows.insert(row[0].as_u64().unwrap(), text);
            }
            self.says(&json!("drawn"));
        }
    }
}
