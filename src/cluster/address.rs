//! Where the engine is, as its users write it: `nats://user:password@host:port`, `tls://…`, several behind commas.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use async_nats::ServerAddr;
use percent_encoding::percent_decode_str;

use super::names::Names;

/// Where the engine is, by what one comes in, and which class is meant.
#[derive(Debug, Clone)]
pub struct Address {
    /// Its servers.
    pub servers: Servers,
    /// A file of credentials, as `nsc` writes it.
    pub credentials: Option<PathBuf>,
    /// A file of certificates that sign the engine's own, besides those of the system.
    pub authority: Option<PathBuf>,
    /// The class.
    pub names: Names,
}

/// One or more servers of an engine.
#[derive(Debug, Clone, PartialEq)]
pub struct Servers(Vec<ServerAddr>);

impl Servers {
    /// All of them.
    pub(super) fn all(&self) -> &[ServerAddr] {
        &self.0
    }

    /// Who comes in, and by what password, where one of them says so.
    pub(super) fn user(&self) -> Option<(String, String)> {
        let plain = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let user = |server: &ServerAddr| {
            let password = server.password().unwrap_or_default();
            Some((plain(server.username()?), plain(password)))
        };
        self.0.iter().find_map(user)
    }
}

impl FromStr for Servers {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let servers = text.split(',').map(str::trim);
        let servers = servers.filter(|text| !text.is_empty()).map(|text| {
            let server: ServerAddr = text.parse().map_err(|_| text)?;
            match server.scheme() {
                "nats" | "tls" if !server.host().is_empty() => Ok(server),
                _ => Err(text),
            }
        });
        match servers.collect::<Result<Vec<_>, _>>() {
            Ok(servers) if !servers.is_empty() => Ok(Self(servers)),
            _ => Err(
                "say where the engine is, as in nats://192.0.2.7:4222 or tls://nats.example.org"
                    .to_owned(),
            ),
        }
    }
}

/// Without passwords.
impl fmt::Display for Servers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, server) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(",")?;
            }
            write!(
                f,
                "{}://{}:{}",
                server.scheme(),
                server.host(),
                server.port()
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;

    #[test]
    fn servers_are_written_as_their_users_write_them_and_shown_without_passwords() {
        let shown = |text: &str| text.parse::<Servers>().map(|servers| servers.to_string());
        assert_eq!(
            shown("nats://ada:secret@192.0.2.7:4223, tls://nats.example.org").unwrap(),
            "nats://192.0.2.7:4223,tls://nats.example.org:4222"
        );
        assert_eq!(shown("192.0.2.7").unwrap(), "nats://192.0.2.7:4222");
        let user = |text: &str| text.parse::<Servers>().unwrap().user();
        let ada = ("ada".to_owned(), "a/b".to_owned());
        assert_eq!(user("192.0.2.7,nats://ada:a%2Fb@192.0.2.8"), Some(ada));
        assert_eq!(user("192.0.2.7"), None);
        for wrong in ["", " , ", "http://192.0.2.7", "nats://"] {
            assert!(shown(wrong).is_err(), "{wrong}");
        }
    }
}
