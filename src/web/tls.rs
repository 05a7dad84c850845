//! HTTPS, for whoever has a certificate of the machine's name.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::{Error as PemError, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

/// What makes lines private.
#[derive(Clone)]
pub struct Tls(TlsAcceptor);

/// Why there is no HTTPS.
#[derive(Debug, Error)]
pub enum TlsError {
    /// A file holds no certificate or no key.
    #[error("{}: {why}; name a PEM file with {what}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What it has to hold.
        what: &'static str,
        /// What is wrong.
        why: String,
    },
    /// They do not belong together, or are of a kind that is not known.
    #[error("{} and {}: {why}; name a certificate and its own key", certificate.display(), key.display())]
    Pair {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's.
        key: PathBuf,
        /// What is wrong.
        why: String,
    },
}

impl Tls {
    /// With a certificate, followed by those that vouch for it, and its key: PEM files.
    ///
    /// # Errors
    /// When one of them cannot be read, or they do not belong together.
    pub fn open(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let file = |path: &Path, what| {
            let path = path.to_owned();
            move |error: PemError| {
                let why = match error {
                    PemError::Io(error) => error.to_string(),
                    PemError::NoItemsFound => "nothing of that kind is in it".to_owned(),
                    error => error.to_string(),
                };
                TlsError::File { path, what, why }
            }
        };
        let chain = CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect);
        let chain = chain.and_then(|chain: Vec<_>| match chain.is_empty() {
            true => Err(PemError::NoItemsFound),
            false => Ok(chain),
        });
        let chain = chain.map_err(file(certificate, "a certificate"))?;
        let secret = PrivateKeyDer::from_pem_file(key).map_err(file(key, "its key"))?;
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| {
                builder
                    .with_no_client_auth()
                    .with_single_cert(chain, secret)
            });
        let config = config.map_err(|why| TlsError::Pair {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
            why: why.to_string(),
        })?;
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }

    /// Agrees with a phone on how to speak.
    pub(super) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        self.0.accept(stream).await
    }
}
