//! A report as Markdown: everything but pictures, which are told by what stands under them.

use crate::base::Lang;
use crate::lesson::Block;
use crate::pack::text::on_screen;

/// Writes a report.
pub fn write(blocks: &[Block], lang: Lang) -> String {
    let blocks = blocks.iter().map(|one| block(one, lang));
    let mut text = blocks.collect::<Vec<_>>().join("\n\n");
    text.push('\n');
    text
}

fn block(block: &Block, lang: Lang) -> String {
    match block {
        Block::Heading(level, text) => format!("{} {text}", "#".repeat(usize::from(*level))),
        Block::Authored(text) => on_screen(text.trim()).into_owned(),
        Block::Text(text) => escaped(text),
        Block::Quote(text) => format!("> {}", escaped(text)),
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
        Block::Curve { epochs, names, .. } => {
            let [training, validation, epoch] = names;
            let mut lines = vec![
                format!(
                    "| {epoch} | {training} loss | {training} % | {validation} loss | {validation} % |"
                ),
                "|---|---|---|---|---|".to_owned(),
            ];
            for record in epochs {
                lines.push(format!(
                    "| {} | {} | {} | {} | {} |",
                    record.epoch,
                    lang.loss(record.train_loss),
                    lang.percent(record.train_accuracy),
                    record
                        .validation_loss
                        .map_or("–".to_owned(), |loss| lang.loss(loss)),
                    record
                        .validation_accuracy
                        .map_or("–".to_owned(), |share| lang.percent(share))
                ));
            }
            lines.join("\n")
        }
        Block::Pictures(pictures) => {
            let captions = pictures.iter().map(|shown| escaped(&shown.caption));
            captions.collect::<Vec<_>>().join(" ")
        }
    }
}

/// A text in which nothing is taken for Markdown.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|'
        ) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
