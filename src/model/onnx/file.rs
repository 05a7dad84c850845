//! An ONNX file: read within limits, made whole (weights beside it are taken in), and put into plain operators.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use rten_onnx::onnx::{DataLocation, Dimension, ModelProto, TensorProto, ValueInfoProto};
use thiserror::Error;

use super::classic;
use super::graph::{complete, operator, prune};
use super::problem::ContentProblem;
use crate::model::checkpoint::sha256;

/// The most bytes of a model, what lies beside it included: well above what classifies pictures of a few hundred
/// pixels, and still read in a second.
const MAX_BYTES: u64 = 512 << 20;

/// The most nodes of a graph: far above what classifies pictures, and little enough to look through at once.
const MAX_NODES: usize = 20_000;

/// Why a file is no model that can be asked.
#[derive(Debug, Error)]
pub enum OnnxError {
    /// The file system said no.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The weights lie in a file of their own, which is not there.
    #[error(
        "{}: its weights are in a file of their own, {beside}, which is not beside it; PyTorch's exporter writes both: put them into one folder",
        path.display()
    )]
    Beside {
        /// The model.
        path: PathBuf,
        /// The name of the other.
        beside: String,
    },
    /// There is something wrong with it.
    #[error("{}: {problem}", path.display())]
    Content {
        /// The model.
        path: PathBuf,
        /// What is wrong, and what helps.
        problem: ContentProblem,
    },
}

/// A model that is read and made whole: one file's bytes, plain operators.
#[derive(Debug, Clone, PartialEq)]
pub struct OnnxFile {
    /// The whole model, weights inside: what is kept of it.
    pub bytes: Vec<u8>,
    /// Hexadecimal SHA-256 of the files as they were given.
    pub sha256: String,
    /// What wrote it, such as `pytorch 2.15.0`, where it says so.
    pub producer: Option<String>,
    /// The sizes of its input, batch first; none where they are open. No list where it says nothing.
    pub input: Option<Vec<Option<usize>>>,
    /// The numbers among its weights.
    pub parameters: usize,
    /// Its operators, by how often each occurs, most first.
    pub operators: Vec<(String, usize)>,
}

impl OnnxFile {
    /// Reads a model, and the weights beside it, if they are in files of their own.
    ///
    /// # Errors
    /// When a file is missing or too large, or it is no model of one input.
    pub fn read(path: &Path) -> Result<Self, OnnxError> {
        let bytes = read(path, MAX_BYTES)?;
        let content = |problem| OnnxError::Content {
            path: path.to_owned(),
            problem,
        };
        if bytes.is_empty() {
            return Err(content(ContentProblem::Empty));
        }
        let mut model = parse(&bytes).map_err(content)?;
        let mut all = bytes;
        take_in(&mut model, path, &mut all)?;
        Self::of(model, sha256(&all)).map_err(content)
    }

    fn of(mut model: ModelProto, sha256: String) -> Result<Self, ContentProblem> {
        let opset = model.opset_import.iter();
        let opset = opset
            .filter(|set| matches!(set.domain.as_deref(), None | Some("" | "ai.onnx")))
            .find_map(|set| set.version);
        let graph = model.graph.as_mut().ok_or(ContentProblem::NoGraph)?;
        if graph.node.is_empty() {
            return Err(ContentProblem::NoGraph);
        }
        if graph.node.len() > MAX_NODES {
            return Err(ContentProblem::TooManyNodes(graph.node.len()));
        }
        let mut operators: HashMap<String, usize> = HashMap::new();
        for node in &graph.node {
            *operators.entry(operator(node)).or_default() += 1;
        }
        let mut operators: Vec<(String, usize)> = operators.into_iter().collect();
        operators.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
        classic::make_plain(graph, opset.unwrap_or(1))?;
        prune(graph);
        complete(graph);
        let parameters = graph.initializer.iter().map(size).sum();
        // Older exporters list weights among the inputs too.
        let is_weight = |input: &ValueInfoProto| {
            let mut weights = graph.initializer.iter();
            weights.any(|tensor| tensor.name == input.name)
        };
        graph.input = std::mem::take(&mut graph.input)
            .into_iter()
            .filter(|input| !is_weight(input))
            .collect();
        let [input] = graph.input.as_slice() else {
            let names = graph.input.iter().filter_map(|input| input.name.clone());
            return Err(ContentProblem::Inputs {
                n: graph.input.len(),
                names: names.collect::<Vec<_>>().join(", "),
            });
        };
        let tensor = input
            .r#type
            .as_ref()
            .and_then(|kind| kind.tensor_type.as_ref());
        let shape = tensor.and_then(|tensor| tensor.shape.as_ref());
        let input = shape.map(|shape| shape.dim.iter().map(side).collect());
        let producer = [&model.producer_name, &model.producer_version];
        let producer: Vec<&str> = producer
            .into_iter()
            .filter_map(|part| part.as_deref().filter(|part| !part.is_empty()))
            .collect();
        let whole = model.write_buf();
        Ok(Self {
            sha256,
            producer: (!producer.is_empty()).then(|| producer.join(" ")),
            input,
            parameters,
            operators,
            bytes: whole.map_err(|error| ContentProblem::NoOnnx(error.to_string()))?,
        })
    }

