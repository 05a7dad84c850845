//! What the data promises, seen from outside: what is in it, that draws are seeded and disjoint,
//! that damage is named, and that the catalogue and SOURCES.md tell the truth.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use flate2::Compression;
use flate2::write::GzEncoder;
use image::{GrayImage, Luma};
use imageproc::contrast::{ThresholdType, threshold};
use imageproc::region_labelling::{Connectivity, connected_components};
use mindgap::dataset::{Dataset, Inputs, Library, Selector, Split};
use mindgap::picture::{glyph, is_in_mnist_form, mnistify};

fn open(name: &str) -> Arc<Dataset> {
    Library::builtin().open(name).unwrap()
}

fn select(text: &str) -> Split {
    Library::builtin()
        .select(&text.parse::<Selector>().unwrap())
        .unwrap()
}

/// How many pictures there are of each class.
fn counts(dataset: &Dataset) -> Vec<usize> {
    let mut counts = vec![0; dataset.classes().len()];
    dataset
        .labels()
        .iter()
        .for_each(|&label| counts[usize::from(label)] += 1);
    counts
}

mod what_is_in_it {
    use super::*;

    #[test]
    fn mnist_is_mnist() {
        let (train, test) = (open("mnist/train"), open("mnist/test"));
        assert_eq!((train.len(), test.len()), (60_000, 10_000));
        assert_eq!(train.labels()[..5], [5, 0, 4, 1, 9]);
        assert_eq!(test.labels()[..5], [7, 2, 1, 0, 4]);
        assert_eq!(
            counts(&train),
            [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
        );
        assert_eq!(train.shape().to_string(), "28x28x1");
        assert_eq!(train.inputs(), Inputs::Real);
    }

    #[test]
    fn the_mean_of_mnists_training_pixels_is_1307_and_their_deviation_3081() {
        let train = open("mnist/train");
        let (mut sum, mut squares) = (0_u64, 0_u64);
        for &value in train.pixels() {
            sum += u64::from(value);
            squares += u64::from(value) * u64::from(value);
        }
        let n = train.pixels().len() as f64;
        let mean = sum as f64 / n;
        let deviation = (squares as f64 / n - mean * mean).sqrt();
        assert_eq!(
            format!("{:.4} {:.4}", mean / 255.0, deviation / 255.0),
            "0.1307 0.3081"
        );
    }

    #[test]
    fn the_other_sets_have_their_published_sizes_and_classes() {
        assert_eq!(
            counts(&open("optdigits")),
            [554, 571, 557, 572, 568, 558, 558, 566, 554, 562]
        );
        assert_eq!(
            counts(&open("pendigits")),
            [1143, 1143, 1144, 1055, 1144, 1055, 1056, 1142, 1055, 1055]
        );
        assert_eq!(counts(&open("fashion-mnist/test")), [1000; 10]);
        assert_eq!(open("fashion-mnist/test").classes()[9], "Ankle boot");
        let cifar = open("cifar10/test");
        assert_eq!(
            (cifar.len(), cifar.shape().to_string().as_str()),
            (2_000, "32x32x3")
        );
        assert_eq!(cifar.labels()[..12], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
        assert_eq!(cifar.classes()[6], "frog");
        assert_eq!(
            counts(&open("photos/sudoku")),
            [0, 2, 4, 4, 2, 3, 2, 4, 3, 2]
        );
        let cleaned = open("photos/sudoku-cleaned");
        assert_eq!(counts(&cleaned), counts(&open("photos/sudoku")));
        // No cell was lost: each has ink of full strength, on black.
        for (picture, _) in Split::whole(cleaned).iter() {
            assert!(picture.contains(&255) && picture[..28] == [0; 28]);
        }
    }

    #[test]
    fn every_face_has_all_ten_digits_and_says_its_family() {
        let fonts = open("fonts");
        assert_eq!(counts(&fonts), [30; 10]);
        let families: BTreeSet<&str> = (0..fonts.len())
            .filter_map(|index| fonts.group(index))
            .collect();
        assert_eq!(families.len(), 26);
        assert!(families.contains("Patrick Hand"));
        assert_eq!(fonts.group(300), None);
        assert_eq!(open("mnist/test").group(0), None);
    }

    #[test]
    fn letters_and_nothing_are_in_none_of_the_digits_classes() {
        let digits = open("fonts");
        let letters = open("fonts/letters");
        assert_eq!(counts(&letters)[..10], [0; 10]);
        assert_eq!(counts(&letters)[10..], [30; 26]);
        assert!(letters.classes().starts_with(digits.classes()));
        assert_eq!(letters.classes()[10..12], ["A", "B"]);
        let blank = open("blank");
        assert!(blank.labels().iter().all(|&label| label == 10));
        assert!(blank.classes().starts_with(digits.classes()));
        for (picture, _) in Split::whole(blank).iter() {
            assert!(picture.iter().all(|&ink| ink == 0));
        }
    }

    #[test]
    fn typefaces_are_split_by_family_into_open_ones_and_ones_kept_for_measuring() {
        let families = |name: &str| {
            let fonts = open(name);
            let families = (0..fonts.len()).filter_map(|index| fonts.group(index));
            families.map(str::to_owned).collect::<BTreeSet<_>>()
        };
        let (open, evaluation_only) = (families("fonts/open"), families("fonts/reserved"));
        assert_eq!((open.len(), evaluation_only.len()), (16, 10));
        assert!(open.is_disjoint(&evaluation_only));
        assert_eq!(&(&open | &evaluation_only), &families("fonts"));
    }

    #[test]
    fn drawn_digits_lie_in_their_picture_as_mnists_do() {
        for name in ["optdigits", "pendigits", "fonts"] {
            let dataset = open(name);
            for (index, picture) in dataset
                .pixels()
                .chunks_exact(28 * 28)
                .enumerate()
                .step_by(7)
            {
                let inked = |at: &usize| picture[*at] > 0;
                let rows: BTreeSet<usize> = (0..784).filter(inked).map(|at| at / 28).collect();
                let columns: BTreeSet<usize> = (0..784).filter(inked).map(|at| at % 28).collect();
                let span =
                    |lines: &BTreeSet<usize>| lines.last().unwrap() - lines.first().unwrap() + 1;
                let longer = span(&rows).max(span(&columns));
                assert!((19..=20).contains(&longer), "{name} {index}: {longer}");
                assert!(picture.contains(&255), "{name} {index}");
            }
        }
    }

    /// Ink counts from half of white, and from a quarter, where hairlines still hold.
    #[test]
    fn of_300_drawn_digits_one_has_more_pieces_at_half_of_white_than_drawn_large_and_none_at_a_quarter()
     {
        let pieces = |picture: &GrayImage, from: u8| {
            let ink = threshold(picture, from - 1, ThresholdType::Binary);
            let pieces = connected_components(&ink, Connectivity::Eight, Luma([0]));
            pieces.pixels().map(|piece| piece.0[0]).max().unwrap()
        };
        let fonts = open("fonts");
        let mut parts = Library::builtin().catalogue().parts();
        let (_, part) = parts.find(|(_, part)| part.name == "fonts").unwrap();
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let (mut at_half, mut at_a_quarter) = (0, 0);
        for (face, file) in part.files.iter().enumerate() {
            let bytes = fs::read(data.join(&file.path)).unwrap();
            for (digit, character) in ('0'..='9').enumerate() {
                let whole = pieces(&glyph::draw(&bytes, character, 768.0).unwrap(), 128);
                let picture = fonts.picture(10 * face + digit).unwrap().to_vec();
                let picture = GrayImage::from_raw(28, 28, picture).unwrap();
                at_half += usize::from(pieces(&picture, 128) > whole);
                at_a_quarter += usize::from(pieces(&picture, 64) > whole);
            }
        }
        assert_eq!((at_half, at_a_quarter), (1, 0));
    }

    #[test]
    fn only_photos_and_scans_are_called_real() {
        assert_eq!(open("optdigits").inputs(), Inputs::Real);
        assert_eq!(open("photos/sudoku").inputs(), Inputs::Real);
        assert_eq!(open("photos/sudoku-cleaned").inputs(), Inputs::Real);
        assert_eq!(open("pendigits").inputs(), Inputs::Rendered);
        assert_eq!(open("fonts").inputs(), Inputs::Rendered);
    }

    #[test]
    fn no_caveat_is_lost() {
        let caveats = |name: &str| open(name).provenance().caveats.join(" ");
        assert!(caveats("cifar10/test").contains("no explicit licence"));
        assert!(caveats("cifar10/test").contains("withdrawn"));
        assert!(caveats("pendigits").contains("aspect ratio"));
        assert!(caveats("optdigits").contains("1s"));
        assert!(caveats("photos/sudoku").contains("not named"));
    }
}

#[test]
fn all_of_mnist_but_one_digit_of_70_000_is_in_mnists_form() {
    let is_in_form =
        |picture: &[u8]| is_in_mnist_form(&GrayImage::from_raw(28, 28, picture.to_vec()).unwrap());
    for (name, others) in [("mnist/train", 1), ("mnist/test", 0)] {
        let set = open(name);
        let pictures = set.pixels().chunks_exact(784);
        let count = pictures.filter(|picture| !is_in_form(picture)).count();
        assert_eq!(count, others, "{name}");
    }
}

#[test]
fn mnistify_gives_mnists_own_digits_back() {
    let test = open("mnist/test");
    let (mut exact, mut close) = (0, 0);
    for index in 0..2_000 {
        let digit = GrayImage::from_raw(28, 28, test.picture(index).unwrap().to_vec()).unwrap();
        let again = mnistify(&digit).unwrap();
        let differences = digit
            .pixels()
            .zip(again.pixels())
            .map(|(a, b)| a.0[0].abs_diff(b.0[0]));
        match differences.max().unwrap() {
            0 => (exact, close) = (exact + 1, close + 1),
            1..=3 => close += 1,
            _ => {}
        }
    }
    assert!(
        exact >= 1_700 && close >= 1_990,
        "exact {exact}, within 3/255 {close}"
    );
}

mod draws {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_pictures_on_every_machine() {
        let test = select("mnist/test");
        let drawn = test.sample(6, 7).unwrap();
        assert_eq!(drawn, test.sample(6, 7).unwrap());
        assert_eq!(drawn.indices(), [8635, 7233, 9315, 1725, 8084, 6523]);
        assert_ne!(drawn, test.sample(6, 8).unwrap());
        assert_eq!(
            test.sample(100, 7).unwrap().indices()[..6],
            *drawn.indices()
        );
        assert_eq!(drawn.digest(), test.sample(6, 7).unwrap().digest());
        assert_ne!(drawn.digest(), test.sample(6, 8).unwrap().digest());
    }

    #[test]
    fn what_is_held_out_is_not_trained_on_and_nothing_is_lost() {
        let train = select("mnist/train");
        let (rest, held) = train.hold_out(2_000, 3).unwrap();
        assert_eq!((rest.len(), held.len()), (58_000, 2_000));
        let all: BTreeSet<u32> = rest
            .indices()
            .iter()
            .chain(held.indices())
            .copied()
            .collect();
        assert_eq!(all.len(), 60_000);
        assert_eq!(held, train.sample(2_000, 3).unwrap());
        let (rest, held) = train.hold_out(0, 3).unwrap();
        assert!(rest == train && held.is_empty());
    }

    #[test]
    fn every_picture_is_as_likely_to_be_drawn() {
        let some = select("mnist/test").first(10).unwrap();
        let mut times = [0; 10];
        for seed in 0..3_000 {
            let drawn = some.sample(3, seed).unwrap();
            drawn
                .indices()
                .iter()
                .for_each(|&index| times[index as usize] += 1);
        }
        // 900 expected; five standard deviations (sqrt(3000 * .3 * .7) = 25) either way.
        assert!(
            times.iter().all(|&n| (775..1_025).contains(&n)),
            "{times:?}"
        );
    }

    #[test]
    fn asking_for_more_than_there_is_says_how_many_there_are() {
        let sudoku = select("photos/sudoku");
        let say = "27 pictures are asked for; photos/sudoku has 26 here: ask for 26 or fewer";
        assert_eq!(sudoku.sample(27, 1).unwrap_err().to_string(), say);
        assert_eq!(sudoku.hold_out(27, 1).unwrap_err().to_string(), say);
        assert_eq!(sudoku.first(27).unwrap_err().to_string(), say);
        assert_eq!(sudoku.sample(26, 1).unwrap().len(), 26);
    }

    #[test]
    fn labels_choose_pictures() {
        let some = select("pendigits:1,7");
        assert_eq!(some.len(), 1143 + 1142);
        assert!(
            some.iter()
                .all(|(picture, label)| picture.len() == 784 && [1, 7].contains(&label))
        );
        assert_eq!(some.get(some.len()), None);
        let none = Library::builtin().select(&"photos/sudoku:0".parse().unwrap());
        assert_eq!(
            none.unwrap_err().to_string(),
            "photos/sudoku has no picture labelled 0"
        );
    }

    #[test]
    fn a_split_shows_the_datasets_own_pictures() {
        let test = open("mnist/test");
        let split = Split::whole(Arc::clone(&test)).pick([4, 0, 4]);
        assert_eq!(split.get(0), Some((test.picture(4).unwrap(), 4)));
        assert_eq!(
            (split.label(1), split.picture(2)),
            (7, test.picture(4).unwrap())
        );
        assert_eq!(split.iter().len(), 3);
    }
}

mod damage {
    use super::*;

    /// A data folder with a catalogue of `mnist/test` alone, cut down to three pictures of 2x2.
    fn small_data() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("mnist")).unwrap();
        write(
            &folder,
            "catalogue.yaml",
            b"\
sets:
  - name: mnist
    title: MNIST
    inputs: real
    about: a
    origin: b
    licence: c
    citation: d
    changes: e
    parts:
      - name: mnist/test
        format: idx
        count: 3
        shape: { width: 2, height: 2, channels: 1 }
        classes: [a, b, c]
        digest: '0'
        files:
          - { path: mnist/pictures.gz, bytes: 1, sha256: '0' }
          - { path: mnist/labels.gz, bytes: 1, sha256: '0' }
",
        );
        write(&folder, "mnist/pictures.gz", &gzip(&pictures()));
        write(
            &folder,
            "mnist/labels.gz",
            &gzip(b"\0\0\x08\x01\0\0\0\x03\0\x02\x01"),
        );
        folder
    }

