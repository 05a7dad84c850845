//! What an author is promised of the pictures in texts: they are drawn in their colours, with their captions, in whatever
//! room there is, and hide no word.

use std::path::Path;

use crate::common::{Learner, cells};
use mindgap::dataset::Library;
use mindgap::pack::Pack;
use mindgap::tui::graphics::Graphics;
use mindgap::tui::look::Look;
use mindgap::tui::theme::{Depth, Theme};
use mindgap::words::Lang;
use ratatui::layout::Size;
use ratatui::style::Color;
use tempfile::TempDir;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/valid/pictures");

/// Somebody who sees colours.
fn sees(folder: &TempDir, size: (u16, u16)) -> Learner {
    let pack = Pack::open(Path::new(PACK), Library::builtin(), Lang::English).unwrap();
    let look = Look::still(Theme::dark(Depth::True));
    let mut learner = Learner::playing(folder.path(), pack, size, look);
    learner.types("<enter>");
    learner
}

#[test]
fn a_picture_stands_among_the_words_at_every_size() {
    for (name, size) in [
        ("80x24", (80, 24)),
        ("60x20", (60, 20)),
        ("160x50", (160, 50)),
    ] {
        let folder = TempDir::new().unwrap();
        let mut learner = sees(&folder, size);
        insta::assert_snapshot!(format!("picture_{name}"), learner.screen());
        for words in ["three for each pixel", "past the camera", "reddest part"] {
            assert!(learner.screen().contains(words), "{}", learner.screen());
        }
        learner.types("<enter>");
        insta::assert_snapshot!(format!("picture_in_question_{name}"), learner.screen());
        for words in ["What is this?", "turns to blue", "a gradient", "a photo"] {
            assert!(learner.screen().contains(words), "{}", learner.screen());
        }
        learner.gets_up();
    }
}

#[test]
fn a_picture_keeps_its_colours_also_where_only_a_part_of_it_is_seen() {
    let folder = TempDir::new().unwrap();
    let mut learner = sees(&folder, (80, 24));
    learner.types("<enter>");
    let colours = |learner: &Learner| -> Vec<(u8, u8)> {
        let buffer = cells(learner.app(), Size::new(80, 24));
        let drawn = (0..24).filter_map(|y| match buffer[(4, y)].fg {
            Color::Rgb(red, _, blue) if buffer[(4, y)].symbol() == "▀" => Some((red, blue)),
            _ => None,
        });
        drawn.collect()
    };
    let whole = colours(&learner);
    let (first, last) = (whole[0], whole[whole.len() - 1]);
    assert!(first.0 > 220 && first.1 < 40, "red above: {whole:?}");
    assert!(last.0 < 60 && last.1 > 200, "blue below: {whole:?}");
    // After a wrong answer more follows than fits: the question has moved up, and of its picture the end is seen.
    learner.types("2<enter>");
    assert!(!learner.screen().contains("What is this?"));
    let above = colours(&learner);
    assert!(
        above[0].0 < 100 && above[0].1 > 150,
        "its top is gone: {above:?}"
    );
    learner.types("<pgup><pgup>");
    assert!(learner.screen().contains("What is this?"));
    assert_eq!(colours(&learner)[0], first);
    learner.gets_up();
}

#[test]
fn where_no_pictures_are_wanted_the_caption_tells_that_there_is_one() {
    let folder = TempDir::new().unwrap();
    let pack = Pack::open(Path::new(PACK), Library::builtin(), Lang::English).unwrap();
    let look = Look {
        graphics: Graphics::new(mindgap::tui::graphics::Means::Off, (10, 20).into()).into(),
        ..Look::still(Theme::dark(Depth::True))
    };
    let mut learner = Learner::playing(folder.path(), pack, (80, 24), look);
    learner.types("<enter>");
    let told = "[picture: A cat that looks past the camera]";
    assert!(learner.screen().contains(told), "{}", learner.screen());
    learner.gets_up();
}
