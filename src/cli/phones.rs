//! Letting phones in, at home and to a workshop: over HTTPS where there is a certificate, and the hall of a class.

use std::io;
use std::net::TcpListener as StdListener;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use clap::Args;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::progress::votes::Votes;
use crate::web::{self, Hall, Limits, Place, Tls, TlsError, Voting};
use crate::words::Words;
use crate::workshop::roster::name::tidy;

/// A certificate and its key.
#[derive(Debug, Args)]
pub(super) struct Https {
    /// Let phones in over HTTPS, with this certificate (PEM, with those that vouch for it) of the name that phones are
    /// told. Without it, pages and pictures can be read by whoever listens to the network.
    #[arg(long, value_name = "FILE", requires = "phone_key")]
    phone_cert: Option<PathBuf>,
    /// The certificate's key (PEM).
    #[arg(long, value_name = "FILE", requires = "phone_cert")]
    phone_key: Option<PathBuf>,
}

impl Https {
    /// What makes lines private, if that is wished.
    pub(super) fn open(&self) -> Result<Option<Tls>, TlsError> {
        match (&self.phone_cert, &self.phone_key) {
            (Some(certificate), Some(key)) => Tls::open(certificate, key).map(Some),
            _ => Ok(None),
        }
    }
}

/// Where phones of a class come in.
pub(super) struct Phones {
    /// The seats.
    pub(super) hall: Arc<Hall>,
    /// The address of the first page.
    pub(super) base: String,
    tls: Option<Tls>,
    listener: StdListener,
}

impl Phones {
    /// Listens for them, and for those who only vote.
    pub(super) fn listen(
        place: &Place,
        words: Words,
        limits: Limits,
        votes: &Arc<Votes>,
    ) -> Result<Self> {
        let (listener, base) = place.listen()?;
        let voting = Voting::open(votes.clone(), &base, tidy)?;
        Ok(Self {
            hall: Hall::voting(words, limits, Some(voting)),
            base,
            tls: place.tls.clone(),
            listener,
        })
    }

    /// Lets them in until the other end of `closed` is gone, and serves `more` beside their pages.
    pub(super) fn serve(
        self,
        more: Router,
        closed: oneshot::Receiver<()>,
    ) -> io::Result<JoinHandle<()>> {
        let listener = TcpListener::from_std(self.listener)?;
        let end = async {
            let _ = closed.await;
        };
        let served = web::serve(self.hall, listener, self.tls, more, end);
        Ok(tokio::spawn(served))
    }
}
