//! From a photo to MNIST digits: named stages, each with a switch, a picture of what it left, and a
//! sentence on what it did.
//!
//! The order: upright, paper, grey, polarity, background, ink (Sauvola, then Otsu), rules, border, groups,
//! deskew; then [`mnistify`] makes a 28x28 digit of each group. From the ink on, ink is bright on
//! black, as in MNIST. Nothing here knows a model, and no constant was chosen by what a model says.
//! A sheet that `mindgap sheet` printed is read box by box instead (`filled`).

mod bounds;
mod cleaned;
mod filled;
mod found;
mod frames;
mod groups;
mod ink;
mod left_out;
mod light;
mod order;
mod pale;
mod paper;
mod pieces;
mod rules;
mod skew;
mod stage;
mod table;

use image::imageops;
use image::metadata::Orientation;
use image::{DynamicImage, GrayImage};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::filled::Filled;
use self::groups::Group;
use self::paper::Straightened;
use self::stage::Log;
use self::table::Table;
use super::{Photo, mnistify};

pub use bounds::Bounds;
pub use cleaned::Cleaned;
pub use filled::{FilledSheet, SheetError, sheet, sheet_shown};
pub use found::Found;
pub use left_out::LeftOut;
pub use stage::{Stage, Step};

/// Where more than this share of a page is faint ink, it is grain, and no rules are followed in it.
const GRAIN: f64 = 0.25;

/// Strokes are pale where so many times as much of what is found is ink if faint ink is.
const PALE: f64 = 2.5;

/// Which stages a clean-up goes through. Grey and groups are always there; without Sauvola and Otsu,
/// what is darker than half of the range is ink.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Cleanup {
    /// Turn it as its EXIF data says.
    pub upright: bool,
    /// Find the sheet of paper on a table, and straighten it.
    pub paper: bool,
    /// Make bright ink on a dark ground dark on bright.
    pub polarity: bool,
    /// Even out the light.
    pub background: bool,
    /// Find the ink by Sauvola's local threshold.
    pub sauvola: bool,
    /// Find the ink's edges by Otsu's threshold: of each piece of ink that Sauvola found, or else
    /// of the whole picture.
    pub otsu: bool,
    /// Remove ruled and grid lines.
    pub rules: bool,
    /// Remove what touches the border.
    pub border: bool,
    /// Keep the largest group only: for a picture that is known to show one digit.
    pub largest: bool,
    /// Deskew each digit. Off by default, as MNIST's digits were not deskewed.
    pub deskew: bool,
}

impl Default for Cleanup {
    fn default() -> Self {
        Self {
            upright: true,
            paper: true,
            polarity: true,
            background: true,
            sauvola: true,
            otsu: true,
            rules: true,
            border: true,
            largest: false,
            deskew: false,
        }
    }
}

impl Cleanup {
    /// The clean-up of a picture that is known to show one digit and nothing beside the paper, such as a drawing or
    /// a cell of a form.
    pub fn of_one_digit() -> Self {
        Self {
            paper: false,
            largest: true,
            ..Self::default()
        }
    }

    /// The switch of a stage; none for those that are always there.
    pub fn switch(&mut self, step: Step) -> Option<&mut bool> {
        Some(match step {
            Step::Upright => &mut self.upright,
            Step::Paper => &mut self.paper,
            Step::Polarity => &mut self.polarity,
            Step::Background => &mut self.background,
            Step::Sauvola => &mut self.sauvola,
            Step::Otsu => &mut self.otsu,
            Step::Rules => &mut self.rules,
            Step::Border => &mut self.border,
            Step::Largest => &mut self.largest,
            Step::Deskew => &mut self.deskew,
            Step::Grey | Step::Half | Step::Groups => return None,
        })
    }

