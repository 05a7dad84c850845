//! A page in a browser: the rows that have changed, as runs of cells that look alike, and pictures apart from them.
//!
//! The app draws pictures as for a terminal that speaks iTerm2's protocol, a whole PNG in the first of a picture's
//! cells; here they are taken out again, each with its place and with those of its cells over which something else lies.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Buffer, Cell, CellDiffOption};
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Color, Modifier};
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

/// Where the head of a picture begins and ends (iTerm2's inline images protocol), and what follows its data.
const PICTURE: &str = "]1337;File=";
const PICTURE_DATA: char = ':';
const PICTURE_ENDS: char = '\x07';
/// What is drawn in no colour of its own: the page's.
const OWN: i32 = -1;

/// A page, as far as it is drawn on.
pub(in crate::workshop) struct CellScreen {
    terminal: Terminal<Nowhere>,
    /// What the page shows, if it shows anything of this size.
    shown: Option<Shown>,
}

/// What a page shows.
#[derive(Debug, PartialEq)]
struct Shown {
    /// Text alone.
    cells: Buffer,
    pictures: Vec<Placed>,
    cursor: Option<Position>,
}

/// What goes to a page.
#[derive(Debug, Default, Serialize)]
struct Sent<'a> {
    /// Columns and rows, where everything is drawn anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<(u16, u16)>,
    /// Rows by number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rows: Vec<(u16, Vec<Run>)>,
    /// All pictures that are there now, where they have changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pictures: Option<&'a [Placed]>,
    /// The new ones of them, as PNG in base64.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    data: BTreeMap<&'a str, &'a str>,
    /// Column and row, if it is shown.
    cursor: Option<(u16, u16)>,
}

/// Cells that look alike: their text, fore- and background as 0xRRGGBB, modifiers, and how many they are; negative for
/// a single sign that is not one character in one cell.
#[derive(Debug, PartialEq, Serialize)]
struct Run(String, i32, i32, u16, i32);

/// A picture at its place.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Placed {
    x: u16,
    y: u16,
    width: u16,
    height: u16,
    /// By which the page knows it again.
    id: String,
    /// Its cells over which something else lies, by column and row.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    covered: Vec<(u16, u16)>,
    #[serde(skip)]
    png: String,
}

impl CellScreen {
    /// A page of this size.
    pub(in crate::workshop) fn new(size: Size) -> io::Result<Self> {
        Ok(Self {
            terminal: terminal(size)?,
            shown: None,
        })
    }

    pub(super) fn redraw(&mut self, size: Size) -> io::Result<()> {
        self.terminal = terminal(size)?;
        self.shown = None;
        Ok(())
    }

    pub(super) fn draw(
        &mut self,
        cell: (u16, u16),
        paint: impl FnOnce(&mut Frame<'_>),
    ) -> io::Result<Option<Vec<u8>>> {
        let drawn = self.terminal.draw(paint).map_err(io::Error::other)?;
        let (cells, pictures) = apart(drawn.buffer, cell);
        let now = Shown {
            cells,
            pictures,
            cursor: self.terminal.backend().cursor,
        };
        if self.shown.as_ref() == Some(&now) {
            return Ok(None);
        }
        let json = serde_json::to_vec(&sent(self.shown.as_ref(), &now))?;
        self.shown = Some(now);
        Ok(Some(json))
    }
}

/// The last words, as they are sent.
pub(super) fn bye(text: &str) -> Vec<u8> {
    serde_json::json!({ "bye": text }).to_string().into_bytes()
}

/// What brings a page from what it shows to what it is to show.
fn sent<'a>(before: Option<&Shown>, now: &'a Shown) -> Sent<'a> {
    let area = now.cells.area;
    let row = |buffer: &Buffer, y: u16| -> Vec<Cell> {
        let cells = area.left()..area.right();
        cells.map(|x| buffer[(x, y)].clone()).collect()
    };
    let rows = (area.top()..area.bottom()).filter_map(|y| {
        let cells = row(&now.cells, y);
        let is_known = before.is_some_and(|before| row(&before.cells, y) == cells);
        (!is_known).then(|| (y, runs(&cells)))
    });
    let known = before.map_or(&[][..], |before| &before.pictures);
    let is_new = |picture: &&Placed| !known.iter().any(|other| other.id == picture.id);
    let new = now.pictures.iter().filter(is_new);
    Sent {
        size: before.is_none().then_some((area.width, area.height)),
        rows: rows.collect(),
        pictures: (before.is_none() || known != now.pictures).then_some(&now.pictures),
        data: new.map(|one| (one.id.as_str(), one.png.as_str())).collect(),
        cursor: now.cursor.map(|at| (at.x, at.y)),
    }
}

/// Text and pictures apart.
fn apart(frame: &Buffer, (wide, high): (u16, u16)) -> (Buffer, Vec<Placed>) {
    let mut cells = frame.clone();
    let mut pictures = Vec::new();
    for y in frame.area.top()..frame.area.bottom() {
        for x in frame.area.left()..frame.area.right() {
            let symbol = frame[(x, y)].symbol();
            if let Some((png, width, height)) = picture(symbol) {
                let area = Rect {
                    x,
                    y,
                    width: width.div_ceil(wide.max(1)),
                    height: height.div_ceil(high.max(1)),
                };
                let placed = placed(area.intersection(frame.area), png, frame);
                let all = placed.area().positions();
                for at in all.filter(|at| !placed.covered.contains(&(at.x, at.y))) {
                    cells[at].reset();
                }
                pictures.push(placed);
            } else if symbol.chars().any(char::is_control) {
                // What controls a terminal means nothing to a page.
                cells[(x, y)].reset();
            }
        }
    }
    for cell in &mut cells.content {
        // Only what a cell looks like is compared.
        cell.set_diff_option(CellDiffOption::None);
    }
    (cells, pictures)
}

