//! A classifier as an ONNX file: pixels as 0..1 in, logits out, the normalisation inside the graph, so that nobody
//! can get it wrong. Dropout does nothing where nothing is learned, and is left out.

use std::cell::RefCell;
use std::collections::BTreeMap;

use rten_onnx::onnx::{
    AttributeProto, AttributeType, DataType, Dimension, GraphProto, ModelProto, NodeProto,
    OperatorSetIdProto, StringStringEntryProto, TensorProto, TensorShapeProto, TypeProto,
    TypeProtoTensor, ValueInfoProto,
};
use rten_onnx::protobuf::{EncodeMessage, MessageWriter, ProtobufError, ValueWriter, WriteValue};
use thiserror::Error;

use crate::model::NetworkClassifier;
use crate::model::torch::{TorchError, TorchLayer, TorchTensor, to_torch, torch_layers};

/// The input: `[N, channels, height, width]`, pixels as 0..1.
pub const INPUT: &str = "pixels";
/// The output: `[N, classes]`.
pub const OUTPUT: &str = "logits";

/// The operators' version. Everything here is older, and programs since 2022 know it.
const OPSET: i64 = 17;
/// The file format's version that belongs to it.
const IR_VERSION: i64 = 8;

/// Why a classifier cannot be written.
#[derive(Debug, Error)]
pub enum OnnxWriteError {
    /// Its weights cannot be had.
    #[error(transparent)]
    Weights(#[from] TorchError),
    /// The message cannot be written.
    #[error("the ONNX file cannot be written: {0}")]
    Message(#[from] ProtobufError),
}

/// The bytes of an ONNX file, with these entries among its properties.
///
/// # Errors
/// When the weights cannot be had.
pub fn to_onnx(
    classifier: &NetworkClassifier,
    graph_name: &str,
    metadata: BTreeMap<String, String>,
) -> Result<Vec<u8>, OnnxWriteError> {
    let file = File {
        model: ModelProto {
            ir_version: Some(IR_VERSION),
            opset_import: vec![OperatorSetIdProto {
                domain: Some(String::new()),
                version: Some(OPSET),
            }],
            metadata_props: metadata
                .into_iter()
                .map(|(key, value)| StringStringEntryProto {
                    key: Some(key),
                    value: Some(value),
                })
                .collect(),
            producer_name: Some("mindgap".to_owned()),
            producer_version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            graph: None,
        },
        graph: Graph {
            name: graph_name,
            graph: graph(classifier)?,
        },
    };
    let mut bytes = Vec::new();
    file.encode(ValueWriter::new(&mut bytes))?;
    Ok(bytes)
}

/// A model whose graph has a name: the format wants one, and the crate's own messages have none.
struct File<'a> {
    model: ModelProto,
    graph: Graph<'a>,
}

struct Graph<'a> {
    name: &'a str,
    graph: GraphProto,
}

// The numbers of the fields are those of ONNX's `onnx.proto`: `ModelProto.graph`, `GraphProto.name`.
const GRAPH: u64 = 7;
const NAME: u64 = 2;

impl EncodeMessage for File<'_> {
    fn encode_fields<W: WriteValue>(
        &self,
        fields: &mut MessageWriter<'_, W>,
    ) -> Result<(), ProtobufError> {
        self.model.encode_fields(fields)?;
        fields.write_message(GRAPH, &self.graph)
    }
}

impl EncodeMessage for Graph<'_> {
    fn encode_fields<W: WriteValue>(
        &self,
        fields: &mut MessageWriter<'_, W>,
    ) -> Result<(), ProtobufError> {
        fields.write_string(NAME, self.name)?;
        self.graph.encode_fields(fields)
    }
}

