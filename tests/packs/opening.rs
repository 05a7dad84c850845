//! What instructors are promised: good packs open, and a broken one is refused with its place, what
//! is wrong, and what to do. A folder of files each: `packs/valid`, and `packs/broken`, where each
//! folder's `expected.txt` holds what must be said.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use mindgap::dataset::Library;
use mindgap::model::architecture::Custom;
use mindgap::model::{Architecture, Layer};
use mindgap::pack::reference::{self, Kind};
use mindgap::pack::{Pack, Step, Stock, scaffold};
use mindgap::words::Lang;
use tempfile::TempDir;

fn folders(kind: &str) -> Vec<PathBuf> {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/packs")
        .join(kind);
    let mut folders: Vec<PathBuf> = fs::read_dir(packs)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    assert!(!folders.is_empty());
    folders
}

#[test]
fn every_good_pack_opens() {
    for folder in folders("valid") {
        if let Err(error) = Pack::open(&folder, Library::builtin(), Lang::English) {
            panic!("{}: {error}", folder.display());
        }
    }
}

#[test]
fn every_broken_pack_is_refused_with_place_problem_and_remedy() {
    for folder in folders("broken") {
        let expected = fs::read_to_string(folder.join("expected.txt")).unwrap();
        let diagnoses = Pack::examine(&folder, Library::builtin());
        let found = diagnoses.found.iter();
        let found: Vec<String> = found.map(|one| one.to_string()).collect();
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::write(folder.join("expected.txt"), found.join("\n") + "\n").unwrap();
            continue;
        }
        let found = found.join("\n");
        assert_eq!(found, expected.trim(), "{}", folder.display());
        for word in [
            "usize",
            "u64",
            "variant",
            "unit value",
            "untagged",
            "struct",
            "enum",
        ] {
            assert!(!expected.contains(word), "{word} in {}", folder.display());
        }
        let first = expected.lines().next().unwrap();
        let lang = match first.contains(".de.yaml") {
            true => Lang::German,
            false => Lang::English,
        };
        let opened = Pack::open(&folder, Library::builtin(), lang);
        if !diagnoses.has_errors() {
            // A warning keeps nobody from playing.
            opened.unwrap();
            continue;
        }
        let refused = opened.unwrap_err().to_string();
        assert!(refused.contains(first), "{refused} instead of {first}");
    }
}

#[test]
fn the_built_in_pack_is_the_one_in_the_checkout_and_names_only_data_that_ships() {
    let built_in = Pack::built_in(Lang::English).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons/mind-the-gap");
    assert_eq!(
        built_in.lessons,
        Pack::open(&folder, Library::builtin(), Lang::English)
            .unwrap()
            .lessons
    );
    let library = Library::builtin();
    for step in built_in.lessons.iter().flat_map(|lesson| &lesson.steps) {
        match step {
            Step::Reveal(reveal) => {
                // What learners will have written, nobody knows.
                let there = reveal.slices.iter();
                for slice in there.filter(|slice| !library.is_live(&slice.from)) {
                    slice.draw(library).unwrap();
                }
            }
            Step::Train(train) if library.is_live(&train.data.set.parse().unwrap()) => {}
            Step::Train(train) => {
                // Which run it goes on from does not matter to its data.
                let parent = train.from.as_ref().map(|_| "0123456789ab".parse().unwrap());
                train.experiment(parent).splits(library).unwrap();
            }
            _ => {}
        }
    }
}

#[test]
fn a_mark_of_the_byte_order_and_the_line_ends_of_windows_are_no_matter() {
    let folder = tempfile::TempDir::new().unwrap();
    let valid = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/valid/texts");
    for file in ["pack.yaml", "lesson.yaml"] {
        let text = fs::read_to_string(valid.join(file)).unwrap();
        let text = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        fs::write(folder.path().join(file), text).unwrap();
    }
    let pack = Pack::open(folder.path(), Library::builtin(), Lang::English).unwrap();
    assert_eq!(pack.lessons[0].title, "What was measured");
}

