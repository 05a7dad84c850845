//! The parts of an ONNX graph, made and looked up: what the other files here say in a line.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use rten_onnx::onnx::{
    AttributeProto, AttributeType, DataType, GraphProto, NodeProto, TensorProto,
};

/// An attribute's value.
pub(super) enum Attribute {
    Int(i64),
    Ints(Vec<i64>),
}

/// A node of the default domain with one output.
pub(super) fn node(
    operator: &str,
    inputs: &[&str],
    output: &str,
    attributes: Vec<(&str, Attribute)>,
) -> NodeProto {
    let attribute = attributes.into_iter().map(|(name, value)| {
        let mut attribute = AttributeProto {
            name: Some(name.to_owned()),
            ..AttributeProto::default()
        };
        match value {
            Attribute::Int(value) => {
                attribute.i = Some(value);
                attribute.r#type = Some(AttributeType::INT);
            }
            Attribute::Ints(values) => {
                attribute.ints = values;
                attribute.r#type = Some(AttributeType::INTS);
            }
        }
        attribute
    });
    NodeProto {
        op_type: Some(operator.to_owned()),
        name: Some(output.to_owned()),
        input: inputs.iter().map(|&input| input.to_owned()).collect(),
        output: vec![output.to_owned()],
        attribute: attribute.collect(),
        ..NodeProto::default()
    }
}

/// A constant of floats.
pub(super) fn floats(name: &str, dims: &[usize], values: &[f32]) -> TensorProto {
    let bytes = values.iter().flat_map(|value| value.to_le_bytes());
    tensor(name, dims, DataType::FLOAT, bytes.collect())
}

/// A constant of whole numbers.
pub(super) fn ints(name: &str, dims: &[usize], values: &[i64]) -> TensorProto {
    let bytes = values.iter().flat_map(|value| value.to_le_bytes());
    tensor(name, dims, DataType::INT64, bytes.collect())
}

fn tensor(name: &str, dims: &[usize], kind: DataType, bytes: Vec<u8>) -> TensorProto {
    TensorProto {
        name: Some(name.to_owned()),
        dims: dims.iter().map(|&dim| dim as i64).collect(),
        data_type: Some(kind),
        raw_data: Some(RefCell::new(bytes)),
        ..TensorProto::default()
    }
}

/// An operator with its domain, as people name it.
pub(super) fn operator(node: &NodeProto) -> String {
    let name = node.op_type.as_deref().unwrap_or("without a name");
    match node.domain.as_deref() {
        None | Some("" | "ai.onnx") => name.to_owned(),
        Some(domain) => format!("{domain}/{name}"),
    }
}

/// A node's attributes by name.
pub(super) fn attributes(node: &NodeProto) -> HashMap<&str, &AttributeProto> {
    let named = node.attribute.iter();
    named
        .filter_map(|attribute| Some((attribute.name.as_deref()?, attribute)))
        .collect()
}

/// Writes down what a convolution or pooling means that says nothing of it: the runtime takes two sides for granted.
pub(super) fn complete(graph: &mut GraphProto) {
    let weights = graph.initializer.iter();
    let ranks: HashMap<&str, usize> = weights
        .filter_map(|tensor| Some((tensor.name.as_deref()?, tensor.dims.len())))
        .collect();
    for node in &mut graph.node {
        let is_pool = matches!(node.op_type.as_deref(), Some("MaxPool" | "AveragePool"));
        if !is_pool && !matches!(node.op_type.as_deref(), Some("Conv" | "ConvTranspose")) {
            continue;
        }
        let known = attributes(node);
        let kernel = known.get("kernel_shape").map(|kernel| kernel.ints.len());
        let weights = node.input.get(1).and_then(|name| ranks.get(name.as_str()));
        let of_weights = weights.map(|rank| rank.saturating_sub(2));
        let sides = kernel.or(of_weights).unwrap_or(2);
        let mut missing = vec![("strides", vec![1; sides])];
        if !is_pool {
            missing.push(("dilations", vec![1; sides]));
        }
        missing.retain(|(name, _)| !known.contains_key(name));
        let missing = missing
            .into_iter()
            .map(|(name, values)| (name, Attribute::Ints(values)));
        let added = self::node("", &[], "", missing.collect()).attribute;
        node.attribute.extend(added);
    }
}

/// Leaves out of a graph what none of its outputs needs. A node that holds a graph of its own may need anything.
pub(super) fn prune(graph: &mut GraphProto) {
    let outputs = graph.output.iter().filter_map(|output| output.name.clone());
    let mut needed: BTreeSet<String> = outputs.collect();
    let holds_graph = |node: &NodeProto| node.attribute.iter().any(|held| held.g.is_some());
    if graph.node.iter().any(holds_graph) {
        return;
    }
    // Nodes stand in the order in which they are worked out.
    let mut kept = Vec::new();
    while let Some(node) = graph.node.pop() {
        if node.output.iter().any(|output| needed.contains(output)) {
            needed.extend(node.input.iter().cloned());
            kept.push(node);
        }
    }
    kept.reverse();
    graph.node = kept;
    let is_needed = |name: &Option<String>| name.as_ref().is_some_and(|name| needed.contains(name));
    graph.initializer.retain(|tensor| is_needed(&tensor.name));
    graph.value_info.retain(|info| is_needed(&info.name));
}
