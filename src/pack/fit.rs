//! From YAML to the types of the schema, with everything that is wrong on the way and not only the
//! first: what does not fit is told and left out, and reading goes on. What merely follows from something
//! that was left out is not told.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_yaml::{Mapping, Value};

use super::form::{Misfit, joined, shown, told};
use super::misread::{Found, Step, Why};
use super::reading;
use crate::base::closest;

/// More misfits in one value are not told.
const MAX_TOLD: usize = 50;
/// A value is read so often at most, whatever is left out of it.
const MAX_READ: usize = 200;

/// What could be read of a value.
pub(super) struct Fitted<T> {
    /// None where what does not fit cannot be left out.
    pub(super) read: Option<T>,
    /// What does not fit.
    pub(super) misfits: Vec<Misfit>,
    /// What the value was read without.
    pub(super) left_out: LeftOut,
}

/// What of a value had to be left out for the rest of it to be read.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    /// The paths of it, as they are in the text.
    paths: Vec<String>,
    /// Of lists that lost entries, by their paths in the text: which places, from 0, the others had.
    places: BTreeMap<String, Vec<usize>>,
}

/// Reads a value as `T`, as far as it can be read.
pub(super) fn fit<T: DeserializeOwned>(mut value: Value) -> Fitted<T> {
    let mut misfits: Vec<Misfit> = Vec::new();
    let mut left_out = LeftOut::default();
    let mut read = None;
    for _ in 0..MAX_READ {
        let (steps, why) = match reading::read(value.clone()) {
            Ok(whole) => {
                read = Some(whole);
                break;
            }
            Err(error) => error.into_parts(),
        };
        if misfits.len() >= MAX_TOLD {
            break;
        }
        let at = left_out.in_text(&steps);
        let (meant, is_key) = match &why {
            Why::UnknownKey { key, .. } => (joined(&at, key), true),
            Why::MissingKey(key) => (joined(&at, key), false),
            _ => (at.clone(), false),
        };
        let has_shrunk = matches!(why, Why::Length { .. }) && left_out.places.contains_key(&at);
        // A kind whose only key was left out.
        let has_gone = why == Why::NotOneKey && left_out.touches(&at);
        let is_told = !left_out.holds(&meant) && !has_shrunk && !has_gone;
        let could_go_on = match &why {
            Why::UnknownKey { key, known } => {
                // Where another key was meant, that one is not missing too.
                let meant = closest(key, known.iter().copied());
                let is_there = meant.is_none_or(|meant| has(&mut value, &steps, meant));
                if let Some(meant) = meant.filter(|_| !is_there) {
                    left_out.paths.push(joined(&at, meant));
                }
                let key = [steps.as_slice(), &[Step::Key(key.clone())]].concat();
                left_out.take_out(&mut value, &key)
            }
            Why::MissingKey(key) => {
                left_out.paths.push(meant.clone());
                fill::<T>(&mut value, &steps, key) || left_out.take_out(&mut value, &steps)
            }
            // The kind's key is among the steps; what is of no kind is left out with it.
            Why::UnknownKind { .. } => {
                let around = steps.split_last().map_or(&[][..], |(_, around)| around);
                left_out.take_out(&mut value, around)
            }
            _ => left_out.take_out(&mut value, &steps),
        };
        if is_told {
            let path = match why {
                Why::MissingKey(_) => at,
                _ => meant,
            };
            let is_map_for_text =
                matches!(&why, Why::Wrong { found: Found::Map, wanted } if wanted == "a text");
            let (problem, text) = told(why);
            misfits.push(Misfit {
                path,
                is_key,
                problem,
                text,
                is_map_for_text,
            });
        }
        if !could_go_on {
            break;
        }
    }
    Fitted {
        read,
        misfits,
        left_out,
    }
}

impl LeftOut {
    /// Whether the value is all there.
    pub(super) fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Whether this, something in it, or what it stands in, was left out.
    pub(super) fn touches(&self, path: &str) -> bool {
        self.paths
            .iter()
            .any(|out| lies_in(path, out) || lies_in(out, path))
    }

    /// The path in the text of what is found at this one in what was read.
    pub(super) fn path_in_text(&self, path: &str) -> String {
        match self.places.is_empty() {
            true => path.to_owned(),
            false => self.in_text(&steps_of(path)),
        }
    }