fn placed(area: Rect, png: &str, frame: &Buffer) -> Placed {
    let is_over = |at: &Position| {
        let is_first = *at == area.as_position();
        !is_first && frame[*at].diff_option != CellDiffOption::Skip
    };
    let mut hasher = DefaultHasher::new();
    png.hash(&mut hasher);
    Placed {
        x: area.x,
        y: area.y,
        width: area.width,
        height: area.height,
        id: format!("{:016x}", hasher.finish()),
        covered: area
            .positions()
            .filter(is_over)
            .map(|at| (at.x, at.y))
            .collect(),
        png: png.to_owned(),
    }
}

impl Placed {
    fn area(&self) -> Rect {
        Rect::new(self.x, self.y, self.width, self.height)
    }
}

/// The picture that a cell's symbol is, in base64, and its pixels across and down.
fn picture(symbol: &str) -> Option<(&str, u16, u16)> {
    let (_, rest) = symbol.split_once(PICTURE)?;
    let (head, rest) = rest.split_once(PICTURE_DATA)?;
    let (png, _) = rest.split_once(PICTURE_ENDS)?;
    let pixels = |name: &str| {
        let mut keys = head.split(';').filter_map(|key| key.split_once('='));
        let (_, value) = keys.find(|(key, _)| *key == name)?;
        value.strip_suffix("px")?.parse().ok()
    };
    Some((png, pixels("width")?, pixels("height")?))
}

/// A row, neighbours that look alike joined.
fn runs(row: &[Cell]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut at = 0;
    while let Some(cell) = row.get(at) {
        let symbol = cell.symbol();
        let width = symbol.width().max(1);
        at += width;
        let (fg, bg) = (rgb(cell.fg), rgb(cell.bg));
        let modifiers = cell.modifier.bits() & Modifier::all().bits();
        let is_plain = width == 1 && symbol.chars().count() == 1;
        match runs.last_mut() {
            Some(Run(text, a, b, c, cells @ 0..))
                if is_plain && (*a, *b, *c) == (fg, bg, modifiers) =>
            {
                text.push_str(symbol);
                *cells += 1;
            }
            _ => {
                let cells = i32::try_from(width).unwrap_or(1);
                let cells = if is_plain { cells } else { -cells };
                runs.push(Run(symbol.to_owned(), fg, bg, modifiers, cells));
            }
        }
    }
    // Rows are empty where nothing is drawn.
    let is_empty = |Run(text, _, bg, modifiers, _): &Run| {
        *bg == OWN && *modifiers == 0 && text.chars().all(|sign| sign == ' ')
    };
    while runs.last().is_some_and(is_empty) {
        runs.pop();
    }
    runs
}

/// A colour as 0xRRGGBB. The first sixteen of a terminal's are xterm's, as are the values of the cube and of the greys.
fn rgb(colour: Color) -> i32 {
    const FIRST: [i32; 16] = [
        0x00_00_00, 0xcd_00_00, 0x00_cd_00, 0xcd_cd_00, 0x00_00_ee, 0xcd_00_cd, 0x00_cd_cd,
        0xe5_e5_e5, 0x7f_7f_7f, 0xff_00_00, 0x00_ff_00, 0xff_ff_00, 0x5c_5c_ff, 0xff_00_ff,
        0x00_ff_ff, 0xff_ff_ff,
    ];
    let index = match colour {
        Color::Reset => return OWN,
        Color::Rgb(r, g, b) => return i32::from(r) << 16 | i32::from(g) << 8 | i32::from(b),
        Color::Indexed(index) => index,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    let level = |step: i32| if step == 0 { 0 } else { 55 + 40 * step };
    let index = i32::from(index);
    match index {
        0..16 => usize::try_from(index).map_or(OWN, |at| FIRST[at]),
        16..232 => {
            let cube = index - 16;
            level(cube / 36) << 16 | level(cube / 6 % 6) << 8 | level(cube % 6)
        }
        _ => (8 + 10 * (index - 232)) * 0x01_01_01,
    }
}

/// A backend that only remembers the cursor: what is drawn is read from the frame.
struct Nowhere {
    size: Size,
    cursor: Option<Position>,
    /// Where the cursor is, also while it is hidden.
    at: Position,
}

fn terminal(size: Size) -> io::Result<Terminal<Nowhere>> {
    let viewport = Viewport::Fixed(Rect::from((Position::ORIGIN, size)));
    let nowhere = Nowhere {
        size,
        cursor: None,
        at: Position::ORIGIN,
    };
    Terminal::with_options(nowhere, TerminalOptions { viewport }).map_err(io::Error::other)
}

impl Backend for Nowhere {
    type Error = Infallible;

    fn draw<'a, I>(&mut self, _content: I) -> Result<(), Infallible>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), Infallible> {
        self.cursor = None;
        Ok(())
    }

    fn show_cursor(&mut self) -> Result<(), Infallible> {
        self.cursor = Some(self.at);
        Ok(())
    }

    fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
        Ok(self.at)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Infallible> {
        self.at = position.into();
        self.cursor = self.cursor.map(|_| self.at);
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn clear_region(&mut self, _clear_type: ClearType) -> Result<(), Infallible> {
        Ok(())
    }

    fn size(&self) -> Result<Size, Infallible> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> Result<WindowSize, Infallible> {
        Ok(WindowSize {
            columns_rows: self.size,
            pixels: Size::default(),
        })
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}
