//! The pack of a class, which comes over to hosts that are started without one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::assert::OutputAssertExt;
use assert_cmd::cargo::cargo_bin;
use mindgap::cluster::{Address, Engine as Link};
use mindgap::dataset::Library;
use mindgap::pack::Pack;
use mindgap::words::Lang;
use tempfile::TempDir;

use crate::common::TINY;
use crate::common::host::Host;
use crate::engine::Engine;

/// Begins a host; what it hosts.
fn begins(folder: &Path, engine: &Engine, pack: Option<&Path>) -> (Host, String) {
    let host = Host::begins(&mut command(folder, engine, pack));
    let title = host.said.lines().next().unwrap().to_owned();
    (host, title)
}

fn command(folder: &Path, engine: &Engine, pack: Option<&Path>) -> Command {
    let mut command = Command::new(cargo_bin!("mindgap"));
    command
        .arg("serve")
        .args(pack)
        .args(["--listen", "127.0.0.1:0", "--access", "open"])
        .args(["--cluster", &engine.url(), "--data-dir"])
        .arg(folder);
    command
}

/// A new pack with data of its own.
fn own_pack(folder: &Path) -> PathBuf {
    let mut new = Command::new(cargo_bin!("mindgap"));
    new.args(["pack", "new", "ours", "--data-dir"])
        .arg(folder.join("home"))
        .current_dir(folder);
    new.assert().success();
    folder.join("ours")
}

fn link(engine: &Engine) -> Link {
    let address = Address {
        servers: engine.url().parse().unwrap(),
        credentials: None,
        authority: None,
        names: "class".parse().unwrap(),
    };
    Link::connect(&address, "test").unwrap()
}

fn digest(pack: &Path) -> String {
    let pack = Pack::open(pack, Library::builtin(), Lang::English);
    pack.unwrap().digest
}

#[test]
fn a_host_that_is_started_without_a_pack_takes_that_of_the_class_over_once() {
    let Some(engine) = Engine::begins() else {
        return;
    };
    let (author, one, other) = (
        TempDir::new().unwrap(),
        TempDir::new().unwrap(),
        TempDir::new().unwrap(),
    );
    let pack = own_pack(author.path());
    let (_first, title) = begins(one.path(), &engine, Some(&pack));
    let (second, same) = begins(other.path(), &engine, None);
    assert_eq!(title, same);
    let here = other.path().join("workshop/packs/ours");
    assert_eq!(digest(&here), digest(&pack));

    // It has it from now on, and the user's own packs are what they were.
    drop(second);
    let link = link(&engine);
    link.wait(async {
        let packs = link.jetstream().get_object_store("mindgap_class_packs");
        packs.await.unwrap().delete(digest(&pack)).await.unwrap();
    });
    let (_again, same) = begins(other.path(), &engine, None);
    assert_eq!(title, same);
    assert!(!other.path().join("packs").exists());
}

#[test]
fn without_other_hosts_a_host_without_a_pack_has_the_one_that_ships() {
    let Some(engine) = Engine::begins() else {
        return;
    };
    let (one, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let built_in = Pack::built_in(Lang::English).unwrap().file.title;
    let (_first, title) = begins(one.path(), &engine, None);
    let (_second, same) = begins(other.path(), &engine, None);
    assert_eq!([&title, &same], [&built_in, &built_in]);
}

#[test]
fn a_pack_that_is_not_what_the_class_has_agreed_on_is_refused() {
    let Some(engine) = Engine::begins() else {
        return;
    };
    let (one, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let _first = begins(one.path(), &engine, Some(Path::new(TINY)));
    let refused = |object: &[u8]| {
        let link = link(&engine);
        link.wait(async {
            let packs = link.jetstream().get_object_store("mindgap_class_packs");
            let (packs, mut object) = (packs.await.unwrap(), object);
            let name = digest(Path::new(TINY));
            packs.put(name.as_str(), &mut object).await.unwrap();
        });
        let refused = command(other.path(), &engine, None).assert().failure();
        String::from_utf8_lossy(&refused.get_output().stderr).into_owned()
    };
    let told = refused(b"no archive");
    assert!(told.contains("it is no pack, or damaged"), "{told}");

    let author = TempDir::new().unwrap();
    let pack = own_pack(author.path());
    let archive = author.path().join("ours.mindgap");
    let mut build = Command::new(cargo_bin!("mindgap"));
    build
        .args(["pack", "build"])
        .arg(&pack)
        .arg("--output")
        .arg(&archive)
        .arg("--data-dir")
        .arg(author.path().join("home"));
    build.assert().success();
    let told = refused(&fs::read(&archive).unwrap());
    assert!(told.contains("it is another edition"), "{told}");
}
