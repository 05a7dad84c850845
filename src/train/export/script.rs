//! The Python script beside exported weights: it builds the network, loads it, and says whether it reads as many
//! pictures as it did here.

use super::measured::Measured;
use super::python::{Text, literal};
use crate::dataset::export::set_of;
use crate::model::NetworkClassifier;
use crate::train::error::TrainError;
use crate::train::record::RunRecord;

const SCRIPT: &str = include_str!("script.py");

/// The script.
///
/// # Errors
/// When the layers do not fit the pictures.
pub(super) fn script(
    record: &RunRecord,
    classifier: &NetworkClassifier,
    measured: &Measured,
) -> Result<String, TrainError> {
    let set = set_of(measured.split.dataset().name());
    let text = Text::new(SCRIPT).fill([
        ("title", format!("The network of mindgap's run {}, {}.", record.id, summary(record))),
        ("set", set.to_owned()),
        ("set_literal", literal(set)),
        (
            "elsewhere",
            match set {
                "mnist" => "\nand torchvision.datasets.MNIST(\"data\", download=True) leaves them in data/MNIST/raw.\n",
                _ => "",
            }
            .to_owned(),
        ),
    ]);
    Ok(text.about(classifier, 8)?.measured(measured).into_string())
}

/// What was trained on what.
pub(super) fn summary(record: &RunRecord) -> String {
    let from = record
        .experiment()
        .and_then(|experiment| experiment.from.as_ref());
    let from = from.map_or(String::new(), |from| format!(", fine-tuned from {from}"));
    format!("{} on {}{from}", record.model(), record.set())
}
