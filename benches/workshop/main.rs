//! A class on this machine, for two minutes: thirty learners who play, train, ask for help and are asked for keys; two more in
//! browsers, ten with phones that vote, and their instructor at the desk; five terminals that nobody reads; five clients that
//! send garbage; ten that come and drop. Nothing may crash, and nothing that a learner said may be lost.
//!
//! `cargo bench --bench workshop` prints what `docs/workshop.md` quotes. Behind `--` can be given how many seconds,
//! `learners=300` (half of them in lessons, the others on a page, who look something up now and then), `phones=300`,
//! `browsers=2`, `rekey` (keys are exchanged anew after each 64 KB), and `restarts=3`: within the first quarter of the time
//! the server is killed so often, and begun anew; phones, browsers and the instructor come after that.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a bench may fail"
)]

mod others;
mod server;

use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use mindgap::base::thread::start;
use mindgap::lesson::Note;
use mindgap::progress::{Place, Progress};
use others::{LIST, browser, is_over, phone};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use russh::keys::{Algorithm, PrivateKey, PrivateKeyWithHashAlg, PublicKeyOrCertificate};
use russh::{ChannelMsg, client};
use server::Server;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

/// All of these play; where more are wanted, half do.
const LEARNERS: usize = 30;
/// Between two keys of one of them; and where there are more, who are people and not one process's load.
const BUSY: Duration = Duration::from_millis(400);
const CALM: Duration = Duration::from_millis(1500);
/// While all come in at once, which nobody does, echoes are counted apart.
const COMING: Duration = Duration::from_secs(30);
/// Bytes after which a client wants other keys, where that is tried.
const REKEY: usize = 64 << 10;
const BROWSERS: usize = 2;
const PHONES: usize = 10;
/// What the class is asked.
const VOTE: &str = "Will it read a 1 with a flag?";
/// How long it may answer.
const VOTING: Duration = Duration::from_secs(10);
/// Between two looks of the instructor at who needs help.
const HELPS: Duration = Duration::from_secs(5);
const DEAF: usize = 5;
const GARBAGE: usize = 5;
const DROPPING: usize = 10;
const SIZE: (u16, u16) = (100, 30);
const QUESTION: &[u8] = b"\x1b[5n";
const ANSWER: &[u8] = b"\x1b[0n";
const DOWN: &[u8] = b"\x1b[B";
/// What the last line says where a number is typed.
const TYPED: &str = "enter submit";

/// What all clients found out together.
#[derive(Default)]
struct Found {
    /// When a key was pressed, and how long its echo took.
    echoes: Mutex<Vec<(Instant, Duration)>>,
    bytes: AtomicUsize,
    /// What was said and seen to be taken: learner, lesson file, question's number.
    said: Mutex<Vec<(String, usize)>>,
    drops: AtomicUsize,
    /// Whether clients want other keys again and again.
    rekeys: bool,
    /// Between two keys of one learner.
    pause: Duration,
}

/// Any host is the right one here.
struct Anybody;

impl client::Handler for Anybody {
    type Error = russh::Error;

    async fn check_server_key(&mut self, _: &PublicKeyOrCertificate) -> Result<bool, russh::Error> {
        Ok(true)
    }
}

fn key(seed: u64) -> PrivateKey {
    let mut random = rand_chacha::ChaCha20Rng::seed_from_u64(seed);
    PrivateKey::random(&mut random, Algorithm::Ed25519).unwrap()
}

/// A client with a screen.
struct Client {
    channel: russh::Channel<client::Msg>,
    _session: client::Handle<Anybody>,
    screen: vt100::Parser,
    asked: Vec<u8>,
    found: Arc<Found>,
    /// Whether the connection has ended.
    is_lost: bool,
}

impl Client {
    async fn connects(at: SocketAddr, name: &str, seed: u64, found: Arc<Found>) -> Self {
        Self::connects_by(at, name, key(seed), found).await
    }

    async fn connects_by(at: SocketAddr, name: &str, key: PrivateKey, found: Arc<Found>) -> Self {
        loop {
            match Self::tries_to_connect(at, name, key.clone(), found.clone()).await {
                Ok(client) => return client,
                // The door is full, or the server has been killed; people try again.
                Err(_) => sleep(Duration::from_millis(500)).await,
            }
        }
    }

