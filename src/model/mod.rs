//! An architecture as data, and the burn network that it describes.
//!
//! Read in this order to see all of a classifier: [`architecture`] (which layers, checked),
//! `network` (the layers as burn modules and the forward pass), `operation` (the fused convolution
//! block as an operation of burn's), [`network_classifier`] (network and preprocessing together, as
//! trained), `inside` (what its layers give on the way), `checkpoint` (the same on disk), [`torch`]
//! (its layers and weights as PyTorch has them), [`onnx`] (somebody's model, from its file to its
//! answers, and a network as such a file), [`classifier`] (either of them, as used to answer).

pub mod architecture;
pub(crate) mod backend;
pub(crate) mod checkpoint;
pub mod classifier;
pub(crate) mod inside;
pub(crate) mod network;
pub mod network_classifier;
pub mod onnx;
pub(crate) mod operation;
pub mod torch;

pub use architecture::{Architecture, ArchitectureError, Depth, Layer, Preset};
pub use backend::{BackendError, device};
pub use checkpoint::CheckpointError;
pub use classifier::Classifier;
pub use inside::{Filters, LayerOutput};
pub use network::{Network, Operations, PassedLayer};
pub use network_classifier::{ClassifierConfig, NetworkClassifier, Normalisation};
