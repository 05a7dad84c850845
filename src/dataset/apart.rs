//! Pictures of one set, parted in two: those that a network may learn from, and those that are kept apart, to
//! measure what came of it.

use std::collections::BTreeMap;

use super::parting::first_of_each;
use super::{DataError, Library, Part, Selector, Side, Split};

/// Decides which pictures are on which side where no groups are known: always the same, whatever the seed of
/// a run, so that runs can be measured on the same pictures. A number that no other draw uses.
const SEED: u64 = 0x61_70_61_72_74;

impl Split {
    /// The pictures of one side, in their own order. Where the data knows groups (writers, say), no group is on
    /// both sides: the largest goes to those that are learned from, and each of the others, by size, to the side
    /// that has fewer pictures by then. Where each picture had its side when it came, it is on that. Where it knows none, or only one, half of the pictures are drawn to be
    /// kept apart, with a seed that is always the same.
    pub(super) fn side(&self, side: Side) -> Self {
        let decided = self.decided().or_else(|| self.grouped());
        let is_apart = decided.unwrap_or_else(|| self.halved());
        let wanted = side == Side::Apart;
        self.pick((0..self.len()).filter(|&place| is_apart[place] == wanted))
    }

    /// Whether each picture is kept apart, where that was decided when it came.
    fn decided(&self) -> Option<Vec<bool>> {
        let indices = self.indices().iter();
        indices
            .map(|&index| self.dataset().is_apart(index as usize))
            .collect()
    }

    /// Whether each picture is kept apart, by groups; none where there are no two of them.
    fn grouped(&self) -> Option<Vec<bool>> {
        let of = (0..self.len()).map(|place| self.group(place));
        let of = of.collect::<Option<Vec<&str>>>()?;
        let mut sizes = BTreeMap::<&str, usize>::new();
        of.iter()
            .for_each(|name| *sizes.entry(name).or_default() += 1);
        let apart = kept_apart(&sizes);
        let is_apart = of.iter().map(|name| apart.contains(name)).collect();
        (!apart.is_empty()).then_some(is_apart)
    }

    /// Whether each picture is kept apart: a half of them, drawn. Equal ones go where the first of them goes.
    fn halved(&self) -> Vec<bool> {
        let mut is_apart = vec![false; self.len()];
        // There are as many as that.
        let places = self.draw_places(self.len() / 2, SEED).unwrap_or_default();
        places
            .iter()
            .for_each(|&place| is_apart[place as usize] = true);
        let first = first_of_each(self).into_iter();
        first.map(|first| is_apart[first]).collect()
    }
}

/// Which groups are kept apart, of these with so many pictures each; none where there are no two of them.
fn kept_apart<'a>(sizes: &BTreeMap<&'a str, usize>) -> Vec<&'a str> {
    let mut largest_first: Vec<(&str, usize)> =
        sizes.iter().map(|(name, size)| (*name, *size)).collect();
    // Equal ones stay in the order of their names.
    largest_first.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    let (mut learn, mut kept, mut apart) = (0, 0, Vec::new());
    for (name, size) in largest_first {
        match kept < learn {
            true => {
                kept += size;
                apart.push(name);
            }
            false => learn += size,
        }
    }
    apart
}

impl Part {
    /// How many pictures are on a side, where the groups that the catalogue lists tell; none where only the
    /// pictures themselves do. Nothing is decoded.
    pub(super) fn count_on(&self, side: Side) -> Option<usize> {
        let mut sizes = BTreeMap::<&str, usize>::new();
        for group in &self.groups {
            let size = sizes.entry(&group.name).or_default();
            for (first, last) in &group.rows {
                *size += last.checked_sub(*first)? + 1;
            }
        }
        let apart = kept_apart(&sizes);
        let on_it = sizes
            .iter()
            .filter(|(name, _)| apart.contains(name) == (side == Side::Apart));
        let tells = !apart.is_empty() && sizes.values().sum::<usize>() == self.count;
        tells.then(|| on_it.map(|(_, size)| size).sum())
    }
}

impl Library {
    /// The pictures that a run learns from which goes on from another run: what any run may learn from (see
    /// [`Library::training_part`]), or the side to learn from of other hands.
    ///
    /// # Errors
    /// When there is no such data, it is not parted, or some of its pictures stand in another part of the set,
    /// which could no longer be measured with.
    pub fn fine_tuning_part(&self, text: &str) -> Result<(Selector, &Part), DataError> {
        let named: Selector = text.parse()?;
        if self.trainable().any(|(name, _)| name == named.set()) {
            return self.training_part(text);
        }
        let (set, part) = self.resolve(&named)?;
        match (set.parts.as_slice(), named.side()) {
            ([_], Some(_)) => Ok((named, part)),
            ([_], None) => Err(DataError::NotParted {
                name: named.set().to_owned(),
            }),
            _ => {
                let kept = part.evaluation_only.clone();
                Err(DataError::EvaluationOnly {
                    name: named.to_string(),
                    why: kept
                        .unwrap_or_else(|| "a test part is there to be measured on".to_owned()),
                })
            }
        }
    }

    /// What to learn from and what to measure it on, where `text` names a set: its parts `train` and `test`, if
    /// it has both, or else its two sides. A side may be named too; then the other one is measured on.
    ///
    /// # Errors
    /// When there is no such data, or it names rows, of which nobody knows what they leave.
    pub fn learn_and_apart(&self, text: &str) -> Result<(Selector, Selector), DataError> {
        let named: Selector = text.parse()?;
        if let (None, None, Ok(test)) = (named.side(), named.rows(), self.test_part(text)) {
            return Ok((named, test));
        }
        if let Some((first, last)) = named.rows() {
            return Err(DataError::Rows {
                text: text.to_owned(),
                why: format!("nobody says what to measure on beside pictures {first} to {last}"),
                example: named.on(Side::Learn).to_string(),
            });
        }
        let learn = named.on(named.side().unwrap_or(Side::Learn));
        let (data, _) = self.fine_tuning_part(&learn.to_string())?;
        let apart = data.on(data.side().map_or(Side::Apart, Side::other));
        Ok((learn, apart))
    }
}