    async fn tries_to_connect(
        at: SocketAddr,
        name: &str,
        key: PrivateKey,
        found: Arc<Found>,
    ) -> Result<Self, russh::Error> {
        let mut config = client::Config::default();
        if found.rekeys {
            config.limits = russh::Limits::new(REKEY, REKEY, Duration::from_secs(3600));
        }
        let mut session = client::connect(Arc::new(config), at, Anybody).await?;
        let own = PrivateKeyWithHashAlg::new(Arc::new(key), None);
        let known = session.authenticate_publickey(name, own).await?;
        assert!(known.success());
        let channel = session.channel_open_session().await?;
        let (columns, rows) = (SIZE.0.into(), SIZE.1.into());
        channel
            .request_pty(false, "xterm-256color", columns, rows, 0, 0, &[])
            .await?;
        channel.request_shell(false).await?;
        Ok(Self {
            channel,
            _session: session,
            screen: vt100::Parser::new(SIZE.1, SIZE.0, 0),
            asked: Vec::new(),
            found,
            is_lost: false,
        })
    }

    fn text(&self) -> String {
        self.screen.screen().contents()
    }

    async fn types(&mut self, keys: &[u8]) {
        let is_taken = self.tries_to_type(keys).await;
        assert!(
            is_taken || self.is_lost,
            "nobody takes keys:\n{}",
            self.text()
        );
    }

    /// In front of the list of lessons; a new learner says their name, which stands there already.
    async fn is_welcomed(&mut self) {
        let awaited = ["your name:", "Your code is", "enter open"];
        while !(self.is_lost || self.text().contains("enter open")) {
            let before = awaited.map(|words| self.text().contains(words));
            let is_there = self
                .until(TIMEOUT, |text| {
                    let now = awaited.map(|words| text.contains(words));
                    now != before && now.contains(&true)
                })
                .await;
            assert!(is_there || self.is_lost, "{}", self.text());
            if !self.text().contains("enter open") {
                self.types(b"\r").await;
            }
        }
    }

    /// Votes, or goes on, where something of the instructor's lies over the page.
    async fn puts_away(&mut self) {
        let keys: &[u8] = match self.text().contains("enter votes") {
            true => b"1\r",
            false => b" ",
        };
        self.types(keys).await;
        self.until(Duration::from_secs(5), |text| !is_over(text))
            .await;
    }

    /// Whether somebody takes them.
    async fn tries_to_type(&mut self, keys: &[u8]) -> bool {
        let typed = timeout(TIMEOUT, self.channel.data_bytes(keys.to_vec())).await;
        self.is_lost |= matches!(typed, Ok(Err(_)));
        matches!(typed, Ok(Ok(())))
    }

    /// Takes in what comes until the screen is so; whether it was in time.
    async fn until(&mut self, time: Duration, is_so: impl Fn(&str) -> bool) -> bool {
        let until = Instant::now() + time;
        // Looked at only where a frame has come whole: clients and server share the processor.
        let mut is_whole = true;
        while !(is_whole && is_so(&self.text())) {
            is_whole = false;
            let left = until.saturating_duration_since(Instant::now());
            match timeout(left, self.channel.wait()).await {
                Ok(Some(ChannelMsg::Data { data })) => {
                    self.found.bytes.fetch_add(data.len(), Ordering::Relaxed);
                    self.screen.process(&data);
                    self.asked.extend_from_slice(&data);
                    while let Some(at) = self
                        .asked
                        .windows(QUESTION.len())
                        .position(|part| part == QUESTION)
                    {
                        self.asked.drain(..at + QUESTION.len());
                        is_whole = true;
                        self.types(ANSWER).await;
                    }
                    let rest = self.asked.len().saturating_sub(QUESTION.len());
                    self.asked.drain(..rest);
                }
                Ok(Some(_)) => {}
                Ok(None) => {
                    self.is_lost = true;
                    return false;
                }
                Err(_) => return false,
            }
        }
        true
    }
}

const TIMEOUT: Duration = Duration::from_secs(60);

