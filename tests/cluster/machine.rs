//! Machines on which hosts, workers and the engine run: this one, or network namespaces of it, each with a line that can be
//! cut. Those need Linux, `ip` and an administrator's rights.

use std::ffi::OsStr;
use std::net::{IpAddr, Ipv4Addr};
use std::process::{Command, id};

/// A machine.
#[derive(Clone)]
pub struct Machine {
    pub address: IpAddr,
    /// Its network namespace; none, this machine.
    namespace: Option<String>,
}

impl Machine {
    /// This one.
    pub fn here() -> Self {
        Self {
            address: Ipv4Addr::LOCALHOST.into(),
            namespace: None,
        }
    }

    /// A command that runs there.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        match &self.namespace {
            None => Command::new(program),
            Some(name) => {
                let mut command = Command::new("ip");
                command.args(["netns", "exec", name]).arg(program);
                command
            }
        }
    }
}

/// Machines that reach each other, and are reached from here, over a network of their own.
pub struct Network {
    bridge: String,
    pub machines: Vec<Machine>,
}

impl Network {
    /// So many machines; none, and a word about it, where there may be none.
    pub fn of(machines: u8) -> Option<Self> {
        // Several of these tests may go on at once, each with names and addresses of its own.
        let (high, low) = (100 + (id() >> 8) % 100, id() % 256);
        let mark = format!("{:x}", id());
        let mut network = Self {
            bridge: format!("mgb{mark}"),
            machines: Vec::new(),
        };
        let bridge = network.bridge.clone();
        let made = ip(&format!("link add {bridge} type bridge"))
            && ip(&format!("addr add 10.{high}.{low}.254/24 dev {bridge}"))
            && ip(&format!("link set {bridge} up"))
            && (1..=machines).all(|place| {
                let (inner, outer) = (format!("mgi{mark}{place}"), format!("mgo{mark}{place}"));
                let name = format!("mindgap-{mark}-{place}");
                let address = format!("10.{high}.{low}.{place}");
                network.machines.push(Machine {
                    address: address.parse().unwrap(),
                    namespace: Some(name.clone()),
                });
                [
                    format!("netns add {name}"),
                    format!("link add {outer} type veth peer name {inner} netns {name}"),
                    format!("link set {outer} master {bridge} up"),
                    format!("-n {name} addr add {address}/24 dev {inner}"),
                    format!("-n {name} link set {inner} up"),
                    format!("-n {name} link set lo up"),
                ]
                .iter()
                .all(|line| ip(line))
            });
        if !made {
            eprintln!("skipped: no network namespaces may be made here");
        }
        made.then_some(network)
    }

    /// Takes the plug of a machine out, counted from 0, or puts it back.
    pub fn plugs(&self, place: usize, is_in: bool) {
        let outer = self.bridge.replacen("mgb", "mgo", 1);
        let state = if is_in { "up" } else { "down" };
        assert!(ip(&format!("link set {outer}{} {state}", place + 1)));
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        for name in self
            .machines
            .iter()
            .filter_map(|one| one.namespace.as_ref())
        {
            ip(&format!("netns del {name}"));
        }
        ip(&format!("link del {}", self.bridge));
    }
}

fn ip(line: &str) -> bool {
    let done = Command::new("ip").args(line.split(' ')).output();
    done.is_ok_and(|output| output.status.success())
}
