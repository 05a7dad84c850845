//! A text put together: for a medium, with what was measured.

use std::borrow::Cow;

use super::condition::{Condition, Known};
use super::medium::Medium;
use super::template::{Piece, TextError, parse};
use crate::base::Lang;

/// Where a text is put together.
struct Writer<'a> {
    said: String,
    /// Whose text it is; none where both stay in it.
    medium: Option<Medium>,
    /// What figures and conditions are worked out with; none where they stay as they are written.
    known: Option<(&'a dyn Known, Lang)>,
    /// Whether a piece has just ended.
    is_behind_piece: bool,
}

impl Writer<'_> {
    fn write(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            match piece {
                Piece::Text(text) | Piece::Foreign(text) => self.text(text),
                Piece::Figure(reference, written) => {
                    let shown = self.known.map(|(known, lang)| {
                        let shown = reference.shown(known, lang);
                        shown.unwrap_or_else(|| UNKNOWN.to_owned())
                    });
                    self.text(&shown.unwrap_or_else(|| format!("{{{{{written}}}}}")));
                }
                Piece::ByMedium(screen, plain) => {
                    match self.medium {
                        Some(Medium::Screen) => self.write(screen),
                        Some(Medium::Plain) => self.write(plain),
                        None => self.keep_both(screen, plain),
                    }
                    self.is_behind_piece = true;
                }
                Piece::Where(branches, otherwise) => {
                    self.branch(branches, otherwise);
                    self.is_behind_piece = true;
                }
                Piece::Cited(cited) => {
                    self.write(cited);
                    self.is_behind_piece = true;
                }
            }
        }
    }

    fn text(&mut self, text: &str) {
        // A line that has gone leaves no empty one, which would end the paragraph.
        let text = match self.is_behind_piece && self.said.ends_with('\n') {
            true => text.strip_prefix('\n').unwrap_or(text),
            false => text,
        };
        self.is_behind_piece = false;
        self.said.push_str(text);
    }

    fn keep_both(&mut self, screen: &[Piece], plain: &[Piece]) {
        if !screen.is_empty() {
            self.said.push_str("{{screen}}");
            self.write(screen);
        }
        if !plain.is_empty() {
            self.said.push_str("{{plain}}");
            self.write(plain);
        }
        if !(screen.is_empty() && plain.is_empty()) {
            self.said.push_str("{{end}}");
        }
    }

    /// The first branch that holds. Where that is not known yet, none is shown.
    fn branch(&mut self, branches: &[(Condition, Vec<Piece>)], otherwise: &[Piece]) {
        let Some((known, _)) = self.known else {
            // What somebody reads who has measured nothing: every branch.
            branches.iter().for_each(|(_, pieces)| self.write(pieces));
            return self.write(otherwise);
        };
        for (condition, pieces) in branches {
            match condition.holds(known) {
                Some(true) => return self.write(pieces),
                Some(false) => {}
                None => return,
            }
        }
        self.write(otherwise);
    }
}

/// What stands for a figure that is not known yet.
const UNKNOWN: &str = "…";

fn written(
    text: &str,
    medium: Option<Medium>,
    known: Option<(&dyn Known, Lang)>,
) -> Result<String, TextError> {
    let mut writer = Writer {
        said: String::with_capacity(text.len()),
        medium,
        known,
        is_behind_piece: false,
    };
    writer.write(&parse(text)?);
    Ok(writer.said)
}

/// The text as it is on a screen.
pub fn on_screen(text: &str) -> Cow<'_, str> {
    for_medium(text, Medium::Screen)
}

/// The text as it is read line by line.
pub fn in_plain(text: &str) -> Cow<'_, str> {
    for_medium(text, Medium::Plain)
}

/// A text with wrong marks, which no checked pack has, is shown as it is written.
fn for_medium(text: &str, medium: Medium) -> Cow<'_, str> {
    if !text.contains("{{") {
        return Cow::Borrowed(text);
    }
    read(text, medium).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The text as it is for this medium; of figures, what is written for them, and of branches, all.
///
/// # Errors
/// When its marks cannot be understood.
pub fn read(text: &str, medium: Medium) -> Result<String, TextError> {
    written(text, Some(medium), None)
}

