//! What is promised of packs that are handed on: the same pack makes the same bytes; it is installed
//! whole or not at all; and nobody's archive writes anything but plain files of a pack into its own
//! folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::Home;
use flate2::Compression;
use flate2::write::GzEncoder;
use mindgap::pack::archive::{build, unpack};
use mindgap::pack::{Pack, scaffold};
use mindgap::words::Lang;
use sha2::{Digest, Sha256};
use tar::{Builder, EntryType, Header};
use tempfile::TempDir;

/// An archive's entries: names, types and contents.
type Entries<'a> = Vec<(&'a str, EntryType, &'a [u8])>;

/// An archive whose list names `listed`, and which holds `entries`.
fn archive(folder: &Path, listed: &[(&str, &[u8])], entries: &Entries<'_>) -> PathBuf {
    let files: BTreeMap<&str, serde_json::Value> = listed
        .iter()
        .map(|(name, content)| {
            let sha256: String = Sha256::digest(content)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            (
                *name,
                serde_json::json!({ "bytes": content.len(), "sha256": sha256 }),
            )
        })
        .collect();
    let list = serde_json::json!({ "archive": 1, "name": "bad", "files": files });
    let path = folder.join("bad.mindgap");
    let mut tar = Builder::new(GzEncoder::new(
        File::create(&path).unwrap(),
        Compression::fast(),
    ));
    let mut add = |name: &str, kind: EntryType, content: &[u8]| {
        let mut header = Header::new_gnu();
        header.set_entry_type(kind);
        header.set_mode(0o644);
        header.set_size(content.len() as u64);
        if kind == EntryType::Symlink {
            header.set_link_name("/etc/passwd").unwrap();
            header.set_size(0);
        }
        // Names that the library itself would refuse to write.
        let bytes = name.as_bytes();
        header.as_old_mut().name[..bytes.len()].copy_from_slice(bytes);
        header.set_cksum();
        let content = if kind == EntryType::Symlink {
            &[]
        } else {
            content
        };
        tar.append(&header, content).unwrap();
    };
    add(
        "mindgap.json",
        EntryType::Regular,
        list.to_string().as_bytes(),
    );
    for (name, kind, content) in entries {
        add(name, *kind, content);
    }
    tar.into_inner().unwrap().finish().unwrap().flush().unwrap();
    path
}

/// What unpacking says; nothing may have been written beside the folder.
fn refused(listed: &[(&str, &[u8])], entries: &Entries<'_>) -> String {
    let folder = TempDir::new().unwrap();
    let path = archive(folder.path(), listed, entries);
    let inside = folder.path().join("a/inside");
    fs::create_dir_all(&inside).unwrap();
    let told = unpack(&path, &inside).unwrap_err().to_string();
    let mut beside: Vec<PathBuf> = Vec::new();
    for outer in [folder.path().to_owned(), folder.path().join("a")] {
        beside.extend(
            fs::read_dir(outer)
                .unwrap()
                .map(|entry| entry.unwrap().path()),
        );
    }
    beside.sort();
    assert_eq!(beside, [folder.path().join("a"), inside, path]);
    told
}

#[test]
fn no_archive_writes_outside_of_its_folder_or_anything_but_plain_files() {
    const TEXT: &[u8] = b"text";
    for name in [
        "../out.yaml",
        "/tmp/out.yaml",
        "a/../../out.yaml",
        ".hidden",
        "a\\b",
        "C:x",
        "a/./b",
        "",
    ] {
        let told = refused(&[(name, TEXT)], &vec![(name, EntryType::Regular, TEXT)]);
        assert!(
            told.contains("is no name for a file") || told.contains("is not in the list"),
            "{name}: {told}"
        );
    }
    for kind in [
        EntryType::Symlink,
        EntryType::Link,
        EntryType::Fifo,
        EntryType::Char,
        EntryType::Directory,
    ] {
        let told = refused(&[("pack.yaml", TEXT)], &vec![("pack.yaml", kind, TEXT)]);
        assert!(
            told.contains("link or no plain file") || told.contains("damaged"),
            "{kind:?}: {told}"
        );
    }
}

