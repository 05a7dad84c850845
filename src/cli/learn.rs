//! `mindgap learn`: the lessons, full-screen or line by line.

mod carried;

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Result, bail};
use clap::{Args, Command, FromArgMatches};
use ratatui_image::FontSize;

use carried::Carried;

use super::brought::ModelOptions;
use super::output::warn;
use super::phones::Https;
use super::{Home, Outcome};
use crate::base::ascii::speaks_unicode;
use crate::engine::Session;
use crate::lesson::StandIn;
use crate::pack::{Album, Pack};
use crate::plain::{self, Input};
use crate::progress::{ClassSet, LOCAL_LEARNER, Progress};
use crate::tui::graphics::{Graphics, Images};
use crate::tui::local;
use crate::tui::look::{Look, Markers, USUAL_ROWS};
use crate::tui::terminal::replies::{Replies, own_ground};
use crate::tui::theme::{Depth, Theme, ThemeName};
use crate::web::door::OwnDoor;
use crate::web::{Address, Place};
use crate::words::{Lang, Words};

/// What to open.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A pack's folder, or the name of an installed pack; the built-in pack, if absent.
    pack: Option<PathBuf>,
    /// Open this lesson, counted from 1, instead of the list.
    #[arg(long, value_name = "N")]
    lesson: Option<usize>,
    /// The interface's language; that of the locale, if absent and known.
    #[arg(long, env = "MINDGAP_LANG", value_name = "CODE")]
    lang: Option<Lang>,
    /// How pictures are drawn.
    #[arg(
        long,
        env = "MINDGAP_IMAGES",
        value_name = "MEANS",
        default_value = "auto"
    )]
    images: Images,
    /// The colours.
    #[arg(
        long,
        env = "MINDGAP_THEME",
        value_name = "THEME",
        default_value = "auto"
    )]
    theme: ThemeName,
    /// What curves and small pictures are drawn with; braille, or ascii where the locale has no Unicode.
    #[arg(long, env = "MINDGAP_MARKERS", value_name = "MARKERS")]
    markers: Option<Markers>,
    /// Line by line, with pictures in words: for screen readers, pipes and simple terminals. Chosen by
    /// itself where input or output is no terminal, and for TERM=dumb.
    #[arg(long, env = "MINDGAP_PLAIN")]
    plain: bool,
    /// Take answers from this file, a line each, as if they were typed; implies --plain.
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// Where this machine listens for your phone while a step is open to it: an address and a port; by itself the
    /// address by which the network knows this machine, and any port.
    #[arg(long, value_name = "ADDR")]
    phone_address: Option<Address>,
    #[command(flatten)]
    https: Https,
    #[command(flatten)]
    model: ModelOptions,
    #[command(flatten)]
    carried: Carried,
}

impl Arguments {
    /// Without arguments; what the environment says still counts.
    ///
    /// # Errors
    /// When a variable says what cannot be.
    pub(super) fn from_environment() -> Result<Self, clap::Error> {
        let command = Self::augment_args(Command::new("learn"));
        Self::from_arg_matches(&command.try_get_matches_from(["learn"])?)
    }

    /// The same in this language, if one is said.
    pub(super) fn in_language(self, lang: Option<Lang>) -> Self {
        Self {
            lang: lang.or(self.lang),
            ..self
        }
    }

    /// How this process's own terminal looks and speaks, which has replied this.
    pub fn look(&self, replies: &Replies, cell: Option<FontSize>) -> Look {
        let depth = Depth::from_environment();
        let is_ascii = !speaks_unicode();
        let markers = match (self.markers, is_ascii) {
            (Some(markers), _) => markers,
            (None, true) => Markers::Ascii,
            (None, false) => Markers::default(),
        };
        Look {
            theme: Theme::called(
                self.theme,
                depth,
                own_ground(replies).map(|(is_bright, _)| is_bright),
            ),
            graphics: Arc::new(Graphics::choose(
                self.images,
                (depth, is_ascii),
                replies.protocol(),
                cell.or(replies.cell()),
            )),
            markers,
            is_ascii,
            words: self.words(),
            album: Album::default(),
            rows: USUAL_ROWS,
        }
    }

