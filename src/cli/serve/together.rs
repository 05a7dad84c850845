//! A workshop over several hosts, or over one alone: where its keys and code come from, and who else is there.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Error, Result, bail};
use russh::keys::PrivateKey;

use super::super::clustered::{Clustered, warn_if_short};
use super::super::pack::packed;
use super::super::{Home, output};
use crate::cluster::{Agreed, Engine, Others, Packs, Replicas};
use crate::dataset::Library;
use crate::pack::Pack;
use crate::pack::installed::Installed;
use crate::progress::votes::Votes;
use crate::train::{RunStore, Trainer};
use crate::workshop::access::Access;
use crate::workshop::elsewhere::Elsewhere;
use crate::workshop::roster::Roster;
use crate::workshop::{Workshop, host_key};

/// What hosts call the edition of their pack.
const PACK: &str = "pack";

/// The other hosts, if there may be any.
pub(super) struct Together(Option<Parts>);

struct Parts {
    agreed: Agreed,
    replicas: Arc<Replicas>,
    others: Arc<Others>,
}

/// What is known of a class before this host has part in it, if an engine is named.
pub(super) struct Class(Option<Known>);

struct Known {
    engine: Arc<Engine>,
    agreed: Agreed,
    packs: Packs,
}

impl Class {
    /// Looks for the class in the engine that is named.
    pub(super) fn at(clustered: &Clustered) -> Result<Self> {
        let Some(engine) = clustered.connect()? else {
            return Ok(Self(None));
        };
        Ok(Self(Some(Known {
            agreed: Agreed::begin(&engine)?,
            packs: Packs::begin(&engine)?,
            engine,
        })))
    }

    /// The pack of the class, if it has another one than `ours` and it can be had: as it was taken over before, or as it comes now.
    pub(super) fn pack(&self, ours: &Pack, folder: &Path, home: &Home) -> Result<Option<Pack>> {
        let Some(known) = &self.0 else {
            return Ok(None);
        };
        let edition = known.agreed.theirs(PACK)?.unwrap_or_default();
        let mut words = edition.split(' ');
        let (Some(name), Some(digest)) = (words.next(), words.next()) else {
            return Ok(None);
        };
        if digest == ours.digest {
            return Ok(None);
        }
        let (installed, stock) = (Installed::at(folder.join("packs")), home.stock()?);
        let open = |name: &str| -> Result<Pack> {
            Ok(Pack::open(
                &installed.find(name)?,
                stock.clone(),
                ours.lang,
            )?)
        };
        if let Ok(pack) = open(name)
            && pack.digest == digest
        {
            return Ok(Some(pack));
        }
        let whose = "the pack of the class, as it comes out of the engine";
        let archive = known.packs.archive(digest).map_err(Error::from_boxed);
        let Some(archive) = archive.context(whose)? else {
            return Ok(None);
        };
        let room = tempfile::tempdir_in(folder).context("there is no room for the class's pack")?;
        let file = room.path().join("pack.mindgap");
        fs::write(&file, archive).context("there is no room for the class's pack")?;
        let name = installed.install(&file, &stock, true).context(whose)?;
        let pack = open(&name)?;
        if pack.digest != digest {
            bail!("{whose}: it is another edition; start this host with the pack itself");
        }
        Ok(Some(pack))
    }

    /// Stores the pack that lies in this folder for hosts that are started without one, unless they have it or another one.
    pub(super) fn offer(
        &self,
        pack: &Pack,
        edition: &str,
        folder: &Path,
        home: &Home,
    ) -> Result<()> {
        let Some(known) = &self.0 else {
            return Ok(());
        };
        let theirs = known.agreed.theirs(PACK)?;
        if theirs.is_some_and(|theirs| theirs != edition) {
            return Ok(());
        }
        let stored = || -> Result<()> {
            if known.packs.has(&pack.digest).map_err(Error::from_boxed)? {
                return Ok(());
            }
            let room = tempfile::tempdir()?;
            let file = room.path().join("pack.mindgap");
            packed(folder, pack, &file, home)?;
            let archive = fs::read(&file)?;
            let stored = known.packs.store(&pack.digest, &archive);
            stored.map_err(Error::from_boxed)
        };
        // The class goes on without.
        stored().or_else(|error| {
            Ok(output::warn(format!(
                "the engine does not keep the pack for other hosts ({error:#}); start each of them with the pack itself"
            ))?)
        })
    }
}