#[test]
fn an_archive_holds_what_its_list_says_and_nothing_else() {
    const TEXT: &[u8] = b"text";
    let regular = |name, content| (name, EntryType::Regular, content);
    let listed = [("pack.yaml", TEXT)];
    let long = vec![0; 1 << 20];
    for (entries, told) in [
        (vec![], "is in the list and not there"),
        (
            vec![regular("pack.yaml", b"texd".as_slice())],
            "size or digest",
        ),
        (
            vec![regular("pack.yaml", long.as_slice())],
            "size or digest",
        ),
        (
            vec![regular("pack.yaml", TEXT), regular("pack.yaml", TEXT)],
            "is there twice",
        ),
        (
            vec![regular("pack.yaml", TEXT), regular("more.yaml", TEXT)],
            "is not in the list",
        ),
    ] {
        let said = refused(&listed, &entries);
        assert!(said.contains(told), "{told}: {said}");
    }
    let said = refused(&[("A.yaml", TEXT), ("a.yaml", TEXT)], &vec![]);
    assert!(said.contains("but for capitals"), "{said}");
}

#[test]
fn a_file_that_is_no_archive_or_cut_off_is_refused() {
    let folder = TempDir::new().unwrap();
    let packed = a_pack(folder.path(), "whole");
    let bytes = fs::read(&packed).unwrap();
    for (cut, content) in [
        ("no archive", b"hello".to_vec()),
        ("empty", Vec::new()),
        ("cut off", bytes[..bytes.len() / 2].to_vec()),
        ("begun", bytes[..200].to_vec()),
    ] {
        let path = folder.path().join("cut.mindgap");
        fs::write(&path, content).unwrap();
        let inside = TempDir::new().unwrap();
        let told = unpack(&path, inside.path()).unwrap_err().to_string();
        assert!(told.contains("cut.mindgap: "), "{cut}: {told}");
    }
    let missing = unpack(&folder.path().join("no"), folder.path()).unwrap_err();
    assert!(missing.to_string().contains("/no: "), "{missing}");
}

/// A new pack of this name, packed.
fn a_pack(folder: &Path, name: &str) -> PathBuf {
    let pack = scaffold::new(folder, name).unwrap();
    let opened = Pack::open(&pack, mindgap::dataset::Library::builtin(), Lang::English).unwrap();
    let packed = folder.join(format!("{name}.mindgap"));
    build(&pack, &opened.file, &BTreeSet::new(), &packed).unwrap();
    packed
}

#[test]
fn the_same_pack_makes_the_same_bytes_wherever_and_whenever() {
    let (here, there) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let first = a_pack(here.path(), "same");
    let second = a_pack(there.path(), "same");
    // What was touched, and what belongs to no lesson, makes no difference.
    let lesson = there.path().join("same/first-lesson.yaml");
    let text = fs::read(&lesson).unwrap();
    fs::remove_file(&lesson).unwrap();
    fs::write(&lesson, text).unwrap();
    fs::write(there.path().join("same/notes.txt"), "mine").unwrap();
    let pack = there.path().join("same");
    let opened = Pack::open(&pack, mindgap::dataset::Library::builtin(), Lang::English).unwrap();
    let packed = build(&pack, &opened.file, &BTreeSet::new(), &second).unwrap();
    assert_eq!(packed.left_out, ["notes.txt"]);
    assert_eq!(fs::read(first).unwrap(), fs::read(second).unwrap());
}

#[cfg(unix)]
#[test]
fn a_link_is_not_packed() {
    let folder = TempDir::new().unwrap();
    a_pack(folder.path(), "linked");
    let pack = folder.path().join("linked");
    std::os::unix::fs::symlink("/etc/passwd", pack.join("data/shapes/train/circle/x.png")).unwrap();
    let opened = Pack::open(&pack, mindgap::dataset::Library::builtin(), Lang::English);
    if let Ok(opened) = opened {
        let told = build(
            &pack,
            &opened.file,
            &BTreeSet::new(),
            &folder.path().join("x.mindgap"),
        )
        .unwrap_err();
        assert!(told.to_string().contains("a link"), "{told}");
    }
}

