//! Puts what a pack shares among its lessons in the places where they name it.

use serde::Serialize;
use serde_yaml::Value;
use serde_yaml::with::singleton_map_recursive;

use super::schema::Shared;
use crate::base::closest;

impl Shared {
    /// Whether there is nothing to be put in anywhere.
    pub(super) fn is_empty(&self) -> bool {
        self.models.is_empty() && self.recipes.is_empty() && self.slices.is_empty()
    }
}

/// Replaces `model: NAME`, `recipe: NAME`, and names in lists of slices, where the pack has such names.
pub(super) fn put_in(value: &mut Value, shared: &Shared) {
    match value {
        Value::Mapping(map) => {
            for (key, inner) in map.iter_mut() {
                let named = inner.as_str();
                let replaced = match (key.as_str(), named) {
                    (Some("model"), Some(name)) => shared.models.get(name).and_then(written),
                    (Some("recipe"), Some(name)) => shared.recipes.get(name).and_then(written),
                    _ => None,
                };
                if let Some(replaced) = replaced {
                    *inner = replaced;
                    continue;
                }
                if let (Some("slices"), Value::Sequence(slices)) = (key.as_str(), &mut *inner) {
                    for slice in slices {
                        let known = slice.as_str().and_then(|name| shared.slices.get(name));
                        if let Some(known) = known.and_then(written) {
                            *slice = known;
                        }
                    }
                }
                put_in(inner, shared);
            }
        }
        Value::Sequence(list) => list.iter_mut().for_each(|inner| put_in(inner, shared)),
        _ => {}
    }
}

/// The name of the pack's own that somebody meant who wrote `text` at this path.
pub(super) fn meant<'a>(path: &str, text: &str, shared: &'a Shared) -> Option<&'a str> {
    let key = path.rsplit('.').next()?;
    let names: Vec<&str> = match key.split(' ').next()? {
        "model" => shared.models.keys().map(String::as_str).collect(),
        "recipe" => shared.recipes.keys().map(String::as_str).collect(),
        "slices" => shared.slices.keys().map(String::as_str).collect(),
        _ => return None,
    };
    closest(text, names.into_iter())
}

fn written<T: Serialize>(thing: &T) -> Option<Value> {
    singleton_map_recursive::serialize(thing, serde_yaml::value::Serializer).ok()
}
