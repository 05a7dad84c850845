//! Where this machine is in its network.

use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr, TcpListener, UdpSocket};

use socket2::{Domain, Socket, Type};

/// The address by which others reach this machine: that of the way out, none where there is none. Nothing is sent.
pub fn outward() -> Option<IpAddr> {
    let socket = UdpSocket::bind(("0.0.0.0", 0)).ok()?;
    // An address for documentation (RFC 5737), which nobody has.
    socket.connect(("192.0.2.1", 9)).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// Connections that may wait until they are accepted.
const BACKLOG: i32 = 1024;

/// Listens at a port of every address, of IPv6 and IPv4, and does not block.
///
/// # Errors
/// When the port is taken, or there is no IPv6.
pub fn both(port: u16) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::IPV6, Type::STREAM, None)?;
    socket.set_only_v6(false)?;
    // What a server before this one has left behind does not keep this one out; on Windows, this means another thing.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&SocketAddr::from((Ipv6Addr::UNSPECIFIED, port)).into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}