    /// Cleans a picture up. The result does not depend on the number of processors.
    pub fn run(&self, photo: &Photo) -> Cleaned {
        let mut log = Log::default();
        let upright = self.turn(photo, &mut log);
        let picture = upright.as_ref().unwrap_or(&photo.picture);
        if picture.width() == 0 || picture.height() == 0 {
            return Cleaned {
                stages: log.0,
                digits: Vec::new(),
                photo: (0, 0),
                page: (0, 0),
                left_out: LeftOut::default(),
                sheet: None,
            };
        }
        if self.paper
            && let Some(sheet) = filled::read(picture)
        {
            return of_sheet(sheet, (picture.width(), picture.height()), log);
        }
        let straightened = self.straighten(picture, &mut log);
        let page = straightened
            .as_ref()
            .map_or(picture, |sheet| &sheet.picture);
        let grey = light::grey(page, self.largest);
        log.add(Step::Grey, grey.about, &grey.picture);
        let grey = self.even_out(grey.picture, &mut log);
        let scale = (
            f64::from(page.width()) / f64::from(grey.width()),
            f64::from(page.height()) / f64::from(grey.height()),
        );
        let in_photo = |bounds: &Bounds| {
            let on_page = bounds.scaled(scale, (page.width(), page.height()));
            let size = (picture.width(), picture.height());
            match &straightened {
                Some(sheet) => on_page.moved(|point| sheet.in_photo(point), size),
                None => on_page,
            }
        };
        let enlarged = grey.width() / page.width();
        let Search {
            log: searched,
            found,
            left_out,
        } = self.search(&grey, enlarged);
        log.0.extend(searched.0);
        let digits = found.iter().filter_map(|group| {
            Some(Found {
                bounds: in_photo(&group.bounds),
                on_page: group.bounds,
                picture: mnistify(&group.ink)?,
            })
        });
        Cleaned {
            digits: digits.collect(),
            stages: log.0,
            photo: (picture.width(), picture.height()),
            page: grey.dimensions(),
            left_out,
            sheet: None,
        }
    }

    /// The picture turned upright, if it has to be.
    fn turn(&self, photo: &Photo, log: &mut Log) -> Option<DynamicImage> {
        if !self.upright {
            return None;
        }
        let (about, turned) = match photo.orientation {
            Orientation::NoTransforms => ("it is upright", None),
            Orientation::Rotate90 => ("turned right by 90 degrees", Some(())),
            Orientation::Rotate180 => ("turned by 180 degrees", Some(())),
            Orientation::Rotate270 => ("turned left by 90 degrees", Some(())),
            Orientation::FlipHorizontal
            | Orientation::FlipVertical
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH => ("turned and mirrored", Some(())),
        };
        let turned = turned.map(|()| photo.clone().upright());
        let picture = turned.as_ref().unwrap_or(&photo.picture);
        log.0.push(Stage {
            step: Step::Upright,
            about: about.to_owned(),
            // One more copy of a large photo would be too many.
            picture: light::as_large_as_worked_on(picture).into_owned(),
        });
        turned
    }

    /// The sheet of paper alone, if there is something around it.
    fn straighten(&self, photo: &DynamicImage, log: &mut Log) -> Option<Straightened> {
        if !self.paper {
            return None;
        }
        let sheet = paper::find(photo);
        let straightened = sheet.and_then(|sheet| paper::straighten(photo, &sheet));
        let (about, picture) = match (&sheet, &straightened) {
            (Some(sheet), Some(straightened)) => {
                let share = sheet.share * 100.0;
                let about = format!("a sheet found, {share:.0} % of the photo, and straightened");
                (about, straightened.picture.clone())
            }
            _ => (
                "no edge of a sheet: all of it is paper".to_owned(),
                light::as_large_as_worked_on(photo).into_owned(),
            ),
        };
        log.0.push(Stage {
            step: Step::Paper,
            about,
            picture,
        });
        straightened
    }