/// Plays lessons until the time is over, and measures how soon a key is seen; comes back where the connection is lost.
async fn learns(at: SocketAddr, place: usize, end: Instant, found: Arc<Found>) {
    let name = format!("learner {place}");
    let mut questions = 0;
    while Instant::now() < end {
        let mut client = Client::connects(at, &name, place as u64, found.clone()).await;
        client.is_welcomed().await;
        // Two thirds share lesson 1; the others are in lessons with recipes of their own.
        let lesson = if place.is_multiple_of(3) {
            place % 9 / 3 + 1
        } else {
            0
        };
        for _ in 0..lesson {
            client.types(DOWN).await;
        }
        client.types(b"\r").await;
        let mut turns = 0;
        while Instant::now() < end && !client.is_lost {
            turns += 1;
            if place.is_multiple_of(10) && turns % 20 == 10 {
                client.types(b"\x07\r").await;
            }
            questions += usize::from(client.goes_on(&name).await);
        }
        client.types(b"\x03").await;
        client.until(Duration::from_secs(5), |_| false).await;
    }
    found.said.lock().unwrap().push((name, questions));
}

/// Sits on a page, and looks something up now and then.
async fn sits(at: SocketAddr, place: usize, end: Instant, found: Arc<Found>) {
    let name = format!("learner {place}");
    while Instant::now() < end {
        let mut client = Client::connects(at, &name, place as u64, found.clone()).await;
        client.is_welcomed().await;
        client.types(b"\r").await;
        while Instant::now() < end && !client.is_lost {
            if is_over(&client.text()) {
                client.puts_away().await;
            }
            client.looks_up(&name).await;
            client.until(Duration::from_secs(2), |_| false).await;
        }
        client.types(b"\x03").await;
    }
}

impl Client {
    /// How soon the help is there, or gone.
    async fn looks_up(&mut self, name: &str) {
        let is_there = self.text().contains(LIST);
        let begun = Instant::now();
        self.types(b"?").await;
        let seen = self
            .until(TIMEOUT, |text| {
                text.contains(LIST) != is_there || is_over(text) || text.contains(TYPED)
            })
            .await;
        // In a field it is typed, and nothing is looked up.
        if self.is_lost || self.bar().contains(TYPED) {
            return;
        }
        assert!(seen, "{name} typed ? and saw\n{}", self.text());
        let echo = (begun, begun.elapsed());
        self.found.echoes.lock().unwrap().push(echo);
    }

    /// One thing more in a lesson; whether a question was answered and seen to be.
    async fn goes_on(&mut self, name: &str) -> bool {
        let pause = self.found.pause;
        // Where a text is typed, a question mark is one; such exercises are left.
        if self.bar().contains("esc leave") {
            self.types(b"\x1b").await;
            self.until(Duration::from_secs(1), |_| false).await;
            return false;
        }
        if is_over(&self.text()) {
            self.puts_away().await;
            return false;
        }
        // Where a number is typed, no key means anything else.
        if self.bar().contains(TYPED) {
            self.types(b"\t50\r").await;
            self.until(pause, |_| false).await;
            return false;
        }
        for _ in 0..2 {
            self.looks_up(name).await;
            self.until(pause, |_| false).await;
        }
        let before = self.text();
        if is_over(&before) {
            self.puts_away().await;
            return false;
        }
        let bar = self.bar();
        let mut is_taken = false;
        if bar.contains("enter say it") {
            let keys: &[u8] = match before.contains("of 100   __") {
                true => b"50\r",
                false => b"\x1b[B\r",
            };
            self.types(keys).await;
            // Taken is what is followed by something else, or by another question.
            let asked = |text: &str| -> String {
                let asks = text.lines().last().unwrap_or("").contains("enter say it");
                let lines = text.lines().filter(|line| asks && line.contains('?'));
                lines.collect()
            };
            let asks = asked(&before);
            is_taken = self
                .until(Duration::from_secs(20), |text| asked(text) != asks)
                .await;
        } else if bar.contains("enter choose") {
            // Those that were tried are crossed out.
            let next = before.matches('✗').count() + 1;
            self.types(format!("{next}\r").as_bytes()).await;
        } else if bar.contains("enter hand in") {
            self.types(b"q").await;
        } else if bar.contains("0-9 it is") {
            self.types(b"5").await;
        } else if bar.contains("enter open") {
            self.types(DOWN).await;
            self.types(b"\r").await;
        } else {
            self.types(b"\r").await;
        }
        self.until(pause, |_| false).await;
        is_taken
    }

