//! The house as `src/lib.rs` describes it: a room imports only rooms above it, and no files import each
//! other in a circle. Both are read from the `use` lines and the paths in the code.

mod source;
mod tree;

use std::fs;
use std::path::Path;

use tree::{Tree, circles};

#[test]
fn a_room_imports_only_rooms_above_it() {
    let found = upward(&rooms(), &house());
    assert!(
        found.is_empty(),
        "src/lib.rs lists the rooms in the order in which data flows, and a room imports only rooms above \
         it. Move what both need into the upper one, or hand it down as an argument:\n{}",
        found.join("\n")
    );
}

#[test]
fn every_room_is_listed_and_told_of() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = fs::read_dir(root.join("src")).unwrap();
    let entries = entries.map(|entry| entry.unwrap());
    let folders = entries.filter(|entry| entry.file_type().unwrap().is_dir());
    let mut folders: Vec<_> = folders
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    folders.sort();
    let mut listed = rooms();
    listed.sort();
    assert_eq!(listed, folders, "src/lib.rs lists each folder of src");
    let page = fs::read_to_string(root.join("docs/architecture.md")).unwrap();
    let told = page.lines().filter_map(|line| line.strip_prefix("| `"));
    let told: Vec<&str> = told.map(|line| line.split('`').next().unwrap()).collect();
    assert_eq!(
        told,
        rooms(),
        "docs/architecture.md tells of the same rooms in the same order"
    );
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let found = round(&house());
    assert!(
        found.is_empty(),
        "Move what the files of a circle need of each other into a file below them, named after what it is; \
         a mod.rs that its own children import is such a file too many:\n\n{}",
        found.join("\n\n")
    );
}

#[test]
fn an_upward_import_is_found_in_every_form() {
    let rooms = ["low", "high"].map(str::to_owned);
    for text in [
        "use crate::high::Tower;",
        "use crate::high::{self, Tower as T};",
        "use super::high::tower::Tower;",
        "use crate::high;\nfn f() -> high::Tower { high::Tower }",
        "fn f() -> usize {\n    crate::high::tower::count()\n}",
        "mod tests {\n    use super::super::high::*;\n}",
        "mod tests {\n    use super::*;\n    use crate::high::tower;\n    fn f() { tower::count() }\n}",
    ] {
        let tree = made(&[
            ("lib.rs", "pub mod high;\npub mod low;"),
            ("low.rs", text),
            (
                "high/mod.rs",
                "mod tower;\npub use tower::Tower;\npub fn none() {}",
            ),
            (
                "high/tower.rs",
                "pub struct Tower;\npub fn count() -> usize { 0 }",
            ),
        ]);
        let found = upward(&rooms, &tree);
        assert_eq!(found.len(), 1, "{text}\n{found:?}");
        assert!(found[0].starts_with("  src/low.rs:"), "{found:?}");
    }
}

#[test]
fn what_only_looks_like_an_import_is_none() {
    let rooms = ["low", "high"].map(str::to_owned);
    let text = "// use crate::high::A;\n/* use crate::high::A; /* nested */ use crate::high::A; */\n\
        /// See [`crate::high::A`].\nconst A: &str = \"use crate::high::A; \\\" crate::high::A\";\n\
        const B: &str = r#\"crate::high::A \" crate::high::A\"#;\nconst C: [char; 3] = ['\"', '\\'', '\\u{22}'];\n\
        fn f<'a>(high: &'a std::high::A) -> impl Sized + use<'a> { other::crate_::high::A; high }";
    let tree = made(&[("low.rs", text), ("high.rs", "pub struct A;")]);
    assert_eq!(upward(&rooms, &tree), Vec::<String>::new());
}

#[test]
fn a_circle_is_told_file_by_file() {
    let tree = made(&[
        (
            "room/mod.rs",
            "mod a;\nmod b;\nmod c;\npub use a::A;\npub use c::*;",
        ),
        ("room/a.rs", "use super::b::B;\npub struct A(B);"),
        ("room/b.rs", "use crate::room::C;\npub struct B(C);"),
        ("room/c.rs", "\nuse super::A;\npub struct C(A);"),
    ]);
    let circle = "  src/room/a.rs:1 imports super::b::B\n  src/room/b.rs:1 imports crate::room::C\n  \
        src/room/c.rs:2 imports super::A\n  and so back to src/room/a.rs";
    assert_eq!(round(&tree), [circle]);
}