    fn pictures() -> Vec<u8> {
        let mut bytes = b"\0\0\x08\x03\0\0\0\x03\0\0\0\x02\0\0\0\x02".to_vec();
        bytes.extend(0..12);
        bytes
    }

    fn write(folder: &tempfile::TempDir, path: &str, bytes: &[u8]) {
        fs::write(folder.path().join(path), bytes).unwrap();
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    /// What opening says, without the folder's own path.
    fn complaint(folder: &tempfile::TempDir) -> String {
        let library = Library::at(folder.path()).unwrap();
        let error = library
            .open("mnist/test")
            .map(|_| ())
            .unwrap_err()
            .to_string();
        error.replace(&format!("{}/", folder.path().display()), "")
    }

    const RESTORE: &str = "restore it from a fresh checkout, or reinstall mindgap";

    #[test]
    fn sound_data_opens() {
        let folder = small_data();
        let dataset = Library::at(folder.path())
            .unwrap()
            .open("mnist/test")
            .unwrap();
        assert_eq!(
            (dataset.len(), dataset.picture(2), dataset.label(2)),
            (3, Some(&[8, 9, 10, 11][..]), Some(1))
        );
        assert_eq!(
            (
                dataset.picture(3),
                dataset.picture(usize::MAX),
                dataset.label(3)
            ),
            (None, None, None)
        );
    }

    #[test]
    fn a_missing_file_is_named_and_found_again_once_it_is_back() {
        let folder = small_data();
        let path = folder.path().join("mnist/labels.gz");
        let labels = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        assert_eq!(
            complaint(&folder),
            format!("the file mnist/labels.gz is missing: {RESTORE}")
        );
        let library = Library::at(folder.path()).unwrap();
        assert!(library.open("mnist/test").is_err());
        fs::write(&path, labels).unwrap();
        assert_eq!(library.open("mnist/test").unwrap().len(), 3);
    }

    #[test]
    fn a_truncated_file_says_where_it_ends() {
        let folder = small_data();
        let packed = gzip(&pictures());
        write(&folder, "mnist/pictures.gz", &packed[..packed.len() - 12]);
        let said = complaint(&folder);
        assert!(
            said.starts_with("the file mnist/pictures.gz is damaged: it ends or breaks after "),
            "{said}"
        );
        assert!(said.ends_with(RESTORE), "{said}");
        write(&folder, "mnist/pictures.gz", &gzip(&pictures()[..20]));
        assert_eq!(
            complaint(&folder),
            format!(
                "the file mnist/pictures.gz is damaged: it ends after 4 of 12 bytes; {RESTORE}"
            )
        );
        write(&folder, "mnist/pictures.gz", b"");
        assert!(complaint(&folder).contains("its header cannot be unpacked"));
    }

    #[test]
    fn a_file_of_another_kind_is_told_apart_by_its_first_bytes() {
        let folder = small_data();
        write(
            &folder,
            "mnist/pictures.gz",
            &gzip(b"\0\0\x08\x01\0\0\0\x03\0\x02\x01"),
        );
        assert!(complaint(&folder).contains("it begins with 00000801 instead of 00000803"));
        write(
            &folder,
            "mnist/pictures.gz",
            b"\x89PNG and so on, not gzip at all",
        );
        assert!(
            complaint(&folder)
                .contains("mnist/pictures.gz is damaged: its header cannot be unpacked")
        );
    }

    #[test]
    fn a_label_that_is_no_class_is_an_error_and_so_are_too_few_labels() {
        let folder = small_data();
        write(
            &folder,
            "mnist/labels.gz",
            &gzip(b"\0\0\x08\x01\0\0\0\x03\0\x0c\x01"),
        );
        assert_eq!(
            complaint(&folder),
            format!(
                "the file mnist/labels.gz is damaged: picture 1 has the label 12; the labels are 0 to 2; {RESTORE}"
            )
        );
        write(
            &folder,
            "mnist/labels.gz",
            &gzip(b"\0\0\x08\x01\0\0\0\x02\0\x01"),
        );
        assert!(complaint(&folder).contains("it has 2 labels for 3 pictures"));
    }

    #[test]
    fn sizes_that_lie_are_found_out_before_memory_runs_out() {
        let folder = small_data();
        let mut bytes = pictures();
        bytes[4..8].copy_from_slice(&[0xff; 4]);
        write(&folder, "mnist/pictures.gz", &gzip(&bytes));
        assert!(complaint(&folder).contains("it ends after 12 of 17179869180 bytes"));
        bytes[4..8].copy_from_slice(&[0, 0, 0, 2]);
        write(&folder, "mnist/pictures.gz", &gzip(&bytes));
        assert!(complaint(&folder).contains("it goes on after its 8 bytes"));
    }

    #[test]
    fn a_catalogue_with_an_unknown_field_is_refused_with_its_line() {
        let folder = small_data();
        let path = folder.path().join("catalogue.yaml");
        let text = fs::read_to_string(&path)
            .unwrap()
            .replace("    licence: c", "    license: c");
        fs::write(&path, text).unwrap();
        let said = Library::at(folder.path())
            .map(|_| ())
            .unwrap_err()
            .to_string();
        assert!(
            said.contains("license") && said.contains("line 7"),
            "{said}"
        );
    }

    #[test]
    fn verification_finds_what_opening_does_not_look_at() {
        let folder = small_data();
        write(&folder, "mnist/stray.gz", b"");
        let findings = Library::at(folder.path()).unwrap().verify(|_| {});
        let subjects: Vec<&str> = findings
            .iter()
            .map(|finding| finding.subject.as_str())
            .collect();
        assert_eq!(
            subjects,
            [
                "mnist/pictures.gz",
                "mnist/labels.gz",
                "mnist/test",
                "mnist/stray.gz"
            ]
        );
        assert!(findings[0].to_string().contains("bytes instead of 1"));
        assert_eq!(findings[3].problem, "the catalogue does not list it");
        assert!(findings[2].problem.contains("its digest is "));
    }
}

mod the_catalogue {
    use super::*;