    fn bar(&self) -> String {
        self.text().lines().last().unwrap_or("").to_owned()
    }
}

/// Sits at the desk: puts a vote, closes it, and answers whoever asks for help. How many were answered.
async fn instructs(at: SocketAddr, key: PrivateKey, end: Instant, found: Arc<Found>) -> usize {
    let mut desk = Client::connects_by(at, "desk", key, found).await;
    assert!(desk.until(TIMEOUT, |text| text.contains("The class")).await);
    let left = end.saturating_duration_since(Instant::now());
    let (opens, mut closes) = (Instant::now() + left * 2 / 5, None);
    let (mut has_asked, mut answered) = (false, 0);
    while Instant::now() < end {
        desk.until(HELPS, |_| false).await;
        if desk.text().contains("for help") {
            desk.types(b"a").await;
            // Whoever asked may have gone on meanwhile.
            let asks = |text: &str| text.contains(" to learner ");
            if desk.until(Duration::from_secs(2), asks).await {
                desk.types(b"\r").await;
                answered += 1;
            }
        }
        if !has_asked && Instant::now() >= opens {
            desk.types(b"v").await;
            let asks = |text: &str| text.contains("question of the lesson");
            assert!(desk.until(TIMEOUT, asks).await, "{}", desk.text());
            desk.types(format!("{VOTE} / yes / no\r").as_bytes()).await;
            let is_put = desk.until(TIMEOUT, |text| text.contains("vote: ")).await;
            assert!(is_put, "{}", desk.text());
            has_asked = true;
            closes = Some(Instant::now() + VOTING);
        }
        if closes.is_some_and(|at| Instant::now() >= at) {
            desk.types(b"v").await;
            closes = None;
        }
    }
    desk.types(b"\x03").await;
    answered
}

/// Connects and drops, again and again.
async fn drops(at: SocketAddr, place: usize, end: Instant, found: Arc<Found>) {
    while Instant::now() < end {
        let name = format!("dropper {place}");
        let seed = 10_000 + place as u64;
        let mut client = Client::connects(at, &name, seed, found.clone()).await;
        client.until(Duration::from_millis(300), |_| false).await;
        drop(client);
        found.drops.fetch_add(1, Ordering::Relaxed);
        sleep(Duration::from_millis(300)).await;
    }
}

/// Sends bytes that mean nothing: as a protocol, and as keys.
async fn rages(at: SocketAddr, place: usize, end: Instant, found: Arc<Found>) {
    let mut random = ChaCha8Rng::seed_from_u64(place as u64);
    let mut noise = move || -> Vec<u8> { (0..4096).map(|_| random.random()).collect() };
    if place.is_multiple_of(2) {
        while Instant::now() < end {
            if let Ok(mut stream) = TcpStream::connect(at).await {
                let _ = stream.write_all(&noise()).await;
                let mut answer = [0; 256];
                let _ = timeout(Duration::from_secs(1), stream.read(&mut answer)).await;
            }
            sleep(Duration::from_millis(200)).await;
        }
    } else {
        let name = format!("garbage {place}");
        while Instant::now() < end {
            let mut client =
                Client::connects(at, &name, 20_000 + place as u64, found.clone()).await;
            // Some of it may mean that they leave; then they come again.
            let stays = async {
                while client.tries_to_type(&noise()).await && Instant::now() < end {
                    client.until(Duration::from_millis(200), |_| false).await;
                }
            };
            let _ = timeout(Duration::from_secs(5), stays).await;
        }
    }
}