#[test]
fn a_pack_is_made_checked_packed_installed_played_and_removed() {
    let home = Home::new();
    let work = TempDir::new().unwrap();
    let run = |words: &[&str]| {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("mindgap"));
        command.current_dir(work.path()).args(words);
        command.env("MINDGAP_DATA_DIR", home.path());
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), text, errors)
    };
    let succeeds = |words: &[&str]| {
        let (code, out, errors) = run(words);
        assert_eq!(code, Some(0), "{words:?}: {out}{errors}");
        out
    };
    let fails = |words: &[&str], told: &str| {
        let (code, out, errors) = run(words);
        assert!(
            code != Some(0) && (out.clone() + &errors).contains(told),
            "{words:?}: {out}{errors}"
        );
    };
    succeeds(&["pack", "new", "shapes-class"]);
    fails(&["pack", "new", "shapes-class"], "it is there already");
    fails(&["pack", "new", "Shapes!"], "is no name for a pack");
    assert!(succeeds(&["pack", "check", "shapes-class"]).contains("Nothing is wrong."));
    let tested = succeeds(&["pack", "test", "shapes-class"]);
    assert!(tested.contains("✓ step 3: New drawings"), "{tested}");
    let built = succeeds(&["pack", "build", "shapes-class"]);
    let digest = built
        .lines()
        .find_map(|line| line.strip_prefix("sha256 "))
        .unwrap()
        .to_owned();
    assert!(succeeds(&["pack", "list"]).contains("No pack was installed yet"));
    fails(
        &["pack", "install", "shapes-class.mindgap", "--sha256", "00"],
        "is another file, or damaged",
    );
    succeeds(&[
        "pack",
        "install",
        "shapes-class.mindgap",
        "--sha256",
        &digest,
    ]);
    fails(&["pack", "install", "shapes-class.mindgap"], "--replace");
    succeeds(&["pack", "install", "shapes-class", "--replace"]);
    assert!(succeeds(&["pack", "list"]).contains("Shapes class"));
    // The folder that it was written in is no longer needed.
    fs::remove_dir_all(work.path().join("shapes-class")).unwrap();
    fs::write(work.path().join("answers"), "\n\n\n40\n3\n\n2\n\n75\n\nq\n").unwrap();
    let played = succeeds(&[
        "learn",
        "shapes-class",
        "--lesson",
        "1",
        "--answers",
        "answers",
    ]);
    assert!(played.contains("The end of “Three shapes”"), "{played}");
    fails(&["learn", "shapes-clas"], "did you mean shapes-class?");
    succeeds(&["pack", "remove", "shapes-class"]);
    fails(
        &["pack", "remove", "shapes-class"],
        "none was installed yet",
    );
    for (source, told) in [
        ("http://example.org/x.mindgap", "--sha256"),
        ("ftp://example.org/x.mindgap", "--sha256"),
    ] {
        fails(&["pack", "install", source], told);
    }
    fails(
        &[
            "pack",
            "install",
            "http://example.org/x.mindgap",
            "--sha256",
            "00",
        ],
        "only https",
    );
}

/// A file of IDX: `magic`, `sizes`, and `content`.
fn idx(magic: u32, sizes: &[u32], content: &[u8]) -> Vec<u8> {
    let numbers = [magic].into_iter().chain(sizes.iter().copied());
    let mut bytes: Vec<u8> = numbers.flat_map(u32::to_be_bytes).collect();
    bytes.extend_from_slice(content);
    bytes
}

/// A pack with pictures in IDX, and labels and groups beside them that are not named anywhere.
fn with_labels_beside(folder: &Path) -> PathBuf {
    let pack = folder.join("beside");
    fs::create_dir_all(pack.join("data")).unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(pack.join(name), bytes).unwrap();
    write(
        "pack.yaml",
        b"format: 1\nname: beside\ntitle: Beside\nabout: Labels beside.\nlicence: MIT\nlessons: [one.yaml]\ndata:\n  - \
          { name: mine, path: data/my-images-idx3-ubyte, inputs: real, licence: CC0-1.0, origin: me }\n",
    );
    write(
        "one.yaml",
        b"lesson: One\nminutes: 1\nsteps:\n  - say: It goes on.\n",
    );
    let pictures: Vec<u8> = (0..4 * 28 * 28).map(|byte| (byte % 251) as u8).collect();
    write(
        "data/my-images-idx3-ubyte",
        &idx(0x803, &[4, 28, 28], &pictures),
    );
    write(
        "data/my-labels-idx1-ubyte",
        &idx(0x801, &[4], &[0, 1, 0, 1]),
    );
    write("data/my-groups.txt", b"a\na\nb\nb\n");
    write("data/Thumbs.db", b"junk");
    write("data/notes.txt~", b"junk");
    pack
}

