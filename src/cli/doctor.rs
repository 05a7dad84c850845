//! `mindgap doctor`: what this terminal and this machine can do, and what to do about what they
//! cannot.

use std::env;
use std::io::{self, IsTerminal};
use std::path::Path;
use std::thread;

use anyhow::Result;
use image::GrayImage;

use super::json::{CheckLine, Level, Line};
use super::output::say;
use super::pictures;
use super::text::count;
use super::{Home, Outcome, interrupt};
use crate::base::ascii::speaks_unicode;
use crate::base::terminal::printable_line;
use crate::dataset::{DataError, Library, Selector};
use crate::model::{Architecture, Preset};
use crate::picture::SIDE;
use crate::train::{DataChoice, Event, Experiment, Recipe, RunStore, Trainer};
use crate::tui::MIN_SIZE;
use crate::tui::graphics::Means;
use crate::tui::terminal::replies::{Replies, own_ground};
use crate::tui::theme::Depth;

/// The smallest terminal in which everything is roomy.
const USUAL: (u16, u16) = (80, 24);
/// Columns of the picture that is shown.
const DIGIT: u32 = 28;
/// Pictures of the training by which the speed is measured.
const TRIED: usize = 4_000;

/// What to look at.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Do not measure the speed of a training.
    #[arg(long)]
    quick: bool,
    /// Print one JSON object for each thing that is looked at, and no picture.
    #[arg(long)]
    json: bool,
}

/// What is found out, and how much of it is wrong.
struct Findings {
    problems: usize,
    json: bool,
}

impl Findings {
    fn fine(&self, what: &str, is: impl AsRef<str>) -> io::Result<()> {
        self.tell(Level::Ok, what, is.as_ref(), None)
    }

    /// Something that could be better, and what to do.
    fn advice(&self, what: &str, is: impl AsRef<str>, advice: &str) -> io::Result<()> {
        self.tell(Level::Advice, what, is.as_ref(), Some(advice))
    }

    /// Something that will not work, and what to do.
    fn problem(&mut self, what: &str, is: impl AsRef<str>, advice: &str) -> io::Result<()> {
        self.problems += 1;
        self.tell(Level::Error, what, is.as_ref(), Some(advice))
    }

    fn tell(&self, level: Level, what: &str, is: &str, advice: Option<&str>) -> io::Result<()> {
        if self.json {
            let line = CheckLine {
                check: what,
                level,
                found: is,
                advice,
            };
            return Line::Check(line).say();
        }
        let mark = match level {
            Level::Ok => "ok",
            Level::Advice => "--",
            Level::Error => "!!",
        };
        tell(mark, what, is)?;
        advice.map_or(Ok(()), |advice| tell("", "", advice))
    }
}

fn tell(mark: &str, what: &str, is: &str) -> io::Result<()> {
    let start = format!("{mark:<2} {what:<10} ");
    let rest = " ".repeat(start.len());
    let options = textwrap::Options::with_termwidth()
        .initial_indent(&start)
        .subsequent_indent(&rest);
    say(textwrap::fill(is, options))
}

pub(super) fn run(arguments: &Arguments, home: &Home) -> Result<Outcome> {
    let room = match arguments.quick {
        true => None,
        false => Some(tempfile::tempdir()?),
    };
    interrupt::removes(room.iter().map(|room| room.path().to_owned()).collect())?;
    let mut findings = Findings {
        problems: 0,
        json: arguments.json,
    };
    let depth = Depth::from_environment();
    let replies = pictures::replies();
    terminal(&mut findings, replies)?;
    colours(&findings, depth)?;
    theme(&findings, replies)?;
    characters(&findings)?;
    images(&findings)?;
    data(&mut findings)?;
    folder(&mut findings, home)?;
    processors(&findings)?;
    if let Some(room) = &room {
        speed(&mut findings, room.path())?;
    }
    Ok(match findings.problems {
        0 if arguments.json => Outcome::Done,
        _ if arguments.json => Outcome::FoundFaults,
        0 => {
            say("Everything that lessons need is there.")?;
            Outcome::Done
        }
        1 => {
            say("One thing will not work; what to do is said under it.")?;
            Outcome::FoundFaults
        }
        n => {
            say(format!(
                "{n} things will not work; what to do is said under each."
            ))?;
            Outcome::FoundFaults
        }
    })
}