    #[test]
    fn every_file_and_every_part_is_as_the_catalogue_says_and_nothing_else_ships() {
        let library = Library::builtin();
        let seen = Mutex::new(BTreeSet::new());
        let findings = library.verify(|progress| {
            seen.lock().unwrap().insert(progress.subject.to_owned());
        });
        let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert!(findings.is_empty(), "{}", findings.join("\n"));
        let catalogue = library.catalogue();
        assert_eq!(
            seen.into_inner().unwrap().len(),
            catalogue.files().count() + catalogue.parts().count()
        );
    }

    #[test]
    fn a_selectors_declared_digest_is_that_of_its_data_and_knows_its_labels() {
        let declared = |text: &str| {
            Library::builtin()
                .declared_digest(&text.parse().unwrap())
                .unwrap()
        };
        assert_eq!(declared("fonts"), open("fonts").digest());
        assert_ne!(declared("fonts:1"), declared("fonts"));
        assert_ne!(declared("fonts:1"), declared("fonts:2"));
    }

    #[test]
    fn sources_md_is_not_stale() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/SOURCES.md");
        let page = Library::builtin().catalogue().to_markdown();
        if std::env::var_os("UPDATE_SOURCES").is_some() {
            fs::write(&path, &page).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == page,
            "data/SOURCES.md is stale: run UPDATE_SOURCES=1 cargo test --test data sources"
        );
    }

    #[test]
    fn listed_files_can_be_read_and_others_cannot() {
        let library = Library::builtin();
        let cat = library.file("photos/chelsea.png").unwrap();
        assert_eq!(
            image::load_from_memory(&cat)
                .unwrap()
                .to_rgb8()
                .dimensions(),
            (451, 300)
        );
        assert_eq!(
            library.file("photos/chelsae.png").unwrap_err().to_string(),
            "there is no data called photos/chelsae.png; did you mean photos/chelsea.png?"
        );
        assert!(library.file("../Cargo.toml").is_err());
    }

    #[test]
    fn many_threads_share_one_copy() {
        let opened: Vec<Arc<Dataset>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| open("fashion-mnist/train")))
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        });
        assert!(
            opened
                .iter()
                .all(|dataset| Arc::ptr_eq(dataset, &opened[0]))
        );
    }
}
