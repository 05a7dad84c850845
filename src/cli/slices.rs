//! `mindgap slices`: what a model can be measured on, and how it looks.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use image::{RgbImage, imageops};

use super::json::{Line, PartLine, SampleLine};
use super::output::say;
use super::pictures;
use super::text::count;
use super::{Home, Outcome};
use crate::dataset::{Library, Split};
use crate::eval::SliceSpec;
use crate::picture::sheet;
use crate::shift::{Corruption, Family, Severity, Shift, find};

/// What to do with slices.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// List the data and the corruptions that slices are made of.
    List {
        /// Print one JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Show a slice's pictures: `mnist/test`, `pendigits:1`, `mnist/test+stain:3`; or a corruption's
    /// name, for the same ten digits at every severity.
    Show {
        /// The slice or the corruption.
        name: String,
        /// So many pictures, drawn by the seed.
        #[arg(long, alias = "take", value_name = "N", default_value_t = 40)]
        sample: usize,
        /// Decides the draw and everything random in the corruptions.
        #[arg(long, default_value_t = 7)]
        seed: u64,
        /// Write a PNG instead of showing the pictures here.
        #[arg(long, value_name = "FILE")]
        png: Option<PathBuf>,
        /// Print one JSON object, and no pictures.
        #[arg(long, conflicts_with = "png")]
        json: bool,
    },
}

pub(super) fn run(command: Command, home: &Home) -> Result<Outcome> {
    let library = home.library()?;
    match command {
        Command::List { json } => list(&library, json)?,
        Command::Show {
            name,
            sample,
            seed,
            png,
            json,
        } => show(&library, &name, (sample, seed), (png, json))?,
    }
    Ok(Outcome::Done)
}

fn list(library: &Library, json: bool) -> Result<()> {
    let catalogue = library.catalogue();
    if !json {
        say("Data (all of it, or some labels, as in pendigits:1,7):")?;
    }
    for set in &catalogue.sets {
        for part in &set.parts {
            match json {
                true => Line::Part(PartLine::of(set, part)).say()?,
                false => say(format!(
                    "  {:<21} {:>7} pictures, {}",
                    part.name,
                    count(part.count),
                    set.inputs
                ))?,
            }
        }
    }
    for family in Family::ALL {
        if !json {
            say(format!(
                "\nCorruptions of the family {} (added as in mnist/test+NAME:SEVERITY):",
                family.name()
            ))?;
        }
        for corruption in family.corruptions() {
            match json {
                true => Line::Corruption(corruption.into()).say()?,
                false => say(in_words(corruption))?,
            }
        }
    }
    Ok(())
}

fn in_words(corruption: &Corruption) -> String {
    let severity = match corruption.graded {
        true => format!("; {} if none is named", corruption.default.level()),
        false => String::new(),
    };
    let evaluation_only = match corruption.evaluation_only {
        true => " For evaluation only.",
        false => "",
    };
    let text = format!(
        "  {:<23} {}. {}{severity}. Source: {}.{evaluation_only}",
        corruption.name, corruption.about, corruption.parameters, corruption.source
    );
    let options =
        textwrap::Options::with_termwidth().subsequent_indent("                          ");
    textwrap::fill(&text, options)
}

