//! What somebody is promised who gives away what they made: a model card with everything that whoever uses the model
//! has to know, and a report that can be sent to a friend. Both are one file that fetches nothing, whatever a lesson, a
//! learner or a model says of itself.

use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Parser};
use serde_yaml::Value;

use crate::program::{Home, Said, said};

const SMALL: &str = "train --train 600 --validation 200 --epochs 2 --model linear";
const TINY: &str = "tests/packs/valid/tiny";
/// So few pictures that a card takes seconds.
const QUICK: &str = "--slice mnist/test --slice pendigits --sample 200";
const ONNX: &str = "tests/foreign/models/torch-legacy.onnx";

/// The front matter of a card, and the page after it.
fn parted(card: &str) -> (Value, &str) {
    let rest = card.strip_prefix("---\n").expect("front matter");
    let (front, page) = rest.split_once("\n---\n").expect("its end");
    (serde_yaml::from_str(front).unwrap(), page)
}

#[track_caller]
fn has_all(text: &str, wanted: &[&str]) {
    for one in wanted {
        assert!(text.contains(one), "no {one:?} in\n{text}");
    }
}

/// Whether nothing in a text is this markup, but for what is escaped.
#[track_caller]
fn has_no_markup(text: &str, markup: &[&str]) {
    for one in markup {
        let is_escaped = |at: usize| at > 0 && text.as_bytes().get(at - 1) == Some(&b'\\');
        let mut found = text.match_indices(one);
        assert!(found.all(|(at, _)| is_escaped(at)), "{one} in\n{text}");
    }
}

/// A page that anybody can open and read anywhere.
#[track_caller]
fn is_one_accessible_file(html: &str) {
    assert!(html.starts_with("<!DOCTYPE html>"), "{html}");
    for outside in [
        "http:", "https:", "<script", "<link", "<iframe", "url(", "@import", "\u{1b}",
    ] {
        assert!(!html.contains(outside), "{outside} in\n{html}");
    }
    has_all(
        html,
        &[
            "<html lang=",
            "<main>",
            "name=\"viewport\"",
            "prefers-color-scheme:dark",
        ],
    );
    assert_eq!(html.matches("<h1>").count(), 1);
    for image in html.split("<img ").skip(1) {
        assert!(
            image.starts_with("alt=\"") && !image.starts_with("alt=\"\""),
            "{image:.60}"
        );
        assert!(
            image.contains("src=\"data:image/png;base64,"),
            "{image:.200}"
        );
    }
    for head in html
        .split("<th")
        .skip(1)
        .filter(|one| !one.starts_with("ead"))
    {
        assert!(head.starts_with(" scope=\""), "{head:.60}");
    }
    for drawing in html.split("<svg ").skip(1) {
        let start = drawing.split('>').next().unwrap_or_default();
        assert!(start.contains("aria-"), "{start}");
    }
}

// ---- the model card ----