    /// Dark ink on bright, even paper.
    fn even_out(&self, mut grey: GrayImage, log: &mut Log) -> GrayImage {
        // Before the light is evened out: the ground under bright ink is dark, and dividing by it
        // would only show its noise.
        if self.polarity {
            let about = match light::is_bright_ink(&grey, self.largest) {
                true => {
                    imageops::invert(&mut grey);
                    "bright ink on a dark ground: inverted"
                }
                false => "dark ink on a bright ground",
            };
            log.add(Step::Polarity, about.to_owned(), &grey);
        }
        if self.background {
            let (divided, brightest, darkest) = light::divide_by_paper(&grey, self.largest);
            grey = divided;
            let about = format!("paper of brightness {darkest} to {brightest} evened out to 255");
            log.add(Step::Background, about, &grey);
        }
        grey
    }

    /// The digits on an even page. Where nearly all that is found is faint, as a pencil is, faint ink is ink.
    fn search(&self, grey: &GrayImage, enlarged: u32) -> Search {
        let ink = match (self.sauvola, self.otsu) {
            (true, _) => ink::sauvola(grey),
            (false, true) => ink::otsu(grey),
            (false, false) => ink::half(grey),
        };
        // Of one digit all ink is what there is, and in grain everything would hang together.
        let faint = (self.sauvola && !self.largest).then(|| ink::faint(grey));
        let faint = faint.filter(|faint| ink::share(faint) <= GRAIN);
        let is_pale = |faint: &GrayImage| PALE * ink::share(&ink) < ink::share(faint);
        let pale = faint.as_ref().filter(|faint| is_pale(faint)).cloned();
        let about = ink::about(&ink);
        let usual = self.search_in((ink, about), grey, faint.as_ref(), enlarged);
        let search = match pale {
            None => usual,
            Some(pale) => {
                let about = format!("faint ink too: {}", ink::about(&pale));
                let pale = self.search_in((pale, about), grey, faint.as_ref(), enlarged);
                match pale.inked() > PALE * usual.inked() {
                    true => pale,
                    false => usual,
                }
            }
        };
        self.with_too_pale(search, grey)
    }

    /// Counts what is too pale to be read, in even light.
    fn with_too_pale(&self, mut search: Search, grey: &GrayImage) -> Search {
        if !(self.background && self.sauvola) || (self.largest && !search.found.is_empty()) {
            return search;
        }
        search.left_out.pale = pale::count(grey, &search.found);
        let groups = search.log.0.iter_mut();
        if search.left_out.pale > 0
            && let Some(stage) = groups.rev().find(|stage| stage.step == Step::Groups)
        {
            stage.about = told(search.found.len(), &search.left_out);
        }
        search
    }

    /// The digits in this ink, which is said to be so much; rules are followed in faint ink, if that tells anything.
    fn search_in(
        &self,
        (mut ink, about): (GrayImage, String),
        grey: &GrayImage,
        faint: Option<&GrayImage>,
        enlarged: u32,
    ) -> Search {
        let mut log = Log::default();
        let first = match (self.sauvola, self.otsu) {
            (true, _) => Step::Sauvola,
            (false, true) => Step::Otsu,
            (false, false) => Step::Half,
        };
        log.add(first, about, &ink);
        if self.sauvola && self.otsu {
            ink::refine(&mut ink, grey);
            log.add(Step::Otsu, ink::about(&ink), &ink);
        }
        let mut table = None;
        if self.rules {
            let followed = faint.cloned().unwrap_or_else(|| ink.clone());
            let removed = rules::remove(&mut ink, &followed);
            table = removed.table;
            let about = match removed.n {
                0 => "there are no rules".to_owned(),
                1 => "1 rule removed".to_owned(),
                n => format!("{n} rules removed"),
            };
            log.add(Step::Rules, about, &ink);
        }
        if self.border {
            let about = match groups::remove_border(&mut ink) {
                0 => "nothing touches the border".to_owned(),
                1 => "1 piece that touches the border removed".to_owned(),
                n => format!("{n} pieces that touch the border removed"),
            };
            log.add(Step::Border, about, &ink);
        }
        let (found, left_out) = self.find_groups(&ink, enlarged, table.as_ref(), &mut log);
        Search {
            log,
            found,
            left_out,
        }
    }

