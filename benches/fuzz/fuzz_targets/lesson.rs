//! Whatever stands in `pack.yaml` and in a lesson: it is examined without a panic, and what has no errors
//! opens.

#![no_main]

use std::fs;

use libfuzzer_sys::fuzz_target;
use mindgap::dataset::Library;
use mindgap::pack::Pack;
use mindgap::words::Lang;

fuzz_target!(|bytes: &[u8]| {
    // The first half is the pack's, the rest the lesson's; mostly, the lesson's alone.
    let folder = tempfile::tempdir().expect("a folder");
    let usual: &[u8] =
        b"format: 1\nname: any\ntitle: Any\nabout: Any.\nlicence: MIT\nlessons: [walk.yaml]\n";
    let (pack, lesson) = match bytes.split_first() {
        Some((0, rest)) => rest.split_at(rest.len() / 2),
        _ => (usual, bytes),
    };
    fs::write(folder.path().join("pack.yaml"), pack).expect("room");
    fs::write(folder.path().join("walk.yaml"), lesson).expect("room");
    let diagnoses = Pack::examine(folder.path(), Library::builtin());
    for one in &diagnoses.found {
        let _ = diagnoses.explain(one, true);
    }
    let opened = Pack::open(folder.path(), Library::builtin(), Lang::English);
    assert_eq!(opened.is_ok(), !diagnoses.has_errors());
});
