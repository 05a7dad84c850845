//! `mindgap learn --hand-in` and `--from`: what a learner did, taken along to an instructor or to another machine.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use super::super::Home;
use super::super::output::{say, warn};
use crate::base::clock::unix_seconds;
use crate::base::file;
use crate::lesson::Saved;
use crate::pack::Pack;
use crate::progress::hand_in::{EXTENSION, HandIn, HandInError};
use crate::progress::{Kept, LOCAL_LEARNER, Progress};

/// What is taken along, and where to.
#[derive(Debug, Args)]
pub(super) struct Carried {
    /// Write what you did in the pack so far into this file instead of opening its lessons: for your instructor
    /// (`desk collect`), or for another machine of yours (`--from`). What you drew and wrote is in it.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["lesson", "plain", "answers", "from", "model"])]
    pub(super) hand_in: Option<PathBuf>,
    /// Your name, for whoever collects hand-ins; they read the file's name, if absent.
    #[arg(long, value_name = "NAME", requires = "hand_in")]
    name: Option<String>,
    /// Go on from such a file: takes in what you did on another machine, then opens the lessons. Where you are further here,
    /// that stays.
    #[arg(long, value_name = "FILE")]
    pub(super) from: Option<PathBuf>,
}

/// Letters of a name at most.
const MAX_NAME: usize = 80;

impl Carried {
    /// Writes what was done in this pack into the file.
    pub(super) fn write(&self, path: &Path, pack: &Pack, progress: &Progress) -> Result<()> {
        is_free(path)?;
        let name = self.name.as_deref().map(str::trim);
        if name.is_some_and(|name| name.is_empty() || name.chars().count() > MAX_NAME) {
            bail!("--name: a name has 1 to {MAX_NAME} letters");
        }
        let (called, title) = (&pack.file.name, &pack.file.title);
        let sittings = progress.sittings(LOCAL_LEARNER, called, &pack.file.lessons)?;
        if sittings.is_empty() {
            bail!("nothing is there to hand in: no lesson of {title} was opened yet");
        }
        let hand_in = HandIn::of(pack, name.map(str::to_owned), sittings);
        hand_in.write(path)?;
        let all = pack.lessons.len();
        let opened = pack.file.lessons.iter().filter(|lesson| {
            let mut lessons = hand_in.sittings.iter().flat_map(|sitting| &sitting.lessons);
            lessons.any(|(name, _)| name == *lesson)
        });
        let path = path.display();
        say(format!(
            "{path}: what you did in {} of {all} lessons of {title}, with what you drew and wrote; send it to your \
             instructor, or go on with it elsewhere (mindgap learn --from)",
            opened.count()
        ))?;
        Ok(())
    }

    /// Takes in what a file carries.
    pub(super) fn take_in(
        path: &Path,
        pack: &Pack,
        progress: &mut Progress,
        home: &Home,
    ) -> Result<()> {
        let opened = HandIn::read(path)?;
        let (shown, title) = (path.display(), &pack.file.title);
        let hand_in = opened.hand_in;
        if hand_in.pack != pack.file.name {
            let (pack, title) = (&hand_in.pack, &hand_in.title);
            bail!(
                "{shown}: it is of another pack, {title}; say mindgap learn {pack} --from {shown}"
            );
        }
        if !opened.is_sealed {
            bail!("{shown}: it is not as mindgap wrote it; have it written or sent again");
        }
        if hand_in.edition != pack.digest {
            warn(format!(
                "{shown} is of another edition of {title}: what no longer fits begins anew"
            ))?;
        }
        let lessons = &pack.file.lessons;
        let before = progress.sittings(LOCAL_LEARNER, &pack.file.name, lessons)?;
        let (mut taken, mut stays, mut replaced) = (0, 0, false);
        for sitting in &hand_in.sittings {
            for (lesson, kept) in &sitting.lessons {
                if !lessons.contains(lesson) {
                    continue;
                }
                let place = sitting.place(LOCAL_LEARNER, &pack.file.name, lesson);
                let here = progress.kept(&place)?;
                if here.as_ref().is_some_and(|here| !is_further(kept, here)) {
                    stays += 1;
                    continue;
                }
                if here.is_some() && !replaced {
                    replaced = true;
                    set_aside(pack, before.clone(), home)?;
                }
                progress.put_back(&place, kept)?;
                taken += 1;
            }
        }
        let lessons = |n| match n {
            1 => "1 lesson".to_owned(),
            n => format!("{n} lessons"),
        };
        let stays = match stays {
            0 => String::new(),
            n => format!(
                "; of {} you did as much here or more, which stays",
                lessons(n)
            ),
        };
        warn(format!("{shown}: {} taken in{stays}", lessons(taken)))?;
        Ok(())
    }
}

/// What is there may be a thesis.
fn is_free(path: &Path) -> Result<()> {
    match HandIn::read(path) {
        Err(HandInError::Content { .. }) => bail!(
            "{}: it is there and is no hand-in; name another file, such as name.{EXTENSION}",
            path.display()
        ),
        _ => Ok(()),
    }
}

/// Whether one shows more of a lesson than the other: its end, a further step, or as much and later.
fn is_further(one: &Kept, other: &Kept) -> bool {
    let far = |saved: &Saved| (saved.finished, saved.furthest);
    (far(&one.saved), one.changed) > (far(&other.saved), other.changed)
}

/// Keeps what is about to be replaced.
fn set_aside(pack: &Pack, before: Vec<crate::progress::Sitting>, home: &Home) -> Result<()> {
    let folder = home.folder()?.join("hand-ins");
    file::make_private(&folder).with_context(|| folder.display().to_string())?;
    let name = format!("{}-{}.{EXTENSION}", pack.file.name, unix_seconds());
    let path = folder.join(name);
    HandIn::of(pack, None, before).write(&path)?;
    warn(format!(
        "what you did here before is kept in {}",
        path.display()
    ))?;
    Ok(())
}
