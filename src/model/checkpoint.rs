//! A classifier on disk: one safetensors file, its configuration in the file's metadata.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use burn::store::{ModuleSnapshot, SafetensorsStore};
use burn::tensor::Device;
use safetensors::SafeTensors;
use thiserror::Error;

use super::architecture::ArchitectureError;
use super::classifier::{Classifier, ClassifierConfig};
use crate::base::file::write_whole;

/// The key in the safetensors metadata that holds the configuration as JSON.
const CONFIG_KEY: &str = "mindgap.classifier";

/// A file larger than this is not one of ours: [`super::architecture::MAX_PARAMETERS`] of four
/// bytes each, and room for names.
const MAX_BYTES: u64 = 4 * super::architecture::MAX_PARAMETERS as u64 + (1 << 20);

/// Why a checkpoint could not be written or read.
#[derive(Debug, Error)]
pub enum CheckpointError {
    /// The file system said no.
    #[error("{}: {source}", path.display())]
    File {
        /// The checkpoint.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is there but is not a checkpoint of this program.
    #[error("{}: not a mindgap checkpoint: {problem}; train the run again", path.display())]
    Content {
        /// The checkpoint.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
}

impl Classifier {
    /// Writes weights and configuration to `path`, whole or not at all.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), CheckpointError> {
        let content = |problem: String| CheckpointError::Content {
            path: path.to_owned(),
            problem,
        };
        let config =
            serde_json::to_string(self.config()).map_err(|error| content(error.to_string()))?;
        let mut store = SafetensorsStore::from_bytes(None)
            .skip_enum_variants(true)
            .metadata(CONFIG_KEY, config);
        self.network()
            .save_into(&mut store)
            .map_err(|error| content(error.to_string()))?;
        let bytes = store
            .get_bytes()
            .map_err(|error| content(error.to_string()))?;
        write_whole(path, &bytes).map_err(|source| CheckpointError::File {
            path: path.to_owned(),
            source,
        })
    }

    /// Reads what [`Classifier::save`] wrote.
    ///
    /// # Errors
    /// When the file is missing, damaged, or not a checkpoint of this program.
    pub fn load(path: &Path, device: &Device) -> Result<Self, CheckpointError> {
        let file = |source| CheckpointError::File {
            path: path.to_owned(),
            source,
        };
        let content = |problem: String| CheckpointError::Content {
            path: path.to_owned(),
            problem,
        };
        if fs::metadata(path).map_err(file)?.len() > MAX_BYTES {
            return Err(content("it is larger than any network may be".into()));
        }
        let bytes = fs::read(path).map_err(file)?;
        let (_, metadata) =
            SafeTensors::read_metadata(&bytes).map_err(|error| content(error.to_string()))?;
        let config = metadata
            .metadata()
            .as_ref()
            .and_then(|entries| entries.get(CONFIG_KEY))
            .ok_or_else(|| content(format!("it has no {CONFIG_KEY}")))?;
        let config: ClassifierConfig =
            serde_json::from_str(config).map_err(|error| content(error.to_string()))?;
        let classifier = Self::new(config.clone(), 0, device)
            .map_err(|error: ArchitectureError| content(error.to_string()))?;
        let mut network = classifier.network().clone();
        let mut store = SafetensorsStore::from_bytes(Some(bytes)).skip_enum_variants(true);
        network
            .load_from(&mut store)
            .map_err(|error| content(error.to_string()))?;
        Ok(Self::with_network(config, network))
    }
}