    /// Reads what was kept of a model: the bytes of one that was read.
    ///
    /// # Errors
    /// When they are no model.
    pub fn kept(bytes: Vec<u8>, sha256: String) -> Result<Self, ContentProblem> {
        Self::of(parse(&bytes)?, sha256)
    }
}

/// A size that is stated.
fn side(dimension: &Dimension) -> Option<usize> {
    let value = dimension.dim_value?;
    usize::try_from(value).ok().filter(|&side| side > 0)
}

fn parse(bytes: &[u8]) -> Result<ModelProto, ContentProblem> {
    ModelProto::parse_buf(bytes).map_err(|error| ContentProblem::NoOnnx(error.to_string()))
}

fn read(path: &Path, most: u64) -> Result<Vec<u8>, OnnxError> {
    let failed = |source| OnnxError::File {
        path: path.to_owned(),
        source,
    };
    let facts = fs::metadata(path).map_err(failed)?;
    if facts.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    match bytes.len() as u64 > most {
        true => Err(OnnxError::Content {
            path: path.to_owned(),
            problem: ContentProblem::TooLarge,
        }),
        false => Ok(bytes),
    }
}

/// Takes weights that lie in files beside a model into it; `all` gets the bytes of those files too.
fn take_in(model: &mut ModelProto, path: &Path, all: &mut Vec<u8>) -> Result<(), OnnxError> {
    let mut files: HashMap<String, Vec<u8>> = HashMap::new();
    let Some(graph) = &mut model.graph else {
        return Ok(());
    };
    for tensor in &mut graph.initializer {
        if tensor.data_location != Some(DataLocation::EXTERNAL) {
            continue;
        }
        let content = |problem| OnnxError::Content {
            path: path.to_owned(),
            problem,
        };
        let name = tensor.name.clone().unwrap_or_default();
        let entry = |key: &str| {
            let mut entries = tensor.external_data.iter();
            let found = entries.find(|entry| entry.key.as_deref() == Some(key));
            found.and_then(|entry| entry.value.clone())
        };
        let number = |key: &str| entry(key).map_or(Some(0), |value| value.parse().ok());
        let damaged = || content(ContentProblem::Weights(name.clone()));
        let place = entry("location").ok_or_else(damaged)?;
        if !is_beside(&place) {
            return Err(content(ContentProblem::Place(place)));
        }
        let (offset, length): (usize, usize) =
            number("offset").zip(number("length")).ok_or_else(damaged)?;
        if !files.contains_key(&place) {
            let beside = path.with_file_name(&place);
            let left = MAX_BYTES.saturating_sub(all.len() as u64);
            let bytes = read(&beside, left).map_err(|error| match error {
                OnnxError::File { source, .. } if source.kind() == io::ErrorKind::NotFound => {
                    OnnxError::Beside {
                        path: path.to_owned(),
                        beside: place.clone(),
                    }
                }
                error => error,
            })?;
            all.extend_from_slice(&bytes);
            files.insert(place.clone(), bytes);
        }
        let bytes = files.get(&place).map_or(&[][..], Vec::as_slice);
        let end = match length {
            0 => Some(bytes.len()),
            length => offset.checked_add(length),
        };
        let own = end
            .and_then(|end| bytes.get(offset..end))
            .ok_or_else(damaged)?;
        tensor.raw_data = Some(RefCell::new(own.to_vec()));
        tensor.external_data.clear();
        tensor.data_location = Some(DataLocation::DEFAULT);
    }
    Ok(())
}

/// Whether a place is the plain name of a file in the same folder.
fn is_beside(place: &str) -> bool {
    let mut parts = Path::new(place).components();
    matches!(
        (parts.next(), parts.next()),
        (Some(Component::Normal(_)), None)
    )
}

/// The numbers in a tensor.
fn size(tensor: &TensorProto) -> usize {
    let dims = tensor.dims.iter();
    dims.fold(1, |all, &dim| {
        usize::try_from(dim).map_or(0, |dim| dim.saturating_mul(all))
    })
}
