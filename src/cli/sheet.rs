//! `mindgap sheet`: a sheet of paper to write digits on, whose photo tells which digit is where.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::json::{Line, PrintedLine};
use super::output::say;
use super::text::count;
use super::{Home, Outcome};
use crate::base::file::write_to_hand_on;
use crate::picture::form::{BOXES, DOTS_PER_INCH, Drawing, Id, Paper, Texts, pdf, png};
use crate::say;
use crate::words::{Lang, Words};

/// The typeface of the sheet's texts, among the data that ships.
const FONT: &str = "fonts/LiberationSans-Regular.ttf";

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
    /// What the order of the digits is drawn from, and the first part of the sheet's name. Sheets that are printed
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
    let words = Words {
        lang: lang.unwrap_or_default(),
    };
    let copies = 1..=arguments.copies;
    let ids = copies.map(|copy| Id::new(arguments.paper, arguments.seed, copy));
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
        .map(|id| Drawing::of(*id, &texts(*id, words), &font));
    let drawings: Vec<Drawing<'_>> = drawings.collect::<Result<_, _>>()?;
    let bytes = match drawings.as_slice() {
        [page] if is_png => png(page)?,
        pages => pdf(&say!(words, "sheet-headline"), pages),
    };
    let file = &arguments.output;
    write_to_hand_on(file, &bytes)
        .with_context(|| format!("{}: the sheet cannot be written", file.display()))?;
    if arguments.json {
        for id in &ids {
            let line = PrintedLine {
                file: file.display().to_string(),
                sheet: id.to_string(),
                digits: crate::picture::form::order(*id),
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

fn texts(id: Id, words: Words) -> Texts {
    Texts {
        headline: say!(words, "sheet-headline"),
        lines: vec![say!(words, "sheet-how"), say!(words, "sheet-photo")],
        writer: say!(words, "sheet-writer"),
        name: say!(words, "sheet-name", name = id.to_string()),
        foot: say!(words, "sheet-foot"),
    }
}
