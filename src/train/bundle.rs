//! A run as one piece of bytes, for another machine's store: its record and the files that the record names.

use std::fs;
use std::io::{self, Read};

use tar::{Archive, Builder, Header};

use super::error::{RecordProblem, TrainError};
use super::record::{RunRecord, parse};
use super::run_id::RunId;
use super::store::RunStore;
use crate::base::file::write_private;

/// The record's file.
const RECORD: &str = "run.json";
/// Files of a run at most: its record, its weights, and what it goes on from.
const FILES: usize = 4;
/// Bytes of a file at most: weights of the largest network that a lesson may have are a tenth of it.
const LARGEST: u64 = 1 << 30;

impl RunStore {
    /// A run as bytes; none where there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn bundle(&self, id: &RunId) -> Result<Option<Vec<u8>>, TrainError> {
        let Some(record) = self.record(id)? else {
            return Ok(None);
        };
        let folder = self.folder(id);
        let mut tar = Builder::new(Vec::new());
        let mut add = |name: &str| -> io::Result<()> {
            let bytes = fs::read(folder.join(name))?;
            let mut header = Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o600);
            tar.append_data(&mut header, name, bytes.as_slice())
        };
        let mut names = files(&record);
        names.push(RECORD.to_owned());
        for name in names {
            let path = folder.join(&name);
            add(&name).map_err(|source| TrainError::Store { path, source })?;
        }
        let bytes = tar.into_inner();
        bytes.map(Some).map_err(|source| TrainError::Store {
            path: folder,
            source,
        })
    }

    /// Keeps a run that came as bytes, in the place of what was known of it; its record.
    ///
    /// # Errors
    /// When the bytes are none of this run, or they cannot be kept.
    pub fn unbundle(&self, id: &RunId, bytes: &[u8]) -> Result<RunRecord, TrainError> {
        let _lock = self.lock(id)?;
        let folder = self.folder(id);
        let wrong = |problem: String| TrainError::Record {
            path: folder.join(RECORD),
            problem: RecordProblem::Foreign(problem),
        };
        let read = |source: io::Error| wrong(source.to_string());
        let mut kept = Vec::new();
        for entry in Archive::new(bytes).entries().map_err(read)? {
            let entry = entry.map_err(read)?;
            let name = entry.path().map_err(read)?.to_string_lossy().into_owned();
            if kept.len() == FILES || entry.size() > LARGEST {
                return Err(wrong("it is no run: it is too large".to_owned()));
            }
            let mut content = Vec::new();
            entry
                .take(LARGEST)
                .read_to_end(&mut content)
                .map_err(read)?;
            kept.push((name, content));
        }
        let record = kept.iter().find(|(name, _)| name == RECORD);
        let (_, record) = record.ok_or_else(|| wrong("it has no record".to_owned()))?;
        let record = parse(record).map_err(|problem| TrainError::Record {
            path: folder.join(RECORD),
            problem,
        })?;
        if record.id != *id {
            return Err(wrong(format!("it is the record of {}", record.id)));
        }
        // Only what the record names, and the record last: it is what counts.
        let named = files(&record);
        kept.retain(|(name, _)| name == RECORD || named.contains(name));
        kept.sort_by_key(|(name, _)| name == RECORD);
        for (name, content) in kept {
            let path = folder.join(name);
            write_private(&path, &content).map_err(|source| self.failed(&path, source))?;
        }
        Ok(record)
    }
}

/// The files that a record names; only plain names count.
fn files(record: &RunRecord) -> Vec<String> {
    let weights = record.weights.iter().map(|weights| weights.file.clone());
    let resume = record.resume.iter();
    let resume = resume.flat_map(|resume| [resume.weights.clone(), resume.optimizer.clone()]);
    let is_plain = |name: &String| !name.contains(['/', '\\']) && !name.starts_with('.');
    let mut files: Vec<String> = weights.chain(resume).filter(is_plain).collect();
    files.sort();
    files.dedup();
    files
}
