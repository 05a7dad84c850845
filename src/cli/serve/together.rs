//! A workshop over several hosts, or over one alone: where its keys and code come from, and who else is there.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use russh::keys::PrivateKey;

use super::super::clustered::{Clustered, warn_if_short};
use crate::cluster::{Agreed, Others, Replicas};
use crate::dataset::Library;
use crate::progress::votes::Votes;
use crate::train::{RunStore, Trainer};
use crate::workshop::access::Access;
use crate::workshop::elsewhere::Elsewhere;
use crate::workshop::roster::Roster;
use crate::workshop::{Workshop, host_key};

/// The other hosts, if there may be any.
pub(super) struct Together(Option<Parts>);

struct Parts {
    agreed: Agreed,
    replicas: Arc<Replicas>,
    others: Arc<Others>,
}

impl Together {
    /// Meets the other hosts, if an engine is named: they have to teach this edition of the same pack, and let in the same
    /// people.
    pub(super) fn begin(
        clustered: &Clustered,
        edition: &str,
        access: &str,
        folder: &Path,
    ) -> Result<Self> {
        let Some(engine) = clustered.connect()? else {
            return Ok(Self(None));
        };
        let agreed = Agreed::begin(&engine)?;
        agreed.same("pack", edition)?;
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
