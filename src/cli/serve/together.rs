//! A workshop over several hosts, or over one alone: where its keys and code come from, and who else is there.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use russh::keys::PrivateKey;

use super::{Arguments, CODE, access};
use crate::cluster::{Agreed, Engine, Others};
use crate::pack::Pack;
use crate::workshop::access::Access;
use crate::workshop::elsewhere::Elsewhere;
use crate::workshop::{Workshop, host_key};

/// The other hosts, if there may be any.
pub(super) struct Together(Option<Parts>);

struct Parts {
    agreed: Agreed,
    others: Arc<Others>,
}

impl Together {
    /// Meets the other hosts, if an engine is named: they have to teach the same.
    pub(super) fn begin(arguments: &Arguments, pack: &Pack, folder: &Path) -> Result<Self> {
        let Some(engine) = arguments.clustered.connect()? else {
            return Ok(Self(None));
        };
        Ok(Self(Some(Parts::begin(&engine, arguments, pack, folder)?)))
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

    /// Who may come in; the code of the class is the same at all hosts.
    pub(super) fn access(&self, arguments: &Arguments, folder: &Path) -> Result<Access> {
        let open = || access(arguments, folder);
        let Some(Parts { agreed, .. }) = &self.0 else {
            return open();
        };
        if arguments.access != ["code"] {
            return open();
        }
        if arguments.code.is_none() && !arguments.new_code {
            return agreed.file(CODE, &folder.join(CODE), open);
        }
        let access = open()?;
        if let Access::Code(code) = &access {
            agreed.say(CODE, code)?;
        }
        Ok(access)
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

impl Parts {
    fn begin(
        engine: &Arc<Engine>,
        arguments: &Arguments,
        pack: &Pack,
        folder: &Path,
    ) -> Result<Self> {
        let agreed = Agreed::begin(engine)?;
        let mut edition = format!("{} {}", pack.file.name, pack.digest);
        if let Some(most) = arguments.pictures {
            edition.push_str(&format!(" with {most} pictures at most"));
        }
        agreed.same("pack", &edition)?;
        agreed.same("access", &arguments.access.join(" "))?;
        let others = Others::meet(engine, &arguments.clustered.host(), folder)?;
        Ok(Self { agreed, others })
    }
}
