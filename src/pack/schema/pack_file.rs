//! `pack.yaml`: what a pack is.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::material::{PackData, Shared};

/// The newest format that this program reads.
pub(crate) const FORMAT: u32 = 1;

/// `pack.yaml`: what the pack is, and its lessons in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackFile {
    /// The version of the pack format; 1.
    pub format: u32,
    /// A short name of lower-case letters, digits and hyphens.
    pub name: String,
    /// The name that learners see.
    pub title: String,
    /// One or two sentences on what it teaches.
    pub about: String,
    /// Under which licence the pack may be passed on.
    pub licence: String,
    /// File names of the lessons, in order.
    pub lessons: Vec<String>,
    /// Data of its own.
    #[serde(default)]
    pub data: Vec<PackData>,
    /// What its lessons use by name.
    #[serde(default)]
    pub shared: Shared,
    /// Words that need explaining, and what they mean; learners find them behind `?`.
    #[serde(default)]
    pub glossary: BTreeMap<String, String>,
}

/// `pack.LANG.yaml`: what learners read of the pack in another language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PackTexts {
    /// The name that learners see.
    pub(crate) title: String,
    /// One or two sentences on what it teaches.
    pub(crate) about: String,
    /// The glossary in this language, in place of the other one.
    #[serde(default)]
    pub(crate) glossary: BTreeMap<String, String>,
    /// What learners read of a class instead of its name in the data, by that name.
    #[serde(default)]
    pub(crate) classes: BTreeMap<String, String>,
}
