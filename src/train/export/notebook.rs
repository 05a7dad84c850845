//! A Jupyter notebook that repeats a training in PyTorch, with the very same pictures to learn from and to validate
//! on, and says what it cannot repeat.

use serde_json::{Value, json};

use super::measured::{Kind, Measured};
use super::python::{Text, literal, mask};
use super::script::summary;
use crate::dataset::Library;
use crate::dataset::export::{set_of, stem};
use crate::model::NetworkClassifier;
use crate::model::torch::{TorchLayer, torch_layers};
use crate::train::error::TrainError;
use crate::train::event::Status;
use crate::train::experiment::{Optimizer, Recipe};
use crate::train::record::RunRecord;

/// Its cells as one Python text: `# %%` begins one.
const NOTEBOOK: &str = include_str!("notebook.py");
/// The cells of a test.
const TESTED: &str = include_str!("tested.py");
/// Where there is no folder of pictures.
const DOWNLOAD: &str = include_str!("download.py");

/// The notebook as JSON (nbformat 4.5).
///
/// # Errors
/// When the run goes on from another, its data is not there, or the layers do not fit it.
pub(super) fn notebook(
    record: &RunRecord,
    classifier: &NetworkClassifier,
    measured: Option<&Measured>,
    library: &Library,
) -> Result<String, TrainError> {
    let experiment = record.trained()?;
    if let Some(from) = &experiment.from {
        return Err(TrainError::NoNotebook {
            run: record.id.clone(),
            from: from.clone(),
        });
    }
    let splits = experiment.splits(library)?;
    let dataset = splits.train.dataset();
    let recipe = &experiment.recipe;
    let set = set_of(dataset.name());
    let tested = match measured.filter(|measured| measured.kind == Kind::Test) {
        Some(measured) => {
            let is_whole = measured.split.len() == measured.split.dataset().len();
            let chosen = match is_whole {
                true => "",
                false => {
                    "\nchosen = marked({{places}}, 1)\npictures, labels = pictures[chosen], labels[chosen]"
                }
            };
            let text = Text::new(TESTED).fill([("chosen", chosen.to_owned())]);
            text.measured(measured).into_string()
        }
        None => String::new(),
    };
    let is_mnist = set == "mnist";
    let only_if = |holds: bool, text: &str| match holds {
        true => text.to_owned(),
        false => String::new(),
    };
    let pictures = format!(
        "{} to learn from and {} for validation, drawn by mindgap's seed {}",
        splits.train.len(),
        splits.validation.len(),
        recipe.seed
    );
    let text = Text::new(NOTEBOOK).fill([
        ("tested", tested),
        ("heading", format!("{} on {}, in PyTorch", experiment.model, experiment.data.set)),
        ("run", record.id.to_string()),
        ("summary", format!("{}{}", summary(record), stopped(record, recipe))),
        ("split", pictures),
        ("recipe", in_words(recipe)),
        ("different", different(recipe, &torch_layers(classifier.config())?)),
        ("and_torchvision", only_if(is_mnist, " (and `torchvision`, to fetch MNIST where it is not there)")),
        ("epochs", recipe.epochs.to_string()),
        ("batch", recipe.batch.to_string()),
        ("seed", recipe.seed.to_string()),
        (
            "patience",
            recipe.early_stop.map_or("None".to_owned(), |patience| patience.to_string()),
        ),
        ("set_literal", literal(set)),
        ("folder", literal(set)),
        (
            "where",
            format!(
                "They are read from a folder `{set}` beside this notebook, which `mindgap data export {set} {set}` \
                 writes: MNIST's own files.{}",
                only_if(is_mnist, " Where it is not there, torchvision fetches them."),
            ),
        ),
        ("download", only_if(is_mnist, DOWNLOAD)),
        ("roles", literal(&mask(dataset.len(), [&splits.train, &splits.validation]))),
        ("train_part", literal(&stem(dataset.name()))),
        ("train_digest", literal(dataset.digest())),
        ("parameters", record.parameters.to_string()),
        ("history", history(record)),
        ("optimizer", optimizer(recipe)),
    ]);
    let text = text.about(classifier, 4)?.into_string();
    Ok(format!("{:#}\n", cells(&text)))
}

