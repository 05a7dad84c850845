//! `mindgap data import`: brings in a user's own data, and says what came of it.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use anyhow::{Result, bail};

use super::super::bar::Bar;
use super::super::json::{Line, SetLine};
use super::super::output::{say, warn};
use super::super::{Home, Outcome, interrupt};
use super::parts::say_parts;
use crate::dataset::import::{
    self, Fit, GroupBy, ImportError, LabelColumn, Limits, On, Request, Setting, ValueRange,
};
use crate::dataset::{Catalogue, DataError, Inputs, Selector, Set, Shape, Side};

/// What to import, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The pictures: photos of filled sheets of `mindgap sheet`, several or a folder of them; or one of these: an IDX,
    /// NPY, NPZ, CSV or Parquet file, a sheet of tiles (PNG, JPEG or WebP), a folder with a sub-folder a class, a folder of the files
    /// of MNIST, QMNIST or EMNIST, a class set that a workshop exported, or MNIST-C unpacked. Folders or a ZIP archive may
    /// be around it, and parts (train, val, test) in folders of their own. FILE.npz/NAME.npy is one array of an archive. A
    /// file NAME-groups.txt beside NAME-images (IDX, NPY) names the writer or other group of each picture, a
    /// line each.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// What to call the set: lower-case letters, digits, -, _ and .
    #[arg(long)]
    name: String,
    /// The file of the labels (IDX, NPY, or text with a label a line), where they are separate.
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,
    /// The classes' names in the order of their labels, such as 0,1,2,3,4,5,6,7,8,9. A network reads
    /// only data with the very classes that it learned.
    #[arg(long, value_name = "A,B,C", value_delimiter = ',')]
    classes: Option<Vec<String>>,
    /// The licence, and who states it.
    #[arg(long, value_name = "TEXT")]
    licence: Option<String>,
    /// Who made the data, and where you had it from.
    #[arg(long, value_name = "TEXT")]
    origin: Option<String>,
    /// What the pictures are: real, rendered or simulated.
    #[arg(long, value_name = "KIND")]
    inputs: Option<Inputs>,
    /// The size of a picture where the file does not tell: 28x28, or 32x32x3 for colours.
    #[arg(long, value_name = "SIZE")]
    shape: Option<Shape>,
    /// Where a table's labels are: first, last, or the column's name.
    #[arg(long, value_name = "PLACE")]
    label_column: Option<LabelColumn>,
    /// Make the pictures fit: a size such as 28x28 squashes them and makes them grey, 32x32x3 keeps colours, mnistify brings them into MNIST's
    /// form (what is in it already stays). Both make them grey.
    #[arg(long, value_name = "SIZE")]
    fit: Option<Fit>,
    /// Make colours grey.
    #[arg(long)]
    grey: bool,
    /// Make dark bright and bright dark: MNIST's ink is bright.
    #[arg(long)]
    invert: bool,
    /// Exchange rows and columns. EMNIST's are exchanged without asking, unless this is no.
    #[arg(long, value_name = "YES|NO", value_parser = parse_yes, num_args = 0..=1, require_equals = true, default_missing_value = "yes")]
    transpose: Option<bool>,
    /// The values that are black and white in arrays and tables, such as -1..1, where they are not 0..1, -1..1 or 0..255.
    #[arg(long, value_name = "MIN..MAX", allow_hyphen_values = true)]
    range: Option<ValueRange>,
    /// What to lay pictures on that one can see through: white, black, or auto, which is white under dark strokes and
    /// black under bright ones.
    #[arg(long, value_name = "GROUND")]
    on: Option<On>,
    /// What the groups are, of what QMNIST's labels tell: writer (if nothing is said) or hsf, the series of NIST's forms.
    #[arg(long, value_name = "KIND")]
    groups: Option<GroupBy>,
    /// Leave out damaged pictures, and rows of a table with a wrong cell; how many they were is told and remembered.
    #[arg(long)]
    skip_damaged: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// Say nothing.
    #[arg(long, conflicts_with = "json")]
    quiet: bool,
}

