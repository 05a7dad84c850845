//! Where phones come in: where to listen, what phones call that, and whether the line is private.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs};
use std::str::FromStr;

use thiserror::Error;

use super::tls::Tls;
use crate::base::net;
use crate::engine::door::DoorError;

/// Where phones come in.
#[derive(Clone, Default)]
pub struct Place {
    /// Where to listen, if that is said.
    pub at: Option<Address>,
    /// With a certificate, over HTTPS.
    pub tls: Option<Tls>,
}

/// An address, and its name where it was said by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    at: SocketAddr,
    name: Option<String>,
}

/// A text is no address.
#[derive(Debug, Error)]
#[error(
    "say a port, an address or a name of this machine, or one of both with a port, as in 192.0.2.7:8080"
)]
pub struct NoAddress;

impl FromStr for Address {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Self, NoAddress> {
        let unnamed = |at| Self { at, name: None };
        if let Ok(port) = text.strip_prefix(':').unwrap_or(text).parse::<u16>() {
            return Ok(unnamed(SocketAddr::from(([0, 0, 0, 0], port))));
        }
        if let Ok(at) = text.parse::<SocketAddr>() {
            return Ok(unnamed(at));
        }
        if let Ok(ip) = text.parse::<IpAddr>() {
            return Ok(unnamed(SocketAddr::new(ip, 0)));
        }
        let (name, port) = match text.split_once(':') {
            Some((name, port)) => (name, port.parse().map_err(|_| NoAddress)?),
            None => (text, 0),
        };
        let mut found = (name, port).to_socket_addrs().map_err(|_| NoAddress)?;
        Ok(Self {
            at: found.next().ok_or(NoAddress)?,
            name: Some(name.to_owned()),
        })
    }
}

impl Place {
    /// Listens there, and tells the address of the first page.
    ///
    /// # Errors
    /// When there is no network, or the address cannot be listened to.
    pub fn listen(&self) -> Result<(TcpListener, String), DoorError> {
        let at = match &self.at {
            Some(address) => address.at,
            None => SocketAddr::new(net::outward().ok_or(DoorError::NoNetwork)?, 0),
        };
        let listen = || -> io::Result<_> {
            let listener = TcpListener::bind(at)?;
            listener.set_nonblocking(true)?;
            let here = listener.local_addr()?;
            Ok((listener, here))
        };
        let (listener, here) = listen().map_err(|source| DoorError::Taken {
            address: at,
            source,
        })?;
        Ok((listener, self.page(here)))
    }

    /// The address of the first page of what listens here.
    fn page(&self, here: SocketAddr) -> String {
        let host = match here.ip() {
            ip if ip.is_unspecified() => net::outward().unwrap_or(ip),
            ip => ip,
        };
        let host = match (&self.at, host) {
            (
                Some(Address {
                    name: Some(name), ..
                }),
                _,
            ) => name.clone(),
            (_, IpAddr::V4(host)) => host.to_string(),
            (_, IpAddr::V6(host)) => format!("[{host}]"),
        };
        let (scheme, usual) = match self.tls {
            Some(_) => ("https", 443),
            None => ("http", 80),
        };
        match here.port() {
            port if port == usual => format!("{scheme}://{host}"),
            port => format!("{scheme}://{host}:{port}"),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_port_an_address_or_a_name_and_phones_are_told_what_was_said() {
        let page = |text: &str, here: &str| {
            let place = Place {
                at: Some(text.parse().unwrap()),
                tls: None,
            };
            place.page(here.parse().unwrap())
        };
        assert_eq!(page("127.0.0.1", "127.0.0.1:4711"), "http://127.0.0.1:4711");
        assert_eq!(page("[::1]:80", "[::1]:80"), "http://[::1]");
        assert_eq!(
            page("localhost:8080", "127.0.0.1:8080"),
            "http://localhost:8080"
        );
        assert!(page("8080", "0.0.0.0:8080").ends_with(":8080"));
        for text in ["", "no such name", "127.0.0.1:x", "localhost:99999"] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }
}
