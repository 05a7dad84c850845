//! An architecture as data, and the burn network that it describes.
//!
//! Read in this order to see all of a classifier: [`architecture`] (which layers, checked),
//! `network` (the layers as burn modules and the forward pass), `operation` (the fused convolution
//! block as an operation of burn's), [`classifier`] (network and preprocessing together, as used to
//! answer), `inside` (what its layers give on the way), `checkpoint` (the same on disk), [`torch`] (its layers
//! and weights as PyTorch has them), [`onnx`] (the same as an ONNX file).

pub mod architecture;
pub(crate) mod checkpoint;
pub mod classifier;
pub(crate) mod inside;
pub(crate) mod network;
pub mod onnx;
pub(crate) mod operation;
pub mod torch;

pub use architecture::{Architecture, ArchitectureError, Depth, Layer, Preset};
pub use checkpoint::CheckpointError;
pub use classifier::{BackendError, Classifier, ClassifierConfig, Normalisation, device};
pub use inside::{Filters, LayerOutput};
pub use network::{Network, Operations, PassedLayer};