fn terminal(findings: &mut Findings, replies: &Replies) -> Result<()> {
    let named = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let term = named("TERM").unwrap_or_else(|| "unknown (TERM is not set)".to_owned());
    let names = ["TERM_PROGRAM", "TMUX", "STY", "SSH_CONNECTION"];
    let around: Vec<String> = names
        .into_iter()
        .filter_map(|name| Some(format!("{name}={}", named(name)?)))
        .collect();
    let text = match around.as_slice() {
        [] => term.clone(),
        around => format!("{term}, {}", around.join(", ")),
    };
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        findings.advice(
            "terminal",
            "input or output is none",
            "lessons go line by line here; full-screen, they need a terminal",
        )?;
        return Ok(());
    }
    match term.as_str() {
        "dumb" => findings.advice(
            "terminal",
            text,
            "lessons go line by line here; for full-screen ones, open another terminal",
        )?,
        _ => match hides(replies) {
            Some((name, advice)) => {
                findings.advice("terminal", format!("{text}, inside {name}"), advice)?;
            }
            None if replies.name().is_empty() => findings.fine("terminal", text)?,
            None => {
                let name = printable_line(replies.name());
                findings.fine("terminal", format!("{name} ({text})"))?;
            }
        },
    }
    let Ok((columns, rows)) = crossterm::terminal::size() else {
        findings.problem(
            "size",
            "the terminal does not tell it",
            "use mindgap --plain, or another terminal",
        )?;
        return Ok(());
    };
    let size = format!("{columns} columns, {rows} rows");
    if columns < MIN_SIZE.0 || rows < MIN_SIZE.1 {
        let advice = format!(
            "make the window larger: at least {}x{}, better {}x{}; or use mindgap learn --plain",
            MIN_SIZE.0, MIN_SIZE.1, USUAL.0, USUAL.1
        );
        findings.problem("size", size, &advice)?;
    } else if columns < USUAL.0 || rows < USUAL.1 {
        let advice = format!("it works; {}x{} shows more", USUAL.0, USUAL.1);
        findings.advice("size", size, &advice)?;
    } else {
        findings.fine("size", size)?;
    }
    Ok(())
}

/// What stands between the program and the terminal, if something does, and what to do about it.
fn hides(replies: &Replies) -> Option<(&'static str, &'static str)> {
    const OUTSIDE: &str =
        "pictures are half-blocks in it; for real pixels, start mindgap outside of it";
    const BY_SSH: &str = "pictures are half-blocks over it; for real pixels, connect with ssh";
    let known = [
        ("tmux", "TMUX", OUTSIDE),
        ("GNU screen", "STY", OUTSIDE),
        ("Zellij", "ZELLIJ", OUTSIDE),
        ("mosh", "", BY_SSH),
    ];
    let replied = replies.name().to_lowercase();
    let found = known.into_iter().find(|(name, variable, _)| {
        replied.starts_with(&name.to_lowercase()) || (!variable.is_empty() && is_set(variable))
    });
    found.map(|(name, _, advice)| (name, advice))
}

fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// Which theme is chosen, and why.
fn theme(findings: &Findings, replies: &Replies) -> io::Result<()> {
    match own_ground(replies) {
        Some((true, how)) => findings.fine("theme", format!("light: the ground is bright ({how})")),
        Some((false, how)) => findings.fine("theme", format!("dark: the ground is dark ({how})")),
        None => findings.advice(
            "theme",
            "dark: the terminal does not tell how bright its ground is",
            "on a bright ground, say --theme light or set MINDGAP_THEME=light",
        ),
    }
}

fn colours(findings: &Findings, depth: Depth) -> io::Result<()> {
    match depth {
        Depth::True => findings.fine("colours", "16 million (COLORTERM)"),
        Depth::Indexed => findings.advice(
            "colours",
            "256",
            "if this terminal can do more, set COLORTERM=truecolor: colour pictures look better then",
        ),
        Depth::Mono if is_set("NO_COLOR") => findings.advice(
            "colours",
            "none (NO_COLOR)",
            "unset NO_COLOR for colours; pictures are characters without them",
        ),
        Depth::Mono => findings.advice(
            "colours",
            "none: TERM says that there are fewer than 256",
            "pictures are characters without them; if this terminal has colours, set TERM=xterm-256color",
        ),
    }
}