impl Together {
    /// Meets the other hosts of the class, if there may be any: they have to teach this edition of the same pack, and let in the
    /// same people.
    pub(super) fn begin(
        class: Class,
        clustered: &Clustered,
        (edition, access): (&str, &str),
        folder: &Path,
    ) -> Result<Self> {
        let Some(Known { engine, agreed, .. }) = class.0 else {
            return Ok(Self(None));
        };
        agreed.same(PACK, edition)?;
        agreed.same("access", access)?;
        let replicas = Replicas::start(&engine, folder)?;
        let others = Others::meet(&engine, &clustered.host(), folder, &replicas)?;
        warn_if_short(&engine)?;
        Ok(Self(Some(Parts {
            agreed,
            replicas,
            others,
        })))
    }

    /// The key in this file, which all hosts have the same.
    pub(super) fn key(&self, path: &Path) -> Result<PrivateKey> {
        let open = || Ok(host_key::open(path)?);
        match &self.0 {
            Some(Parts { agreed, .. }) => {
                let what = path.file_name().unwrap_or_default();
                agreed.file(&what.to_string_lossy(), path, open)
            }
            None => open(),
        }
    }

    /// Who may come in, as `open` says: with the code of the class that is in this file and the same at all hosts, or, without
    /// a file, with one that was chosen here, which all hosts have that begin from now on.
    pub(super) fn access(
        &self,
        code: Option<&Path>,
        open: impl Fn() -> Result<Access>,
    ) -> Result<Access> {
        let Some(Parts { agreed, .. }) = &self.0 else {
            return open();
        };
        if let Some(code) = code {
            return agreed.file("code", code, open);
        }
        let access = open()?;
        if let Access::Code(code) = &access {
            agreed.say("code", code)?;
        }
        Ok(access)
    }

    /// What the workshop remembers in this folder of who is who: where there are other hosts, it counts once they can know of
    /// it.
    pub(super) fn roster(&self, folder: &Path) -> Result<Roster> {
        let roster = Roster::open(folder)?;
        Ok(match &self.0 {
            Some(parts) => roster.stored_by(parts.replicas.clone()),
            None => roster,
        })
    }

    /// The same of votes, with so many voters at most.
    pub(super) fn votes(&self, folder: &Path, most: usize) -> Result<Votes> {
        let votes = Votes::open(folder, most)?;
        Ok(match &self.0 {
            Some(parts) => votes.stored_by(parts.replicas.clone()),
            None => votes,
        })
    }

    /// What trains: this host, with so many runs at once, or the workers of all hosts.
    pub(super) fn trainer(&self, at_once: usize, store: RunStore, library: &Library) -> Trainer {
        match &self.0 {
            Some(parts) => Trainer::elsewhere(parts.others.carrier(), store, library),
            None => Trainer::at_most(at_once, store, library),
        }
    }

    /// The other hosts, as the workshop knows them.
    pub(super) fn elsewhere(&self) -> Option<Arc<dyn Elsewhere>> {
        let parts = self.0.as_ref()?;
        Some(parts.others.clone())
    }

    /// The workshop has begun.
    pub(super) fn belong_to(&self, workshop: &Arc<Workshop>) {
        if let Some(parts) = &self.0 {
            parts.others.belong_to(workshop);
        }
    }

    /// The workshop has ended here.
    pub(super) fn leave(&self) {
        if let Some(parts) = &self.0 {
            parts.others.leave();
        }
    }
}
