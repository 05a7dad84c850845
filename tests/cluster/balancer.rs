//! A TCP balancer, as stands before front hosts: each connection goes to the next host that answers.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long a host may take to answer before the next one is tried.
const PATIENCE: Duration = Duration::from_secs(1);

/// A balancer; it goes on as long as the test's process.
#[derive(Clone)]
pub struct Balancer {
    pub at: SocketAddr,
    hosts: Arc<Mutex<Vec<SocketAddr>>>,
}

impl Balancer {
    /// Begins with these hosts behind it.
    pub fn before(hosts: &[SocketAddr]) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let balancer = Self {
            at: listener.local_addr().unwrap(),
            hosts: Arc::new(Mutex::new(hosts.to_vec())),
        };
        let hosts = balancer.hosts.clone();
        start(move || {
            let next = AtomicUsize::new(0);
            for client in listener.incoming().map_while(Result::ok) {
                let mut hosts = hosts.lock().unwrap().clone();
                let first = next.fetch_add(1, Ordering::Relaxed) % hosts.len();
                hosts.rotate_left(first);
                start(move || {
                    let mut tried = hosts.iter();
                    let host =
                        tried.find_map(|host| TcpStream::connect_timeout(host, PATIENCE).ok());
                    // Without a host, the client's connection ends here.
                    let Some(host) = host else { return };
                    let (to, from) = (host.try_clone().unwrap(), client.try_clone().unwrap());
                    start(move || passes(from, to));
                    passes(host, client);
                });
            }
        });
        balancer
    }

    /// From now on, this host is in the place of that one.
    pub fn replaces(&self, old: SocketAddr, new: SocketAddr) {
        let mut hosts = self.hosts.lock().unwrap();
        for host in hosts.iter_mut().filter(|host| **host == old) {
            *host = new;
        }
    }
}

fn start(work: impl FnOnce() + Send + 'static) {
    mindgap::base::thread::start("balancer", work).unwrap();
}

/// Passes on what comes, and the end of it both ways.
fn passes(mut from: TcpStream, mut to: TcpStream) {
    let mut buffer = [0; 16 << 10];
    let mut pass = || -> io::Result<()> {
        loop {
            let length = from.read(&mut buffer)?;
            if length == 0 {
                return Ok(());
            }
            to.write_all(&buffer[..length])?;
        }
    };
    let _ = pass();
    for end in [&from, &to] {
        let _ = end.shutdown(Shutdown::Both);
    }
}
