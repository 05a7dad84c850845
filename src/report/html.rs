//! A report as one HTML file, with its charts and pictures inside. Nothing in it is fetched from
//! anywhere or run, and what a lesson or a learner wrote cannot become markup.

use std::fmt::Write;
use std::io::Cursor;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use image::{DynamicImage, ImageFormat};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::chart;
use super::escape::escaped;
use crate::lesson::Block;
use crate::pack::text::on_screen;

/// How it looks: readable on paper and on screens, bright and dark.
const STYLE: &str = "body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 sans-serif;\
color:#222;background:#fff}h1,h2,h3{line-height:1.2}h2{margin-top:2.5rem;border-bottom:1px solid #ccc}\
table{border-collapse:collapse;margin:.5rem 0 1.5rem}td{padding:.1rem 1rem .1rem 0;vertical-align:top}\
td:first-child{color:#666}blockquote{border-left:4px solid #c77a1c;margin:1rem 0;padding:.2rem 1rem}\
figure{display:inline-block;margin:.3rem;text-align:center}img{width:56px;height:56px;\
image-rendering:pixelated}svg{max-width:100%;height:auto}\
@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}td:first-child{color:#999}}";

/// Writes a report in this language (its code).
pub fn write(blocks: &[Block], lang: &str) -> String {
    let title = blocks.iter().find_map(|block| match block {
        Block::Heading(1, text) => Some(escaped(text)),
        _ => None,
    });
    let body: String = blocks.iter().map(block).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n\
         <style>{STYLE}</style>\n<body>\n{body}</body>\n</html>\n",
        escaped(lang),
        title.unwrap_or_default()
    )
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(level, text) => {
            let level = (*level).clamp(1, 6);
            format!("<h{level}>{}</h{level}>\n", escaped(text))
        }
        Block::Authored(text) => authored(text),
        Block::Text(text) => format!("<p>{}</p>\n", escaped(text)),
        Block::Quote(text) => format!("<blockquote><p>{}</p></blockquote>\n", escaped(text)),
        Block::Facts(facts) => {
            let rows = facts
                .iter()
                .map(|(name, value)| format!("<tr><td>{}<td>{}\n", escaped(name), escaped(value)));
            format!("<table>\n{}</table>\n", rows.collect::<String>())
        }
        Block::Numbered(items) => format!("<ol>\n{}</ol>\n", list(items)),
        Block::Items(items) => format!("<ul>\n{}</ul>\n", list(items)),
        Block::Curve {
            training,
            epochs,
            names,
        } => chart::svg(training, epochs, names),
        Block::Pictures(pictures) => {
            let figures = pictures.iter().map(|shown| {
                let text = escaped(&shown.caption);
                format!(
                    "<figure><img alt=\"{text}\" src=\"{}\"><figcaption>{text}</figcaption></figure>\n",
                    data_uri(&shown.picture)
                )
            });
            figures.collect()
        }
    }
}

/// An author's Markdown. Raw HTML in it is shown as it was written; links and pictures keep their text
/// only, so that nothing leads out of the file.
fn authored(text: &str) -> String {
    let text = on_screen(text);
    let events = Parser::new(&text).filter_map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => Some(Event::Text(html)),
        Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::HtmlBlock)
        | Event::End(TagEnd::Link | TagEnd::Image | TagEnd::HtmlBlock) => None,
        event => Some(event),
    });
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, events);
    html
}

fn list(items: &[String]) -> String {
    let items = items.iter().map(|item| format!("<li>{}\n", escaped(item)));
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
