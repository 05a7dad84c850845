//! What instructors are promised of every check: no panic, an answer within 5 seconds, and no more than
//! 256 MB of memory. A program of its own, because the memory is that of the whole program.

#![allow(clippy::unwrap_used, reason = "tests may fail")]

use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::time::{Duration, Instant};

use flate2::Crc;
use image::{DynamicImage, GrayImage, ImageFormat};
use mindgap::dataset::Library;
use mindgap::pack::Pack;
use mindgap::words::Lang;
use peak_alloc::PeakAlloc;
use proptest::prelude::*;
use tempfile::TempDir;

#[global_allocator]
static PEAK: PeakAlloc = PeakAlloc;

const SOON: Duration = Duration::from_secs(5);
/// In MB.
const LITTLE: f32 = 256.0;

#[test]
fn every_broken_pack_is_examined_in_little_memory() {
    let broken = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/broken");
    for entry in fs::read_dir(broken).unwrap() {
        let folder = entry.unwrap().path();
        let told = Pack::examine(&folder, Library::builtin());
        assert!(!told.found.is_empty(), "{}", folder.display());
        let peak = PEAK.peak_usage_as_mb();
        assert!(peak < LITTLE, "{}: {peak} MB", folder.display());
    }
}

/// A picture of one pixel that says that it has so many on each side.
fn huge(side: u32) -> Vec<u8> {
    let mut png = Cursor::new(Vec::new());
    let small = DynamicImage::from(GrayImage::new(1, 1));
    small.write_to(&mut png, ImageFormat::Png).unwrap();
    let mut png = png.into_inner();
    // The header (IHDR): its name, width, height and five more bytes, then their check sum.
    for place in [16, 20] {
        png[place..place + 4].copy_from_slice(&side.to_be_bytes());
    }
    let mut sum = Crc::new();
    sum.update(&png[12..29]);
    png[29..33].copy_from_slice(&sum.sum().to_be_bytes());
    png
}

#[test]
fn a_picture_that_is_small_on_the_disk_and_huge_in_memory_is_refused_in_little_memory() {
    let folder = TempDir::new().unwrap();
    let pack = "format: 1\nname: any\ntitle: Any\nabout: Any.\nlicence: MIT\nlessons: [one.yaml]\n\
        data:\n  - { name: huge, path: huge, inputs: real, licence: MIT, origin: here }\n";
    fs::write(folder.path().join("pack.yaml"), pack).unwrap();
    let lesson = "lesson: One\nminutes: 1\nsteps:\n  - say: Nothing.\n";
    fs::write(folder.path().join("one.yaml"), lesson).unwrap();
    for class in ["a", "b"] {
        let class = folder.path().join("huge").join(class);
        fs::create_dir_all(&class).unwrap();
        fs::write(class.join("1.png"), huge(60_000)).unwrap();
    }
    let begun = Instant::now();
    let diagnoses = Pack::examine(folder.path(), Library::builtin());
    assert!(begun.elapsed() < SOON);
    let peak = PEAK.peak_usage_as_mb();
    assert!(peak < LITTLE, "{peak} MB");
    let told = diagnoses.found[0].to_string();
    assert!(told.contains("1.png") && told.contains("60000"), "{told}");
}

/// A lesson that was right, with something else in some places.
fn damaged() -> impl Strategy<Value = String> {
    let right = fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/packs/valid/tiny/walk.yaml"
    ));
    let right = right.unwrap();
    let piece = prop_oneof![
        "[ -~\n]{0,12}",
        Just("\n  - ".to_owned()),
        Just("{ ".to_owned()),
        Just("[".repeat(40)),
        Just("&a ".to_owned()),
        Just("*a".to_owned()),
        Just(": ".to_owned()),
        Just("\u{feff}\t🜁".to_owned()),
        Just("99999999999999999999".to_owned()),
        Just("!!binary ".to_owned()),
    ];
    let change = (any::<prop::sample::Index>(), 0_usize..20, piece);
    prop::collection::vec(change, 1..6).prop_map(move |changes| {
        let mut text: Vec<char> = right.chars().collect();
        for (at, gone, piece) in changes {
            let start = at.index(text.len().max(1)).min(text.len());
            let end = (start + gone).min(text.len());
            text.splice(start..end, piece.chars());
        }
        text.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_an_instructor_saves_is_examined_without_a_panic_soon_and_in_little_memory(
        text in prop_oneof![damaged(), "\\PC{0,200}"],
    ) {
        let folder = TempDir::new().unwrap();
        let pack = "format: 1\nname: any\ntitle: Any\nabout: Any.\nlicence: MIT\nlessons: [walk.yaml]\n";
        fs::write(folder.path().join("pack.yaml"), pack).unwrap();
        fs::write(folder.path().join("walk.yaml"), &text).unwrap();
        let begun = Instant::now();
        let diagnoses = Pack::examine(folder.path(), Library::builtin());
        prop_assert!(begun.elapsed() < SOON);
        prop_assert!(PEAK.peak_usage_as_mb() < LITTLE);
        for one in &diagnoses.found {
            let told = diagnoses.explain(one, false);
            prop_assert!(told.contains("walk.yaml"), "{}", told);
            // The place is in the text.
            if let Some(place) = &one.place {
                prop_assert!(place.line <= text.matches('\n').count() + 1, "{}", one);
            }
        }
        // What has no errors can be opened, and what has cannot.
        let opened = Pack::open(folder.path(), Library::builtin(), Lang::English);
        prop_assert_eq!(opened.is_ok(), !diagnoses.has_errors());
    }
}
