//! A phone that speaks plain HTTP, and a door for it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener as StdListener, TcpStream};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mindgap::base::thread::start;
use mindgap::engine::door::{Door, Hears, Invitation};
use mindgap::lesson::phone::{FromPhone, PhoneView, Task};
use mindgap::web::door::HallDoor;
use mindgap::web::{Hall, Limits, Place, serve};
use mindgap::words::{Lang, Words};
use tokio::sync::oneshot;

const TIMEOUT: Duration = Duration::from_secs(60);

/// A hall that listens until it is dropped.
pub struct Open {
    hall: Arc<Hall>,
    base: String,
    _end: oneshot::Sender<()>,
}

impl Open {
    pub fn with(limits: Limits) -> Self {
        Self::of(|_| Hall::new(Words::default(), limits))
    }

    /// The hall that is made for this address.
    pub fn of(hall: impl FnOnce(&str) -> Arc<Hall>) -> Self {
        let listener = StdListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let hall = hall(&base);
        let (end, ended) = oneshot::channel::<()>();
        let theirs = hall.clone();
        start("hall", move || {
            let mut runtime = tokio::runtime::Builder::new_current_thread();
            let runtime = runtime.enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                let end = async {
                    let _ = ended.await;
                };
                serve(theirs, listener, None, axum::Router::new(), end).await;
            });
        })
        .unwrap();
        Self {
            hall,
            base,
            _end: end,
        }
    }

    /// A learner's seat that speaks this.
    pub fn seat(&self, lang: Lang) -> Seat {
        let mut door = HallDoor::new(self.hall.clone(), self.base.clone(), "somebody");
        let (hears, heard) = listener();
        let invitation = door.open(Words::of(lang), hears).unwrap();
        door.show(look("first"));
        Seat {
            door,
            invitation,
            heard,
        }
    }
}

/// Any port of this machine, for itself.
pub fn here() -> Place {
    Place {
        at: Some("127.0.0.1:0".parse().unwrap()),
        tls: None,
    }
}

/// Hears what phones do.
pub fn listener() -> (Hears, Receiver<FromPhone>) {
    let (sender, heard) = mpsc::channel();
    let sender = Mutex::new(sender);
    let hears = move |what| sender.lock().unwrap().send(what).is_ok();
    (Arc::new(hears), heard)
}

/// A view that says this.
pub fn look(text: &str) -> PhoneView {
    PhoneView {
        lesson: "A lesson".to_owned(),
        heard: 0,
        task: Task::Look {
            told: text.to_owned(),
        },
    }
}

pub struct Seat {
    pub door: HallDoor,
    pub invitation: Invitation,
    pub heard: Receiver<FromPhone>,
}

impl Seat {
    /// The seat's next news.
    pub fn hears(&self) -> FromPhone {
        self.heard
            .recv_timeout(TIMEOUT)
            .expect("the phone does something")
    }

    pub fn hears_nothing(&self) {
        let heard = self.heard.recv_timeout(Duration::from_millis(200));
        assert_eq!(heard, Err(RecvTimeoutError::Timeout));
    }

    /// Opens the link, as a phone does that scans it.
    pub fn scans(&self) -> Phone {
        Phone::open(&self.invitation.link)
    }
}

/// A page that is open on a phone.
pub struct Phone {
    pub base: String,
    pub token: String,
    pub number: String,
    pub page: Answer,
}

impl Phone {
    pub fn open(link: &str) -> Self {
        let (base, token) = link.rsplit_once('/').unwrap();
        let page = get(base, &format!("/{token}"));
        let number = page.body.split("data-phone=\"").nth(1).unwrap_or_default();
        Self {
            base: base.to_owned(),
            token: token.to_owned(),
            number: number.split('"').next().unwrap_or_default().to_owned(),
            page,
        }
    }

    fn path(&self, what: &str) -> String {
        format!("/{}/{}/{what}", self.token, self.number)
    }

    pub fn sends(&self, file: &[u8]) -> Answer {
        post(&self.base, &self.path("photo"), file)
    }

    pub fn draws(&self, part: &str) -> u16 {
        post(&self.base, &self.path("drawing"), part.as_bytes()).status
    }

    pub fn follows(&self) -> Events {
        let mut stream = connect(&self.base);
        let path = self.path("events");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        Events(BufReader::new(stream))
    }
}

/// Server-sent events.
pub struct Events(BufReader<TcpStream>);

impl Events {
    /// Those of this line.
    pub fn of(line: BufReader<TcpStream>) -> Self {
        Self(line)
    }

    /// The next one with this name, and what it says; none where the line ends before.
    pub fn waits_for(&mut self, name: &str) -> Option<String> {
        let mut is_it = false;
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line).unwrap() == 0 {
                return None;
            }
            if let Some(event) = line.trim().strip_prefix("event: ") {
                is_it = event == name;
            }
            if let (true, Some(data)) = (is_it, line.trim_end().strip_prefix("data:")) {
                return Some(data.trim().to_owned());
            }
        }
    }

    /// Waits for a view that says this.
    pub fn sees(&mut self, text: &str) {
        loop {
            let view = self.waits_for("view").expect("the line is cut");
            if view.contains(text) {
                return;
            }
        }
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }
}

pub fn connect(base: &str) -> TcpStream {
    let address: SocketAddr = base.strip_prefix("http://").unwrap().parse().unwrap();
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(TIMEOUT)).unwrap();
    stream
}

pub fn get(base: &str, path: &str) -> Answer {
    ask(base, &format!("GET {path}"), b"", 0)
}

pub fn post(base: &str, path: &str, body: &[u8]) -> Answer {
    ask(base, &format!("POST {path}"), body, body.len())
}

/// Asks with a body that is said to be so long.
pub fn ask(base: &str, what: &str, body: &[u8], length: usize) -> Answer {
    ask_as("x=y", base, what, body, length)
}

/// The same with a cookie.
pub fn ask_as(cookie: &str, base: &str, what: &str, body: &[u8], length: usize) -> Answer {
    let mut stream = connect(base);
    let head = format!(
        "{what} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: {cookie}\r\nContent-Length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    // Whoever is refused early may find nobody who takes the rest.
    let _ = stream.write_all(body);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
    Answer {
        status: head[9..12].parse().unwrap(),
        head: head.to_owned(),
        body: body.to_owned(),
    }
}
