//! A photo on its way to a network: where it comes from, and what became of it.

use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use crate::picture::cleanup::Step;
use crate::say;
use crate::words::Words;

/// Where a photo comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoSource {
    /// A file that ships with mindgap.
    Shipped(String),
    /// The learner's own.
    Own(PathBuf),
    /// Sent by the learner's phone: the number under which it is kept.
    Sent(usize),
}

impl Seen {
    /// What is said where no digit was found.
    pub fn told_nothing(&self, words: Words) -> String {
        match (&self.refused, self.pale) {
            (Some(why), _) => why.clone(),
            (None, 0) => say!(words, "no-digit-found"),
            (None, pale) => say!(words, "too-pale", n = pale),
        }
    }
}

impl PhotoSource {
    /// What it is called.
    pub fn name(&self, words: Words) -> String {
        match self {
            Self::Shipped(name) => name.clone(),
            Self::Own(path) => path.display().to_string(),
            Self::Sent(number) => say!(words, "photo-sent", n = *number),
        }
    }

    /// Whether it does not come with the lesson.
    pub(super) fn is_learners(&self) -> bool {
        match self {
            Self::Shipped(_) => false,
            Self::Own(_) | Self::Sent(_) => true,
        }
    }

    /// The learner's photo that a text names, as people type a path and terminals drop it: perhaps in
    /// quotes, with escaped spaces, as a `file://` address, with the drive letter of Windows, or below the home folder.
    pub fn named(text: &str) -> Option<Self> {
        let text = text.trim();
        let bare = text.trim_matches(['"', '\'']);
        if let Some(path) = of_address(bare).or_else(|| of_windows(bare)) {
            return Some(Self::Own(path));
        }
        let words = shlex::split(text).filter(|words| words.len() == 1);
        let path = words.map_or_else(|| text.to_owned(), |words| words.concat());
        if path.is_empty() {
            return None;
        }
        let below_home = path.strip_prefix("~/").zip(etcetera::home_dir().ok());
        Some(Self::Own(match below_home {
            Some((rest, home)) => home.join(rest),
            None => Path::new(&path).to_owned(),
        }))
    }

    /// The learner's photos that a text names: one, as [`PhotoSource::named`] has it, or several where they are dropped
    /// together, line by line or one behind the other.
    pub fn all_named(text: &str) -> Vec<Self> {
        let lines: Vec<&str> = text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .collect();
        if lines.len() > 1 {
            return lines.into_iter().filter_map(Self::named).collect();
        }
        let is_path = |word: &String| {
            word.starts_with(['/', '~'])
                || word.starts_with("file://")
                || of_windows(word).is_some()
        };
        // Without the quotes of a shell, a path of Windows would lose its backslashes.
        let words = shlex::split(text).filter(|words| words.len() > 1 && words.iter().all(is_path));
        match words {
            Some(words) => words.iter().filter_map(|word| Self::named(word)).collect(),
            None => Self::named(text).into_iter().collect(),
        }
    }
}

/// The path of a `file://` address, with its `%20`s as spaces.
fn of_address(text: &str) -> Option<PathBuf> {
    let rest = text.strip_prefix("file://")?;
    let rest = rest.strip_prefix("localhost").unwrap_or(rest);
    let path = percent_decode_str(rest).decode_utf8().ok()?;
    path.starts_with('/').then(|| PathBuf::from(path.as_ref()))
}

/// Where Linux under Windows (WSL) has a path of Windows: `C:\a.jpg` at `/mnt/c/a.jpg`, its own files behind
/// `\\wsl.localhost\NAME`.
fn of_windows(text: &str) -> Option<PathBuf> {
    let slashed = text.replace('\\', "/");
    for share in ["//wsl.localhost/", "//wsl$/"] {
        if let Some((_, path)) = slashed
            .strip_prefix(share)
            .and_then(|rest| rest.split_once('/'))
        {
            return Some(Path::new("/").join(path));
        }
    }
    let (drive, path) = text.split_once(":\\")?;
    let is_drive =
        drive.len() == 1 && drive.starts_with(|letter: char| letter.is_ascii_alphabetic());
    let path = path.replace('\\', "/");
    is_drive.then(|| Path::new("/mnt").join(drive.to_lowercase()).join(path))
}