#[test]
fn a_module_and_its_child_are_a_circle_if_each_uses_the_other() {
    let child = (
        "room/child.rs",
        "use super::Shared;\npub fn run(_: Shared) {}",
    );
    let only_lists = "mod child;\nmod shared;\npub use child::run;\nuse shared::Shared;";
    for (parent, n) in [
        ("mod child;\npub struct Shared;\npub use child::run;", 0),
        (
            "mod child;\npub struct Shared;\npub(crate) use child::run;\npub fn all() { run(Shared) }",
            1,
        ),
        (
            "mod child;\npub struct Shared;\npub fn all() { child::run(Shared) }",
            1,
        ),
        (
            "mod child;\nuse child::run;\npub struct Shared;\npub fn all() { run(Shared) }",
            1,
        ),
        (only_lists, 0),
        (
            "mod child;\npub struct Shared;\nmod tests {\n    use super::*;\n    use super::child::run;\n}",
            0,
        ),
    ] {
        let tree = made(&[
            ("room/mod.rs", parent),
            child,
            ("room/shared.rs", "pub struct Shared;"),
        ]);
        assert_eq!(round(&tree).len(), n, "{parent}");
    }
}

/// The files of `src`.
fn house() -> Tree {
    fn walk(folder: &Path, below: &str, files: &mut Vec<(String, String)>) {
        let mut entries: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .collect();
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = format!("{below}{}", entry.file_name().to_str().unwrap());
            match entry.file_type().unwrap().is_dir() {
                true => walk(&entry.path(), &format!("{path}/"), files),
                // The program is another crate.
                false if path == "main.rs" => (),
                false => files.push((path, fs::read_to_string(entry.path()).unwrap())),
            }
        }
    }
    let mut files = Vec::new();
    walk(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        "",
        &mut files,
    );
    Tree::new(files)
}

/// The rooms in the order of `src/lib.rs`.
fn rooms() -> Vec<String> {
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let lines = text
        .lines()
        .filter_map(|line| line.strip_prefix("//! - [`"));
    lines
        .map(|line| line.split('`').next().unwrap().to_owned())
        .collect()
}

fn made(files: &[(&str, &str)]) -> Tree {
    Tree::new(
        files
            .iter()
            .map(|(path, text)| (path.to_string(), text.to_string())),
    )
}

fn room(path: &str) -> &str {
    path.split('/').next().unwrap().trim_end_matches(".rs")
}

/// The imports from a room below the importing one.
fn upward(rooms: &[String], tree: &Tree) -> Vec<String> {
    let place = |file: usize| rooms.iter().position(|it| it == room(tree.path(file)));
    let mut found = Vec::new();
    for (from, edges) in tree.edges().iter().enumerate() {
        let wrong = edges.iter().filter(|edge| place(edge.to) > place(from));
        found.extend(wrong.map(|edge| {
            format!(
                "  src/{}:{} imports {}",
                tree.path(from),
                edge.line,
                edge.path
            )
        }));
    }
    found
}

/// The circles, file by file.
fn round(tree: &Tree) -> Vec<String> {
    let edges = tree.edges();
    let mut found = Vec::new();
    for circle in circles(&edges) {
        let next = circle.iter().cycle().skip(1);
        let mut lines: Vec<String> = Vec::new();
        for (from, to) in circle.iter().zip(next) {
            let edge = edges[*from].iter().find(|edge| edge.to == *to).unwrap();
            lines.push(format!(
                "  src/{}:{} imports {}",
                tree.path(*from),
                edge.line,
                edge.path
            ));
        }
        lines.push(format!("  and so back to src/{}", tree.path(circle[0])));
        found.push(lines.join("\n"));
    }
    found
}
