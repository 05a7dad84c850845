//! `mindgap serve`: hosts a workshop over SSH.

pub(super) mod folder;
mod plan;
mod together;

use std::fs;
use std::io::{self, IsTerminal};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;
use folder::{Own, allow_open_files};
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use together::{Class, Together};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::address::listen;
use super::clustered::Clustered;
use super::ended::ended;
use super::json::{AttendanceLine, Line, WorkshopLine};
use super::log::keep_log;
use super::output;
use super::own_folder::OwnFolder;
use super::phones::{Https, Phones};
use super::text::count;
use super::{Home, Outcome};
use crate::base::ascii::speaks_unicode;
use crate::base::file::{make_private, write_private};
use crate::base::net;
use crate::pack::Pack;
use crate::progress::ClassSet;
use crate::say;
use crate::train::{RUNS_AT_ONCE, RunStore};
use crate::web::{self, Address, Place, Voting};
use crate::words::{Lang, Words};
use crate::workshop::access::{Access, grouped, new_class_code, read_keys};
use crate::workshop::metrics::metrics;
use crate::workshop::queue::Queue;
use crate::workshop::roster::name::{MAX_NAME_CHARS, tidy};
use crate::workshop::{Board, Limits, Settings, Workshop, host_key};

/// Characters of a code at least.
const MIN_CODE_CHARS: usize = 4;
/// Between two looks at who is there.
const LOOK: Duration = Duration::from_secs(2);

/// Voters beyond two a learner: a terminal and a phone.
const VOTERS: usize = 100;

/// The file that keeps the code of the class.
const CODE: &str = "code";

