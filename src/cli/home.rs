//! Where a command finds what this user keeps: progress, runs, packs, imported data.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};

use crate::dataset::Library;
use crate::pack::installed::Installed;
use crate::pack::scaffold::is_name;
use crate::pack::{Pack, Stock};
use crate::progress::SetIn;
use crate::train::{RunStore, Trainer};
use crate::words::Lang;

/// Where progress, runs and imported data are kept.
pub(super) struct Home {
    chosen: Option<PathBuf>,
}

impl Home {
    /// The chosen folder, or else the user's data directory.
    pub(super) fn new(chosen: Option<PathBuf>) -> Self {
        Self { chosen }
    }

    pub(super) fn folder(&self) -> Result<PathBuf> {
        match &self.chosen {
            Some(folder) => Ok(folder.clone()),
            None => {
                let program = AppStrategyArgs {
                    app_name: "mindgap".to_owned(),
                    ..AppStrategyArgs::default()
                };
                let strategy = choose_app_strategy(program).context(
                    "this user has no home directory; say where to keep things with --data-dir",
                )?;
                Ok(strategy.data_dir())
            }
        }
    }

    /// The folder of imported sets.
    pub(super) fn sets(&self) -> Result<PathBuf> {
        Ok(self.folder()?.join("sets"))
    }

    /// What ships, what was imported, and what this user has written.
    pub(super) fn library(&self) -> Result<Library> {
        let own = Arc::new(SetIn(self.folder()?));
        Ok(Library::builtin()
            .with_imported(self.sets()?)
            .with_class(own))
    }

    /// What packs may draw on.
    pub(super) fn stock(&self) -> Result<Stock> {
        Ok(Stock::new(
            self.library()?,
            self.folder()?.join("pack-data"),
        ))
    }

    /// The packs that were installed.
    pub(super) fn installed(&self) -> Result<Installed> {
        Ok(Installed::at(self.folder()?.join("packs")))
    }

    /// The folder of a pack that somebody names: one that is there, or the name of an installed one.
    pub(super) fn pack_folder(&self, pack: &Path) -> Result<PathBuf> {
        match pack.to_str() {
            Some(name) if is_name(name) && !pack.is_dir() => Ok(self.installed()?.find(name)?),
            _ => Ok(pack.to_owned()),
        }
    }

    /// The pack that somebody names, or the one that ships, in this language.
    pub(super) fn pack(&self, pack: Option<&Path>, lang: Lang) -> Result<Pack> {
        Ok(match pack {
            Some(pack) => Pack::open(&self.pack_folder(pack)?, self.stock()?, lang)?,
            None => Pack::built_in(lang)?,
        })
    }

    pub(super) fn store(&self) -> Result<RunStore> {
        Ok(RunStore::open(self.folder()?.join("runs"))?)
    }

    pub(super) fn trainer(&self) -> Result<Trainer> {
        Ok(Trainer::new(self.store()?, &self.library()?))
    }

    /// What trains and measures for a pack: also on the data that it brings along.
    pub(super) fn trainer_for(&self, pack: &Pack) -> Result<Trainer> {
        Ok(Trainer::new(self.store()?, &pack.library))
    }
}
