//! Sheets as a PDF, a page each. Letters are outlines: no printer has to have their typeface.

use std::io::Write;

use ab_glyph::{Font, OutlineCurve, Point};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::{Content, Filter, Finish, Pdf, Rect, Ref, TextStr};

use super::drawing::{Drawing, Shape, Text};
use super::layout::Place;

/// Points of PDF to a millimetre.
const POINTS: f32 = 72.0 / 25.4;

/// Writes sheets as the pages of one file. The same sheets are the same bytes: nothing in it is of the hour.
pub fn pdf(title: &str, sheets: &[Drawing<'_>]) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let (catalog, pages, about) = (Ref::new(1), Ref::new(2), Ref::new(3));
    let kids = (0..).map(|place| (Ref::new(4 + 2 * place), Ref::new(5 + 2 * place)));
    let kids: Vec<(Ref, Ref)> = kids.take(sheets.len()).collect();
    pdf.catalog(catalog).pages(pages);
    pdf.document_info(about).title(TextStr(title));
    pdf.pages(pages)
        .kids(kids.iter().map(|(page, _)| *page))
        .count(i32::try_from(sheets.len()).unwrap_or(i32::MAX));
    for (sheet, (page, content)) in sheets.iter().zip(kids) {
        let (width, height) = sheet.id.paper.size();
        let mut entry = pdf.page(page);
        entry.media_box(Rect::new(0.0, 0.0, width * POINTS, height * POINTS));
        entry.parent(pages);
        entry.contents(content);
        entry.resources();
        entry.finish();
        let drawn = drawn(sheet, height);
        match packed(&drawn) {
            Some(packed) => {
                pdf.stream(content, &packed).filter(Filter::FlateDecode);
            }
            None => {
                pdf.stream(content, &drawn);
            }
        }
    }
    pdf.finish()
}

/// A stream, packed; none where that fails, which it does not in memory.
fn packed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

/// What draws a page of this height (mm). It counts in millimetres from the upper left corner.
fn drawn(sheet: &Drawing<'_>, height: f32) -> Vec<u8> {
    let mut content = Content::new();
    content.transform([POINTS, 0.0, 0.0, -POINTS, 0.0, height * POINTS]);
    for shape in &sheet.shapes {
        match shape {
            Shape::Filled(place, grey) => {
                let Place {
                    left,
                    top,
                    width,
                    height,
                } = *place;
                content.set_fill_gray(*grey);
                content.rect(left, top, width, height).fill_nonzero();
            }
            Shape::Text(text) => write(&mut content, sheet, text),
        }
    }
    content.finish().to_vec()
}

fn write(content: &mut Content, sheet: &Drawing<'_>, text: &Text) {
    let font = &sheet.font;
    let scale = text.size / font.units_per_em().unwrap_or(1000.0);
    let mut left = text.left;
    content.set_fill_gray(text.grey);
    for character in text.text.chars() {
        let glyph = font.glyph_id(character);
        let at = |point: Point| (left + point.x * scale, text.baseline - point.y * scale);
        let curves = font.outline(glyph).map(|outline| outline.curves);
        let curves = curves.unwrap_or_default();
        let mut pen: Option<Point> = None;
        for curve in &curves {
            let (from, to) = match curve {
                OutlineCurve::Line(from, to)
                | OutlineCurve::Quad(from, _, to)
                | OutlineCurve::Cubic(from, _, _, to) => (*from, *to),
            };
            if pen != Some(from) {
                let (x, y) = at(from);
                content.move_to(x, y);
            }
            let (x, y) = at(to);
            match curve {
                OutlineCurve::Line(..) => {
                    content.line_to(x, y);
                }
                OutlineCurve::Quad(_, control, _) => {
                    // The same curve with two controls: two thirds of the way to the one.
                    let toward = |end: Point| {
                        at(Point {
                            x: end.x + (control.x - end.x) * 2.0 / 3.0,
                            y: end.y + (control.y - end.y) * 2.0 / 3.0,
                        })
                    };
                    let (first, second) = (toward(from), toward(to));
                    content.cubic_to(first.0, first.1, second.0, second.1, x, y);
                }
                OutlineCurve::Cubic(_, first, second, _) => {
                    let (first, second) = (at(*first), at(*second));
                    content.cubic_to(first.0, first.1, second.0, second.1, x, y);
                }
            }
            pen = Some(to);
        }
        if !curves.is_empty() {
            content.fill_nonzero();
        }
        left += font.h_advance_unscaled(glyph) * scale;
    }
}
