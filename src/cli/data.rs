//! `mindgap data`: stub.
use anyhow::Result;
use super::Outcome;
/// What to do with the data.
#[derive(Debug, clap::Subcommand)]
pub enum Command { 
    /// List it.
    List }
pub fn run(_: &Command) -> Result<Outcome> { Ok(Outcome::Done) }
