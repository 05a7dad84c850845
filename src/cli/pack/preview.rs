//! `mindgap pack preview`: a pack on screen while it is written.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::super::{Home, Outcome, learn};
use super::check::tell;
use crate::engine::Session;
use crate::pack::Pack;
use crate::progress::{LOCAL_LEARNER, Progress};
use crate::tui::local;
use crate::tui::preview::Preview;
use crate::words::Lang;

/// Opens a pack that is being written. Nobody's progress is touched; runs are kept as always.
pub(super) fn run(
    folder: PathBuf,
    lesson: Option<usize>,
    lang: Option<Lang>,
    home: &Home,
) -> Result<Outcome> {
    let stock = home.stock()?;
    let look = learn::Arguments::from_environment()?.in_language(lang);
    let lang = look.words().lang;
    let diagnoses = Pack::examine(&folder, stock.clone());
    if diagnoses.has_errors() {
        tell(&diagnoses, false)?;
        return Ok(Outcome::FoundFaults);
    }
    let preview = Preview {
        folder,
        stock,
        lang,
    };
    let pack = preview.read()?;
    let lesson = match lesson {
        Some(number) if !(1..=pack.lessons.len()).contains(&number) => {
            bail!(
                "there is no lesson {number}; the pack has {}",
                pack.lessons.len()
            )
        }
        lesson => lesson.map(|number| number - 1),
    };
    let trainer = home.trainer_for(&pack)?;
    let room = tempfile::tempdir().context("there is no room to walk in")?;
    let progress = Progress::open(room.path())?;
    let session = Session::new(LOCAL_LEARNER, pack, trainer, progress);
    let exit = local::run(
        session,
        lesson,
        |replies, cell| look.look(replies, cell),
        Some(preview),
    )?;
    Ok(exit.into())
}