/// A photo after every stage, and what was found in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The stages that it went through, in order.
    pub stages: Vec<SeenStage>,
    /// What was found, in reading order.
    pub digits: Vec<SeenDigit>,
    /// Of a sheet of `mindgap sheet`: the digit that the box of each of those asks for, if it asks for one.
    pub asks: Option<Vec<Option<u8>>>,
    /// Why such a sheet could not be read.
    pub refused: Option<String>,
    /// Pieces of writing that are too pale to be read.
    pub pale: usize,
}

/// What a stage left.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenStage {
    /// Which stage.
    pub step: Step,
    /// What it did, in a sentence without its full stop.
    pub about: String,
    /// The picture after it, made small enough to be shown: red, green, blue.
    pub picture: image::RgbImage,
}

/// A digit, or what looks like one.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenDigit {
    /// As MNIST would show it, 28x28.
    pub picture: Vec<u8>,
    /// The probabilities of the classes.
    pub answer: Vec<f32>,
    /// Where it is in the photo, as shares of its width and height: left, top, width, height.
    pub place: [f32; 4],
    /// Where it is in the pictures after the photo's own, which may show a straightened sheet.
    pub on_page: [f32; 4],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_taken_as_people_type_it_and_as_terminals_drop_it() {
        let plain = Some(PhotoSource::Own(PathBuf::from("/a b/c.jpg")));
        assert_eq!(PhotoSource::named("/a b/c.jpg\n"), plain);
        assert_eq!(PhotoSource::named("'/a b/c.jpg' "), plain);
        assert_eq!(PhotoSource::named("/a\\ b/c.jpg"), plain);
        assert_eq!(PhotoSource::named("\"/a b/c.jpg\""), plain);
        for address in ["file:///a%20b/c.jpg", "'file://localhost/a%20b/c.jpg'"] {
            assert_eq!(PhotoSource::named(address), plain, "{address}");
        }
        assert_eq!(PhotoSource::named("  "), None);
        let own = PhotoSource::named("~/x.png").map(|source| source.name(Words::default()));
        assert!(own.is_some_and(|path| !path.starts_with('~')));
    }

    #[test]
    fn several_files_that_are_dropped_together_are_each_taken() {
        let two = ["/a b/c.jpg", "/d.png"].map(|path| PhotoSource::Own(PathBuf::from(path)));
        for text in [
            "'/a b/c.jpg' /d.png",
            "/a\\ b/c.jpg /d.png ",
            "/a b/c.jpg\n/d.png\n",
            "file:///a%20b/c.jpg\r\nfile:///d.png",
            "file:///a%20b/c.jpg file:///d.png",
        ] {
            assert_eq!(PhotoSource::all_named(text), two, "{text}");
        }
        // A path with a space is one.
        assert_eq!(PhotoSource::all_named("/a b/c.jpg"), two[..1]);
        assert_eq!(PhotoSource::all_named(" \n"), []);
    }

    #[test]
    fn a_path_of_windows_is_found_where_linux_under_it_has_it() {
        for (text, path) in [
            (
                r"C:\Users\Ada L\digit 5.jpg",
                "/mnt/c/Users/Ada L/digit 5.jpg",
            ),
            (r#""D:\x.png""#, "/mnt/d/x.png"),
            (r"\\wsl.localhost\Debian\home\ada\x.png", "/home/ada/x.png"),
            (r"\\wsl$\Debian\home\ada\x.png", "/home/ada/x.png"),
        ] {
            let named = PhotoSource::named(text);
            assert_eq!(named, Some(PhotoSource::Own(PathBuf::from(path))), "{text}");
        }
    }
}
