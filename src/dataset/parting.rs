//! Whether the parts of a set can be told apart: pictures that are in two of them, and classes that one of them lacks.
//! Imports, `data verify` and the check of a pack tell the same.

use std::collections::{BTreeSet, HashMap};

use super::{DataError, Library, PictureIndex, Set, Split};

/// So many classes are named; of more, it is said how many there are.
const NAMED: usize = 10;
/// Of more bytes of pictures, only the classes are compared: what is looked through has to be in memory.
const MOST_BYTES: usize = 1 << 30;

/// What there is to say of the parts of a set, a sentence without an end each.
pub(super) fn remarks(parts: &[Split]) -> Vec<String> {
    let is_train = |split: &&Split| split.dataset().name().ends_with("/train");
    let bytes: usize = parts.iter().map(|part| part.dataset().pixels().len()).sum();
    let is_small = bytes <= MOST_BYTES;
    let (Some(train), true) = (parts.iter().find(is_train), parts.len() > 1) else {
        return match parts {
            [whole] if is_small => repeated(whole).into_iter().collect(),
            _ => Vec::new(),
        };
    };
    let others = || parts.iter().filter(|part| !is_train(part));
    let mut remarks = Vec::new();
    if is_small {
        let index = PictureIndex::of(vec![train.clone()]);
        remarks.extend(others().filter_map(|other| shared(train, &index, other)));
    }
    remarks.extend(others().flat_map(|other| one_sided(train, other)));
    remarks
}

/// The pictures of another part that are among those to learn from.
fn shared(train: &Split, index: &PictureIndex, other: &Split) -> Option<String> {
    let (mut found, mut nearly, mut contradicted) = (0, 0, 0);
    for (place, duplicate) in index.find(other).into_iter().enumerate() {
        let Some(duplicate) = duplicate else {
            continue;
        };
        found += 1;
        nearly += usize::from(!duplicate.is_exact);
        contradicted += usize::from(train.label(duplicate.place) != other.label(place));
    }
    let mut details = Vec::new();
    if nearly > 0 {
        details.push(format!(
            "{nearly} of them only nearly the same: stored again, brighter or darker"
        ));
    }
    if contradicted > 0 {
        details.push(format!("{contradicted} with another label"));
    }
    let details = match details.is_empty() {
        true => String::new(),
        false => format!(" ({})", details.join("; ")),
    };
    let (n, train, other) = (other.len(), train.dataset().name(), other.dataset().name());
    (found > 0).then(|| {
        format!(
            "{found} of the {n} pictures of {other} are in {train} too{details}, so {other} is no clean test of what \
             learned from {train}; take them out of one of the two"
        )
    })
}

/// The classes that only one of two parts has pictures of.
fn one_sided(train: &Split, other: &Split) -> Vec<String> {
    let classes =
        |split: &Split| -> BTreeSet<u8> { split.iter().map(|(_, label)| label).collect() };
    let (learned, tested) = (classes(train), classes(other));
    let (train, other) = (train.dataset(), other.dataset());
    let named = |labels: Vec<u8>| {
        let few = labels.iter().take(NAMED);
        let few: Vec<&str> = few.map(|label| train.class_name(*label)).collect();
        match labels.len().saturating_sub(NAMED) {
            0 => few.join(", "),
            more => format!("{} and {more} more", few.join(", ")),
        }
    };
    let only = |one: &BTreeSet<u8>, not: &BTreeSet<u8>| -> Vec<u8> {
        one.difference(not).copied().collect()
    };
    let (untested, unlearned) = (only(&learned, &tested), only(&tested, &learned));
    let mut remarks = Vec::new();
    if !untested.is_empty() {
        remarks.push(format!(
            "{} has no picture of {}, which {} has, so nothing measured on it says anything of these",
            other.name(),
            named(untested),
            train.name()
        ));
    }
    if !unlearned.is_empty() {
        remarks.push(format!(
            "{} has pictures of {}, and {} has none, so no network that learned from it can know these",
            other.name(),
            named(unlearned),
            train.name()
        ));
    }
    remarks
}

/// Pictures that are there more than once.
fn repeated(whole: &Split) -> Option<String> {
    let first = first_of_each(whole);
    let again = first
        .iter()
        .enumerate()
        .filter(|(place, first)| place != *first);
    let again = again.count();
    (again > 0).then(|| {
        format!(
            "{again} of the {} pictures are there already, byte by byte; the sides {name}@learn and {name}@apart keep \
             equal ones together, validation pictures are drawn without looking",
            whole.len(),
            name = whole.dataset().name()
        )
    })
}

/// For each picture, the place of the first one with the same bytes.
pub(super) fn first_of_each(split: &Split) -> Vec<usize> {
    let mut known: HashMap<&[u8], usize> = HashMap::with_capacity(split.len());
    let places = 0..split.len();
    places
        .map(|place| *known.entry(split.picture(place)).or_insert(place))
        .collect()
}

impl Library {
    /// What there is to say of the parts of a set: pictures that are in two of them, and classes that one of them lacks.
    ///
    /// # Errors
    /// When a part cannot be read.
    pub fn remarks(&self, set: &Set) -> Result<Vec<String>, DataError> {
        let parts = set
            .parts
            .iter()
            .map(|part| Ok(Split::whole(self.open(&part.name)?)));
        Ok(remarks(&parts.collect::<Result<Vec<Split>, DataError>>()?))
    }

    /// The same of every imported set of these names, or of all.
    ///
    /// # Errors
    /// As [`Library::remarks`].
    pub fn remarks_of_imported(
        &self,
        names: &[String],
    ) -> Result<Vec<(String, String)>, DataError> {
        let sets = self.catalogue().sets.iter();
        let wanted =
            |set: &&Set| self.is_imported(set) && (names.is_empty() || names.contains(&set.name));
        let mut all = Vec::new();
        for set in sets.filter(wanted) {
            let remarks = self.remarks(set)?.into_iter();
            all.extend(remarks.map(|remark| (set.name.clone(), remark)));
        }
        Ok(all)
    }
}
