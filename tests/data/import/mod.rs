//! What `data import` promises: every format comes back pixel by pixel, what is wrong with a file is
//! said with the place and the remedy, nothing is left of an import that failed or was killed, and
//! what was imported is trained on, measured on and named in lessons as what ships is.

mod around;
mod arrays;
mod command;
mod complaints;
mod formats;
mod hugging_face;
mod keeping;
mod known;
mod seen;
mod tables;

use std::fs::{self, File};
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use assert_cmd::cargo::cargo_bin;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use image::{GrayAlphaImage, GrayImage, LumaA, RgbImage};
use mindgap::dataset::import::{self, Fit, ImportError, LabelColumn, Limits, Request};
use mindgap::dataset::{Catalogue, Inputs, Library, Set, Shape};
use mindgap::pack::Pack;
use proptest::prelude::*;
use tempfile::TempDir;

/// A user with some files and a folder of imported sets.
struct User {
    folder: TempDir,
}

impl User {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        Self { folder }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn sets(&self) -> PathBuf {
        self.path("home/sets")
    }

    /// Writes a file, with the folders above it.
    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// A grey PNG or JPEG file, by its name.
    fn draw(&self, path: &str, width: u32, height: u32, pixels: &[u8]) {
        let path = self.write(path, "");
        let picture = GrayImage::from_raw(width, height, pixels.to_vec()).unwrap();
        picture.save(path).unwrap();
    }

    fn request(&self, path: &str, name: &str) -> Request {
        Request::new(self.path(path), name)
    }

    fn import(&self, request: &Request) -> Result<Set, ImportError> {
        import::run(request, &self.sets(), Catalogue::builtin(), |_| {
            ControlFlow::Continue(())
        })
    }

    /// The user's sets and no others, so that checking them takes no time.
    fn library(&self) -> Library {
        self.write("data/catalogue.yaml", "sets: []");
        let nothing = Library::at(self.path("data")).unwrap();
        nothing.with_imported(self.sets())
    }

    /// Imports and reads back: (pictures, labels) of each part.
    #[track_caller]
    fn round_trip(&self, request: &Request) -> Vec<(Vec<u8>, Vec<u8>)> {
        let set = self.import(request).unwrap();
        let library = self.library();
        assert_eq!(library.verify(|_| {}), [], "nothing to find fault with");
        let read = |name: &str| {
            let dataset = library.open(name).unwrap();
            (dataset.pixels().to_vec(), dataset.labels().to_vec())
        };
        set.parts.iter().map(|part| read(&part.name)).collect()
    }

    /// What is said of an import that fails, without the user's own folder.
    #[track_caller]
    fn complaint(&self, request: &Request) -> String {
        let before = self.left();
        let error = self.import(request).expect_err("it was imported");
        assert_eq!(self.left(), before, "something is left");
        self.shorten(&error.to_string())
    }

    fn shorten(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.folder.path().display()), "")
    }

    /// What is in the folder of sets, but for the lock.
    fn left(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.sets()) else {
            return Vec::new();
        };
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name != ".lock").collect();
        names.sort();
        names
    }
}

/// Bytes that no mistake in order or size leaves as they are.
fn pixels(count: usize) -> Vec<u8> {
    (0..count).map(|at| (at * 37 % 251) as u8).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn idx(sizes: &[u32], bytes: &[u8]) -> Vec<u8> {
    let mut file = vec![0, 0, 8, sizes.len() as u8];
    file.extend(sizes.iter().flat_map(|size| size.to_be_bytes()));
    file.extend(bytes);
    file
}

fn npy(descr: &str, order: &str, shape: &str, bytes: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}");
    let padded = format!("{header:<117}\n");
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend((padded.len() as u16).to_le_bytes());
    file.extend(padded.bytes());
    file.extend(bytes);
    file
}

fn npy_u8(shape: &str, bytes: &[u8]) -> Vec<u8> {
    npy("'|u1'", "False", shape, bytes)
}

fn npy_labels(labels: &[i64]) -> Vec<u8> {
    let bytes: Vec<u8> = labels
        .iter()
        .flat_map(|label| label.to_le_bytes())
        .collect();
    npy("'<i8'", "False", &format!("({},)", labels.len()), &bytes)
}

/// A ZIP archive of these files, packed or not, as NumPy writes them.
fn zip(files: &[(&str, Vec<u8>)], is_packed: bool) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let body = match is_packed {
            true => {
                let mut packed = DeflateEncoder::new(Vec::new(), Compression::fast());
                packed.write_all(bytes).unwrap();
                packed.finish().unwrap()
            }
            false => bytes.clone(),
        };
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let mut about = vec![20, 0, 0, 0, if is_packed { 8 } else { 0 }, 0, 0, 0, 0, 0];
        about.extend(crc.sum().to_le_bytes());
        about.extend((body.len() as u32).to_le_bytes());
        about.extend((bytes.len() as u32).to_le_bytes());
        about.extend((name.len() as u16).to_le_bytes());
        about.extend([0, 0]);
        let at = archive.len() as u32;
        archive.extend(b"PK\x03\x04");
        archive.extend(&about);
        archive.extend(name.bytes());
        archive.extend(body);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&about);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.bytes());
    }
    let (count, at) = ((files.len() as u16).to_le_bytes(), archive.len() as u32);
    let size = directory.len() as u32;
    archive.extend(directory);
    archive.extend(b"PK\x05\x06\x00\x00\x00\x00");
    archive.extend([count, count].concat());
    archive.extend(size.to_le_bytes());
    archive.extend(at.to_le_bytes());
    archive.extend([0, 0]);
    archive
}

/// Four pictures of 3x2 with labels, as an IDX pair.
fn idx_pair(user: &User) -> Request {
    user.write("my-images-idx3-ubyte", idx(&[4, 2, 3], &pixels(24)));
    user.write("my-labels-idx1-ubyte", idx(&[4], &[0, 2, 1, 2]));
    user.request("my-images-idx3-ubyte", "mine")
}

/// The same as an NPY file with labels apart.
fn npy_pair(user: &User) -> Request {
    user.write("x.npy", npy_u8("(4, 2, 3)", &pixels(24)));
    user.write("y.npy", npy_labels(&[0, 2, 1, 2]));
    Request {
        labels: Some(user.path("y.npy")),
        ..user.request("x.npy", "mine")
    }
}

/// A table of pictures of 2x2, the label first.
fn table(rows: &[(u8, [u8; 4])]) -> String {
    let row = |(label, pixels): &(u8, [u8; 4])| {
        let pixels = pixels.map(|value| value.to_string()).join(",");
        format!("{label},{pixels}\n")
    };
    rows.iter().map(row).collect()
}

const ROWS: [(u8, [u8; 4]); 3] = [(1, [0, 255, 3, 4]), (0, [5, 6, 7, 8]), (1, [9, 10, 11, 12])];

fn rows() -> (Vec<u8>, Vec<u8>) {
    let pixels = ROWS.iter().flat_map(|(_, pixels)| *pixels).collect();
    (pixels, ROWS.iter().map(|(label, _)| *label).collect())
}
