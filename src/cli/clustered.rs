//! Where a command meets other hosts: the options of `serve` and `worker` for an engine.

use std::env;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use clap::Args;

use super::output;
use crate::base::terminal::printable_line;
use crate::cluster::address::Servers;
use crate::cluster::{Address, Engine, Names};

/// Where the engine is, and who this host is there.
#[derive(Debug, Args)]
pub(super) struct Clustered {
    /// Meet other hosts in this engine, a NATS server with JetStream: nats://HOST:4222, or tls://HOST; with USER:PASSWORD@
    /// before the host, and several servers behind commas.
    #[arg(
        long,
        value_name = "URL",
        env = "MINDGAP_CLUSTER",
        hide_env_values = true
    )]
    cluster: Option<Servers>,
    /// A file of credentials for the engine, as nsc writes it.
    #[arg(long, value_name = "FILE", requires = "cluster")]
    creds: Option<PathBuf>,
    /// A file of certificates by which the engine is known, besides those of the system.
    #[arg(long, value_name = "FILE", requires = "cluster")]
    ca: Option<PathBuf>,
    /// The class that is meant, where several share an engine.
    #[arg(long, value_name = "NAME", default_value = "class")]
    class: Names,
    /// What this host is called for whoever looks at the desk; the system's name for it, if absent.
    #[arg(long, value_name = "NAME", requires = "cluster")]
    host_name: Option<String>,
}

impl Clustered {
    /// Connects to the engine, if one was named.
    pub(super) fn connect(&self) -> Result<Option<Arc<Engine>>> {
        let Some(servers) = &self.cluster else {
            return Ok(None);
        };
        let address = Address {
            servers: servers.clone(),
            credentials: self.creds.clone(),
            authority: self.ca.clone(),
            names: self.class.clone(),
        };
        let who = format!("mindgap {}", self.host());
        Ok(Some(Arc::new(Engine::connect(&address, &who)?)))
    }

    /// What this host is called.
    pub(super) fn host(&self) -> String {
        let told = self.host_name.clone();
        let told = told.or_else(|| fs::read_to_string("/etc/hostname").ok());
        let told = told.or_else(|| env::var("COMPUTERNAME").ok());
        let told = told.map(|name| printable_line(name.trim()));
        told.filter(|name| !name.is_empty())
            .unwrap_or_else(|| "a host".to_owned())
    }
}

/// Tells an administrator of an engine that could not set aside what a class should have.
pub(super) fn warn_if_short(engine: &Engine) -> io::Result<()> {
    match engine.short() >> 20 {
        0 => Ok(()),
        short => output::warn(format!(
            "the engine has little room: {short} MB less are set aside for this class than it should have, and old results \
             are forgotten sooner; before a large class, give it more (max_file_store, or the account's limit) and begin \
             the class anew"
        )),
    }
}
