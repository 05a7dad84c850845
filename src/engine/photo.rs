//! Takes a photo through the clean-up and lets a run read what was found, on a thread of its own.

use image::DynamicImage;
use thiserror::Error;

use super::reporter::Reporter;
use super::sent::{SentError, SentPhotos};
use crate::dataset::DataError;
use crate::lesson::Report;
use crate::lesson::step::{PhotoSource, Seen, SeenDigit, SeenStage};
use crate::model::{BackendError, device};
use crate::picture::cleanup::{Bounds, FilledSheet};
use crate::picture::{Cleanup, OpenError, Photo, open, open_bytes};
use crate::train::{RunId, TrainError, Trainer};

/// The long side of a stage's picture on screen, in pixels.
const SHOWN: u32 = 400;
/// Digits that are read at most: a page of text is no test of digits.
const MAX_DIGITS: usize = 100;

/// What is asked of a photo.
pub(super) struct Request {
    pub(super) run: RunId,
    pub(super) ticket: usize,
    pub(super) source: PhotoSource,
    pub(super) stages: Cleanup,
}

/// Reports what became of a photo, or why nothing did.
pub(super) fn follow(
    trainer: &Trainer,
    sent: Option<&SentPhotos>,
    reporter: &Reporter,
    request: &Request,
) {
    let seen = see(trainer, sent, request).map(Box::new);
    let seen = seen.map_err(|error| error.to_string());
    reporter.report(Report::Photographed {
        ticket: request.ticket,
        seen,
    });
}

/// Why nothing became of a photo.
#[derive(Debug, Error)]
enum PhotoError {
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Sent(#[from] SentError),
    #[error(transparent)]
    Run(#[from] TrainError),
    #[error(transparent)]
    Backend(#[from] BackendError),
}

fn see(
    trainer: &Trainer,
    sent: Option<&SentPhotos>,
    request: &Request,
) -> Result<Seen, PhotoError> {
    let photo: Photo = match &request.source {
        PhotoSource::Shipped(name) => {
            let bytes = trainer.library().file(name)?;
            open_bytes(&bytes, name)?
        }
        PhotoSource::Own(path) => open(path)?,
        PhotoSource::Sent(number) => {
            let bytes = match sent {
                Some(sent) => sent.read(*number)?,
                None => return Err(SentError::Gone(*number).into()),
            };
            open_bytes(&bytes, &format!("photo {number} from your phone"))?
        }
    };
    let cleaned = request.stages.run(&photo);
    let (mut asks, mut refused, mut pale) = (None, None, cleaned.left_out.pale);
    match &cleaned.sheet {
        Some(Ok(sheet)) => {
            asks = Some(asked(sheet));
            pale += sheet.pale.len();
        }
        Some(Err(why)) => refused = Some(why.to_string()),
        None => {}
    }
    let device = device();
    let record = trainer.store().known(&request.run)?;
    let classifier = trainer.store().classifier(&record, &device)?;
    let (width, height) = cleaned.photo;
    let size = (width.max(1) as f32, height.max(1) as f32);
    let digits = cleaned.digits.into_iter().take(MAX_DIGITS);
    let page = (cleaned.page.0.max(1) as f32, cleaned.page.1.max(1) as f32);
    let (found, places): (Vec<Vec<u8>>, Vec<[[f32; 4]; 2]>) = digits
        .map(|digit| {
            let places = [place(digit.bounds, size), place(digit.on_page, page)];
            (digit.picture.into_raw(), places)
        })
        .unzip();
    let answers = classifier.probabilities(found.iter().map(Vec::as_slice), &device)?;
    let stages = cleaned.stages.into_iter().map(|stage| SeenStage {
        step: stage.step,
        about: stage.about,
        picture: shown(&stage.picture),
    });
    let digits = found.into_iter().zip(answers).zip(places);
    let digits = digits.map(|((picture, answer), [place, on_page])| SeenDigit {
        picture,
        answer,
        place,
        on_page,
    });
    Ok(Seen {
        stages: stages.collect(),
        digits: digits.collect(),
        asks,
        refused,
        pale,
    })
}

/// The digit that each written box of a sheet asks for; none where it asks for something else.
fn asked(sheet: &FilledSheet) -> Vec<Option<u8>> {
    match sheet.id.asks_for_digits() {
        true => sheet.labels().into_iter().map(Some).collect(),
        false => vec![None; sheet.written.len()],
    }
}

/// Bounds as shares of a picture of this size.
fn place(bounds: Bounds, (width, height): (f32, f32)) -> [f32; 4] {
    [
        bounds.left as f32 / width,
        bounds.top as f32 / height,
        bounds.width as f32 / width,
        bounds.height as f32 / height,
    ]
}

fn shown(picture: &DynamicImage) -> image::RgbImage {
    match picture.width().max(picture.height()) > SHOWN {
        true => picture.thumbnail(SHOWN, SHOWN).to_rgb8(),
        false => picture.to_rgb8(),
    }
}