/// The text with what was measured, still for either medium. One with wrong marks, which no checked pack
/// has, stays as it is.
pub(crate) fn filled<'a>(text: &'a str, known: &dyn Known, lang: Lang) -> Cow<'a, str> {
    if !text.contains("{{") {
        return Cow::Borrowed(text);
    }
    written(text, None, Some((known, lang))).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::super::condition::{Named, Verdict};
    use super::super::figure::{Quantity, Value};
    use super::*;
    use crate::eval::wilson;

    /// Pen strokes: 82 of 100 right; MNIST: 98 of 100; whoever said 90 was wrong.
    struct Measured;

    impl Known for Measured {
        fn figure(&self, named: &Named) -> Option<Value> {
            let accuracy = |right: usize| Value::Accuracy(right as f64 / 100.0, wilson(right, 100));
            Some(match (named.of.as_str(), named.quantity) {
                ("Pen strokes", Quantity::Accuracy) => accuracy(82),
                ("Pen strokes", Quantity::Errors) => Value::Count(18),
                ("Pen strokes", Quantity::Interval) => Value::Between(wilson(82, 100)),
                ("MNIST's 1s", Quantity::Accuracy) => accuracy(98),
                ("ritual", Quantity::ValidationLoss) => Value::Nats(0.04031),
                _ => return None,
            })
        }

        fn guess(&self) -> Option<f64> {
            Some(90.0)
        }

        fn verdict(&self) -> Option<Verdict> {
            Some(Verdict::TooHigh)
        }
    }

    fn told(text: &str) -> String {
        filled(text, &Measured, Lang::English).into_owned()
    }

    #[test]
    fn figures_are_written_where_they_are_named() {
        for (text, said) in [
            ("{{accuracy of Pen strokes}} %", "82.0 %"),
            ("{{ errors of Pen strokes }} of 100", "18 of 100"),
            ("{{interval of Pen strokes}}", "73.3 – 88.3"),
            ("{{accuracy of \"MNIST's 1s\"}}", "98.0"),
            ("{{validation loss of ritual}}", "0.040"),
            // 98.0 less 82.0, of what is shown.
            ("{{difference of MNIST's 1s and Pen strokes}}", "16.0"),
            ("{{difference of Pen strokes and MNIST's 1s}}", "−16.0"),
            ("you said {{guess}}", "you said 90"),
            ("{{accuracy of Letters}} %", "… %"),
            ("`{{ user.name }}`", "`{{ user.name }}`"),
        ] {
            assert_eq!(told(text), said, "{text}");
        }
        let german = filled("{{accuracy of Pen strokes}} %", &Measured, Lang::German);
        assert_eq!(german, "82,0 %");
    }

    #[test]
    fn a_piece_is_shown_where_its_condition_holds() {
        for (condition, holds) in [
            ("accuracy of Pen strokes below 90", true),
            ("accuracy of Pen strokes between 82 and 90", true),
            ("accuracy of Pen strokes above 82.1", false),
            (
                "accuracy of Pen strokes below 90, accuracy of MNIST's 1s above 99",
                false,
            ),
            (
                "accuracy of Pen strokes below 90, accuracy of MNIST's 1s above 97",
                true,
            ),
            (
                "accuracy of Pen strokes above 90, accuracy of Letters above 1",
                false,
            ),
            ("errors of Pen strokes above 17", true),
            // Newcombe's interval of 98/100 less 82/100 is .0796 to .2479.
            ("difference of MNIST's 1s and Pen strokes clear", true),
            ("difference of Pen strokes and Pen strokes clear", false),
            ("difference of Pen strokes and Pen strokes unclear", true),
            (
                "difference of MNIST's 1s and Pen strokes between 10 and 20",
                true,
            ),
            (
                "difference of Pen strokes and MNIST's 1s between -20 and -10",
                true,
            ),
            ("guess wrong", true),
            ("guess too high", true),
            ("guess too low", false),
            ("guess right", false),
            ("guess between 80 and 95", true),
        ] {
            let text = format!("{{{{if {condition}}}}}yes{{{{else}}}}no{{{{end}}}}");
            assert_eq!(told(&text), if holds { "yes" } else { "no" }, "{condition}");
        }
        let three = |slice: &str| {
            told(&format!(
                "{{{{if accuracy of {slice} above 95}}}}fine{{{{else if accuracy of {slice} above 80}}}}so-so{{{{else}}}}bad{{{{end}}}}."
            ))
        };
        assert_eq!(three("Pen strokes"), "so-so.");
        assert_eq!(three("MNIST's 1s"), "fine.");
        // What is not measured yet says nothing, not the contrary.
        assert_eq!(three("Letters"), ".");
    }

    #[test]
    fn media_and_conditions_go_together() {
        let text = "{{screen}}Look: {{if guess wrong}}{{accuracy of Pen strokes}}{{end}}.{{plain}}Read {{errors of Pen strokes}}.{{end}}";
        let text = told(text);
        assert_eq!(on_screen(&text), "Look: 82.0.");
        assert_eq!(in_plain(&text), "Read 18.");
        let text =
            told("One.\n{{if guess right}}Right.{{end}}\nTwo. {{cited Brod 2021}}Three.{{end}}");
        assert_eq!(text, "One.\nTwo. Three.");
        let text = told("{{if guess wrong}}{{screen}}a{{plain}}b{{end}}{{end}}");
        assert_eq!(
            (on_screen(&text), in_plain(&text)),
            ("a".into(), "b".into())
        );
    }

    #[test]
    fn each_medium_has_its_part_and_what_stands_around() {
        let text = "See them {{screen}}with ← →{{plain}}by number{{end}}.{{plain}} Listen.{{end}}";
        assert_eq!(on_screen(text), "See them with ← →.");
        assert_eq!(in_plain(text), "See them by number. Listen.");
        assert_eq!(
            in_plain("no marks, but { braces }"),
            "no marks, but { braces }"
        );
        assert_eq!(on_screen("{{ screen }}a{{ end }}b"), "ab");
        assert_eq!(in_plain("{{screen}}a{{end}}"), "");
        // Two braces that nothing closes are two braces, and what another tool means by them stays.
        assert_eq!(in_plain("a {{ b"), "a {{ b");
        assert_eq!(
            in_plain("`{{ user.name }}`{{plain}}, {{x}}{{end}}"),
            "`{{ user.name }}`, {{x}}"
        );
        assert_eq!(on_screen("{{plain}}{{x}}{{end}}."), ".");
    }

    #[test]
    fn a_part_that_is_left_out_with_its_line_does_not_end_the_paragraph() {
        let text = "One.\n{{screen}}Two.\n{{plain}}2.{{end}}\nThree.\n";
        assert_eq!(on_screen(text), "One.\nTwo.\nThree.\n");
        assert_eq!(in_plain(text), "One.\n2.\nThree.\n");
        assert_eq!(
            on_screen("One.\n{{plain}}2.{{end}}\nThree."),
            "One.\nThree."
        );
        // A paragraph's end stays one.
        assert_eq!(
            on_screen("{{screen}}One.\n{{plain}}1.{{end}}\n\nTwo."),
            "One.\n\nTwo."
        );
    }

    #[test]
    fn marks_that_cannot_be_understood_are_named() {
        let deep = "{{if guess right}}".repeat(100_000);
        let error = |text: &str| {
            let error = read(text, Medium::Plain).err();
            error.map(|error| error.to_string()).unwrap_or_default()
        };
        for (text, told) in [
            ("{{sreen}}a{{end}}", "did you mean {{screen}}?"),
            ("a{{end}}", "{{end}} cannot stand here"),
            ("{{screen}}a", "{{screen}} has no {{end}}"),
            (
                "{{plain}}a{{screen}}b{{end}}",
                "{{screen}} cannot stand here",
            ),
            ("{{plain}}a{{plain}}b{{end}}", "{{plain}} cannot stand here"),
            (
                "{{screen}}{{if guess right}}a{{plain}}b{{end}}",
                "{{plain}} cannot stand here",
            ),
            (
                deep.as_str(),
                "{{if guess right}} stands within 8 other pieces",
            ),
            ("{{else}}a{{end}}", "{{else}} cannot stand here"),
            (
                "{{if guess right}}a{{else}}b{{else}}c{{end}}",
                "{{else}} cannot stand here",
            ),
            ("{{if guess right}}a", "{{if guess right}} has no {{end}}"),
            (
                "{{if guess right}}a{{else}}b",
                "{{if guess right}} has no {{end}}",
            ),
            ("{{cited}}a{{end}}", "does not say by whom"),
            ("{{if}}a{{end}}", "\"\" is no condition"),
            (
                "{{if accuracy of A}}a{{end}}",
                "\"accuracy of A\" is no condition",
            ),
            (
                "{{if accuracy of A above 101}}a{{end}}",
                "accuracy lies between 0 and 100",
            ),
            ("{{if run of A above 0}}a{{end}}", "run is not one number"),
            (
                "{{if accuracy of A below}}a{{end}}",
                "\"below\" is no range",
            ),
            (
                "{{if accuracy of A clear}}a{{end}}",
                "only a difference is clear",
            ),
            (
                "{{if beauty of A above 1}}a{{end}}",
                "\"beauty\" cannot be measured",
            ),
            ("{{elif guess right}}", "did you mean {{else if …}}?"),
            ("{{/if}}", "did you mean {{end}}?"),
            (
                "{{accuracy of A %, {{accuracy of B}} %",
                "{{accuracy of A %, has no }} before the next {{",
            ),
            ("{{accuracy A}}", "does not say of what"),
            ("{{guesss}}", "did you mean {{guess}}?"),
            ("{{acuracy of A}}", "\"acuracy\" cannot be measured"),
            ("{{difference of A and}}", "does not say of what"),
            (
                "{{screen}}a{{plain}}b{{plain}}c{{end}}",
                "{{plain}} cannot stand here",
            ),
        ] {
            let error = error(text);
            assert!(error.contains(told), "{text}: {error}");
        }
    }
}