#[test]
fn what_a_pack_reads_without_naming_it_is_packed_and_the_archive_is_opened_before_all_is_well() {
    let home = Home::new();
    let work = TempDir::new().unwrap();
    let pack = with_labels_beside(work.path());
    let packed = work.path().join("beside.mindgap");
    let build = format!(
        "pack build {} --output {}",
        pack.display(),
        packed.display()
    );
    let told = home.run(&build).succeeded().out;
    assert!(told.contains(": 5 files"), "{told}");
    assert!(!told.contains("left out"), "{told}");
    home.run(&format!("pack install {}", packed.display()))
        .succeeded();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&packed).unwrap().permissions().mode();
        assert_eq!(mode & 0o444, 0o444, "{mode:o}: others cannot read it");
    }
}

#[test]
fn nothing_in_a_pack_reaches_a_terminal_raw() {
    const STEERS: &str = "a\\e]52;c;aGk=\\a\\e[31mb\\u202ec";
    let home = Home::new();
    let work = TempDir::new().unwrap();
    let pack = work.path().join("raw");
    fs::create_dir(&pack).unwrap();
    fs::write(
        pack.join("pack.yaml"),
        format!(
            "format: 1\nname: raw\ntitle: Raw\nabout: \"{STEERS}\"\nlicence: MIT\nlessons: [one.yaml]\nglossary:\n  \
             word: \"{STEERS}\"\n"
        ),
    )
    .unwrap();
    fs::write(
        pack.join("one.yaml"),
        format!(
            "lesson: One\nabout: \"{STEERS}\"\nminutes: 1\nspeaker:\n  - {{ step: 1, say: \"{STEERS}\" }}\nsteps:\n  - \
             say: \"{STEERS}\"\n  - ask: {{ question: \"{STEERS}\", choices: [\"{STEERS}\", b], answer: 1, why: \
             \"{STEERS}\", hints: [\"{STEERS}\"] }}\n"
        ),
    )
    .unwrap();
    fs::write(work.path().join("answers"), "\n1\n\n\nq\n").unwrap();
    let (pack, answers) = (pack.display(), work.path().join("answers"));
    for words in [
        format!("pack check {pack}"),
        format!("pack install {pack}"),
        "pack list".to_owned(),
        "pack list --json".to_owned(),
        format!("pack notes {pack}"),
        format!("pack notes {pack} --json"),
        format!("learn {pack} --lesson 1 --answers {}", answers.display()),
        "report".to_owned(),
        "report --format html".to_owned(),
    ] {
        let ran = home.run(&words);
        let told = format!("{}{}", ran.out, ran.err);
        let raw = told
            .chars()
            .find(|&sign| sign != '\n' && (sign.is_control() || sign == '\u{202e}'));
        assert_eq!(raw, None, "{words}: {told:?}");
    }
}

#[test]
fn what_an_archive_brings_that_cannot_be_played_is_not_installed() {
    let home = Home::new();
    let folder = TempDir::new().unwrap();
    let broken =
        b"format: 1\nname: bad\ntitle: Bad\nabout: Bad.\nlicence: MIT\nlessons: [none.yaml]\n"
            .as_slice();
    let path = archive(
        folder.path(),
        &[("pack.yaml", broken)],
        &vec![("pack.yaml", EntryType::Regular, broken)],
    );
    home.run(&format!("pack install {}", path.display()))
        .failed_with(&["it cannot be played", "there is no none.yaml in the pack"]);
    assert!(
        home.run("pack list")
            .succeeded()
            .out
            .contains("No pack was installed")
    );
    let left: Vec<_> = fs::read_dir(home.path().join("packs")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_walk_tells_what_its_runs_have_seen_in_training() {
    let home = Home::new();
    let pack = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/packs/broken/slices_that_were_learned_from"
    );
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("mindgap"));
    command.args(["pack", "test", pack]);
    command.env("MINDGAP_DATA_DIR", home.path());
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let seen = text
        .lines()
        .find(|line| line.contains("! step 3 (reveal): Seen in training, so no test: "))
        .unwrap_or_else(|| panic!("{text}"));
    // What the first run learned from, what was mixed into it, and what the second one went on with.
    for told in [
        "The first digits (",
        "Fonts (20 of 20 pictures were learned from)",
        "All pens (10 of 10,992 pictures were learned from)",
    ] {
        assert!(seen.contains(told), "{seen}");
    }
    for clean in ["MNIST test", "Other fonts", "Pens ("] {
        assert!(!seen.contains(clean), "{seen}");
    }
}
