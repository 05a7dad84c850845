//! The pictures that a lesson's texts show.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::Arc;

use image::imageops::{FilterType, overlay};
use image::{DynamicImage, Rgba, RgbaImage};

use super::inside::is_inside;
use crate::picture::open_bytes;

/// The longest side of a picture that is kept: more than any terminal has columns for, and enough for a document.
const MAX_SIDE: u32 = 1_280;

/// The pictures that a lesson's texts show, by the names that they have there.
#[derive(Clone, Default, PartialEq)]
pub struct Album(Arc<BTreeMap<String, Arc<DynamicImage>>>);

impl Album {
    /// The picture of this name.
    pub fn get(&self, name: &str) -> Option<&DynamicImage> {
        self.0.get(name).map(AsRef::as_ref)
    }

    /// The place of this name among all of them, from 0.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.0.keys().position(|known| known == name)
    }

    /// The picture at this place.
    pub(crate) fn at(&self, place: usize) -> Option<&DynamicImage> {
        self.0.values().nth(place).map(AsRef::as_ref)
    }

    /// The names of all pictures.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl fmt::Debug for Album {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.0.keys()).finish()
    }
}

impl FromIterator<(String, Arc<DynamicImage>)> for Album {
    fn from_iter<I: IntoIterator<Item = (String, Arc<DynamicImage>)>>(pictures: I) -> Self {
        Self(Arc::new(pictures.into_iter().collect()))
    }
}

/// Fetches the bytes of a picture by its name in the pack.
type Fetch<'a> = &'a dyn Fn(&str) -> io::Result<Vec<u8>>;

/// Opens the pictures of a pack, each once, however many texts show it.
pub(super) struct Shelf<'a> {
    fetch: Fetch<'a>,
    /// The file that somebody meant who wrote a name that is not there.
    meant: &'a dyn Fn(&str) -> Option<String>,
    opened: RefCell<BTreeMap<String, Result<Arc<DynamicImage>, String>>>,
}

impl<'a> Shelf<'a> {
    pub(super) fn new(fetch: Fetch<'a>, meant: &'a dyn Fn(&str) -> Option<String>) -> Self {
        let opened = RefCell::default();
        Self {
            fetch,
            meant,
            opened,
        }
    }

    /// The picture of this name, or what is wrong with it and what to do.
    pub(super) fn open(&self, name: &str) -> Result<Arc<DynamicImage>, String> {
        let known = self.opened.borrow().get(name).cloned();
        if let Some(known) = known {
            return known;
        }
        let opened = self.read(name);
        self.opened
            .borrow_mut()
            .insert(name.to_owned(), opened.clone());
        opened
    }

    fn read(&self, name: &str) -> Result<Arc<DynamicImage>, String> {
        if name.is_empty() {
            return Err(
                "a picture has no file; write its name in the pack between the parentheses"
                    .to_owned(),
            );
        }
        if !is_inside(name) {
            return Err(format!(
                "{name:?} leads out of the pack; name a file inside it"
            ));
        }
        let bytes = (self.fetch)(name).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => match (self.meant)(name) {
                Some(there) => format!("there is no {name} in the pack, but {there}; write that, or rename it"),
                None => format!("there is no {name} in the pack; put it there, or take the picture out of the text"),
            },
            _ => format!("{name} cannot be shown: {error}"),
        })?;
        let photo = open_bytes(&bytes, name).map_err(|error| error.to_string())?;
        Ok(Arc::new(on_paper(photo.upright())))
    }
}

/// Whether a name leads to something that is no file.
pub(super) fn is_elsewhere(name: &str) -> bool {
    name.contains("://") || name.starts_with("data:")
}

/// A picture in colour, no larger than is of use, and white where it can be seen through.
fn on_paper(picture: DynamicImage) -> DynamicImage {
    let is_large = picture.width().max(picture.height()) > MAX_SIDE;
    let picture = match is_large {
        true => picture.resize(MAX_SIDE, MAX_SIDE, FilterType::Triangle),
        false => picture,
    };
    if !picture.color().has_alpha() {
        return DynamicImage::from(picture.into_rgb8());
    }
    let mut paper = RgbaImage::from_pixel(picture.width(), picture.height(), Rgba([255; 4]));
    overlay(&mut paper, &picture.into_rgba8(), 0, 0);
    DynamicImage::from(DynamicImage::from(paper).into_rgb8())
}