fn parse_yes(text: &str) -> Result<bool> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => bail!("there are yes and no"),
    }
}

pub(crate) fn run(arguments: Arguments, home: &Home) -> Result<Outcome> {
    let Arguments {
        paths,
        name,
        labels,
        classes,
        licence,
        origin,
        inputs,
        shape,
        label_column,
        fit,
        grey,
        invert,
        transpose,
        range,
        on,
        groups,
        skip_damaged,
        json,
        quiet,
    } = arguments;
    let mut paths = paths.into_iter();
    let path = paths.next().unwrap_or_default();
    let request = Request {
        path,
        others: paths.collect(),
        name,
        labels,
        classes,
        licence,
        origin,
        inputs,
        shape,
        label_column,
        fit,
        grey,
        invert,
        transpose,
        range,
        on,
        groups,
        skip_damaged,
        naming: as_switch,
        limits: Limits::default(),
    };
    // The import ends, and nothing is left of it.
    let interrupted = interrupt::count(2)?;
    let bar = Bar::new(!json && !quiet, "{spinner} {human_pos} pictures  {per_sec}")?;
    let imported = import::run(&request, &home.sets()?, Catalogue::builtin(), |done| {
        // A number for every hundredth picture is more than anybody reads.
        if done.is_multiple_of(100) {
            bar.done(done);
        }
        match interrupted.load(Ordering::Relaxed) > 0 {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    });
    bar.finish();
    let set = match imported {
        Ok(set) => set,
        Err(ImportError::Stopped) => return Ok(Outcome::Interrupted),
        Err(
            error @ (ImportError::Setting { .. }
            | ImportError::Content { .. }
            | ImportError::Several { .. }),
        ) => {
            let mut told = error.each(&as_switch);
            let last = told.pop().unwrap_or_default();
            for fault in told {
                warn(fault)?;
            }
            bail!(last);
        }
        Err(error) => return Err(error.into()),
    };
    if json {
        Line::Set(SetLine::from(&set)).say()?;
    } else if !quiet {
        say(format!("imported {}", set.name))?;
        say_parts(&set)?;
        if let Some(told) = sides(&set, home)? {
            say(told)?;
        }
        for caveat in &set.caveats {
            let options = textwrap::Options::with_termwidth().subsequent_indent("  ");
            say(textwrap::fill(&format!("  {caveat}"), options))?;
        }
    }
    Ok(Outcome::Done)
}

/// How a set without parts can be learned from and measured all the same: on its two sides.
fn sides(set: &Set, home: &Home) -> Result<Option<String>> {
    let [part] = set.parts.as_slice() else {
        return Ok(None);
    };
    // What is called a test is not learned from.
    if part.name != set.name && part.name != format!("{}/train", set.name) {
        return Ok(None);
    }
    let library = home.library()?;
    let [learn, apart] = [Side::Learn, Side::Apart].map(|side| {
        let named: Selector = part.name.parse()?;
        let named = named.on(side);
        Ok::<_, DataError>((library.count(&named)?, named))
    });
    let ((learn, _), (apart, measured_on)) = (learn?, apart?);
    let learned_from = format!("{}@{}", set.name, Side::Learn.name());
    let how = match part.group_names().len() {
        0 | 1 => "drawn with a seed that never changes, equal pictures on one side",
        _ => "no group is on both",
    };
    let told = format!(
        "  It has no part to test on: train --data {learned_from} learns from {learn} of its pictures, and reveal --slice \
         {measured_on} measures on the other {apart} ({how})."
    );
    let options = textwrap::Options::with_termwidth().subsequent_indent("  ");
    Ok(Some(textwrap::fill(&told, options)))
}

/// How a setting is written here, alone or with a value.
fn as_switch(setting: Setting, value: Option<&str>) -> String {
    let switch = format!("--{}", setting.name().replace('_', "-"));
    match (setting, value) {
        (_, None) => switch,
        (Setting::Transpose, Some(value)) => format!("{switch}={value}"),
        (_, Some(value)) => format!("{switch} {value}"),
    }
}
