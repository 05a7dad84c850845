//! Whatever somebody calls a pack: it is unpacked into its own folder, or refused.

#![no_main]

use std::fs;

use libfuzzer_sys::fuzz_target;
use mindgap::pack::archive::unpack;

fuzz_target!(|bytes: &[u8]| {
    let folder = tempfile::tempdir().expect("a folder");
    let (archive, inside) = (folder.path().join("a.mindgap"), folder.path().join("inside"));
    fs::write(&archive, bytes).expect("room");
    fs::create_dir(&inside).expect("room");
    let _ = unpack(&archive, &inside);
    assert_eq!(fs::read_dir(folder.path()).expect("it is there").count(), 2);
});