fn graph(classifier: &NetworkClassifier) -> Result<GraphProto, TorchError> {
    let config = classifier.config();
    let mut chain = Chain::default();
    for (op, name, of_channels) in [
        ("Sub", "mean", &config.normalisation.mean),
        ("Div", "std", &config.normalisation.std),
    ] {
        chain.constant(&TorchTensor {
            name: name.to_owned(),
            shape: vec![1, of_channels.len(), 1, 1],
            values: of_channels.clone(),
        });
        chain.add(op, &[name.to_owned()], Vec::new());
    }
    for tensor in to_torch(classifier)? {
        chain.constant(&tensor);
    }
    for (at, layer) in torch_layers(config)?.iter().enumerate() {
        let weights = [format!("{at}.weight"), format!("{at}.bias")];
        match *layer {
            TorchLayer::Conv2d {
                kernel_size,
                padding,
                ..
            } => chain.add(
                "Conv",
                &weights,
                vec![
                    ints("kernel_shape", &[kernel_size; 2]),
                    ints("pads", &[padding; 4]),
                ],
            ),
            TorchLayer::MaxPool2d { kernel_size } => chain.add(
                "MaxPool",
                &[],
                vec![
                    ints("kernel_shape", &[kernel_size; 2]),
                    ints("strides", &[kernel_size; 2]),
                ],
            ),
            TorchLayer::ReLU => chain.add("Relu", &[], Vec::new()),
            TorchLayer::Dropout { .. } => {}
            TorchLayer::Flatten => chain.add("Flatten", &[], vec![int("axis", 1)]),
            TorchLayer::Linear { .. } => chain.add("Gemm", &weights, vec![int("transB", 1)]),
        }
    }
    let shape = config.shape;
    let input = [shape.channels, shape.height, shape.width];
    Ok(chain.finish(&input, config.classes.len()))
}

/// Nodes, each of which reads what the one before it gives.
#[derive(Default)]
struct Chain {
    nodes: Vec<NodeProto>,
    constants: Vec<TensorProto>,
}

impl Chain {
    fn constant(&mut self, tensor: &TorchTensor) {
        let bytes = tensor.values.iter().flat_map(|value| value.to_le_bytes());
        self.constants.push(TensorProto {
            name: Some(tensor.name.clone()),
            dims: tensor.shape.iter().map(|&size| signed(size)).collect(),
            data_type: Some(DataType::FLOAT),
            raw_data: Some(RefCell::new(bytes.collect())),
            ..TensorProto::default()
        });
    }

    fn add(&mut self, op: &str, constants: &[String], attributes: Vec<AttributeProto>) {
        let before = self.nodes.last().and_then(|node| node.output.first());
        let before = before.cloned().unwrap_or_else(|| INPUT.to_owned());
        let name = format!("{}_{}", op.to_lowercase(), self.nodes.len());
        self.nodes.push(NodeProto {
            op_type: Some(op.to_owned()),
            input: [before]
                .into_iter()
                .chain(constants.iter().cloned())
                .collect(),
            output: vec![name.clone()],
            name: Some(name),
            attribute: attributes,
            domain: None,
        });
    }

    fn finish(mut self, input: &[usize], classes: usize) -> GraphProto {
        if let Some(last) = self.nodes.last_mut() {
            last.output = vec![OUTPUT.to_owned()];
        }
        GraphProto {
            node: self.nodes,
            initializer: self.constants,
            input: vec![batch_of(INPUT, input)],
            output: vec![batch_of(OUTPUT, &[classes])],
            value_info: Vec::new(),
        }
    }
}

/// Any number of floating-point tensors of this shape.
fn batch_of(name: &str, shape: &[usize]) -> ValueInfoProto {
    let any = Dimension {
        dim_value: None,
        dim_param: Some("N".to_owned()),
    };
    let sizes = shape.iter().map(|&size| Dimension {
        dim_value: Some(signed(size)),
        dim_param: None,
    });
    let shape = TensorShapeProto {
        dim: [any].into_iter().chain(sizes).collect(),
    };
    ValueInfoProto {
        name: Some(name.to_owned()),
        r#type: Some(TypeProto {
            tensor_type: Some(TypeProtoTensor {
                elem_type: Some(DataType::FLOAT),
                shape: Some(shape),
            }),
            sequence: None,
        }),
    }
}

fn ints(name: &str, values: &[usize]) -> AttributeProto {
    AttributeProto {
        name: Some(name.to_owned()),
        ints: values.iter().map(|&value| signed(value)).collect(),
        r#type: Some(AttributeType::INTS),
        ..AttributeProto::default()
    }
}

fn int(name: &str, value: i64) -> AttributeProto {
    AttributeProto {
        name: Some(name.to_owned()),
        i: Some(value),
        r#type: Some(AttributeType::INT),
        ..AttributeProto::default()
    }
}

/// Sizes of a network are far below the limit.
fn signed(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}
