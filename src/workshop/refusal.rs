//! Tells a client in words that it cannot come in, before there is an SSH connection: clients show the text of an
//! SSH_MSG_DISCONNECT (RFC 4253, 11.1), and nothing of a connection that is just closed.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a client may take to say what it is, and to hear why it is sent away.
const PATIENCE: Duration = Duration::from_secs(3);
/// SSH_MSG_DISCONNECT, and SSH_DISCONNECT_TOO_MANY_CONNECTIONS.
const DISCONNECT: u8 = 1;
const TOO_MANY_CONNECTIONS: u32 = 12;
/// Packets are multiples of so many bytes before there is a cipher, with at least so much padding (RFC 4253, 6).
const BLOCK: usize = 8;
const MIN_PADDING: usize = 4;

/// Says it, and lets go of the connection.
pub(super) async fn refuse(mut stream: TcpStream, id: &str, text: &str) {
    let told = async {
        stream.write_all(format!("{id}\r\n").as_bytes()).await?;
        // What the client says of itself, so that closing does not cut off what it is told.
        let mut said = [0; 256];
        let _ = stream.read(&mut said).await?;
        stream.write_all(&packet(text)).await?;
        stream.shutdown().await?;
        while stream.read(&mut said).await? > 0 {}
        std::io::Result::Ok(())
    };
    let _ = timeout(PATIENCE, told).await;
}

/// The packet that says so.
fn packet(text: &str) -> Vec<u8> {
    let mut payload = vec![DISCONNECT];
    payload.extend(TOO_MANY_CONNECTIONS.to_be_bytes());
    payload.extend(string(text));
    payload.extend(string("en"));
    // The length field counts towards the block, and not towards the length.
    let unpadded = 4 + 1 + payload.len();
    let short = BLOCK - unpadded % BLOCK;
    let padding = if short < MIN_PADDING {
        short + BLOCK
    } else {
        short
    };
    let length = 1 + payload.len() + padding;
    let mut packet = u32::try_from(length).unwrap_or(0).to_be_bytes().to_vec();
    packet.push(u8::try_from(padding).unwrap_or(0));
    packet.extend(payload);
    packet.extend(std::iter::repeat_n(0, padding));
    packet
}

/// A string as SSH has them (RFC 4251, 5).
fn string(text: &str) -> Vec<u8> {
    let length = u32::try_from(text.len()).unwrap_or(0).to_be_bytes();
    [&length[..], text.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::packet;

    #[test]
    fn packets_are_whole_blocks_with_enough_padding() {
        for length in 0..40 {
            let packet = packet(&"x".repeat(length));
            assert_eq!(packet.len() % 8, 0);
            assert!((4..12).contains(&packet[4]), "{}", packet[4]);
            assert_eq!(
                packet[..4],
                u32::try_from(packet.len() - 4).unwrap_or(0).to_be_bytes()
            );
        }
    }
}
