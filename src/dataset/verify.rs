//! Proves that the data is what the catalogue says: every file and every decoded part.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::files::Files;
use super::finding::{Finding, VerifyProgress};
use super::shelf::SET;
use super::{DataError, File, Library, Part, Set, hex};

/// Files that no catalogue lists: itself, and what is made from it.
const UNLISTED: [&str; 2] = ["catalogue.yaml", "SOURCES.md"];

impl Library {
    /// Checks every file's presence, size and SHA-256, that no other file is there, and every
    /// part's count, shape, labels and digest; and that every imported set can be read. Finds
    /// nothing where all is well. `progress` is called from several threads.
    pub fn verify(&self, progress: impl Fn(VerifyProgress<'_>) + Sync) -> Vec<Finding> {
        let sets: Vec<&Set> = self.catalogue().sets.iter().collect();
        let (imported, shipped): (Vec<&Set>, Vec<&Set>) =
            sets.iter().partition(|set| self.is_imported(set));
        let mut findings = self.check(&sets, progress);
        findings.extend(self.unlisted_files(&shipped));
        for set in imported {
            findings.extend(unlisted_files_of_imported(self.files_of(set), set));
        }
        findings.extend(self.unreadable());
        findings
    }

    /// Checks only the files and parts of the sets of these names, as [`Library::verify`] does.
    ///
    /// # Errors
    /// When there is no set of such a name, with the closest one.
    pub fn verify_sets(
        &self,
        names: &[String],
        progress: impl Fn(VerifyProgress<'_>) + Sync,
    ) -> Result<Vec<Finding>, DataError> {
        let sets = names.iter().map(|name| self.catalogue().set(name));
        Ok(self.check(&sets.collect::<Result<Vec<_>, _>>()?, progress))
    }

    /// Files and parts, one by one.
    fn check(&self, sets: &[&Set], progress: impl Fn(VerifyProgress<'_>) + Sync) -> Vec<Finding> {
        let files: Vec<(&Files, &File)> = sets
            .iter()
            .flat_map(|set| set.files().map(|file| (self.files_of(set), file)))
            .collect();
        let parts: Vec<&Part> = sets.iter().flat_map(|set| &set.parts).collect();
        let (done, total) = (AtomicUsize::new(0), files.len() + parts.len());
        let report = |subject: &str, problem: Option<String>| {
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            progress(VerifyProgress {
                done,
                total,
                subject,
            });
            let subject = subject.to_owned();
            problem.map(|problem| Finding { subject, problem })
        };
        let mut findings: Vec<Finding> = files
            .par_iter()
            .filter_map(|(files, file)| report(&file.path, check_file(files, file)))
            .collect();
        // One after the other: each is decoded on all cores.
        let checked = parts
            .iter()
            .filter_map(|part| report(&part.name, self.check_part(part)));
        findings.extend(checked);
        findings
    }

    fn unlisted_files(&self, shipped: &[&Set]) -> Vec<Finding> {
        let Some(set) = shipped.first() else {
            return Vec::new();
        };
        let listed = shipped.iter().flat_map(|set| set.files());
        let listed = listed.map(|file| file.path.as_str()).chain(UNLISTED);
        unlisted(self.files_of(set), "", &listed.collect())
    }

    fn check_part(&self, part: &Part) -> Option<String> {
        // Opening checks count, shape and labels.
        match self.open(&part.name) {
            Ok(dataset) if dataset.digest() == part.digest => None,
            Ok(dataset) => Some(format!(
                "its digest is {} instead of {}",
                dataset.digest(),
                part.digest
            )),
            Err(error) => Some(error.to_string()),
        }
    }
}

/// What is wrong with a file, if anything is: that it is missing, or is not of its size or digest.
pub(super) fn check_file(files: &Files, file: &File) -> Option<String> {
    let bytes = match files.read(&file.path) {
        Ok(bytes) => bytes,
        Err(error) => return Some(error.to_string()),
    };
    if bytes.len() as u64 != file.bytes {
        return Some(format!(
            "it has {} bytes instead of {}",
            bytes.len(),
            file.bytes
        ));
    }
    let found = hex(&Sha256::digest(&bytes));
    (found != file.sha256).then(|| format!("its SHA-256 is {found} instead of {}", file.sha256))
}

fn unlisted_files_of_imported(files: &Files, set: &Set) -> Vec<Finding> {
    let (folder, description) = (format!("{}/", set.name), format!("{}/{SET}", set.name));
    let listed = set.files().map(|file| file.path.as_str());
    unlisted(
        files,
        &folder,
        &listed.chain([description.as_str()]).collect(),
    )
}

/// The files below a folder that are not listed.
fn unlisted(files: &Files, below: &str, listed: &BTreeSet<&str>) -> Vec<Finding> {
    let finding = |subject: String, problem: &str| Finding {
        subject,
        problem: problem.to_owned(),
    };
    match files.list(below) {
        Ok(paths) => paths
            .into_iter()
            .filter(|path| !listed.contains(path.as_str()))
            .map(|path| finding(path, "the catalogue does not list it"))
            .collect(),
        Err(error) => vec![finding("the data folder".to_owned(), &error.to_string())],
    }
}