#[test]
fn what_the_first_lesson_says_of_data_and_model_is_so() {
    let pack = Pack::built_in(Lang::English).unwrap();
    let text = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons/mind-the-gap/01-the-ritual.yaml"),
    )
    .unwrap();
    let says = |fact: &str| assert!(text.contains(fact), "the lesson no longer says {fact}");
    let library = Library::builtin();
    let (train, test) = (
        library.open("mnist/train").unwrap(),
        library.open("mnist/test").unwrap(),
    );
    says(&format!(
        "MNIST holds {} small pictures",
        Lang::English.count(train.len() + test.len())
    ));
    says(&format!(
        "**{}** more, the *test set*",
        Lang::English.count(test.len())
    ));
    says(&format!(
        "{} digits by 43 people",
        Lang::English.count(library.open("optdigits").unwrap().len())
    ));
    says(&format!(
        "{} digits by 44 people",
        Lang::English.count(library.open("pendigits").unwrap().len())
    ));
    let Some(Step::Train(step)) = pack.lessons[0]
        .steps
        .iter()
        .find(|step| matches!(step, Step::Train(_)))
    else {
        panic!("the lesson trains nothing");
    };
    says(&format!(
        "From **{}** of them",
        Lang::English.count(step.data.train.unwrap())
    ));
    says(&format!(
        "**{}** are kept for *validation*",
        Lang::English.count(step.data.validation)
    ));
    let parameters = step
        .model
        .parameters(train.shape(), train.classes().len())
        .unwrap();
    says(&format!(
        "The network above has {}",
        Lang::English.count(parameters)
    ));
    let small = Architecture::Custom(Custom {
        layers: vec![Layer::Linear(12), Layer::Relu],
    });
    let parameters = small
        .parameters(train.shape(), train.classes().len())
        .unwrap();
    says(&format!(
        "This one has only\n      {}",
        Lang::English.count(parameters)
    ));
}

/// The tiny pack, with its first lesson translated as `change` makes it of the original.
fn translated(change: impl Fn(&str) -> String) -> Result<Pack, String> {
    let folder = TempDir::new().unwrap();
    for entry in fs::read_dir(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/packs/valid/tiny"
    ))
    .unwrap()
    {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    let pack = Pack::open(folder.path(), Library::builtin(), Lang::English).unwrap();
    let name = &pack.file.lessons[0];
    let original = fs::read_to_string(folder.path().join(name)).unwrap();
    let translation = folder.path().join(name).with_extension("de.yaml");
    fs::write(&translation, change(&original)).unwrap();
    let opened = Pack::open(folder.path(), Library::builtin(), Lang::German);
    opened.map_err(|error| error.to_string())
}

#[test]
fn a_translation_changes_what_is_read_and_nothing_else() {
    let pack = translated(|text| text.replace("A short walk", "Ein kurzer Weg")).unwrap();
    assert_eq!(pack.lessons[0].title, "Ein kurzer Weg");
    for (from, to, told) in [
        (
            "epochs: 2",
            "epochs: 3",
            "step 3 (train): recipe.epochs: it is 3, in the lesson 2",
        ),
        (
            "from: fonts",
            "from: optdigits",
            "step 4 (reveal): slices 2.from: it is \"optdigits\"",
        ),
        (
            "answer: 2",
            "answer: 1",
            "step 2 (ask): answer: it is 1, in the lesson 2",
        ),
        (
            "  - say: The end is near.",
            "",
            "steps: the translation has 4, the lesson 5",
        ),
    ] {
        let error = translated(|text| {
            assert!(text.contains(from), "{from} in {text}");
            text.replace(from, to)
        });
        let error = error.unwrap_err();
        assert!(error.contains(told), "{told}: {error}");
        assert!(error.contains(".de.yaml"), "{error}");
    }
}

#[test]
fn the_schemas_and_the_reference_in_docs_are_those_of_the_program() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let schema = |kind| serde_json::to_string_pretty(&reference::schema(kind)).unwrap() + "\n";
    for (name, text) in [
        ("lesson.schema.json", schema(Kind::Lesson)),
        ("pack.schema.json", schema(Kind::Pack)),
        ("reference.md", reference::reference()),
    ] {
        let path = docs.join(name);
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == text,
            "docs/{name} is stale; make it anew with UPDATE_EXPECTED=1 cargo test --test packs"
        );
    }
}

#[test]
fn editors_find_nothing_wrong_with_packs_that_open() {
    let validator = |kind| jsonschema::validator_for(&reference::schema(kind)).unwrap();
    let (pack, lesson) = (validator(Kind::Pack), validator(Kind::Lesson));
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons");
    let packs = fs::read_dir(built_in)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    for folder in folders("valid").into_iter().chain(packs) {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let validator = match name.as_str() {
                "pack.yaml" => &pack,
                name if name.starts_with("pack.") || !name.ends_with(".yaml") => continue,
                _ => &lesson,
            };
            let text = fs::read_to_string(&path).unwrap();
            let value: serde_json::Value = serde_yaml::from_str(&text).unwrap();
            let found: Vec<String> = validator
                .iter_errors(&value)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(found.is_empty(), "{}: {found:#?}", path.display());
        }
    }
}