/// Of a run that did not come to its end.
fn stopped(record: &RunRecord, recipe: &Recipe) -> String {
    match record.status {
        Status::Finished | Status::EarlyStopped => String::new(),
        status => format!(
            " ({} after {} of {} epochs; this goes to the end)",
            status.word(),
            record.epochs.len(),
            recipe.epochs
        ),
    }
}

fn in_words(recipe: &Recipe) -> String {
    let rule = match recipe.optimizer {
        Optimizer::Adam => "Adam",
        Optimizer::Sgd => "SGD with momentum 0.9",
    };
    let patience = recipe.early_stop.map_or(String::new(), |patience| {
        format!(", stopped when the validation loss has not improved for {patience}")
    });
    let epochs = match recipe.epochs {
        1 => "1 epoch".to_owned(),
        n => format!("{n} epochs"),
    };
    format!(
        "{rule} with learning rate {}, batches of {}, {epochs}{patience}",
        recipe.learning_rate(),
        recipe.batch,
    )
}

/// What cannot be repeated.
fn different(recipe: &Recipe, layers: &[TorchLayer]) -> String {
    let mut all = vec![
        "which first weights are drawn (PyTorch has another generator than mindgap)".to_owned(),
        "the order of the pictures in each epoch".to_owned(),
    ];
    if layers
        .iter()
        .any(|layer| matches!(layer, TorchLayer::Dropout { .. }))
    {
        all.push("the masks of dropout".to_owned());
    }
    if !recipe.augment.is_empty() {
        let names = recipe.augment.iter();
        let names: Vec<String> = names.map(|one| format!("`{one}`")).collect();
        all.push(format!(
            "the augmentation (mindgap put every picture through {} each time that it was learned from; here none is \
             altered)",
            names.join(", ")
        ));
    }
    format!("{} and rounding", all.join(", "))
}

fn optimizer(recipe: &Recipe) -> String {
    let rate = recipe.learning_rate();
    match recipe.optimizer {
        Optimizer::Adam => format!("torch.optim.Adam(model.parameters(), lr={rate:?})"),
        Optimizer::Sgd => format!("torch.optim.SGD(model.parameters(), lr={rate:?}, momentum=0.9)"),
    }
}

/// The epochs as a table in comments.
fn history(record: &RunRecord) -> String {
    let number = |value: Option<f64>, factor: f64, digits: usize| match value {
        Some(value) => format!("{:.digits$}", factor * value),
        None => "–".to_owned(),
    };
    let rows = record.epochs.iter().map(|epoch| {
        format!(
            "# | {} | {} | {} | {} | {} |",
            epoch.epoch,
            number(Some(epoch.train_loss), 1.0, 4),
            number(Some(epoch.train_accuracy), 100.0, 1),
            number(epoch.validation_loss, 1.0, 4),
            number(epoch.validation_accuracy, 100.0, 1),
        )
    });
    let head = "# | epoch | training loss | training % | validation loss | validation % |\n# |---|---|---|---|---|";
    [head.to_owned()]
        .into_iter()
        .chain(rows)
        .collect::<Vec<_>>()
        .join("\n")
}

/// A Python text whose cells begin with `# %%` as a notebook.
fn cells(text: &str) -> Value {
    let cells = text.split("# %%").skip(1).zip(1..).map(|(cell, number)| {
        let (sort, body) = cell.split_once('\n').unwrap_or((cell, ""));
        let is_markdown = sort.trim() == "[markdown]";
        let body: Vec<&str> = body.trim().lines().collect();
        let last = body.len().saturating_sub(1);
        let lines = body.iter().enumerate().map(|(at, line)| {
            let line = match is_markdown {
                true => line
                    .strip_prefix("# ")
                    .or(line.strip_prefix('#'))
                    .unwrap_or(line),
                false => line,
            };
            format!("{line}{}", if at < last { "\n" } else { "" })
        });
        let source: Vec<String> = lines.collect();
        let id = format!("cell-{number}");
        match is_markdown {
            true => json!({ "cell_type": "markdown", "id": id, "metadata": {}, "source": source }),
            false => json!({
                "cell_type": "code", "id": id, "metadata": {}, "source": source,
                "execution_count": null, "outputs": [],
            }),
        }
    });
    json!({
        "cells": cells.collect::<Vec<Value>>(),
        "metadata": {
            "kernelspec": { "display_name": "Python 3", "language": "python", "name": "python3" },
            "language_info": { "name": "python" },
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    })
}
