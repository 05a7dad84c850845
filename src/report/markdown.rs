//! A document as Markdown: everything but pictures, which are told by what stands under them.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::part::{Bars, Headline, Part, Table};
use crate::base::Lang;
use crate::base::terminal::{printable, printable_line};
use crate::eval::wilson;
use crate::lesson::Block;
use crate::pack::text::on_screen;
use crate::train::EpochRecord;

/// Writes a document.
pub fn write(parts: &[Part], lang: Lang) -> String {
    let parts = parts.iter().map(|one| part(one, lang));
    let parts: Vec<String> = parts.filter(|text| !text.is_empty()).collect();
    let mut text = printable(&parts.join("\n\n")).into_owned();
    text.push('\n');
    text
}

fn part(part: &Part, lang: Lang) -> String {
    match part {
        Part::Told(told) => block(told, lang),
        Part::Context(text) => quoted(&authored(text)),
        Part::Headline(told) => headline(told),
        Part::Bars(told) => bars(told),
        Part::Table(told) => {
            let Table {
                caption,
                head,
                rows,
                is_prose: _,
            } = told;
            format!("{}\n\n{}", escaped(caption), table(head, rows))
        }
        // It is ours, and holds no fence.
        Part::Code(text) => format!("```sh\n{text}\n```"),
    }
}

fn block(block: &Block, lang: Lang) -> String {
    match block {
        Block::Heading(level, text) => {
            format!("{} {}", "#".repeat(usize::from(*level)), escaped(text))
        }
        Block::Authored(text) => authored(text),
        Block::Text(text) => escaped(text),
        Block::Quote(text) => {
            let lines = text.lines().map(escaped);
            // A backslash at the end of a line keeps it one.
            quoted(&lines.collect::<Vec<_>>().join("\\\n"))
        }
        Block::Facts(facts) => {
            let lines = facts
                .iter()
                .map(|(name, value)| format!("- {}: {}", escaped(name), escaped(value)));
            lines.collect::<Vec<_>>().join("\n")
        }
        Block::Numbered(items) => {
            let items = items.iter().zip(1..);
            let lines = items.map(|(item, number)| format!("{number}. {}", escaped(item)));
            lines.collect::<Vec<_>>().join("\n")
        }
        Block::Items(items) => {
            let lines = items.iter().map(|item| format!("- {}", escaped(item)));
            lines.collect::<Vec<_>>().join("\n")
        }
        Block::Curve {
            epochs,
            names,
            validation,
            ..
        } => curve(epochs, names, *validation, lang),
        Block::Pictures(pictures) => {
            let captions = pictures.iter().map(|shown| escaped(&shown.caption));
            captions.collect::<Vec<_>>().join(" · ")
        }
    }
}

fn headline(told: &Headline) -> String {
    let about = told.about.iter().map(|line| escaped(line));
    let picture = told.picture.iter().map(|shown| escaped(&shown.caption));
    let text = format!("**{}**", escaped(&told.text));
    let lines: Vec<String> = [text].into_iter().chain(about).chain(picture).collect();
    lines.join("\n\n")
}

/// A table, and under it what each slice is.
fn bars(told: &Bars) -> String {
    let rows = told.rows.iter().map(|row| {
        let cells = [row.name.clone()].into_iter().chain(row.told.clone());
        cells.collect()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let about = told.rows.iter().filter(|row| !row.about.is_empty());
    let about = about.map(|row| {
        format!(
            "- {}: {}",
            escaped(&row.name),
            escaped(&row.about.join(" · "))
        )
    });
    let about: Vec<String> = about.collect();
    let told = format!("{}\n\n{}", escaped(&told.caption), table(&told.head, &rows));
    match about.is_empty() {
        true => told,
        false => format!("{told}\n\n{}", about.join("\n")),
    }
}

fn table(head: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
        format!("| {} |", cells.join(" | "))
    };
    let rule = format!("|---{}|", "|--:".repeat(head.len().saturating_sub(1)));
    let rows = rows.iter().map(|row| line(row));
    let lines: Vec<String> = [line(head), rule].into_iter().chain(rows).collect();
    lines.join("\n")
}

fn curve(epochs: &[EpochRecord], names: &[String; 3], validation: usize, lang: Lang) -> String {
    let [training, held, epoch] = names;
    let head = [
        epoch.clone(),
        format!("{training} loss"),
        format!("{training} %"),
        format!("{held} loss"),
        format!("{held} %"),
        "95 %".to_owned(),
    ];
    let none = || "–".to_owned();
    let rows = epochs.iter().map(|record| {
        let between = record.validation_accuracy.map(|share| {
            let right = (share * validation as f64).round() as usize;
            wilson(right, validation).percent(lang)
        });
        vec![
            record.epoch.to_string(),
            lang.loss(record.train_loss),
            lang.percent(record.train_accuracy),
            record
                .validation_loss
                .map_or_else(none, |loss| lang.loss(loss)),
            record
                .validation_accuracy
                .map_or_else(none, |share| lang.percent(share)),
            between.unwrap_or_else(none),
        ]
    });
    table(&head, &rows.collect::<Vec<_>>())
}

fn quoted(text: &str) -> String {
    let lines = text.lines().map(|line| format!("> {line}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// An author's Markdown. Nothing in it is HTML any more, leads anywhere, or fetches a picture, but for what stands in
/// code, which does neither. What cannot be written so keeps its words alone.
fn authored(text: &str) -> String {
    let text = on_screen(text.trim());
    let tamed = tamed(&text);
    let is_tame = Parser::new(&tamed).all(|event| {
        let is_html = matches!(event, Event::Html(_) | Event::InlineHtml(_));
        let leads_out = matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. }));
        !is_html && !leads_out
    });
    if is_tame {
        return tamed;
    }
    let lines = text.lines().map(escaped);
    lines.collect::<Vec<_>>().join("\n")
}

/// The same with a backslash before whatever begins HTML, a link or a picture outside of code, and with headings below
/// those of the document. Escaping may make code of what was none, and the other way round.
fn tamed(text: &str) -> String {
    let mut code: Vec<Range<usize>> = Vec::new();
    let mut headings: Vec<usize> = Vec::new();
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Code(_) | Event::Start(Tag::CodeBlock(_)) => code.push(range),
            Event::Start(Tag::Heading { level, .. }) if (level as usize) <= 3 => {
                headings.push(range.start);
            }
            _ => {}
        }
    }
    let mut kept = String::with_capacity(text.len());
    let mut before = '\n';
    for (at, character) in text.char_indices() {
        if character == '#' && headings.contains(&at) {
            kept.push_str("###");
        }
        let opens = character == '<' || (before == ']' && matches!(character, '(' | '[' | ':'));
        if opens && !code.iter().any(|range| range.contains(&at)) {
            kept.push('\\');
        }
        kept.push(character);
        before = character;
    }
    kept
}

/// A text on one line in which nothing is taken for Markdown.
fn escaped(text: &str) -> String {
    let text = printable_line(text);
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~'
        ) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    // What would begin a list or a heading's underline at the beginning of a line.
    match escaped.chars().next() {
        Some('-' | '+' | '=') => format!("\\{escaped}"),
        _ => escaped,
    }
}