#[test]
fn a_class_without_pictures_is_told() {
    let folder = TempDir::new().unwrap();
    let pack = scaffold::new(folder.path(), "shapes").unwrap();
    let cache = folder.path().join("cache");
    let examined = |pack: &Path| {
        let stock = Stock::new(Library::builtin().clone(), cache.clone());
        let found = Pack::examine(pack, stock).found;
        found
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(examined(&pack), "");
    let circles = pack.join("data/shapes/train/circle");
    fs::remove_dir_all(&circles).unwrap();
    fs::create_dir(&circles).unwrap();
    let told = examined(&pack);
    // Also the second time, when what could be imported is known.
    assert_eq!(told, examined(&pack));
    assert!(
        told.contains("circle") && told.contains("pack.yaml:"),
        "{told}"
    );
}

/// What an import advises can be written into a pack.
#[test]
fn what_can_be_said_of_data_at_an_import_can_be_said_of_it_in_a_pack() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let ink = |row: usize| (0..784).map(move |at| (at * 7 + row) % 5000);
    let row = |row: usize| {
        let ink: Vec<String> = ink(row).map(|value| value.to_string()).collect();
        format!("{},{}\n", ink.join(","), row % 2)
    };
    let names: Vec<String> = (0..784).map(|at| format!("p{at}")).collect();
    let rows: String = (0..4).map(row).collect();
    write("ink.csv", &format!("{},which\n{rows}", names.join(",")));
    write(
        "one.yaml",
        "lesson: One\nminutes: 1\nsteps:\n  - say: Nothing.\n",
    );
    let told = |keys: &str| {
        write(
            "pack.yaml",
            &format!(
                "format: 1\nname: any\ntitle: Any\nabout: Any.\nlicence: MIT\nlessons: [one.yaml]\ndata:\n  \
                 - {{ name: ink, path: ink.csv, inputs: real, licence: MIT, origin: here, {keys} }}\n"
            ),
        );
        let found = Pack::examine(folder.path(), Library::builtin()).found;
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        found.join("\n")
    };
    let without = told("label_column: which");
    assert!(without.contains("set range"), "{without}");
    assert_eq!(told("label_column: which, range: 0..5000"), "");
    assert_eq!(
        told("label_column: which, range: 0..5000, transpose: true"),
        ""
    );
    let too_much = told("label_column: which, range: 0..5000, on: white");
    assert!(too_much.contains("omit on"), "{too_much}");
    for (key, wrong) in [
        ("range", "wide"),
        ("on", "grey"),
        ("groups", "tables"),
        ("label_column", "''"),
    ] {
        let told = told(&format!("{key}: {wrong}"));
        assert!(told.contains(&format!("data 1.{key}")), "{told}");
    }
}

