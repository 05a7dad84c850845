//! What a training begins with: fresh weights, or those of the run that it goes on from (fine-tuning); and the
//! runs that are behind a run.

use burn::tensor::Device;

use super::error::{ParentProblem, TrainError};
use super::event::Status;
use super::experiment::{Experiment, Splits};
use super::record::RunRecord;
use super::run_id::RunId;
use super::store::RunStore;
use crate::dataset::{Library, Selector, Shape};
use crate::model::network_classifier::ClassifierConfig;
use crate::model::{NetworkClassifier, Normalisation, device};

/// The network that a training begins with. A fresh one is normalised by what it learns from. One that goes on
/// keeps the normalisation of the run that it goes on from: its weights were learned for inputs on that scale,
/// and a few pictures say little of a mean.
///
/// # Errors
/// When the run to go on from is not there, not finished, or does not fit.
pub(super) fn beginning(
    experiment: &Experiment,
    splits: &Splits,
    store: &RunStore,
    on: &Device,
) -> Result<NetworkClassifier, TrainError> {
    let dataset = splits.train.dataset();
    let Some(from) = &experiment.from else {
        let config = ClassifierConfig {
            architecture: experiment.model.clone(),
            shape: dataset.shape(),
            classes: dataset.classes().to_vec(),
            normalisation: Normalisation::of(&splits.train),
        };
        return Ok(NetworkClassifier::new(config, experiment.recipe.seed, on)?);
    };
    parent(
        store,
        from,
        experiment,
        (dataset.shape(), dataset.classes()),
        on,
    )
}

/// The run that an experiment goes on from, if that fits it and new pictures of this shape and these classes.
fn parent(
    store: &RunStore,
    from: &RunId,
    experiment: &Experiment,
    new: (Shape, &[String]),
    on: &Device,
) -> Result<NetworkClassifier, TrainError> {
    let parent = store.known(from)?;
    let classifier = store.network(&parent, on)?;
    let fits = fits(&parent, &classifier, experiment, new);
    fits.map_err(|problem| TrainError::Parent {
        run: from.clone(),
        problem,
    })?;
    Ok(classifier)
}

/// Whether an experiment can go on from a run, with new pictures of this shape and these classes.
fn fits(
    parent: &RunRecord,
    classifier: &NetworkClassifier,
    experiment: &Experiment,
    (shape, classes): (Shape, &[String]),
) -> Result<(), ParentProblem> {
    let config = classifier.config();
    if !matches!(parent.status, Status::Finished | Status::EarlyStopped) {
        return Err(ParentProblem::NotFinished(parent.status));
    }
    if config.architecture != experiment.model {
        return Err(ParentProblem::Model {
            parent: Box::new(config.architecture.clone()),
            wanted: Box::new(experiment.model.clone()),
        });
    }
    if config.shape != shape {
        return Err(ParentProblem::Shape {
            parent: config.shape.to_string(),
            new: shape.to_string(),
        });
    }
    if config.classes != classes {
        return Err(ParentProblem::Classes {
            parent: config.classes.join(", "),
            new: classes.join(", "),
        });
    }
    Ok(())
}

impl RunStore {
    /// Whether an experiment can begin with the weights of the run that it goes on from, if it does.
    ///
    /// # Errors
    /// When that run is not there, not finished, or does not fit.
    pub fn check_parent(
        &self,
        experiment: &Experiment,
        library: &Library,
    ) -> Result<(), TrainError> {
        let Some(from) = &experiment.from else {
            return Ok(());
        };
        let (_, part) = experiment.learned_from(library)?;
        let new = (part.shape, part.classes.as_slice());
        parent(self, from, experiment, new, &device()).map(drop)
    }

    /// The runs that a run goes on from, its parent first. One that was deleted ends the list.
    ///
    /// # Errors
    /// When a record is there but cannot be read.
    pub fn ancestors(&self, record: &RunRecord) -> Result<Vec<RunRecord>, TrainError> {
        let mut found: Vec<RunRecord> = Vec::new();
        let from = |run: &RunRecord| run.experiment().and_then(|one| one.from.clone());
        let mut next = from(record);
        while let Some(id) = next {
            // Ids are digests, so only a record that somebody changed leads back to itself.
            if id == record.id || found.iter().any(|known| known.id == id) {
                break;
            }
            let Some(parent) = self.record(&id)? else {
                break;
            };
            next = from(&parent);
            found.push(parent);
        }
        Ok(found)
    }

    /// What a run, and those that it goes on from, learned from, as far as that is known: data of which it had at least
    /// some, also what was mixed into it.
    ///
    /// # Errors
    /// When the record of one of those cannot be read.
    pub fn learned(
        &self,
        record: &RunRecord,
        library: &Library,
    ) -> Result<Vec<Selector>, TrainError> {
        let runs = [record.clone()].into_iter().chain(self.ancestors(record)?);
        let known = runs.flat_map(|run| {
            let own = run.learned_from(library).ok().map(|(own, _)| own);
            let mixed: Vec<Selector> = run.experiment().map_or_else(Vec::new, |experiment| {
                experiment.mixed_in().cloned().collect()
            });
            own.into_iter().chain(mixed)
        });
        Ok(known.collect())
    }
}
