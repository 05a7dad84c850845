//! scikit-learn's operators (domain `ai.onnx.ml`, as skl2onnx writes them) as plain ones: a linear classifier is a
//! product and a sum. What only leads to a label is left to be pruned: the answer is read from the probabilities.
//!
//! Their definitions: ONNX, Operators of ai.onnx.ml.

use std::mem;

use rten_onnx::onnx::{GraphProto, NodeProto, ValueInfoProto};

use super::graph::{Attribute, attributes, floats, ints};
use super::plain::{Plain, place, unknown};
use super::problem::ContentProblem;
use super::trees;

/// The domain of classical machine learning.
const DOMAIN: &str = "ai.onnx.ml";

/// Replaces each such operator that leads to probabilities by plain ones.
///
/// # Errors
/// Names the first one that has no translation.
pub(super) fn make_plain(graph: &mut GraphProto, opset: i64) -> Result<(), ContentProblem> {
    let is_classic = |node: &NodeProto| node.domain.as_deref() == Some(DOMAIN);
    if !graph.node.iter().any(is_classic) {
        return Ok(());
    }
    let mut plain = Plain {
        nodes: Vec::new(),
        weights: Vec::new(),
        opset,
    };
    let mut labels = Vec::new();
    for node in mem::take(&mut graph.node) {
        let reads_label = node.input.iter().any(|input| labels.contains(input));
        match (is_classic(&node), node.op_type.as_deref()) {
            // What is made of a label is a label.
            _ if reads_label => labels.extend(node.output),
            (false, _) => plain.nodes.push(node),
            (true, Some("ArrayFeatureExtractor" | "LabelEncoder")) => labels.extend(node.output),
            (true, Some("ZipMap")) => zip_map(graph, &node),
            (true, Some("Scaler")) => scaler(&node, &mut plain)?,
            (true, Some("Normalizer")) => normalizer(&node, &mut plain)?,
            (true, Some("LinearClassifier")) => {
                linear(&node, &mut plain)?;
                labels.extend(node.output.first().cloned());
            }
            (true, Some("TreeEnsembleClassifier")) => {
                trees::make_plain(&node, &mut plain)?;
                labels.extend(node.output.first().cloned());
            }
            (true, _) => return Err(unknown(&node)),
        }
    }
    graph.node = plain.nodes;
    graph.initializer.append(&mut plain.weights);
    let is_label = |output: &ValueInfoProto| {
        let name = output.name.as_ref();
        name.is_some_and(|name| labels.contains(name))
    };
    graph.output.retain(|output| !is_label(output));
    Ok(())
}

/// A table of class and probability for each picture: the probabilities alone are what is read.
fn zip_map(graph: &mut GraphProto, node: &NodeProto) {
    for output in &mut graph.output {
        if output.name.as_ref() == node.output.first() {
            output.name = node.input.first().cloned();
            output.r#type = None;
        }
    }
}

/// (x - offset) * scale, for each feature or for all.
fn scaler(node: &NodeProto, plain: &mut Plain) -> Result<(), ContentProblem> {
    let attributes = attributes(node);
    let output = place(node, &node.output, 0)?;
    let mut input = plain.as_floats(place(node, &node.input, 0)?, output);
    for (name, operator, result) in [
        ("offset", "Sub", format!("{output}/centred")),
        ("scale", "Mul", output.to_owned()),
    ] {
        let values = attributes.get(name).map_or(&[][..], |found| &found.floats);
        let weights = format!("{output}/{name}");
        match values.len() {
            0 => plain.add("Identity", &[&input], &result, Vec::new()),
            n => {
                plain.weights.push(floats(&weights, &[1, n], values));
                plain.add(operator, &[&input, &weights], &result, Vec::new());
            }
        }
        input = result;
    }
    Ok(())
}

/// Rows `[n, classes]` divided by their norm.
fn normalizer(node: &NodeProto, plain: &mut Plain) -> Result<(), ContentProblem> {
    let attributes = attributes(node);
    let norm = attributes.get("norm").and_then(|norm| norm.s.as_deref());
    let output = place(node, &node.output, 0)?;
    let input = plain.as_floats(place(node, &node.input, 0)?, output);
    let [sizes, sum, divisor] = ["sizes", "sum", "norm"].map(|part| format!("{output}/{part}"));
    match norm.unwrap_or("MAX") {
        "L1" => plain.add("Abs", &[&input], &sizes, Vec::new()),
        "L2" => plain.add("Mul", &[&input, &input], &sizes, Vec::new()),
        _ => return Err(unknown(node)),
    }
    plain.sum(&sizes, 1, &sum);
    let axis = format!("{output}/axis");
    let rooted = format!("{output}/root");
    let sum = match norm {
        Some("L2") => {
            plain.add("Sqrt", &[&sum], &rooted, Vec::new());
            rooted
        }
        _ => sum,
    };
    if plain.opset < 13 {
        let axes = vec![("axes", Attribute::Ints(vec![1]))];
        plain.add("Unsqueeze", &[&sum], &divisor, axes);
    } else {
        plain.weights.push(ints(&axis, &[1], &[1]));
        plain.add("Unsqueeze", &[&sum, &axis], &divisor, Vec::new());
    }
    plain.add("Div", &[&input, &divisor], output, Vec::new());
    Ok(())
}

/// Scores are features times coefficients, and an intercept.
fn linear(node: &NodeProto, plain: &mut Plain) -> Result<(), ContentProblem> {
    let attributes = attributes(node);
    let numbers = |name: &str| attributes.get(name).map_or(&[][..], |found| &found.floats);
    let (coefficients, intercepts) = (numbers("coefficients"), numbers("intercepts"));
    let classes = intercepts.len();
    let features = coefficients.len().checked_div(classes).unwrap_or(0);
    // Of two classes, one row of coefficients may stand for both.
    if classes < 2 || features * classes != coefficients.len() {
        return Err(unknown(node));
    }
    let output = place(node, &node.output, 1)?;
    let input = plain.as_floats(place(node, &node.input, 0)?, output);
    let [weights, bias, scores] =
        ["coefficients", "intercepts", "scores"].map(|part| format!("{output}/{part}"));
    plain
        .weights
        .push(floats(&weights, &[classes, features], coefficients));
    plain.weights.push(floats(&bias, &[classes], intercepts));
    let transposed = vec![("transB", Attribute::Int(1))];
    plain.add("Gemm", &[&input, &weights, &bias], &scores, transposed);
    plain.transform(node, &scores, output)
}