#[test]
fn a_card_says_of_a_run_what_it_is_what_was_measured_and_what_was_not() {
    let home = Home::new();
    let id = home.trained(SMALL);
    let card = home.run(&format!("card {id} {QUICK}")).succeeded().out;
    let (front, page) = parted(&card);
    assert_eq!(front["license"], "unknown");
    assert_eq!(front["library_name"], "mindgap");
    assert_eq!(front["pipeline_tag"], "image-classification");
    assert_eq!(
        front["datasets"],
        serde_yaml::from_str::<Value>("[mnist]").unwrap()
    );
    assert_eq!(front["metrics"][0], "accuracy");
    // What stands in front is what is measured by `reveal`, too.
    let measured = home.run(&format!("reveal --run {id} {QUICK} --json"));
    let measured = measured.succeeded().json();
    let results = front["model-index"][0]["results"].as_sequence().unwrap();
    assert_eq!(results.len(), 2);
    for (result, measured) in results.iter().zip(&measured) {
        assert_eq!(result["task"]["type"], "image-classification");
        assert_eq!(result["metrics"][0]["type"], "accuracy");
        let (value, wanted) = (&result["metrics"][0]["value"], &measured["accuracy"]);
        assert_eq!(value.as_f64(), wanted.as_f64());
        let arguments = &result["metrics"][0]["args"];
        assert_eq!(arguments["n"].as_u64(), measured["n"].as_u64());
        let low = measured["interval"]["low"].as_f64();
        assert_eq!(arguments["interval_95"][0].as_f64(), low);
    }
    assert_eq!(results[0]["dataset"]["type"], "mnist");
    assert_eq!(results[0]["dataset"]["split"], "test");
    let headings = [
        "# Model card: linear · mnist",
        "## Model details",
        "## Intended use",
        "## Factors",
        "## Metrics",
        "## Evaluation data",
        "## Training data",
        "## Training",
        "## Quantitative analyses",
        "## Ethical considerations",
        "## Caveats and recommendations",
        "## Not measured",
        "## In the words of whoever made it",
    ];
    let mut rest = page;
    for heading in headings {
        let (_, after) = rest
            .split_once(&format!("{heading}\n"))
            .unwrap_or_else(|| panic!("{heading}:\n{page}"));
        rest = after;
    }
    has_all(
        page,
        &[
            "- classes: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9",
            "- inputs: 28 × 28 pixels, grey",
            "- hidden layers: none: a linear output layer alone",
            "- recipe: 2 epochs, 64 pictures a step, Adam, learning rate 0.001",
            "- augmentation: none: every picture as it is",
            "- licence: LeCun, Cortes, Burges; CC BY-SA 3.0",
            "- licence: CC BY 4.0",
            "MNIST (mnist/test): 200 of 10,000, drawn with seed 7; real pictures · this network, seed 7",
            "| mnist/test | ",
            "mnist/test: class by class",
            "One seed (7)",
            "mindgap runs export",
            "Nobody has written anything here yet.",
        ],
    );
    let not = page.split("## Not measured\n").nth(1).unwrap();
    let not = not.split("\n## ").next().unwrap();
    has_all(
        not,
        &[
            "- networks of the same recipe with other seeds",
            "- pictures that were changed so that it errs",
            "- stained, blurred",
            "- your pictures",
            "- everything that is not in the list above",
        ],
    );
    // Pendigits come from two groups of writers, so that was measured.
    assert!(!not.contains("single writers"), "{not}");
    assert!(page.contains("14 other writers"), "{page}");
}

#[test]
fn layers_are_counted_as_the_field_counts_them_also_in_somebody_elses_file() {
    let home = Home::new();
    let id = home.trained(&SMALL.replace("linear", "cnn"));
    let quick = "--slice mnist/test --sample 50";
    let card = home.run(&format!("card {id} {quick}")).succeeded().out;
    has_all(
        &card,
        &["- hidden layers: 3: 2 convolutions, 1 linear; pooling"],
    );
    // A convolution, and two linear layers of which one is the output.
    let card = home.run(&format!("card {ONNX} {quick}")).succeeded();
    let (front, page) = parted(&card.out);
    assert_eq!(front["library_name"], "onnx");
    has_all(
        page,
        &[
            "# Model card: torch-legacy.onnx · mnist",
            "- written by: pytorch 2.15.0",
            "- hidden layers: ",
            "its recipe is not known here",
            "What it was made for can only be said by whoever trained it.",
            "- what it learned from, and how",
            "How it wants its pictures was chosen among several forms",
        ],
    );
    let forest = "tests/foreign/models/scikit-forest.onnx";
    let card = home.run(&format!("card {forest} {quick}")).succeeded().out;
    assert!(
        !card.contains("hidden layers"),
        "a forest has none:\n{card}"
    );
}

#[test]
fn a_card_for_a_browser_is_one_file_that_everybody_can_read() {
    let home = Home::new();
    let id = home.trained(SMALL);
    let file = home.path().join("card.html");
    let mut command = home.command(&format!("card {id} {QUICK} --lang de"));
    let told = said(command.arg("-o").arg(&file)).succeeded();
    assert!(
        told.out.contains("card.html: the card is written"),
        "{}",
        told.out
    );
    let html = fs::read_to_string(file).unwrap();
    is_one_accessible_file(&html);
    has_all(
        &html,
        &[
            "<html lang=\"de\">",
            "<h1>Modellkarte: linear · mnist</h1>",
            "<h2>Nicht gemessen</h2>",
            "<li>deine Bilder</li>",
            "<svg class=\"bar\"",
            "<svg class=\"curve\"",
            " gelesen als ",
            "verborgene Schichten",
        ],
    );
}

