//! What the door of a workshop promises: it opens for everybody who may come in, however long they take and whatever
//! client and keys they have, and nobody guesses their way in. The clients are real ones.

use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::hosted::{Hosted, make_key};
use mindgap::workshop::Limits;
use mindgap::workshop::access::{Access, read_keys};

const CODE: &str = "copper-lemon-tiger";

fn with_code() -> Hosted {
    Hosted::guarded(
        |_| Access::Code(CODE.to_owned()),
        Limits {
            // Clients would be asked many times while somebody types, if they were asked.
            keepalive: Duration::from_millis(300),
            ..Limits::default()
        },
    )
}

/// Only the code opens: no key is offered.
const NO_KEYS: &[&str] = &["PubkeyAuthentication=no"];

#[test]
fn whoever_takes_their_time_at_the_code_comes_in_all_the_same() {
    let hosted = with_code();
    let mut window = hosted.connects_as("Ada", &[], NO_KEYS);
    window.waits_for("code of the class:");
    // Ten times as long as a client that has come in is left alone.
    sleep(Duration::from_secs(3));
    window.types("Copper Lemon TIGER<enter>");
    window.waits_for("your name:");
}

/// A client of a library, which has passwords and nobody who could be asked.
struct Unattended;

impl russh::client::Handler for Unattended {
    type Error = russh::Error;

    async fn check_server_key(
        &mut self,
        _key: &russh::keys::PublicKeyOrCertificate,
    ) -> Result<bool, Self::Error> {
        Ok(true)
    }
}

#[test]
fn the_code_is_a_password_for_clients_that_cannot_ask() {
    let hosted = with_code();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let comes_in = |code: &str| {
        runtime.block_on(async {
            let config = std::sync::Arc::default();
            let mut client = russh::client::connect(config, hosted.at, Unattended)
                .await
                .unwrap();
            client
                .authenticate_password("Ada", code)
                .await
                .unwrap()
                .success()
        })
    };
    assert!(comes_in("Copper Lemon Tiger"));
    assert!(!comes_in("copper lemon"));
}

#[test]
fn plink_comes_in_with_the_code_as_its_password() {
    let is_there = Command::new("plink")
        .arg("-V")
        .stdout(Stdio::null())
        .status()
        .is_ok();
    if !is_there {
        eprintln!("skipped: there is no plink here");
        return;
    }
    let hosted = with_code();
    let fingerprint = Command::new("ssh-keygen")
        .args(["-l", "-f"])
        .arg(hosted.folder.path().join("host_key"))
        .output()
        .unwrap();
    let fingerprint = String::from_utf8(fingerprint.stdout).unwrap();
    let fingerprint = fingerprint.split_whitespace().nth(1).unwrap().to_owned();
    let mut plink = Command::new("plink");
    plink.args(["-batch", "-ssh", "-T", "-P", &hosted.at.port().to_string()]);
    plink.args(["-hostkey", &fingerprint, "-pw", CODE, "Ada@127.0.0.1"]);
    let said = plink.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(
        said.contains("A tiny pack") && said.contains("your name"),
        "{said}"
    );
}

#[test]
fn six_wrong_codes_are_enough_for_one_connection() {
    let hosted = with_code();
    let mut window = hosted.connects_as(
        "Eve",
        &[],
        &["PubkeyAuthentication=no", "NumberOfPasswordPrompts=20"],
    );
    for asked in 1..=6 {
        window.waits_until("asked again", |screen| {
            screen.matches("code of the class:").count() == asked
        });
        window.types("guess<enter>");
    }
    assert!(!window.ends().success());
}

/// What a client says of its keys.
fn verbose(hosted: &Hosted, user: &str, keys: &[&str], more: &[&str]) -> String {
    let more: Vec<&str> = [more, &["LogLevel=DEBUG1", "BatchMode=yes"]].concat();
    let mut command = Command::new("ssh");
    command.args(hosted.client(user, keys, &more));
    let said = command.stdin(Stdio::null()).output().unwrap();
    String::from_utf8_lossy(&said.stderr).into_owned()
}

#[test]
fn a_key_that_is_not_listed_is_refused_when_it_is_offered() {
    let listed = |folder: &std::path::Path| {
        make_key(folder, "ana");
        Access::Keys(read_keys(&folder.join("ana.pub")).unwrap())
    };
    let hosted = Hosted::guarded(listed, Limits::default());
    let said = verbose(&hosted, "Eve", &["eve"], &[]);
    assert!(
        said.contains("Offering public key") && !said.contains("Server accepts key"),
        "{said}"
    );
    assert!(said.contains("Permission denied (publickey)"), "{said}");
    // And with seven foreign ones in front of it, the right one comes in.
    let keys = ["1", "2", "3", "4", "5", "6", "7", "ana"];
    let said = verbose(&hosted, "Ana", &keys, &[]);
    assert_eq!(said.matches("Server accepts key").count(), 1, "{said}");
    assert!(said.contains("Authenticated to 127.0.0.1"), "{said}");
    let mut window = hosted.connects_as("Ana", &keys, &[]);
    window.waits_for("your name:");
}

#[test]
fn a_foreign_key_in_front_hides_neither_the_instructors_nor_the_code() {
    let hosted = with_code();
    let mut desk = hosted.connects_as("desk", &["foreign", "teacher"], &[]);
    desk.waits_for("The class");
    // Whoever has foreign keys only is asked for the code; the first of them brings them back later.
    let mut ada = hosted.connects_as("Ada", &["foreign", "other"], &[]);
    ada.waits_for("code of the class:")
        .types(&format!("{CODE}<enter>"));
    ada.waits_for("your name:").types("<enter>");
    ada.waits_for("your SSH key is enough").types("<enter>");
    ada.waits_for("enter open");
    drop(ada);
    let mut again = hosted.connects_as("Ada", &["foreign"], &[]);
    again.waits_for("A short walk");
    // Her key opens no desk.
    let said = verbose(&hosted, "desk", &["foreign"], &[]);
    assert!(!said.contains("Authenticated to"), "{said}");
}

#[test]
fn a_script_that_ends_its_input_hangs_up_and_nothing_broke() {
    let hosted = Hosted::with(Limits::default());
    let mut command = Command::new("ssh");
    command.arg("-tt").args(hosted.client("Ada", &["key"], &[]));
    let said = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(!said.contains("broke"), "{said}");
    let mut command = Command::new("ssh");
    command.arg("-T").args(hosted.client("Ada", &["key"], &[]));
    let said = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(
        said.contains("your name") && !said.contains("broke"),
        "{said}"
    );
}