fn show(
    library: &Library,
    name: &str,
    (sample, seed): (usize, u64),
    (png, json): (Option<PathBuf>, bool),
) -> Result<()> {
    let spec = match (name.parse::<SliceSpec>(), find(name)) {
        (_, Ok(corruption)) if json => return Ok(Line::Corruption(corruption.into()).say()?),
        (_, Ok(corruption)) => return show_corruption(corruption, seed, png),
        (spec, Err(_)) => spec?,
    };
    let columns = columns(png.as_ref());
    let whole = library.select(&spec.from)?.len();
    let spec = SliceSpec {
        sample: Some(sample.min(whole)),
        seed,
        ..spec
    };
    if sample == 0 {
        bail!("--sample 0 leaves nothing to show; take at least 1 picture");
    }
    let split = spec.draw(library)?;
    let dataset = split.dataset();
    let names = dataset.classes();
    let labels = (0..split.len()).map(|at| {
        let name = names.get(usize::from(split.label(at)));
        name.map_or("?", String::as_str)
    });
    let labels: Vec<&str> = labels.collect();
    if json {
        let line = SampleLine {
            slice: &spec.name,
            n: split.len(),
            of: whole,
            seed,
            shape: dataset.shape(),
            inputs: dataset.inputs(),
            digest: split.digest(),
            labels,
        };
        return Ok(Line::Sample(line).say()?);
    }
    let about = format!(
        "{}: {} of {} pictures of {}, {}, seed {seed}, digest {}",
        spec.name,
        split.len(),
        count(whole),
        dataset.shape(),
        dataset.inputs(),
        split.digest().get(..12).unwrap_or_default(),
    );
    say(textwrap::fill(
        &about,
        textwrap::Options::with_termwidth().subsequent_indent("  "),
    ))?;
    let pictures: Vec<&[u8]> = (0..split.len()).map(|at| split.picture(at)).collect();
    present(&drawn(&split, &pictures, columns), columns, png)?;
    if !io::stdout().is_terminal() {
        say(format!("they are, row by row: {}", labels.join(" ")))?;
    }
    Ok(())
}

/// The first digits of different classes, untouched and at every severity.
fn show_corruption(corruption: &'static Corruption, seed: u64, png: Option<PathBuf>) -> Result<()> {
    say(in_words(corruption))?;
    let digits = Library::builtin().select(&"mnist/test".parse()?)?;
    let mut seen = BTreeSet::new();
    let first: Vec<usize> = (0..digits.len())
        .filter(|&at| seen.insert(digits.label(at)))
        .take(columns(png.as_ref()) as usize)
        .collect();
    let digits = digits.pick(first);
    let severities: &[Severity] = match corruption.graded {
        true => &Severity::ALL,
        false => &[corruption.default],
    };
    let shifted = severities.iter().map(|&severity| {
        let shift = Shift {
            corruption,
            severity,
        };
        crate::shift::alter(&digits, &[shift], seed)
    });
    let rows: Vec<Split> = std::iter::once(digits.clone()).chain(shifted).collect();
    let pictures = rows
        .iter()
        .flat_map(|row| (0..row.len()).map(|at| row.picture(at)));
    let pictures: Vec<&[u8]> = pictures.collect();
    let columns = u32::try_from(digits.len()).unwrap_or(u32::MAX);
    say("From the top: as they are in mnist/test, then the mildest severity first.")?;
    present(&drawn(&digits, &pictures, columns), columns, png)
}

/// Pixels between two pictures.
const GAP: u32 = 2;

fn drawn(split: &Split, pictures: &[&[u8]], columns: u32) -> RgbImage {
    let shape = split.dataset().shape();
    let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
    let size = (side(shape.width), side(shape.height));
    sheet(pictures.iter().copied(), size, columns, GAP)
}

/// Shows a sheet on the terminal or writes it; a pipe gets neither.
fn present(sheet: &RgbImage, columns: u32, png: Option<PathBuf>) -> Result<()> {
    if let Some(file) = png {
        let (width, height) = (sheet.width() * 3, sheet.height() * 3);
        let large = imageops::resize(sheet, width, height, imageops::FilterType::Nearest);
        large
            .save_with_format(&file, image::ImageFormat::Png)
            .with_context(|| file.display().to_string())?;
        return Ok(say(format!("written to {}", file.display()))?);
    }
    if !io::stdout().is_terminal() {
        return Ok(());
    }
    pictures::show(&sheet.clone().into(), columns * CELLS)
}

/// Cells across a picture and the gap after it: half of a 28-pixel digit's pixels.
const CELLS: u32 = 15;

/// Pictures in a row: as many as can be made out on this terminal, ten in a file.
fn columns(png: Option<&PathBuf>) -> u32 {
    let most = 10;
    match png {
        Some(_) => most,
        None => (pictures::columns() / CELLS).clamp(1, most),
    }
}
