//! ONNX: a network as a file that other programs run.

pub mod write;
