//! What a lesson can get wrong although its form is right: names that lead nowhere, numbers out of
//! range, questions without a right answer.

use std::collections::BTreeSet;

use super::schema::{Ask, Lesson, Reveal, Step, Train};

/// Everything that keeps a lesson from working, each with the step it is in and what to do.
pub fn problems(lesson: &Lesson) -> Vec<String> {
    let mut found = Vec::new();
    if lesson.steps.is_empty() {
        found.push("steps: the list is empty; write at least one step".to_owned());
    }
    let mut runs = Vec::new();
    for (index, step) in lesson.steps.iter().enumerate() {
        let mut problem = |text: String| {
            found.push(format!("step {} ({}): {text}", index + 1, step.kind()));
        };
        match step {
            Step::Say(text) if text.trim().is_empty() => {
                problem("it says nothing; write a text".into())
            }
            Step::Say(_) => {}
            Step::Ask(ask) => check_ask(ask, &mut problem),
            Step::Train(train) => {
                check_train(train, &mut problem);
                if runs.contains(&train.name.as_str()) {
                    problem(format!(
                        "as: {} names an earlier run too; choose another name",
                        train.name
                    ));
                }
                runs.push(&train.name);
            }
            Step::Reveal(reveal) => check_reveal(reveal, &runs, &mut problem),
        }
    }
    found
}

fn check_ask(ask: &Ask, problem: &mut impl FnMut(String)) {
    if ask.choices.len() < 2 {
        problem("choices: a question needs at least two".into());
    }
    if ask.choices.len() > 9 {
        problem("choices: more than nine do not fit the number keys; take some out".into());
    }
    if !(1..=ask.choices.len()).contains(&ask.answer) {
        problem(format!(
            "answer: {} is not among the choices, which are counted from 1 to {}",
            ask.answer,
            ask.choices.len()
        ));
    }
}

fn check_train(train: &Train, problem: &mut impl FnMut(String)) {
    if let Err(error) = train.recipe.check() {
        problem(format!("recipe: {error}"));
    }
    for prediction in &train.predict {
        if !(1..=train.recipe.epochs).contains(&prediction.after) {
            problem(format!(
                "predict: after: {} is not an epoch of this recipe, which has {}",
                prediction.after, train.recipe.epochs
            ));
        }
    }
    if !train.predict.is_empty() && train.data.validation == 0 {
        problem(
            "predict: what is predicted is the validation accuracy; set data: validation above 0"
                .into(),
        );
    }
}

fn check_reveal(reveal: &Reveal, runs: &[&str], problem: &mut impl FnMut(String)) {
    if !runs.contains(&reveal.of.as_str()) {
        problem(format!(
            "of: no earlier train step is called {}{}",
            reveal.of,
            did_you_mean(&reveal.of, runs.iter().copied())
        ));
    }
    if reveal.slices.is_empty() {
        problem("slices: the list is empty; name some data".into());
    }
    let names: Vec<&str> = reveal
        .slices
        .iter()
        .map(|slice| slice.name.as_str())
        .collect();
    if names.iter().collect::<BTreeSet<_>>().len() < names.len() {
        problem("slices: two have the same name; learners could not tell them apart".into());
    }
    if !names.contains(&reveal.predict.slice.as_str()) {
        problem(format!(
            "predict: slice: none of the slices is called {}{}",
            reveal.predict.slice,
            did_you_mean(&reveal.predict.slice, names.iter().copied())
        ));
    }
    for slice in &reveal.slices {
        if slice.take == Some(0) {
            problem(format!(
                "slices: {}: take: 0 pictures cannot be measured",
                slice.name
            ));
        }
    }
}

/// A hint at the closest of the possible names, or a list of them.
pub(crate) fn did_you_mean<'a>(
    wrong: &str,
    possible: impl Iterator<Item = &'a str> + Clone,
) -> String {
    let closest = possible
        .clone()
        .map(|name| (strsim::damerau_levenshtein(wrong, name), name))
        .min();
    match closest {
        Some((distance, name)) if distance <= 2.max(wrong.len() / 3) => {
            format!("; did you mean {name}?")
        }
        Some(_) => format!("; there are {}", possible.collect::<Vec<_>>().join(", ")),
        None => String::new(),
    }
}
