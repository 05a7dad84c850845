//! A classifier on disk: one safetensors file, its configuration in the file's metadata.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use burn::store::{ModuleSnapshot, SafetensorsStore};
use burn::tensor::Device;
use safetensors::{Dtype, SafeTensors};
use serde_json::Value;
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::network_classifier::{ClassifierConfig, NetworkClassifier};

/// The key in the safetensors metadata that holds the configuration as JSON.
pub(super) const CONFIG_KEY: &str = "mindgap.classifier";

/// Bytes in front of the header that say how long it is.
const LENGTH: usize = 8;

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
    #[error("{}: {problem}", path.display())]
    Content {
        /// The checkpoint.
        path: PathBuf,
        /// What is wrong with it.
        problem: ContentError,
    },
}

/// What is wrong with the content of a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ContentError {
    /// There is nothing in it.
    #[error("it is empty")]
    Empty,
    /// It is larger than a checkpoint can be.
    #[error("it is larger than any network may be")]
    TooLarge,
    /// It is not what was written.
    #[error("it is damaged: its SHA-256 is not the one that it was written with")]
    Digest,
    /// It is no checkpoint, or not all of it is there.
    #[error("it is not a whole checkpoint of mindgap ({0})")]
    Form(String),
    /// Weights that cannot be calculated with.
    #[error("its weights {0} are not finite numbers")]
    NotFinite(String),
}

impl NetworkClassifier {
    /// Weights and configuration as the bytes of a checkpoint.
    ///
    /// # Errors
    /// When some weights are not finite: nothing could be answered with them.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, ContentError> {
        let config = serde_json::to_string(self.config()).map_err(form)?;
        let mut store = SafetensorsStore::from_bytes(None)
            .skip_enum_variants(true)
            .metadata(CONFIG_KEY, config);
        self.network().save_into(&mut store).map_err(form)?;
        let bytes = store.get_bytes().map_err(form)?;
        check_finite(&bytes)?;
        with_sorted_header(&bytes)
    }

    /// Reads a checkpoint, which has to have this digest, where one is known.
    ///
    /// # Errors
    /// When the file is missing, damaged, or not a checkpoint of this program.
    pub(crate) fn load_checked(
        path: &Path,
        digest: Option<&str>,
        device: &Device,
    ) -> Result<Self, CheckpointError> {
        let size = fs::metadata(path)
            .map_err(|source| file(path, source))?
            .len();
        if size > MAX_BYTES {
            return Err(content(path, ContentError::TooLarge));
        }
        let bytes = read_checked(path, digest)?;
        Self::from_bytes(bytes, device).map_err(|problem| content(path, problem))
    }

    pub(super) fn from_bytes(bytes: Vec<u8>, device: &Device) -> Result<Self, ContentError> {
        let (_, metadata) = SafeTensors::read_metadata(&bytes).map_err(form)?;
        let config = metadata
            .metadata()
            .as_ref()
            .and_then(|entries| entries.get(CONFIG_KEY))
            .ok_or_else(|| form(format!("it has no {CONFIG_KEY}")))?;
        let config: ClassifierConfig = serde_json::from_str(config).map_err(form)?;
        check_finite(&bytes)?;
        let classifier = Self::new(config.clone(), 0, device).map_err(form)?;
        let mut network = classifier.network().clone();
        let mut store = SafetensorsStore::from_bytes(Some(bytes)).skip_enum_variants(true);
        network.load_from(&mut store).map_err(form)?;
        Ok(Self::with_network(config, network))
    }
}

/// The bytes of a file that has to have this digest, where one is known.
///
/// # Errors
/// When the file cannot be read, is empty, or is another.
pub(crate) fn read_checked(path: &Path, digest: Option<&str>) -> Result<Vec<u8>, CheckpointError> {
    let bytes = fs::read(path).map_err(|source| file(path, source))?;
    if bytes.is_empty() {
        return Err(content(path, ContentError::Empty));
    }
    match digest.is_some_and(|digest| digest != sha256(&bytes)) {
        true => Err(content(path, ContentError::Digest)),
        false => Ok(bytes),
    }
}

/// The same checkpoint with its header in the order of its keys, which is another one each time that it is
/// written: equal networks make equal files, and so equal digests.
pub(super) fn with_sorted_header(bytes: &[u8]) -> Result<Vec<u8>, ContentError> {
    let (length, _) = SafeTensors::read_metadata(bytes).map_err(form)?;
    let (header, data) = bytes[LENGTH..].split_at(length);
    let header: BTreeMap<String, BTreeMap<String, Value>> =
        serde_json::from_slice(header).map_err(form)?;
    let mut header = serde_json::to_vec(&header).map_err(form)?;
    // The data begins at a multiple of eight bytes.
    header.resize(header.len().next_multiple_of(LENGTH), b' ');
    let length = (header.len() as u64).to_le_bytes();
    Ok([length.as_slice(), &header, data].concat())
}

/// Whether each weight is a finite number: one that is not can spoil every answer.
fn check_finite(bytes: &[u8]) -> Result<(), ContentError> {
    let tensors = SafeTensors::deserialize(bytes).map_err(form)?;
    for (name, tensor) in tensors.iter() {
        let mut values = tensor.data().as_chunks().0.iter();
        let is_finite = |value: &[u8; 4]| f32::from_le_bytes(*value).is_finite();
        if tensor.dtype() == Dtype::F32 && !values.all(is_finite) {
            return Err(ContentError::NotFinite(name.to_owned()));
        }
    }
    Ok(())
}

/// Hexadecimal SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn form(error: impl Display) -> ContentError {
    ContentError::Form(error.to_string())
}

fn file(path: &Path, source: io::Error) -> CheckpointError {
    CheckpointError::File {
        path: path.to_owned(),
        source,
    }
}

fn content(path: &Path, problem: ContentError) -> CheckpointError {
    CheckpointError::Content {
        path: path.to_owned(),
        problem,
    }
}
