//! What a pack brings along: data of its own, and names for what its lessons use more than once.

use std::collections::BTreeMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::dataset::Inputs;
use crate::dataset::import::named_as_labels;
use crate::eval::SliceSpec;
use crate::model::Architecture;
use crate::train::Recipe;

/// Labelled pictures in the pack's folder: a folder with a sub-folder of PNG or JPEG files a class (or
/// with `train` and `test` around those), a folder of typefaces (TTF, OTF) whose digits are drawn, a sheet, or
/// files in IDX, NPY or CSV.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackData {
    /// What lessons call the set: lower-case letters, digits, `-`, `_` and `.`.
    pub(crate) name: String,
    /// The file or folder, below the pack's.
    pub(crate) path: String,
    /// Under which licence it may be passed on, and who states it.
    pub(crate) licence: String,
    /// Who made it and where it was had.
    pub(crate) origin: String,
    /// What it shows, in a sentence or two.
    #[serde(default)]
    pub(crate) about: String,
    /// Whether the pictures are real, rendered or simulated.
    pub(crate) inputs: Inputs,
    /// The classes' names in the order of their labels; if absent, the names of the sub-folders, or the
    /// labels themselves.
    #[serde(default)]
    pub(crate) classes: Option<Vec<String>>,
    /// The file of the labels, below the pack's folder, where they stand apart.
    #[serde(default)]
    pub(crate) labels: Option<String>,
    /// The size of a picture where the file does not tell: `28x28`, or `32x32x3` for colours.
    #[serde(default)]
    pub(crate) shape: Option<String>,
    /// Where a table's labels stand: `first`, `last`, or the column's name.
    #[serde(default)]
    pub(crate) label_column: Option<String>,
    /// Makes the pictures fit: a size such as `28x28` squashes them and makes them grey, `32x32x3` keeps their colours,
    /// `mnistify` brings them into MNIST's form (what is in it already stays).
    #[serde(default)]
    pub(crate) fit: Option<String>,
    /// Makes colours grey.
    #[serde(default)]
    pub(crate) grey: bool,
    /// Makes dark bright and bright dark: MNIST's ink is bright.
    #[serde(default)]
    pub(crate) invert: bool,
    /// Exchanges rows and columns. EMNIST's are exchanged without asking, unless this is `false`.
    #[serde(default)]
    pub(crate) transpose: Option<bool>,
    /// The values that are black and white in arrays and tables, such as `-1..1`, where they are not 0..1, -1..1 or
    /// 0..255.
    #[serde(default)]
    pub(crate) range: Option<String>,
    /// What pictures that one can see through are laid on: `white`, `black`, or `auto`, which is white under dark strokes
    /// and black under bright ones.
    #[serde(default)]
    pub(crate) on: Option<String>,
    /// What the groups are, of what QMNIST's labels tell: `writer` (if nothing is said) or `hsf`, the series of NIST's
    /// forms.
    #[serde(default)]
    pub(crate) groups: Option<String>,
    /// Leaves out damaged pictures, and rows of a table with a wrong cell; how many they were is told and remembered.
    #[serde(default)]
    pub(crate) skip_damaged: bool,
}

impl PackData {
    /// The file of groups that is looked for beside a file of pictures.
    pub(crate) fn groups_beside(&self) -> Option<String> {
        let path = Path::new(&self.path);
        let (stem, _) = path.file_name()?.to_str()?.split_once("images")?;
        let beside = path.with_file_name(format!("{stem}groups.txt"));
        Some(beside.to_string_lossy().replace('\\', "/"))
    }

    /// The file of the labels that is looked for where none is named: the one beside the pictures whose name fits.
    pub(crate) fn labels_beside(&self) -> Option<String> {
        let path = Path::new(&self.path);
        let beside = named_as_labels(path);
        let is_another = self.labels.is_none() && beside != path;
        is_another.then(|| beside.to_string_lossy().replace('\\', "/"))
    }
}

/// Names for what lessons of a pack use more than once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Shared {
    /// Networks: lessons write `model: NAME`.
    pub(crate) models: BTreeMap<String, Architecture>,
    /// Recipes: lessons write `recipe: NAME`.
    pub(crate) recipes: BTreeMap<String, Recipe>,
    /// Slices: lessons write the name in a list of slices.
    pub(crate) slices: BTreeMap<String, SliceSpec>,
}