/// What to host.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A pack's folder, or the name of an installed pack. If absent, with --cluster the pack of the class's other hosts, else the
    /// built-in pack.
    pack: Option<PathBuf>,
    /// Where to listen: an address and a port, or a port.
    #[arg(long, value_name = "ADDR", default_value = "2222", value_parser = listen)]
    listen: SocketAddr,
    /// Who may come in: `open`, everybody; `code`, whoever knows the code of the class; `keys FILE`,
    /// whoever has one of the public keys in that file (a line each, as in authorized_keys).
    #[arg(
        long,
        value_names = ["WHO", "FILE"],
        num_args = 1..=2,
        default_value = "code"
    )]
    access: Vec<String>,
    /// The code of the class; that of the last time, if absent, so that a restart changes nothing.
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
    /// Make a new code of the class.
    #[arg(long, conflicts_with = "code")]
    new_code: bool,
    /// Let learners' phones in, and learners who have a browser and no SSH client, over HTTP: where to listen for them,
    /// an address and a port, or a port. Without this, no phone and no browser comes in.
    #[arg(long, value_name = "ADDR")]
    web: Option<Address>,
    #[command(flatten)]
    https: Https,
    /// Do not host: measure what this machine can carry for so many learners, and say so.
    #[arg(long, value_name = "LEARNERS")]
    plan: Option<usize>,
    /// With --plan: workers like this machine, on which the class trains; how long learners would wait for their turn is
    /// simulated.
    #[arg(long, value_name = "N", requires = "plan", value_parser = clap::value_parser!(u16).range(1..=1024))]
    workers: Option<u16>,
    /// With --workers: minutes within which all learners come to a training, at any moment.
    #[arg(
        long,
        value_name = "MINUTES",
        requires = "workers",
        default_value_t = 10
    )]
    within: u16,
    /// A file of public keys that open the instructor's desk over SSH, besides `mindgap desk` on this
    /// machine.
    #[arg(long, value_name = "FILE")]
    instructors: Option<PathBuf>,
    /// With whom the figures of those are counted who come for the first time, such as 7b; the day on which they come, if
    /// absent.
    #[arg(long, value_name = "NAME", value_parser = cohort)]
    cohort: Option<String>,
    /// Learners at most.
    #[arg(long, value_name = "N", default_value_t = Limits::default().seats)]
    learners: usize,
    /// Let trainings learn from so many pictures at most, so that a class need not wait. Texts of lessons
    /// then name numbers that are not so; learners are told.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pictures: Option<u32>,
    /// Trainings that go on at once and take turns; others wait until one ends.
    #[arg(long, value_name = "N", default_value_t = RUNS_AT_ONCE)]
    at_once: usize,
    /// The language for learners whose terminal does not say another.
    #[arg(long, env = "MINDGAP_LANG", value_name = "CODE")]
    lang: Option<Lang>,
    #[command(flatten)]
    clustered: Clustered,
    /// Tell Prometheus how the workshop is, over HTTP, under /metrics: an address and a port, or a port. Nothing of it says
    /// who somebody is.
    #[arg(long, value_name = "ADDR", value_parser = listen)]
    metrics: Option<SocketAddr>,
    /// Print one JSON object a line: where the workshop is, and who is there.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments, home: &Home) -> Result<Outcome> {
    let lang = arguments
        .lang
        .or_else(Lang::from_environment)
        .unwrap_or_default();
    let mut pack = home.pack(arguments.pack.as_deref(), lang)?;
    if let Some(learners) = arguments.plan {
        fewer_pictures(&mut pack, arguments);
        let workers = arguments.workers.map(|workers| Queue {
            learners,
            workers: usize::from(workers),
            within: Duration::from_secs(60 * u64::from(arguments.within)),
            seed: plan::SEED,
        });
        return plan::plan(&pack, learners, workers, arguments.json);
    }
    let folder = home.folder()?.join("workshop");
    make_private(&folder)
        .with_context(|| format!("{}: the folder cannot be made", folder.display()))?;
    let own_folder = OwnFolder::take(&folder)?;
    let limits = Limits::for_learners(arguments.learners);
    // A phone's connection is a file, and so is that of a browser.
    let phones = web::Limits::for_learners(arguments.learners).connections as u64;
    let phones = arguments.web.as_ref().map_or(0, |_| phones);
    allow_open_files(limits.open_files() + phones, arguments.learners)?;
    let class = Class::at(&arguments.clustered)?;
    if arguments.pack.is_none()
        && let Some(theirs) = class.pack(&pack, &folder, home)?
    {
        pack = theirs;
    }
    let mut edition = format!("{} {}", pack.file.name, pack.digest);
    if let Some(most) = arguments.pictures {
        edition.push_str(&format!(" with {most} pictures at most"));
    }
    let who = arguments.access.join(" ");
    if let Some(named) = &arguments.pack {
        class.offer(&pack, &edition, &home.pack_folder(named)?, home)?;
    }
    fewer_pictures(&mut pack, arguments);
    let together = Together::begin(class, &arguments.clustered, (&edition, &who), &folder)?;
    let is_kept = who == "code" && arguments.code.is_none() && !arguments.new_code;
    let code = folder.join(CODE);
    let code = is_kept.then_some(code.as_path());
    let access = together.access(code, || access(arguments, &folder))?;
    let key = together.key(&folder.join("host_key"))?;
    let fingerprint = host_key::fingerprint(&key);
    let desk = together.key(&folder.join("instructor_key"))?;
    let mut instructors = vec![desk.public_key().clone()];
    if let Some(file) = &arguments.instructors {
        instructors.extend(read_keys(file)?);
    }
    let tls = arguments.https.open()?;
    let votes = Arc::new(together.votes(&folder, 2 * arguments.learners + VOTERS)?);
    let phones = match arguments.web.clone() {
        Some(at) => {
            let at = Some(at);
            let limits = web::Limits::for_learners(arguments.learners);
            let place = Place { at, tls };
            Some(Phones::listen(&place, Words::of(lang), limits, &votes)?)
        }
        None => None,
    };
    let store = RunStore::open(folder.join("runs"))?;
    let title = pack.file.title.clone();
    let workshop = Workshop::new(Settings {
        trainer: together.trainer(arguments.at_once, store, &pack.library),
        pack,
        roster: together
            .roster(&folder)?
            .enrolling_into(arguments.cohort.as_deref().unwrap_or_default()),
        set: ClassSet::open(&folder)?,
        board: Board::open(&folder)?,
        votes,
        instructors,
        folder: folder.clone(),
        access,
        limits,
        lang,
        elsewhere: together.elsewhere(),
        phones: (phones.as_ref()).map(|phones| (phones.hall.clone(), phones.base.clone())),
    });
    keep_log(&folder.join("log"), "workshop")?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("the system gives no more threads")?;
    runtime.block_on(async {
        let listener = listener(arguments.listen).await?;
        let here = listener.local_addr()?;
        let own = Own::at(&folder, here)?;
        if let Some(at) = arguments.metrics {
            super::metrics::answer(at, metrics(&workshop)).await?;
        }
        let pages = phones.as_ref().map(Pages::of);
        announce(
            &title,
            here,
            arguments,
            &workshop,
            &fingerprint,
            pages.as_ref(),
        )?;
        let end = ended()?;
        let watched = tokio::spawn(watch(workshop.clone(), arguments.json));
        let (closes, closed) = oneshot::channel::<()>();
        let phones = phones
            .map(|phones| phones.serve(workshop.browser_routes(), closed))
            .transpose()?;
        together.belong_to(&workshop);
        workshop.serve(listener, key, end).await;
        drop(closes);
        if let Some(phones) = phones {
            let _ = phones.await;
        }
        watched.abort();
        drop(own);
        anyhow::Ok(())
    })?;
    together.leave();
    drop(own_folder);
    if !arguments.json {
        output::say("The workshop has ended. Everything is saved.")?;
    }
    Ok(Outcome::Done)
}

