//! `mindgap sheet`: a sheet of paper to write digits or other labels on, whose photo tells which is where.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::json::{Line, PrintedLine};
use super::output::say;
use super::text::count;
use super::{Home, Outcome};
use crate::base::file::write_to_hand_on;
use crate::picture::form::{
    BOXES, DOTS_PER_INCH, Drawing, Id, Labels, Paper, Texts, order_of, pdf, png,
};
use crate::say;
use crate::words::{Lang, Words};

/// The typeface of the sheet's texts, among the data that ships.
const FONT: &str = "fonts/LiberationSans-Regular.ttf";

/// Characters of a line at the foot that can still be read.
const READABLE: usize = 110;

/// What to print.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Write into this file, which is replaced if it exists.
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// A picture (PNG, 300 dots an inch) instead of a PDF; so does a file name that ends in .png.
    #[arg(long)]
    png: bool,
    /// The size of the paper: a4 or letter.
    #[arg(long, value_name = "SIZE", default_value = "a4")]
    paper: Paper,
    /// What the boxes ask for, 2 to 50 of at most 12 characters: A-Z, a-z, 0-9 (or parts of them), or names such as
    /// cat,dog. Sheets for A-Z, a-z and 0-9 tell by themselves what they ask for; of others, `data import` has to be told with
    /// --classes, as their foot says.
    #[arg(long, value_name = "A,B,C", default_value = "0-9")]
    labels: Labels,
    /// What the order of the labels is drawn from, and the first part of the sheet's name. Sheets that are printed
    /// another time need another one, if they are to be told apart.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u32,
    /// So many pages, a writer each: every one has a name and an order of its own. A picture has one.
    #[arg(long, value_name = "N", default_value_t = 1)]
    copies: u32,
    /// The language of what is printed; that of the locale, if absent and known.
    #[arg(long, env = "MINDGAP_LANG", value_name = "CODE")]
    lang: Option<Lang>,
    /// Print one JSON object a page.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments, home: &Home) -> Result<Outcome> {
    let extension = arguments.output.extension().unwrap_or_default();
    let is_png = arguments.png || extension.eq_ignore_ascii_case("png");
    if is_png && arguments.copies > 1 {
        bail!("a picture holds one page; omit --copies, or name a file that ends in .pdf");
    }
    let lang = arguments.lang.or_else(Lang::from_environment);
    let words = Words::of(lang.unwrap_or_default());
    let copies = 1..=arguments.copies;
    let ids = copies.map(|copy| Id::new(arguments.paper, arguments.seed, copy));
    let labels = &arguments.labels;
    let ids = ids.map(|id| id.map(|id| id.asking(labels)));
    let ids: Option<Vec<Id>> = ids.collect();
    let Some(ids) = ids.filter(|ids| !ids.is_empty()) else {
        bail!(
            "--copies {}: a seed has 1 to {} pages; choose another --seed for more",
            arguments.copies,
            Id::MOST
        );
    };
    let font = home.library()?.file(FONT)?;
    let drawings = ids
        .iter()
        .map(|id| Drawing::of(*id, labels, &texts(*id, labels, words), &font));
    let drawings: Vec<Drawing<'_>> = drawings.collect::<Result<_, _>>()?;
    let bytes = match drawings.as_slice() {
        [page] if is_png => png(page)?,
        pages => {
            let title = ids.first().map(|id| headline(*id, words).0);
            pdf(&title.unwrap_or_default(), pages)
        }
    };
    let file = &arguments.output;
    write_to_hand_on(file, &bytes)
        .with_context(|| format!("{}: the sheet cannot be written", file.display()))?;
    if arguments.json {
        for id in &ids {
            let line = PrintedLine {
                file: file.display().to_string(),
                sheet: id.to_string(),
                labels: asked(*id, labels),
            };
            Line::Printed(line).say()?;
        }
        return Ok(Outcome::Done);
    }
    let pages = match ids.as_slice() {
        [id] => format!("sheet {id}"),
        [first, .., last] => format!("{} sheets, {first} to {last}", count(ids.len())),
        [] => String::new(),
    };
    let how = match is_png {
        true => format!("print it at {DOTS_PER_INCH} dots an inch"),
        false => "print it".to_owned(),
    };
    say(format!(
        "{}: {pages}, {BOXES} boxes each; {how}, fill it in, photograph it",
        file.display()
    ))?;
    Ok(Outcome::Done)
}

/// What its boxes ask for, in the order of reading.
fn asked(id: Id, labels: &Labels) -> Vec<String> {
    let name = |label: u8| labels.names().get(usize::from(label)).cloned();
    order_of(id, labels).into_iter().filter_map(name).collect()
}

fn texts(id: Id, labels: &Labels, words: Words) -> Texts {
    let (headline, how) = headline(id, words);
    let mut foot = vec![say!(words, "sheet-foot")];
    if id.mark().known().is_none() {
        let classes = format!("--classes {}", labels.names().join(","));
        // What is longer could not be read.
        foot.push(match classes.chars().count() > READABLE {
            true => say!(words, "sheet-foot-long"),
            false => classes,
        });
    }
    Texts {
        headline,
        lines: vec![how, say!(words, "sheet-photo")],
        writer: say!(words, "sheet-writer"),
        name: say!(words, "sheet-name", name = id.to_string()),
        foot,
    }
}

/// What to do, and how.
fn headline(id: Id, words: Words) -> (String, String) {
    match id.asks_for_digits() {
        true => (say!(words, "sheet-headline"), say!(words, "sheet-how")),
        false => (
            say!(words, "sheet-headline-labels"),
            say!(words, "sheet-how-labels"),
        ),
    }
}
