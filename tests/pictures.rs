//! The pictures in the README, made from the real screens of a real walk through lesson 1:
//!
//! `cargo test --release --test pictures -- --ignored`
//!
//! writes them to `docs/`. They are not made in every test run, since they change with the machine.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may fail")]

mod common;

use std::fmt::Write;
use std::fs;
use std::path::Path;

use common::{Learner, cells};
use mindgap::tui::theme::{Depth, Theme};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Size;
use ratatui::style::{Color, Modifier};
use tempfile::TempDir;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/lessons/mind-the-gap");
const SIZE: Size = Size::new(96, 28);

#[test]
#[ignore = "writes pictures; run it by hand when a screen has changed"]
fn the_pictures_of_the_readme_are_what_a_learner_sees() {
    let folder = TempDir::new().unwrap();
    let theme = Theme::dark(Depth::Indexed);
    let mut learner = Learner::seeing(folder.path(), PACK, (SIZE.width, SIZE.height), theme);
    learner.types("<enter><enter><enter>85<enter>97<enter><enter>");
    learner.waits_for("epoch 2 of 3").waits_for("55 %");
    save("training", &cells(learner.app(), SIZE));
    learner.waits_for("you said 97 %");
    learner
        .types("<enter>2<enter>98<enter>")
        .waits_for("interval");
    learner
        .types("<enter><enter>90<right><enter>")
        .waits_for("interval");
    save("reveal", &cells(learner.app(), SIZE));
    dial(&mut learner);
    drawing(&mut learner);
    learner.gets_up();
}

/// The flag of a 1, in the fourth lesson.
fn dial(learner: &mut Learner) {
    learner
        .types("q<down><down><down><enter><enter><enter>")
        .waits_for("replayed");
    learner.types("<enter>60<enter>").waits_for("interval");
    learner
        .types("<enter>2<enter>3<enter>")
        .waits_for("all of them");
    learner.types("<right><right><right>");
    save("dial", &cells(learner.app(), SIZE));
}

/// A digit of one's own, in the eighth lesson.
fn drawing(learner: &mut Learner) {
    learner
        .types("q<down><down><down><down><enter><enter><enter>")
        .waits_for("replayed");
    learner.types("<enter>80<enter>").waits_for("Write a 5");
    let way = [
        (29, 7),
        (19, 7),
        (18, 13),
        (25, 13),
        (29, 16),
        (26, 20),
        (17, 21),
    ];
    for ends in way.windows(2) {
        learner.drags(ends[0], ends[1]);
    }
    learner.waits_for("▸");
    save("drawing", &cells(learner.app(), SIZE));
}

/// Pixels of a cell.
const WIDTH: usize = 9;
const HEIGHT: usize = 18;
const PAPER: &str = "#121212";
const TEXT: &str = "#d0d0d0";

fn save(name: &str, buffer: &Buffer) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{name}.svg")), svg(buffer)).unwrap();
}

/// A screen as SVG: blocks as rectangles, runs of text of one style as text.
fn svg(buffer: &Buffer) -> String {
    let (columns, rows) = (
        usize::from(buffer.area.width),
        usize::from(buffer.area.height),
    );
    let (width, height) = (columns * WIDTH, rows * HEIGHT);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"15\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{PAPER}\"/>\n"
    );
    for (y, row) in buffer.content.chunks(columns).enumerate() {
        let mut x = 0;
        while x < columns {
            let same = row[x..]
                .iter()
                .take_while(|cell| alike(cell, &row[x]))
                .count();
            run(&mut svg, x, y, &row[x..x + same]);
            x += same;
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn alike(a: &Cell, b: &Cell) -> bool {
    let block = |cell: &Cell| cell.symbol() == "▀";
    a.style() == b.style() && block(a) == block(b)
}

fn run(svg: &mut String, x: usize, y: usize, cells: &[Cell]) {
    let Some(first) = cells.first() else { return };
    let (left, top, width) = (x * WIDTH, y * HEIGHT, cells.len() * WIDTH);
    let mut rectangle = |top: usize, height: usize, fill: &str| {
        writeln!(
            svg,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>"
        )
        .unwrap();
    };
    if first.symbol() == "▀" {
        rectangle(top, HEIGHT / 2, &colour(first.fg, TEXT));
        rectangle(top + HEIGHT / 2, HEIGHT / 2, &colour(first.bg, PAPER));
        return;
    }
    if first.bg != Color::Reset {
        rectangle(top, HEIGHT, &colour(first.bg, PAPER));
    }
    let text: String = cells.iter().map(Cell::symbol).collect();
    if text.trim().is_empty() {
        return;
    }
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let weight = match first.modifier.contains(Modifier::BOLD) {
        true => " font-weight=\"bold\"",
        false => "",
    };
    writeln!(
        svg,
        "<text x=\"{left}\" y=\"{}\" textLength=\"{width}\" xml:space=\"preserve\" fill=\"{}\"{weight}>{text}</text>",
        top + 14,
        colour(first.fg, TEXT)
    )
    .unwrap();
}

/// The 256 indexed colours as xterm defines them.
fn colour(colour: Color, default: &str) -> String {
    match colour {
        Color::Indexed(grey @ 232..) => {
            let value = 8 + 10 * (u16::from(grey) - 232);
            format!("#{value:02x}{value:02x}{value:02x}")
        }
        Color::Indexed(index @ 16..) => {
            let level = |step: u8| {
                if step == 0 {
                    0
                } else {
                    55 + 40 * u16::from(step)
                }
            };
            let cube = index - 16;
            let (r, g, b) = (level(cube / 36), level(cube / 6 % 6), level(cube % 6));
            format!("#{r:02x}{g:02x}{b:02x}")
        }
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        _ => default.to_owned(),
    }
}
