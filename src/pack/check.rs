//! What a lesson can get wrong although its form is right: names that lead nowhere, numbers out of
//! range, questions without a right answer.

use std::collections::BTreeSet;

use super::schema::{Ask, Lesson, Reveal, Step, Train};
use crate::dataset::{Library, Part, closest};
use crate::eval::SliceSpec;

/// A run that an earlier step trains, and the data that it is trained on, if there is such data.
struct Run<'a> {
    name: &'a str,
    part: Option<&'a Part>,
}

/// Everything that keeps a lesson from working, each with the step it is in and what to do. Data is
/// looked up in the library's catalogue; nothing is decoded.
pub fn problems(lesson: &Lesson, library: &Library) -> Vec<String> {
    let mut found = Vec::new();
    if lesson.steps.is_empty() {
        found.push("steps: the list is empty; write at least one step".to_owned());
    }
    let mut runs: Vec<Run<'_>> = Vec::new();
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
                let part = check_train(train, library, &mut problem);
                if runs.iter().any(|run| run.name == train.name) {
                    problem(format!(
                        "as: {} names an earlier run too; choose another name",
                        train.name
                    ));
                }
                runs.push(Run {
                    name: &train.name,
                    part,
                });
            }
            Step::Reveal(reveal) => check_reveal(reveal, &runs, library, &mut problem),
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

fn check_train<'a>(
    train: &Train,
    library: &'a Library,
    problem: &mut impl FnMut(String),
) -> Option<&'a Part> {
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
    let part = match library.training_part(&train.data.set) {
        Ok((_, part)) => part,
        Err(error) => {
            problem(format!("data: set: {error}"));
            return None;
        }
    };
    let wanted = train
        .data
        .train
        .unwrap_or(1)
        .saturating_add(train.data.validation);
    if train.data.train == Some(0) || wanted > part.count {
        problem(format!(
            "data: {} pictures to train on and {} for validation are asked for; {} has {}, and training needs at least 1",
            train
                .data
                .train
                .map_or("all remaining".to_owned(), |n| n.to_string()),
            train.data.validation,
            part.name,
            part.count
        ));
    }
    if let Err(error) = train.model.parameters(part.shape, part.classes.len()) {
        problem(format!("model: {error}"));
    }
    Some(part)
}

fn check_reveal(
    reveal: &Reveal,
    runs: &[Run<'_>],
    library: &Library,
    problem: &mut impl FnMut(String),
) {
    let run = runs.iter().find(|run| run.name == reveal.of);
    if run.is_none() {
        problem(format!(
            "of: no earlier train step is called {}{}",
            reveal.of,
            did_you_mean(&reveal.of, runs.iter().map(|run| run.name))
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
    let trained_on = run.and_then(|run| run.part);
    for slice in &reveal.slices {
        if let Some(text) = slice_problem(slice, trained_on, library) {
            problem(format!("slices: {}: {text}", slice.name));
        }
    }
}

fn slice_problem(
    slice: &SliceSpec,
    trained_on: Option<&Part>,
    library: &Library,
) -> Option<String> {
    let part = match library.resolve(&slice.from) {
        Ok((_, part)) => part,
        Err(error) => return Some(format!("from: {error}")),
    };
    match slice.take {
        Some(0) => return Some("take: 0 pictures cannot be measured".to_owned()),
        Some(n) if n > part.count => {
            return Some(format!(
                "take: {n} are more than the {} of {}",
                part.count, part.name
            ));
        }
        _ => {}
    }
    let trained_on = trained_on?;
    if trained_on.shape != part.shape {
        return Some(format!(
            "from: {} has pictures of {}, but the run reads {}",
            part.name, part.shape, trained_on.shape
        ));
    }
    (trained_on.classes != part.classes).then(|| {
        format!(
            "from: {} has other classes than {}",
            part.name, trained_on.name
        )
    })
}

/// A hint at the closest of the possible names, or a list of them.
fn did_you_mean<'a>(wrong: &str, possible: impl Iterator<Item = &'a str> + Clone) -> String {
    match closest(wrong, possible.clone()) {
        Some(name) => format!("; did you mean {name}?"),
        None => match possible.collect::<Vec<_>>() {
            names if names.is_empty() => String::new(),
            names => format!("; there are {}", names.join(", ")),
        },
    }
}