#[test]
fn a_goal_that_is_reached_on_a_test_is_warned_of_and_one_on_a_side_to_learn_from_is_not() {
    let valid = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/valid/exercise");
    let lesson = fs::read_to_string(valid.join("lesson.yaml")).unwrap();
    let warned = |from: &str| {
        let folder = TempDir::new().unwrap();
        fs::copy(valid.join("pack.yaml"), folder.path().join("pack.yaml")).unwrap();
        let of_goal = "name: Strokes, from: pendigits@learn";
        assert!(lesson.contains(of_goal));
        let text = lesson.replace(of_goal, &format!("name: Strokes, from: {from}"));
        fs::write(folder.path().join("lesson.yaml"), text).unwrap();
        // Whoever writes it may have a reason: the pack opens.
        Pack::open(folder.path(), Library::builtin(), Lang::English).unwrap();
        let found = Pack::examine(folder.path(), Library::builtin()).found;
        found.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert!(warned("pendigits@learn").is_empty());
    for test in ["mnist/test", "pendigits", "pendigits@apart", "optdigits:1"] {
        let told = warned(test);
        let is_test = format!(
            "step 1 (exercise): slices 1: {test} is a test, and whoever turns knobs to reach a goal on it \
             chooses on it; name validation accuracy, or a side to learn from"
        );
        assert!(told.len() == 1 && told[0].contains(&is_test), "{told:#?}");
    }
    let told = warned("mnist/train");
    let learned =
        "slices 1: mnist/train is what the run learns from; reach the goal on validation accuracy";
    assert!(told.len() == 1 && told[0].contains(learned), "{told:#?}");
}

#[test]
fn what_is_to_be_written_instead_of_a_trap_reads_as_it_was_meant() {
    let folder = TempDir::new().unwrap();
    let valid = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/broken/no_title");
    fs::copy(valid.join("pack.yaml"), folder.path().join("pack.yaml")).unwrap();
    let with = |text: &str| {
        let lesson = format!("lesson: L\nminutes: 1\nsteps:\n  - say: {text}\n");
        fs::write(folder.path().join("lesson.yaml"), lesson).unwrap();
    };
    for text in [
        "*Stop* and look.",
        "`mnist/test` is data.",
        "&c is how it goes on.",
        "!Look at this.",
        "% is not a unit.",
        "@home you can try it.",
        "> 99 % is a lot.",
        "{{screen}}Look.{{plain}}Listen.{{end}}",
        "] is a bracket.",
        "Note: this is a test.",
        "He said: \"it's fine\".",
        "\"One\" and two.",
        "Which one is it:",
        "A path: C:\\data\\x",
    ] {
        with(text);
        let found = Pack::examine(folder.path(), Library::builtin()).found;
        let [one] = found.as_slice() else {
            panic!("{text}: {found:#?}");
        };
        let place = one.place.as_ref().unwrap();
        assert_eq!((place.line, place.column), (4, 10), "{text}");
        let (_, cure) = one.problem.rsplit_once("; write ").unwrap();
        with(cure);
        let pack = Pack::open(folder.path(), Library::builtin(), Lang::English).unwrap();
        assert_eq!(pack.lessons[0].steps, [Step::Say(text.to_owned())]);
    }
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_refused_before_they_are_opened() {
    use std::os::unix::fs::symlink;

    let folder = TempDir::new().unwrap();
    let pack = scaffold::new(folder.path(), "shapes").unwrap();
    let examined = || {
        let found = Pack::examine(&pack, Library::builtin()).found;
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        found.join("\n")
    };
    assert_eq!(examined(), "");
    let link = pack.join("data/shapes/train/circle/link.png");
    symlink("/etc/passwd", &link).unwrap();
    let told = examined();
    let is_link = "data 1.path: data/shapes/train/circle/link.png: it is a link, which nobody else would have; \
                   put a copy in its place";
    assert!(
        told.ends_with(is_link) && told.lines().count() == 1,
        "{told}"
    );
    fs::remove_file(&link).unwrap();
    // Whoever opened a pipe that nobody writes to would wait for ever.
    let lesson = pack.join("first-lesson.yaml");
    fs::remove_file(&lesson).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(&lesson)
        .status()
        .unwrap();
    assert!(made.success());
    let told = examined();
    assert!(
        told.contains(
            "first-lesson.yaml cannot be read: it is a pipe, a socket or a device and no plain file"
        ),
        "{told}"
    );
    fs::remove_file(&lesson).unwrap();
    symlink("/dev/zero", &lesson).unwrap();
    let told = examined();
    assert!(
        told.contains("first-lesson.yaml cannot be read: it is a link"),
        "{told}"
    );
}

#[test]
fn a_diagnosis_shows_its_line_with_what_is_meant_underlined() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/broken/unknown_keys_everywhere");
    let diagnoses = Pack::examine(&folder, Library::builtin());
    let told = diagnoses
        .found
        .iter()
        .map(|one| diagnoses.explain(one, false));
    insta::assert_snapshot!("diagnoses", told.collect::<Vec<_>>().join("\n\n"));
}

#[test]
fn a_file_of_nothing_but_errors_is_told_of_soon() {
    let folder = TempDir::new().unwrap();
    fs::copy(
        concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/packs/broken/no_title/pack.yaml"
        ),
        folder.path().join("pack.yaml"),
    )
    .unwrap();
    let lesson = "lesson: L\nminutes: 1\nsteps:\n".to_owned() + &"  - sya: a\n".repeat(33_000);
    fs::write(folder.path().join("lesson.yaml"), lesson).unwrap();
    let begun = Instant::now();
    let diagnoses = Pack::examine(folder.path(), Library::builtin());
    for one in &diagnoses.found {
        diagnoses.explain(one, false);
    }
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
    assert_eq!(diagnoses.found.len(), 201);
    assert!(
        diagnoses
            .found
            .last()
            .unwrap()
            .problem
            .contains("there may be more")
    );
}

#[test]
fn nothing_is_wrong_with_the_packs_that_ship() {
    let lessons = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons");
    for entry in fs::read_dir(lessons).unwrap() {
        let folder = entry.unwrap().path();
        let found = Pack::examine(&folder, Library::builtin()).found;
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(found.is_empty(), "{}: {found:#?}", folder.display());
    }
}