#[test]
fn without_slices_a_card_measures_its_own_test_and_every_other_set_that_it_can_read() {
    let home = Home::new();
    let id = home.trained(SMALL);
    let card = home.run(&format!("card {id} --sample 30")).succeeded().out;
    let (front, _) = parted(&card);
    let results = front["model-index"][0]["results"].as_sequence().unwrap();
    let names: Vec<&str> = results
        .iter()
        .map(|result| result["dataset"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(names[0], "mnist/test");
    for other in ["optdigits", "pendigits", "fonts/reserved"] {
        assert!(names.contains(&other), "{names:?}");
    }
    assert!(
        !names.iter().any(|name| name.contains("fashion")),
        "{names:?}"
    );
}

#[test]
fn other_seeds_are_measured_where_that_is_asked_for_and_told_of_where_not() {
    let home = Home::new();
    home.run(&format!("{SMALL} --seeds 3 --quiet")).succeeded();
    let quick = "--slice mnist/test --sample 100";
    let alone = home.run(&format!("card last {quick}")).succeeded().out;
    has_all(
        &alone,
        &["2 other networks of this recipe that are kept here (--group measures them)"],
    );
    let group = home
        .run(&format!("card last {quick} --group"))
        .succeeded()
        .out;
    has_all(&group, &["3 networks"]);
    assert!(
        !group.contains("networks of the same recipe with other seeds"),
        "{group}"
    );
}

#[test]
fn what_a_card_cannot_be_is_said_before_anything_is_measured() {
    let home = Home::new();
    let id = home.trained(SMALL);
    let at = |name: &str| home.path().join(name).display().to_string();
    home.run(&format!("card {id} -o {}", at("card.pdf")))
        .failed_with(&["card.pdf", ".md", ".html"]);
    fs::write(at("card.md"), "mine").unwrap();
    home.run(&format!("card {id} -o {}", at("card.md")))
        .failed_with(&["card.md", "exists already", "another name"]);
    assert_eq!(fs::read_to_string(at("card.md")).unwrap(), "mine");
    home.run(&format!("card {id} --sample 0"))
        .failed_with(&["--sample 0"]);
    home.run("card nobody").failed_with(&["no run nobody"]);
    home.run("card nothing.onnx").failed_with(&["nothing.onnx"]);
    home.run(&format!("card {id} --data mnist"))
        .failed_with(&["a model of your own", ".onnx"]);
    home.run(&format!("card {id} --slice fashion-mnist/test --sample 10"))
        .failed_with(&["fashion-mnist/test"]);
    Home::new().run("card").failed_with(&["mindgap train"]);
}

#[test]
fn what_somebody_says_of_a_model_cannot_become_markup() {
    let home = Home::new();
    let id = home.trained(SMALL);
    let evil = "<script>alert(1)</script>\u{1b}[31m & [here](http://evil.example)";
    home.command("runs rename")
        .arg(&id)
        .arg("<b>x</b>")
        .output()
        .unwrap();
    for file in ["card.md", "card.html"] {
        let path = home.path().join(file);
        let mut command = home.command(&format!("card {id} --slice mnist/test --sample 20"));
        command.args(["--sentence", evil, "--licence", "a: \"b\"\n# c"]);
        said(command.arg("-o").arg(&path)).succeeded();
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains('\u{1b}'));
        if file == "card.md" {
            let (front, page) = parted(&text);
            assert_eq!(front["license"], "a: \"b\" # c");
            assert_eq!(front["model-index"][0]["name"], "<b>x</b>");
            has_all(page, &["> \\<script\\>alert(1)"]);
            has_no_markup(page, &["<script", "<b>", "[here](http"]);
        } else {
            has_no_markup(&text, &["<script", "<b>"]);
        }
    }
}

/// Copies a pack's files into a folder.
fn copied(from: &str, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

/// Plays a lesson by a script.
#[track_caller]
fn plays(home: &Home, learn: &str, answers: &str) -> Said {
    let file = home.path().join("answers.txt");
    fs::write(&file, answers).unwrap();
    said(
        home.command(&format!("learn {learn}"))
            .arg("--answers")
            .arg(&file),
    )
    .succeeded()
}

#[test]
fn a_card_has_the_sentence_that_the_learner_wrote_under_it_in_a_lesson() {
    let home = Home::new();
    let archive = home.path().join("card.mindgap").display().to_string();
    home.run(&format!("pack build tests/packs/valid/card -o {archive}"))
        .succeeded();
    home.run(&format!("pack install {archive}")).succeeded();
    plays(
        &home,
        "card --lesson 1",
        "\n\n70\n5\nIt reads MNIST, not letters.\n\nq\n",
    );
    let card = home
        .run("card last --slice mnist/test --sample 20")
        .succeeded()
        .out;
    has_all(
        &card,
        &[
            "> It reads MNIST, not letters.",
            "Written in the lesson “Model cards”.",
            "what would you tell your boss?",
            "- photos of paper",
        ],
    );
    let mut command = home.command("card last --slice mnist/test --sample 20");
    let card = said(command.args(["--sentence", "Better not."]))
        .succeeded()
        .out;
    assert!(
        card.contains("> Better not.") && !card.contains("not letters"),
        "{card}"
    );
}

// ---- the report ----

/// What is typed in the tiny pack's first lesson.
const ANSWERS: &str = "\n1\n2\n\n65-75\n3\n\n\n95\n5\n\n\nq\n";

#[test]
fn a_report_begins_with_what_was_said_what_it_was_and_a_mistake() {
    let home = Home::new();
    plays(&home, &format!("{TINY} --lesson 1"), ANSWERS);
    let markdown = home.run(&format!("report {TINY}")).succeeded().out;
    let lines: Vec<&str> = markdown.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(
        lines[2],
        "**I said 95 %, sure 5/5. It was 65.3 % (59.6 – 70.7), n = 300.**"
    );
    assert!(
        lines[3].starts_with("Printed: Typefaces (fonts); rendered"),
        "{}",
        lines[3]
    );
    assert!(
        lines[5].contains(" read as ") && lines[5].contains("% confident"),
        "{}",
        lines[5]
    );
    has_all(
        &markdown,
        &[
            // A question in its context, and what is right.
            "> A linear model, two epochs.",
            "1. 1\n2. 3\n3. 4",
            "- right answer: 3",
            "Because **3** follows 2.",
            // A share with its interval, wherever it is known of how many.
            "- it was: 86.0 % (80.5 – 90.1), n = 200",
            "| Printed | 65.3 % | 59.6 – 70.7 | 196 of 300 |",
            "Printed: some of what was read wrongly",
            "> Printed digits are not handwriting.",
            "- augmentation: none",
            "0 of my 2 predictions came true.",
        ],
    );
    let german = home
        .run(&format!("report {TINY} --lang de"))
        .succeeded()
        .out;
    has_all(&german, &["**Ich sagte: 95 %", "gelesen als"]);
}

#[test]
fn a_report_for_a_browser_has_bars_with_what_was_said_and_pictures_of_mistakes() {
    let home = Home::new();
    plays(&home, &format!("{TINY} --lesson 1"), ANSWERS);
    let file = home.path().join("report.html");
    said(home.command(&format!("report {TINY}")).arg("-o").arg(&file)).succeeded();
    let html = fs::read_to_string(file).unwrap();
    is_one_accessible_file(&html);
    assert_eq!(html.matches("<svg class=\"bar\"").count(), 2);
    assert_eq!(
        html.matches("class=\"said\"").count(),
        1,
        "the slice that was asked about"
    );
    assert_eq!(html.matches("<svg class=\"curve\"").count(), 1);
    assert!(
        html.matches("<img ").count() >= 9,
        "one in front, four of each slice"
    );
    has_all(&html, &["<section class=\"headline\">", "I said 95\u{a0}%"]);
}

#[test]
fn networks_that_differ_in_augmentation_alone_are_told_apart_and_a_curve_stands_once() {
    let home = Home::new();
    let pack = home.path().join("pack");
    copied(TINY, &pack);
    let train = |name: &str, augment: &str| {
        format!(
            "  - train:\n      as: {name}\n      data: {{ set: mnist, train: 320, validation: 50 }}\n      model: linear\n      recipe: {{ epochs: 1, seed: 3{augment} }}\n"
        )
    };
    let affine = |degrees: u8| {
        format!(
            ", augment: [{{ affine: {{ rotation: {degrees}, scale: 0.2, shear: 0.1, shift: 2 }} }}]"
        )
    };
    let walk = format!(
        "lesson: Three\nabout: Networks.\nminutes: 1\nsteps:\n{}{}{}",
        train("plain", ""),
        train("turned", &affine(5)),
        train("turned more", &affine(25))
    );
    fs::write(pack.join("walk.yaml"), walk).unwrap();
    let second = format!(
        "lesson: Again\nabout: One.\nminutes: 1\nsteps:\n{}",
        train("again", "")
    );
    fs::write(pack.join("second.yaml"), second).unwrap();
    let folder = pack.display().to_string();
    plays(&home, &format!("{folder} --lesson 1"), "\n\n\n\n\n\nq\n");
    plays(&home, &format!("{folder} --lesson 2"), "\n\nq\n");
    let report = home.run(&format!("report {folder}")).succeeded().out;
    has_all(
        &report,
        &[
            "- augmentation: none: every picture as it is",
            "- augmentation: affine (rotation 5, scale 0.2, shear 0.1, shift 2)",
            "- augmentation: affine (rotation 25, scale 0.2, shear 0.1, shift 2)",
            "The same network as in “1. Three”",
        ],
    );
    assert_eq!(report.matches("| epochs |").count(), 3, "{report}");
}

#[test]
fn what_a_pack_writes_cannot_become_markup_in_a_report() {
    let home = Home::new();
    let pack = home.path().join("pack");
    copied(TINY, &pack);
    let walk = fs::read_to_string(pack.join("walk.yaml")).unwrap();
    let evil =
        "<script>alert(1)</script> <img src=x onerror=alert(1)> ![t](http://evil.example/t.png)";
    let walk = walk
        .replace("lesson: A short walk", "lesson: A <b>short</b> walk")
        .replace(
            "question: Which number comes after 2?",
            &format!("question: 'What is `<kbd>`? {evil}'"),
        )
        .replace("A linear model, two epochs.", &format!("'# {evil}'"))
        // Escaping the comment makes one paragraph of both lines, and other code of what stands between the marks.
        .replace(
            "say: The end is near.",
            "ask: { question: \"<!-- ` -->\\nfoo `<script>alert(2)</script>` bar\", choices: [a, b], answer: 1, why: w }",
        )
        .replace("name: Printed", "name: Printed <i>x</i>")
        .replace("slice: Printed", "slice: Printed <i>x</i>");
    fs::write(pack.join("walk.yaml"), walk).unwrap();
    let folder = pack.display().to_string();
    let answers = ANSWERS.replace("\n\n\nq", "\n\n1\n\nq");
    plays(&home, &format!("{folder} --lesson 1"), &answers);
    let markdown = home.run(&format!("report {folder}")).succeeded().out;
    has_no_markup(&markdown, &["<img", "<b>", "<i>", "](http"]);
    for event in Parser::new(&markdown) {
        let is_html = matches!(event, Event::Html(_) | Event::InlineHtml(_));
        assert!(!is_html, "{event:?} in\n{markdown}");
    }
    assert!(markdown.contains("alert(2)"), "{markdown}");
    assert!(
        markdown.contains("`<kbd>`"),
        "code stays as it is:\n{markdown}"
    );
    let file = home.path().join("report.html");
    said(
        home.command(&format!("report {folder}"))
            .arg("-o")
            .arg(&file),
    )
    .succeeded();
    let html = fs::read_to_string(file).unwrap();
    for markup in ["<script", "<img src=x", "<b>", "<i>", "http:", "<kbd>"] {
        assert!(!html.contains(markup), "{markup} in\n{html}");
    }
    assert!(html.contains("&lt;b&gt;short&lt;/b&gt;"), "{html}");
}

#[test]
fn what_was_done_with_a_model_of_ones_own_is_told_beside_what_was_done_without() {
    let home = Home::new();
    let model = PathBuf::from(ONNX).display().to_string();
    plays(
        &home,
        &format!("{TINY} --lesson 1 --model {model}"),
        "\n1\n2\n\n\n95\n5\n\n\nq\n",
    );
    // Nothing else was done.
    let report = home.run(&format!("report {TINY}")).succeeded();
    has_all(
        &report.out,
        &[
            "torch-legacy.onnx",
            "**I said 95 %",
            "| Printed | ",
            " read as ",
        ],
    );
    plays(&home, &format!("{TINY} --lesson 1"), ANSWERS);
    let own = home.run(&format!("report {TINY}")).succeeded();
    assert!(!own.out.contains("torch-legacy"), "{}", own.out);
    let advice = own.err.split("--run ").nth(1).expect("where the other is");
    let advised = home
        .run(&format!("report {TINY} --run {}", advice.trim()))
        .succeeded();
    assert_eq!(advised.out, report.out);
    home.run(&format!("report {TINY} --run nobody"))
        .failed_with(&["no run nobody"]);
    let small = home.trained(SMALL);
    home.run(&format!("report {TINY} --run {small}"))
        .failed_with(&[&small, "mindgap learn --model"]);
}