fn characters(findings: &Findings) -> io::Result<()> {
    if !speaks_unicode() {
        return findings.advice(
            "characters",
            "ASCII only, as the locale says",
            "set LANG to a UTF-8 locale, for example LANG=C.UTF-8, for lines and finer curves",
        );
    }
    findings.tell(
        Level::Ok,
        "characters",
        "▀▄ ━╸─ ┌┐└┘ ● ○ ◐ ◆ ▸ ✓ ✗ ⠁⠋⠿⣿",
        Some("boxes or question marks among them? The font lacks them: choose DejaVu Sans Mono or another \
         with Braille and block elements, or use --markers ascii"),
    )
}

fn images(findings: &Findings) -> Result<()> {
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        findings.fine("pictures", "in words")?;
        return Ok(());
    }
    let graphics = pictures::look().graphics;
    let means = graphics.means();
    match means {
        Means::Pixels(_) => {
            let (width, height) = graphics.cell();
            findings.fine(
                "pictures",
                format!("{means}, on cells of {width}x{height} pixels"),
            )?;
        }
        _ => findings.advice(
            "pictures",
            means.to_string(),
            "kitty from 0.28, Ghostty, iTerm2, WezTerm, foot and xterm -ti vt340 show real pixels; \
             mindgap learn --images kitty, iterm2 or sixel tries it anyway",
        )?,
    }
    if let Some(digit) = digit().filter(|_| !findings.json) {
        tell("", "", "a digit of MNIST's test set, as lessons draw it:")?;
        pictures::show(&digit.into(), DIGIT)?;
    }
    Ok(())
}

/// The first picture of MNIST's test set.
fn digit() -> Option<GrayImage> {
    let selector: Selector = "mnist/test".parse().ok()?;
    let split = Library::builtin().select(&selector).ok()?;
    let (pixels, _) = split.get(0)?;
    GrayImage::from_raw(SIDE, SIDE, pixels.to_vec())
}

fn data(findings: &mut Findings) -> io::Result<()> {
    let opened: Result<usize, DataError> = "mnist/test"
        .parse()
        .and_then(|selector| Library::builtin().count(&selector));
    match opened {
        Ok(n) => findings.fine(
            "data",
            format!(
                "MNIST's {} test digits are there; mindgap data verify proves every file",
                count(n)
            ),
        ),
        Err(error) => findings.problem("data", error.to_string(), "install mindgap again"),
    }
}

fn folder(findings: &mut Findings, home: &Home) -> Result<()> {
    let folder = home.folder()?;
    let shown = folder.display().to_string();
    match probe(&folder) {
        Ok(()) => findings.fine("folder", format!("{shown} keeps progress and runs"))?,
        Err(error) => findings.problem(
            "folder",
            format!("{shown}: {error}"),
            "choose another folder with --data-dir or MINDGAP_DATA_DIR",
        )?,
    }
    Ok(())
}

/// Writes into the folder and takes it away again.
fn probe(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    tempfile::tempfile_in(folder).map(drop)
}

fn processors(findings: &Findings) -> io::Result<()> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    match cores {
        1 => findings.advice(
            "cores",
            "1",
            "trainings take longer than the lessons say; everything works",
        ),
        cores => findings.fine("cores", cores.to_string()),
    }
}

/// Trains a little, in a folder that is taken away again.
fn speed(findings: &mut Findings, room: &Path) -> Result<()> {
    let trainer = Trainer::new(RunStore::open(room)?, Library::builtin());
    let experiment = Experiment {
        from: None,
        data: DataChoice {
            set: "mnist".to_owned(),
            train: Some(TRIED),
            validation: 0,
        },
        model: Architecture::Preset(Preset::Cnn),
        recipe: Recipe {
            epochs: 2,
            ..Recipe::default()
        },
    };
    let (_run, events) = trainer.start(experiment)?;
    let mut measured = None;
    for event in events {
        match event {
            // The second epoch: the first one warms up.
            Event::Epoch(record) => measured = Some(record.images_per_second),
            Event::Failed { message } => {
                findings.problem("training", message, "report this with the line above")?;
                return Ok(());
            }
            Event::Done(_) => break,
            _ => {}
        }
    }
    if let Some(speed) = measured {
        let whole = 3.0 * 58_000.0 / speed.max(1.0);
        findings.fine(
            "training",
            format!(
                "{} pictures a second (cnn, {} pictures, second epoch): lesson 1 trains for about {whole:.0} seconds",
                count(speed.round() as usize),
                count(TRIED)
            ),
        )?;
    }
    Ok(())
}