/// The real client, whose output nobody reads.
fn is_deaf(at: SocketAddr, place: usize) -> Child {
    let key = std::env::temp_dir().join(format!("mindgap-deaf-{}-{place}", std::process::id()));
    let text = self::key(30_000 + place as u64);
    let text = text
        .to_openssh(russh::keys::ssh_key::LineEnding::LF)
        .unwrap();
    std::fs::write(&key, text.as_bytes()).unwrap();
    let _ = Command::new("chmod").arg("600").arg(&key).status();
    Command::new("ssh")
        .args(["-tt", "-F", "none", "-o", "StrictHostKeyChecking=no"])
        .args([
            "-o",
            "UserKnownHostsFile=/dev/null",
            "-o",
            "LogLevel=ERROR",
            "-i",
        ])
        .arg(&key)
        .args([
            "-p",
            &at.port().to_string(),
            &format!("deaf-{place}@{}", at.ip()),
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn main() {
    let seconds = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .next();
    let seconds: u64 = seconds.unwrap_or(120);
    let is_given = |name: &str| std::env::args().any(|argument| argument == name);
    let number = |name: &str, usual: usize| {
        let given = std::env::args().find_map(|argument| {
            let (known, number) = argument.split_once('=')?;
            (known == name).then_some(number)?.parse().ok()
        });
        given.unwrap_or(usual)
    };
    let learners = number("learners", LEARNERS);
    let (phones, browsers) = (number("phones", PHONES), number("browsers", BROWSERS));
    let restarts = number("restarts", 0) as u32;
    let folder = tempfile::TempDir::new().unwrap();
    let room = learners + browsers + phones + DEAF + GARBAGE + DROPPING;
    let mut server = Server::begins(folder.path(), room);
    let at = server.at;
    let desk = folder.path().join("workshop/instructor_key");
    let desk = russh::keys::load_secret_key(desk, None).unwrap();
    let alone = server.memory();

    let found = Arc::new(Found {
        rekeys: is_given("rekey"),
        pause: match learners {
            0..=LEARNERS => BUSY,
            _ => CALM,
        },
        ..Found::default()
    });
    let begun = Instant::now();
    let end = begun + Duration::from_secs(seconds);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    let all_in = async {
        for place in 0..learners {
            match learners == LEARNERS || place.is_multiple_of(2) {
                true => tasks.spawn(learns(at, place, end, found.clone())),
                false => tasks.spawn(sits(at, place, end, found.clone())),
            };
        }
        for place in 0..DROPPING {
            tasks.spawn(drops(at, place, end, found.clone()));
        }
        for place in 0..GARBAGE {
            tasks.spawn(rages(at, place, end, found.clone()));
        }
        for time in 1..=restarts {
            let share = f64::from(time) / f64::from(restarts + 1) / 4.0;
            let at = begun + Duration::from_secs_f64(seconds as f64 * share);
            tokio::time::sleep_until(at.into()).await;
            server.begins_anew(folder.path(), room);
        }
    };
    runtime.block_on(all_in);
    let settled = Instant::now();
    let mut deaf: Vec<Child> = (0..DEAF).map(|place| is_deaf(at, place)).collect();
    let ballots: Arc<Mutex<Vec<Duration>>> = Arc::default();
    let voters: Vec<_> = (0..phones)
        .map(|place| {
            let (link, ballots) = (server.link.clone(), ballots.clone());
            start("phone", move || phone(&link, place, &ballots)).unwrap()
        })
        .collect();
    let seen: Arc<Mutex<Vec<(Instant, Duration)>>> = Arc::default();
    let tabs: Vec<_> = (0..browsers)
        .map(|place| {
            let (address, seen) = (server.address.clone(), seen.clone());
            let times = (found.pause, end);
            start("browser", move || browser(&address, place, times, &seen)).unwrap()
        })
        .collect();
    // How much the server held in each tenth of the rest, at most.
    let mut most = [0; 10];
    let answered = runtime.block_on(async {
        let instructor = tokio::spawn(instructs(at, desk, end, found.clone()));
        let rest = (end - settled).as_secs_f64();
        loop {
            tokio::select! {
                joined = tasks.join_next() => match joined {
                    Some(joined) => joined.expect("a client failed"),
                    None => break,
                },
                () = sleep(Duration::from_millis(500)) => {
                    let tenth = settled.elapsed().as_secs_f64() / rest * 10.0;
                    let most = &mut most[(tenth as usize).min(9)];
                    *most = server.memory().max(*most);
                }
            }
        }
        instructor.await.expect("the desk failed")
    });
    for one in voters.into_iter().chain(tabs) {
        one.join().expect("a phone or a browser failed");
    }
    for client in &mut deaf {
        let _ = client.kill();
        let _ = client.wait();
    }
    assert!(!server.has_crashed(), "the server has crashed");

    // What was said and taken is there.
    let progress = Progress::open(&folder.path().join("workshop")).unwrap();
    let pack = mindgap::pack::Pack::built_in(mindgap::words::Lang::English).unwrap();
    let (mut all, mut kept) = (0, 0);
    for (name, questions) in found.said.lock().unwrap().iter() {
        let guesses: usize = pack
            .file
            .lessons
            .iter()
            .map(|lesson| {
                let place = Place {
                    learner: name.clone(),
                    pack: pack.file.name.clone(),
                    lesson: lesson.clone(),
                };
                let notes = progress.notes(&place).unwrap();
                notes
                    .iter()
                    .filter(|note| matches!(note, Note::Guess { .. }))
                    .count()
            })
            .sum();
        assert!(
            guesses >= *questions,
            "{name} said {questions}, and {guesses} are kept"
        );
        all += questions;
        kept += guesses;
    }
    let sessions = learners + browsers + DEAF + GARBAGE + DROPPING;
    println!(
        "{sessions} sessions, {:.0} s, the server killed {restarts} times",
        begun.elapsed().as_secs_f64()
    );
    let (coming, there): (Vec<_>, Vec<_>) = {
        let echoes = found.echoes.lock().unwrap();
        let is_early = |(at, _): &&(Instant, Duration)| *at < begun + COMING;
        echoes.iter().partition::<Vec<_>, _>(is_early)
    };
    let tabs = seen.lock().unwrap().clone();
    let groups = [
        ("while all come in", coming),
        ("then", there),
        ("in a browser", tabs),
    ];
    for (when, echoes) in groups {
        let mut echoes: Vec<Duration> = echoes.into_iter().map(|(_, echo)| echo).collect();
        echoes.sort();
        let at = |share: f64| {
            let echo = echoes.get((echoes.len().saturating_sub(1) as f64 * share) as usize);
            echo.map_or(f64::NAN, |echo| echo.as_secs_f64() * 1e3)
        };
        println!(
            "key to echo, {when}: median {:.1} ms, 95 % {:.1} ms, 99 % {:.1} ms (n = {})",
            at(0.5),
            at(0.95),
            at(0.99),
            echoes.len()
        );
    }
    let mut ballots = ballots.lock().unwrap().clone();
    ballots.sort();
    assert_eq!(ballots.len(), phones, "every phone has voted");
    if let (Some(usual), Some(last)) = (ballots.get(phones * 95 / 100), ballots.last()) {
        println!(
            "{phones} ballots of phones kept: 95 % within {:.0} ms, all within {:.0} ms",
            usual.as_secs_f64() * 1e3,
            last.as_secs_f64() * 1e3
        );
    }
    println!("help: {answered} answers");
    println!("answers: {all} were seen to be taken, {kept} are kept");
    println!(
        "connections that were dropped: {}",
        found.drops.load(Ordering::Relaxed)
    );
    let megabytes = |bytes: usize| bytes as f64 / 1e6;
    let highest = most.into_iter().max().unwrap_or(0);
    println!(
        "memory: {:.0} MB alone, {:.0} MB at most: {:.1} MB a session, trainings and what they share counted in",
        megabytes(alone),
        megabytes(highest),
        megabytes(highest.saturating_sub(alone)) / sessions as f64
    );
    let tenths = most.map(|bytes| format!("{:.0}", megabytes(bytes)));
    println!(
        "memory, at most in each tenth of the {:.0} s since the last start: {} MB",
        (end - settled).as_secs_f64(),
        tenths.join(", ")
    );
    println!(
        "bytes: {:.1} KB/s a learner",
        found.bytes.load(Ordering::Relaxed) as f64
            / 1e3
            / begun.elapsed().as_secs_f64()
            / learners as f64
    );
    server.ends();
}
