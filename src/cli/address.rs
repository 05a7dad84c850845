//! Where to listen, as arguments say it.

use std::net::{Ipv6Addr, SocketAddr};

use anyhow::{Context, Result};

/// An address and a port, or a port on every address: of IPv6, and by it of IPv4.
pub(super) fn listen(text: &str) -> Result<SocketAddr> {
    let port = text.strip_prefix(':').unwrap_or(text);
    if let Ok(port) = port.parse::<u16>() {
        return Ok(SocketAddr::from((Ipv6Addr::UNSPECIFIED, port)));
    }
    let address = text.parse().ok();
    address.context("say a port, as in 2222, or an address and a port, as in 192.0.2.7:2222")
}
