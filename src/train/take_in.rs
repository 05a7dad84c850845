//! Keeps a model that somebody brought among the runs.

use super::brought::Brought;
use super::error::TrainError;
use super::event::Status;
use super::record::{Origin, RunRecord, Weights};
use super::store::RunStore;
use crate::base::file::write_private;
use crate::model::checkpoint::sha256;

impl RunStore {
    /// Keeps a model as a run; one that is kept already stays as it is. `bytes` are those of [`crate::model::onnx::OnnxFile::bytes`] or
    /// of a checkpoint.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn take_in(
        &self,
        brought: Brought,
        parameters: usize,
        bytes: &[u8],
    ) -> Result<RunRecord, TrainError> {
        let id = brought.run_id();
        let _lock = self.lock(&id)?;
        if let Some(record) = self.record_to_train(&id)?
            && self.is_usable(&record)
        {
            return Ok(record);
        }
        let file = brought.kept_as().to_owned();
        let path = self.folder(&id).join(&file);
        write_private(&path, bytes).map_err(|source| self.failed(&path, source))?;
        let mut record = RunRecord::new(id, Origin::Brought(Box::new(brought)), parameters);
        record.status = Status::Finished;
        record.weights = Some(Weights {
            file,
            sha256: Some(sha256(bytes)),
            epoch: 0,
            validation_loss: None,
        });
        self.save_record(&mut record)?;
        Ok(record)
    }
}
