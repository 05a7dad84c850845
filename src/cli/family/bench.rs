//! Measures a run on a family, and remembers what was measured: each measurement is written down as soon as it is
//! there, so that an interrupted table goes on where it stopped.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::super::Home;
use super::super::compared::Compared;
use super::super::json::{Altered, Evaluated, Line, SliceLine};
use super::super::meter::Meter;
use super::base::Base;
use super::measurement::{Measurement, Row};
use super::right::Right;
use crate::base::file::open_private;
use crate::dataset::Library;
use crate::eval::{EvalError, Evaluation, Prediction, SliceSpec, check_fit};
use crate::model::{Classifier, device};
use crate::progress::ProgressError;
use crate::shift::{Corruption, Family, Shift, VERSION};
use crate::train::{RunRecord, Trainer};

/// Measures, and remembers what was measured.
pub(super) struct Bench<'a> {
    base: &'a Base<'a>,
    record: &'a RunRecord,
    trainer: &'a Trainer,
    classifier: Classifier,
    file: PathBuf,
    known: Vec<Measurement>,
    /// How many there are in a slice.
    pictures: usize,
    pub(super) meter: Meter,
    /// Whether each is told as a line of JSON as soon as it is measured.
    is_told: bool,
}

impl<'a> Bench<'a> {
    /// For so many slices.
    ///
    /// # Errors
    /// When the run has no weights, does not know the pictures' classes, or its file cannot be read.
    pub(super) fn new(
        base: &'a Base<'a>,
        record: &'a RunRecord,
        trainer: &'a Trainer,
        home: &Home,
        (slices, is_told): (usize, bool),
    ) -> Result<Self> {
        let classifier = trainer.store().classifier(record, &device())?;
        check_classes(&classifier, base, trainer.library())?;
        let folder = home.folder()?.join("measured");
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        let file = folder.join(format!("{}.jsonl", record.id));
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error).with_context(|| file.display().to_string()),
        };
        // A line that a killed process left half written is measured again.
        let known = text.lines();
        let known = known.filter_map(|line| serde_json::from_str(line).ok());
        let pictures = base.sample.unwrap_or(trainer.library().count(base.from)?);
        let meter = Meter::new(!base.json && !base.quiet, base.interrupted.clone())?;
        // The clean pictures are read, all others are altered before that.
        meter.begin((2 * slices).saturating_sub(1) * pictures);
        Ok(Self {
            base,
            record,
            trainer,
            classifier,
            file,
            known: known.collect(),
            pictures,
            meter,
            is_told,
        })
    }

    /// The clean pictures, then every corruption; none when somebody pressed Ctrl-C.
    pub(super) fn all(
        &mut self,
        jobs: &[(&'static Corruption, Vec<Shift>)],
        family: Family,
    ) -> Result<Option<(Measurement, Vec<Row>)>> {
        let Some(clean) = self.told(None, family)? else {
            return Ok(None);
        };
        let mut rows = Vec::new();
        for (corruption, shifts) in jobs {
            let mut measurements = Vec::new();
            for &shift in shifts {
                let Some(measurement) = self.told(Some(shift), family)? else {
                    return Ok(None);
                };
                measurements.push(measurement);
            }
            rows.push(Row {
                corruption,
                measurements,
            });
        }
        Ok(Some((clean, rows)))
    }

    /// A measurement that is told as a line of JSON where that is wanted.
    fn told(&mut self, shift: Option<Shift>, family: Family) -> Result<Option<Measurement>> {
        let measured = self.measure(shift)?;
        if let (Some(measurement), true) = (&measured, self.is_told) {
            line(self.record, measurement, family, None).say()?;
        }
        Ok(measured)
    }

    /// A measurement, from what is known or measured now; none when somebody pressed Ctrl-C.
    fn measure(&mut self, shift: Option<Shift>) -> Result<Option<Measurement>> {
        let base = self.base;
        if self.meter.is_interrupted() {
            return Ok(None);
        }
        let from = base.from.to_string();
        let known = self.known.iter().find(|measurement| {
            measurement.from == from
                && measurement.shift == shift
                && measurement.sample == base.sample
                && measurement.seed == base.seed
                && measurement.version == VERSION
                && measurement.right.is_some()
        });
        if let Some(measurement) = known.cloned() {
            let altered = usize::from(shift.is_some());
            self.meter.bar.advance((1 + altered) * self.pictures);
            return Ok(Some(measurement));
        }
        if let Some(shift) = shift {
            self.meter.bar.tell(&shift.to_string());
        }
        let spec = SliceSpec {
            sample: base.sample,
            seed: base.seed,
            apply: shift.into_iter().collect(),
            ..SliceSpec::whole(base.from.clone())
        };
        let measured = match self.drawn(&spec) {
            Ok(measured) => measured,
            Err(error) => match error.downcast_ref() {
                Some(EvalError::Stopped) => return Ok(None),
                _ => return Err(error),
            },
        };
        let right = measured.predictions.iter();
        let right = Right::of(right.map(Prediction::is_correct));
        let measurement = Measurement {
            from,
            shift,
            sample: base.sample,
            seed: base.seed,
            version: VERSION,
            digest: measured.digest,
            inputs: measured.inputs,
            n: measured.n,
            correct: measured.correct,
            mean_confidence: measured.mean_confidence,
            mean_confidence_wrong: measured.mean_confidence_wrong,
            clustered: measured.clustered,
            right: Some(right),
        };
        self.remember(&measurement)
            .map_err(|source| ProgressError::Folder {
                path: self.file.clone(),
                source,
            })?;
        Ok(Some(measurement))
    }

    /// The run on a slice's pictures.
    fn drawn(&self, spec: &SliceSpec) -> Result<Evaluation> {
        let before = self.meter.bar.position();
        let split = self.meter.draw(spec, self.trainer.library())?;
        let drawn = self.pictures * spec.apply.len().min(1);
        self.meter.bar.done(before + drawn);
        Ok(self.meter.measure(&self.classifier, spec, &split)?)
    }

    fn remember(&self, measurement: &Measurement) -> io::Result<()> {
        let line = format!("{}\n", serde_json::to_string(measurement)?);
        open_private(&self.file)?.write_all(line.as_bytes())
    }
}

/// A measurement's line of JSON, with another run's where two are compared.
pub(super) fn line<'f>(
    record: &'f RunRecord,
    measurement: &'f Measurement,
    family: Family,
    compare: Option<&'f Compared>,
) -> Line<'f> {
    Line::Slice(SliceLine {
        attack: None,
        run: record.id.as_str(),
        seed: measurement.seed,
        evaluated: Evaluated {
            slice: measurement.slice(),
            note: None,
            inputs: measurement.inputs,
            digest: &measurement.digest,
            n: measurement.n,
            correct: measurement.correct,
            accuracy: measurement.accuracy(),
            interval: measurement.interval(),
            clustered: measurement.clustered,
            mean_confidence: measurement.mean_confidence,
            mean_confidence_wrong: measurement.mean_confidence_wrong,
            seen: None,
        },
        altered: Some(Altered {
            from: &measurement.from,
            family: measurement.shift.map(|_| family),
            shift: measurement.shift,
            sample: measurement.sample,
            version: measurement.version,
        }),
        details: None,
        compare,
        looks: None,
    })
}

/// Whether the run can be right on the pictures at all: nothing can lower an accuracy of 0.
fn check_classes(classifier: &Classifier, base: &Base<'_>, library: &Library) -> Result<()> {
    let split = library.select(base.from)?;
    check_fit(classifier, &SliceSpec::whole(base.from.clone()), &split)?;
    if split.dataset().classes() != classifier.classes() {
        bail!(
            "{}: the run does not know its classes, so no answer is right, whatever is done to the \
             pictures; name another slice with --slice",
            base.from
        );
    }
    Ok(())
}