    /// The digits, in reading order, and what was left out. Where there is a table, they are in it.
    fn find_groups(
        &self,
        ink: &GrayImage,
        enlarged: u32,
        table: Option<&Table>,
        log: &mut Log,
    ) -> (Vec<Group>, LeftOut) {
        let (mut found, left_out) = groups::find(ink, enlarged, table);
        let about = told(found.len(), &left_out);
        log.add(Step::Groups, about, &page(&found, ink));
        if self.largest {
            let about = match found.len() {
                0 => "nothing to keep".to_owned(),
                1 => "the only one kept".to_owned(),
                n => format!("1 of {n} kept"),
            };
            found = groups::largest(found).into_iter().collect();
            log.add(Step::Largest, about, &page(&found, ink));
        }
        if self.deskew {
            for group in &mut found {
                skew::deskew(group);
            }
            let about = "each digit sheared until it stands upright".to_owned();
            log.add(Step::Deskew, about, &page(&found, ink));
        }
        (found, left_out)
    }
}

/// How many digits were found, and what was left out.
fn told(found: usize, left_out: &LeftOut) -> String {
    let of_digits_shape = match found {
        0 => "no group of a digit's shape".to_owned(),
        1 => "1 group of a digit's shape".to_owned(),
        n => format!("{n} groups of a digit's shape"),
    };
    match left_out.count() {
        0 => of_digits_shape,
        _ => format!("{of_digits_shape}; left out: {}", left_out.told()),
    }
}

/// What became of a sheet that tells by itself where its digits are: the stages of other pages that it has too.
fn of_sheet(sheet: Result<Filled, SheetError>, photo: (u32, u32), mut log: Log) -> Cleaned {
    let (mut digits, mut page) = (Vec::new(), (0, 0));
    let sheet = sheet.map(|filled| {
        page = filled.page.dimensions();
        log.0.push(Stage {
            step: Step::Paper,
            about: filled.sheet.told(),
            picture: filled.page.into(),
        });
        let (brightest, darkest) = filled.paper;
        let about = format!("paper of brightness {darkest} to {brightest} evened out to 255");
        log.add(Step::Background, about, &filled.even);
        log.add(Step::Otsu, ink::about(&filled.ink), &filled.ink);
        let about = format!("{} boxes with a digit", filled.digits.len());
        log.add(Step::Groups, about, &filled.kept);
        digits = filled.digits;
        filled.sheet
    });
    if let Err(why) = &sheet
        && let Some(upright) = log.0.last().map(|stage| stage.picture.clone())
    {
        log.0.push(Stage {
            step: Step::Paper,
            about: why.to_string(),
            picture: upright,
        });
    }
    Cleaned {
        digits,
        stages: log.0,
        photo,
        page,
        left_out: LeftOut::default(),
        sheet: Some(sheet),
    }
}

/// What was found in a page's ink, and how.
struct Search {
    log: Log,
    found: Vec<Group>,
    left_out: LeftOut,
}

impl Search {
    /// Pixels of ink in what was found.
    fn inked(&self) -> f64 {
        self.found.iter().map(|group| f64::from(group.area)).sum()
    }
}

/// Groups in their places on a page as large as another one.
fn page(groups: &[Group], like: &GrayImage) -> GrayImage {
    let mut page = GrayImage::new(like.width(), like.height());
    for group in groups {
        let (left, top) = (group.bounds.left, group.bounds.top);
        for (x, y, value) in group
            .ink
            .enumerate_pixels()
            .filter(|pixel| pixel.2.0[0] > 0)
        {
            // What was sheared may reach beyond its bounds, and so beyond the page.
            if let Some(pixel) = page.get_pixel_mut_checked(left + x, top + y) {
                *pixel = *value;
            }
        }
    }
    page
}