    /// In which language.
    pub(super) fn words(&self) -> Words {
        Words::of(
            self.lang
                .or_else(Lang::from_environment)
                .unwrap_or_default(),
        )
    }

    /// Whether to go line by line.
    fn is_plain(&self) -> bool {
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
        self.plain || self.answers.is_some() || is_dumb || !is_terminal
    }
}

/// Says in which lessons a model stands in: in the others nothing would show that it does not.
fn tell_where(stand_in: &StandIn, pack: &Pack) -> io::Result<()> {
    let lessons = pack.lessons.iter().zip(1..);
    let lessons = lessons.filter(|(lesson, _)| stand_in.place_in(lesson).is_some());
    let lessons: Vec<String> = lessons.map(|(_, number)| number.to_string()).collect();
    warn(match lessons.is_empty() {
        true => format!(
            "no lesson of {} has a network for {} that {} could stand in for; they train their own",
            pack.file.title, stand_in.set, stand_in.file
        ),
        false => format!(
            "{} stands in for the network of lessons {}; the others train their own",
            stand_in.file,
            lessons.join(", ")
        ),
    })
}

pub(super) fn run(arguments: Arguments, home: &Home) -> Result<Outcome> {
    let mut pack = home.pack(arguments.pack.as_deref(), arguments.words().lang)?;
    let lesson = match arguments.lesson {
        None => None,
        Some(number) if (1..=pack.lessons.len()).contains(&number) => Some(number - 1),
        Some(number) => bail!(
            "there is no lesson {number}: {} has {}",
            pack.file.title,
            match pack.lessons.len() {
                1 => "only lesson 1".to_owned(),
                last => format!("lessons 1 to {last}"),
            }
        ),
    };
    let mut progress = Progress::open(&home.folder()?)?;
    if let Some(path) = &arguments.carried.hand_in {
        arguments.carried.write(path, &pack, &progress)?;
        return Ok(Outcome::Done);
    }
    if let Some(path) = &arguments.carried.from {
        Carried::take_in(path, &pack, &mut progress, home)?;
    }
    let class = Arc::new(ClassSet::of_one(&home.folder()?)?);
    pack.library = pack.library.with_class(class.clone());
    let trainer = home.trainer_for(&pack)?;
    let session = Session::new(LOCAL_LEARNER, pack, trainer.clone(), progress).keeping(class);
    let session = match arguments.model.take_in(trainer.store(), home, false)? {
        Some(record) => {
            let stand_in = StandIn::of(&record);
            tell_where(&stand_in, session.pack())?;
            session.bringing(stand_in)
        }
        None => session,
    };
    let session = session.receiving(home.folder()?.join("photos"));
    // Nobody holds a phone beside a script.
    let is_script = arguments.answers.is_some() || !io::stdin().is_terminal();
    let tls = arguments.https.open()?;
    let session = match is_script {
        false => session.with_door(Box::new(OwnDoor::new(Place {
            at: arguments.phone_address.clone(),
            tls,
        }))),
        true => session,
    };
    let is_plain = arguments.is_plain();
    if !is_plain && cfg!(not(unix)) {
        warn(
            "the full-screen shell needs a Unix terminal, such as one of WSL; lessons go line by line here",
        )?;
    }
    if !is_plain && cfg!(unix) {
        let exit = local::run(
            session,
            lesson,
            |replies, cell| arguments.look(replies, cell),
            None,
        )?;
        return Ok(exit.into());
    }
    let input = match &arguments.answers {
        Some(file) => Input::file(file)?,
        None => Input::standard(),
    };
    Ok(plain::run_here(session, lesson, input, arguments.words())?.into())
}
