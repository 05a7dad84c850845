//! Whatever is in a file of pictures: it is imported, or refused.

#![no_main]

use std::fs;
use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use mindgap::dataset::Catalogue;
use mindgap::dataset::import::{Limits, Request, run};

const NAMES: [&str; 9] = [
    "one/x.png",
    "one/x.jpg",
    "train-images-idx3-ubyte",
    "x.npy",
    "x.csv",
    "sheet.png",
    "x.npz",
    "emnist-train-images-idx3-ubyte",
    "x.parquet",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let name = NAMES[usize::from(*first) % NAMES.len()];
    let path = folder.path().join("data").join(name);
    fs::create_dir_all(path.parent().expect("it has one")).expect("room");
    fs::write(&path, rest).expect("room");
    let source = match name.starts_with("one/") {
        true => folder.path().join("data"),
        false => path,
    };
    let mut request = Request::new(source, "mine");
    if name.ends_with("ubyte") || name.ends_with(".npy") {
        let labels = folder.path().join("labels");
        fs::write(&labels, "0\n1\n").expect("room");
        request.labels = Some(labels);
    }
    request.limits = Limits {
        pictures: 1_000,
        side: 64,
        bytes: 1 << 20,
    };
    let sets = folder.path().join("sets");
    let _ = run(&request, &sets, Catalogue::builtin(), |_| ControlFlow::Continue(()));
});
