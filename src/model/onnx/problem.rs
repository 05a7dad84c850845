//! What is wrong with a model, and what helps.

use thiserror::Error;

/// What is wrong with a model.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ContentProblem {
    /// There is nothing in it.
    #[error("it is empty")]
    Empty,
    /// It is larger than is read.
    #[error("it is larger than 512 MB, the most that is read of a model")]
    TooLarge,
    /// It is no ONNX.
    #[error("it is no ONNX model ({0}); write one with torch.onnx.export, tf2onnx or skl2onnx")]
    NoOnnx(String),
    /// There is no graph in it, or nothing in the graph.
    #[error("there is no graph of operators in it")]
    NoGraph,
    /// There are more nodes than are looked at.
    #[error("it has {0} operators, more than the 20,000 that are read of a model")]
    TooManyNodes(usize),
    /// It takes more than a picture.
    #[error(
        "it takes {n} inputs ({names}); a classifier of pictures takes one: export it with the others fixed"
    )]
    Inputs {
        /// How many there are.
        n: usize,
        /// What they are called.
        names: String,
    },
    /// The weights of a tensor are not where the file says.
    #[error("the weights of {0} are not whole: export it again")]
    Weights(String),
    /// Weights are said to lie where nobody may point to.
    #[error("it says that weights lie at {0}, which is not a file beside it; export it again")]
    Place(String),
    /// An operator that no runtime here knows.
    #[error("operator {0} is not one that mindgap can run; {1}")]
    Operator(String, &'static str),
    /// The runtime does not take it.
    #[error("it cannot be loaded: {0}")]
    Runtime(String),
    /// What comes out of it is no row of numbers for a picture.
    #[error(
        "no output of it is a row of numbers for each picture ({0}); a classifier gives one logit or probability for each class"
    )]
    Outputs(String),
}