    /// Whether a problem at this path of the text may only follow from what was left out: it is about that, or about
    /// what is chosen, counted or named among it.
    pub(super) fn explains(&self, path: &str) -> bool {
        if self.touches(path) {
            return true;
        }
        // Below the step's kind.
        let below = |path: &str| {
            path.split_once('.')
                .map_or(String::new(), |(_, below)| below.to_owned())
        };
        let key = below(path);
        let top = key.split(['.', ' ']).next().unwrap_or_default();
        let is_out = |name: &str| self.paths.iter().any(|out| lies_in(&below(out), name));
        match top {
            // Names of what stands elsewhere, and entries that are whole.
            "of" | "from" | "runs" | "as" | "slices" => false,
            "data" => !key.ends_with(".set"),
            "expect" => !key.ends_with(".accuracy"),
            "question" | "choices" | "answer" | "why" | "hints" | "poll" | "text" | "accept"
            | "replies" => ["choices", "answer", "poll", "text"]
                .into_iter()
                .any(is_out),
            _ => true,
        }
    }

    /// Whether this was left out, or what it stands in.
    fn holds(&self, path: &str) -> bool {
        self.paths.iter().any(|out| lies_in(path, out))
    }

    /// The path in the text of what these steps lead to now.
    fn in_text(&self, steps: &[Step]) -> String {
        let mut before = Vec::with_capacity(steps.len());
        for step in steps {
            let step = match step {
                Step::Index(now) => {
                    let places = self.places.get(&shown(&before));
                    let place = places.and_then(|places| places.get(*now));
                    Step::Index(*place.unwrap_or(now))
                }
                step => step.clone(),
            };
            before.push(step);
        }
        shown(&before)
    }

    /// Takes what these steps lead to out of its map or list, if it is there.
    fn take_out(&mut self, value: &mut Value, steps: &[Step]) -> bool {
        let Some((last, around)) = steps.split_last() else {
            return false;
        };
        let path = self.in_text(steps);
        let taken = match (last, below(value, around)) {
            (Step::Key(key), Some(Value::Mapping(map))) => map.remove(key.as_str()).is_some(),
            (Step::Index(index), Some(Value::Sequence(list))) if *index < list.len() => {
                let all = (0..list.len()).collect();
                let places = self.places.entry(self.in_text(around)).or_insert(all);
                places.remove(*index);
                list.remove(*index);
                true
            }
            _ => false,
        };
        self.paths.push(path);
        taken
    }
}

/// Puts something in the place of a key that is missing, so that what else is wrong can be found.
fn fill<T: DeserializeOwned>(value: &mut Value, around: &[Step], key: &str) -> bool {
    let here = [around, &[Step::Key(key.to_owned())]].concat();
    let stand_ins = [
        Value::String(String::new()),
        Value::Number(1.into()),
        Value::Bool(false),
        Value::Sequence(Vec::new()),
        Value::Mapping(Mapping::new()),
    ];
    for stand_in in stand_ins {
        let mut filled = value.clone();
        match below(&mut filled, around) {
            Some(Value::Mapping(map)) => {
                map.insert(key.into(), stand_in);
            }
            Some(nothing @ Value::Null) => {
                *nothing = Value::Mapping([(key.into(), stand_in)].into_iter().collect());
            }
            _ => return false,
        }
        let fits = match reading::read::<T>(filled.clone()) {
            Ok(_) => true,
            Err(error) => {
                let (steps, why) = error.into_parts();
                // What is missing below is filled in next.
                matches!(why, Why::MissingKey(_)) || !steps.starts_with(&here)
            }
        };
        if fits {
            *value = filled;
            return true;
        }
    }
    false
}

/// What these steps lead to.
fn below<'a>(value: &'a mut Value, steps: &[Step]) -> Option<&'a mut Value> {
    steps
        .iter()
        .try_fold(value, |inner, step| match (step, inner) {
            (Step::Key(key), Value::Mapping(map)) => map.get_mut(key.as_str()),
            (Step::Index(index), Value::Sequence(list)) => list.get_mut(*index),
            _ => None,
        })
}

/// Whether the map to which these steps lead has such a key.
fn has(value: &mut Value, steps: &[Step], key: &str) -> bool {
    match below(value, steps) {
        Some(Value::Mapping(map)) => map.contains_key(key),
        _ => false,
    }
}

/// Whether a path is another one, or below it.
fn lies_in(path: &str, around: &str) -> bool {
    let rest = path.strip_prefix(around);
    rest.is_some_and(|rest| rest.is_empty() || around.is_empty() || rest.starts_with(['.', ' ']))
}

/// The steps of a path.
fn steps_of(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for piece in path.split('.') {
        let mut words = piece.split(' ');
        steps.extend(words.next().map(|key| Step::Key(key.to_owned())));
        let places = words.filter_map(|word| word.parse::<usize>().ok()?.checked_sub(1));
        steps.extend(places.map(Step::Index));
    }
    steps
}
