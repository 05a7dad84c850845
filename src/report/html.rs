//! A document as one HTML file, with its charts and pictures inside. Nothing in it is fetched from
//! anywhere or run, and what a lesson or a learner wrote cannot become markup.

use std::fmt::Write;
use std::io::Cursor;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use image::{DynamicImage, ImageFormat};
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use super::escape::{escaped, unbroken};
use super::part::{Bars, Headline, Part, Table};
use super::{bars, chart};
use crate::base::terminal::printable;
use crate::lesson::{Block, Picture};
use crate::pack::text::on_screen;

/// How it looks: readable on paper, on phones and on screens, bright and dark.
const STYLE: &str = include_str!("style.css");

/// Writes a document in this language (its code).
pub fn write(parts: &[Part], lang: &str) -> String {
    let title = parts.iter().find_map(|part| match part {
        Part::Told(Block::Heading(1, text)) => Some(escaped(text)),
        _ => None,
    });
    let body: String = parts.iter().map(part).collect();
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n",
        escaped(lang),
        title.unwrap_or_default()
    );
    printable(&page).into_owned()
}

fn part(part: &Part) -> String {
    match part {
        Part::Told(told) => block(told),
        Part::Context(text) => format!("<div class=\"context\">\n{}</div>\n", authored(text)),
        Part::Headline(told) => headline(told),
        Part::Bars(told) => bar_table(told),
        Part::Table(told) => table(told),
        Part::Code(text) => format!("<pre><code>{}</code></pre>\n", escaped(text)),
    }
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(level, text) => {
            let level = (*level).clamp(1, 6);
            format!("<h{level}>{}</h{level}>\n", escaped(text))
        }
        Block::Authored(text) => authored(text),
        Block::Text(text) => format!("<p>{}</p>\n", escaped(text)),
        Block::Quote(text) => {
            let text = escaped(text).replace('\n', "<br>");
            format!("<blockquote><p>{text}</p></blockquote>\n")
        }
        Block::Facts(facts) => {
            let rows = facts.iter().map(|(name, value)| {
                format!(
                    "<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n",
                    escaped(name),
                    escaped(value)
                )
            });
            let rows: String = rows.collect();
            format!("<table class=\"facts\">\n<tbody>\n{rows}</tbody>\n</table>\n")
        }
        Block::Numbered(items) => format!("<ol>\n{}</ol>\n", list(items)),
        Block::Items(items) => format!("<ul>\n{}</ul>\n", list(items)),
        Block::Curve {
            training,
            epochs,
            names,
            ..
        } => chart::svg(training, epochs, names),
        Block::Pictures(pictures) => {
            let figures: String = pictures.iter().map(figure).collect();
            format!("<div class=\"pictures\">\n{figures}</div>\n")
        }
    }
}

fn figure(shown: &Picture) -> String {
    let text = escaped(&shown.caption);
    format!(
        "<figure><img alt=\"{text}\" src=\"{}\"><figcaption>{text}</figcaption></figure>\n",
        data_uri(&shown.picture)
    )
}

fn headline(told: &Headline) -> String {
    let about = told.about.iter();
    let about: String = about
        .map(|line| format!("<p class=\"about\">{}</p>\n", unbroken(line)))
        .collect();
    let picture = told.picture.as_ref().map(figure).unwrap_or_default();
    format!(
        "<section class=\"headline\">\n<div>\n<p class=\"big\">{}</p>\n{about}</div>\n{picture}</section>\n",
        unbroken(&told.text)
    )
}

fn head<'a>(cells: impl IntoIterator<Item = &'a String>) -> String {
    let cells = cells.into_iter();
    let cells: String = cells
        .map(|cell| format!("<th scope=\"col\">{}</th>", escaped(cell)))
        .collect();
    format!("<thead><tr>{cells}</tr></thead>\n")
}

fn cells<'a>(cells: impl IntoIterator<Item = &'a String>) -> String {
    let cells = cells.into_iter();
    cells
        .map(|cell| format!("<td>{}</td>", escaped(cell)))
        .collect()
}

/// A row in words for each slice, and under it the bar and what the slice is.
fn bar_table(told: &Bars) -> String {
    let rows = told.rows.iter().map(|row| {
        let about = row.about.iter();
        let about: String = about
            .map(|line| format!("<p class=\"about\">{}</p>", escaped(line)))
            .collect();
        format!(
            "<tbody>\n<tr><th scope=\"row\">{}</th>{}</tr>\n<tr class=\"under\"><td colspan=\"4\">{}{about}</td></tr>\n</tbody>\n",
            breakable(&row.name),
            cells(&row.told),
            bars::svg(row)
        )
    });
    let rows: String = rows.collect();
    format!(
        "<table class=\"numbers bars\">\n<caption>{}</caption>\n{}{rows}</table>\n<p class=\"about\">{}</p>\n",
        escaped(&told.caption),
        head(&told.head),
        escaped(&told.legend)
    )
}

/// The name of a slice, which may be long and have no space: it may end a line where something is added to it.
fn breakable(name: &str) -> String {
    escaped(name).replace('+', "<wbr>+")
}

fn table(told: &Table) -> String {
    let rows = told.rows.iter().filter_map(|row| {
        let (first, rest) = row.split_first()?;
        let first = escaped(first);
        Some(format!(
            "<tr><th scope=\"row\">{first}</th>{}</tr>\n",
            cells(rest)
        ))
    });
    let rows: String = rows.collect();
    let class = match told.is_prose {
        true => "told",
        false => "numbers",
    };
    format!(
        "<table class=\"{class}\">\n<caption>{}</caption>\n{}<tbody>\n{rows}</tbody>\n</table>\n",
        escaped(&told.caption),
        head(&told.head)
    )
}

/// An author's Markdown. Raw HTML in it is shown as it was written; links and pictures keep their text
/// only, so that nothing leads out of the file.
fn authored(text: &str) -> String {
    let text = on_screen(text);
    let events = Parser::new(&text).filter_map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => Some(Event::Text(html)),
        Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::HtmlBlock)
        | Event::End(TagEnd::Link | TagEnd::Image | TagEnd::HtmlBlock) => None,
        // The document's own headings stand above them.
        Event::Start(Tag::Heading { level, .. }) => Some(Event::Start(Tag::Heading {
            level: below(level),
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        })),
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(below(level)))),
        event => Some(event),
    });
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, events);
    html
}

fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H4,
        HeadingLevel::H2 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
}

fn list(items: &[String]) -> String {
    let items = items
        .iter()
        .map(|item| format!("<li>{}</li>\n", escaped(item)));
    items.collect()
}

/// A picture as an address that holds it.
fn data_uri(picture: &DynamicImage) -> String {
    let mut png = Cursor::new(Vec::new());
    let mut uri = String::new();
    if picture.write_to(&mut png, ImageFormat::Png).is_ok() {
        let _ = write!(
            uri,
            "data:image/png;base64,{}",
            BASE64_STANDARD.encode(png.into_inner())
        );
    }
    uri
}
