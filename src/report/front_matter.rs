//! What stands in front of a model card for other programs: YAML as Hugging Face's cards have it, with the results as
//! a model index.

use serde::Serialize;

use super::card::{Card, CardSlice};

/// The keys that Hugging Face knows.
#[derive(Serialize)]
struct FrontMatter<'a> {
    license: &'a str,
    library_name: &'static str,
    pipeline_tag: &'static str,
    tags: Vec<String>,
    datasets: Vec<&'a str>,
    metrics: [&'static str; 1],
    #[serde(rename = "model-index")]
    model_index: [Model<'a>; 1],
}

#[derive(Serialize)]
struct Model<'a> {
    name: String,
    results: Vec<ModelResult<'a>>,
}

#[derive(Serialize)]
struct ModelResult<'a> {
    task: Task,
    dataset: Data<'a>,
    metrics: [Metric; 1],
}

#[derive(Serialize)]
struct Task {
    r#type: &'static str,
    name: &'static str,
}

#[derive(Serialize)]
struct Data<'a> {
    r#type: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    split: Option<&'a str>,
}

#[derive(Serialize)]
struct Metric {
    r#type: &'static str,
    value: f64,
    name: &'static str,
    args: MetricArguments,
}

/// What a figure is worth: of how many pictures, and its 95 % interval.
#[derive(Serialize)]
struct MetricArguments {
    n: usize,
    correct: usize,
    interval_95: [f64; 2],
}

/// Writes it, without the lines around it.
///
/// # Errors
/// When it cannot be written as YAML.
pub(super) fn write(card: &Card<'_>) -> Result<String, serde_yaml::Error> {
    let record = card.record;
    let is_onnx = record.architecture().is_none();
    let mut tags = vec!["image-classification".to_owned(), "mindgap".to_owned()];
    let learned = card.learned_from();
    tags.extend(learned.iter().map(|set| set.name.clone()));
    let front = FrontMatter {
        // As Hugging Face calls a licence that nobody has named.
        license: card.licence.unwrap_or("unknown"),
        library_name: match is_onnx {
            true => "onnx",
            false => "mindgap",
        },
        pipeline_tag: "image-classification",
        tags,
        datasets: learned.iter().map(|set| set.name.as_str()).collect(),
        metrics: ["accuracy"],
        model_index: [Model {
            name: card.name(),
            results: card
                .slices
                .iter()
                .map(|slice| result(card, slice))
                .collect(),
        }],
    };
    serde_yaml::to_string(&front)
}

fn result<'a>(card: &'a Card<'_>, slice: &'a CardSlice) -> ModelResult<'a> {
    let evaluation = &slice.evaluation;
    let from = slice.spec.from.set();
    let (set, split) = match from.split_once('/') {
        Some((set, split)) => (set, Some(split)),
        None => (from, None),
    };
    let set = card
        .set(&slice.spec.from)
        .map_or(set, |set| set.name.as_str());
    ModelResult {
        task: Task {
            r#type: "image-classification",
            name: "Image classification",
        },
        dataset: Data {
            r#type: set,
            name: &evaluation.title,
            split,
        },
        metrics: [Metric {
            r#type: "accuracy",
            value: evaluation.accuracy,
            name: "Accuracy",
            args: MetricArguments {
                n: evaluation.n,
                correct: evaluation.correct,
                interval_95: [evaluation.interval.low, evaluation.interval.high],
            },
        }],
    }
}
