//! What the interface says: every text that the source asks for is there, in every language, with the
//! same gaps to fill.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use mindgap::say;
use mindgap::words::{Lang, Words};

/// Every Rust file below a folder, and the ids on pages for browsers.
fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // Where they are made, ids are only examples.
        if path.ends_with("src/words") {
            continue;
        } else if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(fs::read_to_string(path).unwrap());
        } else if path
            .extension()
            .is_some_and(|extension| extension == "html")
        {
            let page = fs::read_to_string(path).unwrap();
            let ids = page
                .split("{{")
                .skip(1)
                .filter_map(|part| part.split("}}").next());
            found.extend(ids.map(|id| format!("\"{id}\"")));
        }
    }
}

/// Every text between quotation marks that looks like an id.
fn quoted(source: &str) -> impl Iterator<Item = &str> {
    let inside = source.split('"').skip(1).step_by(2);
    inside.filter(|text| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        !text.is_empty() && text.chars().all(plain)
    })
}

/// The ids of a language's file, and what each of them puts in.
fn texts(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in lang.source().lines() {
        let begins = line.starts_with(|c: char| c.is_ascii_lowercase());
        if let (true, Some((id, _))) = (begins, line.split_once(" = ")) {
            current = id.to_owned();
            found.entry(current.clone()).or_default();
        }
        let gaps = line.split('$').skip(1).map(|rest| {
            let name = |c: &char| c.is_ascii_alphanumeric();
            rest.chars().take_while(name).collect::<String>()
        });
        if let Some(known) = found.get_mut(&current) {
            known.extend(gaps);
        }
    }
    found
}

#[test]
fn every_text_is_asked_for_and_every_text_that_is_asked_for_is_there() {
    let mut files = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    let asked: BTreeSet<&str> = files.iter().flat_map(|file| quoted(file)).collect();
    for id in texts(Lang::English).keys() {
        // The only texts whose ids are put together.
        let known = asked.contains(id.as_str())
            || ["confidence-", "kind-", "name-"]
                .iter()
                .any(|start| id.starts_with(start));
        assert!(known, "nobody asks for {id}");
    }
    let macros = files.iter().flat_map(|file| file.split("say!(").skip(1));
    for call in macros {
        // An id that is put together is no text of the call's.
        let id = call
            .split_once(',')
            .map_or("", |(_, rest)| rest.trim_start());
        if let Some(id) = id.strip_prefix('"').and_then(|id| id.split('"').next()) {
            assert!(Words::default().has(id), "{id} is asked for and not there");
        }
    }
}

#[test]
fn every_language_has_what_english_has_and_fills_the_same_gaps() {
    let english = texts(Lang::English);
    for lang in Lang::ALL {
        let theirs = texts(lang);
        assert_eq!(
            theirs.keys().collect::<Vec<_>>(),
            english.keys().collect::<Vec<_>>(),
            "{lang}"
        );
        for (id, gaps) in &english {
            assert_eq!(theirs.get(id), Some(gaps), "{lang}: {id}");
            assert!(Words::of(lang).has(id), "{lang}: {id} cannot be read");
        }
    }
}

#[test]
fn numbers_choose_between_singular_and_plural() {
    let words = Words::default();
    assert_eq!(say!(words, "minutes", n = 1), "1 minute");
    assert_eq!(say!(words, "minutes", n = 5), "5 minutes");
}

#[test]
fn a_language_is_known_by_its_code_also_in_a_locale() {
    assert_eq!("en".parse(), Ok(Lang::English));
    assert_eq!("en_GB.UTF-8".parse(), Ok(Lang::English));
    let error = "xx".parse::<Lang>().unwrap_err();
    assert!(error.to_string().contains("it speaks en"), "{error}");
}
