//! Where this machine is in its network.

use std::net::{IpAddr, UdpSocket};

/// The address by which others reach this machine: that of the way out, none where there is none. Nothing is sent.
pub fn outward() -> Option<IpAddr> {
    let socket = UdpSocket::bind(("0.0.0.0", 0)).ok()?;
    // An address for documentation (RFC 5737), which nobody has.
    socket.connect(("192.0.2.1", 9)).ok()?;
    Some(socket.local_addr().ok()?.ip())
}
