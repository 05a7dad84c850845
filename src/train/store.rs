//! Runs on disk. A run's folder holds `run.json` and the files that it names; replacing `run.json`
//! is what makes a checkpoint count, so a killed process leaves the one before.

use std::fs::{self, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use burn::tensor::{Bytes, Device};

use super::brought;
use super::error::{Known, MAX_NAME, NameProblem, RecordProblem, TrainError};
use super::record::{FORM, Position, Resume, RunRecord, Weights, parse};
use super::run_id::RunId;
use crate::base::clock::unix_seconds;
use crate::base::file::{FileLock, is_full, open_private, write_private};
use crate::base::terminal::is_printable;
use crate::model::checkpoint::{ContentError, read_checked, sha256};
use crate::model::{CheckpointError, Classifier, NetworkClassifier, device};

/// The runs of a store.
#[derive(Debug, Default)]
pub struct Runs {
    /// Those with a readable record, newest change first.
    pub records: Vec<RunRecord>,
    /// Those whose record cannot be read, and why, by their ids.
    pub unreadable: Vec<(RunId, TrainError)>,
}

/// The folder in which runs are kept.
#[derive(Debug, Clone)]
pub struct RunStore {
    root: PathBuf,
}

/// Held while a run is trained, so that no other process trains it too.
#[derive(Debug)]
pub(super) struct RunLock {
    _lock: Option<FileLock>,
}

impl RunStore {
    /// The store in this folder, which is made if it is missing.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, TrainError> {
        let store = Self { root: root.into() };
        fs::create_dir_all(&store.root).map_err(|source| store.failed(&store.root, source))?;
        Ok(store)
    }

    /// What the file system said of a file or folder of the store.
    pub(super) fn failed(&self, path: &Path, source: io::Error) -> TrainError {
        let path = path.to_owned();
        match is_full(source.kind()) {
            true => TrainError::Full {
                path,
                runs: self.root.clone(),
                bytes: self.size(),
            },
            false => TrainError::Store { path, source },
        }
    }

    /// The bytes of all files of all runs.
    pub fn size(&self) -> u64 {
        let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
        let files = entries(&self.root).flat_map(|run| entries(&run.path()));
        files
            .filter_map(|file| file.metadata().ok())
            .map(|facts| facts.len())
            .sum()
    }

    /// Where it is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn folder(&self, id: &RunId) -> PathBuf {
        self.root.join(id.as_str())
    }

    /// Locks a run for training.
    ///
    /// # Errors
    /// When another process holds it, or the folder cannot be written.
    pub(super) fn lock(&self, id: &RunId) -> Result<RunLock, TrainError> {
        let folder = self.folder(id);
        let path = folder.join("lock");
        let store = |source| self.failed(&path, source);
        fs::create_dir_all(&folder).map_err(store)?;
        let file = open_private(&path).map_err(store)?;
        match FileLock::try_on(file) {
            Ok(lock) => Ok(RunLock { _lock: Some(lock) }),
            Err(TryLockError::WouldBlock) => Err(TrainError::Busy(id.clone())),
            // Some network file systems have no locks. Two processes on one run are then possible
            // and harmless: files appear whole, and equal runs write equal files.
            Err(TryLockError::Error(_)) => Ok(RunLock { _lock: None }),
        }
    }

    /// The record of a run, if there is one.
    ///
    /// # Errors
    /// When the record is there but cannot be read.
    pub fn record(&self, id: &RunId) -> Result<Option<RunRecord>, TrainError> {
        let path = self.folder(id).join("run.json");
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) if path.is_dir() => {
                let problem = RecordProblem::Folder(error.to_string());
                return Err(TrainError::Record { path, problem });
            }
            Err(source) => return Err(TrainError::Store { path, source }),
        };
        match parse(&text) {
            Ok(record) if record.id == *id => Ok(Some(record)),
            Ok(record) => Err(TrainError::Record {
                path,
                problem: RecordProblem::Foreign(format!("it is the record of {}", record.id)),
            }),
            Err(problem) => Err(TrainError::Record { path, problem }),
        }
    }

    /// The record of a run that is to be trained, if there is one that counts: what is left of a damaged
    /// one is of no use to anybody, and the same run gives the same numbers again.
    pub(super) fn record_to_train(&self, id: &RunId) -> Result<Option<RunRecord>, TrainError> {
        match self.record(id) {
            Err(TrainError::Record {
                problem: RecordProblem::Damaged(_),
                ..
            }) => Ok(None),
            record => record,
        }
    }

    /// The record of a run that has to be there.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn known(&self, id: &RunId) -> Result<RunRecord, TrainError> {
        self.record(id)?.ok_or_else(|| TrainError::UnknownRun {
            wanted: id.to_string(),
            known: Known::Others,
        })
    }

    /// All runs.
    ///
    /// # Errors
    /// When the store's folder cannot be read.
    pub fn list(&self) -> Result<Runs, TrainError> {
        let store = |source| self.failed(&self.root, source);
        let mut runs = Runs::default();
        for entry in fs::read_dir(&self.root).map_err(store)? {
            let name = entry.map_err(store)?.file_name();
            let Some(id) = name.to_str().and_then(|name| name.parse::<RunId>().ok()) else {
                continue;
            };
            match self.record(&id) {
                Ok(record) => runs.records.extend(record),
                Err(error) => runs.unreadable.push((id, error)),
            }
        }
        let newest = |a: &RunRecord, b: &RunRecord| b.changed.cmp(&a.changed);
        runs.records
            .sort_by(|a, b| newest(a, b).then_with(|| a.id.cmp(&b.id)));
        runs.unreadable.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(runs)
    }

    /// The run that a person means: a name, a whole id, the beginning of one, or `last`.
    ///
    /// # Errors
    /// When there is none, or the beginning fits several.
    pub fn find(&self, wanted: &str) -> Result<RunRecord, TrainError> {
        // A name cannot be taken for an id.
        if let Ok(id) = wanted.parse::<RunId>()
            && let Some(record) = self.record(&id)?
        {
            return Ok(record);
        }
        let runs = self.list()?.records;
        if let Some(run) = runs.iter().find(|run| run.name.as_deref() == Some(wanted)) {
            return Ok(run.clone());
        }
        let mut fitting = runs
            .iter()
            .filter(|run| wanted == "last" || run.id.as_str().starts_with(wanted));
        let known = match (runs.len(), fitting.clone().count()) {
            (0, _) => Known::None,
            (_, 0) => Known::Newest(runs.iter().take(8).map(|run| run.id.clone()).collect()),
            (_, 2..) if wanted != "last" => {
                Known::Several(fitting.map(|run| run.id.clone()).collect())
            }
            _ => match fitting.next() {
                Some(run) => return Ok(run.clone()),
                None => Known::None,
            },
        };
        Err(TrainError::UnknownRun {
            wanted: wanted.to_owned(),
            known,
        })
    }

    /// The id of the run that a person means, as [`RunStore::find`] does, or of one whose record cannot be
    /// read.
    ///
    /// # Errors
    /// As [`RunStore::find`].
    pub fn find_id(&self, wanted: &str) -> Result<RunId, TrainError> {
        let error = match self.find(wanted) {
            Ok(record) => return Ok(record.id),
            Err(error) => error,
        };
        let unreadable = self.list()?.unreadable.into_iter();
        let mut fitting = unreadable.filter(|(id, _)| id.as_str().starts_with(wanted));
        match (fitting.next(), fitting.next()) {
            (Some((id, _)), None) => Ok(id),
            _ => Err(error),
        }
    }

    /// Gives a run a name; an empty one takes the name away.
    ///
    /// # Errors
    /// When there is no such run, another process is training it, the name is taken or could be taken
    /// for an id, or the record cannot be written.
    pub fn rename(&self, id: &RunId, name: &str) -> Result<RunRecord, TrainError> {
        let _lock = self.lock(id)?;
        let mut record = self.known(id)?;
        let name = name.trim();
        let problem = |problem| TrainError::Name {
            name: name.to_owned(),
            problem,
        };
        let is_hexadecimal = !name.is_empty() && name.chars().all(|c| c.is_ascii_hexdigit());
        if name == "last" || is_hexadecimal {
            return Err(problem(NameProblem::LikeAnId));
        }
        if name.chars().count() > MAX_NAME || !name.chars().all(is_printable) {
            return Err(problem(NameProblem::Unshowable));
        }
        let mut others = self.list()?.records.into_iter().filter(|run| run.id != *id);
        if !name.is_empty() && others.any(|run| run.name.as_deref() == Some(name)) {
            return Err(problem(NameProblem::Taken));
        }
        record.name = (!name.is_empty()).then(|| name.to_owned());
        self.save_record(&mut record)?;
        Ok(record)
    }

    /// Removes a run and all its files, if it is there.
    ///
    /// # Errors
    /// When another process is training it, or the folder cannot be removed.
    pub fn forget(&self, id: &RunId) -> Result<(), TrainError> {
        let lock = self.lock(id)?;
        let path = self.folder(id);
        let removed = fs::remove_dir_all(&path);
        drop(lock);
        removed.map_err(|source| self.failed(&path, source))
    }

    /// The classifier that answers for a run.
    ///
    /// # Errors
    /// When the run has no weights yet, or they cannot be read.
    pub fn classifier(
        &self,
        record: &RunRecord,
        device: &Device,
    ) -> Result<Classifier, TrainError> {
        match record.brought() {
            Some(brought) if brought.weights().is_none() => {
                let bytes = self.weights(record, read_checked)?;
                Ok(brought::onnx(brought, bytes)?)
            }
            _ => Ok(self.network(record, device)?.into()),
        }
    }

    /// The network of a run that is one: not of an ONNX model.
    ///
    /// # Errors
    /// When the run has no weights yet, or they cannot be read.
    pub fn network(
        &self,
        record: &RunRecord,
        device: &Device,
    ) -> Result<NetworkClassifier, TrainError> {
        if record.architecture().is_none() {
            return Err(TrainError::OnlyAnswers(record.id.clone()));
        }
        self.weights(record, |path, digest| {
            NetworkClassifier::load_checked(path, digest, device)
        })
    }

    /// What `read` makes of a run's file of weights, given its digest, where that is known.
    fn weights<T>(
        &self,
        record: &RunRecord,
        read: impl FnOnce(&Path, Option<&str>) -> Result<T, CheckpointError>,
    ) -> Result<T, TrainError> {
        let Some(weights) = &record.weights else {
            return Err(TrainError::NoWeights(record.id.clone()));
        };
        let path = self.folder(&record.id).join(&weights.file);
        read(&path, weights.sha256.as_deref()).map_err(|problem| TrainError::Weights {
            run: record.id.clone(),
            problem,
        })
    }

    /// Whether a run is over and what it left can be used: its weights can be read, or it diverged
    /// before it had any. If not, training it again is what helps.
    pub(crate) fn is_usable(&self, record: &RunRecord) -> bool {
        let has_weights = || self.classifier(record, &device()).is_ok();
        record.status.is_final() && (record.weights.is_none() || has_weights())
    }

    /// The newest weights and optimizer state of an unfinished run.
    pub(crate) fn resume(
        &self,
        id: &RunId,
        resume: &Resume,
        device: &Device,
    ) -> Result<(NetworkClassifier, Bytes), CheckpointError> {
        let folder = self.folder(id);
        let digest = resume.weights_sha256.as_deref();
        let path = folder.join(&resume.weights);
        let classifier = NetworkClassifier::load_checked(&path, digest, device)?;
        let path = folder.join(&resume.optimizer);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(source) => return Err(CheckpointError::File { path, source }),
        };
        let digest = resume.optimizer_sha256.as_deref();
        if digest.is_some_and(|digest| digest != sha256(&bytes)) {
            let problem = ContentError::Digest;
            return Err(CheckpointError::Content { path, problem });
        }
        Ok((classifier, Bytes::from_bytes_vec(bytes)))
    }

    /// Writes a checkpoint: weights, optimizer state, and last the record that names them. Files
    /// that no record names any more are removed. Says whether it did: weights that are not finite are not
    /// kept.
    pub(crate) fn save(
        &self,
        record: &mut RunRecord,
        classifier: &NetworkClassifier,
        optimizer: Option<&[u8]>,
    ) -> Result<bool, TrainError> {
        let folder = self.folder(&record.id);
        let Position { epochs, step, .. } = record.position;
        let stem = format!("{epochs}-{step}");
        let weights = format!("weights-{stem}.safetensors");
        let path = folder.join(&weights);
        let bytes = match classifier.to_bytes() {
            Ok(bytes) => bytes,
            Err(ContentError::NotFinite(_)) => return Ok(false),
            Err(problem) => return Err(TrainError::Backend(problem.to_string())),
        };
        let weights_sha256 = Some(sha256(&bytes));
        write_private(&path, &bytes).map_err(|source| self.failed(&path, source))?;
        record.resume = None;
        if let Some(bytes) = optimizer {
            let file = format!("optimizer-{stem}.bpk");
            let path = folder.join(&file);
            write_private(&path, bytes).map_err(|source| self.failed(&path, source))?;
            record.resume = Some(Resume {
                weights: weights.clone(),
                weights_sha256: weights_sha256.clone(),
                optimizer: file,
                optimizer_sha256: Some(sha256(bytes)),
            });
        }
        let validation_loss = match step {
            0 => record.epochs.last().and_then(|epoch| epoch.validation_loss),
            _ => None,
        };
        let candidate = Weights {
            file: weights,
            sha256: weights_sha256,
            epoch: epochs,
            validation_loss,
        };
        if record.replaces_kept(&candidate) {
            record.weights = Some(candidate);
        }
        self.save_record(record)?;
        self.remove_unnamed(record, &folder);
        Ok(true)
    }

    /// Replaces the record only.
    pub(crate) fn save_record(&self, record: &mut RunRecord) -> Result<(), TrainError> {
        record.form = FORM;
        record.changed = unix_seconds();
        let path = self.folder(&record.id).join("run.json");
        let failed = |source| self.failed(&path, source);
        let text = serde_json::to_vec_pretty(record).map_err(|error| failed(error.into()))?;
        write_private(&path, &text).map_err(failed)
    }

    /// Takes away what a training left that failed, of which the lock has to be held: files that no record
    /// names, and the folder of a run that never came to have one.
    pub(super) fn tidy(&self, id: &RunId) {
        let folder = self.folder(id);
        match self.record(id) {
            Ok(Some(record)) => self.remove_unnamed(&record, &folder),
            // Failing to remove it costs a little space.
            Ok(None) => drop(fs::remove_dir_all(folder)),
            Err(_) => {}
        }
    }

    /// Old checkpoints only cost space, so failing to remove one is no failure of the run.
    fn remove_unnamed(&self, record: &RunRecord, folder: &Path) {
        let named = |name: &str| {
            name == "run.json"
                || name == "lock"
                || record.weights.as_ref().is_some_and(|w| w.file == name)
                || record
                    .resume
                    .as_ref()
                    .is_some_and(|r| r.weights == name || r.optimizer == name)
        };
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.file_name().to_str().is_none_or(|name| !named(name)) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}