/// Lets its trainings learn from fewer pictures, if that is wanted, and says so.
fn fewer_pictures(pack: &mut Pack, arguments: &Arguments) {
    let Some(most) = arguments.pictures else {
        return;
    };
    for lesson in &mut pack.lessons {
        *lesson = Arc::new(lesson.learning_from(most as usize, &pack.library));
    }
    let words = Words::of(pack.lang);
    let told = say!(words, "fewer-pictures", n = count(most as usize));
    pack.file.about = format!("{} {told}", pack.file.about.trim());
}

/// What a cohort may be called: what a learner may be, too.
fn cohort(text: &str) -> Result<String> {
    let name = tidy(text);
    name.with_context(|| format!("say a name of 1 to {MAX_NAME_CHARS} letters and digits"))
}

/// Begins to listen. Where every address is meant, those of IPv4 come in too; and where there is no IPv6, only they.
async fn listener(at: SocketAddr) -> Result<TcpListener> {
    let bound = match at.ip() {
        IpAddr::V6(ip) if ip.is_unspecified() => match net::both(at.port()) {
            Ok(listener) => TcpListener::from_std(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => Err(error),
            Err(_) => TcpListener::bind((Ipv4Addr::UNSPECIFIED, at.port())).await,
        },
        _ => TcpListener::bind(at).await,
    };
    bound.with_context(|| {
        format!("{at}: cannot be listened to; name another address or port with --listen")
    })
}

fn access(arguments: &Arguments, folder: &Path) -> Result<Access> {
    let words: Vec<&str> = arguments.access.iter().map(String::as_str).collect();
    if (arguments.code.is_some() || arguments.new_code) && words != ["code"] {
        bail!("--code and --new-code are for --access code");
    }
    match words[..] {
        ["open"] => Ok(Access::Open),
        ["code"] => {
            let path = folder.join(CODE);
            let last = fs::read_to_string(&path)
                .ok()
                .filter(|_| !arguments.new_code);
            let last = last
                .map(|code| code.trim().to_owned())
                .filter(|code| !code.is_empty());
            let chosen = arguments.code.clone().or(last);
            let code = chosen.unwrap_or_else(new_class_code);
            if code.chars().filter(|c| c.is_alphanumeric()).count() < MIN_CODE_CHARS {
                bail!("--code {code}: take at least {MIN_CODE_CHARS} letters and digits");
            }
            write_private(&path, code.as_bytes())
                .with_context(|| format!("{}: the code cannot be kept", path.display()))?;
            Ok(Access::Code(code))
        }
        ["keys", file] => Ok(Access::Keys(read_keys(Path::new(file))?)),
        ["keys"] => {
            bail!("--access keys: name the file of public keys, as in --access keys class.pub")
        }
        _ => bail!(
            "--access {}: say open, code, or keys and a file",
            arguments.access.join(" ")
        ),
    }
}

/// Where browsers come in.
struct Pages {
    phones: String,
    /// Whoever has no terminal votes there.
    votes: String,
    projector: String,
}

impl Pages {
    fn of(phones: &Phones) -> Self {
        let voting = phones.hall.votes();
        Self {
            phones: phones.base.clone(),
            votes: voting.map(Voting::phones).unwrap_or_default(),
            projector: voting.map(Voting::projector).unwrap_or_default(),
        }
    }
}

/// What belongs on the projector.
fn announce(
    title: &str,
    here: SocketAddr,
    arguments: &Arguments,
    workshop: &Workshop,
    fingerprint: &str,
    pages: Option<&Pages>,
) -> Result<()> {
    let host = match here.ip() {
        address if address.is_unspecified() => net::outward().unwrap_or(address),
        address => address,
    };
    let port = here.port();
    let command = match host {
        IpAddr::V4(host) => format!("ssh -p {port} {host}"),
        IpAddr::V6(host) => format!("ssh -p {port} {host}"),
    };
    let browser = pages
        .filter(|_| workshop.has_seats_in_browsers())
        .map(|pages| format!("{}/seat", pages.phones));
    if arguments.json {
        let line = WorkshopLine {
            title,
            host: host.to_string(),
            port,
            command: &command,
            code: workshop.code(),
            phones: pages.map(|pages| pages.phones.as_str()),
            browser: browser.as_deref(),
            votes: pages.map(|pages| pages.votes.as_str()),
            projector: pages.map(|pages| pages.projector.as_str()),
            fingerprint,
        };
        return Ok(Line::Workshop(line).say()?);
    }
    output::say(format!("{title}\n\n  {command}\n"))?;
    if let Some(code) = workshop.code() {
        output::say(format!("  code of the class   {}", grouped(code)))?;
    }
    if let Some(pages) = pages {
        output::say(format!("  phones              {}", pages.phones))?;
        output::say(format!("  votes               {}", pages.votes))?;
        output::say(format!("  on the projector    {}", pages.projector))?;
    }
    if let Some(browser) = &browser {
        output::say(format!("  in a browser        {browser}"))?;
    }
    output::say(format!("  fingerprint         {fingerprint}\n"))?;
    // It is made of half-blocks.
    if io::stdout().is_terminal() && speaks_unicode() {
        let link = format!("ssh://{}", SocketAddr::new(host, port));
        if let Ok(code) = QrCode::new(link) {
            output::say(code.render::<Dense1x2>().quiet_zone(true).build())?;
        }
    }
    let who = match arguments.access.first().map(String::as_str) {
        Some("open") => "Whoever can reach this address may come in.",
        Some("keys") => "Whoever has one of the keys may come in.",
        _ => "Whoever knows the code may come in.",
    };
    output::say(format!("{who} Ctrl-C ends the workshop and loses nothing."))?;
    Ok(())
}

/// Says who is there whenever that changes.
async fn watch(workshop: Arc<Workshop>, json: bool) {
    let mut before = (0, 0);
    loop {
        tokio::time::sleep(LOOK).await;
        let (there, kept) = workshop.attendance();
        if (there, kept) == before {
            continue;
        }
        before = (there, kept);
        if json {
            // A reader that is gone does not end the class.
            let _ = Line::Attendance(AttendanceLine {
                learners: there,
                kept,
            })
            .say();
            continue;
        }
        let learners = match there {
            1 => "1 learner".to_owned(),
            n => format!("{n} learners"),
        };
        let seats = match kept {
            0 => String::new(),
            1 => "; 1 seat is kept for somebody who was disconnected".to_owned(),
            n => format!("; {n} seats are kept for those who were disconnected"),
        };
        // A projector that is switched off does not end the class.
        let _ = output::say(format!("{learners} here{seats}"));
    }
}
