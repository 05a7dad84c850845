//! What translations of scikit-learn's operators write: plain nodes and weights.

use rten_onnx::onnx::{NodeProto, TensorProto};

use super::graph::{Attribute, attributes, ints, node, operator};
use super::problem::ContentProblem;

/// What a translation may use, and where it puts what it makes.
pub(super) struct Plain {
    pub(super) nodes: Vec<NodeProto>,
    pub(super) weights: Vec<TensorProto>,
    /// The version of the plain operators.
    pub(super) opset: i64,
}

/// There is no translation of an operator.
pub(super) fn unknown(node: &NodeProto) -> ContentProblem {
    ContentProblem::Operator(
        operator(node),
        "of scikit-learn's, linear models, scaling, normalisation, neural networks, trees and forests are known",
    )
}

/// An input or output that has to be there.
pub(super) fn place<'a>(
    node: &NodeProto,
    names: &'a [String],
    at: usize,
) -> Result<&'a str, ContentProblem> {
    let name = names.get(at).map(String::as_str);
    name.filter(|name| !name.is_empty())
        .ok_or_else(|| ContentProblem::Weights(operator(node)))
}

impl Plain {
    /// Adds a node and gives the name of what comes out of it.
    pub(super) fn add(
        &mut self,
        operator: &str,
        inputs: &[&str],
        output: &str,
        attributes: Vec<(&str, Attribute)>,
    ) {
        self.nodes.push(node(operator, inputs, output, attributes));
    }

    /// The input of a node as floats, under a name of its own.
    pub(super) fn as_floats(&mut self, input: &str, name: &str) -> String {
        let cast = format!("{name}/floats");
        self.add("Cast", &[input], &cast, vec![("to", Attribute::Int(1))]);
        cast
    }

    /// A sum over an axis, which is an attribute in older versions and an input in newer ones.
    pub(super) fn sum(&mut self, input: &str, axis: i64, output: &str) {
        let keep = ("keepdims", Attribute::Int(0));
        if self.opset < 13 {
            let axes = ("axes", Attribute::Ints(vec![axis]));
            return self.add("ReduceSum", &[input], output, vec![axes, keep]);
        }
        let axes = format!("{output}/axes");
        self.weights.push(ints(&axes, &[1], &[axis]));
        self.add("ReduceSum", &[input, &axes], output, vec![keep]);
    }

    /// Scores `[n, classes]` after what a classifier does to them at last.
    pub(super) fn transform(
        &mut self,
        node: &NodeProto,
        scores: &str,
        output: &str,
    ) -> Result<(), ContentProblem> {
        let attributes = attributes(node);
        let transform = attributes.get("post_transform");
        let transform = transform.and_then(|attribute| attribute.s.as_deref());
        match transform.unwrap_or("NONE") {
            "NONE" => self.add("Identity", &[scores], output, Vec::new()),
            "SOFTMAX" => {
                let axis = vec![("axis", Attribute::Int(1))];
                self.add("Softmax", &[scores], output, axis);
            }
            "LOGISTIC" => self.add("Sigmoid", &[scores], output, Vec::new()),
            _ => return Err(unknown(node)),
        }
        Ok(())
    }
}
