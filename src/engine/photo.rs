//! Takes a photo through the clean-up and lets a run read what was found, on a thread of its own.

use image::DynamicImage;

use super::desk::Desk;
use crate::lesson::Report;
use crate::lesson::step::{PhotoSource, Seen, SeenDigit, SeenStage};
use crate::model::device;
use crate::picture::{Cleanup, Photo, open, open_bytes};
use crate::train::{RunId, Trainer};

/// The long side of a stage's picture on screen, in pixels.
const SHOWN: u32 = 400;
/// Digits that are read at most: a page of text is no test of digits.
const MOST_DIGITS: usize = 100;

/// What is asked of a photo.
pub(super) struct Request {
    pub(super) run: RunId,
    pub(super) ticket: usize,
    pub(super) source: PhotoSource,
    pub(super) stages: Cleanup,
}

/// Reports what became of a photo, or why nothing did.
pub(super) fn follow(trainer: &Trainer, desk: &Desk, request: &Request) {
    let seen = see(trainer, request).map(Box::new);
    desk.report(Report::Photographed {
        ticket: request.ticket,
        seen,
    });
}

fn see(trainer: &Trainer, request: &Request) -> Result<Seen, String> {
    let photo: Photo = match &request.source {
        PhotoSource::Shipped(name) => {
            let bytes = trainer.library().file(name).map_err(|e| e.to_string())?;
            open_bytes(&bytes, name).map_err(|error| error.to_string())?
        }
        PhotoSource::Own(path) => open(path).map_err(|error| error.to_string())?,
    };
    let cleaned = request.stages.run(&photo);
    let device = device();
    let record = trainer.store().find(request.run.as_str());
    let record = record.map_err(|error| error.to_string())?;
    let classifier = trainer.store().classifier(&record, &device);
    let classifier = classifier.map_err(|error| error.to_string())?;
    let found: Vec<Vec<u8>> = cleaned
        .digits
        .iter()
        .take(MOST_DIGITS)
        .map(|digit| digit.picture.as_raw().clone())
        .collect();
    let answers = classifier.probabilities(found.iter().map(Vec::as_slice), &device)?;
    let stages = cleaned.stages.into_iter().map(|stage| SeenStage {
        step: stage.step,
        about: stage.about,
        picture: shown(&stage.picture),
    });
    let digits = found.into_iter().zip(answers);
    Ok(Seen {
        stages: stages.collect(),
        digits: digits
            .map(|(picture, answer)| SeenDigit { picture, answer })
            .collect(),
    })
}

fn shown(picture: &DynamicImage) -> image::RgbImage {
    match picture.width().max(picture.height()) > SHOWN {
        true => picture.thumbnail(SHOWN, SHOWN).to_rgb8(),
        false => picture.to_rgb8(),
    }
}
