//! Looks: which runs were measured on which test data, and with how many recipes that makes. Who chooses among
//! recipes by how they do on a test set has chosen on it, and the best of them looks better than it is.
//!
//! A look is a line of `looks.jsonl` beside the runs, written once for each run and data: what a run says of the
//! same pictures is always the same, and a view of some of them, or an altered one, is a look at the same data.
//! A run that is deleted has looked all the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::error::TrainError;
use super::record::RunRecord;
use super::run_id::RunId;
use super::store::RunStore;
use crate::base::file::open_private;
use crate::dataset::{Library, Selector, Side};

/// How often data has been looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// The data: a set or its part, such as `mnist/test`.
    pub data: String,
    /// Recipes of which a run was measured on it: those that differ in more than their seed.
    pub recipes: usize,
    /// Runs that were measured on it.
    pub runs: usize,
}

/// One run, measured on some data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Look {
    data: String,
    /// Of the data's pictures: other data of the same name was not looked at.
    digest: String,
    recipe: RunId,
    run: RunId,
}

impl RunStore {
    /// Where the looks are written down.
    fn looks_file(&self) -> PathBuf {
        self.root().join("looks.jsonl")
    }

    /// Writes down that a run was measured on some of this data, unless it is known, and says how often the data
    /// has been looked at by now. None where it is no test: of training parts, of sides to learn from, and of what
    /// the run learned from or was validated on.
    ///
    /// # Errors
    /// When there is no such data, a record that is needed cannot be read, or the looks cannot be written or
    /// read. What was measured stands all the same.
    pub fn look(
        &self,
        run: &RunRecord,
        at: &Selector,
        library: &Library,
    ) -> Result<Option<Looked>, TrainError> {
        let (_, part) = library.resolve(at)?;
        let learned = self.learned(run, library)?;
        let is_to_learn_from = part.name.ends_with("/train") || at.side() == Some(Side::Learn);
        if is_to_learn_from || learned.iter().any(|one| one.may_share(at)) {
            return Ok(None);
        }
        let is_of = |look: &&Look| look.data == part.name && look.digest == part.digest;
        let mut looks = self.looks()?;
        if !looks.iter().filter(is_of).any(|look| look.run == run.id) {
            let look = Look {
                data: part.name.clone(),
                digest: part.digest.clone(),
                recipe: self.recipe(run, library)?,
                run: run.id.clone(),
            };
            self.write_down(&look)?;
            looks.insert(look);
        }
        Ok(Some(count(&part.name, looks.iter().filter(is_of))))
    }

    /// How often each data has been looked at, by its name; data that is another by now, and what it was before,
    /// each for itself.
    ///
    /// # Errors
    /// When the looks cannot be read.
    pub fn looked(&self) -> Result<Vec<Looked>, TrainError> {
        let mut by_data = BTreeMap::<(String, String), Vec<Look>>::new();
        for look in self.looks()? {
            let data = (look.data.clone(), look.digest.clone());
            by_data.entry(data).or_default().push(look);
        }
        let looked = by_data.iter();
        Ok(looked
            .map(|((data, _), looks)| count(data, looks.iter()))
            .collect())
    }

    /// What tells a run's recipe from others: the id that the run would have with seed 0, in a fine-tuning also
    /// those that it goes on from, so that networks that go on from twins are twins.
    fn recipe(&self, run: &RunRecord, library: &Library) -> Result<RunId, TrainError> {
        let mut recipe = None;
        let ancestors = self.ancestors(run)?;
        for record in ancestors.iter().rev().chain([run]) {
            // Without the data that it learned from, a run is alone of its kind; so is one that was brought.
            let id = record.experiment().and_then(|experiment| {
                let mut experiment = experiment.with_seed(0);
                experiment.from = recipe.take().or(experiment.from);
                experiment.run_id(library).ok()
            });
            recipe = Some(id.unwrap_or_else(|| record.id.clone()));
        }
        Ok(recipe.unwrap_or_else(|| run.id.clone()))
    }

    /// All looks, each once.
    fn looks(&self) -> Result<BTreeSet<Look>, TrainError> {
        let path = self.looks_file();
        let text = match fs::read(&path) {
            // What is no text is told with its line.
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
            Err(source) => return Err(self.failed(&path, source)),
        };
        // A last line without an end is being written just now.
        let lines = text
            .split_inclusive('\n')
            .filter(|line| line.ends_with('\n'));
        let looks = lines.zip(1..).map(|(text, line)| {
            serde_json::from_str(text).map_err(|problem| TrainError::Look {
                path: path.clone(),
                line,
                problem,
            })
        });
        looks.collect()
    }

    /// Appends a look. Several processes may do so at once.
    fn write_down(&self, look: &Look) -> Result<(), TrainError> {
        let path = self.looks_file();
        let write = || -> io::Result<()> {
            let line = format!("{}\n", serde_json::to_string(look)?);
            let mut file = open_private(&path)?;
            match file.lock() {
                // Where files cannot be locked, a line is one write to the end all the same.
                Err(error) if error.kind() == io::ErrorKind::Unsupported => {}
                locked => locked?,
            }
            // What a crash or a full disk left of a line would spoil the next one.
            let bytes = fs::read(&path)?;
            let whole = bytes
                .iter()
                .rposition(|&byte| byte == b'\n')
                .map_or(0, |end| end + 1);
            if whole < bytes.len() {
                file.set_len(whole as u64)?;
            }
            file.write_all(line.as_bytes())?;
            file.sync_data()
        };
        write().map_err(|source| self.failed(&path, source))
    }
}

/// Counts looks at the data of this name.
fn count<'a>(data: &str, looks: impl Iterator<Item = &'a Look> + Clone) -> Looked {
    let different = |of: fn(&Look) -> &RunId| looks.clone().map(of).collect::<BTreeSet<_>>().len();
    Looked {
        data: data.to_owned(),
        recipes: different(|look| &look.recipe),
        runs: different(|look| &look.run),
    }
}
